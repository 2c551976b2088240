//! `deskql migrate`: makes what a database lacks, or says why it is left alone. The tables themselves are the
//! crate `migration`'s.

use entity::Db;
use migration::{Done, Error};

use super::opening::{self, Purpose};
use super::terminal::{self, Failure};
use crate::config::{Config, redact_url};

/// Options of `deskql migrate`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Change nothing; fail if there is something to do
    #[arg(long)]
    pub check: bool,
}

/// Migrates the database of the settings.
///
/// # Errors
/// The database cannot be reached, or is not one that deskql can work on; or, with `--check`, something is to be done.
pub async fn run(args: &Args, config: &Config) -> anyhow::Result<()> {
    let url = &config.database.url;
    let shown = redact_url(url);
    let purpose = if args.check { Purpose::Read } else { Purpose::Make };
    let db = opening::open(url, &config.database, purpose).await?;
    let outcome = if args.check { check(&db).await } else { apply(&db, &shown).await };
    db.close().await?;
    outcome
}

async fn check(db: &Db) -> anyhow::Result<()> {
    crate::domain::installation::ensure_ready(db).await?;
    anstream::println!("Nothing to migrate.");
    Ok(())
}

async fn apply(db: &Db, shown: &str) -> anyhow::Result<()> {
    terminal::note(format_args!("Migrating {shown} …"));
    match migration::migrate(db.pool()).await {
        Ok(done) => {
            tell(&done, shown);
            Ok(())
        }
        Err(Error::Refused(refusal)) => Err(Failure::new(refusal.to_string())
            .hint(format!("nothing was changed; to see what is there: deskql check {shown}"))
            .into()),
        Err(error @ Error::Database(_)) => Err(anyhow::Error::new(error).context(format!("cannot migrate {shown}"))),
    }
}

fn tell(done: &Done, shown: &str) {
    if done.applied.is_empty() {
        anstream::println!("Nothing to do: every migration was applied before.");
        return;
    }
    let own: Vec<_> = done.tables.iter().filter(|table| table.starts_with(migration::PREFIX)).collect();
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
