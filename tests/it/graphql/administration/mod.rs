//! Administration: queues, grants, accounts, groups, custom fields, the outbox and settings.

mod access;
mod accounts;
mod custom_fields;
mod email_preview;
mod log;
mod outbox;
mod queues;

use deskql::domain::Context;
use entity::{content_type, permission, user_permission};
use sea_orm::{ActiveModelTrait as _, ColumnTrait, EntityTrait, NotSet, QueryFilter, Set};
use serde_json::{Value, json};

use super::Graph;

/// Gives a user Django's permissions.
pub async fn grant(graph: &Graph, user: i32, names: &[&str]) {
    let tx = graph.db.begin().await.unwrap();
    for name in names {
        let (app, codename) = name.split_once('.').unwrap();
        let (row, _) = permission::Entity::find()
            .find_also_related(content_type::Entity)
            .filter(content_type::Column::AppLabel.eq(app))
            .filter(permission::Column::Codename.eq(codename))
            .one(&tx)
            .await
            .unwrap()
            .unwrap_or_else(|| panic!("{name}"));
        let grant = user_permission::ActiveModel {
            id: NotSet,
            user_id: Set(user),
            permission_id: Set(row.id),
        };
        grant.insert(&tx).await.unwrap();
    }
    tx.commit().await.unwrap();
}

/// Runs a mutation with an input and returns its payload, or the code of the error.
pub async fn mutate(graph: &Graph, context: &Context, name: &str, input: Value) -> Value {
    let upper = name[..1].to_uppercase() + &name[1..];
    let kind = match name {
        "userDeactivate" | "userReactivate" => "UserActivation".to_owned(),
        "queueAccessGrant" | "queueAccessRevoke" => "QueueAccess".to_owned(),
        "groupMemberAdd" | "groupMemberRemove" => "GroupMember".to_owned(),
        _ => upper,
    };
    let object = match name {
        "queueDelete" | "groupDelete" => "deletedDatabaseId",
        "customFieldDelete" => "deletedDatabaseId valueCount",
        "customFieldCreate" => "customField { databaseId name choices ordering }",
        "customFieldUpdate" => "customField { databaseId name dataType } unacceptedValueCount",
        "customFieldsReorder" => "customFields { databaseId }",
        "outboxRetry" | "outboxDrop" => "count",
        "queueAccessGrant" | "queueAccessRevoke" => {
            "queue { databaseId } user { databaseId grantedQueues { databaseId } } group { databaseId queues { databaseId } }"
        }
        "groupMemberAdd" | "groupMemberRemove" => {
            "group { name } user { databaseId groups { name } }"
        }
        name if name.starts_with("user") => {
            "user { databaseId username fullName email isStaff isSuperuser isActive permissions groups { name } grantedQueues { slug } }"
        }
        name if name.starts_with("group") => {
            "group { databaseId name permissions queues { slug } }"
        }
        _ => {
            "queue { databaseId title slug mailbox { kind host port ssl user hasPassword folder interval socksProxyType socksProxyHost socksProxyPort } }"
        }
    };
    let document = format!(
        "mutation($input: {kind}Input!) {{ {name}(input: $input) {{ {object} userErrors {{ field code message }} }} }}"
    );
    let mut answer = graph
        .ask(context, &document, json!({ "input": input }))
        .await;
    match answer.get("errors") {
        Some(errors) => {
            eprintln!("{name}: {errors:#}");
            assert_eq!(answer["data"][name], Value::Null, "{answer:#}");
            errors[0]["extensions"]["code"].clone()
        }
        None => answer["data"][name].take(),
    }
}

/// Runs a mutation that must succeed.
pub async fn change(graph: &Graph, context: &Context, name: &str, input: Value) -> Value {
    let payload = mutate(graph, context, name, input).await;
    assert_eq!(payload["userErrors"], json!([]), "{name}: {payload:#}");
    payload
}

/// The fields and codes of the errors of a mutation that must fail.
pub async fn errors(graph: &Graph, context: &Context, name: &str, input: Value) -> Value {
    let payload = mutate(graph, context, name, input).await;
    let errors = payload["userErrors"]
        .as_array()
        .unwrap_or_else(|| panic!("{name}: {payload:#}"));
    assert!(!errors.is_empty(), "{name} succeeded: {payload:#}");
    let field = |error: &Value| {
        let path: Vec<&str> = error["field"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect();
        format!("{}: {}", path.join("."), error["code"].as_str().unwrap())
    };
    json!(errors.iter().map(field).collect::<Vec<_>>())
}
