//! Request bodies: JSON, forms and multipart, chosen by `Content-Type`
//! (`rest_framework/parsers.py`, `Request._parse` in `rest_framework/request.py`). Parses values;
//! `fields` validates them.

mod form;
pub(crate) mod json;
mod multipart;
#[cfg(test)]
mod replay;

use std::fs::File;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use ::python::{Codec, LookupError};
use async_graphql::indexmap::IndexMap;
use axum::body::Body;
use bytes::Bytes;
use futures_util::{Stream, StreamExt as _};

use crate::compat::exceptions::ApiException;
use crate::compat::media_types::MediaType;
use crate::config::Config;

/// The media types of the parsers, in DRF's order.
pub(crate) const MEDIA_TYPES: [&str; 3] = [
    "application/json",
    "application/x-www-form-urlencoded",
    "multipart/form-data",
];

/// A value of a request body, with the types of Python.
#[derive(Debug)]
pub(crate) enum Json {
    /// `None`
    Null,
    /// `bool`
    Bool(bool),
    /// `int` of any size, in canonical digits.
    Int(String),
    /// `float`
    Float(f64),
    /// `str`
    Str(String),
    /// A `str` with lone surrogates, which no database stores.
    Broken {
        /// The text, with U+FFFD for each lone surrogate.
        text: String,
        /// Byte offsets of these U+FFFD, and the surrogates.
        lone: Vec<(usize, u16)>,
    },
    /// `list`
    List(Vec<Json>),
    /// `dict`
    Dict(IndexMap<Key, Json>),
    /// An uploaded file of a multipart body.
    File(Upload),
}

/// A key of a [`Json::Dict`]: a `str` that may have lone surrogates.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Key {
    /// The text, with U+FFFD for each lone surrogate.
    pub(crate) text: String,
    /// Byte offsets of these U+FFFD, and the surrogates.
    pub(crate) lone: Vec<(usize, u16)>,
}

impl From<&str> for Key {
    fn from(text: &str) -> Self {
        Self {
            text: text.to_owned(),
            lone: Vec::new(),
        }
    }
}

impl PartialEq for Json {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Null, Self::Null) => true,
            (Self::Bool(a), Self::Bool(b)) => a == b,
            (Self::Int(a), Self::Int(b)) | (Self::Str(a), Self::Str(b)) => a == b,
            (Self::Float(a), Self::Float(b)) => a == b,
            (Self::Broken { text: a, lone: b }, Self::Broken { text: c, lone: d }) => {
                a == c && b == d
            }
            (Self::List(a), Self::List(b)) => a == b,
            (Self::Dict(a), Self::Dict(b)) => a == b,
            _ => false,
        }
    }
}

/// An uploaded file, in an unnamed temporary file.
#[derive(Debug)]
pub(crate) struct Upload {
    /// Name without folders and control characters.
    pub(crate) name: String,
    /// Media type that the client sent.
    pub(crate) content_type: Option<String>,
    /// Length in bytes.
    pub(crate) size: u64,
    /// The content, positioned at the start.
    pub(crate) file: File,
}

impl Upload {
    /// Whether Django would have kept it in memory (`FILE_UPLOAD_MAX_MEMORY_SIZE`), which one error
    /// message shows.
    pub(crate) fn in_memory(&self) -> bool {
        self.size <= 2_621_440
    }
}

/// The content of a body.
#[derive(Debug)]
pub(crate) enum Data {
    /// The fields of a form, where an absent field may be an unticked checkbox
    /// (`rest_framework/utils/html.py`).
    Html(Vec<(String, Json)>),
    /// A JSON document.
    Json(Json),
}

impl Data {
    /// The content of an empty JSON object.
    pub(crate) fn empty() -> Self {
        Self::Json(Json::Dict(IndexMap::new()))
    }

    /// The last value of a field of a form.
    pub(crate) fn form_field(&self, name: &str) -> Option<&str> {
        match self {
            Self::Html(items) => items.iter().rev().find_map(|(key, value)| match value {
                Json::Str(text) if key == name => Some(text.as_str()),
                _ => None,
            }),
            Self::Json(_) => None,
        }
    }
}

/// The limits of a body.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    /// Bytes of the whole body.
    pub(crate) body: usize,
    /// Bytes of one file.
    pub(crate) file: usize,
    /// Bytes held in memory: a JSON or form body, or the plain fields of a multipart body.
    pub(crate) memory: usize,
    /// Number of plain fields.
    pub(crate) fields: usize,
    /// Number of files.
    pub(crate) files: usize,
    /// Number of values of a JSON body.
    pub(crate) values: usize,
}

impl Limits {
    /// The limits of the settings, where 0 is Django's `None`.
    pub(crate) fn new(config: &Config) -> Self {
        let or_unlimited = |limit: usize| if limit == 0 { usize::MAX } else { limit };
        Self {
            body: config.server.max_body_size,
            file: config.server.max_file_size,
            memory: or_unlimited(config.data_upload_max_memory_size),
            fields: or_unlimited(config.data_upload_max_number_fields),
            files: or_unlimited(config.data_upload_max_number_files),
            values: or_unlimited(config.data_upload_max_number_values),
        }
    }
}

/// A parsed body.
#[derive(Debug)]
pub(crate) struct Parsed {
    /// The content.
    pub(crate) data: Data,
    /// The files that Django drops.
    pub(crate) dropped_files: Vec<DroppedFile>,
}

/// A file that Django drops.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct DroppedFile {
    /// The name of its field; may be empty.
    pub(crate) field: String,
    /// Why Django drops it.
    pub(crate) reason: DropReason,
}

/// Why Django drops a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DropReason {
    /// It has no usable name.
    Unnamed,
    /// The body ends without a boundary after it, so that it may be cut off.
    Incomplete,
}

impl From<Data> for Parsed {
    fn from(data: Data) -> Self {
        Self {
            data,
            dropped_files: Vec::new(),
        }
    }
}

/// Whether to keep the files of a multipart body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Files {
    /// Write them to temporary files.
    Keep,
    /// Skip them: only the plain fields are needed.
    Discard,
}

/// Whether a body of this media type is a form, whose fields may include a CSRF token.
pub(crate) fn is_form(content_type: &str) -> bool {
    let given = MediaType::parse(content_type);
    MEDIA_TYPES[1..]
        .iter()
        .any(|known| MediaType::parse(known).matches(&given))
}

/// Parses a body. `empty` means `Content-Length: 0`; such a request needs no media type.
///
/// # Errors
/// 400 for a malformed body, an unsupported charset and a body over Django's limits, 413 for a body
/// over ours, 415 for an unsupported media type.
pub(crate) async fn parse(
    content_type: &str,
    empty: bool,
    body: Body,
    limits: Limits,
    files: Files,
) -> Result<Parsed, ApiException> {
    if empty {
        let html = !content_type.is_empty() && is_form(content_type);
        let data = if html {
            Data::Html(Vec::new())
        } else {
            Data::empty()
        };
        return Ok(data.into());
    }
    let media_type = MediaType::parse(content_type);
    let parser = MEDIA_TYPES
        .iter()
        .position(|known| MediaType::parse(known).matches(&media_type))
        .filter(|_| content_type.len() <= 256)
        .ok_or_else(|| ApiException::unsupported_media_type(content_type))?;
    let codec = codec(media_type.param("charset"))?;
    let mut source = Source::new(body, limits.body);
    match parser {
        0 => {
            let bytes = source.read_all(limits.memory).await?;
            read_json(&bytes, codec, limits.values).map(|json| Data::Json(json).into())
        }
        1 => {
            let bytes = source.read_all(limits.memory).await?;
            form::parse(&bytes, codec, limits.fields).map(|items| Data::Html(items).into())
        }
        _ => multipart::parse(&media_type, codec, source, limits, files).await,
    }
}

/// The codec of a charset parameter (`get_encoding`). Django ignores names that Python does not
/// know.
fn codec(charset: Option<&str>) -> Result<Codec, ApiException> {
    match charset.map(|name| (name, Codec::lookup(name))) {
        None | Some((_, Err(LookupError::Unknown))) => Ok(Codec::UTF_8),
        Some((_, Ok(codec))) => Ok(codec),
        Some((name, Err(LookupError::Unsupported))) => Err(ApiException::bad_request(format!(
            "Unsupported charset \"{name}\" in request Content-Type header."
        ))),
    }
}

fn read_json(bytes: &[u8], codec: Codec, max_values: usize) -> Result<Json, ApiException> {
    let json = match codec.decode_stream(bytes) {
        Ok(text) => json::parse(&text, max_values),
        Err(error) => Err(json::Error::Syntax(error.to_string())),
    };
    json.map_err(|error| match error {
        json::Error::Syntax(message) => {
            ApiException::bad_request(format!("JSON parse error - {message}"))
        }
        // As for a form with too many fields.
        json::Error::TooManyValues => ApiException::suspicious(),
    })
}

/// The bytes of a body, limited in number.
pub(crate) struct Source {
    stream: axum::body::BodyDataStream,
    left: usize,
}

impl Source {
    fn new(body: Body, limit: usize) -> Self {
        Self {
            stream: body.into_data_stream(),
            left: limit,
        }
    }

    /// Reads the rest, at most `limit` bytes.
    async fn read_all(&mut self, limit: usize) -> Result<Vec<u8>, ApiException> {
        let mut out = Vec::new();
        while let Some(bytes) = self.next().await {
            let bytes = bytes?;
            if out.len() + bytes.len() > limit {
                return Err(ApiException::suspicious());
            }
            out.extend_from_slice(&bytes);
        }
        Ok(out)
    }
}

impl Stream for Source {
    type Item = Result<Bytes, ApiException>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready(match ready!(self.stream.poll_next_unpin(cx)) {
            None => None,
            Some(Ok(bytes)) => match self.left.checked_sub(bytes.len()) {
                Some(left) => {
                    self.left = left;
                    Some(Ok(bytes))
                }
                None => Some(Err(ApiException::too_large())),
            },
            Some(Err(error)) if is_length_limit(&error) => Some(Err(ApiException::too_large())),
            Some(Err(_)) => Some(Err(ApiException::bad_request(
                "The request's body ended too early.".to_owned(),
            ))),
        })
    }
}

/// Whether a body limit of an outer layer ended the stream.
fn is_length_limit(error: &axum::Error) -> bool {
    let mut cause: Option<&dyn std::error::Error> = Some(error);
    while let Some(error) = cause {
        if error.is::<http_body_util::LengthLimitError>() {
            return true;
        }
        cause = error.source();
    }
    false
}
