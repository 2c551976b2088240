//! Backups: a clean stop leaves everything in the database file, a copy of a busy database is
//! consistent, and the commands of `docs/backup.md` work.

use std::path::Path;
use std::process::Command;

use entity::PoolOptions;
use entity::{Db, followup, ticket};
use sea_orm::{ConnectionTrait as _, DbBackend, EntityTrait as _, PaginatorTrait as _, Statement};

use super::{Running, deskql, run_failing};
use crate::support::fixture::{Copy, token};
use crate::support::mariadb::MariaDb;
use crate::support::postgres::Postgres;
use crate::support::{migrate, root};

/// The number of tickets and follow-ups.
async fn rows(url: &str) -> (u64, u64) {
    let db = Db::connect(
        url,
        &PoolOptions {
            max_connections: 1,
            ..PoolOptions::default()
        },
    )
    .await
    .unwrap();
    let rows = (
        ticket::Entity::find().count(&db).await.unwrap(),
        followup::Entity::find().count(&db).await.unwrap(),
    );
    db.close().await.unwrap();
    rows
}

fn sqlite(file: &Path) -> String {
    format!("sqlite:{}", file.display())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_clean_stop_leaves_everything_in_the_file() {
    for journal in ["wal", ""] {
        let copy = Copy::new();
        let file = copy.path().join("helpdesk.sqlite3");
        migrate(&copy.url()).await;
        let before = rows(&copy.url()).await.0;
        let mut serve = deskql(copy.path());
        serve.args([
            "serve",
            "--database",
            &copy.url(),
            "--storage",
            "fs:media",
            "--listen",
            "127.0.0.1:0",
            "--log-format",
            "json",
        ]);
        serve.args(["--set", &format!("database.sqlite_journal_mode={journal}")]);
        let mut running = Running::start(&mut serve);
        let line: serde_json::Value =
            serde_json::from_str(&running.read_stderr_until("\"listening\"")).unwrap();
        let base = line["address"].as_str().unwrap().to_owned();
        deskql::cli::prepare();
        let client = reqwest::Client::new();
        for at in 0..20 {
            let ticket = serde_json::json!({ "queue": 1, "priority": 3, "title": format!("t{at}"), "description": "d" });
            let token = format!("Token {}", token("admin"));
            let sent = client
                .post(format!("{base}/api/tickets/"))
                .header("authorization", token)
                .json(&ticket);
            assert_eq!(sent.send().await.unwrap().status(), 201);
        }
        assert_eq!(running.terminate(), Some(0));
        // Only the database file, without -wal and -shm.
        let folder = tempfile::tempdir().unwrap();
        std::fs::copy(&file, folder.path().join("db.sqlite3")).unwrap();
        let copied = sqlite(&folder.path().join("db.sqlite3"));
        assert!(has_statistics(&copied).await, "{journal:?}");
        assert_eq!(rows(&copied).await.0, before + 20, "{journal:?}");
        let log = std::fs::metadata(copy.path().join("helpdesk.sqlite3-wal"));
        assert!(
            log.is_ok_and(|log| log.len() == 0)
                || !copy.path().join("helpdesk.sqlite3-wal").exists()
        );
        // Bytes 18 and 19 store the journal mode, which changes only if the settings say so.
        let header = std::fs::read(&file).unwrap();
        assert_eq!(
            header[18..20],
            if journal == "wal" { [2, 2] } else { [1, 1] }
        );
    }
}

/// Whether SQLite has counted the rows of tickets.
async fn has_statistics(url: &str) -> bool {
    let db = Db::connect(url, &PoolOptions::default()).await.unwrap();
    let sql = "SELECT stat FROM sqlite_stat1 WHERE tbl = 'helpdesk_ticket'";
    let statement = Statement::from_string(DbBackend::Sqlite, sql);
    db.query_one_raw(statement)
        .await
        .is_ok_and(|row| row.is_some())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_of_a_busy_database_is_consistent() {
    let copy = Copy::new();
    migrate(&copy.url()).await;
    let options = PoolOptions {
        sqlite_journal_mode: Some("wal".to_owned()),
        ..PoolOptions::default()
    };
    let db = Db::connect(&copy.url(), &options).await.unwrap();
    db.execute_unprepared("UPDATE helpdesk_ticket SET title = 'in the log' WHERE id = 1")
        .await
        .unwrap();
    let writer = tokio::spawn(async move {
        for at in 0..10_000 {
            let tx = db.begin().await.unwrap();
            for column in ["title", "description"] {
                let sql =
                    format!("UPDATE helpdesk_ticket SET {column} = 'number {at}' WHERE id = 2");
                tx.execute_unprepared(&sql).await.unwrap();
            }
            tx.commit().await.unwrap();
        }
    });
    let backup = |name: &str| {
        let mut command = deskql(copy.path());
        command.args(["backup", name, "--database", &copy.url()]);
        command
    };
    for at in 0..3 {
        let name = format!("backup {at}.sqlite3");
        let output = backup(&name).output().unwrap();
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
        let file = copy.path().join(&name);
        let of = Db::connect(&sqlite(&file), &PoolOptions::default())
            .await
            .unwrap();
        let tickets = ticket::Entity::find().all(&of).await.unwrap();
        let title = |id: i32| tickets.iter().find(|ticket| ticket.id == id).unwrap();
        assert_eq!(title(1).title, "in the log");
        if title(2).title.starts_with("number") {
            assert_eq!(Some(&title(2).title), title(2).description.as_ref());
        }
        of.close().await.unwrap();
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            assert_eq!(
                std::fs::metadata(&file).unwrap().permissions().mode() & 0o777,
                0o600
            );
        }
    }
    writer.abort();
    let errors = run_failing(&mut backup("backup 0.sqlite3"));
    assert!(errors[0].contains("exists already"), "{errors:?}");
    let errors = run_failing(&mut backup("no/such/folder/x.sqlite3"));
    assert!(errors[0].contains("cannot write"), "{errors:?}");
    let errors = run_failing(deskql(copy.path()).args([
        "backup",
        "x",
        "--database",
        "postgres://me:pw@db/helpdesk",
    ]));
    assert!(
        errors[0].contains("pg_dump") && !errors[0].contains("pw"),
        "{errors:?}"
    );
    let left: Vec<_> = std::fs::read_dir(copy.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    assert!(
        left.iter()
            .all(|name| !name.to_str().unwrap().starts_with('.')),
        "{left:?}"
    );
}

/// The commands of a section of `docs/backup.md`.
fn commands(part: &str) -> String {
    let page = std::fs::read_to_string(root().join("docs/backup.md")).unwrap();
    let (_, rest) = page
        .split_once(&format!("<!-- test: {part} -->\n```sh\n"))
        .unwrap();
    rest.split_once("```").unwrap().0.to_owned()
}

/// Runs the commands with the paths and addresses in `places` replaced.
fn shell(part: &str, places: &[(&str, &str)]) {
    let mut script = commands(part);
    for (of_page, here) in places {
        assert!(
            part.ends_with("restore") || script.contains(of_page) || *of_page == "/srv/helpdesk",
            "{of_page}: {script}"
        );
        script = script.replace(of_page, here);
    }
    let program = Path::new(env!("CARGO_BIN_EXE_deskql")).parent().unwrap();
    let path = format!(
        "{}:{}",
        program.display(),
        std::env::var("PATH").unwrap_or_default()
    );
    let output = Command::new("sh")
        .args(["-euc", &script])
        .env_clear()
        .env("PATH", path)
        .output()
        .unwrap();
    let texts = (
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr),
    );
    assert!(
        output.status.success(),
        "{script}\n{}\n{}",
        texts.0,
        texts.1
    );
}

#[tokio::test]
async fn the_documented_commands_restore_sqlite() {
    let (copy, backups) = (Copy::new(), tempfile::tempdir().unwrap());
    std::fs::rename(
        copy.path().join("helpdesk.sqlite3"),
        copy.path().join("db.sqlite3"),
    )
    .unwrap();
    let url = sqlite(&copy.path().join("db.sqlite3"));
    migrate(&url).await;
    let before = rows(&url).await;
    let places = [
        ("/var/backups", backups.path().to_str().unwrap()),
        ("/srv/helpdesk", copy.path().to_str().unwrap()),
    ];
    shell("sqlite backup", &places);
    let db = Db::connect(&url, &PoolOptions::default()).await.unwrap();
    db.execute_unprepared("DELETE FROM helpdesk_ticketcc")
        .await
        .unwrap();
    db.execute_unprepared("UPDATE helpdesk_ticket SET title = 'spoilt'")
        .await
        .unwrap();
    db.close().await.unwrap();
    shell("sqlite restore", &places);
    assert_eq!(rows(&url).await, before);
    let db = Db::connect(&url, &PoolOptions::default()).await.unwrap();
    assert!(
        ticket::Entity::find()
            .all(&db)
            .await
            .unwrap()
            .iter()
            .all(|ticket| ticket.title != "spoilt")
    );
    assert!(std::fs::read_dir(copy.media()).unwrap().next().is_some());
}

#[tokio::test]
async fn the_documented_commands_restore_postgresql() {
    let (Some(database), Some(restored)) = (Postgres::fixture().await, Postgres::empty().await)
    else {
        return;
    };
    let (copy, backups) = (Copy::media_only(), tempfile::tempdir().unwrap());
    migrate(&database.url()).await;
    let (url, target) = (database.url(), restored.url());
    let places = [
        ("/var/backups", backups.path().to_str().unwrap()),
        ("/srv/helpdesk", copy.path().to_str().unwrap()),
        (
            "postgres://helpdesk@127.0.0.1/helpdesk_restored",
            target.as_str(),
        ),
        ("postgres://helpdesk@127.0.0.1/helpdesk", url.as_str()),
    ];
    shell("postgres backup", &[&places[..2], &places[3..]].concat());
    shell("postgres restore", &places);
    assert_eq!(rows(&target).await, rows(&url).await);
}

#[tokio::test]
async fn the_documented_commands_restore_mariadb() {
    let (Some(database), Some(restored)) = (MariaDb::fixture().await, MariaDb::empty().await)
    else {
        return;
    };
    let (copy, backups) = (Copy::media_only(), tempfile::tempdir().unwrap());
    migrate(&database.url()).await;
    let (url, target) = (database.url(), restored.url());
    let parsed: http::Uri = url.parse().unwrap();
    let authority = parsed.authority().unwrap().as_str();
    let (user, host) = authority.split_once('@').unwrap();
    let (user, password) = user.split_once(':').unwrap_or((user, ""));
    let (host, port) = host.split_once(':').unwrap_or((host, "3306"));
    let login = format!("--host={host} --port={port} --user={user} --password={password}");
    let (name, other) = (
        url.rsplit_once('/').unwrap().1.to_owned(),
        target.rsplit_once('/').unwrap().1.to_owned(),
    );
    let places = [
        ("/var/backups", backups.path().to_str().unwrap()),
        ("/srv/helpdesk", copy.path().to_str().unwrap()),
        ("--host=127.0.0.1 --user=helpdesk", login.as_str()),
        (
            "mysql://helpdesk@127.0.0.1/helpdesk_restored",
            target.as_str(),
        ),
        (" helpdesk_restored ", &format!(" {other} ")),
        (" helpdesk\n", &format!(" {name}\n")),
    ];
    shell("mariadb backup", &[&places[..3], &places[5..]].concat());
    shell("mariadb restore", &places);
    assert_eq!(rows(&target).await, rows(&url).await);
}
