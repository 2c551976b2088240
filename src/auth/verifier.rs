//! Checks passwords off the async threads, a few at a time, and remembers for a while which were right: keyed by a
//! secret made at start, the account and what is stored for it, so that a changed password counts at once. What is
//! remembered says nothing of the password to whoever reads the memory later.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use entity::user;
use entity::values::Secret;
use moka::future::Cache;
use tokio::sync::Semaphore;

use super::Error;
use super::digest::hmac;
use crate::domain::error::Rejection;
use crate::domain::{self, Clock};
use crate::{config, passwords};

/// Most right passwords remembered.
const CAPACITY: u64 = 10_000;

/// A right password, and when it was found so.
type Verified = DateTime<Utc>;

/// Checks and remembers.
#[derive(Clone)]
pub(super) struct Verifier {
    secret: [u8; 32],
    clock: Clock,
    lifetime: TimeDelta,
    verified: Cache<[u8; 32], Verified>,
    /// Half of the cores may hash at a time.
    permits: Arc<Semaphore>,
}

impl std::fmt::Debug for Verifier {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Verifier").field("permits", &self.permits.available_permits()).finish_non_exhaustive()
    }
}

/// A right password.
#[derive(Debug, Default)]
pub(super) struct Right {
    /// What should be stored instead of what is: the stored hash is out of date.
    pub renewed: Option<Secret>,
}

/// Why a password was not found right.
#[derive(Debug)]
enum Refusal {
    Rejected(Rejection),
    Internal(String),
}

impl Verifier {
    pub(super) fn new(config: &config::Auth, clock: Clock) -> Self {
        let seconds = config.verification_seconds.min(86_400);
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        Self {
            secret: rand::random(),
            clock,
            lifetime: TimeDelta::seconds(i64::try_from(seconds).unwrap_or(0)),
            verified: Cache::builder().max_capacity(CAPACITY).time_to_live(Duration::from_secs(seconds)).build(),
            permits: Arc::new(Semaphore::new((cores / 2).max(1))),
        }
    }

    /// Whether `password` is the account's. `gate` is asked once more when it is this check's turn to take a core.
    ///
    /// Several checks of the same at the same time are one.
    pub(super) async fn verify(
        &self,
        user: &user::Model,
        password: &str,
        gate: impl Fn() -> Result<(), Rejection>,
    ) -> Result<Right, Error> {
        let key = self.key(user.id, &user.password, password);
        if let Some(at) = self.verified.get(&key).await {
            if self.is_fresh(at) {
                return Ok(Right::default());
            }
            self.verified.invalidate(&key).await;
        }
        let mut right = Right::default();
        let (encoded, given) = (user.password.clone(), Secret(password.to_owned()));
        let check = async {
            let verdict = self.hash(&gate, move || {
                let verdict = passwords::verify(&given.0, &encoded.0);
                let renewed = verdict.correct && verdict.outdated;
                (verdict.correct, renewed.then(|| Secret(passwords::make(&given.0))))
            });
            let (correct, renewed) = verdict.await?;
            if !correct {
                return Err(Refusal::Rejected(Rejection::BasicInvalid));
            }
            right.renewed = renewed;
            Ok(self.clock.now())
        };
        let outcome = if self.lifetime.is_zero() {
            check.await.map_err(Arc::new)
        } else {
            self.verified.try_get_with(key, check).await
        };
        match outcome {
            Ok(_) => Ok(right),
            Err(refusal) => Err(match &*refusal {
                Refusal::Rejected(rejection) => Error::Rejected(rejection.clone()),
                Refusal::Internal(message) => Error::Internal(domain::Error::Internal(message.clone().into())),
            }),
        }
    }

    /// Does the work of a check for an account that is not there (or not in use), and finds the password wrong.
    pub(super) async fn refuse(&self, password: &str, gate: impl Fn() -> Result<(), Rejection>) -> Error {
        let given = Secret(password.to_owned());
        match self.hash(&gate, move || passwords::burn(&given.0)).await {
            Ok(()) => Rejection::BasicInvalid.into(),
            Err(Refusal::Rejected(rejection)) => rejection.into(),
            Err(Refusal::Internal(message)) => Error::Internal(domain::Error::Internal(message.into())),
        }
    }

    /// Remembers that `password` is the account's although something else is stored for it now.
    pub(super) async fn remember(&self, user_id: i32, encoded: &Secret, password: &str) {
        if !self.lifetime.is_zero() {
            self.verified.insert(self.key(user_id, encoded, password), self.clock.now()).await;
        }
    }

    fn is_fresh(&self, at: Verified) -> bool {
        (TimeDelta::zero()..self.lifetime).contains(&(self.clock.now() - at))
    }

    fn key(&self, user_id: i32, encoded: &Secret, password: &str) -> [u8; 32] {
        // The lengths keep apart what would else run together.
        let length = |text: &str| text.len().to_be_bytes();
        let parts: [&[u8]; 5] =
            [&user_id.to_be_bytes(), &length(&encoded.0), encoded.0.as_bytes(), &length(password), password.as_bytes()];
        hmac(&self.secret, &parts)
    }

    async fn hash<T: Send + 'static>(
        &self,
        gate: &impl Fn() -> Result<(), Rejection>,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Refusal> {
        let internal = |error: &dyn std::error::Error| Refusal::Internal(error.to_string());
        let permit = Arc::clone(&self.permits).acquire_owned().await.map_err(|error| internal(&error))?;
        gate().map_err(Refusal::Rejected)?;
        let work = tokio::task::spawn_blocking(move || {
            // Kept to the end of the work, even when nobody waits for it any more.
            let _permit = permit;
            work()
        });
        work.await.map_err(|error| internal(&error))
    }
}
