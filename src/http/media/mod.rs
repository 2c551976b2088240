//! `/media/…`: the files of tickets, at Django's `MEDIA_URL`.
//!
//! Everybody who knows a file's URL may read it, because the URL contains the ticket's secret key;
//! this is django-helpdesk's rule. Folders are not listed, and files cannot run code in our origin.

mod conditions;
mod content_type;
mod signed_links;

pub(super) use signed_links::handle as handle_signed_link;

use std::time::{Duration, SystemTime};

use axum::body::Body;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use headers::{AcceptRanges, ContentLength, ContentRange, ETag, HeaderMapExt as _, LastModified};
use http::request::Parts;
use http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use percent_encoding::percent_decode_str;

use super::authentication::{anonymous_context, authenticate};
use super::failure::{Failure, authentication_failed};
use crate::app::App;
use crate::auth::{self, Api};
use crate::domain;
use crate::domain::tickets::attachments;
use crate::storage::{self, Stat};
use conditions::RequestedRange;
use content_type::FileType;

const ALLOWED_METHODS: &str = "GET, HEAD, OPTIONS";
/// The folder of django-helpdesk's files. Other files in a shared MEDIA_ROOT are not served.
const FOLDER: &str = "helpdesk/";
/// The folder of the knowledge base's files (helpdesk/models.py, `KBIAttachment.attachment_path`).
const ARTICLE_FOLDER: &str = "helpdesk/attachments/kb/";
/// The last second of the year 9999: `headers` cannot format later times.
const MAX_HTTP_TIME: Duration = Duration::from_secs(253_402_300_799);

/// Answers a request for a file.
pub(super) async fn handle(State(app): State<App>, request: Request) -> Response {
    let (parts, _) = request.into_parts();
    if let Some(response) = reject_method(&parts.method) {
        return response;
    }
    let encoded = app
        .config
        .media_path()
        .and_then(|prefix| parts.uri.path().strip_prefix(prefix));
    if encoded.is_some_and(leaves_folder) {
        let message = "a path must not contain \"..\"";
        return Failure::new(StatusCode::BAD_REQUEST, "BAD_REQUEST", message).into_response();
    }
    let Some(path) = encoded.and_then(decode_path) else {
        return no_such_file().into_response();
    };
    if is_in_article_folder(&path) {
        match may_read_article_file(&app, &parts, &path).await {
            Ok(true) => {}
            Ok(false) => return no_such_file().into_response(),
            Err(error) => return authentication_failed(&error),
        }
    }
    let served = serve(&app, &path, &parts.headers, parts.method == Method::HEAD).await;
    served.into_response()
}

fn no_such_file() -> Failure {
    Failure::not_found("no such file")
}

/// Whether a path is one of the knowledge base, whose URLs contain no secret: the row decides who
/// may read the file. Some file systems ignore case.
fn is_in_article_folder(path: &str) -> bool {
    path.get(..ARTICLE_FOLDER.len())
        .is_some_and(|folder| folder.eq_ignore_ascii_case(ARTICLE_FOLDER))
}

/// Whether the caller may read the article of a file. Rejected credentials count as none.
async fn may_read_article_file(
    app: &App,
    parts: &Parts,
    path: &str,
) -> Result<bool, domain::Error> {
    let anonymous = anonymous_context(app, parts);
    let context = match authenticate(app, parts, anonymous.clone(), Api::Rest).await {
        Ok((context, _)) => context,
        Err(auth::Error::Rejected(_)) => anonymous,
        Err(auth::Error::Internal(error)) => return Err(error),
    };
    attachments::list::is_readable_article_file(&context, path).await
}

/// The response to methods other than GET and HEAD.
fn reject_method(method: &Method) -> Option<Response> {
    let response = match *method {
        Method::GET | Method::HEAD => return None,
        Method::OPTIONS => StatusCode::NO_CONTENT.into_response(),
        _ => {
            let status = StatusCode::METHOD_NOT_ALLOWED;
            Failure::new(
                status,
                "METHOD_NOT_ALLOWED",
                "files support GET and HEAD only",
            )
            .into_response()
        }
    };
    Some(([(header::ALLOW, ALLOWED_METHODS)], response).into_response())
}

/// Whether a path has a component `..`. Django rejects it as an attack, and not as a missing file.
fn leaves_folder(encoded: &str) -> bool {
    percent_decode_str(encoded)
        .decode_utf8_lossy()
        .split(['/', '\\'])
        .any(|component| component == "..")
}

/// The path in the storage, decoded once; `None` if it is outside of [`FOLDER`].
fn decode_path(encoded: &str) -> Option<String> {
    let path = percent_decode_str(encoded).decode_utf8().ok()?;
    (path.starts_with(FOLDER) && storage::names::is_confined(&path)).then(|| path.into_owned())
}

/// Sends a file, or the part of it that the headers request.
async fn serve(
    app: &App,
    path: &str,
    request_headers: &HeaderMap,
    is_head: bool,
) -> Result<Response, Failure> {
    let stat = app.storage.stat(path).await.map_err(storage_failure)?;
    let (etag, last_modified) = (etag(&stat), last_modified(&stat));
    let mut headers = HeaderMap::new();
    if let Some(etag) = etag.clone() {
        headers.typed_insert(etag);
    }
    headers.insert(
        header::CACHE_CONTROL,
        HeaderValue::from_static("private, no-cache"),
    );
    if let Some(time) = last_modified {
        headers.typed_insert(LastModified::from(time));
    }
    if conditions::is_not_modified(request_headers, etag.as_ref(), last_modified) {
        return Ok((StatusCode::NOT_MODIFIED, headers).into_response());
    }
    let range =
        conditions::requested_range(request_headers, stat.size, etag.as_ref(), last_modified);
    let (status, range) = match range {
        RequestedRange::Whole => (StatusCode::OK, 0..stat.size),
        RequestedRange::Part(range) => (StatusCode::PARTIAL_CONTENT, range),
        RequestedRange::Unsatisfiable => {
            let mut headers = HeaderMap::new();
            headers.typed_insert(ContentRange::unsatisfied_bytes(stat.size));
            return Ok((StatusCode::RANGE_NOT_SATISFIABLE, headers).into_response());
        }
    };
    if status == StatusCode::PARTIAL_CONTENT
        && let Ok(content_range) = ContentRange::bytes(range.clone(), stat.size)
    {
        headers.typed_insert(content_range);
    }
    headers.typed_insert(AcceptRanges::bytes());
    headers.typed_insert(ContentLength(range.end - range.start));
    let name = path.rsplit('/').next().unwrap_or(path);
    let file_type = FileType::of(name);
    let type_headers = [
        (header::CONTENT_TYPE, file_type.content_type.to_owned()),
        (
            header::CONTENT_DISPOSITION,
            file_type.content_disposition(name),
        ),
        (
            header::CONTENT_SECURITY_POLICY,
            file_type.content_security_policy.to_owned(),
        ),
    ];
    let body = if is_head || range.is_empty() {
        Body::empty()
    } else {
        let content = app.storage.open_read(path, range).await;
        Body::from_stream(content.map_err(storage_failure)?)
    };
    Ok((status, headers, type_headers, body).into_response())
}

fn storage_failure(error: storage::Error) -> Failure {
    if matches!(error, storage::Error::NotFound) {
        return no_such_file();
    }
    tracing::error!(%error, "a file could not be read");
    let status = StatusCode::SERVICE_UNAVAILABLE;
    Failure::new(
        status,
        "STORAGE_UNAVAILABLE",
        "the file is unavailable; try again",
    )
}

/// The storage's entity tag, or one of time and size, as web servers create it.
fn etag(stat: &Stat) -> Option<ETag> {
    let of_storage = stat.etag.clone().filter(|etag| {
        let is_visible = |byte| matches!(byte, 0x21..=0x7e);
        etag.bytes().all(is_visible)
    });
    let created = match stat.last_modified {
        Some(time) => format!("\"{:x}-{:x}\"", time.timestamp_micros(), stat.size),
        // Files are never overwritten, so the size identifies the content well enough.
        None => format!("W/\"{:x}\"", stat.size),
    };
    [of_storage, Some(created)]
        .into_iter()
        .flatten()
        .find_map(|etag| etag.parse().ok())
}

/// The modification time, if HTTP can express it.
fn last_modified(stat: &Stat) -> Option<SystemTime> {
    let time = SystemTime::from(stat.last_modified?);
    let since_epoch = time.duration_since(SystemTime::UNIX_EPOCH).ok()?;
    (since_epoch <= MAX_HTTP_TIME).then_some(time)
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::*;

    #[test]
    fn decodes_paths_once_and_confines_them() {
        for (encoded, expected) in [
            ("helpdesk/a/b%20c.txt", Some("helpdesk/a/b c.txt")),
            ("helpdesk/r%C3%A4port.pdf", Some("helpdesk/räport.pdf")),
            ("helpdesk/%2541.txt", Some("helpdesk/%41.txt")),
            ("helpdesk/%2e%2e/secret", None),
            ("helpdesk/..%2fsecret", None),
            ("helpdesk/a%00", None),
            ("helpdesk/%ff", None),
            ("helpdesk/", None),
            ("helpdesk//a", None),
            ("other/a", None),
            ("", None),
        ] {
            assert_eq!(decode_path(encoded).as_deref(), expected, "{encoded}");
        }
    }

    fn stat(etag: Option<&str>, seconds: Option<i64>) -> Stat {
        Stat {
            size: 255,
            etag: etag.map(str::to_owned),
            last_modified: seconds.map(|seconds| DateTime::from_timestamp(seconds, 0).unwrap()),
        }
    }

    #[test]
    fn every_file_has_an_entity_tag() {
        for (of_storage, seconds, expected) in [
            (Some("\"abc\""), Some(1), "\"abc\""),
            (Some("abc"), Some(1), "\"f4240-ff\""),
            (Some("\"a b\""), Some(1), "\"f4240-ff\""),
            (None, Some(-1), "\"fffffffffff0bdc0-ff\""),
            (None, None, "W/\"ff\""),
        ] {
            let etag = etag(&stat(of_storage, seconds));
            assert_eq!(etag, Some(expected.parse().unwrap()));
        }
    }

    #[test]
    fn times_that_http_cannot_express_are_omitted() {
        for (seconds, is_some) in [
            (-1, false),
            (0, true),
            (253_402_300_799, true),
            (253_402_300_800, false),
        ] {
            let time = last_modified(&stat(None, Some(seconds)));
            assert_eq!(time.is_some(), is_some, "{seconds}");
            if let Some(time) = time {
                HeaderMap::new().typed_insert(LastModified::from(time));
            }
        }
    }
}
