//! Preset replies for a ticket, and who would be notified of a reply.

use entity::{preset_reply, ticket_cc};
use sea_orm::ActiveModelTrait;
use sea_orm::ActiveValue::Set;
use serde_json::{Value, json};

use super::{on_each, run};
use crate::graphql::{ADMIN, AGENT, CUSTOMER, Graph};

const RENDERED: &str =
    "query($id: ID!) { presetReplies { nodes { databaseId name rendered(ticketId: $id) } } }";

async fn add_reply(graph: &Graph, body: &str) -> i32 {
    let reply = preset_reply::ActiveModel {
        name: Set("New".to_owned()),
        body: Set(body.to_owned()),
        ..Default::default()
    };
    reply.insert(&graph.db).await.unwrap().id
}

#[tokio::test]
async fn preset_replies_are_rendered_for_a_ticket() {
    on_each(
        |_| {},
        async |graph| {
            let body = "Hi {{ ticket.submitter_email }}, {{ ticket.ticket }} of {{ queue.title }} has {{ ticket.assigned_to }} {% now %}{# gone #}";
            let number = add_reply(graph, body).await;
            let broken = add_reply(graph, "{{ ticket.title|nofilter }}").await;
            let context = graph.context(Some(ADMIN), None).await;
            let answer = graph.ask(&context, RENDERED, json!({ "id": 7 })).await;
            let nodes = answer["data"]["presetReplies"]["nodes"].as_array().unwrap();
            let text = |id: i32| {
                let node = nodes.iter().find(|node| node["databaseId"] == id).unwrap();
                node["rendered"].clone()
            };
            assert_eq!(text(1), "Thank you for <b>bold</b> & \"quotes\" 'single'.");
            assert_eq!(text(2), "No queue set.");
            assert_eq!(
                text(number),
                "Hi customer@example.com, [support-7] of Support has None {% now %}"
            );
            assert_eq!(text(broken), Value::Null);
            assert_eq!(answer["errors"].as_array().unwrap().len(), 1, "{answer}");
            assert_eq!(answer["errors"][0]["extensions"]["code"], "BAD_USER_INPUT");
        },
    )
    .await;
}

#[tokio::test]
async fn preset_replies_need_access_to_the_ticket() {
    on_each(
        |config| config.helpdesk.enable_per_queue_staff_permission = true,
        async |graph| {
            let context = graph.context(Some(AGENT), Some(vec![1])).await;
            let answer = graph.ask(&context, RENDERED, json!({ "id": 3 })).await;
            let nodes = answer["data"]["presetReplies"]["nodes"].as_array().unwrap();
            assert!(!nodes.is_empty());
            assert!(
                nodes.iter().all(|node| node["rendered"].is_null()),
                "{answer}"
            );
            assert_eq!(answer["errors"][0]["extensions"]["code"], "NOT_FOUND");
            for user in [None, Some(CUSTOMER)] {
                let context = graph.context(user, None).await;
                let answer = graph.ask(&context, RENDERED, json!({ "id": 1 })).await;
                assert_eq!(answer["data"]["presetReplies"], Value::Null, "{answer}");
            }
        },
    )
    .await;
}

#[tokio::test]
async fn the_recipients_of_a_comment_are_known_before() {
    on_each(
        |_| {},
        async |graph| {
            let recipients = "query($id: ID!) { ticket(id: $id) {
                public: notificationRecipients(public: true) { role email user { username } }
                private: notificationRecipients { email } } }";
            let add = "mutation($input: FollowUpAddInput!) { followUpAdd(input: $input) {
                followUp { emailRecipients } userErrors { code } } }";
            let addresses = |list: &Value| {
                let mut list: Vec<String> = list
                    .as_array()
                    .unwrap()
                    .iter()
                    .map(|recipient| recipient["email"].as_str().unwrap().to_owned())
                    .collect();
                list.sort_unstable();
                json!(list)
            };
            for id in [1, 2, 3, 6, 14, 18, 27, 28] {
                let context = graph.context(Some(ADMIN), None).await;
                let answer = graph.ask(&context, recipients, json!({ "id": id })).await;
                let ticket = &answer["data"]["ticket"];
                for (public, list) in [(true, &ticket["public"]), (false, &ticket["private"])] {
                    let input = json!({ "ticketId": id, "comment": "c", "public": public });
                    let sent = run(graph, ADMIN, add, input).await;
                    let sent = &sent["followUp"]["emailRecipients"];
                    assert_eq!(&addresses(list), sent, "{id} {public}: {ticket}");
                }
                if id == 18 {
                    assert_eq!(
                        ticket["public"],
                        json!([
                            { "role": "SUBMITTER", "email": "customer@example.com", "user": null },
                            { "role": "OWNER", "email": "agent@example.com", "user": { "username": "agent" } },
                            { "role": "QUEUE_UPDATES", "email": "updatedcc@example.com", "user": null },
                            { "role": "FOLLOWER", "email": "follower@example.com", "user": null },
                            { "role": "FOLLOWER", "email": "hr@example.com", "user": { "username": "hr" } },
                        ])
                    );
                }
            }
            // Customers do not see addresses.
            let context = graph.context(Some(CUSTOMER), None).await;
            let answer = graph.ask(&context, recipients, json!({ "id": 1 })).await;
            assert_eq!(answer["data"]["ticket"], json!({ "public": [], "private": [] }));
        },
    )
    .await;
}

#[tokio::test]
async fn statements_do_not_depend_on_rows() {
    on_each(
        |_| {},
        async |graph| {
            let page = "query($first: Int!) { tickets(first: $first) { nodes { viewerIsFollowing
                notificationRecipients(public: true) { email user { username } } } } }";
            let mut counts = Vec::new();
            for first in [1, 40] {
                let context = graph.context(Some(ADMIN), None).await;
                let answer = graph.ask(&context, page, json!({ "first": first })).await;
                assert!(answer.get("errors").is_none(), "{answer}");
                counts.push(context.db.statement_count());
            }
            assert_eq!(counts[0], counts[1]);
            let mut counts = Vec::new();
            for _ in 0..2 {
                let context = graph.context(Some(ADMIN), None).await;
                let answer = graph.ask(&context, RENDERED, json!({ "id": 1 })).await;
                assert!(answer.get("errors").is_none(), "{answer}");
                counts.push(context.db.statement_count());
                for _ in 0..10 {
                    add_reply(graph, "{{ ticket.title }}").await;
                }
                let cc = ticket_cc::ActiveModel {
                    ticket_id: Set(1),
                    email: Set(Some("more@example.org".to_owned())),
                    can_view: Set(true),
                    can_update: Set(false),
                    ..Default::default()
                };
                cc.insert(&graph.db).await.unwrap();
            }
            assert_eq!(counts[0], counts[1]);
        },
    )
    .await;
}
