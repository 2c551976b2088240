//! The database layer: [`Db`] and [`Tx`], through which all SQL runs, django-helpdesk's tables as
//! sea-orm entities (one file per table), and their column types. Rules and queries are in
//! `deskql::domain`.
#![expect(
    missing_docs,
    reason = "the fields are Django's columns; each file names its table"
)]

pub mod admin_log;
pub mod checklist;
pub mod checklist_task;
pub mod checklist_template;
mod columns;
mod connection;
pub mod content_type;
pub mod create_database;
pub mod custom_field;
pub mod custom_field_value;
mod db;
pub mod django_migration;
mod driver;
pub mod email_template;
mod errors;
pub mod escalation_exclusion;
pub mod escalation_exclusion_queue;
pub mod event;
pub mod followup;
pub mod followup_attachment;
pub mod group;
pub mod group_permission;
pub mod idempotency;
pub mod ignore_email;
pub mod ignore_email_queue;
pub mod installation;
pub mod kb_category;
pub mod kb_item;
pub mod kb_item_attachment;
pub mod kb_item_downvoted_by;
pub mod kb_item_voted_by;
mod lenient;
pub mod login_failure;
mod numeric_collation;
mod options;
pub mod outbox;
pub mod permission;
pub mod personal_token;
mod pool;
pub mod positional;
pub mod preset_reply;
pub mod preset_reply_queue;
pub mod probe;
pub mod queue;
pub mod saved_search;
pub mod session;
pub mod share;
pub mod site;
mod sqlite_journal;
mod sqlite_value;
pub mod ticket;
pub mod ticket_cc;
pub mod ticket_change;
pub mod ticket_dependency;
pub mod token;
mod transaction;
pub mod usage;
pub mod user;
pub mod user_group;
pub mod user_permission;
pub mod user_settings;
pub mod values;
pub mod watch;

pub use db::Db;
pub use errors::is_read_only_error;
pub use options::{NUMERIC_COLLATION, PoolOptions};
pub use transaction::Tx;
