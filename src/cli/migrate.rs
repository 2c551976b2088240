//! `deskql migrate`: makes what a database lacks, or says why it is left alone. The tables
//! themselves are the crate `migration`'s.

use std::io::{BufRead as _, IsTerminal as _, stderr, stdin};
use std::path::Path;

use anyhow::Context as _;
use entity::Db;
use migration::{Done, Error, State};

use super::opening::{self, Purpose};
use super::private;
use super::terminal::{self, Failure};
use crate::config::{Config, redact_url};

/// Options of `deskql migrate`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Database, as "sqlite:PATH" (or the path alone), "postgres://USER:PASSWORD@HOST/NAME" or
    /// "mysql://…" [default: the one of the settings]
    pub database_url: Option<String>,
    /// Create a new help desk where the database is empty or the SQLite file does not exist
    #[arg(long)]
    pub create: bool,
    /// Change nothing; fail if there is something to do
    #[arg(long, conflicts_with = "create")]
    pub check: bool,
}

/// Migrates a database.
///
/// # Errors
/// The database cannot be reached, or is not one that deskql can work on; it is empty and nobody
/// agreed to a new help desk; or, with `--check`, something is to be done.
pub async fn run(args: &Args, config: &Config) -> anyhow::Result<()> {
    let url = opening::url(args.database_url.as_deref(), config)?;
    let shown = redact_url(&url);
    if args.check {
        let db = opening::open(&url, &config.database, Purpose::Read).await?;
        let outcome = check(&db).await;
        db.close().await?;
        return outcome;
    }
    let missing = opening::missing_file(&url);
    if let Some(file) = &missing {
        agree(
            args,
            &format!("there is no SQLite file {}", file.display()),
            &shown,
        )?;
    }
    let db = opening::open(&url, &config.database, Purpose::Make).await?;
    let outcome = apply(args, config, &db, &shown, missing.is_some()).await;
    db.close().await?;
    outcome
}

/// Asks whether a new help desk is wanted: a mistyped address must not make one.
fn agree(args: &Args, what: &str, shown: &str) -> anyhow::Result<()> {
    if args.create {
        return Ok(());
    }
    if stdin().is_terminal() && stderr().is_terminal() {
        anstream::eprint!("{what}. Create a new, empty help desk there? [y/N] ");
        let mut answer = String::new();
        stdin().lock().read_line(&mut answer)?;
        if matches!(answer.trim().to_ascii_lowercase().as_str(), "y" | "yes") {
            return Ok(());
        }
        return Err(Failure::new("nothing was created").into());
    }
    Err(Failure::new(what)
        .hint(format!(
            "for an existing django-helpdesk, name its database: deskql migrate URL; to create a new help desk: \
             deskql migrate --create {shown}"
        ))
        .into())
}

async fn check(db: &Db) -> anyhow::Result<()> {
    crate::domain::installation::ensure_ready(db).await?;
    anstream::println!("Nothing to migrate.");
    Ok(())
}

async fn apply(
    args: &Args,
    config: &Config,
    db: &Db,
    shown: &str,
    agreed: bool,
) -> anyhow::Result<()> {
    if !agreed && migration::Found::read(db.pool()).await?.state() == State::Empty {
        agree(args, &format!("{shown} has no tables yet"), shown)?;
    }
    terminal::note(format_args!("Migrating {shown} …"));
    match migration::migrate(db.pool()).await {
        Ok(done) => {
            tell(&done, shown);
            if done.made_django {
                make_folder(&config.storage.url)
            } else {
                Ok(())
            }
        }
        Err(Error::Refused(refusal)) => Err(Failure::new(refusal.to_string())
            .hint(format!(
                "nothing was changed; to see what is there: deskql check {shown}"
            ))
            .into()),
        Err(error @ Error::Database(_)) => {
            Err(anyhow::Error::new(error).context(format!("cannot migrate {shown}")))
        }
    }
}

/// Creates the folder for the files of a new help desk, which only this user can read.
fn make_folder(storage_url: &str) -> anyhow::Result<()> {
    let Some(path) = storage_url
        .strip_prefix("fs:")
        .map(|path| path.strip_prefix("//").unwrap_or(path))
    else {
        return Ok(());
    };
    let made = private::create_folder(Path::new(path));
    made.with_context(|| {
        format!("the tables were made, but not the folder {path} for files (setting storage.url)")
    })
}

fn tell(done: &Done, shown: &str) {
    if done.applied.is_empty() {
        anstream::println!("Nothing to do: every migration was applied before.");
        return;
    }
    let own: Vec<_> = done
        .tables
        .iter()
        .filter(|table| table.starts_with(migration::PREFIX))
        .collect();
    if done.made_django {
        anstream::println!(
            "Made {} tables of django-helpdesk {} and its Django apps, with {} mail templates.",
            terminal::strong(done.tables.len() - own.len()),
            migration::releases::SUPPORTED,
            migration::mail_templates::all().len()
        );
    } else {
        anstream::println!(
            "This is a django-helpdesk {}; its tables stay as they are.",
            migration::releases::SUPPORTED
        );
    }
    for table in own {
        anstream::println!("Added {table}.");
    }
    anstream::println!("\nNext:");
    if done.made_django {
        anstream::println!("  deskql user create NAME --superuser --database {shown}");
    }
    anstream::println!("  deskql serve --database {shown}");
}
