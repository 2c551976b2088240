//! What is to be executed, out of a query string a JSON body or a batch. Strict: what cannot be
//! meant is an error.

use axum::body::{Body, HttpBody};
use http::{HeaderMap, HeaderValue, header};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use percent_encoding::percent_decode_str;
use serde_json::{Map, Value};

use super::json;
use super::refusal::{Refusal, Result};
use crate::config::Config;
use crate::domain::Viewer;
use crate::graphql::documents::Asked;

/// Most bytes of a viewer's request without its files.
pub(super) fn memory_limit(config: &Config, viewer: &Viewer) -> usize {
    let all = match config.data_upload_max_memory_size {
        0 => config.server.max_body_size,
        limit => limit.min(config.server.max_body_size),
    };
    match viewer {
        viewer if viewer.is_staff() || viewer.is_superuser() => all,
        viewer if viewer.is_authenticated() => all.min(config.server.customer_max_memory_size),
        _ => all.min(config.server.anonymous_max_memory_size),
    }
}

/// A request to execute one operation.
#[derive(Default)]
pub(super) struct Parameters {
    /// The document, the operation, its variables.
    pub asked: Asked,
}

/// What a request has to be executed.
pub(super) enum Operations {
    /// One operation.
    One(Parameters),
    /// Several, each with an answer of its own.
    Many(Vec<Parameters>),
}

/// How a body is written.
pub(super) enum Content {
    /// `application/json`
    Json,
    /// `multipart/form-data` with its boundary.
    Multipart(String),
}

impl Content {
    /// Reads `Content-Type`. Other types are refused, `text/plain` and forms too: foreign pages may
    /// send those. So are bodies that were packed.
    pub(super) fn of(headers: &HeaderMap) -> Result<Self> {
        let packed =
            |coding: &HeaderValue| !matches!(coding.as_bytes().trim_ascii(), b"" | b"identity");
        if headers.get_all(header::CONTENT_ENCODING).iter().any(packed) {
            let refusal =
                Refusal::unsupported("the body is taken as it is: without Content-Encoding");
            return Err(refusal.with(
                header::ACCEPT_ENCODING,
                HeaderValue::from_static("identity"),
            ));
        }
        let text = headers
            .get(header::CONTENT_TYPE)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default();
        let media = text.parse::<mime::Mime>().ok();
        let charset = media.as_ref().and_then(|media| {
            media
                .get_param(mime::CHARSET)
                .map(|c| c.as_str().to_lowercase())
        });
        match media {
            Some(media) if media.essence_str() == "multipart/form-data" => {
                match media.get_param(mime::BOUNDARY) {
                    Some(boundary) => Ok(Self::Multipart(boundary.as_str().to_owned())),
                    None => Err(Refusal::bad("multipart/form-data without its boundary")),
                }
            }
            Some(media) if media.essence_str() == "application/json" => match charset.as_deref() {
                None | Some("utf-8" | "utf8") => Ok(Self::Json),
                Some(charset) => Err(Refusal::unsupported(format_args!(
                    "JSON is read as UTF-8, not as {charset}"
                ))),
            },
            _ => Err(Refusal::unsupported(
                "Content-Type must be application/json, or multipart/form-data for files",
            )),
        }
    }
}

/// Reads the parameters of a GET.
pub(super) fn from_query(text: &str, config: &Config) -> Result<Parameters> {
    let mut members = Map::new();
    for pair in text.split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let (name, value) = (decoded(name)?, decoded(value)?);
        let value = match name.as_str() {
            "query" | "operationName" | "documentId" => Value::String(value),
            "variables" | "extensions" if value.is_empty() => Value::Null,
            "variables" | "extensions" => json::value(value.as_bytes(), config)?,
            _ => continue,
        };
        if members.insert(name.clone(), value).is_some() {
            return Err(Refusal::bad(format_args!(
                "the parameter {name} is given twice"
            )));
        }
    }
    from_members(members)
}

/// A part of a query string. `+` is a space; a lonely `%` or what is no UTF-8 is an error.
fn decoded(text: &str) -> Result<String> {
    let mut escapes = text.split('%');
    escapes.next();
    let whole = |escape: &str| {
        escape.len() >= 2 && escape.bytes().take(2).all(|byte| byte.is_ascii_hexdigit())
    };
    if !escapes.all(whole) {
        return Err(Refusal::bad(
            "the query string is malformed: % must be followed by two hexadecimal digits",
        ));
    }
    let spaced = text.replace('+', " ");
    match percent_decode_str(&spaced).decode_utf8() {
        Ok(text) => Ok(text.into_owned()),
        Err(_) => Err(Refusal::bad(
            "the query string is malformed: it is not UTF-8",
        )),
    }
}

/// Reads a JSON body of at most `limit` bytes.
pub(super) async fn from_body(body: Body, config: &Config, limit: usize) -> Result<Operations> {
    let too_large = format!("the JSON is larger than {limit} bytes");
    // What announces itself as too large is not read at all.
    if usize::try_from(body.size_hint().lower()).is_ok_and(|size| size > limit) {
        return Err(Refusal::too_large(too_large));
    }
    let bytes = match Limited::new(body, limit).collect().await {
        Ok(collected) => collected.to_bytes(),
        Err(error) => return Err(unreadable(error.as_ref(), too_large)),
    };
    match json::body(&bytes, config)? {
        json::Body::One(members) => from_members(members).map(Operations::One),
        json::Body::Many(items) => items
            .into_iter()
            .map(from_members)
            .collect::<Result<_>>()
            .map(Operations::Many),
    }
}

/// Why a body could not be read: too large, or broken off.
pub(super) fn unreadable(
    error: &(dyn std::error::Error + 'static),
    too_large: impl std::fmt::Display,
) -> Refusal {
    let mut cause = Some(error);
    while let Some(error) = cause {
        if error.is::<LengthLimitError>() {
            return Refusal::too_large(too_large);
        }
        cause = error.source();
    }
    Refusal::bad("the body broke off")
}

/// Reads the JSON of one request.
pub(super) fn from_json(bytes: &[u8], config: &Config) -> Result<Parameters> {
    from_members(json::object(bytes, config)?)
}

/// Checks the members of a request; others than the specification's are passed over, as it wants.
pub(super) fn from_members(mut members: Map<String, Value>) -> Result<Parameters> {
    let mut text = |name: &str| match members.remove(name) {
        Some(Value::String(text)) if !text.trim().is_empty() => Ok(Some(text)),
        Some(Value::String(_) | Value::Null) | None => Ok(None),
        Some(_) => Err(Refusal::bad(format_args!("{name:?} must be a string"))),
    };
    let (query, document_id, operation_name) =
        (text("query")?, text("documentId")?, text("operationName")?);
    let mut object = |name: &str| match members.remove(name) {
        Some(Value::Object(object)) => Ok(object),
        Some(Value::Null) | None => Ok(Map::new()),
        Some(_) => Err(Refusal::bad(format_args!("{name:?} must be an object"))),
    };
    let (variables, extensions) = (object("variables")?, object("extensions")?);
    let hash = hash(extensions.get("persistedQuery"))?;
    let asked = Asked {
        query,
        document_id,
        hash,
        operation_name,
        variables,
        files: Vec::new(),
    };
    Ok(Parameters { asked })
}

/// The hash of Apollo's extension for persisted queries.
fn hash(extension: Option<&Value>) -> Result<Option<String>> {
    let Some(extension) = extension.filter(|extension| !extension.is_null()) else {
        return Ok(None);
    };
    match (
        extension["version"].as_u64(),
        extension["sha256Hash"].as_str(),
    ) {
        (Some(1), Some(hash)) if !hash.is_empty() => Ok(Some(hash.to_owned())),
        _ => Err(Refusal::bad(
            "\"persistedQuery\" must be as {\"version\": 1, \"sha256Hash\": \"…\"}",
        )),
    }
}
