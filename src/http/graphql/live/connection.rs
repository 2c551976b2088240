//! One WebSocket, from its first message to its close frame.
//!
//! One task serves a connection. While it sends a message, each operation runs only up to its next
//! event, so that a slow client does not make responses pile up in memory.

use std::collections::HashMap;
use std::pin::Pin;
use std::time::Duration;

use axum::extract::ws::{Message, WebSocket};
use futures_util::stream::{AbortHandle, abortable};
use futures_util::{Stream, StreamExt};
use http::request::Parts;
use http::{StatusCode, header};
use tokio::time::{Instant, MissedTickBehavior, interval_at, sleep, timeout};

use super::operation::{Client, OperationEvent};
use super::operations::Operations;
use super::protocol::{self, ClientMessage, Close};
use super::{TOO_MANY_CONNECTIONS, keepalive_interval, send_timeout};
use crate::app::{App, ConnectionSlot};
use crate::auth::{self, AmbientCredentials, ViewerWatch};
use crate::domain::Viewer;
use crate::http::graphql::request_error::RequestError;
use crate::http::graphql::{json, parameters};
use crate::http::middleware::RequestId;
use crate::http::{addresses, authentication};

/// How long the closing handshake may take.
const CLOSE_TIMEOUT: Duration = Duration::from_secs(5);

/// The events of an operation with its ID; `None` after the last.
type Operation = Pin<Box<dyn Stream<Item = (String, Option<OperationEvent>)> + Send>>;

/// A connection.
pub(super) struct Connection {
    app: App,
    /// The request of the handshake.
    parts: Parts,
    id: RequestId,
    slot: ConnectionSlot,
    /// The client, after `connection_init`.
    client: Option<Client>,
    is_initialized: bool,
    operations: Operations<Operation>,
    running: HashMap<String, Running>,
}

/// An operation that has not ended.
struct Running {
    handle: AbortHandle,
    /// The size of its message in bytes.
    size: usize,
}

/// How a connection ends.
enum End {
    /// The service closes it.
    Close(Close),
    /// The client closed it and waits for our close frame.
    ClosedByClient,
    /// It broke.
    Lost,
}

/// The next step of a connection.
enum Step {
    Message(Option<Result<Message, axum::Error>>),
    Event(String, Option<OperationEvent>),
    KeepAlive,
    Close(Close),
}

/// Serves a connection until it ends.
pub(super) async fn serve(
    mut socket: WebSocket,
    app: App,
    parts: Parts,
    id: RequestId,
    slot: ConnectionSlot,
) {
    let speaks_protocol = socket
        .protocol()
        .is_some_and(|protocol| protocol == protocol::SUBPROTOCOL);
    let end = if speaks_protocol {
        let connection = Connection {
            app,
            parts,
            id,
            slot,
            client: None,
            is_initialized: false,
            operations: Operations::new(),
            running: HashMap::new(),
        };
        connection.run(&mut socket).await
    } else {
        End::Close(Close::Subprotocol)
    };
    let _ = timeout(CLOSE_TIMEOUT, close(&mut socket, end)).await;
}

/// The closing handshake. It waits for the client's close frame: a connection that is dropped
/// before may lose what was sent last.
async fn close(socket: &mut WebSocket, end: End) {
    match end {
        End::Close(close) => {
            tracing::debug!(?close, "closing a WebSocket");
            let _ = socket.send(Message::Close(Some(close.frame()))).await;
        }
        // Reading sends our close frame.
        End::ClosedByClient => {}
        End::Lost => return,
    }
    while let Some(Ok(_)) = socket.recv().await {}
}

impl Connection {
    async fn run(mut self, socket: &mut WebSocket) -> End {
        let send_timeout = send_timeout(&self.app);
        let stopping = self.app.connections.stopping.clone();
        let interval = keepalive_interval(&self.app);
        let mut keepalive = interval_at(Instant::now() + interval, interval);
        keepalive.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let init_timeout = sleep(Duration::from_secs(self.app.config.live.init_seconds));
        tokio::pin!(init_timeout);
        // Whether the client sent anything since the last ping.
        let mut is_alive = true;
        loop {
            let mut viewer_watch = self
                .client
                .as_ref()
                .map(|client| client.viewer_watch.clone());
            let step = tokio::select! {
                () = stopping.cancelled() => Step::Close(Close::GoingAway),
                () = gone(viewer_watch.as_mut()) => {
                    Step::Close(Close::Forbidden("you are no longer signed in".into()))
                }
                message = socket.recv() => Step::Message(message),
                Some((id, event)) = self.operations.next() => Step::Event(id, event),
                () = &mut init_timeout, if !self.is_initialized => {
                    Step::Close(Close::InitTimeout)
                }
                _ = keepalive.tick() => Step::KeepAlive,
            };
            let reply = match step {
                Step::Close(close) => return End::Close(close),
                Step::Message(Some(Ok(Message::Close(_)))) => return End::ClosedByClient,
                Step::Message(None) => return End::Lost,
                Step::Message(Some(Err(error))) if is_too_big(&error) => {
                    return End::Close(Close::TooBig);
                }
                Step::Message(Some(Err(_))) => return End::Lost,
                Step::Message(Some(Ok(message))) => {
                    is_alive = true;
                    match self.handle(message).await {
                        Ok(reply) => reply,
                        Err(close) => return End::Close(close),
                    }
                }
                Step::Event(id, event) => match self.event_message(&id, event) {
                    Ok(message) => Some(message),
                    Err(close) => return End::Close(close),
                },
                Step::KeepAlive if !is_alive => return End::Lost,
                Step::KeepAlive => {
                    is_alive = false;
                    Some(Message::Ping(bytes::Bytes::new()))
                }
            };
            let Some(reply) = reply else { continue };
            let send = timeout(send_timeout, socket.send(reply));
            match self.operations.run_during(send).await {
                Ok(Ok(())) => {}
                Ok(Err(_)) => return End::Lost,
                Err(_) => return End::Close(Close::TooSlow),
            }
        }
    }

    /// Handles a message of the client; returns the reply.
    async fn handle(&mut self, message: Message) -> Result<Option<Message>, Close> {
        let text = match message {
            Message::Text(text) => text,
            Message::Binary(_) => {
                return Err(Close::BadMessage(
                    "binary messages are not supported".into(),
                ));
            }
            Message::Ping(_) | Message::Pong(_) | Message::Close(_) => return Ok(None),
        };
        let value = json::read_value(text.as_bytes(), &self.app.config)
            .map_err(|_| Close::BadMessage("invalid JSON, or too many values".into()))?;
        match ClientMessage::parse(value)? {
            ClientMessage::Init { .. } if self.is_initialized => Err(Close::TooManyInits),
            ClientMessage::Init { authorization } => {
                // Set before authentication, which takes time: a second message must be rejected.
                self.is_initialized = true;
                self.authenticate(authorization).await?;
                Ok(Some(protocol::ack()))
            }
            ClientMessage::Ping(payload) => Ok(Some(protocol::pong(payload))),
            ClientMessage::Pong => Ok(None),
            ClientMessage::Complete(id) => {
                if let Some(operation) = self.running.remove(&id) {
                    operation.handle.abort();
                    self.operations.discard(|(of, _)| *of == id);
                }
                Ok(None)
            }
            ClientMessage::Subscribe { id, payload } => self.subscribe(id, payload, text.len()),
        }
    }

    /// Authenticates the client by the credentials of `connection_init`, or else by those of the
    /// handshake.
    async fn authenticate(&mut self, authorization: Option<String>) -> Result<(), Close> {
        let peer = addresses::peer(&self.parts.extensions);
        let mut parts = self.parts.clone();
        let authenticator = &self.app.authenticator;
        let ambient = authenticator.ambient_credentials(&parts, peer);
        let mut is_read_only = false;
        if let Some(text) = authorization {
            let value = text
                .parse()
                .map_err(|_| Close::BadMessage("authorization is not a header value".into()))?;
            parts.headers.remove(header::COOKIE);
            parts.headers.insert(header::AUTHORIZATION, value);
        } else if [header::COOKIE, header::AUTHORIZATION]
            .iter()
            .any(|name| parts.headers.contains_key(name))
        {
            // Browsers add these headers themselves, whichever page opens the connection.
            match ambient {
                AmbientCredentials::Allowed => {}
                AmbientCredentials::ReadOnly => is_read_only = true,
                AmbientCredentials::Refused => {
                    return Err(Close::Forbidden(
                        "this origin must send authorization in connection_init".into(),
                    ));
                }
            }
        }
        let db = self.app.db.with_own_counter();
        let viewer_watch = authenticator.watch_viewer(&db, &parts, peer).await;
        let mut viewer_watch =
            viewer_watch.map_err(|error| {
                match authentication::charge_rejection(&self.app, &parts, error) {
                    auth::Error::Rejected(rejection) if rejection.rejects_credentials() => {
                        Close::Forbidden(rejection.to_string())
                    }
                    auth::Error::Rejected(rejection) => Close::TryAgain(rejection.to_string()),
                    auth::Error::Internal(error) => {
                        tracing::error!(%error, "authentication failed");
                        Close::Internal
                    }
                }
            })?;
        let viewer = viewer_watch.viewer().unwrap_or(Viewer::Anonymous);
        let caller = authentication::caller_of(&self.app, &parts, &viewer);
        self.slot
            .assign_to(caller)
            .map_err(|_| Close::TryAgain(TOO_MANY_CONNECTIONS.to_owned()))?;
        let services = authenticator.client(&parts, peer, false);
        self.client = Some(Client {
            services: self.app.client(services),
            app: self.app.clone(),
            viewer_watch,
            caller,
            id: self.id.clone(),
            is_read_only,
        });
        Ok(())
    }

    /// Starts an operation; `size` is the size of its message. Returns an error message if the
    /// connection has too many operations.
    fn subscribe(
        &mut self,
        id: String,
        payload: serde_json::Map<String, serde_json::Value>,
        size: usize,
    ) -> Result<Option<Message>, Close> {
        let Some(mut client) = self.client.clone() else {
            return Err(Close::Unauthorized);
        };
        if self.running.contains_key(&id) {
            return Err(Close::SubscriberExists(id));
        }
        if let Some(message) = self.exceeded_limit(size) {
            let status = StatusCode::TOO_MANY_REQUESTS;
            let error = RequestError::new(status, "TOO_MANY_OPERATIONS", message);
            return Ok(Some(protocol::error(&id, &error.errors(&self.id))));
        }
        let parameters = parameters::from_members(payload);
        let events = futures_util::stream::once(async move {
            let accepted = client.accept(parameters).await;
            client.run(accepted)
        });
        let (event_id, end) = (id.clone(), (id.clone(), None));
        let events = events
            .flatten()
            .map(move |event| (event_id.clone(), Some(event)))
            .chain(futures_util::stream::iter([end]));
        // Aborting drops the end as well: the client does not expect it after `complete`.
        let (events, handle) = abortable(events);
        self.running.insert(id, Running { handle, size });
        self.operations.push(Box::pin(events));
        Ok(None)
    }

    /// Says which limit another operation of `size` bytes would exceed.
    fn exceeded_limit(&self, size: usize) -> Option<String> {
        let live = &self.app.config.live;
        if self.running.len() >= live.max_operations {
            return Some(format!(
                "this connection already has {} operations",
                live.max_operations
            ));
        }
        let total: usize = self.running.values().map(|running| running.size).sum();
        (total + size > live.max_message_size).then(|| {
            format!(
                "the operations of this connection exceed {} bytes together",
                live.max_message_size
            )
        })
    }

    /// The message for an event of an operation; `None` means that the operation ended.
    fn event_message(&mut self, id: &str, event: Option<OperationEvent>) -> Result<Message, Close> {
        match event {
            Some(OperationEvent::TooSlow) => Err(Close::TooSlow),
            Some(OperationEvent::Next(response)) => Ok(protocol::next(id, &response)),
            Some(OperationEvent::Error(errors)) => {
                // `error` ends the operation: no `complete` follows.
                if let Some(operation) = self.running.remove(id) {
                    operation.handle.abort();
                }
                Ok(protocol::error(id, &errors))
            }
            None => {
                self.running.remove(id);
                Ok(protocol::complete(id))
            }
        }
    }
}

async fn gone(viewer_watch: Option<&mut ViewerWatch>) {
    match viewer_watch {
        Some(viewer_watch) => viewer_watch.gone().await,
        None => std::future::pending().await,
    }
}

/// Whether a message exceeds the maximum size. axum does not expose tungstenite's error type.
fn is_too_big(error: &axum::Error) -> bool {
    let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(error);
    while let Some(error) = cause {
        let text = error.to_string();
        if text.contains("too long") || text.contains("too large") {
            return true;
        }
        cause = error.source();
    }
    false
}
