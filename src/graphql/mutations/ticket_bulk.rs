//! Mutations of several tickets.

use async_graphql::{Context, ID, Object, Result, SimpleObject};

use crate::domain;
use crate::domain::tickets::bulk::{self, Item, Outcome};
use crate::graphql::error::{UserError, user_errors};
use crate::graphql::id::{self, NodeKind};
use crate::graphql::inputs::ticket_bulk::{TicketsDeleteInput, TicketsUpdateInput, parse_ids};
use crate::graphql::types::{FollowUp, FollowUps, Ticket, Tickets, context};

/// Mutations of several tickets.
#[derive(Debug, Default)]
pub struct TicketBulkMutation;

/// Outcome of a mutation for one of several objects.
#[derive(Clone, Copy, Debug, PartialEq, Eq, async_graphql::Enum)]
pub enum BulkOutcome {
    /// It was written; with `validateOnly`, it would be.
    Done,
    /// It already had these values.
    Unchanged,
    /// It has errors.
    Failed,
    /// It was left out because another one failed.
    Skipped,
}

/// Result of `ticketsUpdate` for a ticket.
#[derive(Debug, SimpleObject)]
pub struct TicketUpdateResult {
    /// Global ID of the ticket.
    ticket_id: ID,
    /// Numeric ID of the ticket.
    ticket_database_id: i32,
    /// Outcome for the ticket.
    outcome: BulkOutcome,
    /// Ticket after the mutation; with `validateOnly`, its current state. Null if it failed or was
    /// left out.
    ticket: Option<Ticket>,
    /// Follow-up that records the changes. Null if nothing was written.
    follow_up: Option<FollowUp>,
    /// Errors of this ticket.
    user_errors: Vec<UserError>,
}

/// Result of `ticketsUpdate`.
#[derive(Debug, Default, SimpleObject)]
pub struct TicketsUpdatePayload {
    /// Results in the order of the IDs. Empty if the input is invalid for every ticket.
    results: Vec<TicketUpdateResult>,
    /// Errors of the input that concern every ticket. Empty on success.
    user_errors: Vec<UserError>,
}

/// Result of `ticketsDelete` for a ticket.
#[derive(Debug, SimpleObject)]
pub struct TicketDeleteResult {
    /// Global ID of the ticket.
    ticket_id: ID,
    /// Numeric ID of the ticket.
    ticket_database_id: i32,
    /// Outcome for the ticket.
    outcome: BulkOutcome,
    /// Errors of this ticket.
    user_errors: Vec<UserError>,
}

/// Result of `ticketsDelete`.
#[derive(Debug, Default, SimpleObject)]
pub struct TicketsDeletePayload {
    /// Results in the order of the IDs. Empty if the IDs are invalid.
    results: Vec<TicketDeleteResult>,
    /// Errors of the input that concern every ticket. Empty on success.
    user_errors: Vec<UserError>,
}

/// The outcome for a ticket, and its errors.
fn outcome(ctx: &Context<'_>, outcome: Outcome) -> domain::Result<(BulkOutcome, Vec<UserError>)> {
    Ok(match outcome {
        Outcome::Done { .. } => (BulkOutcome::Done, Vec::new()),
        Outcome::Unchanged(_) => (BulkOutcome::Unchanged, Vec::new()),
        Outcome::Failed(error) => (BulkOutcome::Failed, user_errors(ctx, error, "ids")?),
        Outcome::Skipped => (BulkOutcome::Skipped, Vec::new()),
    })
}

/// The results of an update. Their tickets and follow-ups share batches.
fn update_results(ctx: &Context<'_>, items: Vec<Item>) -> domain::Result<Vec<TicketUpdateResult>> {
    let (mut tickets, mut followups) = (Vec::new(), Vec::new());
    for item in &items {
        match &item.outcome {
            Outcome::Done { ticket, followup } => {
                tickets.push((**ticket).clone());
                followups.extend(followup.as_deref().cloned());
            }
            Outcome::Unchanged(ticket) => tickets.push((**ticket).clone()),
            Outcome::Failed(_) | Outcome::Skipped => {}
        }
    }
    let tickets = Tickets::of_rows(tickets);
    let followups = FollowUps::of_rows(followups);
    let result = |item: Item| {
        let ticket = tickets.iter().find(|ticket| ticket.model().id == item.id);
        let followup = followups
            .iter()
            .find(|followup| followup.model().ticket_id == item.id);
        let (outcome, user_errors) = outcome(ctx, item.outcome)?;
        Ok(TicketUpdateResult {
            ticket_id: id::encode(NodeKind::Ticket, item.id),
            ticket_database_id: item.id,
            outcome,
            ticket: ticket.cloned(),
            follow_up: followup.cloned(),
            user_errors,
        })
    };
    items.into_iter().map(result).collect()
}

async fn update_tickets(
    ctx: &Context<'_>,
    input: TicketsUpdateInput,
) -> Result<TicketsUpdatePayload> {
    let outcome = match input.into_domain(ctx) {
        Ok(input) => bulk::update(context(ctx), input).await,
        Err(error) => Err(error),
    };
    match outcome {
        Ok(items) => Ok(TicketsUpdatePayload {
            results: update_results(ctx, items)?,
            user_errors: Vec::new(),
        }),
        Err(error) => Ok(TicketsUpdatePayload {
            user_errors: user_errors(ctx, error, "ids")?,
            ..TicketsUpdatePayload::default()
        }),
    }
}

async fn delete_tickets(
    ctx: &Context<'_>,
    input: TicketsDeleteInput,
) -> Result<TicketsDeletePayload> {
    let mut errors = Vec::new();
    let deleted = match parse_ids(ctx, "ids", &input.ids, &mut errors) {
        Ok(ids) => bulk::delete(context(ctx), ids, input.policy, errors, input.validate_only).await,
        Err(error) => Err(error),
    };
    let items = match deleted {
        Ok(items) => items,
        Err(error) => {
            return Ok(TicketsDeletePayload {
                user_errors: user_errors(ctx, error, "ids")?,
                ..TicketsDeletePayload::default()
            });
        }
    };
    let result = |item: Item| {
        let (outcome, user_errors) = outcome(ctx, item.outcome)?;
        Ok(TicketDeleteResult {
            ticket_id: id::encode(NodeKind::Ticket, item.id),
            ticket_database_id: item.id,
            outcome,
            user_errors,
        })
    };
    let results = items.into_iter().map(result);
    Ok(TicketsDeletePayload {
        results: results.collect::<domain::Result<_>>()?,
        user_errors: Vec::new(),
    })
}

#[Object]
impl TicketBulkMutation {
    /// Updates several tickets in the same way: takes, assigns or unassigns them, changes their
    /// status, queue and so on. Each change is recorded as by `ticketUpdate`. Only for agents.
    ///
    #[doc = r#"```graphql
mutation {
  ticketsUpdate(
    input: { ids: ["VGlja2V0OjE", 15], assignedToId: "VXNlcjox", policy: SKIP_FAILURES, notify: false }
  ) {
    results { ticketId outcome ticket { assignedTo { fullName } } userErrors { message code } }
    userErrors { field message code }
  }
}
```"#]
    async fn tickets_update(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Changes of the tickets.")] input: TicketsUpdateInput,
    ) -> Option<Result<TicketsUpdatePayload>> {
        Some(Box::pin(update_tickets(ctx, input)).await)
    }

    /// Deletes several tickets with their follow-ups and files. This cannot be undone. Only for
    /// agents.
    ///
    #[doc = r#"```graphql
mutation {
  ticketsDelete(input: { ids: ["VGlja2V0OjE", 15], validateOnly: true }) {
    results { ticketId outcome userErrors { message code } }
    userErrors { field message code }
  }
}
```"#]
    async fn tickets_delete(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Tickets to delete.")] input: TicketsDeleteInput,
    ) -> Option<Result<TicketsDeletePayload>> {
        Some(Box::pin(delete_tickets(ctx, input)).await)
    }
}
