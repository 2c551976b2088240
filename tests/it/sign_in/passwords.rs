//! Changing and resetting passwords.

use std::time::Duration;

use entity::values::{Secret, Timestamp};
use entity::{outbox, user};
use sea_orm::{EntityTrait, QueryOrder};
use serde_json::{Value, json};

use super::{
    account, bearer, cookie, data, error, leak, on_each_service, send, set_cheap_password,
};
use crate::support::service::Service;

const CHANGE: &str = r#"mutation { viewerPasswordChange(input: { currentPassword: "OLD", newPassword: "NEW" })
    { csrfToken userErrors { field code } } }"#;

async fn change(service: &Service, headers: &[(&str, &str)], old: &str, new: &str) -> Value {
    let document = CHANGE.replace("OLD", old).replace("NEW", new);
    data(service, headers, &document).await["viewerPasswordChange"].take()
}

async fn sign_in(service: &Service, password: &str) -> Vec<(&'static str, &'static str)> {
    let document = format!(
        r#"mutation {{ sessionCreate(input: {{ username: "customer", password: "{password}" }}) {{ csrfToken userErrors {{ code }} }} }}"#
    );
    let answer = send(service, &[], &document).await;
    let json = answer.json();
    let Some(token) = json["data"]["sessionCreate"]["csrfToken"].as_str() else {
        return Vec::new();
    };
    let cookies = format!(
        "sessionid={}; csrftoken={}",
        cookie(&answer, "sessionid").unwrap(),
        cookie(&answer, "csrftoken").unwrap()
    );
    vec![
        ("cookie", leak(cookies)),
        ("x-csrftoken", leak(token.to_owned())),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_password_ends_other_sessions() {
    on_each_service(
        |_| {},
        async |service| {
            set_cheap_password(service, "customer").await;
            let (mine, other) = (
                sign_in(service, "cheap").await,
                sign_in(service, "cheap").await,
            );
            let wrong = change(service, &mine, "wrong", "correct horse").await;
            assert_eq!(
                wrong["userErrors"],
                json!([{ "field": ["currentPassword"], "code": "WRONG_PASSWORD" }])
            );
            let document = CHANGE
                .replace("OLD", "cheap")
                .replace("NEW", "correct horse");
            let answer = send(service, &mine, &document).await;
            let changed = &answer.json()["data"]["viewerPasswordChange"];
            assert_eq!(changed["userErrors"], json!([]));
            assert!(changed["csrfToken"].is_string());
            let who = "{ viewer { isAgent } }";
            assert_eq!(data(service, &other, who).await, json!({ "viewer": null }));
            let renewed = format!("sessionid={}", cookie(&answer, "sessionid").unwrap());
            let found = service
                .get(
                    "/graphql?query=%7Bviewer%7BisAgent%7D%7D",
                    &[("cookie", &renewed)],
                )
                .await;
            assert_eq!(found.json()["data"]["viewer"]["isAgent"], false);
            assert!(sign_in(service, "cheap").await.is_empty());
            assert!(!sign_in(service, "correct horse").await.is_empty());
        },
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn new_passwords_are_validated() {
    let service = Service::start_with(|config| {
        config.auth_password_validators = serde_json::from_value(json!([
            "MinimumLengthValidator",
            "NumericPasswordValidator"
        ]))
        .unwrap();
    })
    .await;
    set_cheap_password(&service, "customer").await;
    let answer = change(&service, &[bearer("customer")], "cheap", "123").await;
    assert_eq!(
        answer["userErrors"],
        json!([
            { "field": ["newPassword"], "code": "PASSWORD_TOO_SHORT" },
            { "field": ["newPassword"], "code": "PASSWORD_NUMERIC" },
        ])
    );
    let document = CHANGE.replace("OLD", "cheap");
    assert_eq!(error(&service, &[], &document).await.1, "UNAUTHENTICATED");
}

/// The texts of the emails about accounts in the outbox, by recipient.
async fn notices(service: &Service, count: usize) -> Vec<(String, String)> {
    for _ in 0..100 {
        let rows = outbox::Entity::find()
            .order_by_asc(outbox::Column::Id)
            .all(&service.app.db)
            .await
            .unwrap();
        if rows.len() >= count {
            tokio::time::sleep(Duration::from_millis(50)).await;
            return rows
                .iter()
                .map(|row| {
                    let payload: Value = serde_json::from_str(&row.payload).unwrap();
                    let text = payload["notice"]["text"].as_str().unwrap_or_default();
                    (row.destination.clone(), text.to_owned())
                })
                .collect();
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("no email");
}

async fn request(service: &Service, email: &str) {
    let document = format!(
        r#"mutation {{ passwordResetRequest(input: {{ email: "{email}" }}) {{ userErrors {{ code }} }} }}"#
    );
    let answer = data(service, &[], &document).await;
    assert_eq!(
        answer,
        json!({ "passwordResetRequest": { "userErrors": [] } })
    );
}

async fn reset(service: &Service, uid: &str, token: &str, password: &str) -> Value {
    let document = format!(
        r#"mutation {{ passwordReset(input: {{ uid: "{uid}", token: "{token}", newPassword: "{password}" }})
            {{ userErrors {{ field code }} }} }}"#
    );
    data(service, &[], &document).await["passwordReset"]["userErrors"].take()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_resets_the_password_once() {
    on_each_service(
        |_| {},
        async |service| {
            set_cheap_password(service, "customer").await;
            // Neither has a password to reset, or an account.
            for email in [
                "unusable@example.com",
                "inactive@example.com",
                "nobody@example.org",
            ] {
                request(service, email).await;
            }
            request(service, "agent@EXAMPLE.com").await;
            let mails = notices(service, 1).await;
            assert_eq!(mails.len(), 1, "{mails:?}");
            let (recipient, text) = &mails[0];
            assert_eq!(recipient, "agent@example.com");
            let link = text
                .lines()
                .find(|line| line.contains("/password-reset/"))
                .unwrap();
            let mut parts = link.trim_end_matches('/').rsplit('/');
            let (token, uid) = (parts.next().unwrap(), parts.next().unwrap());
            assert_eq!(uid, "Mg");
            let expired = json!([{ "field": ["token"], "code": "EXPIRED" }]);
            assert_eq!(reset(service, "Mw", token, "correct horse").await, expired);
            assert_eq!(
                reset(service, uid, &format!("{token}0"), "correct horse").await,
                expired
            );
            assert_eq!(reset(service, uid, token, "correct horse").await, json!([]));
            assert_eq!(reset(service, uid, token, "correct horse 2").await, expired);
            let verdict =
                deskql::passwords::Hashers::named(&service.app.config.auth.password_hashers)
                    .verify("correct horse", &account(service, "agent").await.password.0);
            assert!(verdict.correct);
        },
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn requests_are_limited_and_can_be_disabled() {
    on_each_service(
        |config| config.auth.max_password_resets_per_hour = 2,
        async |service| {
            request(service, "customer@example.com").await;
            request(service, "nobody@example.org").await;
            let document = r#"mutation { passwordResetRequest(input: { email: "customer@example.com" }) { userErrors { code } } }"#;
            assert_eq!(error(service, &[], document).await.1, "THROTTLED");
        },
    )
    .await;
    let service = Service::start_with(|config| config.helpdesk.enable_password_reset = false).await;
    let document = r#"mutation { passwordResetRequest(input: { email: "customer@example.com" }) { userErrors { code } } }"#;
    let answer = data(&service, &[], document).await;
    assert_eq!(
        answer["passwordResetRequest"]["userErrors"],
        json!([{ "code": "NOT_ALLOWED" }])
    );
}

/// The token that Django's `PasswordResetTokenGenerator` creates for the account below.
const DJANGO_TOKEN: &str = "diu2w0-47e7b67dfd35b1a8a6846ebb37b4d447";

#[test]
fn accepts_tokens_of_django() {
    let config = deskql::config::Config {
        secret_key: deskql::config::SecretKey("oracle-only-not-a-secret".to_owned()),
        time_zone: chrono_tz::Tz::America__Chicago,
        ..deskql::config::Config::default()
    };
    let moment = |text: &str| chrono::DateTime::parse_from_rfc3339(text).unwrap().to_utc();
    let user = user::Model {
        id: 7,
        password: Secret("pbkdf2_sha256$1$salt$hash".to_owned()),
        last_login: Some(Timestamp(moment("2026-11-01T12:30:45.123456Z"))),
        email: "Ada@example.com".to_owned(),
        ..deskql::domain::Account::system().user
    };
    let now = moment("2026-11-30T08:00:00Z");
    let link = deskql::domain::desk::accounts::ResetLink::new(&config, &user, now).unwrap();
    assert_eq!(
        (link.uid.as_str(), link.token.as_str()),
        ("Nw", DJANGO_TOKEN)
    );
    assert!(link.is_valid(&config, &user, now));
    assert!(link.is_valid(&config, &user, now + chrono::TimeDelta::days(3)));
    let late = now + chrono::TimeDelta::days(3) + chrono::TimeDelta::seconds(1);
    assert!(!link.is_valid(&config, &user, late));
}
