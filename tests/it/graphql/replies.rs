//! Follow-ups by submitters and followers, and fields that say what the viewer may do.

use entity::ticket_cc;
use sea_orm::ActiveValue::Set;
use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel};
use serde_json::{Value, json};

use super::{AGENT, CUSTOMER, Graph};
use crate::support::fixture::Copy;
use crate::support::server::Server;

const ADD: &str = "mutation ($input: FollowUpAddInput!) { followUpAdd(input: $input) {
    followUp { databaseId comment public direction title user { username } }
    ticket { databaseId statusCode } userErrors { field code } } }";

async fn add(graph: &Graph, user: i32, input: Value) -> Value {
    let context = graph.context(Some(user), None).await;
    graph.ask(&context, ADD, json!({ "input": input })).await
}

async fn count_follow_ups(graph: &Graph) -> u64 {
    use sea_orm::PaginatorTrait;
    entity::followup::Entity::find()
        .count(&graph.db)
        .await
        .unwrap()
}

/// Makes the customer a follower of ticket 3, which somebody else submitted.
async fn follow(graph: &Graph, can_update: bool) {
    let row = ticket_cc::ActiveModel {
        ticket_id: Set(3),
        user_id: Set(Some(CUSTOMER)),
        email: Set(None),
        can_view: Set(true),
        can_update: Set(can_update),
        ..Default::default()
    };
    row.insert(&graph.db).await.unwrap();
}

#[tokio::test]
async fn follow_ups_of_submitters_are_public() {
    let graph = Graph::new().await;
    let answer = add(
        &graph,
        CUSTOMER,
        json!({ "ticketId": 1, "comment": "Still burning.", "public": false }),
    )
    .await;
    let payload = &answer["data"]["followUpAdd"];
    assert_eq!(payload["userErrors"], json!([]), "{answer}");
    let followup = &payload["followUp"];
    assert_eq!(
        (&followup["comment"], &followup["public"]),
        (&json!("Still burning."), &json!(true))
    );
    assert_eq!(
        (&followup["user"]["username"], &followup["direction"]),
        (&json!("customer"), &json!("INBOUND"))
    );
    assert_eq!(payload["ticket"]["databaseId"], 1);
}

#[tokio::test]
async fn a_repeated_follow_up_is_added_once() {
    let graph = Graph::new().await;
    migration::migrate(graph.db.pool()).await.unwrap();
    let input = json!({ "ticketId": 1, "comment": "Once.", "idempotencyKey": "a" });
    let first = add(&graph, CUSTOMER, input.clone()).await;
    let before = count_follow_ups(&graph).await;
    let again = add(&graph, CUSTOMER, input).await;
    assert_eq!(again["data"], first["data"]);
    assert!(
        first["data"]["followUpAdd"]["followUp"]["databaseId"].is_i64(),
        "{first}"
    );
    assert_eq!(count_follow_ups(&graph).await, before);
}

#[tokio::test]
async fn only_agents_may_change_the_ticket_with_a_follow_up() {
    let graph = Graph::new().await;
    let before = count_follow_ups(&graph).await;
    for more in [
        json!({ "changes": { "priorityCode": 4 } }),
        json!({ "changes": { "customFields": [{ "name": "none", "value": null }] } }),
        json!({ "title": "Mine" }),
        json!({ "timeSpent": "PT1M" }),
    ] {
        let mut input = json!({ "ticketId": 1, "comment": "x" });
        input
            .as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        let answer = add(&graph, CUSTOMER, input).await;
        assert_eq!(
            answer["errors"][0]["extensions"]["code"], "FORBIDDEN",
            "{more}: {answer}"
        );
    }
    assert_eq!(count_follow_ups(&graph).await, before);
}

#[tokio::test]
async fn followers_with_can_update_may_reply() {
    let expectations = [
        (None, "NOT_FOUND"),
        (Some(false), "NOT_FOUND"),
        (Some(true), ""),
    ];
    for (can_update, expected) in expectations {
        let mut graphs = vec![(Graph::new().await, None)];
        for server in Server::fixtures().await {
            graphs.push((
                Graph::on(&server.url(), Copy::media_only(), |_| {}).await,
                Some(server),
            ));
        }
        for (graph, _server) in graphs {
            if let Some(can_update) = can_update {
                follow(&graph, can_update).await;
            }
            let answer = add(
                &graph,
                CUSTOMER,
                json!({ "ticketId": 3, "comment": "Me too." }),
            )
            .await;
            let code = answer["data"]["followUpAdd"]["userErrors"][0]["code"]
                .as_str()
                .unwrap_or_default();
            assert_eq!(code, expected, "{can_update:?}: {answer}");
            let data = graph
                .data(
                    Some(CUSTOMER),
                    "{ ticket(id: 3) { viewerCanReply viewerCanUpdate } }",
                )
                .await;
            let expected_ticket =
                can_update.map(|can| json!({ "viewerCanReply": can, "viewerCanUpdate": false }));
            assert_eq!(data["ticket"], json!(expected_ticket), "{can_update:?}");
        }
    }
}

#[tokio::test]
async fn tickets_say_what_the_viewer_may_do() {
    let graph = Graph::new().await;
    let document = "{ ticket(id: 1) { viewerCanReply viewerCanUpdate } }";
    let all = json!({ "ticket": { "viewerCanReply": true, "viewerCanUpdate": true } });
    assert_eq!(graph.data(Some(AGENT), document).await, all);
    let some = json!({ "ticket": { "viewerCanReply": true, "viewerCanUpdate": false } });
    assert_eq!(graph.data(Some(CUSTOMER), document).await, some);

    // With permissions per queue, agents may see a ticket that they submitted without working on it.
    let graph =
        Graph::with(|config| config.helpdesk.enable_per_queue_staff_permission = true).await;
    let account = entity::user::Entity::find_by_id(AGENT)
        .one(&graph.db)
        .await
        .unwrap()
        .unwrap();
    let row = entity::ticket::Entity::find_by_id(1)
        .one(&graph.db)
        .await
        .unwrap()
        .unwrap();
    let mut row = row.into_active_model();
    row.submitter_email = Set(Some(account.email.clone()));
    row.assigned_to_id = Set(None);
    row.update(&graph.db).await.unwrap();
    let context = graph.context(Some(AGENT), None).await;
    let granted = context
        .viewer
        .account()
        .and_then(|account| account.granted_queues.clone())
        .unwrap_or_default();
    let works = granted.contains(&1);
    let expected = json!({ "ticket": { "viewerCanReply": true, "viewerCanUpdate": works } });
    assert_eq!(graph.data(Some(AGENT), document).await, expected);
}

#[tokio::test]
async fn choices_follow_the_settings() {
    let graph = Graph::with(|config| {
        config
            .helpdesk
            .ticket_status_choices
            .push(deskql::config::Choice(9, "Parked".to_owned()));
    })
    .await;
    let document = "{ ticketStatuses { code label status isOpen next { code } } ticketPriorities { code label priority } }";
    let data = graph.data(Some(CUSTOMER), document).await;
    let statuses = data["ticketStatuses"].as_array().unwrap();
    let codes =
        |codes: &[i32]| -> Vec<_> { codes.iter().map(|code| json!({ "code": code })).collect() };
    assert_eq!(
        statuses[2],
        json!({ "code": 3, "label": "Resolved", "status": "RESOLVED", "isOpen": false, "next": codes(&[2, 3, 4]) })
    );
    // A status without configured transitions may change to any other.
    assert_eq!(
        statuses[5],
        json!({ "code": 9, "label": "Parked", "status": "OTHER", "isOpen": false, "next": codes(&[1, 2, 3, 4, 5, 9]) })
    );
    assert_eq!(
        data["ticketPriorities"][0],
        json!({ "code": 1, "label": "1. Critical", "priority": "CRITICAL" })
    );
}
