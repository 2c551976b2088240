//! Limits of long-lived connections: how many a caller may open, and the size of their operations.

use serde_json::json;

use super::served::Served;
use crate::support::fixture;
use crate::support::socket::Connection;

const EVENTS: &str = "subscription { ticketEvents { kind } }";

/// Opens an event stream; returns it with the status line.
fn open_stream(service: &Served, authorization: &str) -> (Connection, String) {
    let body = json!({ "query": EVENTS }).to_string();
    let mut connection = service.connect();
    connection.send(format!(
        "POST /graphql/stream HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n{authorization}\
         Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    ));
    let status = connection.read_until("\r\n");
    (connection, status)
}

#[test]
fn limits_anonymous_connections_per_address() {
    let service = Served::start(&[
        ("DESKQL_LIVE__MAX_CONNECTIONS_PER_ADDRESS", "2"),
        ("DESKQL_LIVE__MAX_CONNECTIONS_PER_USER", "1"),
    ]);
    let open_websocket = || Connection::open_websocket(&service.address);
    let (first, line) = open_websocket();
    assert!(line.contains(" 101 "), "{line}");
    let (mut second, line) = open_websocket();
    assert!(line.contains(" 101 "), "{line}");
    for line in [open_stream(&service, "").1, open_websocket().1] {
        assert!(line.contains(" 429 "), "{line}");
    }
    // After signing in, a connection counts for its user and no longer for the address.
    second.send_init("agent");
    second.read_until("connection_ack");
    let (mut third, line) = open_websocket();
    assert!(line.contains(" 101 "), "{line}");
    third.send_init("agent");
    third.read_until("too many connections");
    let token = |user: &str| format!("Authorization: Token {}\r\n", fixture::token(user));
    let (_, line) = open_stream(&service, &token("agent"));
    assert!(line.contains(" 429 "), "{line}");
    let (_admin, line) = open_stream(&service, &token("admin"));
    assert!(line.contains(" 200 "), "{line}");
    drop(first);
}

/// The total size of a connection's operations is limited, without variables they do not declare.
#[test]
fn limits_the_total_size_of_operations() {
    let service = Served::start(&[("DESKQL_LIVE__MAX_MESSAGE_SIZE", "1000000")]);
    let (mut socket, _) = Connection::open_websocket(&service.address);
    socket.send_init("admin");
    socket.read_until("connection_ack");
    let subscribe = |id: &str, size: usize| {
        let variables = json!({ "nobody": "x".repeat(size) });
        json!({ "type": "subscribe", "id": id, "payload": { "query": EVENTS, "variables": variables } }).to_string()
    };
    socket.send_frame(&subscribe("first", 600_000));
    socket.send_frame(&subscribe("second", 600_000));
    let refused = socket.read_until("TOO_MANY_OPERATIONS");
    assert!(
        refused.contains("second") && !refused.contains("first"),
        "{refused}"
    );
    socket.send_frame(&subscribe("third", 100_000));
    socket.send_frame(r#"{"type":"complete","id":"first"}"#);
    socket.send_frame(&subscribe("fourth", 600_000));
    socket.send_frame(r#"{"type":"ping"}"#);
    let rest = socket.read_until("pong");
    assert!(!rest.contains("TOO_MANY_OPERATIONS"), "{rest}");
}
