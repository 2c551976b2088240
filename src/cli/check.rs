//! `deskql check`: says what is in a database and whether deskql can work on it. Writes nothing, ever.

use std::fmt::Write as _;

use anyhow::Context as _;
use migration::State;
use migration::releases::SUPPORTED;

use super::opening::{self, Purpose};
use super::terminal::{self, Failure};
use crate::config::{Config, redact_url};
use crate::domain::installation::{self, Finding, Installation};

/// Options of `deskql check`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Database, as "sqlite:PATH" or "postgres://USER:PASSWORD@HOST/NAME" [default: the one of the settings]
    pub database_url: Option<String>,
}

/// Looks at a database and tells.
///
/// # Errors
/// The database cannot be reached, or deskql cannot work on it; everything found was printed by then.
pub async fn run(args: &Args, config: &Config) -> anyhow::Result<()> {
    let url = args.database_url.as_deref().unwrap_or(&config.database.url);
    let shown = redact_url(url);
    let db = opening::open(url, &config.database, Purpose::Read).await?;
    let installation = installation::inspect(&db, config).await;
    db.close().await?;
    let installation = installation.with_context(|| format!("cannot read {shown}"))?;
    anstream::print!("{}", report(&installation, &shown));
    match installation.found.refusal() {
        Some(refusal) => Err(Failure::new(refusal.to_string()).hint("nothing was changed").into()),
        None => Ok(()),
    }
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
        State::Other => format!("It is no django-helpdesk, but has {} tables.", installation.found.tables.len()),
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
    if matches!(installation.state(), State::Helpdesk(_)) && installation.found.refusal().is_none() {
        line(
            "- What Django's settings.py says is not in the database: SECRET_KEY, TIME_ZONE, MEDIA_ROOT and HELPDESK_* \
             go into deskql's settings (deskql config --defaults)."
                .to_owned(),
        );
    }
    if installation.found.refusal().is_none() {
        let next = if installation.found.lacks_tables() { "migrate" } else { "serve" };
        line(format!("\nNext: deskql {next} --database {shown}"));
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
    numbers.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}
