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
}

/// Writes the dump.
///
/// # Errors
/// The file exists or cannot be written, the database is unavailable or not supported, or it has a
/// value that cannot be read.
pub async fn run(args: &Args, config: &Config) -> anyhow::Result<()> {
    let url = &config.database.url;
    let db = database::open(url, &config.database, Purpose::Write).await?;
    let outcome = export(&db, &args.file, &redact_url(url)).await;
    db.close().await?;
    let counts = outcome?;
    let total: u64 = counts.iter().map(|(_, count)| count).sum();
    terminal::note(format_args!(
        "Exported {total} objects. Files are not part of a dump: copy the folder or bucket of \
         storage.url after it. The dump contains password hashes and tokens."
    ));
    Ok(())
}

async fn export(db: &Db, file: &Path, redacted_url: &str) -> anyhow::Result<Vec<Count>> {
    // deskql's own tables are not needed.
    let inventory = Inventory::read(db.pool()).await?;
    if let Some(incompatibility) = inventory.incompatibility() {
        return Err(NotReady::Incompatible(incompatibility).into());
    }
    if inventory.state() == State::Empty {
        return Err(CommandError::new(format!("{redacted_url} has no tables")).into());
    }
    if file == Path::new("-") {
        let mut out = BufWriter::with_capacity(BUFFER, std::io::stdout().lock());
        return write(db, &mut out, "standard output").await;
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
    let counts = write(db, &mut BufWriter::with_capacity(BUFFER, opened), &name).await?;
    new_file.finish().map_err(failed)?;
    Ok(counts)
}

async fn write(db: &Db, out: &mut impl Write, name: &str) -> anyhow::Result<Vec<Count>> {
    dump::export(db, out).await.map_err(|error| match error {
        DumpError::File(error) => file_error(name, &error).into(),
        error => error.into(),
    })
}

fn file_error(name: &str, error: &std::io::Error) -> CommandError {
    CommandError::new(format!("cannot write {name}: {error}"))
        .hint("check that this user may write there and that the disk has enough space")
}
