//! `[rest_framework]`: the part of a project's `REST_FRAMEWORK` setting that changes answers.

use serde::Deserialize;

/// Settings of DRF.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RestFramework {
    /// Ways of signing in, in order; the first decides between 401 and 403 (rest_framework/views.py).
    pub default_authentication_classes: Vec<Authentication>,
    /// Bytes of memory that one answer may take; 0: no limit.
    pub max_answer_size: usize,
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
