//! Who takes what out of the outbox, and when.

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
async fn workers_never_take_the_same() {
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
            "each once"
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
async fn order_is_kept_per_ticket_and_destination() {
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
            "neither the second of an address nor of a receiver"
        );
        assert_eq!(
            claim(&claims).await,
            [""; 0],
            "nor while the first is under way"
        );

        let outcome = claims
            .record_failure(&first[0], &Failure::temporary("down"))
            .await
            .unwrap();
        assert!(matches!(outcome, Outcome::Later(_)));
        assert_eq!(
            claim(&claims).await,
            [""; 0],
            "nor while the first waits for its next try"
        );
        claims.remove_delivered(first[3].id).await.unwrap();
        assert_eq!(
            claim(&claims).await,
            ["http://one.example"],
            "the receiver's second comes when its first is done"
        );

        clock.advance(Duration::from_secs(20));
        assert_eq!(
            claim(&claims).await,
            ["a@example.com"],
            "the address's first is due again"
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
            "what was given up holds back nothing"
        );
    }
}

#[tokio::test]
async fn failures_wait_longer_each_time_and_are_given_up() {
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
                        "not before its time"
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

        // Somebody mends what was wrong: it has all its time again.
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
            "who refuses may name the time"
        );
    }
}

#[tokio::test]
async fn what_a_dead_worker_had_in_hand_comes_back() {
    for (service, _database) in each(|_| {}).await {
        let (db, clock) = (&service.app.db, Clock::fixed(noon()));
        insert(db, &clock, &[mail(1, "a@example.com")]).await;
        let (dead, living) = (worker(db, &clock), worker(db, &clock));
        let claimed = dead.claim(&capacity()).await.unwrap().remove(0);
        clock.advance(Duration::from_secs(29));
        assert_eq!(claim(&living).await, [""; 0]);
        assert_eq!(
            admin::retry(db, &clock, &Selection::All).await.unwrap(),
            0,
            "it is in hand"
        );
        assert_eq!(dead.renew(&[claimed.id]).await.unwrap(), 1);
        clock.advance(Duration::from_secs(29));
        assert_eq!(claim(&living).await, [""; 0], "a renewed claim holds");
        clock.advance(Duration::from_secs(2));
        let taken = living.claim(&capacity()).await.unwrap().remove(0);
        assert_eq!((taken.id, taken.attempt), (claimed.id, 2));

        // It was only slow: what it says now counts no more.
        assert_eq!(dead.renew(&[claimed.id]).await.unwrap(), 0);
        dead.remove_delivered(claimed.id).await.unwrap();
        assert_eq!(
            dead.record_failure(&claimed, &Failure::permanent("no"))
                .await
                .unwrap(),
            Outcome::Lost
        );
        assert_eq!(rows(db).await.len(), 1);
        living.remove_delivered(taken.id).await.unwrap();
        assert_eq!(rows(db).await, []);
    }
}

#[tokio::test]
async fn a_slow_channel_leaves_room_for_others() {
    for (service, _database) in each(|_| {}).await {
        let (db, clock) = (&service.app.db, Clock::fixed(noon()));
        // More of one receiver than are looked at together.
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
            "webhooks are left to who can send them"
        );
    }
}

#[tokio::test]
async fn what_cannot_be_read_is_parked() {
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
async fn entries_are_dropped_by_their_numbers() {
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
