//! The number of SQL statements per request, including authentication. It is small and does not grow
//! with the number of tickets.

use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::support::mariadb::MariaDb;
use crate::support::postgres::Postgres;
use crate::support::rows;
use crate::support::server::Server;
use crate::support::service::{Answer, Service};

/// Requests with their maximum of statements, of which one authenticates.
const REQUESTS: &[(&str, &str, u64)] = &[
    ("REST tickets", "/api/tickets/", 3),
    (
        "REST tickets, a large page",
        "/api/tickets/?page_size=100",
        3,
    ),
    ("REST tickets of one status", "/api/tickets/?status=1,2", 3),
    ("REST one ticket", "/api/tickets/1005/", 3),
    ("REST follow-ups", "/api/followups/", 5),
    ("REST attachments", "/api/followups-attachments/", 4),
    ("REST own tickets", "/api/user_tickets/", 5),
];

/// A ticket with all its children.
const ONE_TICKET: &str = "query Ticket($first: Int) { ticket(id: 1005) {
    reference title description statusCode secretKey viewerCanUpdate viewerCanReply
    queue { title defaultOwner { username } } assignedTo { username }
    followUps(first: $first) { totalCount nodes { comment timeSpent direction user { username }
      attachments { filename url } changes { field newValue } ticket { title } } }
    customFieldValues { text field { label } }
    ccs { email user { username } } checklists { name tasks { description } }
    dependencies { dependsOn { title } } dependents { ticket { title } } mergedTo { title }
  } tickets(first: 1) { totalCount } }";

/// A counted request: its name, its number of statements, and their maximum.
type Counted = (String, u64, u64);

async fn counts(service: &Service) -> Vec<Counted> {
    let token = format!("Token {}", rows::TOKEN);
    let mut counts = Vec::new();
    for (name, path, maximum) in REQUESTS {
        let answer = service
            .get(
                path,
                &[("authorization", &token), ("accept", "application/json")],
            )
            .await;
        assert_eq!(answer.status, 200, "{name}: {}", answer.text());
        counts.push(((*name).to_owned(), statements(&answer), *maximum));
    }
    let richest = include_str!("richest.graphql");
    let lean = include_str!("../../benches/ticket-page.graphql");
    let filtered = include_str!("filtered.graphql");
    for (name, query, first, maximum) in [
        // The total of the same document is one more.
        ("GraphQL one ticket", ONE_TICKET, 25, 4),
        ("GraphQL page", lean, 25, 3),
        ("GraphQL richest page", richest, 25, 5),
        ("GraphQL richest page of 100", richest, 100, 5),
        ("GraphQL filtered through relations", filtered, 100, 5),
    ] {
        let body =
            json!({ "query": query, "variables": { "first": first, "offset": 20 } }).to_string();
        let headers = [
            ("authorization", token.as_str()),
            ("content-type", "application/json"),
        ];
        let answer = service.call("POST", "/graphql", &headers, body).await;
        assert_eq!(answer.status, 200, "{name}: {}", answer.text());
        let answered = answer.json();
        assert_eq!(answered["errors"], Value::Null, "{name}");
        assert_ne!(answered["data"]["tickets"]["totalCount"], 0, "{name}");
        counts.push((name.to_owned(), statements(&answer), maximum));
    }
    counts
}

/// The number in `Server-Timing: …;desc="N statements"`.
fn statements(answer: &Answer) -> u64 {
    let header = answer.header("server-timing");
    let number = header
        .split_once("desc=\"")
        .and_then(|(_, rest)| rest.split(' ').next()?.parse().ok());
    number.unwrap_or_else(|| panic!("no number of statements in {header:?}"))
}

/// Asserts that the counts are small and do not grow with the number of tickets.
fn assert_constant(counted: &[(u32, Vec<Counted>)]) {
    let mut violations = String::new();
    let (_, few) = &counted[0];
    for (tickets, counts) in counted {
        for ((name, number, maximum), (_, before, _)) in counts.iter().zip(few) {
            // Every request needs more than one statement, so the counter works.
            assert!(*number > 1, "{name}: {number} statements were counted");
            if number > maximum || number > before {
                let _ = writeln!(
                    violations,
                    "{name}: {number} statements with {tickets} tickets, {before} with 10, at most {maximum}"
                );
            }
        }
    }
    assert!(
        violations.is_empty(),
        "never more with more rows:\n{violations}\n{counted:#?}"
    );
}

#[tokio::test]
async fn statements_on_sqlite_do_not_grow() {
    let mut counted = Vec::new();
    for tickets in [10, 100, 10_000] {
        let service = Service::start_with(|config| config.server.server_timing = true).await;
        rows::fill(&service.app.db, tickets).await;
        counted.push((tickets, counts(&service).await));
    }
    assert_constant(&counted);
}

/// Counts on a database server. `fixture` creates a new database for each number of tickets.
async fn on_server(fixture: impl AsyncFn() -> Option<Server>) {
    let mut counted = Vec::new();
    for tickets in [10, 100, 10_000] {
        let Some(database) = fixture().await else {
            return;
        };
        let service = Service::start_with(|config| {
            config.server.server_timing = true;
            config.database.url = database.url();
        })
        .await;
        rows::fill(&service.app.db, tickets).await;
        counted.push((tickets, counts(&service).await));
    }
    assert_constant(&counted);
}

#[tokio::test]
async fn statements_on_postgresql_do_not_grow() {
    on_server(async || Postgres::fixture().await.map(Server::Postgres)).await;
}

#[tokio::test]
async fn statements_on_mariadb_do_not_grow() {
    on_server(async || MariaDb::fixture().await.map(Server::MariaDb)).await;
}
