//! Many concurrent writers. The service handles SQLite's lock and deadlocks on servers; clients see no
//! errors.

use std::sync::Arc;

use entity::PoolOptions;
use entity::{Db, followup, ticket};
use sea_orm::{ColumnTrait as _, EntityTrait as _, PaginatorTrait as _, QueryFilter as _};
use serde_json::json;

use crate::support::fixture;
use crate::support::mariadb::MariaDb;
use crate::support::postgres::Postgres;
use crate::support::service::Service;

/// The number of concurrent writers.
const WRITERS: usize = 200;

/// Sends the write of writer `index` to ticket `id`; the text refers to ticket `other`.
async fn write(service: Arc<Service>, index: usize, id: usize, other: usize) -> Result<(), String> {
    let authorization = format!("Token {}", fixture::token("admin"));
    let headers = [
        ("authorization", authorization.as_str()),
        ("content-type", "application/json"),
    ];
    let text = format!("writer {index}, see #{other}");
    let (uri, body) = match index % 4 {
        0 => (
            "/api/tickets/",
            json!({ "queue": 1, "title": text, "description": text, "priority": 3 }),
        ),
        1 => (
            "/graphql",
            graph(
                "ticketCreate",
                "TicketCreateInput",
                json!({ "queueId": 1, "title": text, "description": text }),
            ),
        ),
        2 => (
            "/graphql",
            graph(
                "followUpAdd",
                "FollowUpAddInput",
                json!({ "ticketId": id, "comment": text }),
            ),
        ),
        _ => (
            "/graphql",
            graph(
                "ticketUpdate",
                "TicketUpdateInput",
                json!({ "id": id, "resolution": text }),
            ),
        ),
    };
    let answer = service.call("POST", uri, &headers, body.to_string()).await;
    let written = if uri == "/graphql" {
        answer.json().get("errors").is_none() && answer.text().contains("\"userErrors\":[]")
    } else {
        answer.status == 201
    };
    if answer.status.is_success() && written {
        Ok(())
    } else {
        Err(format!("{uri} {}: {}", answer.status, answer.text()))
    }
}

fn graph(mutation: &str, input: &str, value: serde_json::Value) -> serde_json::Value {
    let query = format!(
        "mutation($input: {input}!) {{ {mutation}(input: $input) {{ userErrors {{ field code }} }} }}"
    );
    json!({ "query": query, "variables": { "input": value } })
}

/// Runs all writers on the tickets 1 to `tickets`. No write may be rejected or lost.
async fn run_writers(service: Service, tickets: usize) {
    let before = ticket::Entity::find().count(&service.app.db).await.unwrap();
    let service = Arc::new(service);
    let mut writers = tokio::task::JoinSet::new();
    for index in 0..WRITERS {
        // Each pair of tickets is used in both orders.
        let (id, other) = (
            1 + index / 4 % tickets,
            1 + (index / 4 + 1 + index % 3) % tickets,
        );
        let other = if other == id { 1 + id % tickets } else { other };
        writers.spawn(write(Arc::clone(&service), index, id, other));
    }
    let errors: Vec<String> = writers
        .join_all()
        .await
        .into_iter()
        .filter_map(Result::err)
        .collect();
    assert!(
        errors.is_empty(),
        "{} of {WRITERS} were rejected: {:?}",
        errors.len(),
        &errors[..errors.len().min(3)]
    );
    let db = &service.app.db;
    assert_eq!(
        ticket::Entity::find().count(db).await.unwrap() - before,
        WRITERS as u64 / 2
    );
    let answers = followup::Entity::find()
        .filter(followup::Column::Comment.starts_with("writer "))
        .count(db)
        .await;
    assert_eq!(answers.unwrap(), WRITERS as u64 * 3 / 4);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn concurrent_writers_succeed_on_sqlite() {
    run_writers(Service::start().await, 5).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn concurrent_writers_succeed_on_postgresql() {
    let Some(postgres) = Postgres::fixture().await else {
        return;
    };
    let url = postgres.url();
    run_writers(
        Service::start_with(|config| config.database.url = url).await,
        5,
    )
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn concurrent_writers_succeed_on_mariadb() {
    let Some(mariadb) = MariaDb::fixture().await else {
        return;
    };
    let url = mariadb.url();
    run_writers(
        Service::start_with(|config| config.database.url = url).await,
        5,
    )
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn processes_can_open_a_file_at_the_same_time() {
    for _ in 0..20 {
        // In the journal mode after `deskql migrate`; each process changes it.
        let copy = fixture::Copy::new();
        let options = PoolOptions {
            sqlite_journal_mode: Some("wal".to_owned()),
            ..PoolOptions::default()
        };
        let url = copy.url();
        let opened = futures_util::future::join_all((0..4).map(|_| {
            let (url, options) = (url.clone(), options.clone());
            tokio::spawn(async move { Db::connect(&url, &options).await })
        }))
        .await;
        for db in opened {
            let tickets = ticket::Entity::find()
                .count(&db.unwrap().unwrap())
                .await
                .unwrap();
            assert!(tickets > 0);
        }
        // The versions that mark WAL mode (sqlite.org/fileformat.html).
        let head = std::fs::read(url.strip_prefix("sqlite:").unwrap()).unwrap();
        assert_eq!(head[18..20], [2, 2]);
    }
}
