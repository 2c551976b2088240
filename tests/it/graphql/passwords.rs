//! New passwords against the validators that the installation names.

use deskql::config::{Config, PasswordValidator};
use serde_json::{Value, json};

use super::{ADMIN, Graph};

const CREATE: &str = "mutation($input: UserCreateInput!) { userCreate(input: $input) {
    user { username } userErrors { field code message } } }";

fn all(config: &mut Config) {
    config.auth_password_validators = [
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    ]
    .map(PasswordValidator::from)
    .to_vec();
}

async fn faults(graph: &Graph, password: &str, username: &str) -> Vec<(Value, String)> {
    let input = json!({ "username": username, "firstName": "Christopher", "password": password });
    let context = graph.context(Some(ADMIN), None).await;
    let answer = graph.ask(&context, CREATE, json!({ "input": input })).await;
    let faults = answer["data"]["userCreate"]["userErrors"]
        .as_array()
        .unwrap_or_else(|| panic!("{answer}"));
    assert_eq!(
        faults.is_empty(),
        answer["data"]["userCreate"]["user"].is_object()
    );
    faults
        .iter()
        .map(|fault| {
            (
                fault["field"].clone(),
                fault["code"].as_str().unwrap().to_owned(),
            )
        })
        .collect()
}

#[tokio::test]
async fn weak_passwords_are_named_by_code() {
    let graph = Graph::with(all).await;
    let fault = |field: Value, code: &str| (field, code.to_owned());
    assert_eq!(
        faults(&graph, "12345", "vera").await,
        [
            fault(json!(["password"]), "PASSWORD_TOO_SHORT"),
            fault(json!(["password"]), "PASSWORD_TOO_COMMON"),
            fault(json!(["password"]), "PASSWORD_NUMERIC"),
        ]
    );
    assert_eq!(
        faults(&graph, "CHRISTOPHER9", "vera").await,
        [fault(json!(["password", "firstName"]), "PASSWORD_SIMILAR")]
    );
    // The password waits until all else is well.
    assert_eq!(
        faults(&graph, "12345", "admin").await,
        [fault(json!(["username"]), "TAKEN")]
    );
    assert_eq!(faults(&graph, "correct horse battery", "vera").await, []);
}

#[tokio::test]
async fn without_validators_every_password_is_taken() {
    assert_eq!(faults(&Graph::new().await, "1", "vera").await, []);
}
