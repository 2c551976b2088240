//! `deskql search`: the state of the search, and building it again. `deskql migrate` sets it up, and
//! `deskql indexes drop` removes it. The triggers are defined in the crate `migration`.

use std::pin::Pin;
use std::time::{Duration, Instant};

use entity::Db;

use super::database::{self, Purpose};
use super::terminal;
use crate::app::App;
use crate::config::Config;
use crate::domain;
use crate::domain::search::index::{self, Status};
use crate::domain::search::indexer;
use crate::domain::setup::installation;

/// Interval between messages about the progress.
const NOTE_INTERVAL: Duration = Duration::from_secs(3);

/// Options of `deskql search`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The subcommand.
    #[command(subcommand)]
    pub command: Command,
}

/// The subcommands of `deskql search`.
#[derive(Clone, Copy, Debug, clap::Subcommand)]
pub enum Command {
    /// Print how many tickets and articles can be found, and whether changes are recorded
    Status {
        /// Print one JSON object
        #[arg(long)]
        json: bool,
    },
    /// Build the search again; until that is done, it finds only a part
    Rebuild,
}

/// Runs the subcommand.
///
/// # Errors
/// The database is unavailable or not ready, or reports an error.
pub async fn run(args: &Args, config: &Config) -> anyhow::Result<()> {
    let purpose = match args.command {
        Command::Status { .. } => Purpose::Read,
        Command::Rebuild => Purpose::Write,
    };
    let db = database::open(&config.database.url, &config.database, purpose).await?;
    let outcome = run_on(args.command, &db).await;
    db.close().await?;
    outcome
}

async fn run_on(command: Command, db: &Db) -> anyhow::Result<()> {
    installation::ensure_ready(db).await?;
    match command {
        Command::Status { json } => {
            let status = index::status(db).await?;
            let missing = migration::search::missing(db).await?;
            if json {
                anstream::println!("{}", to_json(&status, &missing));
            } else {
                anstream::print!("{}", describe(&status, &missing));
            }
        }
        Command::Rebuild => {
            if !set_up_triggers(db).await? {
                index::rebuild(db).await?;
            }
            let documents = build(db).await?;
            anstream::println!("Built the search of {documents} tickets and articles.");
        }
    }
    Ok(())
}

/// Sets the search up if it is not, and builds it. Returns the number of read tickets and articles;
/// errors are only noted, because deskql works without a search.
pub(super) async fn set_up(db: &Db) -> usize {
    let built = async {
        set_up_triggers(db).await?;
        build(db).await
    };
    built.await.unwrap_or_else(|error: anyhow::Error| {
        terminal::report(&error);
        0
    })
}

/// Creates missing triggers. Returns whether everything must be built.
async fn set_up_triggers(db: &Db) -> anyhow::Result<bool> {
    let installed = migration::search::install(db.pool()).await;
    let (is_tracked, created) = match installed {
        Ok(created) => (true, created),
        Err(error) => {
            terminal::note(format_args!(
                "The search finds changes only after minutes, because its triggers could not be \
                 created: {}. The user must own Django's tables (PostgreSQL), or have the privilege \
                 TRIGGER and, with a binary log, log_bin_trust_function_creators = 1 (MariaDB). Then \
                 run: deskql migrate",
                error.to_string().replace('\n', " ")
            ));
            (false, false)
        }
    };
    Ok(index::enable(db, is_tracked, created).await?)
}

/// Builds outdated documents, with notes about the progress. Returns their number.
async fn build(db: &Db) -> anyhow::Result<usize> {
    let (mut documents, mut noted) = (0, Instant::now());
    while index::is_due(db).await? {
        loop {
            let step = index::step(db).await?;
            documents += step.documents;
            if noted.elapsed() >= NOTE_INTERVAL {
                noted = Instant::now();
                terminal::note(format_args!(
                    "Building the search: {documents} tickets and articles …"
                ));
            }
            if !step.more {
                break;
            }
        }
    }
    Ok(documents)
}

/// Removes triggers and documents. Returns whether there were any triggers.
///
/// # Errors
/// The database's error.
pub(super) async fn remove(db: &Db) -> anyhow::Result<bool> {
    let removed = migration::search::remove(db.pool()).await?;
    index::disable(db).await?;
    Ok(removed)
}

/// Starts the indexer of a service, unless it is read-only.
pub(super) fn start_indexer(app: &App) {
    if !app.config.server.read_only {
        let db = app.db.with_own_counter();
        app.events
            .spawn_until_stopped(indexer::run(db, has_triggers));
    }
}

type HasTriggers = Pin<Box<dyn Future<Output = domain::Result<bool>> + Send>>;

/// Whether the database has all triggers.
fn has_triggers(db: Db) -> HasTriggers {
    Box::pin(async move { Ok(migration::search::missing(&db).await?.is_empty()) })
}

/// The state in sentences.
pub(super) fn describe(status: &Status, missing: &[String]) -> String {
    let Some(state) = status.state.as_ref().filter(|state| state.enabled) else {
        return "It is not set up. To set it up, run: deskql migrate\n".to_owned();
    };
    let mut text = format!(
        "{} of {} tickets and articles can be found{}.\n",
        status.documents,
        status.objects,
        if state.complete {
            ""
        } else {
            "; it is being built"
        }
    );
    if status.changes > 0 {
        text += &format!("{} changes are not read yet.\n", status.changes);
    }
    if !state.tracked || !missing.is_empty() {
        text += "Its triggers are missing, so that it finds changes late. To create them, run: deskql migrate\n";
    }
    text
}

fn to_json(status: &Status, missing: &[String]) -> serde_json::Value {
    let state = status.state.as_ref();
    serde_json::json!({
        "enabled": state.is_some_and(|state| state.enabled),
        "complete": state.is_some_and(|state| state.complete),
        "tracked": state.is_some_and(|state| state.tracked) && missing.is_empty(),
        "documents": status.documents,
        "objects": status.objects,
        "changes": status.changes,
        "missing_triggers": missing,
    })
}
