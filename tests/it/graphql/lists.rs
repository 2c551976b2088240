//! Lists: pages, cursors, orders, filters, and what is refused.

use serde_json::{Value, json};

use super::{ADMIN, Graph};

/// Walks a list by cursors and returns the numbers in the order in which they came.
async fn walk(graph: &Graph, forward: bool, order: &str, size: usize) -> Vec<i64> {
    let context = graph.context(Some(ADMIN), None).await;
    let (count, place) = if forward { ("first", "after") } else { ("last", "before") };
    let document = format!(
        "query($at: String) {{ tickets({count}: {size}, {place}: $at, orderBy: [{order}]) {{ nodes {{ databaseId }}
          pageInfo {{ startCursor endCursor hasNextPage hasPreviousPage }} }} }}"
    );
    let mut at = Value::Null;
    let mut pages: Vec<Vec<i64>> = Vec::new();
    loop {
        let answer = graph.ask(&context, &document, json!({ "at": at })).await;
        assert!(answer.get("errors").is_none(), "{answer}");
        let tickets = &answer["data"]["tickets"];
        pages.push(
            tickets["nodes"].as_array().unwrap().iter().map(|node| node["databaseId"].as_i64().unwrap()).collect(),
        );
        let info = &tickets["pageInfo"];
        let (more, next) = if forward { ("hasNextPage", "endCursor") } else { ("hasPreviousPage", "startCursor") };
        if info[more] == false {
            break;
        }
        at = info[next].clone();
    }
    if !forward {
        pages.reverse();
    }
    pages.concat()
}

#[tokio::test]
async fn every_walk_is_the_same_as_one_big_page() {
    let graph = Graph::new().await;
    for order in [
        "{ field: ID }",
        "{ field: PRIORITY, direction: DESC }",
        "{ field: DUE_DATE }",
        "{ field: DUE_DATE, direction: DESC }",
        "{ field: STATUS }, { field: TITLE, direction: DESC }",
        "{ field: CREATED, direction: DESC }",
    ] {
        let whole = walk(&graph, true, order, 100).await;
        assert_eq!(whole.len(), 40);
        for size in [1, 3, 7, 40] {
            assert_eq!(walk(&graph, true, order, size).await, whole, "{order} by {size}");
            assert_eq!(walk(&graph, false, order, size).await, whole, "{order} by {size}, backward");
        }
    }
}

#[tokio::test]
async fn follow_ups_of_a_ticket_come_in_parts_too() {
    let graph = Graph::new().await;
    let data = graph
        .data(
            Some(ADMIN),
            "{ ticket(databaseId: 24) { all: followUps { totalCount nodes { databaseId } }
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
        .data(Some(ADMIN), &format!(r#"{{ ticket(databaseId: 24) {{ followUps(first: 2, after: "{after}") {{ nodes {{ databaseId }} }} }} }}"#))
        .await;
    assert_eq!(next["ticket"]["followUps"]["nodes"].as_array().unwrap()[..], all[4..6]);
}

#[tokio::test]
async fn numbers_and_cursors_that_do_not_fit_are_refused_by_name() {
    let graph = Graph::new().await;
    let context = graph.context(Some(ADMIN), None).await;
    for (arguments, name) in [
        ("first: -1", "first"),
        ("first: 1000000", "first"),
        ("last: 101", "last"),
        ("first: 1, last: 1", "last"),
        (r#"first: 1, after: "nonsense""#, "after"),
        (r#"first: 1, after: "WzFd", offset: 3"#, "offset"),
        (r#"first: 1, after: "WyJ4Il0""#, "after"),
        (r#"first: 1, orderBy: [{ field: CREATED }], after: "WyJ4IiwxXQ""#, "after"),
    ] {
        let answer = graph
            .ask(&context, &format!("{{ tickets({arguments}) {{ totalCount nodes {{ id }} }} }}"), Value::Null)
            .await;
        assert_eq!(answer["errors"][0]["extensions"]["code"], "BAD_USER_INPUT", "{arguments}: {answer}");
        assert!(answer["errors"][0]["message"].as_str().unwrap().starts_with(name), "{arguments}: {answer}");
    }
}

#[tokio::test]
async fn filters_combine() {
    let graph = Graph::new().await;
    let numbers = async |filter: &str| -> Vec<i64> {
        let data = graph
            .data(
                Some(ADMIN),
                &format!("{{ tickets(first: 100, filter: {filter}) {{ totalCount nodes {{ databaseId }} }} }}"),
            )
            .await;
        let nodes = data["tickets"]["nodes"].as_array().unwrap();
        assert_eq!(data["tickets"]["totalCount"], nodes.len());
        nodes.iter().map(|node| node["databaseId"].as_i64().unwrap()).collect()
    };
    assert_eq!(numbers("{ databaseId: { in: [3, 1, 99] } }").await, [1, 3]);
    assert_eq!(numbers("{ databaseId: { lte: 4 }, not: { statusCode: { eq: 1 } } }").await, [2, 3, 4]);
    assert_eq!(numbers(r#"{ or: [{ title: { contains: "PRINTER" } }, { databaseId: { eq: 9 } }] }"#).await, [1, 5, 9]);
    assert_eq!(numbers("{ or: [] }").await, Vec::<i64>::new());
    assert_eq!(numbers(r#"{ title: { contains: "100%" } }"#).await, Vec::<i64>::new());
    assert_eq!(numbers(r#"{ created: { gte: "2024-01-02T09:01:00Z", lt: "2024-01-04T09:00:00Z" } }"#).await, [1, 2]);
    assert_eq!(numbers("{ databaseId: { lt: 17 }, dueDate: { isNull: false } }").await, [11, 15, 16]);
}
