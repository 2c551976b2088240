//! Writing tickets.

use async_graphql::{Context, Object, Result, SimpleObject};

use crate::domain::tickets::create::{Created, create};
use crate::domain::tickets::delete;
use crate::domain::tickets::update::{self, Updated};
use crate::graphql::error::{UserError, faults};
use crate::graphql::inputs::ticket_create::TicketCreateInput;
use crate::graphql::inputs::ticket_update::TicketUpdateInput;
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

/// What came of `ticketUpdate`.
#[derive(Debug, Default, SimpleObject)]
pub struct TicketUpdatePayload {
    /// The ticket as it is then. Null when there are faults.
    ticket: Option<Ticket>,
    /// The follow-up that tells of the change. Null when there are faults, or when the input was only to be checked.
    follow_up: Option<FollowUp>,
    /// What is wrong with the input. Empty when all went well.
    user_errors: Vec<UserError>,
}

/// What came of `ticketDelete`.
#[derive(Debug, Default, SimpleObject)]
pub struct TicketDeletePayload {
    /// The number of the ticket that is gone.
    deleted_id: Option<i32>,
    /// What is wrong with the input. Empty when all went well.
    user_errors: Vec<UserError>,
}

#[Object]
impl TicketMutation {
    /// Opens a ticket with its first follow-up, custom values and files: all of it, or nothing.
    ///
    /// ```graphql
    /// mutation {
    ///   ticketCreate(
    ///     input: {
    ///       queueId: 1
    ///       title: "The printer is on fire"
    ///       description: "Smoke on the third floor."
    ///       submitterEmail: "me@example.com"
    ///       priorityCode: 1
    ///       idempotencyKey: "5e2f8c6a"
    ///     }
    ///   ) {
    ///     ticket { reference }
    ///     userErrors { field message code }
    ///   }
    /// }
    /// ```
    async fn ticket_create(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The new ticket.")] input: TicketCreateInput,
    ) -> Result<TicketCreatePayload> {
        let input = input.into_domain(ctx).await?;
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
            Err(error) => Ok(TicketCreatePayload { user_errors: faults(error)?, ..TicketCreatePayload::default() }),
        }
    }

    /// Changes a ticket. The change is written down as a follow-up, and who is to be told is told.
    ///
    /// ```graphql
    /// mutation {
    ///   ticketUpdate(input: { id: 1, changes: { assignedToId: 1, priorityCode: 2, dueDate: "2030-01-02T16:00:00Z" } }) {
    ///     ticket { assignedTo { fullName } dueDate }
    ///     followUp { title changes { field oldValue newValue } }
    ///     userErrors { field message code }
    ///   }
    /// }
    /// ```
    async fn ticket_update(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The change.")] input: TicketUpdateInput,
    ) -> Result<TicketUpdatePayload> {
        match update::update(context(ctx), input.into()).await {
            Ok(Updated { ticket, followup }) => {
                let ticket = Tickets::of_rows(vec![ticket]).pop();
                let follow_up = followup.and_then(|row| FollowUps::of_rows(vec![row]).pop());
                Ok(TicketUpdatePayload { ticket, follow_up, user_errors: Vec::new() })
            }
            Err(error) => Ok(TicketUpdatePayload { user_errors: faults(error)?, ..TicketUpdatePayload::default() }),
        }
    }

    /// Deletes a ticket with everything that hangs on it, files too. There is no way back.
    ///
    /// ```graphql
    /// mutation { ticketDelete(id: 1) { deletedId userErrors { message } } }
    /// ```
    async fn ticket_delete(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The number of the ticket.")] id: i32,
    ) -> Result<TicketDeletePayload> {
        delete::delete(context(ctx), id).await?;
        Ok(TicketDeletePayload { deleted_id: Some(id), user_errors: Vec::new() })
    }
}
