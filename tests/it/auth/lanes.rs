//! Password hashes wait in bounded lanes: those of sign-ins and those of new passwords.

use std::time::Duration;

use deskql::domain::core::lanes::{Lane, Turn};
use sea_orm::{EntityTrait as _, PaginatorTrait as _};
use serde_json::json;

use super::support::basic_header;
use crate::support::fixture::token;
use crate::support::service::Service;

/// Fills all lanes until the tasks are aborted.
async fn fill_lanes(service: &Service) -> Vec<tokio::task::JoinHandle<Option<Turn>>> {
    let lanes = service.app.authenticator.hash_lanes();
    let waiting = (0..1000)
        .map(|user| {
            let lanes = lanes.clone();
            tokio::spawn(async move {
                let turn = lanes
                    .wait_for_turn(Lane::User(1_000_000 + user))
                    .await
                    .ok()?;
                tokio::time::sleep(Duration::from_secs(60)).await;
                Some(turn)
            })
        })
        .collect();
    tokio::time::sleep(Duration::from_millis(100)).await;
    waiting
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn full_lanes_answer_503_with_retry_after() {
    let service = Service::start().await;
    let users = || async {
        entity::user::Entity::find()
            .count(&service.app.db)
            .await
            .unwrap()
    };
    let before = users().await;
    let waiting = fill_lanes(&service).await;
    let guess = basic_header("customer", "guess");
    for path in ["/api/login", "/api/tickets/"] {
        let answer = service.get(path, &[("authorization", &guess)]).await;
        let got = (answer.status.as_u16(), answer.header("retry-after"));
        assert_eq!(got, (503, "1"), "{path}: {}", answer.text());
        assert_eq!(answer.header("www-authenticate"), "", "{path}");
    }
    let admin = format!("Token {}", token("admin"));
    let headers = [
        ("authorization", admin.as_str()),
        ("content-type", "application/json"),
    ];
    let new = json!({ "username": "newcomer", "password": "correct horse battery" });
    let answer = service
        .call("POST", "/api/users/", &headers, new.to_string())
        .await;
    let got = (answer.status.as_u16(), answer.header("retry-after"));
    assert_eq!(got, (503, "1"), "{}", answer.text());
    let query = "mutation { userCreate(input: { username: \"newcomer\", password: \"correct horse battery\" }) \
                 { user { id } } }";
    let answer = service
        .call(
            "POST",
            "/graphql",
            &headers,
            json!({ "query": query }).to_string(),
        )
        .await;
    assert_eq!(
        answer.json()["errors"][0]["extensions"]["code"],
        "UNAVAILABLE",
        "{}",
        answer.text()
    );
    assert_eq!(users().await, before);
    for task in waiting {
        task.abort();
    }
    tokio::time::sleep(Duration::from_millis(100)).await;
    let answer = service
        .call("POST", "/api/users/", &headers, new.to_string())
        .await;
    assert_eq!(answer.status, 201, "{}", answer.text());
}
