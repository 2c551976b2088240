//! Preset replies, saved searches, templates and other objects of agents, one file per type.

mod checklist_template;
mod email_template;
mod escalation_exclusion;
mod ignored_sender;
mod preset_reply;
mod saved_search;

pub use checklist_template::ChecklistTemplate;
pub use email_template::EmailTemplate;
pub use escalation_exclusion::{EscalationExclusion, EscalationExclusions};
pub use ignored_sender::{IgnoredSender, IgnoredSenders};
pub use preset_reply::{PresetReplies, PresetReply};
pub use saved_search::{SavedSearch, SavedSearchCriteria, SavedSearches};
