//! Custom fields.

use entity::{custom_field, custom_field_value};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder};
use serde_json::{Value, json};

use super::super::{ADMIN, Graph, on_each_database};
use super::{change, errors};

async fn values(graph: &Graph, field: i32) -> u64 {
    custom_field_value::Entity::find()
        .filter(custom_field_value::Column::FieldId.eq(field))
        .count(&graph.db)
        .await
        .unwrap()
}

#[tokio::test]
async fn a_deletion_shows_and_deletes_the_values() {
    on_each_database(async |graph| {
        let context = graph.context(Some(ADMIN), None).await;
        let stored = values(graph, 3).await;
        assert!(stored > 0);
        let input = json!({ "id": "3", "validateOnly": true });
        let preview = change(graph, &context, "customFieldDelete", input).await;
        assert_eq!(
            (&preview["valueCount"], &preview["deletedDatabaseId"]),
            (&json!(stored), &Value::Null)
        );
        assert_eq!(values(graph, 3).await, stored);
        let deleted = change(graph, &context, "customFieldDelete", json!({ "id": "3" })).await;
        assert_eq!(
            (&deleted["valueCount"], &deleted["deletedDatabaseId"]),
            (&json!(stored), &json!(3))
        );
        assert_eq!(values(graph, 3).await, 0);
        let found = errors(graph, &context, "customFieldDelete", json!({ "id": "3" })).await;
        assert_eq!(found, json!(["id: NOT_FOUND"]));
    })
    .await;
}

#[tokio::test]
async fn a_change_of_type_counts_values_that_do_not_fit() {
    on_each_database(async |graph| {
        let context = graph.context(Some(ADMIN), None).await;
        let tx = graph.db.begin().await.unwrap();
        custom_field_value::Entity::delete_many()
            .filter(custom_field_value::Column::FieldId.eq(1))
            .exec(&tx)
            .await
            .unwrap();
        let long = "9".repeat(2500);
        for (ticket, value) in (1..).zip(["17", "seventeen", "", "x@example.com", &long]) {
            let row = custom_field_value::ActiveModel {
                ticket_id: sea_orm::Set(ticket),
                field_id: sea_orm::Set(1),
                value: sea_orm::Set(Some(value.to_owned())),
                ..Default::default()
            };
            custom_field_value::Entity::insert(row)
                .exec_without_returning(&tx)
                .await
                .unwrap();
        }
        tx.commit().await.unwrap();
        for (changes, expected) in [
            (json!({ "dataType": "INTEGER" }), 3),
            (json!({ "dataType": "EMAIL" }), 3),
            (json!({ "dataType": "TEXT", "maxLength": null }), 0),
            (json!({ "maxLength": 5 }), 3),
            (json!({ "dataType": "LIST", "choices": ["17", "18"] }), 3),
            (json!({ "dataType": "DATE" }), 4),
        ] {
            let mut input = changes.clone();
            input["id"] = "1".into();
            input["validateOnly"] = true.into();
            let payload = change(graph, &context, "customFieldUpdate", input).await;
            assert_eq!(payload["unacceptedValueCount"], expected, "{changes}");
            assert_eq!(payload["customField"]["dataType"], "VARCHAR");
        }
        assert_eq!(values(graph, 1).await, 5);
    })
    .await;
}

#[tokio::test]
async fn fields_are_reordered() {
    on_each_database(async |graph| {
        let context = graph.context(Some(ADMIN), None).await;
        let order = async || -> Vec<i32> {
            let rows = custom_field::Entity::find()
                .order_by_asc(custom_field::Column::Ordering)
                .all(&graph.db)
                .await
                .unwrap();
            rows.into_iter().map(|row| row.id).collect()
        };
        let before = order().await;
        for ids in [json!(["1", "1"]), json!(["1", "99"])] {
            let found = errors(
                graph,
                &context,
                "customFieldsReorder",
                json!({ "ids": ids }),
            )
            .await;
            assert_eq!(found.as_array().unwrap().len(), 1, "{found}");
            assert_eq!(order().await, before);
        }
        let payload = change(
            graph,
            &context,
            "customFieldsReorder",
            json!({ "ids": ["13", "2"] }),
        )
        .await;
        let after = order().await;
        assert_eq!(after[..2], [13, 2]);
        let rest: Vec<i32> = before
            .into_iter()
            .filter(|id| ![13, 2].contains(id))
            .collect();
        assert_eq!(after[2..], rest);
        let answered: Vec<Value> = after.iter().map(|id| json!({ "databaseId": id })).collect();
        assert_eq!(payload["customFields"], json!(answered));
        let log = entity::admin_log::Entity::find()
            .count(&graph.db)
            .await
            .unwrap();
        assert_eq!(log, 13);
        // Nothing changes, so nothing is logged.
        change(
            graph,
            &context,
            "customFieldsReorder",
            json!({ "ids": ["13"] }),
        )
        .await;
        assert_eq!(
            entity::admin_log::Entity::find()
                .count(&graph.db)
                .await
                .unwrap(),
            log
        );
    })
    .await;
}

#[tokio::test]
async fn definitions_are_checked() {
    on_each_database(async |graph| {
        let context = graph.context(Some(ADMIN), None).await;
        let field = |changes: Value| {
            let mut input = json!({ "name": "floor", "label": "Floor", "dataType": "VARCHAR" });
            for (name, value) in changes.as_object().unwrap() {
                input[name] = value.clone();
            }
            input
        };
        for (input, expected) in [
            (json!({ "name": "varchar" }), "name: TAKEN"),
            (json!({ "name": "two words" }), "name: INVALID"),
            (json!({ "label": "x".repeat(31) }), "label: TOO_LONG"),
            (json!({ "dataType": "LIST" }), "choices: REQUIRED"),
            (json!({ "dataType": "LIST", "choices": ["a", " "] }), "choices: INVALID"),
            (json!({ "dataType": "LIST", "choices": ["a\nb"] }), "choices: INVALID"),
            (json!({ "dataType": "DECIMAL", "maxLength": 2, "decimalPlaces": 3 }), "decimalPlaces: OUT_OF_RANGE"),
            (json!({ "maxLength": 0 }), "maxLength: OUT_OF_RANGE"),
            (json!({ "required": null }), "required: REQUIRED"),
        ] {
            let found = errors(graph, &context, "customFieldCreate", field(input)).await;
            assert_eq!(found, json!([expected]));
        }
        let input = field(json!({ "dataType": "LIST", "choices": [" Ground ", "First"], "idempotencyKey": "floor" }));
        let created = change(graph, &context, "customFieldCreate", input.clone()).await;
        assert_eq!(created["customField"]["choices"], json!(["Ground", "First"]));
        let again = change(graph, &context, "customFieldCreate", input).await;
        assert_eq!(again, created);
    })
    .await;
}
