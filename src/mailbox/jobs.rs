//! The scheduled jobs of a worker: each mailbox at its interval, and the escalation of tickets. Of all
//! workers of a database, one at a time runs a job (`domain::unit::leases`).

use std::collections::HashSet;
use std::convert::Infallible;
use std::time::Duration;

use chrono::TimeDelta;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use super::run::{self, Report};
use super::source::Failure;
use crate::domain::mailboxes::accounts::{self, Mailbox};
use crate::domain::tickets::escalation::{self, Escalated};
use crate::domain::unit::leases::{self, Finished, Lease, Leases};
use crate::domain::unit::receipts;
use crate::domain::{Context, Result};

/// How often a worker checks which jobs are due.
const POLL: Duration = Duration::from_secs(2);
/// How often it removes old receipts.
const PRUNE: Duration = Duration::from_secs(3600);
/// Maximum number of mailboxes that it reads at the same time.
const MAX_RUNNING: usize = 8;
/// The longest pause after failures, unless the interval is longer.
const MAX_PAUSE: Duration = Duration::from_secs(3600);

/// Runs scheduled jobs.
#[derive(Clone, Debug)]
pub struct Jobs {
    context: Context,
    leases: Leases,
}

impl Jobs {
    /// Creates the jobs. The context has access to all tickets.
    #[must_use]
    pub fn new(context: Context) -> Self {
        let seconds = context.config.jobs.lease_seconds;
        let leases = Leases::new(context.db.clone(), context.clock.clone(), seconds);
        Self { context, leases }
    }

    /// Whether the settings switch any job on.
    fn is_enabled(&self) -> bool {
        let config = &self.context.config;
        !config.server.read_only && (config.jobs.mailboxes || config.jobs.escalation_minutes > 0)
    }

    /// Works until `stop` completes, then stops running jobs after the message or ticket at hand.
    pub async fn run(self, stop: impl Future<Output = ()>) {
        if !self.is_enabled() {
            return;
        }
        let mut stop = std::pin::pin!(stop);
        let cancelled = CancellationToken::new();
        let mut running = JoinSet::new();
        let mut names: HashSet<String> = HashSet::new();
        let mut poll = tokio::time::interval(POLL);
        poll.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        let mut prune = tokio::time::interval(PRUNE);
        let mut failing = false;
        loop {
            tokio::select! {
                biased;
                () = &mut stop => break,
                Some(ended) = running.join_next() => {
                    forget(&mut names, ended);
                    continue;
                }
                _ = prune.tick() => {
                    self.prune().await;
                    continue;
                }
                _ = poll.tick() => {}
            }
            match self.start_due(&mut running, &mut names, &cancelled).await {
                Ok(()) => failing = false,
                // Log the first failure only, not one per poll.
                Err(error) if !failing => {
                    failing = true;
                    tracing::error!(
                        error = &error as &dyn std::error::Error,
                        "cannot start scheduled jobs; retrying"
                    );
                }
                Err(_) => {}
            }
        }
        cancelled.cancel();
        while running.join_next().await.is_some() {}
    }

    async fn start_due(
        &self,
        running: &mut JoinSet<String>,
        names: &mut HashSet<String>,
        cancelled: &CancellationToken,
    ) -> Result<()> {
        let settings = &self.context.config.jobs;
        let mailboxes = match settings.mailboxes {
            true => accounts::mailboxes(&self.context, &[]).await?,
            false => Vec::new(),
        };
        let mut wanted: Vec<String> = mailboxes
            .iter()
            .map(|mailbox| leases::mailbox(mailbox.queue.id))
            .collect();
        if settings.escalation_minutes > 0 {
            wanted.push(leases::ESCALATION.to_owned());
        }
        wanted.retain(|name| !names.contains(name));
        for name in self.leases.due(wanted).await? {
            if names.len() >= MAX_RUNNING {
                break;
            }
            let Some(lease) = self.leases.claim(&name, false).await? else {
                continue;
            };
            let (jobs, stop) = (self.clone(), cancelled.child_token());
            let mailbox = mailboxes
                .iter()
                .find(|mailbox| leases::mailbox(mailbox.queue.id) == name)
                .cloned();
            names.insert(name);
            running.spawn(async move {
                match mailbox {
                    Some(mailbox) => jobs.read_mailbox(&lease, &mailbox, &stop).await,
                    None => jobs.escalate_due(&lease, &stop).await,
                }
                lease.name
            });
        }
        Ok(())
    }

    /// Reads a mailbox and records how that ended.
    async fn read_mailbox(&self, lease: &Lease, mailbox: &Mailbox, stop: &CancellationToken) {
        let reading = Box::pin(run::run(&self.context, mailbox, stop, false));
        let outcome = self.keep(lease, stop, reading).await;
        let queue = mailbox.queue.slug.as_str();
        match &outcome {
            Ok(report) => tracing::debug!(queue, ?report, "read a mailbox"),
            // Log ever more rarely: a server that is down for days must not fill the log.
            Err(error) if (lease.failures + 1).unsigned_abs().is_power_of_two() => {
                tracing::warn!(
                    queue,
                    mailbox = mailbox.address(),
                    %error,
                    "cannot read a mailbox; retrying"
                );
            }
            Err(_) => {}
        }
        let interval = mailbox.interval();
        let pause = match &outcome {
            Ok(_) => interval,
            Err(_) => interval.max(backoff(lease.failures)),
        };
        let error = outcome.err().map(|failure| failure.0);
        self.finish(lease, pause, error.as_deref()).await;
    }

    async fn escalate_due(&self, lease: &Lease, stop: &CancellationToken) {
        let escalating = Box::pin(escalate(&self.context, &[], stop, false));
        let outcome = self.keep(lease, stop, escalating).await;
        match &outcome {
            Ok(escalated) => {
                tracing::info!(tickets = escalated.len(), "escalated tickets");
            }
            Err(error) => tracing::error!(%error, "cannot escalate tickets; retrying"),
        }
        let minutes = u64::from(self.context.config.jobs.escalation_minutes);
        let interval = Duration::from_secs(minutes * 60);
        let pause = match &outcome {
            Ok(_) => interval,
            Err(_) => interval.min(backoff(lease.failures)),
        };
        let error = outcome.err().map(|error| error.to_string());
        self.finish(lease, pause, error.as_deref()).await;
    }

    /// Renews a lease while `work` runs. If another worker took the job over, `work` is stopped.
    async fn keep<T>(
        &self,
        lease: &Lease,
        stop: &CancellationToken,
        work: impl Future<Output = T>,
    ) -> T {
        // Both run at the same time: `work` may be in a transaction for which a renewal waits.
        tokio::select! {
            biased;
            done = work => done,
            never = self.renew(lease, stop) => match never {},
        }
    }

    /// Renews a lease until this is dropped.
    async fn renew(&self, lease: &Lease, stop: &CancellationToken) -> Infallible {
        let third = Duration::from_secs(self.context.config.jobs.lease_seconds.into()) / 3;
        loop {
            tokio::time::sleep(third).await;
            match self.leases.renew(lease).await {
                Ok(true) => {}
                Ok(false) => stop.cancel(),
                // Another worker may take the job over; its messages are not lost or doubled.
                Err(error) => tracing::warn!(
                    job = lease.name,
                    error = &error as &dyn std::error::Error,
                    "cannot renew the lease of a job"
                ),
            }
        }
    }

    async fn finish(&self, lease: &Lease, pause: Duration, error: Option<&str>) {
        let pause = TimeDelta::from_std(pause).unwrap_or(TimeDelta::MAX);
        let due = self.context.clock.now() + pause;
        let finished = Finished { due, error };
        if let Err(error) = self.leases.finish(lease, finished).await {
            tracing::warn!(
                job = lease.name,
                error = &error as &dyn std::error::Error,
                "cannot record the end of a job; its lease expires"
            );
        }
    }

    /// Reads a mailbox now, whatever its interval. `None` if a worker reads it at present.
    ///
    /// # Errors
    /// Database errors.
    pub async fn fetch(
        &self,
        mailbox: &Mailbox,
        stop: &CancellationToken,
    ) -> Result<Option<std::result::Result<Report, Failure>>> {
        let name = leases::mailbox(mailbox.queue.id);
        let Some(lease) = self.leases.claim(&name, true).await? else {
            return Ok(None);
        };
        let reading = Box::pin(run::run(&self.context, mailbox, stop, false));
        let outcome = self.keep(&lease, stop, reading).await;
        let error = outcome.as_ref().err().map(|failure| failure.0.clone());
        self.finish(&lease, mailbox.interval(), error.as_deref())
            .await;
        Ok(Some(outcome))
    }

    /// Escalates tickets now. `None` if a worker does it at present.
    ///
    /// # Errors
    /// Database errors.
    pub async fn escalate(
        &self,
        queues: &[String],
        stop: &CancellationToken,
    ) -> Result<Option<Vec<Escalated>>> {
        let Some(lease) = self.leases.claim(leases::ESCALATION, true).await? else {
            return Ok(None);
        };
        let escalating = Box::pin(escalate(&self.context, queues, stop, false));
        let outcome = self.keep(&lease, stop, escalating).await;
        let minutes = u64::from(self.context.config.jobs.escalation_minutes);
        let error = outcome.as_ref().err().map(ToString::to_string);
        self.finish(&lease, Duration::from_secs(minutes * 60), error.as_deref())
            .await;
        outcome.map(Some)
    }

    async fn prune(&self) {
        let days = i64::from(self.context.config.mailboxes.keep_days);
        let limit = self.context.clock.now() - TimeDelta::days(days);
        if let Err(error) = receipts::prune(&self.context.db, limit).await {
            tracing::warn!(
                error = &error as &dyn std::error::Error,
                "cannot remove old receipts of messages"
            );
        }
    }
}

/// Escalates the tickets of all queues, or of those with these slugs, one after another. A dry run
/// lists them.
///
/// # Errors
/// Database errors.
pub async fn escalate(
    context: &Context,
    slugs: &[String],
    stop: &CancellationToken,
    dry_run: bool,
) -> Result<Vec<Escalated>> {
    let mut escalated = Vec::new();
    for queue in escalation::queues(context, slugs).await? {
        let mut after = 0;
        loop {
            let due = escalation::find_due(context, &queue, after).await?;
            let Some((last, _)) = due.last() else {
                break;
            };
            after = *last;
            for (ticket, priority) in due {
                if stop.is_cancelled() {
                    return Ok(escalated);
                }
                if dry_run {
                    escalated.push(Escalated {
                        ticket,
                        before: priority,
                        after: priority - 1,
                    });
                } else {
                    escalated.extend(escalation::escalate(context, &queue, ticket).await?);
                }
            }
        }
    }
    Ok(escalated)
}

/// The pause after a number of failures.
fn backoff(failures: i32) -> Duration {
    let doublings = failures.clamp(0, 10).unsigned_abs();
    Duration::from_secs(30 << doublings).min(MAX_PAUSE)
}

fn forget(names: &mut HashSet<String>, ended: std::result::Result<String, tokio::task::JoinError>) {
    match ended {
        Ok(name) => {
            names.remove(&name);
        }
        Err(error) => {
            // Its lease expires, so the other jobs are not affected.
            tracing::error!(%error, "a scheduled job failed");
            names.clear();
        }
    }
}
