//! Bodies of requests: JSON, forms and multipart, chosen by `Content-Type`
//! (`rest_framework/parsers.py`, `Request._parse` in `rest_framework/request.py`). Not validation:
//! a value has its type here and nothing more.

mod charset;
mod form;
pub(crate) mod json;
mod multipart;
#[cfg(test)]
mod replay;

use std::fs::File;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use axum::body::Body;
use bytes::Bytes;
use futures_util::{Stream, StreamExt as _};

use crate::compat::exceptions::ApiException;
use crate::compat::media_types::MediaType;
use crate::compat::parsers::charset::CharsetError;
use crate::config::Config;

/// What the API reads, in DRF's order.
pub(crate) const MEDIA_TYPES: [&str; 3] = [
    "application/json",
    "application/x-www-form-urlencoded",
    "multipart/form-data",
];

/// A value of a request, as Python would have it.
#[derive(Debug)]
pub(crate) enum Json {
    /// `None`
    Null,
    /// `bool`
    Bool(bool),
    /// `int`, of any size, in canonical digits.
    Int(String),
    /// `float`
    Float(f64),
    /// `str`
    Str(String),
    /// A `str` with lone surrogates, which no database stores; the text has U+FFFD in their places.
    Broken {
        /// The text.
        text: String,
        /// Where in the text a U+FFFD stands for a surrogate, and the surrogate.
        lone: Vec<(usize, u16)>,
    },
    /// `list`
    List(Vec<Json>),
    /// `dict`, in order; a key may come twice.
    Dict(Vec<(String, Json)>),
    /// An uploaded file of a multipart body.
    File(Upload),
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

/// A file that was sent, in a temporary file that nobody else can open.
#[derive(Debug)]
pub(crate) struct Upload {
    /// Its name, without folders and control characters.
    pub(crate) name: String,
    /// Its media type as the sender claims it.
    pub(crate) content_type: Option<String>,
    /// Bytes.
    pub(crate) size: u64,
    /// The bytes, from the start.
    pub(crate) file: File,
}

impl Upload {
    /// Whether Django would have kept it in memory (`FILE_UPLOAD_MAX_MEMORY_SIZE`); shows in one
    /// error message.
    pub(crate) fn in_memory(&self) -> bool {
        self.size <= 2_621_440
    }
}

/// What a body holds.
#[derive(Debug)]
pub(crate) enum Data {
    /// Of a form: an absent field may mean a box that was not ticked
    /// (`rest_framework/utils/html.py`).
    Html(Vec<(String, Json)>),
    /// Of a JSON document.
    Json(Json),
}

impl Data {
    /// The last value of a form's field.
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

/// Limits of a body.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    /// Bytes of the whole body.
    pub(crate) body: usize,
    /// Bytes of one file.
    pub(crate) file: usize,
    /// Bytes of a JSON or form body, or of the plain fields of a multipart body: all that is held
    /// in memory.
    pub(crate) memory: usize,
    /// Plain fields.
    pub(crate) fields: usize,
    /// Files.
    pub(crate) files: usize,
    /// Values of a JSON body.
    pub(crate) values: usize,
}

impl Limits {
    /// Those of the settings. Django's `None` is 0 there.
    pub(crate) fn new(config: &Config) -> Self {
        let some = |limit: usize| if limit == 0 { usize::MAX } else { limit };
        Self {
            body: config.server.max_body_size,
            file: config.server.max_file_size,
            memory: some(config.data_upload_max_memory_size),
            fields: some(config.data_upload_max_number_fields),
            files: some(config.data_upload_max_number_files),
            values: some(config.data_upload_max_number_values),
        }
    }
}

/// A body that was read.
#[derive(Debug)]
pub(crate) struct Parsed {
    /// What it holds.
    pub(crate) data: Data,
    /// The fields of files that have no usable name. Django drops them.
    pub(crate) unnamed_files: Vec<String>,
}

impl From<Data> for Parsed {
    fn from(data: Data) -> Self {
        Self {
            data,
            unnamed_files: Vec::new(),
        }
    }
}

/// What becomes of the files of a multipart body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Files {
    /// They go to temporary files.
    Keep,
    /// They are passed over: only plain fields are of interest.
    Discard,
}

/// Whether a body of this type is a form, whose fields may carry a CSRF token.
pub(crate) fn is_form(content_type: &str) -> bool {
    let given = MediaType::parse(content_type);
    MEDIA_TYPES[1..]
        .iter()
        .any(|known| MediaType::parse(known).matches(&given))
}

/// Reads a body. `empty` says that there is none (`Content-Length: 0`), which needs no type.
///
/// # Errors
/// 400 for a malformed body and for one beyond Django's limits, 413 for a too large one, 415 for a
/// type that is not read.
pub(crate) async fn parse(
    content_type: &str,
    empty: bool,
    body: Body,
    limits: Limits,
    files: Files,
) -> Result<Parsed, ApiException> {
    if empty {
        let html = !content_type.is_empty() && is_form(content_type);
        return Ok(if html {
            Data::Html(Vec::new())
        } else {
            Data::Json(Json::Dict(Vec::new()))
        }
        .into());
    }
    let given = MediaType::parse(content_type);
    let known = MEDIA_TYPES
        .iter()
        .position(|known| MediaType::parse(known).matches(&given));
    let latin = given.param("charset").is_some_and(|name| {
        matches!(
            name.to_ascii_lowercase().as_str(),
            "latin-1" | "latin1" | "iso-8859-1" | "iso8859-1"
        )
    });
    let mut source = Source::new(body, limits.body);
    match known.filter(|_| content_type.len() <= 256) {
        Some(0) => {
            let bytes = source.read_all(limits.memory).await?;
            read_json(&bytes, given.param("charset"), limits.values)
                .map(|json| Data::Json(json).into())
        }
        Some(1) => {
            let bytes = source.read_all(limits.memory).await?;
            form::parse(&bytes, latin, limits.fields).map(|items| Data::Html(items).into())
        }
        Some(_) => multipart::parse(&given, source, limits, files).await,
        None => Err(ApiException::unsupported_media_type(content_type)),
    }
}

/// Reads JSON in a charset, with at most `values` values.
fn read_json(bytes: &[u8], charset: Option<&str>, values: usize) -> Result<Json, ApiException> {
    let parsed = match charset::decode(bytes, charset) {
        Ok(text) => json::parse(&text, values),
        Err(CharsetError::Bytes(message)) => Err(json::Error::Syntax(message)),
        Err(CharsetError::Unsupported) => {
            let charset = charset.unwrap_or_default();
            return Err(ApiException::bad_request(format!(
                "Unsupported charset \"{charset}\" in request Content-Type header."
            )));
        }
    };
    parsed.map_err(|error| match error {
        json::Error::Syntax(message) => {
            ApiException::bad_request(format!("JSON parse error - {message}"))
        }
        // As for a form with too many fields.
        json::Error::TooManyValues => ApiException::suspicious(),
    })
}

/// The bytes of a body, counted.
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

    /// All that is left, at most `limit` bytes.
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

/// Whether a body limit further out was what stopped the stream.
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
