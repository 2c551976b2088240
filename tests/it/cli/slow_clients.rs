//! Slow clients over real sockets: incomplete requests and unread responses close the connection,
//! subscriptions stay open, and running requests finish when the service stops.

use std::io::{ErrorKind, Read as _, Write as _};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::served::Served;
use crate::support::fixture;
use crate::support::socket::Connection;

/// `server.header_seconds`.
const HEADER_SECONDS: u64 = 1;
/// `server.slow_seconds`.
const SLOW_SECONDS: u64 = 2;
/// `server.timeout_seconds`.
const TIMEOUT_SECONDS: u64 = 3;

fn start() -> Served {
    Served::start(&[
        ("DESKQL_SERVER__HEADER_SECONDS", &HEADER_SECONDS.to_string()),
        ("DESKQL_SERVER__SLOW_SECONDS", &SLOW_SECONDS.to_string()),
        (
            "DESKQL_SERVER__TIMEOUT_SECONDS",
            &TIMEOUT_SECONDS.to_string(),
        ),
    ])
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

/// Sends ten bytes per second until the server closes the connection; returns its response and the
/// duration.
fn trickle(connection: &mut Connection, bytes: &[u8]) -> (String, Duration) {
    let start = Instant::now();
    let stream = &mut connection.stream;
    stream
        .set_read_timeout(Some(Duration::from_millis(100)))
        .unwrap();
    let mut response = Vec::new();
    for byte in bytes {
        let is_closed = stream.write_all(&[*byte]).is_err();
        let mut buffer = [0; 4096];
        match stream.read(&mut buffer) {
            Ok(0) => break,
            Ok(count) => response.extend(&buffer[..count]),
            Err(error)
                if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut)
                    && !is_closed => {}
            Err(_) => break,
        }
    }
    let response = String::from_utf8_lossy(&response).into_owned();
    (response, start.elapsed())
}

#[test]
fn closes_connections_whose_head_is_too_slow() {
    let service = start();
    let endless = format!(
        "GET /healthz HTTP/1.1\r\nHost: localhost\r\nX-Slow: {}",
        "x".repeat(200)
    );
    for head in [endless.as_bytes(), b""] {
        let mut connection = service.connect();
        let (response, took) = if head.is_empty() {
            let start = Instant::now();
            (connection.read_to_end(), start.elapsed())
        } else {
            trickle(&mut connection, head)
        };
        assert!(!response.contains("200 OK"), "{response}");
        assert!(
            (Duration::from_millis(900)..Duration::from_secs(5)).contains(&took),
            "{took:?}"
        );
    }
    // The limit also applies between two requests, but not to the connection as a whole.
    let mut connection = service.connect();
    for _ in 0..3 {
        connection.send(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n");
        assert!(connection.read_until("\r\n\r\n").contains("200 OK"));
        std::thread::sleep(Duration::from_millis(600));
    }
    connection.read_to_end();
}

#[test]
fn answers_503_if_a_body_is_too_slow() {
    let service = start();
    let mut connection = service.connect();
    let request = ticket();
    let (head, body) = request.split_at(request.find("\r\n\r\n").unwrap() + 4);
    connection.send(head.as_bytes());
    let endless = format!("{}{}", " ".repeat(500), body);
    let (response, took) = trickle(&mut connection, endless.as_bytes());
    assert!(
        response.starts_with("HTTP/1.1 503") && response.contains("timed out"),
        "{response}"
    );
    assert!(
        (Duration::from_secs(TIMEOUT_SECONDS)..Duration::from_secs(TIMEOUT_SECONDS + 8))
            .contains(&took),
        "{took:?}"
    );
}

/// Much more than the socket buffers hold.
const LARGE: usize = 40_000_000;

/// Requests a file of [`LARGE`] bytes and reads the head of the response.
fn download(service: &Served) -> Connection {
    let file = service.copy.media().join("helpdesk/attachments/large.txt");
    std::fs::write(file, vec![b'x'; LARGE]).unwrap();
    let mut connection = service.connect();
    connection.send(
        "GET /media/helpdesk/attachments/large.txt HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
    );
    let head = connection.read_until("\r\n\r\n");
    assert!(
        head.starts_with("HTTP/1.1 200") && head.contains(&LARGE.to_string()),
        "{head}"
    );
    connection
}

#[test]
fn closes_connections_that_do_not_read_the_response() {
    let mut service = start();
    let mut connection = download(&service);
    std::thread::sleep(Duration::from_secs(SLOW_SECONDS + 1));
    let begun = Instant::now();
    service.process.send_sigterm();
    assert_eq!(service.process.0.wait().unwrap().code(), Some(0));
    assert!(
        begun.elapsed() < Duration::from_secs(10),
        "the service waited for the client"
    );
    assert!(
        connection.read_to_end().len() < LARGE,
        "the client got the whole response"
    );
}

#[test]
fn slow_readers_get_the_whole_response() {
    let service = start();
    let mut connection = download(&service);
    let begun = Instant::now();
    let (mut buffer, mut count) = (vec![0; LARGE / 16], connection.received.len());
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
    let service = start();
    let mut events = service.connect();
    let query = json!({ "query": "subscription { ticketEvents { kind } }" });
    events.send(post("/graphql/stream", "text/event-stream", &query));
    assert!(events.read_until("\r\n\r\n").contains("200 OK"));

    let (mut socket, status) = Connection::open_websocket(&service.address);
    assert!(status.starts_with("HTTP/1.1 101"), "{status}");
    socket.send_init("admin");
    socket.read_until("connection_ack");
    socket.send_frame(
        r#"{"id":"1","type":"subscribe","payload":{"query":"subscription{ticketEvents{kind}}"}}"#,
    );

    // Longer than all limits.
    std::thread::sleep(Duration::from_secs(TIMEOUT_SECONDS + 1));
    let mut connection = service.connect();
    connection.send(ticket());
    let head = connection.read_until("\r\n\r\n");
    assert!(head.starts_with("HTTP/1.1 201"), "{head}");
    events.read_until("CREATED");
    socket.read_until("CREATED");
    socket.send_frame(r#"{"type":"ping"}"#);
    socket.read_until("pong");
}

#[test]
fn running_requests_finish_at_shutdown() {
    let mut service = start();
    let mut idle = service.connect();
    idle.send(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n");
    idle.read_until("\r\n\r\n");
    let mut busy = service.connect();
    let request = ticket();
    let (most, rest) = request.split_at(request.len() - 5);
    busy.send(most.as_bytes());
    std::thread::sleep(Duration::from_millis(300));

    let begun = Instant::now();
    service.process.send_sigterm();
    // After the signal it accepts no more connections.
    while TcpStream::connect(&service.address).is_ok() {
        assert!(
            begun.elapsed() < Duration::from_secs(2),
            "it still accepts connections"
        );
        std::thread::sleep(Duration::from_millis(10));
    }
    busy.send(rest.as_bytes());
    let answer = busy.read_until("\r\n\r\n");
    assert!(answer.starts_with("HTTP/1.1 201"), "{answer}");
    assert_eq!(service.process.0.wait().unwrap().code(), Some(0));
    assert!(
        begun.elapsed() < Duration::from_secs(3),
        "the service waited for the idle connection"
    );
}
