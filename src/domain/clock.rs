//! Where time comes from, so that tests can hold it still. Not a calendar: zones belong to the edges.

use chrono::{DateTime, SubsecRound, Utc};

/// Tells the time in UTC, to the microsecond (what the databases keep).
#[derive(Clone, Debug, Default)]
pub struct Clock(Option<DateTime<Utc>>);

impl Clock {
    /// The system's clock.
    #[must_use]
    pub fn system() -> Self {
        Self(None)
    }

    /// A clock that always tells `time`.
    #[must_use]
    pub fn fixed(time: DateTime<Utc>) -> Self {
        Self(Some(time))
    }

    /// The time now.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        #[expect(clippy::disallowed_methods, reason = "the one place that asks the system")]
        let now = self.0.unwrap_or_else(Utc::now);
        now.trunc_subsecs(6)
    }
}
