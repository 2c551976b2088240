//! IDs in the input of mutations: global IDs and numbers are accepted; others are errors and change
//! nothing.

use entity::{event, followup, followup_attachment, ticket};
use sea_orm::{EntityTrait, PaginatorTrait};
use serde_json::{Value, json};

use super::super::{ADMIN, Graph, global_id};
use super::{CREATE, UPDATE, places, run};

async fn rows(
    graph: &Graph,
) -> (
    Vec<ticket::Model>,
    Vec<followup::Model>,
    Vec<followup_attachment::Model>,
    u64,
) {
    let db = &graph.db;
    (
        ticket::Entity::find().all(db).await.unwrap(),
        followup::Entity::find().all(db).await.unwrap(),
        followup_attachment::Entity::find().all(db).await.unwrap(),
        event::Entity::find().count(db).await.unwrap(),
    )
}

#[tokio::test]
async fn global_ids_and_numbers_are_accepted() {
    let graph = Graph::new().await;
    for place in places() {
        let (kind, number, _) = place.types;
        for id in [
            json!(number),
            json!(number.to_string()),
            json!(global_id(kind, number)),
        ] {
            let answer = run(&graph, Some(ADMIN), &place, id.clone()).await;
            let (mutation, member) = (place.mutation, place.member);
            assert!(
                answer.get("errors").is_none(),
                "{mutation} {member} {id} {answer}"
            );
            assert_eq!(
                answer["data"]["result"]["userErrors"],
                json!([]),
                "{mutation} {member} {id}"
            );
        }
    }
}

#[tokio::test]
async fn invalid_ids_are_errors_and_change_nothing() {
    let graph = Graph::new().await;
    let before = rows(&graph).await;
    for place in places() {
        let (kind, number, other) = place.types;
        let expected_type = format!("{kind}:");
        let invalid = [
            (json!(global_id(other, number)), "INVALID", other),
            (json!(global_id("Nothing", number)), "INVALID", "Nothing"),
            (json!("nonsense"), "INVALID", &*expected_type),
            (json!(""), "INVALID", &expected_type),
            (json!("1.5"), "INVALID", &expected_type),
            (
                json!(format!("{}=", global_id(kind, number))),
                "INVALID",
                &expected_type,
            ),
            (json!(2_147_483_648_i64), "OUT_OF_RANGE", "2147483647"),
            (
                json!("99999999999999999999999"),
                "OUT_OF_RANGE",
                "2147483647",
            ),
            (json!(-2_147_483_649_i64), "OUT_OF_RANGE", "-2147483648"),
        ];
        for (id, code, message) in invalid {
            let answer = run(&graph, Some(ADMIN), &place, id.clone()).await;
            let (mutation, payload) = (place.mutation, &answer["data"]["result"]);
            let errors = payload["userErrors"]
                .as_array()
                .unwrap_or_else(|| panic!("{mutation} {id} {answer}"));
            assert_eq!(errors.len(), 1, "{mutation} {id} {answer}");
            assert_eq!(errors[0]["field"], place.path(), "{mutation} {id} {answer}");
            assert_eq!(errors[0]["code"], code, "{mutation} {id} {answer}");
            assert!(
                errors[0]["message"].as_str().unwrap().contains(message),
                "{mutation} {id} {answer}"
            );
            let rest = payload
                .as_object()
                .unwrap()
                .iter()
                .filter(|(name, _)| *name != "userErrors");
            assert!(
                rest.into_iter().all(|(_, value)| value.is_null()),
                "{answer}"
            );
            let anonymous = run(&graph, None, &place, id).await;
            assert_eq!(
                anonymous["errors"][0]["extensions"]["code"], "UNAUTHENTICATED",
                "{mutation} {anonymous}"
            );
        }
    }
    assert!(rows(&graph).await == before);
}

#[tokio::test]
async fn missing_objects_are_not_found() {
    let graph = Graph::new().await;
    for place in places() {
        for id in [
            json!(4711),
            json!("4711"),
            json!(-7),
            json!(global_id(place.types.0, 4711)),
        ] {
            let answer = run(&graph, Some(ADMIN), &place, id.clone()).await;
            let errors = &answer["data"]["result"]["userErrors"];
            assert_eq!(
                errors[0]["field"],
                place.path(),
                "{} {id} {answer}",
                place.mutation
            );
            assert_eq!(
                errors[0]["code"], "NOT_FOUND",
                "{} {id} {answer}",
                place.mutation
            );
        }
    }
}

/// Errors of IDs are returned together with others.
#[tokio::test]
async fn all_errors_are_returned_together() {
    let graph = Graph::new().await;
    let input = json!({ "queueId": "x", "assignedToId": global_id("Queue", 1), "title": " ", "description": "d" });
    let context = graph.context(Some(ADMIN), None).await;
    let answer = graph.ask(&context, CREATE, json!({ "input": input })).await;
    let errors_of = |answer: &Value| -> Vec<(String, String)> {
        let errors = answer["data"]["result"]["userErrors"].as_array().unwrap();
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let path = |value: &Value| {
            value
                .as_array()
                .unwrap()
                .iter()
                .map(text)
                .collect::<Vec<_>>()
                .join(".")
        };
        errors
            .iter()
            .map(|error| (path(&error["field"]), text(&error["code"])))
            .collect()
    };
    let expected = |all: &[(&str, &str)]| -> Vec<(String, String)> {
        all.iter()
            .map(|(field, code)| ((*field).to_owned(), (*code).to_owned()))
            .collect()
    };
    assert_eq!(
        errors_of(&answer),
        expected(&[
            ("queueId", "INVALID"),
            ("assignedToId", "INVALID"),
            ("title", "REQUIRED")
        ])
    );
    let input = json!({ "id": 1, "queueId": "x", "assignedToId": 2_147_483_648_i64, "title": null, "statusCode": 99 });
    let answer = graph.ask(&context, UPDATE, json!({ "input": input })).await;
    assert_eq!(
        errors_of(&answer),
        expected(&[
            ("queueId", "INVALID"),
            ("title", "REQUIRED"),
            ("assignedToId", "OUT_OF_RANGE"),
            ("statusCode", "INVALID_CHOICE")
        ])
    );
}

#[tokio::test]
async fn omitted_ids_stay_and_null_clears() {
    let graph = Graph::new().await;
    let document = "mutation($input: TicketUpdateInput!) { result: ticketUpdate(input: $input) {
        ticket { assignedTo { databaseId } queue { databaseId } } userErrors { field code } } }";
    let context = graph.context(Some(ADMIN), None).await;
    for (mut input, owner, invalid_field) in [
        (
            json!({ "assignedToId": global_id("User", 2) }),
            json!({ "databaseId": 2 }),
            None,
        ),
        (
            json!({ "title": "other" }),
            json!({ "databaseId": 2 }),
            None,
        ),
        (json!({ "assignedToId": null }), Value::Null, None),
        (json!({ "queueId": null }), Value::Null, Some("queueId")),
    ] {
        input["id"] = "1".into();
        let answer = graph
            .ask(&context, document, json!({ "input": input }))
            .await;
        let payload = &answer["data"]["result"];
        match invalid_field {
            Some(field) => assert_eq!(
                payload["userErrors"],
                json!([{ "field": [field], "code": "REQUIRED" }])
            ),
            None => assert_eq!(
                (&payload["ticket"]["assignedTo"], &payload["userErrors"]),
                (&owner, &json!([])),
                "{answer}"
            ),
        }
    }
}
