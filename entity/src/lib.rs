//! django-helpdesk's tables as sea-orm entities, one file a table, and the column types that Django
//! spells its own way. No rules and no queries: those live in `deskql::domain`.
#![expect(
    missing_docs,
    reason = "the columns are Django's own; each file names the table it maps"
)]

pub mod checklist;
pub mod checklist_task;
pub mod checklist_template;
pub mod connection;
pub mod content_type;
pub mod custom_field;
pub mod custom_field_value;
pub mod django_migration;
mod driver;
pub mod email_template;
pub mod escalation_exclusion;
pub mod escalation_exclusion_queue;
pub mod event;
pub mod followup;
pub mod followup_attachment;
pub mod group;
pub mod group_permission;
mod held;
pub mod idempotency;
pub mod ignore_email;
pub mod ignore_email_queue;
pub mod in_order;
pub mod installation;
mod journal;
pub mod kb_category;
pub mod kb_item;
pub mod kb_item_attachment;
pub mod kb_item_downvoted_by;
pub mod kb_item_voted_by;
pub mod login_failure;
mod numbers;
mod odd;
mod options;
pub mod outbox;
pub mod permission;
mod pool;
pub mod preset_reply;
pub mod preset_reply_queue;
pub mod probe;
pub mod queue;
mod readable;
pub mod saved_search;
pub mod session;
pub mod share;
pub mod site;
pub mod ticket;
pub mod ticket_cc;
pub mod ticket_change;
pub mod ticket_dependency;
pub mod token;
pub mod user;
pub mod user_group;
pub mod user_permission;
pub mod user_settings;
pub mod values;
pub mod watch;

pub use connection::{Db, Tx};
