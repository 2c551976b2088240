//! `server.read_only`: whatever is requested, nothing is written or sent.

mod desk;
mod requests;

use std::io::{BufRead as _, BufReader};
use std::process::Command;
use std::time::Duration;

use deskql::domain::Error;
use entity::{Db, PoolOptions};
use sea_orm::{ConnectionTrait as _, Statement};
use serde_json::Value;

use self::desk::Desk;
use super::{Running, deskql, run_failing};
use crate::support::{fixture::Copy, migrate};

/// A command on the desk as the account in `url`, with `server.read_only`.
fn command(desk: &Desk, url: &str) -> Command {
    let mut command = deskql(desk.copy.path());
    command.envs([
        ("DESKQL_SERVER__READ_ONLY", "true"),
        ("DESKQL_SERVER__LISTEN", "127.0.0.1:0"),
        ("DESKQL_SECRET_KEY", "oracle-only-not-a-secret"),
        ("DESKQL_DATABASE__URL", url),
        ("DESKQL_STORAGE__URL", "fs:media"),
        ("DESKQL_MAIL__TRANSPORT", "file"),
        ("DESKQL_PUBLIC_URL", "http://localhost"),
        // The fixture's passwords have outdated hashes then.
        (
            "DESKQL_AUTH__PASSWORD_HASHERS",
            "[\"ScryptPasswordHasher\", \"PBKDF2PasswordHasher\"]",
        ),
        // Every failure counts.
        ("DESKQL_AUTH__THROTTLE_FAILURES", "3"),
        ("DESKQL_SERVER__MAX_REQUESTS_PER_MINUTE", "1000"),
        ("DESKQL_LOG_FORMAT", "json"),
    ]);
    command
}

/// Serves the desk, sends requests of all kinds, and stops. Returns the messages of all warnings
/// and errors in the log.
async fn serve(desk: &Desk, url: &str) -> Vec<String> {
    let mut service = Running::start(command(desk, url).arg("serve"));
    let mut log = BufReader::new(service.0.stderr.take().unwrap()).lines();
    let mut problems = Vec::new();
    let mut note = |line: &str| -> Option<String> {
        let event: Value = serde_json::from_str(line).ok()?;
        let is_expected = event["target"] == "deskql::auth::throttle";
        if !is_expected && (event["level"] == "WARN" || event["level"] == "ERROR") {
            problems.push(line.to_owned());
        }
        (event["message"] == "listening").then(|| event["address"].as_str().unwrap().to_owned())
    };
    let address = log
        .by_ref()
        .find_map(|line| {
            let line = line.unwrap();
            note(&line)
        })
        .unwrap();
    requests::send_all(address.trim_start_matches("http://")).await;
    // Usage is reported to the database after a second, if at all.
    tokio::time::sleep(Duration::from_millis(1500)).await;
    assert_eq!(service.terminate(), Some(0));
    log.for_each(|line| drop(note(&line.unwrap())));
    problems
}

#[tokio::test]
async fn writes_nothing_with_an_account_that_may_only_read() {
    for desk in Desk::all().await {
        let before = desk.content().await;
        let problems = serve(&desk, &desk.reader_url()).await;
        assert_eq!(problems, [""; 0], "{}", desk.url());
        assert!(desk.content().await == before, "{} changed", desk.url());
    }
}

#[tokio::test]
async fn writes_nothing_with_an_account_that_may_write() {
    for desk in Desk::all().await {
        migrate(&desk.url()).await;
        let before = desk.content().await;
        let problems = serve(&desk, &desk.url()).await;
        assert_eq!(problems, [""; 0], "{}", desk.url());
        assert!(desk.content().await == before, "{} changed", desk.url());
    }
}

#[tokio::test]
async fn commands_write_nothing() {
    for desk in Desk::all().await {
        migrate(&desk.url()).await;
        std::fs::write(desk.copy.path().join("desk.toml"), "[site]\nname = 'x'").unwrap();
        let before = desk.content().await;
        for arguments in [
            &["worker"][..],
            &["migrate"],
            &["init", "--if-empty"],
            &["load", "desk.toml"],
            &["queue", "create", "Q"],
            &["site", "change", "--name", "x"],
            &["user", "create", "x"],
            &["user", "password", "admin", "--password-stdin"],
            &["token", "create", "admin"],
            &["token", "revoke", "admin"],
            &["outbox", "retry", "all"],
            &["check", "--repair"],
            &["mail", "test", "me@example.com"],
        ] {
            let lines = run_failing(command(&desk, &desk.url()).args(arguments));
            assert!(
                lines[0].contains("does not run while server.read_only is set"),
                "{arguments:?}: {lines:?}"
            );
        }
        for arguments in [
            &["token", "list"][..],
            &["queue", "list"],
            &["site", "list"],
            &["outbox", "list"],
            &["migrate", "--check"],
            &["check"],
            &["config"],
        ] {
            let output = command(&desk, &desk.url())
                .args(arguments)
                .output()
                .unwrap();
            let errors = String::from_utf8_lossy(&output.stderr);
            assert!(output.status.success(), "{arguments:?}: {errors}");
        }
        assert!(desk.content().await == before, "{} changed", desk.url());
    }
}

/// A write that no check of the program stops.
#[tokio::test]
async fn databases_reject_forgotten_writes() {
    let options = PoolOptions {
        read_only: true,
        ..PoolOptions::default()
    };
    for desk in Desk::all().await {
        let db = Db::connect(&desk.url(), &options).await.unwrap();
        let write = "UPDATE helpdesk_ticket SET title = 'x'";
        let write = Statement::from_string(db.get_database_backend(), write);
        for error in [
            db.begin().await.map(drop).unwrap_err(),
            db.execute_raw(write).await.map(drop).unwrap_err(),
        ] {
            let url = desk.url();
            assert!(entity::is_read_only_error(&error), "{url}: {error}");
            assert!(matches!(error.into(), Error::ReadOnly), "{url}");
        }
        db.close().await.unwrap();
    }
}

/// Commands that list rows of Django need no tables of deskql and no account that may write.
#[tokio::test]
async fn lists_with_an_account_that_may_only_read() {
    for desk in Desk::all().await {
        let before = desk.content().await;
        for (arguments, part) in [
            (["token", "list"], "admin"),
            (["queue", "list"], "Support"),
            (["site", "list"], "example.com"),
        ] {
            let mut listing = command(&desk, &desk.reader_url());
            listing.env("DESKQL_SERVER__READ_ONLY", "false");
            let output = listing.args(arguments).output().unwrap();
            let text = String::from_utf8_lossy(&output.stdout);
            let errors = String::from_utf8_lossy(&output.stderr);
            assert!(text.contains(part), "{arguments:?}: {text} {errors}");
        }
        assert!(desk.content().await == before, "{} changed", desk.url());
    }
}

/// Files that nobody may write, in folders that nobody may write.
#[cfg(unix)]
#[test]
fn serves_files_that_it_may_not_write() {
    use std::os::unix::fs::PermissionsExt as _;

    let copy = Copy::new();
    let set_mode = |path: &std::path::Path, mode| {
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
    };
    set_mode(&copy.path().join("helpdesk.sqlite3"), 0o444);
    set_mode(&copy.media(), 0o555);
    set_mode(copy.path(), 0o555);
    let mut command = deskql(copy.path());
    command
        .args(["serve", "--database", "sqlite:helpdesk.sqlite3"])
        .args(["--listen", "127.0.0.1:0", "--log-format", "json"])
        .args(["--set", "server.read_only=true"]);
    let mut service = Running::start(&mut command);
    service.read_stderr_until("\"listening\"");
    assert_eq!(service.terminate(), Some(0));
    set_mode(copy.path(), 0o755);
    set_mode(&copy.media(), 0o755);
}
