//! The status flow, and tickets that depend on open ones.

use deskql::domain::{Dialect, Release};
use serde_json::{Value, json};

use super::{count_rows, on_each, run, run_in, ticket as row};
use crate::graphql::ADMIN;

const UPDATE: &str = "mutation($input: TicketUpdateInput!) { ticketUpdate(input: $input) {
    ticket { statusCode } userErrors { field code message } } }";
const ADD: &str = "mutation($input: FollowUpAddInput!) { followUpAdd(input: $input) {
    ticket { statusCode } userErrors { field code } } }";

#[tokio::test]
async fn a_status_changes_along_the_flow() {
    on_each(
        |_| {},
        async |graph| {
            let before = count_rows(graph).await;
            // Closed tickets can only be reopened.
            for validate_only in [true, false] {
                let input = json!({ "id": 4, "statusCode": 3, "title": " ", "validateOnly": validate_only });
                let answer = run(graph, ADMIN, UPDATE, input).await;
                let codes: Vec<&Value> = answer["userErrors"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .map(|error| &error["code"])
                    .collect();
                assert_eq!(codes, ["REQUIRED", "STATUS_NOT_ALLOWED"], "{answer}");
                assert_eq!(
                    answer["userErrors"][1]["message"],
                    "The status cannot change from \"Closed\" to \"Resolved\"."
                );
            }
            let input = json!({ "ticketId": 4, "comment": "c", "changes": { "statusCode": 1 } });
            let answer = run(graph, ADMIN, ADD, input).await;
            assert_eq!(answer["userErrors"][0]["code"], "STATUS_NOT_ALLOWED", "{answer}");
            assert_eq!(count_rows(graph).await, before);
            let input = json!({ "id": 4, "statusCode": 2 });
            let answer = run(graph, ADMIN, UPDATE, input).await;
            assert_eq!(answer["ticket"]["statusCode"], 2, "{answer}");
        },
    )
    .await;
}

#[tokio::test]
async fn tickets_with_open_dependencies_are_neither_resolved_nor_closed() {
    on_each(
        |_| {},
        async |graph| {
            // 13 depends on 1.
            for status in [3, 4] {
                let input = json!({ "id": 13, "statusCode": status });
                let answer = run(graph, ADMIN, UPDATE, input).await;
                assert_eq!(
                    answer["userErrors"][0]["code"], "OPEN_DEPENDENCIES",
                    "{answer}"
                );
                let input =
                    json!({ "ticketId": 13, "comment": "c", "changes": { "statusCode": status } });
                let answer = run(graph, ADMIN, ADD, input).await;
                assert_eq!(
                    answer["userErrors"][0]["code"], "OPEN_DEPENDENCIES",
                    "{answer}"
                );
            }
            assert_eq!(row(graph, 13).await.status, 1);
            let resolved = run(graph, ADMIN, UPDATE, json!({ "id": 1, "statusCode": 3 })).await;
            assert_eq!(resolved["userErrors"], json!([]), "{resolved}");
            let resolved = run(graph, ADMIN, UPDATE, json!({ "id": 13, "statusCode": 3 })).await;
            assert_eq!(resolved["ticket"]["statusCode"], 3, "{resolved}");
        },
    )
    .await;
}

#[tokio::test]
async fn rest_accepts_every_status() {
    on_each(
        |_| {},
        async |graph| {
            let mut context = graph.context(Some(ADMIN), None).await;
            context.dialect = Dialect::Rest(Release::LATEST);
            for (id, status) in [(4, 1), (13, 3)] {
                let input = json!({ "id": id, "statusCode": status });
                let answer = run_in(graph, &context, UPDATE, input).await;
                assert_eq!(answer["ticket"]["statusCode"], status, "{answer}");
            }
        },
    )
    .await;
}
