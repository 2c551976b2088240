//! How the limits of a viewer are told: `RateLimit-*` on every answer where there are any,
//! `Retry-After` on refusals (draft-ietf-httpapi-ratelimit-headers, in the form that most clients
//! read). Requests and cost are counted apart, and the headers speak of one of both: of the one
//! that refused, else of the one of which less is left.

use std::cmp::Ordering;

use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};

use super::refusal::{Refusal, Result};
use crate::app::App;
use crate::auth::{Caller, RateLimitStatus};

/// Where a viewer stands in what is counted.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Standings {
    requests: Option<RateLimitStatus>,
    /// The cost of operations.
    pub cost: Option<RateLimitStatus>,
}

impl Standings {
    /// Takes one request from its payer.
    pub fn request(&mut self, app: &App, caller: Caller) -> Result<()> {
        self.requests = app.rate_limits.count_request(caller);
        self.check(self.requests, "you have sent as many requests as you may")
    }

    /// Takes the cost of an operation.
    pub fn pay(&mut self, app: &App, caller: Caller, cost: usize) -> Result<()> {
        self.cost = app.rate_limits.count_cost(caller, cost);
        self.check(
            self.cost,
            &format!("you have no {cost} points left to spend"),
        )
    }

    /// Refuses what was not granted.
    fn check(&self, standing: Option<RateLimitStatus>, what: &str) -> Result<()> {
        let Some((standing, seconds)) =
            standing.and_then(|standing| Some((standing, standing.retry_after?)))
        else {
            return Ok(());
        };
        let message = format!("{what} for now; try again in {seconds} s");
        let mut refusal = Refusal::new(StatusCode::TOO_MANY_REQUESTS, "RATE_LIMITED", message)
            .saying("retryAfter", seconds)
            .with(header::RETRY_AFTER, HeaderValue::from(seconds));
        for (name, value) in self.headers(&standing) {
            refusal = refusal.with(name, value);
        }
        Err(refusal)
    }

    /// Writes where the viewer stands into an answer, unless it tells already.
    pub fn tell(&self, headers: &mut HeaderMap) {
        let Some(standing) = self.tighter() else {
            return;
        };
        for (name, value) in self.headers(&standing) {
            headers.entry(name).or_insert(value);
        }
    }

    /// The one of which less is left, as a part of what it holds.
    fn tighter(&self) -> Option<RateLimitStatus> {
        let part = |standing: &RateLimitStatus| {
            f64::from(standing.remaining) / f64::from(standing.limit.max(1))
        };
        let both = self.requests.into_iter().chain(self.cost);
        both.min_by(|left, right| {
            part(left)
                .partial_cmp(&part(right))
                .unwrap_or(Ordering::Equal)
        })
    }

    /// The headers: the numbers of one, the policies of all.
    fn headers(&self, of: &RateLimitStatus) -> Vec<(HeaderName, HeaderValue)> {
        let name = HeaderName::from_static;
        let policy = |standing: Option<RateLimitStatus>, what: &str| {
            standing.map(|standing| format!("{};w=60;comment=\"{what}\"", standing.limit))
        };
        let policies: Vec<String> = policy(self.requests, "requests")
            .into_iter()
            .chain(policy(self.cost, "cost"))
            .collect();
        let mut headers = vec![
            (name("ratelimit-limit"), of.limit.into()),
            (name("ratelimit-remaining"), of.remaining.into()),
            (name("ratelimit-reset"), of.reset.into()),
        ];
        headers.extend(
            HeaderValue::try_from(policies.join(", "))
                .ok()
                .map(|value| (name("ratelimit-policy"), value)),
        );
        headers
    }
}
