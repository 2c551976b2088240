//! Helpers that tests share.
#![allow(
    dead_code,
    reason = "a helper may be used by tests that are not built with every feature"
)]

pub mod broker;
pub mod bucket;
pub mod fixture;
pub mod form;
pub mod mariadb;
#[cfg(unix)]
pub mod pgbouncer;
pub mod postgres;
pub mod proxy;
pub mod rows;
pub mod server;
pub mod service;
pub mod socket;

use std::path::PathBuf;

/// The root folder of the project.
#[must_use]
pub fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Migrates the database at `url`, as `deskql migrate` does.
pub async fn migrate(url: &str) {
    let db = entity::Db::connect(url, &entity::PoolOptions::default())
        .await
        .unwrap();
    migration::migrate(db.pool()).await.unwrap();
    db.close().await.unwrap();
}

/// An email as an old outbox entry may contain it.
#[must_use]
pub fn mail(recipient: &str) -> deskql::domain::delivery::outbox::Mail {
    let moment = "2026-11-24T12:00:00Z";
    let queue = serde_json::json!({
        "title": "Support", "slug": "support", "email_address": null, "from_address": "desk@example.com", "locale": null,
    });
    let ticket = serde_json::json!({
        "id": 1, "title": "t", "created": moment, "modified": moment, "submitter_email": null, "status": 1,
        "status_display": "Open", "status_text": "Open", "on_hold": false, "description": null, "resolution": null,
        "priority": 3, "priority_display": "3. Normal", "last_escalation": null, "reference": "support-1",
        "merged_to": null, "ticket_url": "", "staff_url": "", "owner": null,
    });
    let headers = serde_json::json!({
        "recipient": recipient, "from_name": "Support", "from_address": "desk@example.com", "date": moment,
        "message_id": "1@example.com", "in_reply_to": null, "references": [],
    });
    serde_json::from_value(serde_json::json!({
        "template": "updated_cc", "locale": "en", "headers": headers, "facts": { "queue": queue, "ticket": ticket },
        "said": { "comment": "c", "private": false, "opens": false, "rest": null }, "files": [],
    }))
    .unwrap()
}
