//! Where a follow-up came from, and the state of mailboxes.

use async_graphql::SimpleObject;
use chrono::{DateTime as Moment, Utc};
use entity::mail_received;
use entity::values::Timestamp;

use crate::domain::mailboxes::status::{Counts, JobState};
use crate::domain::unit::receipts::State;
use crate::graphql::budget::LongText;
use crate::graphql::scalars::{BigInt, DateTime};
use crate::graphql::types::{Attachment, Queue};

/// Email from which a follow-up was created.
#[derive(Clone, Debug, SimpleObject)]
pub struct ReceivedMail {
    /// `Message-ID` of the email. Null if it has none.
    pub(crate) message_id: Option<String>,
    /// Email address of the sender. Null if it is unknown, for example of email that
    /// django-helpdesk read.
    pub(crate) from: Option<String>,
    /// Date and time when it was read from the mailbox.
    pub(crate) received_at: DateTime,
    /// Whether it has HTML, which is among the attachments of the follow-up.
    pub(crate) has_html: bool,
    /// The whole email as an attachment. Null if it was not kept.
    pub(crate) original: Option<Attachment>,
    /// Names of files that were not stored because the settings do not allow them.
    pub(crate) left_out_files: Vec<String>,
}

/// State of the mailbox of a queue.
#[derive(Clone, Debug, SimpleObject)]
pub struct MailboxState {
    /// Queue of the mailbox.
    pub(crate) queue: Queue,
    /// Date and time of the last check that succeeded. Null if there was none.
    pub(crate) last_checked_at: Option<DateTime>,
    /// Date and time when the next check is due. Null if deskql never read the mailbox.
    pub(crate) due_at: Option<DateTime>,
    /// Whether a worker reads the mailbox at present.
    pub(crate) is_running: bool,
    /// Number of failed checks since the last successful one.
    pub(crate) failures: i32,
    /// Error of the last check. Null if it succeeded.
    pub(crate) last_error: Option<LongText<String>>,
    /// Number of messages that could not be processed and are tried again.
    pub(crate) waiting_count: i32,
    /// Number of messages that were set aside. They stay in the mailbox until they are retried.
    pub(crate) set_aside_count: i32,
    /// Messages that could not be processed, the oldest first. At most 100 of all mailboxes.
    pub(crate) failed_messages: Vec<FailedMail>,
}

/// Message that could not be processed.
#[derive(Clone, Debug, SimpleObject)]
pub struct FailedMail {
    /// Database ID of the message's receipt, for `deskql mail retry`.
    database_id: BigInt,
    /// Whether it is tried again or was set aside.
    state: State,
    /// `Message-ID` of the message. Null if it has none or could not be read.
    message_id: Option<LongText<String>>,
    /// Email address of the sender. Null if it is unknown.
    from: Option<LongText<String>>,
    /// Date and time when it was first read.
    received_at: DateTime,
    /// Number of failed attempts.
    attempts: i32,
    /// Error of the last attempt.
    last_error: Option<LongText<String>>,
}

pub(crate) fn moment(milliseconds: i64) -> DateTime {
    let moment: Moment<Utc> = Moment::from_timestamp_millis(milliseconds).unwrap_or_default();
    DateTime(Timestamp::from(moment))
}

impl From<mail_received::Model> for FailedMail {
    fn from(row: mail_received::Model) -> Self {
        Self {
            database_id: BigInt(row.id),
            state: State::parse(&row.state).unwrap_or(State::Waiting),
            message_id: row.message_id.map(LongText),
            from: row.sender.map(LongText),
            received_at: moment(row.received_at),
            attempts: row.attempts,
            last_error: row.last_error.map(LongText),
        }
    }
}

impl MailboxState {
    /// The state of a queue's mailbox.
    pub(crate) fn new(
        queue: Queue,
        last_check: Option<Timestamp>,
        job: Option<&JobState>,
        counts: Counts,
        failed: Vec<FailedMail>,
    ) -> Self {
        let number = |count: i64| i32::try_from(count).unwrap_or(i32::MAX);
        Self {
            queue,
            last_checked_at: last_check.map(DateTime),
            due_at: job
                .and_then(|job| job.due)
                .map(|due| DateTime(Timestamp::from(due))),
            is_running: job.is_some_and(|job| job.is_running),
            failures: job.map_or(0, |job| job.failures),
            last_error: job.and_then(|job| job.last_error.clone()).map(LongText),
            waiting_count: number(counts.waiting),
            set_aside_count: number(counts.set_aside),
            failed_messages: failed,
        }
    }
}
