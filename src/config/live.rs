//! `[live]`: subscriptions and the log of events that they read, and what of that cannot work.

use serde::Deserialize;

use super::check::{Faults, positive};

/// Settings of what is told while it happens.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Live {
    /// Hours for which events are kept: so long somebody may be away and still resume.
    pub keep_hours: u32,
    /// Milliseconds between two looks at what other processes wrote.
    pub poll_milliseconds: u64,
    /// Broker by which processes wake each other: `redis://…`, `rediss://…`, `nats://…` or
    /// `tls://…` (NATS); empty: PostgreSQL's NOTIFY there, none elsewhere.
    pub notify_url: String,
    /// Whether changes that others (Django) make are looked for.
    pub watch: bool,
    /// Seconds after which it is looked at again whether a subscriber is signed in and with which
    /// rights.
    pub recheck_seconds: u64,
    /// Seconds within which a WebSocket must be initialised.
    pub init_seconds: u64,
    /// Seconds between two pings.
    pub keepalive_seconds: u64,
    /// Most operations of one connection at a time.
    pub max_operations: usize,
    /// Most connections of one process.
    pub max_connections: usize,
    /// Most connections of one address that are not signed in; 0: no limit.
    pub max_connections_per_address: usize,
    /// Most connections of one user; 0: no limit.
    pub max_connections_per_user: usize,
    /// Largest message from a client, in bytes.
    pub max_message_size: usize,
    /// Batches of events that a subscriber may fall behind.
    pub buffer: usize,
    /// Seconds for which a connection may take nothing of what is sent.
    pub slow_seconds: u64,
}

impl std::fmt::Debug for Live {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Live")
            .field("notify_url", &super::redact_url(&self.notify_url))
            .finish_non_exhaustive()
    }
}

pub(super) fn check(live: &Live, faults: &mut Faults) {
    positive("live.keep_hours", live.keep_hours == 0, faults);
    positive(
        "live.poll_milliseconds",
        live.poll_milliseconds == 0,
        faults,
    );
    positive("live.recheck_seconds", live.recheck_seconds == 0, faults);
    positive("live.init_seconds", live.init_seconds == 0, faults);
    positive(
        "live.keepalive_seconds",
        live.keepalive_seconds == 0,
        faults,
    );
    positive("live.max_operations", live.max_operations == 0, faults);
    positive("live.max_connections", live.max_connections == 0, faults);
    positive("live.max_message_size", live.max_message_size == 0, faults);
    positive("live.buffer", live.buffer == 0, faults);
    positive("live.slow_seconds", live.slow_seconds == 0, faults);
    if !live.notify_url.is_empty()
        && let Err(message) = check_broker_url(&live.notify_url)
    {
        faults.push(("live.notify_url", message));
    }
}

/// Whether an address names a broker of a kind that this program has. What is wrong with it is said
/// without anything of it but its kind: a password may stand anywhere in what cannot be read.
fn check_broker_url(text: &str) -> Result<(), String> {
    let kinds = "\"redis://USER:PASSWORD@HOST\" or \"nats://USER:PASSWORD@HOST\" is needed (\"rediss\", \"tls\": with TLS)";
    let Some((scheme, rest)) = text.split_once("://") else {
        return Err(format!("this is no address of a broker; {kinds}"));
    };
    let (name, feature, is_built_in) = match scheme {
        "redis" | "rediss" => ("Redis", "redis", cfg!(feature = "redis")),
        "nats" | "tls" => ("NATS", "nats", cfg!(feature = "nats")),
        _ => {
            return Err(format!(
                "there are no brokers of the kind {scheme:?}; {kinds}"
            ));
        }
    };
    if !is_built_in {
        return Err(format!(
            "this deskql was built without {name} (the feature \"{feature}\" of cargo)"
        ));
    }
    if let Some(message) = super::database_url::unencoded_fault(rest) {
        return Err(message);
    }
    let url = url::Url::parse(text)
        .map_err(|error| format!("the address of {name} cannot be read: {error}"))?;
    if url.host_str().is_none_or(str::is_empty) {
        return Err(format!("the address of {name} names no host; {kinds}"));
    }
    let path = url.path().trim_start_matches('/');
    // Redis has its databases there, though its messages belong to none of them.
    if !(path.is_empty() || name == "Redis" && path.bytes().all(|byte| byte.is_ascii_digit())) {
        return Err(format!(
            "nothing may follow the host and port of {name} (channels are named by deskql itself)"
        ));
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err(format!(
            "the address of {name} takes no parameters (a '?' or '#' in a password is %3F or %23)"
        ));
    }
    Ok(())
}
