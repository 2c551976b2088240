//! Identifies the caller of a request: Django's session cookie, HTTP Basic or a token, in the
//! configured order, as in Django and DRF (django/contrib/auth, rest_framework/authentication.py).
//! The result is a [`Viewer`]. `domain::access` decides about the viewer's rights; `compat` and
//! `graphql` word rejections.

mod address;
mod attempt;
mod basic;
mod bucket;
mod client;
mod cookies;
mod cross_site;
mod csrf;
mod csrf_token;
mod digest;
mod failures;
mod header;
mod host;
mod known_credentials;
mod login;
mod new_session;
mod origins;
mod rate;
mod session;
mod set_cookie;
mod throttle;
mod ticket_link;
mod token;
mod verifier;
mod viewer_watch;

use std::net::IpAddr;
use std::sync::Arc;

use entity::{Db, user};
use http::request::Parts;

use crate::config::{Authentication, Config};
use crate::domain;
use crate::domain::core::error::Rejection;
use crate::domain::core::lanes::Lanes;
use crate::domain::desk::accounts;
use crate::domain::{Account, Clock, TokenScope, Viewer};

pub use address::{client_address, forwarded_https};
pub use client::HttpClient;
pub use cookies::get as cookie;
pub use csrf::Csrf;
pub use host::{AllowedHosts, HostError, requested_host};

pub use rate::{Caller, RateLimitStatus, RateLimits};
pub use session::{SessionOwner, session_owner};
pub use viewer_watch::{AmbientCredentials, ViewerWatch};

use origins::Origins;

/// The API that a request uses; they read `Authorization` differently.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Api {
    /// The REST API, which ignores unknown schemes, as DRF does.
    Rest,
    /// The GraphQL API, which accepts `Bearer` for `Token` and rejects unknown schemes.
    Graphql,
}

/// The result of checking a request's credentials.
#[derive(Clone, Debug)]
pub struct Authenticated {
    /// Anonymous without credentials, and with a session that belongs to nobody or has ended.
    pub viewer: Viewer,
    /// The check that must pass before a write with a session.
    pub csrf: Csrf,
}

/// Why no viewer was found.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The credentials were rejected.
    #[error(transparent)]
    Rejected(#[from] Rejection),
    /// The credentials could not be checked.
    #[error("credentials could not be checked")]
    Internal(#[source] domain::Error),
}

impl From<domain::Error> for Error {
    fn from(error: domain::Error) -> Self {
        Self::Internal(error)
    }
}

/// Finds the viewer of a request. Clones share the counted failures and the remembered passwords.
#[derive(Clone, Debug)]
pub struct Authenticator {
    config: Arc<Config>,
    clock: Clock,
    origins: Arc<Origins>,
    login: login::Login,
    sessions: session::Sessions,
    viewer_watches: viewer_watch::ViewerWatches,
    services: Arc<client::Services>,
}

impl Authenticator {
    /// An authenticator that remembers nothing yet. It upgrades outdated password hashes through
    /// `db`, outside the statements of the request.
    #[must_use]
    pub fn new(db: Db, config: Arc<Config>, clock: Clock) -> Self {
        let origins = Arc::new(Origins::new(&config));
        let login = login::Login::new(db.clone(), &config, clock.clone());
        let sessions = session::Sessions::new(&config);
        let services = client::Services::new(db, &config, &clock, login.clone(), sessions.clone());
        Self {
            config,
            clock,
            origins,
            login,
            sessions,
            viewer_watches: viewer_watch::ViewerWatches::default(),
            services: Arc::new(services),
        }
    }

    /// The lanes in which passwords are hashed, also new ones.
    #[must_use]
    pub fn hash_lanes(&self) -> &Lanes {
        self.login.hash_lanes()
    }

    /// The hosts that the service answers to.
    #[must_use]
    pub fn allowed_hosts(&self) -> &AllowedHosts {
        &self.origins.hosts
    }

    /// The viewer of a request from `peer`, the address at the other end of the connection.
    ///
    /// The first configured method that finds a user or an error decides. Takes at most two
    /// statements of `db`, and one more if queue access is granted by permission.
    ///
    /// # Errors
    /// [`Error::Rejected`] for wrong or malformed credentials; [`Error::Internal`] if the database
    /// fails.
    pub async fn authenticate(
        &self,
        db: &Db,
        parts: &Parts,
        peer: IpAddr,
        api: Api,
    ) -> Result<Authenticated, Error> {
        self.identify(db, parts, peer, api, None).await
    }

    /// Like [`Self::authenticate`]. `previous` is the user whom the same credentials identified
    /// earlier; with it, neither a failure nor a success is counted.
    async fn identify(
        &self,
        db: &Db,
        parts: &Parts,
        peer: IpAddr,
        api: Api,
        previous: Option<&user::Model>,
    ) -> Result<Authenticated, Error> {
        // Before the session of a user who opens a link.
        if api == Api::Graphql
            && let Some(link) = ticket_link::ticket_link(parts)?
        {
            let address = self.address(parts, peer);
            let visit = self.login.visit(db, &link, address).await?;
            return Ok(Authenticated {
                viewer: Viewer::Visitor(Arc::new(visit)),
                csrf: Csrf::default(),
            });
        }
        for method in &self.config.rest_framework.default_authentication_classes {
            let found = match method {
                Authentication::Session => self.session_user(db, parts).await?.map(unscoped),
                Authentication::Basic => {
                    let user = self.basic_user(db, parts, peer, previous).await?;
                    user.map(unscoped)
                }
                Authentication::Token => self.token_user(db, parts, peer, api, previous).await?,
            };
            let Some((user, token)) = found else { continue };
            let csrf = match method {
                Authentication::Session => {
                    Csrf::for_session(parts, peer, &self.config, &self.origins)
                }
                Authentication::Basic if api == Api::Rest => {
                    Csrf::for_password(parts, &self.config)
                }
                Authentication::Basic | Authentication::Token => Csrf::default(),
            };
            return Ok(Authenticated {
                viewer: self.viewer(db, user, token).await?,
                csrf,
            });
        }
        // Every known scheme has already found a user or an error.
        if api == Api::Graphql && header::is_present(&parts.headers) {
            return Err(Rejection::Scheme.into());
        }
        Ok(Authenticated {
            viewer: Viewer::Anonymous,
            csrf: Csrf::default(),
        })
    }

    async fn session_user(&self, db: &Db, parts: &Parts) -> Result<Option<user::Model>, Error> {
        let Some(key) = cookies::get(&parts.headers, &self.config.session_cookie_name) else {
            return Ok(None);
        };
        self.sessions.user(db, &key, self.clock.now()).await
    }

    async fn basic_user(
        &self,
        db: &Db,
        parts: &Parts,
        peer: IpAddr,
        previous: Option<&user::Model>,
    ) -> Result<Option<user::Model>, Error> {
        let Some(credentials) = basic::credentials(&parts.headers)? else {
            return Ok(None);
        };
        let user = match previous {
            Some(previous) => {
                self.login
                    .recheck_password(db, &credentials, previous)
                    .await?
            }
            None => {
                self.login
                    .user_by_password(db, &credentials, self.address(parts, peer))
                    .await?
            }
        };
        Ok(Some(user))
    }

    async fn token_user(
        &self,
        db: &Db,
        parts: &Parts,
        peer: IpAddr,
        api: Api,
        previous: Option<&user::Model>,
    ) -> Result<Option<(user::Model, Option<TokenScope>)>, Error> {
        let Some(token) = token::token(parts, api)? else {
            return Ok(None);
        };
        let user = match previous {
            Some(_) => self.login.token_owner(db, token).await?,
            None => {
                self.login
                    .user_by_token(db, token, self.address(parts, peer))
                    .await?
            }
        };
        Ok(Some(user))
    }

    fn address(&self, parts: &Parts, peer: IpAddr) -> IpAddr {
        client_address(&parts.headers, peer, &self.config.auth.trusted_proxies)
    }

    async fn viewer(
        &self,
        db: &Db,
        user: user::Model,
        token: Option<TokenScope>,
    ) -> Result<Viewer, Error> {
        let by_permission =
            self.config.helpdesk.enable_per_queue_staff_permission && !user.is_superuser;
        let granted_queues = if by_permission {
            Some(accounts::granted_queues(db, user.id).await?)
        } else {
            None
        };
        Ok(Viewer::User(Arc::new(Account {
            user,
            granted_queues,
            token,
        })))
    }
}

/// A user who signed in without a personal token.
fn unscoped(user: user::Model) -> (user::Model, Option<TokenScope>) {
    (user, None)
}
