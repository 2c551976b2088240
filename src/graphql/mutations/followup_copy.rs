//! Copies follow-ups.

use async_graphql::{Context, Object, Result, SimpleObject};

use crate::domain::tickets::followups::copy::{self, CopiedFollowUp};
use crate::graphql::error::{UserError, user_errors};
use crate::graphql::inputs::followup_copy::FollowUpCopyInput;
use crate::graphql::types::{FollowUp, FollowUps, Ticket, Tickets, context};

/// Copies follow-ups.
#[derive(Debug, Default)]
pub struct FollowUpCopyMutation;

/// Result of `followUpCopy`.
#[derive(Debug, Default, SimpleObject)]
pub struct FollowUpCopyPayload {
    /// Copy. Null if there are errors or `validateOnly` is set.
    follow_up: Option<FollowUp>,
    /// Ticket of the copy. Null if there are errors or `validateOnly` is set.
    ticket: Option<Ticket>,
    /// Errors of the input. Empty on success.
    user_errors: Vec<UserError>,
}

async fn copy_followup(ctx: &Context<'_>, input: FollowUpCopyInput) -> Result<FollowUpCopyPayload> {
    let outcome = match input.into_domain(ctx).await {
        Ok(input) => copy::copy(context(ctx), input).await,
        Err(error) => Err(error),
    };
    Ok(match outcome {
        Ok(None) => FollowUpCopyPayload::default(),
        Ok(Some(CopiedFollowUp { ticket, followup })) => FollowUpCopyPayload {
            follow_up: FollowUps::of_rows(vec![followup]).pop(),
            ticket: Tickets::of_rows(vec![ticket]).pop(),
            user_errors: Vec::new(),
        },
        Err(error) => FollowUpCopyPayload {
            user_errors: user_errors(ctx, error, "followUpId")?,
            ..FollowUpCopyPayload::default()
        },
    })
}

#[Object]
impl FollowUpCopyMutation {
    /// Copies a follow-up with its files to another ticket. Changes and time spent are not copied,
    /// and nobody is notified. Requires `enable_followup_copy`. Only for agents who work on both
    /// tickets. To move a follow-up, use `followUpUpdate`.
    ///
    #[doc = r#"```graphql
mutation {
  followUpCopy(input: { followUpId: "Rm9sbG93VXA6NDE", ticketId: "VGlja2V0OjE1" }) {
    followUp { title attachments { filename } }
    userErrors { field message code }
  }
}
```"#]
    async fn follow_up_copy(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Follow-up to copy.")] input: FollowUpCopyInput,
    ) -> Option<Result<FollowUpCopyPayload>> {
        Some(Box::pin(copy_followup(ctx, input)).await)
    }
}
