//! Mutations of tickets.

use async_graphql::{Context, ID, Object, Result, SimpleObject};

use crate::domain::tickets::create::{CreatedTicket, create};
use crate::domain::tickets::delete;
use crate::domain::tickets::update::{self, UpdatedTicket};
use crate::graphql::error::{UserError, user_errors};
use crate::graphql::id::NodeKind;
use crate::graphql::inputs::delete::TicketDeleteInput;
use crate::graphql::inputs::ticket_create::TicketCreateInput;
use crate::graphql::inputs::ticket_update::TicketUpdateInput;
use crate::graphql::mutations::{current_ticket, delete_by_id};
use crate::graphql::types::{FollowUp, FollowUps, Ticket, Tickets, context};

/// Mutations of tickets.
#[derive(Debug, Default)]
pub struct TicketMutation;

/// Result of `ticketCreate`.
#[derive(Debug, Default, SimpleObject)]
pub struct TicketCreatePayload {
    /// Created ticket. Null if there are errors or `validateOnly` is set.
    ticket: Option<Ticket>,
    /// First follow-up of the ticket, with the description and the files. Also null if the ticket
    /// was created by an earlier request with the same idempotency key, and the follow-up was
    /// deleted or you may no longer see it.
    follow_up: Option<FollowUp>,
    /// Errors of the input. Empty on success.
    user_errors: Vec<UserError>,
}

/// Result of `ticketUpdate`.
#[derive(Debug, Default, SimpleObject)]
pub struct TicketUpdatePayload {
    /// Updated ticket. After a CONFLICT with `expectedUpdatedAt`, the ticket as it is now. Null after
    /// other errors.
    ticket: Option<Ticket>,
    /// Follow-up that records the changes. Null if there are errors, `validateOnly` is set, or
    /// nothing changed.
    follow_up: Option<FollowUp>,
    /// Errors of the input. Empty on success.
    user_errors: Vec<UserError>,
}

/// Result of `ticketDelete`.
#[derive(Debug, SimpleObject)]
pub struct TicketDeletePayload {
    /// Global ID of the deleted ticket. Null if there are errors or `validateOnly` is set.
    deleted_id: Option<ID>,
    /// Numeric ID of the deleted ticket.
    deleted_database_id: Option<i32>,
    /// Errors of the input. Empty on success.
    user_errors: Vec<UserError>,
}

async fn create_ticket(ctx: &Context<'_>, input: TicketCreateInput) -> Result<TicketCreatePayload> {
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
            let ticket = Tickets::of_payload(ticket, ctx).await;
            let follow_up = match (&ticket, followup) {
                (Some(ticket), Some(followup)) => {
                    FollowUps::of_tickets(vec![followup], &ticket.batch).pop()
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

async fn update_ticket(ctx: &Context<'_>, input: TicketUpdateInput) -> Result<TicketUpdatePayload> {
    let id = NodeKind::Ticket.parse_id(&input.id).ok();
    let outcome = match input.into_domain(ctx) {
        Ok(input) => Box::pin(update::update(context(ctx), input)).await,
        Err(error) => Err(error),
    };
    match outcome {
        Ok(UpdatedTicket { ticket, followup }) => {
            let ticket = Tickets::of_payload(ticket, ctx).await;
            let follow_up = followup.and_then(|row| FollowUps::of_rows(vec![row]).pop());
            Ok(TicketUpdatePayload {
                ticket,
                follow_up,
                user_errors: Vec::new(),
            })
        }
        Err(error) => Ok(TicketUpdatePayload {
            ticket: current_ticket(ctx, &error, id).await?,
            follow_up: None,
            user_errors: user_errors(ctx, error, "id")?,
        }),
    }
}

async fn delete_ticket(ctx: &Context<'_>, input: TicketDeleteInput) -> Result<TicketDeletePayload> {
    let delete = |number| delete::delete(context(ctx), number, input.validate_only);
    let (deleted_id, deleted_database_id, user_errors) = delete_by_id(
        ctx,
        NodeKind::Ticket,
        &input.id,
        input.validate_only,
        delete,
    )
    .await?;
    Ok(TicketDeletePayload {
        deleted_id,
        deleted_database_id,
        user_errors,
    })
}

#[Object]
impl TicketMutation {
    /// Creates a ticket with its first follow-up, values of custom fields and files.
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
        #[graphql(desc = "Ticket to create.")] input: TicketCreateInput,
    ) -> Option<Result<TicketCreatePayload>> {
        Some(create_ticket(ctx, input).await)
    }

    /// Updates a ticket. Records the changes as a follow-up and notifies recipients. An update
    /// without changes writes nothing.
    ///
    #[doc = r#"```graphql
mutation {
  ticketUpdate(
    input: { id: "VGlja2V0OjE", assignedToId: "VXNlcjox", priorityCode: 2, dueAt: "2030-01-02T16:00:00Z" }
  ) {
    ticket { assignedTo { fullName } dueAt }
    followUp { title changes { field oldValue newValue } }
    userErrors { field message code }
  }
}
```"#]
    async fn ticket_update(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Changes of the ticket.")] input: TicketUpdateInput,
    ) -> Option<Result<TicketUpdatePayload>> {
        Some(Box::pin(update_ticket(ctx, input)).await)
    }

    /// Deletes a ticket with its follow-ups and files. This cannot be undone.
    ///
    /// ```graphql
    /// mutation { ticketDelete(input: { id: "VGlja2V0OjE" }) { deletedId deletedDatabaseId userErrors { field message code } } }
    /// ```
    async fn ticket_delete(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Ticket to delete.")] input: TicketDeleteInput,
    ) -> Option<Result<TicketDeletePayload>> {
        Some(delete_ticket(ctx, input).await)
    }
}
