//! `deskql mail status` and `deskql mail retry`: the state of mailboxes, and messages that could not be
//! processed. Never shows the content of a message.

use chrono::{DateTime, Utc};

use crate::cli::database::{self, Purpose};
use crate::cli::table::table;
use crate::cli::terminal::{self, CommandError};
use crate::config::Config;
use crate::domain::Clock;
use crate::domain::mailboxes::status;
use crate::domain::setup::installation;

/// How many characters of an error the tables show.
const MAX_ERROR: usize = 80;

/// Options of `deskql mail status`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Maximum number of messages to list
    #[arg(long, default_value_t = 100, value_name = "NUMBER")]
    pub limit: u64,
}

/// Prints the state.
///
/// # Errors
/// The database is unavailable or not ready.
pub(super) async fn run(args: &Args, config: &Config) -> anyhow::Result<()> {
    let db = database::open(&config.database.url, &config.database, Purpose::Read).await?;
    installation::ensure_ready(&db).await?;
    let clock = Clock::system();
    let queues = status::queues(&db).await?;
    let ids: Vec<i32> = queues.iter().map(|queue| queue.id).collect();
    let jobs = status::jobs(&db, &clock, &ids).await?;
    let counts = status::counts(&db, &ids).await?;
    let rows = queues
        .iter()
        .map(|queue| {
            let (job, counts) = (jobs.get(&queue.id), counts.get(&queue.id));
            let counts = counts.copied().unwrap_or_default();
            [
                queue.slug.clone(),
                queue.email_box_type.clone().unwrap_or_default(),
                shown(queue.email_box_last_check.map(|check| check.0)),
                counts.waiting.to_string(),
                counts.set_aside.to_string(),
                match job {
                    Some(job) if job.is_running => "running".to_owned(),
                    Some(job) => short(job.last_error.as_deref()),
                    None => String::new(),
                },
            ]
        })
        .collect();
    let header = [
        "QUEUE",
        "TYPE",
        "LAST CHECK",
        "WAITING",
        "SET ASIDE",
        "LAST ERROR",
    ];
    anstream::print!("{}", table(header, rows));
    let failed = status::failed(&db, args.limit).await?;
    if !failed.is_empty() {
        let slug = |id: i32| {
            let queue = queues.iter().find(|queue| queue.id == id);
            queue.map_or_else(|| id.to_string(), |queue| queue.slug.clone())
        };
        let rows = failed
            .iter()
            .map(|row| {
                [
                    row.id.to_string(),
                    slug(row.queue_id),
                    row.state.clone(),
                    row.sender.clone().unwrap_or_default(),
                    row.attempts.to_string(),
                    short(row.location.as_deref()),
                    short(row.last_error.as_deref()),
                ]
            })
            .collect();
        let header = ["ID", "QUEUE", "STATE", "FROM", "TRIES", "LOCATION", "ERROR"];
        anstream::print!("\n{}", table(header, rows));
    }
    if !config.jobs.mailboxes && !queues.is_empty() {
        terminal::note("Workers do not read mailboxes (setting jobs.mailboxes); see docs/mail.md.");
    }
    db.close().await?;
    Ok(())
}

/// Has messages processed again by the next run.
///
/// # Errors
/// Some of the messages do not exist or were processed.
pub(super) async fn retry(messages: &[String], config: &Config) -> anyhow::Result<()> {
    let ids = match messages {
        [all] if all == "all" => None,
        ids => Some(
            ids.iter()
                .map(|id| id.parse())
                .collect::<Result<Vec<i64>, _>>()
                .map_err(|_| {
                    CommandError::new("expected the IDs of messages, or \"all\"")
                        .hint("to list the IDs, run: deskql mail status")
                })?,
        ),
    };
    let db = database::open(&config.database.url, &config.database, Purpose::Write).await?;
    installation::ensure_ready(&db).await?;
    let retried = status::retry(&db, &Clock::system(), ids.as_deref()).await?;
    db.close().await?;
    let noun = if retried == 1 { "message" } else { "messages" };
    anstream::println!("The next run processes {retried} {noun} again.");
    let requested = ids.map_or(0, |ids| ids.len());
    if usize::try_from(retried).is_ok_and(|retried| retried < requested) {
        return Err(CommandError::new("some of these messages do not wait")
            .hint("to list the messages, run: deskql mail status")
            .into());
    }
    Ok(())
}

fn shown(time: Option<DateTime<Utc>>) -> String {
    time.map_or_else(
        || "never".to_owned(),
        |time| time.format("%Y-%m-%d %H:%M UTC").to_string(),
    )
}

fn short(text: Option<&str>) -> String {
    let text = text.unwrap_or_default();
    let mut line: String = text.chars().take(MAX_ERROR).collect();
    if text.chars().count() > MAX_ERROR {
        line.push('…');
    }
    line
}
