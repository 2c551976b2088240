//! Checks passwords and tokens against the account (django/contrib/auth/backends.py,
//! rest_framework/authentication.py). Limits the number of failures, takes the same time whether or
//! not the account exists, and upgrades outdated password hashes.

use std::net::IpAddr;
use std::time::Duration;

use entity::values::Secret;
use entity::{Db, user};

use super::Error;
use super::attempt::Attempt;
use super::basic::Credentials;
use super::failures::Failures;
use super::familiar::Familiar;
use super::lanes::{Lane, Lanes, Limits};
use super::rate::customer;
use super::verifier::{Right, Verifier};
use crate::config::Config;
use crate::domain::Clock;
use crate::domain::core::error::Rejection;
use crate::domain::desk::accounts;

/// For lookups of tokens that were not correct before. Each takes one statement, so many may wait
/// but few may run.
const LOOKUPS: Limits = Limits {
    at_once: 64,
    of_one_lane: 4,
    lane: 1000,
    total: 4000,
    patience: Duration::from_secs(10),
};

#[derive(Clone, Debug)]
pub(super) struct Login {
    db: Db,
    failures: Failures,
    familiar: Familiar,
    lookups: Lanes,
    verifier: Verifier,
}

impl Login {
    /// `db` stores upgraded hashes and counted failures.
    pub(super) fn new(db: Db, config: &Config, clock: Clock) -> Self {
        let failures = Failures::new(db.clone(), config, clock.clone());
        let verifier = Verifier::new(&config.auth, clock);
        Self {
            db,
            failures,
            familiar: Familiar::new(),
            lookups: Lanes::new(LOOKUPS),
            verifier,
        }
    }

    /// The active user with this username and password; one statement of `db`.
    pub(super) async fn by_password(
        &self,
        db: &Db,
        Credentials { name, password }: &Credentials,
        address: IpAddr,
    ) -> Result<user::Model, Error> {
        let throttle = &self.failures.throttle;
        let (known, of_address) = (self.familiar.name(name, address), throttle.address(address));
        let was_right = self.familiar.contains(&known);
        if !was_right {
            throttle.check(&of_address)?;
        }
        // Inactive accounts are treated like missing ones, with the same work.
        let user = accounts::user_by_name(db, name)
            .await?
            .filter(|user| user.is_active);
        // A database may find one account by several spellings of its username, so failures count
        // per account.
        let account = match &user {
            Some(user) => throttle.account(user.id, address),
            None => throttle.name(name, address),
        };
        let (lane, subjects) = if was_right && user.is_some() {
            (Lane::Familiar(account.key), vec![account])
        } else {
            (Lane::Address(customer(address)), vec![of_address, account])
        };
        let attempt = Attempt::new(&self.failures, lane, subjects);
        if let Err(rejection) = attempt.check() {
            throttle.failed(&of_address);
            return Err(rejection.into());
        }
        let outcome = match user {
            None => Err(self.verifier.refuse(password, &attempt).await),
            Some(user) => self
                .verifier
                .verify(&user, password, &attempt)
                .await
                .map(|right| (user, right)),
        };
        match outcome {
            Ok((mut user, Right { hashed, renewed })) => {
                // A remembered password does not prove that whoever failed before knows it.
                if hashed {
                    self.failures.forget(&account, attempt.is_stored()).await;
                }
                if !was_right {
                    self.familiar.insert(known);
                }
                if let Some(renewed) = renewed {
                    self.renew(&mut user, renewed, password).await;
                }
                Ok(user)
            }
            Err(error) => {
                if matches!(error, Error::Rejected(Rejection::BasicInvalid)) {
                    self.failures.failed(&[of_address, account]).await;
                }
                Err(error)
            }
        }
    }

    /// Checks again that credentials are still correct, for an open connection; `previous` is the
    /// user at the last check. Counts neither failures nor successes. One statement of `db`.
    pub(super) async fn password_again(
        &self,
        db: &Db,
        Credentials { name, password }: &Credentials,
        before: &user::Model,
    ) -> Result<user::Model, Error> {
        let user = accounts::user_by_name(db, name)
            .await?
            .filter(|user| user.is_active);
        let mut user = user
            .filter(|user| user.id == before.id)
            .ok_or(Rejection::BasicInvalid)?;
        if user.password != before.password {
            let attempt = Attempt::new(
                &self.failures,
                Lane::Familiar(self.familiar.token(&user.id.to_string())),
                Vec::new(),
            );
            if let Some(renewed) = self
                .verifier
                .verify(&user, password, &attempt)
                .await?
                .renewed
            {
                self.renew(&mut user, renewed, password).await;
            }
        }
        Ok(user)
    }

    /// The active user with this token; one statement of `db`.
    pub(super) async fn by_token(
        &self,
        db: &Db,
        token: &str,
        address: IpAddr,
    ) -> Result<user::Model, Error> {
        let throttle = &self.failures.throttle;
        let (known, of_address) = (self.familiar.token(token), throttle.address(address));
        let was_right = self.familiar.contains(&known);
        let _turn = if was_right {
            None
        } else {
            throttle.check(&of_address)?;
            let turn = self.lookups.turn(Lane::Address(customer(address))).await?;
            throttle.check(&of_address)?;
            Some(turn)
        };
        match self.token_again(db, token).await {
            Ok(user) => {
                if !was_right {
                    self.familiar.insert(known);
                }
                Ok(user)
            }
            Err(error) => {
                if matches!(error, Error::Rejected(_)) {
                    self.familiar.remove(&known);
                    self.failures.failed(&[of_address]).await;
                }
                Err(error)
            }
        }
    }

    /// Like [`Self::by_token`], without counting; one statement of `db`.
    pub(super) async fn token_again(&self, db: &Db, token: &str) -> Result<user::Model, Error> {
        let user = accounts::user_by_token(db, token)
            .await?
            .ok_or(Rejection::TokenInvalid)?;
        if user.is_active {
            Ok(user)
        } else {
            Err(Rejection::Inactive.into())
        }
    }

    /// Stores an upgraded hash of the same password. The sign-in succeeds without it, so errors are
    /// only logged.
    async fn renew(&self, user: &mut user::Model, renewed: Secret, password: &str) {
        match accounts::upgrade_password(&self.db, user.id, &user.password, &renewed).await {
            Ok(true) => {
                self.verifier.remember(user.id, &renewed, password).await;
                user.password = renewed;
            }
            // The password was changed concurrently.
            Ok(false) => {}
            Err(error) => {
                tracing::warn!(user = user.id, %error, "a password hash could not be renewed")
            }
        }
    }
}
