//! Mutations that customers need: accepting a resolution, and votes on items of the knowledge base.

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};

use crate::domain::desk::votes::{self, Vote};
use crate::domain::tickets::followups::accept::accept_resolution;
use crate::domain::tickets::followups::add::AddedFollowUp;
use crate::graphql::error::{UserError, user_errors};
use crate::graphql::id::NodeKind;
use crate::graphql::types::knowledge_base::KbItem;
use crate::graphql::types::{FollowUp, FollowUps, Ticket, Tickets, context};

/// Mutations that customers need.
#[derive(Debug, Default)]
pub struct CustomerMutation;

/// Resolved ticket whose resolution is accepted.
#[derive(Debug, InputObject)]
pub struct TicketResolutionAcceptInput {
    /// ID of the ticket: a global ID or a number.
    pub id: ID,
    /// Validates the input without writing anything.
    #[graphql(default)]
    pub validate_only: bool,
}

/// Vote on an item of the knowledge base.
#[derive(Debug, InputObject)]
pub struct KbItemVoteInput {
    /// ID of the item: a global ID or a number.
    pub id: ID,
    /// Vote. It replaces your earlier one.
    pub vote: Vote,
    /// Validates the input without writing anything.
    #[graphql(default)]
    pub validate_only: bool,
}

/// Result of `ticketResolutionAccept`.
#[derive(Debug, Default, SimpleObject)]
pub struct TicketResolutionAcceptPayload {
    /// Closed ticket. Null if there are errors or `validateOnly` is set.
    ticket: Option<Ticket>,
    /// Follow-up that records the acceptance. Null if there are errors or `validateOnly` is set.
    follow_up: Option<FollowUp>,
    /// Errors of the input. Empty on success.
    user_errors: Vec<UserError>,
}

/// Result of `kbItemVote`.
#[derive(Debug, Default, SimpleObject)]
pub struct KbItemVotePayload {
    /// Item after the vote; with `validateOnly`, its current state. Null if there are errors.
    kb_item: Option<KbItem>,
    /// Errors of the input. Empty on success.
    user_errors: Vec<UserError>,
}

async fn accept(
    ctx: &Context<'_>,
    input: TicketResolutionAcceptInput,
) -> Result<TicketResolutionAcceptPayload> {
    let outcome = match NodeKind::Ticket.parse_target(context(ctx), "id", &input.id) {
        Ok(id) => accept_resolution(context(ctx), id, input.validate_only).await,
        Err(error) => Err(error),
    };
    match outcome {
        Ok(None) => Ok(TicketResolutionAcceptPayload::default()),
        Ok(Some(AddedFollowUp { ticket, followup })) => Ok(TicketResolutionAcceptPayload {
            ticket: Tickets::of_rows(vec![ticket]).pop(),
            follow_up: FollowUps::of_rows(vec![followup]).pop(),
            user_errors: Vec::new(),
        }),
        Err(error) => Ok(TicketResolutionAcceptPayload {
            user_errors: user_errors(ctx, error, "id")?,
            ..TicketResolutionAcceptPayload::default()
        }),
    }
}

async fn vote(ctx: &Context<'_>, input: KbItemVoteInput) -> Result<KbItemVotePayload> {
    let outcome = match NodeKind::KbItem.parse_target(context(ctx), "id", &input.id) {
        Ok(id) => votes::vote(context(ctx), id, input.vote, input.validate_only).await,
        Err(error) => Err(error),
    };
    match outcome {
        Ok(row) => Ok(KbItemVotePayload {
            kb_item: KbItem::of_rows(vec![row]).pop(),
            user_errors: Vec::new(),
        }),
        Err(error) => Ok(KbItemVotePayload {
            kb_item: None,
            user_errors: user_errors(ctx, error, "id")?,
        }),
    }
}

#[Object]
impl CustomerMutation {
    /// Accepts the resolution of a resolved ticket and closes it. For its submitter, followers with
    /// permission to update, visitors with its link, and agents.
    ///
    #[doc = r#"```graphql
mutation {
  ticketResolutionAccept(input: { id: "VGlja2V0OjM" }) {
    ticket { status }
    followUp { comment }
    userErrors { field message code }
  }
}
```"#]
    async fn ticket_resolution_accept(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Ticket whose resolution is accepted.")]
        input: TicketResolutionAcceptInput,
    ) -> Option<Result<TicketResolutionAcceptPayload>> {
        Some(Box::pin(accept(ctx, input)).await)
    }

    /// Votes on an item of the knowledge base. Everybody has one vote per item.
    ///
    #[doc = r#"```graphql
mutation {
  kbItemVote(input: { id: "1", vote: UP }) {
    kbItem { votes recommendations viewerVote }
    userErrors { field message code }
  }
}
```"#]
    async fn kb_item_vote(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Vote on an item.")] input: KbItemVoteInput,
    ) -> Option<Result<KbItemVotePayload>> {
        Some(vote(ctx, input).await)
    }
}
