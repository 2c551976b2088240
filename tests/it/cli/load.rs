//! `deskql load`: idempotent, atomic, and with errors that name the place.

use std::path::Path;

use serde_json::Value;

use super::create::runs;
use super::{deskql, run_failing};
use crate::support::root;

/// The example of the documentation.
fn example() -> String {
    let text = std::fs::read_to_string(root().join("docs/setup.md")).unwrap();
    let block = text.split_once("```toml\n").unwrap().1;
    block.split_once("```").unwrap().0.to_owned()
}

fn desk() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    runs(deskql(folder.path()).args(["migrate", "--create"]));
    std::fs::write(folder.path().join("ada.txt"), "engine-1843-x\n").unwrap();
    std::fs::write(folder.path().join("desk.toml"), example()).unwrap();
    folder
}

fn load(folder: &Path) -> String {
    runs(deskql(folder).args(["load", "desk.toml"]))
}

fn edit(folder: &Path, from: &str, to: &str) {
    let path = folder.join("desk.toml");
    let text = std::fs::read_to_string(&path).unwrap();
    assert!(text.contains(from), "{from} is not in the file");
    std::fs::write(path, text.replacen(from, to, 1)).unwrap();
}

fn line<'a>(output: &'a str, start: &str) -> &'a str {
    output
        .lines()
        .find_map(|line| line.strip_prefix(start))
        .unwrap_or_else(|| panic!("{start} is missing in\n{output}"))
}

#[test]
fn the_second_run_changes_nothing() {
    let folder = desk();
    let output = load(folder.path());
    assert_eq!(line(&output, "queue billing: "), "created");
    assert_eq!(line(&output, "user ada: "), "created");
    assert!(line(&output, "site help.example.com: ").starts_with("changed "));
    assert!(!output.contains(": unchanged"), "{output}");
    let database = folder.path().join("deskql.sqlite3");
    let before = std::fs::read(&database).unwrap();
    // The password is needed only once.
    std::fs::remove_file(folder.path().join("ada.txt")).unwrap();
    let output = load(folder.path());
    assert!(
        output.lines().all(|line| line.ends_with(": unchanged")),
        "{output}"
    );
    assert!(before == std::fs::read(&database).unwrap(), "it wrote");
    runs(deskql(folder.path()).args(["load", "desk.toml", "--check"]));
}

#[test]
fn a_changed_file_updates_and_the_rest_stays() {
    let folder = desk();
    load(folder.path());
    runs(deskql(folder.path()).args(["queue", "create", "Other"]));
    runs(deskql(folder.path()).args([
        "queue",
        "change",
        "billing",
        "--updated-ticket-cc",
        "c@example.com",
    ]));
    edit(folder.path(), "title = \"Billing\"", "title = \"Invoices\"");
    edit(
        folder.path(),
        "queues = [\"billing\"]",
        "queues = [\"support\"]",
    );
    let mut check = deskql(folder.path());
    let output = check
        .args(["load", "desk.toml", "--check"])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    let output = load(folder.path());
    assert_eq!(line(&output, "queue billing: "), "changed title");
    assert_eq!(line(&output, "group Office: "), "changed queues");
    assert_eq!(
        output
            .lines()
            .filter(|line| line.ends_with(": unchanged"))
            .count()
            + 2,
        output.lines().count(),
        "{output}"
    );
    let listed = runs(deskql(folder.path()).args(["queue", "list", "--json"]));
    let queues: Vec<Value> = listed
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(queues.len(), 3, "{listed}");
    let billing = queues
        .iter()
        .find(|queue| queue["slug"] == "billing")
        .unwrap();
    assert_eq!(billing["title"], "Invoices");
    assert_eq!(billing["updated_ticket_cc"], "c@example.com");
}

#[test]
fn errors_name_the_place_and_nothing_is_written() {
    let folder = desk();
    let database = folder.path().join("deskql.sqlite3");
    let before = std::fs::read(&database).unwrap();
    for (from, to, part) in [
        ("title = \"Billing\"", "titel = \"Billing\"", "desk.toml:"),
        (
            "queues = [\"billing\"]",
            "queues = [\"biling\"]",
            "group \"Office\": queues contains \"biling\", which does not exist",
        ),
        (
            "data_type = \"list\"",
            "data_type = \"choice\"",
            "data_type cannot be \"choice\"; expected one of varchar,",
        ),
        (
            "groups = [\"Office\"]",
            "groups = [\"Offices\"]",
            "user \"ada\": groups contains \"Offices\"",
        ),
        (
            "slug = \"billing\"",
            "slug = \"support\"",
            "slug is given twice",
        ),
        (
            "password_file = \"ada.txt\"",
            "password_file = \"eva.txt\"",
            "cannot read the password in eva.txt",
        ),
    ] {
        std::fs::write(folder.path().join("desk.toml"), example()).unwrap();
        edit(folder.path(), from, to);
        let lines = run_failing(deskql(folder.path()).args(["load", "desk.toml"]));
        assert!(lines.iter().any(|line| line.contains(part)), "{lines:?}");
        assert!(
            before == std::fs::read(&database).unwrap(),
            "{to}: it wrote"
        );
    }
}

#[test]
fn json_has_the_same_structure() {
    let folder = desk();
    load(folder.path());
    let parsed: toml::Value = toml::from_str(&example()).unwrap();
    let text = serde_json::to_string(&parsed).unwrap();
    std::fs::write(folder.path().join("desk.json"), text).unwrap();
    let output = runs(deskql(folder.path()).args(["load", "desk.json"]));
    assert!(
        output.lines().all(|line| line.ends_with(": unchanged")),
        "{output}"
    );
}

#[tokio::test]
async fn works_on_servers() {
    let postgres = crate::support::postgres::Postgres::empty().await;
    let mariadb = crate::support::mariadb::MariaDb::empty().await;
    let urls = [
        postgres.as_ref().map(|database| database.url()),
        mariadb.as_ref().map(|database| database.url()),
    ];
    for url in urls.into_iter().flatten() {
        let folder = desk();
        let run = |arguments: &[&str]| {
            runs(
                deskql(folder.path())
                    .args(arguments)
                    .args(["--database", &url]),
            )
        };
        run(&["migrate", "--create"]);
        let output = run(&["load", "desk.toml"]);
        assert_eq!(line(&output, "queue billing: "), "created");
        let output = run(&["load", "desk.toml"]);
        assert!(
            output.lines().all(|line| line.ends_with(": unchanged")),
            "{output}"
        );
    }
}
