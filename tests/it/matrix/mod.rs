//! The access matrix: what every kind of viewer gets from every root field. Access is denied unless a
//! row of `fields` says otherwise, and a root field of the schema without a row fails the test.

mod administration;
mod fields;
mod viewer_can;

use std::sync::Arc;
use std::time::Duration;

use async_graphql::{Request, UploadValue, Variables};
use deskql::config::Config;
use deskql::domain::desk::accounts::{self, NewUser};
use deskql::domain::{Clock, Context, Viewer, access};
use futures_util::StreamExt as _;
use sea_orm::ConnectionTrait as _;
use serde_json::{Value, json};

use crate::graphql::{ADMIN, AGENT, CUSTOMER, Graph};
use crate::support::fixture::Copy;
use crate::support::server::Server;

/// The viewers, with the letter of their column.
const VIEWERS: [&str; 9] = [
    "visitor",
    "visitor with key",
    "submitter",
    "other customer",
    "CC who may view",
    "CC who may update",
    "agent without grant",
    "agent with grant",
    "administrator",
];

/// A root field, a document that uses it as `r`, and what each viewer gets: `y`: something, `-`:
/// nothing (null, an empty list, or `userErrors`), `x`: an error such as UNAUTHENTICATED or FORBIDDEN.
/// The documents are about ticket 7, which is in queue 1, and write nothing.
pub type Row = (&'static str, &'static str, &'static str);

/// Rows that the fixture does not have: files and followers of ticket 7.
const PREPARATION: [&str; 7] = [
    "INSERT INTO auth_group (id, name) VALUES (901, 'Readers')",
    "INSERT INTO helpdesk_ticketdependency (id, ticket_id, depends_on_id) VALUES (901, 7, 5)",
    "INSERT INTO helpdesk_ticketcc (id, ticket_id, user_id, email, can_view, can_update) VALUES (901, 7, 901, NULL, TRUE, FALSE)",
    "INSERT INTO helpdesk_ticketcc (id, ticket_id, user_id, email, can_view, can_update) VALUES (902, 7, 902, NULL, TRUE, TRUE)",
    "INSERT INTO helpdesk_followupattachment (id, followup_id, file, filename, mime_type, size) VALUES (901, 7, 'helpdesk/attachments/support-7-k/7/a.txt', 'a.txt', 'text/plain', 1)",
    "INSERT INTO helpdesk_kbiattachment (id, kbitem_id, file, filename, mime_type, size) VALUES (901, 1, 'helpdesk/attachments/kb/a/1/a.txt', 'a.txt', 'text/plain', 1)",
    "UPDATE helpdesk_ticket SET status = 3 WHERE id = 7",
];

async fn contexts(graph: &Graph) -> Vec<(&'static str, Context)> {
    let ids = [901, 902, 903];
    for (id, name) in ids.into_iter().zip(["views", "updates", "stranger"]) {
        let new = NewUser {
            username: name.to_owned(),
            email: format!("{name}@example.net"),
            ..NewUser::default()
        };
        let user = accounts::create(&graph.config, &graph.db, &Clock::system(), new)
            .await
            .unwrap();
        let old = user.id;
        for sql in [
            format!("DELETE FROM helpdesk_usersettings WHERE user_id = {old}"),
            format!("UPDATE auth_user SET id = {id} WHERE id = {old}"),
        ] {
            graph.db.execute_unprepared(&sql).await.unwrap();
        }
    }
    for sql in PREPARATION {
        graph.db.execute_unprepared(sql).await.unwrap();
    }
    let key = "00000000-0000-4000-8000-000000000007";
    let visit = access::find_visit(&graph.db, "support-7", "customer@example.com", key)
        .await
        .unwrap()
        .unwrap();
    let mut visitor = graph.context(None, None).await;
    visitor.viewer = Viewer::Visitor(Arc::new(visit));
    let contexts = vec![
        graph.context(None, None).await,
        visitor,
        graph.context(Some(CUSTOMER), Some(Vec::new())).await,
        graph.context(Some(903), Some(Vec::new())).await,
        graph.context(Some(901), Some(Vec::new())).await,
        graph.context(Some(902), Some(Vec::new())).await,
        graph.context(Some(AGENT), Some(vec![4])).await,
        graph.context(Some(AGENT), Some(vec![1])).await,
        graph.context(Some(ADMIN), None).await,
    ];
    VIEWERS.into_iter().zip(contexts).collect()
}

fn rows() -> impl Iterator<Item = &'static Row> {
    fields::ROWS.iter().chain(administration::ROWS)
}

/// The letter of a response.
fn letter(response: &Value) -> char {
    if response.get("errors").is_some() {
        return 'x';
    }
    let value = &response["data"]["r"];
    let is_empty = match value {
        Value::Null => true,
        Value::Array(items) => items.iter().all(Value::is_null),
        // An error of the only item.
        Value::Object(object) if object.contains_key("results") => object["results"]
            .as_array()
            .is_none_or(|results| results.iter().any(|item| item["userErrors"] != json!([]))),
        Value::Object(object) => {
            let list =
                ["nodes", "userErrors"].map(|name| object.get(name).and_then(Value::as_array));
            match list {
                [Some(nodes), _] => nodes.is_empty(),
                [None, Some(errors)] => !errors.is_empty(),
                [None, None] => false,
            }
        }
        _ => false,
    };
    if is_empty { '-' } else { 'y' }
}

async fn outcome(graph: &Graph, context: &Context, document: &str) -> (char, Value) {
    if document.starts_with("subscription") {
        let request = Request::new(document)
            .data(context.clone())
            .data(graph.events.clone());
        let mut responses = graph.subscribe(request);
        let first = tokio::time::timeout(Duration::from_millis(300), responses.next()).await;
        return match first {
            Err(_) => ('y', Value::Null),
            Ok(None) => ('-', Value::Null),
            Ok(Some(response)) => {
                let response = serde_json::to_value(&response).unwrap();
                (letter(&response), response)
            }
        };
    }
    let mut request = Request::new(document)
        .data(context.clone())
        .data(graph.events.clone());
    if document.contains("$file") {
        let mut content = tempfile::tempfile().unwrap();
        std::io::Write::write_all(&mut content, b"text").unwrap();
        std::io::Seek::rewind(&mut content).unwrap();
        request = request.variables(Variables::from_json(json!({ "file": null })));
        let upload = UploadValue {
            filename: "notes.txt".to_owned(),
            content_type: None,
            content,
        };
        request.set_upload("variables.file", upload);
    }
    let response = graph.answer(request).await;
    (letter(&response), response)
}

#[tokio::test(flavor = "multi_thread")]
async fn every_root_field_has_a_row() {
    let graph = Graph::new().await;
    let context = graph.context(Some(ADMIN), None).await;
    let document = "{ __schema { queryType { fields { name } } mutationType { fields { name } } subscriptionType { fields { name } } } }";
    let answer = graph.ask(&context, document, Value::Null).await;
    let schema = &answer["data"]["__schema"];
    let mut missing = Vec::new();
    for kind in ["queryType", "mutationType", "subscriptionType"] {
        for field in schema[kind]["fields"].as_array().unwrap() {
            let name = field["name"].as_str().unwrap();
            if !rows().any(|(row, ..)| *row == name) {
                missing.push(name.to_owned());
            }
        }
    }
    assert_eq!(
        missing,
        Vec::<String>::new(),
        "add a row to tests/it/matrix/fields.rs"
    );
}

fn per_queue(config: &mut Config) {
    config.helpdesk.enable_per_queue_staff_permission = true;
    config.helpdesk.enable_followup_copy = true;
}

async fn check(graph: &Graph) {
    let contexts = contexts(graph).await;
    let mut wrong = Vec::new();
    for (field, document, expected) in rows() {
        assert_eq!(expected.len(), VIEWERS.len(), "{field}");
        assert!(
            document.contains(&format!("r: {field}")),
            "{field}: {document}"
        );
        for ((name, context), expected) in contexts.iter().zip(expected.chars()) {
            let (found, response) = outcome(graph, context, document).await;
            if found != expected {
                wrong.push(format!(
                    "{field}, {name}: expected {expected}, found {found}: {response}"
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn access_is_that_of_the_matrix() {
    let copy = Copy::new();
    let url = copy.url();
    check(&Graph::on(&url, copy, per_queue).await).await;
    for server in Server::fixtures().await {
        let graph = Graph::on(&server.url(), Copy::media_only(), per_queue).await;
        check(&graph).await;
        graph.db.close().await.unwrap();
    }
}
