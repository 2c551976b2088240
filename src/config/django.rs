//! `[rest_framework]`: the part of a project's `REST_FRAMEWORK` setting that changes answers.

use serde::Deserialize;

/// Settings of DRF.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RestFramework {
    /// Ways of signing in, in order; the first decides between 401 and 403
    /// (rest_framework/views.py).
    pub default_authentication_classes: Vec<Authentication>,
    /// Bytes of memory that one answer may take; 0: no limit.
    pub max_answer_size: usize,
    /// How moments are shown: "iso-8601", a format of Python's `strftime`, or empty for DRF's
    /// `None`.
    pub datetime_format: String,
    /// Requests of one address that nobody signed in from, as "100/day"; empty: any number.
    pub throttle_anon: String,
    /// Requests of one user, and of one such address, as "1000/hour"; empty: any number.
    pub throttle_user: String,
}

/// Requests and seconds of a rate of DRF's throttles ("100/day", "5/m").
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

/// A format of Python's `strftime` as chrono has it; nothing for one with other directives.
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

/// What cannot be used.
pub(super) fn check(config: &super::Config, faults: &mut super::check::Faults) {
    let RestFramework {
        datetime_format,
        throttle_anon,
        throttle_user,
        ..
    } = &config.rest_framework;
    if chrono_format(datetime_format).is_none() {
        faults.push((
            "rest_framework.datetime_format",
            format!("{datetime_format:?} has a directive that is not known"),
        ));
    }
    for (key, rate) in [
        ("rest_framework.throttle_anon", throttle_anon),
        ("rest_framework.throttle_user", throttle_user),
    ] {
        if !rate.is_empty() && throttle_rate(rate).is_none() {
            faults.push((
                key,
                format!("{rate:?} is no rate such as \"100/day\" or \"5/minute\""),
            ));
        }
    }
}

/// A way of signing in.
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
