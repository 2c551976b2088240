//! Lists: pages of a ticket's follow-ups, the limit of a page, and invalid arguments.

use serde_json::Value;

use super::{ADMIN, Graph};

#[tokio::test]
async fn follow_ups_of_a_ticket_are_paginated() {
    let graph = Graph::new().await;
    let data = graph
        .data(
            Some(ADMIN),
            "{ ticket(id: 24) { all: followUps { totalCount nodes { databaseId } }
               start: followUps(first: 4) { nodes { databaseId } pageInfo { hasNextPage hasPreviousPage endCursor } }
               end: followUps(last: 4) { nodes { databaseId } pageInfo { hasNextPage hasPreviousPage } } } }",
        )
        .await;
    let ticket = &data["ticket"];
    let all = ticket["all"]["nodes"].as_array().unwrap();
    assert_eq!(ticket["all"]["totalCount"], 13);
    assert_eq!(ticket["start"]["nodes"].as_array().unwrap()[..], all[..4]);
    assert_eq!(ticket["end"]["nodes"].as_array().unwrap()[..], all[9..]);
    assert_eq!(ticket["start"]["pageInfo"]["hasNextPage"], true);
    assert_eq!(ticket["end"]["pageInfo"]["hasPreviousPage"], true);
    let after = ticket["start"]["pageInfo"]["endCursor"].as_str().unwrap();
    let next = graph
        .data(Some(ADMIN), &format!(r#"{{ ticket(id: 24) {{ followUps(first: 2, after: "{after}") {{ nodes {{ databaseId }} }} }} }}"#))
        .await;
    assert_eq!(
        next["ticket"]["followUps"]["nodes"].as_array().unwrap()[..],
        all[4..6]
    );
}

#[tokio::test]
async fn errors_name_the_invalid_argument() {
    let graph = Graph::new().await;
    let context = graph.context(Some(ADMIN), None).await;
    for (arguments, name) in [
        ("first: -1", "first"),
        ("last: -1", "last"),
        ("first: 1, last: 1", "last"),
        (r#"first: 1, after: "nonsense""#, "after"),
        (r#"first: 1, after: "WzFd", offset: 3"#, "offset"),
        (r#"first: 1, after: "WyJ4Il0""#, "after"),
        (
            r#"first: 1, orderBy: [{ field: CREATED_AT }], after: "WyJ4IiwxXQ""#,
            "after",
        ),
    ] {
        let answer = graph
            .ask(
                &context,
                &format!("{{ tickets({arguments}) {{ totalCount nodes {{ id }} }} }}"),
                Value::Null,
            )
            .await;
        assert_eq!(
            answer["errors"][0]["extensions"]["code"], "BAD_USER_INPUT",
            "{arguments}: {answer}"
        );
        assert!(
            answer["errors"][0]["message"]
                .as_str()
                .unwrap()
                .starts_with(name),
            "{arguments}: {answer}"
        );
    }
}

#[tokio::test]
async fn max_page_size_limits_all_lists() {
    let graph = Graph::with(|config| config.graphql.max_page_size = 2).await;
    let document =
        "{ tickets(first: 1000) { nodes { databaseId followUps(last: 1000) { nodes { id } } }
        pageInfo { hasNextPage } } }";
    let data = graph.data(Some(ADMIN), document).await;
    assert_eq!(data["tickets"]["nodes"].as_array().unwrap().len(), 2);
    assert_eq!(data["tickets"]["pageInfo"]["hasNextPage"], true);
    for ticket in data["tickets"]["nodes"].as_array().unwrap() {
        assert!(
            ticket["followUps"]["nodes"].as_array().unwrap().len() <= 2,
            "{ticket}"
        );
    }
}
