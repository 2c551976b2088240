//! Signing in from a browser, personal tokens, passwords, and what customers and visitors may do, by
//! HTTP on the fixture in every available database.

mod customers;
mod passwords;
mod sessions;
mod spam;
mod tokens;
mod visitors;
mod votes;

use deskql::config::Config;
use entity::user;
use entity::values::Secret;
use http::StatusCode;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};

use crate::support::fixture::token;
use crate::support::server::Server;
use crate::support::service::{Answer, Service};

/// A hash of the password "cheap" with one iteration.
const CHEAP_HASH: &str =
    "pbkdf2_sha256$1$aaaaaaaaaaaaaaaaaaaaaa$NmPO0G8eaIjIL+upEIuXPwxd17M2joKLfTPGmLwDilA=";

/// Runs a test with a service on every available database.
async fn on_each_service(change: fn(&mut Config), test: impl AsyncFn(&Service)) {
    on_each_database_of(&change, test).await;
}

/// As [`on_each_service`], with a change that depends on the test.
async fn on_each_database_of(change: &dyn Fn(&mut Config), test: impl AsyncFn(&Service)) {
    let mut config = |config: &mut Config| {
        // Passwords of the fixture have a million iterations.
        config.auth.password_hashers = vec!["PBKDF2PasswordHasher".to_owned()];
        change(config);
    };
    Box::pin(test(&Service::start_with(&mut config).await)).await;
    for server in Server::fixtures().await {
        let url = server.url();
        let service = Service::start_with(|settings| {
            config(settings);
            settings.database.url = url;
        })
        .await;
        Box::pin(test(&service)).await;
        service.app.db.close().await.unwrap();
    }
}

/// Sends a document with headers.
async fn send(service: &Service, headers: &[(&str, &str)], document: &str) -> Answer {
    let body = json!({ "query": document }).to_string();
    let headers = [&[("content-type", "application/json")], headers].concat();
    service.call("POST", "/graphql", &headers, body).await
}

/// Sends a document with headers, and returns its data. Fails if there are errors.
async fn data(service: &Service, headers: &[(&str, &str)], document: &str) -> Value {
    let answer = send(service, headers, document).await;
    let mut json = answer.json();
    assert!(json.get("errors").is_none(), "{document}: {json:#}");
    json["data"].take()
}

/// The code of the first error of a document, and the status.
async fn error(
    service: &Service,
    headers: &[(&str, &str)],
    document: &str,
) -> (StatusCode, String) {
    let answer = send(service, headers, document).await;
    let json = answer.json();
    let code = json["errors"][0]["extensions"]["code"].as_str();
    (answer.status, code.unwrap_or_default().to_owned())
}

/// The `Authorization` header of a user of the fixture.
fn bearer(user: &str) -> (&'static str, &'static str) {
    ("authorization", leak(format!("Bearer {}", token(user))))
}

/// A text for the rest of the test.
fn leak(text: String) -> &'static str {
    Box::leak(text.into_boxed_str())
}

/// Gives an account the password "cheap".
async fn set_cheap_password(service: &Service, username: &str) {
    user::Entity::update_many()
        .col_expr(
            user::Column::Password,
            Expr::value(Secret(CHEAP_HASH.to_owned())),
        )
        .filter(user::Column::Username.eq(username))
        .exec(&service.app.db)
        .await
        .unwrap();
}

/// The row of an account.
async fn account(service: &Service, username: &str) -> user::Model {
    user::Entity::find()
        .filter(user::Column::Username.eq(username))
        .one(&service.app.db)
        .await
        .unwrap()
        .unwrap()
}

/// The values of the cookies that a response sets, by name.
fn cookie(answer: &Answer, name: &str) -> Option<String> {
    let prefix = format!("{name}=");
    answer
        .headers
        .get_all("set-cookie")
        .iter()
        .filter_map(|header| header.to_str().unwrap().strip_prefix(&prefix))
        .map(|rest| rest.split(';').next().unwrap().to_owned())
        .next_back()
}
