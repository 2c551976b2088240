//! The program that sent a request: how it signs in, and how often it may do what strangers may do.
//! `auth` implements [`SignIn`] for requests by HTTP.

use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use entity::user;
use entity::values::Secret;

use crate::domain::core::spam::{Origin, SpamCheck};
use crate::domain::{Context, Error, Result};

/// An act that a caller may repeat only a limited number of times per hour.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Allowance {
    /// Creating a ticket without an account, counted by the client's address.
    VisitorTicket,
    /// Requesting email to reset a password, counted by the client's address.
    PasswordReset,
    /// Receiving email to reset a password, counted by the recipient, in lower case.
    PasswordResetMail(String),
}

/// A session that was opened for the client.
#[derive(Clone)]
pub struct OpenedSession {
    /// The token that the client's writes must send in `X-CSRFToken`.
    pub csrf_token: Secret,
    /// When the session ends.
    pub expires_at: DateTime<Utc>,
}

/// Services for the client of a request.
#[async_trait]
pub trait SignIn: fmt::Debug + Send + Sync {
    /// The active account with this username and password; `None` if there is none. Counts failures
    /// like every sign-in.
    ///
    /// # Errors
    /// [`Error::Throttled`] after too many failures; [`Error::Unavailable`]; database errors.
    async fn check_password(
        &self,
        context: &Context,
        username: &str,
        password: &Secret,
    ) -> Result<Option<user::Model>>;

    /// Opens a session of Django for a user, replaces the client's session, and sets the cookies of
    /// the response.
    ///
    /// # Errors
    /// [`Error::Conflict`] if the response cannot set cookies; [`Error::Forbidden`] if the
    /// installation does not accept sessions; database errors.
    async fn open_session(&self, context: &Context, user: &user::Model) -> Result<OpenedSession>;

    /// Ends the client's session and removes its cookie. Returns whether there was one.
    ///
    /// # Errors
    /// [`Error::Conflict`] if the response cannot set cookies; database errors.
    async fn close_session(&self, context: &Context) -> Result<bool>;

    /// Whether the request has the cookie of a session.
    fn has_session(&self) -> bool;

    /// Rejects an act that was repeated too often.
    ///
    /// # Errors
    /// [`Error::Throttled`].
    async fn check(&self, allowance: &Allowance) -> Result<()>;

    /// Counts an act, unless it was repeated too often.
    ///
    /// # Errors
    /// [`Error::Throttled`].
    async fn spend(&self, allowance: &Allowance) -> Result<()>;

    /// A text that is the same for all requests from the client's network.
    fn network(&self) -> String;

    /// Where the request comes from.
    fn origin(&self) -> Origin;
}

/// The client of a request; by default one without any services, which may do nothing that is
/// limited.
#[derive(Clone, Debug, Default)]
pub struct Client {
    services: Option<Arc<dyn SignIn>>,
    spam_check: Option<Arc<dyn SpamCheck>>,
}

impl Client {
    /// A client with services.
    #[must_use]
    pub fn new(services: Arc<dyn SignIn>) -> Self {
        Self {
            services: Some(services),
            spam_check: None,
        }
    }

    /// The same client, whose tickets are checked for spam if it has no account.
    #[must_use]
    pub fn with_spam_check(self, spam_check: Option<Arc<dyn SpamCheck>>) -> Self {
        Self { spam_check, ..self }
    }

    /// The check for spam, if there is one.
    #[must_use]
    pub fn spam_check(&self) -> Option<&dyn SpamCheck> {
        self.spam_check.as_deref()
    }

    /// The services.
    ///
    /// # Errors
    /// [`Error::Forbidden`] if the client has none.
    pub fn services(&self) -> Result<&dyn SignIn> {
        self.services.as_deref().ok_or(Error::Forbidden)
    }

    /// As [`SignIn::network`].
    #[must_use]
    pub fn network(&self) -> Option<String> {
        self.services.as_ref().map(|services| services.network())
    }
}
