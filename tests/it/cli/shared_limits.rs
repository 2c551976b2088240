//! Two processes on one database count the requests of a caller together.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

use serde_json::Value;

use super::{Running, deskql};
use crate::support::fixture::{Copy, token};

/// A process on the database of `copy`, and its address.
fn start(copy: &Copy) -> (Running, String) {
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
        .env("DESKQL_SERVER__MAX_REQUESTS_PER_MINUTE", "40");
    let mut running = Running::start(&mut command);
    let line: Value = serde_json::from_str(&running.read_stderr_until("\"listening\"")).unwrap();
    let address = line["address"].as_str().unwrap();
    let address = address.trim_start_matches("http://").to_owned();
    (running, address)
}

/// The status of a request of the administrator.
fn ask(address: &str) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    let request = format!(
        "GET /api/user_tickets/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\
         Authorization: Token {}\r\n\r\n",
        token("admin")
    );
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer.split(' ').nth(1).unwrap().to_owned()
}

#[test]
fn processes_count_requests_together() {
    let copy = Copy::new();
    let migrated = deskql(copy.path())
        .args(["migrate", "--database", "sqlite:helpdesk.sqlite3"])
        .output()
        .unwrap();
    assert!(migrated.status.success(), "{migrated:?}");
    let (_first, first) = start(&copy);
    let (_second, second) = start(&copy);
    // A request flows back in one and a half seconds.
    let granted = (0..80).take_while(|_| ask(&first) == "200").count();
    assert!((40..80).contains(&granted), "{granted}");
    // A twentieth of the limit is granted before a process asks what others granted.
    assert_eq!(ask(&second), "200");
    for _ in 0..4 {
        ask(&second);
    }
    std::thread::sleep(Duration::from_millis(1500));
    assert_eq!(ask(&second), "429");
}
