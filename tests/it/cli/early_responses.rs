//! Requests that are rejected before their body is read: a client that is still sending must be
//! able to read the response, over plain sockets and with Node's fetch.

use std::io::{ErrorKind, Read as _, Write as _};
use std::net::TcpStream;
use std::process::Command;
use std::time::{Duration, Instant};

use serde_json::Value;

use super::{Running, deskql};
use crate::support::fixture::Copy;

/// More than the socket buffers of both sides hold.
const LARGE: usize = 12_000_000;

struct Service {
    _running: Running,
    address: String,
    _copy: Copy,
}

impl Service {
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
            .env("DESKQL_SERVER__MAX_BODY_SIZE", "20000000")
            .env("DESKQL_AUTH__THROTTLE_FAILURES", "0");
        let mut running = Running::start(&mut command);
        let warning = running.read_stderr_until("limits are disabled");
        assert!(
            warning.contains("auth.throttle_failures") && !warning.contains("server."),
            "{warning}"
        );
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

    fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(&self.address).unwrap();
        stream
            .set_read_timeout(Some(Duration::from_secs(20)))
            .unwrap();
        stream
    }
}

/// The head of a request with a body of `size` bytes.
fn head(path: &str, content_type: &str, size: usize) -> String {
    format!(
        "POST {path} HTTP/1.1\r\nHost: localhost\r\nAccept: application/json\r\nContent-Type: {content_type}\r\n\
         Content-Length: {size}\r\n\r\n"
    )
}

/// Reads one response.
fn answer(stream: &mut TcpStream) -> std::io::Result<String> {
    let (mut read, mut buffer) = (Vec::new(), [0; 4096]);
    loop {
        let text = String::from_utf8_lossy(&read);
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head.lines().find_map(|line| {
                line.to_lowercase()
                    .strip_prefix("content-length: ")?
                    .parse()
                    .ok()
            });
            if body.len() >= length.unwrap_or(0) {
                return Ok(text.into_owned());
            }
        }
        match stream.read(&mut buffer)? {
            0 => return Err(ErrorKind::UnexpectedEof.into()),
            count => read.extend(&buffer[..count]),
        }
    }
}

const FORM: &str = "multipart/form-data; boundary=xx";

#[test]
fn clients_that_are_still_sending_can_read_the_response() {
    let service = Service::start();
    for (path, content_type, size, status) in [
        // Cross-site; anonymous; too large; unsupported content type.
        ("/graphql", FORM, LARGE, "403"),
        ("/api/followups-attachments/", FORM, LARGE, "403"),
        ("/api/tickets/", FORM, 2 * LARGE, "413"),
        ("/graphql", "application/json", LARGE, "413"),
        ("/graphql", "text/plain", LARGE, "415"),
    ] {
        for _ in 0..4 {
            let mut stream = service.connect();
            stream
                .write_all(head(path, content_type, size).as_bytes())
                .unwrap();
            let chunk = vec![b'x'; 100_000];
            for _ in 0..size / chunk.len() {
                // The client reads the response only after sending everything.
                stream
                    .write_all(&chunk)
                    .unwrap_or_else(|error| panic!("{path} {status}: {error}"));
                std::thread::yield_now();
            }
            let answer =
                answer(&mut stream).unwrap_or_else(|error| panic!("{path} {status}: {error}"));
            assert!(
                answer.starts_with(&format!("HTTP/1.1 {status}")),
                "{answer}"
            );
        }
    }
}

/// The rest of a small request is read, and the connection stays open.
#[test]
fn connections_stay_open_after_a_rejection() {
    let service = Service::start();
    let mut stream = service.connect();
    for _ in 0..5 {
        let body = "x".repeat(100_000);
        let (begin, end) = body.split_at(10);
        stream
            .write_all(head("/graphql", FORM, body.len()).as_bytes())
            .unwrap();
        stream.write_all(begin.as_bytes()).unwrap();
        assert!(answer(&mut stream).unwrap().starts_with("HTTP/1.1 403"));
        stream.write_all(end.as_bytes()).unwrap();
        stream
            .write_all(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
            .unwrap();
        assert!(answer(&mut stream).unwrap().starts_with("HTTP/1.1 200"));
    }
}

#[test]
fn clients_can_read_the_response_to_a_head_that_is_too_large() {
    let service = Service::start();
    for _ in 0..4 {
        let mut stream = service.connect();
        stream
            .write_all(b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Large: ")
            .unwrap();
        for _ in 0..40 {
            stream.write_all(&[b'x'; 100_000]).unwrap();
        }
        let answer = answer(&mut stream).unwrap();
        assert!(
            answer.starts_with("HTTP/1.1 431") || answer.starts_with("HTTP/1.1 400"),
            "{answer}"
        );
    }
}

/// A rejected request gets no `100 Continue`, and its body is discarded for a limited time.
#[test]
fn discards_rejected_bodies_for_a_limited_time() {
    let service = Service::start();
    let mut stream = service.connect();
    let expecting =
        head("/graphql", FORM, LARGE).replace("Accept:", "Expect: 100-continue\r\nAccept:");
    stream.write_all(expecting.as_bytes()).unwrap();
    assert!(
        answer(&mut stream).unwrap().starts_with("HTTP/1.1 403"),
        "not 100 Continue"
    );

    let mut stream = service.connect();
    stream
        .write_all(head("/graphql", FORM, LARGE).as_bytes())
        .unwrap();
    let begun = Instant::now();
    assert!(answer(&mut stream).unwrap().starts_with("HTTP/1.1 403"));
    while stream.write_all(b"x").is_ok() {
        assert!(begun.elapsed() < Duration::from_secs(30), "it still reads");
        std::thread::sleep(Duration::from_millis(100));
    }
}

#[test]
fn fetch_can_read_rejections() {
    if !Command::new("node")
        .arg("--version")
        .output()
        .is_ok_and(|output| output.status.success())
    {
        eprintln!("skipped: there is no node");
        return;
    }
    let service = Service::start();
    let script = r#"
      const [base] = process.argv.slice(1);
      const small = () => {
        const form = new FormData();
        form.append('operations', JSON.stringify({ query: 'mutation ($f: Upload!) { a(f: $f) }', variables: { f: null } }));
        form.append('map', JSON.stringify({ 0: [] }));
        form.append('0', new Blob(['x']), 'a.txt');
        return form;
      };
      const large = () => {
        const form = new FormData();
        form.append('attachment', new Blob(['x'.repeat(5_000_000)]), 'a.txt');
        return form;
      };
      const preflight = { 'graphql-require-preflight': '1' };
      for (let round = 0; round < 20; round += 1) {
        for (const [path, body, headers, expected] of [
          ['/graphql', small(), preflight, [200, 400]], ['/graphql', large(), {}, [403]],
          ['/api/tickets/', large(), {}, [401, 403]], ['/api/tickets/', 'x'.repeat(21_000_000), {}, [413]],
        ]) {
          const answer = await fetch(base + path, { method: 'POST', body, headers });
          await answer.text();
          if (!expected.includes(answer.status)) throw new Error(`${path}: ${answer.status}`);
        }
      }
    "#;
    let base = format!("http://{}", service.address);
    let output = Command::new("node")
        .args(["--input-type=module", "-e", script, &base])
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
}
