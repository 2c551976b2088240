//! A webhook as the outbox keeps it. The body is made inside of the transaction of the change that
//! it tells of, so it shows the ticket exactly as that change left it, whenever it is delivered,
//! and is the same for every try.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::domain::core::signals::WebhookEvent;
use crate::domain::{Account, Context, Result, Viewer};

/// A request to be sent.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct Webhook {
    /// What receivers know it by, the same for every try.
    pub id: String,
    /// Where it goes; may hold a secret.
    pub url: String,
    /// JSON, byte for byte.
    pub body: String,
}

impl std::fmt::Debug for Webhook {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Webhook")
            .field("id", &self.id)
            .field("to", &origin(&self.url))
            .finish_non_exhaustive()
    }
}

/// The requests that tell of an event, one for each of `urls`; none where nobody listens, which
/// costs nothing.
///
/// # Errors
/// What reading the ticket says.
pub async fn webhooks(
    inside: &Context,
    event: WebhookEvent<'_>,
    urls: &[String],
) -> Result<Vec<Webhook>> {
    let Some(bodies) = inside.outbox.bodies().filter(|_| !urls.is_empty()) else {
        return Ok(Vec::new());
    };
    // Receivers are the installation's own: they see the whole ticket, whoever changed it.
    let context = Context {
        viewer: Viewer::User(Arc::new(Account::system())),
        ..inside.clone()
    };
    let body = bodies.body(&context, event).await?;
    let webhook = |url: &String| Webhook {
        id: format!("msg_{}", uuid::Uuid::new_v4().simple()),
        url: url.clone(),
        body: body.clone(),
    };
    Ok(urls.iter().map(webhook).collect())
}

/// Scheme, host and port of an address: what of it may be shown.
#[must_use]
pub fn origin(url: &str) -> String {
    url::Url::parse(url).map_or_else(|_| String::new(), |url| url.origin().ascii_serialization())
}
