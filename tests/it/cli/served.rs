//! `deskql serve` on a copy of the fixture.

use std::io::{BufRead as _, BufReader};

use serde_json::Value;

use super::{Running, deskql};
use crate::support::fixture::Copy;
use crate::support::socket::Connection;

/// A running service with its database and files.
pub(super) struct Served {
    /// The process.
    pub(super) process: Running,
    /// Its address, `HOST:PORT`.
    pub(super) address: String,
    /// The database and the files.
    pub(super) copy: Copy,
    /// The log lines before it listened.
    pub(super) log: Vec<String>,
}

impl Served {
    /// Starts the service with environment variables `DESKQL_…`.
    pub(super) fn start(settings: &[(&str, &str)]) -> Self {
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
            .args(["serve", "--database", "sqlite:helpdesk.sqlite3"])
            .args(["--listen", "127.0.0.1:0", "--log-format", "json"])
            .envs(settings.iter().copied());
        let mut process = Running::start(&mut command);
        let (mut log, mut address) = (Vec::new(), None);
        let stderr = BufReader::new(process.0.stderr.as_mut().unwrap());
        for line in stderr.lines() {
            let line = line.unwrap();
            let event: Value = serde_json::from_str(&line).unwrap();
            if event["message"] == "listening" {
                let url = event["address"].as_str().unwrap();
                address = Some(url.trim_start_matches("http://").to_owned());
                break;
            }
            log.push(line);
        }
        Self {
            process,
            address: address.unwrap_or_else(|| panic!("it ended before it listened: {log:?}")),
            copy,
            log,
        }
    }

    /// Connects to the service.
    pub(super) fn connect(&self) -> Connection {
        Connection::open(&self.address)
    }
}
