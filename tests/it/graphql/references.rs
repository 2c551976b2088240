//! References to other tickets in a comment: only tickets that the author works on are locked and
//! changed.

use std::time::Duration;

use entity::{followup, ticket};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect,
};
use serde_json::{Value, json};

use super::{ADMIN, CUSTOMER, Graph, on_each_database};

async fn add_comment(graph: &Graph, user: i32, comment: &str) -> Value {
    let document = "mutation ($input: FollowUpAddInput!) { followUpAdd(input: $input) { userErrors { code } } }";
    let context = graph.context(Some(user), None).await;
    let answer = graph
        .ask(
            &context,
            document,
            json!({ "input": { "ticketId": 1, "comment": comment } }),
        )
        .await;
    answer["data"]["followUpAdd"]["userErrors"].clone()
}

async fn count_backlinks(graph: &Graph) -> u64 {
    let rows =
        followup::Entity::find().filter(followup::Column::Title.eq("Referenced in ticket #1"));
    rows.count(&graph.db).await.unwrap()
}

#[tokio::test]
async fn hidden_tickets_are_neither_locked_nor_changed() {
    on_each_database(async |graph| {
        if graph.db.get_database_backend() == DbBackend::Sqlite {
            assert_eq!(
                add_comment(graph, CUSTOMER, "as in #5 and #3").await,
                json!([])
            );
        } else {
            let tx = graph.db.begin().await.unwrap();
            ticket::Entity::find_by_id(5)
                .lock_exclusive()
                .one(&tx)
                .await
                .unwrap()
                .unwrap();
            let errors = add_comment(graph, CUSTOMER, "as in #5 and #3");
            let errors = tokio::time::timeout(Duration::from_secs(10), errors)
                .await
                .expect("the comment waits for the lock of a hidden ticket");
            assert_eq!(errors, json!([]));
            tx.rollback().await.unwrap();
        }
        assert_eq!(count_backlinks(graph).await, 0);
        assert_eq!(
            add_comment(graph, ADMIN, "as in #5, #1 and #3").await,
            json!([])
        );
        assert_eq!(count_backlinks(graph).await, 2);
    })
    .await;
}
