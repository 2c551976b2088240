//! Limits per minute, as several processes of one database count them together.

use std::time::Duration;

use deskql::auth::{Caller, RateLimits};
use deskql::config::Config;
use deskql::domain::Clock;
use deskql::domain::desk::accounts::{Usage, prune_usage, record_usage};

use super::support::Fixture;

const ADA: Caller = Caller::User(1);
/// Longer than the pause after which processes exchange what they granted.
const EXCHANGE: Duration = Duration::from_millis(1500);

fn config(requests: u32) -> Config {
    let mut config = Config::default();
    config.server.max_requests_per_minute = requests;
    config.graphql.max_cost_per_minute = 1000;
    config
}

fn clock() -> Clock {
    Clock::fixed("2026-01-01T00:00:00Z".parse().unwrap())
}

/// How many of `number` requests are granted.
fn granted(rate_limits: &RateLimits, number: usize) -> usize {
    (0..number)
        .filter(|_| {
            rate_limits
                .count_request(ADA)
                .unwrap()
                .retry_after
                .is_none()
        })
        .count()
}

#[tokio::test(flavor = "multi_thread")]
async fn processes_share_a_limit() {
    for fixture in Fixture::each().await {
        let (config, clock) = (config(60), clock());
        let process = || RateLimits::new(&config, &clock, Some(fixture.db.with_own_counter()));
        let (first, second) = (process(), process());
        assert_eq!(granted(&first, 100), 60);
        assert_eq!(first.count_cost(ADA, 700).unwrap().retry_after, None);
        tokio::time::sleep(EXCHANGE).await;
        // A small part of a limit is granted before a process asks what others granted.
        assert_eq!(granted(&second, 3), 3);
        assert_eq!(second.count_cost(ADA, 100).unwrap().retry_after, None);
        tokio::time::sleep(EXCHANGE).await;
        assert_eq!(granted(&second, 100), 0);
        assert_eq!(second.count_cost(ADA, 300).unwrap().retry_after, Some(6));
        assert_eq!(second.count_cost(ADA, 200).unwrap().remaining, 0);
        // Three requests are owed.
        assert_eq!(second.count_request(ADA).unwrap().retry_after, Some(4));
        assert_eq!(granted(&second, 0), 0);
        clock.advance(Duration::from_secs(63));
        assert_eq!(granted(&second, 100), 60);
        // Each user has a separate limit.
        assert_eq!(
            second.count_request(Caller::User(2)).unwrap().retry_after,
            None
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn ordinary_callers_cost_no_statement() {
    let fixture = Fixture::sqlite().await;
    let db = fixture.db.with_own_counter();
    let rate_limits = RateLimits::new(&config(6000), &Clock::system(), Some(db.clone()));
    assert_eq!(granted(&rate_limits, 299), 299);
    tokio::time::sleep(EXCHANGE).await;
    assert_eq!(db.statement_count(), 0);
    // However many requests there are, processes exchange their counts once a second.
    assert_eq!(granted(&rate_limits, 3000), 3000);
    tokio::time::sleep(EXCHANGE).await;
    assert!(
        (1..=4).contains(&db.statement_count()),
        "{}",
        db.statement_count()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_of_full_buckets_are_removed() {
    for fixture in Fixture::each().await {
        let used = |subject: &str, amount: i64| Usage {
            subject: subject.to_owned(),
            amount,
        };
        record_usage(&fixture.db, &[used("old", 1000)], 0)
            .await
            .unwrap();
        let rows = record_usage(&fixture.db, &[used("new", 5), used("old", 7)], 100_000)
            .await
            .unwrap();
        let mut rows: Vec<_> = rows
            .into_iter()
            .map(|row| (row.subject, row.full_at))
            .collect();
        rows.sort();
        assert_eq!(
            rows,
            [("new".to_owned(), 100_005), ("old".to_owned(), 100_007)]
        );
        prune_usage(&fixture.db, 100_006).await.unwrap();
        // A removed row starts again from now; an existing one continues.
        for (subject, full_at) in [("new", 50), ("old", 100_057)] {
            let rows = record_usage(&fixture.db, &[used(subject, 50)], 0)
                .await
                .unwrap();
            assert_eq!(rows[0].full_at, full_at, "{subject}");
        }
    }
}
