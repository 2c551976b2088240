//! Remembered passwords, changes that take effect at once, and upgraded hashes.

use std::time::Instant;

use deskql::config::Config;
use deskql::domain::core::error::Rejection;
use deskql::domain::desk::accounts;
use deskql::passwords;
use entity::user;
use entity::values::Secret;

use super::support::{ADMIN_SESSION, CHEAP_HASHES, Fixture, ask, basic, config, request, wrong};
use crate::support::fixture::token;

#[tokio::test(flavor = "multi_thread")]
async fn remembers_a_verified_password() {
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
    assert_eq!(db.statement_count(), 3, "one per request");
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
    // With the setting 0 every request hashes the password.
    let mut config = config();
    config.auth.verification_seconds = 0;
    let authenticator = fixture.authenticator(config);
    assert_eq!(ask(&authenticator, &db, &parts).await, "admin");
    let started = Instant::now();
    assert_eq!(ask(&authenticator, &db, &parts).await, "admin");
    assert!(started.elapsed() > second * 5, "{:?}", started.elapsed());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_password_takes_effect_at_once() {
    let fixture = Fixture::sqlite().await;
    let authenticator = fixture.authenticator(config());
    assert_eq!(
        ask(&authenticator, &fixture.db, &basic("agent", "agent-pass")).await,
        "agent"
    );
    accounts::set_password(
        &Config::default(),
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
    fixture.set_hash("agent", &passwords::unusable()).await;
    assert_eq!(
        ask(&authenticator, &fixture.db, &basic("agent", "another")).await,
        wrong()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deactivated_account_is_rejected_at_once() {
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
    fixture.set("admin", user::Column::IsActive, false).await;
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
async fn upgrades_a_hash_once_after_a_correct_password() {
    let fixture = Fixture::sqlite().await;
    fixture.set_hash("agent", CHEAP_HASHES[0]).await;
    let cheap = fixture.user("agent").await.password;
    let authenticator = fixture.authenticator(config());
    assert_eq!(
        ask(&authenticator, &fixture.db, &basic("agent", "wrong")).await,
        wrong()
    );
    assert_eq!(fixture.user("agent").await.password, cheap);
    // Concurrent requests do the work once.
    let attempts = (0..8).map(|_| {
        let (authenticator, db) = (authenticator.clone(), fixture.db.clone());
        tokio::spawn(async move { ask(&authenticator, &db, &basic("agent", "cheap")).await })
    });
    for outcome in attempts.collect::<Vec<_>>() {
        assert_eq!(outcome.await.unwrap(), "agent");
    }
    let upgraded = fixture.user("agent").await.password;
    assert!(upgraded.0.starts_with("pbkdf2_sha256$1000000$"));
    assert_eq!(
        ask(&authenticator, &fixture.db, &basic("agent", "cheap")).await,
        "agent"
    );
    assert_eq!(fixture.user("agent").await.password, upgraded);
    // A password that was changed concurrently is not overwritten.
    fixture.set_hash("agent", CHEAP_HASHES[1]).await;
    let replaced =
        accounts::upgrade_password(&fixture.db, 2, &upgraded, &Secret("lost".to_owned()))
            .await
            .unwrap();
    assert!(!replaced);
    assert_ne!(fixture.user("agent").await.password.0, "lost");
}

#[tokio::test(flavor = "multi_thread")]
async fn signs_in_even_if_the_upgrade_fails() {
    let fixture = Fixture::sqlite().await;
    fixture.set_hash("agent", CHEAP_HASHES[0]).await;
    let closed = Fixture::sqlite().await;
    let authenticator = closed.authenticator(config());
    closed.db.clone().close().await.unwrap();
    assert_eq!(
        ask(&authenticator, &fixture.db, &basic("agent", "cheap")).await,
        "agent"
    );
}
