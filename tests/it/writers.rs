//! Many writers at once: SQLite's lock and PostgreSQL's deadlocks are ours to deal with, not the
//! clients'.

use std::sync::Arc;

use entity::PoolOptions;
use entity::{Db, followup, ticket};
use sea_orm::{ColumnTrait as _, EntityTrait as _, PaginatorTrait as _, QueryFilter as _};
use serde_json::json;

use crate::support::fixture;
use crate::support::mariadb::MariaDb;
use crate::support::postgres::Postgres;
use crate::support::service::Service;

/// How many write at once.
const WRITERS: usize = 200;

/// One write of the `index`-th writer on ticket `id`, which refers to ticket `other`.
async fn write(service: Arc<Service>, index: usize, id: usize, other: usize) -> Result<(), String> {
    let authorization = format!("Token {}", fixture::token("admin"));
    let headers = [
        ("authorization", authorization.as_str()),
        ("content-type", "application/json"),
    ];
    let said = format!("writer {index}, see #{other}");
    let (uri, body) = match index % 4 {
        0 => (
            "/api/tickets/",
            json!({ "queue": 1, "title": said, "description": said, "priority": 3 }),
        ),
        1 => (
            "/graphql",
            graph(
                "ticketCreate",
                "TicketCreateInput",
                json!({ "queueId": 1, "title": said, "description": said }),
            ),
        ),
        2 => (
            "/graphql",
            graph(
                "followUpAdd",
                "FollowUpAddInput",
                json!({ "ticketId": id, "comment": said }),
            ),
        ),
        _ => (
            "/graphql",
            graph(
                "ticketUpdate",
                "TicketUpdateInput",
                // Downward alone, as 5 is merged into 1: tickets that are merged in a circle are
                // refused.
                json!({ "id": id.max(other), "changes": { "resolution": said, "mergedToId": id.min(other) } }),
            ),
        ),
    };
    let answer = service.call("POST", uri, &headers, body.to_string()).await;
    let sound = if uri == "/graphql" {
        answer.json().get("errors").is_none() && answer.text().contains("\"userErrors\":[]")
    } else {
        answer.status == 201
    };
    if answer.status.is_success() && sound {
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

/// Lets all of them write, on the tickets 1 to `tickets`; nobody may be refused, nothing lost.
async fn all(service: Service, tickets: usize) {
    let before = ticket::Entity::find().count(&service.app.db).await.unwrap();
    let service = Arc::new(service);
    let mut writers = tokio::task::JoinSet::new();
    for index in 0..WRITERS {
        // Each pair of tickets is taken both ways round.
        let (id, other) = (
            1 + index / 4 % tickets,
            1 + (index / 4 + 1 + index % 3) % tickets,
        );
        let other = if other == id { 1 + id % tickets } else { other };
        writers.spawn(write(Arc::clone(&service), index, id, other));
    }
    let faults: Vec<String> = writers
        .join_all()
        .await
        .into_iter()
        .filter_map(Result::err)
        .collect();
    assert!(
        faults.is_empty(),
        "{} of {WRITERS} were refused: {:?}",
        faults.len(),
        &faults[..faults.len().min(3)]
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
async fn two_hundred_on_sqlite() {
    all(Service::start().await, 5).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_hundred_on_five_tickets_of_postgresql() {
    let Some(postgres) = Postgres::fixture().await else {
        return;
    };
    let url = postgres.url();
    all(
        Service::start_with(|config| config.database.url = url).await,
        5,
    )
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_hundred_on_five_tickets_of_mariadb() {
    let Some(mariadb) = MariaDb::fixture().await else {
        return;
    };
    let url = mariadb.url();
    all(
        Service::start_with(|config| config.database.url = url).await,
        5,
    )
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn processes_that_start_at_once_all_open_the_file() {
    for _ in 0..20 {
        // As `deskql migrate` leaves it: each that comes wants another journal.
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
        // Where a file says that it has such a journal (sqlite.org/fileformat.html).
        let head = std::fs::read(url.strip_prefix("sqlite:").unwrap()).unwrap();
        assert_eq!(head[18..20], [2, 2]);
    }
}
