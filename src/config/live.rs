//! `[live]`: subscriptions and the log of events that they read.

use serde::Deserialize;

/// Settings of what is told while it happens.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Live {
    /// Hours for which events are kept: so long somebody may be away and still resume.
    pub keep_hours: u32,
    /// Milliseconds between two looks at what other processes wrote.
    pub poll_milliseconds: u64,
    /// Whether changes that others (Django) make are looked for.
    pub watch: bool,
    /// Seconds after which it is looked at again whether a subscriber is signed in and with which rights.
    pub recheck_seconds: u64,
    /// Seconds within which a WebSocket must be initialised.
    pub init_seconds: u64,
    /// Seconds between two pings.
    pub keepalive_seconds: u64,
    /// Most operations of one connection at a time.
    pub max_operations: usize,
    /// Most connections of one process.
    pub max_connections: usize,
    /// Largest message from a client, in bytes.
    pub max_message_size: usize,
    /// Batches of events that a subscriber may fall behind.
    pub buffer: usize,
    /// Seconds for which a connection may take nothing of what is sent.
    pub slow_seconds: u64,
}
