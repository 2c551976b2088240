//! What the contract does not record: the order of the ways, malformed credentials, throttling,
//! what is remembered, and the number of statements.

use std::sync::Arc;
use std::time::Instant;

use deskql::auth::Door;
use deskql::config::{Authentication, Config};
use deskql::domain::core::error::Rejection;
use deskql::domain::desk::accounts;
use deskql::domain::{Clock, Viewer};
use deskql::passwords;
use entity::user;
use entity::values::Secret;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::support::{Fixture, ask, basic, basic_header, config, outcome, peer, request, wrong};
use crate::support::fixture::token;

const ADMIN_SESSION: (&str, &str) = ("Cookie", "sessionid=fixtureadmin00000000000000000000");

/// Makes a password cheap to check, for tests that check it often: a hash of one round.
async fn cheapen(fixture: &Fixture, name: &str, salt: &str) {
    // PBKDF2 of "cheap", one round.
    let encoded = match salt {
        "aaaaaaaaaaaaaaaaaaaaaa" => CHEAP_A,
        _ => CHEAP_B,
    };
    store(
        fixture,
        name,
        user::Column::Password,
        Secret(encoded.to_owned()),
    )
    .await;
}

async fn store(
    fixture: &Fixture,
    name: &str,
    column: user::Column,
    value: impl Into<sea_orm::Value>,
) {
    let update = user::Entity::update_many().col_expr(column, Expr::value(value));
    update
        .filter(user::Column::Username.eq(name))
        .exec(&fixture.db)
        .await
        .unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_way_that_finds_somebody_decides() {
    use Authentication::{Basic, Session, Token};
    let fixture = Fixture::sqlite().await;
    let with = |ways: &[Authentication]| {
        let mut config = config();
        config.rest_framework.default_authentication_classes = ways.to_vec();
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
    // Only who came by session has to show a CSRF token.
    let write = request("POST", &[ADMIN_SESSION, ("Authorization", &token_header)]);
    let by_token = with(&[Token, Session])
        .authenticate(&fixture.db, &write, peer(), Door::Rest)
        .await
        .unwrap();
    assert_eq!(by_token.csrf.check(None), Ok(()));
    let by_session = with(&[Session, Token])
        .authenticate(&fixture.db, &write, peer(), Door::Rest)
        .await
        .unwrap();
    assert_eq!(
        by_session.csrf.check(None),
        Err(Rejection::Csrf("CSRF cookie not set.".to_owned()))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn malformed_credentials() {
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

/// To MariaDB these are the same keys in other letters, and with a blank at the end.
#[tokio::test(flavor = "multi_thread")]
async fn keys_are_spelled_exactly() {
    let fixtures = [
        Some(Fixture::sqlite().await),
        Fixture::postgres().await,
        Fixture::mariadb().await,
    ];
    for fixture in fixtures.into_iter().flatten() {
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

/// PostgreSQL cannot compare with a text that has this character in it.
#[tokio::test(flavor = "multi_thread")]
async fn a_nul_is_in_nobodys_name() {
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

#[tokio::test(flavor = "multi_thread")]
async fn sessions_need_the_key_that_signed_them() {
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
    // The cookie's name is a setting.
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
async fn sessions_end_with_the_password_and_in_time() {
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
    cheapen(&fixture, "admin", "aaaaaaaaaaaaaaaaaaaaaa").await;
    assert_eq!(ask(&authenticator, &fixture.db, &parts).await, "anonymous");
}

#[tokio::test(flavor = "multi_thread")]
async fn guessing_is_throttled_by_name_and_address() {
    let fixture = Fixture::sqlite().await;
    let mut config = config();
    config.auth.throttle_failures = 3;
    config.auth.trusted_proxies = vec![peer().to_string().parse().unwrap()];
    let authenticator = fixture.authenticator_at(
        config,
        Clock::fixed("2026-01-01T00:00:00Z".parse().unwrap()),
    );
    let from = |name: &str, password: &str, address: &str| {
        request(
            "GET",
            &[
                ("Authorization", &basic_header(name, password)),
                ("X-Forwarded-For", address),
            ],
        )
    };
    let throttled = Rejection::Throttled(60).to_string();
    // A right password between wrong ones forgets them.
    for password in ["1", "2", "customer-pass", "3", "4", "5"] {
        let expected = if password == "customer-pass" {
            "customer".to_owned()
        } else {
            wrong()
        };
        assert_eq!(
            ask(
                &authenticator,
                &fixture.db,
                &from("customer", password, "1.1.1.1")
            )
            .await,
            expected
        );
    }
    let started = Instant::now();
    passwords::burn("x");
    let hash = started.elapsed();
    let started = Instant::now();
    let db = fixture.db.with_own_counter();
    for password in ["6", "customer-pass"] {
        assert_eq!(
            ask(&authenticator, &db, &from("customer", password, "1.1.1.1")).await,
            throttled
        );
    }
    assert_eq!(
        db.statement_count(),
        2,
        "a refused try costs looking the account up"
    );
    assert!(started.elapsed() < hash, "{:?}", started.elapsed());
    assert_eq!(
        ask(
            &authenticator,
            &fixture.db,
            &from("customer", "customer-pass", "1.1.1.2")
        )
        .await,
        "customer"
    );
    assert_eq!(
        ask(
            &authenticator,
            &fixture.db,
            &from("agent", "agent-pass", "1.1.1.1")
        )
        .await,
        "agent"
    );
    // Names that nobody has are counted alike.
    for _ in 0..3 {
        assert_eq!(
            ask(&authenticator, &fixture.db, &from("nobody", "x", "1.1.1.1")).await,
            wrong()
        );
    }
    assert_eq!(
        ask(&authenticator, &fixture.db, &from("nobody", "x", "1.1.1.1")).await,
        throttled
    );
    // Other credentials are no guesses.
    let parts = request(
        "GET",
        &[
            ("Authorization", "Token abc"),
            ("X-Forwarded-For", "1.1.1.1"),
        ],
    );
    assert_eq!(
        ask(&authenticator, &fixture.db, &parts).await,
        Rejection::TokenInvalid.to_string()
    );
}

/// Guesses that come all at once are stopped, too: the count is looked at again when it is a
/// guess's turn.
#[tokio::test(flavor = "multi_thread")]
async fn guesses_at_the_same_time_are_counted() {
    let fixture = Fixture::sqlite().await;
    cheapen(&fixture, "admin", "aaaaaaaaaaaaaaaaaaaaaa").await;
    let mut config = config();
    config.auth.throttle_failures = 2;
    let authenticator = Arc::new(fixture.authenticator(config));
    let tries = (0..12).map(|guess| {
        let (authenticator, db) = (Arc::clone(&authenticator), fixture.db.clone());
        tokio::spawn(
            async move { ask(&authenticator, &db, &basic("admin", &guess.to_string())).await },
        )
    });
    let mut hashed = 0;
    for outcome in tries.collect::<Vec<_>>() {
        hashed += usize::from(outcome.await.unwrap() == wrong());
    }
    let at_once = std::thread::available_parallelism()
        .unwrap()
        .get()
        .div_ceil(2);
    assert!(
        (2..=2 + at_once).contains(&hashed),
        "{hashed} guesses were answered"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_verified_password_is_remembered_for_a_while() {
    let fixture = Fixture::sqlite().await;
    let (parts, db) = (basic("admin", "admin"), fixture.db.with_own_counter());
    let authenticator = fixture.authenticator(config());
    let timed = async || {
        let started = Instant::now();
        assert_eq!(ask(&authenticator, &db, &parts).await, "admin");
        started.elapsed()
    };
    let first = timed().await;
    let second = timed().await.min(timed().await);
    assert!(
        second * 5 < first,
        "hashed {first:?}, remembered {second:?}"
    );
    assert_eq!(db.statement_count(), 3, "one a request");
    assert_eq!(
        ask(&authenticator, &db, &basic("admin", "Admin")).await,
        wrong(),
        "only this password"
    );
    assert_eq!(
        ask(&authenticator, &db, &basic("agent", "admin")).await,
        wrong(),
        "only this account"
    );
    // With the setting at 0 every request is hashed.
    let mut config = config();
    config.auth.verification_seconds = 0;
    let forgetful = fixture.authenticator(config);
    assert_eq!(ask(&forgetful, &db, &parts).await, "admin");
    let started = Instant::now();
    assert_eq!(ask(&forgetful, &db, &parts).await, "admin");
    assert!(started.elapsed() > second * 5, "{:?}", started.elapsed());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_password_counts_at_once() {
    let fixture = Fixture::sqlite().await;
    let authenticator = fixture.authenticator(config());
    assert_eq!(
        ask(&authenticator, &fixture.db, &basic("agent", "agent-pass")).await,
        "agent"
    );
    accounts::set_password(
        &deskql::config::Config::default(),
        &fixture.db,
        2,
        Secret("another".to_owned()),
    )
    .await
    .unwrap();
    assert_eq!(
        ask(&authenticator, &fixture.db, &basic("agent", "agent-pass")).await,
        wrong()
    );
    assert_eq!(
        ask(&authenticator, &fixture.db, &basic("agent", "another")).await,
        "agent"
    );
    store(
        &fixture,
        "agent",
        user::Column::Password,
        Secret(passwords::unusable()),
    )
    .await;
    assert_eq!(
        ask(&authenticator, &fixture.db, &basic("agent", "another")).await,
        wrong()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_that_is_switched_off_is_out_at_once() {
    let fixture = Fixture::sqlite().await;
    let authenticator = fixture.authenticator(config());
    let by_token = request(
        "GET",
        &[("Authorization", &format!("Token {}", token("admin")))],
    );
    for parts in [
        &basic("admin", "admin"),
        &by_token,
        &request("GET", &[ADMIN_SESSION]),
    ] {
        assert_eq!(ask(&authenticator, &fixture.db, parts).await, "admin");
    }
    store(&fixture, "admin", user::Column::IsActive, false).await;
    assert_eq!(
        ask(&authenticator, &fixture.db, &basic("admin", "admin")).await,
        wrong()
    );
    assert_eq!(
        ask(&authenticator, &fixture.db, &by_token).await,
        Rejection::Inactive.to_string()
    );
    assert_eq!(
        ask(
            &authenticator,
            &fixture.db,
            &request("GET", &[ADMIN_SESSION])
        )
        .await,
        "anonymous"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn hashes_are_renewed_once_and_only_when_the_password_is_right() {
    let fixture = Fixture::sqlite().await;
    cheapen(&fixture, "agent", "aaaaaaaaaaaaaaaaaaaaaa").await;
    let cheap = fixture.user("agent").await.password;
    let authenticator = fixture.authenticator(config());
    assert_eq!(
        ask(&authenticator, &fixture.db, &basic("agent", "wrong")).await,
        wrong()
    );
    assert_eq!(fixture.user("agent").await.password, cheap);
    // Many at a time do the work once.
    let tries = (0..8).map(|_| {
        let (authenticator, db) = (authenticator.clone(), fixture.db.clone());
        tokio::spawn(async move { ask(&authenticator, &db, &basic("agent", "cheap")).await })
    });
    for outcome in tries.collect::<Vec<_>>() {
        assert_eq!(outcome.await.unwrap(), "agent");
    }
    let renewed = fixture.user("agent").await.password;
    assert!(renewed.0.starts_with("pbkdf2_sha256$1000000$"));
    assert_eq!(
        ask(&authenticator, &fixture.db, &basic("agent", "cheap")).await,
        "agent"
    );
    assert_eq!(fixture.user("agent").await.password, renewed);
    // A password changed meanwhile is not overwritten.
    cheapen(&fixture, "agent", "bbbbbbbbbbbbbbbbbbbbbb").await;
    let changed = accounts::upgrade_password(&fixture.db, 2, &renewed, &Secret("lost".to_owned()))
        .await
        .unwrap();
    assert!(!changed);
    assert_ne!(fixture.user("agent").await.password.0, "lost");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hash_that_cannot_be_renewed_does_not_matter() {
    let fixture = Fixture::sqlite().await;
    cheapen(&fixture, "agent", "aaaaaaaaaaaaaaaaaaaaaa").await;
    let gone = Fixture::sqlite().await;
    let authenticator = gone.authenticator(config());
    gone.db.clone().close().await.unwrap();
    assert_eq!(
        ask(&authenticator, &fixture.db, &basic("agent", "cheap")).await,
        "agent"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn statements_of_a_request() {
    let fixture = Fixture::sqlite().await;
    for by_permission in [false, true] {
        let mut config = config();
        config.helpdesk.enable_per_queue_staff_permission = by_permission;
        let authenticator = fixture.authenticator(config);
        let token = format!("Token {}", token("agent"));
        let session = ("Cookie", "sessionid=fixtureagent00000000000000000000");
        let more = u64::from(by_permission);
        for (parts, statements) in [
            (request("GET", &[]), 0),
            (request("GET", &[("Authorization", &token)]), 1 + more),
            (request("GET", &[session]), 2 + more),
            (basic("agent", "agent-pass"), 1 + more),
            (basic("agent", "agent-pass"), 1 + more),
            (request("GET", &[("Cookie", "sessionid=short")]), 0),
            (request("GET", &[("Authorization", "Token abc")]), 1),
        ] {
            let db = fixture.db.with_own_counter();
            ask(&authenticator, &db, &parts).await;
            assert_eq!(
                db.statement_count(),
                statements,
                "{:?}",
                parts.headers.keys().collect::<Vec<_>>()
            );
        }
    }
}

async fn grants(fixture: &Fixture, config: Config, user: &str) -> Option<Vec<i32>> {
    let parts = request(
        "GET",
        &[("Authorization", &format!("Token {}", token(user)))],
    );
    let found = fixture
        .authenticator(config)
        .authenticate(&fixture.db, &parts, peer(), Door::Rest)
        .await;
    match found.as_ref().map(|found| &found.viewer) {
        Ok(Viewer::User(account)) => account.granted_queues.clone(),
        _ => panic!("{}", outcome(&found)),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn queues_are_granted_by_permission() {
    for fixture in [
        Some(Fixture::sqlite().await),
        Fixture::postgres().await,
        Fixture::mariadb().await,
    ]
    .into_iter()
    .flatten()
    {
        assert_eq!(
            grants(&fixture, config(), "agent").await,
            None,
            "the setting is off"
        );
        let mut config = config();
        config.helpdesk.enable_per_queue_staff_permission = true;
        assert_eq!(
            grants(&fixture, config.clone(), "admin").await,
            None,
            "a superuser"
        );
        assert_eq!(
            grants(&fixture, config.clone(), "agent").await,
            Some(vec![2]),
            "by the group"
        );
        assert_eq!(
            grants(&fixture, config.clone(), "hr").await,
            Some(vec![]),
            "none"
        );
    }
}

const CHEAP_A: &str =
    "pbkdf2_sha256$1$aaaaaaaaaaaaaaaaaaaaaa$NmPO0G8eaIjIL+upEIuXPwxd17M2joKLfTPGmLwDilA=";
const CHEAP_B: &str =
    "pbkdf2_sha256$1$bbbbbbbbbbbbbbbbbbbbbb$KIuhMNiqngK2o6CJkDLgFz2fJ1CQjcjCXGxup8uBlv0=";
