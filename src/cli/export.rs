//! `deskql export`: writes a dump that `deskql import` and Django's `loaddata` read.

use std::fs::OpenOptions;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use entity::Db;
use migration::{Inventory, State};

use super::database::{self, Purpose};
use super::private_files::NewFile;
use super::terminal::{self, CommandError};
use crate::config::{Config, redact_url};
use crate::domain::setup::dump::{self, Count, DumpError};
use crate::domain::setup::installation::NotReady;

/// Size of the buffer before the file.
const BUFFER: usize = 256 << 10;

/// Options of `deskql export`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The file to write; it must not exist yet. - writes to standard output
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// Write content types and permissions with natural keys instead of numbers, for a Django
    /// project with other apps
    #[arg(long)]
    pub natural_keys: bool,
}

/// Writes the dump.
///
/// # Errors
/// The file exists or cannot be written, the database is unavailable or not supported, or it has a
/// value that cannot be read.
pub async fn run(args: &Args, config: &Config) -> anyhow::Result<()> {
    let url = &config.database.url;
    let db = database::open(url, &config.database, Purpose::Read).await?;
    let outcome = export(&db, args, &redact_url(url)).await;
    db.close().await?;
    let counts = outcome?;
    let total: u64 = counts.iter().map(|(_, count)| count).sum();
    terminal::note(format_args!(
        "Exported {total} objects. Files are not part of a dump: copy the folder or bucket of \
         storage.url after it. The dump contains password hashes and tokens."
    ));
    Ok(())
}

async fn export(db: &Db, args: &Args, redacted_url: &str) -> anyhow::Result<Vec<Count>> {
    // deskql's own tables are not needed.
    let inventory = Inventory::read(db.pool()).await?;
    if let Some(incompatibility) = inventory.incompatibility() {
        return Err(NotReady::Incompatible(incompatibility).into());
    }
    if inventory.state() == State::Empty {
        return Err(CommandError::new(format!("{redacted_url} has no tables")).into());
    }
    let (file, natural_keys) = (&args.file, args.natural_keys);
    if file == Path::new("-") {
        let mut out = BufWriter::with_capacity(BUFFER, std::io::stdout().lock());
        return write(db, &mut out, natural_keys, "standard output").await;
    }
    let name = file.display().to_string();
    if file.exists() {
        return Err(CommandError::new(format!("the file {name} exists already"))
            .hint("choose another name, for example with the date in it")
            .into());
    }
    let failed = |error: std::io::Error| file_error(&name, &error);
    let new_file = NewFile::create(file).map_err(failed)?;
    let opened = OpenOptions::new()
        .write(true)
        .open(new_file.unfinished())
        .map_err(failed)?;
    let mut out = BufWriter::with_capacity(BUFFER, opened);
    let counts = write(db, &mut out, natural_keys, &name).await?;
    new_file.finish().map_err(failed)?;
    Ok(counts)
}

async fn write(
    db: &Db,
    out: &mut impl Write,
    natural_keys: bool,
    name: &str,
) -> anyhow::Result<Vec<Count>> {
    let written = dump::export(db, out, natural_keys).await;
    written.map_err(|error| match error {
        DumpError::File(error) => file_error(name, &error).into(),
        error => error.into(),
    })
}

fn file_error(name: &str, error: &std::io::Error) -> CommandError {
    CommandError::new(format!("cannot write {name}: {error}"))
        .hint("check that this user may write there and that the disk has enough space")
}
