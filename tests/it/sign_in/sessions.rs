//! `sessionCreate` and `sessionDelete`.

use deskql::auth::{SessionOwner, session_owner};
use entity::session;
use sea_orm::EntityTrait;
use serde_json::json;

use super::{account, cookie, data, error, leak, on_each_service, send, set_cheap_password};
use crate::support::service::{Answer, Service};

const SIGN_IN: &str = r#"mutation { sessionCreate(input: { username: "customer", password: "cheap" })
    { csrfToken expiresAt userErrors { field code message } } }"#;
const WHO: &str = "{ viewer { user { username } } }";

async fn sign_in(service: &Service, headers: &[(&str, &str)]) -> (Answer, String, String) {
    let answer = send(service, headers, SIGN_IN).await;
    let json = answer.json();
    assert_eq!(
        json["data"]["sessionCreate"]["userErrors"],
        json!([]),
        "{json:#}"
    );
    let token = json["data"]["sessionCreate"]["csrfToken"].as_str().unwrap();
    let cookies = format!(
        "sessionid={}; csrftoken={}",
        cookie(&answer, "sessionid").unwrap(),
        cookie(&answer, "csrftoken").unwrap(),
    );
    let token = token.to_owned();
    (answer, cookies, token)
}

#[tokio::test(flavor = "multi_thread")]
async fn signs_in_and_out() {
    on_each_service(
        |_| {},
        async |service| {
            set_cheap_password(service, "customer").await;
            let (answer, cookies, csrf) = sign_in(service, &[]).await;
            let set: Vec<&str> = answer
                .headers
                .get_all("set-cookie")
                .iter()
                .map(|header| header.to_str().unwrap())
                .collect();
            assert_eq!(set.len(), 2, "{set:?}");
            assert!(
                set[0].contains("; HttpOnly; Max-Age=1209600; Path=/; SameSite=Lax"),
                "{set:?}"
            );
            assert!(
                set[1].contains("; Max-Age=31449600; Path=/; SameSite=Lax"),
                "{set:?}"
            );
            assert!(account(service, "customer").await.last_login.is_some());

            let key = cookie(&answer, "sessionid").unwrap();
            let row = session::Entity::find_by_id(&key)
                .one(&service.app.db)
                .await
                .unwrap()
                .unwrap();
            assert_eq!(
                session_owner(&row.session_data, "oracle-only-not-a-secret"),
                SessionOwner::User("django.contrib.auth.backends.ModelBackend".to_owned())
            );

            // Writes need the token, as with a session of Django.
            let with_cookies = [("cookie", leak(cookies))];
            let out = "mutation { sessionDelete(input: {}) { deleted userErrors { code } } }";
            assert_eq!(error(service, &with_cookies, WHO).await.1, "CSRF_FAILED");
            let both = [with_cookies[0], ("x-csrftoken", leak(csrf))];
            assert_eq!(
                data(service, &both, WHO).await,
                json!({ "viewer": { "user": { "username": "customer" } } })
            );
            assert_eq!(error(service, &with_cookies, out).await.1, "CSRF_FAILED");

            // A new session replaces the old one.
            let (_, cookies, csrf) = sign_in(service, &both).await;
            assert_eq!(
                data(service, &[both[0]], WHO).await,
                json!({ "viewer": null })
            );
            let both = [("cookie", leak(cookies)), ("x-csrftoken", leak(csrf))];
            let answer = send(service, &both, out).await;
            assert_eq!(answer.json()["data"]["sessionDelete"]["deleted"], true);
            assert_eq!(cookie(&answer, "sessionid").unwrap(), "\"\"");
            assert_eq!(data(service, &both, WHO).await, json!({ "viewer": null }));
            assert_eq!(
                data(service, &[], out).await["sessionDelete"]["deleted"],
                false
            );
        },
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_session_is_that_of_the_rest_api_too() {
    let service = Service::start().await;
    set_cheap_password(&service, "agent").await;
    let document = SIGN_IN.replace("customer", "agent");
    let answer = send(&service, &[], &document).await;
    let cookies = format!("sessionid={}", cookie(&answer, "sessionid").unwrap());
    let answer = service
        .get("/api/tickets/1/", &[("cookie", &cookies)])
        .await;
    assert_eq!(answer.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn rejects_wrong_credentials_alike() {
    on_each_service(
        |config| config.auth.throttle_failures = 3,
        async |service| {
            set_cheap_password(service, "customer").await;
            set_cheap_password(service, "inactive").await;
            let attempt = async |username: &str, password: &str| {
                let document = SIGN_IN
                    .replace("customer", username)
                    .replace("cheap", password);
                let answer = send(service, &[], &document).await;
                assert!(answer.headers.get("set-cookie").is_none());
                answer.json()
            };
            let expected = json!([{
                "field": ["password"], "code": "WRONG_PASSWORD",
                "message": "The username and password do not match an active account."
            }]);
            for (username, password) in [
                ("customer", "wrong"),
                ("nobody", "wrong"),
                ("inactive", "cheap"),
            ] {
                let json = attempt(username, password).await;
                assert_eq!(
                    json["data"]["sessionCreate"]["userErrors"], expected,
                    "{json:#}"
                );
            }
            for _ in 0..2 {
                attempt("customer", "wrong").await;
            }
            let json = attempt("customer", "cheap").await;
            assert_eq!(
                json["errors"][0]["extensions"]["code"], "THROTTLED",
                "{json:#}"
            );
            assert!(json["errors"][0]["extensions"]["retryAfter"].is_u64());
        },
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn sessions_in_cookies_need_no_row() {
    let service = Service::start_with(|config| {
        config.session_engine = deskql::config::SessionEngine::SignedCookies;
        config.public_url = "https://help.example.com".to_owned();
        config.session_expire_at_browser_close = true;
    })
    .await;
    set_cheap_password(&service, "customer").await;
    let before = session::Entity::find()
        .all(&service.app.db)
        .await
        .unwrap()
        .len();
    let (answer, cookies, _) = sign_in(&service, &[]).await;
    let after = session::Entity::find()
        .all(&service.app.db)
        .await
        .unwrap()
        .len();
    assert_eq!(before, after);
    let set = answer.header("set-cookie");
    assert!(
        set.ends_with("; HttpOnly; Path=/; SameSite=Lax; Secure"),
        "{set}"
    );
    let answer = service
        .get(
            "/graphql?query=%7Bviewer%7Buser%7Busername%7D%7D%7D",
            &[("cookie", &cookies)],
        )
        .await;
    assert_eq!(
        answer.json()["data"]["viewer"]["user"]["username"],
        "customer"
    );
}
