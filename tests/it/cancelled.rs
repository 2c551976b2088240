//! Statements end with their request, and no caller can use all connections.

use std::time::{Duration, Instant};

use entity::PoolOptions;
use entity::share::Shares;
use entity::{Db, ticket};
use sea_orm::sqlx::{self, Connection as _, MySqlConnection, PgConnection};
use sea_orm::{ConnectionTrait as _, DbBackend, EntityTrait as _, PaginatorTrait as _, Statement};
use serde_json::json;

use crate::support::fixture::{self, Copy};
use crate::support::postgres::Postgres;
use crate::support::server::Server;
use crate::support::service::{Answer, Service};

/// A statement that takes half a minute or more.
fn slow(backend: DbBackend) -> Statement {
    let sql = match backend {
        DbBackend::Postgres => "SELECT pg_sleep(30) AS slow",
        DbBackend::MySql => "SELECT SLEEP(30) AS slow",
        _ => {
            "WITH RECURSIVE c (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c WHERE x < 3000000000) SELECT COUNT(*) FROM c"
        }
    };
    Statement::from_string(backend, sql)
}

/// The number of statements of other sessions that are running and contain `words`.
async fn running(db: &Db, words: &str) -> i64 {
    let sql = match db.get_database_backend() {
        DbBackend::Postgres => format!(
            "SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database() AND state = 'active' \
             AND pid <> pg_backend_pid() AND query LIKE '%{words}%'"
        ),
        _ => format!(
            "SELECT COUNT(*) FROM information_schema.processlist WHERE db = DATABASE() AND id <> CONNECTION_ID() \
             AND info LIKE '%{words}%'"
        ),
    };
    let row = db
        .query_one_raw(Statement::from_string(db.get_database_backend(), sql))
        .await
        .unwrap()
        .unwrap();
    row.try_get_by_index(0).unwrap()
}

/// Asserts that statements that contain `words` end within five seconds.
async fn assert_stops(db: &Db, words: &str) {
    let begun = Instant::now();
    while running(db, words).await > 0 {
        assert!(
            begun.elapsed() < Duration::from_secs(5),
            "a statement is still running: {words}"
        );
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// Waits until a statement with these words is running.
async fn wait_until_running(db: &Db, words: &str) {
    let begun = Instant::now();
    while running(db, words).await == 0 {
        assert!(
            begun.elapsed() < Duration::from_secs(30),
            "no such statement is running: {words}"
        );
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// Opens the database like `serve`, with at most `max_connections` connections.
pub(crate) async fn pool(url: &str, max_connections: u32) -> Db {
    let options = PoolOptions {
        max_connections,
        statement_timeout: Some(Duration::from_secs(60)),
        acquire_timeout: Duration::from_secs(3),
        ..PoolOptions::default()
    };
    Db::connect(url, &options).await.unwrap()
}

/// Cancels the slow statement: on its own, on a reused connection and in a transaction.
async fn give_up(db: &Db) {
    let backend = db.get_database_backend();
    let patience = Duration::from_millis(300);
    tokio::time::timeout(patience, db.query_all_raw(slow(backend)))
        .await
        .unwrap_err();
    tokio::time::timeout(
        patience,
        db.with_one_connection().query_all_raw(slow(backend)),
    )
    .await
    .unwrap_err();
    let in_transaction = async {
        let tx = db.begin().await.unwrap();
        tx.execute_unprepared("UPDATE helpdesk_ticket SET title = 'never' WHERE id = 1")
            .await
            .unwrap();
        tx.query_all_raw(slow(backend)).await.unwrap();
    };
    tokio::time::timeout(patience, in_transaction)
        .await
        .unwrap_err();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn servers_stop_cancelled_statements() {
    for server in Server::fixtures().await {
        let (db, observer) = (pool(&server.url(), 3).await, pool(&server.url(), 1).await);
        give_up(&db).await;
        assert_stops(&observer, "30)").await;
        // The transaction is rolled back, its locks are released, and all connections are available.
        let title = ticket::Entity::find_by_id(1)
            .one(&observer)
            .await
            .unwrap()
            .unwrap()
            .title;
        assert_ne!(title, "never");
        let update = "UPDATE helpdesk_ticket SET title = 'now' WHERE id = 1";
        tokio::time::timeout(Duration::from_secs(3), observer.execute_unprepared(update))
            .await
            .unwrap()
            .unwrap();
        let all = (0..3).map(|_| async {
            let tx = db.begin().await.unwrap();
            tx.execute_unprepared("SELECT 1").await.unwrap();
            tx
        });
        assert_eq!(futures_util::future::join_all(all).await.len(), 3);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sqlite_stops_cancelled_statements() {
    let copy = Copy::new();
    let db = pool(&copy.url(), 1).await;
    for _ in 0..3 {
        give_up(&db).await;
    }
    let begun = Instant::now();
    // Both need the only connection; the second also needs the turn to write.
    assert!(ticket::Entity::find().count(&db).await.unwrap() > 0);
    let tx = db.begin().await.unwrap();
    assert_ne!(
        ticket::Entity::find_by_id(1)
            .one(&tx)
            .await
            .unwrap()
            .unwrap()
            .title,
        "never"
    );
    tx.commit().await.unwrap();
    assert!(
        begun.elapsed() < Duration::from_secs(2),
        "{:?}",
        begun.elapsed()
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_begin_that_is_cancelled_is_rolled_back() {
    let copy = Copy::new();
    let db = pool(&copy.url(), 4).await;
    // Some of these are cancelled while SQLite begins the transaction.
    for step in 0..400 {
        let _ = tokio::time::timeout(Duration::from_micros(step % 80 * 5), db.begin()).await;
    }
    let begun = tokio::time::timeout(Duration::from_secs(10), db.begin()).await;
    begun
        .expect("no connection keeps a transaction open")
        .unwrap()
        .commit()
        .await
        .unwrap();
}

pub(crate) async fn graph(service: &Service, user: Option<&str>, query: &str) -> Answer {
    let token = user.map(|user| format!("Token {}", fixture::token(user)));
    let mut headers = vec![("content-type", "application/json")];
    headers.extend(token.as_deref().map(|token| ("authorization", token)));
    service
        .call(
            "POST",
            "/graphql",
            &headers,
            json!({ "query": query }).to_string(),
        )
        .await
}

/// Like [`graph`], with a stream of events as the response.
async fn stream(service: &Service, user: Option<&str>, query: &str) -> Answer {
    let token = user.map(|user| format!("Token {}", fixture::token(user)));
    let mut headers = vec![
        ("content-type", "application/json"),
        ("accept", "text/event-stream"),
    ];
    headers.extend(token.as_deref().map(|token| ("authorization", token)));
    service
        .call(
            "POST",
            "/graphql",
            &headers,
            json!({ "query": query }).to_string(),
        )
        .await
}

const ITEMS: &str = r#"{ kbItems(filter: { answer: { contains: "zzz" } }) { totalCount } }"#;

/// Locks a table until it is released or dropped.
enum Lock {
    Postgres(PgConnection),
    MariaDb(MySqlConnection),
}

impl Lock {
    async fn items(server: &Server) -> Self {
        match server {
            Server::Postgres(database) => {
                let mut other = PgConnection::connect(&database.url()).await.unwrap();
                let lock = "BEGIN; LOCK TABLE helpdesk_kbitem IN ACCESS EXCLUSIVE MODE";
                sqlx::raw_sql(lock).execute(&mut other).await.unwrap();
                Self::Postgres(other)
            }
            Server::MariaDb(database) => {
                let url = database.url().replacen("mariadb://", "mysql://", 1);
                let mut other = MySqlConnection::connect(&url).await.unwrap();
                sqlx::raw_sql("LOCK TABLES helpdesk_kbitem WRITE")
                    .execute(&mut other)
                    .await
                    .unwrap();
                Self::MariaDb(other)
            }
        }
    }

    async fn release(self) {
        match self {
            Self::Postgres(other) => other.close().await.unwrap(),
            Self::MariaDb(other) => other.close().await.unwrap(),
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn statements_end_when_the_request_times_out_or_the_client_disconnects() {
    for server in Server::fixtures().await {
        let service = Service::start_with(|config| {
            config.database.url = server.url();
            config.server.timeout_seconds = 1;
        })
        .await;
        let observer = pool(&server.url(), 1).await;
        let lock = Lock::items(&server).await;
        let answer = graph(&service, None, ITEMS).await;
        assert_eq!(answer.status, 503, "{}", answer.text());
        assert_stops(&observer, "helpdesk_kbitem").await;
        let leaves = tokio::time::timeout(Duration::from_millis(300), graph(&service, None, ITEMS));
        leaves.await.unwrap_err();
        assert_stops(&observer, "helpdesk_kbitem").await;
        lock.release().await;
        let answer = graph(&service, None, ITEMS).await;
        assert!(answer.text().contains("totalCount"), "{}", answer.text());
    }
}

/// The client disconnects while its write waits for a lock.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn writes_of_disconnected_clients_stop_waiting_for_locks() {
    for server in Server::fixtures().await {
        let service = Service::start_with(|config| config.database.url = server.url()).await;
        let observer = pool(&server.url(), 1).await;
        let django = pool(&server.url(), 1).await;
        let tx = django.begin().await.unwrap();
        tx.execute_unprepared("UPDATE helpdesk_ticket SET title = 'x' WHERE id = 1")
            .await
            .unwrap();
        let write = r#"mutation { followUpAdd(input: { ticketId: 1, comment: "left" }) { userErrors { code } } }"#;
        tokio::time::timeout(
            Duration::from_millis(700),
            graph(&service, Some("admin"), write),
        )
        .await
        .unwrap_err();
        assert_stops(&observer, "FOR UPDATE").await;
        tokio::time::timeout(Duration::from_secs(2), service.app.tasks.wait_for_all())
            .await
            .unwrap();
        tx.rollback().await.unwrap();
        let comments = entity::followup::Entity::find()
            .all(&observer)
            .await
            .unwrap();
        assert!(
            comments
                .iter()
                .all(|followup| followup.comment.as_deref() != Some("left"))
        );
    }
}

/// The commit takes two seconds, and the client disconnects earlier.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_commit_is_never_cancelled() {
    let Some(server) = Postgres::fixture().await else {
        return;
    };
    let service = Service::start_with(|config| config.database.url = server.url()).await;
    let db = &service.app.db;
    for sql in [
        "CREATE FUNCTION slowly() RETURNS trigger LANGUAGE plpgsql \
         AS 'BEGIN PERFORM pg_sleep(2); RETURN NULL; END'",
        "CREATE CONSTRAINT TRIGGER slowly AFTER UPDATE OF title ON helpdesk_ticket \
         DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION slowly()",
    ] {
        db.execute_unprepared(sql).await.unwrap();
    }
    let title = async |id: i32| {
        let row = ticket::Entity::find_by_id(id).one(db).await.unwrap();
        row.unwrap().title
    };
    let observer = pool(&server.url(), 1).await;
    let tx = db.begin().await.unwrap();
    tx.execute_unprepared("UPDATE helpdesk_ticket SET title = 'kept' WHERE id = 1")
        .await
        .unwrap();
    tokio::select! {
        _ = tx.commit() => panic!("the commit was quick"),
        () = wait_until_running(&observer, "COMMIT") => (),
    }
    assert_stops(&observer, "COMMIT").await;
    let update =
        r#"mutation { ticketUpdate(input: { id: 2, title: "kept" }) { userErrors { code } } }"#;
    tokio::select! {
        answer = graph(&service, Some("admin"), update) => panic!("{}", answer.text()),
        () = wait_until_running(&observer, "COMMIT") => (),
    }
    service.app.tasks.wait_for_all().await;
    assert_stops(&observer, "COMMIT").await;
    assert_eq!([title(1).await, title(2).await], ["kept", "kept"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_caller_cannot_use_all_connections() {
    for server in Server::fixtures().await {
        let service = Service::start_with(|config| {
            config.database.url = server.url();
            config.server.timeout_seconds = 4;
        })
        .await;
        let lock = Lock::items(&server).await;
        let flood = futures_util::future::join_all((0..20).map(|at| {
            let user = (at % 2 == 0).then_some("admin");
            graph(&service, user, ITEMS)
        }));
        let others = async || {
            tokio::time::sleep(Duration::from_millis(500)).await;
            for _ in 0..10 {
                let begun = Instant::now();
                let answer = graph(
                    &service,
                    Some("agent"),
                    "{ tickets(first: 1) { totalCount } }",
                )
                .await;
                assert_eq!(answer.status, 200, "{}", answer.text());
                assert!(
                    answer.json()["data"]["tickets"]["totalCount"].is_number(),
                    "{}",
                    answer.text()
                );
                assert!(
                    begun.elapsed() < Duration::from_secs(2),
                    "{:?}",
                    begun.elapsed()
                );
            }
        };
        let (flooded, ()) = tokio::join!(flood, others());
        assert!(flooded.iter().all(|answer| answer.status == 503));
        let flood = futures_util::future::join_all((0..20).map(|at| {
            let user = (at % 2 == 0).then_some("admin");
            stream(&service, user, ITEMS)
        }));
        let (flooded, ()) = tokio::join!(flood, others());
        assert!(
            flooded
                .iter()
                .all(|answer| answer.text().contains("TIMEOUT"))
        );
        lock.release().await;
    }
}

#[tokio::test]
async fn dropped_connections_return_to_the_share() {
    let copy = Copy::new();
    let options = PoolOptions {
        acquire_timeout: Duration::from_millis(300),
        ..PoolOptions::default()
    };
    let (db, shares) = (
        Db::connect(&copy.url(), &options).await.unwrap(),
        Shares::new(2),
    );
    let mine = db.with_share(shares.of(1));
    let (first, second) = (mine.with_one_connection(), mine.with_one_connection());
    let ask = async |db: &Db| db.execute_unprepared("SELECT 1").await;
    ask(&first).await.unwrap();
    ask(&second).await.unwrap();
    ask(&mine).await.unwrap_err();
    ask(&db.with_share(shares.of(2))).await.unwrap();
    drop(first);
    ask(&mine).await.unwrap();
}
