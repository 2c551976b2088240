//! Idempotency keys, on every database: a repeated request returns the first result and creates
//! nothing.

use std::io::{Seek, Write};

use async_graphql::{Request, UploadValue, Variables};
use chrono::TimeDelta;
use deskql::domain::Clock;
use entity::{followup, followup_attachment, idempotency, ticket, user};
use sea_orm::{ConnectionTrait, EntityTrait, PaginatorTrait};
use serde_json::{Value, json};

use super::{ADMIN, AGENT, CUSTOMER, Graph};
use crate::support::fixture::Copy;
use crate::support::server::Server;

const TICKET: &str = "mutation($input: TicketCreateInput!) { result: ticketCreate(input: $input) {
    ticket { databaseId title } followUp { databaseId } userErrors { field code } } }";
const FOLLOW_UP: &str = "mutation($input: FollowUpAddInput!) { result: followUpAdd(input: $input) {
    ticket { databaseId statusCode } followUp { databaseId attachments { file } } userErrors { field code } } }";
const ATTACHMENT: &str =
    "mutation($input: AttachmentAddInput!) { result: attachmentAdd(input: $input) {
    attachment { databaseId file } userErrors { field code } } }";
const USER: &str = "mutation($input: UserCreateInput!) { result: userCreate(input: $input) {
    user { databaseId username } userErrors { field code } } }";

/// The GraphQL API on all available databases.
async fn graphs() -> Vec<(Graph, Option<Server>)> {
    let mut graphs = vec![(Graph::new().await, None)];
    for server in Server::fixtures().await {
        let url = server.url();
        graphs.push((
            Graph::on(&url, Copy::media_only(), |_| {}).await,
            Some(server),
        ));
    }
    graphs
}

/// The numbers of tickets, follow-ups, attachments, users and keys.
async fn count_rows(graph: &Graph) -> [u64; 5] {
    let db = &graph.db;
    [
        ticket::Entity::find().count(db).await.unwrap(),
        followup::Entity::find().count(db).await.unwrap(),
        followup_attachment::Entity::find().count(db).await.unwrap(),
        user::Entity::find().count(db).await.unwrap(),
        idempotency::Entity::find().count(db).await.unwrap(),
    ]
}

/// The number of files in the storage.
fn count_files(graph: &Graph) -> usize {
    fn below(folder: &std::path::Path) -> usize {
        let entries = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().path());
        entries
            .map(|path| if path.is_dir() { below(&path) } else { 1 })
            .sum()
    }
    below(&graph.copy.media())
}

async fn run(graph: &Graph, viewer: i32, document: &str, input: Value) -> Value {
    let context = graph.context(Some(viewer), None).await;
    graph
        .ask(&context, document, json!({ "input": input }))
        .await
}

fn successful(answer: &Value) -> &Value {
    assert!(
        answer.get("errors").is_none() && answer["data"]["result"]["userErrors"] == json!([]),
        "{answer}"
    );
    &answer["data"]["result"]
}

fn assert_conflict(answer: &Value) {
    let error = json!([{ "field": ["idempotencyKey"], "code": "CONFLICT" }]);
    assert_eq!(answer["data"]["result"]["userErrors"], error, "{answer}");
}

/// Runs a mutation with a file at `path` of `input`.
async fn upload(graph: &Graph, document: &str, input: Value, path: &str, content: &str) -> Value {
    let mut file = tempfile::tempfile().unwrap();
    file.write_all(content.as_bytes()).unwrap();
    file.rewind().unwrap();
    let value = UploadValue {
        filename: "note.txt".to_owned(),
        content_type: None,
        content: file,
    };
    let mut request =
        Request::new(document).variables(Variables::from_json(json!({ "input": input })));
    request.set_upload(&format!("variables.input.{path}"), value);
    graph
        .answer(request.data(graph.context(Some(ADMIN), None).await))
        .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_repeated_ticket_is_the_first_one() {
    for (graph, _database) in graphs().await {
        let before = count_rows(&graph).await;
        let input =
            json!({ "queueId": 1, "title": "Once", "description": "d", "idempotencyKey": "k" });
        let first = run(&graph, ADMIN, TICKET, input.clone()).await;
        assert_eq!(successful(&first)["ticket"]["title"], "Once");
        // The order of members makes no difference.
        let reordered =
            json!({ "idempotencyKey": "k", "description": "d", "title": "Once", "queueId": 1 });
        assert_eq!(run(&graph, ADMIN, TICKET, reordered).await, first);
        let after = count_rows(&graph).await;
        assert_eq!(
            [
                after[0] - before[0],
                after[1] - before[1],
                after[4] - before[4]
            ],
            [1, 1, 1]
        );
        // All forms of the same queue's ID are equal.
        for id in [json!("1"), json!("UXVldWU6MQ")] {
            let with_id = json!({ "queueId": id, "title": "Once", "description": "d", "idempotencyKey": "k" });
            assert_eq!(run(&graph, ADMIN, TICKET, with_id).await, first);
        }
        for id in [json!(2), json!("VGlja2V0OjE")] {
            let with_id = json!({ "queueId": id, "title": "Once", "description": "d", "idempotencyKey": "k" });
            assert_conflict(&run(&graph, ADMIN, TICKET, with_id).await);
        }
        // Other users have other keys.
        let others = run(&graph, AGENT, TICKET, input.clone()).await;
        assert_ne!(
            successful(&others)["ticket"]["databaseId"],
            successful(&first)["ticket"]["databaseId"]
        );

        let before = count_rows(&graph).await;
        let other =
            json!({ "queueId": 1, "title": "Twice", "description": "d", "idempotencyKey": "k" });
        assert_conflict(&run(&graph, ADMIN, TICKET, other).await);
        let elsewhere = json!({ "ticketId": 1, "comment": "d", "idempotencyKey": "k" });
        assert_conflict(&run(&graph, ADMIN, FOLLOW_UP, elsewhere).await);
        assert_eq!(count_rows(&graph).await, before);

        let id = &successful(&first)["ticket"]["databaseId"];
        graph
            .data(
                Some(ADMIN),
                &format!("mutation {{ ticketDelete(input: {{ id: {id} }}) {{ deletedId }} }}"),
            )
            .await;
        assert_conflict(&run(&graph, ADMIN, TICKET, input).await);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn hidden_results_are_not_returned() {
    for (graph, _database) in graphs().await {
        let ticket =
            json!({ "queueId": 1, "title": "Mine", "description": "d", "idempotencyKey": "t" });
        let first = run(&graph, CUSTOMER, TICKET, ticket.clone()).await;
        let id = successful(&first)["ticket"]["databaseId"].clone();
        let follow_up_input = json!({ "ticketId": id, "comment": "c", "idempotencyKey": "f" });
        let follow_up = successful(
            &run(&graph, CUSTOMER, FOLLOW_UP, follow_up_input.clone()).await,
        )["followUp"]["databaseId"]
            .clone();
        let update =
            |mutation: &str| format!("mutation {{ {mutation} {{ userErrors {{ code }} }} }}");

        let opening = &successful(&first)["followUp"]["databaseId"];
        let hide = update(&format!(
            "followUpUpdate(input: {{ id: {opening}, public: false }})"
        ));
        graph.data(Some(ADMIN), &hide).await;
        let again = run(&graph, CUSTOMER, TICKET, ticket.clone()).await;
        assert_eq!(
            (
                &successful(&again)["ticket"]["databaseId"],
                &successful(&again)["followUp"]
            ),
            (&id, &Value::Null)
        );
        graph
            .data(
                Some(ADMIN),
                &update(&format!(
                    "followUpUpdate(input: {{ id: {follow_up}, public: false }})"
                )),
            )
            .await;
        assert_conflict(&run(&graph, CUSTOMER, FOLLOW_UP, follow_up_input.clone()).await);
        graph
            .data(
                Some(ADMIN),
                &update(&format!(
                    "followUpUpdate(input: {{ id: {follow_up}, public: true }})"
                )),
            )
            .await;
        successful(&run(&graph, CUSTOMER, FOLLOW_UP, follow_up_input.clone()).await);

        let changes = "submitterEmail: \"other@example.com\", title: \"Secret\"";
        graph
            .data(
                Some(ADMIN),
                &update(&format!("ticketUpdate(input: {{ id: {id}, {changes} }})")),
            )
            .await;
        for (document, input) in [(TICKET, &ticket), (FOLLOW_UP, &follow_up_input)] {
            let again = run(&graph, CUSTOMER, document, input.clone()).await;
            assert_conflict(&again);
            assert!(!again.to_string().contains("Secret"), "{again}");
        }
    }
}

#[tokio::test]
async fn inputs_without_effect_are_the_same_request() {
    let graph = Graph::new().await;
    let input = json!({ "queueId": 1, "title": "Once", "description": "d", "idempotencyKey": "k" });
    let with = |more: Value| {
        let mut input = input.clone();
        input
            .as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        input
    };
    let first = run(&graph, ADMIN, TICKET, input.clone()).await;
    for more in [
        json!({ "validateOnly": false }),
        json!({ "dueAt": null, "customFields": null, "attachments": [] }),
        json!({ "submitterEmail": null, "assignedToId": null }),
    ] {
        assert_eq!(run(&graph, ADMIN, TICKET, with(more)).await, first);
    }
    let follow_up_input = json!({ "ticketId": 1, "comment": "c", "idempotencyKey": "f" });
    let first = run(&graph, ADMIN, FOLLOW_UP, follow_up_input.clone()).await;
    let mut plain = follow_up_input.clone();
    plain["public"] = false.into();
    assert_eq!(run(&graph, ADMIN, FOLLOW_UP, plain).await, first);
    // Null in `changes` has an effect.
    let mut emptied = follow_up_input;
    emptied["changes"] = json!({ "assignedToId": null });
    assert_conflict(&run(&graph, ADMIN, FOLLOW_UP, emptied).await);

    // `validateOnly` reports conflicts too.
    let validated = run(&graph, ADMIN, TICKET, with(json!({ "validateOnly": true }))).await;
    assert_eq!(successful(&validated)["ticket"], Value::Null);
    assert_conflict(
        &run(
            &graph,
            ADMIN,
            TICKET,
            with(json!({ "validateOnly": true, "title": "Twice" })),
        )
        .await,
    );
    let empty = run(
        &graph,
        ADMIN,
        TICKET,
        with(json!({ "validateOnly": true, "idempotencyKey": "" })),
    )
    .await;
    assert_eq!(
        empty["data"]["result"]["userErrors"],
        json!([{ "field": ["idempotencyKey"], "code": "REQUIRED" }])
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn files_are_stored_once_and_compared_by_content() {
    for (graph, _database) in graphs().await {
        let (rows_before, files_before) = (count_rows(&graph).await, count_files(&graph));
        let follow_up_input = json!({ "ticketId": 1, "comment": "see there", "attachments": [null], "idempotencyKey": "said" });
        let first = upload(
            &graph,
            FOLLOW_UP,
            follow_up_input.clone(),
            "attachments.0",
            "one",
        )
        .await;
        let path = successful(&first)["followUp"]["attachments"][0]["file"]
            .as_str()
            .unwrap();
        assert_eq!(
            std::fs::read(graph.copy.media().join(path)).unwrap(),
            b"one",
            "hashing did not rewind the file"
        );
        assert_eq!(
            upload(
                &graph,
                FOLLOW_UP,
                follow_up_input.clone(),
                "attachments.0",
                "one"
            )
            .await,
            first
        );
        assert_conflict(&upload(&graph, FOLLOW_UP, follow_up_input, "attachments.0", "two").await);

        let file = json!({ "followUpId": 41, "file": null, "idempotencyKey": "file" });
        let first = upload(&graph, ATTACHMENT, file.clone(), "file", "one").await;
        assert!(successful(&first)["attachment"]["databaseId"].is_number());
        assert_eq!(
            upload(&graph, ATTACHMENT, file.clone(), "file", "one").await,
            first
        );
        assert_conflict(&upload(&graph, ATTACHMENT, file, "file", "two").await);

        let after = count_rows(&graph).await;
        assert_eq!(
            [
                after[1] - rows_before[1],
                after[2] - rows_before[2],
                after[4] - rows_before[4]
            ],
            [1, 2, 2]
        );
        assert_eq!(count_files(&graph) - files_before, 2);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_repeated_user_needs_the_same_password() {
    for (graph, _database) in graphs().await {
        let input = |password: &str| json!({ "username": "ada", "password": password, "idempotencyKey": "k" });
        let first = run(&graph, ADMIN, USER, input("engine1843")).await;
        assert_eq!(successful(&first)["user"]["username"], "ada");
        assert_eq!(
            run(&graph, ADMIN, USER, input("engine1843")).await,
            first,
            "the first result is returned, not an error on the name"
        );
        assert_conflict(&run(&graph, ADMIN, USER, input("engine1844")).await);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn one_of_several_concurrent_requests_creates_the_object() {
    for (graph, _database) in graphs().await {
        let (before, files) = (count_rows(&graph).await, count_files(&graph));
        let ticket = json!({ "queueId": 1, "title": "t", "description": "d", "attachments": [null], "idempotencyKey": "t" });
        let user = json!({ "username": "ada", "password": "engine1843", "idempotencyKey": "u" });
        let (tickets, users) = futures_util::join!(
            futures_util::future::join_all((0..8).map(|_| upload(
                &graph,
                TICKET,
                ticket.clone(),
                "attachments.0",
                "x"
            ))),
            futures_util::future::join_all((0..3).map(|_| run(&graph, ADMIN, USER, user.clone()))),
        );
        for answers in [&tickets, &users] {
            assert!(
                answers
                    .iter()
                    .all(|answer| successful(answer) == successful(&answers[0])),
                "{answers:?}"
            );
        }
        let after = count_rows(&graph).await;
        let created: Vec<u64> = after
            .iter()
            .zip(before)
            .map(|(after, before)| after - before)
            .collect();
        assert_eq!(created, [1, 1, 1, 1, 2]);
        assert_eq!(count_files(&graph) - files, 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn failures_and_validation_do_not_use_the_key() {
    for (graph, _database) in graphs().await {
        let before = count_rows(&graph).await;
        let input = |title: &str| json!({ "queueId": 1, "title": title, "description": "d", "idempotencyKey": "k" });
        let invalid = run(&graph, ADMIN, TICKET, input(" ")).await;
        assert_eq!(
            invalid["data"]["result"]["userErrors"],
            json!([{ "field": ["title"], "code": "REQUIRED" }])
        );
        let mut validated = input("t");
        validated["validateOnly"] = true.into();
        assert_eq!(
            successful(&run(&graph, ADMIN, TICKET, validated).await)["ticket"],
            Value::Null
        );

        // The storage fails.
        let attachments = graph.copy.media().join("helpdesk/attachments");
        let aside = graph.copy.media().join("aside");
        std::fs::rename(&attachments, &aside).unwrap();
        std::fs::write(&attachments, "a file where a folder should be").unwrap();
        let mut with_file = input("t");
        with_file["attachments"] = json!([null]);
        let failed = upload(&graph, TICKET, with_file.clone(), "attachments.0", "x").await;
        assert_eq!(
            failed["errors"][0]["extensions"]["code"], "UNAVAILABLE",
            "{failed}"
        );
        assert_eq!(count_rows(&graph).await, before);
        std::fs::remove_file(&attachments).unwrap();
        std::fs::rename(&aside, &attachments).unwrap();

        // The database fails when the key is claimed and the file and the rows are written.
        let files = count_files(&graph);
        graph
            .db
            .execute_unprepared("ALTER TABLE deskql_event RENAME TO gone")
            .await
            .unwrap();
        let failed = upload(&graph, TICKET, with_file.clone(), "attachments.0", "x").await;
        assert_eq!(
            failed["errors"][0]["extensions"]["code"], "INTERNAL_SERVER_ERROR",
            "{failed}"
        );
        assert_eq!(
            (count_rows(&graph).await, count_files(&graph)),
            (before, files)
        );
        graph
            .db
            .execute_unprepared("ALTER TABLE gone RENAME TO deskql_event")
            .await
            .unwrap();

        successful(&upload(&graph, TICKET, with_file, "attachments.0", "x").await);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_expire() {
    for (graph, _database) in graphs().await {
        let start = Clock::system().now();
        let run_at = async |hours: i64, key: &str, title: &str| {
            let now = start + TimeDelta::hours(hours);
            let mut context = graph.context(Some(ADMIN), None).await;
            context.clock = Clock::fixed(now);
            let input =
                json!({ "queueId": 1, "title": title, "description": "d", "idempotencyKey": key });
            graph.ask(&context, TICKET, json!({ "input": input })).await
        };
        let first = run_at(0, "a", "t").await;
        run_at(0, "b", "t").await;
        assert_eq!(run_at(23, "a", "t").await, first);
        assert_conflict(&run_at(23, "a", "other").await);
        assert_ne!(
            successful(&run_at(25, "a", "other").await),
            successful(&first)
        );
        assert_eq!(count_rows(&graph).await[4], 1, "expired keys are deleted");
    }
}

#[tokio::test]
async fn invalid_keys_are_rejected() {
    let graph = Graph::new().await;
    let input = |key: &str| json!({ "queueId": 1, "title": "t", "description": "d", "idempotencyKey": key });
    for (key, code) in [("", "REQUIRED"), (&"k".repeat(256), "TOO_LONG")] {
        let answer = run(&graph, ADMIN, TICKET, input(key)).await;
        let errors = answer["data"]["result"]["userErrors"].clone();
        assert_eq!(errors[0]["field"], json!(["idempotencyKey"]), "{answer}");
        assert_eq!(errors[0]["code"], code, "{answer}");
    }
    successful(&run(&graph, ADMIN, TICKET, input(&"ü".repeat(255))).await);
}
