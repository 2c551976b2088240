//! The work of agents on tickets: merging, bulk changes, followers, dependencies, statuses, preset
//! replies, recipients, copies and previews. Each test runs on all databases.

mod bulk;
mod copies;
mod dependencies;
mod followers;
mod history;
mod knowledge_base;
mod merge;
mod previews;
mod replay;
mod replies;
mod statuses;

use deskql::config::{Config, Transport};
use deskql::domain::Context;
use entity::{
    custom_field_value, followup, followup_attachment, outbox, ticket, ticket_cc, ticket_change,
    ticket_dependency,
};
use sea_orm::{EntityTrait, PaginatorTrait, QueryOrder};
use serde_json::{Value, json};

use crate::graphql::{AGENT, CUSTOMER, Graph};
use crate::support::fixture::Copy;
use crate::support::server::Server;

/// Runs a test on the fixture in every available database, with email.
async fn on_each(change: impl Fn(&mut Config), test: impl AsyncFn(&Graph)) {
    let change = |config: &mut Config| {
        config.mail.transport = Transport::File;
        change(config);
    };
    test(&Graph::with(change).await).await;
    for server in Server::fixtures().await {
        let graph = Graph::on(&server.url(), Copy::media_only(), change).await;
        test(&graph).await;
        graph.db.close().await.unwrap();
    }
}

/// Executes a document with an input, and returns the value of its first field.
async fn run_in(graph: &Graph, context: &Context, document: &str, input: Value) -> Value {
    let answer = graph
        .ask(context, document, json!({ "input": input }))
        .await;
    assert!(answer.get("errors").is_none(), "{answer:#}");
    let data = answer["data"].as_object().unwrap();
    data.values().next().unwrap().clone()
}

/// As [`run_in`], as a user who may see every queue.
async fn run(graph: &Graph, user: i32, document: &str, input: Value) -> Value {
    let context = graph.context(Some(user), None).await;
    run_in(graph, &context, document, input).await
}

/// The number of rows in each table that these operations write.
async fn count_rows(graph: &Graph) -> [u64; 8] {
    let db = &graph.db;
    [
        ticket::Entity::find().count(db).await.unwrap(),
        followup::Entity::find().count(db).await.unwrap(),
        ticket_change::Entity::find().count(db).await.unwrap(),
        followup_attachment::Entity::find().count(db).await.unwrap(),
        custom_field_value::Entity::find().count(db).await.unwrap(),
        ticket_cc::Entity::find().count(db).await.unwrap(),
        ticket_dependency::Entity::find().count(db).await.unwrap(),
        outbox::Entity::find().count(db).await.unwrap(),
    ]
}

/// The row of a ticket.
async fn ticket(graph: &Graph, id: i32) -> ticket::Model {
    let row = ticket::Entity::find_by_id(id).one(&graph.db).await.unwrap();
    row.unwrap()
}

/// The destinations of the outbox, sorted.
async fn destinations(graph: &Graph) -> Vec<String> {
    let rows = outbox::Entity::find().all(&graph.db).await.unwrap();
    let mut to: Vec<String> = rows.into_iter().map(|row| row.destination).collect();
    to.sort_unstable();
    to
}

/// The kinds and tickets of the events, oldest first.
async fn events(graph: &Graph) -> Vec<(String, i32)> {
    let rows = entity::event::Entity::find()
        .order_by_asc(entity::event::Column::Id)
        .all(&graph.db)
        .await
        .unwrap();
    rows.into_iter()
        .map(|row| (row.kind, row.ticket_id))
        .collect()
}

/// Asserts that nobody but agents with access can run a mutation: visitors get an error, and
/// customers and agents without access to the queue do not find the object.
async fn assert_only_for_agents(graph: &Graph, document: &str, input: &Value) {
    let before = count_rows(graph).await;
    let context = graph.context(None, None).await;
    let answer = graph
        .ask(&context, document, json!({ "input": input }))
        .await;
    let code = &answer["errors"][0]["extensions"]["code"];
    assert_eq!(code, "UNAUTHENTICATED", "{answer}");
    let customer = graph.context(Some(CUSTOMER), None).await;
    let mut ungranted = graph.context(Some(AGENT), Some(vec![4])).await;
    let mut config = (*ungranted.config).clone();
    config.helpdesk.enable_per_queue_staff_permission = true;
    ungranted.config = config.into();
    for context in [&customer, &ungranted] {
        let payload = run_in(graph, context, document, input.clone()).await;
        let errors = match payload.get("results") {
            Some(results) => &results[0]["userErrors"],
            None => &payload["userErrors"],
        };
        assert_eq!(errors[0]["code"], "NOT_FOUND", "{document}: {payload}");
    }
    assert_eq!(count_rows(graph).await, before, "{document}");
}
