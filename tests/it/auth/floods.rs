//! Floods of failed sign-ins: other spellings of a username, tokens, many usernames, several
//! processes, and open connections.

use std::sync::Arc;
use std::time::{Duration, Instant};

use deskql::auth::Authenticator;
use deskql::config::Config;
use deskql::domain::Clock;
use deskql::domain::core::error::Rejection;
use http::request::Parts;

use super::support::{Fixture, ask, basic, basic_header, config, peer, request, wrong};
use crate::support::fixture::token;

/// Settings with a trusted proxy at [`peer`], so that requests can come from any address.
fn behind_proxy(change: impl FnOnce(&mut Config)) -> Config {
    let mut config = config();
    config.auth.trusted_proxies = vec![peer().to_string().parse().unwrap()];
    change(&mut config);
    config
}

fn from(address: &str, authorization: &str) -> Parts {
    request(
        "GET",
        &[
            ("Authorization", authorization),
            ("X-Forwarded-For", address),
        ],
    )
}

fn fixed() -> Clock {
    Clock::fixed("2026-01-01T00:00:00Z".parse().unwrap())
}

fn throttled() -> String {
    Rejection::Throttled(60).to_string()
}

/// MariaDB ignores case, accents and trailing spaces when it looks up a username.
#[tokio::test(flavor = "multi_thread")]
async fn counts_spellings_of_a_username_together() {
    for fixture in Fixture::each().await {
        let authenticator = fixture.authenticator_at(
            behind_proxy(|config| config.auth.throttle_failures = 3),
            fixed(),
        );
        let mut found = 0;
        for spelling in ["Customer", "customer ", "cústomer", "CUSTOMER"] {
            found += usize::from(fixture.finds(spelling).await);
            let attempt = from("1.1.1.1", &basic_header(spelling, "guess"));
            let expected = if found > 3 { throttled() } else { wrong() };
            assert_eq!(
                ask(&authenticator, &fixture.db, &attempt).await,
                expected,
                "{spelling:?}"
            );
        }
        let correct = from("1.1.1.1", &basic_header("customer", "customer-pass"));
        let expected = if found >= 3 {
            throttled()
        } else {
            "customer".to_owned()
        };
        assert_eq!(ask(&authenticator, &fixture.db, &correct).await, expected);
        // Other addresses may still sign in.
        let correct = from("1.1.1.2", &basic_header("customer", "customer-pass"));
        assert_eq!(ask(&authenticator, &fixture.db, &correct).await, "customer");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn counts_wrong_tokens_by_address() {
    let fixture = Fixture::sqlite().await;
    let authenticator = fixture.authenticator_at(
        behind_proxy(|config| config.auth.throttle_address_failures = 5),
        fixed(),
    );
    let by_token = |address: &str, token: &str| from(address, &format!("Token {token}"));
    let (admin, agent) = (token("admin"), token("agent"));
    assert_eq!(
        ask(&authenticator, &fixture.db, &by_token("1.1.1.1", admin)).await,
        "admin"
    );
    for guess in 0..5 {
        let guess = by_token("1.1.1.1", &guess.to_string());
        assert_eq!(
            ask(&authenticator, &fixture.db, &guess).await,
            Rejection::TokenInvalid.to_string()
        );
    }
    let db = fixture.db.with_own_counter();
    for guess in 5..50 {
        assert_eq!(
            ask(
                &authenticator,
                &db,
                &by_token("1.1.1.1", &guess.to_string())
            )
            .await,
            throttled()
        );
    }
    let password = from("1.1.1.1", &basic_header("customer", "customer-pass"));
    for attempt in [by_token("1.1.1.1", agent), password] {
        assert_eq!(
            ask(&authenticator, &db, &attempt).await,
            throttled(),
            "other credentials from the same address"
        );
    }
    assert_eq!(
        db.statement_count(),
        0,
        "rejects the address before any work"
    );
    // Users who signed in before are not locked out.
    assert_eq!(
        ask(&authenticator, &fixture.db, &by_token("1.1.1.1", admin)).await,
        "admin"
    );
    assert_eq!(
        ask(&authenticator, &fixture.db, &by_token("1.1.1.2", agent)).await,
        "agent"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn counts_unknown_usernames_by_address() {
    let fixture = Fixture::sqlite().await;
    let authenticator = fixture.authenticator_at(
        behind_proxy(|config| config.auth.throttle_address_failures = 3),
        fixed(),
    );
    for (guess, expected) in [wrong(), wrong(), wrong(), throttled()]
        .into_iter()
        .enumerate()
    {
        let guess = from("1.1.1.1", &basic_header(&format!("nobody{guess}"), "x"));
        assert_eq!(ask(&authenticator, &fixture.db, &guess).await, expected);
    }
}

/// Sixty unknown usernames from one address: another address waits for one check, not for all.
#[tokio::test(flavor = "multi_thread")]
async fn a_flood_from_one_address_delays_others_little() {
    let fixture = Fixture::sqlite().await;
    let authenticator = Arc::new(fixture.authenticator(behind_proxy(|_| {})));
    let started = Instant::now();
    deskql::passwords::run_dummy_hash("x");
    let hash = started.elapsed();
    let flood: Vec<_> = (0..60)
        .map(|guess| {
            let (authenticator, db) = (Arc::clone(&authenticator), fixture.db.clone());
            let guess = from("1.1.1.1", &basic_header(&format!("nobody{guess}"), "x"));
            tokio::spawn(async move { ask(&authenticator, &db, &guess).await })
        })
        .collect();
    tokio::time::sleep(Duration::from_millis(50)).await;
    let started = Instant::now();
    let correct = from("1.1.1.2", &basic_header("customer", "customer-pass"));
    assert_eq!(ask(&authenticator, &fixture.db, &correct).await, "customer");
    // Generous for a busy machine: all sixty would take thirty times as long on two cores.
    assert!(
        started.elapsed() < hash * 12,
        "{:?}, one check takes {hash:?}",
        started.elapsed()
    );
    let mut busy = 0;
    for outcome in flood {
        let outcome = outcome.await.unwrap();
        busy += usize::from(outcome == Rejection::Busy(1).to_string());
    }
    assert!(busy >= 30, "only {busy} were rejected as busy");
}

/// Processes of one database share their counts.
#[tokio::test(flavor = "multi_thread")]
async fn processes_share_their_counts() {
    for fixture in Fixture::each().await {
        let clock = fixed();
        let process = || {
            fixture.authenticator_at(
                behind_proxy(|config| config.auth.throttle_failures = 3),
                clock.clone(),
            )
        };
        let [first, second, third] = [process(), process(), process()];
        let attempt = async |process: &Authenticator, password: &str| {
            ask(
                process,
                &fixture.db,
                &from("1.1.1.1", &basic_header("customer", password)),
            )
            .await
        };
        assert_eq!(attempt(&first, "1").await, wrong());
        assert_eq!(attempt(&second, "2").await, wrong());
        assert_eq!(attempt(&third, "customer-pass").await, "customer");
        assert_eq!(
            attempt(&first, "3").await,
            wrong(),
            "the success reset the count"
        );
        assert_eq!(attempt(&second, "4").await, wrong());
        assert_eq!(attempt(&first, "5").await, wrong());
        clock.advance(Duration::from_secs(10));
        let late = Rejection::Throttled(50).to_string();
        for process in [&first, &second] {
            assert_eq!(attempt(process, "customer-pass").await, late);
        }
        clock.advance(Duration::from_secs(50));
        assert_eq!(attempt(&second, "customer-pass").await, "customer");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn deletes_outdated_failures() {
    use deskql::domain::desk::accounts::{LoginSubject, prune_login_failures};
    use deskql::domain::desk::accounts::{login_failures, record_login_failures};
    for fixture in Fixture::each().await {
        let subject = |name: &str| {
            vec![LoginSubject {
                subject: name.to_owned(),
                limit: 10,
            }]
        };
        for (name, now) in [("old", 0), ("new", 100_000)] {
            record_login_failures(&fixture.db, &subject(name), now, 60_000)
                .await
                .unwrap();
        }
        prune_login_failures(&fixture.db, 50_000).await.unwrap();
        for (name, rows) in [("old", 0), ("new", 1)] {
            let found = login_failures(&fixture.db, &subject(name), 100_000, 60_000)
                .await
                .unwrap();
            assert_eq!(found.len(), rows, "{name}");
        }
    }
}

/// Rechecking a subscriber is not a sign-in.
#[tokio::test(flavor = "multi_thread")]
async fn a_recheck_neither_counts_nor_resets_failures() {
    let fixture = Fixture::sqlite().await;
    let mut config = config();
    config.auth.throttle_failures = 3;
    config.auth.verification_seconds = 0;
    config.live.recheck_seconds = 1;
    let authenticator = fixture.authenticator(config);
    let mut viewer_watch = authenticator
        .watch_viewer(&fixture.db, &basic("agent", "agent-pass"), peer())
        .await
        .unwrap();
    for guess in ["1", "2"] {
        assert_eq!(
            ask(&authenticator, &fixture.db, &basic("agent", guess)).await,
            wrong()
        );
    }
    tokio::time::sleep(Duration::from_millis(2200)).await;
    assert_eq!(
        ask(&authenticator, &fixture.db, &basic("agent", "3")).await,
        wrong()
    );
    let rejected = ask(&authenticator, &fixture.db, &basic("agent", "agent-pass")).await;
    assert!(rejected.starts_with("throttled"), "{rejected}");
    // The lock does not end the subscription.
    tokio::time::sleep(Duration::from_millis(1200)).await;
    assert!(viewer_watch.viewer().is_some());
}
