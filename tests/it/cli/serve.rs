//! `serve` and `healthcheck`: starting, health and stopping.

use std::io::Write as _;
use std::net::TcpStream;
use std::time::{Duration, Instant};

use super::{Running, deskql, run_failing};
use crate::support::bucket::{Behaviour, Bucket};
use crate::support::fixture;

#[test]
fn starts_is_healthy_and_stops() {
    let copy = fixture::Copy::new();
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
    command.args([
        "serve",
        "--database",
        "sqlite:helpdesk.sqlite3",
        "--listen",
        "127.0.0.1:0",
        "--log-format",
        "json",
    ]);
    let mut service = Running::start(&mut command);
    let line = service.read_stderr_until("\"listening\"");
    let line: serde_json::Value = serde_json::from_str(&line).unwrap();
    let address = line["address"].as_str().unwrap().to_owned();

    let well = deskql(copy.path())
        .args(["healthcheck", &address])
        .output()
        .unwrap();
    assert!(
        well.status.success(),
        "{}",
        String::from_utf8_lossy(&well.stderr)
    );
    assert_eq!(service.terminate(), Some(0));
    let errors = run_failing(deskql(copy.path()).args(["healthcheck", &address]));
    assert!(errors[0].contains("/healthz: cannot connect"), "{errors:?}");
}

#[test]
fn warns_about_missing_indexes() {
    let copy = fixture::Copy::new();
    let database = ["--database", "sqlite:helpdesk.sqlite3"];
    let migrated = deskql(copy.path())
        .args(["migrate", "--no-indexes"])
        .args(database)
        .output()
        .unwrap();
    assert!(migrated.status.success(), "{migrated:?}");
    let mut command = deskql(copy.path());
    command.args(["serve", "--listen", "127.0.0.1:0"]);
    let mut service = Running::start(command.args(database));
    let line = service.read_stderr_until("indexes are missing");
    assert!(
        line.contains("deskql_ticket_created") && line.contains("run: deskql migrate"),
        "{line}"
    );
}

/// Docker kills a container 10 seconds after SIGTERM, even if the storage does not respond.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn stops_before_docker_kills_it() {
    let bucket = Bucket::start().await;
    let (copy, mut service, address) = on_bucket(&bucket.url());
    bucket.set_behaviour(Behaviour::Slow(Duration::from_secs(60)));
    let mut client = TcpStream::connect(&address).unwrap();
    client.write_all(upload().as_bytes()).unwrap();
    while bucket.request_count() < 2 {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    let begun = Instant::now();
    service.send_sigterm();
    tokio::task::spawn_blocking(move || service.0.wait().unwrap())
        .await
        .unwrap();
    assert!(
        begun.elapsed() < Duration::from_secs(9),
        "{:?}",
        begun.elapsed()
    );
    drop(copy);
}

/// Starts `serve` on a copy of the fixture with its files in a bucket; returns its address.
fn on_bucket(url: &str) -> (fixture::Copy, Running, String) {
    let copy = fixture::Copy::new();
    let migrated = deskql(copy.path())
        .args(["migrate", "sqlite:helpdesk.sqlite3"])
        .output()
        .unwrap();
    assert!(migrated.status.success());
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
        .args(["--storage", url]);
    let mut service = Running::start(&mut command);
    let line: serde_json::Value =
        serde_json::from_str(&service.read_stderr_until("\"listening\"")).unwrap();
    let address = line["address"]
        .as_str()
        .unwrap()
        .trim_start_matches("http://")
        .to_owned();
    (copy, service, address)
}

/// A request that uploads a file.
fn upload() -> String {
    let part = |name: &str, content: &str| {
        format!("--xx\r\nContent-Disposition: form-data; name={name}\r\n\r\n{content}\r\n")
    };
    let body = part("followup", "41") + &part("file; filename=a.txt", "x") + "--xx--\r\n";
    format!(
        "POST /api/followups-attachments/ HTTP/1.1\r\nHost: localhost\r\nAuthorization: Token {}\r\n\
         Content-Type: multipart/form-data; boundary=xx\r\nContent-Length: {}\r\n\r\n{body}",
        fixture::token("admin"),
        body.len()
    )
}

/// If a client disconnects during an upload and the service stops, it first rolls the upload back.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn does_not_stop_in_the_middle_of_a_write() {
    const SLOW: Duration = Duration::from_secs(3);
    let bucket = Bucket::start().await;
    let (_copy, mut service, address) = on_bucket(&bucket.url());
    bucket.set_behaviour(Behaviour::Slow(SLOW));
    let mut client = TcpStream::connect(&address).unwrap();
    client.write_all(upload().as_bytes()).unwrap();
    // First request: does the name exist? Second request: the upload.
    while bucket.request_count() < 2 {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    drop(client);
    let begun = Instant::now();
    service.send_sigterm();
    let code = tokio::task::spawn_blocking(move || service.0.wait().unwrap().code())
        .await
        .unwrap();
    assert_eq!(code, Some(0));
    assert!(
        begun.elapsed() > SLOW / 2,
        "it did not wait: {:?}",
        begun.elapsed()
    );
    assert!(bucket.request_count() > 2, "the file was removed");
    assert_eq!(bucket.files(), Vec::<String>::new());
}
