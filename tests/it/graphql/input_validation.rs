//! Variables and literals are validated before execution, so an invalid value in a later mutation
//! prevents the earlier ones. These tests use HTTP; unit tests of `graphql::documents` cover each
//! type.

use entity::ticket;
use sea_orm::{EntityTrait, PaginatorTrait};
use serde_json::{Value, json};

use crate::support::fixture::token;
use crate::support::service::{Answer, Service};

const GRAPHQL_RESPONSE: (&str, &str) = ("accept", "application/graphql-response+json");
const JSON: (&str, &str) = ("accept", "application/json");

async fn post(service: &Service, accept: (&str, &str), body: &Value) -> Answer {
    let authorization = format!("Token {}", token("admin"));
    let headers = [
        ("content-type", "application/json"),
        accept,
        ("authorization", authorization.as_str()),
    ];
    service
        .call("POST", "/graphql", &headers, body.to_string())
        .await
}

async fn data(service: &Service, query: &str, variables: Value) -> Value {
    let mut answer = post(
        service,
        GRAPHQL_RESPONSE,
        &json!({ "query": query, "variables": variables }),
    )
    .await
    .json();
    assert!(answer.get("errors").is_none(), "{query}: {answer:#}");
    answer["data"].take()
}

async fn count_tickets(service: &Service) -> u64 {
    ticket::Entity::find().count(&service.app.db).await.unwrap()
}

/// The input of a valid ticket, extended by `more`.
fn ticket_input(more: Value) -> Value {
    let mut input = json!({ "queueId": 1, "title": "Never created", "description": "d", "submitterEmail": "a@example.com" });
    let (Value::Object(members), Value::Object(more)) = (&mut input, more) else {
        panic!()
    };
    members.extend(more);
    input
}

#[tokio::test]
async fn an_invalid_value_prevents_earlier_mutations() {
    let service = Service::start().await;
    let before = count_tickets(&service).await;
    let create = "ticketCreate(input: $b) { ticket { id } }";
    let delete = "ticketDelete(input: { id: $b }) { deletedId }";
    let mutation = |field: &str, kind: &str| {
        let b = if field.contains("$b") {
            format!(", $b: {kind}")
        } else {
            String::new()
        };
        format!(
            "mutation($a: TicketCreateInput!{b}) {{ a: ticketCreate(input: $a) {{ ticket {{ id }} }} b: {field} }}"
        )
    };
    let custom_value = |value: Value| {
        ticket_input(json!({ "customFields": [{ "name": "integer", "value": value }] }))
    };
    for (field, kind, variable, message) in [
        (
            delete,
            "ID!",
            None,
            "variable \"$b\": expected ID!, got no value",
        ),
        (
            delete,
            "ID!",
            Some(json!(null)),
            "variable \"$b\": expected ID!, got null",
        ),
        (
            delete,
            "ID!",
            Some(json!(1.5)),
            "variable \"$b\": expected ID, got a number",
        ),
        (
            delete,
            "ID!",
            Some(json!(true)),
            "variable \"$b\": expected ID, got a boolean",
        ),
        (
            delete,
            "ID!",
            Some(json!({ "id": 1 })),
            "variable \"$b\": expected ID, got an object",
        ),
        (
            delete,
            "Int!",
            Some(json!(1)),
            "argument \"input\" of \"ticketDelete\" at \"input.id\": expected ID!, got the variable \"$b\" of type Int!",
        ),
        (
            create,
            "TicketCreateInput!",
            Some(ticket_input(json!({ "queueId": 1.5 }))),
            "variable \"$b\" at \"b.queueId\"",
        ),
        (
            create,
            "TicketCreateInput!",
            Some(ticket_input(json!({ "queueId": null }))),
            "variable \"$b\" at \"b.queueId\"",
        ),
        (
            create,
            "TicketCreateInput!",
            Some(ticket_input(json!({ "assignedToId": true }))),
            "variable \"$b\" at \"b.assignedToId\"",
        ),
        (
            create,
            "TicketCreateInput!",
            Some(json!([])),
            "variable \"$b\": expected TicketCreateInput, got a list",
        ),
        (
            create,
            "TicketCreateInput!",
            Some(ticket_input(json!({ "dueAt": "soon" }))),
            "variable \"$b\" at \"b.dueAt\"",
        ),
        (
            create,
            "TicketCreateInput!",
            Some(ticket_input(json!({ "nothing": 1 }))),
            "variable \"$b\" at \"b.nothing\"",
        ),
        (
            create,
            "TicketCreateInput!",
            Some(ticket_input(json!({ "title": null }))),
            "variable \"$b\" at \"b.title\"",
        ),
        (
            create,
            "TicketCreateInput!",
            Some(json!({ "queueId": 1 })),
            "variable \"$b\" at \"b.title\"",
        ),
        (
            create,
            "TicketCreateInput!",
            Some(ticket_input(json!({ "attachments": [null] }))),
            "variable \"$b\" at \"b.attachments[0]\"",
        ),
        (
            create,
            "TicketCreateInput!",
            Some(custom_value(json!({ "integer": "1", "text": "1" }))),
            "variable \"$b\" at \"b.customFields[0].value\"",
        ),
        (
            create,
            "TicketCreateInput!",
            Some(custom_value(json!({ "integer": "9223372036854775808" }))),
            "variable \"$b\" at \"b.customFields[0].value.integer\"",
        ),
        (
            "ticketDelete(input: { id: 1.5 }) { deletedId }",
            "Int",
            None,
            "argument \"input\" of \"ticketDelete\" at \"input.id\"",
        ),
        (
            "ticketCreate(input: 5) { ticket { id } }",
            "Int",
            None,
            "argument \"input\" of \"ticketCreate\"",
        ),
        (
            "ticketCreate(input: { queueId: 1 title: \"x\" description: \"d\" dueAt: \"soon\" }) { ticket { id } }",
            "Int",
            None,
            "argument \"input\" of \"ticketCreate\" at \"input.dueAt\"",
        ),
        (
            "ticketCreate(input: { queueId: 1 title: \"x\" description: \"d\" priorityCode: $b dueAt: \"soon\" }) { ticket { id } }",
            "Int",
            None,
            "argument \"input\" of \"ticketCreate\" at \"input.dueAt\"",
        ),
        (
            "ticketCreate(input: { queueId: 1 title: \"x\" description: \"d\" customFields: { name: \"integer\" value: { boolean: true list: \"\" } } }) { ticket { id } }",
            "Int",
            None,
            "argument \"input\" of \"ticketCreate\" at \"input.customFields.value\"",
        ),
    ] {
        let mut variables = json!({ "a": ticket_input(json!({})) });
        if let Some(variable) = variable {
            variables["b"] = variable;
        }
        let body = json!({ "query": mutation(field, kind), "variables": variables });
        for (accept, status) in [(GRAPHQL_RESPONSE, 400), (JSON, 200)] {
            let answer = post(&service, accept, &body).await;
            assert_eq!(answer.status, status, "{body}");
            let answer = answer.json();
            assert!(answer.get("data").is_none(), "{body} {answer}");
            let mut errors = answer["errors"].as_array().unwrap().iter();
            let error =
                errors.find(|error| error["message"].as_str().unwrap().starts_with(message));
            let error = error.unwrap_or_else(|| panic!("{body} {answer}"));
            let code = if message.starts_with("variable") {
                "BAD_USER_INPUT"
            } else {
                "GRAPHQL_VALIDATION_FAILED"
            };
            assert_eq!(error["extensions"]["code"], code, "{answer}");
            assert!(
                error["extensions"]["requestId"].is_string() && error["path"].is_null(),
                "{answer}"
            );
        }
        assert_eq!(count_tickets(&service).await, before, "{body}");
    }
}

#[tokio::test]
async fn every_invalid_value_is_reported_for_every_kind_of_request() {
    let service = Service::start_with(|config| config.graphql.max_batch_size = 2).await;
    let body = json!({ "query": "query($id: ID!, $f: TicketFilter) { ticket(id: $id) { id } tickets(filter: $f) { totalCount } }",
        "variables": { "f": { "databaseId": { "in": [1, "x"] } } } });
    let messages = |answer: &Value| -> Vec<String> {
        answer["errors"]
            .as_array()
            .unwrap()
            .iter()
            .map(|error| error["message"].as_str().unwrap().to_owned())
            .collect()
    };
    let expected = [
        "variable \"$id\": expected ID!, got no value",
        "variable \"$f\" at \"f.databaseId.in[1]\": expected Int, got a string",
    ];
    assert_eq!(
        messages(&post(&service, GRAPHQL_RESPONSE, &body).await.json()),
        expected
    );
    let batch = post(
        &service,
        GRAPHQL_RESPONSE,
        &json!([{ "query": "{ __typename }" }, body]),
    )
    .await
    .json();
    assert_eq!(batch[0]["data"]["__typename"], "Query", "{batch}");
    assert_eq!(messages(&batch[1]), expected);
    let events = post(&service, ("accept", "text/event-stream"), &body)
        .await
        .text();
    let event = events
        .lines()
        .find_map(|line| line.strip_prefix("data: "))
        .unwrap();
    assert_eq!(
        messages(&serde_json::from_str(event).unwrap()),
        expected,
        "{events}"
    );
}

#[tokio::test]
async fn valid_variables_are_accepted() {
    let service = Service::start().await;
    // A single value as a list, an enum as text, a default.
    let query = "query($o: [TicketOrder!], $n: Int = 1) { tickets(orderBy: $o, first: $n) { nodes { databaseId } } }";
    let first = data(
        &service,
        query,
        json!({ "o": { "field": "ID" }, "extra": [{}] }),
    )
    .await;
    assert_eq!(first["tickets"]["nodes"][0]["databaseId"], 1);
    assert_eq!(
        first,
        data(
            &service,
            query,
            json!({ "o": [{ "field": "ID", "direction": "ASC" }], "n": 1 })
        )
        .await
    );
    // A variable of a non-null list is valid for a nullable list.
    let query =
        "query($ids: [Int!]!) { tickets(filter: { databaseId: { in: $ids } }) { totalCount } }";
    assert_eq!(
        data(&service, query, json!({ "ids": [1, 2] })).await["tickets"]["totalCount"],
        2
    );
    assert_eq!(
        data(&service, query, json!({ "ids": 1 })).await["tickets"]["totalCount"],
        1
    );
    // A field with a default accepts a nullable variable that is omitted, but not null.
    let query = "query($d: OrderDirection) { tickets(orderBy: [{ field: ID, direction: $d }]) { nodes { databaseId } } }";
    let all = data(&service, query, json!({})).await;
    assert_eq!(all, data(&service, query, json!({ "d": "ASC" })).await);
    assert_ne!(all, data(&service, query, json!({ "d": "DESC" })).await);
    let answer = post(
        &service,
        GRAPHQL_RESPONSE,
        &json!({ "query": query, "variables": { "d": null } }),
    )
    .await;
    assert_eq!(answer.status, 400, "{}", answer.text());
    // IDs are text or numbers.
    let query = "query($id: ID!) { node(id: $id) { __typename } }";
    assert_eq!(
        data(&service, query, json!({ "id": 12 })).await["node"],
        Value::Null
    );
}

#[tokio::test]
async fn omitted_fields_stay_and_null_clears() {
    let service = Service::start().await;
    let query = "mutation($id: ID!, $owner: ID, $text: String, $due: DateTime) {
      ticketUpdate(input: { id: $id assignedToId: $owner resolution: $text dueAt: $due }) {
        ticket { assignedTo { username } resolution } userErrors { code } } }";
    let set = data(
        &service,
        query,
        json!({ "id": 1, "owner": 2, "text": "done" }),
    )
    .await;
    assert_eq!(
        set["ticketUpdate"]["ticket"]["assignedTo"]["username"], "agent",
        "{set}"
    );
    let kept = data(&service, query, json!({ "id": 1, "text": "again" })).await;
    assert_eq!(
        kept["ticketUpdate"]["ticket"]["assignedTo"]["username"], "agent",
        "{kept}"
    );
    let cleared = data(&service, query, json!({ "id": 1, "owner": null })).await;
    assert_eq!(
        cleared["ticketUpdate"]["ticket"],
        json!({ "assignedTo": null, "resolution": "again" }),
        "{cleared}"
    );
}
