//! Failed deliveries.

use std::time::Duration;

/// Why a delivery failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// Whether a retry may succeed. Otherwise the entry is parked at once.
    pub retry: bool,
    /// The minimum pause, if the server requested one.
    pub after: Option<Duration>,
    /// The error in one line, without secrets.
    pub message: String,
}

impl Failure {
    /// A failure after which a retry may succeed.
    #[must_use]
    pub fn temporary(message: impl Into<String>) -> Self {
        Self {
            retry: true,
            after: None,
            message: message.into(),
        }
    }

    /// A failure that a retry cannot solve.
    #[must_use]
    pub fn permanent(message: impl Into<String>) -> Self {
        Self {
            retry: false,
            after: None,
            message: message.into(),
        }
    }
}

/// The state of an entry after its delivery failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It is retried after this pause.
    Later(Duration),
    /// It was parked.
    Parked,
    /// Another worker has claimed it, or it was removed.
    Lost,
}
