//! The log line of each request. Query strings and the paths of files are not logged: both may
//! contain secrets.

use std::time::Duration;

use axum::body::Body;
use axum::response::Response;
use http::Request;
use tower_http::classify::{ServerErrorsAsFailures, SharedClassifier};
use tower_http::trace::TraceLayer;
use tracing::Span;

use super::RequestId;
use super::context::StatementCount;
use crate::app::App;
use crate::domain::tickets::attachments::link;

/// A response extension: log the request at debug level.
#[derive(Clone, Copy, Debug)]
pub struct QuietLog;

/// tower-http's `Trace` with a span made by `S`.
type RequestTrace<S> = TraceLayer<
    SharedClassifier<ServerErrorsAsFailures>,
    S,
    (),
    fn(&Response, Duration, &Span),
    (),
    (),
    (),
>;

/// Traces requests: a span with the request's ID, method and path, and one line per response.
pub fn trace(app: &App) -> RequestTrace<impl Fn(&Request<Body>) -> Span + Clone + use<>> {
    let media_path = app.config.media_path().map(str::to_owned);
    TraceLayer::new_for_http()
        .make_span_with(move |request: &Request<Body>| {
            let id = RequestId::of(request.extensions());
            let path = loggable_path(request.uri().path(), media_path.as_deref());
            tracing::info_span!("request", id = id.as_str(), method = %request.method(), path)
        })
        .on_request(())
        .on_response(log_response as fn(&Response, Duration, &Span))
        .on_body_chunk(())
        .on_eos(())
        .on_failure(())
}

fn log_response(response: &Response, latency: Duration, _span: &Span) {
    let status = response.status().as_u16();
    let ms = milliseconds(latency);
    let statements = response.extensions().get::<StatementCount>();
    let statements = statements.map_or(0, |StatementCount(count)| *count);
    if response.extensions().get::<QuietLog>().is_some() {
        tracing::debug!(status, ms, statements, "response");
    } else {
        tracing::info!(status, ms, statements, "response");
    }
}

/// Milliseconds with three decimal places.
pub(super) fn milliseconds(duration: Duration) -> f64 {
    (duration.as_secs_f64() * 1_000_000.0).round() / 1000.0
}

/// The path without the names of files and the secret keys of their tickets.
fn loggable_path(path: &str, media_path: Option<&str>) -> String {
    for prefix in [Some(link::PREFIX), media_path].into_iter().flatten() {
        if path.starts_with(prefix) {
            return format!("{prefix}…");
        }
    }
    path.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hides_the_paths_of_files() {
        let media = Some("/media/");
        for (path, expected) in [
            ("/media/helpdesk/attachments/key/1/a.txt", "/media/…"),
            ("/graphql/files/1/a.txt", "/graphql/files/…"),
            ("/api/tickets/", "/api/tickets/"),
        ] {
            assert_eq!(loggable_path(path, media), expected);
        }
        assert_eq!(loggable_path("/media/a", None), "/media/a");
    }
}
