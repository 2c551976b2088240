//! DRF's `AnonRateThrottle` and `UserRateThrottle` (`rest_framework/throttling.py`). As with
//! Django's default cache, each process counts on its own.

use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, PoisonError};

use crate::compat::exceptions::ApiException;
use crate::config::RestFramework;
use crate::domain::Context;
use crate::domain::core::error::Rejection;

/// Number of remembered callers above which those without recent requests are dropped.
const MAX_CALLERS: usize = 10_000;

/// A number of requests per period.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Rate {
    requests: usize,
    seconds: f64,
}

/// The throttles of a site.
#[derive(Debug)]
pub(crate) struct Throttles {
    anonymous: Option<Rate>,
    user: Option<Rate>,
    /// Times of requests in seconds, newest first, by throttle and caller.
    history: Mutex<HashMap<String, VecDeque<f64>>>,
}

impl Throttles {
    pub(crate) fn new(settings: &RestFramework) -> Self {
        let rate = |text: &str| {
            let (requests, seconds) = crate::config::throttle_rate(text)?;
            Some(Rate { requests, seconds })
        };
        Self {
            anonymous: rate(&settings.throttle_anon),
            user: rate(&settings.throttle_user),
            history: Mutex::default(),
        }
    }

    /// Counts a request.
    ///
    /// # Errors
    /// 429 if there were too many.
    pub(crate) fn check(&self, context: &Context, address: &str) -> Result<(), ApiException> {
        let user = context.viewer.id();
        let caller = user.map_or_else(|| address.to_owned(), |id| id.to_string());
        #[expect(
            clippy::cast_precision_loss,
            reason = "microseconds since 1970 are far below 2^53"
        )]
        let now = context.clock.now().timestamp_micros() as f64 / 1_000_000.0;
        let throttles = [
            ("anon", self.anonymous.filter(|_| user.is_none())),
            ("user", self.user),
        ];
        let mut longest: Option<f64> = None;
        for (scope, rate) in throttles {
            let Some(rate) = rate else { continue };
            if let Err(wait) = self.count(format!("{scope} {caller}"), rate, now) {
                longest = Some(longest.map_or(wait, |longest| longest.max(wait)));
            }
        }
        match longest {
            None => Ok(()),
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "at most a day"
            )]
            Some(wait) => Err(ApiException::from(&Rejection::Throttled(
                wait.ceil().max(0.0) as u64,
            ))),
        }
    }

    /// Counts a request, or returns how many seconds to wait.
    fn count(&self, caller: String, rate: Rate, now: f64) -> Result<(), f64> {
        let mut history = self.history.lock().unwrap_or_else(PoisonError::into_inner);
        if history.len() > MAX_CALLERS {
            history.retain(|_, times| {
                times
                    .front()
                    .is_some_and(|newest| *newest > now - rate.seconds)
            });
        }
        let times = history.entry(caller).or_default();
        while times
            .back()
            .is_some_and(|oldest| *oldest <= now - rate.seconds)
        {
            times.pop_back();
        }
        if times.len() >= rate.requests {
            return Err(times
                .back()
                .map_or(rate.seconds, |oldest| rate.seconds - (now - oldest)));
        }
        times.push_front(now);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_requests_in_a_sliding_window() {
        let throttles = Throttles {
            anonymous: None,
            user: None,
            history: Mutex::default(),
        };
        let rate = Rate {
            requests: 2,
            seconds: 60.0,
        };
        let count = |now: f64| throttles.count("user 1".to_owned(), rate, now);
        assert_eq!(count(0.0), Ok(()));
        assert_eq!(count(10.0), Ok(()));
        assert_eq!(count(20.5), Err(39.5));
        assert_eq!(count(60.0), Ok(()), "the first request is a minute old");
        assert_eq!(count(61.0), Err(9.0));
        assert_eq!(
            throttles.count("user 2".to_owned(), rate, 61.0),
            Ok(()),
            "another user"
        );
        let none = Rate {
            requests: 0,
            seconds: 1.0,
        };
        assert_eq!(throttles.count("user 3".to_owned(), none, 0.0), Err(1.0));
    }
}
