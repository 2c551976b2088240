//! `/graphql/files/…`: files by signed link. `Attachment.url` returns such links to viewers who may
//! read a file but not its path, which contains the ticket's secret key. `domain` signs links and
//! decides how long they are valid.

use axum::extract::rejection::{PathRejection, QueryRejection};
use axum::extract::{Path, Query, Request, State};
use axum::response::{IntoResponse, Response};
use http::{Method, StatusCode};
use serde::Deserialize;

use super::{reject_method, serve};
use crate::app::App;
use crate::domain::tickets::attachments::link::{Link, Owner};
use crate::http::authentication::anonymous_context;
use crate::http::failure::Failure;
use crate::storage::names;

/// The query string of a link.
#[derive(Deserialize)]
pub(in crate::http) struct Signature {
    until: i64,
    signature: String,
}

/// Answers a request for a file.
pub(in crate::http) async fn handle(
    State(app): State<App>,
    path: Result<Path<(String, String)>, PathRejection>,
    signature: Result<Query<Signature>, QueryRejection>,
    request: Request,
) -> Response {
    let (parts, _) = request.into_parts();
    if let Some(response) = reject_method(&parts.method) {
        return response;
    }
    // One message for wrong signatures, expired links and missing files: the difference would
    // reveal which files exist.
    let not_found = || {
        Failure::not_found("no such file, or the link has expired; request a new one")
            .into_response()
    };
    let (Ok(Path((number, _))), Ok(Query(Signature { until, signature }))) = (path, signature)
    else {
        return not_found();
    };
    let (owner, id) = match number.strip_prefix(Owner::Article.prefix()) {
        Some(number) => (Owner::Article, number.parse()),
        None => (Owner::FollowUp, number.parse()),
    };
    let Ok(id) = id else { return not_found() };
    let link = Link {
        owner,
        id,
        until,
        signature,
    };
    match link.file(&anonymous_context(&app, &parts)).await {
        Ok(Some(file)) if names::is_confined(&file) => {
            let is_head = parts.method == Method::HEAD;
            let served = serve(&app, &file, &parts.headers, is_head).await;
            served.into_response()
        }
        Ok(Some(_)) => Failure::not_found("no such file").into_response(),
        Ok(None) => not_found(),
        Err(error) => {
            tracing::error!(%error, "the file of a signed link could not be looked up");
            let status = StatusCode::SERVICE_UNAVAILABLE;
            Failure::new(status, "UNAVAILABLE", "the file is unavailable; try again")
                .into_response()
        }
    }
}
