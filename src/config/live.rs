//! `[live]`: subscriptions and the event log they read.

use serde::Deserialize;

use super::Config;
use super::validation::Errors;

/// Settings for subscriptions.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Live {
    /// Hours for which events are kept, so that clients can resume.
    pub keep_hours: u32,
    /// Milliseconds between two polls for events of other processes.
    pub poll_milliseconds: u64,
    /// URL of the broker through which processes wake each other: `redis://…`, `rediss://…`,
    /// `nats://…` or `tls://…` (NATS); empty: `NOTIFY` on PostgreSQL, polling elsewhere.
    pub notify_url: String,
    /// Whether to poll for changes made by Django.
    pub watch: bool,
    /// Seconds between two checks of a subscriber's sign-in and permissions.
    pub recheck_seconds: u64,
    /// Seconds within which a WebSocket client must send `connection_init`.
    pub init_seconds: u64,
    /// Seconds between two pings.
    pub keepalive_seconds: u64,
    /// Maximum number of operations of a connection at a time.
    pub max_operations: usize,
    /// Maximum number of connections of a process.
    pub max_connections: usize,
    /// Maximum number of connections of an address without sign-in; 0: no limit.
    pub max_connections_per_address: usize,
    /// Maximum number of connections of a user; 0: no limit.
    pub max_connections_per_user: usize,
    /// Maximum size of a client's message, in bytes.
    pub max_message_size: usize,
    /// Maximum number of event batches that a subscriber may lag.
    pub buffer: usize,
    /// Seconds within which a client must read some of the sent data.
    pub slow_seconds: u64,
}

impl std::fmt::Debug for Live {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Live")
            .field("notify_url", &super::redact_url(&self.notify_url))
            .finish_non_exhaustive()
    }
}

pub(super) fn validate(config: &Config, errors: &mut Errors) {
    let live = &config.live;
    errors.require_positive(&[("live.keep_hours", live.keep_hours)]);
    errors.require_positive(&[
        ("live.poll_milliseconds", live.poll_milliseconds),
        ("live.recheck_seconds", live.recheck_seconds),
        ("live.init_seconds", live.init_seconds),
        ("live.keepalive_seconds", live.keepalive_seconds),
        ("live.slow_seconds", live.slow_seconds),
    ]);
    errors.require_positive(&[
        ("live.max_operations", live.max_operations),
        ("live.max_connections", live.max_connections),
        ("live.max_message_size", live.max_message_size),
        ("live.buffer", live.buffer),
    ]);
    if !live.notify_url.is_empty()
        && let Err(message) = check_broker_url(&live.notify_url)
    {
        errors.add("live.notify_url", message);
    }
}

/// Checks that a URL names a supported broker. Errors repeat only the scheme, because an invalid URL
/// may contain a password anywhere.
fn check_broker_url(text: &str) -> Result<(), String> {
    let expected = "expected \"redis://USER:PASSWORD@HOST\" or \"nats://USER:PASSWORD@HOST\" (with \
                    TLS: \"rediss\", \"tls\")";
    let Some((scheme, rest)) = text.split_once("://") else {
        return Err(format!("this is not a broker URL; {expected}"));
    };
    let (name, feature, is_built_in) = match scheme {
        "redis" | "rediss" => ("Redis", "redis", cfg!(feature = "redis")),
        "nats" | "tls" => ("NATS", "nats", cfg!(feature = "nats")),
        _ => {
            return Err(format!(
                "brokers of the kind {scheme:?} are not supported; {expected}"
            ));
        }
    };
    if !is_built_in {
        return Err(format!(
            "this deskql was built without support for {name} (cargo feature \"{feature}\")"
        ));
    }
    if let Some(message) = super::database_url::unencoded_error(rest) {
        return Err(message);
    }
    let url =
        url::Url::parse(text).map_err(|error| format!("the {name} URL is not valid: {error}"))?;
    if url.host_str().is_none_or(str::is_empty) {
        return Err(format!("the {name} URL has no host; {expected}"));
    }
    let path = url.path().trim_start_matches('/');
    // Redis URLs may contain a database number, although channels are shared by all databases.
    if !(path.is_empty() || name == "Redis" && path.bytes().all(|byte| byte.is_ascii_digit())) {
        return Err(format!(
            "the {name} URL must not have a path; deskql chooses the channel"
        ));
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err(format!(
            "the {name} URL must not have parameters; in a password, write '?' as %3F and '#' as %23"
        ));
    }
    Ok(())
}
