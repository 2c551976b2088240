//! The log of Django's admin: the rows that the real admin writes for the same acts, and the same
//! rows of the objects (`tests/admin-log/generate.py` recorded them).

use entity::values::Positive;
use entity::{admin_log, content_type};
use sea_orm::{ConnectionTrait as _, EntityTrait as _, QueryOrder as _, Statement};
use serde_json::{Map, Value, json};

use super::super::{ADMIN, Graph, on_each_database};
use super::change;

/// The acts by the names of the recorded ones: mutations with their inputs.
fn acts(ids: &Ids) -> Vec<(&'static str, Vec<(&'static str, Value)>)> {
    let Ids {
        queue,
        group,
        user,
        field,
    } = *ids;
    vec![
        (
            "queue created",
            vec![(
                "queueCreate",
                json!({ "title": "Returns & Ümläute", "slug": "returns", "emailAddress": "returns@example.com" }),
            )],
        ),
        (
            "queue changed",
            vec![(
                "queueUpdate",
                json!({ "id": queue, "title": "Returns", "escalateDays": 3, "allowPublicSubmission": true,
                    "defaultOwnerId": "2" }),
            )],
        ),
        (
            "mailbox set",
            vec![(
                "queueUpdate",
                json!({ "id": queue, "mailboxKind": "IMAP", "mailboxHost": "mail.example.com", "mailboxSsl": true,
                    "mailboxUser": "returns", "mailboxPassword": "s3cret-mailbox", "socksProxyType": "SOCKS5",
                    "dedicatedTime": "PT2H" }),
            )],
        ),
        (
            "mailbox cleared",
            vec![(
                "queueUpdate",
                json!({ "id": queue, "mailboxKind": null, "mailboxPassword": null, "socksProxyType": null }),
            )],
        ),
        (
            "access granted to a user",
            vec![(
                "queueAccessGrant",
                json!({ "queueId": queue, "userId": "2" }),
            )],
        ),
        (
            "access granted to a group",
            vec![(
                "queueAccessGrant",
                json!({ "queueId": queue, "groupId": "1" }),
            )],
        ),
        (
            "member added",
            vec![("groupMemberAdd", json!({ "groupId": "1", "userId": "12" }))],
        ),
        (
            "group created",
            vec![(
                "groupCreate",
                json!({ "name": "Night shift", "permissions": ["helpdesk.view_queue"] }),
            )],
        ),
        (
            "group changed",
            vec![(
                "groupUpdate",
                json!({ "id": group, "name": "Day shift", "permissions": [] }),
            )],
        ),
        (
            "group deleted",
            vec![("groupDelete", json!({ "id": group }))],
        ),
        (
            "user created",
            vec![(
                "userCreate",
                json!({ "username": "newcomer", "password": "correct horse battery" }),
            )],
        ),
        (
            "user changed",
            vec![(
                "userUpdate",
                json!({ "id": user, "firstName": "New", "lastName": "Comer", "email": "newcomer@example.com",
                    "isStaff": true, "permissions": ["helpdesk.change_queue"] }),
            )],
        ),
        (
            "user deactivated",
            vec![("userDeactivate", json!({ "id": user }))],
        ),
        (
            "password set",
            vec![(
                "userSetPassword",
                json!({ "id": user, "password": "another horse battery" }),
            )],
        ),
        (
            "custom field created",
            vec![(
                "customFieldCreate",
                json!({ "name": "floor", "label": "Floor", "dataType": "LIST", "choices": ["Ground", "First"],
                    "ordering": 140 }),
            )],
        ),
        (
            "custom field changed",
            vec![(
                "customFieldUpdate",
                json!({ "id": field, "label": "Storey", "dataType": "VARCHAR", "maxLength": 20, "choices": [],
                    "required": true }),
            )],
        ),
        (
            "custom field deleted",
            vec![("customFieldDelete", json!({ "id": field }))],
        ),
        (
            "queue deleted",
            vec![("queueDelete", json!({ "id": queue }))],
        ),
    ]
}

/// The IDs of the created objects.
#[derive(Clone, Copy, Default)]
struct Ids {
    queue: i32,
    group: i32,
    user: i32,
    field: i32,
}

impl Ids {
    fn remember(&mut self, name: &str, payload: &Value) {
        let (member, id) = match name {
            "queueCreate" => ("queue", &mut self.queue),
            "groupCreate" => ("group", &mut self.group),
            "userCreate" => ("user", &mut self.user),
            "customFieldCreate" => ("customField", &mut self.field),
            _ => return,
        };
        *id = payload[member]["databaseId"]
            .as_i64()
            .unwrap()
            .try_into()
            .unwrap();
    }
}

/// The rows of the log after the first `known`, as the script records them, without the objects.
async fn rows(graph: &Graph, known: usize) -> Vec<(admin_log::Model, Value)> {
    let rows = admin_log::Entity::find()
        .find_also_related(content_type::Entity)
        .order_by_asc(admin_log::Column::Id)
        .all(&graph.db)
        .await
        .unwrap();
    let row = |(row, kind): (admin_log::Model, Option<content_type::Model>)| {
        assert_eq!(row.user_id, ADMIN);
        let kind = kind.unwrap();
        let Positive(flag) = row.action_flag;
        let shown = json!({
            "model": format!("{}.{}", kind.app_label, kind.model), "text": row.object_repr, "flag": flag,
            "message": row.change_message,
        });
        (row, shown)
    };
    rows.into_iter().skip(known).map(row).collect()
}

/// The columns of an object that the script recorded, as JSON.
async fn object(graph: &Graph, table: &str, id: &str, columns: &Map<String, Value>) -> Value {
    let backend = graph.db.get_database_backend();
    let mut shown = Map::new();
    for (name, expected) in columns {
        let column = match name.as_str() {
            "socks_proxy_host" if backend == sea_orm::DbBackend::Postgres => {
                "host(socks_proxy_host)"
            }
            name => name,
        };
        let sql = format!("SELECT {column} FROM {table} WHERE id = {id}");
        let row = graph
            .db
            .query_one_raw(Statement::from_string(backend, sql))
            .await
            .unwrap()
            .unwrap();
        let value = match expected {
            Value::Bool(_) => json!(row.try_get_by_index::<bool>(0).unwrap()),
            Value::Number(_) => json!(row.try_get_by_index::<Option<i32>>(0).unwrap()),
            // Text, or null: whichever the column can be read as.
            _ => match row.try_get_by_index::<Option<String>>(0) {
                Ok(text) => json!(text.filter(|text| !text.is_empty())),
                Err(_) => json!(row.try_get_by_index::<Option<i32>>(0).unwrap()),
            },
        };
        shown.insert(name.clone(), value);
    }
    Value::Object(shown)
}

#[tokio::test]
async fn rows_are_those_of_djangos_admin() {
    let cases: Vec<Value> =
        serde_json::from_str(include_str!("../../../admin-log/cases.json")).unwrap();
    on_each_database(async |graph| {
        let context = graph.context(Some(ADMIN), None).await;
        let mut ids = Ids::default();
        let mut known = rows(graph, 0).await.len();
        for (at, case) in cases.iter().enumerate() {
            let name = case["name"].as_str().unwrap();
            let (own, mutations) = acts(&ids).swap_remove(at);
            assert_eq!(own, name);
            for (mutation, input) in mutations {
                let payload = change(graph, &context, mutation, input).await;
                ids.remember(mutation, &payload);
            }
            let written = rows(graph, known).await;
            known += written.len();
            let expected = case["rows"].as_array().unwrap();
            assert_eq!(written.len(), expected.len(), "{name}");
            for ((row, shown), expected) in written.iter().zip(expected) {
                let mut expected = expected.clone();
                let recorded = expected.as_object_mut().unwrap().remove("object").unwrap();
                assert_eq!(*shown, expected, "{name}");
                let Value::Object(mut recorded) = recorded else {
                    continue;
                };
                for value in recorded.values_mut() {
                    // The admin's form stores empty texts instead of NULL in some columns.
                    if *value == "" {
                        *value = Value::Null;
                    }
                }
                let table = shown["model"].as_str().unwrap().replace('.', "_");
                let id = row.object_id.as_deref().unwrap();
                let stored = object(graph, &table, id, &recorded).await;
                assert_eq!(stored, Value::Object(recorded), "{name}");
            }
        }
        assert_eq!(known, cases.len());
    })
    .await;
}

#[tokio::test]
async fn nothing_is_logged_if_nothing_changes_or_the_input_is_invalid() {
    on_each_database(async |graph| {
        let context = graph.context(Some(ADMIN), None).await;
        for (name, input) in [
            ("queueUpdate", json!({ "id": "1", "title": "Support" })),
            (
                "queueUpdate",
                json!({ "id": "1", "title": "Other", "validateOnly": true }),
            ),
            ("queueDelete", json!({ "id": "4", "validateOnly": true })),
            ("queueCreate", json!({ "title": "x", "slug": "support" })),
            ("queueCreate", json!({ "title": "x", "validateOnly": true })),
            (
                "queueAccessRevoke",
                json!({ "queueId": "1", "userId": "9" }),
            ),
            (
                "queueAccessGrant",
                json!({ "queueId": "1", "userId": "9", "validateOnly": true }),
            ),
            ("userDeactivate", json!({ "id": "3", "validateOnly": true })),
            (
                "customFieldDelete",
                json!({ "id": "1", "validateOnly": true }),
            ),
        ] {
            super::mutate(graph, &context, name, input).await;
            assert_eq!(rows(graph, 0).await.len(), 0, "{name}");
        }
    })
    .await;
}

#[tokio::test]
async fn databases_without_the_log_need_none() {
    on_each_database(async |graph| {
        let tx = graph.db.begin().await.unwrap();
        tx.execute_unprepared("DROP TABLE django_admin_log")
            .await
            .unwrap();
        tx.commit().await.unwrap();
        let context = graph.context(Some(ADMIN), None).await;
        let payload = change(
            graph,
            &context,
            "queueCreate",
            json!({ "title": "Returns" }),
        )
        .await;
        assert_eq!(payload["queue"]["slug"], "returns");
    })
    .await;
}
