//! The messages and close codes of graphql-transport-ws
//! (<https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md>).

use axum::extract::ws::{CloseFrame, Message};
use serde_json::{Map, Value, json};

/// The subprotocol's name.
pub(super) const SUBPROTOCOL: &str = "graphql-transport-ws";
/// Maximum length of an operation's ID in bytes.
const MAX_ID_LENGTH: usize = 256;
/// Maximum length of a close frame's reason in bytes (RFC 6455, 5.5).
const MAX_REASON_LENGTH: usize = 123;

/// Why the service closes a connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Close {
    /// The service is shutting down.
    GoingAway,
    /// The client does not read, or reads too slowly.
    TooSlow,
    /// The service cannot serve the connection now.
    TryAgain(String),
    /// A message is larger than `live.max_message_size`.
    TooBig,
    /// A message violates the protocol.
    BadMessage(String),
    /// `subscribe` before the connection was acknowledged.
    Unauthorized,
    /// The credentials were rejected, or are no longer valid.
    Forbidden(String),
    /// The client requested another subprotocol.
    Subprotocol,
    /// `connection_init` did not arrive in time.
    InitTimeout,
    /// An operation with this ID is running already.
    SubscriberExists(String),
    /// A second `connection_init`.
    TooManyInits,
    /// An error of ours.
    Internal,
}

impl Close {
    /// The close frame, with code and reason.
    pub fn frame(&self) -> CloseFrame {
        let (code, reason) = match self {
            Self::GoingAway => (
                1001,
                "Going away: the service is shutting down; reconnect and resume".into(),
            ),
            Self::TooBig => (1009, "Message too big".into()),
            Self::TooSlow => (
                1013,
                "Too slow: reconnect and resume with the cursor of the last event".into(),
            ),
            Self::TryAgain(why) => (1013, format!("Try again later: {why}")),
            Self::BadMessage(why) => (4400, format!("Invalid message: {why}")),
            Self::Unauthorized => (4401, "Unauthorized".into()),
            Self::Forbidden(why) => (4403, format!("Forbidden: {why}")),
            Self::Subprotocol => (4406, "Subprotocol not acceptable".into()),
            Self::InitTimeout => (4408, "Connection initialisation timeout".into()),
            Self::SubscriberExists(id) => (4409, format!("Subscriber for {id} already exists")),
            Self::TooManyInits => (4429, "Too many initialisation requests".into()),
            Self::Internal => (4500, "Internal server error".into()),
        };
        let mut end = reason.len().min(MAX_REASON_LENGTH);
        while !reason.is_char_boundary(end) {
            end -= 1;
        }
        CloseFrame {
            code,
            reason: reason[..end].into(),
        }
    }
}

/// A message of the client.
#[derive(Debug, PartialEq)]
pub(super) enum ClientMessage {
    /// `connection_init`
    Init {
        /// The value of an `Authorization` header.
        authorization: Option<String>,
    },
    /// `ping`; its payload is returned.
    Ping(Option<Value>),
    /// `pong`
    Pong,
    /// `subscribe`: starts an operation.
    Subscribe {
        /// The client's ID of the operation.
        id: String,
        /// `query`, `variables` and so on.
        payload: Map<String, Value>,
    },
    /// `complete`: ends the operation with this ID.
    Complete(String),
}

impl ClientMessage {
    /// Parses a message.
    pub fn parse(message: Value) -> Result<Self, Close> {
        let bad = |why: &str| Close::BadMessage(why.to_owned());
        let Value::Object(mut members) = message else {
            return Err(bad("a message must be a JSON object"));
        };
        let kind = members.remove("type");
        let payload = members.remove("payload");
        let payload = match payload {
            None | Some(Value::Null) => None,
            Some(Value::Object(members)) => Some(members),
            Some(_) => return Err(bad("payload must be an object")),
        };
        let id = || match members.get("id") {
            Some(Value::String(id)) if !id.is_empty() && id.len() <= MAX_ID_LENGTH => {
                Ok(id.clone())
            }
            _ => Err(bad("id must be a string of 1 to 256 bytes")),
        };
        Ok(match kind.as_ref().and_then(Value::as_str) {
            Some("connection_init") => Self::Init {
                authorization: authorization(payload)?,
            },
            Some("ping") => Self::Ping(payload.map(Value::Object)),
            Some("pong") => Self::Pong,
            Some("subscribe") => {
                let payload = payload.ok_or_else(|| bad("subscribe needs a payload"))?;
                if !names_a_document(&payload) {
                    return Err(bad("subscribe needs a query"));
                }
                Self::Subscribe { id: id()?, payload }
            }
            Some("complete") => Self::Complete(id()?),
            _ => return Err(bad("unknown type")),
        })
    }
}

/// Whether a payload contains a document, or the ID or hash of a stored one.
fn names_a_document(payload: &Map<String, Value>) -> bool {
    let is_string = |name: &str| payload.get(name).is_some_and(Value::is_string);
    let extensions = payload.get("extensions");
    is_string("query")
        || is_string("documentId")
        || extensions.is_some_and(|each| !each["persistedQuery"].is_null())
}

/// The credentials of a `connection_init`: `authorization` in any case, in the payload itself or in
/// its `headers`.
fn authorization(payload: Option<Map<String, Value>>) -> Result<Option<String>, Close> {
    let Some(mut payload) = payload else {
        return Ok(None);
    };
    let find = |members: &Map<String, Value>| {
        members
            .iter()
            .find(|(name, _)| name.eq_ignore_ascii_case("authorization"))
            .map(|(_, value)| value.clone())
    };
    let in_headers = match payload.remove("headers") {
        Some(Value::Object(headers)) => find(&headers),
        _ => None,
    };
    match find(&payload).or(in_headers) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(Close::BadMessage(
            "authorization must be a string".to_owned(),
        )),
    }
}

/// `connection_ack`
pub(super) fn ack() -> Message {
    text(&json!({ "type": "connection_ack" }))
}

/// `pong`
pub(super) fn pong(payload: Option<Value>) -> Message {
    match payload {
        None => text(&json!({ "type": "pong" })),
        Some(payload) => text(&json!({ "type": "pong", "payload": payload })),
    }
}

/// `next`: a response of an operation. `payload` is JSON.
pub(super) fn next(id: &str, payload: &str) -> Message {
    // The response is JSON already.
    Message::text(format!(
        r#"{{"id":{},"type":"next","payload":{payload}}}"#,
        json!(id)
    ))
}

/// `error`: an operation failed before its execution.
pub(super) fn error(id: &str, errors: &[Value]) -> Message {
    text(&json!({ "id": id, "type": "error", "payload": errors }))
}

/// `complete`: an operation ended.
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
    fn parses_or_rejects_messages() {
        let init = |text: &str| ClientMessage::Init {
            authorization: Some(text.to_owned()),
        };
        let object = |value: Value| value.as_object().cloned().unwrap();
        for (message, expected) in [
            (
                json!({ "type": "connection_init" }),
                ClientMessage::Init {
                    authorization: None,
                },
            ),
            (
                json!({ "type": "connection_init", "payload": {} }),
                ClientMessage::Init {
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
            (
                json!({ "type": "ping", "payload": null }),
                ClientMessage::Ping(None),
            ),
            (
                json!({ "type": "ping", "payload": { "a": 1 } }),
                ClientMessage::Ping(Some(json!({ "a": 1 }))),
            ),
            (json!({ "type": "pong" }), ClientMessage::Pong),
            (
                json!({ "type": "complete", "id": "1" }),
                ClientMessage::Complete("1".to_owned()),
            ),
            (
                json!({ "type": "subscribe", "id": "1", "payload": { "query": "{ a }" } }),
                ClientMessage::Subscribe {
                    id: "1".to_owned(),
                    payload: object(json!({ "query": "{ a }" })),
                },
            ),
        ] {
            assert_eq!(
                ClientMessage::parse(message.clone()),
                Ok(expected),
                "{message}"
            );
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
                matches!(
                    ClientMessage::parse(message.clone()),
                    Err(Close::BadMessage(_))
                ),
                "{message}"
            );
        }
    }

    #[test]
    fn reasons_fit_into_a_close_frame() {
        let frame = Close::SubscriberExists("ü".repeat(128)).frame();
        assert!(
            frame.code == 4409 && frame.reason.len() <= MAX_REASON_LENGTH,
            "{frame:?}"
        );
    }
}
