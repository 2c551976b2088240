//! Checklists, templates, the knowledge base, saved searches and settings: rows, access and costs.

mod access;
mod administration;
mod checklists;
mod saved_searches;

use sea_orm::{ConnectionTrait as _, Statement};
use serde_json::{Value, json};

use super::Graph;

/// Runs a mutation with one input as a user; returns its payload, which is null after an error, and
/// the code of the error.
async fn mutate(
    graph: &Graph,
    user: Option<i32>,
    (name, input, fields): (&str, Value, &str),
) -> (Value, Option<String>) {
    let context = graph.context(user, None).await;
    mutate_in(graph, &context, (name, input, fields)).await
}

/// As [`mutate`], in a context.
async fn mutate_in(
    graph: &Graph,
    context: &deskql::domain::Context,
    (name, input, fields): (&str, Value, &str),
) -> (Value, Option<String>) {
    let kind = format!("{}{}Input", name[..1].to_uppercase(), &name[1..]);
    let kind = match name {
        "checklistTaskComplete" | "checklistTaskReopen" | "checklistTaskRemove" => {
            "ChecklistTaskInput".to_owned()
        }
        _ => kind,
    };
    let document = format!(
        "mutation($input: {kind}!) {{ payload: {name}(input: $input) {{ {fields} userErrors {{ field message code }} }} }}"
    );
    let mut answer = graph
        .ask(context, &document, json!({ "input": input }))
        .await;
    let code = answer["errors"][0]["extensions"]["code"]
        .as_str()
        .map(str::to_owned);
    assert!(
        code.is_some() || answer.get("errors").is_none(),
        "{name}: {answer:#}"
    );
    (answer["data"]["payload"].take(), code)
}

/// As [`mutate`], without errors.
async fn done(graph: &Graph, user: i32, mutation: (&str, Value, &str)) -> Value {
    let name = mutation.0.to_owned();
    let (payload, code) = mutate(graph, Some(user), mutation).await;
    assert_eq!(code, None, "{name}");
    assert_eq!(payload["userErrors"], json!([]), "{name}");
    payload
}

/// The first user error: the path with dots, and the code.
fn first_error(payload: &Value) -> (String, String) {
    let error = &payload["userErrors"][0];
    let path: Vec<&str> = error["field"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    let code = error["code"].as_str().unwrap_or_default();
    (path.join("."), code.to_owned())
}

/// The texts in the first column of a select.
async fn texts(graph: &Graph, sql: &str) -> Vec<String> {
    let backend = graph.db.get_database_backend();
    let rows = graph
        .db
        .query_all_raw(Statement::from_string(backend, sql))
        .await
        .unwrap();
    rows.iter()
        .map(|row| row.try_get_by_index(0).unwrap())
        .collect()
}

/// The number that a `SELECT COUNT(*)` returns.
async fn count(graph: &Graph, from: &str) -> i64 {
    let backend = graph.db.get_database_backend();
    let sql = format!("SELECT COUNT(*) FROM {from}");
    let row = graph
        .db
        .query_one_raw(Statement::from_string(backend, sql))
        .await
        .unwrap();
    row.unwrap().try_get_by_index(0).unwrap()
}
