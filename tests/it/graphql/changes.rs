//! Changes of tickets: what they record, updates that change nothing, and invalid changes.

use entity::{event, followup, outbox, ticket};
use sea_orm::{EntityTrait, PaginatorTrait};
use serde_json::{Value, json};

use super::{ADMIN, CUSTOMER, Graph, on_each_database};

const UPDATE: &str = "mutation($input: TicketUpdateInput!) { result: ticketUpdate(input: $input) {
    ticket { databaseId updatedAt } followUp { changes { field oldValue newValue } } userErrors { field code } } }";
const ADD: &str = "mutation($input: FollowUpAddInput!) { result: followUpAdd(input: $input) {
    ticket { updatedAt } followUp { databaseId title } userErrors { field code } } }";

async fn run(graph: &Graph, user: i32, document: &str, input: Value) -> Value {
    let context = graph.context(Some(user), None).await;
    graph
        .ask(&context, document, json!({ "input": input }))
        .await
}

/// An input with more members.
fn with(mut input: Value, more: &Value) -> Value {
    let members = more.as_object().unwrap().clone();
    input.as_object_mut().unwrap().extend(members);
    input
}

async fn update(graph: &Graph, id: i32, changes: Value) -> Value {
    let answer = run(
        graph,
        ADMIN,
        UPDATE,
        with(json!({ "id": id, "public": true }), &changes),
    )
    .await;
    assert!(answer.get("errors").is_none(), "{answer}");
    answer["data"]["result"].clone()
}

/// The numbers of follow-ups, outbox entries and events.
async fn counts(graph: &Graph) -> [u64; 3] {
    let db = &graph.db;
    [
        followup::Entity::find().count(db).await.unwrap(),
        outbox::Entity::find().count(db).await.unwrap(),
        event::Entity::find().count(db).await.unwrap(),
    ]
}

fn user_errors(field: &[&str], code: &str) -> Value {
    json!([{ "field": field, "code": code }])
}

#[tokio::test(flavor = "multi_thread")]
async fn every_changed_field_is_recorded() {
    on_each_database(async |graph| {
        let first = update(graph, 1, json!({ "resolution": "Put out.", "onHold": true })).await;
        let row = |field: &str, old: Value, new: Value| json!({ "field": field, "oldValue": old, "newValue": new });
        assert_eq!(
            first["followUp"]["changes"],
            json!([row("On Hold", "False".into(), "True".into()), row("Resolution", Value::Null, "Put out.".into())]),
            "{first}"
        );
        let second = update(graph, 1, json!({ "resolution": null, "onHold": false })).await;
        assert_eq!(
            second["followUp"]["changes"],
            json!([row("On Hold", "True".into(), "False".into()), row("Resolution", "Put out.".into(), Value::Null)])
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_update_without_changes_writes_nothing() {
    on_each_database(async |graph| {
        let changes = json!({ "title": "Same", "priorityCode": 2, "dueAt": "2030-01-02T03:04:05Z", "assignedToId": 2,
            "customFields": [{ "name": "varchar", "value": { "text": "v" } }] });
        update(graph, 1, changes.clone()).await;
        let (before, row) = (counts(graph).await, ticket::Entity::find_by_id(1).one(&graph.db).await.unwrap());
        for changes in [changes.clone(), json!({}), json!({ "title": " Same " })] {
            let again = update(graph, 1, changes).await;
            assert_eq!((&again["userErrors"], &again["followUp"]), (&json!([]), &Value::Null), "{again}");
            assert_eq!(again["ticket"]["databaseId"], 1);
        }
        for input in [
            json!({ "ticketId": 1 }),
            json!({ "ticketId": 1, "comment": " \n", "attachments": [] }),
            json!({ "ticketId": 1, "comment": "", "changes": changes }),
            json!({ "ticketId": 1, "validateOnly": true }),
        ] {
            let empty = run(graph, ADMIN, ADD, input).await;
            assert_eq!(empty["data"]["result"]["userErrors"], user_errors(&["comment"], "REQUIRED"), "{empty}");
        }
        let empty = run(graph, CUSTOMER, ADD, json!({ "ticketId": 1 })).await;
        assert_eq!(empty["data"]["result"]["userErrors"], user_errors(&["comment"], "REQUIRED"), "{empty}");
        assert_eq!(counts(graph).await, before);
        assert_eq!(ticket::Entity::find_by_id(1).one(&graph.db).await.unwrap(), row, "`modified` is unchanged too");

        for input in [
            json!({ "ticketId": 1, "timeSpent": "PT1M" }),
            json!({ "ticketId": 1, "changes": { "customFields": [{ "name": "varchar", "value": null }] } }),
        ] {
            let answer = run(graph, ADMIN, ADD, input).await;
            assert_eq!(answer["data"]["result"]["userErrors"], json!([]), "{answer}");
        }
        assert_eq!(counts(graph).await[0], before[0] + 2);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn stale_updates_are_rejected() {
    on_each_database(async |graph| {
        let before = counts(graph).await;
        let stale = "2001-01-01T00:00:00Z";
        let conflict = user_errors(&["expectedUpdatedAt"], "CONFLICT");
        for only in [true, false] {
            let changes = json!({ "priorityCode": 4 });
            let input = with(json!({ "id": 1, "expectedUpdatedAt": stale, "validateOnly": only }), &changes);
            assert_eq!(run(graph, ADMIN, UPDATE, input).await["data"]["result"]["userErrors"], conflict);
            let input = json!({ "ticketId": 1, "comment": "c", "changes": changes, "expectedUpdatedAt": stale,
                "validateOnly": only });
            assert_eq!(run(graph, ADMIN, ADD, input).await["data"]["result"]["userErrors"], conflict);
        }
        assert_eq!(counts(graph).await, before);
        let data = graph.data(Some(ADMIN), "{ ticket(id: 1) { updatedAt } }").await;
        let seen = &data["ticket"]["updatedAt"];
        let input =
            json!({ "ticketId": 1, "comment": "c", "changes": { "priorityCode": 4 }, "expectedUpdatedAt": seen });
        let first = run(graph, ADMIN, ADD, input.clone()).await;
        assert_eq!(first["data"]["result"]["userErrors"], json!([]), "{first}");
        assert_eq!(run(graph, ADMIN, ADD, input).await["data"]["result"]["userErrors"], conflict);
    })
    .await;
}

#[tokio::test]
async fn required_fields_reject_null() {
    let graph = Graph::new().await;
    let before = counts(&graph).await;
    for name in [
        "queueId",
        "title",
        "statusCode",
        "onHold",
        "priorityCode",
        "customFields",
    ] {
        let answer = update(&graph, 1, json!({ name: null })).await;
        assert_eq!(
            answer["userErrors"],
            user_errors(&[name], "REQUIRED"),
            "{name}"
        );
    }
    for (mutation, kind, id, names) in [
        (
            "followUpUpdate",
            "FollowUpUpdateInput",
            41,
            &["ticketId", "public"][..],
        ),
        (
            "attachmentUpdate",
            "AttachmentUpdateInput",
            1,
            &["followUpId", "filename", "file"],
        ),
    ] {
        let document = format!(
            "mutation($input: {kind}!) {{ result: {mutation}(input: $input) {{ userErrors {{ field code }} }} }}"
        );
        for name in names {
            let answer = run(&graph, ADMIN, &document, json!({ "id": id, *name: null })).await;
            assert_eq!(
                answer["data"]["result"]["userErrors"],
                user_errors(&[name], "REQUIRED"),
                "{name}: {answer}"
            );
        }
    }
    assert_eq!(counts(&graph).await, before);
}

#[tokio::test]
async fn invalid_values_are_rejected() {
    let graph = Graph::new().await;
    let field = |name: &str, text: &str| json!({ "name": name, "value": { "text": text } });
    let maybe = json!({ "customFields": [field("boolean", "maybe")] });
    assert_eq!(
        update(&graph, 1, maybe).await["userErrors"],
        user_errors(&["customFields", "boolean"], "INVALID")
    );
    let twice = json!([field("varchar", "a"), field("varchar", "b")]);
    let expected = user_errors(&["customFields", "varchar"], "NOT_ALLOWED");
    assert_eq!(
        update(&graph, 1, json!({ "customFields": twice })).await["userErrors"],
        expected
    );
    let create = "mutation($input: TicketCreateInput!) { result: ticketCreate(input: $input) { userErrors { field code } } }";
    let input = json!({ "queueId": 1, "title": "t", "description": "d", "customFields": twice });
    assert_eq!(
        run(&graph, ADMIN, create, input).await["data"]["result"]["userErrors"],
        expected
    );
    for text in ["true", "False", "1", " TRUE "] {
        let answer = update(
            &graph,
            1,
            json!({ "customFields": [field("boolean", text)] }),
        )
        .await;
        assert_eq!(answer["userErrors"], json!([]), "{text}");
    }
    let spent = run(
        &graph,
        ADMIN,
        ADD,
        json!({ "ticketId": 1, "comment": "c", "timeSpent": "-PT5M" }),
    )
    .await;
    assert_eq!(
        spent["data"]["result"]["userErrors"],
        user_errors(&["timeSpent"], "OUT_OF_RANGE"),
        "{spent}"
    );
    let document = "mutation { followUpUpdate(input: { id: 41, timeSpent: \"-PT5M\" }) { userErrors { field code } } }";
    let spent = graph.data(Some(ADMIN), document).await;
    assert_eq!(
        spent["followUpUpdate"]["userErrors"],
        user_errors(&["timeSpent"], "OUT_OF_RANGE"),
        "{spent}"
    );
}
