//! The handshake of a WebSocket on `/graphql`.

use axum::extract::{FromRequestParts, Request, WebSocketUpgrade};
use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};

use super::connection;
use super::protocol::SUBPROTOCOL;
use crate::app::App;
use crate::domain::Viewer;
use crate::http::api;
use crate::http::graphql::accept::Media;
use crate::http::graphql::refusal::Refusal;
use crate::http::middleware::RequestId;

/// Bytes that each connection keeps for reading. The library's own 128 KiB would be most of what
/// thousands of them take.
const READ_BUFFER: usize = 2 * 1024;
/// Bytes that are gathered before they are written.
const WRITE_BUFFER: usize = 4 * 1024;

/// Whether the caller asks for a WebSocket.
pub(in crate::http::graphql) fn is_asked(request: &Request) -> bool {
    let upgrade = request.headers().get(header::UPGRADE);
    upgrade.is_some_and(|upgrade| upgrade.as_bytes().eq_ignore_ascii_case(b"websocket"))
}

/// Shakes hands. Which protocol is spoken and who it is is told by close codes, which clients can
/// read; a refused handshake they cannot.
pub(in crate::http::graphql) async fn answer(app: App, request: Request) -> Response {
    let id = RequestId::of(request.extensions());
    let (mut parts, _) = request.into_parts();
    // Nobody has signed in yet.
    let place = match super::place(&app, api::caller_of(&app, &parts, &Viewer::Anonymous)) {
        Ok(place) => place,
        Err(refusal) => return refusal.answer(Media::Json, &id),
    };
    let upgrade = match WebSocketUpgrade::from_request_parts(&mut parts, &app).await {
        Ok(upgrade) => upgrade,
        Err(rejection) => {
            let refusal = Refusal::new(
                StatusCode::BAD_REQUEST,
                "BAD_REQUEST",
                rejection.body_text(),
            );
            return refusal.answer(Media::Json, &id);
        }
    };
    let most = app.config.live.max_message_size;
    // Browsers give up where none of their protocols is chosen, and would not see the close code.
    let offered = upgrade.requested_protocols().next().cloned();
    let mut upgrade = upgrade
        .protocols([SUBPROTOCOL])
        .read_buffer_size(READ_BUFFER)
        .write_buffer_size(WRITE_BUFFER)
        .max_message_size(most)
        .max_frame_size(most);
    if upgrade.selected_protocol().is_none()
        && let Some(offered) = offered
    {
        upgrade.set_selected_protocol(offered);
    }
    // What the request carried is not kept for as long as the connection lasts, but for the
    // address.
    let peer = parts
        .extensions
        .get::<axum::extract::ConnectInfo<std::net::SocketAddr>>()
        .copied();
    parts.extensions.clear();
    if let Some(peer) = peer {
        parts.extensions.insert(peer);
    }
    let mut response = upgrade
        .on_upgrade(async move |socket| {
            Box::pin(connection::serve(socket, app, parts, id, place)).await
        })
        .into_response();
    response
        .headers_mut()
        .insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
