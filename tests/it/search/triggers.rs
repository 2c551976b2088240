//! The triggers on Django's tables: they never make a write fail, a lost one is noticed and
//! restored, and `deskql indexes drop` removes all of them.

use deskql::domain::search::index;
use sea_orm::{ConnectionTrait as _, DbBackend};

use super::{find, set_up, update};
use crate::graphql::{ADMIN, Graph, on_each_database};

#[tokio::test(flavor = "multi_thread")]
async fn triggers_are_created_once_and_removed() {
    on_each_database(async |graph| {
        let db = &graph.db;
        assert_eq!(migration::search::missing(db).await.unwrap().len(), 23);
        assert!(migration::search::install(db.pool()).await.unwrap());
        assert!(!migration::search::install(db.pool()).await.unwrap());
        assert!(migration::search::missing(db).await.unwrap().is_empty());
        assert!(migration::search::remove(db.pool()).await.unwrap());
        assert!(!migration::search::remove(db.pool()).await.unwrap());
        assert_eq!(migration::search::missing(db).await.unwrap().len(), 23);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn deleted_rows_disappear() {
    on_each_database(async |graph| {
        let db = &graph.db;
        set_up(db).await;
        let admin = graph.context(Some(ADMIN), None).await;
        let insert = "INSERT INTO helpdesk_ticket (id, title, created, modified, submitter_email, status, on_hold, description, priority, queue_id, secret_key)
            VALUES (901, 'zebra', '2024-01-01 00:00:00', '2024-01-01 00:00:00', 'c@example.com', 1, FALSE, 'quagga', 3, 1, 'k901')";
        db.execute_unprepared(insert).await.unwrap();
        update(db).await;
        assert_eq!(find(graph, &admin, "zebra").await, [901]);
        db.execute_unprepared("DELETE FROM helpdesk_ticket WHERE id = 901").await.unwrap();
        assert_eq!(find(graph, &admin, "zebra").await, Vec::<i32>::new());
        update(db).await;
        let status = index::status(db).await.unwrap();
        assert_eq!((status.documents, status.changes), (status.objects, 0));
        // A rolled back write changes nothing.
        let tx = db.begin().await.unwrap();
        tx.execute_unprepared(insert).await.unwrap();
        tx.rollback().await.unwrap();
        assert!(!index::is_due(db).await.unwrap());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_error_of_a_trigger_does_not_fail_the_write() {
    on_each_database(async |graph| {
        let db = &graph.db;
        if db.get_database_backend() == DbBackend::Sqlite {
            return;
        }
        set_up(db).await;
        // The insert of the trigger fails.
        let sql = match db.get_database_backend() {
            DbBackend::Postgres => "ALTER TABLE deskql_search_change ADD CHECK (object_id < 0)",
            _ => {
                "ALTER TABLE deskql_search_change ADD CONSTRAINT deskql_none CHECK (object_id < 0)"
            }
        };
        db.execute_unprepared(sql).await.unwrap();
        let changed = db
            .execute_unprepared("UPDATE helpdesk_ticket SET title = 'other' WHERE id = 1")
            .await
            .unwrap();
        assert_eq!(changed.rows_affected(), 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rebuilt_table_of_sqlite_loses_its_triggers_and_migrate_restores_them() {
    let graph = Graph::new().await;
    let db = &graph.db;
    set_up(db).await;
    // As Django rebuilds a table.
    for sql in [
        "CREATE TABLE new__helpdesk_ticketcc AS SELECT * FROM helpdesk_ticketcc",
        "DROP TABLE helpdesk_ticketcc",
        "ALTER TABLE new__helpdesk_ticketcc RENAME TO helpdesk_ticketcc",
        "UPDATE helpdesk_ticketcc SET user_id = NULL, email = 'zebra@example.net' WHERE ticket_id = 18",
    ] {
        db.execute_unprepared(sql).await.unwrap();
    }
    assert_eq!(migration::search::missing(db).await.unwrap().len(), 3);
    update(db).await;
    let admin = graph.context(Some(ADMIN), None).await;
    assert_eq!(find(&graph, &admin, "zebra").await, Vec::<i32>::new());
    set_up(db).await;
    assert!(migration::search::missing(db).await.unwrap().is_empty());
    assert_eq!(find(&graph, &admin, "zebra").await, [18]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_finds_changes_that_no_trigger_recorded() {
    on_each_database(async |graph| {
        let db = &graph.db;
        index::enable(db, false, false).await.unwrap();
        update(db).await;
        for sql in [
            "UPDATE helpdesk_ticket SET title = 'zebra' WHERE id = 1",
            "INSERT INTO helpdesk_followup (id, date, comment, public, ticket_id) VALUES (901, '2024-01-01 00:00:00', 'quagga', TRUE, 5)",
        ] {
            db.execute_unprepared(sql).await.unwrap();
        }
        update(db).await;
        let admin = graph.context(Some(ADMIN), None).await;
        assert_eq!(find(graph, &admin, "zebra").await, Vec::<i32>::new());
        index::start_run(db).await.unwrap();
        update(db).await;
        assert_eq!(find(graph, &admin, "zebra").await, [1]);
        assert_eq!(find(graph, &admin, "quagga").await, [5]);
        let status = index::status(db).await.unwrap();
        assert_eq!(status.documents, status.objects);
    })
    .await;
}
