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
use super::known_credentials::KnownCredentials;
use super::rate::client_network;
use super::ticket_link::TicketLink;
use super::verifier::{Verified, Verifier};
use crate::config::Config;
use crate::domain::access;
use crate::domain::core::error::Rejection;
use crate::domain::core::lanes::{Lane, Lanes, Limits};
use crate::domain::desk::accounts;
use crate::domain::{Clock, TokenScope, Visit};

/// For lookups of tokens that were not correct before. Each takes one statement, so many may wait
/// but few may run.
const LOOKUPS: Limits = Limits {
    concurrency: 64,
    lane_concurrency: 4,
    lane_capacity: 1000,
    total_capacity: 4000,
    timeout: Duration::from_secs(10),
};

#[derive(Clone, Debug)]
pub(super) struct Login {
    db: Db,
    failures: Failures,
    known_credentials: KnownCredentials,
    lookups: Lanes,
    verifier: Verifier,
    clock: Clock,
    /// Whether upgraded hashes are stored.
    upgrades: bool,
    /// Whether links of email open their tickets.
    opens_links: bool,
}

impl Login {
    /// `db` stores upgraded hashes and counted failures.
    pub(super) fn new(db: Db, config: &Config, clock: Clock) -> Self {
        let failures = Failures::new(db.clone(), config, clock.clone());
        let verifier = Verifier::new(&config.auth, clock.clone());
        Self {
            db,
            failures,
            known_credentials: KnownCredentials::new(),
            lookups: Lanes::new(LOOKUPS),
            verifier,
            clock,
            upgrades: !config.server.read_only,
            opens_links: config.helpdesk.open_ticket_links,
        }
    }

    /// The lanes in which passwords are hashed.
    pub(super) fn hash_lanes(&self) -> &Lanes {
        self.verifier.lanes()
    }

    /// The active user with this username and password; one statement of `db`.
    pub(super) async fn user_by_password(
        &self,
        db: &Db,
        Credentials { name, password }: &Credentials,
        address: IpAddr,
    ) -> Result<user::Model, Error> {
        let throttle = &self.failures.throttle;
        let (credentials_key, of_address) = (
            self.known_credentials.username_key(name, address),
            throttle.address(address),
        );
        let is_known = self.known_credentials.contains(&credentials_key);
        if !is_known {
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
        let (lane, subjects) = if is_known && user.is_some() {
            (Lane::Known(account.key), vec![account])
        } else {
            (
                Lane::Address(client_network(address)),
                vec![of_address, account],
            )
        };
        let attempt = Attempt::new(&self.failures, lane, subjects);
        if let Err(rejection) = attempt.check() {
            throttle.record(&of_address);
            return Err(rejection.into());
        }
        let outcome = match user {
            None => Err(self
                .verifier
                .reject_missing_account(password, &attempt)
                .await),
            Some(user) => self
                .verifier
                .verify(&user, password, &attempt)
                .await
                .map(|verified| (user, verified)),
        };
        match outcome {
            Ok((
                mut user,
                Verified {
                    hashed,
                    upgraded_hash,
                },
            )) => {
                // A remembered password does not prove that whoever failed before knows it.
                if hashed {
                    self.failures.reset(&account, attempt.is_stored()).await;
                }
                if !is_known {
                    self.known_credentials.insert(credentials_key);
                }
                if let Some(upgraded_hash) = upgraded_hash {
                    self.upgrade_hash(&mut user, upgraded_hash, password).await;
                }
                Ok(user)
            }
            Err(error) => {
                if matches!(error, Error::Rejected(Rejection::BasicInvalid)) {
                    self.failures.record(&[of_address, account]).await;
                }
                Err(error)
            }
        }
    }

    /// Checks again that credentials are still correct, for an open connection; `previous` is the
    /// user at the last check. Counts neither failures nor successes. One statement of `db`.
    pub(super) async fn recheck_password(
        &self,
        db: &Db,
        Credentials { name, password }: &Credentials,
        previous: &user::Model,
    ) -> Result<user::Model, Error> {
        let user = accounts::user_by_name(db, name)
            .await?
            .filter(|user| user.is_active);
        let mut user = user
            .filter(|user| user.id == previous.id)
            .ok_or(Rejection::BasicInvalid)?;
        if user.password != previous.password {
            let attempt = Attempt::new(
                &self.failures,
                Lane::Known(self.known_credentials.token_key(&user.id.to_string())),
                Vec::new(),
            );
            if let Some(upgraded_hash) = self
                .verifier
                .verify(&user, password, &attempt)
                .await?
                .upgraded_hash
            {
                self.upgrade_hash(&mut user, upgraded_hash, password).await;
            }
        }
        Ok(user)
    }

    /// The active user with this token, and its scope if it is a personal one; one statement of
    /// `db`.
    pub(super) async fn user_by_token(
        &self,
        db: &Db,
        token: &str,
        address: IpAddr,
    ) -> Result<(user::Model, Option<TokenScope>), Error> {
        let key = self.known_credentials.token_key(token);
        self.look_up(key, address, self.token_owner(db, token))
            .await
    }

    /// The ticket of a link; one statement of `db`.
    pub(super) async fn visit(
        &self,
        db: &Db,
        link: &TicketLink,
        address: IpAddr,
    ) -> Result<Visit, Error> {
        if !self.opens_links {
            return Err(Rejection::LinkInvalid.into());
        }
        let TicketLink { ticket, email, key } = link;
        let secret = format!("{ticket} {key} {email}");
        let known = self.known_credentials.token_key(&secret);
        let find = async {
            let visit = access::find_visit(db, ticket, email, key).await?;
            Ok(visit.ok_or(Rejection::LinkInvalid)?)
        };
        self.look_up(known, address, find).await
    }

    /// Looks up a secret that one statement verifies. Counts failures of the address. A secret that
    /// was not correct before waits for its turn.
    async fn look_up<T>(
        &self,
        credentials_key: [u8; 32],
        address: IpAddr,
        find: impl Future<Output = Result<T, Error>>,
    ) -> Result<T, Error> {
        let throttle = &self.failures.throttle;
        let of_address = throttle.address(address);
        let is_known = self.known_credentials.contains(&credentials_key);
        let _turn = if is_known {
            None
        } else {
            throttle.check(&of_address)?;
            let turn = self
                .lookups
                .wait_for_turn(Lane::Address(client_network(address)))
                .await?;
            throttle.check(&of_address)?;
            Some(turn)
        };
        match find.await {
            Ok(found) => {
                if !is_known {
                    self.known_credentials.insert(credentials_key);
                }
                Ok(found)
            }
            Err(error) => {
                if matches!(error, Error::Rejected(_)) {
                    self.known_credentials.remove(&credentials_key);
                    self.failures.record(&[of_address]).await;
                }
                Err(error)
            }
        }
    }

    /// Like [`Self::user_by_token`], without counting; one statement of `db`.
    pub(super) async fn token_owner(
        &self,
        db: &Db,
        token: &str,
    ) -> Result<(user::Model, Option<TokenScope>), Error> {
        let (user, scope) = if accounts::is_personal_token(token) {
            let found = accounts::personal_token_owner(db, token, self.clock.now()).await?;
            let (user, scope) = found.ok_or(Rejection::TokenInvalid)?;
            (user, Some(scope))
        } else {
            let user = accounts::user_by_token(db, token).await?;
            (user.ok_or(Rejection::TokenInvalid)?, None)
        };
        if user.is_active {
            Ok((user, scope))
        } else {
            Err(Rejection::Inactive.into())
        }
    }

    /// Stores an upgraded hash of the same password. The sign-in succeeds without it, so errors are
    /// only logged.
    async fn upgrade_hash(&self, user: &mut user::Model, upgraded_hash: Secret, password: &str) {
        if !self.upgrades {
            return;
        }
        match accounts::upgrade_password(&self.db, user.id, &user.password, &upgraded_hash).await {
            Ok(true) => {
                self.verifier
                    .remember(user.id, &upgraded_hash, password)
                    .await;
                user.password = upgraded_hash;
            }
            // The password was changed concurrently.
            Ok(false) => {}
            Err(error) => {
                tracing::warn!(user = user.id, %error, "could not store an upgraded password hash")
            }
        }
    }
}
