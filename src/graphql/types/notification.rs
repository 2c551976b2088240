//! Recipients of email about a change that was not sent yet.

use std::sync::Arc;

use async_graphql::SimpleObject;

use crate::domain::delivery::notifications::Role;
use crate::domain::tickets::followups::preview::Recipient;
use crate::graphql::types::user::{User, Users};

/// A recipient of email.
#[derive(Clone, Debug, SimpleObject)]
pub struct NotificationRecipient {
    /// Reason for the email.
    role: Role,
    /// Email address, or several separated by commas, as a queue's settings may contain them.
    email: String,
    /// The owner or follower with this address. Null for submitters, queues and followers who are
    /// not users.
    user: Option<User>,
}

impl NotificationRecipient {
    /// Creates a recipient with a user of `people`.
    pub(crate) fn new(recipient: &Recipient, people: &Arc<Users>) -> Self {
        Self {
            role: recipient.role,
            email: recipient.address.clone(),
            user: recipient.user.map(|id| User::new(people, id)),
        }
    }
}
