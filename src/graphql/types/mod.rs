//! GraphQL object types. Each object is a row and the batch that it was read with.

pub mod attachment;
pub mod checklist;
pub mod choices;
pub mod custom_field;
pub mod desk;
pub mod followup;
pub mod group;
pub mod knowledge_base;
pub mod node;
pub mod notification;
pub mod outbox;
pub mod personal_token;
pub mod plan;
pub mod queue;
pub mod queue_event;
pub mod ticket;
pub mod ticket_actions;
pub mod ticket_change;
pub mod ticket_event;
pub mod ticket_links;
mod ticket_summaries;
pub mod tickets;
pub mod user;
pub mod viewer;

pub use attachment::{Attachment, Attachments};
pub use followup::{FollowUp, FollowUps};
pub use queue::Queue;
pub use ticket::Ticket;
pub use tickets::Tickets;
pub use user::User;

use crate::domain::Error;
use crate::domain::live::Hub;

/// Returns the reader of the event log from the request's data.
///
/// # Errors
/// [`Error::Internal`] if the request has none.
pub(crate) fn hub<'a>(ctx: &async_graphql::Context<'a>) -> Result<&'a Hub, Error> {
    ctx.data_opt()
        .ok_or_else(|| Error::Internal("the request has no event log".into()))
}

/// Returns the context of the request.
pub(crate) fn context<'a>(ctx: &async_graphql::Context<'a>) -> &'a crate::domain::Context {
    ctx.data_unchecked()
}
