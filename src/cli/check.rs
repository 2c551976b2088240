//! `deskql check`: says what is in a database, whether deskql can work on it, and whether rows and
//! files belong together. Writes nothing, except that `--repair` removes files that no row names.

use std::fmt::Write as _;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::Context as _;
use migration::State;
use migration::releases::SUPPORTED;

use super::catalogues;
use super::opening::{self, Purpose};
use super::sessions;
use super::terminal::{self, Failure};
use crate::config::{Config, redact_url};
use crate::domain::Clock;
use crate::domain::attachments::repair::{self, Findings};
use crate::domain::events;
use crate::domain::installation::{self, Finding, Installation};
use crate::storage::Storage;
use entity::Db;

/// Paths that are named of each kind; the others are counted.
const NAMED: usize = 20;

/// Options of `deskql check`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Database, as "sqlite:PATH" (or the path alone), "postgres://USER:PASSWORD@HOST/NAME" or
    /// "mysql://…" [default: the one of the settings]
    pub database_url: Option<String>,
    /// Remove files that no row names; rows are never touched
    #[arg(long)]
    pub repair: bool,
    /// Age from which files without a row are removed, as 90s, 30m, 2h or 1d: younger ones may
    /// belong to a request that is under way
    #[arg(long, value_name = "TIME", default_value = "1h", value_parser = age)]
    pub grace: Duration,
    /// Virtual environment of the Django installation, in which catalogues of translations are
    /// looked for
    #[arg(long, value_name = "FOLDER")]
    pub python: Option<PathBuf>,
}

fn age(text: &str) -> Result<Duration, String> {
    let wrong = || format!("{text:?} is no time such as 90s, 30m, 2h or 1d");
    let (number, unit) =
        text.split_at(text.len() - text.chars().next_back().map_or(0, char::len_utf8));
    let seconds = match unit {
        "s" => 1,
        "m" => 60,
        "h" => 3600,
        "d" => 86400,
        _ => return Err(wrong()),
    };
    let number: u64 = number.parse().map_err(|_| wrong())?;
    number
        .checked_mul(seconds)
        .map(Duration::from_secs)
        .ok_or_else(wrong)
}

/// Looks at a database and tells.
///
/// # Errors
/// The database cannot be reached, or deskql cannot work on it; everything found was printed by
/// then.
pub async fn run(args: &Args, config: &Config) -> anyhow::Result<()> {
    let url = opening::url(args.database_url.as_deref(), config)?;
    let shown = redact_url(&url);
    let db = opening::open(&url, &config.database, Purpose::Read).await?;
    let outcome = look(args, config, &db, &shown).await;
    db.close().await?;
    outcome
}

async fn look(args: &Args, config: &Config, db: &Db, shown: &str) -> anyhow::Result<()> {
    let installation = installation::inspect(db, config).await;
    let installation = installation.with_context(|| format!("cannot read {shown}"))?;
    anstream::print!("{}", report(&installation, shown));
    if let Some(refusal) = installation.found.refusal() {
        return Err(Failure::new(refusal.to_string())
            .hint("nothing was changed")
            .into());
    }
    anstream::println!("\n{}", terminal::strong("Languages"));
    for line in catalogues::report(config, args.python.as_deref()) {
        anstream::println!("{line}");
    }
    broker(config).await;
    if !matches!(installation.state(), State::Helpdesk(_)) {
        return Ok(());
    }
    // Django may keep its sessions elsewhere.
    if installation.found.has("django_session") {
        let report = sessions::report(db, config)
            .await
            .with_context(|| format!("cannot read {shown}"))?;
        anstream::print!("{report}");
    }
    files(args, config, db).await
}

/// Says of a broker whether it answers. Nothing depends on that, but that events of other processes
/// come at once.
async fn broker(config: &Config) {
    let Some(answer) = events::broker_answers(config).await else {
        return;
    };
    anstream::println!(
        "\n{} {}",
        terminal::strong("Broker"),
        redact_url(&config.live.notify_url)
    );
    match answer {
        Ok(()) => anstream::println!("It answers."),
        Err(lost) => anstream::println!(
            "It does not answer: {lost}. While it is away, events of other processes are found by looking every {} ms.",
            config.live.poll_milliseconds
        ),
    }
}

/// Holds rows and files together, and removes on demand what no row names.
async fn files(args: &Args, config: &Config, db: &Db) -> anyhow::Result<()> {
    let place = redact_url(&config.storage.url);
    anstream::println!("\n{} {place}", terminal::strong("Files"));
    let storage = match Storage::open(&config.storage) {
        Ok(storage) => storage,
        Err(error) if args.repair => return Err(error.into()),
        Err(error) => {
            anstream::println!("They were not looked at: {error}. --storage names another place.");
            return Ok(());
        }
    };
    let findings = repair::find(db, &storage, &Clock::system(), args.grace).await;
    let findings = findings
        .with_context(|| format!("cannot compare the database with the files in {place}"))?;
    anstream::print!("{}", told(&findings));
    if !args.repair {
        return Ok(());
    }
    if findings.is_foreign() {
        let failure = Failure::new(format!(
            "nothing was removed: no file in {place} is one of this database"
        ));
        return Err(failure
            .hint("is it the right place? --storage names another")
            .into());
    }
    let removed = repair::remove(db, &storage, &findings).await;
    let removed = removed.with_context(|| format!("cannot remove all of them from {place}"))?;
    anstream::println!(
        "Removed {}.",
        counted(i64::try_from(removed).unwrap_or(i64::MAX), "file", "files")
    );
    Ok(())
}

/// What is said of rows and files.
fn told(findings: &Findings) -> String {
    let number = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
    let whole = i64::try_from(findings.whole).unwrap_or(i64::MAX);
    let mut out = format!(
        "{}.\n",
        counted(whole, "row with its file", "rows with their files")
    );
    let mut group = |title: String, lines: Vec<String>| {
        if lines.is_empty() {
            return;
        }
        let _ = writeln!(out, "{title}");
        for line in lines.iter().take(NAMED) {
            let _ = writeln!(out, "  {line}");
        }
        if lines.len() > NAMED {
            let _ = writeln!(out, "  … and {} more", lines.len() - NAMED);
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
            counted(number(missing.len()), "row", "rows")
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
            counted(number(strays.len()), "file", "files")
        ),
        strays,
    );
    let rests = files(true);
    group(
        format!(
            "{} of uploads that broke off:",
            counted(number(rests.len()), "rest", "rests")
        ),
        rests,
    );
    out
}

/// What is printed, line by line.
fn report(installation: &Installation, shown: &str) -> String {
    let mut out = String::new();
    let mut line = |text: String| {
        let _ = writeln!(out, "{text}");
    };
    line(format!("{} {shown}", terminal::strong("Database")));
    line(match installation.state() {
        State::Empty => "It is empty.".to_owned(),
        State::Other => format!(
            "It is no django-helpdesk, but has {} tables.",
            installation.found.tables.len()
        ),
        State::Helpdesk(version) => format!("It is {version}."),
    });
    line(match installation.found.own.as_slice() {
        [] => "deskql has not migrated it.".to_owned(),
        own => format!("deskql has migrated it ({}).", own.join(", ")),
    });
    if !installation.rows.is_empty() {
        line(format!("\n{}", terminal::strong("Rows")));
        for (table, rows) in &installation.rows {
            line(format!("{rows:>10}  {table}"));
        }
    }
    if !installation.findings.is_empty() {
        line(format!("\n{}", terminal::strong("Good to know")));
        for finding in &installation.findings {
            line(format!("- {}", words(finding)));
        }
    }
    if matches!(installation.state(), State::Helpdesk(_)) && installation.found.refusal().is_none()
    {
        line(
            "- What Django's settings.py says is not in the database: SECRET_KEY, TIME_ZONE, MEDIA_ROOT and HELPDESK_* \
             go into deskql's settings (deskql config --defaults)."
                .to_owned(),
        );
    }
    if installation.found.refusal().is_none() {
        let next = match installation.state() {
            State::Empty => "migrate --create",
            _ if installation.found.lacks_tables() => "migrate",
            _ => "serve --database",
        };
        line(format!("\nNext: deskql {next} {shown}"));
    }
    out
}

fn words(finding: &Finding) -> String {
    match finding {
        Finding::NoTokens => "There is no table authtoken_token: nobody can sign in by token. The app \
                              rest_framework.authtoken makes it."
            .to_owned(),
        Finding::Teams => {
            "Knowledge base articles belong to teams (pinax_teams), which deskql does not read: articles come \
             without their team."
                .to_owned()
        }
        Finding::Mailboxes(kinds) => {
            let kinds: Vec<_> = kinds
                .iter()
                .map(|(kind, queues)| format!("{} by {kind}", counted(*queues, "queue", "queues")))
                .collect();
            format!(
                "Mail is fetched for {}. deskql does not fetch mail: let django-helpdesk's get_email go on.",
                kinds.join(", ")
            )
        }
        Finding::Escalation(queues) => format!(
            "Tickets of {} are escalated. deskql does not do that: let django-helpdesk's escalate_tickets go on.",
            counted(*queues, "queue", "queues")
        ),
        Finding::Passwords(users) => format!(
            "The password hash of {} is of a kind that deskql does not know (it knows PBKDF2, Argon2, bcrypt and scrypt): \
             a new password is needed.",
            counted(*users, "user", "users")
        ),
        Finding::FieldType(kind, fields) => {
            let fields = counted(*fields, "custom field", "custom fields");
            format!("The type {kind:?} of {fields} is none that django-helpdesk {SUPPORTED} has.")
        }
        Finding::Statuses(numbers) => format!(
            "Tickets have the statuses {}, which the setting helpdesk.ticket_status_choices does not name.",
            listed(numbers)
        ),
        Finding::Priorities(numbers) => format!(
            "Tickets have the priorities {}, which the setting helpdesk.ticket_priority_choices does not name.",
            listed(numbers)
        ),
        Finding::NoSite(id) => {
            format!("django_site has no row {id}, which the setting site_id names: links in mails would have no host.")
        }
        Finding::BrokenTemplate(id, name, faults) => format!(
            "The mail template {name} (row {id} of helpdesk_emailtemplate) is broken: {}. What is sound of it is sent.",
            faults.join("; ")
        ),
        Finding::NewerDjango(names) => {
            format!("Django is newer than the one deskql was made for ({}).", names.join(", "))
        }
        Finding::OtherTables(tables) => {
            let tables = counted(i64::try_from(tables.len()).unwrap_or(i64::MAX), "table", "tables");
            format!("There is more in the database, {tables} of other apps, which deskql leaves alone.")
        }
    }
}

fn counted(number: i64, one: &str, more: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { more })
}

fn listed(numbers: &[i32]) -> String {
    numbers
        .iter()
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join(", ")
}
