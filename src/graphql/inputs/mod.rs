//! Inputs: orders, and what mutations take.

mod order;
pub mod ticket_create;

pub use order::{AttachmentOrder, FollowUpOrder, OrderDirection, QueueOrder, TicketOrder, UserOrder};
