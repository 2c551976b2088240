//! Services for the client of a request by HTTP: signing in with a password, sessions and their
//! cookies, and limits for strangers.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr};
use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use chrono::TimeDelta;
use entity::values::Secret;
use entity::{Db, user};
use http::HeaderValue;
use http::request::Parts;

use super::basic::Credentials;
use super::csrf_token;
use super::failures::Failures;
use super::login::Login;
use super::rate::client_network;
use super::session::Sessions;
use super::set_cookie::Cookie;
use super::throttle::Subject;
use super::{Authenticator, Error, cookies};
use crate::config::{Authentication, Config};
use crate::domain::core::client::{Allowance, OpenedSession, SignIn};
use crate::domain::core::error::Rejection;
use crate::domain::core::spam::Origin;
use crate::domain::desk::accounts::{self, NewSessionRow};
use crate::domain::{self, Clock, Context};

/// Seconds over which acts of strangers are counted.
pub(super) const ALLOWANCE_SECONDS: u64 = 3600;
/// Emails to reset the password of one address per [`ALLOWANCE_SECONDS`].
const MAX_RESET_MAILS: u32 = 5;

/// Services that all clients share.
#[derive(Debug)]
pub(super) struct Services {
    config: Arc<Config>,
    clock: Clock,
    login: Login,
    sessions: Sessions,
    /// Acts of strangers, counted like failures.
    acts: Failures,
}

impl Services {
    pub(super) fn new(
        db: Db,
        config: &Arc<Config>,
        clock: &Clock,
        login: Login,
        sessions: Sessions,
    ) -> Self {
        let mut counting = Config::clone(config);
        counting.auth.throttle_seconds = ALLOWANCE_SECONDS;
        Self {
            acts: Failures::new(db, &counting, clock.clone()),
            config: Arc::clone(config),
            clock: clock.clone(),
            login,
            sessions,
        }
    }
}

/// The client of a request.
pub struct HttpClient {
    services: Arc<Services>,
    address: IpAddr,
    user_agent: String,
    referrer: String,
    session_cookie: Option<String>,
    /// Cookies to set in the response; `None` if it cannot set any.
    new_cookies: Option<Mutex<Vec<HeaderValue>>>,
}

impl fmt::Debug for HttpClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpClient").finish_non_exhaustive()
    }
}

impl Authenticator {
    /// The client of a request from `peer`. `sets_cookies`: whether [`HttpClient::take_cookies`] is
    /// called for the response.
    #[must_use]
    pub fn client(&self, parts: &Parts, peer: IpAddr, sets_cookies: bool) -> Arc<HttpClient> {
        let header = |name: http::HeaderName| {
            let value = parts.headers.get(name);
            let text = value.and_then(|value| value.to_str().ok());
            text.unwrap_or_default().to_owned()
        };
        Arc::new(HttpClient {
            services: Arc::clone(&self.services),
            address: self.address(parts, peer),
            user_agent: header(http::header::USER_AGENT),
            referrer: header(http::header::REFERER),
            session_cookie: cookies::get(&parts.headers, &self.config.session_cookie_name),
            new_cookies: sets_cookies.then(Mutex::default),
        })
    }
}

impl HttpClient {
    /// The `Set-Cookie` headers of the response.
    #[must_use]
    pub fn take_cookies(&self) -> Vec<HeaderValue> {
        match &self.new_cookies {
            Some(cookies) => {
                std::mem::take(&mut cookies.lock().unwrap_or_else(PoisonError::into_inner))
            }
            None => Vec::new(),
        }
    }

    fn cookies(&self) -> domain::Result<&Mutex<Vec<HeaderValue>>> {
        self.new_cookies.as_ref().ok_or(NO_COOKIES)
    }

    /// The key of the client's session in the database.
    fn session_key(&self) -> Option<&str> {
        let cookie = self.session_cookie.as_deref();
        cookie.filter(|_| self.services.sessions.has_rows())
    }

    /// The subject that is counted for an act.
    fn subject(&self, allowance: &Allowance) -> Subject {
        let auth = &self.services.config.auth;
        let throttle = &self.services.acts.throttle;
        // Other names than those of accounts, which have no spaces.
        let subject = |name: &str, address| throttle.name(&format!("act {name}"), address);
        let (subject, limit) = match allowance {
            Allowance::VisitorTicket => (
                subject("visitor ticket", self.address),
                auth.max_visitor_tickets_per_hour,
            ),
            Allowance::PasswordReset => (
                subject("password reset", self.address),
                auth.max_password_resets_per_hour,
            ),
            Allowance::PasswordResetMail(recipient) => (
                subject(
                    &format!("password reset of {recipient}"),
                    Ipv4Addr::UNSPECIFIED.into(),
                ),
                MAX_RESET_MAILS,
            ),
        };
        Subject { limit, ..subject }
    }
}

/// A conflict: the request came through a WebSocket.
const NO_COOKIES: domain::Error = domain::Error::Conflict {
    field: "input",
    what: std::borrow::Cow::Borrowed(
        "a WebSocket cannot set cookies; send this mutation in an HTTP request",
    ),
};

fn rejected(rejection: Rejection) -> domain::Error {
    match rejection {
        Rejection::Throttled(seconds) => domain::Error::Throttled(seconds),
        rejection => domain::Error::Unavailable {
            raced: false,
            source: Box::new(rejection),
        },
    }
}

#[async_trait]
impl SignIn for HttpClient {
    async fn check_password(
        &self,
        context: &Context,
        username: &str,
        password: &Secret,
    ) -> domain::Result<Option<user::Model>> {
        let credentials = Credentials {
            name: username.to_owned(),
            password: password.0.clone(),
        };
        let login = &self.services.login;
        match login
            .user_by_password(&context.db, &credentials, self.address)
            .await
        {
            Ok(user) => Ok(Some(user)),
            Err(Error::Rejected(Rejection::BasicInvalid)) => Ok(None),
            Err(Error::Rejected(rejection)) => Err(rejected(rejection)),
            Err(Error::Internal(error)) => Err(error),
        }
    }

    async fn open_session(
        &self,
        context: &Context,
        user: &user::Model,
    ) -> domain::Result<OpenedSession> {
        let Services {
            config,
            clock,
            sessions,
            ..
        } = &*self.services;
        let methods = &config.rest_framework.default_authentication_classes;
        if !methods.contains(&Authentication::Session) {
            return Err(domain::Error::Forbidden);
        }
        let new_cookies = self.cookies()?;
        let now = clock.now();
        let expires_at = now + TimeDelta::seconds(config.session_cookie_age.into());
        let session = sessions
            .create(user, now)
            .ok_or_else(|| domain::Error::Internal("sessions need a secret_key".into()))?;
        let row = session.row.map(|data| NewSessionRow {
            key: session.cookie.clone(),
            data,
            expires_at,
        });
        accounts::open_session(&context.db, user.id, now, row, self.session_key()).await?;
        let max_age =
            Some(config.session_cookie_age).filter(|_| !config.session_expire_at_browser_close);
        let csrf_age = Some(config.csrf_cookie_age).filter(|age| *age > 0);
        let secret = csrf_token::new_secret();
        let headers = [
            Cookie::session(config).store(&session.cookie, max_age, now),
            Cookie::csrf(config).store(&secret, csrf_age, now),
        ];
        new_cookies
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .extend(headers.into_iter().flatten());
        Ok(OpenedSession {
            csrf_token: Secret(csrf_token::mask(&secret)),
            expires_at,
        })
    }

    async fn close_session(&self, context: &Context) -> domain::Result<bool> {
        let new_cookies = self.cookies()?;
        if self.session_cookie.is_none() {
            return Ok(false);
        }
        if let Some(key) = self.session_key() {
            accounts::close_session(&context.db, key).await?;
        }
        let header = Cookie::session(&self.services.config).remove();
        new_cookies
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .extend(header);
        Ok(true)
    }

    fn has_session(&self) -> bool {
        self.session_cookie.is_some()
    }

    async fn check(&self, allowance: &Allowance) -> domain::Result<()> {
        let subject = self.subject(allowance);
        let checked = self.services.acts.check_shared(&[subject]).await;
        checked.map(drop).map_err(rejected)
    }

    async fn spend(&self, allowance: &Allowance) -> domain::Result<()> {
        self.check(allowance).await?;
        self.services.acts.record(&[self.subject(allowance)]).await;
        Ok(())
    }

    fn origin(&self) -> Origin {
        Origin {
            address: self.address.to_string(),
            user_agent: self.user_agent.clone(),
            referrer: self.referrer.clone(),
        }
    }

    fn network(&self) -> String {
        client_network(self.address).to_string()
    }
}
