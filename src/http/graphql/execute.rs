//! Hands a request to the schema and turns what comes back into an answer.

use async_graphql::parser::types::OperationType;
use async_graphql::{Request, Response as GraphQlResponse, Variables};
use axum::response::{IntoResponse, Response};
use http::{StatusCode, header};
use serde_json::{Value, json};

use super::accept::Media;
use super::document;
use super::parameters::Parameters;
use super::refusal::{Refusal, Result};
use crate::app::App;
use crate::domain::Context;
use crate::graphql::error;
use crate::http::middleware::RequestId;

/// Executes the operation. By GET (`reads`) only queries are.
pub(super) async fn run(
    app: &App,
    parameters: Parameters,
    context: Context,
    reads: bool,
    media: Media,
    id: &RequestId,
) -> Result<Response> {
    let Parameters { query, operation_name, variables, uploads } = parameters;
    let document = document::read(&query, app.config.graphql.max_complexity)?;
    match document::operation_type(&document, operation_name.as_deref())? {
        OperationType::Mutation if reads => {
            return Err(Refusal::method("a mutation changes something: send it by POST", "POST"));
        }
        OperationType::Subscription => {
            return Err(Refusal::fault("BAD_REQUEST", "subscriptions are not answered over plain HTTP"));
        }
        OperationType::Query | OperationType::Mutation => {}
    }
    let mut request = Request::new(query).variables(Variables::from_json(Value::Object(variables))).data(context);
    if let Some(name) = operation_name {
        request = request.operation_name(name);
    }
    request.set_parsed_query(document);
    for (place, upload) in uploads {
        request.set_upload(&place, upload);
    }
    let mut response = app.schema.execute(request).await;
    error::finish(&mut response, id.as_str());
    if is_refused(&response) {
        return Err(Refusal::document(response.errors.iter().map(|error| limit_named(json!(error), app)).collect()));
    }
    answer(&response, media)
}

/// Whether the document or its variables did not fit: then nothing was executed, no error belongs to a field.
fn is_refused(response: &GraphQlResponse) -> bool {
    response.data == async_graphql::Value::Null
        && !response.errors.is_empty()
        && response.errors.iter().all(|error| error.path.is_empty())
}

/// An error of the schema's checks; those of the limits with the limit. They are told by their messages: the library
/// has nothing else.
fn limit_named(mut error: Value, app: &App) -> Value {
    let graphql = &app.config.graphql;
    let (code, message) = match error.get("message").and_then(Value::as_str).unwrap_or_default() {
        "Query is too complex." => {
            ("QUERY_TOO_COMPLEX", format!("the operation costs more than {}", graphql.max_complexity))
        }
        "Query is nested too deep." => {
            ("QUERY_TOO_DEEP", format!("fields are nested deeper than {}", graphql.max_depth))
        }
        _ => return error,
    };
    error["message"] = message.into();
    error["extensions"]["code"] = code.into();
    error
}

fn answer(response: &GraphQlResponse, media: Media) -> Result<Response> {
    let body = serde_json::to_vec(response).map_err(|error| {
        tracing::error!(%error, "an answer could not be written as JSON");
        Refusal::internal()
    })?;
    Ok((StatusCode::OK, [(header::CONTENT_TYPE, media.content_type())], body).into_response())
}
