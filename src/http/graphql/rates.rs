//! How the limits of a viewer are told: `RateLimit-*` on every answer where there are any, `Retry-After` on refusals
//! (draft-ietf-httpapi-ratelimit-headers, in the form that most clients read).

use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};

use super::refusal::{Refusal, Result};
use crate::auth::Standing;

/// Refuses what was not granted.
pub(super) fn check(standing: Option<&Standing>, what: &str) -> Result<()> {
    let Some(seconds) = standing.and_then(|standing| standing.retry_after) else { return Ok(()) };
    let message = format!("{what} for now; try again in {seconds} s");
    let refusal = Refusal::new(StatusCode::TOO_MANY_REQUESTS, "RATE_LIMITED", message);
    Err(refusal.with(header::RETRY_AFTER, HeaderValue::from(seconds)))
}

/// Writes where a viewer stands.
pub(super) fn tell(headers: &mut HeaderMap, standing: &Standing) {
    let Standing { limit, remaining, reset, .. } = *standing;
    let name = HeaderName::from_static;
    headers.insert(name("ratelimit-limit"), limit.into());
    headers.insert(name("ratelimit-remaining"), remaining.into());
    headers.insert(name("ratelimit-reset"), reset.into());
    if let Ok(policy) = HeaderValue::try_from(format!("{limit};w=60")) {
        headers.insert(name("ratelimit-policy"), policy);
    }
}
