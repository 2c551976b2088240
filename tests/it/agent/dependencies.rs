//! Dependencies between tickets.

use entity::ticket_dependency;
use sea_orm::{EntityTrait, PaginatorTrait};
use serde_json::json;

use super::{assert_only_for_agents, count_rows, events, on_each, run};
use crate::graphql::ADMIN;

const ADD: &str = "mutation($input: TicketDependencyAddInput!) { ticketDependencyAdd(input: $input) {
    dependency { databaseId ticket { databaseId } dependsOn { databaseId } } ticket { statusLabel } userErrors { field code } } }";
const REMOVE: &str =
    "mutation($input: TicketDependencyRemoveInput!) { ticketDependencyRemove(input: $input) {
    deletedDatabaseId ticket { databaseId statusLabel } userErrors { field code } } }";

#[tokio::test]
async fn dependencies_are_added_and_removed() {
    on_each(
        |_| {},
        async |graph| {
            let input = json!({ "ticketId": 15, "dependsOnId": "VGlja2V0OjI", "idempotencyKey": "k" });
            let added = run(graph, ADMIN, ADD, input.clone()).await;
            assert_eq!(added["userErrors"], json!([]), "{added}");
            assert_eq!(added["ticket"]["statusLabel"], "Open - Open dependencies");
            assert_eq!(added["dependency"]["dependsOn"]["databaseId"], 2);
            assert_eq!(run(graph, ADMIN, ADD, input).await, added, "the key");
            let id = &added["dependency"]["databaseId"];
            let planned = run(graph, ADMIN, REMOVE, json!({ "id": id, "validateOnly": true })).await;
            assert_eq!(planned["userErrors"], json!([]), "{planned}");
            let removed = run(graph, ADMIN, REMOVE, json!({ "id": id })).await;
            assert_eq!(
                removed,
                json!({ "deletedDatabaseId": id, "userErrors": [], "ticket": { "databaseId": 15, "statusLabel": "Open" } })
            );
            let gone = run(graph, ADMIN, REMOVE, json!({ "id": id })).await;
            assert_eq!(gone["userErrors"], json!([{ "field": ["id"], "code": "NOT_FOUND" }]));
            let kinds = [("dependency_added", 15), ("dependency_added", 2), ("dependency_removed", 15), ("dependency_removed", 2)];
            let kinds = kinds.map(|(kind, ticket)| (kind.to_owned(), ticket));
            assert_eq!(events(graph).await, kinds);
        },
    )
    .await;
}

#[tokio::test]
async fn tickets_cannot_wait_for_each_other() {
    on_each(
        |_| {},
        async |graph| {
            // 13 depends on 1.
            run(
                graph,
                ADMIN,
                ADD,
                json!({ "ticketId": 1, "dependsOnId": 15 }),
            )
            .await;
            let before = count_rows(graph).await;
            for (ticket, depends_on, code) in [
                (15, 15, "NOT_ALLOWED"),
                (1, 13, "NOT_ALLOWED"),
                (15, 13, "NOT_ALLOWED"),
                (1, 15, "TAKEN"),
                (15, 4, "NOT_ALLOWED"),
                (15, 999, "NOT_FOUND"),
            ] {
                let input = json!({ "ticketId": ticket, "dependsOnId": depends_on });
                let answer = run(graph, ADMIN, ADD, input.clone()).await;
                let errors = json!([{ "field": ["dependsOnId"], "code": code }]);
                assert_eq!(answer["userErrors"], errors, "{input}");
            }
            assert_eq!(count_rows(graph).await, before);
            let input = json!({ "ticketId": 1, "dependsOnId": 16 });
            assert_only_for_agents(graph, ADD, &input).await;
            assert_only_for_agents(graph, REMOVE, &json!({ "id": 1 })).await;
        },
    )
    .await;
}

#[tokio::test]
async fn concurrent_additions_do_not_close_a_circle() {
    on_each(
        |_| {},
        async |graph| {
            for (ticket, depends_on) in [(21, 23), (27, 28)] {
                let input = json!({ "ticketId": ticket, "dependsOnId": depends_on });
                run(graph, ADMIN, ADD, input).await;
            }
            let before = ticket_dependency::Entity::find()
                .count(&graph.db)
                .await
                .unwrap();
            let add = |ticket: i32, depends_on: i32| {
                run(
                    graph,
                    ADMIN,
                    ADD,
                    json!({ "ticketId": ticket, "dependsOnId": depends_on }),
                )
            };
            let (one, two) = tokio::join!(add(23, 27), add(28, 21));
            let added = [&one, &two]
                .iter()
                .filter(|answer| answer["userErrors"] == json!([]))
                .count();
            assert_eq!(added, 1, "{one} {two}");
            let after = ticket_dependency::Entity::find()
                .count(&graph.db)
                .await
                .unwrap();
            assert_eq!(after, before + 1);
        },
    )
    .await;
}
