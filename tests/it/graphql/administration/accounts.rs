//! Accounts: their changes, and protection against privilege escalation.

use entity::user;
use sea_orm::{ConnectionTrait as _, EntityTrait as _};
use serde_json::{Value, json};

use super::super::{ADMIN, AGENT, CUSTOMER, Graph, on_each_database};
use super::{change, errors, grant, mutate};

const HR: i32 = 12;

async fn stored(graph: &Graph, id: i32) -> user::Model {
    user::Entity::find_by_id(id)
        .one(&graph.db)
        .await
        .unwrap()
        .unwrap()
}

#[tokio::test]
async fn superusers_create_and_change_agents() {
    on_each_database(async |graph| {
        let context = graph.context(Some(ADMIN), None).await;
        let input = json!({ "username": "nova", "password": "correct horse battery", "isStaff": true, "isSuperuser": true });
        let created = change(graph, &context, "userCreate", input).await;
        let id = &created["user"]["databaseId"];
        assert_eq!((&created["user"]["isStaff"], &created["user"]["isSuperuser"]), (&json!(true), &json!(true)));
        let input = json!({ "id": id, "isSuperuser": false, "permissions": ["helpdesk.change_queue", "auth.add_user"] });
        let payload = change(graph, &context, "userUpdate", input).await;
        assert_eq!(payload["user"]["permissions"], json!(["auth.add_user", "helpdesk.change_queue"]));
        // Access to queues is not among them, and stays.
        change(graph, &context, "queueAccessGrant", json!({ "queueId": "2", "userId": id })).await;
        let payload = change(graph, &context, "userUpdate", json!({ "id": id, "permissions": [] })).await;
        assert_eq!(payload["user"]["permissions"], json!([]));
        assert_eq!(payload["user"]["grantedQueues"], json!([{ "slug": "billing" }]));
        change(graph, &context, "userDeactivate", json!({ "id": id })).await;
        let payload = change(graph, &context, "userReactivate", json!({ "id": id })).await;
        assert_eq!(payload["user"]["isActive"], true);
        for (input, expected) in [
            (json!({ "id": id, "username": "two words" }), "username: INVALID"),
            (json!({ "id": id, "username": "customer" }), "username: TAKEN"),
            (json!({ "id": id, "email": "nobody" }), "email: INVALID"),
            (json!({ "id": id, "lastName": null }), "lastName: REQUIRED"),
            (json!({ "id": id, "permissions": ["helpdesk.fly"] }), "permissions: NOT_FOUND"),
            (json!({ "id": id, "permissions": ["helpdesk.queue_access_billing"] }), "permissions: NOT_ALLOWED"),
            (json!({ "id": "99", "lastName": "x" }), "id: NOT_FOUND"),
        ] {
            assert_eq!(errors(graph, &context, "userUpdate", input).await, json!([expected]));
        }
    })
    .await;
}

#[tokio::test]
async fn nobody_locks_themselves_out() {
    on_each_database(async |graph| {
        let context = graph.context(Some(ADMIN), None).await;
        let found = errors(graph, &context, "userDeactivate", json!({ "id": "1" })).await;
        assert_eq!(found, json!(["id: NOT_ALLOWED"]));
        let input = json!({ "id": "1", "isSuperuser": false, "isStaff": false });
        let found = errors(graph, &context, "userUpdate", input).await;
        assert_eq!(
            found,
            json!(["isSuperuser: NOT_ALLOWED", "isStaff: NOT_ALLOWED"])
        );
        let admin = stored(graph, ADMIN).await;
        assert!(admin.is_active && admin.is_staff && admin.is_superuser);
    })
    .await;
}

#[tokio::test]
async fn nobody_gives_or_gets_more_than_they_have() {
    on_each_database(async |graph| {
        grant(
            graph,
            AGENT,
            &[
                "auth.add_user",
                "auth.change_user",
                "auth.add_group",
                "auth.change_group",
            ],
        )
        .await;
        grant(graph, HR, &["helpdesk.delete_queue"]).await;
        let context = graph.context(Some(AGENT), None).await;
        // Not themselves.
        for (input, expected) in [
            (
                json!({ "id": "2", "isSuperuser": true }),
                "isSuperuser: NOT_ALLOWED",
            ),
            (
                json!({ "id": "2", "permissions": ["helpdesk.delete_queue"] }),
                "permissions: NOT_ALLOWED",
            ),
            // Not others.
            (
                json!({ "id": "3", "isSuperuser": true }),
                "isSuperuser: NOT_ALLOWED",
            ),
            (
                json!({ "id": "3", "permissions": ["helpdesk.delete_queue"] }),
                "permissions: NOT_ALLOWED",
            ),
        ] {
            assert_eq!(
                errors(graph, &context, "userUpdate", input).await,
                json!([expected])
            );
        }
        let superuser =
            json!({ "username": "nova", "password": "correct horse", "isSuperuser": true });
        let found = errors(graph, &context, "userCreate", superuser).await;
        assert_eq!(found, json!(["isSuperuser: NOT_ALLOWED"]));
        // Not through the account of somebody with more permissions, active or not.
        for id in [ADMIN, HR] {
            for (name, input) in [
                (
                    "userSetPassword",
                    json!({ "id": id, "password": "correct horse battery" }),
                ),
                (
                    "userUpdate",
                    json!({ "id": id, "email": "agent@example.com" }),
                ),
                ("userDeactivate", json!({ "id": id })),
                ("queueAccessGrant", json!({ "queueId": "1", "userId": id })),
            ] {
                assert_eq!(
                    mutate(graph, &context, name, input).await,
                    "FORBIDDEN",
                    "{name} {id}"
                );
            }
        }
        let admin = graph.context(Some(ADMIN), None).await;
        change(graph, &admin, "userDeactivate", json!({ "id": HR })).await;
        let reactivated = mutate(graph, &context, "userReactivate", json!({ "id": HR })).await;
        assert_eq!(reactivated, "FORBIDDEN");
        // Not through a group.
        let group = json!({ "name": "Owners", "permissions": ["helpdesk.delete_queue"] });
        let found = errors(graph, &context, "groupCreate", group.clone()).await;
        assert_eq!(found, json!(["permissions: NOT_ALLOWED"]));
        let group = change(graph, &admin, "groupCreate", group).await;
        let input = json!({ "groupId": group["group"]["databaseId"], "userId": AGENT });
        assert_eq!(
            mutate(graph, &context, "groupMemberAdd", input).await,
            "FORBIDDEN"
        );
        // Their own permissions they may give, also to customers.
        let input = json!({ "id": CUSTOMER, "permissions": ["auth.add_user"], "isStaff": true });
        change(graph, &context, "userUpdate", input).await;
    })
    .await;
}

#[tokio::test]
async fn creating_agents_needs_a_second_permission() {
    on_each_database(async |graph| {
        grant(graph, AGENT, &["auth.add_user"]).await;
        let context = graph.context(Some(AGENT), None).await;
        let agent = json!({ "username": "nova", "password": "correct horse", "isStaff": true });
        let found = errors(graph, &context, "userCreate", agent).await;
        assert_eq!(found, json!(["isStaff: NOT_ALLOWED"]));
        let customer = json!({ "username": "nova", "password": "correct horse" });
        change(graph, &context, "userCreate", customer).await;
    })
    .await;
}

#[tokio::test]
async fn a_password_is_validated_hashed_and_never_shown() {
    let graph = Graph::with(|config| {
        config.auth_password_validators = vec!["MinimumLengthValidator".into()];
    })
    .await;
    let context = graph.context(Some(ADMIN), None).await;
    for (password, expected) in [
        ("s3cret", "password: PASSWORD_TOO_SHORT"),
        ("", "password: REQUIRED"),
    ] {
        let input = json!({ "id": "3", "password": password });
        assert_eq!(
            errors(&graph, &context, "userSetPassword", input).await,
            json!([expected])
        );
    }
    let before = stored(&graph, CUSTOMER).await.password;
    let input = json!({ "id": "3", "password": "s3cret battery staple", "validateOnly": true });
    change(&graph, &context, "userSetPassword", input.clone()).await;
    assert!(stored(&graph, CUSTOMER).await.password == before);
    let input = json!({ "id": "3", "password": "s3cret battery staple" });
    let payload = change(&graph, &context, "userSetPassword", input).await;
    // Django's sessions contain a digest of the hash, so they end with it.
    let after = stored(&graph, CUSTOMER).await.password;
    assert!(after != before && !after.0.contains("s3cret") && after.0.contains('$'));
    let log = entity::admin_log::Entity::find()
        .all(&graph.db)
        .await
        .unwrap();
    assert!(!format!("{payload} {log:?}").contains("s3cret"));
    assert!(!format!("{payload} {log:?}").contains(&after.0));
    assert_eq!(payload["user"]["username"], Value::from("customer"));
}

const PREVIEW: &str = "query($id: ID!) { p: userDeletionPreview(id: $id) { canDelete assignedTicketCount followUpCount adminLogCount
    followedTicketCount savedSearchCount voteCount tokenCount defaultQueueCount } }";
const DELETE: &str = "mutation($id: ID!, $validateOnly: Boolean!) { d: userDelete(input: { id: $id, validateOnly: $validateOnly }) {
    deletedDatabaseId userErrors { field code } } }";

#[tokio::test(flavor = "multi_thread")]
async fn accounts_that_lose_nothing_are_deleted() {
    on_each_database(async |graph| {
        let context = graph.context(Some(ADMIN), None).await;
        let create = "mutation { userCreate(input: { username: \"leaving\", email: \"leaving@example.org\", password: \"correct horse\" }) {
            user { databaseId } userErrors { code } } }";
        let created = graph.ask(&context, create, Value::Null).await;
        let id = created["data"]["userCreate"]["user"]["databaseId"].as_i64().unwrap();
        for sql in [
            format!("INSERT INTO helpdesk_ticketcc (ticket_id, user_id, email, can_view, can_update) VALUES (1, {id}, NULL, TRUE, FALSE)"),
            format!("INSERT INTO helpdesk_savedsearch (title, shared, query, user_id) VALUES ('s', TRUE, 'q', {id})"),
            format!("INSERT INTO helpdesk_kbitem_voted_by (kbitem_id, user_id) VALUES (1, {id})"),
            format!("UPDATE helpdesk_queue SET default_owner_id = {id} WHERE id = 1"),
            "DELETE FROM django_admin_log".to_owned(),
        ] {
            graph.db.execute_unprepared(&sql).await.unwrap();
        }
        let preview = graph.ask(&context, PREVIEW, json!({ "id": id })).await;
        let expected = json!({ "canDelete": true, "assignedTicketCount": 0, "followUpCount": 0, "adminLogCount": 0,
            "followedTicketCount": 1, "savedSearchCount": 1, "voteCount": 1, "tokenCount": 0, "defaultQueueCount": 1 });
        assert_eq!(preview["data"]["p"], expected, "{preview}");
        let delete = async |id: i64, validate_only: bool| {
            let variables = json!({ "id": id, "validateOnly": validate_only });
            graph.ask(&context, DELETE, variables).await["data"]["d"].take()
        };
        assert_eq!(delete(id, true).await, json!({ "deletedDatabaseId": null, "userErrors": [] }));
        assert_eq!(delete(id, false).await, json!({ "deletedDatabaseId": id, "userErrors": [] }));
        let number = i32::try_from(id).unwrap();
        let found = entity::user::Entity::find_by_id(number).one(&graph.db).await.unwrap();
        assert_eq!(found, None);
        let queue = entity::queue::Entity::find_by_id(1).one(&graph.db).await.unwrap();
        assert_eq!(queue.unwrap().default_owner_id, None);
        // The agent has tickets and follow-ups; nobody deletes their own account.
        let refused = json!({ "deletedDatabaseId": null, "userErrors": [{ "field": ["id"], "code": "NOT_ALLOWED" }] });
        for kept in [AGENT, ADMIN] {
            assert_eq!(delete(kept.into(), false).await, refused);
            let preview = graph.ask(&context, PREVIEW, json!({ "id": kept })).await;
            assert_eq!(preview["data"]["p"]["canDelete"], false, "{preview}");
        }
    })
    .await;
}
