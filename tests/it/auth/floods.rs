//! Guesses and floods: by spellings of a name, by tokens, by many names at once, through several
//! processes, and beside somebody who stays connected.

use std::sync::Arc;
use std::time::{Duration, Instant};

use deskql::auth::Authenticator;
use deskql::config::Config;
use deskql::domain::Clock;
use deskql::domain::core::error::Rejection;
use http::request::Parts;

use super::support::{Fixture, ask, basic, basic_header, config, peer, request, wrong};
use crate::support::fixture::token;

/// Settings with a proxy at [`peer`], so that requests come from any address.
fn proxied(change: impl FnOnce(&mut Config)) -> Config {
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

/// MariaDB finds an account by other letters than its own, accents and blanks included.
#[tokio::test(flavor = "multi_thread")]
async fn spellings_of_a_name_count_together() {
    for fixture in Fixture::each().await {
        let authenticator =
            fixture.authenticator_at(proxied(|config| config.auth.throttle_failures = 3), fixed());
        let mut found = 0;
        for spelling in ["Customer", "customer ", "cústomer", "CUSTOMER"] {
            found += usize::from(fixture.finds(spelling).await);
            let tried = from("1.1.1.1", &basic_header(spelling, "guess"));
            let expected = if found > 3 { throttled() } else { wrong() };
            assert_eq!(
                ask(&authenticator, &fixture.db, &tried).await,
                expected,
                "{spelling:?}"
            );
        }
        let right = from("1.1.1.1", &basic_header("customer", "customer-pass"));
        let expected = if found >= 3 {
            throttled()
        } else {
            "customer".to_owned()
        };
        assert_eq!(ask(&authenticator, &fixture.db, &right).await, expected);
        // Elsewhere they may still sign in.
        let right = from("1.1.1.2", &basic_header("customer", "customer-pass"));
        assert_eq!(ask(&authenticator, &fixture.db, &right).await, "customer");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_tokens_count_for_their_address() {
    let fixture = Fixture::sqlite().await;
    let authenticator = fixture.authenticator_at(
        proxied(|config| config.auth.throttle_address_failures = 5),
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
    for tried in [by_token("1.1.1.1", agent), password] {
        assert_eq!(
            ask(&authenticator, &db, &tried).await,
            throttled(),
            "whatever else comes from there"
        );
    }
    assert_eq!(
        db.statement_count(),
        0,
        "the address is refused before any work"
    );
    // Who was there before is not kept out by others of their address.
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
async fn names_that_nobody_has_count_for_their_address() {
    let fixture = Fixture::sqlite().await;
    let authenticator = fixture.authenticator_at(
        proxied(|config| config.auth.throttle_address_failures = 3),
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

/// Sixty made-up names from one address: somebody elsewhere waits for one check, not for all.
#[tokio::test(flavor = "multi_thread")]
async fn a_flood_from_one_address_delays_others_little() {
    let fixture = Fixture::sqlite().await;
    let authenticator = Arc::new(fixture.authenticator(proxied(|_| {})));
    let began = Instant::now();
    deskql::passwords::burn("x");
    let hash = began.elapsed();
    let flood: Vec<_> = (0..60)
        .map(|guess| {
            let (authenticator, db) = (Arc::clone(&authenticator), fixture.db.clone());
            let guess = from("1.1.1.1", &basic_header(&format!("nobody{guess}"), "x"));
            tokio::spawn(async move { ask(&authenticator, &db, &guess).await })
        })
        .collect();
    tokio::time::sleep(Duration::from_millis(50)).await;
    let began = Instant::now();
    let right = from("1.1.1.2", &basic_header("customer", "customer-pass"));
    assert_eq!(ask(&authenticator, &fixture.db, &right).await, "customer");
    // The machine may be busy: all sixty would take thirty times as long on two cores.
    assert!(
        began.elapsed() < hash * 12,
        "{:?}, one check takes {hash:?}",
        began.elapsed()
    );
    let mut busy = 0;
    for outcome in flood {
        let outcome = outcome.await.unwrap();
        busy += usize::from(outcome == Rejection::Busy(1).to_string());
    }
    assert!(busy >= 30, "only {busy} were asked to come back");
}

/// Two processes of one database refuse together, and forget together.
#[tokio::test(flavor = "multi_thread")]
async fn processes_count_together() {
    for fixture in Fixture::each().await {
        let clock = fixed();
        let process = || {
            fixture.authenticator_at(
                proxied(|config| config.auth.throttle_failures = 3),
                clock.clone(),
            )
        };
        let [first, second, third] = [process(), process(), process()];
        let tried = async |process: &Authenticator, password: &str| {
            ask(
                process,
                &fixture.db,
                &from("1.1.1.1", &basic_header("customer", password)),
            )
            .await
        };
        assert_eq!(tried(&first, "1").await, wrong());
        assert_eq!(tried(&second, "2").await, wrong());
        assert_eq!(tried(&third, "customer-pass").await, "customer");
        assert_eq!(
            tried(&first, "3").await,
            wrong(),
            "the success was heard of"
        );
        assert_eq!(tried(&second, "4").await, wrong());
        assert_eq!(tried(&first, "5").await, wrong());
        clock.advance(Duration::from_secs(10));
        let late = Rejection::Throttled(50).to_string();
        for process in [&first, &second] {
            assert_eq!(tried(process, "customer-pass").await, late);
        }
        clock.advance(Duration::from_secs(50));
        assert_eq!(tried(&second, "customer-pass").await, "customer");
    }
}

/// Failures of long ago do not stay in the table.
#[tokio::test(flavor = "multi_thread")]
async fn old_failures_are_removed() {
    use deskql::domain::desk::accounts::{Counted, prune_login_failures};
    use deskql::domain::desk::accounts::{login_failures, record_login_failures};
    for fixture in Fixture::each().await {
        let subject = |name: &str| {
            vec![Counted {
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

/// A subscriber is looked at again and again; that is no sign-in of whoever guesses meanwhile.
#[tokio::test(flavor = "multi_thread")]
async fn a_recheck_neither_counts_nor_forgets() {
    let fixture = Fixture::sqlite().await;
    let mut config = config();
    config.auth.throttle_failures = 3;
    config.auth.verification_seconds = 0;
    config.live.recheck_seconds = 1;
    let authenticator = fixture.authenticator(config);
    let mut presence = authenticator
        .follow(&fixture.db, &basic("agent", "agent-pass"), peer())
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
    let refused = ask(&authenticator, &fixture.db, &basic("agent", "agent-pass")).await;
    assert!(refused.starts_with("throttled"), "{refused}");
    // Nor does the lock end the subscription.
    tokio::time::sleep(Duration::from_millis(1200)).await;
    assert!(presence.viewer().is_some());
}
