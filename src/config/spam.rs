//! `[spam]`: the check of visitors' tickets for spam.

use serde::Deserialize;

use super::validation::Errors;
use super::{Config, SecretKey};

/// Settings of the check for spam. At most one of a key, a program and an endpoint is set.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Spam {
    /// Key for Akismet, or for a service with its API; empty: none.
    pub akismet_api_key: SecretKey,
    /// The URL of the API.
    pub akismet_url: String,
    /// A program and its arguments; empty: none.
    pub command: Vec<String>,
    /// The URL of an HTTP service; empty: none.
    pub endpoint: String,
    /// Seconds after which a check has failed.
    pub timeout_seconds: f64,
    /// Whether tickets are rejected if the check fails.
    pub fail_closed: bool,
    /// Maximum number of concurrent checks.
    pub max_concurrency: usize,
}

pub(super) fn validate(config: &Config, errors: &mut Errors) {
    let spam = &config.spam;
    let checks = [
        !spam.akismet_api_key.0.is_empty(),
        !spam.command.is_empty(),
        !spam.endpoint.is_empty(),
    ];
    if checks.into_iter().filter(|is_set| *is_set).count() > 1 {
        errors.add(
            "spam.endpoint",
            "set only one of spam.akismet_api_key, spam.command and spam.endpoint",
        );
    }
    for (key, text) in [
        ("spam.akismet_url", &spam.akismet_url),
        ("spam.endpoint", &spam.endpoint),
    ] {
        let is_url = |text: &str| {
            url::Url::parse(text).is_ok_and(|url| matches!(url.scheme(), "http" | "https"))
        };
        let is_unset = key == "spam.endpoint" && text.is_empty();
        if !is_unset && !is_url(text) {
            errors.add(key, "must be a URL with http or https");
        }
    }
    if !(spam.timeout_seconds > 0.0 && spam.timeout_seconds <= 60.0) {
        errors.add(
            "spam.timeout_seconds",
            "must be greater than 0 and at most 60",
        );
    }
    errors.require_positive(&[("spam.max_concurrency", spam.max_concurrency)]);
}
