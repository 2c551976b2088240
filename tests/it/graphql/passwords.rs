//! New passwords are checked by the configured validators.

use deskql::config::{Config, PasswordValidator};
use serde_json::{Value, json};

use super::{ADMIN, Graph};

const CREATE: &str = "mutation($input: UserCreateInput!) { userCreate(input: $input) {
    user { username } userErrors { field code message } } }";

fn enable_all(config: &mut Config) {
    config.auth_password_validators = [
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    ]
    .map(PasswordValidator::from)
    .to_vec();
}

async fn errors(graph: &Graph, password: &str, username: &str) -> Vec<(Value, String)> {
    let input = json!({ "username": username, "firstName": "Christopher", "password": password });
    let context = graph.context(Some(ADMIN), None).await;
    let answer = graph.ask(&context, CREATE, json!({ "input": input })).await;
    let errors = answer["data"]["userCreate"]["userErrors"]
        .as_array()
        .unwrap_or_else(|| panic!("{answer}"));
    assert_eq!(
        errors.is_empty(),
        answer["data"]["userCreate"]["user"].is_object()
    );
    errors
        .iter()
        .map(|error| {
            (
                error["field"].clone(),
                error["code"].as_str().unwrap().to_owned(),
            )
        })
        .collect()
}

#[tokio::test]
async fn each_validator_has_a_code() {
    let graph = Graph::with(enable_all).await;
    let error = |field: Value, code: &str| (field, code.to_owned());
    assert_eq!(
        errors(&graph, "12345", "vera").await,
        [
            error(json!(["password"]), "PASSWORD_TOO_SHORT"),
            error(json!(["password"]), "PASSWORD_TOO_COMMON"),
            error(json!(["password"]), "PASSWORD_NUMERIC"),
        ]
    );
    assert_eq!(
        errors(&graph, "CHRISTOPHER9", "vera").await,
        [error(json!(["password", "firstName"]), "PASSWORD_SIMILAR")]
    );
    // The password is validated only if everything else is valid.
    assert_eq!(
        errors(&graph, "12345", "admin").await,
        [error(json!(["username"]), "TAKEN")]
    );
    assert_eq!(errors(&graph, "correct horse battery", "vera").await, []);
}

#[tokio::test]
async fn without_validators_every_password_is_valid() {
    assert_eq!(errors(&Graph::new().await, "1", "vera").await, []);
}
