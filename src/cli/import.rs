//! `deskql import`: reads a dump of Django's `dumpdata` or of `deskql export` into an empty database.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};

use entity::Db;

use super::database::{self, Purpose};
use super::terminal::{self, CommandError, ErrorList};
use crate::config::{Config, redact_url};
use crate::domain::setup::dump::{self, DumpError, Report};
use crate::domain::setup::installation;

/// Size of the buffer after the file.
const BUFFER: usize = 256 << 10;

/// Options of `deskql import`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// JSON file that dumpdata or `deskql export` has written; - reads standard input
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// If the database is not empty, change nothing and succeed
    #[arg(long)]
    pub if_empty: bool,
    /// Skip fields that django-helpdesk does not have, instead of failing (loaddata's
    /// --ignorenonexistent)
    #[arg(long)]
    pub skip_unknown_fields: bool,
}

/// Reads the dump.
///
/// # Errors
/// The file cannot be read or is invalid, or the database is unavailable, has pending migrations or
/// is not empty. Nothing has changed in these cases.
pub async fn run(args: &Args, config: &Config) -> anyhow::Result<()> {
    let name = name_of(&args.file);
    let input: Box<dyn BufRead> = if args.file == Path::new("-") {
        Box::new(BufReader::with_capacity(BUFFER, std::io::stdin()))
    } else {
        let file = File::open(&args.file)
            .map_err(|error| CommandError::new(format!("cannot read {name}: {error}")))?;
        Box::new(BufReader::with_capacity(BUFFER, file))
    };
    let db = database::open(&config.database.url, &config.database, Purpose::Write).await?;
    let outcome = import(&db, input, args, config).await;
    db.close().await?;
    if let Some(report) = outcome? {
        print(&report);
    }
    Ok(())
}

/// Returns `None` if nothing was to be done.
async fn import(
    db: &Db,
    input: Box<dyn BufRead>,
    args: &Args,
    config: &Config,
) -> anyhow::Result<Option<Report>> {
    let inventory = installation::ensure_ready(db).await?;
    let options = dump::Options {
        time_zone: config.time_zone,
        skips_unknown_fields: args.skip_unknown_fields,
    };
    let redacted_url = redact_url(&config.database.url);
    let name = name_of(&args.file);
    match dump::import(db, &inventory, input, options).await {
        Ok(report) => Ok(Some(report)),
        Err(DumpError::NotEmpty(_)) if args.if_empty => {
            anstream::println!("{redacted_url} is not empty and was left as it is.");
            Ok(None)
        }
        Err(DumpError::NotEmpty(model)) => Err(CommandError::new(format!(
            "{redacted_url} is not empty: it has objects of {model}; nothing was changed"
        ))
        .hint("to create an empty one, run: deskql migrate --create URL")
        .into()),
        Err(DumpError::Invalid(problems)) => {
            let lines = problems.iter().map(|problem| format!("{name}:{problem}"));
            Err(ErrorList(lines.collect()).into())
        }
        Err(DumpError::File(error)) => {
            Err(CommandError::new(format!("cannot read {name}: {error}")).into())
        }
        Err(error) => Err(error.into()),
    }
}

/// The file for messages.
fn name_of(file: &Path) -> String {
    if file == Path::new("-") {
        "standard input".to_owned()
    } else {
        file.display().to_string()
    }
}

/// Prints a line per model, and a summary.
fn print(report: &Report) {
    for (model, count) in &report.imported {
        anstream::println!("{model}: {count}");
    }
    for (model, count) in &report.skipped {
        anstream::println!("{model}: {count} skipped");
    }
    for (field, count) in &report.skipped_values {
        anstream::println!("{field}: {count} values skipped");
    }
    let sum = |counts: &[dump::Count]| counts.iter().map(|(_, count)| count).sum::<u64>();
    let (imported, skipped) = (sum(&report.imported), sum(&report.skipped));
    terminal::note(format_args!(
        "Imported {imported} objects, skipped {skipped}. Files are not part of a dump: copy them to \
         the folder or bucket of storage.url."
    ));
}
