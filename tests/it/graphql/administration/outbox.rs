//! The outbox and the settings.

use deskql::config::{self, Flag, Sources};
use deskql::domain::Clock;
use sea_orm::{ConnectionTrait as _, EntityTrait as _};
use serde_json::{Value, json};

use super::super::{ADMIN, Graph, on_each_database};
use super::{change, errors};
use crate::outbox::{insert, mail, rows, webhook};

const LIST: &str = "query($state: OutboxState) { outbox(state: $state, first: 10) { totalCount nodes {
    databaseId kind state destination attempts isBeingDelivered lastError dueAt ticket { databaseId } } } }";

/// Inserts an email, and a webhook that was given up.
async fn fill(graph: &Graph) -> Vec<i64> {
    let hook = webhook(2, "https://hooks.example.com/s3cret/path?token=s3cret");
    insert(
        &graph.db,
        &Clock::system(),
        &[mail(1, "someone@example.com"), hook],
    )
    .await;
    let ids: Vec<i64> = rows(&graph.db).await.iter().map(|row| row.id).collect();
    let tx = graph.db.begin().await.unwrap();
    tx.execute_unprepared(&format!(
        "UPDATE deskql_outbox SET state = 'parked', attempts = 7, last_error = '410 Gone' WHERE id = {}",
        ids[1]
    ))
    .await
    .unwrap();
    tx.commit().await.unwrap();
    ids
}

#[tokio::test]
async fn entries_are_listed_retried_and_dropped() {
    on_each_database(async |graph| {
        let ids = fill(graph).await;
        let context = graph.context(Some(ADMIN), None).await;
        let answer = graph.ask(&context, LIST, json!({ "state": "PARKED" })).await;
        let parked = &answer["data"]["outbox"];
        assert_eq!(parked["totalCount"], 1, "{answer}");
        assert_eq!(
            parked["nodes"][0],
            json!({
                "databaseId": ids[1].to_string(), "kind": "WEBHOOK", "state": "PARKED", "destination": "https://hooks.example.com",
                "attempts": 7, "isBeingDelivered": false, "lastError": "410 Gone", "dueAt": null,
                "ticket": { "databaseId": 2 },
            })
        );
        let answer = graph.ask(&context, LIST, Value::Null).await;
        assert_eq!(answer["data"]["outbox"]["totalCount"], 2, "{answer}");
        assert!(!answer.to_string().contains("s3cret"), "{answer}");

        let input = json!({ "databaseIds": [ids[1]], "validateOnly": true });
        assert_eq!(change(graph, &context, "outboxRetry", input).await["count"], 1);
        assert_eq!(rows(&graph.db).await[1].state, "parked");
        let input = json!({ "databaseIds": [ids[1]] });
        assert_eq!(change(graph, &context, "outboxRetry", input.clone()).await["count"], 1);
        let retried = rows(&graph.db).await;
        assert_eq!((retried[1].state.as_str(), retried[1].attempts), ("pending", 0));
        assert_eq!(change(graph, &context, "outboxRetry", json!({ "all": true })).await["count"], 2);
        assert_eq!(change(graph, &context, "outboxDrop", input.clone()).await["count"], 1);
        assert_eq!(change(graph, &context, "outboxDrop", input).await["count"], 0);
        assert_eq!(rows(&graph.db).await.len(), 1);
        let log = entity::admin_log::Entity::find().all(&graph.db).await.unwrap();
        let texts: Vec<&str> = log.iter().map(|row| row.object_repr.as_str()).collect();
        assert_eq!(
            texts,
            [
                "1 entry of the outbox retried",
                "2 entries of the outbox retried",
                "1 entry of the outbox dropped"
            ]
        );
        for (input, expected) in [
            (json!({}), "databaseIds: REQUIRED"),
            (json!({ "all": true, "databaseIds": [1] }), "databaseIds: NOT_ALLOWED"),
            (json!({ "databaseIds": vec![1; 1001] }), "databaseIds: OUT_OF_RANGE"),
        ] {
            assert_eq!(errors(graph, &context, "outboxRetry", input).await, json!([expected]));
        }
    })
    .await;
}

#[tokio::test]
async fn settings_have_sources_and_no_secrets() {
    let flag = |key: &str, value: &str| Flag {
        name: "--set".to_owned(),
        key: key.to_owned(),
        value: value.to_owned(),
    };
    let sources = Sources {
        flags: vec![
            flag("secret_key", "s3cret-key"),
            flag("database.url", "postgres://helpdesk:s3cret@db/helpdesk"),
            flag("mail.email_host_password", "s3cret-mail"),
            flag(
                "webhooks.secret",
                "whsec_czNjcmV0LXMzY3JldC1zM2NyZXQtczNjcmV0",
            ),
            flag("graphql.max_page_size", "77"),
        ],
        ..Sources::default()
    };
    let loaded = config::load(&sources).unwrap();
    let graph = Graph::with(|config| config.origins = loaded.config.origins).await;
    let data = graph
        .data(Some(ADMIN), "{ settings { name value source } }")
        .await;
    let settings = data["settings"].as_array().unwrap();
    let setting = |name: &str| {
        let found = settings.iter().find(|setting| setting["name"] == name);
        found.unwrap_or_else(|| panic!("{name}")).clone()
    };
    assert_eq!(
        setting("graphql.max_page_size"),
        json!({ "name": "graphql.max_page_size", "value": "77", "source": "option --set" })
    );
    assert_eq!(setting("secret_key")["value"], "\"***\"");
    assert_eq!(
        setting("database.url")["value"],
        "\"postgres://helpdesk:***@db/helpdesk\""
    );
    assert_eq!(setting("append_slash")["source"], "default");
    assert!(!data.to_string().contains("s3cret") && !data.to_string().contains("czNjcmV0"));
    assert_eq!(settings.len(), config::keys().len());
}
