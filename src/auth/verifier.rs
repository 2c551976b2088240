//! Checks passwords on blocking threads, a few at a time, and remembers correct ones for a short
//! time. The keys are digests of the account, its stored hash and the password, so a changed
//! password takes effect at once, and the memory does not reveal passwords.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use entity::user;
use entity::values::Secret;
use moka::future::Cache;

use super::Error;
use super::attempt::Attempt;
use super::digest::hmac;
use crate::config;
use crate::domain;
use crate::domain::Clock;
use crate::domain::core::error::Rejection;
use crate::domain::core::lanes::{Lanes, Limits};
use crate::passwords::Hashers;

/// Maximum number of remembered passwords.
const CAPACITY: u64 = 10_000;

#[derive(Clone)]
pub(super) struct Verifier {
    secret: [u8; 32],
    clock: Clock,
    lifetime: TimeDelta,
    verified: Cache<[u8; 32], DateTime<Utc>>,
    hashers: Hashers,
    lanes: Lanes,
}

impl std::fmt::Debug for Verifier {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Verifier").finish_non_exhaustive()
    }
}

/// The result of a correct password.
#[derive(Debug, Default)]
pub(super) struct Verified {
    /// Whether it was hashed now rather than remembered.
    pub hashed: bool,
    /// A new hash to store, if the stored one is outdated.
    pub upgraded_hash: Option<Secret>,
}

#[derive(Debug)]
enum VerifyError {
    Rejected(Rejection),
    Internal(String),
}

impl Verifier {
    pub(super) fn new(config: &config::Auth, clock: Clock) -> Self {
        let seconds = config.verification_seconds.min(86_400);
        Self {
            secret: rand::random(),
            clock,
            lifetime: TimeDelta::seconds(i64::try_from(seconds).unwrap_or(0)),
            hashers: Hashers::named(&config.password_hashers),
            verified: Cache::builder()
                .max_capacity(CAPACITY)
                .time_to_live(Duration::from_secs(seconds))
                .build(),
            lanes: Lanes::new(Limits::for_hashing()),
        }
    }

    /// The lanes in which passwords are hashed.
    pub(super) fn lanes(&self) -> &Lanes {
        &self.lanes
    }

    /// Checks `password` against the account. Failures are checked again when it is this attempt's
    /// turn. Concurrent checks of the same password are merged.
    pub(super) async fn verify(
        &self,
        user: &user::Model,
        password: &str,
        attempt: &Attempt<'_>,
    ) -> Result<Verified, Error> {
        let key = self.key(user.id, &user.password, password);
        if let Some(at) = self.verified.get(&key).await {
            if self.is_fresh(at) {
                return Ok(Verified::default());
            }
            self.verified.invalidate(&key).await;
        }
        let mut result = Verified::default();
        let (encoded, given) = (user.password.clone(), Secret(password.to_owned()));
        let hashers = self.hashers.clone();
        let check = async {
            let verdict = self.run(attempt, move || {
                let verdict = hashers.verify(&given.0, &encoded.0);
                let needs_upgrade = verdict.correct && verdict.outdated;
                (
                    verdict.correct,
                    needs_upgrade.then(|| Secret(hashers.make(&given.0))),
                )
            });
            let (correct, upgraded_hash) = verdict.await?;
            if !correct {
                return Err(VerifyError::Rejected(Rejection::BasicInvalid));
            }
            result = Verified {
                hashed: true,
                upgraded_hash,
            };
            Ok(self.clock.now())
        };
        let outcome = if self.lifetime.is_zero() {
            check.await.map_err(Arc::new)
        } else {
            self.verified.try_get_with(key, check).await
        };
        match outcome {
            Ok(_) => Ok(result),
            Err(error) => Err(match &*error {
                VerifyError::Rejected(rejection) => Error::Rejected(rejection.clone()),
                VerifyError::Internal(message) => {
                    Error::Internal(domain::Error::Internal(message.clone().into()))
                }
            }),
        }
    }

    /// Does the work of a check for a missing or inactive account, and rejects the password.
    pub(super) async fn reject_missing_account(
        &self,
        password: &str,
        attempt: &Attempt<'_>,
    ) -> Error {
        let (given, hashers) = (Secret(password.to_owned()), self.hashers.clone());
        match self
            .run(attempt, move || hashers.run_dummy_hash(&given.0))
            .await
        {
            Ok(()) => Rejection::BasicInvalid.into(),
            Err(VerifyError::Rejected(rejection)) => rejection.into(),
            Err(VerifyError::Internal(message)) => {
                Error::Internal(domain::Error::Internal(message.into()))
            }
        }
    }

    /// Remembers that `password` is correct for a newly stored hash.
    pub(super) async fn remember(&self, user_id: i32, encoded: &Secret, password: &str) {
        if !self.lifetime.is_zero() {
            self.verified
                .insert(self.key(user_id, encoded, password), self.clock.now())
                .await;
        }
    }

    fn is_fresh(&self, at: DateTime<Utc>) -> bool {
        (TimeDelta::zero()..self.lifetime).contains(&(self.clock.now() - at))
    }

    fn key(&self, user_id: i32, encoded: &Secret, password: &str) -> [u8; 32] {
        // The lengths separate parts that would otherwise run together.
        let length = |text: &str| text.len().to_be_bytes();
        let parts: [&[u8]; 5] = [
            &user_id.to_be_bytes(),
            &length(&encoded.0),
            encoded.0.as_bytes(),
            &length(password),
            password.as_bytes(),
        ];
        hmac(&self.secret, &parts)
    }

    async fn run<T: Send + 'static>(
        &self,
        attempt: &Attempt<'_>,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, VerifyError> {
        attempt
            .check_shared()
            .await
            .map_err(VerifyError::Rejected)?;
        let turn = self
            .lanes
            .wait_for_turn(attempt.lane)
            .await
            .map_err(VerifyError::Rejected)?;
        attempt.check().map_err(VerifyError::Rejected)?;
        let work = tokio::task::spawn_blocking(move || {
            // Held until the work ends, even if the caller disconnects.
            let _turn = turn;
            work()
        });
        work.await
            .map_err(|error| VerifyError::Internal(error.to_string()))
    }
}
