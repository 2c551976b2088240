//! Writes during failures of other systems: deadlocks with Django, Django's lock on SQLite, a slow or
//! failing storage, a database that is gone. The write is retried or rejected with a clear error, and
//! leaves no row without its file and no file without its row.

use std::time::{Duration, Instant};

use base64::Engine as _;
use entity::{followup, followup_attachment, ticket};
use sea_orm::sqlx::{self, Connection, PgConnection, SqliteConnection};
use sea_orm::{EntityTrait as _, PaginatorTrait as _};
use serde_json::json;

use crate::support::bucket::{Behaviour, Bucket};
use crate::support::fixture;
use crate::support::postgres::Postgres;
use crate::support::proxy::Proxy;
use crate::support::service::{Answer, Service};

/// Adds a follow-up with a file to ticket 1, by REST.
async fn follow_up(service: &Service, comment: &str) -> Answer {
    let part = |name: &str, more: &str, value: &str| {
        format!("--xx\r\nContent-Disposition: form-data; name=\"{name}\"{more}\r\n\r\n{value}\r\n")
    };
    let body = part("ticket", "", "1")
        + &part("comment", "", comment)
        + &part(
            "attachments",
            "; filename=\"note.txt\"",
            "what the file says",
        )
        + "--xx--\r\n";
    let authorization = format!("Token {}", fixture::token("admin"));
    let headers = [
        ("authorization", authorization.as_str()),
        ("content-type", "multipart/form-data; boundary=xx"),
    ];
    service
        .call("POST", "/api/followups/", &headers, body)
        .await
}

async fn graph(service: &Service, query: &str) -> serde_json::Value {
    let authorization = format!("Token {}", fixture::token("admin"));
    let headers = [
        ("authorization", authorization.as_str()),
        ("content-type", "application/json"),
    ];
    service
        .call(
            "POST",
            "/graphql",
            &headers,
            json!({ "query": query }).to_string(),
        )
        .await
        .json()
}

/// The numbers of tickets, follow-ups and attachments.
async fn rows(service: &Service) -> [u64; 3] {
    let db = &service.app.db;
    [
        ticket::Entity::find().count(db).await.unwrap(),
        followup::Entity::find().count(db).await.unwrap(),
        followup_attachment::Entity::find().count(db).await.unwrap(),
    ]
}

fn files(folder: &std::path::Path) -> usize {
    let entries = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    entries
        .map(|path| if path.is_dir() { files(&path) } else { 1 })
        .sum()
}

/// Asserts that the answer is 503 and nothing was written.
async fn assert_unavailable(service: &Service, answer: &Answer, before: [u64; 3]) {
    assert_eq!(answer.status, 503, "{}", answer.text());
    assert!(
        answer.json()["detail"]
            .as_str()
            .unwrap()
            .contains("is unavailable. Nothing was changed."),
        "{}",
        answer.text()
    );
    assert!(!answer.header("retry-after").is_empty());
    assert_eq!(rows(service).await, before);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn retries_after_a_deadlock() {
    let Some(postgres) = Postgres::fixture().await else {
        return;
    };
    let url = postgres.url();
    let service = Service::start_with(|config| config.database.url = url).await;
    let (before, files_before) = (rows(&service).await, files(&service.copy.media()));
    let mut django = PgConnection::connect(&postgres.url()).await.unwrap();
    // Django waits forever, so the database stops the service's transaction.
    sqlx::raw_sql("SET deadlock_timeout = '1h'")
        .execute(&mut django)
        .await
        .unwrap();
    sqlx::raw_sql("BEGIN; UPDATE helpdesk_ticket SET title = 'x' WHERE id = 2")
        .execute(&mut django)
        .await
        .unwrap();
    let mut watch = PgConnection::connect(&postgres.url()).await.unwrap();

    // Locks ticket 1, and waits for ticket 2.
    let write = follow_up(&service, "see #2");
    let other = async {
        let waiting = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
        while sqlx::query_scalar::<_, i64>(waiting)
            .fetch_one(&mut watch)
            .await
            .unwrap()
            == 0
        {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        sqlx::raw_sql("UPDATE helpdesk_ticket SET title = 'x' WHERE id = 1; COMMIT")
            .execute(&mut django)
            .await
            .unwrap();
    };
    let (answer, ()) = tokio::join!(write, other);
    assert_eq!(answer.status, 201, "{}", answer.text());
    let deadlocks = "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()";
    let mut seen = 0;
    for _ in 0..100 {
        seen = sqlx::query_scalar::<_, i64>(deadlocks)
            .fetch_one(&mut watch)
            .await
            .unwrap();
        if seen > 0 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    assert!(seen > 0, "there was no deadlock");
    // One follow-up on ticket 1, one on ticket 2, and one file.
    let after = rows(&service).await;
    assert_eq!(after, [before[0], before[1] + 2, before[2] + 1]);
    assert_eq!(files(&service.copy.media()), files_before + 1);
    let file = answer.json()["followupattachment_set"][0]["file"]
        .as_str()
        .unwrap()
        .to_owned();
    let path = &file[file.find("/media/").unwrap()..];
    assert_eq!(service.get(path, &[]).await.text(), "what the file says");
}

#[tokio::test]
async fn a_lock_of_django_on_sqlite_makes_writes_unavailable() {
    let service = Service::start_with(|config| config.database.acquire_seconds = 1).await;
    let (before, files_before) = (rows(&service).await, files(&service.copy.media()));
    let path = service.copy.path().join("helpdesk.sqlite3");
    let mut django = SqliteConnection::connect(&format!("sqlite:{}", path.display()))
        .await
        .unwrap();
    sqlx::raw_sql("BEGIN IMMEDIATE")
        .execute(&mut django)
        .await
        .unwrap();

    let answer = follow_up(&service, "now").await;
    assert_unavailable(&service, &answer, before).await;
    let comment = "mutation { followUpAdd(input: { ticketId: 1, comment: \"now\" }) { userErrors { code } } }";
    let answer = graph(&service, comment).await;
    assert_eq!(
        answer["errors"][0]["extensions"]["code"], "UNAVAILABLE",
        "{answer}"
    );
    assert_eq!(
        (rows(&service).await, files(&service.copy.media())),
        (before, files_before)
    );

    sqlx::raw_sql("COMMIT").execute(&mut django).await.unwrap();
    assert_eq!(follow_up(&service, "now").await.status, 201);
    assert_eq!(files(&service.copy.media()), files_before + 1);
}

/// Other requests write to the same ticket while a file is uploaded to a slow storage.
async fn others_do_not_wait_for_a_slow_storage(service: Service, bucket: Bucket) {
    let time = Duration::from_secs(2);
    bucket.set_behaviour(Behaviour::Slow(time));
    let begun = Instant::now();
    let (with_file, others) = tokio::join!(
        async {
            let answer = follow_up(&service, "with a file").await;
            (answer.status, begun.elapsed())
        },
        async {
            let mut others = Vec::new();
            // Before and during the upload.
            for _ in 0..5 {
                tokio::time::sleep(Duration::from_millis(200)).await;
                let begun = Instant::now();
                let comment = "mutation { followUpAdd(input: { ticketId: 1, comment: \"x\" }) { userErrors { code } } }";
                let answer = graph(&service, comment).await;
                assert_eq!(
                    answer["data"]["followUpAdd"]["userErrors"],
                    json!([]),
                    "{answer}"
                );
                others.push(begun.elapsed());
            }
            others
        }
    );
    assert_eq!(with_file.0, 201);
    assert!(
        with_file.1 >= time,
        "the storage was not slow: {:?}",
        with_file.1
    );
    let longest = others.iter().max().unwrap();
    assert!(
        *longest < time / 2,
        "a request waited {longest:?} for the storage: {others:?}"
    );
}

async fn on_bucket(change: impl FnOnce(&mut deskql::config::Config)) -> (Service, Bucket) {
    let bucket = Bucket::start().await;
    let url = bucket.url();
    let service = Service::start_with(|config| {
        config.storage.url = url;
        change(config);
    })
    .await;
    (service, bucket)
}

#[tokio::test]
async fn others_do_not_wait_for_a_slow_storage_on_sqlite() {
    let (service, bucket) = on_bucket(|_| {}).await;
    others_do_not_wait_for_a_slow_storage(service, bucket).await;
}

#[tokio::test]
async fn others_do_not_wait_for_a_slow_storage_on_postgresql() {
    let Some(postgres) = Postgres::fixture().await else {
        return;
    };
    let (service, bucket) = on_bucket(|config| config.database.url = postgres.url()).await;
    others_do_not_wait_for_a_slow_storage(service, bucket).await;
}

#[tokio::test]
async fn retries_requests_to_a_failing_bucket() {
    let (service, bucket) = on_bucket(|_| {}).await;
    let before = rows(&service).await;
    for (at, status) in [(1, 500), (2, 503)] {
        bucket.set_behaviour(Behaviour::Failing(status, 2));
        let answer = follow_up(&service, "hello").await;
        assert_eq!(answer.status, 201, "{}", answer.text());
        assert!(bucket.request_count() > 2, "the first requests must fail");
        assert_eq!(bucket.files().len(), at);
        assert_eq!(rows(&service).await[2], before[2] + at as u64);
    }
}

#[tokio::test]
async fn a_failing_bucket_makes_writes_unavailable() {
    let (service, bucket) = on_bucket(|_| {}).await;
    let before = rows(&service).await;
    for behaviour in [
        Behaviour::Failing(503, u32::MAX),
        Behaviour::Failing(500, u32::MAX),
        Behaviour::DropsWrites,
        Behaviour::Missing,
    ] {
        bucket.set_behaviour(behaviour);
        let answer = follow_up(&service, "hello").await;
        assert_unavailable(&service, &answer, before).await;
        assert!(
            !answer.text().contains("hush") && !answer.text().contains("SlowDown"),
            "{}",
            answer.text()
        );
        assert!(
            bucket.request_count() > 0 && bucket.files().is_empty(),
            "{behaviour:?}"
        );
    }
    bucket.set_behaviour(Behaviour::Normal);
    assert_eq!(follow_up(&service, "hello").await.status, 201);
    assert_eq!(bucket.files().len(), 1);
}

#[tokio::test]
async fn a_lost_database_makes_all_requests_unavailable() {
    let Some(postgres) = Postgres::fixture().await else {
        return;
    };
    let mut proxy = Proxy::to(&postgres.url()).await;
    let url = proxy.url(&postgres.url());
    let service = Service::start_with(|config| {
        config.database.url = url;
        config.database.acquire_seconds = 1;
    })
    .await;
    let files_before = files(&service.copy.media());
    let token = format!("Token {}", fixture::token("admin"));
    let basic = format!(
        "Basic {}",
        base64::engine::general_purpose::STANDARD.encode("agent:agent-pass-1")
    );
    let session = format!("sessionid={}", "s".repeat(32));
    let signed = [
        ("authorization", token.as_str()),
        ("authorization", basic.as_str()),
        ("cookie", session.as_str()),
    ];
    assert_eq!(follow_up(&service, "before").await.status, 201);

    proxy.close().await;
    for credentials in signed {
        // First on broken connections, then without any.
        for _ in 0..2 {
            for (path, code) in [
                ("/api/tickets/", "detail"),
                ("/api/users/", "detail"),
                ("/openapi.json", "detail"),
                ("/graphql", "errors"),
            ] {
                let headers = [credentials, ("content-type", "application/json")];
                let body = json!({ "query": "{ viewer { username } }" }).to_string();
                let method = if path == "/graphql" { "POST" } else { "GET" };
                let answer = service.call(method, path, &headers, body).await;
                assert_eq!(
                    answer.status,
                    503,
                    "{credentials:?} {path}: {}",
                    answer.text()
                );
                assert!(answer.json().get(code).is_some(), "{}", answer.text());
                assert!(!answer.header("retry-after").is_empty());
            }
        }
    }
    assert_eq!(
        service.get("/api/", &[]).await.status,
        200,
        "this path needs no database"
    );
    assert_eq!(follow_up(&service, "meanwhile").await.status, 503);

    proxy.reopen().await;
    assert_eq!(follow_up(&service, "afterwards").await.status, 201);
    assert_eq!(files(&service.copy.media()), files_before + 2);
}

/// The database commits, but the connection breaks before it answers.
#[tokio::test]
async fn a_commit_without_an_answer_keeps_the_file() {
    let Some(postgres) = Postgres::fixture().await else {
        return;
    };
    let mut proxy = Proxy::to(&postgres.url()).await;
    let url = proxy.url(&postgres.url());
    let mut watch = PgConnection::connect(&postgres.url()).await.unwrap();
    // PostgreSQL must not notice during the commit that its client is gone.
    let unwatched = "DO $$ BEGIN
        EXECUTE format('ALTER DATABASE %I SET client_connection_check_interval = %L', current_database(), '60s');
        END $$";
    sqlx::raw_sql(unwatched).execute(&mut watch).await.unwrap();
    let service = Service::start_with(|config| config.database.url = url).await;
    let files_before = files(&service.copy.media());
    let count = "SELECT count(*) FROM helpdesk_followupattachment";
    let before = sqlx::query_scalar::<_, i64>(count)
        .fetch_one(&mut watch)
        .await
        .unwrap();
    let slow = "CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN PERFORM pg_sleep(1); RETURN NULL; END $$;
        CREATE CONSTRAINT TRIGGER slow AFTER INSERT ON helpdesk_followupattachment DEFERRABLE INITIALLY DEFERRED
        FOR EACH ROW EXECUTE FUNCTION slow()";
    sqlx::raw_sql(slow).execute(&mut watch).await.unwrap();
    let (answer, ()) = tokio::join!(follow_up(&service, "and then"), async {
        let committing = "SELECT count(*) FROM pg_stat_activity
            WHERE datname = current_database() AND state = 'active' AND query ILIKE 'COMMIT%'";
        while sqlx::query_scalar::<_, i64>(committing)
            .fetch_one(&mut watch)
            .await
            .unwrap()
            == 0
        {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        proxy.close().await;
    });
    // The outcome is unknown, so the answer does not claim that the write failed.
    assert_eq!(answer.status, 500, "{}", answer.text());
    tokio::time::sleep(Duration::from_secs(3)).await;
    let after = sqlx::query_scalar::<_, i64>(count)
        .fetch_one(&mut watch)
        .await
        .unwrap();
    assert_eq!(after, before + 1, "the commit took place");
    assert_eq!(files(&service.copy.media()), files_before + 1);
}
