//! deskql's indexes on Django's tables: `deskql migrate` and `deskql indexes` create each exactly
//! once, whatever happened before, and remove them without a trace.

use std::process::{Command, Output, Stdio};

use entity::{Db, PoolOptions};
use migration::indexes::{self, IndexState};
use sea_orm::{ConnectionTrait, DbBackend, Statement};

use super::support::fixture;
use super::support::mariadb::MariaDb;
use super::support::postgres::Postgres;
use super::support::server::Server;

fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_deskql"));
    command.env_clear().current_dir(std::env::temp_dir());
    command.args(arguments);
    command
}

/// Runs a command that must succeed; returns its output.
fn run(arguments: &[&str]) -> String {
    succeeded(&command(arguments).output().unwrap())
}

fn succeeded(output: &Output) -> String {
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{stderr}");
    assert!(!stderr.contains("error"), "{stderr}");
    String::from_utf8(output.stdout.clone()).unwrap()
}

async fn open(url: &str) -> Db {
    Db::connect(url, &PoolOptions::default()).await.unwrap()
}

/// The states of all indexes; each is in the list exactly once.
async fn states(db: &Db) -> Vec<IndexState> {
    let listed = indexes::list(db).await.unwrap();
    listed.into_iter().map(|listed| listed.state).collect()
}

async fn assert_all(db: &Db, expected: IndexState) {
    let states = states(db).await;
    assert!(states.len() >= 12);
    assert!(states.iter().all(|state| *state == expected), "{states:?}");
}

/// Table, name and columns of the indexes of Django's tables, sorted, except deskql's.
async fn django_indexes(db: &Db) -> Vec<String> {
    let backend = db.get_database_backend();
    let sql = match backend {
        DbBackend::Sqlite => {
            "SELECT tbl_name || ' ' || coalesce(sql, name) FROM sqlite_master \
             WHERE type = 'index' AND name NOT LIKE 'deskql%' AND tbl_name NOT LIKE 'deskql%' ORDER BY 1"
        }
        DbBackend::Postgres => {
            "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' \
             AND indexname NOT LIKE 'deskql%' AND tablename NOT LIKE 'deskql%' ORDER BY 1"
        }
        _ => {
            "SELECT CONVERT(CONCAT_WS(' ', table_name, index_name, column_name, seq_in_index) USING utf8mb4) \
             FROM information_schema.statistics WHERE table_schema = DATABASE() \
             AND index_name NOT LIKE 'deskql%' AND table_name NOT LIKE 'deskql%' ORDER BY 1"
        }
    };
    let rows = db
        .query_all_raw(Statement::from_string(backend, sql))
        .await
        .unwrap();
    rows.iter()
        .map(|row| row.try_get_by_index(0).unwrap())
        .collect()
}

/// Gives a foreign key of MariaDB the index that Django's own migration leaves: one that the
/// database drops when another begins with the same column.
async fn recreate_foreign_key(db: &Db) {
    let name = "helpdesk_ticket_queue_id_9b210169_fk_helpdesk_queue_id";
    for sql in [
        format!("ALTER TABLE helpdesk_ticket DROP FOREIGN KEY {name}"),
        format!("ALTER TABLE helpdesk_ticket DROP INDEX {name}"),
        format!(
            "ALTER TABLE helpdesk_ticket ADD CONSTRAINT {name} FOREIGN KEY (queue_id) \
             REFERENCES helpdesk_queue (id)"
        ),
    ] {
        db.execute_unprepared(&sql).await.unwrap();
    }
}

async fn create_list_and_drop(url: &str) {
    let db = open(url).await;
    if db.get_database_backend() == DbBackend::MySql {
        recreate_foreign_key(&db).await;
    }
    let before = django_indexes(&db).await;
    assert_all(&db, IndexState::Missing).await;
    let printed = run(&["migrate", url]);
    assert!(
        printed.contains("Created the index deskql_ticket_created."),
        "{printed}"
    );
    assert_all(&db, IndexState::Present).await;
    assert_eq!(django_indexes(&db).await, before);
    assert!(run(&["migrate", url]).contains("Nothing to migrate."));

    let listed = run(&["indexes", "list", "--json", "--database", url]);
    for line in listed.lines() {
        let index: serde_json::Value = serde_json::from_str(line).unwrap();
        assert_eq!(index["state"], "present");
        assert!(index["bytes"].as_i64().unwrap() > 0, "{index}");
    }
    let report = run(&["check", url]);
    assert!(report.contains("deskql_ticket_created"), "{report}");
    assert!(!report.contains("missing or invalid"), "{report}");

    let dropped = run(&["indexes", "drop", "--database", url]);
    assert!(
        dropped.contains("Dropped deskql_ticket_created."),
        "{dropped}"
    );
    assert_all(&db, IndexState::Missing).await;
    assert_eq!(django_indexes(&db).await, before);
    let report = run(&["check", url]);
    assert!(report.contains("run: deskql migrate\n"), "{report}");
    assert!(run(&["migrate", "--check", url]).contains("Missing indexes"));
    assert!(run(&["migrate", "--no-indexes", url]).contains("Nothing to migrate."));
    assert!(run(&["indexes", "drop", "--database", url]).contains("no indexes"));
    let created = run(&["indexes", "create", "--database", url]);
    assert_eq!(created.lines().count(), states(&db).await.len());
    assert_all(&db, IndexState::Present).await;
    assert!(run(&["indexes", "create", "--database", url]).contains("All indexes exist."));
    db.close().await.unwrap();
}

#[tokio::test]
async fn are_created_listed_and_dropped_on_sqlite() {
    create_list_and_drop(&fixture::Copy::new().url()).await;
}

#[tokio::test]
async fn are_created_listed_and_dropped_on_postgresql() {
    if let Some(database) = Postgres::fixture().await {
        create_list_and_drop(&database.url()).await;
    }
}

#[tokio::test]
async fn are_created_listed_and_dropped_on_mariadb() {
    if let Some(database) = MariaDb::fixture().await {
        create_list_and_drop(&database.url()).await;
    }
}

#[tokio::test]
async fn concurrent_runs_create_each_once() {
    let copy = fixture::Copy::new();
    let servers = Server::fixtures().await;
    for url in [copy.url()]
        .into_iter()
        .chain(servers.iter().map(Server::url))
    {
        let start = |_| {
            let mut command = command(&["migrate", &url]);
            command.stdout(Stdio::piped()).stderr(Stdio::piped());
            command.spawn().unwrap()
        };
        let running: Vec<_> = (0..4).map(start).collect();
        let mut created = Vec::new();
        for process in running {
            let printed = succeeded(&process.wait_with_output().unwrap());
            let lines = printed.lines().filter(|line| line.contains("the index"));
            created.extend(lines.map(ToOwned::to_owned));
        }
        let db = open(&url).await;
        assert_all(&db, IndexState::Present).await;
        assert_eq!(created.len(), states(&db).await.len(), "{created:?}");
        db.close().await.unwrap();
    }
}

#[tokio::test]
async fn interrupted_and_outdated_ones_are_built_again() {
    let copy = fixture::Copy::new();
    let servers = Server::fixtures().await;
    for url in [copy.url()]
        .into_iter()
        .chain(servers.iter().map(Server::url))
    {
        run(&["migrate", &url]);
        let db = open(&url).await;
        match db.get_database_backend() {
            DbBackend::Postgres => {
                // As after an interrupted CREATE INDEX CONCURRENTLY.
                let sql = "UPDATE pg_index SET indisvalid = false \
                     WHERE indexrelid = 'deskql_ticket_created'::regclass";
                db.execute_unprepared(sql).await.unwrap();
            }
            DbBackend::MySql => {
                let sql = "ALTER TABLE helpdesk_ticket DROP INDEX deskql_ticket_created, \
                     ADD INDEX deskql_ticket_created (created)";
                db.execute_unprepared(sql).await.unwrap();
            }
            _ => {
                let sql = "DROP INDEX deskql_ticket_created; \
                     CREATE INDEX deskql_ticket_created ON helpdesk_ticket (created)";
                db.execute_unprepared(sql).await.unwrap();
            }
        }
        let invalid = states(&db).await;
        let invalid = invalid
            .iter()
            .filter(|state| **state == IndexState::Invalid);
        assert_eq!(invalid.count(), 1);
        assert_eq!(
            run(&["migrate", &url]),
            "Created the index deskql_ticket_created.\n"
        );
        assert_all(&db, IndexState::Present).await;
        db.close().await.unwrap();
    }
}

/// Django's migrations rebuild a table on SQLite, which drops indexes that Django does not know.
#[tokio::test]
async fn a_rebuilt_table_gets_them_again() {
    let copy = fixture::Copy::new();
    run(&["migrate", &copy.url()]);
    let db = open(&copy.url()).await;
    let rebuild = "PRAGMA foreign_keys = OFF; BEGIN; \
         CREATE TABLE rebuilt AS SELECT * FROM helpdesk_followupattachment; \
         DROP TABLE helpdesk_followupattachment; \
         ALTER TABLE rebuilt RENAME TO helpdesk_followupattachment; COMMIT";
    db.execute_unprepared(rebuild).await.unwrap();
    assert_eq!(
        indexes::missing(&db).await.unwrap(),
        ["deskql_attachment_file"]
    );
    db.close().await.unwrap();
    assert_eq!(
        run(&["migrate", &copy.url()]),
        "Created the index deskql_attachment_file.\n"
    );
}

/// Tables of another release may lack a column.
#[tokio::test]
async fn without_its_column_an_index_is_inapplicable() {
    let copy = fixture::Copy::new();
    run(&["migrate", "--no-indexes", &copy.url()]);
    let db = open(&copy.url()).await;
    let sql = "ALTER TABLE helpdesk_ticket DROP COLUMN due_date";
    db.execute_unprepared(sql).await.unwrap();
    let created = indexes::create(db.pool()).await.unwrap();
    assert!(!created.contains(&"deskql_ticket_due_date"), "{created:?}");
    let listed = indexes::list(&db).await.unwrap();
    let states: Vec<_> = listed
        .iter()
        .filter(|listed| listed.state != IndexState::Present)
        .map(|listed| (listed.index.name, listed.state))
        .collect();
    assert_eq!(
        states,
        [("deskql_ticket_due_date", IndexState::Inapplicable)]
    );
}
