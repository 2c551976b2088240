//! graphql-sse, distinct connections mode
//! (<https://github.com/enisdenjo/graphql-sse/blob/master/PROTOCOL.md>): one operation per
//! connection, with its responses as events. An invalid document is reported as an event; a viewer
//! over a rate limit gets the status 429.

use std::convert::Infallible;

use axum::body::Body;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use futures_util::{Stream, StreamExt};
use http::{HeaderMap, header};
use serde_json::json;
use tokio::sync::mpsc;
use tokio::time::timeout;

use super::operation::{AcceptedOperation, Client, OperationEvent};
use super::{keepalive_interval, send_timeout};
use crate::graphql::documents::Parameters;
use crate::http::graphql::rate_limits::RateLimits;
use crate::http::graphql::request_error::Result;

const MEDIA_TYPE: &str = "text/event-stream";
/// Events that may wait for a slow connection.
const QUEUE_LENGTH: usize = 16;
/// The event that ends a stream.
const COMPLETE: &str = "event: complete\ndata:\n\n";
/// A comment, which clients ignore.
const KEEP_ALIVE: &str = ":\n\n";

/// Whether the client prefers an event stream.
pub(in crate::http::graphql) fn is_requested(headers: &HeaderMap) -> bool {
    let accept = headers.get(header::ACCEPT);
    let accept = accept.and_then(|value| value.to_str().ok());
    let first = accept.unwrap_or_default().split([',', ';']).next();
    first
        .unwrap_or_default()
        .trim()
        .eq_ignore_ascii_case(MEDIA_TYPE)
}

/// Executes an operation and answers with its events.
pub(in crate::http::graphql) async fn respond(
    mut client: Client,
    parameters: Parameters,
) -> Result<Response> {
    let slot = super::reserve_slot(&client.app, client.caller)?;
    let accepted = match client.accept(Ok(parameters)).await {
        Some(Err(error)) if error.is_rate_limit() => return Err(error),
        accepted => accepted,
    };
    let rate_limits = match &accepted {
        Some(Ok(accepted)) => accepted.rate_limits,
        _ => RateLimits::default(),
    };
    let (sender, receiver) = mpsc::channel(QUEUE_LENGTH);
    tokio::spawn(async move {
        send_events(client, accepted, sender).await;
        drop(slot);
    });
    let events = futures_util::stream::unfold(receiver, async |mut receiver| {
        let event: Bytes = receiver.recv().await?;
        Some((Ok::<_, Infallible>(event), receiver))
    });
    let headers = [
        (header::CONTENT_TYPE, "text/event-stream; charset=utf-8"),
        // nginx must not buffer events.
        (header::HeaderName::from_static("x-accel-buffering"), "no"),
    ];
    let mut response = (headers, Body::from_stream(events)).into_response();
    rate_limits.add_headers(response.headers_mut());
    Ok(response)
}

/// Sends events until the operation ends, the client is gone or too slow, or the service shuts
/// down. Only an operation that ended sends `complete`; clients that miss it reconnect.
async fn send_events(
    client: Client,
    accepted: Option<Result<AcceptedOperation>>,
    sender: mpsc::Sender<Bytes>,
) {
    let (send_timeout, keepalive) = (send_timeout(&client.app), keepalive_interval(&client.app));
    let stopping = client.app.connections.stopping.clone();
    let mut viewer_watch = client.viewer_watch.clone();
    let operation = client.run(accepted);
    tokio::pin!(operation);
    loop {
        let event = tokio::select! {
            () = stopping.cancelled() => return,
            () = viewer_watch.gone() => return,
            () = sender.closed() => return,
            event = timeout(keepalive, next(operation.as_mut())) => event,
        };
        let (text, is_last) = match event {
            Err(_) => {
                // Without waiting: the operation may hold what other subscribers need. A full queue
                // needs no keep-alive.
                let _ = sender.try_send(KEEP_ALIVE.into());
                continue;
            }
            Ok(Some(OperationEvent::Next(response))) => {
                (format!("event: next\ndata: {response}\n\n"), false)
            }
            Ok(Some(OperationEvent::Error(errors))) => {
                let response = json!({ "errors": errors });
                (format!("event: next\ndata: {response}\n\n{COMPLETE}"), true)
            }
            Ok(Some(OperationEvent::TooSlow)) => return,
            Ok(None) => (COMPLETE.to_owned(), true),
        };
        let sent = timeout(send_timeout, sender.send(text.into())).await;
        if !matches!(sent, Ok(Ok(()))) || is_last {
            return;
        }
    }
}

async fn next(
    mut operation: std::pin::Pin<&mut (impl Stream<Item = OperationEvent> + ?Sized)>,
) -> Option<OperationEvent> {
    operation.next().await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn event_streams_must_come_first() {
        for (accept, expected) in [
            ("text/event-stream", true),
            ("TEXT/event-stream; charset=utf-8", true),
            ("text/event-stream, application/json", true),
            ("application/json, text/event-stream", false),
            ("*/*", false),
            ("", false),
        ] {
            let headers = HeaderMap::from_iter([(header::ACCEPT, accept.parse().unwrap())]);
            assert_eq!(is_requested(&headers), expected, "{accept}");
        }
        assert!(!is_requested(&HeaderMap::new()));
    }
}
