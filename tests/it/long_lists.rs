//! Lists longer than a statement takes values: 65,535 of PostgreSQL's protocol, 32,766 of SQLite.

use std::fmt::Write as _;

use entity::followup;
use sea_orm::{ColumnTrait as _, ConnectionTrait as _, EntityTrait as _, PaginatorTrait as _, QueryFilter as _};
use serde_json::json;

use crate::support::fixture;
use crate::support::mariadb::MariaDb;
use crate::support::postgres::Postgres;
use crate::support::rows;
use crate::support::service::{Answer, Service};

async fn post(service: &Service, uri: &str, body: serde_json::Value) -> Answer {
    let authorization = format!("Token {}", fixture::token("admin"));
    let headers = [("authorization", authorization.as_str()), ("content-type", "application/json")];
    service.call("POST", uri, &headers, body.to_string()).await
}

/// Tickets that told that ticket `of` refers to them.
async fn told(service: &Service, of: i64) -> u64 {
    let title = format!("Referenced in ticket #{of}");
    let followups = followup::Entity::find().filter(followup::Column::Title.eq(title));
    followups.count(&service.app.db).await.unwrap()
}

async fn comments_may_refer_to_many(service: Service) {
    // More rows than an insert of values could make, and more numbers than an IN could name.
    rows::fill(&service.app.db, 7_000).await;
    let comment = (1..70_000).fold(String::new(), |mut text, number| {
        let _ = write!(text, "#{number} ");
        text
    });
    let answer = post(&service, "/api/followups/", json!({ "ticket": 1, "comment": comment })).await;
    assert_eq!(answer.status, 201, "{}", &answer.text()[..answer.text().len().min(500)]);
    let many = told(&service, 1).await;
    assert!(many >= 7_000, "{many} tickets were told");

    let query = "mutation ($input: FollowUpAddInput!) { followUpAdd(input: $input) { userErrors { code } } }";
    let input = json!({ "query": query, "variables": { "input": { "ticketId": 1, "comment": comment } } });
    let answer = post(&service, "/graphql", input).await;
    assert_eq!(answer.json()["data"]["followUpAdd"]["userErrors"], json!([]), "{}", answer.text());
    assert_eq!(told(&service, 1).await, many, "each is told once");
}

#[tokio::test]
async fn comments_may_refer_to_many_on_sqlite() {
    comments_may_refer_to_many(Service::start().await).await;
}

#[tokio::test]
async fn comments_may_refer_to_many_on_postgresql() {
    let Some(postgres) = Postgres::fixture().await else { return };
    let url = postgres.url();
    let service = Service::start_with(|config| config.database.url = url).await;
    // The rows that are filled in do not move the sequence.
    service.app.db.execute_unprepared("SELECT setval('helpdesk_followup_id_seq', 1000000)").await.unwrap();
    comments_may_refer_to_many(service).await;
}

#[tokio::test]
async fn comments_may_refer_to_many_on_mariadb() {
    let Some(mariadb) = MariaDb::fixture().await else { return };
    let url = mariadb.url();
    comments_may_refer_to_many(Service::start_with(|config| config.database.url = url).await).await;
}
