//! Throttling of failed sign-ins by account and address.

use std::sync::Arc;
use std::time::Instant;

use deskql::domain::Clock;
use deskql::domain::core::error::Rejection;
use deskql::passwords;

use super::support::{
    CHEAP_HASHES, Fixture, ask, basic, basic_header, config, peer, request, wrong,
};

#[tokio::test(flavor = "multi_thread")]
async fn throttles_guesses_by_account_and_address() {
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
    // A correct password resets the count.
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
    passwords::run_dummy_hash("x");
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
        "a rejected attempt only looks up the account"
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
    // Unknown usernames count too.
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
    // Other credentials are not guesses.
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

/// The count is checked again when it is a guess's turn, so concurrent guesses are throttled too.
#[tokio::test(flavor = "multi_thread")]
async fn throttles_concurrent_guesses() {
    let fixture = Fixture::sqlite().await;
    fixture.set_hash("admin", CHEAP_HASHES[0]).await;
    let mut config = config();
    config.auth.throttle_failures = 2;
    let authenticator = Arc::new(fixture.authenticator(config));
    let attempts = (0..12).map(|guess| {
        let (authenticator, db) = (Arc::clone(&authenticator), fixture.db.clone());
        tokio::spawn(
            async move { ask(&authenticator, &db, &basic("admin", &guess.to_string())).await },
        )
    });
    let mut hashed = 0;
    for outcome in attempts.collect::<Vec<_>>() {
        hashed += usize::from(outcome.await.unwrap() == wrong());
    }
    let concurrency = std::thread::available_parallelism()
        .unwrap()
        .get()
        .div_ceil(2);
    assert!(
        (2..=2 + concurrency).contains(&hashed),
        "{hashed} guesses were answered"
    );
}
