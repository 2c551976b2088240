//! A line over a subject of NATS. The library would connect again by itself; here that is not its
//! task, so that it is done, and told of, in one place for all kinds of lines.

use async_nats::{Client, ConnectOptions, Event, ServerAddr, Subscriber};
use futures_util::StreamExt as _;
use percent_encoding::percent_decode_str;
use tokio::sync::watch;
use tracing::instrument::WithSubscriber as _;
use tracing::subscriber::NoSubscriber;
use url::Url;

use super::{Lost, PATIENCE};

pub(super) struct Line {
    client: Client,
    words: Subscriber,
    subject: String,
    /// Why it is lost, when it is.
    lost: watch::Receiver<Option<String>>,
}

impl Line {
    pub(super) async fn open(url: &str, subject: &str) -> Result<Self, Lost> {
        let (options, server) = options(url)?;
        let (error, lost) = watch::channel(None);
        let connecting = options
            .name("deskql")
            .connection_timeout(PATIENCE)
            // None cannot be said: 0 is without end. After this one a client that was let go of
            // gives up.
            .max_reconnects(1)
            .event_callback(move |event| {
                let why = match event {
                    Event::Disconnected | Event::Closed => {
                        Some("the connection was lost".to_owned())
                    }
                    Event::ServerError(error) => Some(error.to_string()),
                    _ => None,
                };
                // The first reason is the one.
                error.send_if_modified(|known| {
                    known.is_none() && why.is_some() && {
                        *known = why;
                        true
                    }
                });
                std::future::ready(())
            })
            .connect(server);
        // It would log each try.
        let client = connecting
            .with_subscriber(NoSubscriber::default())
            .await
            .map_err(Lost::new)?;
        let words = client
            .subscribe(subject.to_owned())
            .await
            .map_err(Lost::new)?;
        Ok(Self {
            client,
            words,
            subject: subject.to_owned(),
            lost,
        })
    }
}

/// Name and password, or token, and the address without them: what the library logs has no secrets
/// then.
fn options(url: &str) -> Result<(ConnectOptions, ServerAddr), Lost> {
    let mut url = Url::parse(url).map_err(Lost::new)?;
    let decoded = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
    let options = match (decoded(url.username()), url.password().map(decoded)) {
        (name, Some(password)) => ConnectOptions::with_user_and_password(name, password),
        (token, None) if !token.is_empty() => ConnectOptions::with_token(token),
        _ => ConnectOptions::new(),
    };
    // Neither fails where there is a host.
    let _ = url.set_username("");
    let _ = url.set_password(None);
    Ok((options, ServerAddr::from_url(url).map_err(Lost::new)?))
}

#[async_trait::async_trait]
impl super::Line for Line {
    async fn tell(&mut self) -> Result<(), Lost> {
        self.client
            .publish(self.subject.clone(), bytes::Bytes::new())
            .await
            .map_err(Lost::new)
    }

    async fn heard(&mut self) -> Result<(), Lost> {
        tokio::select! {
            why = self.lost.wait_for(Option::is_some) => {
                let why = why.ok().and_then(|why| why.clone());
                Err(Lost(why.unwrap_or_else(|| "the connection was lost".to_owned())))
            }
            word = self.words.next() => word.map(drop).ok_or_else(|| Lost::new("the connection was lost")),
        }
    }
}
