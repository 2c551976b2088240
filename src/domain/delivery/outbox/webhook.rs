//! Webhooks in the outbox. The body is rendered in the transaction of the change, so it shows the
//! ticket as that change left it and is the same for every attempt.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::domain::core::signals::WebhookEvent;
use crate::domain::{Account, Context, Result, Viewer};

/// An HTTP request to send.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct Webhook {
    /// An ID for receivers, the same for every attempt.
    pub id: String,
    /// The URL; may contain a secret.
    pub url: String,
    /// The JSON text.
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

/// Creates the webhooks that report an event, one per URL. Costs nothing if there are no receivers.
///
/// # Errors
/// Errors of reading the ticket.
pub async fn create_webhooks(
    inside: &Context,
    event: WebhookEvent<'_>,
    urls: &[String],
) -> Result<Vec<Webhook>> {
    let Some(bodies) = inside.outbox.bodies().filter(|_| !urls.is_empty()) else {
        return Ok(Vec::new());
    };
    // Receivers belong to the installation: they see the complete ticket, whoever changed it.
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

/// Scheme, host and port of a URL: the part that may be shown.
#[must_use]
pub fn origin(url: &str) -> String {
    url::Url::parse(url).map_or_else(|_| String::new(), |url| url.origin().ascii_serialization())
}
