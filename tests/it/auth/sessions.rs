//! Sessions of other backends than Django's own.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::TimeDelta;
use deskql::auth::{Owner, session_owner};
use entity::session;
use entity::values::Timestamp;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sea_orm::{ActiveModelTrait as _, Set};
use sha2::{Digest as _, Sha256};

use super::support::{Fixture, ask, config, request};

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

/// The data of a session as Django's `signing.dumps` writes them.
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
async fn sessions_of_configured_backends_are_accepted() {
    for fixture in Fixture::each().await {
        let data = signed(LDAP, &fixture.user("agent").await);
        assert_eq!(session_owner(&data, KEY), Owner::By(LDAP.to_owned()));
        let row = session::ActiveModel {
            session_key: Set("ldapsession".to_owned()),
            session_data: Set(data),
            expire_date: Set(Timestamp(
                deskql::domain::Clock::system().now() + TimeDelta::days(1),
            )),
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
