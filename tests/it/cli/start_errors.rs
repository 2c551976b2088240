//! Errors at start: one line each, with a hint.

use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::Command;

use super::{deskql, run_failing};
use crate::support::fixture;

/// `serve` on a copy of the fixture.
fn serve(copy: &fixture::Copy) -> Command {
    let mut command = deskql(copy.path());
    command.args([
        "serve",
        "--database",
        "sqlite:helpdesk.sqlite3",
        "--listen",
        "127.0.0.1:0",
    ]);
    command
}

#[test]
fn reports_all_invalid_settings() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("deskql.toml"), "time_zon = 'UTC'\n").unwrap();
    let errors = run_failing(
        deskql(folder.path())
            .args(["serve", "--listen", "8000"])
            .env("DESKQL_SERVER__WORKERS", "many"),
    );
    assert_eq!(
        errors,
        [
            "error: deskql.toml:1: unknown setting \"time_zon\"; did you mean \"time_zone\"?",
            "error: variable DESKQL_SERVER__WORKERS: server.workers: expected an integer, found \"many\"",
            "error: option --listen: server.listen: \"8000\" is not an address and port; did you mean \"127.0.0.1:8000\"?",
            "hint: to list all settings with defaults and descriptions, run: deskql config --defaults",
        ]
    );
}

#[test]
fn rejects_origins_that_browsers_do_not_send() {
    for (origin, why) in [
        (
            "*",
            "\"*\" would allow every website; list the allowed origins",
        ),
        (
            "desk.example.com",
            "\"desk.example.com\" is not an origin; expected a value such as \"https://desk.example.com\"",
        ),
        (
            "null",
            "\"null\" is not an origin; expected a value such as \"https://desk.example.com\"",
        ),
        (
            "https://desk.example.com/",
            "browsers do not send the origin \"https://desk.example.com/\"; did you mean \"https://desk.example.com\"?",
        ),
        (
            "https://Desk.example.com:443",
            "browsers do not send the origin \"https://Desk.example.com:443\"; did you mean \"https://desk.example.com\"?",
        ),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let good = "\"http://localhost:5173\", \"capacitor://localhost\"";
        std::fs::write(
            folder.path().join("deskql.toml"),
            format!("cors_allowed_origins = [{good}, {origin:?}]\n"),
        )
        .unwrap();
        let errors = run_failing(deskql(folder.path()).args(["serve", "--listen", "127.0.0.1:0"]));
        assert_eq!(
            errors[0],
            format!("error: deskql.toml:1: cors_allowed_origins: {why}")
        );
    }
}

#[test]
fn rejects_an_invalid_log_filter() {
    let folder = tempfile::tempdir().unwrap();
    let errors = run_failing(
        deskql(folder.path())
            .arg("config")
            .env("DESKQL_LOG", "a=b=c"),
    );
    assert_eq!(
        errors[0],
        "error: variable DESKQL_LOG: \"a=b=c\" is not a log filter; expected a value such as \"info\" or \"deskql=debug\""
    );
}

#[test]
fn waits_for_an_unavailable_database() {
    let copy = fixture::Copy::new();
    // The port of a closed listener, where nothing listens.
    let port = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    let url = format!("postgres://me:hush@127.0.0.1:{port}/helpdesk");
    let mut command = deskql(copy.path());
    let output = command
        .args([
            "serve",
            "--database",
            &url,
            "--wait",
            "2",
            "--listen",
            "127.0.0.1:0",
        ])
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stderr);
    assert!(
        text.contains(&format!(
            "waiting for postgres://me:***@127.0.0.1:{port}/helpdesk: "
        )),
        "{text}"
    );
    assert!(text.contains("did not answer within 2 s"), "{text}");
    assert!(!text.contains("hush"), "{text}");
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn does_not_wait_for_a_missing_file() {
    let copy = fixture::Copy::new();
    let errors = run_failing(deskql(copy.path()).args([
        "serve",
        "--database",
        "sqlite:nowhere.sqlite3",
        "--listen",
        "127.0.0.1:0",
    ]));
    assert_eq!(errors[0], "error: there is no SQLite file nowhere.sqlite3");
    assert!(errors[1].contains("deskql init"), "{errors:?}");
    assert!(
        !copy.path().join("nowhere.sqlite3").exists(),
        "serve creates no database"
    );
}

#[test]
fn rejects_a_file_that_is_not_a_database() {
    let copy = fixture::Copy::new();
    std::fs::write(copy.path().join("helpdesk.sqlite3"), "not a database").unwrap();
    assert_eq!(
        run_failing(&mut serve(&copy)),
        ["error: the file helpdesk.sqlite3 is not a SQLite database"]
    );
}

#[tokio::test]
async fn rejects_a_missing_or_empty_postgresql_database() {
    let Some(postgres) = crate::support::postgres::Postgres::empty().await else {
        return;
    };
    let copy = fixture::Copy::new();
    let url = format!("{}_gone", postgres.url());
    let errors = run_failing(deskql(copy.path()).args([
        "serve",
        "--database",
        &url,
        "--listen",
        "127.0.0.1:0",
    ]));
    assert!(
        errors[0].contains("the server has no such database"),
        "{errors:?}"
    );
    let url = postgres.url();
    let errors = run_failing(deskql(copy.path()).args([
        "serve",
        "--database",
        &url,
        "--listen",
        "127.0.0.1:0",
    ]));
    assert!(
        errors[0].contains("no tables yet") && errors[1].contains("deskql migrate"),
        "{errors:?}"
    );
}

#[tokio::test]
async fn rejects_a_missing_or_empty_mariadb_database() {
    let Some(mariadb) = crate::support::mariadb::MariaDb::empty().await else {
        return;
    };
    let copy = fixture::Copy::new();
    let url = format!("{}_gone", mariadb.url());
    let errors = run_failing(deskql(copy.path()).args([
        "serve",
        "--database",
        &url,
        "--listen",
        "127.0.0.1:0",
    ]));
    assert!(
        errors[0].contains("the server has no such database"),
        "{errors:?}"
    );
    let url = mariadb.url();
    let errors = run_failing(deskql(copy.path()).args([
        "serve",
        "--database",
        &url,
        "--listen",
        "127.0.0.1:0",
    ]));
    assert!(
        errors[0].contains("no tables yet") && errors[1].contains("deskql migrate"),
        "{errors:?}"
    );
}

#[test]
fn rejects_an_empty_sqlite_database() {
    let copy = fixture::Copy::new();
    std::fs::write(copy.path().join("helpdesk.sqlite3"), "").unwrap();
    let errors = run_failing(&mut serve(&copy));
    assert_eq!(
        errors,
        [
            "error: sqlite:helpdesk.sqlite3 is not ready: the database has no tables yet",
            "hint: run: deskql migrate --create sqlite:helpdesk.sqlite3",
        ]
    );
}

#[test]
fn rejects_a_missing_media_folder() {
    let copy = fixture::Copy::new();
    let errors = run_failing(serve(&copy).args(["--storage", "fs:elsewhere"]));
    assert!(
        errors[0].contains("folder elsewhere does not exist"),
        "{errors:?}"
    );
}

#[test]
fn rejects_a_port_in_use() {
    let copy = fixture::Copy::new();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let errors = run_failing(deskql(copy.path()).args([
        "serve",
        "--database",
        "sqlite:helpdesk.sqlite3",
        "--listen",
        &address,
    ]));
    assert_eq!(
        errors[0],
        format!("error: {address} is in use by another program")
    );
    let port = address.rsplit(':').next().unwrap();
    assert_eq!(
        errors[1],
        "hint: stop that program, or choose another port with --listen (setting server.listen)"
    );
    let errors = run_failing(deskql(copy.path()).args(["demo", "--port", port]));
    assert_eq!(
        errors[0],
        format!("error: {address} is in use by another program")
    );
    assert_eq!(
        errors[1],
        "hint: stop that program, or choose another port with --port"
    );
    assert!(
        !copy.path().join("demo").exists(),
        "demo creates no data if the port is in use"
    );
}

#[test]
fn rejects_a_read_only_database_or_media_folder() {
    let copy = fixture::Copy::new();
    let database = copy.path().join("helpdesk.sqlite3");
    open_to_all(copy.path());
    // root can write everywhere, so the program runs as another user.
    let as_other = |mut command: Command| {
        if is_root() {
            command.uid(65534).gid(65534);
        }
        run_failing(&mut command)
    };
    set_mode(&database, 0o444);
    assert_eq!(
        as_other(serve(&copy))[0],
        "error: the SQLite file helpdesk.sqlite3 is read-only"
    );
    set_mode(&database, 0o666);
    set_mode(copy.path(), 0o555);
    let errors = as_other(serve(&copy));
    assert!(
        errors[0].contains("cannot create its journal next to helpdesk.sqlite3"),
        "{errors:?}"
    );
    set_mode(copy.path(), 0o777);
    set_mode(&copy.media(), 0o555);
    let errors = as_other(serve(&copy));
    assert!(
        errors[0].starts_with("error: cannot store files in fs:media: "),
        "{errors:?}"
    );
    set_mode(&copy.media(), 0o777);
}

fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt as _;
    std::fs::metadata("/proc/self").is_ok_and(|own| own.uid() == 0)
}

fn set_mode(path: &Path, mode: u32) {
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
}

fn open_to_all(path: &Path) {
    set_mode(path, if path.is_dir() { 0o777 } else { 0o666 });
    if path.is_dir() {
        for entry in std::fs::read_dir(path).unwrap() {
            open_to_all(&entry.unwrap().path());
        }
    }
}
