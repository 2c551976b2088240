//! The objects of the graph, one file a stem. Each is a row and the batch that it was read with.

pub mod attachment;
pub mod checklist;
pub mod choices;
pub mod custom_field;
pub mod desk;
pub mod followup;
pub mod knowledge_base;
pub mod node;
pub mod queue;
pub mod queue_event;
pub mod ticket;
pub mod ticket_event;
pub mod ticket_links;
pub mod tickets;
pub mod user;
pub mod viewer;

pub use attachment::{Attachment, Attachments};
pub use followup::{FollowUp, FollowUps};
pub use queue::Queue;
pub use ticket::Ticket;
pub use tickets::Tickets;
pub use user::User;

/// The surroundings of the request.
pub(crate) fn context<'a>(ctx: &async_graphql::Context<'a>) -> &'a crate::domain::Context {
    ctx.data_unchecked()
}
