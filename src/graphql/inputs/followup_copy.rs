//! Input of `followUpCopy`.

use async_graphql::{Context, ID, InputObject};

use crate::domain;
use crate::domain::tickets::followups::copy::FollowUpCopy;
use crate::graphql::id::Reference;
use crate::graphql::inputs::idempotency;
use crate::graphql::types::context;

/// Follow-up to copy to another ticket.
#[derive(Clone, Debug, InputObject)]
pub struct FollowUpCopyInput {
    /// ID of the follow-up: a global ID or a number.
    pub follow_up_id: ID,
    /// ID of the open ticket to copy it to: a global ID or a number.
    pub ticket_id: ID,
    /// Title of the copy, at most 200 characters, which follows a reference to the first ticket. By
    /// default, the title of the follow-up.
    pub title: Option<String>,
    /// Comment of the copy in Markdown. By default, the comment of the follow-up.
    pub comment: Option<String>,
    /// Whether the submitter of the other ticket may read the copy.
    #[graphql(default)]
    pub public: bool,
    /// Validates the input without writing anything.
    #[graphql(default)]
    pub validate_only: bool,
    /// Key that the client chooses, at most 255 characters. A repeated request with the same key
    /// and the same input returns the first result instead of creating a duplicate, for 24 hours
    /// unless the installation sets another time.
    pub idempotency_key: Option<String>,
}

impl FollowUpCopyInput {
    /// Converts to the domain's input.
    ///
    /// # Errors
    /// Nobody is signed in; not the ID of a follow-up.
    pub async fn into_domain(self, ctx: &Context<'_>) -> domain::Result<FollowUpCopy> {
        let followup = Reference::FOLLOW_UP.parse_target(context(ctx), &self.follow_up_id)?;
        let request = idempotency::request(ctx, self.idempotency_key, &[]).await?;
        let mut errors = Vec::new();
        Ok(FollowUpCopy {
            followup,
            ticket: Reference::TICKET.parse(&self.ticket_id, &mut errors),
            title: self.title,
            comment: self.comment,
            public: self.public,
            errors,
            validate_only: self.validate_only,
            request,
        })
    }
}
