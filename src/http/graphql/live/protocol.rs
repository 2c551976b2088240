//! Messages of graphql-transport-ws
//! (<https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md>), and the codes that a
//! connection is closed with.

use axum::extract::ws::{CloseFrame, Message};
use serde_json::{Map, Value, json};

/// The name of the protocol in a handshake.
pub(super) const SUBPROTOCOL: &str = "graphql-transport-ws";
/// Longest id of an operation in bytes.
const LONGEST_ID: usize = 256;
/// Most bytes of a reason that fit into a close frame.
const LONGEST_REASON: usize = 123;

/// Why a connection is closed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Close {
    /// The service stops.
    GoingAway,
    /// The client takes nothing of what is sent, or falls too far behind.
    TooSlow,
    /// It cannot be served now.
    TryAgain(String),
    /// A message is larger than allowed.
    TooBig,
    /// A message is none of the protocol's.
    BadMessage(String),
    /// Something is asked for before the connection was acknowledged.
    Unauthorized,
    /// The credentials are refused, or are not good any more.
    Forbidden(String),
    /// The client speaks another protocol.
    Subprotocol,
    /// The client did not initialise the connection in time.
    InitTimeout,
    /// An operation with this id runs already.
    SubscriberExists(String),
    /// The connection was initialised before.
    TooManyInits,
    /// Something of ours is broken.
    Internal,
}

impl Close {
    /// The code and the reason.
    pub fn frame(&self) -> CloseFrame {
        let (code, reason) = match self {
            Self::GoingAway => (
                1001,
                "Going away: the service stops; come back and resume".into(),
            ),
            Self::TooBig => (1009, "Message too big".into()),
            Self::TooSlow => (
                1013,
                "Too slow: come back and resume with the cursor of the last event".into(),
            ),
            Self::TryAgain(why) => (1013, format!("Try again later: {why}")),
            Self::BadMessage(why) => (4400, format!("Invalid message: {why}")),
            Self::Unauthorized => (4401, "Unauthorized".into()),
            Self::Forbidden(why) => (4403, format!("Forbidden: {why}")),
            Self::Subprotocol => (4406, "Subprotocol not acceptable".into()),
            Self::InitTimeout => (4408, "Connection initialisation timeout".into()),
            Self::SubscriberExists(id) => (4409, format!("Subscriber for {id} already exists")),
            Self::TooManyInits => (4429, "Too many initialisation requests".into()),
            Self::Internal => (4500, "Something went wrong on our side".into()),
        };
        let mut end = reason.len().min(LONGEST_REASON);
        while !reason.is_char_boundary(end) {
            end -= 1;
        }
        CloseFrame {
            code,
            reason: reason[..end].into(),
        }
    }
}

/// What a client says.
#[derive(Debug, PartialEq)]
pub(super) enum Said {
    /// The first message, with credentials if the handshake had none.
    Init {
        /// What would stand in the header `Authorization`.
        authorization: Option<String>,
    },
    /// A sign of life is asked for; its payload goes back.
    Ping(Option<Value>),
    /// A sign of life.
    Pong,
    /// An operation begins.
    Subscribe {
        /// The client's name for it.
        id: String,
        /// `query`, `variables` and so on.
        payload: Map<String, Value>,
    },
    /// The client has enough of an operation.
    Complete(String),
}

impl Said {
    /// Reads the JSON of a message.
    pub fn read(message: Value) -> Result<Self, Close> {
        let bad = |why: &str| Close::BadMessage(why.to_owned());
        let Value::Object(mut members) = message else {
            return Err(bad("it is not a JSON object"));
        };
        let kind = members.remove("type");
        let payload = members.remove("payload");
        let optional = match payload {
            None | Some(Value::Null) => None,
            Some(Value::Object(members)) => Some(members),
            Some(_) => return Err(bad("the payload is not an object")),
        };
        let id = || match members.get("id") {
            Some(Value::String(id)) if !id.is_empty() && id.len() <= LONGEST_ID => Ok(id.clone()),
            _ => Err(bad("there is no id, or it is no text of 1 to 256 bytes")),
        };
        Ok(match kind.as_ref().and_then(Value::as_str) {
            Some("connection_init") => Self::Init {
                authorization: authorization(optional)?,
            },
            Some("ping") => Self::Ping(optional.map(Value::Object)),
            Some("pong") => Self::Pong,
            Some("subscribe") => {
                let payload = optional.ok_or_else(|| bad("subscribe has no payload"))?;
                if !names_a_document(&payload) {
                    return Err(bad("subscribe has no query"));
                }
                Self::Subscribe { id: id()?, payload }
            }
            Some("complete") => Self::Complete(id()?),
            _ => return Err(bad("the type is none that a client sends")),
        })
    }
}

/// Whether a payload has a document, or the name or hash of one that is known.
fn names_a_document(payload: &Map<String, Value>) -> bool {
    let is_text = |name: &str| payload.get(name).is_some_and(Value::is_string);
    let extensions = payload.get("extensions");
    is_text("query")
        || is_text("documentId")
        || extensions.is_some_and(|each| !each["persistedQuery"].is_null())
}

/// The credentials of a `connection_init`, under `authorization` in any letters, directly or among
/// `headers`.
fn authorization(payload: Option<Map<String, Value>>) -> Result<Option<String>, Close> {
    let Some(mut payload) = payload else {
        return Ok(None);
    };
    let named = |members: &Map<String, Value>| {
        members
            .iter()
            .find(|(name, _)| name.eq_ignore_ascii_case("authorization"))
            .map(|(_, value)| value.clone())
    };
    let inner = match payload.remove("headers") {
        Some(Value::Object(headers)) => named(&headers),
        _ => None,
    };
    match named(&payload).or(inner) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(Close::BadMessage("authorization is not a text".to_owned())),
    }
}

/// What is said to a client.
pub(super) fn ack() -> Message {
    text(&json!({ "type": "connection_ack" }))
}

/// A sign of life that was asked for.
pub(super) fn pong(payload: Option<Value>) -> Message {
    match payload {
        None => text(&json!({ "type": "pong" })),
        Some(payload) => text(&json!({ "type": "pong", "payload": payload })),
    }
}

/// One answer of an operation; `payload` is JSON.
pub(super) fn next(id: &str, payload: &str) -> Message {
    // Put together by hand: the answer was written as JSON already.
    Message::text(format!(
        r#"{{"id":{},"type":"next","payload":{payload}}}"#,
        json!(id)
    ))
}

/// An operation is refused.
pub(super) fn error(id: &str, errors: &[Value]) -> Message {
    text(&json!({ "id": id, "type": "error", "payload": errors }))
}

/// An operation is over.
pub(super) fn complete(id: &str) -> Message {
    text(&json!({ "id": id, "type": "complete" }))
}

fn text(message: &Value) -> Message {
    Message::text(message.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_are_read_or_refused() {
        let init = |text: &str| Said::Init {
            authorization: Some(text.to_owned()),
        };
        let object = |value: Value| value.as_object().cloned().unwrap();
        for (message, expected) in [
            (
                json!({ "type": "connection_init" }),
                Said::Init {
                    authorization: None,
                },
            ),
            (
                json!({ "type": "connection_init", "payload": {} }),
                Said::Init {
                    authorization: None,
                },
            ),
            (
                json!({ "type": "connection_init", "payload": { "Authorization": "Token a" } }),
                init("Token a"),
            ),
            (
                json!({ "type": "connection_init", "payload": { "headers": { "authorization": "T" } } }),
                init("T"),
            ),
            (json!({ "type": "ping", "payload": null }), Said::Ping(None)),
            (
                json!({ "type": "ping", "payload": { "a": 1 } }),
                Said::Ping(Some(json!({ "a": 1 }))),
            ),
            (json!({ "type": "pong" }), Said::Pong),
            (
                json!({ "type": "complete", "id": "1" }),
                Said::Complete("1".to_owned()),
            ),
            (
                json!({ "type": "subscribe", "id": "1", "payload": { "query": "{ a }" } }),
                Said::Subscribe {
                    id: "1".to_owned(),
                    payload: object(json!({ "query": "{ a }" })),
                },
            ),
        ] {
            assert_eq!(Said::read(message.clone()), Ok(expected), "{message}");
        }
        for message in [
            json!(1),
            json!([]),
            json!({}),
            json!({ "type": "next", "id": "1" }),
            json!({ "type": 1 }),
            json!({ "type": "subscribe", "payload": {} }),
            json!({ "type": "subscribe", "id": "", "payload": {} }),
            json!({ "type": "subscribe", "id": 1, "payload": {} }),
            json!({ "type": "subscribe", "id": "1" }),
            json!({ "type": "subscribe", "id": "1", "payload": "x" }),
            json!({ "type": "subscribe", "id": "1", "payload": {} }),
            json!({ "type": "subscribe", "id": "1", "payload": { "query": null } }),
            json!({ "type": "subscribe", "id": "1", "payload": { "query": 1 } }),
            json!({ "type": "subscribe", "id": "1", "payload": { "variables": {} } }),
            json!({ "type": "complete" }),
            json!({ "type": "connection_init", "payload": "x" }),
            json!({ "type": "connection_init", "payload": { "authorization": 1 } }),
            json!({ "type": "complete", "id": "x".repeat(257) }),
        ] {
            assert!(
                matches!(Said::read(message.clone()), Err(Close::BadMessage(_))),
                "{message}"
            );
        }
    }

    #[test]
    fn reasons_fit_into_a_frame() {
        let frame = Close::SubscriberExists("ü".repeat(128)).frame();
        assert!(
            frame.code == 4409 && frame.reason.len() <= LONGEST_REASON,
            "{frame:?}"
        );
    }
}
