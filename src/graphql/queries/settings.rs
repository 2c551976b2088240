//! Settings of the installation that clients need for forms.

use async_graphql::{Context, Object};

use crate::graphql::types::choices::{AttachmentRules, TicketPriorityChoice, TicketStatusChoice};
use crate::graphql::types::context;

/// Queries of settings.
#[derive(Debug, Default)]
pub struct SettingsQuery;

#[Object]
impl SettingsQuery {
    /// Returns the statuses of tickets, in the order of the installation.
    async fn ticket_statuses(&self, ctx: &Context<'_>) -> Vec<TicketStatusChoice> {
        TicketStatusChoice::all(context(ctx))
    }

    /// Returns the priorities of tickets, in the order of the installation.
    async fn ticket_priorities(&self, ctx: &Context<'_>) -> Vec<TicketPriorityChoice> {
        TicketPriorityChoice::all(context(ctx))
    }

    /// Returns the rules for uploads.
    async fn attachment_rules(&self, ctx: &Context<'_>) -> AttachmentRules {
        AttachmentRules::of(&context(ctx).config)
    }
}
