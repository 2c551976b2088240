//! `deskql outbox`: lists undelivered entries, retries and drops them. Never shows the content of
//! an email or webhook, and only the host of a webhook's URL.

use chrono::{DateTime, Utc};

use super::database::{self, Purpose};
use super::terminal::{self, CommandError};
use crate::config::Config;
use crate::domain::Clock;
use crate::domain::delivery::outbox::admin::{self, ListedEntry, Selection};
use crate::domain::delivery::outbox::{Kind, State};
use crate::domain::setup::installation;

/// How many characters of an error the table shows.
const MAX_ERROR: usize = 60;

/// Options of `deskql outbox`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The subcommand.
    #[command(subcommand)]
    pub command: Command,
}

/// The subcommands of `deskql outbox`.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// List pending and parked entries, oldest first
    List(List),
    /// Retry pending or parked entries now, with all attempts available again
    Retry {
        /// IDs of the entries, or "all"
        #[arg(required = true, value_name = "all|ID")]
        entries: Vec<String>,
    },
    /// Delete entries without delivering them
    Drop {
        /// IDs of the entries
        #[arg(required = true, value_name = "ID")]
        entries: Vec<i64>,
    },
}

/// Options of `deskql outbox list`.
#[derive(Debug, clap::Args)]
pub struct List {
    /// List only parked entries, which are not retried automatically
    #[arg(long)]
    pub parked: bool,
    /// Maximum number of entries; 0 for no limit
    #[arg(long, default_value_t = 100, value_name = "NUMBER")]
    pub limit: u64,
    /// Print one JSON object per line
    #[arg(long)]
    pub json: bool,
}

/// Runs the subcommand.
///
/// # Errors
/// The database is unavailable or has no outbox, or an entry does not exist.
pub async fn run(args: &Args, config: &Config) -> anyhow::Result<()> {
    let purpose = if matches!(args.command, Command::List(_)) {
        Purpose::Read
    } else {
        Purpose::Write
    };
    let db = database::open(&config.database.url, &config.database, purpose).await?;
    installation::ensure_ready(&db).await?;
    let clock = Clock::system();
    match &args.command {
        Command::List(list) => {
            let limit = Some(list.limit).filter(|limit| *limit > 0);
            let entries = admin::list(&db, &clock, list.parked, limit).await?;
            if list.json {
                for entry in &entries {
                    anstream::println!("{}", json(entry));
                }
            } else {
                let counts = admin::counts(&db).await?;
                anstream::print!("{}", table(&entries, clock.now()));
                terminal::note(format_args!(
                    "{} pending, {} parked.",
                    counts.pending, counts.parked
                ));
            }
        }
        Command::Retry { entries } => {
            let selection = parse_selection(entries)?;
            let retried = admin::retry(&db, &clock, &selection).await?;
            let requested = match &selection {
                Selection::Ids(ids) => ids.len(),
                Selection::All => 0,
            };
            report("Scheduled", "for retry", retried, requested)?;
        }
        Command::Drop { entries } => {
            let dropped = admin::remove(&db, entries).await?;
            report("Dropped", "", dropped, entries.len())?;
        }
    }
    db.close().await?;
    Ok(())
}

fn parse_selection(entries: &[String]) -> anyhow::Result<Selection> {
    if entries == ["all"] {
        return Ok(Selection::All);
    }
    let ids: Result<Vec<i64>, _> = entries.iter().map(|entry| entry.parse()).collect();
    ids.map(Selection::Ids).map_err(|_| {
        CommandError::new("expected the IDs of entries, or \"all\"")
            .hint("to list the IDs, run: deskql outbox list")
            .into()
    })
}

/// Prints how many entries changed. An error if that is less than `requested`.
fn report(verb: &str, purpose: &str, changed: u64, requested: usize) -> anyhow::Result<()> {
    let noun = if changed == 1 { "entry" } else { "entries" };
    let line = format!("{verb} {changed} {noun} {purpose}");
    anstream::println!("{}.", line.trim_end());
    if usize::try_from(changed).is_ok_and(|changed| changed < requested) {
        return Err(CommandError::new(
            "some of these entries do not exist, or a worker is delivering them",
        )
        .hint("to list the entries, run: deskql outbox list")
        .into());
    }
    Ok(())
}

fn json(entry: &ListedEntry) -> serde_json::Value {
    serde_json::json!({
        "id": entry.id,
        "kind": entry.kind.map(Kind::name),
        "ticket": entry.ticket,
        "destination": entry.destination,
        "state": entry.state.name(),
        "in_hand": entry.claimed,
        "attempts": entry.attempts,
        "created": entry.created,
        "next_try": (entry.state == State::Pending).then_some(entry.due),
        "last_error": entry.last_error,
    })
}

fn table(entries: &[ListedEntry], now: DateTime<Utc>) -> String {
    let mut rows =
        vec![["ID", "KIND", "TICKET", "TO", "TRIES", "NEXT", "LAST ERROR"].map(ToOwned::to_owned)];
    rows.extend(entries.iter().map(|entry| {
        [
            entry.id.to_string(),
            entry.kind.map_or("?", Kind::name).to_owned(),
            entry
                .ticket
                .map_or_else(String::new, |ticket| ticket.to_string()),
            entry.destination.clone(),
            entry.attempts.to_string(),
            next_attempt(entry, now),
            one_line(entry.last_error.as_deref().unwrap_or_default()),
        ]
    }));
    if entries.is_empty() {
        return String::new();
    }
    let widths: [usize; 7] = std::array::from_fn(|at| {
        rows.iter()
            .map(|row| row[at].chars().count())
            .max()
            .unwrap_or_default()
    });
    let line = |row: &[String; 7]| {
        let cells: Vec<String> = row
            .iter()
            .zip(widths)
            .map(|(cell, width)| format!("{cell:width$}"))
            .collect();
        format!("{}\n", cells.join("  ").trim_end())
    };
    rows.iter().map(line).collect()
}

/// When an entry is tried next.
fn next_attempt(entry: &ListedEntry, now: DateTime<Utc>) -> String {
    let seconds = (entry.due - now).num_seconds();
    match entry.state {
        State::Parked => "parked".to_owned(),
        State::Pending if entry.claimed => "running".to_owned(),
        State::Pending if seconds <= 0 => "now".to_owned(),
        State::Pending if seconds < 120 => format!("in {seconds} s"),
        State::Pending if seconds < 7200 => format!("in {} min", seconds / 60),
        State::Pending => format!("in {} h", seconds / 3600),
    }
}

/// The start of a text, with control characters replaced by spaces.
fn one_line(text: &str) -> String {
    let clean = |c: char| if c.is_control() { ' ' } else { c };
    let mut line: String = text.chars().map(clean).take(MAX_ERROR).collect();
    if text.chars().count() > MAX_ERROR {
        line.push('…');
    }
    line
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;

    #[test]
    fn the_table_has_one_line_per_entry() {
        let now = Clock::system().now();
        let entry = |id, state, due, last_error: Option<&str>| ListedEntry {
            id,
            kind: Some(Kind::Webhook),
            ticket: Some(7),
            destination: "https://hooks.example.com".to_owned(),
            state,
            claimed: false,
            attempts: 3,
            created: now,
            due: now + TimeDelta::seconds(due),
            last_error: last_error.map(ToOwned::to_owned),
        };
        let entries = [
            entry(
                1,
                State::Pending,
                300,
                Some("answered 500\nInternal\u{1b}[31m"),
            ),
            entry(12, State::Parked, 0, None),
        ];
        assert_eq!(
            table(&entries, now),
            "ID  KIND     TICKET  TO                         TRIES  NEXT      LAST ERROR\n\
             1   webhook  7       https://hooks.example.com  3      in 5 min  answered 500 Internal [31m\n\
             12  webhook  7       https://hooks.example.com  3      parked\n"
        );
        assert_eq!(table(&[], now), "");
        assert!(parse_selection(&["1".to_owned(), "all".to_owned()]).is_err());
    }
}
