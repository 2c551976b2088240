//! Examples in the descriptions of the schema: each runs unchanged and returns data.

use std::collections::BTreeMap;

use async_graphql::{Request, UploadValue, Variables};
use deskql::domain::Clock;
use deskql::domain::desk::accounts::ResetLink;
use deskql::graphql::subscriptions::Place;
use futures_util::StreamExt;
use sea_orm::EntityTrait as _;
use serde_json::{Value, json};

use super::{ADMIN, CUSTOMER, Graph};

const DESCRIPTIONS: &str = "{ __schema { types {
    name description
    fields(includeDeprecated: true) { name description args { name description } }
    inputFields { name description }
    enumValues(includeDeprecated: true) { name description }
} } }";

/// Types that need an example, besides all root fields with arguments.
const WITH_EXAMPLES: [&str; 2] = ["TicketFilter", "CustomFieldFilter"];

/// The descriptions of all types, fields, arguments and values by their path.
async fn descriptions() -> BTreeMap<String, String> {
    let answer = deskql::graphql::schema().execute(DESCRIPTIONS).await;
    let answer = answer.data.into_json().unwrap();
    let mut all = BTreeMap::new();
    let mut insert = |path: String, of: &Value| {
        all.insert(
            path,
            of["description"].as_str().unwrap_or_default().to_owned(),
        );
    };
    for kind in list(&answer["__schema"], "types") {
        let name = kind["name"].as_str().unwrap();
        insert(name.to_owned(), kind);
        for field in ["fields", "inputFields", "enumValues"]
            .iter()
            .flat_map(|part| list(kind, part))
        {
            let path = format!("{name}.{}", field["name"].as_str().unwrap());
            for argument in list(field, "args") {
                insert(
                    format!("{path}({}:)", argument["name"].as_str().unwrap()),
                    argument,
                );
            }
            insert(path, field);
        }
    }
    all
}

fn list<'a>(of: &'a Value, part: &str) -> impl Iterator<Item = &'a Value> + use<'a> {
    of[part].as_array().into_iter().flatten()
}

/// The examples in a description.
fn examples(description: &str) -> Vec<&str> {
    let parts: Vec<&str> = description.split("```").collect();
    assert!(
        parts.len() % 2 == 1,
        "a code block is not closed: {description}"
    );
    let fenced = parts.into_iter().skip(1).step_by(2);
    fenced
        .map(|text| {
            text.strip_prefix("graphql\n")
                .unwrap_or_else(|| panic!("a code block is not marked as graphql: {text}"))
        })
        .collect()
}

#[tokio::test]
async fn root_fields_with_arguments_have_an_example() {
    let all = descriptions().await;
    let has_arguments = |path: &str| {
        all.keys()
            .any(|other| other.starts_with(&format!("{path}(")))
    };
    let roots = all.keys().filter(|path| {
        ["Query.", "Mutation.", "Subscription."]
            .iter()
            .any(|root| path.starts_with(root))
            && !path.contains('(')
    });
    let bare: Vec<&str> = roots
        .map(String::as_str)
        .filter(|path| has_arguments(path))
        .chain(WITH_EXAMPLES)
        .filter(|path| examples(&all[*path]).is_empty())
        .collect();
    assert!(bare.is_empty(), "without an example: {bare:?}");
}

#[tokio::test]
async fn every_example_returns_data() {
    let mut run = 0;
    for (path, description) in descriptions().await {
        for example in examples(&description) {
            let answer = run_example(example).await;
            assert!(
                answer.get("errors").is_none(),
                "{path}:\n{example}\n{answer:#}"
            );
            let mut empty = Vec::new();
            find_empty(&answer["data"], "", &mut empty);
            assert!(
                empty.is_empty(),
                "{path}:\n{example}\n{answer:#}\nerrors or no data at {empty:?}"
            );
            run += 1;
        }
    }
    assert!(run > 25, "only {run} examples");
}

/// Runs an example on a new copy of the fixture.
async fn run_example(example: &str) -> Value {
    let graph = Graph::with(|config| config.helpdesk.enable_followup_copy = true).await;
    let context = graph.context(Some(ADMIN), None).await;
    if example.contains("personalTokenDelete") {
        let create = "mutation { personalTokenCreate(input: { name: \"t\", scope: READ }) { userErrors { code } } }";
        graph.data(Some(ADMIN), create).await;
    }
    let example = &with_valid_link(&graph, example).await;
    let mut request = Request::new(example)
        .variables(Variables::from_json(json!({ "file": null })))
        .data(context.clone())
        .data(graph.events.clone());
    if example.contains("$file") {
        let mut content = tempfile::tempfile().unwrap();
        std::io::Write::write_all(&mut content, b"It was the toaster.").unwrap();
        std::io::Seek::rewind(&mut content).unwrap();
        let content_type = Some("text/plain".to_owned());
        request.set_upload(
            "variables.file",
            UploadValue {
                filename: "report.txt".to_owned(),
                content_type,
                content,
            },
        );
    }
    if !example.trim_start().starts_with("subscription") {
        return graph.answer(request).await;
    }
    // Changes ticket 1 repeatedly until the subscription returns an event.
    let mut answers = graph.subscribe(request.data(Place::default()));
    let change = "mutation { followUpAdd(input: { ticketId: 1, comment: \"x\", public: true, changes: { priorityCode: 5 } }) { userErrors { code } } }";
    for _ in 0..100 {
        let received =
            tokio::time::timeout(std::time::Duration::from_millis(200), answers.next()).await;
        if let Ok(response) = received {
            let mut response = response.expect("the subscription ended");
            deskql::graphql::error::finish(&mut response, "test");
            return serde_json::to_value(&response).unwrap();
        }
        graph.data(Some(ADMIN), change).await;
    }
    panic!("the subscription returned nothing: {example}");
}

/// Replaces the token in the example of `passwordReset` with one that was not used.
async fn with_valid_link(graph: &Graph, example: &str) -> String {
    let user = entity::user::Entity::find_by_id(CUSTOMER)
        .one(&graph.db)
        .await
        .unwrap()
        .unwrap();
    let now = Clock::system().now();
    let link = ResetLink::new(&graph.config, &user, now).unwrap();
    example.replace("cxyz12-0123456789abcdef", &link.token)
}

/// Collects the paths of user errors, empty lists and missing objects.
fn find_empty(value: &Value, path: &str, empty: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                let path = format!("{path}.{name}");
                match (name.as_str(), value) {
                    ("userErrors", errors) if *errors != json!([]) => empty.push(path),
                    ("nodes", Value::Array(nodes)) if nodes.is_empty() => empty.push(path),
                    ("userErrors", _) => {}
                    _ => find_empty(value, &path, empty),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| find_empty(item, path, empty)),
        // Root fields and fields of a mutation's payload.
        Value::Null if path.matches('.').count() <= 2 => empty.push(path.to_owned()),
        _ => {}
    }
}
