//! Keys of creating mutations: a repeated request makes nothing again, on each database.

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

const TICKET: &str = "mutation($input: TicketCreateInput!) { made: ticketCreate(input: $input) {
    ticket { databaseId title } followUp { databaseId } userErrors { field code } } }";
const FOLLOW_UP: &str = "mutation($input: FollowUpAddInput!) { made: followUpAdd(input: $input) {
    ticket { databaseId statusCode } followUp { databaseId attachments { file } } userErrors { field code } } }";
const ATTACHMENT: &str =
    "mutation($input: AttachmentAddInput!) { made: attachmentAdd(input: $input) {
    attachment { databaseId file } userErrors { field code } } }";
const USER: &str = "mutation($input: UserCreateInput!) { made: userCreate(input: $input) {
    user { databaseId username } userErrors { field code } } }";

/// A graph on each database that there is.
async fn each() -> Vec<(Graph, Option<Server>)> {
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

/// Tickets, follow-ups, files, accounts and keys.
async fn rows(graph: &Graph) -> [u64; 5] {
    let db = &graph.db;
    [
        ticket::Entity::find().count(db).await.unwrap(),
        followup::Entity::find().count(db).await.unwrap(),
        followup_attachment::Entity::find().count(db).await.unwrap(),
        user::Entity::find().count(db).await.unwrap(),
        idempotency::Entity::find().count(db).await.unwrap(),
    ]
}

/// How many files lie in the storage.
fn stored(graph: &Graph) -> usize {
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

fn made(answer: &Value) -> &Value {
    assert!(
        answer.get("errors").is_none() && answer["data"]["made"]["userErrors"] == json!([]),
        "{answer}"
    );
    &answer["data"]["made"]
}

fn conflict(answer: &Value) {
    let fault = json!([{ "field": ["idempotencyKey"], "code": "CONFLICT" }]);
    assert_eq!(answer["data"]["made"]["userErrors"], fault, "{answer}");
}

/// `input` with a file in its member at `path`.
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
    for (graph, _database) in each().await {
        let before = rows(&graph).await;
        let input =
            json!({ "queueId": 1, "title": "Once", "description": "d", "idempotencyKey": "k" });
        let first = run(&graph, ADMIN, TICKET, input.clone()).await;
        assert_eq!(made(&first)["ticket"]["title"], "Once");
        // The order of the members and who else has the same key make no difference.
        let turned =
            json!({ "idempotencyKey": "k", "description": "d", "title": "Once", "queueId": 1 });
        assert_eq!(run(&graph, ADMIN, TICKET, turned).await, first);
        let after = rows(&graph).await;
        assert_eq!(
            [
                after[0] - before[0],
                after[1] - before[1],
                after[4] - before[4]
            ],
            [1, 1, 1]
        );
        // Nor does it make one how the queue is named, by what is an id of a queue.
        for id in [json!("1"), json!("UXVldWU6MQ")] {
            let named = json!({ "queueId": id, "title": "Once", "description": "d", "idempotencyKey": "k" });
            assert_eq!(run(&graph, ADMIN, TICKET, named).await, first);
        }
        for id in [json!(2), json!("VGlja2V0OjE")] {
            let named = json!({ "queueId": id, "title": "Once", "description": "d", "idempotencyKey": "k" });
            conflict(&run(&graph, ADMIN, TICKET, named).await);
        }
        let others = run(&graph, AGENT, TICKET, input.clone()).await;
        assert_ne!(
            made(&others)["ticket"]["databaseId"],
            made(&first)["ticket"]["databaseId"]
        );

        let before = rows(&graph).await;
        let other =
            json!({ "queueId": 1, "title": "Twice", "description": "d", "idempotencyKey": "k" });
        conflict(&run(&graph, ADMIN, TICKET, other).await);
        let elsewhere = json!({ "ticketId": 1, "comment": "d", "idempotencyKey": "k" });
        conflict(&run(&graph, ADMIN, FOLLOW_UP, elsewhere).await);
        assert_eq!(rows(&graph).await, before);

        let id = &made(&first)["ticket"]["databaseId"];
        graph
            .data(
                Some(ADMIN),
                &format!("mutation {{ ticketDelete(id: {id}) {{ deletedId }} }}"),
            )
            .await;
        conflict(&run(&graph, ADMIN, TICKET, input).await);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_became_of_it_is_told_to_those_who_may_see_it() {
    for (graph, _database) in each().await {
        let ticket =
            json!({ "queueId": 1, "title": "Mine", "description": "d", "idempotencyKey": "t" });
        let first = run(&graph, CUSTOMER, TICKET, ticket.clone()).await;
        let id = made(&first)["ticket"]["databaseId"].clone();
        let said = json!({ "ticketId": id, "comment": "c", "idempotencyKey": "f" });
        let follow_up =
            made(&run(&graph, CUSTOMER, FOLLOW_UP, said.clone()).await)["followUp"]["databaseId"]
                .clone();
        let update = |what: &str| format!("mutation {{ {what} {{ userErrors {{ code }} }} }}");

        let opening = &made(&first)["followUp"]["databaseId"];
        let hide = update(&format!(
            "followUpUpdate(input: {{ id: {opening}, public: false }})"
        ));
        graph.data(Some(ADMIN), &hide).await;
        let again = run(&graph, CUSTOMER, TICKET, ticket.clone()).await;
        assert_eq!(
            (
                &made(&again)["ticket"]["databaseId"],
                &made(&again)["followUp"]
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
        conflict(&run(&graph, CUSTOMER, FOLLOW_UP, said.clone()).await);
        graph
            .data(
                Some(ADMIN),
                &update(&format!(
                    "followUpUpdate(input: {{ id: {follow_up}, public: true }})"
                )),
            )
            .await;
        made(&run(&graph, CUSTOMER, FOLLOW_UP, said.clone()).await);

        let changes = "{ submitterEmail: \"other@example.com\", title: \"Secret\" }";
        graph
            .data(
                Some(ADMIN),
                &update(&format!(
                    "ticketUpdate(input: {{ id: {id}, changes: {changes} }})"
                )),
            )
            .await;
        for (document, input) in [(TICKET, &ticket), (FOLLOW_UP, &said)] {
            let again = run(&graph, CUSTOMER, document, input.clone()).await;
            conflict(&again);
            assert!(!again.to_string().contains("Secret"), "{again}");
        }
    }
}

#[tokio::test]
async fn what_says_nothing_makes_no_other_input() {
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
        json!({ "dueDate": null, "customFields": null, "attachments": [] }),
        json!({ "submitterEmail": null, "assignedToId": null }),
    ] {
        assert_eq!(run(&graph, ADMIN, TICKET, with(more)).await, first);
    }
    let said = json!({ "ticketId": 1, "comment": "c", "idempotencyKey": "f" });
    let first = run(&graph, ADMIN, FOLLOW_UP, said.clone()).await;
    let mut plain = said.clone();
    plain["public"] = false.into();
    assert_eq!(run(&graph, ADMIN, FOLLOW_UP, plain).await, first);
    // Within the changes null does say something.
    let mut emptied = said;
    emptied["changes"] = json!({ "assignedToId": null });
    conflict(&run(&graph, ADMIN, FOLLOW_UP, emptied).await);

    // What is only checked tells what would come of it.
    let checked = run(&graph, ADMIN, TICKET, with(json!({ "validateOnly": true }))).await;
    assert_eq!(made(&checked)["ticket"], Value::Null);
    conflict(
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
        empty["data"]["made"]["userErrors"],
        json!([{ "field": ["idempotencyKey"], "code": "REQUIRED" }])
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn files_are_stored_once_and_compared_by_content() {
    for (graph, _database) in each().await {
        let (rows_before, files_before) = (rows(&graph).await, stored(&graph));
        let said = json!({ "ticketId": 1, "comment": "see there", "attachments": [null], "idempotencyKey": "said" });
        let first = upload(&graph, FOLLOW_UP, said.clone(), "attachments.0", "one").await;
        let path = made(&first)["followUp"]["attachments"][0]["file"]
            .as_str()
            .unwrap();
        assert_eq!(
            std::fs::read(graph.copy.media().join(path)).unwrap(),
            b"one",
            "hashing it left it at its start"
        );
        assert_eq!(
            upload(&graph, FOLLOW_UP, said.clone(), "attachments.0", "one").await,
            first
        );
        conflict(&upload(&graph, FOLLOW_UP, said, "attachments.0", "two").await);

        let file = json!({ "followUpId": 41, "file": null, "idempotencyKey": "file" });
        let first = upload(&graph, ATTACHMENT, file.clone(), "file", "one").await;
        assert!(made(&first)["attachment"]["databaseId"].is_number());
        assert_eq!(
            upload(&graph, ATTACHMENT, file.clone(), "file", "one").await,
            first
        );
        conflict(&upload(&graph, ATTACHMENT, file, "file", "two").await);

        let after = rows(&graph).await;
        assert_eq!(
            [
                after[1] - rows_before[1],
                after[2] - rows_before[2],
                after[4] - rows_before[4]
            ],
            [1, 2, 2]
        );
        assert_eq!(stored(&graph) - files_before, 2);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_is_repeated_with_its_password_alone() {
    for (graph, _database) in each().await {
        let input = |password: &str| json!({ "username": "ada", "password": password, "idempotencyKey": "k" });
        let first = run(&graph, ADMIN, USER, input("engine1843")).await;
        assert_eq!(made(&first)["user"]["username"], "ada");
        assert_eq!(
            run(&graph, ADMIN, USER, input("engine1843")).await,
            first,
            "and not that the name is taken"
        );
        conflict(&run(&graph, ADMIN, USER, input("engine1844")).await);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_requests_at_the_same_time_one_makes_it() {
    for (graph, _database) in each().await {
        let (before, files) = (rows(&graph).await, stored(&graph));
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
                    .all(|answer| made(answer) == made(&answers[0])),
                "{answers:?}"
            );
        }
        let after = rows(&graph).await;
        let grown: Vec<u64> = after
            .iter()
            .zip(before)
            .map(|(after, before)| after - before)
            .collect();
        assert_eq!(grown, [1, 1, 1, 1, 2]);
        assert_eq!(stored(&graph) - files, 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_fails_or_is_only_checked_leaves_the_key_free() {
    for (graph, _database) in each().await {
        let before = rows(&graph).await;
        let input = |title: &str| json!({ "queueId": 1, "title": title, "description": "d", "idempotencyKey": "k" });
        let faulty = run(&graph, ADMIN, TICKET, input(" ")).await;
        assert_eq!(
            faulty["data"]["made"]["userErrors"],
            json!([{ "field": ["title"], "code": "REQUIRED" }])
        );
        let mut checked = input("t");
        checked["validateOnly"] = true.into();
        assert_eq!(
            made(&run(&graph, ADMIN, TICKET, checked).await)["ticket"],
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
        assert_eq!(rows(&graph).await, before);
        std::fs::remove_file(&attachments).unwrap();
        std::fs::rename(&aside, &attachments).unwrap();

        // The database fails when the key is claimed and the file and the rows are written.
        let files = stored(&graph);
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
        assert_eq!((rows(&graph).await, stored(&graph)), (before, files));
        graph
            .db
            .execute_unprepared("ALTER TABLE gone RENAME TO deskql_event")
            .await
            .unwrap();

        made(&upload(&graph, TICKET, with_file, "attachments.0", "x").await);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_are_free_again_after_their_time() {
    for (graph, _database) in each().await {
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
        conflict(&run_at(23, "a", "other").await);
        assert_ne!(made(&run_at(25, "a", "other").await), made(&first));
        assert_eq!(
            rows(&graph).await[4],
            1,
            "the key b is cleared away with it"
        );
    }
}

#[tokio::test]
async fn keys_that_are_none() {
    let graph = Graph::new().await;
    let input = |key: &str| json!({ "queueId": 1, "title": "t", "description": "d", "idempotencyKey": key });
    for (key, code) in [("", "REQUIRED"), (&"k".repeat(256), "TOO_LONG")] {
        let answer = run(&graph, ADMIN, TICKET, input(key)).await;
        let faults = answer["data"]["made"]["userErrors"].clone();
        assert_eq!(faults[0]["field"], json!(["idempotencyKey"]), "{answer}");
        assert_eq!(faults[0]["code"], code, "{answer}");
    }
    made(&run(&graph, ADMIN, TICKET, input(&"ü".repeat(255))).await);
}
