//! Requests that are rejected before their body is read: a client that is still sending must be
//! able to read the response, over plain sockets and with Node's fetch.

use std::io::Write as _;
use std::process::Command;
use std::time::{Duration, Instant};

use super::served::Served;

/// More than the socket buffers of both sides hold.
const LARGE: usize = 12_000_000;

fn start() -> Served {
    let service = Served::start(&[
        ("DESKQL_SERVER__MAX_BODY_SIZE", "20000000"),
        ("DESKQL_AUTH__THROTTLE_FAILURES", "0"),
    ]);
    let mut log = service.log.iter();
    let warning = log.find(|line| line.contains("limits are disabled"));
    let warning = warning.unwrap_or_else(|| panic!("{:?}", service.log));
    assert!(
        warning.contains("auth.throttle_failures") && !warning.contains("server."),
        "{warning}"
    );
    service
}

/// The head of a request with a body of `size` bytes.
fn head(path: &str, content_type: &str, size: usize) -> String {
    format!(
        "POST {path} HTTP/1.1\r\nHost: localhost\r\nAccept: application/json\r\nContent-Type: {content_type}\r\n\
         Content-Length: {size}\r\n\r\n"
    )
}

const FORM: &str = "multipart/form-data; boundary=xx";

#[test]
fn clients_that_are_still_sending_can_read_the_response() {
    let service = start();
    for (path, content_type, size, status) in [
        // Cross-site; anonymous; too large; unsupported content type.
        ("/graphql", FORM, LARGE, "403"),
        ("/api/followups-attachments/", FORM, LARGE, "403"),
        ("/api/tickets/", FORM, 2 * LARGE, "413"),
        ("/graphql", "application/json", LARGE, "413"),
        ("/graphql", "text/plain", LARGE, "415"),
    ] {
        for _ in 0..4 {
            let mut connection = service.connect();
            connection.send(head(path, content_type, size));
            let chunk = vec![b'x'; 100_000];
            for _ in 0..size / chunk.len() {
                // The client reads the response only after sending everything.
                connection
                    .stream
                    .write_all(&chunk)
                    .unwrap_or_else(|error| panic!("{path} {status}: {error}"));
                std::thread::yield_now();
            }
            let answer = connection
                .read_response()
                .unwrap_or_else(|error| panic!("{path} {status}: {error}"));
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
    let service = start();
    let mut connection = service.connect();
    for _ in 0..5 {
        let body = "x".repeat(100_000);
        let (begin, end) = body.split_at(10);
        connection.send(head("/graphql", FORM, body.len()));
        connection.send(begin);
        let answer = connection.read_response().unwrap();
        assert!(answer.starts_with("HTTP/1.1 403"), "{answer}");
        connection.send(end);
        connection.send("GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n");
        let answer = connection.read_response().unwrap();
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    }
}

#[test]
fn clients_can_read_the_response_to_a_head_that_is_too_large() {
    let service = start();
    for _ in 0..4 {
        let mut connection = service.connect();
        connection.send("GET / HTTP/1.1\r\nHost: localhost\r\nX-Large: ");
        for _ in 0..40 {
            connection.send([b'x'; 100_000]);
        }
        let answer = connection.read_response().unwrap();
        assert!(
            answer.starts_with("HTTP/1.1 431") || answer.starts_with("HTTP/1.1 400"),
            "{answer}"
        );
    }
}

/// A rejected request gets no `100 Continue`, and its body is discarded for a limited time.
#[test]
fn discards_rejected_bodies_for_a_limited_time() {
    let service = start();
    let mut connection = service.connect();
    let expecting =
        head("/graphql", FORM, LARGE).replace("Accept:", "Expect: 100-continue\r\nAccept:");
    connection.send(expecting);
    let answer = connection.read_response().unwrap();
    assert!(answer.starts_with("HTTP/1.1 403"), "{answer}");

    let mut connection = service.connect();
    connection.send(head("/graphql", FORM, LARGE));
    let start = Instant::now();
    let answer = connection.read_response().unwrap();
    assert!(answer.starts_with("HTTP/1.1 403"), "{answer}");
    while connection.stream.write_all(b"x").is_ok() {
        assert!(start.elapsed() < Duration::from_secs(30), "it still reads");
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
    let service = start();
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
