//! `deskql migrate` and `deskql check` as programs. A killed `migrate` has done everything or nothing;
//! `check` never writes. The migrations have tests of the created schema.

use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::Duration;

use deskql::domain::setup::installation::{self, Finding, NotReady};
use entity::Db;
use entity::PoolOptions;
use migration::indexes::{self, IndexState};
use migration::{Inventory, State};
use sea_orm::ConnectionTrait;

use super::support::fixture;
use super::support::mariadb::MariaDb;
use super::support::postgres::Postgres;
use super::support::server::Server;

fn deskql(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_deskql"));
    // Tests do not use the caller's settings.
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("DESKQL_")) {
        command.env_remove(name);
    }
    command.current_dir(std::env::temp_dir()).args(arguments);
    command
}

fn run(arguments: &[&str]) -> (Output, String, String) {
    let output = deskql(arguments).output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    let (stdout, stderr) = (text(&output.stdout), text(&output.stderr));
    (output, stdout, stderr)
}

async fn open(url: &str) -> Db {
    Db::connect(
        url,
        &PoolOptions {
            create_if_missing: true,
            ..PoolOptions::default()
        },
    )
    .await
    .unwrap()
}

/// Names and contents of a folder's files.
fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap())
        .filter(|entry| entry.file_type().unwrap().is_file())
        .map(|entry| {
            (
                entry.file_name().to_string_lossy().into_owned(),
                std::fs::read(entry.path()).unwrap(),
            )
        })
        .collect();
    files.sort();
    files
}

/// Starts `deskql migrate` and kills it, each time `delay` milliseconds later, until it finishes
/// before.
async fn kill_repeatedly(url: &str, delay: u64) {
    let (mut incomplete, mut complete) = (0, 0);
    for step in 0.. {
        let mut child = deskql(&["migrate", "--create", url])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        tokio::time::sleep(Duration::from_millis(step * delay)).await;
        let ended = child.try_wait().unwrap();
        child.kill().unwrap();
        child.wait().unwrap();
        let db = open(url).await;
        match Inventory::read(&db).await.unwrap() {
            found if found == Inventory::default() => incomplete += 1,
            // MariaDB cannot roll back DDL: the schema may be incomplete, and the next run
            // resumes.
            found if url.starts_with("mysql") && found.needs_migration() => {
                assert_eq!(found.incompatibility(), None, "{found:?}");
                incomplete += 1;
            }
            // The run was killed while it created indexes.
            found
                if !found.needs_migration() && !indexes::missing(&db).await.unwrap().is_empty() =>
            {
                incomplete += 1;
            }
            found => {
                assert!(
                    matches!(found.state(), State::Helpdesk(_))
                        && found.incompatibility().is_none(),
                    "{found:?}"
                );
                assert!(!found.needs_migration());
                complete += 1;
            }
        }
        db.close().await.unwrap();
        if complete > 0 {
            break;
        }
        assert!(
            ended.is_none_or(|status| status.success()),
            "migrate failed by itself"
        );
        assert!(step < 2_000, "it never finished");
    }
    assert!(incomplete > 0, "it was never killed before it finished");
    // A killed run may still be creating an index on the server.
    let (output, _, stderr) = run(&["migrate", "--database", url]);
    assert!(output.status.success(), "{stderr}");
    let (output, stdout, stderr) = run(&["migrate", "--database", url]);
    assert!(output.status.success(), "{stderr}");
    assert!(stdout.contains("Nothing to migrate"), "{stdout}");
    let db = open(url).await;
    for listed in indexes::list(&db).await.unwrap() {
        assert_eq!(listed.state, IndexState::Present, "{listed:?}");
    }
    db.close().await.unwrap();
}

#[tokio::test]
async fn a_killed_run_on_sqlite_does_all_or_nothing() {
    let folder = tempfile::tempdir().unwrap();
    kill_repeatedly(
        &format!("sqlite:{}", folder.path().join("db.sqlite3").display()),
        4,
    )
    .await;
}

#[tokio::test]
async fn a_killed_run_on_postgresql_does_all_or_nothing() {
    let Some(database) = Postgres::empty().await else {
        return;
    };
    kill_repeatedly(&database.url(), 40).await;
}

#[tokio::test]
async fn a_killed_run_on_mariadb_is_resumed() {
    let Some(database) = MariaDb::empty().await else {
        return;
    };
    kill_repeatedly(&database.url(), 150).await;
}

#[tokio::test]
async fn check_reports_and_does_not_write() {
    for journal in ["delete", "wal"] {
        let copy = fixture::Copy::new();
        let db = open(&copy.url()).await;
        db.execute_unprepared(&format!("PRAGMA journal_mode = {journal}"))
            .await
            .unwrap();
        db.close().await.unwrap();
        let before = files(copy.path());
        assert_eq!(before.len(), 1);
        let (output, stdout, stderr) = run(&["check", &copy.url()]);
        assert!(output.status.success(), "{stderr}");
        assert!(
            stdout.contains(
                "django-helpdesk 2.6.0 to 2.6.1 (last migration 0043_fix_on_delete_behaviour)"
            ),
            "{stdout}"
        );
        assert!(stdout.contains("40  helpdesk_ticket\n"), "{stdout}");
        assert!(stdout.contains("Next: deskql migrate sqlite:"), "{stdout}");
        assert_eq!(files(copy.path()), before);
    }
}

#[tokio::test]
async fn check_reports_on_servers() {
    for server in Server::fixtures().await {
        let (output, stdout, stderr) = run(&["check", &server.url()]);
        assert!(output.status.success(), "{stderr}");
        assert!(
            stdout.contains("django-helpdesk 2.6.0 to 2.6.1"),
            "{stdout}"
        );
        assert!(stdout.contains("40  helpdesk_ticket\n"), "{stdout}");
    }
}

#[tokio::test]
async fn check_does_not_create_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", folder.path().join("db.sqlite3").display());
    let (output, _, stderr) = run(&["check", &url]);
    assert!(!output.status.success());
    assert!(
        stderr.starts_with("error: ") && stderr.contains("db.sqlite3"),
        "{stderr}"
    );
    assert_eq!(files(folder.path()), []);
}

#[tokio::test]
async fn rejects_unsupported_releases_by_name() {
    let copy = fixture::Copy::new();
    let db = open(&copy.url()).await;
    db.execute_unprepared("DELETE FROM django_migrations WHERE app = 'helpdesk' AND name > '0037'")
        .await
        .unwrap();
    db.execute_unprepared("DELETE FROM django_migrations WHERE name LIKE '0037%'")
        .await
        .unwrap();
    let words = "this database is django-helpdesk 0.3.0 to 0.4.1 (last migration 0036_add_attachment_validator); \
                 deskql supports 0.5.0 to 2.6.1: upgrade it first";
    assert_eq!(
        installation::ensure_ready(&db)
            .await
            .unwrap_err()
            .to_string(),
        words
    );
    db.close().await.unwrap();
    let before = files(copy.path());
    for arguments in [
        ["migrate", "--database", &copy.url()].as_slice(),
        &["check", &copy.url()],
    ] {
        let (output, _, stderr) = run(arguments);
        assert!(!output.status.success());
        assert!(stderr.contains(&format!("error: {words}\n")), "{stderr}");
        assert_eq!(files(copy.path()), before, "{arguments:?}");
    }
}

#[tokio::test]
async fn serve_requires_the_tables() {
    let folder = tempfile::tempdir().unwrap();
    let db = open(&format!(
        "sqlite:{}",
        folder.path().join("db.sqlite3").display()
    ))
    .await;
    let error = installation::ensure_ready(&db).await.unwrap_err();
    assert!(matches!(error, NotReady::Empty));
    assert!(
        error.to_string().contains("deskql migrate --create URL"),
        "{error}"
    );
    migration::migrate(db.pool()).await.unwrap();
    installation::ensure_ready(&db).await.unwrap();
}

#[tokio::test]
async fn serve_requires_our_tables_in_a_django_helpdesk() {
    let copy = fixture::Copy::new();
    let mut urls = vec![copy.url()];
    let servers = Server::fixtures().await;
    urls.extend(servers.iter().map(Server::url));
    for url in urls {
        let db = open(&url).await;
        let error = installation::ensure_ready(&db).await.unwrap_err();
        assert!(matches!(error, NotReady::Pending(_)));
        assert!(error.to_string().contains("m20261124_3_outbox"), "{error}");
        assert!(error.to_string().contains("m20261124_4_events"), "{error}");
        assert!(error.to_string().contains("deskql migrate URL"), "{error}");
        migration::migrate(db.pool()).await.unwrap();
        installation::ensure_ready(&db).await.unwrap();
        db.close().await.unwrap();
    }
}

#[tokio::test]
async fn check_finds_what_deskql_does_not_support() {
    const CHANGES: &str = "
        UPDATE helpdesk_queue SET email_box_type = 'oauth' WHERE id = 1;
        UPDATE helpdesk_queue SET escalate_days = NULL;
        UPDATE auth_user SET password = 'md5$salt$hash' WHERE id IN (1, 2);
        UPDATE helpdesk_customfield SET data_type = 'colour' WHERE id = (SELECT min(id) FROM helpdesk_customfield);
        UPDATE helpdesk_ticket SET status = 9 WHERE id = 1;
        UPDATE helpdesk_emailtemplate SET html = '<p>{% if %}' WHERE id = 7;
        UPDATE helpdesk_ticket SET priority = 7 WHERE id = 2;
        INSERT INTO django_migrations (app, name, applied) VALUES ('auth', '0013_of_tomorrow', CURRENT_TIMESTAMP);
        CREATE TABLE pinax_teams_team (id integer);
        DROP TABLE authtoken_token;
        DELETE FROM django_site;";
    let mut urls = Vec::new();
    let copy = fixture::Copy::new();
    urls.push(copy.url());
    let servers = Server::fixtures().await;
    urls.extend(servers.iter().map(Server::url));
    for url in urls {
        let db = open(&url).await;
        db.execute_unprepared(CHANGES).await.unwrap();
        let found = installation::inspect(&db, &deskql::config::Config::default())
            .await
            .unwrap();
        assert_eq!(found.inventory.incompatibility(), None);
        let expected = [
            Finding::NoTokens,
            Finding::Teams,
            Finding::Mailboxes([("oauth".to_owned(), 1)].into()),
            Finding::Passwords(2),
            Finding::FieldType("colour".to_owned(), 1),
            Finding::Statuses(vec![9]),
            Finding::Priorities(vec![7]),
            Finding::NoSite(1),
            Finding::BrokenTemplate(
                7,
                "updated_cc".to_owned(),
                vec!["HTML: line 1: the condition ends where a value is expected".to_owned()],
            ),
            Finding::NewerDjango(vec!["auth.0013_of_tomorrow".to_owned()]),
            Finding::OtherTables(vec!["pinax_teams_team".to_owned()]),
        ];
        assert_eq!(found.findings, expected);
        db.close().await.unwrap();
    }
}
