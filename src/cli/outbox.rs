//! `deskql outbox`: what still has to be delivered, or was given up, and mending that. Never the
//! content of a mail or a webhook, nor more of a receiver's address than its host.

use chrono::{DateTime, Utc};

use super::opening::{self, Purpose};
use super::terminal::{self, Failure};
use crate::config::Config;
use crate::domain::outbox::mending::{self, Listed, Which};
use crate::domain::outbox::{Kind, State};
use crate::domain::{Clock, installation};

/// Characters of an error that the table shows.
const SHOWN: usize = 60;

/// Options of `deskql outbox`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What is done with the outbox.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Show what is to be delivered and what was given up, the oldest first
    List(List),
    /// Try entries again now, given up or not, with all their time before them
    Retry {
        /// Their numbers, or "all"
        #[arg(required = true, value_name = "all|ID")]
        entries: Vec<String>,
    },
    /// Throw entries away
    Drop {
        /// Their numbers
        #[arg(required = true, value_name = "ID")]
        entries: Vec<i64>,
    },
}

/// Options of `deskql outbox list`.
#[derive(Debug, clap::Args)]
pub struct List {
    /// Those alone that were given up
    #[arg(long)]
    pub parked: bool,
    /// At most so many; 0: all
    #[arg(long, default_value_t = 100, value_name = "NUMBER")]
    pub limit: u64,
    /// For programs: one JSON object a line
    #[arg(long)]
    pub json: bool,
}

/// Does it.
///
/// # Errors
/// The database cannot be reached or has no outbox; entries that are not there.
pub async fn run(args: &Args, config: &Config) -> anyhow::Result<()> {
    let purpose = if matches!(args.command, Command::List(_)) {
        Purpose::Read
    } else {
        Purpose::Write
    };
    let db = opening::open(&config.database.url, &config.database, purpose).await?;
    installation::ensure_ready(&db).await?;
    let clock = Clock::system();
    match &args.command {
        Command::List(list) => {
            let limit = Some(list.limit).filter(|limit| *limit > 0);
            let entries = mending::list(&db, &clock, list.parked, limit).await?;
            if list.json {
                for entry in &entries {
                    anstream::println!("{}", json(entry));
                }
            } else {
                let counts = mending::counts(&db).await?;
                anstream::print!("{}", table(&entries, clock.now()));
                terminal::note(format_args!(
                    "{} to be delivered, {} given up.",
                    counts.pending, counts.parked
                ));
            }
        }
        Command::Retry { entries } => {
            let which = which(entries)?;
            let retried = mending::retry(&db, &clock, &which).await?;
            told(
                "tried again",
                retried,
                if let Which::Ids(ids) = &which {
                    ids.len()
                } else {
                    0
                },
            )?;
        }
        Command::Drop { entries } => told(
            "dropped",
            mending::remove(&db, entries).await?,
            entries.len(),
        )?,
    }
    db.close().await?;
    Ok(())
}

fn which(entries: &[String]) -> anyhow::Result<Which> {
    if entries == ["all"] {
        return Ok(Which::All);
    }
    let ids: Result<Vec<i64>, _> = entries.iter().map(|entry| entry.parse()).collect();
    ids.map(Which::Ids)
        .map_err(|_| Failure::new("entries are numbers, or the word \"all\" alone").into())
}

/// Says what was done; an error if an entry was not there.
fn told(what: &str, done: u64, asked: usize) -> anyhow::Result<()> {
    anstream::println!(
        "{done} {} {what}.",
        if done == 1 { "entry is" } else { "entries are" }
    );
    if usize::try_from(done).is_ok_and(|done| done < asked) {
        return Err(Failure::new(
            "some of these entries are not there, or a worker has them in hand",
        )
        .hint("deskql outbox list shows what is there")
        .into());
    }
    Ok(())
}

fn json(entry: &Listed) -> serde_json::Value {
    serde_json::json!({
        "id": entry.id,
        "kind": entry.kind.map(Kind::name),
        "ticket": entry.ticket,
        "destination": entry.destination,
        "state": entry.state.name(),
        "in_hand": entry.in_hand,
        "attempts": entry.attempts,
        "created": entry.created,
        "next_try": (entry.state == State::Pending).then_some(entry.due),
        "last_error": entry.last_error,
    })
}

fn table(entries: &[Listed], now: DateTime<Utc>) -> String {
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
            next(entry, now),
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
fn next(entry: &Listed, now: DateTime<Utc>) -> String {
    let seconds = (entry.due - now).num_seconds();
    match entry.state {
        State::Parked => "given up".to_owned(),
        State::Pending if entry.in_hand => "in hand".to_owned(),
        State::Pending if seconds <= 0 => "now".to_owned(),
        State::Pending if seconds < 120 => format!("in {seconds} s"),
        State::Pending if seconds < 7200 => format!("in {} min", seconds / 60),
        State::Pending => format!("in {} h", seconds / 3600),
    }
}

/// The beginning of a text without line ends and what terminals act on.
fn one_line(text: &str) -> String {
    let clean = |c: char| if c.is_control() { ' ' } else { c };
    let mut line: String = text.chars().map(clean).take(SHOWN).collect();
    if text.chars().count() > SHOWN {
        line.push('…');
    }
    line
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;

    #[test]
    fn the_table_has_a_line_an_entry() {
        let now = Clock::system().now();
        let entry = |id, state, due, last_error: Option<&str>| Listed {
            id,
            kind: Some(Kind::Webhook),
            ticket: Some(7),
            destination: "https://hooks.example.com".to_owned(),
            state,
            in_hand: false,
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
             12  webhook  7       https://hooks.example.com  3      given up\n"
        );
        assert_eq!(table(&[], now), "");
        assert!(which(&["1".to_owned(), "all".to_owned()]).is_err());
    }
}
