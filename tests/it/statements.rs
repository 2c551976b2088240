//! How many SQL statements a request takes, sign-in included: few, and as many for one ticket as
//! for thousands.

use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::support::mariadb::MariaDb;
use crate::support::postgres::Postgres;
use crate::support::rows;
use crate::support::server::Server;
use crate::support::service::{Answer, Service};

/// The most that one request may take.
const MOST: u64 = 12;

const REQUESTS: &[(&str, &str)] = &[
    ("REST tickets", "/api/tickets/"),
    ("REST tickets, a large page", "/api/tickets/?page_size=100"),
    ("REST tickets of one status", "/api/tickets/?status=1,2"),
    ("REST one ticket", "/api/tickets/1005/"),
    ("REST follow-ups", "/api/followups/"),
    ("REST attachments", "/api/followups-attachments/"),
    ("REST own tickets", "/api/user_tickets/"),
];

async fn counts(service: &Service) -> Vec<(String, u64)> {
    let token = format!("Token {}", rows::TOKEN);
    let mut counts = Vec::new();
    for (name, path) in REQUESTS {
        let answer = service
            .get(
                path,
                &[("authorization", &token), ("accept", "application/json")],
            )
            .await;
        assert_eq!(answer.status, 200, "{name}: {}", answer.text());
        counts.push(((*name).to_owned(), statements(&answer)));
    }
    let richest = include_str!("richest.graphql");
    let lean = include_str!("../../benches/ticket-page.graphql");
    let filtered = include_str!("filtered.graphql");
    for (name, query, first) in [
        ("GraphQL page", lean, 25),
        ("GraphQL richest page", richest, 25),
        ("GraphQL richest page of 100", richest, 100),
        ("GraphQL filtered through relations", filtered, 100),
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
        counts.push((name.to_owned(), statements(&answer)));
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

/// Holds the numbers that were counted with each number of tickets.
fn hold(counted: &[(u32, Vec<(String, u64)>)]) {
    let mut faults = String::new();
    let (_, few) = &counted[0];
    for (tickets, counts) in counted {
        for ((name, number), (_, before)) in counts.iter().zip(few) {
            // The counter itself: nothing can be answered without one statement.
            assert!(*number > 1, "{name}: {number} statements were counted");
            if *number > MOST || number > before {
                let _ = writeln!(
                    faults,
                    "{name}: {number} statements with {tickets} tickets, {before} with 10"
                );
            }
        }
    }
    assert!(
        faults.is_empty(),
        "at most {MOST}, and never more with more rows:\n{faults}\n{counted:?}"
    );
}

#[tokio::test]
async fn sqlite() {
    let mut counted = Vec::new();
    for tickets in [10, 100, 10_000] {
        let service = Service::start_with(|config| config.server.server_timing = true).await;
        rows::fill(&service.app.db, tickets).await;
        counted.push((tickets, counts(&service).await));
    }
    hold(&counted);
}

/// Counts on a server's database, of which `fixture` makes a new one for each number of tickets.
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
    hold(&counted);
}

#[tokio::test]
async fn postgres() {
    on_server(async || Postgres::fixture().await.map(Server::Postgres)).await;
}

#[tokio::test]
async fn mariadb() {
    on_server(async || MariaDb::fixture().await.map(Server::MariaDb)).await;
}
