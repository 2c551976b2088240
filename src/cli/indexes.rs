//! `deskql indexes`: lists, creates and drops deskql's indexes on Django's tables. They are defined
//! in the crate `migration`.

use entity::Db;
use migration::indexes::{self, IndexError, IndexState, ListedIndex};

use super::database::{self, Purpose};
use super::table::table;
use super::terminal::{self, CommandError};
use crate::config::Config;
use crate::domain::setup::installation;

/// Options of `deskql indexes`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The subcommand.
    #[command(subcommand)]
    pub command: Command,
}

/// The subcommands of `deskql indexes`.
#[derive(Clone, Copy, Debug, clap::Subcommand)]
pub enum Command {
    /// List all indexes, their size and the writes that also write to them
    List {
        /// Print one JSON object per line
        #[arg(long)]
        json: bool,
    },
    /// Create missing indexes, and those whose creation was interrupted
    Create,
    /// Drop all indexes of deskql; deskql works without them, but more slowly
    Drop,
}

/// Runs the subcommand.
///
/// # Errors
/// The database is unavailable or not ready, or an index cannot be created or dropped.
pub async fn run(args: &Args, config: &Config) -> anyhow::Result<()> {
    let purpose = match args.command {
        Command::List { .. } => Purpose::Read,
        Command::Create | Command::Drop => Purpose::Write,
    };
    let db = database::open(&config.database.url, &config.database, purpose).await?;
    let outcome = run_on(args.command, &db).await;
    db.close().await?;
    outcome
}

async fn run_on(command: Command, db: &Db) -> anyhow::Result<()> {
    installation::ensure_ready(db).await?;
    match command {
        Command::List { json: false } => {
            anstream::print!("{}", describe(&indexes::list(db).await?));
        }
        Command::List { json: true } => {
            for listed in indexes::list(db).await? {
                anstream::println!("{}", json(&listed));
            }
        }
        Command::Create => {
            let created = create(db).await?;
            print_created(&created);
            if created.is_empty() {
                anstream::println!("All indexes exist.");
            }
        }
        Command::Drop => {
            let dropped = indexes::remove(db.pool()).await.map_err(command_error)?;
            for name in &dropped {
                anstream::println!("Dropped {name}.");
            }
            if dropped.is_empty() {
                anstream::println!("There are no indexes of deskql.");
            } else {
                terminal::note("`deskql migrate` creates them again, unless it gets --no-indexes.");
            }
        }
    }
    Ok(())
}

/// Creates missing indexes; returns their names.
///
/// # Errors
/// An index cannot be created.
pub(super) async fn create(db: &Db) -> anyhow::Result<Vec<&'static str>> {
    Ok(indexes::create(db.pool()).await.map_err(command_error)?)
}

fn command_error(error: IndexError) -> CommandError {
    let mut message = error.to_string();
    if let Some(cause) = std::error::Error::source(&error) {
        message = format!("{message}: {}", cause.to_string().replace('\n', " "));
    }
    if message.contains("prepared statement") {
        return CommandError::new(message)
            .hint("through a pooler, set database.direct_url; see docs/pgbouncer.md");
    }
    CommandError::new(message).hint(
        "deskql works without its indexes, but more slowly; the user must own the tables \
         (PostgreSQL) or have the privileges INDEX and ALTER (MariaDB); then run: deskql indexes create",
    )
}

/// Prints the names of created indexes.
pub(super) fn print_created(names: &[&str]) {
    for name in names {
        anstream::println!("Created the index {name}.");
    }
}

/// The table of all indexes.
pub(super) fn describe(listed: &[ListedIndex]) -> String {
    let rows = listed.iter().map(|listed| {
        [
            listed.index.name.to_owned(),
            state_name(listed.state).to_owned(),
            listed.size.map_or_else(String::new, size_text),
            listed.index.written_by.to_owned(),
        ]
    });
    table(["INDEX", "STATE", "SIZE", "WRITTEN BY"], rows.collect())
}

fn state_name(state: IndexState) -> &'static str {
    match state {
        IndexState::Present => "present",
        IndexState::Missing => "missing",
        IndexState::Invalid => "invalid",
        IndexState::Inapplicable => "inapplicable",
    }
}

fn size_text(bytes: i64) -> String {
    match bytes {
        ..1_048_576 => format!("{} KiB", bytes / 1024),
        _ => format!("{} MiB", bytes / 1_048_576),
    }
}

fn json(listed: &ListedIndex) -> serde_json::Value {
    serde_json::json!({
        "name": listed.index.name,
        "table": listed.index.table,
        "state": state_name(listed.state),
        "bytes": listed.size,
        "written_by": listed.index.written_by,
    })
}
