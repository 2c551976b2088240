//! `[outbox]` and `[webhooks]`: how mails and webhooks are delivered. Not which: that is the help
//! desk's.

use serde::Deserialize;

use super::SecretKey;

/// Settings of delivering.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Outbox {
    /// Whether `serve` delivers; else `deskql worker` has to run.
    pub worker: bool,
    /// Deliveries at a time to one mail server or one receiver of webhooks.
    pub concurrency: usize,
    /// Deliveries at a time in all.
    pub max_concurrency: usize,
    /// Milliseconds after which the table is looked at, in case that another process has written to
    /// it.
    pub poll_milliseconds: u64,
    /// Seconds after which a worker that does not renew its claim counts as dead.
    pub lease_seconds: u32,
    /// Seconds before the second try; each further pause is twice as long.
    pub retry_seconds: f64,
    /// Seconds of the longest pause.
    pub retry_max_seconds: f64,
    /// Hours after which an entry is given up.
    pub give_up_hours: u32,
}

/// Settings of webhooks, beside `[helpdesk]`'s own.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Webhooks {
    /// `whsec_…`: requests are signed with it; empty: they are not.
    pub secret: SecretKey,
    /// Receivers may have private addresses: this machine, its network.
    pub allow_private: bool,
    /// Most redirects that are followed.
    pub max_redirects: usize,
    /// Largest answer that is read, in bytes.
    pub max_answer_size: usize,
}
