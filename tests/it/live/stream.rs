//! Subscriptions: which events a viewer receives, with which rows, and at what cost.

use std::collections::BTreeMap;

use async_graphql::{Request, Variables};
use deskql::domain::Context;
use deskql::graphql::id::{NodeKind, encode};
use deskql::graphql::subscriptions::Place;
use futures_util::StreamExt;
use futures_util::stream::BoxStream;
use sea_orm::{ConnectionTrait, EntityTrait};
use serde_json::{Value, json};

use super::{each, soon, write};
use crate::graphql::{ADMIN, AGENT, CUSTOMER, Graph};

pub(super) const EVENTS: &str = "subscription($filter: TicketEventFilter, $after: String) {
    ticketEvents(filter: $filter, after: $after) { cursor kind origin ticketDatabaseId ticket { title }
        followUp { databaseId public } followUpId actor { username } } }";

pub(super) type Answers = BoxStream<'static, async_graphql::Response>;

/// Subscribes, and waits until the subscription receives all later events.
pub(super) async fn listen(
    graph: &Graph,
    context: &Context,
    document: &str,
    variables: Value,
) -> Answers {
    let place = Place::default();
    let request = Request::new(document)
        .variables(Variables::from_json(variables))
        .data(context.clone())
        .data(graph.events.clone());
    let mut answers = graph.subscribe(request.data(place.clone())).peekable();
    let begun = async {
        // The first poll subscribes; it is pending, or returns an error.
        while !place.has_started() {
            let mut pinned = std::pin::Pin::new(&mut answers);
            if tokio::time::timeout(std::time::Duration::from_millis(5), pinned.as_mut().peek())
                .await
                .is_ok()
            {
                break;
            }
        }
    };
    soon("the beginning of a subscription", begun).await;
    answers.boxed()
}

pub(super) async fn next(answers: &mut Answers) -> Value {
    let mut response = soon("an event", answers.next())
        .await
        .expect("the subscription ended");
    deskql::graphql::error::finish(&mut response, "test");
    serde_json::to_value(&response).unwrap()
}

/// All events up to that of ticket `last`, which every viewer of the test receives.
async fn until(answers: &mut Answers, last: i32) -> Vec<(String, i64)> {
    let mut heard = Vec::new();
    loop {
        let answer = next(answers).await;
        assert!(answer.get("errors").is_none(), "{answer}");
        let event = &answer["data"]["ticketEvents"];
        let ticket = event["ticketDatabaseId"].as_i64().unwrap();
        if ticket == i64::from(last) {
            return heard;
        }
        heard.push((event["kind"].as_str().unwrap().to_owned(), ticket));
    }
}

pub(super) async fn run(graph: &Graph, user: i32, mutation: &str) {
    let context = graph.context(Some(user), None).await;
    let answer = graph.ask(&context, mutation, Value::Null).await;
    assert!(
        answer.get("errors").is_none() && !answer.to_string().contains("code"),
        "{answer}"
    );
}

/// A ticket that everybody may see: the last event of each test.
const EVERYBODYS: &str = "UPDATE helpdesk_ticket SET queue_id = 1, submitter_email = 'customer@example.com' WHERE id = 40";

#[tokio::test]
async fn viewers_receive_events_of_tickets_they_may_see() {
    for (graph, _server) in each().await {
        graph.db.execute_unprepared(EVERYBODYS).await.unwrap();
        let mut config = (*graph.config).clone();
        config.helpdesk.enable_per_queue_staff_permission = true;
        let config = std::sync::Arc::new(config);
        let as_one = async |user: i32, granted: Option<Vec<i32>>| {
            let mut context = graph.context(Some(user), granted).await;
            context.config = std::sync::Arc::clone(&config);
            listen(&graph, &context, EVENTS, json!({})).await
        };
        let mut admin = as_one(ADMIN, None).await;
        let mut support = as_one(AGENT, Some(vec![1])).await;
        let mut customer = as_one(CUSTOMER, Some(vec![])).await;

        // Ticket 9 is in queue 4 and unassigned, 3 in queue 2 and assigned to the agent, 5 in queue
        // 1 and of another customer.
        run(&graph, ADMIN, "mutation { followUpAdd(input: { ticketId: 9, comment: \"a\" }) { userErrors { code } } }")
            .await;
        run(&graph, ADMIN, "mutation { followUpAdd(input: { ticketId: 3, comment: \"b\" }) { userErrors { code } } }")
            .await;
        run(&graph, ADMIN, "mutation { followUpAdd(input: { ticketId: 5, comment: \"c\" }) { userErrors { code } } }")
            .await;
        // Ticket 1 is in queue 1 and the customer's: a private comment, then a public reply.
        run(&graph, ADMIN, "mutation { followUpAdd(input: { ticketId: 1, comment: \"d\", public: false, changes: { priorityCode: 5 } }) { userErrors { code } } }").await;
        run(
            &graph,
            ADMIN,
            "mutation { followUpAdd(input: { ticketId: 1, comment: \"e\", public: true }) { userErrors { code } } }",
        )
        .await;
        run(
            &graph,
            ADMIN,
            "mutation { ticketDelete(input: { id: 7 }) { deletedId } }",
        )
        .await;
        run(
            &graph,
            ADMIN,
            "mutation { ticketDelete(input: { id: 10 }) { deletedId } }",
        )
        .await;
        write(&graph.db, 40).await;
        graph.events.signal().written_here();

        let added = |ticket: i64| ("FOLLOW_UP_ADDED".to_owned(), ticket);
        let updated = |ticket: i64| ("UPDATED".to_owned(), ticket);
        let deleted = |ticket: i64| ("DELETED".to_owned(), ticket);
        let all = vec![
            added(9),
            added(3),
            added(5),
            updated(1),
            added(1),
            added(1),
            deleted(7),
            deleted(10),
        ];
        assert_eq!(until(&mut admin, 40).await, all);
        let own =
            graph.context(Some(AGENT), None).await.viewer.id() == entity_owner(&graph, 3).await;
        let mut expected = vec![added(5), updated(1), added(1), added(1), deleted(7)];
        if own {
            expected.insert(0, added(3));
        }
        assert_eq!(until(&mut support, 40).await, expected, "filtered by queue");
        assert_eq!(
            until(&mut customer, 40).await,
            [updated(1), added(1), deleted(7)],
            "without the private comment"
        );
    }
}

async fn entity_owner(graph: &Graph, ticket: i32) -> Option<i32> {
    entity::ticket::Entity::find_by_id(ticket)
        .one(&graph.db)
        .await
        .unwrap()
        .unwrap()
        .assigned_to_id
}

#[tokio::test]
async fn rows_of_an_event_respect_access() {
    for (graph, _server) in each().await {
        let customer = graph.context(Some(CUSTOMER), None).await;
        let admin = graph.context(Some(ADMIN), None).await;
        let mut hears = listen(&graph, &customer, EVENTS, json!({})).await;
        let mut sees = listen(&graph, &admin, EVENTS, json!({})).await;
        run(
            &graph,
            AGENT,
            "mutation { ticketUpdate(input: { id: 1, title: \"New\" }) { userErrors { code } } }",
        )
        .await;
        let event = next(&mut hears).await["data"]["ticketEvents"].clone();
        assert_eq!(
            (&event["kind"], &event["ticket"]["title"]),
            (&json!("UPDATED"), &json!("New"))
        );
        assert_eq!(
            (&event["followUp"], &event["followUpId"], &event["actor"]),
            (&Value::Null, &Value::Null, &Value::Null)
        );
        let event = next(&mut sees).await["data"]["ticketEvents"].clone();
        assert_eq!(
            (&event["followUp"]["public"], &event["actor"]["username"]),
            (&json!(false), &json!("agent"))
        );
    }
}

#[tokio::test]
async fn filters_select_events() {
    for (graph, _server) in each().await {
        let admin = graph.context(Some(ADMIN), None).await;
        let queue = |id: i32| encode(NodeKind::Queue, id).to_string();
        let filters = [
            (json!({ "queue": [queue(2)] }), vec![3]),
            (
                json!({ "queue": ["1", "2"], "kind": ["FOLLOW_UP_ADDED"] }),
                vec![1, 3],
            ),
            (json!({ "ticket": ["9"] }), vec![9]),
            (json!({ "unassigned": true }), vec![9]),
            (json!({ "exceptOwn": true }), vec![3]),
            (json!({ "assignedTo": ["2"] }), vec![1, 3]),
            (json!({ "scope": "SUBMITTER" }), vec![]),
            (json!({ "origin": "ELSEWHERE" }), vec![]),
            (json!({ "kind": [] }), vec![]),
        ];
        let owners = "UPDATE helpdesk_ticket SET assigned_to_id = CASE WHEN id IN (1, 3) THEN 2 END WHERE id IN (1, 3, 9)";
        graph.db.execute_unprepared(owners).await.unwrap();
        let start = graph.events.position().await.unwrap().encode();
        for (user, ticket) in [(ADMIN, 1), (AGENT, 3), (ADMIN, 9)] {
            let add = format!(
                "mutation {{ followUpAdd(input: {{ ticketId: {ticket}, comment: \"c\" }}) {{ userErrors {{ code }} }} }}"
            );
            run(&graph, user, &add).await;
        }
        for (filter, expected) in filters {
            let variables = json!({ "filter": filter, "after": start });
            let mut answers = listen(&graph, &admin, EVENTS, variables).await;
            let mut heard = Vec::new();
            for _ in 0..expected.len() {
                heard.push(
                    next(&mut answers).await["data"]["ticketEvents"]["ticketDatabaseId"]
                        .as_i64()
                        .unwrap(),
                );
            }
            assert_eq!(heard, expected, "{filter}");
            let more =
                tokio::time::timeout(std::time::Duration::from_millis(30), answers.next()).await;
            assert!(more.is_err(), "{filter}: {more:?}");
        }
        for filter in [
            json!({ "queue": ["x"] }),
            json!({ "ticket": [queue(1)] }),
            json!({ "ticket": vec!["1"; 501] }),
        ] {
            let mut answers = listen(&graph, &admin, EVENTS, json!({ "filter": filter })).await;
            let answer = next(&mut answers).await;
            assert_eq!(
                answer["errors"][0]["extensions"]["code"], "BAD_USER_INPUT",
                "{filter}: {answer}"
            );
        }
    }
}

#[tokio::test]
async fn reports_errors_of_subscriptions() {
    for (graph, _server) in each().await {
        let admin = graph.context(Some(ADMIN), None).await;
        let customer = graph.context(Some(CUSTOMER), None).await;
        let nobody = graph.context(None, None).await;
        let one = "subscription { ticketUpdated(id: \"9\") { id } }";
        for (context, document, code) in [
            (
                &nobody,
                "subscription { ticketEvents { id } }",
                "UNAUTHENTICATED",
            ),
            (&nobody, one, "UNAUTHENTICATED"),
            (
                &nobody,
                "subscription { queueEvents { id } }",
                "UNAUTHENTICATED",
            ),
            (&customer, one, "NOT_FOUND"),
            (
                &admin,
                "subscription { ticketUpdated(id: \"4711\") { id } }",
                "NOT_FOUND",
            ),
            (
                &admin,
                "subscription { ticketUpdated(id: \"x\") { id } }",
                "BAD_USER_INPUT",
            ),
            (
                &customer,
                "subscription { queueEvents { id } }",
                "FORBIDDEN",
            ),
            (
                &admin,
                "subscription { queueEvents(id: \"4711\") { id } }",
                "NOT_FOUND",
            ),
            (
                &admin,
                "subscription { ticketEvents(after: \"x\") { id } }",
                "BAD_USER_INPUT",
            ),
            (
                &admin,
                "subscription { ticketEvents(after: \"ZXZlbnQ6OTk5\") { id } }",
                "CURSOR_EXPIRED",
            ),
        ] {
            let mut answers = listen(&graph, context, document, json!({})).await;
            let answer = next(&mut answers).await;
            assert_eq!(
                answer["errors"][0]["extensions"]["code"], code,
                "{document}: {answer}"
            );
            assert!(
                soon("the end", answers.next()).await.is_none(),
                "{document}"
            );
        }
    }
}

#[tokio::test]
async fn a_subscription_to_a_ticket_ends_with_it() {
    for (graph, _server) in each().await {
        let customer = graph.context(Some(CUSTOMER), None).await;
        let one = "subscription($after: String) { ticketUpdated(id: \"7\", after: $after) { kind cursor ticketDatabaseId } }";
        let mut answers = listen(&graph, &customer, one, json!({})).await;
        run(&graph, ADMIN, "mutation { followUpAdd(input: { ticketId: 1, comment: \"other\", public: true }) { userErrors { code } } }").await;
        run(
            &graph,
            ADMIN,
            "mutation { followUpAdd(input: { ticketId: 7, comment: \"this\", public: true }) { userErrors { code } } }",
        )
        .await;
        let event = next(&mut answers).await["data"]["ticketUpdated"].clone();
        assert_eq!(
            (&event["kind"], &event["ticketDatabaseId"]),
            (&json!("FOLLOW_UP_ADDED"), &json!(7))
        );
        run(
            &graph,
            ADMIN,
            "mutation { ticketDelete(input: { id: 7 }) { deletedId } }",
        )
        .await;
        assert_eq!(
            next(&mut answers).await["data"]["ticketUpdated"]["kind"],
            "DELETED"
        );
        assert!(soon("the end", answers.next()).await.is_none());
        // A client that resumes receives the end, too.
        let mut answers = listen(&graph, &customer, one, json!({ "after": event["cursor"] })).await;
        assert_eq!(
            next(&mut answers).await["data"]["ticketUpdated"]["kind"],
            "DELETED"
        );
    }
}

#[tokio::test]
async fn reports_queue_statistics() {
    for (graph, _server) in each().await {
        let admin = graph.context(Some(ADMIN), None).await;
        let document = "subscription { queueEvents { cursor kinds queue { databaseId title } openTicketCount unassignedTicketCount } }";
        let mut answers = listen(&graph, &admin, document, json!({})).await;
        let select = "SELECT count(*), count(*) - count(assigned_to_id) FROM helpdesk_ticket WHERE queue_id = 2 AND status IN (1, 2)";
        let statement = sea_orm::Statement::from_string(graph.db.get_database_backend(), select);
        let row = graph.db.query_one_raw(statement).await.unwrap().unwrap();
        let before: (i64, i64) = (
            row.try_get_by_index(0).unwrap(),
            row.try_get_by_index(1).unwrap(),
        );
        run(&graph, ADMIN, "mutation { ticketCreate(input: { queueId: 2, title: \"t\", description: \"d\" }) { userErrors { code } } }").await;
        let event = next(&mut answers).await["data"]["queueEvents"].clone();
        assert_eq!(event["kinds"], json!(["CREATED", "FOLLOW_UP_ADDED"]));
        assert_eq!(
            (&event["queue"]["databaseId"], &event["openTicketCount"]),
            (&json!(2), &json!(before.0 + 1))
        );
        assert_eq!(event["unassignedTicketCount"], json!(before.1 + 1));
        // A ticket that moves concerns both queues.
        run(
            &graph,
            ADMIN,
            "mutation { ticketUpdate(input: { id: 3, queueId: 4 }) { userErrors { code } } }",
        )
        .await;
        let (first, second) = (next(&mut answers).await, next(&mut answers).await);
        let queues: Vec<_> = [first, second]
            .iter()
            .map(|answer| {
                answer["data"]["queueEvents"]["queue"]["databaseId"]
                    .as_i64()
                    .unwrap()
            })
            .collect();
        assert_eq!(queues, [2, 4]);
    }
}

/// With new rights, a subscription continues after its last event: none is repeated or missed.
#[tokio::test]
async fn restarts_after_the_last_event_when_rights_change() {
    for (graph, _server) in each().await {
        let admin = graph.context(Some(ADMIN), None).await;
        let place = Place::default();
        let begin = || {
            let request = Request::new(EVENTS)
                .data(admin.clone())
                .data(graph.events.clone())
                .data(place.clone());
            graph.subscribe(request)
        };
        let mut answers = begin();
        while !place.has_started() {
            let _ = tokio::time::timeout(std::time::Duration::from_millis(5), answers.next()).await;
        }
        let mut heard = Vec::new();
        for ticket in 1..=30 {
            write(&graph.db, ticket).await;
            graph.events.signal().written_here();
            if ticket % 7 == 0 {
                drop(std::mem::replace(&mut answers, begin()));
            }
            if ticket % 3 == 0 {
                for _ in 0..3 {
                    let event = next(&mut answers).await["data"]["ticketEvents"].clone();
                    place.answered();
                    heard.push(event["ticketDatabaseId"].as_i64().unwrap());
                }
            }
        }
        assert_eq!(heard, (1..=30).collect::<Vec<_>>());
    }
}

/// An event costs the same number of statements for one subscriber and for a thousand.
#[tokio::test]
async fn subscribers_cost_no_statements() {
    for (graph, _server) in each().await {
        graph.db.execute_unprepared(EVERYBODYS).await.unwrap();
        let document = "subscription { ticketEvents { kind ticket { title description status } followUp { comment } } }";
        let mut costs = BTreeMap::new();
        for many in [1, 1000] {
            let mut contexts = Vec::new();
            for user in [ADMIN, AGENT, CUSTOMER] {
                contexts.push(graph.context(Some(user), None).await);
            }
            let mut all = Vec::new();
            for at in 0..many {
                all.push(listen(&graph, &contexts[at % 3], document, json!({})).await);
            }
            let own: u64 = contexts
                .iter()
                .map(|context| context.db.statement_count())
                .sum();
            let before = graph.events.statements();
            write(&graph.db, 40).await;
            graph.events.signal().written_here();
            for answers in &mut all {
                assert_eq!(
                    next(answers).await["data"]["ticketEvents"]["kind"],
                    "UPDATED"
                );
            }
            costs.insert(many, graph.events.statements() - before);
            assert_eq!(
                contexts
                    .iter()
                    .map(|context| context.db.statement_count())
                    .sum::<u64>(),
                own,
                "subscribers ran statements"
            );
        }
        // If it takes longer than a poll, the reader reads the log again.
        assert!(
            costs[&1000] <= costs[&1] + 6 && costs[&1000] < 20,
            "{costs:?}"
        );
    }
}
