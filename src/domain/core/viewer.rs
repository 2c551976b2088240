//! The caller. `auth` derives it from the request; the rules of [`crate::domain::access`] use it.

use std::sync::Arc;

use chrono::DateTime;
use entity::user;
use entity::values::{Secret, Timestamp};

/// The caller of a request.
#[derive(Clone, Debug, Default)]
pub enum Viewer {
    /// A caller without sign-in.
    #[default]
    Anonymous,
    /// A caller without sign-in who has the link of an email about a ticket.
    Visitor(Arc<Visit>),
    /// An active, signed-in user.
    User(Arc<Account>),
}

/// The ticket of a visitor: the link named its reference, the submitter's address and its secret
/// key. The visitor sees this ticket while both are still the ticket's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Visit {
    /// The ID of the ticket.
    pub ticket: i32,
    /// The address of the submitter, as stored.
    pub email: String,
    /// The secret key of the ticket, as stored.
    pub key: Secret,
}

/// Scope of a personal token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, async_graphql::Enum)]
#[graphql(name = "PersonalTokenScope")]
pub enum TokenScope {
    /// Reading: queries, subscriptions and GET requests.
    Read,
    /// Reading and writing.
    Write,
}

/// A signed-in user, with the permissions that access rules need.
#[derive(Clone, Debug)]
pub struct Account {
    /// The row of `auth_user`.
    pub user: user::Model,
    /// IDs of the queues that per-queue permissions grant; `None` if these permissions are off or
    /// do not apply (superusers).
    pub granted_queues: Option<Vec<i32>>,
    /// The scope of the personal token that the user signed in with; `None` for other credentials.
    pub token: Option<TokenScope>,
}

impl Account {
    /// The account for reads of the desk itself, with access to everything. It cannot sign in.
    #[must_use]
    pub fn system() -> Self {
        let user = user::Model {
            id: 0,
            password: Secret(String::new()),
            last_login: None,
            is_superuser: true,
            username: String::new(),
            first_name: String::new(),
            last_name: String::new(),
            email: String::new(),
            is_staff: true,
            is_active: true,
            date_joined: Timestamp(DateTime::UNIX_EPOCH),
        };
        Self {
            user,
            granted_queues: None,
            token: None,
        }
    }
}

impl Viewer {
    /// The account of a signed-in user.
    #[must_use]
    pub fn account(&self) -> Option<&Account> {
        match self {
            Self::Anonymous | Self::Visitor(_) => None,
            Self::User(account) => Some(account),
        }
    }

    /// The ticket of a visitor with a link.
    #[must_use]
    pub fn visit(&self) -> Option<&Visit> {
        match self {
            Self::Visitor(visit) => Some(visit),
            Self::Anonymous | Self::User(_) => None,
        }
    }

    /// Whether the viewer may only read, whatever the access rules say.
    #[must_use]
    pub fn is_read_only(&self) -> bool {
        self.account()
            .is_some_and(|account| account.token == Some(TokenScope::Read))
    }

    /// The row of `auth_user` of a signed-in user.
    #[must_use]
    pub fn user(&self) -> Option<&user::Model> {
        self.account().map(|account| &account.user)
    }

    /// The ID of a signed-in user.
    #[must_use]
    pub fn id(&self) -> Option<i32> {
        self.user().map(|user| user.id)
    }

    /// Whether the caller signed in.
    #[must_use]
    pub fn is_authenticated(&self) -> bool {
        self.user().is_some()
    }

    /// Whether the caller neither signed in nor has a link.
    #[must_use]
    pub fn is_stranger(&self) -> bool {
        matches!(self, Self::Anonymous)
    }

    /// Whether the user is staff.
    #[must_use]
    pub fn is_staff(&self) -> bool {
        self.user().is_some_and(|user| user.is_staff)
    }

    /// Whether the user has all permissions.
    #[must_use]
    pub fn is_superuser(&self) -> bool {
        self.user().is_some_and(|user| user.is_superuser)
    }

    /// The user's email address, unless it is empty.
    #[must_use]
    pub fn email(&self) -> Option<&str> {
        self.user()
            .map(|user| user.email.as_str())
            .filter(|email| !email.is_empty())
    }
}
