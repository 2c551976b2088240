//! `deskql load`: brings the database to the configuration in a TOML or JSON file. Validation and
//! SQL are in `domain::setup::load`.

use std::io::Read as _;
use std::path::{Path, PathBuf};

use entity::Db;
use entity::values::Secret;

use super::database::{self, Purpose};
use super::terminal::{self, CommandError};
use super::{invalid, secrets};
use crate::config::Config;
use crate::domain::Clock;
use crate::domain::setup::installation;
use crate::domain::setup::load::{self, Document, Expect, Report};

/// Options of `deskql load`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// TOML or JSON file; - reads standard input
    pub file: PathBuf,
    /// Change nothing; fail if the database differs from the file
    #[arg(long)]
    pub check: bool,
}

/// Loads the file.
///
/// # Errors
/// The file cannot be read or is invalid, the database is unavailable, or it differs from the file
/// with `--check`. Nothing has changed in these cases.
pub async fn run(args: &Args, config: &Config) -> anyhow::Result<()> {
    let document = read(&args.file)?;
    let document = load::validate(config, document).map_err(invalid::command_error)?;
    // A dry run writes, too, before it rolls back.
    let db = database::open(&config.database.url, &config.database, Purpose::Write).await?;
    let outcome = load_into(&db, args, config, document).await;
    db.close().await?;
    outcome
}

async fn load_into(
    db: &Db,
    args: &Args,
    config: &Config,
    document: Document,
) -> anyhow::Result<()> {
    installation::ensure_ready(db).await?;
    let new_users = load::new_users(db, &document).await?;
    let document = read_passwords(document, &args.file, &new_users)?;
    let document = load::validate(config, document).map_err(invalid::command_error)?;
    let clock = Clock::system();
    let report = load::load(
        (config, db, &clock),
        &document,
        Expect::Anything,
        args.check,
    )
    .await
    .map_err(invalid::command_error)?;
    print(&report);
    if args.check {
        if report.is_unchanged() {
            return Ok(());
        }
        let file = args.file.display();
        return Err(
            CommandError::new(format!("the database differs from {file}"))
                .hint(format!("to change it, run: deskql load {file}"))
                .into(),
        );
    }
    note_missing_passwords(&document, &new_users);
    Ok(())
}

/// Prints a line per object and a summary.
fn print(report: &Report) {
    for entry in &report.entries {
        anstream::println!("{entry}");
    }
    let [created, changed, unchanged] = report.counts();
    terminal::note(format_args!(
        "{created} created, {changed} changed, {unchanged} unchanged."
    ));
}

fn note_missing_passwords(document: &Document, new_users: &[String]) {
    for user in &document.users {
        if user.password.is_none() && new_users.contains(&user.username) {
            let name = &user.username;
            terminal::note(format_args!(
                "{name} has no password; to set one, run: deskql user password {name}"
            ));
        }
    }
}

/// Reads and parses a file. Its name decides the format; standard input is JSON if it begins with
/// a brace.
pub(super) fn read(file: &Path) -> anyhow::Result<Document> {
    let is_stdin = file == Path::new("-");
    let text = if is_stdin {
        let mut text = String::new();
        let read = std::io::stdin().lock().read_to_string(&mut text);
        read.map(|_| text)
    } else {
        std::fs::read_to_string(file)
    };
    let name = if is_stdin {
        "standard input".to_owned()
    } else {
        file.display().to_string()
    };
    let text = text.map_err(|error| CommandError::new(format!("cannot read {name}: {error}")))?;
    let is_json = match file.extension() {
        Some(extension) => extension.eq_ignore_ascii_case("json"),
        None => text.trim_start().starts_with('{'),
    };
    let parsed = if is_json {
        parse_json(&text)
    } else {
        parse_toml(&text)
    };
    parsed.map_err(|(line, message)| {
        CommandError::new(format!("{name}:{line}: {}", message.replace('\n', " ")))
            .hint("docs/setup.md describes the format")
            .into()
    })
}

/// Parses TOML; errors are pairs of a line and a message.
fn parse_toml(text: &str) -> Result<Document, (usize, String)> {
    toml::from_str(text).map_err(|error| {
        let start = error.span().map_or(0, |span| span.start);
        let line = text.get(..start).unwrap_or_default().matches('\n').count() + 1;
        (line, error.message().to_owned())
    })
}

fn parse_json(text: &str) -> Result<Document, (usize, String)> {
    serde_json::from_str(text).map_err(|error| {
        let message = error.to_string();
        let message = message.split(" at line ").next().unwrap_or_default();
        (error.line(), message.to_owned())
    })
}

/// Reads the passwords of new users. Paths are relative to the folder of the file.
pub(super) fn read_passwords(
    mut document: Document,
    file: &Path,
    new_users: &[String],
) -> anyhow::Result<Document> {
    for user in &mut document.users {
        if !new_users.contains(&user.username) || user.password.is_some() {
            continue;
        }
        let name = &user.username;
        let password = match (&user.password_file, &user.password_variable) {
            (Some(path), _) => {
                let path = file.parent().unwrap_or(Path::new("")).join(path);
                secrets::read_file(&path)?
            }
            (None, Some(variable)) => {
                let value = std::env::var(variable).unwrap_or_default();
                if value.is_empty() {
                    let message = format!(
                        "user {name:?}: the variable {variable} with the password is not set"
                    );
                    return Err(CommandError::new(message).into());
                }
                value
            }
            (None, None) => continue,
        };
        user.password = Some(Secret(password));
    }
    Ok(document)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_name_the_line() {
        let (line, message) = parse_toml("[[queues]]\nslug = \"a\"\ntitel = \"b\"\n").unwrap_err();
        assert!(line == 3 && message.contains("titel"), "{line} {message}");
        let (line, message) = parse_json("{\n\"queues\": 3}").unwrap_err();
        assert!(
            line == 2 && message.contains("sequence"),
            "{line} {message}"
        );
        assert!(parse_toml("").unwrap().queues.is_empty());
    }
}
