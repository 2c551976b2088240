//! The check of texts from strangers for spam. `delivery` implements it.

use std::fmt;

use async_trait::async_trait;

use crate::domain::Result;

/// Where a request comes from, as far as a check for spam uses it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origin {
    /// The address of the client.
    pub address: String,
    /// Its `User-Agent`.
    pub user_agent: String,
    /// Its `Referer`.
    pub referrer: String,
}

/// A ticket of a visitor to check.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Submission {
    /// The title.
    pub title: String,
    /// The description.
    pub description: String,
    /// The address of the submitter.
    pub email: String,
    /// The domain of the site.
    pub site: String,
    /// The client.
    pub origin: Origin,
}

/// A check for spam.
#[async_trait]
pub trait SpamCheck: fmt::Debug + Send + Sync {
    /// Whether a submission is spam. Takes a bounded time.
    ///
    /// # Errors
    /// [`Error::Unavailable`](crate::domain::Error::Unavailable) if the check fails and the settings
    /// then reject tickets.
    async fn is_spam(&self, submission: &Submission) -> Result<bool>;
}
