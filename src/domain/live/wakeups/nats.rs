//! Wake-ups through a subject of NATS. The library's automatic reconnection is disabled, because
//! `wakeups` reconnects and logs for all transports.

use async_nats::{Client, ConnectOptions, Event, ServerAddr, Subscriber};
use futures_util::StreamExt as _;
use percent_encoding::percent_decode_str;
use tokio::sync::watch;
use tracing::instrument::WithSubscriber as _;
use tracing::subscriber::NoSubscriber;
use url::Url;

use super::{ConnectionError, TIMEOUT};

pub(super) struct Connection {
    client: Client,
    messages: Subscriber,
    subject: String,
    /// Why the connection was lost; `None` while it is open.
    error: watch::Receiver<Option<String>>,
}

impl Connection {
    pub(super) async fn open(url: &str, subject: &str) -> Result<Self, ConnectionError> {
        let (options, server) = options(url)?;
        let (sender, error) = watch::channel(None);
        let connecting = options
            .name("deskql")
            .connection_timeout(TIMEOUT)
            // 0 would mean no limit. With 1, a client that was dropped gives up after one attempt.
            .max_reconnects(1)
            .event_callback(move |event| {
                let why = match event {
                    Event::Disconnected | Event::Closed => {
                        Some("the connection was lost".to_owned())
                    }
                    Event::ServerError(error) => Some(error.to_string()),
                    _ => None,
                };
                // The first error is the cause.
                sender.send_if_modified(|known| {
                    known.is_none() && why.is_some() && {
                        *known = why;
                        true
                    }
                });
                std::future::ready(())
            })
            .connect(server);
        // The library would log each attempt.
        let client = connecting
            .with_subscriber(NoSubscriber::default())
            .await
            .map_err(ConnectionError::new)?;
        let messages = client
            .subscribe(subject.to_owned())
            .await
            .map_err(ConnectionError::new)?;
        Ok(Self {
            client,
            messages,
            subject: subject.to_owned(),
            error,
        })
    }
}

/// Name and password, or token, and the address without them, so that the library logs no secrets.
fn options(url: &str) -> Result<(ConnectOptions, ServerAddr), ConnectionError> {
    let mut url = Url::parse(url).map_err(ConnectionError::new)?;
    let decoded = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
    let options = match (decoded(url.username()), url.password().map(decoded)) {
        (name, Some(password)) => ConnectOptions::with_user_and_password(name, password),
        (token, None) if !token.is_empty() => ConnectOptions::with_token(token),
        _ => ConnectOptions::new(),
    };
    // Neither fails for a URL with a host.
    let _ = url.set_username("");
    let _ = url.set_password(None);
    Ok((
        options,
        ServerAddr::from_url(url).map_err(ConnectionError::new)?,
    ))
}

#[async_trait::async_trait]
impl super::Connection for Connection {
    async fn notify(&mut self) -> Result<(), ConnectionError> {
        self.client
            .publish(self.subject.clone(), bytes::Bytes::new())
            .await
            .map_err(ConnectionError::new)
    }

    async fn notified(&mut self) -> Result<(), ConnectionError> {
        tokio::select! {
            why = self.error.wait_for(Option::is_some) => {
                let why = why.ok().and_then(|why| why.clone());
                Err(ConnectionError(why.unwrap_or_else(|| "the connection was lost".to_owned())))
            }
            message = self.messages.next() => message.map(drop).ok_or_else(|| ConnectionError::new("the connection was lost")),
        }
    }
}
