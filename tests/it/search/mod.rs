//! The search: what it finds, for whom, and that its documents follow every write.

mod agreement;
mod api;
mod leaks;
mod naive;
mod triggers;

use deskql::domain::Context;
use deskql::domain::search::index;
use entity::Db;
use serde_json::{Value, json};

use crate::graphql::Graph;

/// Sets the search up, as `deskql migrate` does, and builds it.
pub async fn set_up(db: &Db) {
    let created = migration::search::install(db.pool()).await.unwrap();
    index::enable(db, true, created).await.unwrap();
    update(db).await;
}

/// Reads all recorded changes, as the indexer does.
pub async fn update(db: &Db) {
    while index::is_due(db).await.unwrap() {
        index::step(db).await.unwrap();
    }
}

/// The documents that a viewer finds: IDs of tickets and negative IDs of articles.
pub async fn find(graph: &Graph, context: &Context, query: &str) -> Vec<i32> {
    let document = "query($query: String!, $after: String) { search(query: $query, first: 100, after: $after) {
        nodes { __typename ... on Ticket { databaseId } ... on KbItem { databaseId } }
        pageInfo { hasNextPage endCursor } } }";
    let mut found = Vec::new();
    let mut after = Value::Null;
    loop {
        let variables = json!({ "query": query, "after": after });
        let answer = graph.ask(context, document, variables).await;
        let page = &answer["data"]["search"];
        assert!(page.is_object(), "{query}: {answer:#}");
        for node in page["nodes"].as_array().unwrap() {
            let id = i32::try_from(node["databaseId"].as_i64().unwrap()).unwrap();
            found.push(if node["__typename"] == "Ticket" {
                id
            } else {
                -id
            });
        }
        if page["pageInfo"]["hasNextPage"] != true {
            return found;
        }
        after = page["pageInfo"]["endCursor"].clone();
    }
}
