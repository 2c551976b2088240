//! Reads a mailbox once. A message is removed from it only after its ticket or follow-up is
//! committed; its receipt in the same transaction recognizes it if the process dies in between.

use std::collections::HashSet;
use std::sync::Arc;

use sha2::{Digest, Sha256};
use tokio_util::sync::CancellationToken;

use super::folder::Folder;
use super::imap::Imap;
use super::message::{self, Options};
use super::pop3::Pop3;
use super::source::{Failure, Item, Source};
use crate::domain::core::digest::hex;
use crate::domain::mailboxes::accounts::{self, Access, Mailbox, Protocol};
use crate::domain::mailboxes::message::IncomingMessage;
use crate::domain::mailboxes::receive::{Outcome, receive};
use crate::domain::mailboxes::sort::{Plan, sort};
use crate::domain::unit::receipts::{self, Next, Receipt, Staying};
use crate::domain::{Context, Error};

/// Number of failures in a row that end a run: the database or the storage is not available.
const MAX_UNAVAILABLE: u32 = 3;

/// Numbers of messages of a mailbox by their outcome.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Messages that opened a ticket.
    pub opened: u64,
    /// Messages that answered a ticket.
    pub answered: u64,
    /// Messages of ignored senders.
    pub ignored: u64,
    /// Messages that were processed before, and are removed now.
    pub duplicates: u64,
    /// Messages that could not be processed and are tried again.
    pub waiting: u64,
    /// Messages that were set aside in this run.
    pub set_aside: u64,
    /// Messages that stay in the mailbox without being read.
    pub left: u64,
}

impl Counts {
    /// Adds other counts.
    pub fn add(&mut self, other: Self) {
        self.opened += other.opened;
        self.answered += other.answered;
        self.ignored += other.ignored;
        self.duplicates += other.duplicates;
        self.waiting += other.waiting;
        self.set_aside += other.set_aside;
        self.left += other.left;
    }
}

/// A message that a dry run read, and what would become of it.
#[derive(Clone, Debug)]
pub struct Preview {
    /// Where it is in the mailbox.
    pub location: String,
    /// Its outcome.
    pub plan: Plan,
}

/// The result of a run.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// The numbers of messages.
    pub counts: Counts,
    /// The messages of a dry run.
    pub previews: Vec<Preview>,
}

/// A run.
struct Run<'r> {
    context: &'r Context,
    mailbox: &'r Mailbox,
    stop: &'r CancellationToken,
    dry_run: bool,
    report: Report,
    unavailable: u32,
}

/// The fate of a message in the mailbox.
enum Fate {
    Remove,
    Leave,
    Mark,
}

/// Reads a mailbox. Stops between two messages once `stop` is cancelled. A dry run changes nothing.
///
/// # Errors
/// The mailbox cannot be read, or the database or the storage is not available. Messages that were
/// processed before are in the counts of the error's run only in the log.
pub async fn run(
    context: &Context,
    mailbox: &Mailbox,
    stop: &CancellationToken,
    dry_run: bool,
) -> Result<Report, Failure> {
    let mut source = open(context, mailbox).await?;
    let mut run = Run {
        context,
        mailbox,
        stop,
        dry_run,
        report: Report::default(),
        unavailable: 0,
    };
    let outcome = run.read_all(source.as_mut()).await;
    // Also after a failure: messages that were processed are removed.
    let closed = if dry_run {
        Ok(())
    } else {
        source.close().await
    };
    outcome?;
    closed?;
    if !dry_run {
        let recorded = accounts::record_check(context, mailbox.queue.id).await;
        recorded.map_err(database)?;
    }
    Ok(run.report)
}

async fn open(context: &Context, mailbox: &Mailbox) -> Result<Box<dyn Source>, Failure> {
    let settings = &context.config.mailboxes;
    Ok(match &mailbox.access {
        Access::Folder(path) => Box::new(Folder::new(path.clone(), settings.max_message_size)),
        Access::Server(server) if server.protocol == Protocol::Pop3 => {
            Box::new(Pop3::open(server, settings).await?)
        }
        Access::Server(server) => {
            Box::new(Imap::open(server, &mailbox.queue.slug, settings).await?)
        }
        Access::Invalid(reason) => return Err(Failure(reason.clone())),
    })
}

fn database(error: Error) -> Failure {
    tracing::debug!(error = &error as &dyn std::error::Error, "a run failed");
    Failure(error.to_string())
}

impl Run<'_> {
    async fn read_all(&mut self, source: &mut dyn Source) -> Result<(), Failure> {
        let (db, clock) = (&self.context.db, &self.context.clock);
        let queue = self.mailbox.queue.id;
        let items = source.list().await?;
        let staying = receipts::staying(db, clock, queue)
            .await
            .map_err(database)?;
        if !self.dry_run {
            let present: HashSet<&str> = items.iter().map(|item| item.location.as_str()).collect();
            let gone: Vec<i64> = staying
                .iter()
                .filter(|(location, _)| !present.contains(location.as_str()))
                .map(|(_, staying)| staying.id)
                .collect();
            receipts::forget(db, &gone).await.map_err(database)?;
        }
        let mut read = 0;
        for item in &items {
            if self.stop.is_cancelled() {
                break;
            }
            if matches!(
                staying.get(&item.location),
                Some(Staying { is_due: false, .. })
            ) {
                self.report.counts.left += 1;
                continue;
            }
            if read == self.context.config.mailboxes.max_messages {
                self.report.counts.left += 1;
                continue;
            }
            read += 1;
            match self.read(source, item).await? {
                _ if self.dry_run => {}
                Fate::Remove => source.remove(item).await?,
                Fate::Mark => source.mark(item).await?,
                Fate::Leave => {}
            }
            if self.unavailable >= MAX_UNAVAILABLE {
                return Err(Failure(
                    "the database or the storage is not available".to_owned(),
                ));
            }
        }
        Ok(())
    }

    /// Reads and processes a message.
    async fn read(&mut self, source: &mut dyn Source, item: &Item) -> Result<Fate, Failure> {
        let limit = self.context.config.mailboxes.max_message_size;
        let mut receipt = Receipt {
            queue: self.mailbox.queue.id,
            fingerprint: fingerprint(self.mailbox.queue.id, &item.location),
            location: item.location.clone(),
            ..Receipt::default()
        };
        if item.size > u64::try_from(limit).unwrap_or(u64::MAX) {
            let error = format!("the message has {} bytes, more than {limit}", item.size);
            return self.fail(&receipt, &error, 1).await;
        }
        let Some(raw) = source.fetch(item).await? else {
            return Ok(Fate::Leave);
        };
        let parsed = self.parse(raw, &item.location).await;
        let message = match parsed {
            Ok(message) => message,
            Err(error) => {
                let attempts = self.context.config.mailboxes.attempts;
                return self.fail(&receipt, &error, attempts).await;
            }
        };
        receipt.fingerprint = fingerprint(receipt.queue, &message.identity);
        receipt.message_id = message.message_id.clone();
        receipt.sender = message.sender.clone();
        self.process(message, receipt).await
    }

    async fn parse(&self, raw: Vec<u8>, location: &str) -> Result<IncomingMessage, String> {
        let config = &self.context.config;
        let now = self.context.clock.now().with_timezone(&config.time_zone);
        let options = Options {
            max_parts: config.mailboxes.max_parts,
            max_files: config.max_files().saturating_sub(1).max(1),
            max_text: match config.data_upload_max_text_length {
                0 => usize::MAX,
                length => length,
            },
            keeps_original: config.mailboxes.always_save_incoming_email_message,
            original_name: now
                .format("original_message_%d-%m-%Y_%H:%M.eml")
                .to_string(),
        };
        let (raw, location) = (Arc::new(raw), location.to_owned());
        // A panic of the parser ends its task only.
        let parsed =
            tokio::task::spawn_blocking(move || message::parse(&raw, &location, &options)).await;
        parsed.map_err(|error| format!("the message cannot be parsed: {error}"))
    }

    async fn process(
        &mut self,
        message: IncomingMessage,
        receipt: Receipt,
    ) -> Result<Fate, Failure> {
        let (context, queue) = (self.context, &self.mailbox.queue);
        let next = receipts::next(&context.db, &context.clock, &receipt.fingerprint).await;
        match next.map_err(database)? {
            Next::Process => {}
            Next::Remove => {
                self.report.counts.duplicates += 1;
                return Ok(Fate::Remove);
            }
            Next::Leave => {
                self.report.counts.left += 1;
                return Ok(Fate::Leave);
            }
        }
        let plan = match sort(context, queue, &message).await {
            Ok(plan) => plan,
            Err(error) => return self.fail_with(&receipt, &error).await,
        };
        if self.dry_run {
            self.count_plan(&plan);
            self.report.previews.push(Preview {
                location: receipt.location,
                plan,
            });
            return Ok(Fate::Leave);
        }
        let received = Box::pin(receive(context, queue, message, receipt.clone(), plan)).await;
        let outcome = match received {
            Ok(outcome) => outcome,
            Err(error) => return self.fail_with(&receipt, &error).await,
        };
        self.unavailable = 0;
        let counts = &mut self.report.counts;
        match outcome {
            Outcome::Opened(ticket) => {
                counts.opened += 1;
                tracing::info!(queue = queue.slug, ticket, "a message opened a ticket");
                Ok(Fate::Remove)
            }
            Outcome::Answered(ticket) => {
                counts.answered += 1;
                tracing::info!(queue = queue.slug, ticket, "a message answered a ticket");
                Ok(Fate::Remove)
            }
            Outcome::Duplicate => {
                counts.duplicates += 1;
                Ok(Fate::Remove)
            }
            Outcome::Ignored { keep: false } => {
                counts.ignored += 1;
                Ok(Fate::Remove)
            }
            Outcome::Ignored { keep: true } | Outcome::NotAnAnswer => {
                counts.ignored += 1;
                let recorded =
                    receipts::record_ignored(&context.db, &context.clock, &receipt).await;
                recorded.map_err(database)?;
                Ok(Fate::Leave)
            }
        }
    }

    fn count_plan(&mut self, plan: &Plan) {
        let counts = &mut self.report.counts;
        match plan {
            Plan::Open { .. } => counts.opened += 1,
            Plan::Answer { .. } => counts.answered += 1,
            Plan::Ignore { .. } | Plan::UpdateOnly => counts.ignored += 1,
        }
    }

    /// Records an error of the domain. If the database or the storage is not available, other messages
    /// would fail, too, so the message waits without a limit.
    async fn fail_with(&mut self, receipt: &Receipt, error: &Error) -> Result<Fate, Failure> {
        let source = std::error::Error::source(error).map(ToString::to_string);
        let text = match source {
            Some(source) => format!("{error}: {source}"),
            None => error.to_string(),
        };
        let attempts = match error {
            Error::Unavailable { .. } | Error::ReadOnly => {
                self.unavailable += 1;
                u32::MAX
            }
            _ => self.context.config.mailboxes.attempts,
        };
        self.fail(receipt, &text, attempts).await
    }

    async fn fail(
        &mut self,
        receipt: &Receipt,
        error: &str,
        attempts: u32,
    ) -> Result<Fate, Failure> {
        if self.dry_run {
            self.report.counts.waiting += 1;
            return Ok(Fate::Leave);
        }
        let (db, clock) = (&self.context.db, &self.context.clock);
        let queue = self.mailbox.queue.slug.as_str();
        let recorded = receipts::record_failure(db, clock, receipt, error, attempts).await;
        match recorded.map_err(database)? {
            receipts::Outcome::Waiting => {
                self.report.counts.waiting += 1;
                tracing::warn!(
                    queue,
                    location = receipt.location,
                    error,
                    "a message could not be processed; retrying later"
                );
                Ok(Fate::Leave)
            }
            receipts::Outcome::SetAside => {
                self.report.counts.set_aside += 1;
                tracing::error!(
                    queue,
                    location = receipt.location,
                    error,
                    "a message was set aside; it stays in its mailbox. See: deskql mail status"
                );
                Ok(Fate::Mark)
            }
        }
    }
}

/// The identity of a message of a queue.
fn fingerprint(queue: i32, identity: &str) -> String {
    let mut digest = Sha256::new();
    digest.update(queue.to_be_bytes());
    digest.update(identity);
    hex(&digest.finalize())
}
