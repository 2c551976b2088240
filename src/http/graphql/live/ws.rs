//! The handshake of a WebSocket on `/graphql`.

use std::net::SocketAddr;

use axum::extract::{ConnectInfo, FromRequestParts, Request, WebSocketUpgrade};
use axum::response::{IntoResponse, Response};
use http::{HeaderValue, header};

use super::connection;
use super::protocol::SUBPROTOCOL;
use crate::app::App;
use crate::domain::Viewer;
use crate::http::authentication;
use crate::http::graphql::accept::MediaType;
use crate::http::graphql::request_error::RequestError;
use crate::http::middleware::RequestId;

/// Read buffer of a connection in bytes. The default of 128 KiB would be most of the memory of
/// thousands of idle connections.
const READ_BUFFER_SIZE: usize = 2 * 1024;
/// Write buffer of a connection in bytes.
const WRITE_BUFFER_SIZE: usize = 4 * 1024;

/// Whether a request asks for a WebSocket.
pub(in crate::http::graphql) fn is_upgrade(request: &Request) -> bool {
    let upgrade = request.headers().get(header::UPGRADE);
    upgrade.is_some_and(|upgrade| upgrade.as_bytes().eq_ignore_ascii_case(b"websocket"))
}

/// Accepts the handshake. A wrong subprotocol and rejected credentials close the connection with a
/// code, because browsers do not show scripts why a handshake failed.
pub(in crate::http::graphql) async fn handle(app: App, request: Request) -> Response {
    let id = RequestId::of(request.extensions());
    let (mut parts, _) = request.into_parts();
    let caller = authentication::caller_of(&app, &parts, &Viewer::Anonymous);
    let slot = match super::reserve_slot(&app, caller) {
        Ok(slot) => slot,
        Err(error) => return error.respond(MediaType::Json, &id),
    };
    let upgrade = match WebSocketUpgrade::from_request_parts(&mut parts, &app).await {
        Ok(upgrade) => upgrade,
        Err(rejection) => {
            let error = RequestError::bad_request(rejection.body_text());
            return error.respond(MediaType::Json, &id);
        }
    };
    let max_size = app.config.live.max_message_size;
    // Browsers fail the handshake if the response selects none of their subprotocols. They would
    // not see the close code then.
    let requested = upgrade.requested_protocols().next().cloned();
    let mut upgrade = upgrade
        .protocols([SUBPROTOCOL])
        .read_buffer_size(READ_BUFFER_SIZE)
        .write_buffer_size(WRITE_BUFFER_SIZE)
        .max_message_size(max_size)
        .max_frame_size(max_size);
    if upgrade.selected_protocol().is_none()
        && let Some(requested) = requested
    {
        upgrade.set_selected_protocol(requested);
    }
    // Frees the request's context; the connection needs only the address of its peer.
    let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().copied();
    parts.extensions.clear();
    if let Some(peer) = peer {
        parts.extensions.insert(peer);
    }
    let mut response = upgrade
        .on_upgrade(async move |socket| {
            Box::pin(connection::serve(socket, app, parts, id, slot)).await
        })
        .into_response();
    response
        .headers_mut()
        .insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
