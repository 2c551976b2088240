//! Checks invariants of ARCHITECTURE.md in the sources: which modules may use each other, where SQL
//! and DRF's sentences may be, how long files may be. It does not parse Rust; it separates code from
//! comments and strings, and searches for names.

mod dependencies;
mod source;

use std::fmt::Write as _;

use regex::Regex;
use source::Source;

/// The modules that each top module of `src/` may use. `a::{B,C}` allows only these items of `a`.
const USES: &[(&str, &str)] = &[
    ("config", ""),
    ("telemetry", ""),
    ("passwords", ""),
    ("validators", ""),
    ("multipart", ""),
    ("storage", "config"),
    ("translation", "config"),
    ("domain", "storage passwords validators config translation"),
    ("graphql", "domain config"),
    ("auth", "domain passwords config"),
    (
        "compat",
        "graphql config validators multipart translation domain::{Error,Code,FieldError,Result,Viewer,Account,Context,Clock,Dialect,Release,WrittenTickets,core} auth::{Csrf}",
    ),
    ("delivery", "config domain storage"),
    (
        "app",
        "config domain storage graphql auth compat delivery translation",
    ),
    (
        "http",
        "app config domain storage graphql auth compat multipart translation",
    ),
    (
        "cli",
        "http app config domain storage graphql auth compat passwords telemetry delivery translation",
    ),
    ("main", "cli telemetry"),
    ("lib", ""),
];

/// The floors of `src/domain`, lowest first: each folder may use the ones before it. `tickets` is
/// one aggregate: its follow-ups and attachments may use each other.
const FLOORS: &[&str] = &[
    "core", "query", "access", "unit", "filters", "desk", "delivery", "tickets", "live", "setup",
];

/// The top modules that may use the crates that access the database.
const CRATES: &[(&str, &[&str])] = &[
    // `graphql` and `auth` use models as plain data; `app` and `cli` open the connection, and
    // `delivery` passes it on.
    (
        "entity",
        &["domain", "graphql", "auth", "app", "cli", "delivery"],
    ),
    ("migration", &["cli"]),
    ("sea_orm", &["domain"]),
    ("sqlx", &["domain"]),
    ("async_nats", &["domain"]),
];

/// Exceptions from [`CRATES`], and their reasons.
const EXCEPTIONS: &[(&str, &str, &str)] = &[
    (
        "src/domain/setup/dump/mod.rs",
        "migration",
        "`migration` reads which tables and columns a database has",
    ),
    (
        "src/domain/setup/installation/mod.rs",
        "migration",
        "`migration` has the list of supported releases",
    ),
    (
        "src/domain/setup/installation/findings.rs",
        "migration",
        "reports the findings of the file above",
    ),
    (
        "src/domain/setup/load/templates.rs",
        "migration",
        "`migration` has the names of the email templates",
    ),
];

/// Parts of DRF's and Django's sentences in the contract.
const DRF: &[&str] = &[
    "Authentication credentials were not",
    "You do not have permission",
    "This field is required",
    "This field may not be",
    "is not a valid choice",
    "Invalid pk",
    "No Ticket matches",
    "Ensure this field has no more",
    "Ensure this value",
    "A valid integer is required",
    "A valid number is required",
    "Enter a valid email",
    "Enter a valid URL",
    "Must be a valid boolean",
    "Datetime has wrong format",
    "Invalid page",
    "Invalid token",
    "Invalid basic header",
    "Invalid username/password",
    "CSRF Failed",
    "User inactive or deleted",
    "Could not satisfy the request Accept",
    "Unsupported media type",
    "JSON parse error",
    "This password is",
    "The password is too similar",
];

const MAX_LINES: usize = 500;

fn assert_no_violations(violations: &[String]) {
    assert!(violations.is_empty(), "\n{}", violations.join("\n"));
}

#[test]
fn modules_use_only_allowed_modules() {
    let mut violations = Vec::new();
    for source in source::all(&["src"]) {
        let module = source.top_module();
        let Some((_, allowed)) = USES.iter().find(|(name, _)| *name == module) else {
            violations.push(format!(
                "{}: the module is not in the table of layers",
                source.path
            ));
            continue;
        };
        for used in source
            .references("crate")
            .into_iter()
            .chain(source.references("deskql"))
        {
            let (target, item) = used.split_once("::").unwrap_or((&used, "self"));
            // After `use crate::domain::{self}`, the file names items as `domain::Error`.
            let items = if item == "self" {
                source.references(target)
            } else {
                vec![item.to_owned()]
            };
            for item in items.iter().map(|item| item.split("::").next().unwrap()) {
                if target != module && !allows(allowed, target, item) {
                    violations.push(format!(
                        "{}: `{module}` may not use `crate::{target}::{item}`",
                        source.path
                    ));
                }
            }
        }
    }
    assert_no_violations(&violations);
}

#[test]
fn domain_folders_use_only_lower_floors() {
    let mut violations = Vec::new();
    for source in source::all(&["src/domain"]) {
        let inner: Vec<&str> = source.path.split('/').skip(2).collect();
        let [folder, .., _] = inner[..] else {
            assert_eq!(source.path, "src/domain/mod.rs", "must be in a floor");
            continue;
        };
        let Some(floor) = FLOORS.iter().position(|name| *name == folder) else {
            violations.push(format!(
                "{}: `{folder}` is not a floor of the domain",
                source.path
            ));
            continue;
        };
        for used in source.references("crate") {
            let Some(used) = used.strip_prefix("domain::") else {
                continue;
            };
            let target = used.split("::").next().unwrap_or_default();
            // Names that are not folders are re-exports of `core`.
            let target = FLOORS.iter().position(|name| *name == target).unwrap_or(0);
            if target > floor {
                violations.push(format!(
                    "{}: `{folder}` may not use `domain::{used}`",
                    source.path
                ));
            }
        }
        let outside = "super::".repeat(inner.len());
        if source.code.contains(&outside) {
            violations.push(format!(
                "{}: leaves its floor with `{outside}`",
                source.path
            ));
        }
    }
    assert_no_violations(&violations);
}

fn allows(allowed: &str, target: &str, item: &str) -> bool {
    allowed
        .split(' ')
        .any(|entry| match entry.split_once("::") {
            None => entry == target,
            Some((name, items)) => {
                name == target
                    && items
                        .trim_matches(['{', '}'])
                        .split(',')
                        .any(|name| name == item)
            }
        })
}

#[test]
fn only_the_domain_contains_sql() {
    let statement =
        Regex::new(r"(?is)\b(select\s.+\sfrom\s|insert\s+into\s|update\s+\S+\s+set\s|delete\s+from\s|pragma\s)")
            .unwrap();
    let mut violations = Vec::new();
    for source in source::all(&["src"]) {
        let module = source.top_module();
        for (name, allowed) in CRATES {
            let excepted = EXCEPTIONS
                .iter()
                .any(|(path, used, _)| *path == source.path && used == name);
            if !allowed.contains(&module) && !excepted && !source.references(name).is_empty() {
                violations.push(format!(
                    "{}: `{module}` may not use the crate `{name}`",
                    source.path
                ));
            }
        }
        if module != "domain" {
            for text in source.texts.iter().filter(|text| statement.is_match(text)) {
                violations.push(format!(
                    "{}: SQL outside of `domain`: {text:?}",
                    source.path
                ));
            }
        }
    }
    assert_no_violations(&violations);
}

#[test]
fn exceptions_are_used() {
    for (path, name, _) in EXCEPTIONS {
        let source = source::all(&["src"])
            .into_iter()
            .find(|source| source.path == *path);
        assert!(
            source.is_some_and(|source| !source.references(name).is_empty()),
            "{path} does not use {name}; remove the exception"
        );
    }
}

#[test]
fn only_compat_contains_sentences_of_drf() {
    let mut violations = Vec::new();
    for source in source::all(&["src", "entity/src", "migration/src", "templates/src"]) {
        if source.top_module() != "compat" {
            for text in source
                .texts
                .iter()
                .filter(|text| DRF.iter().any(|words| text.contains(words)))
            {
                violations.push(format!(
                    "{}: DRF's sentence outside of `compat`: {text:?}",
                    source.path
                ));
            }
        }
    }
    assert_no_violations(&violations);
    let compat = source::all(&["src/compat"]);
    let in_compat = |words: &&&str| {
        compat
            .iter()
            .any(|source| source.texts.iter().any(|text| text.contains(**words)))
    };
    let found = DRF.iter().filter(in_compat).count();
    assert!(
        found > DRF.len() / 2,
        "compat has only {found} of the {} sentences; update the list",
        DRF.len()
    );
}

#[test]
fn migrations_and_entities_do_not_use_higher_crates() {
    let mut violations = Vec::new();
    for source in source::all(&["migration/src"]) {
        if !source.references("entity").is_empty() || !source.references("deskql_entity").is_empty()
        {
            violations.push(format!(
                "{}: entities change, so a migration must not use them",
                source.path
            ));
        }
    }
    for source in source::all(&["entity/src", "migration/src", "templates/src"]) {
        if !source.references("deskql").is_empty() {
            violations.push(format!("{}: uses the crate `deskql`", source.path));
        }
    }
    assert_no_violations(&violations);
}

#[test]
fn files_are_short_and_documented() {
    let mut violations = Vec::new();
    for source in source::all(&[
        "src",
        "entity/src",
        "migration/src",
        "templates/src",
        "templates/tests",
        "tests/it",
    ]) {
        if !source.text.starts_with("//! ") {
            violations.push(format!(
                "{}: does not begin with a `//!` comment",
                source.path
            ));
        }
        let lines = source.text.lines().count();
        if lines > MAX_LINES {
            violations.push(format!("{}: {lines} lines; split it by topic", source.path));
        }
    }
    assert_no_violations(&violations);
}

#[test]
fn no_file_contains_an_absolute_path() {
    let home = Regex::new(r"/(home|root|Users|work|opt)/[A-Za-z.]").unwrap();
    let mut violations = Vec::new();
    for (path, text) in source::committed() {
        for (number, line) in text
            .lines()
            .enumerate()
            .filter(|(_, line)| home.is_match(line))
        {
            violations.push(format!("{path}:{}: {}", number + 1, line.trim()));
        }
    }
    assert_no_violations(&violations);
}

#[test]
fn only_the_clock_reads_the_system_time() {
    let mut violations = String::new();
    for source in source::all(&["src"]) {
        if source.path != "src/domain/core/clock.rs" && source.code.contains("Utc::now") {
            let _ = writeln!(violations, "{}: reads the system time", source.path);
        }
    }
    assert!(violations.is_empty(), "\n{violations}");
}

#[test]
fn separates_code_from_comments_and_strings() {
    let source = Source::read(
        "src/a/b.rs",
        r##"//! A file.
use crate::{domain::{Error, Viewer}, storage};
// crate::comment
/// [`crate::documentation`]
fn f<'a>(x: &'a str) -> char { let _ = "crate::text \" //"; let _ = r#"raw "text""#; crate::config::X; '"' }
/* crate::block /* nested */ */ use crate::auth::Csrf as C;
#[cfg(test)]
mod tests { use crate::app; }
"##,
    );
    assert_eq!(
        source.references("crate"),
        [
            "domain::Error",
            "domain::Viewer",
            "storage",
            "config::X",
            "auth::Csrf"
        ]
    );
    assert_eq!(source.texts, ["crate::text \\\" //", "raw \"text\""]);
    assert_eq!(source.top_module(), "a");

    let source = Source::read(
        "src/a.rs",
        "#[cfg(test)]\nmod tests;\nuse ::http::Uri;\nuse a::http::B;\n",
    );
    assert_eq!(source.references("http"), ["Uri"]);
}
