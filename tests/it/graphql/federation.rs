//! The schema as a subgraph of Apollo Federation: entities are loaded with few statements and
//! restricted to what the viewer may see. `tests/federation/` tests composition and a gateway.

use std::fmt::Write as _;

use async_graphql::{Request, Variables};
use deskql::graphql;
use deskql::graphql::queries::federation::Entities;
use serde_json::{Value, json};

use super::{ADMIN, CUSTOMER, Graph, global_id};

const DOCUMENT: &str = "query($representations: [_Any!]!) { _entities(representations: $representations) {
    __typename
    ... on Ticket { databaseId queue { title } assignedTo { username } followUps { nodes { user { username } attachments { filename } } } }
    ... on FollowUp { databaseId ticket { title } }
    ... on Queue { databaseId } ... on User { databaseId } ... on Attachment { databaseId }
    ... on CustomField { databaseId } ... on KbCategory { databaseId } ... on KbItem { databaseId category { title } }
    ... on PresetReply { databaseId } ... on SavedSearch { databaseId } ... on EmailTemplate { databaseId }
    ... on ChecklistTemplate { databaseId } ... on EscalationExclusion { databaseId } ... on IgnoredSender { databaseId } ... on Group { databaseId }
} }";

/// Returns the response and its number of statements.
async fn ask(
    graph: &Graph,
    user: Option<i32>,
    document: &str,
    representations: Value,
) -> (Value, u64) {
    let context = graph.context(user, None).await;
    let variables = Variables::from_json(json!({ "representations": representations }));
    let request = Request::new(document)
        .variables(variables)
        .data(context.clone())
        .data(Entities::default());
    let mut response = graphql::subgraph().execute(request).await;
    graphql::error::finish(&mut response, "test");
    (
        serde_json::to_value(&response).unwrap(),
        context.db.statement_count(),
    )
}

fn representation(kind: &str, number: i32) -> Value {
    json!({ "__typename": kind, "id": global_id(kind, number) })
}

fn numbers(answer: &Value) -> Vec<Option<i64>> {
    assert!(answer.get("errors").is_none(), "{answer:#}");
    let found = answer["data"]["_entities"].as_array().unwrap();
    found
        .iter()
        .map(|entity| entity["databaseId"].as_i64())
        .collect()
}

#[tokio::test]
async fn statements_do_not_depend_on_the_number_of_entities() {
    let graph = Graph::new().await;
    let mut counts = Vec::new();
    for many in [1, 2, 40] {
        let tickets = (1..=many).map(|number| representation("Ticket", number));
        // The same tickets again by their other key.
        let again = (1..=many.min(10))
            .map(|number| json!({ "__typename": "Ticket", "databaseId": number }));
        let (answer, statements) = ask(
            &graph,
            Some(ADMIN),
            DOCUMENT,
            tickets.chain(again).collect(),
        )
        .await;
        let expected = (1..=many)
            .chain(1..=many.min(10))
            .map(|number| Some(i64::from(number)));
        assert_eq!(numbers(&answer), expected.collect::<Vec<_>>());
        counts.push(statements);
    }
    assert!(
        counts[0] > 1 && counts.iter().all(|statements| *statements == counts[0]),
        "{counts:?}"
    );
}

#[tokio::test]
async fn every_entity_is_found() {
    let graph = Graph::new().await;
    let kinds = [
        "Ticket",
        "FollowUp",
        "Attachment",
        "Queue",
        "User",
        "CustomField",
        "KbCategory",
        "KbItem",
        "PresetReply",
        "SavedSearch",
        "EmailTemplate",
        "ChecklistTemplate",
        "EscalationExclusion",
        "IgnoredSender",
        "Group",
    ];
    let every: Value = kinds.iter().map(|kind| representation(kind, 1)).collect();
    let (answer, _) = ask(&graph, Some(ADMIN), DOCUMENT, every).await;
    assert_eq!(numbers(&answer), vec![Some(1); kinds.len()]);
    for (entity, kind) in answer["data"]["_entities"]
        .as_array()
        .unwrap()
        .iter()
        .zip(kinds)
    {
        assert_eq!(entity["__typename"], kind);
    }
    // All nodes of the schema are in the list above, except those without a key, which belong to
    // another object.
    let schema = graphql::subgraph_sdl();
    let nodes: Vec<&str> = schema
        .lines()
        .filter(|line| line.starts_with("type ") && line.contains("implements Node"))
        .collect();
    let (entities, parts): (Vec<&str>, Vec<&str>) =
        nodes.into_iter().partition(|line| line.contains("@key"));
    assert_eq!((entities.len(), parts.len()), (kinds.len(), 7));
    for line in entities {
        assert!(
            line.contains(r#"@key(fields: "id") @key(fields: "databaseId")"#),
            "{line}"
        );
    }
    let mut fields = String::new();
    for (at, kind) in kinds.iter().enumerate() {
        let literal = format!("{{ __typename: \"{kind}\", databaseId: 1 }}");
        writeln!(
            fields,
            "a{at}: _entities(representations: [{literal}]) {{ ... on {kind} {{ databaseId }} }}"
        )
        .unwrap();
    }
    let (answer, _) = ask(&graph, Some(ADMIN), &format!("{{ {fields} }}"), Value::Null).await;
    for at in 0..kinds.len() {
        assert_eq!(
            answer["data"][format!("a{at}")],
            json!([{ "databaseId": 1 }]),
            "{answer}"
        );
    }
}

#[tokio::test]
async fn hidden_and_missing_entities_are_null() {
    let graph = Graph::new().await;
    // Ticket 1 is the customer's, 3 is not; 42 is a private follow-up of 1.
    let wanted = [
        representation("Ticket", 1),
        representation("Ticket", 3),
        representation("FollowUp", 42),
        representation("User", ADMIN),
        representation("User", CUSTOMER),
        representation("Ticket", 99_999),
    ];
    let (answer, _) = ask(
        &graph,
        Some(CUSTOMER),
        DOCUMENT,
        wanted.iter().cloned().collect(),
    )
    .await;
    assert_eq!(
        numbers(&answer),
        [Some(1), None, None, None, Some(i64::from(CUSTOMER)), None]
    );
    let (answer, _) = ask(&graph, None, DOCUMENT, wanted.iter().cloned().collect()).await;
    assert_eq!(numbers(&answer), vec![None; 6]);
    // IDs of another type and invalid IDs.
    let wrong = json!([
        { "__typename": "Ticket", "id": global_id("Queue", 1) },
        { "__typename": "Ticket", "id": "nonsense" },
        { "__typename": "Ticket", "databaseId": 10_000_000_000_i64 },
    ]);
    let (answer, _) = ask(&graph, Some(ADMIN), DOCUMENT, wrong).await;
    assert_eq!(numbers(&answer), vec![None; 3]);
    for wrong in [
        json!({ "__typename": "Nothing", "id": "1" }),
        json!({ "__typename": "Ticket" }),
        json!({ "__typename": "Ticket", "id": 1 }),
        json!({ "id": "1" }),
        json!("Ticket"),
    ] {
        let (answer, _) = ask(
            &graph,
            Some(ADMIN),
            DOCUMENT,
            json!([representation("Ticket", 1), wrong]),
        )
        .await;
        assert_eq!(
            answer["errors"][0]["extensions"]["code"], "BAD_USER_INPUT",
            "{wrong}: {answer}"
        );
        assert!(
            answer["errors"][0]["message"]
                .as_str()
                .unwrap()
                .starts_with("representations"),
            "{answer}"
        );
        // Valid representations are found.
        let entities = &answer["data"]["_entities"];
        assert_eq!(
            (&entities[0]["databaseId"], &entities[1]),
            (&json!(1), &Value::Null),
            "{answer}"
        );
        assert_eq!(
            (&answer["errors"][0]["path"], &answer["errors"][1]),
            (&json!(["_entities", 1]), &Value::Null)
        );
    }
}

#[test]
fn the_plain_schema_has_no_federation() {
    let sdl = graphql::sdl();
    for word in [
        "_Any",
        "_Entity",
        "_Service",
        "@key",
        "@shareable",
        "federation",
    ] {
        assert!(!sdl.contains(word), "{word}");
    }
}
