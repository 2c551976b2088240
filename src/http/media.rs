//! `/media/…`: the files of tickets, as Django's `MEDIA_URL` has them. Whoever knows the address
//! may read, for the ticket's key is in it (django-helpdesk's own rule); nothing is listed, and
//! nothing runs in our origin.

mod conditions;
mod kinds;
mod links;

pub(super) use links::answer as linked;

use std::ops::Range;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use http::request::Parts;
use http::{HeaderMap, Method, StatusCode, header};
use percent_encoding::percent_decode_str;

use super::middleware::RequestId;
use super::{api, failure};
use crate::app::App;
use crate::auth::Api;
use crate::domain;
use crate::domain::tickets::attachments;
use crate::domain::{Context, Viewer};
use crate::storage::{self, Stat};
use conditions::Ranges;

const METHODS: &str = "GET, HEAD, OPTIONS";
/// All that django-helpdesk keeps is below this folder; what else lies in a shared MEDIA_ROOT is
/// not ours to show.
const FOLDER: &str = "helpdesk/";
/// The folder of the knowledge base's files (helpdesk/models.py, `KBIAttachment.attachment_path`).
const ARTICLES: &str = "helpdesk/attachments/kb/";

/// Answers a request for a file.
pub(super) async fn answer(State(app): State<App>, request: Request) -> Response {
    // The body is no part of the question.
    let (request, _) = request.into_parts();
    let id = RequestId::of(&request.extensions);
    let fail =
        |status, code, message| failure::answer(request.uri.path(), &id, status, code, message);
    if let Some(answer) = other_method(&request.method, fail) {
        return answer;
    }
    let asked = app
        .config
        .media_path()
        .and_then(|folder| request.uri.path().strip_prefix(folder));
    if asked.is_some_and(climbs) {
        return fail(
            StatusCode::BAD_REQUEST,
            "BAD_REQUEST",
            "a path may not lead out of its folder",
        );
    }
    let path = asked.and_then(path_of);
    if let Some(path) = path.as_deref().filter(|path| is_of_article(path)) {
        match may_read_article_file(&app, &request, path).await {
            Ok(true) => {}
            Ok(false) => return told(Err(storage::Error::NotFound), fail),
            Err(error) => return api::unidentified(&request, &error),
        }
    }
    let served = match path {
        Some(path) => {
            serve(
                &app,
                &path,
                &request.headers,
                request.method == Method::HEAD,
            )
            .await
        }
        None => Err(storage::Error::NotFound),
    };
    told(served, fail)
}

/// Whether a path is one of the knowledge base. Nothing in it is secret, so the row decides who may
/// read. Some file systems take capital and small letters for the same.
fn is_of_article(path: &str) -> bool {
    path.get(..ARTICLES.len())
        .is_some_and(|folder| folder.eq_ignore_ascii_case(ARTICLES))
}

/// Whether the caller may read the article of a file. Who cannot be signed in is a stranger.
async fn may_read_article_file(
    app: &App,
    parts: &Parts,
    path: &str,
) -> Result<bool, domain::Error> {
    let nobody = parts
        .extensions
        .get::<Context>()
        .cloned()
        .unwrap_or_else(|| app.context(Viewer::Anonymous));
    let context = match api::identify(app, parts, nobody.clone(), Api::Rest).await {
        Ok((context, _)) => context,
        Err(api::Unidentified::Rejected(_)) => nobody,
        Err(api::Unidentified::Internal(error)) => return Err(error),
    };
    attachments::list::is_readable_article_file(&context, path).await
}

/// The answer to a method that reads no file.
fn other_method(
    method: &Method,
    fail: impl Fn(StatusCode, &'static str, &'static str) -> Response,
) -> Option<Response> {
    let answer = match *method {
        Method::GET | Method::HEAD => return None,
        Method::OPTIONS => StatusCode::NO_CONTENT.into_response(),
        _ => fail(
            StatusCode::METHOD_NOT_ALLOWED,
            "METHOD_NOT_ALLOWED",
            "files are read by GET",
        ),
    };
    Some(([(header::ALLOW, METHODS)], answer).into_response())
}

/// The file, or why it is not served.
fn told(
    served: Result<Response, storage::Error>,
    fail: impl Fn(StatusCode, &'static str, &'static str) -> Response,
) -> Response {
    match served {
        Ok(response) => response,
        Err(storage::Error::NotFound) => {
            fail(StatusCode::NOT_FOUND, "NOT_FOUND", "there is no such file")
        }
        Err(error) => {
            tracing::error!(%error, "a file could not be read");
            let message = "the file cannot be read now";
            fail(
                StatusCode::SERVICE_UNAVAILABLE,
                "STORAGE_UNAVAILABLE",
                message,
            )
        }
    }
}

/// Whether a path has a part that leads upward; Django refuses it as an attack, not as a file that
/// is not there.
fn climbs(encoded: &str) -> bool {
    percent_decode_str(encoded)
        .decode_utf8_lossy()
        .split(['/', '\\'])
        .any(|part| part == "..")
}

/// The path in the storage, decoded once; `None` where it names no file of ours.
fn path_of(encoded: &str) -> Option<String> {
    let path = percent_decode_str(encoded).decode_utf8().ok()?;
    (path.starts_with(FOLDER) && storage::names::is_confined(&path)).then(|| path.into_owned())
}

async fn serve(
    app: &App,
    path: &str,
    headers: &HeaderMap,
    head: bool,
) -> Result<Response, storage::Error> {
    let stat = app.storage.stat(path).await?;
    let tag = etag(&stat);
    let mut response = Response::builder()
        .header(header::ETAG, &tag)
        .header(header::CACHE_CONTROL, "private, no-cache");
    if let Some(time) = stat.last_modified {
        response = response.header(header::LAST_MODIFIED, http_date(time));
    }
    if conditions::is_unchanged(headers, &tag, stat.last_modified) {
        return Ok(finish(
            response.status(StatusCode::NOT_MODIFIED),
            Body::empty(),
        ));
    }
    let name = path.rsplit('/').next().unwrap_or(path);
    let kind = kinds::of(name);
    response = response
        .header(header::CONTENT_TYPE, kind.media)
        .header(header::CONTENT_DISPOSITION, kinds::disposition(&kind, name))
        .header(header::CONTENT_SECURITY_POLICY, kind.policy)
        .header(header::ACCEPT_RANGES, "bytes");
    let range = match conditions::ranges(headers, stat.size, &tag, stat.last_modified) {
        Ranges::Whole => 0..stat.size,
        Ranges::Part(Range { start, end }) => {
            let part = format!("bytes {start}-{}/{}", end - 1, stat.size);
            response = response
                .status(StatusCode::PARTIAL_CONTENT)
                .header(header::CONTENT_RANGE, part);
            start..end
        }
        Ranges::Beyond => {
            let response = Response::builder()
                .status(StatusCode::RANGE_NOT_SATISFIABLE)
                .header(header::CONTENT_RANGE, format!("bytes */{}", stat.size));
            return Ok(finish(response, Body::empty()));
        }
    };
    response = response.header(header::CONTENT_LENGTH, range.end - range.start);
    let body = if head || range.is_empty() {
        Body::empty()
    } else {
        Body::from_stream(app.storage.open_read(path, range).await?)
    };
    Ok(finish(response, body))
}

fn finish(response: http::response::Builder, body: Body) -> Response {
    // Every header was made here of visible ASCII.
    response
        .body(body)
        .unwrap_or_else(|_| StatusCode::INTERNAL_SERVER_ERROR.into_response())
}

/// The service's own mark, else one of time and length, as web servers make them.
fn etag(stat: &Stat) -> String {
    match (&stat.etag, stat.last_modified) {
        (Some(etag), _) if etag.bytes().all(|byte| matches!(byte, 0x21..=0x7e)) => etag.clone(),
        (_, Some(time)) => format!("\"{:x}-{:x}\"", time.timestamp_micros(), stat.size),
        // Files are never written over, so the length tells as much as is known.
        (_, None) => format!("W/\"{:x}\"", stat.size),
    }
}

/// A time as HTTP writes it: `Sun, 06 Nov 1994 08:49:37 GMT`.
fn http_date(time: DateTime<Utc>) -> String {
    time.format("%a, %d %b %Y %H:%M:%S GMT").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_decoded_once_and_confined() {
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
            assert_eq!(path_of(encoded).as_deref(), expected, "{encoded}");
        }
    }
}
