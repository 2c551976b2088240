//! Writing tickets.

use async_graphql::{Context, ID, Object, Result, SimpleObject};

use crate::domain::tickets::create::{CreatedTicket, create};
use crate::domain::tickets::delete;
use crate::domain::tickets::update::{self, UpdatedTicket};
use crate::graphql::error::{UserError, user_errors};
use crate::graphql::id::NodeKind;
use crate::graphql::inputs::ticket_create::TicketCreateInput;
use crate::graphql::inputs::ticket_update::TicketUpdateInput;
use crate::graphql::mutations::deleted;
use crate::graphql::types::{FollowUp, FollowUps, Ticket, Tickets, context};

/// Entry points for writing tickets.
#[derive(Debug, Default)]
pub struct TicketMutation;

/// What came of `ticketCreate`.
#[derive(Debug, Default, SimpleObject)]
pub struct TicketCreatePayload {
    /// The new ticket. Null when there are faults, or when the input was only to be checked.
    ticket: Option<Ticket>,
    /// Its first follow-up, which has the description and the files. Null also where an earlier
    /// request with the key opened the ticket, and the follow-up is not there to be seen any more.
    follow_up: Option<FollowUp>,
    /// What is wrong with the input. Empty when all went well.
    user_errors: Vec<UserError>,
}

/// What came of `ticketUpdate`.
#[derive(Debug, Default, SimpleObject)]
pub struct TicketUpdatePayload {
    /// The ticket as it is then. Null when there are faults.
    ticket: Option<Ticket>,
    /// The follow-up that tells of the change. Null when there are faults, when the input was only
    /// to be checked, and when nothing changed.
    follow_up: Option<FollowUp>,
    /// What is wrong with the input. Empty when all went well.
    user_errors: Vec<UserError>,
}

/// What came of `ticketDelete`.
#[derive(Debug, SimpleObject)]
pub struct TicketDeletePayload {
    /// The global id of the ticket that is gone. Null when there are faults, or when it was only to
    /// be checked.
    deleted_id: Option<ID>,
    /// Its number.
    deleted_database_id: Option<i32>,
    /// What is wrong with the input. Empty when all went well.
    user_errors: Vec<UserError>,
}

async fn open(ctx: &Context<'_>, input: TicketCreateInput) -> Result<TicketCreatePayload> {
    let outcome = match input.receive_files(ctx).await? {
        Ok(()) => match input.into_domain(ctx).await {
            Ok(input) => create(context(ctx), input).await,
            Err(error) => Err(error),
        },
        Err(error) => Err(error),
    };
    match outcome {
        Ok(None) => Ok(TicketCreatePayload::default()),
        Ok(Some(CreatedTicket { ticket, followup })) => {
            let ticket = Tickets::of_rows(vec![ticket]).pop();
            let follow_up = match (&ticket, followup) {
                (Some(ticket), Some(followup)) => {
                    FollowUps::of_tickets(vec![followup], &ticket.all).pop()
                }
                _ => None,
            };
            Ok(TicketCreatePayload {
                ticket,
                follow_up,
                user_errors: Vec::new(),
            })
        }
        Err(error) => Ok(TicketCreatePayload {
            user_errors: user_errors(ctx, error, "queueId")?,
            ..TicketCreatePayload::default()
        }),
    }
}

async fn change(ctx: &Context<'_>, input: TicketUpdateInput) -> Result<TicketUpdatePayload> {
    let outcome = match input.into_domain(ctx) {
        Ok(input) => update::update(context(ctx), input).await,
        Err(error) => Err(error),
    };
    match outcome {
        Ok(UpdatedTicket { ticket, followup }) => {
            let ticket = Tickets::of_rows(vec![ticket]).pop();
            let follow_up = followup.and_then(|row| FollowUps::of_rows(vec![row]).pop());
            Ok(TicketUpdatePayload {
                ticket,
                follow_up,
                user_errors: Vec::new(),
            })
        }
        Err(error) => Ok(TicketUpdatePayload {
            user_errors: user_errors(ctx, error, "id")?,
            ..TicketUpdatePayload::default()
        }),
    }
}

async fn remove(ctx: &Context<'_>, id: ID, validate_only: bool) -> Result<TicketDeletePayload> {
    let delete = |number| delete::delete(context(ctx), number, validate_only);
    let (deleted_id, deleted_database_id, user_errors) =
        deleted(ctx, NodeKind::Ticket, &id, validate_only, delete).await?;
    Ok(TicketDeletePayload {
        deleted_id,
        deleted_database_id,
        user_errors,
    })
}

#[Object]
impl TicketMutation {
    /// Opens a ticket with its first follow-up, custom values and files: all of it, or nothing.
    ///
    #[doc = r#"```graphql
mutation {
  ticketCreate(
    input: {
      queueId: "UXVldWU6MQ"
      title: "The printer is on fire"
      description: "Smoke on the third floor."
      submitterEmail: "me@example.com"
      priorityCode: 1
      idempotencyKey: "5e2f8c6a"
    }
  ) {
    ticket { reference }
    userErrors { field message code }
  }
}
```"#]
    async fn ticket_create(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The new ticket.")] input: TicketCreateInput,
    ) -> Option<Result<TicketCreatePayload>> {
        Some(open(ctx, input).await)
    }

    /// Changes a ticket. The change is written down as a follow-up, and who is to be told is told.
    /// Where nothing is other than before, nothing is written, and there is no follow-up.
    ///
    #[doc = r#"```graphql
mutation {
  ticketUpdate(
    input: {
      id: "VGlja2V0OjE"
      changes: { assignedToId: "VXNlcjox", priorityCode: 2, dueDate: "2030-01-02T16:00:00Z" }
    }
  ) {
    ticket { assignedTo { fullName } dueDate }
    followUp { title changes { field oldValue newValue } }
    userErrors { field message code }
  }
}
```"#]
    async fn ticket_update(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The change.")] input: TicketUpdateInput,
    ) -> Option<Result<TicketUpdatePayload>> {
        Some(change(ctx, input).await)
    }

    /// Deletes a ticket with everything that hangs on it, files too. There is no way back.
    ///
    /// ```graphql
    /// mutation { ticketDelete(id: "VGlja2V0OjE") { deletedId deletedDatabaseId userErrors { field message code } } }
    /// ```
    async fn ticket_delete(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The ticket. The global id, or the number.")] id: ID,
        #[graphql(default, desc = "Looks whether it could be, and deletes nothing.")] validate_only: bool,
    ) -> Option<Result<TicketDeletePayload>> {
        Some(remove(ctx, id, validate_only).await)
    }
}
