//! Merges tickets.

use async_graphql::{Context, Object, Result, SimpleObject};

use crate::domain::tickets::merge::{self, Effects, MergedTickets};
use crate::graphql::budget::LongText;
use crate::graphql::error::{UserError, user_errors};
use crate::graphql::inputs::ticket_merge::TicketMergeInput;
use crate::graphql::types::{FollowUp, FollowUps, Ticket, Tickets, context};

/// Merges tickets.
#[derive(Debug, Default)]
pub struct TicketMergeMutation;

/// Result of `ticketMerge`.
#[derive(Debug, Default, SimpleObject)]
pub struct TicketMergePayload {
    /// Ticket that stays; with `validateOnly`, its current state. Null if there are errors.
    ticket: Option<Ticket>,
    /// Tickets that were merged into it, by ID; with `validateOnly`, their current state.
    merged_tickets: Vec<Ticket>,
    /// Follow-up that records the merge. Null if there are errors or `validateOnly` is set.
    follow_up: Option<FollowUp>,
    /// Effects of the merge; with `validateOnly`, those that it would have. Null if there are
    /// errors.
    effects: Option<TicketMergeEffects>,
    /// Errors of the input. Empty on success.
    user_errors: Vec<UserError>,
}

/// Effects of a merge.
#[derive(Debug, SimpleObject)]
pub struct TicketMergeEffects {
    /// Changes of the ticket that stays.
    changes: Vec<TicketMergeChange>,
    /// Number of follow-ups that move to it.
    follow_up_count: i32,
    /// Number of files that move with them.
    attachment_count: i32,
    /// Email addresses of its new followers.
    new_followers: Vec<String>,
    /// Email addresses that are notified.
    recipients: Vec<String>,
}

/// Change of a field of the ticket that stays.
#[derive(Debug, SimpleObject)]
pub struct TicketMergeChange {
    /// Name of the field for display.
    field: String,
    /// Old value as text.
    old_value: Option<LongText<String>>,
    /// New value as text.
    new_value: Option<LongText<String>>,
}

impl From<Effects> for TicketMergeEffects {
    fn from(effects: Effects) -> Self {
        let count = |number: u64| i32::try_from(number).unwrap_or(i32::MAX);
        let change =
            |(field, old, new): (String, Option<String>, Option<String>)| TicketMergeChange {
                field,
                old_value: old.map(LongText),
                new_value: new.map(LongText),
            };
        Self {
            changes: effects.changes.into_iter().map(change).collect(),
            follow_up_count: count(effects.followups),
            attachment_count: count(effects.attachments),
            new_followers: effects.followers,
            recipients: effects.recipients,
        }
    }
}

async fn merge_tickets(ctx: &Context<'_>, input: TicketMergeInput) -> Result<TicketMergePayload> {
    let outcome = match input.into_domain(ctx) {
        Ok(input) => merge::merge(context(ctx), input).await,
        Err(error) => Err(error),
    };
    match outcome {
        Ok(merged) => {
            let MergedTickets {
                ticket,
                merged,
                followup,
                effects,
            } = merged;
            let rows = std::iter::once(ticket).chain(merged).collect();
            let mut tickets = Tickets::of_rows(rows).into_iter();
            Ok(TicketMergePayload {
                ticket: tickets.next(),
                merged_tickets: tickets.collect(),
                follow_up: followup.and_then(|row| FollowUps::of_rows(vec![row]).pop()),
                effects: Some(effects.into()),
                user_errors: Vec::new(),
            })
        }
        Err(error) => Ok(TicketMergePayload {
            user_errors: user_errors(ctx, error, "ticketId")?,
            ..TicketMergePayload::default()
        }),
    }
}

#[Object]
impl TicketMergeMutation {
    /// Merges tickets into one. Their follow-ups, files and followers move to it, and they become
    /// duplicates of it. Only for agents who work on all of them.
    ///
    #[doc = r#"```graphql
mutation {
  ticketMerge(
    input: {
      ticketId: "VGlja2V0OjE"
      mergedIds: ["VGlja2V0OjE0"]
      picks: [{ field: DUE_AT, ticketId: "VGlja2V0OjE0" }]
      validateOnly: true
    }
  ) {
    ticket { title }
    mergedTickets { title }
    effects { followUpCount changes { field newValue } newFollowers recipients }
    userErrors { field message code }
  }
}
```"#]
    async fn ticket_merge(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Tickets to merge.")] input: TicketMergeInput,
    ) -> Option<Result<TicketMergePayload>> {
        Some(Box::pin(merge_tickets(ctx, input)).await)
    }
}
