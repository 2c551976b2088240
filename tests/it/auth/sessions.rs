//! Django's sessions: signing keys, expiry, and other authentication backends.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::TimeDelta;
use deskql::auth::{SessionOwner, session_owner};
use deskql::domain::Clock;
use entity::session;
use entity::values::Timestamp;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sea_orm::{ActiveModelTrait as _, Set};
use sha2::{Digest as _, Sha256};

use super::support::{ADMIN_SESSION, CHEAP_HASHES, Fixture, ask, config, request};

const KEY: &str = "oracle-only-not-a-secret";
const LDAP: &str = "django_auth_ldap.backend.LDAPBackend";

fn salted_hmac(salt: &str, value: &str) -> Vec<u8> {
    let key = Sha256::new()
        .chain_update(salt)
        .chain_update(KEY)
        .finalize();
    let mut mac = Hmac::<Sha256>::new_from_slice(&key).unwrap();
    mac.update(value.as_bytes());
    mac.finalize().into_bytes().to_vec()
}

/// The data of a session as written by Django's `signing.dumps`.
pub fn signed(backend: &str, user: &entity::user::Model) -> String {
    let hash = salted_hmac(
        "django.contrib.auth.models.AbstractBaseUser.get_session_auth_hash",
        &user.password.0,
    );
    let hash: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
    let json = serde_json::json!({
        "_auth_user_id": user.id.to_string(), "_auth_user_backend": backend, "_auth_user_hash": hash,
    });
    let value = format!("{}:1xVoKD", URL_SAFE_NO_PAD.encode(json.to_string()));
    let signature = salted_hmac("django.contrib.sessions.SessionStoresigner", &value);
    format!("{value}:{}", URL_SAFE_NO_PAD.encode(signature))
}

#[tokio::test(flavor = "multi_thread")]
async fn accepts_sessions_of_configured_backends() {
    for fixture in Fixture::each().await {
        let data = signed(LDAP, &fixture.user("agent").await);
        assert_eq!(
            session_owner(&data, KEY),
            SessionOwner::User(LDAP.to_owned())
        );
        let row = session::ActiveModel {
            session_key: Set("ldapsession".to_owned()),
            session_data: Set(data),
            expire_date: Set(Timestamp(Clock::system().now() + TimeDelta::days(1))),
        };
        row.insert(&fixture.db).await.unwrap();
        let parts = request("GET", &[("Cookie", "sessionid=ldapsession")]);
        assert_eq!(
            ask(&fixture.authenticator(config()), &fixture.db, &parts).await,
            "anonymous"
        );
        let mut config = config();
        config.authentication_backends.push(LDAP.to_owned());
        assert_eq!(
            ask(&fixture.authenticator(config), &fixture.db, &parts).await,
            "agent"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn accepts_sessions_only_with_the_key_that_signed_them() {
    let fixture = Fixture::sqlite().await;
    for (key, expected) in [
        ("oracle-only-not-a-secret", "admin"),
        ("another", "anonymous"),
        ("", "anonymous"),
    ] {
        let mut config = config();
        config.secret_key.0 = key.to_owned();
        let authenticator = fixture.authenticator(config);
        assert_eq!(
            ask(
                &authenticator,
                &fixture.db,
                &request("GET", &[ADMIN_SESSION])
            )
            .await,
            expected,
            "{key}"
        );
    }
    // The name of the cookie is a setting.
    let mut config = config();
    config.session_cookie_name = "sid".to_owned();
    let authenticator = fixture.authenticator(config);
    assert_eq!(
        ask(
            &authenticator,
            &fixture.db,
            &request("GET", &[ADMIN_SESSION])
        )
        .await,
        "anonymous"
    );
    let renamed = request("GET", &[("Cookie", "sid=fixtureadmin00000000000000000000")]);
    assert_eq!(ask(&authenticator, &fixture.db, &renamed).await, "admin");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_ends_on_expiry_and_when_the_password_changes() {
    let fixture = Fixture::sqlite().await;
    let parts = request("GET", &[ADMIN_SESSION]);
    let last = Clock::fixed("2098-12-31T23:59:59.999999Z".parse().unwrap());
    assert_eq!(
        ask(
            &fixture.authenticator_at(config(), last),
            &fixture.db,
            &parts
        )
        .await,
        "admin"
    );
    let end = Clock::fixed("2099-01-01T00:00:00Z".parse().unwrap());
    assert_eq!(
        ask(
            &fixture.authenticator_at(config(), end),
            &fixture.db,
            &parts
        )
        .await,
        "anonymous"
    );
    let authenticator = fixture.authenticator(config());
    fixture.set_hash("admin", CHEAP_HASHES[0]).await;
    assert_eq!(ask(&authenticator, &fixture.db, &parts).await, "anonymous");
}
