//! `/graphql/files/…`: a file by a signed address, which `Attachment.url` names to those who may
//! not know the file's path. Who signs, and for how long, is `domain`'s.

use axum::extract::rejection::{PathRejection, QueryRejection};
use axum::extract::{Path, Query, Request, State};
use axum::response::Response;
use http::{Method, StatusCode};
use serde::Deserialize;

use super::{other_method, serve, told};
use crate::app::App;
use crate::domain::tickets::attachments::link::{Link, Owner};
use crate::domain::{Context, Viewer};
use crate::http::failure;
use crate::http::middleware::RequestId;
use crate::storage;

/// What stands behind the path of an address.
#[derive(Deserialize)]
pub(in crate::http) struct Signature {
    until: i64,
    signature: String,
}

/// Answers a request for a file.
pub(in crate::http) async fn answer(
    State(app): State<App>,
    path: Result<Path<(String, String)>, PathRejection>,
    signature: Result<Query<Signature>, QueryRejection>,
    request: Request,
) -> Response {
    let (parts, _) = request.into_parts();
    let request_id = RequestId::of(&parts.extensions);
    let fail = |status, code, message| {
        failure::answer(parts.uri.path(), &request_id, status, code, message)
    };
    if let Some(answer) = other_method(&parts.method, fail) {
        return answer;
    }
    // Nothing tells a wrong signature from one whose time is over, or from a file that is gone.
    let message = "there is no such file, or its address has ended: ask for it anew";
    let missing = || fail(StatusCode::NOT_FOUND, "NOT_FOUND", message);
    let (Ok(Path((number, _))), Ok(Query(Signature { until, signature }))) = (path, signature)
    else {
        return missing();
    };
    let (owner, number) = match number.strip_prefix(Owner::Article.prefix()) {
        Some(number) => (Owner::Article, number.parse()),
        None => (Owner::FollowUp, number.parse()),
    };
    let Ok(id) = number else { return missing() };
    let context = parts
        .extensions
        .get::<Context>()
        .cloned()
        .unwrap_or_else(|| app.context(Viewer::Anonymous));
    match (Link {
        owner,
        id,
        until,
        signature,
    })
    .file(&context)
    .await
    {
        Ok(Some(file)) => {
            let served = if storage::names::is_confined(&file) {
                serve(&app, &file, &parts.headers, parts.method == Method::HEAD).await
            } else {
                Err(storage::Error::NotFound)
            };
            told(served, fail)
        }
        Ok(None) => missing(),
        Err(error) => {
            tracing::error!(%error, "a file could not be looked up");
            fail(
                StatusCode::SERVICE_UNAVAILABLE,
                "UNAVAILABLE",
                "the file cannot be read now",
            )
        }
    }
}
