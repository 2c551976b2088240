//! `[outbox]` and `[webhooks]`: how email and webhooks are delivered.

use serde::Deserialize;

use super::validation::Errors;
use super::{Config, SecretKey};

/// Settings for delivery.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Outbox {
    /// Whether `serve` delivers; otherwise run `deskql worker`.
    pub worker: bool,
    /// Maximum number of concurrent deliveries to the mail server, or to one webhook receiver.
    pub concurrency: usize,
    /// Maximum number of concurrent deliveries in total.
    pub max_concurrency: usize,
    /// Milliseconds between two polls for entries of other processes.
    pub poll_milliseconds: u64,
    /// Seconds after which a claim expires that its worker does not renew.
    pub lease_seconds: u32,
    /// Seconds before the first retry; each further pause is twice as long.
    pub retry_seconds: f64,
    /// Maximum pause between retries, in seconds.
    pub retry_max_seconds: f64,
    /// Hours after which an entry is parked.
    pub give_up_hours: u32,
}

/// Settings for webhooks in addition to those of `[helpdesk]`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Webhooks {
    /// Key that signs requests (`whsec_…`); empty: requests are not signed.
    pub secret: SecretKey,
    /// Whether receivers may have private addresses.
    pub allow_private: bool,
    /// Maximum number of redirects to follow.
    pub max_redirects: usize,
    /// Maximum number of bytes to read of a response.
    pub max_answer_size: usize,
}

pub(super) fn validate(config: &Config, errors: &mut Errors) {
    let outbox = &config.outbox;
    errors.require_positive(&[
        ("outbox.concurrency", outbox.concurrency),
        ("outbox.max_concurrency", outbox.max_concurrency),
        ("webhooks.max_answer_size", config.webhooks.max_answer_size),
    ]);
    errors.require_positive(&[("outbox.poll_milliseconds", outbox.poll_milliseconds)]);
    errors.require_positive(&[("outbox.lease_seconds", outbox.lease_seconds)]);
    for (key, seconds) in [
        ("outbox.retry_seconds", outbox.retry_seconds),
        ("outbox.retry_max_seconds", outbox.retry_max_seconds),
    ] {
        if !(seconds > 0.0 && seconds <= 1e9) {
            errors.add(key, "must be greater than 0 and at most 1e9 seconds");
        }
    }
}
