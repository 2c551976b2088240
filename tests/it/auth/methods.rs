//! The configured authentication methods in order, and malformed credentials.

use deskql::auth::Api;
use deskql::config::Authentication;
use deskql::domain::core::error::Rejection;

use super::support::{ADMIN_SESSION, Fixture, ask, basic, config, peer, request, wrong};
use crate::support::fixture::token;

#[tokio::test(flavor = "multi_thread")]
async fn the_first_method_that_finds_a_user_decides() {
    use Authentication::{Basic, Session, Token};
    let fixture = Fixture::sqlite().await;
    let with = |methods: &[Authentication]| {
        let mut config = config();
        config.rest_framework.default_authentication_classes = methods.to_vec();
        fixture.authenticator(config)
    };
    let token_header = format!("Token {}", token("agent"));
    let both = request("GET", &[ADMIN_SESSION, ("Authorization", &token_header)]);
    assert_eq!(
        ask(&with(&[Session, Basic, Token]), &fixture.db, &both).await,
        "admin"
    );
    assert_eq!(
        ask(&with(&[Token, Session]), &fixture.db, &both).await,
        "agent"
    );
    assert_eq!(
        ask(&with(&[Basic, Session]), &fixture.db, &both).await,
        "admin"
    );
    assert_eq!(ask(&with(&[Basic]), &fixture.db, &both).await, "anonymous");
    assert_eq!(ask(&with(&[]), &fixture.db, &both).await, "anonymous");
    let bad = request("GET", &[ADMIN_SESSION, ("Authorization", "Token abc")]);
    assert_eq!(
        ask(&with(&[Session, Token]), &fixture.db, &bad).await,
        "admin"
    );
    assert_eq!(
        ask(&with(&[Token, Session]), &fixture.db, &bad).await,
        Rejection::TokenInvalid.to_string()
    );
    // Only sessions need a CSRF token.
    let write = request("POST", &[ADMIN_SESSION, ("Authorization", &token_header)]);
    let by_token = with(&[Token, Session])
        .authenticate(&fixture.db, &write, peer(), Api::Rest)
        .await
        .unwrap();
    assert_eq!(by_token.csrf.check(None), Ok(()));
    let by_session = with(&[Session, Token])
        .authenticate(&fixture.db, &write, peer(), Api::Rest)
        .await
        .unwrap();
    assert_eq!(
        by_session.csrf.check(None),
        Err(Rejection::Csrf("CSRF cookie not set.".to_owned()))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn rejects_malformed_credentials() {
    let fixture = Fixture::sqlite().await;
    let authenticator = fixture.authenticator(config());
    for (header, expected) in [
        ("Basic", Rejection::BasicMissing),
        ("Basic a b", Rejection::BasicSpaces),
        ("Basic YWRtaW4=", Rejection::BasicEncoding),
        ("Token", Rejection::TokenMissing),
        ("token a b", Rejection::TokenSpaces),
        ("Token \u{fc}", Rejection::TokenInvalid),
    ] {
        let parts = request("GET", &[("Authorization", header)]);
        assert_eq!(
            ask(&authenticator, &fixture.db, &parts).await,
            expected.to_string(),
            "{header}"
        );
    }
    let mut parts = request("GET", &[]);
    parts.headers.insert(
        "Authorization",
        http::HeaderValue::from_bytes(b"Token \xfc").unwrap(),
    );
    assert_eq!(
        ask(&authenticator, &fixture.db, &parts).await,
        Rejection::TokenCharacters.to_string()
    );
    let parts = request("GET", &[("Authorization", "Bearer abc")]);
    assert_eq!(ask(&authenticator, &fixture.db, &parts).await, "anonymous");
}

/// MariaDB ignores case and trailing spaces when it compares keys.
#[tokio::test(flavor = "multi_thread")]
async fn compares_keys_exactly() {
    for fixture in Fixture::each().await {
        let authenticator = fixture.authenticator(config());
        let key = "a1".repeat(20);
        for (key, answer) in [
            (key.as_str(), "admin".to_owned()),
            (&key.to_uppercase(), Rejection::TokenInvalid.to_string()),
        ] {
            let parts = request("GET", &[("Authorization", &format!("Token {key}"))]);
            assert_eq!(ask(&authenticator, &fixture.db, &parts).await, answer);
        }
        let session = "fixtureadmin00000000000000000000";
        for (key, answer) in [
            (session, "admin"),
            (&session.to_uppercase(), "anonymous"),
            ("fixtureadmin00000000000000000000 ", "anonymous"),
        ] {
            let parts = request("GET", &[("Cookie", &format!("sessionid=\"{key}\""))]);
            assert_eq!(
                ask(&authenticator, &fixture.db, &parts).await,
                answer,
                "{key:?}"
            );
        }
    }
}

/// PostgreSQL rejects texts with this character.
#[tokio::test(flavor = "multi_thread")]
async fn rejects_null_characters() {
    let Some(fixture) = Fixture::postgres().await else {
        return;
    };
    let authenticator = fixture.authenticator(config());
    assert_eq!(
        ask(&authenticator, &fixture.db, &basic("admin\0", "admin")).await,
        wrong()
    );
    let parts = request(
        "GET",
        &[(
            "Cookie",
            "sessionid=\"fixtureadmin\\000000000000000000000\"",
        )],
    );
    assert_eq!(ask(&authenticator, &fixture.db, &parts).await, "anonymous");
}
