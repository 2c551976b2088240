//! The service with a real PgBouncer in transaction mode, where each transaction may run in another
//! session.

use std::time::Duration;

use serde_json::json;

use crate::support::fixture;
use crate::support::pgbouncer::PgBouncer;
use crate::support::postgres::Postgres;
use crate::support::service::{Answer, Service};

async fn graph(service: &Service, query: &str) -> Answer {
    let token = format!("Token {}", fixture::token("admin"));
    let headers = [
        ("content-type", "application/json"),
        ("authorization", token.as_str()),
    ];
    service
        .call(
            "POST",
            "/graphql",
            &headers,
            json!({ "query": query }).to_string(),
        )
        .await
}

/// Starts a service that connects through the pooler.
async fn start_with_pooler(database: &Postgres, pooler: &PgBouncer) -> Service {
    Service::start_with(|config| {
        config.database.url = pooler.url();
        config.database.direct_url = database.url();
        config.database.prepared_statements = false;
        // Long enough that polling does not deliver the events of these tests.
        config.live.poll_milliseconds = 30_000;
    })
    .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn reads_and_writes_go_through_a_pooler() {
    let Some(database) = Postgres::fixture().await else {
        return;
    };
    let Some(pooler) = PgBouncer::start(&database.url(), 2) else {
        return;
    };
    crate::support::migrate(&database.url()).await;
    let (one, other) = (
        start_with_pooler(&database, &pooler).await,
        start_with_pooler(&database, &pooler).await,
    );
    let services = [&one, &other];
    let all = futures_util::future::join_all((0..60).map(|at| async move {
        let service = services[at % 2];
        match at % 3 {
            0 => {
                let token = format!("Token {}", fixture::token("admin"));
                let answer = service.get("/api/tickets/?page_size=5", &[("authorization", &token)]).await;
                assert_eq!(answer.status, 200, "{}", answer.text());
                answer.json()["count"].as_i64()
            }
            1 => {
                let query = r#"{ tickets(first: 5, filter: { title: { contains: "e" } }) { nodes { id title queue { title } } } }"#;
                let answer = graph(service, query).await.json();
                assert!(answer.get("errors").is_none(), "{answer}");
                None
            }
            _ => {
                let write = format!(
                    "mutation {{ followUpAdd(input: {{ ticketId: 1, comment: \"by pooler {at}\" }}) {{ userErrors {{ code }} followUp {{ comment }} }} }}"
                );
                let answer = graph(service, &write).await.json();
                assert_eq!(answer["data"]["followUpAdd"]["followUp"]["comment"], format!("by pooler {at}"), "{answer}");
                None
            }
        }
    }))
    .await;
    assert_eq!(all.iter().flatten().count(), 20);
}

/// Notifications between processes go over the direct URL.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn processes_notify_each_other_without_the_pooler() {
    let Some(database) = Postgres::fixture().await else {
        return;
    };
    let Some(pooler) = PgBouncer::start(&database.url(), 2) else {
        return;
    };
    crate::support::migrate(&database.url()).await;
    let (one, other) = (
        start_with_pooler(&database, &pooler).await,
        start_with_pooler(&database, &pooler).await,
    );
    one.app.events.start();
    other.app.events.start();
    let mut events = other.app.events.subscribe(None).await.unwrap();
    let write = r#"mutation { followUpAdd(input: { ticketId: 1, comment: "heard" }) { userErrors { code } } }"#;
    let answer = graph(&one, write).await.json();
    assert!(answer.get("errors").is_none(), "{answer}");
    tokio::time::timeout(Duration::from_secs(5), events.next())
        .await
        .unwrap()
        .unwrap();
    one.app.events.stop().await;
    other.app.events.stop().await;
}

/// Cancelling a statement works through the pooler.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn cancels_statements_through_a_pooler() {
    use entity::Db;
    use entity::PoolOptions;
    use sea_orm::{ConnectionTrait as _, DbBackend, Statement};
    let Some(database) = Postgres::fixture().await else {
        return;
    };
    let Some(pooler) = PgBouncer::start(&database.url(), 1) else {
        return;
    };
    let options = PoolOptions {
        prepared_statements: false,
        statement_timeout: Some(Duration::from_secs(60)),
        ..PoolOptions::default()
    };
    let db = Db::connect(&pooler.url(), &options).await.unwrap();
    let ask = |sql: &str| Statement::from_sql_and_values(DbBackend::Postgres, sql, [30.0.into()]);
    let slow = db.query_one_raw(ask("SELECT CAST(pg_sleep($1) AS text)"));
    tokio::time::timeout(Duration::from_millis(500), slow)
        .await
        .unwrap_err();
    // The next statement needs the only session.
    let next = db.query_one_raw(ask("SELECT $1 AS number"));
    tokio::time::timeout(Duration::from_secs(3), next)
        .await
        .unwrap()
        .unwrap();
}

/// A read-only service makes no session of the pooler read-only, because other clients use it next.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_read_only_service_leaves_the_sessions_of_a_pooler_writable() {
    use entity::Db;
    use entity::PoolOptions;
    use sea_orm::{ConnectionTrait as _, DbBackend, Statement};
    let Some(database) = Postgres::fixture().await else {
        return;
    };
    let Some(pooler) = PgBouncer::start(&database.url(), 1) else {
        return;
    };
    crate::support::migrate(&database.url()).await;
    let service = Service::start_with(|config| {
        config.database.url = pooler.url();
        config.database.direct_url = database.url();
        config.database.prepared_statements = false;
        config.server.read_only = true;
    })
    .await;
    let answer = graph(&service, "{ tickets { totalCount } }").await.json();
    assert_eq!(answer["data"]["tickets"]["totalCount"], 40, "{answer}");
    let write = "UPDATE helpdesk_ticket SET title = 'x' WHERE id = 1";
    let write = || Statement::from_string(DbBackend::Postgres, write);
    let error = service.app.db.execute_raw(write()).await.unwrap_err();
    assert!(entity::is_read_only_error(&error), "{error}");
    let options = PoolOptions {
        prepared_statements: false,
        ..PoolOptions::default()
    };
    let other = Db::connect(&pooler.url(), &options).await.unwrap();
    other.execute_raw(write()).await.unwrap();
    other.close().await.unwrap();
}

#[tokio::test]
async fn indexes_are_created_beside_a_pooler() {
    let Some(database) = Postgres::fixture().await else {
        return;
    };
    let Some(pooler) = PgBouncer::start(&database.url(), 2) else {
        return;
    };
    let deskql = |arguments: &[&str]| {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_deskql"));
        command.env_clear().current_dir(std::env::temp_dir());
        command.env("DESKQL_DATABASE__DIRECT_URL", database.url());
        command.args(arguments).args(["--database", &pooler.url()]);
        let output = command.output().unwrap();
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{stderr}");
        String::from_utf8(output.stdout).unwrap()
    };
    assert!(deskql(&["migrate"]).contains("Created the index deskql_ticket_created."));
    assert!(deskql(&["indexes", "drop"]).contains("Dropped deskql_ticket_created."));
    assert!(deskql(&["indexes", "create"]).contains("Created the index deskql_ticket_created."));
}
