//! The text of the report about a database and its files.

use std::fmt::Write as _;

use migration::State;
use migration::indexes::{IndexState, ListedIndex};
use migration::releases::SUPPORTED;

use crate::cli::{indexes, terminal};
use crate::domain::setup::installation::{Finding, Installation};
use crate::domain::tickets::attachments::repair::Findings;

/// How many paths are listed per kind; the rest is counted.
const MAX_LISTED: usize = 20;

/// The comparison of rows with files.
pub(super) fn describe_files(findings: &Findings) -> String {
    let number = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
    let whole = i64::try_from(findings.intact).unwrap_or(i64::MAX);
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
                    if stray.recent { ", young" } else { "" }
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

/// The database section with row counts, notes and the next step.
pub(super) fn describe_installation(installation: &Installation, redacted_url: &str) -> String {
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

/// The section about deskql's indexes: their sizes, and the writes that they slow down.
pub(super) fn describe_indexes(listed: &[ListedIndex]) -> String {
    let title = terminal::strong("Indexes");
    let missing =
        |listed: &&ListedIndex| matches!(listed.state, IndexState::Missing | IndexState::Invalid);
    let note = match listed.iter().filter(missing).count() {
        0 => String::new(),
        missing => format!(
            "{} of {} are missing or invalid, so that some lists are slow. To create them, run: deskql migrate\n",
            missing,
            listed.len()
        ),
    };
    format!("\n{title}\n{}{note}", indexes::describe(listed))
}

fn describe(finding: &Finding) -> String {
    match finding {
        Finding::UnknownMigrations(names) => format!(
            "Migrations of no known release of django-helpdesk are applied ({}). The tables have all \
             columns that deskql uses. To accept only known migrations, set \
             database.require_known_migrations.",
            names.join(", ")
        ),
        Finding::UnappliedMigrations(names) => format!(
            "Migrations of django-helpdesk are not applied ({}). Unless an upgrade is running, run its \
             manage.py migrate.",
            names.join(", ")
        ),
        Finding::MissingColumns(names) => format!(
            "This release has no {}. deskql reads null instead and does not write it.",
            names.join(" and no ")
        ),
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

/// A number with its noun.
pub(super) fn count_of(number: i64, one: &str, more: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { more })
}

fn join_numbers(numbers: &[i32]) -> String {
    numbers
        .iter()
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join(", ")
}
