//! `deskql check`: reports what a database contains, whether deskql supports it, and whether rows
//! and files match. Writes nothing, except that `--repair` removes files without a row.

mod languages;
mod sessions;

use std::fmt::Write as _;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::Context as _;
use migration::State;
use migration::releases::SUPPORTED;

use super::database::{self, Purpose};
use super::terminal::{self, CommandError};
use crate::config::{Config, redact_url};
use crate::domain::setup::installation::{self, Finding, Installation};
use crate::domain::tickets::attachments::repair::{self, Findings};
use crate::domain::{Clock, live};
use crate::storage::Storage;
use entity::Db;

/// How many paths are listed per kind; the rest is counted.
const MAX_LISTED: usize = 20;

/// Options of `deskql check`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Database URL: "sqlite:PATH" (or just the path), "postgres://USER:PASSWORD@HOST/NAME" or
    /// "mysql://…" [default: setting database.url]
    pub database_url: Option<String>,
    /// Remove files that no row refers to; rows are never changed
    #[arg(long)]
    pub repair: bool,
    /// Minimum age of files to remove, such as 90s, 30m, 2h or 1d; younger files may belong to a
    /// running request
    #[arg(long, value_name = "TIME", default_value = "1h", value_parser = parse_age)]
    pub grace: Duration,
    /// Virtual environment of a Django installation, to search for translation catalogs
    #[arg(long, value_name = "FOLDER")]
    pub python: Option<PathBuf>,
}

fn parse_age(text: &str) -> Result<Duration, String> {
    let invalid = || format!("{text:?} is not a time; expected 90s, 30m, 2h or 1d, for example");
    let (number, unit) =
        text.split_at(text.len() - text.chars().next_back().map_or(0, char::len_utf8));
    let seconds = match unit {
        "s" => 1,
        "m" => 60,
        "h" => 3600,
        "d" => 86400,
        _ => return Err(invalid()),
    };
    let number: u64 = number.parse().map_err(|_| invalid())?;
    number
        .checked_mul(seconds)
        .map(Duration::from_secs)
        .ok_or_else(invalid)
}

/// Prints the report.
///
/// # Errors
/// The database is unavailable or not supported. The report is printed before that.
pub async fn run(args: &Args, config: &Config) -> anyhow::Result<()> {
    let url = database::url(args.database_url.as_deref(), config)?;
    let redacted_url = redact_url(&url);
    let db = database::open(&url, &config.database, Purpose::Read).await?;
    let outcome = inspect(args, config, &db, &redacted_url).await;
    db.close().await?;
    outcome
}

async fn inspect(args: &Args, config: &Config, db: &Db, redacted_url: &str) -> anyhow::Result<()> {
    let installation = installation::inspect(db, config).await;
    let installation = installation.with_context(|| format!("cannot read {redacted_url}"))?;
    anstream::print!("{}", report(&installation, redacted_url));
    if let Some(incompatibility) = installation.inventory.incompatibility() {
        return Err(CommandError::new(incompatibility.to_string())
            .hint("nothing was changed")
            .into());
    }
    anstream::println!("\n{}", terminal::strong("Languages"));
    for line in languages::report(config, args.python.as_deref()) {
        anstream::println!("{line}");
    }
    check_broker(config).await;
    if !matches!(installation.state(), State::Helpdesk(_)) {
        return Ok(());
    }
    // Django can store sessions elsewhere.
    if installation.inventory.has_table("django_session") {
        let report = sessions::report(db, config)
            .await
            .with_context(|| format!("cannot read {redacted_url}"))?;
        anstream::print!("{report}");
    }
    check_files(args, config, db).await
}

/// Reports whether the broker is available. Without it, events of other processes arrive later.
async fn check_broker(config: &Config) {
    let Some(answer) = live::broker_answers(config).await else {
        return;
    };
    anstream::println!(
        "\n{} {}",
        terminal::strong("Broker"),
        redact_url(&config.live.notify_url)
    );
    match answer {
        Ok(()) => anstream::println!("It is available."),
        Err(error) => anstream::println!(
            "It is unavailable: {error}. Until it is back, deskql polls for events of other \
             processes every {} ms.",
            config.live.poll_milliseconds
        ),
    }
}

/// Compares rows with stored files. With `--repair`, removes files without a row.
async fn check_files(args: &Args, config: &Config, db: &Db) -> anyhow::Result<()> {
    let place = redact_url(&config.storage.url);
    anstream::println!("\n{} {place}", terminal::strong("Files"));
    let storage = match Storage::open(&config.storage) {
        Ok(storage) => storage,
        Err(error) if args.repair => return Err(error.into()),
        Err(error) => {
            anstream::println!(
                "Not checked: {error}. To check files in another place, use --storage."
            );
            return Ok(());
        }
    };
    let findings = repair::find(db, &storage, &Clock::system(), args.grace).await;
    let findings = findings
        .with_context(|| format!("cannot compare the database with the files in {place}"))?;
    anstream::print!("{}", describe_files(&findings));
    if !args.repair {
        return Ok(());
    }
    if findings.is_foreign() {
        let error = CommandError::new(format!(
            "nothing was removed, because no file in {place} belongs to this database"
        ));
        return Err(error
            .hint("check the setting storage.url, or choose another place with --storage")
            .into());
    }
    let removed = repair::remove(db, &storage, &findings).await;
    let removed = removed.with_context(|| format!("cannot remove all files from {place}"))?;
    anstream::println!(
        "Removed {}.",
        count_of(i64::try_from(removed).unwrap_or(i64::MAX), "file", "files")
    );
    Ok(())
}

fn describe_files(findings: &Findings) -> String {
    let number = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
    let whole = i64::try_from(findings.whole).unwrap_or(i64::MAX);
    let mut out = format!(
        "{}.\n",
        count_of(whole, "row with a file", "rows with a file")
    );
    let mut group = |title: String, lines: Vec<String>| {
        if lines.is_empty() {
            return;
        }
        let _ = writeln!(out, "{title}");
        for line in lines.iter().take(MAX_LISTED) {
            let _ = writeln!(out, "  {line}");
        }
        if lines.len() > MAX_LISTED {
            let _ = writeln!(out, "  … and {} more", lines.len() - MAX_LISTED);
        }
    };
    let missing: Vec<_> = findings
        .missing
        .iter()
        .map(|row| format!("{} {}: {}", row.table, row.id, row.path))
        .collect();
    group(
        format!(
            "{} without a file:",
            count_of(number(missing.len()), "row", "rows")
        ),
        missing,
    );
    let files = |unfinished: bool| -> Vec<String> {
        let strays = findings
            .strays
            .iter()
            .filter(|stray| stray.unfinished == unfinished);
        strays
            .map(|stray| {
                format!(
                    "{} ({} bytes{})",
                    stray.path,
                    stray.size,
                    if stray.young { ", young" } else { "" }
                )
            })
            .collect()
    };
    let strays = files(false);
    group(
        format!(
            "{} without a row:",
            count_of(number(strays.len()), "file", "files")
        ),
        strays,
    );
    let unfinished = files(true);
    group(
        format!(
            "{}:",
            count_of(
                number(unfinished.len()),
                "unfinished upload",
                "unfinished uploads"
            )
        ),
        unfinished,
    );
    out
}

fn report(installation: &Installation, redacted_url: &str) -> String {
    let mut out = String::new();
    let mut line = |text: String| {
        let _ = writeln!(out, "{text}");
    };
    line(format!("{} {redacted_url}", terminal::strong("Database")));
    line(match installation.state() {
        State::Empty => "It is empty.".to_owned(),
        State::Foreign => format!(
            "It has {} tables, but not those of django-helpdesk.",
            installation.inventory.tables.len()
        ),
        State::Helpdesk(version) => format!("It is {version}."),
    });
    line(match installation.inventory.own_migrations.as_slice() {
        [] => "deskql has not migrated it.".to_owned(),
        own => format!("deskql has migrated it ({}).", own.join(", ")),
    });
    if !installation.rows.is_empty() {
        line(format!("\n{}", terminal::strong("Rows")));
        for (table, rows) in &installation.rows {
            line(format!("{rows:>10}  {table}"));
        }
    }
    let mut notes: Vec<String> = installation.findings.iter().map(describe).collect();
    if matches!(installation.state(), State::Helpdesk(_))
        && installation.inventory.incompatibility().is_none()
    {
        notes.push(
            "The settings in Django's settings.py are not in the database. To convert SECRET_KEY, \
             TIME_ZONE, MEDIA_ROOT and HELPDESK_* to deskql's settings, use: deskql config --django"
                .to_owned(),
        );
    }
    if !notes.is_empty() {
        line(format!("\n{}", terminal::strong("Notes")));
        for note in notes {
            line(format!("- {note}"));
        }
    }
    if installation.inventory.incompatibility().is_none() {
        let next = match installation.state() {
            State::Empty => "migrate --create",
            _ if installation.inventory.needs_migration() => "migrate",
            _ => "serve --database",
        };
        line(format!("\nNext: deskql {next} {redacted_url}"));
    }
    out
}

fn describe(finding: &Finding) -> String {
    match finding {
        Finding::NoTokens => {
            "There is no table authtoken_token, so nobody can sign in with a token. To create \
                              it, install the app rest_framework.authtoken in Django."
                .to_owned()
        }
        Finding::Teams => {
            "Knowledge base articles belong to teams (pinax_teams). deskql does not read teams \
                           and shows articles without them."
                .to_owned()
        }
        Finding::Mailboxes(kinds) => {
            let kinds: Vec<_> = kinds
                .iter()
                .map(|(kind, queues)| format!("{} by {kind}", count_of(*queues, "queue", "queues")))
                .collect();
            format!(
                "Email is fetched for {}. deskql does not fetch email; keep running django-helpdesk's get_email.",
                kinds.join(", ")
            )
        }
        Finding::Escalation(queues) => format!(
            "Tickets of {} are escalated. deskql does not escalate tickets; keep running django-helpdesk's \
             escalate_tickets.",
            count_of(*queues, "queue", "queues")
        ),
        Finding::Passwords(users) => format!(
            "{} cannot sign in with a password, because the hash format is not supported. Supported are PBKDF2, \
             Argon2, bcrypt and scrypt. Set a new password with: deskql user password",
            count_of(*users, "user", "users")
        ),
        Finding::FieldType(kind, fields) => {
            let fields = count_of(*fields, "custom field", "custom fields");
            format!("django-helpdesk {SUPPORTED} has no type {kind:?}, which {fields} use.")
        }
        Finding::Statuses(numbers) => format!(
            "Some tickets have a status that helpdesk.ticket_status_choices does not list: {}.",
            join_numbers(numbers)
        ),
        Finding::Priorities(numbers) => format!(
            "Some tickets have a priority that helpdesk.ticket_priority_choices does not list: {}.",
            join_numbers(numbers)
        ),
        Finding::NoSite(id) => {
            format!(
                "django_site has no row {id} (setting site_id), so links in email have no host."
            )
        }
        Finding::BrokenTemplate(id, name, errors) => format!(
            "The email template {name} (row {id} of helpdesk_emailtemplate) is invalid: {}. Only its valid parts \
             are sent.",
            errors.join("; ")
        ),
        Finding::NewerDjango(names) => {
            format!(
                "Django is newer than the version deskql supports ({}).",
                names.join(", ")
            )
        }
        Finding::OtherTables(tables) => {
            let tables = count_of(
                i64::try_from(tables.len()).unwrap_or(i64::MAX),
                "table",
                "tables",
            );
            format!("The database also has {tables} of other apps, which deskql does not use.")
        }
    }
}

fn count_of(number: i64, one: &str, more: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { more })
}

fn join_numbers(numbers: &[i32]) -> String {
    numbers
        .iter()
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join(", ")
}
