//! Rate limits in responses: `RateLimit-*` on every response if a limit is set, and `Retry-After`
//! on rejections (draft-ietf-httpapi-ratelimit-headers, in the version that most clients read).
//!
//! Requests and their cost have separate limits. The headers describe one of them: the limit that
//! rejected the request, or else the one of which a smaller fraction is left.

use std::cmp::Ordering;

use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};

use super::request_error::{RequestError, Result};
use crate::app::App;
use crate::auth::{Caller, RateLimitStatus};

/// The state of a viewer's limits after a request was charged.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct RateLimits {
    requests: Option<RateLimitStatus>,
    pub(super) cost: Option<RateLimitStatus>,
}

impl RateLimits {
    /// Charges one request.
    pub(super) fn charge_request(&mut self, app: &App, caller: Caller) -> Result<()> {
        self.requests = app.rate_limits.count_request(caller);
        self.check(self.requests, "too many requests")
    }

    /// Charges the cost of an operation.
    pub(super) fn charge_cost(&mut self, app: &App, caller: Caller, cost: usize) -> Result<()> {
        self.cost = app.rate_limits.count_cost(caller, cost);
        let message = format!("fewer than {cost} points of your cost limit are left");
        self.check(self.cost, &message)
    }

    fn check(&self, standing: Option<RateLimitStatus>, message: &str) -> Result<()> {
        let Some((standing, seconds)) =
            standing.and_then(|standing| Some((standing, standing.retry_after?)))
        else {
            return Ok(());
        };
        let message = format!("{message}; try again in {seconds} s");
        let mut error = RequestError::new(StatusCode::TOO_MANY_REQUESTS, "RATE_LIMITED", message)
            .with_extension("retryAfter", seconds)
            .with_header(header::RETRY_AFTER, HeaderValue::from(seconds));
        for (name, value) in self.headers_of(&standing) {
            error = error.with_header(name, value);
        }
        Err(error)
    }

    /// Adds the headers to a response that does not have them.
    pub(super) fn add_headers(&self, headers: &mut HeaderMap) {
        let Some(standing) = self.tighter() else {
            return;
        };
        for (name, value) in self.headers_of(&standing) {
            headers.entry(name).or_insert(value);
        }
    }

    /// The limit of which a smaller fraction is left.
    fn tighter(&self) -> Option<RateLimitStatus> {
        let fraction = |standing: &RateLimitStatus| {
            f64::from(standing.remaining) / f64::from(standing.limit.max(1))
        };
        let both = self.requests.into_iter().chain(self.cost);
        both.min_by(|left, right| {
            let order = fraction(left).partial_cmp(&fraction(right));
            order.unwrap_or(Ordering::Equal)
        })
    }

    /// The numbers of one limit, and the policies of both.
    fn headers_of(&self, standing: &RateLimitStatus) -> Vec<(HeaderName, HeaderValue)> {
        let name = HeaderName::from_static;
        let policies = [(self.requests, "requests"), (self.cost, "cost")];
        let policies: Vec<String> = policies
            .into_iter()
            .filter_map(|(standing, comment)| {
                let limit = standing?.limit;
                Some(format!("{limit};w=60;comment=\"{comment}\""))
            })
            .collect();
        let mut headers = vec![
            (name("ratelimit-limit"), standing.limit.into()),
            (name("ratelimit-remaining"), standing.remaining.into()),
            (name("ratelimit-reset"), standing.reset.into()),
        ];
        if let Ok(policy) = HeaderValue::try_from(policies.join(", ")) {
            headers.push((name("ratelimit-policy"), policy));
        }
        headers
    }
}
