//! Queues, and access to them.

use deskql::domain::desk::accounts::granted_queues;
use entity::{permission, queue};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use serde_json::{Value, json};

use super::super::{ADMIN, AGENT, Graph, on_each_database};
use super::{change, errors, grant, mutate};

async fn permissions_of(graph: &Graph, slug: &str) -> u64 {
    permission::Entity::find()
        .filter(permission::Column::Codename.eq(format!("queue_access_{slug}")))
        .count(&graph.db)
        .await
        .unwrap()
}

#[tokio::test]
async fn a_queue_comes_and_goes_with_its_permission() {
    on_each_database(async |graph| {
        let context = graph.context(Some(ADMIN), None).await;
        let input = json!({ "title": "Große Küche", "idempotencyKey": "kitchen" });
        let created = change(graph, &context, "queueCreate", input.clone()).await;
        assert_eq!(created["queue"]["slug"], "groe-kuche");
        assert_eq!(permissions_of(graph, "groe-kuche").await, 1);
        // A repeated request creates nothing.
        let again = change(graph, &context, "queueCreate", input).await;
        assert_eq!(again["queue"]["databaseId"], created["queue"]["databaseId"]);
        let id = &created["queue"]["databaseId"];
        for holder in [json!({ "userId": "2" }), json!({ "groupId": "1" })] {
            let mut input = holder.clone();
            input["queueId"] = id.clone();
            change(graph, &context, "queueAccessGrant", input).await;
        }
        let deleted = change(graph, &context, "queueDelete", json!({ "id": id })).await;
        assert_eq!(deleted["deletedDatabaseId"], *id);
        assert_eq!(permissions_of(graph, "groe-kuche").await, 0);
    })
    .await;
}

#[tokio::test]
async fn a_queue_with_tickets_is_not_deleted() {
    on_each_database(async |graph| {
        let context = graph.context(Some(ADMIN), None).await;
        for validate_only in [true, false] {
            let input = json!({ "id": "1", "validateOnly": validate_only });
            let payload = mutate(graph, &context, "queueDelete", input).await;
            let error = &payload["userErrors"][0];
            assert_eq!(error["code"], "CONFLICT", "{payload}");
            assert!(
                error["message"].as_str().unwrap().contains("23 tickets"),
                "{payload}"
            );
        }
        assert_eq!(queue::Entity::find().count(&graph.db).await.unwrap(), 4);
    })
    .await;
}

#[tokio::test]
async fn values_are_checked_together() {
    on_each_database(async |graph| {
        let context = graph.context(Some(ADMIN), None).await;
        let input = json!({
            "title": " ", "slug": "two words", "emailAddress": "nobody", "locale": "x".repeat(11), "escalateDays": -1,
            "newTicketCc": "a@example.com, b", "mailboxPort": 65536, "socksProxyHost": "proxy.example.com",
            "mailboxPassword": "p".repeat(201), "defaultOwnerId": "999",
        });
        let found = errors(graph, &context, "queueCreate", input).await;
        assert_eq!(
            found,
            json!([
                "title: REQUIRED", "slug: INVALID", "emailAddress: INVALID", "locale: TOO_LONG",
                "escalateDays: OUT_OF_RANGE", "newTicketCc: INVALID", "mailboxPassword: TOO_LONG",
                "mailboxPort: OUT_OF_RANGE", "socksProxyHost: INVALID", "defaultOwnerId: NOT_FOUND"
            ])
        );
        for (input, expected) in [
            (json!({ "title": "Support again", "slug": "support" }), "slug: TAKEN"),
            (json!({ "title": "Поддержка" }), "slug: REQUIRED"),
            (json!({ "title": "x\u{0}y" }), "title: INVALID"),
        ] {
            let found = errors(graph, &context, "queueCreate", input).await;
            assert_eq!(found, json!([expected]));
        }
        let missing = errors(graph, &context, "queueUpdate", json!({ "id": "99", "title": "x" })).await;
        assert_eq!(missing, json!(["id: NOT_FOUND"]));
        let null = json!({ "id": "1", "title": null, "mailboxSsl": null });
        let found = errors(graph, &context, "queueUpdate", null).await;
        assert_eq!(found, json!(["mailboxSsl: REQUIRED", "title: REQUIRED"]));
        assert_eq!(queue::Entity::find().count(&graph.db).await.unwrap(), 4);
    })
    .await;
}

#[tokio::test]
async fn two_queues_never_share_a_permission() {
    on_each_database(async |graph| {
        let context = graph.context(Some(ADMIN), None).await;
        change(
            graph,
            &context,
            "queueUpdate",
            json!({ "id": "4", "slug": "inside" }),
        )
        .await;
        // Queue 4 still has the permission `queue_access_internal`.
        let found = errors(
            graph,
            &context,
            "queueCreate",
            json!({ "title": "Internal" }),
        )
        .await;
        assert_eq!(found, json!(["slug: TAKEN"]));
    })
    .await;
}

#[tokio::test]
async fn the_mailbox_password_is_never_shown() {
    on_each_database(async |graph| {
        let context = graph.context(Some(ADMIN), None).await;
        let input = json!({
            "id": "1", "mailboxKind": "POP3", "mailboxHost": "mail.example.com", "mailboxPassword": "s3cret-mailbox",
        });
        let payload = change(graph, &context, "queueUpdate", input).await;
        let mailbox = &payload["queue"]["mailbox"];
        assert_eq!((&mailbox["port"], &mailbox["hasPassword"]), (&json!(110), &json!(true)));
        let stored = queue::Entity::find_by_id(1).one(&graph.db).await.unwrap().unwrap();
        assert_eq!(stored.email_box_pass.as_ref().unwrap().0, "s3cret-mailbox");
        assert!(!format!("{stored:?}").contains("s3cret"));
        let log = entity::admin_log::Entity::find().all(&graph.db).await.unwrap();
        assert_eq!(log.len(), 1);
        assert!(!format!("{log:?} {payload}").contains("s3cret"));
        // A later change keeps it, and nothing that the graph shows contains it.
        change(graph, &context, "queueUpdate", json!({ "id": "1", "mailboxPort": 1110 })).await;
        let stored = queue::Entity::find_by_id(1).one(&graph.db).await.unwrap().unwrap();
        assert!(stored.email_box_pass.is_some());
        let invalid = json!({ "id": "1", "mailboxPassword": "s3cret-mailbox\u{0}" });
        let payload = mutate(graph, &context, "queueUpdate", invalid).await;
        assert_eq!(payload["userErrors"][0]["field"], json!(["mailboxPassword"]));
        assert!(!payload.to_string().contains("s3cret"));
    })
    .await;
}

#[tokio::test]
async fn grants_decide_about_access() {
    on_each_database(async |graph| {
        let context = graph.context(Some(ADMIN), None).await;
        let before = granted_queues(&graph.db, AGENT).await.unwrap();
        let input = json!({ "queueId": "4", "userId": "2" });
        let payload = change(graph, &context, "queueAccessGrant", input.clone()).await;
        assert!(payload["user"]["grantedQueues"].as_array().unwrap().contains(&json!({ "databaseId": 4 })));
        let mut expected = before.clone();
        expected.push(4);
        assert_eq!(granted_queues(&graph.db, AGENT).await.unwrap(), expected);
        // A second grant changes nothing.
        change(graph, &context, "queueAccessGrant", input.clone()).await;
        change(graph, &context, "queueAccessRevoke", input).await;
        assert_eq!(granted_queues(&graph.db, AGENT).await.unwrap(), before);
        let document = "{ queueUsers(queueId: 4) { nodes { databaseId } totalCount }
            groupMembers(groupId: 1) { totalCount } groups { totalCount nodes { name queues { slug } permissions } } }";
        let data = graph.data(Some(ADMIN), document).await;
        assert_eq!(data["queueUsers"]["totalCount"], 0, "{data}");
        assert_eq!(data["groups"]["nodes"][0]["name"], "Billing people", "{data}");
        for (input, expected) in [
            (json!({ "queueId": "4" }), "userId: REQUIRED"),
            (json!({ "queueId": "4", "userId": "2", "groupId": "1" }), "userId: NOT_ALLOWED"),
            (json!({ "queueId": "4", "userId": "99" }), "userId: NOT_FOUND"),
            (json!({ "queueId": "99", "userId": "2" }), "queueId: NOT_FOUND"),
            (json!({ "queueId": "4", "groupId": "99" }), "groupId: NOT_FOUND"),
        ] {
            let found = errors(graph, &context, "queueAccessGrant", input).await;
            assert_eq!(found, json!([expected]));
        }
    })
    .await;
}

#[tokio::test]
async fn nobody_grants_access_that_they_lack() {
    let graph =
        Graph::with(|config| config.helpdesk.enable_per_queue_staff_permission = true).await;
    grant(&graph, AGENT, &["auth.change_user"]).await;
    let context = graph.context(Some(AGENT), Some(vec![2])).await;
    let refused = json!({ "queueId": "4", "userId": "3" });
    assert_eq!(
        mutate(&graph, &context, "queueAccessGrant", refused).await,
        "FORBIDDEN"
    );
    let allowed = json!({ "queueId": "2", "userId": "3" });
    change(&graph, &context, "queueAccessGrant", allowed).await;
    // Groups need another permission.
    let group = json!({ "queueId": "2", "groupId": "1" });
    assert_eq!(
        mutate(&graph, &context, "queueAccessGrant", group).await,
        "FORBIDDEN"
    );
}

#[tokio::test]
async fn statements_do_not_depend_on_rows() {
    on_each_database(async |graph| {
        grant(graph, AGENT, &["helpdesk.change_queue", "auth.change_user"]).await;
        let document = "query($first: Int) { queues(first: $first) { nodes { title mailbox { kind } } }
            users(first: $first) { nodes { groups { name queues { title } } permissions grantedQueues { title } } }
            groups(first: $first) { nodes { permissions queues { slug } } } }";
        let mut counted = Vec::new();
        for first in [1, 4] {
            let context = graph.context(Some(AGENT), None).await;
            let answer = graph.ask(&context, document, json!({ "first": first })).await;
            assert_eq!(answer["errors"], Value::Null, "{answer}");
            counted.push(context.db.statement_count());
        }
        assert!(counted[1] <= counted[0], "{counted:?}");
    })
    .await;
}
