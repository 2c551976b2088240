//! Invalid dumps: the message names the place, and nothing is imported.

use entity::{Db, PoolOptions};
use sea_orm::ConnectionTrait as _;
use serde_json::{Value, json};

use super::super::create::{mode, names};
use super::super::{error_lines, run_failing};
use super::{Database, deskql, empties, parse, recorded, runs};
use crate::support::fixture::Copy;

/// A change of the objects of a valid dump.
type Change = fn(&mut Vec<Value>);

/// An object of the dump.
fn object<'a>(objects: &'a mut [Value], model: &str, pk: i32) -> &'a mut Value {
    objects
        .iter_mut()
        .find(|object| object["model"] == model && object["pk"] == pk)
        .unwrap()
}

fn fields<'a>(objects: &'a mut [Value], model: &str, pk: i32) -> &'a mut Value {
    &mut object(objects, model, pk)["fields"]
}

/// The dump with an object per line, from line 2.
fn text(objects: &[Value]) -> String {
    let lines: Vec<_> = objects.iter().map(Value::to_string).collect();
    format!("[\n{}\n]\n", lines.join(",\n"))
}

/// Changes of the recorded dump, the object whose line the message names, and the message.
const CASES: &[(Change, (&str, i32), &str)] = &[
    (
        |dump| fields(dump, "helpdesk.ticket", 7)["queue"] = json!(99),
        ("helpdesk.ticket", 7),
        "helpdesk.ticket 7: queue: helpdesk.queue 99 is not in the file",
    ),
    (
        |dump| fields(dump, "helpdesk.ticket", 7)["merged_to"] = json!(4000),
        ("helpdesk.ticket", 7),
        "helpdesk.ticket 7: merged_to: helpdesk.ticket 4000 is not in the file",
    ),
    (
        |dump| fields(dump, "helpdesk.ticket", 7)["assigned_to"] = json!(["nobody"]),
        ("helpdesk.ticket", 7),
        "helpdesk.ticket 7: assigned_to: auth.user [\"nobody\"] is not in the file before",
    ),
    (
        |dump| fields(dump, "helpdesk.presetreply", 1)["queues"] = json!([1, 77]),
        ("helpdesk.presetreply", 1),
        "helpdesk.presetreply 1: queues: helpdesk.queue 77 is not in the file",
    ),
    (
        |dump| dump.retain(|object| object["model"] != "auth.permission"),
        ("auth.group", 1),
        "auth.group 1: permissions: auth.permission 122 is not in the file; numbers differ",
    ),
    (
        |dump| dump.retain(|object| object["model"] != "contenttypes.contenttype"),
        ("auth.permission", 1),
        "auth.permission 1: content_type: contenttypes.contenttype 1 is not in the file",
    ),
    (
        |dump| {
            let twin = object(dump, "helpdesk.followup", 3).clone();
            *object(dump, "helpdesk.followup", 4) = twin;
        },
        ("helpdesk.followup", 3),
        "helpdesk.followup 3: is twice in the file",
    ),
    (
        |dump| fields(dump, "auth.user", 5)["username"] = json!("admin"),
        ("auth.user", 5),
        "auth.user 5: another object has the same unique value (",
    ),
    (
        |dump| fields(dump, "helpdesk.ticket", 7)["priority"] = json!("high"),
        ("helpdesk.ticket", 7),
        "helpdesk.ticket 7: priority: expected an integer",
    ),
    (
        |dump| fields(dump, "helpdesk.ticket", 7)["title"] = json!(null),
        ("helpdesk.ticket", 7),
        "helpdesk.ticket 7: title: must not be null",
    ),
    (
        |dump| fields(dump, "helpdesk.ticket", 7)["created"] = json!("yesterday"),
        ("helpdesk.ticket", 7),
        "helpdesk.ticket 7: created: expected a time",
    ),
    (
        |dump| {
            let ticket = fields(dump, "helpdesk.ticket", 7);
            ticket.as_object_mut().unwrap().remove("secret_key");
        },
        ("helpdesk.ticket", 7),
        "helpdesk.ticket 7: secret_key: is missing",
    ),
    (
        |dump| fields(dump, "helpdesk.ticket", 7)["color"] = json!("red"),
        ("helpdesk.ticket", 7),
        "helpdesk.ticket 7: color: is not a field of the model",
    ),
    (
        |dump| object(dump, "helpdesk.ticket", 7)["pk"] = json!(0),
        ("helpdesk.ticket", 0),
        "helpdesk.ticket: pk must be a number from 1 to 2147483647",
    ),
    (
        |dump| fields(dump, "helpdesk.kbitem", 1)["voted_by"] = json!(3),
        ("helpdesk.kbitem", 1),
        "helpdesk.kbitem 1: voted_by: expected a list",
    ),
];

#[tokio::test]
async fn names_the_place_and_imports_nothing() {
    let valid = recorded("dumpdata.json");
    for database in empties().await {
        let before = database.export();
        for (change, (model, pk), message) in CASES {
            let mut objects = parse(&valid);
            change(&mut objects);
            // Of two equal objects, the second one is wrong.
            let line = 2 + objects
                .iter()
                .rposition(|object| object["model"] == *model && object["pk"] == *pk)
                .unwrap();
            assert_rejects(&database, &text(&objects), &format!("{line}: {message}"));
        }
        let end = valid.len() - 10;
        assert_rejects(
            &database,
            &valid[..end],
            "1: the file ends within an object",
        );
        assert_rejects(&database, "<html>", "1: expected a list of objects");
        assert_rejects(&database, &format!("{valid}]"), "unexpected text");
        if !database.url().starts_with("sqlite:") {
            let mut objects = parse(&valid);
            fields(&mut objects, "helpdesk.ticket", 7)["title"] = json!("x".repeat(201));
            let message = "helpdesk.ticket 7: the database rejects it: ";
            assert_rejects(&database, &text(&objects), message);
        }
        assert!(database.export() == before, "{}", database.url());
        database.imports(&valid);
        let output = database.import(&valid, &[]);
        let errors = error_lines(&output);
        assert!(
            errors[0].contains("is not empty: it has objects of auth.group"),
            "{errors:?}"
        );
        let before = database.export();
        assert!(database.import(&valid, &["--if-empty"]).status.success());
        assert!(database.export() == before, "{}", database.url());
    }
}

fn assert_rejects(database: &Database, dump: &str, message: &str) {
    let output = database.import(dump, &[]);
    let url = database.url();
    assert_eq!(output.status.code(), Some(1), "{url}: {message}");
    let errors = error_lines(&output);
    assert!(
        errors[0].starts_with("error: standard input:") && errors[0].contains(message),
        "{url}: {message}: {errors:?}"
    );
    // The address of the server and the secrets of the dump.
    assert!(!errors.concat().contains("pbkdf2"), "{errors:?}");
}

#[test]
fn skips_unknown_fields_only_on_request() {
    let mut objects = parse(&recorded("dumpdata.json"));
    fields(&mut objects, "helpdesk.ticket", 7)["color"] = json!("red");
    let database = Database::empty();
    let output = database.import(&text(&objects), &["--skip-unknown-fields"]);
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(
        text.contains("helpdesk.ticket.color: 1 values skipped\n"),
        "{text}"
    );
}

#[test]
fn needs_tables_and_a_readable_file() {
    let folder = tempfile::tempdir().unwrap();
    let errors = run_failing(deskql(folder.path()).args([
        "import",
        "missing.json",
        "--database",
        "sqlite:x",
    ]));
    assert!(errors[0].contains("cannot read missing.json"), "{errors:?}");
    assert!(!folder.path().join("x").exists());
    let database = Database::Sqlite(tempfile::tempdir().unwrap());
    std::fs::write(database.url().strip_prefix("sqlite:").unwrap(), "").unwrap();
    let output = database.import("[]", &[]);
    let errors = error_lines(&output);
    assert!(errors[0].contains("deskql migrate --create"), "{errors:?}");
}

#[test]
fn an_export_replaces_no_file_and_leaves_no_part() {
    let database = Database::empty();
    let folder = tempfile::tempdir().unwrap();
    let export = || {
        let mut command = deskql(folder.path());
        command.args(["export", "dump.json", "--database", &database.url()]);
        command
    };
    runs(&mut export());
    let dump = folder.path().join("dump.json");
    assert_eq!(mode(&dump), "600");
    assert_eq!(
        std::fs::read_to_string(&dump).unwrap(),
        database.export(),
        "the file differs from standard output"
    );
    let errors = run_failing(&mut export());
    assert!(errors[0].contains("dump.json exists already"), "{errors:?}");
    assert_eq!(names(folder.path()), ["dump.json"]);
}

#[tokio::test]
async fn an_export_names_a_value_that_it_cannot_read() {
    let database = Database::Fixture(Copy::new());
    let db = Db::connect(&database.url(), &PoolOptions::default())
        .await
        .unwrap();
    db.execute_unprepared("UPDATE helpdesk_ticket SET priority = 'high' WHERE id = 3")
        .await
        .unwrap();
    db.close().await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let errors = run_failing(deskql(folder.path()).args([
        "export",
        "dump.json",
        "--database",
        &database.url(),
    ]));
    assert!(
        errors[0].starts_with("error: helpdesk.ticket 3: the database has a value in priority"),
        "{errors:?}"
    );
    assert_eq!(names(folder.path()), [""; 0]);
}
