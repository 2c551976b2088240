//! Input types: orders, filters of events and the inputs of mutations.

pub mod changes;
pub mod delete;
pub mod followup_copy;
pub mod followups;
pub mod idempotency;
mod order;
pub mod ticket_bulk;
pub mod ticket_create;
pub mod ticket_event_filter;
pub mod ticket_links;
pub mod ticket_merge;
pub mod ticket_update;
pub mod upload;

pub use order::{
    AttachmentOrder, ChecklistTemplateOrder, EmailTemplateOrder, EscalationExclusionOrder,
    FollowUpOrder, IgnoredSenderOrder, KbCategoryOrder, KbItemOrder, OrderDirection,
    PresetReplyOrder, QueueOrder, SavedSearchOrder, TicketOrder, UserOrder,
};
