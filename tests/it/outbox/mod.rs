//! The outbox on both databases: which entries a change writes, how workers claim them, and how
//! webhooks are sent.

mod claims;
mod enqueue;
mod receiver;
mod webhooks;
mod worker;

use std::time::Duration;

use chrono::{DateTime, Utc};
use deskql::config::{self, Config};
use deskql::domain::Clock;
use deskql::domain::delivery::outbox::claims::{Capacity, Claims};
use deskql::domain::delivery::outbox::{self, Delivery, Entry, Kind, Webhook};
use entity::Db;
use sea_orm::EntityTrait;

use crate::support::server::Server;
use crate::support::service::Service;

/// A service on each available database.
pub async fn each(change: impl Fn(&mut Config)) -> Vec<(Service, Option<Server>)> {
    let mut services = vec![(Service::start_with(&change).await, None)];
    for server in Server::fixtures().await {
        let url = server.url();
        let service = Service::start_with(|config| {
            change(config);
            config.database.url = url;
        });
        services.push((service.await, Some(server)));
    }
    services
}

/// All rows, oldest first.
pub async fn rows(db: &Db) -> Vec<entity::outbox::Model> {
    let mut rows = entity::outbox::Entity::find().all(db).await.unwrap();
    rows.sort_by_key(|row| row.id);
    rows
}

pub fn mail(ticket: i32, recipient: &str) -> Entry {
    let mail = Box::new(crate::support::mail(recipient));
    Entry {
        ticket: Some(ticket),
        delivery: Delivery::Mail(mail),
    }
}

pub fn webhook(ticket: i32, url: &str) -> Entry {
    let webhook = Webhook {
        id: "msg_1".to_owned(),
        url: url.to_owned(),
        body: "{}".to_owned(),
    };
    Entry {
        ticket: Some(ticket),
        delivery: Delivery::Webhook(webhook),
    }
}

/// Writes entries in a separate transaction.
pub async fn insert(db: &Db, clock: &Clock, entries: &[Entry]) {
    let tx = db.begin().await.unwrap();
    outbox::insert(&tx, clock, entries).await.unwrap();
    tx.commit().await.unwrap();
}

/// No limits.
pub fn capacity() -> Capacity {
    Capacity {
        kinds: Kind::ALL.to_vec(),
        free: 1000,
        per_channel: 1000,
        busy: [].into(),
    }
}

/// Settings with short pauses.
pub fn settings() -> config::Outbox {
    let mut settings = Config::default().outbox;
    (settings.retry_seconds, settings.retry_max_seconds) = (10.0, 100.0);
    (settings.give_up_hours, settings.lease_seconds) = (1, 30);
    settings
}

pub fn noon() -> DateTime<Utc> {
    DateTime::parse_from_rfc3339("2026-11-24T12:00:00Z")
        .unwrap()
        .to_utc()
}

pub fn worker(db: &Db, clock: &Clock) -> Claims {
    Claims::new(db.clone(), clock.clone(), settings())
}

/// Waits until a condition holds; panics with `what` after a timeout.
pub async fn until<F: AsyncFnMut() -> bool>(what: &str, mut holds: F) {
    for _ in 0..400 {
        if holds().await {
            return;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    panic!("never: {what}");
}
