//! graphql-sse, distinct connections
//! (<https://github.com/enisdenjo/graphql-sse/blob/master/PROTOCOL.md>): one operation a
//! connection, its answers as events. What is wrong with a document is told as an event, too; who
//! asks too much is refused as everywhere, by the status.

use std::convert::Infallible;

use axum::body::Body;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use futures_util::{Stream, StreamExt};
use http::{HeaderMap, StatusCode, header};
use serde_json::json;
use tokio::sync::mpsc;
use tokio::time::timeout;

use super::operation::{Asker, Taken, Told};
use super::{keepalive, patience};
use crate::graphql::documents::Asked;
use crate::http::graphql::refusal::Result;

/// The type of such an answer.
const MEDIA: &str = "text/event-stream";
/// Events that wait for a connection to take them.
const WAITING: usize = 16;

/// Whether the caller reads events and nothing else of ours.
pub(in crate::http::graphql) fn is_asked(headers: &HeaderMap) -> bool {
    let accept = headers
        .get(header::ACCEPT)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let first = accept.split([',', ';']).next().unwrap_or_default();
    first.trim().eq_ignore_ascii_case(MEDIA)
}

/// Executes an operation and answers with its events.
pub(in crate::http::graphql) async fn answer(mut asker: Asker, asked: Asked) -> Result<Response> {
    let place = super::place(&asker.app, asker.caller)?;
    let taken = match asker.take(Ok(asked)).await {
        Some(Err(refusal)) if refusal.is_of_pace() => return Err(refusal),
        taken => taken,
    };
    let standings = taken
        .as_ref()
        .and_then(|taken| Some(taken.as_ref().ok()?.standings))
        .unwrap_or_default();
    let (sender, receiver) = mpsc::channel(WAITING);
    tokio::spawn(async move {
        tell(asker, taken, sender).await;
        drop(place);
    });
    let events = futures_util::stream::unfold(receiver, async |mut receiver| {
        let event: Bytes = receiver.recv().await?;
        Some((Ok::<_, Infallible>(event), receiver))
    });
    let headers = [
        (header::CONTENT_TYPE, "text/event-stream; charset=utf-8"),
        // Not to be gathered on the way.
        (header::HeaderName::from_static("x-accel-buffering"), "no"),
    ];
    let mut response = (StatusCode::OK, headers, Body::from_stream(events)).into_response();
    standings.tell(response.headers_mut());
    Ok(response)
}

/// Hands events on until the operation ends, nobody takes them, or the service stops. Only an
/// operation that ended has its `complete`: whoever misses it comes back.
async fn tell(asker: Asker, taken: Option<Result<Taken>>, sender: mpsc::Sender<Bytes>) {
    let (patience, keepalive) = (patience(&asker.app), keepalive(&asker.app));
    let stopping = asker.app.connections.stopping.clone();
    let mut viewer_watch = asker.viewer_watch.clone();
    let operation = asker.run(taken);
    tokio::pin!(operation);
    loop {
        let told = tokio::select! {
            () = stopping.cancelled() => return,
            () = viewer_watch.gone() => return,
            () = sender.closed() => return,
            told = timeout(keepalive, next(operation.as_mut())) => told,
        };
        let (event, last) = match told {
            Err(_) => (":\n\n".to_owned(), false),
            Ok(Some(Told::Next(answer))) => (format!("event: next\ndata: {answer}\n\n"), false),
            Ok(Some(Told::Failed(errors))) => {
                let answer = json!({ "errors": errors });
                (
                    format!("event: next\ndata: {answer}\n\nevent: complete\ndata:\n\n"),
                    true,
                )
            }
            Ok(Some(Told::TooSlow)) => return,
            Ok(None) => ("event: complete\ndata:\n\n".to_owned(), true),
        };
        if !matches!(
            timeout(patience, sender.send(event.into())).await,
            Ok(Ok(()))
        ) || last
        {
            return;
        }
    }
}

async fn next(
    mut operation: std::pin::Pin<&mut (impl Stream<Item = Told> + ?Sized)>,
) -> Option<Told> {
    operation.next().await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_are_asked_for_by_name() {
        for (accept, asked) in [
            ("text/event-stream", true),
            ("TEXT/event-stream; charset=utf-8", true),
            ("text/event-stream, application/json", true),
            ("application/json, text/event-stream", false),
            ("*/*", false),
            ("", false),
        ] {
            let headers = HeaderMap::from_iter([(header::ACCEPT, accept.parse().unwrap())]);
            assert_eq!(is_asked(&headers), asked, "{accept}");
        }
        assert!(!is_asked(&HeaderMap::new()));
    }
}
