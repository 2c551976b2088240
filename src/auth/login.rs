//! A name and a password, checked against the account: not too often, at the same cost whether the account is there
//! or not, and with the stored hash brought up to date (django/contrib/auth/backends.py).

use std::net::IpAddr;

use entity::values::Secret;
use entity::{Db, user};

use super::Error;
use super::basic::Credentials;
use super::throttle::Throttle;
use super::verifier::{Right, Verifier};
use crate::config;
use crate::domain::error::Rejection;
use crate::domain::{Clock, accounts};

/// Checks logins.
#[derive(Clone, Debug)]
pub(super) struct Login {
    db: Db,
    throttle: Throttle,
    verifier: Verifier,
}

impl Login {
    /// `db` is where hashes are renewed.
    pub(super) fn new(db: Db, config: &config::Auth, clock: Clock) -> Self {
        Self { db, throttle: Throttle::new(config, clock.clone()), verifier: Verifier::new(config, clock) }
    }

    /// The active user of this name and password; one statement of `db`.
    pub(super) async fn log_in(
        &self,
        db: &Db,
        Credentials { name, password }: &Credentials,
        address: IpAddr,
    ) -> Result<user::Model, Error> {
        let key = Throttle::key(name, address);
        let gate = || self.throttle.check(&key);
        gate()?;
        // An account that is switched off is answered as one that is not there: the work must not differ, either.
        let user = accounts::user_by_name(db, name).await?.filter(|user| user.is_active);
        let outcome = match user {
            None => Err(self.verifier.refuse(password, gate).await),
            Some(user) => self.verifier.verify(&user, password, gate).await.map(|right| (user, right)),
        };
        match outcome {
            Ok((mut user, Right { renewed })) => {
                self.throttle.succeeded(&key);
                if let Some(renewed) = renewed {
                    self.renew(&mut user, renewed, password).await;
                }
                Ok(user)
            }
            Err(error) => {
                if matches!(error, Error::Rejected(Rejection::BasicInvalid)) {
                    self.throttle.failed(&key);
                }
                Err(error)
            }
        }
    }

    /// Stores a newer hash of the same password. The login stands without it, so a failure is only noted.
    async fn renew(&self, user: &mut user::Model, renewed: Secret, password: &str) {
        match accounts::upgrade_password(&self.db, user.id, &user.password, &renewed).await {
            Ok(true) => {
                self.verifier.remember(user.id, &renewed, password).await;
                user.password = renewed;
            }
            // Somebody changed the password meanwhile.
            Ok(false) => {}
            Err(error) => tracing::warn!(user = user.id, %error, "a password hash could not be renewed"),
        }
    }
}
