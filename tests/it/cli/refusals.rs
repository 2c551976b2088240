//! What cannot work is said at the start, in one line, with what to do next.

use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::Command;

use super::{deskql, refused};
use crate::support::fixture;

/// `serve` on a copy of the fixture; port 1 is never reached by what is refused before.
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
fn wrong_settings() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("deskql.toml"), "time_zon = 'UTC'\n").unwrap();
    let said = refused(
        deskql(folder.path())
            .args(["serve", "--listen", "8000"])
            .env("DESKQL_SERVER__WORKERS", "many"),
    );
    assert_eq!(
        said,
        [
            "error: deskql.toml:1: unknown setting \"time_zon\"; did you mean \"time_zone\"?",
            "error: variable DESKQL_SERVER__WORKERS: server.workers: a whole number is needed here, not \"many\"",
            "error: flag --listen: server.listen: \"8000\" is no address to listen on; did you mean \"127.0.0.1:8000\"?",
            "hint: every setting with its default and meaning: deskql config --defaults",
        ]
    );
}

#[test]
fn origins_that_no_browser_sends() {
    for (origin, why) in [
        ("*", "\"*\" would be everybody; name each origin"),
        (
            "desk.example.com",
            "\"desk.example.com\" is no origin such as \"https://desk.example.com\"",
        ),
        (
            "null",
            "\"null\" is no origin such as \"https://desk.example.com\"",
        ),
        (
            "https://desk.example.com/",
            "\"https://desk.example.com/\" is not what browsers send; did you mean \"https://desk.example.com\"?",
        ),
        (
            "https://Desk.example.com:443",
            "\"https://Desk.example.com:443\" is not what browsers send; did you mean \"https://desk.example.com\"?",
        ),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let good = "\"http://localhost:5173\", \"capacitor://localhost\"";
        std::fs::write(
            folder.path().join("deskql.toml"),
            format!("cors_allowed_origins = [{good}, {origin:?}]\n"),
        )
        .unwrap();
        let said = refused(deskql(folder.path()).args(["serve", "--listen", "127.0.0.1:0"]));
        assert_eq!(
            said[0],
            format!("error: deskql.toml:1: cors_allowed_origins: {why}")
        );
    }
}

#[test]
fn a_wrong_log_filter() {
    let folder = tempfile::tempdir().unwrap();
    let said = refused(
        deskql(folder.path())
            .arg("config")
            .env("DESKQL_LOG", "a=b=c"),
    );
    assert_eq!(
        said[0],
        "error: variable DESKQL_LOG: \"a=b=c\" is no log filter such as \"info\" or \"deskql=debug\""
    );
}

#[test]
fn an_unreachable_database_is_waited_for() {
    let copy = fixture::Copy::new();
    // Taken and let go: nobody listens there.
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
fn a_missing_database_is_not_waited_for() {
    let copy = fixture::Copy::new();
    let said = refused(deskql(copy.path()).args([
        "serve",
        "--database",
        "sqlite:nowhere.sqlite3",
        "--listen",
        "127.0.0.1:0",
    ]));
    assert_eq!(said[0], "error: there is no SQLite file nowhere.sqlite3");
    assert!(said[1].contains("deskql migrate"), "{said:?}");
    assert!(
        !copy.path().join("nowhere.sqlite3").exists(),
        "nothing is made by looking"
    );
}

#[test]
fn a_file_that_is_no_database() {
    let copy = fixture::Copy::new();
    std::fs::write(
        copy.path().join("helpdesk.sqlite3"),
        "not a database, whatever its name says",
    )
    .unwrap();
    assert_eq!(
        refused(&mut serve(&copy)),
        ["error: the file helpdesk.sqlite3 is no SQLite database"]
    );
}

#[tokio::test]
async fn an_unknown_postgresql_database() {
    let Some(postgres) = crate::support::postgres::Postgres::empty().await else {
        return;
    };
    let copy = fixture::Copy::new();
    let url = format!("{}_gone", postgres.url());
    let said =
        refused(deskql(copy.path()).args(["serve", "--database", &url, "--listen", "127.0.0.1:0"]));
    assert!(
        said[0].contains("the server has no such database"),
        "{said:?}"
    );
    let url = postgres.url();
    let said =
        refused(deskql(copy.path()).args(["serve", "--database", &url, "--listen", "127.0.0.1:0"]));
    assert!(
        said[0].contains("no tables yet") && said[1].contains("deskql migrate"),
        "{said:?}"
    );
}

#[tokio::test]
async fn an_unknown_mariadb_database() {
    let Some(mariadb) = crate::support::mariadb::MariaDb::empty().await else {
        return;
    };
    let copy = fixture::Copy::new();
    let url = format!("{}_gone", mariadb.url());
    let said =
        refused(deskql(copy.path()).args(["serve", "--database", &url, "--listen", "127.0.0.1:0"]));
    assert!(
        said[0].contains("the server has no such database"),
        "{said:?}"
    );
    let url = mariadb.url();
    let said =
        refused(deskql(copy.path()).args(["serve", "--database", &url, "--listen", "127.0.0.1:0"]));
    assert!(
        said[0].contains("no tables yet") && said[1].contains("deskql migrate"),
        "{said:?}"
    );
}

#[test]
fn a_database_without_tables() {
    let copy = fixture::Copy::new();
    std::fs::write(copy.path().join("helpdesk.sqlite3"), "").unwrap();
    let said = refused(&mut serve(&copy));
    assert_eq!(
        said,
        [
            "error: sqlite:helpdesk.sqlite3 is not ready: the database has no tables yet",
            "hint: deskql migrate --create sqlite:helpdesk.sqlite3",
        ]
    );
}

#[test]
fn a_missing_media_folder() {
    let copy = fixture::Copy::new();
    let said = refused(serve(&copy).args(["--storage", "fs:elsewhere"]));
    assert!(
        said[0].contains("folder elsewhere does not exist"),
        "{said:?}"
    );
}

#[test]
fn a_port_in_use() {
    let copy = fixture::Copy::new();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let said = refused(deskql(copy.path()).args([
        "serve",
        "--database",
        "sqlite:helpdesk.sqlite3",
        "--listen",
        &address,
    ]));
    assert_eq!(
        said[0],
        format!("error: {address} is in use: another program listens there")
    );
    let port = address.rsplit(':').next().unwrap();
    assert_eq!(
        said[1],
        "hint: stop that program, or choose another port with --listen (setting server.listen)"
    );
    let said = refused(deskql(copy.path()).args(["demo", "--port", port]));
    assert_eq!(
        said[0],
        format!("error: {address} is in use: another program listens there")
    );
    assert_eq!(
        said[1],
        "hint: stop that program, or choose another port with --port"
    );
    assert!(
        !copy.path().join("demo").exists(),
        "no demo is made that cannot be shown"
    );
}

#[test]
fn a_read_only_database_or_media_folder() {
    let copy = fixture::Copy::new();
    let database = copy.path().join("helpdesk.sqlite3");
    open_to_all(copy.path());
    // The administrator writes what they like: the program runs as somebody else then.
    let as_other = |mut command: Command| {
        if is_root() {
            command.uid(65534).gid(65534);
        }
        refused(&mut command)
    };
    set_mode(&database, 0o444);
    assert_eq!(
        as_other(serve(&copy))[0],
        "error: the SQLite file helpdesk.sqlite3 is read-only"
    );
    set_mode(&database, 0o666);
    set_mode(copy.path(), 0o555);
    let said = as_other(serve(&copy));
    assert!(
        said[0].contains("cannot write its journal beside helpdesk.sqlite3"),
        "{said:?}"
    );
    set_mode(copy.path(), 0o777);
    set_mode(&copy.media(), 0o555);
    let said = as_other(serve(&copy));
    assert!(
        said[0].starts_with("error: files cannot be kept in fs:media: "),
        "{said:?}"
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
