//! `[rest_framework]`: the parts of Django REST framework's `REST_FRAMEWORK` setting that change
//! responses.

use serde::Deserialize;

use super::Config;
use super::validation::Errors;

/// Settings for the REST API.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RestFramework {
    /// Authentication methods in order. The first one decides between 401 and 403
    /// (rest_framework/views.py).
    pub default_authentication_classes: Vec<Authentication>,
    /// Maximum memory for one response, in bytes; 0: no limit.
    pub max_answer_size: usize,
    /// Format of times: "iso-8601", a format of Python's `strftime`, or empty for DRF's `None`.
    pub datetime_format: String,
    /// Rate limit of an address without sign-in, such as "100/day"; empty: no limit.
    pub throttle_anon: String,
    /// Rate limit of a user, and of an address without sign-in, such as "1000/hour"; empty: no
    /// limit.
    pub throttle_user: String,
}

/// Parses a rate of DRF's throttles ("100/day", "5/m") into requests and seconds.
#[must_use]
pub fn throttle_rate(text: &str) -> Option<(usize, f64)> {
    let (requests, period) = text.split_once('/')?;
    let seconds = match period.chars().next()? {
        's' => 1.0,
        'm' => 60.0,
        'h' => 3600.0,
        'd' => 86_400.0,
        _ => return None,
    };
    Some((requests.trim().parse().ok()?, seconds))
}

/// Converts a format of Python's `strftime` to chrono's; `None` if it has unsupported directives.
#[must_use]
pub fn chrono_format(format: &str) -> Option<String> {
    let mut out = String::with_capacity(format.len());
    let mut characters = format.chars();
    while let Some(character) = characters.next() {
        if character != '%' {
            out.push(character);
            continue;
        }
        match characters.next()? {
            'f' => out.push_str("%6f"),
            'c' => out.push_str("%a %b %e %H:%M:%S %Y"),
            'x' => out.push_str("%m/%d/%y"),
            'X' => out.push_str("%H:%M:%S"),
            known if "aAbBdHIjmMpSUuVwWyYzZGeFTDR%".contains(known) => out.extend(['%', known]),
            _ => return None,
        }
    }
    Some(out)
}

pub(super) fn validate(config: &Config, errors: &mut Errors) {
    let RestFramework {
        datetime_format,
        throttle_anon,
        throttle_user,
        ..
    } = &config.rest_framework;
    if chrono_format(datetime_format).is_none() {
        errors.add(
            "rest_framework.datetime_format",
            format!("{datetime_format:?} has a directive that deskql does not support"),
        );
    }
    for (key, rate) in [
        ("rest_framework.throttle_anon", throttle_anon),
        ("rest_framework.throttle_user", throttle_user),
    ] {
        if !rate.is_empty() && throttle_rate(rate).is_none() {
            errors.add(
                key,
                format!(
                    "{rate:?} is not a rate; expected a value such as \"100/day\" or \"5/minute\""
                ),
            );
        }
    }
}

/// An authentication method.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum Authentication {
    /// Django's session cookie.
    Session,
    /// HTTP Basic.
    Basic,
    /// `Authorization: Token …`, rows of `authtoken_token`.
    Token,
}
