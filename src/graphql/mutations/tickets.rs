//! Writing tickets.

use async_graphql::{Context, Object, Result, SimpleObject};

use crate::domain::tickets::create::{Created, create};
use crate::domain::{self};
use crate::graphql::error::UserError;
use crate::graphql::inputs::ticket_create::TicketCreateInput;
use crate::graphql::types::{FollowUp, FollowUps, Ticket, Tickets, context};

/// Entry points for writing tickets.
#[derive(Debug, Default)]
pub struct TicketMutation;

/// What came of `ticketCreate`.
#[derive(Debug, Default, SimpleObject)]
pub struct TicketCreatePayload {
    /// The new ticket. Null when there are faults, or when the input was only to be checked.
    ticket: Option<Ticket>,
    /// Its first follow-up, which has the description and the files.
    follow_up: Option<FollowUp>,
    /// What is wrong with the input. Empty when all went well.
    user_errors: Vec<UserError>,
}

#[Object]
impl TicketMutation {
    /// Opens a ticket with its first follow-up, custom values and files: all of it, or nothing.
    async fn ticket_create(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The new ticket.")] input: TicketCreateInput,
    ) -> Result<TicketCreatePayload> {
        let input = input.into_domain(ctx).map_err(|error| domain::Error::Internal(Box::new(error)))?;
        match create(context(ctx), input).await {
            Ok(None) => Ok(TicketCreatePayload::default()),
            Ok(Some(Created { ticket, followup })) => {
                let ticket = Tickets::of_rows(vec![ticket]).pop();
                let follow_up = match &ticket {
                    Some(ticket) => FollowUps::of_tickets(vec![followup], &ticket.all).pop(),
                    None => None,
                };
                Ok(TicketCreatePayload { ticket, follow_up, user_errors: Vec::new() })
            }
            Err(domain::Error::Invalid(faults)) => Ok(TicketCreatePayload {
                user_errors: faults.iter().map(UserError::from).collect(),
                ..TicketCreatePayload::default()
            }),
            Err(error) => Err(error.into()),
        }
    }
}
