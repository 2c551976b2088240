//! Sends webhooks: one POST, as django-helpdesk sends it, and beyond that signed, with bounds on
//! time, redirects and the size of the answer, and to no private address unless the settings allow
//! it. Bodies come ready from the outbox.

mod addresses;
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
use crate::domain::outbox::{Claimed, Delivery, Kind, Webhook, webhook};
use addresses::{Guard, Private};
pub use signature::Secrets;

/// The longest pause that a receiver may ask for.
const LONGEST_RETRY_AFTER: Duration = Duration::from_secs(24 * 3600);

/// Sends webhooks by HTTP.
#[derive(Debug)]
pub struct Sender {
    client: Client,
    clock: Clock,
    secrets: Secrets,
    allow_private: bool,
    max_redirects: usize,
    max_answer_size: usize,
    timeout: Duration,
}

impl Sender {
    /// A sender as the settings say.
    ///
    /// # Errors
    /// The secret is none, or the system has no certificates to verify others by.
    pub fn new(config: &Config, clock: Clock) -> anyhow::Result<Self> {
        let settings = &config.webhooks;
        let mut client = Client::builder()
            // Each hop is looked at here; a proxy would resolve names by itself.
            .redirect(Policy::none())
            .no_proxy()
            .user_agent(concat!("deskql/", env!("CARGO_PKG_VERSION")));
        if !settings.allow_private {
            client = client.dns_resolver(Guard);
        }
        Ok(Self {
            client: client.build()?,
            clock,
            secrets: Secrets::read(&settings.secret.0)
                .map_err(|fault| anyhow::anyhow!("webhooks.secret: {fault}"))?,
            allow_private: settings.allow_private,
            max_redirects: settings.max_redirects,
            max_answer_size: settings.max_answer_size,
            timeout: Duration::from_secs_f64(config.helpdesk.webhook_timeout),
        })
    }

    /// Sends a webhook, wherever its receiver redirects it.
    async fn send(&self, webhook: &Webhook) -> Result<(), Failure> {
        let mut url =
            Url::parse(&webhook.url).map_err(|_| Failure::lasting("its address is none"))?;
        let headers = self.headers(webhook)?;
        for _ in 0..=self.max_redirects {
            self.check(&url)?;
            let request = self
                .client
                .post(url.clone())
                .headers(headers.clone())
                .body(webhook.body.clone());
            let mut answer = request.send().await.map_err(|error| unsent(&error))?;
            let status = answer.status();
            let Some(next) = next_hop(&url, &answer)? else {
                self.read_some(&mut answer).await;
                return outcome(status, answer.headers());
            };
            url = next;
        }
        Err(Failure::passing(format!(
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
        let id =
            HeaderValue::from_str(&webhook.id).map_err(|_| Failure::lasting("its id is none"))?;
        headers.insert(HeaderName::from_static("webhook-id"), id);
        headers.insert(
            HeaderName::from_static("webhook-timestamp"),
            timestamp.into(),
        );
        if let Some(signature) = self.secrets.sign(&webhook.id, timestamp, &webhook.body) {
            let signature = HeaderValue::from_str(&signature)
                .map_err(|_| Failure::lasting("it cannot be signed"))?;
            headers.insert(HeaderName::from_static("webhook-signature"), signature);
        }
        Ok(headers)
    }

    /// Refuses addresses that are private as they stand; names are looked at when they are resolved
    /// ([`Guard`]).
    fn check(&self, url: &Url) -> Result<(), Failure> {
        let address = match url.host() {
            Some(url::Host::Ipv4(address)) => Some(address.into()),
            Some(url::Host::Ipv6(address)) => Some(address.into()),
            Some(url::Host::Domain(_)) => None,
            None => return Err(Failure::lasting("its address names no host")),
        };
        match address {
            Some(address) if !self.allow_private && !addresses::is_public(address) => {
                Err(private(&Private))
            }
            _ => Ok(()),
        }
    }

    /// Reads an answer, so that its connection can be used again; a larger one than allowed costs
    /// the connection.
    async fn read_some(&self, answer: &mut Response) {
        let mut size = 0;
        while let Ok(Some(part)) = answer.chunk().await {
            size += part.len();
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

    async fn deliver(&self, claimed: &Claimed) -> Result<(), Failure> {
        let Delivery::Webhook(webhook) = &claimed.delivery else {
            return Err(Failure::lasting("it is no webhook"));
        };
        match tokio::time::timeout(self.timeout, self.send(webhook)).await {
            Ok(outcome) => outcome,
            Err(_) => Err(Failure::passing(format!(
                "no answer within {} s",
                self.timeout.as_secs_f64()
            ))),
        }
    }
}

/// Where an answer redirects a POST that stays one. 303 does not: it wants a GET, which would carry
/// nothing.
fn next_hop(from: &Url, answer: &Response) -> Result<Option<Url>, Failure> {
    if !matches!(answer.status().as_u16(), 301 | 302 | 307 | 308) {
        return Ok(None);
    }
    let location = answer
        .headers()
        .get(header::LOCATION)
        .and_then(|location| location.to_str().ok());
    let next = location.and_then(|location| from.join(location).ok());
    let next = next
        .ok_or_else(|| Failure::passing(format!("answered {} without a way", answer.status())))?;
    if !matches!(next.scheme(), "http" | "https")
        || (from.scheme() == "https" && next.scheme() != "https")
    {
        let to = webhook::origin(next.as_str());
        return Err(Failure::passing(format!(
            "redirected from {} to {to}, which is not followed",
            from.scheme()
        )));
    }
    Ok(Some(next))
}

/// What the last answer means. 410 says that nobody wants to hear any more; everything else may
/// change.
fn outcome(status: StatusCode, headers: &HeaderMap) -> Result<(), Failure> {
    if status.is_success() {
        return Ok(());
    }
    let message = format!("answered {status}");
    if status == StatusCode::GONE {
        return Err(Failure::lasting(message));
    }
    let after = headers
        .get(header::RETRY_AFTER)
        .and_then(|after| after.to_str().ok()?.trim().parse().ok());
    let after = after.map(|seconds| Duration::from_secs(seconds).min(LONGEST_RETRY_AFTER));
    Err(Failure {
        retry: true,
        after,
        message,
    })
}

/// Why a request got no answer, without its address: that may be secret.
fn unsent(error: &reqwest::Error) -> Failure {
    let mut cause: &dyn StdError = error;
    loop {
        if let Some(found) = cause.downcast_ref::<Private>() {
            return private(found);
        }
        match cause.source() {
            Some(source) => cause = source,
            None => break,
        }
    }
    let what = if error.is_connect() {
        "cannot be reached"
    } else {
        "broke off"
    };
    Failure::passing(format!("{what}: {cause}"))
}

fn private(refused: &Private) -> Failure {
    Failure::lasting(refused.to_string())
}
