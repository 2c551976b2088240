//! Changes by Django become events exactly once, and our own changes do not become events twice.
//! These tests write rows as Django does; `tests/live` uses the real program.

use std::time::Duration;

use deskql::domain::Clock;
use deskql::domain::live::watch::Watcher;
use sea_orm::{ConnectionTrait, DbBackend};

use super::{each, written};
use crate::graphql::{ADMIN, Graph};

async fn open(graph: &Graph) -> Watcher {
    Watcher::open(&graph.events, &graph.config, &Clock::system())
        .await
        .unwrap()
}

/// Runs SQL in which `NOW(-3)` is the time three seconds ago, in the database's format.
async fn django(db: &impl ConnectionTrait, sql: &str) {
    let now = match db.get_database_backend() {
        DbBackend::Postgres => "(now() + ($1) * interval '1 second')",
        DbBackend::MySql => "(UTC_TIMESTAMP(6) + INTERVAL ($1) SECOND)",
        _ => "strftime('%Y-%m-%d %H:%M:%f000', 'now', '' || ($1) || ' seconds')",
    };
    let sql = regex::Regex::new(r"NOW\(([^()]*)\)")
        .unwrap()
        .replace_all(sql, now)
        .into_owned();
    db.execute_unprepared(&sql).await.unwrap();
}

const TICKET: &str = "INSERT INTO helpdesk_ticket (id, title, created, modified, submitter_email, status, on_hold,
    description, priority, queue_id, secret_key) VALUES (ID, 'T', NOW(0), NOW(0), 'customer@example.com', 1, FALSE, 'd', 3, 2, 'k')";
const FOLLOWUP: &str =
    "INSERT INTO helpdesk_followup (id, ticket_id, date, title, comment, public, user_id)
    VALUES (ID, 3, NOW(0), 'F', 'c', TRUE, 2)";
const FILE: &str =
    "INSERT INTO helpdesk_followupattachment (id, file, filename, mime_type, size, followup_id)
    VALUES (ID, 'f', 'f.txt', 'text/plain', 1, 9001)";

fn with(sql: &str, id: i32) -> String {
    sql.replace("(ID,", &format!("({id},"))
}

fn events(list: &[(&str, i32)]) -> Vec<(String, i32)> {
    list.iter()
        .map(|(kind, ticket)| ((*kind).to_owned(), *ticket))
        .collect()
}

#[tokio::test]
async fn changes_by_django_become_events_once() {
    for (graph, _server) in each().await {
        let db = &graph.db;
        let mut watch = open(&graph).await;
        assert_eq!(watch.poll().await.unwrap(), 0, "existing rows are not new");
        django(db, &with(TICKET, 9001)).await;
        assert_eq!(watch.poll().await.unwrap(), 1);
        django(db, &with(FOLLOWUP, 9001)).await;
        django(db, &with(FILE, 9001)).await;
        django(
            db,
            "UPDATE helpdesk_ticket SET modified = NOW(0), status = 3 WHERE id = 3",
        )
        .await;
        assert_eq!(watch.poll().await.unwrap(), 3);
        for _ in 0..3 {
            assert_eq!(watch.poll().await.unwrap(), 0);
        }
        // Another process, or this one after a restart, finds only new changes.
        drop(watch);
        let mut watch = open(&graph).await;
        assert_eq!(watch.poll().await.unwrap(), 0);
        django(
            db,
            "UPDATE helpdesk_ticket SET modified = NOW(0) WHERE id IN (3, 9001)",
        )
        .await;
        assert_eq!(watch.poll().await.unwrap(), 2);
        let expected = [
            ("created", 9001),
            ("followup_added", 3),
            ("attachment_added", 3),
            ("updated", 3),
            ("updated", 3),
            ("updated", 9001),
        ];
        assert_eq!(written(db).await, events(&expected));
        let rows: Vec<_> = {
            use sea_orm::{EntityTrait, QueryOrder};
            entity::event::Entity::find()
                .order_by_asc(entity::event::Column::Id)
                .all(db)
                .await
                .unwrap()
        };
        assert!(
            rows.iter()
                .all(|row| row.elsewhere && row.modified.is_some())
        );
        assert_eq!(
            (
                rows[1].followup_id,
                rows[1].actor_id,
                rows[1].public,
                rows[1].queue_id
            ),
            (Some(9001), Some(2), true, Some(2))
        );
        assert_eq!(
            (rows[2].followup_id, rows[2].attachment_id),
            (Some(9001), Some(9001))
        );
    }
}

#[tokio::test]
async fn finds_changes_since_the_last_poll() {
    for (graph, _server) in each().await {
        drop(open(&graph).await);
        django(&graph.db, &with(TICKET, 9001)).await;
        django(
            &graph.db,
            "UPDATE helpdesk_ticket SET modified = NOW(-1) WHERE id = 3",
        )
        .await;
        assert_eq!(open(&graph).await.poll().await.unwrap(), 2);
        assert_eq!(
            written(&graph.db).await,
            events(&[("created", 9001), ("updated", 3)])
        );
    }
}

#[tokio::test]
async fn ignores_our_own_changes() {
    for (graph, _server) in each().await {
        let mut watch = open(&graph).await;
        let context = graph.context(Some(ADMIN), None).await;
        for mutation in [
            "mutation { ticketCreate(input: { queueId: 1, title: \"t\", description: \"see #2\" }) { userErrors { code } } }",
            "mutation { ticketUpdate(input: { id: 5, priorityCode: 1 }) { userErrors { code } } }",
            "mutation { followUpAdd(input: { ticketId: 2, comment: \"#3\", changes: { statusCode: 3 } }) { userErrors { code } } }",
            "mutation { followUpUpdate(input: { id: 3, comment: \"x\", ticketId: 1 }) { userErrors { code } } }",
            "mutation { followUpDelete(input: { id: 3 }) { deletedId } }",
            "mutation { ticketDelete(input: { id: 5 }) { deletedId } }",
        ] {
            let answer = graph.ask(&context, mutation, serde_json::Value::Null).await;
            assert!(
                answer.get("errors").is_none() && !answer.to_string().contains("code"),
                "{answer}"
            );
            assert_eq!(watch.poll().await.unwrap(), 0, "{mutation}");
        }
        let before = written(&graph.db).await.len();
        django(
            &graph.db,
            "UPDATE helpdesk_ticket SET modified = NOW(0) WHERE id = 2",
        )
        .await;
        assert_eq!(
            watch.poll().await.unwrap(),
            1,
            "a change by Django after one of ours"
        );
        assert_eq!(written(&graph.db).await.len(), before + 1);
    }
}

/// Finds lower IDs and earlier times that are committed late, within the overlap.
#[tokio::test]
async fn finds_changes_that_are_committed_late() {
    for (graph, _server) in each().await {
        if graph.db.get_database_backend() == DbBackend::Sqlite {
            continue;
        }
        let mut watch = open(&graph).await;
        let late = graph.db.begin().await.unwrap();
        django(&late, &with(FOLLOWUP, 9001)).await;
        django(
            &late,
            "UPDATE helpdesk_ticket SET modified = NOW(-5) WHERE id = 4",
        )
        .await;
        django(&graph.db, &with(FOLLOWUP, 9002)).await;
        django(
            &graph.db,
            "UPDATE helpdesk_ticket SET modified = NOW(0) WHERE id = 2",
        )
        .await;
        assert_eq!(watch.poll().await.unwrap(), 2);
        assert_eq!(watch.poll().await.unwrap(), 0);
        late.commit().await.unwrap();
        assert_eq!(watch.poll().await.unwrap(), 2);
        let expected = [
            ("followup_added", 3),
            ("updated", 2),
            ("followup_added", 3),
            ("updated", 4),
        ];
        assert_eq!(written(&graph.db).await, events(&expected));
    }
}

/// PostgreSQL lists open transactions, so their duration does not matter.
#[tokio::test]
async fn finds_transactions_longer_than_the_overlap() {
    for (graph, _server) in each().await {
        if graph.db.get_database_backend() != DbBackend::Postgres {
            continue;
        }
        let mut watch = open(&graph).await.with_overlap(Duration::from_millis(1));
        let late = graph.db.begin().await.unwrap();
        django(&late, &with(FOLLOWUP, 9001)).await;
        for id in 9002..9006 {
            tokio::time::sleep(Duration::from_millis(3)).await;
            django(&graph.db, &with(FOLLOWUP, id)).await;
            assert_eq!(watch.poll().await.unwrap(), 1, "{id}");
        }
        late.commit().await.unwrap();
        assert_eq!(watch.poll().await.unwrap(), 1);
        assert_eq!(written(&graph.db).await.len(), 5);
    }
}

/// Without an overlap, each poll starts where the last but one ended.
#[tokio::test]
async fn does_not_read_old_changes_twice() {
    for (graph, _server) in each().await {
        let mut watch = open(&graph).await.with_overlap(Duration::from_millis(1));
        for id in 9001..9006 {
            django(&graph.db, &with(FOLLOWUP, id)).await;
            assert_eq!(watch.poll().await.unwrap(), 1, "{id}");
            tokio::time::sleep(Duration::from_millis(3)).await;
        }
        // Reading them again would create events again.
        graph
            .db
            .execute_unprepared("DELETE FROM deskql_event WHERE followup_id < 9003")
            .await
            .unwrap();
        assert_eq!(watch.poll().await.unwrap(), 0);
    }
}

/// Only one process polls; another takes over when it is gone.
#[tokio::test]
async fn one_process_polls() {
    for (graph, _server) in each().await {
        let (mut first, mut second) = (open(&graph).await, open(&graph).await);
        assert_eq!(first.poll().await.unwrap(), 0);
        django(&graph.db, &with(TICKET, 9001)).await;
        let (a, b) = tokio::join!(second.poll(), first.poll());
        assert_eq!(a.unwrap() + b.unwrap(), 1);
        drop(first);
        tokio::time::sleep(Duration::from_millis(200)).await;
        django(&graph.db, &with(TICKET, 9002)).await;
        assert_eq!(second.poll().await.unwrap(), 1);
        assert_eq!(
            written(&graph.db).await,
            events(&[("created", 9001), ("created", 9002)])
        );
    }
}

#[tokio::test]
async fn a_poll_costs_the_same_for_many_changes() {
    for (graph, _server) in each().await {
        let mut watch = open(&graph).await;
        watch.poll().await.unwrap();
        let mut costs = Vec::new();
        for (first, last) in [(9001, 9002), (9002, 9302)] {
            for id in first..last {
                django(&graph.db, &with(FOLLOWUP, id)).await;
            }
            let before = watch.statements();
            assert_eq!(
                watch.poll().await.unwrap(),
                usize::try_from(last - first).unwrap()
            );
            costs.push(watch.statements() - before);
        }
        assert!(costs[0] == costs[1] && costs[0] < 15, "{costs:?}");
        // One statement if nothing was committed. PostgreSQL may report transactions of other
        // databases, and MariaDB reports none.
        watch.poll().await.unwrap();
        let before = watch.statements();
        watch.poll().await.unwrap();
        let idle = watch.statements() - before;
        let sqlite = graph.db.get_database_backend() == DbBackend::Sqlite;
        assert!(
            idle == 1 || !sqlite && idle == 5,
            "{idle} statements without changes"
        );
    }
}
