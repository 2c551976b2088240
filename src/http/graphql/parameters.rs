//! Reads what a request wants executed, from a query string, a JSON body or a batch. Rejects
//! everything that is malformed.

use axum::body::{Body, HttpBody};
use http::{HeaderMap, HeaderValue, header};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use percent_encoding::percent_decode_str;
use serde_json::{Map, Value};

use super::json;
use super::request_error::{RequestError, Result};
use crate::config::Config;
use crate::domain::Viewer;
use crate::graphql::documents::Parameters;

/// The maximum size of a viewer's request without its files, in bytes.
pub(super) fn max_size_in_memory(config: &Config, viewer: &Viewer) -> usize {
    let staff = match config.data_upload_max_memory_size {
        0 => config.server.max_body_size,
        limit => limit.min(config.server.max_body_size),
    };
    match viewer {
        viewer if viewer.is_staff() || viewer.is_superuser() => staff,
        viewer if viewer.is_authenticated() => staff.min(config.server.customer_max_memory_size),
        _ => staff.min(config.server.anonymous_max_memory_size),
    }
}

/// The operations of a request.
pub(super) enum Operations {
    /// One operation.
    One(Parameters),
    /// A batch: each operation has its own response.
    Batch(Vec<Parameters>),
}

/// The type of a body.
pub(super) enum Content {
    /// `application/json`
    Json,
    /// `multipart/form-data` with its boundary.
    Multipart(String),
}

impl Content {
    /// Reads `Content-Type`. Rejects other types, including `text/plain` and URL-encoded forms,
    /// which pages of other origins may send, and compressed bodies.
    pub(super) fn of(headers: &HeaderMap) -> Result<Self> {
        let is_encoded =
            |coding: &HeaderValue| !matches!(coding.as_bytes().trim_ascii(), b"" | b"identity");
        let mut codings = headers.get_all(header::CONTENT_ENCODING).iter();
        if codings.any(is_encoded) {
            let error = RequestError::unsupported_media_type("Content-Encoding is not supported");
            let identity = HeaderValue::from_static("identity");
            return Err(error.with_header(header::ACCEPT_ENCODING, identity));
        }
        let text = headers
            .get(header::CONTENT_TYPE)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default();
        let media_type = text.parse::<mime::Mime>().ok();
        let essence = media_type.as_ref().map(mime::Mime::essence_str);
        let parameter = |name: mime::Name<'static>| {
            let value = media_type.as_ref()?.get_param(name)?;
            Some(value.as_str().to_owned())
        };
        match essence {
            Some("multipart/form-data") => match parameter(mime::BOUNDARY) {
                Some(boundary) => Ok(Self::Multipart(boundary)),
                None => Err(RequestError::bad_request(
                    "multipart/form-data needs a boundary",
                )),
            },
            Some("application/json") => {
                let charset = parameter(mime::CHARSET).map(|charset| charset.to_lowercase());
                match charset.as_deref() {
                    None | Some("utf-8" | "utf8") => Ok(Self::Json),
                    Some(charset) => Err(RequestError::unsupported_media_type(format_args!(
                        "JSON must be UTF-8, not {charset}"
                    ))),
                }
            }
            _ => Err(RequestError::unsupported_media_type(
                "Content-Type must be application/json, or multipart/form-data for files",
            )),
        }
    }
}

/// Reads the parameters of a GET request.
pub(super) fn from_query(query: &str, config: &Config) -> Result<Parameters> {
    let mut members = Map::new();
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let (name, value) = (decode(name)?, decode(value)?);
        let value = match name.as_str() {
            "query" | "operationName" | "documentId" => Value::String(value),
            "variables" | "extensions" if value.is_empty() => Value::Null,
            "variables" | "extensions" => json::read_value(value.as_bytes(), config)?,
            _ => continue,
        };
        if members.insert(name.clone(), value).is_some() {
            return Err(RequestError::bad_request(format_args!(
                "duplicate parameter {name}"
            )));
        }
    }
    from_members(members)
}

/// Decodes a name or value of a query string, where `+` is a space. Rejects an incomplete `%`
/// escape and text that is not UTF-8.
fn decode(text: &str) -> Result<String> {
    let mut escapes = text.split('%').skip(1);
    let is_complete = |escape: &str| {
        escape.len() >= 2 && escape.bytes().take(2).all(|byte| byte.is_ascii_hexdigit())
    };
    if !escapes.all(is_complete) {
        return Err(RequestError::bad_request(
            "malformed query string: % must be followed by two hexadecimal digits",
        ));
    }
    let spaced = text.replace('+', " ");
    match percent_decode_str(&spaced).decode_utf8() {
        Ok(text) => Ok(text.into_owned()),
        Err(_) => Err(RequestError::bad_request(
            "malformed query string: not UTF-8",
        )),
    }
}

/// Reads a JSON body of at most `limit` bytes.
pub(super) async fn from_body(body: Body, config: &Config, limit: usize) -> Result<Operations> {
    let too_large = format!("the JSON of the request is larger than {limit} bytes");
    // A body that announces its size is rejected before it is read.
    if usize::try_from(body.size_hint().lower()).is_ok_and(|size| size > limit) {
        return Err(RequestError::too_large(too_large));
    }
    let bytes = match Limited::new(body, limit).collect().await {
        Ok(collected) => collected.to_bytes(),
        Err(error) => return Err(unreadable_body(error.as_ref(), too_large)),
    };
    match json::read_body(&bytes, config)? {
        json::Body::One(members) => from_members(members).map(Operations::One),
        json::Body::Batch(items) => {
            let batch: Result<_> = items.into_iter().map(from_members).collect();
            batch.map(Operations::Batch)
        }
    }
}

/// The error for a body that could not be read: it is too large, or the connection broke.
pub(super) fn unreadable_body(
    error: &(dyn std::error::Error + 'static),
    too_large: impl std::fmt::Display,
) -> RequestError {
    let mut cause = Some(error);
    while let Some(error) = cause {
        if error.is::<LengthLimitError>() {
            return RequestError::too_large(too_large);
        }
        cause = error.source();
    }
    RequestError::bad_request("the request body is incomplete")
}

/// Reads the JSON of one operation.
pub(super) fn from_json(bytes: &[u8], config: &Config) -> Result<Parameters> {
    from_members(json::read_object(bytes, config)?)
}

/// Reads the members of an operation. The specification wants unknown members to be ignored.
pub(super) fn from_members(mut members: Map<String, Value>) -> Result<Parameters> {
    let mut string = |name: &str| match members.remove(name) {
        Some(Value::String(text)) if !text.trim().is_empty() => Ok(Some(text)),
        Some(Value::String(_) | Value::Null) | None => Ok(None),
        Some(_) => Err(RequestError::bad_request(format_args!(
            "{name:?} must be a string"
        ))),
    };
    let (query, document_id, operation_name) = (
        string("query")?,
        string("documentId")?,
        string("operationName")?,
    );
    let mut object = |name: &str| match members.remove(name) {
        Some(Value::Object(object)) => Ok(object),
        Some(Value::Null) | None => Ok(Map::new()),
        Some(_) => Err(RequestError::bad_request(format_args!(
            "{name:?} must be an object"
        ))),
    };
    let (variables, extensions) = (object("variables")?, object("extensions")?);
    Ok(Parameters {
        query,
        document_id,
        hash: persisted_query_hash(extensions.get("persistedQuery"))?,
        operation_name,
        variables,
        files: Vec::new(),
    })
}

/// The hash of Apollo's extension for persisted queries.
fn persisted_query_hash(extension: Option<&Value>) -> Result<Option<String>> {
    let Some(extension) = extension.filter(|extension| !extension.is_null()) else {
        return Ok(None);
    };
    match (
        extension["version"].as_u64(),
        extension["sha256Hash"].as_str(),
    ) {
        (Some(1), Some(hash)) if !hash.is_empty() => Ok(Some(hash.to_owned())),
        _ => Err(RequestError::bad_request(
            "\"persistedQuery\" must look like {\"version\": 1, \"sha256Hash\": \"…\"}",
        )),
    }
}
