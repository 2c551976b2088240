//! `[server]`: the listening side.

use serde::Deserialize;

/// Settings of the HTTP server.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Server {
    /// Address and port to listen on.
    pub listen: String,
    /// Largest body of a request, in bytes.
    pub max_body_size: usize,
    /// Largest uploaded file, in bytes.
    pub max_file_size: usize,
    /// Bytes of a customer's request to the graph, without its files.
    pub customer_max_memory_size: usize,
    /// Bytes of a request to the graph of a caller who is not signed in.
    pub anonymous_max_memory_size: usize,
    /// Seconds that the head of a request may take, and that a connection may be silent between two
    /// requests.
    pub header_seconds: u64,
    /// Seconds that a client may take nothing of what it is sent.
    pub slow_seconds: u64,
    /// Seconds after which a request is given up, its body included.
    pub timeout_seconds: u64,
    /// Seconds after a signal to stop within which the process ends.
    pub shutdown_seconds: u64,
    /// Most requests of one viewer in a minute; 0: no limit.
    pub max_requests_per_minute: u32,
    /// Most requests of one address in a minute, of those who are not signed in; 0: as many as
    /// users.
    pub max_anonymous_requests_per_minute: u32,
    /// Worker threads; 0: one a core.
    pub workers: usize,
    /// The REST API is described: `/openapi.json`, and `/docs` for people.
    pub rest_docs: bool,
    /// The example frontend is served under `/app/`.
    pub example_frontend: bool,
    /// Answers carry `Server-Timing` with the number of SQL statements.
    pub server_timing: bool,
}
