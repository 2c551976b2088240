//! Limits of long-lived connections: how many a caller may open, and the size of their operations.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

use serde_json::{Value, json};

use super::{Running, deskql};
use crate::support::fixture::{self, Copy};

const EVENTS: &str = "subscription { ticketEvents { kind } }";

struct Service {
    _running: Running,
    address: String,
    _copy: Copy,
}

impl Service {
    fn start(settings: &[(&str, &str)]) -> Self {
        let copy = Copy::new();
        let migrated = deskql(copy.path())
            .args(["migrate", "--database", "sqlite:helpdesk.sqlite3"])
            .output()
            .unwrap();
        assert!(
            migrated.status.success(),
            "{}",
            String::from_utf8_lossy(&migrated.stderr)
        );
        let mut command = deskql(copy.path());
        command
            .args([
                "serve",
                "--database",
                "sqlite:helpdesk.sqlite3",
                "--listen",
                "127.0.0.1:0",
                "--log-format",
                "json",
            ])
            .envs(
                settings
                    .iter()
                    .map(|(key, value)| (format!("DESKQL_LIVE__{key}"), *value)),
            );
        let mut running = Running::start(&mut command);
        let line: Value =
            serde_json::from_str(&running.read_stderr_until("\"listening\"")).unwrap();
        let address = line["address"]
            .as_str()
            .unwrap()
            .trim_start_matches("http://")
            .to_owned();
        Self {
            _running: running,
            address,
            _copy: copy,
        }
    }

    fn send(&self, request: &str) -> Connection {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        stream
            .set_read_timeout(Some(Duration::from_secs(20)))
            .unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        Connection {
            stream,
            read: Vec::new(),
        }
    }

    /// Opens an event stream; returns it with the status line.
    fn stream(&self, authorization: &str) -> (Connection, String) {
        let body = json!({ "query": EVENTS }).to_string();
        let mut connection = self.send(&format!(
            "POST /graphql/stream HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n{authorization}\
             Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        ));
        let line = connection.until("\r\n");
        (connection, line)
    }

    /// Opens a WebSocket; returns it with the status line.
    fn socket(&self) -> (Connection, String) {
        let mut connection = self.send(
            "GET /graphql HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
             Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\
             Sec-WebSocket-Protocol: graphql-transport-ws\r\n\r\n",
        );
        let line = connection.until("\r\n");
        connection.until("\r\n\r\n");
        (connection, line)
    }
}

struct Connection {
    stream: TcpStream,
    read: Vec<u8>,
}

impl Connection {
    /// Reads up to and including `end`.
    fn until(&mut self, end: &str) -> String {
        loop {
            if let Some(at) = self
                .read
                .windows(end.len())
                .position(|window| window == end.as_bytes())
            {
                let rest = self.read.split_off(at + end.len());
                return String::from_utf8_lossy(&std::mem::replace(&mut self.read, rest))
                    .into_owned();
            }
            let mut buffer = [0; 4096];
            let count = self.stream.read(&mut buffer).unwrap();
            assert!(
                count > 0,
                "it ended before {end:?}: {}",
                String::from_utf8_lossy(&self.read)
            );
            self.read.extend(&buffer[..count]);
        }
    }

    /// Sends a masked text frame.
    fn frame(&mut self, text: &str) {
        let length = text.len();
        let mut frame = vec![0x81];
        if let Ok(short) = u8::try_from(length)
            .map_err(drop)
            .and_then(|short| if short < 126 { Ok(short) } else { Err(()) })
        {
            frame.push(0x80 | short);
        } else {
            frame.push(0x80 | 127);
            frame.extend((length as u64).to_be_bytes());
        }
        frame.extend([0; 4]);
        frame.extend(text.as_bytes());
        self.stream.write_all(&frame).unwrap();
    }

    fn sign_in(&mut self, user: &str) {
        let token = fixture::token(user);
        self.frame(&format!(
            r#"{{"type":"connection_init","payload":{{"Authorization":"Token {token}"}}}}"#
        ));
    }
}

#[test]
fn limits_anonymous_connections_per_address() {
    let service = Service::start(&[
        ("MAX_CONNECTIONS_PER_ADDRESS", "2"),
        ("MAX_CONNECTIONS_PER_USER", "1"),
    ]);
    let (first, line) = service.socket();
    assert!(line.contains(" 101 "), "{line}");
    let (mut second, line) = service.socket();
    assert!(line.contains(" 101 "), "{line}");
    for line in [service.stream("").1, service.socket().1] {
        assert!(line.contains(" 429 "), "{line}");
    }
    // After signing in, a connection counts for its user and no longer for the address.
    second.sign_in("agent");
    second.until("connection_ack");
    let (mut third, line) = service.socket();
    assert!(line.contains(" 101 "), "{line}");
    third.sign_in("agent");
    third.until("too many connections");
    let token = |user: &str| format!("Authorization: Token {}\r\n", fixture::token(user));
    let (_, line) = service.stream(&token("agent"));
    assert!(line.contains(" 429 "), "{line}");
    let (_admin, line) = service.stream(&token("admin"));
    assert!(line.contains(" 200 "), "{line}");
    drop(first);
}

/// The total size of a connection's operations is limited, without variables they do not declare.
#[test]
fn limits_the_total_size_of_operations() {
    let service = Service::start(&[("MAX_MESSAGE_SIZE", "1000000")]);
    let (mut socket, _) = service.socket();
    socket.sign_in("admin");
    socket.until("connection_ack");
    let subscribe = |id: &str, size: usize| {
        let variables = json!({ "nobody": "x".repeat(size) });
        json!({ "type": "subscribe", "id": id, "payload": { "query": EVENTS, "variables": variables } }).to_string()
    };
    socket.frame(&subscribe("first", 600_000));
    socket.frame(&subscribe("second", 600_000));
    let refused = socket.until("TOO_MANY_OPERATIONS");
    assert!(
        refused.contains("second") && !refused.contains("first"),
        "{refused}"
    );
    socket.frame(&subscribe("third", 100_000));
    socket.frame(r#"{"type":"complete","id":"first"}"#);
    socket.frame(&subscribe("fourth", 600_000));
    socket.frame(r#"{"type":"ping"}"#);
    let rest = socket.until("pong");
    assert!(!rest.contains("TOO_MANY_OPERATIONS"), "{rest}");
}
