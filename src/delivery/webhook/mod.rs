//! Sends webhooks: a POST with django-helpdesk's JSON from the outbox. In addition, requests are
//! signed; time, redirects and the size of the response are limited; and private addresses are
//! rejected unless the settings allow them.

mod public_addresses;
mod signature;

use std::error::Error as StdError;
use std::time::Duration;

use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use reqwest::redirect::Policy;
use reqwest::{Client, Response};
use url::Url;

use super::{Deliver, Failure};
use crate::config::Config;
use crate::domain::Clock;
use crate::domain::delivery::outbox::{ClaimedEntry, Delivery, Kind, Webhook, webhook};
use public_addresses::{PrivateAddress, PublicResolver};
pub use signature::SigningKeys;

/// Upper limit for a receiver's `Retry-After`.
const MAX_RETRY_AFTER: Duration = Duration::from_secs(24 * 3600);

/// Delivers the webhooks of the outbox.
#[derive(Debug)]
pub struct Sender {
    client: Client,
    clock: Clock,
    secrets: SigningKeys,
    allow_private: bool,
    max_redirects: usize,
    max_answer_size: usize,
    timeout: Duration,
}

impl Sender {
    /// Creates a sender.
    ///
    /// # Errors
    /// The secret is invalid, or the system has no root certificates.
    pub fn new(config: &Config, clock: Clock) -> anyhow::Result<Self> {
        let settings = &config.webhooks;
        let mut client = Client::builder()
            // Each redirect is checked here, and a proxy would resolve names itself.
            .redirect(Policy::none())
            .no_proxy()
            .user_agent(concat!("deskql/", env!("CARGO_PKG_VERSION")));
        if !settings.allow_private {
            client = client.dns_resolver(PublicResolver);
        }
        Ok(Self {
            client: client.build()?,
            clock,
            secrets: SigningKeys::parse(&settings.secret.0)
                .map_err(|error| anyhow::anyhow!("webhooks.secret: {error}"))?,
            allow_private: settings.allow_private,
            max_redirects: settings.max_redirects,
            max_answer_size: settings.max_answer_size,
            timeout: Duration::from_secs_f64(config.helpdesk.webhook_timeout),
        })
    }

    /// Sends a webhook and follows redirects.
    async fn send(&self, webhook: &Webhook) -> Result<(), Failure> {
        let mut url = Url::parse(&webhook.url)
            .map_err(|_| Failure::permanent("the receiver's address is not a valid URL"))?;
        let headers = self.headers(webhook)?;
        for _ in 0..=self.max_redirects {
            self.check(&url)?;
            let request = self
                .client
                .post(url.clone())
                .headers(headers.clone())
                .body(webhook.body.clone());
            let mut response = request.send().await.map_err(|error| send_failure(&error))?;
            let status = response.status();
            let Some(next) = redirect_target(&url, &response)? else {
                self.read_body(&mut response).await;
                return outcome(status, response.headers());
            };
            url = next;
        }
        Err(Failure::temporary(format!(
            "more than {} redirects",
            self.max_redirects
        )))
    }

    fn headers(&self, webhook: &Webhook) -> Result<HeaderMap, Failure> {
        let timestamp = self.clock.now().timestamp();
        let mut headers = HeaderMap::new();
        headers.insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/json"),
        );
        let id = HeaderValue::from_str(&webhook.id)
            .map_err(|_| Failure::permanent("the id cannot be sent as a header"))?;
        headers.insert(HeaderName::from_static("webhook-id"), id);
        headers.insert(
            HeaderName::from_static("webhook-timestamp"),
            timestamp.into(),
        );
        if let Some(signature) = self.secrets.sign(&webhook.id, timestamp, &webhook.body) {
            let signature = HeaderValue::from_str(&signature)
                .map_err(|_| Failure::permanent("the signature cannot be sent as a header"))?;
            headers.insert(HeaderName::from_static("webhook-signature"), signature);
        }
        Ok(headers)
    }

    /// Rejects literal private addresses. [`PublicResolver`] checks names.
    fn check(&self, url: &Url) -> Result<(), Failure> {
        let address = match url.host() {
            Some(url::Host::Ipv4(address)) => Some(address.into()),
            Some(url::Host::Ipv6(address)) => Some(address.into()),
            Some(url::Host::Domain(_)) => None,
            None => return Err(Failure::permanent("the receiver's address has no host")),
        };
        match address {
            Some(address) if !self.allow_private && !public_addresses::is_public(address) => {
                Err(Failure::permanent(PrivateAddress.to_string()))
            }
            _ => Ok(()),
        }
    }

    /// Reads a response so that its connection can be reused. A larger one than allowed closes the
    /// connection.
    async fn read_body(&self, response: &mut Response) {
        let mut size = 0;
        while let Ok(Some(chunk)) = response.chunk().await {
            size += chunk.len();
            if size > self.max_answer_size {
                return;
            }
        }
    }
}

#[async_trait::async_trait]
impl Deliver for Sender {
    fn kind(&self) -> Kind {
        Kind::Webhook
    }

    async fn deliver(&self, claimed: &ClaimedEntry) -> Result<(), Failure> {
        let Delivery::Webhook(webhook) = &claimed.delivery else {
            return Err(Failure::permanent("the entry is not a webhook"));
        };
        match tokio::time::timeout(self.timeout, self.send(webhook)).await {
            Ok(outcome) => outcome,
            Err(_) => Err(Failure::temporary(format!(
                "no answer within {} s",
                self.timeout.as_secs_f64()
            ))),
        }
    }
}

/// The target of a redirect that keeps the POST. 303 asks for a GET, which would drop the body.
fn redirect_target(from: &Url, response: &Response) -> Result<Option<Url>, Failure> {
    if !matches!(response.status().as_u16(), 301 | 302 | 307 | 308) {
        return Ok(None);
    }
    let location = response
        .headers()
        .get(header::LOCATION)
        .and_then(|location| location.to_str().ok());
    let next = location.and_then(|location| from.join(location).ok());
    let next = next.ok_or_else(|| {
        let status = response.status();
        Failure::temporary(format!("answered {status} without a valid Location"))
    })?;
    if !matches!(next.scheme(), "http" | "https")
        || (from.scheme() == "https" && next.scheme() != "https")
    {
        let to = webhook::origin(next.as_str());
        return Err(Failure::temporary(format!(
            "redirected from {} to {to}, which deskql does not follow",
            from.scheme()
        )));
    }
    Ok(Some(next))
}

/// The outcome of the final response. 410 means that the receiver is gone for good; every other
/// error may be temporary.
fn outcome(status: StatusCode, headers: &HeaderMap) -> Result<(), Failure> {
    if status.is_success() {
        return Ok(());
    }
    let message = format!("answered {status}");
    if status == StatusCode::GONE {
        return Err(Failure::permanent(message));
    }
    let after = headers
        .get(header::RETRY_AFTER)
        .and_then(|after| after.to_str().ok()?.trim().parse().ok());
    let after = after.map(|seconds| Duration::from_secs(seconds).min(MAX_RETRY_AFTER));
    Err(Failure {
        retry: true,
        after,
        message,
    })
}

/// Why a request got no response. Omits the address, which may be secret.
fn send_failure(error: &reqwest::Error) -> Failure {
    let mut cause: &dyn StdError = error;
    loop {
        if let Some(private) = cause.downcast_ref::<PrivateAddress>() {
            return Failure::permanent(private.to_string());
        }
        match cause.source() {
            Some(source) => cause = source,
            None => break,
        }
    }
    let what = if error.is_connect() {
        "cannot connect to the receiver"
    } else {
        "the connection to the receiver broke"
    };
    Failure::temporary(format!("{what}: {cause}"))
}
