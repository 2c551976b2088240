//! What is to be executed, out of a query string or a JSON body. Strict: what cannot be meant is an error.

use async_graphql::UploadValue;
use axum::body::Body;
use http::{HeaderMap, header};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use percent_encoding::percent_decode_str;
use serde_json::{Map, Value};

use super::refusal::{Refusal, Result};
use crate::config::Server;

/// Largest JSON of a request in bytes, `server.max_body_size` permitting: files come by multipart.
pub(super) const LARGEST_JSON: usize = 4 * 1024 * 1024;

/// A request to execute one operation.
#[derive(Default)]
pub(super) struct Parameters {
    /// The document.
    pub query: String,
    /// Which of its operations; needed where there are several.
    pub operation_name: Option<String>,
    /// Values of its variables.
    pub variables: Map<String, Value>,
    /// Files: the way to the variable (`variables.input.attachments.0`) and the content.
    pub uploads: Vec<(String, UploadValue)>,
}

/// How a body is written.
pub(super) enum Content {
    /// `application/json`
    Json,
    /// `multipart/form-data` with its boundary.
    Multipart(String),
}

impl Content {
    /// Reads `Content-Type`. Other types are refused, `text/plain` and forms too: foreign pages may send those.
    pub(super) fn of(headers: &HeaderMap) -> Result<Self> {
        let text = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let media = text.parse::<mime::Mime>().ok();
        let charset =
            media.as_ref().and_then(|media| media.get_param(mime::CHARSET).map(|c| c.as_str().to_lowercase()));
        match media {
            Some(media) if media.essence_str() == "multipart/form-data" => match media.get_param(mime::BOUNDARY) {
                Some(boundary) => Ok(Self::Multipart(boundary.as_str().to_owned())),
                None => Err(Refusal::bad("multipart/form-data without its boundary")),
            },
            Some(media) if media.essence_str() == "application/json" => match charset.as_deref() {
                None | Some("utf-8" | "utf8") => Ok(Self::Json),
                Some(charset) => Err(Refusal::unsupported(format_args!("JSON is read as UTF-8, not as {charset}"))),
            },
            _ => Err(Refusal::unsupported("Content-Type must be application/json, or multipart/form-data for files")),
        }
    }
}

/// Reads the parameters of a GET.
pub(super) fn from_query(text: &str) -> Result<Parameters> {
    let mut members = Map::new();
    for pair in text.split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let (name, value) = (decoded(name)?, decoded(value)?);
        let value = match name.as_str() {
            "query" | "operationName" => Value::String(value),
            "variables" | "extensions" if value.is_empty() => Value::Null,
            "variables" | "extensions" => serde_json::from_str(&value)
                .map_err(|error| Refusal::bad(format_args!("the parameter {name} is not JSON: {error}")))?,
            _ => continue,
        };
        if members.insert(name.clone(), value).is_some() {
            return Err(Refusal::bad(format_args!("the parameter {name} is given twice")));
        }
    }
    from_members(members)
}

/// A part of a query string. `+` is a space; a lonely `%` or what is no UTF-8 is an error.
fn decoded(text: &str) -> Result<String> {
    let mut escapes = text.split('%');
    escapes.next();
    let whole = |escape: &str| escape.len() >= 2 && escape.bytes().take(2).all(|byte| byte.is_ascii_hexdigit());
    if !escapes.all(whole) {
        return Err(Refusal::bad("the query string is malformed: % must be followed by two hexadecimal digits"));
    }
    let spaced = text.replace('+', " ");
    match percent_decode_str(&spaced).decode_utf8() {
        Ok(text) => Ok(text.into_owned()),
        Err(_) => Err(Refusal::bad("the query string is malformed: it is not UTF-8")),
    }
}

/// Reads a JSON body.
pub(super) async fn from_body(body: Body, config: &Server) -> Result<Parameters> {
    let limit = LARGEST_JSON.min(config.max_body_size);
    let bytes = match Limited::new(body, limit).collect().await {
        Ok(collected) => collected.to_bytes(),
        Err(error) => return Err(unreadable(error.as_ref(), format_args!("the JSON is larger than {limit} bytes"))),
    };
    from_json(&bytes)
}

/// Why a body could not be read: too large, or broken off.
pub(super) fn unreadable(error: &(dyn std::error::Error + 'static), too_large: impl std::fmt::Display) -> Refusal {
    let mut cause = Some(error);
    while let Some(error) = cause {
        if error.is::<LengthLimitError>() {
            return Refusal::too_large(too_large);
        }
        cause = error.source();
    }
    Refusal::bad("the body broke off")
}

/// Reads the JSON of a request.
pub(super) fn from_json(bytes: &[u8]) -> Result<Parameters> {
    match serde_json::from_slice(bytes) {
        Ok(Value::Object(members)) => from_members(members),
        Ok(Value::Array(_)) => Err(Refusal::bad("batches are not taken: send one operation a request")),
        Ok(_) => Err(Refusal::bad("the JSON of a request is an object: {\"query\": \"…\"}")),
        Err(error) => Err(Refusal::bad(format_args!("the body is not JSON: {error}"))),
    }
}

/// Checks the members of a request; others than the specification's are passed over, as it wants.
fn from_members(mut members: Map<String, Value>) -> Result<Parameters> {
    let mut parameters = Parameters::default();
    match members.remove("query") {
        Some(Value::String(query)) if !query.trim().is_empty() => parameters.query = query,
        Some(Value::String(_) | Value::Null) | None => {
            return Err(Refusal::bad("there is no query: send a GraphQL document as \"query\""));
        }
        Some(_) => return Err(Refusal::bad("\"query\" must be a string")),
    }
    match members.remove("operationName") {
        Some(Value::String(name)) if !name.is_empty() => parameters.operation_name = Some(name),
        Some(Value::String(_) | Value::Null) | None => {}
        Some(_) => return Err(Refusal::bad("\"operationName\" must be a string")),
    }
    match members.remove("variables") {
        Some(Value::Object(variables)) => parameters.variables = variables,
        Some(Value::Null) | None => {}
        Some(_) => return Err(Refusal::bad("\"variables\" must be an object")),
    }
    match members.remove("extensions") {
        Some(Value::Object(_) | Value::Null) | None => Ok(parameters),
        Some(_) => Err(Refusal::bad("\"extensions\" must be an object")),
    }
}
