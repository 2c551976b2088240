//! `deskql export` and `deskql import`: dumps are those that the real program writes, keep every row
//! on every database, and are read completely or not at all.

mod errors;
mod limits;

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::Path;
use std::process::{Output, Stdio};

use entity::{Db, PoolOptions};
use regex::Regex;
use sea_orm::{ConnectionTrait as _, DbBackend, Statement};
use serde_json::Value;

use super::create::runs;
use super::deskql;
use crate::support::fixture::{self, Copy};
use crate::support::mariadb::MariaDb;
use crate::support::postgres::Postgres;
use crate::support::root;

/// A database of any kind, dropped with this value.
enum Database {
    Sqlite(tempfile::TempDir),
    Fixture(Copy),
    Postgres(Postgres),
    MariaDb(MariaDb),
}

impl Database {
    fn url(&self) -> String {
        match self {
            Self::Sqlite(folder) => {
                format!("sqlite:{}", folder.path().join("desk.sqlite3").display())
            }
            Self::Fixture(copy) => copy.url(),
            Self::Postgres(database) => database.url(),
            Self::MariaDb(database) => database.url(),
        }
    }

    /// An empty help desk in a SQLite file.
    fn empty() -> Self {
        let database = Self::Sqlite(tempfile::tempdir().unwrap());
        database.migrate();
        database
    }

    fn migrate(&self) {
        runs(deskql(Path::new("/")).args(["migrate", "--create", &self.url()]));
    }

    fn export(&self) -> String {
        runs(deskql(Path::new("/")).args(["export", "-", "--database", &self.url()]))
    }

    /// Runs `deskql import` with the text of a dump and other options.
    fn import(&self, dump: &str, options: &[&str]) -> Output {
        let mut command = deskql(Path::new("/"));
        command.args(["import", "-", "--database", &self.url()]);
        let mut running = command
            .args(options)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // The command may fail before it has read everything.
        let _ = running.stdin.take().unwrap().write_all(dump.as_bytes());
        running.wait_with_output().unwrap()
    }

    /// Imports a valid dump; returns the output.
    fn imports(&self, dump: &str) -> String {
        let output = self.import(dump, &[]);
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{}: {errors}", self.url());
        String::from_utf8(output.stdout).unwrap()
    }
}

/// The fixture on every database that answers.
async fn fixtures() -> Vec<Database> {
    let mut databases = vec![Database::Fixture(Copy::new())];
    databases.extend(Postgres::fixture().await.map(Database::Postgres));
    databases.extend(MariaDb::fixture().await.map(Database::MariaDb));
    databases
}

/// An empty help desk on every database that answers.
async fn empties() -> Vec<Database> {
    let mut databases = vec![Database::Sqlite(tempfile::tempdir().unwrap())];
    databases.extend(Postgres::empty().await.map(Database::Postgres));
    databases.extend(MariaDb::empty().await.map(Database::MariaDb));
    databases.iter().for_each(Database::migrate);
    databases
}

/// A dump that the real program has written from the fixture.
fn recorded(name: &str) -> String {
    std::fs::read_to_string(fixture::folder().join(name)).unwrap()
}

fn parse(dump: &str) -> Vec<Value> {
    serde_json::from_str(dump).unwrap()
}

/// The fields of each object by model and number, without sessions. Times have the precision of
/// `dumpdata`, milliseconds; the order of related objects does not matter.
fn content(dump: &str) -> BTreeMap<(String, String), Value> {
    let time = Regex::new(r"^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:(\.\d{3})\d*)?Z$").unwrap();
    let mut content = BTreeMap::new();
    for mut object in parse(dump) {
        let model = object["model"].as_str().unwrap().to_owned();
        for (name, value) in object["fields"].as_object_mut().unwrap() {
            if let Some(parts) = value.as_str().and_then(|text| time.captures(text)) {
                let fraction = parts.get(2).map_or("", |fraction| fraction.as_str());
                *value = format!("{}{}Z", &parts[1], fraction.replace(".000", "")).into();
            }
            if let (Some(list), true) = (value.as_array_mut(), name != "email_recipients") {
                list.sort_by_key(Value::to_string);
            }
        }
        if model != "sessions.session" {
            let key = (model, object["pk"].to_string());
            assert!(
                content.insert(key, object["fields"].take()).is_none(),
                "{object}"
            );
        }
    }
    content
}

fn assert_same(dump: &str, expected: &str, of: &str) {
    let (mut dump, mut expected) = (content(dump), content(expected));
    let equal: Vec<_> = dump
        .iter()
        .filter(|(key, fields)| expected.get(*key) == Some(fields))
        .map(|(key, _)| key.clone())
        .collect();
    assert!(!equal.is_empty(), "{of}");
    for key in equal {
        dump.remove(&key);
        expected.remove(&key);
    }
    assert_eq!(dump, expected, "{of}");
}

#[tokio::test]
async fn an_export_is_what_the_real_program_writes() {
    let expected = recorded("dumpdata.json");
    for database in fixtures().await {
        // deskql's tables are not needed.
        assert_same(&database.export(), &expected, &database.url());
    }
}

#[tokio::test]
async fn an_import_keeps_every_row() {
    let expected = recorded("dumpdata.json");
    for name in ["dumpdata.json", "dumpdata.natural.json"] {
        for database in empties().await {
            let output = database.imports(&recorded(name));
            assert!(output.contains("helpdesk.ticket: 40\n"), "{output}");
            assert!(output.contains("sessions.session: 8 skipped\n"), "{output}");
            assert_same(&database.export(), &expected, &database.url());
        }
    }
}

/// The fixture with values that it lacks.
fn rich() -> String {
    let mut objects = parse(&Database::Fixture(Copy::new()).export());
    let mut set = |model: &str, pk: i32, field: &str, value: Value| {
        let found = objects
            .iter_mut()
            .find(|object| object["model"] == model && object["pk"] == pk);
        found.unwrap()["fields"][field] = value;
    };
    set("helpdesk.queue", 1, "socks_proxy_host", "10.1.2.3".into());
    set(
        "helpdesk.queue",
        2,
        "socks_proxy_host",
        "2001:db8::1".into(),
    );
    set("helpdesk.queue", 1, "dedicated_time", "-1 23:00:00".into());
    set(
        "helpdesk.queue",
        2,
        "dedicated_time",
        "40 00:00:00.000001".into(),
    );
    let moment = "2030-01-02T03:04:05.000006Z";
    set("helpdesk.queue", 1, "email_box_last_check", moment.into());
    set("helpdesk.kbitem", 1, "voted_by", vec![1, 2, 14].into());
    set("helpdesk.kbitem", 1, "downvoted_by", vec![3].into());
    set(
        "helpdesk.escalationexclusion",
        1,
        "queues",
        vec![1, 4].into(),
    );
    set("auth.user", 3, "groups", vec![1].into());
    set(
        "helpdesk.presetreply",
        1,
        "body",
        "'\"\\\u{1f692}\r\n".into(),
    );
    set("helpdesk.ticket", 1, "merged_to", 40.into());
    Value::from(objects).to_string()
}

#[tokio::test]
async fn dumps_move_between_databases() {
    let mut dump = rich();
    assert!(
        dump.contains(".123456Z"),
        "the fixture has no microseconds to keep"
    );
    for database in empties().await.into_iter().chain([Database::empty()]) {
        database.imports(&dump);
        let next = database.export();
        assert_eq!(parse(&next), parse(&dump), "{}", database.url());
        dump = next;
    }
}

#[tokio::test]
async fn new_rows_get_new_numbers_after_an_import() {
    for database in empties().await {
        database.imports(&recorded("dumpdata.json"));
        let url = database.url();
        runs(deskql(Path::new("/")).args(["queue", "create", "Repairs", "--database", &url]));
        let queues = parse(&database.export());
        let numbers = queues.iter().filter(|row| row["model"] == "helpdesk.queue");
        let numbers: Vec<_> = numbers.map(|row| row["pk"].clone()).collect();
        assert_eq!(numbers, [1, 2, 3, 4, 5], "{url}");
    }
}

/// The numbers of permissions differ between databases.
#[test]
fn permissions_are_found_by_their_names() {
    let mut objects = parse(&recorded("dumpdata.json"));
    for object in &mut objects {
        let shift = |value: &mut Value| *value = (value.as_i64().unwrap() + 1000).into();
        let model = object["model"].as_str().unwrap().to_owned();
        if ["auth.permission", "contenttypes.contenttype"].contains(&model.as_str()) {
            shift(&mut object["pk"]);
        }
        for field in ["content_type", "permissions", "user_permissions"] {
            match object["fields"].get_mut(field) {
                Some(Value::Array(list)) => list.iter_mut().for_each(shift),
                Some(value) => shift(value),
                None => {}
            }
        }
    }
    let database = Database::empty();
    database.imports(&Value::from(objects).to_string());
    let (mut own, mut expected) = (
        content(&database.export()),
        content(&recorded("dumpdata.json")),
    );
    let key = |model: &str, number: &str| (model.to_owned(), number.to_owned());
    // The permission of a queue is new and keeps its number.
    for (model, number, field) in [
        ("auth.user", "12", "user_permissions"),
        ("auth.group", "1", "permissions"),
    ] {
        let fields = own.remove(&key(model, number)).unwrap();
        let old = expected.remove(&key(model, number)).unwrap();
        for (new, old) in fields[field]
            .as_array()
            .unwrap()
            .iter()
            .zip(old[field].as_array().unwrap())
        {
            let is_queue = old.as_i64() >= Some(121);
            let shift = if is_queue { 1000 } else { 0 };
            assert_eq!(new.as_i64().unwrap(), old.as_i64().unwrap() + shift);
        }
    }
    own.retain(|(model, _), _| model != "auth.permission");
    expected.retain(|(model, _), _| model != "auth.permission");
    assert_eq!(own, expected);
}

#[test]
fn natural_keys_replace_numbers_that_differ() {
    let source = Database::Fixture(Copy::new());
    let dump = runs(deskql(Path::new("/")).args([
        "export",
        "-",
        "--natural-keys",
        "--database",
        &source.url(),
    ]));
    let keys = [
        "{\"model\":\"contenttypes.contenttype\",\"fields\":",
        "\"content_type\":[\"helpdesk\",\"queue\"]",
        "\"permissions\":[[\"queue_access_billing\",\"helpdesk\",\"queue\"]]",
    ];
    for part in keys {
        assert!(dump.contains(part), "{part}");
    }
    let database = Database::empty();
    database.imports(&dump);
    assert_eq!(database.export(), source.export());
}

/// Deletes all rows that an empty help desk does not have.
async fn clear(database: &Database) {
    let options = PoolOptions {
        max_connections: 1,
        ..PoolOptions::default()
    };
    let db = Db::connect(&database.url(), &options).await.unwrap();
    db.execute_unprepared("PRAGMA foreign_keys = OFF")
        .await
        .unwrap();
    let tables = "SELECT name FROM sqlite_master WHERE type = 'table' AND (name LIKE 'helpdesk_%' \
        OR name LIKE 'auth%' AND name <> 'auth_permission')";
    let tables = Statement::from_string(DbBackend::Sqlite, tables);
    for row in db.query_all_raw(tables).await.unwrap() {
        let name: String = row.try_get_by_index(0).unwrap();
        db.execute_unprepared(&format!("DELETE FROM {name}"))
            .await
            .unwrap();
    }
    db.close().await.unwrap();
}

#[tokio::test]
async fn older_releases_move_to_the_newest_and_back() {
    let releases = root().join("tests/contract/releases");
    for release in ["0.5.0", "1.5.1", "2.5.1"] {
        let old = Database::Sqlite(tempfile::tempdir().unwrap());
        let file = releases.join(release).join("fixture/helpdesk.sqlite3");
        std::fs::copy(file, old.url().strip_prefix("sqlite:").unwrap()).unwrap();
        let dump = old.export();
        assert!(!dump.contains("ticket_respond_layout"), "{release}");
        let newest = Database::empty();
        newest.imports(&dump);
        let newest = newest.export();
        assert!(newest.contains("\"ticket_respond_layout\":\"tabs\""));
        old.migrate();
        clear(&old).await;
        let output = old.imports(&newest);
        let skipped = "helpdesk.usersettings.ticket_respond_layout: 14 values skipped";
        assert!(output.contains(skipped), "{release}: {output}");
        assert!(old.export() == dump, "{release}");
    }
}
