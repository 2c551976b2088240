//! `[server]`: address, limits and timeouts of the HTTP server.

use serde::Deserialize;

use super::Config;
use super::validation::Errors;

/// Settings for the HTTP server.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Server {
    /// Address and port to listen on.
    pub listen: String,
    /// Whether nothing is written to the database or the storage, and no email or webhook is sent.
    pub read_only: bool,
    /// Maximum size of a request body, in bytes.
    pub max_body_size: usize,
    /// Maximum size of an uploaded file, in bytes.
    pub max_file_size: usize,
    /// Maximum size of a customer's GraphQL request without its files, in bytes.
    pub customer_max_memory_size: usize,
    /// Maximum size of a GraphQL request without sign-in, in bytes.
    pub anonymous_max_memory_size: usize,
    /// Maximum length of one stored text of a caller who is not staff, in characters; 0: that of
    /// staff.
    pub customer_max_text_length: usize,
    /// Seconds to receive the head of a request, and maximum idle time between two requests.
    pub header_seconds: u64,
    /// Seconds within which a client must read some of the response.
    pub slow_seconds: u64,
    /// Timeout of a request, including its body, in seconds.
    pub timeout_seconds: u64,
    /// Seconds between a stop signal and the end of the process.
    pub shutdown_seconds: u64,
    /// Maximum number of requests of a user per minute; 0: no limit.
    pub max_requests_per_minute: u32,
    /// Maximum number of requests of an address without sign-in per minute; 0: the limit of a user.
    pub max_anonymous_requests_per_minute: u32,
    /// Whether requests and cost are counted in the database, for all processes together.
    pub limits_in_database: bool,
    /// Number of worker threads; 0: one per core.
    pub workers: usize,
    /// Whether `/openapi.json` and `/docs` are served.
    pub rest_docs: bool,
    /// Whether the example frontend is served at `/app/`.
    pub example_frontend: bool,
    /// Whether responses have a `Server-Timing` header with the number of SQL statements.
    pub server_timing: bool,
}

impl Config {
    /// If `server.read_only` is set, disables what would write without a request for it: shared
    /// counters, the watch for changes by Django, and the worker.
    pub fn apply_read_only(&mut self) {
        if self.server.read_only {
            self.server.limits_in_database = false;
            self.auth.throttle_in_database = false;
            self.live.watch = false;
            self.outbox.worker = false;
        }
    }
}

pub(super) fn validate(config: &Config, errors: &mut Errors) {
    let server = &config.server;
    let listen = &server.listen;
    let port = listen
        .rsplit_once(':')
        .filter(|(host, _)| !host.is_empty())
        .map(|(_, port)| port);
    if port.is_none_or(|port| port.parse::<u16>().is_err()) {
        let hint = match listen.trim_start_matches(':').parse::<u16>() {
            Ok(port) => format!("did you mean \"127.0.0.1:{port}\"?"),
            Err(_) => "expected a value such as \"127.0.0.1:8000\"".to_owned(),
        };
        errors.add(
            "server.listen",
            format!("{listen:?} is not an address and port; {hint}"),
        );
    }
    errors.require_positive(&[
        ("server.max_body_size", server.max_body_size),
        ("server.max_file_size", server.max_file_size),
        (
            "server.customer_max_memory_size",
            server.customer_max_memory_size,
        ),
        (
            "server.anonymous_max_memory_size",
            server.anonymous_max_memory_size,
        ),
    ]);
    errors.require_positive(&[
        ("server.header_seconds", server.header_seconds),
        ("server.slow_seconds", server.slow_seconds),
        ("server.timeout_seconds", server.timeout_seconds),
        ("server.shutdown_seconds", server.shutdown_seconds),
    ]);
}
