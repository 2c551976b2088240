//! Personal tokens.

use entity::personal_token;
use sea_orm::EntityTrait;
use serde_json::json;

use super::{bearer, data, error, leak, on_each_service};
use crate::support::service::Service;

const CREATE: &str = r#"mutation { personalTokenCreate(input: { name: " Report ", scope: READ INPUT })
    { value personalToken { id databaseId name scope expiresAt isExpired } userErrors { field code message } } }"#;

async fn create(service: &Service, scope: &str, input: &str) -> serde_json::Value {
    let document = CREATE.replace("READ", scope).replace("INPUT", input);
    data(service, &[bearer("agent")], &document).await["personalTokenCreate"].take()
}

fn header(created: &serde_json::Value) -> (&'static str, &'static str) {
    let value = created["value"].as_str().unwrap();
    ("authorization", leak(format!("Bearer {value}")))
}

#[tokio::test(flavor = "multi_thread")]
async fn tokens_are_created_used_and_deleted() {
    on_each_service(|_| {}, async |service| {
        let read = create(service, "READ", r#", expiresAt: "2100-01-01T00:00:00Z""#).await;
        assert_eq!(
            (&read["personalToken"]["name"], &read["personalToken"]["scope"]),
            (&json!("Report"), &json!("READ"))
        );
        let rows = personal_token::Entity::find().all(&service.app.db).await.unwrap();
        assert_eq!(rows.len(), 1);
        assert!(!read["value"].as_str().unwrap().contains(&rows[0].digest.0));
        let write = create(service, "WRITE", "").await;
        let who = "{ viewer { user { username } personalTokens { name scope } } }";
        let found = data(service, &[header(&read)], who).await;
        assert_eq!(found["viewer"]["user"]["username"], "agent");
        assert_eq!(found["viewer"]["personalTokens"].as_array().unwrap().len(), 2);

        // A token for reading cannot write, by GraphQL and by REST.
        let update = r#"mutation { ticketUpdate(input: { id: "1", title: "New" }) { userErrors { code } } }"#;
        assert_eq!(
            error(service, &[header(&read)], update).await,
            (http::StatusCode::FORBIDDEN, "FORBIDDEN".to_owned())
        );
        let rest = |authorization: &'static str| {
            let authorization = authorization.replace("Bearer", "Token");
            [("authorization", leak(authorization)), ("content-type", "application/json")]
        };
        for (token, status) in [(&read, 403), (&write, 200)] {
            let headers = rest(header(token).1);
            let body = r#"{"title": "By REST"}"#;
            let answer = service.call("PATCH", "/api/tickets/1/", &headers, body).await;
            assert_eq!(answer.status, status, "{answer:?}");
            assert_eq!(service.get("/api/tickets/1/", &headers).await.status, 200);
        }

        // Tokens manage no tokens, and nobody sees those of others.
        let id = read["personalToken"]["id"].as_str().unwrap();
        let delete = format!(
            r#"mutation {{ personalTokenDelete(input: {{ id: "{id}" }}) {{ deletedId userErrors {{ code }} }} }}"#
        );
        assert_eq!(error(service, &[header(&write)], &delete).await.1, "FORBIDDEN");
        let node = format!(r#"{{ node(id: "{id}") {{ id }} }}"#);
        assert_eq!(data(service, &[bearer("customer")], &node).await, json!({ "node": null }));
        let other = data(service, &[bearer("admin")], &delete).await;
        assert_eq!(other["personalTokenDelete"]["userErrors"], json!([{ "code": "NOT_FOUND" }]));
        let deleted = data(service, &[bearer("agent")], &delete).await;
        assert_eq!(deleted["personalTokenDelete"]["deletedId"], id);
        assert_eq!(error(service, &[header(&read)], who).await.1, "UNAUTHENTICATED");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn rejects_invalid_and_ended_tokens() {
    on_each_service(
        |_| {},
        async |service| {
            let past = create(service, "READ", r#", expiresAt: "2001-01-01T00:00:00Z""#).await;
            assert_eq!(past["userErrors"][0]["field"], json!(["expiresAt"]));
            assert_eq!(past["value"], json!(null));
            let created = create(service, "WRITE", "").await;
            let mut row: personal_token::ActiveModel = personal_token::Entity::find()
                .one(&service.app.db)
                .await
                .unwrap()
                .unwrap()
                .into();
            row.expires_at = sea_orm::Set(Some(1));
            sea_orm::ActiveModelTrait::update(row, &service.app.db)
                .await
                .unwrap();
            let who = "{ viewer { isAgent } }";
            assert_eq!(
                error(service, &[header(&created)], who).await.1,
                "UNAUTHENTICATED"
            );
            let unknown = [(
                "authorization",
                "Bearer dqt_0000000000000000000000000000000000000000",
            )];
            assert_eq!(error(service, &unknown, who).await.1, "UNAUTHENTICATED");
        },
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_repeated_request_creates_one_token() {
    on_each_service(
        |_| {},
        async |service| {
            let first = create(service, "READ", r#", idempotencyKey: "k""#).await;
            let second = create(service, "READ", r#", idempotencyKey: "k""#).await;
            assert_eq!(first["personalToken"], second["personalToken"]);
            assert!(first["value"].is_string() && second["value"].is_null());
        },
    )
    .await;
}
