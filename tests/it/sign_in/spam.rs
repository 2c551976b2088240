//! Checks of visitors' tickets for spam: by Akismet's API, a program and an endpoint of a local
//! server.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::routing::post;
use deskql::config::Config;
use entity::ticket;
use http::StatusCode;
use sea_orm::{EntityTrait as _, PaginatorTrait as _};
use serde_json::{Value, json};

use super::{data, error, on_each_database_of};
use crate::support::service::Service;

/// A change of the settings.
type Change = Box<dyn Fn(&mut Config)>;

/// The bodies that a server received.
type Received = Arc<Mutex<Vec<String>>>;

/// Starts a server whose `/1.1/comment-check` and `/check` find "casino" to be spam.
async fn server() -> (String, Received) {
    let received = Received::default();
    let (form, json_body) = (Arc::clone(&received), Arc::clone(&received));
    let app = Router::new()
        .route(
            "/1.1/comment-check",
            post(async move |body: String| {
                form.lock().unwrap().push(body.clone());
                if body.contains("api_key=right") {
                    body.contains("casino").to_string()
                } else {
                    "invalid".to_owned()
                }
            }),
        )
        .route(
            "/check",
            post(async move |body: String| {
                json_body.lock().unwrap().push(body.clone());
                format!("{{\"spam\": {}}}", body.contains("casino"))
            }),
        )
        .route(
            "/slow",
            post(async || {
                tokio::time::sleep(std::time::Duration::from_secs(30)).await;
                "{\"spam\": true}"
            }),
        )
        .route("/broken", post(async || StatusCode::INTERNAL_SERVER_ERROR));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, app).await });
    (url, received)
}

fn document(description: &str) -> String {
    format!(
        r#"mutation {{ ticketCreate(input: {{ queueId: "1", title: "Broken", description: "{description}",
             submitterEmail: "visitor@example.org" }}) {{ ticket {{ id }} userErrors {{ field code message }} }} }}"#
    )
}

async fn create(service: &Service, headers: &[(&str, &str)], description: &str) -> Value {
    let mut created = data(service, headers, &document(description)).await;
    created["ticketCreate"].take()
}

fn rejection() -> Value {
    json!([{ "field": ["description"], "code": "NOT_ALLOWED", "message": "The text looks like spam." }])
}

#[tokio::test(flavor = "multi_thread")]
async fn each_kind_of_check_rejects_spam_of_visitors() {
    deskql::cli::prepare();
    let (url, received) = server().await;
    let kinds: [Change; 3] = [
        Box::new({
            let url = url.clone();
            move |config: &mut Config| {
                config.spam.akismet_api_key.0 = "right".to_owned();
                config.spam.akismet_url = format!("{url}/1.1/");
            }
        }),
        Box::new({
            let url = url.clone();
            move |config: &mut Config| config.spam.endpoint = format!("{url}/check")
        }),
        Box::new(|config: &mut Config| {
            let script = "if grep -q casino; then exit 1; fi";
            config.spam.command = ["sh", "-c", script].map(str::to_owned).to_vec();
        }),
    ];
    for change in &kinds {
        on_each_database_of(change.as_ref(), async |service| {
            let before = ticket::Entity::find().count(&service.app.db).await.unwrap();
            let spam = create(service, &[], "A casino").await;
            assert_eq!(spam["userErrors"], rejection());
            assert_eq!(spam["ticket"], Value::Null);
            let agent = create(service, &[super::bearer("agent")], "A casino").await;
            assert_eq!(agent["userErrors"], json!([]));
            let headers = [
                ("user-agent", "Test/1"),
                ("referer", "https://example.org/"),
            ];
            let fine = create(service, &headers, "The printer").await;
            assert_eq!(fine["userErrors"], json!([]));
            let after = ticket::Entity::find().count(&service.app.db).await.unwrap();
            assert_eq!(after, before + 2);
        })
        .await;
    }
    let received = received.lock().unwrap();
    let form = received
        .iter()
        .find(|body| body.contains("printer"))
        .unwrap();
    for part in [
        "blog=http%3A%2F%2F",
        "user_ip=",
        "user_agent=Test%2F1",
        "referrer=https%3A%2F%2Fexample.org%2F",
        "comment_author_email=visitor%40example.org",
    ] {
        assert!(form.contains(part), "{part}: {form}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn checks_that_fail_accept_or_reject_by_the_setting() {
    deskql::cli::prepare();
    let (url, _) = server().await;
    for (endpoint, command, key) in [
        ("slow", "", ""),
        ("broken", "", ""),
        ("", "exit 7", ""),
        ("", "sleep 30", ""),
        ("", "", "wrong"),
    ] {
        for fail_closed in [false, true] {
            let service = Service::start_with(|config| {
                let spam = &mut config.spam;
                spam.timeout_seconds = 0.5;
                spam.fail_closed = fail_closed;
                if !endpoint.is_empty() {
                    spam.endpoint = format!("{url}/{endpoint}");
                }
                if !command.is_empty() {
                    spam.command = ["sh", "-c", command].map(str::to_owned).to_vec();
                }
                spam.akismet_api_key.0 = key.to_owned();
                spam.akismet_url = format!("{url}/1.1/");
            })
            .await;
            if fail_closed {
                let (_, code) = error(&service, &[], &document("The printer")).await;
                assert_eq!(code, "UNAVAILABLE", "{endpoint}{command}{key}");
            } else {
                let created = create(&service, &[], "The printer").await;
                assert_eq!(created["userErrors"], json!([]), "{endpoint}{command}{key}");
            }
        }
    }
}
