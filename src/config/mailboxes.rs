//! `[mailboxes]` and `[jobs]`: how mailboxes are read (Django's `QUEUE_EMAIL_BOX_…` settings), and the
//! scheduled jobs of workers.

use serde::Deserialize;

use super::validation::Errors;
use super::{Config, SecretKey};

/// Settings for received email.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mailboxes {
    /// Type of all mailboxes; empty: the queue's.
    pub queue_email_box_type: String,
    /// Whether all mailboxes use TLS from the start.
    pub queue_email_box_ssl: bool,
    /// Host of queues that name none.
    pub queue_email_box_host: String,
    /// User of queues that name none.
    pub queue_email_box_user: String,
    /// Password of queues without one.
    pub queue_email_box_password: SecretKey,
    /// Whether messages only answer tickets and never open one.
    pub queue_email_box_update_only: bool,
    /// Whether the description of a new ticket is the whole text, with quoted messages.
    #[serde(rename = "full_first_message_from_email")]
    pub full_first_message: bool,
    /// Whether the message is attached to its follow-up.
    pub always_save_incoming_email_message: bool,
    /// Whether passwords are sent without encryption to servers that offer no STARTTLS. To this
    /// machine they are.
    pub allow_plaintext: bool,
    /// Whether certificates of servers are verified.
    pub verify_certificates: bool,
    /// PEM file with root certificates in addition to the system's; empty: the system's only.
    pub ca_file: String,
    /// Program and arguments that print a token for mailboxes of type `oauth`; empty: none.
    pub token_command: Vec<String>,
    /// Timeout of a command, in seconds.
    pub timeout_seconds: u64,
    /// Maximum size of a message, in bytes.
    pub max_message_size: usize,
    /// Maximum number of MIME parts of a message, nested ones included.
    pub max_parts: usize,
    /// Maximum number of messages that one run reads from a mailbox.
    pub max_messages: usize,
    /// Number of attempts before a message is set aside.
    pub attempts: u32,
    /// Days for which receipts of messages are kept.
    pub keep_days: u32,
}

/// Settings for scheduled jobs.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Jobs {
    /// Whether workers read mailboxes.
    pub mailboxes: bool,
    /// Minutes between two escalations; 0: workers do not escalate.
    pub escalation_minutes: u32,
    /// Seconds after which another worker takes over the job of a worker that died.
    pub lease_seconds: u32,
}

pub(super) fn validate(config: &Config, errors: &mut Errors) {
    let mailboxes = &config.mailboxes;
    let kind = mailboxes.queue_email_box_type.as_str();
    if !["", "imap", "oauth", "pop3", "local"].contains(&kind) {
        errors.add(
            "mailboxes.queue_email_box_type",
            format!(
                "{kind:?} is not valid; expected \"imap\", \"oauth\", \"pop3\", \"local\" or \"\""
            ),
        );
    }
    errors.require_positive(&[
        ("mailboxes.max_message_size", mailboxes.max_message_size),
        ("mailboxes.max_parts", mailboxes.max_parts),
        ("mailboxes.max_messages", mailboxes.max_messages),
    ]);
    errors.require_positive(&[("mailboxes.timeout_seconds", mailboxes.timeout_seconds)]);
    errors.require_positive(&[
        ("mailboxes.attempts", mailboxes.attempts),
        ("mailboxes.keep_days", mailboxes.keep_days),
        ("jobs.lease_seconds", config.jobs.lease_seconds),
    ]);
}
