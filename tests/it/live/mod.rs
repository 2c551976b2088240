//! Events: the log, subscriptions, access, and changes by Django. `tests/live` tests the protocols
//! with npm clients.

mod access;
mod brokers;
mod changes;
mod log;
mod stream;
mod visitors;
mod watch;

use std::time::Duration;

use entity::Db;
use sea_orm::{ConnectionTrait, EntityTrait, QueryOrder};

use crate::graphql::Graph;
use crate::support::fixture::Copy;
use crate::support::server::Server;

/// A graph on each available database.
async fn each() -> Vec<(Graph, Option<Server>)> {
    let copy = Copy::new();
    let url = copy.url();
    let mut graphs = vec![(
        Graph::on(&url.clone(), copy, |config| config.database.url = url).await,
        None,
    )];
    for server in Server::fixtures().await {
        let url = server.url();
        let graph = Graph::on(&url.clone(), Copy::media_only(), |config| {
            config.database.url = url
        })
        .await;
        graphs.push((graph, Some(server)));
    }
    graphs
}

/// Writes an event.
async fn write(db: &impl ConnectionTrait, ticket: i32) {
    let sql = format!(
        "INSERT INTO deskql_event (at, kind, elsewhere, ticket_id, public, queue_id) \
         VALUES (0, 'updated', FALSE, {ticket}, FALSE, (SELECT queue_id FROM helpdesk_ticket WHERE id = {ticket}))"
    );
    db.execute_unprepared(&sql).await.unwrap();
}

/// The kinds and tickets of all events, oldest first.
async fn written(db: &Db) -> Vec<(String, i32)> {
    let rows = entity::event::Entity::find()
        .order_by_asc(entity::event::Column::Id)
        .all(db)
        .await
        .unwrap();
    rows.into_iter()
        .map(|row| (row.kind, row.ticket_id))
        .collect()
}

/// Waits for a future; panics with `what` after a timeout.
async fn soon<T>(what: &str, future: impl Future<Output = T>) -> T {
    match tokio::time::timeout(Duration::from_secs(20), future).await {
        Ok(value) => value,
        Err(_) => panic!("nothing came: {what}"),
    }
}
