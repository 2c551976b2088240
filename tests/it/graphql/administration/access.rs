//! Who may administer: Django's permissions decide, directly or through a group.

use entity::{group_permission, permission, user_permission};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};

use super::super::{ADMIN, AGENT, CUSTOMER, Graph, on_each_database};
use super::{grant, mutate};

/// Every mutation with an input that a superuser may send, and the permission it needs. `None`: only
/// for superusers.
fn mutations() -> Vec<(&'static str, Option<&'static str>, Value)> {
    let only = |input: Value| {
        let mut input = input;
        input["validateOnly"] = true.into();
        input
    };
    [
        (
            "queueCreate",
            Some("helpdesk.add_queue"),
            json!({ "title": "Returns" }),
        ),
        (
            "queueUpdate",
            Some("helpdesk.change_queue"),
            json!({ "id": "1", "title": "x" }),
        ),
        (
            "queueDelete",
            Some("helpdesk.delete_queue"),
            json!({ "id": "99" }),
        ),
        (
            "groupCreate",
            Some("auth.add_group"),
            json!({ "name": "Night shift" }),
        ),
        (
            "groupUpdate",
            Some("auth.change_group"),
            json!({ "id": "1", "name": "x" }),
        ),
        (
            "groupDelete",
            Some("auth.delete_group"),
            json!({ "id": "1" }),
        ),
        (
            "groupMemberAdd",
            Some("auth.change_user"),
            json!({ "groupId": "1", "userId": "3" }),
        ),
        (
            "groupMemberRemove",
            Some("auth.change_user"),
            json!({ "groupId": "1", "userId": "3" }),
        ),
        (
            "queueAccessGrant",
            Some("auth.change_user"),
            json!({ "queueId": "1", "userId": "3" }),
        ),
        (
            "queueAccessRevoke",
            Some("auth.change_user"),
            json!({ "queueId": "1", "userId": "3" }),
        ),
        (
            "queueAccessGrant",
            Some("auth.change_group"),
            json!({ "queueId": "1", "groupId": "1" }),
        ),
        (
            "userCreate",
            Some("auth.add_user"),
            json!({ "username": "newcomer", "password": "correct horse" }),
        ),
        (
            "userUpdate",
            Some("auth.change_user"),
            json!({ "id": "3", "lastName": "x" }),
        ),
        (
            "userDeactivate",
            Some("auth.change_user"),
            json!({ "id": "3" }),
        ),
        (
            "userReactivate",
            Some("auth.change_user"),
            json!({ "id": "3" }),
        ),
        (
            "userSetPassword",
            Some("auth.change_user"),
            json!({ "id": "3", "password": "correct horse" }),
        ),
        (
            "customFieldCreate",
            Some("helpdesk.add_customfield"),
            json!({ "name": "floor", "label": "Floor", "dataType": "INTEGER" }),
        ),
        (
            "customFieldUpdate",
            Some("helpdesk.change_customfield"),
            json!({ "id": "1", "label": "x" }),
        ),
        (
            "customFieldDelete",
            Some("helpdesk.delete_customfield"),
            json!({ "id": "1" }),
        ),
        (
            "customFieldsReorder",
            Some("helpdesk.change_customfield"),
            json!({ "ids": ["2", "1"] }),
        ),
        ("outboxRetry", None, json!({ "all": true })),
        ("outboxDrop", None, json!({ "databaseIds": [1] })),
    ]
    .map(|(name, permission, input)| (name, permission, only(input)))
    .to_vec()
}

/// Takes all permissions from everybody but superusers.
async fn revoke_all(graph: &Graph) {
    let tx = graph.db.begin().await.unwrap();
    user_permission::Entity::delete_many()
        .exec(&tx)
        .await
        .unwrap();
    group_permission::Entity::delete_many()
        .exec(&tx)
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn mutations_need_their_permission() {
    on_each_database(async |graph| {
        revoke_all(graph).await;
        for (name, permission, input) in mutations() {
            for (user, expected) in [
                (None, "UNAUTHENTICATED"),
                (Some(CUSTOMER), "FORBIDDEN"),
                (Some(AGENT), "FORBIDDEN"),
            ] {
                let context = graph.context(user, None).await;
                let answer = mutate(graph, &context, name, input.clone()).await;
                assert_eq!(answer, expected, "{name} by {user:?}");
            }
            // The refusal of a customer costs no statement for permissions.
            if let Some(permission) = permission {
                grant(graph, AGENT, &[permission]).await;
                grant(graph, CUSTOMER, &[permission]).await;
                let context = graph.context(Some(AGENT), None).await;
                let answer = mutate(graph, &context, name, input.clone()).await;
                assert!(answer.is_object(), "{name} with {permission}: {answer}");
                // Only staff administer, as in Django's admin.
                let context = graph.context(Some(CUSTOMER), None).await;
                let answer = mutate(graph, &context, name, input.clone()).await;
                assert_eq!(answer, "FORBIDDEN", "{name}");
                revoke_all(graph).await;
            }
            let context = graph.context(Some(ADMIN), None).await;
            let answer = mutate(graph, &context, name, input).await;
            assert!(answer.is_object(), "{name} by a superuser: {answer}");
        }
    })
    .await;
}

#[tokio::test]
async fn permissions_of_groups_count() {
    on_each_database(async |graph| {
        revoke_all(graph).await;
        let permission = permission::Entity::find()
            .filter(permission::Column::Codename.eq("change_queue"))
            .one(&graph.db)
            .await
            .unwrap()
            .unwrap();
        let tx = graph.db.begin().await.unwrap();
        let row = group_permission::ActiveModel {
            group_id: sea_orm::Set(1),
            permission_id: sea_orm::Set(permission.id),
            ..Default::default()
        };
        group_permission::Entity::insert(row)
            .exec_without_returning(&tx)
            .await
            .unwrap();
        entity::user_group::Entity::delete_many()
            .exec(&tx)
            .await
            .unwrap();
        let row = entity::user_group::ActiveModel {
            group_id: sea_orm::Set(1),
            user_id: sea_orm::Set(AGENT),
            ..Default::default()
        };
        entity::user_group::Entity::insert(row)
            .exec_without_returning(&tx)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        let context = graph.context(Some(AGENT), None).await;
        let input = json!({ "id": "1", "escalateDays": 2 });
        super::change(graph, &context, "queueUpdate", input).await;
    })
    .await;
}

#[tokio::test]
async fn queries_need_their_permission() {
    on_each_database(async |graph| {
        revoke_all(graph).await;
        let group = super::super::global_id("Group", 1);
        for (user, groups, superuser) in [
            (None, "UNAUTHENTICATED", "UNAUTHENTICATED"),
            (Some(CUSTOMER), "FORBIDDEN", "FORBIDDEN"),
            (Some(AGENT), "FORBIDDEN", "FORBIDDEN"),
        ] {
            let context = graph.context(user, None).await;
            for (field, expected) in [
                ("groups { totalCount }", groups),
                ("groupMembers(groupId: 1) { totalCount }", groups),
                ("queueUsers(queueId: 1) { totalCount }", groups),
                ("outbox { totalCount }", superuser),
                ("settings { name }", superuser),
            ] {
                let answer = graph
                    .ask(&context, &format!("{{ {field} }}"), Value::Null)
                    .await;
                assert_eq!(
                    answer["errors"][0]["extensions"]["code"], expected,
                    "{field} {user:?}"
                );
            }
            let answer = graph
                .ask(
                    &context,
                    &format!("{{ node(id: {group:?}) {{ id }} }}"),
                    Value::Null,
                )
                .await;
            assert_eq!(answer["data"]["node"], Value::Null, "{answer}");
        }
        let document = "{ users { nodes { groups { name } permissions grantedQueues { slug } } }
            queues { nodes { mailbox { kind } } } }";
        let data = graph.data(Some(AGENT), document).await;
        for user in data["users"]["nodes"].as_array().unwrap() {
            assert_eq!(
                *user,
                json!({ "groups": null, "permissions": null, "grantedQueues": null })
            );
        }
        for queue in data["queues"]["nodes"].as_array().unwrap() {
            assert_eq!(queue["mailbox"], Value::Null);
        }
        grant(graph, AGENT, &["auth.view_group"]).await;
        let data = graph
            .data(Some(AGENT), "{ groups { nodes { id name } } }")
            .await;
        assert_eq!(data["groups"]["nodes"][0]["id"], group, "{data}");
        let data = graph
            .data(
                Some(AGENT),
                &format!("{{ node(id: {group:?}) {{ ... on Group {{ name }} }} }}"),
            )
            .await;
        assert_eq!(data["node"]["name"], "Billing people");
    })
    .await;
}
