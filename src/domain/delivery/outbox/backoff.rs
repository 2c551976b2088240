//! The pause before the next attempt. It doubles with each attempt, up to a limit, with a random
//! share, so that entries that failed together are not retried together.

use std::time::Duration;

use rand::Rng as _;

use crate::config;

/// The pause after `attempts` failed attempts: between 75 % and 125 % of the doubled pause.
#[must_use]
pub fn pause(settings: &config::Outbox, attempts: u32) -> Duration {
    let doubled =
        settings.retry_seconds * 2_f64.powi(i32::try_from(attempts.clamp(1, 64)).unwrap_or(64) - 1);
    let seconds = doubled.min(settings.retry_max_seconds);
    Duration::from_secs_f64(seconds * rand::rng().random_range(0.75..1.25))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_up_to_the_limit_and_differ() {
        let mut settings = config::Config::default().outbox;
        (settings.retry_seconds, settings.retry_max_seconds) = (10.0, 900.0);
        for (attempts, seconds) in [
            (1, 10.0),
            (2, 20.0),
            (5, 160.0),
            (7, 640.0),
            (8, 900.0),
            (1000, 900.0),
        ] {
            let pauses: Vec<f64> = (0..50)
                .map(|_| pause(&settings, attempts).as_secs_f64())
                .collect();
            assert!(
                pauses
                    .iter()
                    .all(|pause| (seconds * 0.75..seconds * 1.25).contains(pause)),
                "{attempts}"
            );
            assert!(
                pauses
                    .iter()
                    .any(|pause| (pause - pauses[0]).abs() > seconds * 0.01),
                "{attempts}"
            );
        }
    }
}
