//! Changing and deleting several tickets.

use entity::{followup, ticket, ticket_change};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder};
use serde_json::{Value, json};

use super::{
    assert_only_for_agents, count_rows, destinations, on_each, run, run_in, ticket as row,
};
use crate::graphql::{ADMIN, AGENT, Graph};

const UPDATE: &str = "mutation($input: TicketsUpdateInput!) { ticketsUpdate(input: $input) {
    results { ticketDatabaseId outcome ticket { statusCode assignedTo { username } queue { slug } }
      followUp { title public emailRecipients changes { field newValue } } userErrors { field code } }
    userErrors { field code } } }";

const DELETE: &str = "mutation($input: TicketsDeleteInput!) { ticketsDelete(input: $input) {
    results { ticketDatabaseId outcome userErrors { field code } }
    userErrors { field code } } }";

/// The tickets and outcomes of a payload.
fn outcomes(payload: &Value) -> Vec<(i64, String)> {
    let results = payload["results"].as_array().unwrap();
    results
        .iter()
        .map(|result| {
            let outcome = result["outcome"].as_str().unwrap().to_owned();
            (result["ticketDatabaseId"].as_i64().unwrap(), outcome)
        })
        .collect()
}

fn expected(list: &[(i64, &str)]) -> Vec<(i64, String)> {
    list.iter()
        .map(|(id, outcome)| (*id, (*outcome).to_owned()))
        .collect()
}

async fn newest_followup(graph: &Graph, id: i32) -> followup::Model {
    followup::Entity::find()
        .filter(followup::Column::TicketId.eq(id))
        .order_by_desc(followup::Column::Id)
        .one(&graph.db)
        .await
        .unwrap()
        .unwrap()
}

#[tokio::test]
async fn tickets_are_assigned_with_a_result_for_each() {
    on_each(
        |_| {},
        async |graph| {
            let input =
                json!({ "ids": [18, "VGlja2V0OjE1", 2], "assignedToId": AGENT, "public": true });
            let payload = run(graph, ADMIN, UPDATE, input).await;
            assert_eq!(payload["userErrors"], json!([]), "{payload}");
            let done = [(18, "UNCHANGED"), (15, "DONE"), (2, "UNCHANGED")];
            assert_eq!(outcomes(&payload), expected(&done), "{payload}");
            let result = &payload["results"][1];
            assert_eq!(result["ticket"]["assignedTo"]["username"], "agent");
            assert_eq!(result["followUp"]["title"], "Assigned to agent");
            let changes = json!([{ "field": "Owner", "newValue": "agent" }]);
            assert_eq!(result["followUp"]["changes"], changes);
            assert_eq!(payload["results"][0]["followUp"], Value::Null);
            // The same people as for a single ticket.
            let to = ["agent@example.com", "updatedcc@example.com"];
            assert_eq!(destinations(graph).await, to);
            assert_eq!(result["followUp"]["emailRecipients"], json!(to));
            assert!(newest_followup(graph, 15).await.public);

            let input =
                json!({ "ids": [15, 18], "assignedToId": null, "onHold": true, "notify": false });
            let payload = run(graph, ADMIN, UPDATE, input).await;
            let done = [(15, "DONE"), (18, "DONE")];
            assert_eq!(outcomes(&payload), expected(&done), "{payload}");
            assert_eq!(destinations(graph).await, to, "nobody else is notified");
            let ticket = row(graph, 15).await;
            assert_eq!((ticket.assigned_to_id, ticket.on_hold), (None, true));
            let followup = newest_followup(graph, 15).await;
            assert_eq!(followup.title.as_deref(), Some("Unassigned"));
            assert_eq!(followup.email_recipients, Some(json!([])));
            let changes = ticket_change::Entity::find()
                .filter(ticket_change::Column::FollowupId.eq(followup.id))
                .count(&graph.db)
                .await
                .unwrap();
            assert_eq!(changes, 2);
        },
    )
    .await;
}

#[tokio::test]
async fn policies_decide_about_the_others() {
    on_each(
        |_| {},
        async |graph| {
            // 3 is resolved; 4 is closed, and closed tickets are not resolved; 13 depends on 1.
            let ids = json!([16, 3, 13, 15, 4, 999]);
            let input = |policy: &str, validate: bool| {
                json!({ "ids": ids, "statusCode": 3, "notify": false, "policy": policy, "validateOnly": validate })
            };
            let before = count_rows(graph).await;
            let payload = run(graph, ADMIN, UPDATE, input("ALL_OR_NOTHING", false)).await;
            let none = [(16, "SKIPPED"), (3, "SKIPPED"), (13, "FAILED"), (15, "SKIPPED"), (4, "FAILED"), (999, "FAILED")];
            assert_eq!(outcomes(&payload), expected(&none), "{payload}");
            let codes: Vec<&Value> = [2, 4, 5]
                .iter()
                .map(|at: &usize| &payload["results"][at]["userErrors"][0]["code"])
                .collect();
            assert_eq!(codes, ["OPEN_DEPENDENCIES", "STATUS_NOT_ALLOWED", "NOT_FOUND"]);
            assert_eq!(count_rows(graph).await, before, "nothing is written");

            let some = [(16, "DONE"), (3, "UNCHANGED"), (13, "FAILED"), (15, "DONE"), (4, "FAILED"), (999, "FAILED")];
            let payload = run(graph, ADMIN, UPDATE, input("SKIP_FAILURES", true)).await;
            assert_eq!(outcomes(&payload), expected(&some), "{payload}");
            assert_eq!(count_rows(graph).await, before, "only validated");

            let first = [(16, "DONE"), (3, "UNCHANGED"), (13, "FAILED"), (15, "SKIPPED"), (4, "SKIPPED"), (999, "SKIPPED")];
            let payload = run(graph, ADMIN, UPDATE, input("STOP_AT_FIRST", false)).await;
            assert_eq!(outcomes(&payload), expected(&first), "{payload}");
            assert_eq!((row(graph, 16).await.status, row(graph, 15).await.status), (3, 1));

            let payload = run(graph, ADMIN, UPDATE, input("SKIP_FAILURES", false)).await;
            let rest = [(16, "UNCHANGED"), (3, "UNCHANGED"), (13, "FAILED"), (15, "DONE"), (4, "FAILED"), (999, "FAILED")];
            assert_eq!(outcomes(&payload), expected(&rest), "{payload}");
            assert_eq!(row(graph, 15).await.status, 3);
        },
    )
    .await;
}

#[tokio::test]
async fn input_that_is_invalid_for_all_tickets_is_rejected() {
    on_each(
        |_| {},
        async |graph| {
            let before = count_rows(graph).await;
            for (input, field, code) in [
                (json!({ "ids": [] }), json!(["ids"]), "REQUIRED"),
                (
                    json!({ "ids": (1..=101).collect::<Vec<_>>() }),
                    json!(["ids"]),
                    "OUT_OF_RANGE",
                ),
                (json!({ "ids": [1, 1] }), json!(["ids", "1"]), "NOT_ALLOWED"),
                (json!({ "ids": [1, "x"] }), json!(["ids", "1"]), "INVALID"),
                (
                    json!({ "ids": [1], "queueId": 99 }),
                    json!(["queueId"]),
                    "NOT_FOUND",
                ),
                (
                    json!({ "ids": [1], "statusCode": 99 }),
                    json!(["statusCode"]),
                    "INVALID_CHOICE",
                ),
            ] {
                let payload = run(graph, ADMIN, UPDATE, input.clone()).await;
                let errors = json!([{ "field": field, "code": code }]);
                assert_eq!(payload["userErrors"], errors, "{input}");
                assert_eq!(payload["results"], json!([]));
                if input.get("queueId").or(input.get("statusCode")).is_none() {
                    let payload = run(graph, ADMIN, DELETE, input.clone()).await;
                    assert_eq!(payload["userErrors"], errors, "{input}");
                }
            }
            assert_eq!(count_rows(graph).await, before);
            let input = json!({ "ids": [1], "title": "x" });
            assert_only_for_agents(graph, UPDATE, &input).await;
            assert_only_for_agents(graph, DELETE, &json!({ "ids": [1] })).await;
        },
    )
    .await;
}

#[tokio::test]
async fn tickets_are_deleted_with_a_result_for_each() {
    on_each(
        |_| {},
        async |graph| {
            let input = |policy: &str, validate: bool| {
                json!({ "ids": [15, 999, 18], "policy": policy, "validateOnly": validate })
            };
            let before = count_rows(graph).await;
            let payload = run(graph, ADMIN, DELETE, input("ALL_OR_NOTHING", false)).await;
            let none = [(15, "SKIPPED"), (999, "FAILED"), (18, "SKIPPED")];
            assert_eq!(outcomes(&payload), expected(&none), "{payload}");
            let payload = run(graph, ADMIN, DELETE, input("SKIP_FAILURES", true)).await;
            let some = [(15, "DONE"), (999, "FAILED"), (18, "DONE")];
            assert_eq!(outcomes(&payload), expected(&some), "{payload}");
            assert_eq!(count_rows(graph).await, before);
            let payload = run(graph, ADMIN, DELETE, input("STOP_AT_FIRST", false)).await;
            let first = [(15, "DONE"), (999, "FAILED"), (18, "SKIPPED")];
            assert_eq!(outcomes(&payload), expected(&first), "{payload}");
            let payload = run(graph, ADMIN, DELETE, json!({ "ids": [18, 1] })).await;
            assert_eq!(outcomes(&payload), expected(&[(18, "DONE"), (1, "DONE")]));
            let left = ticket::Entity::find()
                .filter(ticket::Column::Id.is_in([1, 15, 18]))
                .count(&graph.db)
                .await
                .unwrap();
            assert_eq!(left, 0);
            let file = "helpdesk/attachments/support-1-00000000-0000-4000-8000-000000000001/41/fire.txt";
            assert!(!graph.copy.media().join(file).exists());
        },
    )
    .await;
}

#[tokio::test]
async fn each_ticket_takes_few_statements() {
    on_each(
        |_| {},
        async |graph| {
            let mut counts = Vec::new();
            for ids in [vec![7, 8], (11..=30).filter(|id| *id != 13).collect()] {
                let context = graph.context(Some(ADMIN), None).await;
                let document = "mutation($input: TicketsUpdateInput!) { ticketsUpdate(input: $input) {
                    results { outcome ticket { assignedTo { username } followUps { nodes { title } } } followUp { title } } } }";
                let input = json!({ "ids": ids, "priorityCode": 4, "onHold": true, "notify": false });
                let payload = run_in(graph, &context, document, input).await;
                for result in payload["results"].as_array().unwrap() {
                    assert_eq!(result["outcome"], "DONE", "{payload}");
                }
                counts.push((ids.len() as u64, context.db.statement_count()));
            }
            let per_ticket = (counts[1].1 - counts[0].1) / (counts[1].0 - counts[0].0);
            assert!(per_ticket <= 5, "{counts:?}");
        },
    )
    .await;
}
