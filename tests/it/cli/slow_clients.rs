//! Slow clients over real sockets: incomplete requests and unread responses close the connection,
//! subscriptions stay open, and running requests finish when the service stops.

use std::io::{ErrorKind, Read as _, Write as _};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::{Running, deskql};
use crate::support::fixture::{self, Copy};

/// `server.header_seconds`.
const HEADER_SECONDS: u64 = 1;
/// `server.slow_seconds`.
const SLOW_SECONDS: u64 = 2;
/// `server.timeout_seconds`.
const TIMEOUT_SECONDS: u64 = 3;

struct Slow {
    service: Running,
    address: String,
    copy: Copy,
}

impl Slow {
    fn start() -> Self {
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
            .env("DESKQL_SERVER__HEADER_SECONDS", HEADER_SECONDS.to_string())
            .env("DESKQL_SERVER__SLOW_SECONDS", SLOW_SECONDS.to_string())
            .env(
                "DESKQL_SERVER__TIMEOUT_SECONDS",
                TIMEOUT_SECONDS.to_string(),
            );
        let mut service = Running::start(&mut command);
        let line: Value =
            serde_json::from_str(&service.read_stderr_until("\"listening\"")).unwrap();
        let address = line["address"]
            .as_str()
            .unwrap()
            .trim_start_matches("http://")
            .to_owned();
        Self {
            service,
            address,
            copy,
        }
    }

    fn connect(&self) -> Connection {
        let stream = TcpStream::connect(&self.address).unwrap();
        stream
            .set_read_timeout(Some(Duration::from_secs(20)))
            .unwrap();
        Connection {
            stream,
            read: Vec::new(),
        }
    }

    fn open_ticket(&self) {
        let mut connection = self.connect();
        connection.send(ticket().as_bytes());
        assert!(connection.until("\r\n\r\n").starts_with("HTTP/1.1 201"));
    }
}

/// A request that creates a ticket.
fn ticket() -> String {
    post(
        "/api/tickets/",
        "application/json",
        &json!({ "queue": 1, "title": "t", "description": "d", "priority": 3 }),
    )
}

fn post(path: &str, accept: &str, body: &Value) -> String {
    let (body, token) = (body.to_string(), fixture::token("admin"));
    format!(
        "POST {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Token {token}\r\nAccept: {accept}\r\n\
         Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
}

struct Connection {
    stream: TcpStream,
    read: Vec<u8>,
}

impl Connection {
    fn send(&mut self, bytes: &[u8]) {
        self.stream.write_all(bytes).unwrap();
    }

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

    /// Sends ten bytes per second until the server closes the connection; returns its response and
    /// the duration.
    fn trickle(&mut self, bytes: &[u8]) -> (String, Duration) {
        let begun = Instant::now();
        self.stream
            .set_read_timeout(Some(Duration::from_millis(100)))
            .unwrap();
        let mut said = Vec::new();
        for byte in bytes {
            let gone = self.stream.write_all(&[*byte]).is_err();
            let mut buffer = [0; 4096];
            match self.stream.read(&mut buffer) {
                Ok(0) => break,
                Ok(count) => said.extend(&buffer[..count]),
                Err(error)
                    if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut)
                        && !gone => {}
                Err(_) => break,
            }
        }
        (String::from_utf8_lossy(&said).into_owned(), begun.elapsed())
    }

    /// Sends a masked text frame.
    fn frame(&mut self, text: &str) {
        let length = u8::try_from(text.len()).unwrap();
        assert!(length < 126);
        self.send(&[&[0x81, 0x80 | length, 0, 0, 0, 0], text.as_bytes()].concat());
    }
}

#[test]
fn closes_connections_whose_head_is_too_slow() {
    let slow = Slow::start();
    let endless = format!(
        "GET /healthz HTTP/1.1\r\nHost: localhost\r\nX-Slow: {}",
        "x".repeat(200)
    );
    for head in [endless.as_bytes(), b""] {
        let mut connection = slow.connect();
        let (said, took) = if head.is_empty() {
            let begun = Instant::now();
            let mut rest = Vec::new();
            let _ = connection.stream.read_to_end(&mut rest);
            (String::from_utf8_lossy(&rest).into_owned(), begun.elapsed())
        } else {
            connection.trickle(head)
        };
        assert!(!said.contains("200 OK"), "{said}");
        assert!(
            (Duration::from_millis(900)..Duration::from_secs(5)).contains(&took),
            "{took:?}"
        );
    }
    // The limit also applies between two requests, but not to the connection as a whole.
    let mut connection = slow.connect();
    for _ in 0..3 {
        connection.send(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n");
        assert!(connection.until("\r\n\r\n").contains("200 OK"));
        std::thread::sleep(Duration::from_millis(600));
    }
    let mut rest = Vec::new();
    let _ = connection.stream.read_to_end(&mut rest);
}

#[test]
fn answers_503_if_a_body_is_too_slow() {
    let slow = Slow::start();
    let mut connection = slow.connect();
    let request = ticket();
    let (head, body) = request.split_at(request.find("\r\n\r\n").unwrap() + 4);
    connection.send(head.as_bytes());
    let endless = format!("{}{}", " ".repeat(500), body);
    let (said, took) = connection.trickle(endless.as_bytes());
    assert!(
        said.starts_with("HTTP/1.1 503") && said.contains("given up"),
        "{said}"
    );
    assert!(
        (Duration::from_secs(TIMEOUT_SECONDS)..Duration::from_secs(TIMEOUT_SECONDS + 8))
            .contains(&took),
        "{took:?}"
    );
}

/// Much more than the socket buffers hold.
const LARGE: usize = 40_000_000;

impl Slow {
    /// Requests a file of [`LARGE`] bytes and reads the head of the response.
    fn download(&self) -> Connection {
        std::fs::write(
            self.copy.media().join("helpdesk/attachments/large.txt"),
            vec![b'x'; LARGE],
        )
        .unwrap();
        let mut connection = self.connect();
        connection.send(
            b"GET /media/helpdesk/attachments/large.txt HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
        );
        let head = connection.until("\r\n\r\n");
        assert!(
            head.starts_with("HTTP/1.1 200") && head.contains(&LARGE.to_string()),
            "{head}"
        );
        connection
    }
}

#[test]
fn closes_connections_that_do_not_read_the_response() {
    let mut slow = Slow::start();
    let mut connection = slow.download();
    std::thread::sleep(Duration::from_secs(SLOW_SECONDS + 1));
    let begun = Instant::now();
    slow.service.send_sigterm();
    assert_eq!(slow.service.0.wait().unwrap().code(), Some(0));
    assert!(
        begun.elapsed() < Duration::from_secs(10),
        "the service waited for the client"
    );
    let mut rest = Vec::new();
    let _ = connection.stream.read_to_end(&mut rest);
    assert!(
        connection.read.len() + rest.len() < LARGE,
        "the client got the whole response"
    );
}

#[test]
fn slow_readers_get_the_whole_response() {
    let slow = Slow::start();
    let mut connection = slow.download();
    let begun = Instant::now();
    let (mut buffer, mut count) = (vec![0; LARGE / 16], connection.read.len());
    loop {
        std::thread::sleep(Duration::from_millis(200));
        match connection.stream.read(&mut buffer).unwrap() {
            0 => break,
            read => count += read,
        }
    }
    assert_eq!(count, LARGE);
    assert!(
        begun.elapsed() > Duration::from_secs(SLOW_SECONDS),
        "the client was not slow"
    );
}

#[test]
fn subscriptions_stay_open() {
    let slow = Slow::start();
    let mut events = slow.connect();
    let query = json!({ "query": "subscription { ticketEvents { kind } }" });
    events.send(post("/graphql/stream", "text/event-stream", &query).as_bytes());
    assert!(events.until("\r\n\r\n").contains("200 OK"));

    let mut socket = slow.connect();
    socket.send(
        b"GET /graphql HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
          Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\
          Sec-WebSocket-Protocol: graphql-transport-ws\r\n\r\n",
    );
    assert!(socket.until("\r\n\r\n").starts_with("HTTP/1.1 101"));
    let token = fixture::token("admin");
    socket.frame(&format!(
        r#"{{"type":"connection_init","payload":{{"Authorization":"Token {token}"}}}}"#
    ));
    socket.until("connection_ack");
    socket.frame(
        r#"{"id":"1","type":"subscribe","payload":{"query":"subscription{ticketEvents{kind}}"}}"#,
    );

    // Longer than all limits.
    std::thread::sleep(Duration::from_secs(TIMEOUT_SECONDS + 1));
    slow.open_ticket();
    events.until("CREATED");
    socket.until("CREATED");
    socket.frame(r#"{"type":"ping"}"#);
    socket.until("pong");
}

#[test]
fn running_requests_finish_at_shutdown() {
    let mut slow = Slow::start();
    let mut idle = slow.connect();
    idle.send(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n");
    idle.until("\r\n\r\n");
    let mut busy = slow.connect();
    let request = ticket();
    let (most, rest) = request.split_at(request.len() - 5);
    busy.send(most.as_bytes());
    std::thread::sleep(Duration::from_millis(300));

    let begun = Instant::now();
    slow.service.send_sigterm();
    // After the signal it accepts no more connections.
    while TcpStream::connect(&slow.address).is_ok() {
        assert!(
            begun.elapsed() < Duration::from_secs(2),
            "it still accepts connections"
        );
        std::thread::sleep(Duration::from_millis(10));
    }
    busy.send(rest.as_bytes());
    let answer = busy.until("\r\n\r\n");
    assert!(answer.starts_with("HTTP/1.1 201"), "{answer}");
    assert_eq!(slow.service.0.wait().unwrap().code(), Some(0));
    assert!(
        begun.elapsed() < Duration::from_secs(3),
        "the service waited for the idle connection"
    );
}
