//! Email about an account in the outbox. Unlike [`Mail`](super::Mail), it has no template and no
//! ticket; its text is complete.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::mail::Headers;

/// An email with a complete text.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// Sender, recipients and date.
    pub headers: Headers,
    /// The subject, on one line.
    pub subject: String,
    /// The plain text.
    pub text: String,
}

impl fmt::Debug for Notice {
    /// Without the text, which can contain a secret link.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Notice")
            .field("headers", &self.headers)
            .field("subject", &self.subject)
            .finish_non_exhaustive()
    }
}
