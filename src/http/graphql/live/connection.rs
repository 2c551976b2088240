//! One WebSocket from its first message to its close code. One task does it all: operations are
//! polled beside the socket, and while something is sent nothing is asked of them, so that a slow
//! reader costs no memory here.

use std::collections::HashMap;
use std::pin::Pin;
use std::time::Duration;

use axum::extract::ws::{Message, WebSocket};
use futures_util::stream::{AbortHandle, SelectAll, abortable};
use futures_util::{Stream, StreamExt};
use http::request::Parts;
use http::{StatusCode, header};
use tokio::time::{Instant, MissedTickBehavior, interval_at, sleep, timeout};

use super::operation::{Asker, Told};
use super::protocol::{self, Close, Said};
use super::{TOO_MANY, keepalive, patience};
use crate::app::{App, Place};
use crate::auth::{self, AmbientCredentials, ViewerWatch};
use crate::domain::Viewer;
use crate::http::graphql::refusal::Refusal;
use crate::http::graphql::{json, parameters};
use crate::http::middleware::RequestId;
use crate::http::{api, caller};

/// How long a close frame may take to leave.
const FAREWELL: Duration = Duration::from_secs(5);

/// What an operation tells, by its id; `None` when it has ended by itself.
type Telling = Pin<Box<dyn Stream<Item = (String, Option<Told>)> + Send>>;

/// A connection.
pub(super) struct Connection {
    app: App,
    parts: Parts,
    id: RequestId,
    place: Place,
    asker: Option<Asker>,
    initialised: bool,
    operations: SelectAll<Telling>,
    running: HashMap<String, Running>,
}

/// An operation that has not ended.
struct Running {
    handle: AbortHandle,
    /// Bytes of its message.
    size: usize,
}

/// How a connection ends.
enum End {
    /// By us, with a code.
    Told(Close),
    /// By the client, who waits for our goodbye.
    Left,
    /// It broke off, or nobody is there any more.
    Lost,
}

/// What is done next.
enum Step {
    Heard(Option<Result<Message, axum::Error>>),
    Told(String, Option<Told>),
    Tick,
    End(Close),
}

/// Speaks with the client until one of both has enough.
pub(super) async fn serve(
    mut socket: WebSocket,
    app: App,
    parts: Parts,
    id: RequestId,
    place: Place,
) {
    let patience = patience(&app);
    let end = if socket
        .protocol()
        .is_some_and(|protocol| protocol == protocol::SUBPROTOCOL)
    {
        let operations = SelectAll::new();
        let connection = Connection {
            app,
            parts,
            id,
            place,
            asker: None,
            initialised: false,
            operations,
            running: HashMap::new(),
        };
        connection.speak(&mut socket, patience).await
    } else {
        End::Told(Close::Subprotocol)
    };
    let farewell = async {
        match end {
            End::Told(close) => {
                tracing::debug!(?close, "a WebSocket is closed");
                let _ = socket.send(Message::Close(Some(close.frame()))).await;
            }
            End::Left => {}
            End::Lost => return,
        }
        // Until both have said goodbye: the answer to a client's is sent on the way, and a client
        // that was told could lose what was sent before.
        while let Some(Ok(_)) = socket.recv().await {}
    };
    let _ = timeout(FAREWELL, farewell).await;
}

impl Connection {
    /// Hears and answers for as long as the connection lasts.
    async fn speak(mut self, socket: &mut WebSocket, patience: Duration) -> End {
        let stopping = self.app.connections.stopping.clone();
        let mut ticks = interval_at(Instant::now() + keepalive(&self.app), keepalive(&self.app));
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let init = sleep(Duration::from_secs(self.app.config.live.init_seconds));
        tokio::pin!(init);
        let mut heard = true;
        loop {
            let mut viewer_watch = self.asker.as_ref().map(|asker| asker.viewer_watch.clone());
            let step = tokio::select! {
                () = stopping.cancelled() => Step::End(Close::GoingAway),
                () = gone(viewer_watch.as_mut()) => Step::End(Close::Forbidden("you are not signed in any more".into())),
                message = socket.recv() => Step::Heard(message),
                Some((id, told)) = self.operations.next(), if !self.operations.is_empty() => Step::Told(id, told),
                () = &mut init, if !self.initialised => Step::End(Close::InitTimeout),
                _ = ticks.tick() => Step::Tick,
            };
            let answer = match step {
                Step::End(close) => return End::Told(close),
                Step::Heard(Some(Ok(Message::Close(_)))) => return End::Left,
                Step::Heard(None) => return End::Lost,
                Step::Heard(Some(Err(error))) if is_too_big(&error) => {
                    return End::Told(Close::TooBig);
                }
                Step::Heard(Some(Err(_))) => return End::Lost,
                Step::Heard(Some(Ok(message))) => {
                    heard = true;
                    match self.hear(message).await {
                        Ok(answer) => answer,
                        Err(close) => return End::Told(close),
                    }
                }
                Step::Told(id, told) => match self.told(&id, told) {
                    Ok(message) => message,
                    Err(close) => return End::Told(close),
                },
                // Nothing came since the last one, not even the answer to it.
                Step::Tick if !heard => return End::Lost,
                Step::Tick => {
                    heard = false;
                    Some(Message::Ping(bytes::Bytes::new()))
                }
            };
            let Some(message) = answer else { continue };
            match timeout(patience, socket.send(message)).await {
                Ok(Ok(())) => {}
                Ok(Err(_)) => return End::Lost,
                Err(_) => return End::Told(Close::TooSlow),
            }
        }
    }

    /// What is answered to a message.
    async fn hear(&mut self, message: Message) -> Result<Option<Message>, Close> {
        let text = match message {
            Message::Text(text) => text,
            Message::Binary(_) => return Err(Close::BadMessage("it is binary".to_owned())),
            Message::Ping(_) | Message::Pong(_) | Message::Close(_) => return Ok(None),
        };
        let value = json::value(text.as_bytes(), &self.app.config)
            .map_err(|_| Close::BadMessage("it is not JSON, or has too much in it".to_owned()))?;
        match Said::read(value)? {
            Said::Init { .. } if self.initialised => Err(Close::TooManyInits),
            Said::Init { authorization } => {
                // Before it is looked at who it is: meanwhile another one is one too many.
                self.initialised = true;
                self.identify(authorization).await?;
                Ok(Some(protocol::ack()))
            }
            Said::Ping(payload) => Ok(Some(protocol::pong(payload))),
            Said::Pong => Ok(None),
            Said::Complete(id) => {
                if let Some(operation) = self.running.remove(&id) {
                    operation.handle.abort();
                }
                Ok(None)
            }
            Said::Subscribe { id, payload } => self.subscribe(id, payload, text.len()),
        }
    }

    /// Finds out who it is: by the credentials of the first message, else by those of the
    /// handshake.
    async fn identify(&mut self, authorization: Option<String>) -> Result<(), Close> {
        let peer = caller::peer(&self.parts.extensions);
        let mut parts = self.parts.clone();
        let authenticator = &self.app.authenticator;
        let ambient = authenticator.ambient_credentials(&parts, peer);
        let mut reads = false;
        if let Some(text) = authorization {
            let value = text
                .parse()
                .map_err(|_| Close::BadMessage("authorization is no header".to_owned()))?;
            parts.headers.remove(header::COOKIE);
            parts.headers.insert(header::AUTHORIZATION, value);
        } else if [header::COOKIE, header::AUTHORIZATION]
            .iter()
            .any(|name| parts.headers.contains_key(name))
        {
            // A browser adds these by itself, whatever page asks.
            match ambient {
                AmbientCredentials::Allowed => {}
                AmbientCredentials::ReadOnly => reads = true,
                AmbientCredentials::Refused => {
                    return Err(Close::Forbidden(
                        "this origin must send authorization in connection_init".to_owned(),
                    ));
                }
            }
        }
        let db = self.app.db.with_own_counter();
        let followed = authenticator.watch_viewer(&db, &parts, peer).await;
        let mut viewer_watch =
            followed.map_err(|error| match api::charged(&self.app, &parts, error) {
                auth::Error::Rejected(rejection) if rejection.rejects_credentials() => {
                    Close::Forbidden(rejection.to_string())
                }
                auth::Error::Rejected(rejection) => Close::TryAgain(rejection.to_string()),
                auth::Error::Internal(error) => {
                    tracing::error!(%error, "the caller could not be signed in");
                    Close::Internal
                }
            })?;
        let viewer = viewer_watch.viewer().unwrap_or(Viewer::Anonymous);
        let caller = api::caller_of(&self.app, &parts, &viewer);
        self.place
            .sign_in(caller)
            .map_err(|_| Close::TryAgain(TOO_MANY.to_owned()))?;
        self.asker = Some(Asker {
            app: self.app.clone(),
            viewer_watch,
            caller,
            id: self.id.clone(),
            reads,
        });
        Ok(())
    }

    fn subscribe(
        &mut self,
        id: String,
        payload: serde_json::Map<String, serde_json::Value>,
        size: usize,
    ) -> Result<Option<Message>, Close> {
        let Some(mut asker) = self.asker.clone() else {
            return Err(Close::Unauthorized);
        };
        if self.running.contains_key(&id) {
            return Err(Close::SubscriberExists(id));
        }
        let live = &self.app.config.live;
        let kept: usize = self.running.values().map(|running| running.size).sum();
        let full = if self.running.len() >= live.max_operations {
            Some(format!(
                "there are {} operations on this connection already",
                live.max_operations
            ))
        } else if kept + size > live.max_message_size {
            Some(format!(
                "the operations of this connection are larger than {} bytes together",
                live.max_message_size
            ))
        } else {
            None
        };
        if let Some(message) = full {
            let refusal = Refusal::new(
                StatusCode::TOO_MANY_REQUESTS,
                "TOO_MANY_OPERATIONS",
                message,
            );
            return Ok(Some(protocol::error(&id, &refusal.errors(&self.id))));
        }
        let own = id.clone();
        let end = (id.clone(), None);
        let asked = parameters::from_members(payload).map(|parameters| parameters.asked);
        let telling = futures_util::stream::once(async move {
            let taken = asker.take(asked).await;
            asker.run(taken)
        });
        let telling = telling.flatten().map(move |told| (own.clone(), Some(told)));
        let telling = telling.chain(futures_util::stream::iter([end]));
        // The end of one that the client has enough of is not told, either.
        let (telling, handle) = abortable(telling);
        self.running.insert(id, Running { handle, size });
        self.operations.push(Box::pin(telling));
        Ok(None)
    }

    /// What an operation tells, as a message.
    fn told(&mut self, id: &str, told: Option<Told>) -> Result<Option<Message>, Close> {
        match told {
            Some(Told::TooSlow) => Err(Close::TooSlow),
            Some(Told::Next(answer)) => Ok(Some(protocol::next(id, &answer))),
            Some(Told::Failed(errors)) => {
                // Its end says nothing more.
                if let Some(operation) = self.running.remove(id) {
                    operation.handle.abort();
                }
                Ok(Some(protocol::error(id, &errors)))
            }
            None => {
                self.running.remove(id);
                Ok(Some(protocol::complete(id)))
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

/// Whether a message was refused for its size.
fn is_too_big(error: &axum::Error) -> bool {
    let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(error);
    while let Some(error) = cause {
        if error.to_string().contains("too long") || error.to_string().contains("too large") {
            return true;
        }
        cause = error.source();
    }
    false
}
