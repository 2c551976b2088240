//! The invariants of ARCHITECTURE.md that can be read off the sources: who may use whom, where SQL
//! and DRF's sentences live, how long a file gets. Not a parser: comments and texts are told from
//! code, names are looked for.

mod source;

use std::fmt::Write as _;

use regex::Regex;
use source::Source;

/// What each top module of `src/` may name of the others. `a::{B,C}` allows these items of `a`
/// alone.
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

/// Which top modules may name the crates that reach the database.
const CRATES: &[(&str, &[&str])] = &[
    // Models are plain data in `graphql` and `auth`; `app` and `cli` open the connection, `delivery`
    // passes it on.
    (
        "entity",
        &["domain", "graphql", "auth", "app", "cli", "delivery"],
    ),
    ("migration", &["cli"]),
    ("sea_orm", &["domain"]),
    ("sqlx", &["domain"]),
    ("async_nats", &["domain"]),
];

/// Files that may leave the rule of [`CRATES`], and why.
const EXCEPTIONS: &[(&str, &str, &str)] = &[
    (
        "src/domain/setup/installation/mod.rs",
        "migration",
        "the list of releases stands once, with what refuses them",
    ),
    (
        "src/domain/setup/installation/findings.rs",
        "migration",
        "reads what the file above found",
    ),
];

/// Beginnings of DRF's and Django's sentences, as the contract records them.
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

const MOST_LINES: usize = 500;

fn fail_with(faults: &[String]) {
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[test]
fn layers_name_only_what_stands_below_them() {
    let mut faults = Vec::new();
    for source in source::all(&["src"]) {
        let module = source.top_module();
        let Some((_, allowed)) = USES.iter().find(|(name, _)| *name == module) else {
            faults.push(format!(
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
            // `use crate::domain::{self}`: what is used stands elsewhere in the file, as
            // `domain::Error`.
            let items = if item == "self" {
                source.references(target)
            } else {
                vec![item.to_owned()]
            };
            for item in items.iter().map(|item| item.split("::").next().unwrap()) {
                if target != module && !allows(allowed, target, item) {
                    faults.push(format!(
                        "{}: `{module}` may not use `crate::{target}::{item}`",
                        source.path
                    ));
                }
            }
        }
    }
    fail_with(&faults);
}

#[test]
fn domain_folders_use_only_the_floors_below_them() {
    let mut faults = Vec::new();
    for source in source::all(&["src/domain"]) {
        let inner: Vec<&str> = source.path.split('/').skip(2).collect();
        let [folder, .., _] = inner[..] else {
            assert_eq!(source.path, "src/domain/mod.rs", "belongs into a floor");
            continue;
        };
        let Some(floor) = FLOORS.iter().position(|name| *name == folder) else {
            faults.push(format!(
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
                faults.push(format!(
                    "{}: `{folder}` may not use `domain::{used}`",
                    source.path
                ));
            }
        }
        let outside = "super::".repeat(inner.len());
        if source.code.contains(&outside) {
            faults.push(format!("{}: leaves its floor by `{outside}`", source.path));
        }
    }
    fail_with(&faults);
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
fn only_the_domain_builds_sql() {
    let statement =
        Regex::new(r"(?is)\b(select\s.+\sfrom\s|insert\s+into\s|update\s+\S+\s+set\s|delete\s+from\s|pragma\s)")
            .unwrap();
    let mut faults = Vec::new();
    for source in source::all(&["src"]) {
        let module = source.top_module();
        for (name, allowed) in CRATES {
            let excepted = EXCEPTIONS
                .iter()
                .any(|(path, used, _)| *path == source.path && used == name);
            if !allowed.contains(&module) && !excepted && !source.references(name).is_empty() {
                faults.push(format!(
                    "{}: `{module}` may not use the crate `{name}`",
                    source.path
                ));
            }
        }
        if module != "domain" {
            for text in source.texts.iter().filter(|text| statement.is_match(text)) {
                faults.push(format!(
                    "{}: SQL outside of `domain`: {text:?}",
                    source.path
                ));
            }
        }
    }
    fail_with(&faults);
}

#[test]
fn exceptions_are_still_needed() {
    for (path, name, _) in EXCEPTIONS {
        let source = source::all(&["src"])
            .into_iter()
            .find(|source| source.path == *path);
        assert!(
            source.is_some_and(|source| !source.references(name).is_empty()),
            "{path} does not use {name} any more"
        );
    }
}

#[test]
fn drf_speaks_in_compat_only() {
    let mut faults = Vec::new();
    for source in source::all(&["src", "entity/src", "migration/src", "templates/src"]) {
        if source.top_module() != "compat" {
            for text in source
                .texts
                .iter()
                .filter(|text| DRF.iter().any(|words| text.contains(words)))
            {
                faults.push(format!(
                    "{}: DRF's sentence outside of `compat`: {text:?}",
                    source.path
                ));
            }
        }
    }
    fail_with(&faults);
    let compat = source::all(&["src/compat"]);
    let spoken = |words: &&&str| {
        compat
            .iter()
            .any(|source| source.texts.iter().any(|text| text.contains(**words)))
    };
    let spoken = DRF.iter().filter(spoken).count();
    assert!(
        spoken > DRF.len() / 2,
        "compat has {spoken} of the {} sentences looked for: they are DRF's no more",
        DRF.len()
    );
}

#[test]
fn migrations_and_entities_stand_alone() {
    let mut faults = Vec::new();
    for source in source::all(&["migration/src"]) {
        if !source.references("entity").is_empty() || !source.references("deskql_entity").is_empty()
        {
            faults.push(format!(
                "{}: a migration is a picture of its day; entities move on",
                source.path
            ));
        }
    }
    for source in source::all(&["entity/src", "migration/src", "templates/src"]) {
        if !source.references("deskql").is_empty() {
            faults.push(format!("{}: names the crate above it", source.path));
        }
    }
    fail_with(&faults);
}

#[test]
fn files_say_what_they_are_and_stay_short() {
    let mut faults = Vec::new();
    for source in source::all(&[
        "src",
        "entity/src",
        "migration/src",
        "templates/src",
        "templates/tests",
        "tests/it",
    ]) {
        if !source.text.starts_with("//! ") {
            faults.push(format!(
                "{}: does not begin with `//!` and what it is",
                source.path
            ));
        }
        let lines = source.text.lines().count();
        if lines > MOST_LINES {
            faults.push(format!("{}: {lines} lines; split it by topic", source.path));
        }
    }
    fail_with(&faults);
}

#[test]
fn nothing_names_a_place_on_somebodys_machine() {
    let home = Regex::new(r"/(home|root|Users|work|opt)/[A-Za-z.]").unwrap();
    let mut faults = Vec::new();
    for (path, text) in source::committed() {
        for (number, line) in text
            .lines()
            .enumerate()
            .filter(|(_, line)| home.is_match(line))
        {
            faults.push(format!("{path}:{}: {}", number + 1, line.trim()));
        }
    }
    fail_with(&faults);
}

#[test]
fn time_comes_from_the_clock() {
    let mut faults = String::new();
    for source in source::all(&["src"]) {
        if source.path != "src/domain/core/clock.rs" && source.code.contains("Utc::now") {
            let _ = writeln!(faults, "{}: asks the system for the time", source.path);
        }
    }
    assert!(faults.is_empty(), "\n{faults}");
}

#[test]
fn the_scanner_tells_code_from_comments_and_texts() {
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
}
