//! Status and priority by their meaning, in filters and inputs, beside their codes.

use serde_json::{Value, json};

use super::{ADMIN, Graph, on_each_database};

/// The numbers of the tickets that match a filter.
async fn tickets(graph: &Graph, filter: &str) -> Vec<i64> {
    let query = format!("{{ tickets(first: 100, filter: {filter}) {{ nodes {{ databaseId }} }} }}");
    let data = graph.data(Some(ADMIN), &query).await;
    let nodes = data["tickets"]["nodes"].as_array().unwrap();
    nodes
        .iter()
        .map(|node| node["databaseId"].as_i64().unwrap())
        .collect()
}

/// The filters by meaning find the same tickets as the codes.
#[tokio::test(flavor = "multi_thread")]
async fn meanings_and_codes_find_the_same() {
    on_each_database(async |graph| {
        for (meaning, code) in [
            ("{ status: { eq: OPEN } }", "{ statusCode: { eq: 1 } }"),
            ("{ status: { ne: CLOSED } }", "{ statusCode: { ne: 4 } }"),
            (
                "{ status: { in: [REOPENED, RESOLVED] } }",
                "{ statusCode: { in: [2, 3] } }",
            ),
            (
                "{ status: { notIn: [OPEN, DUPLICATE] } }",
                "{ statusCode: { notIn: [1, 5] } }",
            ),
            (
                "{ status: { in: [OTHER, OPEN] } }",
                "{ or: [{ statusCode: { eq: 1 } }, { statusCode: { gt: 5 } }] }",
            ),
            ("{ status: { in: [] } }", "{ statusCode: { in: [] } }"),
            ("{ isOpen: { eq: true } }", "{ statusCode: { in: [1, 2] } }"),
            (
                "{ isOpen: { ne: true } }",
                "{ statusCode: { notIn: [1, 2] } }",
            ),
            ("{ isOpen: { isNull: true } }", "{ statusCode: { in: [] } }"),
            (
                "{ priority: { eq: CRITICAL } }",
                "{ priorityCode: { eq: 1 } }",
            ),
            (
                "{ priority: { notIn: [LOW, VERY_LOW, OTHER] } }",
                "{ priorityCode: { in: [1, 2, 3] } }",
            ),
            (
                "{ not: { priority: { in: [NORMAL] } } }",
                "{ priorityCode: { ne: 3 } }",
            ),
            (
                "{ followUps: { some: { user: { isMe: true } } } }",
                "{ followUps: { some: { userId: { eq: 1 } } } }",
            ),
            (
                "{ followUps: { some: { user: { isNull: true } } } }",
                "{ followUps: { some: { userId: { isNull: true } } } }",
            ),
        ] {
            assert_eq!(
                tickets(graph, meaning).await,
                tickets(graph, code).await,
                "{meaning}"
            );
        }
        assert!(!tickets(graph, "{ status: { eq: OPEN } }").await.is_empty());
    })
    .await;
}

async fn run(graph: &Graph, document: &str, input: Value) -> Value {
    let context = graph.context(Some(ADMIN), None).await;
    let answer = graph
        .ask(&context, document, json!({ "input": input }))
        .await;
    assert!(answer.get("errors").is_none(), "{answer}");
    answer["data"]["result"].clone()
}

const UPDATE: &str = "mutation($input: TicketUpdateInput!) { result: ticketUpdate(input: $input) {
    ticket { statusCode priorityCode status priority } userErrors { field code value limit } } }";
const ADD: &str = "mutation($input: FollowUpAddInput!) { result: followUpAdd(input: $input) {
    ticket { statusCode priorityCode } userErrors { field code value } } }";
const EDIT: &str =
    "mutation($input: FollowUpUpdateInput!) { result: followUpUpdate(input: $input) {
    followUp { newStatusCode newStatus } userErrors { field code value } } }";
const CREATE: &str = "mutation($input: TicketCreateInput!) { result: ticketCreate(input: $input) {
    ticket { priority priorityCode } userErrors { field code value } } }";

#[tokio::test(flavor = "multi_thread")]
async fn inputs_accept_meanings() {
    on_each_database(async |graph| {
        let updated = run(graph, UPDATE, json!({ "id": 1, "status": "RESOLVED", "priority": "LOW" })).await;
        assert_eq!(
            updated["ticket"],
            json!({ "statusCode": 3, "priorityCode": 4, "status": "RESOLVED", "priority": "LOW" }),
            "{updated}"
        );
        let changes = json!({ "status": "REOPENED", "priorityCode": 2 });
        let added = run(graph, ADD, json!({ "ticketId": 1, "comment": "c", "changes": changes })).await;
        assert_eq!(added["ticket"], json!({ "statusCode": 2, "priorityCode": 2 }), "{added}");
        let edited = run(graph, EDIT, json!({ "id": 41, "newStatus": "CLOSED" })).await;
        assert_eq!(edited["followUp"], json!({ "newStatusCode": 4, "newStatus": "CLOSED" }), "{edited}");
        let cleared = run(graph, EDIT, json!({ "id": 41, "newStatus": null })).await;
        assert_eq!(cleared["followUp"]["newStatusCode"], Value::Null, "{cleared}");
        let new = json!({ "queueId": 1, "title": "t", "description": "d", "submitterEmail": "a@example.com" });
        for (priority, code) in [(json!("CRITICAL"), 1), (Value::Null, 3)] {
            let mut input = new.clone();
            input["priority"] = priority;
            assert_eq!(run(graph, CREATE, input).await["ticket"]["priorityCode"], code);
        }
    })
    .await;
}

/// Errors name the field that was sent, and carry the rejected value or the limit.
#[tokio::test]
async fn errors_of_choices_name_the_sent_field() {
    let graph = Graph::new().await;
    for (input, field, code, value) in [
        (
            json!({ "id": 1, "status": "OTHER" }),
            "status",
            "INVALID_CHOICE",
            json!("OTHER"),
        ),
        (
            json!({ "id": 1, "statusCode": 99 }),
            "statusCode",
            "INVALID_CHOICE",
            json!("99"),
        ),
        (
            json!({ "id": 1, "priority": null }),
            "priority",
            "REQUIRED",
            Value::Null,
        ),
        (
            json!({ "id": 1, "priorityCode": null }),
            "priorityCode",
            "REQUIRED",
            Value::Null,
        ),
        (
            json!({ "id": 1, "status": "OPEN", "statusCode": 1 }),
            "statusCode",
            "NOT_ALLOWED",
            Value::Null,
        ),
    ] {
        let errors = run(&graph, UPDATE, input.clone()).await["userErrors"].clone();
        let expected = json!([{ "field": [field], "code": code, "value": value, "limit": null }]);
        assert_eq!(errors, expected, "{input}");
    }
    let input = json!({ "ticketId": 1, "comment": "c", "changes": { "priority": "OTHER" } });
    let errors = run(&graph, ADD, input).await["userErrors"].clone();
    assert_eq!(
        errors,
        json!([{ "field": ["changes", "priority"], "code": "INVALID_CHOICE", "value": "OTHER" }])
    );
    let long = run(&graph, UPDATE, json!({ "id": 1, "title": "x".repeat(201) })).await;
    assert_eq!(
        long["userErrors"],
        json!([{ "field": ["title"], "code": "TOO_LONG", "value": null, "limit": "200" }])
    );
}

/// A payload after a conflict has the ticket as it is now.
#[tokio::test]
async fn conflicts_return_the_current_ticket() {
    let graph = Graph::new().await;
    let stale = "2001-01-01T00:00:00Z";
    let update = json!({ "id": 1, "title": "mine", "expectedUpdatedAt": stale });
    let add = json!({ "ticketId": 1, "comment": "c", "expectedUpdatedAt": stale });
    for (mutation, kind, input) in [
        ("ticketUpdate", "TicketUpdateInput", update),
        ("followUpAdd", "FollowUpAddInput", add),
    ] {
        let document = format!(
            "mutation($input: {kind}!) {{ result: {mutation}(input: $input) {{
                ticket {{ databaseId title updatedAt }} followUp {{ id }} userErrors {{ code }} }} }}"
        );
        let result = run(&graph, &document, input).await;
        let now = graph
            .data(
                Some(ADMIN),
                "{ ticket(id: 1) { databaseId title updatedAt } }",
            )
            .await;
        let errors = json!([{ "code": "CONFLICT" }]);
        assert_eq!(
            result,
            json!({ "ticket": now["ticket"], "followUp": null, "userErrors": errors })
        );
    }
}
