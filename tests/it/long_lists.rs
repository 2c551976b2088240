//! Lists that are longer than the maximum number of parameters: 65,535 in PostgreSQL's protocol,
//! 32,766 in SQLite.

use std::fmt::Write as _;

use entity::followup;
use sea_orm::{
    ColumnTrait as _, ConnectionTrait as _, EntityTrait as _, PaginatorTrait as _, QueryFilter as _,
};
use serde_json::json;

use crate::support::fixture;
use crate::support::mariadb::MariaDb;
use crate::support::postgres::Postgres;
use crate::support::rows;
use crate::support::service::{Answer, Service};

async fn post(service: &Service, uri: &str, body: serde_json::Value) -> Answer {
    let authorization = format!("Token {}", fixture::token("admin"));
    let headers = [
        ("authorization", authorization.as_str()),
        ("content-type", "application/json"),
    ];
    service.call("POST", uri, &headers, body.to_string()).await
}

/// The number of follow-ups that say that ticket `of` refers to their ticket.
async fn count_references(service: &Service, of: i64) -> u64 {
    let title = format!("Referenced in ticket #{of}");
    let followups = followup::Entity::find().filter(followup::Column::Title.eq(title));
    followups.count(&service.app.db).await.unwrap()
}

async fn references_of_a_comment_are_bounded(service: Service) {
    rows::fill(&service.app.db, 300).await;
    let comment = (1_001..70_000).fold(String::new(), |mut text, number| {
        let _ = write!(text, "#{number} ");
        text
    });
    let answer = post(
        &service,
        "/api/followups/",
        json!({ "ticket": 1, "comment": comment }),
    )
    .await;
    assert_eq!(
        answer.status,
        201,
        "{}",
        &answer.text()[..answer.text().len().min(500)]
    );
    let many = count_references(&service, 1).await;
    assert_eq!(many, 100, "the first hundred");

    let query = "mutation ($input: FollowUpAddInput!) { followUpAdd(input: $input) { userErrors { code } } }";
    let input =
        json!({ "query": query, "variables": { "input": { "ticketId": 1, "comment": comment } } });
    let answer = post(&service, "/graphql", input).await;
    assert_eq!(
        answer.json()["data"]["followUpAdd"]["userErrors"],
        json!([]),
        "{}",
        answer.text()
    );
    assert_eq!(
        count_references(&service, 1).await,
        many,
        "each is recorded once"
    );
}

#[tokio::test]
async fn references_of_a_comment_are_bounded_on_sqlite() {
    references_of_a_comment_are_bounded(Service::start().await).await;
}

#[tokio::test]
async fn references_of_a_comment_are_bounded_on_postgresql() {
    let Some(postgres) = Postgres::fixture().await else {
        return;
    };
    let url = postgres.url();
    let service = Service::start_with(|config| config.database.url = url).await;
    // The inserted rows have IDs, so they do not advance the sequence.
    service
        .app
        .db
        .execute_unprepared("SELECT setval('helpdesk_followup_id_seq', 1000000)")
        .await
        .unwrap();
    references_of_a_comment_are_bounded(service).await;
}

#[tokio::test]
async fn references_of_a_comment_are_bounded_on_mariadb() {
    let Some(mariadb) = MariaDb::fixture().await else {
        return;
    };
    let url = mariadb.url();
    references_of_a_comment_are_bounded(
        Service::start_with(|config| config.database.url = url).await,
    )
    .await;
}
