//! Who asks. Made by `auth` from a request, used by every rule of [`crate::domain::access`].

use std::sync::Arc;

use chrono::DateTime;
use entity::user;
use entity::values::{Secret, Timestamp};

/// The person on whose behalf something is read or written.
#[derive(Clone, Debug, Default)]
pub enum Viewer {
    /// Nobody signed in.
    #[default]
    Anonymous,
    /// Somebody who signed in and is active.
    User(Arc<Account>),
}

/// Somebody who signed in, with what the rules need to know of them.
#[derive(Clone, Debug)]
pub struct Account {
    /// The row of `auth_user`.
    pub user: user::Model,
    /// Ids of the queues that per-queue permissions open to them; `None` where such permissions are
    /// off or do not apply (superusers).
    pub granted_queues: Option<Vec<i32>>,
}

impl Account {
    /// Nobody's account, to which everything is open: what the desk itself reads. It never signs
    /// in.
    #[must_use]
    pub fn of_the_desk() -> Self {
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
        }
    }
}

impl Viewer {
    /// The account, if somebody signed in.
    #[must_use]
    pub fn account(&self) -> Option<&Account> {
        match self {
            Self::Anonymous => None,
            Self::User(account) => Some(account),
        }
    }

    /// The row of `auth_user`, if somebody signed in.
    #[must_use]
    pub fn user(&self) -> Option<&user::Model> {
        self.account().map(|account| &account.user)
    }

    /// The id of the user, if somebody signed in.
    #[must_use]
    pub fn id(&self) -> Option<i32> {
        self.user().map(|user| user.id)
    }

    /// Whether somebody signed in.
    #[must_use]
    pub fn is_authenticated(&self) -> bool {
        self.user().is_some()
    }

    /// Whether the person may enter the staff side.
    #[must_use]
    pub fn is_staff(&self) -> bool {
        self.user().is_some_and(|user| user.is_staff)
    }

    /// Whether every permission is theirs.
    #[must_use]
    pub fn is_superuser(&self) -> bool {
        self.user().is_some_and(|user| user.is_superuser)
    }

    /// The person's address, if it is not empty.
    #[must_use]
    pub fn email(&self) -> Option<&str> {
        self.user()
            .map(|user| user.email.as_str())
            .filter(|email| !email.is_empty())
    }
}
