//! Followers, and following a ticket oneself.

use entity::{ticket_cc, user};
use sea_orm::ActiveValue::Set;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};

use super::{assert_only_for_agents, count_rows, events, on_each, run};
use crate::graphql::{ADMIN, AGENT, CUSTOMER, Graph, NOEMAIL};

const ADD: &str = "mutation($input: TicketCcAddInput!) { ticketCcAdd(input: $input) {
    cc { databaseId email canView canUpdate user { username } } ticket { ccs { databaseId } } userErrors { field code } } }";
const REMOVE: &str = "mutation($input: TicketCcRemoveInput!) { ticketCcRemove(input: $input) {
    deletedDatabaseId ticket { ccs { databaseId } } userErrors { field code } } }";
const FOLLOW: &str = "mutation($input: TicketFollowInput!) { ticketFollow(input: $input) {
    cc { databaseId } ticket { viewerIsFollowing } userErrors { field code } } }";
const UNFOLLOW: &str = "mutation($input: TicketUnfollowInput!) { ticketUnfollow(input: $input) {
    ticket { viewerIsFollowing } userErrors { field code } } }";

async fn followers(graph: &Graph, ticket: i32) -> Vec<ticket_cc::Model> {
    let select = ticket_cc::Entity::find().filter(ticket_cc::Column::TicketId.eq(ticket));
    select.all(&graph.db).await.unwrap()
}

#[tokio::test]
async fn followers_are_added_and_removed() {
    on_each(
        |_| {},
        async |graph| {
            let input = json!({ "ticketId": 15, "userId": CUSTOMER, "canUpdate": true, "idempotencyKey": "k" });
            let added = run(graph, ADMIN, ADD, input.clone()).await;
            assert_eq!(added["userErrors"], json!([]), "{added}");
            let cc = &added["cc"];
            assert_eq!(cc["user"]["username"], "customer");
            assert_eq!((&cc["canView"], &cc["canUpdate"]), (&json!(true), &json!(true)));
            assert_eq!(added["ticket"]["ccs"], json!([{ "databaseId": cc["databaseId"] }]));
            let again = run(graph, ADMIN, ADD, input).await;
            assert_eq!(again, added, "the key");
            assert_eq!(followers(graph, 15).await.len(), 1);

            let input = json!({ "ticketId": 15, "email": " Boss@example.com ", "canView": false });
            let address = run(graph, ADMIN, ADD, input).await;
            assert_eq!(address["cc"]["email"], "Boss@example.com", "{address}");
            let id = &address["cc"]["databaseId"];
            let planned = run(graph, ADMIN, REMOVE, json!({ "id": id, "validateOnly": true })).await;
            assert_eq!(planned["deletedDatabaseId"], Value::Null);
            assert_eq!(followers(graph, 15).await.len(), 2);
            let removed = run(graph, ADMIN, REMOVE, json!({ "id": id })).await;
            assert_eq!(&removed["deletedDatabaseId"], id, "{removed}");
            assert_eq!(removed["ticket"]["ccs"], json!([{ "databaseId": cc["databaseId"] }]));
            let gone = run(graph, ADMIN, REMOVE, json!({ "id": id })).await;
            assert_eq!(gone["userErrors"], json!([{ "field": ["id"], "code": "NOT_FOUND" }]));
            let kinds = ["cc_added", "cc_added", "cc_removed"].map(|kind| (kind.to_owned(), 15));
            assert_eq!(events(graph).await, kinds);
        },
    )
    .await;
}

#[tokio::test]
async fn invalid_followers_are_rejected() {
    on_each(
        |config| config.helpdesk.staff_only_ticket_cc = true,
        async |graph| {
            let before = count_rows(graph).await;
            for (input, field, code) in [
                (json!({}), "email", "REQUIRED"),
                (json!({ "email": " " }), "email", "REQUIRED"),
                (json!({ "email": "nobody" }), "email", "INVALID"),
                (
                    json!({ "email": format!("{}@example.com", "x".repeat(250)) }),
                    "email",
                    "TOO_LONG",
                ),
                (
                    json!({ "email": "a@example.com", "userId": AGENT }),
                    "email",
                    "NOT_ALLOWED",
                ),
                (json!({ "email": "FOLLOWER@example.com" }), "email", "TAKEN"),
                (json!({ "userId": 12 }), "userId", "TAKEN"),
                (json!({ "userId": 999 }), "userId", "NOT_FOUND"),
                (json!({ "userId": "x" }), "userId", "INVALID"),
                // Inactive, and not staff.
                (json!({ "userId": 4 }), "userId", "NOT_ALLOWED"),
                (json!({ "userId": CUSTOMER }), "userId", "NOT_ALLOWED"),
            ] {
                let mut input = input;
                input["ticketId"] = 18.into();
                let answer = run(graph, ADMIN, ADD, input.clone()).await;
                let errors = json!([{ "field": [field], "code": code }]);
                assert_eq!(answer["userErrors"], errors, "{input}");
            }
            assert_eq!(count_rows(graph).await, before);
            let input = json!({ "ticketId": 1, "email": "a@example.com" });
            assert_only_for_agents(graph, ADD, &input).await;
            assert_only_for_agents(graph, REMOVE, &json!({ "id": 1 })).await;
            assert_only_for_agents(graph, FOLLOW, &json!({ "ticketId": 15 })).await;
        },
    )
    .await;
}

#[tokio::test]
async fn agents_follow_tickets() {
    on_each(
        |_| {},
        async |graph| {
            for _ in 0..2 {
                let followed = run(graph, AGENT, FOLLOW, json!({ "ticketId": 15 })).await;
                assert_eq!(followed["ticket"]["viewerIsFollowing"], true, "{followed}");
            }
            let rows = followers(graph, 15).await;
            assert_eq!(rows.len(), 1);
            assert_eq!((rows[0].user_id, rows[0].can_view), (Some(AGENT), true));
            let seen = graph
                .data(Some(ADMIN), "{ ticket(id: 15) { viewerIsFollowing } }")
                .await;
            assert_eq!(seen["ticket"]["viewerIsFollowing"], false);
            for _ in 0..2 {
                let left = run(graph, AGENT, UNFOLLOW, json!({ "ticketId": 15 })).await;
                assert_eq!(left["ticket"]["viewerIsFollowing"], false, "{left}");
            }
            assert_eq!(followers(graph, 15).await, []);
            let kinds = ["cc_added", "cc_removed"].map(|kind| (kind.to_owned(), 15));
            assert_eq!(events(graph).await, kinds);
        },
    )
    .await;
}

#[tokio::test]
async fn a_customer_who_unfollows_loses_sight_of_the_ticket() {
    on_each(
        |_| {},
        async |graph| {
            let mut customer: user::ActiveModel = user::Entity::find_by_id(NOEMAIL)
                .one(&graph.db)
                .await
                .unwrap()
                .unwrap()
                .into();
            customer.email = Set("somebody@example.com".to_owned());
            customer.update(&graph.db).await.unwrap();
            let unseen = run(graph, NOEMAIL, UNFOLLOW, json!({ "ticketId": 3 })).await;
            assert_eq!(unseen["userErrors"][0]["code"], "NOT_FOUND");
            run(
                graph,
                ADMIN,
                ADD,
                json!({ "ticketId": 3, "userId": NOEMAIL }),
            )
            .await;
            let seen = graph
                .data(Some(NOEMAIL), "{ ticket(id: 3) { viewerIsFollowing } }")
                .await;
            assert_eq!(seen["ticket"]["viewerIsFollowing"], true);
            let left = run(graph, NOEMAIL, UNFOLLOW, json!({ "ticketId": 3 })).await;
            assert_eq!(left, json!({ "ticket": null, "userErrors": [] }));
            assert_eq!(followers(graph, 3).await, []);
        },
    )
    .await;
}
