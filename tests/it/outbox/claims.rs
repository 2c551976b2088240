//! How workers claim entries of the outbox, and what happens after a failure.

use std::collections::BTreeSet;
use std::time::Duration;

use deskql::domain::Clock;
use deskql::domain::delivery::outbox::Kind;
use deskql::domain::delivery::outbox::admin::{self, Counts, Selection};
use deskql::domain::delivery::outbox::claims::{Capacity, Channel, Claims, Failure, Outcome};
use sea_orm::ConnectionTrait;

use super::{capacity, each, insert, mail, noon, rows, webhook, worker};

async fn claim(claims: &Claims) -> Vec<String> {
    let claimed = claims.claim(&capacity()).await.unwrap();
    claimed
        .iter()
        .map(|claimed| claimed.delivery.destination())
        .collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn workers_never_claim_the_same_entry() {
    for (service, _database) in each(|_| {}).await {
        let (db, clock) = (&service.app.db, Clock::system());
        let entries: Vec<_> = (1..=300)
            .map(|ticket| mail(ticket, "a@example.com"))
            .collect();
        insert(db, &clock, &entries).await;
        let mut workers = tokio::task::JoinSet::new();
        for _ in 0..8 {
            let claims = worker(db, &clock);
            workers.spawn(async move {
                let (mut taken, mut empty) = (Vec::new(), 0);
                while empty < 3 {
                    let claimed = claims
                        .claim(&Capacity {
                            free: 7,
                            ..capacity()
                        })
                        .await
                        .unwrap();
                    empty = if claimed.is_empty() { empty + 1 } else { 0 };
                    taken.extend(claimed.iter().map(|claimed| claimed.id));
                }
                taken
            });
        }
        let taken: Vec<i64> = workers.join_all().await.concat();
        assert_eq!(taken.len(), 300);
        assert_eq!(
            taken.iter().collect::<BTreeSet<_>>().len(),
            300,
            "each entry once"
        );
        assert!(
            rows(db)
                .await
                .iter()
                .all(|row| row.attempts == 1 && row.claimed_by.is_some())
        );
    }
}

#[tokio::test]
async fn keeps_the_order_per_ticket_and_destination() {
    for (service, _database) in each(|_| {}).await {
        let (db, clock) = (&service.app.db, Clock::fixed(noon()));
        let hook = "http://one.example/?secret";
        let entries = [
            mail(1, "a@example.com"),
            mail(1, "a@example.com"),
            mail(1, "b@example.com"),
            mail(2, "a@example.com"),
            webhook(1, hook),
            webhook(1, hook),
            webhook(1, "http://one.example/?other"),
        ];
        insert(db, &clock, &entries).await;
        let claims = worker(db, &clock);
        let first = claims.claim(&capacity()).await.unwrap();
        let ids: Vec<i64> = first
            .iter()
            .map(|claimed| claimed.id - first[0].id)
            .collect();
        assert_eq!(
            ids,
            [0, 2, 3, 4, 6],
            "only the first entry of a ticket for each destination"
        );
        assert_eq!(
            claim(&claims).await,
            [""; 0],
            "the second waits while the first is being delivered"
        );

        let outcome = claims
            .record_failure(&first[0], &Failure::temporary("down"))
            .await
            .unwrap();
        assert!(matches!(outcome, Outcome::Later(_)));
        assert_eq!(
            claim(&claims).await,
            [""; 0],
            "the second waits while the first waits for its retry"
        );
        claims.remove_delivered(first[3].id).await.unwrap();
        assert_eq!(
            claim(&claims).await,
            ["http://one.example"],
            "the receiver's second entry follows the delivered first"
        );

        clock.advance(Duration::from_secs(20));
        assert_eq!(
            claim(&claims).await,
            ["a@example.com"],
            "the address's first entry is due again"
        );
        let again = rows(db).await;
        assert_eq!(again[0].attempts, 2);
        claims
            .record_failure(&first[0], &Failure::permanent("no such address"))
            .await
            .unwrap();
        assert_eq!(
            claim(&claims).await,
            ["a@example.com"],
            "a failed entry does not block the next"
        );
    }
}

#[tokio::test]
async fn retries_wait_longer_each_time_until_the_entry_is_parked() {
    for (service, _database) in each(|_| {}).await {
        let (db, clock) = (&service.app.db, Clock::fixed(noon()));
        insert(db, &clock, &[mail(1, "a@example.com")]).await;
        let claims = worker(db, &clock);
        let mut pauses = Vec::new();
        let parked = loop {
            let taken = claims.claim(&capacity()).await.unwrap();
            let [claimed] = taken.as_slice() else {
                panic!("{} after {pauses:?}", taken.len())
            };
            assert_eq!(claimed.attempt as usize, pauses.len() + 1);
            match claims
                .record_failure(claimed, &Failure::temporary("not now"))
                .await
                .unwrap()
            {
                Outcome::Later(pause) => {
                    clock.advance(pause - Duration::from_millis(10));
                    assert!(
                        claims.claim(&capacity()).await.unwrap().is_empty(),
                        "not before it is due"
                    );
                    clock.advance(Duration::from_millis(11));
                    pauses.push(pause.as_secs_f64());
                }
                outcome => break outcome,
            }
            assert!(pauses.len() < 200);
        };
        assert_eq!(parked, Outcome::Parked);
        let hour: f64 = pauses.iter().sum();
        assert!(
            (3400.0..3600.0).contains(&hour),
            "{hour} s of the hour that give_up_hours allows"
        );
        for (pause, planned) in pauses.iter().zip([10.0, 20.0, 40.0, 80.0, 100.0, 100.0]) {
            assert!(
                (planned * 0.75..planned * 1.25).contains(pause),
                "{pauses:?}"
            );
        }
        let row = rows(db).await.remove(0);
        assert_eq!(
            (row.state.as_str(), row.last_error.as_deref()),
            ("parked", Some("not now"))
        );
        assert!(row.claimed_by.is_none() && row.claimed_until.is_none());

        // An operator fixes the cause and retries: the entry gets the full time again.
        clock.advance(Duration::from_secs(86_400));
        assert!(claims.claim(&capacity()).await.unwrap().is_empty());
        assert_eq!(
            admin::counts(db).await.unwrap(),
            Counts {
                pending: 0,
                parked: 1
            }
        );
        assert_eq!(admin::retry(db, &clock, &Selection::All).await.unwrap(), 1);
        let claimed = claims.claim(&capacity()).await.unwrap().remove(0);
        assert_eq!(claimed.attempt, 1);
        let failure = Failure {
            retry: true,
            after: Some(Duration::from_secs(300)),
            message: "busy".to_owned(),
        };
        let outcome = claims.record_failure(&claimed, &failure).await.unwrap();
        assert_eq!(
            outcome,
            Outcome::Later(Duration::from_secs(300)),
            "the receiver may set the time of the retry"
        );
    }
}

#[tokio::test]
async fn entries_of_a_dead_worker_are_claimed_again() {
    for (service, _database) in each(|_| {}).await {
        let (db, clock) = (&service.app.db, Clock::fixed(noon()));
        insert(db, &clock, &[mail(1, "a@example.com")]).await;
        let (dead_worker, live_worker) = (worker(db, &clock), worker(db, &clock));
        let claimed = dead_worker.claim(&capacity()).await.unwrap().remove(0);
        clock.advance(Duration::from_secs(29));
        assert_eq!(claim(&live_worker).await, [""; 0]);
        assert_eq!(
            admin::retry(db, &clock, &Selection::All).await.unwrap(),
            0,
            "a claimed entry is not retried"
        );
        assert_eq!(dead_worker.renew(&[claimed.id]).await.unwrap(), 1);
        clock.advance(Duration::from_secs(29));
        assert_eq!(claim(&live_worker).await, [""; 0], "a renewed claim holds");
        clock.advance(Duration::from_secs(2));
        let taken = live_worker.claim(&capacity()).await.unwrap().remove(0);
        assert_eq!((taken.id, taken.attempt), (claimed.id, 2));

        // The worker was only slow: its results are ignored now.
        assert_eq!(dead_worker.renew(&[claimed.id]).await.unwrap(), 0);
        dead_worker.remove_delivered(claimed.id).await.unwrap();
        assert_eq!(
            dead_worker
                .record_failure(&claimed, &Failure::permanent("no"))
                .await
                .unwrap(),
            Outcome::Lost
        );
        assert_eq!(rows(db).await.len(), 1);
        live_worker.remove_delivered(taken.id).await.unwrap();
        assert_eq!(rows(db).await, []);
    }
}

#[tokio::test]
async fn a_slow_channel_does_not_block_others() {
    for (service, _database) in each(|_| {}).await {
        let (db, clock) = (&service.app.db, Clock::fixed(noon()));
        // More entries of one receiver than a worker reads at once.
        let slow: Vec<_> = (1..=100)
            .map(|ticket| webhook(ticket, "http://slow.example/x"))
            .collect();
        insert(db, &clock, &slow).await;
        insert(
            db,
            &clock,
            &[
                webhook(1, "http://quick.example/"),
                mail(1, "a@example.com"),
            ],
        )
        .await;
        let claims = worker(db, &clock);
        let mut capacity = Capacity {
            per_channel: 2,
            ..capacity()
        };
        let taken = claims.claim(&capacity).await.unwrap();
        assert_eq!(taken.len(), 2);
        for claimed in taken {
            *capacity.busy.entry(claimed.channel()).or_default() += 1;
        }
        let taken = claims.claim(&capacity).await.unwrap();
        let channels: Vec<Channel> = taken
            .iter()
            .map(deskql::domain::delivery::outbox::ClaimedEntry::channel)
            .collect();
        assert_eq!(
            channels,
            [
                Channel::Webhook("http://quick.example".to_owned()),
                Channel::Mail
            ]
        );
        capacity.busy.insert(Channel::Mail, 2);
        insert(db, &clock, &[mail(2, "b@example.com")]).await;
        assert!(claims.claim(&capacity).await.unwrap().is_empty());
        capacity.busy.clear();
        capacity.kinds = vec![Kind::Mail];
        assert_eq!(
            claims.claim(&capacity).await.unwrap().len(),
            1,
            "a worker claims only kinds that it can deliver"
        );
    }
}

#[tokio::test]
async fn unreadable_entries_are_parked() {
    for (service, _database) in each(|_| {}).await {
        let (db, clock) = (&service.app.db, Clock::fixed(noon()));
        insert(
            db,
            &clock,
            &[mail(1, "a@example.com"), mail(2, "a@example.com")],
        )
        .await;
        db.execute_unprepared(
            "UPDATE deskql_outbox SET payload = '{\"fax\":{}}' WHERE ticket_id = 1",
        )
        .await
        .unwrap();
        let claims = worker(db, &clock);
        assert_eq!(claims.claim(&capacity()).await.unwrap().len(), 1);
        let row = rows(db).await.remove(0);
        assert_eq!(row.state, "parked");
        assert!(row.last_error.unwrap().contains("cannot read"));
    }
}

#[tokio::test]
async fn drops_entries_by_id() {
    for (service, _database) in each(|_| {}).await {
        let (db, clock) = (&service.app.db, Clock::fixed(noon()));
        insert(
            db,
            &clock,
            &[mail(1, "a@example.com"), mail(2, "b@example.com")],
        )
        .await;
        let first = rows(db).await[0].id;
        assert_eq!(admin::remove(db, &[first, 9_999]).await.unwrap(), 1);
        assert_eq!(
            admin::list(db, &clock, false, None).await.unwrap()[0].destination,
            "b@example.com"
        );
    }
}
