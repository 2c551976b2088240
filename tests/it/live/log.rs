//! The log is read in order and completely, however its writers overlap.

use std::collections::BTreeSet;
use std::time::Duration;

use chrono::TimeDelta;
use deskql::domain::live::{self, Tail};
use deskql::domain::{Clock, Error};
use entity::{Db, event};
use rand::Rng as _;
use sea_orm::{ConnectionTrait, DbBackend, EntityTrait, PaginatorTrait, QueryOrder};

use super::{each, soon, write};

async fn ids(db: &Db) -> Vec<i64> {
    let rows = event::Entity::find()
        .order_by_asc(event::Column::Id)
        .all(db)
        .await
        .unwrap();
    rows.into_iter().map(|row| row.id).collect()
}

async fn next(tail: &mut Tail) -> Vec<i32> {
    tail.next()
        .await
        .unwrap()
        .into_iter()
        .map(|row| row.ticket_id)
        .collect()
}

/// PostgreSQL assigns IDs in one order and commits them in another.
#[tokio::test]
async fn waits_for_ids_that_are_committed_late() {
    for (graph, _server) in each().await {
        let db = &graph.db;
        if db.get_database_backend() != DbBackend::Postgres {
            continue;
        }
        let mut tail = Tail::open(db).await.unwrap();
        write(db, 1).await;
        assert_eq!(next(&mut tail).await, [1]);

        let early = db.begin().await.unwrap();
        write(&early, 2).await;
        let late = db.begin().await.unwrap();
        write(&late, 3).await;
        late.commit().await.unwrap();
        write(db, 4).await;
        assert_eq!(
            next(&mut tail).await,
            [0; 0],
            "3 and 4 are there, and 2 may still come"
        );
        assert!(tail.is_waiting());
        early.commit().await.unwrap();
        assert_eq!(next(&mut tail).await, [2, 3, 4]);
        assert!(!tail.is_waiting());

        // Events before the gap are not delayed, and rolled-back IDs are not waited for.
        write(db, 5).await;
        let undone = db.begin().await.unwrap();
        write(&undone, 6).await;
        write(db, 7).await;
        assert_eq!(next(&mut tail).await, [5]);
        undone.rollback().await.unwrap();
        assert_eq!(next(&mut tail).await, [7]);
        assert_eq!(next(&mut tail).await, [0; 0]);
    }
}

/// Only transactions that may hold the missing ID delay the reader: not later writers, and not
/// transactions on other tables.
#[tokio::test]
async fn other_transactions_do_not_delay_the_reader() {
    for (graph, _server) in each().await {
        let db = &graph.db;
        if db.get_database_backend() != DbBackend::Postgres {
            continue;
        }
        let stranger = db.begin().await.unwrap();
        stranger
            .execute_unprepared("UPDATE helpdesk_queue SET title = title || '!' WHERE id = 1")
            .await
            .unwrap();
        let mut tail = Tail::open(db).await.unwrap();
        let early = db.begin().await.unwrap();
        write(&early, 1).await;
        write(db, 2).await;
        assert_eq!(next(&mut tail).await, [0; 0]);
        let later = db.begin().await.unwrap();
        write(&later, 3).await;
        assert_eq!(next(&mut tail).await, [0; 0]);
        early.rollback().await.unwrap();
        assert_eq!(
            next(&mut tail).await,
            [2],
            "the later writer and the other transaction are still open"
        );
        write(db, 4).await;
        assert_eq!(next(&mut tail).await, [0; 0]);
        later.commit().await.unwrap();
        assert_eq!(next(&mut tail).await, [3, 4]);
        stranger.rollback().await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn reads_all_events_of_many_writers() {
    for (graph, _server) in each().await {
        let db = graph.db.clone();
        let mut tail = Tail::open(&db).await.unwrap();
        let writers: Vec<_> = (0..6)
            .map(|_| {
                let db = db.clone();
                tokio::spawn(async move {
                    for _ in 0..25 {
                        let pause = |most| Duration::from_micros(rand::rng().random_range(0..most));
                        let tx = db.begin().await.unwrap();
                        let (rows, undone): (u8, bool) = (
                            rand::rng().random_range(1..4),
                            rand::rng().random_bool(0.25),
                        );
                        deskql::domain::unit::events::wait_for_turn(&tx)
                            .await
                            .unwrap();
                        for _ in 0..rows {
                            write(&tx, 1).await;
                            tokio::time::sleep(pause(3000)).await;
                        }
                        if undone {
                            tx.rollback().await.unwrap();
                        } else {
                            tx.commit().await.unwrap();
                        }
                        tokio::time::sleep(pause(2000)).await;
                    }
                })
            })
            .collect();
        let (mut read, mut over) = (Vec::new(), false);
        let follow = async {
            loop {
                let rows = tail.next().await.unwrap();
                read.extend(rows.iter().map(|row| row.id));
                if over && rows.is_empty() && !tail.is_waiting() {
                    break;
                }
                over = writers.iter().all(tokio::task::JoinHandle::is_finished);
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
        };
        soon("the end of the log", follow).await;
        for writer in writers {
            writer.await.unwrap();
        }
        assert!(read.len() > 100);
        assert_eq!(read, ids(&db).await, "all in order, each once");
    }
}

#[tokio::test]
async fn resumes_after_a_cursor() {
    for (graph, _server) in each().await {
        let (db, hub) = (&graph.db, &graph.events);
        let start = hub.position().await.unwrap();
        for ticket in 1..=250 {
            write(db, ticket).await;
        }
        hub.signal().written_here();
        let all = ids(db).await;
        // Some readers continue, some resume at different cursors, while events are written.
        let more = async {
            for ticket in 251..=300 {
                write(db, ticket).await;
                hub.signal().written_here();
                tokio::task::yield_now().await;
            }
        };
        let read_from = async |after: live::Cursor, most: usize| {
            let mut subscription = hub.subscribe(Some(&after.encode())).await.unwrap();
            let mut tickets = Vec::new();
            while tickets.len() < most {
                let part = subscription.next().await.unwrap();
                tickets.extend(
                    part.batch.events[part.from..]
                        .iter()
                        .map(|event| event.ticket),
                );
            }
            tickets
        };
        let middle = live::Cursor(all[99]);
        let both = async { tokio::join!(more, read_from(start, 300), read_from(middle, 200)) };
        let ((), from_start, from_middle) = soon("events after a cursor", both).await;
        assert_eq!(from_start, (1..=300).collect::<Vec<_>>());
        assert_eq!(from_middle, (101..=300).collect::<Vec<_>>());
    }
}

#[tokio::test]
async fn cursors_expire_with_the_log() {
    for (graph, _server) in each().await {
        let (db, hub) = (&graph.db, &graph.events);
        let start = hub.position().await.unwrap();
        assert!(
            hub.subscribe(Some(&start.encode())).await.is_ok(),
            "nothing was written yet"
        );
        for ticket in 1..=5 {
            write(db, ticket).await;
        }
        let all = ids(db).await;
        let code = async |cursor: &str| match hub.subscribe(Some(cursor)).await {
            Ok(_) => "ok",
            Err(Error::CursorExpired) => "expired",
            Err(Error::Invalid(_)) => "invalid",
            Err(error) => panic!("{error:?}"),
        };
        for id in &all {
            assert_eq!(code(&live::Cursor(*id).encode()).await, "ok");
        }
        assert_eq!(code(&start.encode()).await, "ok");
        assert_eq!(
            code(&live::Cursor(all[4] + 1000).encode()).await,
            "expired",
            "a cursor of another log"
        );
        assert_eq!(code("nonsense").await, "invalid");

        let sql = format!(
            "UPDATE deskql_event SET at = {} WHERE id > {}",
            Clock::system().now().timestamp_micros(),
            all[2]
        );
        db.execute_unprepared(&sql).await.unwrap();
        let hour_ago = Clock::system().now() - TimeDelta::hours(1);
        assert_eq!(live::prune(db, hour_ago).await.unwrap(), 3);
        assert_eq!(code(&start.encode()).await, "expired");
        assert_eq!(code(&live::Cursor(all[2]).encode()).await, "expired");
        assert_eq!(code(&live::Cursor(all[3]).encode()).await, "ok");
        // The newest event stays, however old: it marks the end of the log.
        assert_eq!(
            live::prune(db, Clock::system().now() + TimeDelta::hours(1))
                .await
                .unwrap(),
            1
        );
        assert_eq!(event::Entity::find().count(db).await.unwrap(), 1);
        assert_eq!(code(&live::Cursor(all[4]).encode()).await, "ok");
        write(db, 9).await;
        assert!(ids(db).await[1] > all[4], "ids are never reused");
    }
}

#[tokio::test]
async fn prunes_only_the_oldest_events() {
    for (graph, _server) in each().await {
        let db = &graph.db;
        let tx = db.begin().await.unwrap();
        for ticket in 0..2500 {
            write(&tx, ticket).await;
        }
        tx.commit().await.unwrap();
        let all = ids(db).await;
        // A recent event among old ones keeps the events after it, so that a reader that resumes
        // misses none.
        let sql = format!(
            "UPDATE deskql_event SET at = {} WHERE id = {}",
            Clock::system().now().timestamp_micros(),
            all[2200]
        );
        db.execute_unprepared(&sql).await.unwrap();
        assert_eq!(
            live::prune(db, Clock::system().now() - TimeDelta::hours(1))
                .await
                .unwrap(),
            2200
        );
        let kept: BTreeSet<i64> = ids(db).await.into_iter().collect();
        assert_eq!(kept, all[2200..].iter().copied().collect());
    }
}
