//! Wake-ups: the processes of one database notify each other of new events, through PostgreSQL's
//! NOTIFY or the broker in `live.notify_url`. A wake-up carries no data and only saves time: the
//! log is polled anyway. So nothing waits for wake-ups, and a broker that is down stops nothing.
//!
//! A wake-up is sent after the commit, not in the transaction, because PostgreSQL serializes the
//! commits of transactions that send NOTIFY. Every process also receives its own wake-ups, which
//! shows that a connection works in both directions: when it is opened, and periodically
//! afterwards.

#[cfg(feature = "nats")]
mod nats;
mod postgres;
#[cfg(feature = "redis")]
mod redis;

use std::time::Duration;

use entity::{Db, installation};
use rand::Rng as _;
use sea_orm::{DbBackend, EntityTrait};
use tokio::time::{Instant, sleep, sleep_until, timeout};

use super::Hub;
use crate::config::{Config, redact_url};

/// Time limit for opening a connection, for sending a wake-up, and until it comes back.
const TIMEOUT: Duration = Duration::from_secs(10);
/// How long no wake-up may arrive before the connection is checked.
const CHECK_INTERVAL: Duration = Duration::from_secs(30);
/// The pause between attempts to connect: the first, and the longest.
const MIN_PAUSE: Duration = Duration::from_millis(250);
const MAX_PAUSE: Duration = Duration::from_secs(10);

/// Why a connection could not be opened or was lost. Contains no password.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct ConnectionError(String);

impl ConnectionError {
    fn new(why: impl std::fmt::Display) -> Self {
        Self(why.to_string())
    }
}

/// A connection to all processes of one database.
#[async_trait::async_trait]
trait Connection: Send {
    /// Wakes all of them, including this process.
    async fn notify(&mut self) -> Result<(), ConnectionError>;

    /// Returns when a wake-up has arrived. Cancel-safe: dropping the future loses no wake-up.
    async fn notified(&mut self) -> Result<(), ConnectionError>;
}

/// The system that carries wake-ups.
#[derive(Clone)]
pub(super) enum Transport {
    /// PostgreSQL, at this URL.
    Postgres(String),
    /// A broker, at this URL.
    Broker(String),
}

impl Transport {
    /// The transport that the settings choose; `None` if the log is only polled.
    pub(super) fn of(config: &Config, backend: DbBackend) -> Option<Self> {
        match config.live.notify_url.as_str() {
            "" => (backend == DbBackend::Postgres)
                .then(|| Self::Postgres(config.database.session_url().to_owned())),
            url => Some(Self::Broker(url.to_owned())),
        }
    }

    /// Its name in the log, without secrets.
    fn label(&self) -> String {
        match self {
            Self::Postgres(_) => "PostgreSQL's NOTIFY".to_owned(),
            Self::Broker(url) => redact_url(url),
        }
    }

    async fn open(&self, db: &Db) -> Result<Box<dyn Connection>, ConnectionError> {
        match self {
            // PostgreSQL has separate channels per database.
            Self::Postgres(url) => Ok(Box::new(postgres::Connection::open(url).await?)),
            Self::Broker(url) => open_broker(url, &channel(db).await?).await,
        }
    }
}

/// Opens a connection to the broker at `url`.
async fn open_broker(url: &str, channel: &str) -> Result<Box<dyn Connection>, ConnectionError> {
    // Unused if no broker is compiled in.
    let _ = channel;
    // The futures of the libraries are large but short-lived. Boxed, they do not enlarge the
    // futures of the callers.
    match url.split_once("://").map_or("", |(scheme, _)| scheme) {
        #[cfg(feature = "redis")]
        "redis" | "rediss" => Ok(Box::new(
            Box::pin(redis::Connection::open(url, channel)).await?,
        )),
        #[cfg(feature = "nats")]
        "nats" | "tls" => Ok(Box::new(
            Box::pin(nats::Connection::open(url, channel)).await?,
        )),
        _ => Err(ConnectionError::new("unsupported kind of broker")),
    }
}

/// The name of the channel for this database on a broker that others may use too. It comes from the
/// database, because processes may know the database by different addresses.
async fn channel(db: &Db) -> Result<String, ConnectionError> {
    let row = installation::Entity::find()
        .one(db)
        .await
        .map_err(ConnectionError::new)?;
    let row = row.ok_or_else(|| {
        ConnectionError::new("the table deskql_installation is empty; deskql migrate fills it")
    })?;
    Ok(format!("deskql.event.{}", row.uuid))
}

/// Opens a connection, and waits until a wake-up sent over it comes back.
async fn open_verified(
    opening: impl Future<Output = Result<Box<dyn Connection>, ConnectionError>>,
) -> Result<Box<dyn Connection>, ConnectionError> {
    let all = async {
        let mut connection = opening.await?;
        connection.notify().await?;
        connection.notified().await?;
        Ok(connection)
    };
    timeout(TIMEOUT, all)
        .await
        .unwrap_or_else(|_| Err(timed_out()))
}

fn timed_out() -> ConnectionError {
    ConnectionError(format!("no answer within {} s", TIMEOUT.as_secs()))
}

/// Checks on a separate channel whether the configured broker delivers wake-ups; `None` if no
/// broker is configured.
pub async fn check_broker(config: &Config) -> Option<Result<(), ConnectionError>> {
    let url = &config.live.notify_url;
    if url.is_empty() {
        return None;
    }
    let channel = format!("deskql.event.{}", uuid::Uuid::new_v4().simple());
    Some(open_verified(open_broker(url, &channel)).await.map(drop))
}

/// Sends and receives wake-ups until the process stops. Logs when they start and stop working.
pub(super) async fn run(hub: Hub, transport: Transport) {
    let (by, mut works, mut pause) = (transport.label(), None, MIN_PAUSE);
    loop {
        let mut opened = None;
        let error = match open_verified(transport.open(hub.db())).await {
            Ok(connection) => {
                if works.replace(true) != Some(true) {
                    tracing::info!(by, "receiving wake-ups from other processes");
                }
                opened = Some(Instant::now());
                // Wake-ups before this moment were missed.
                hub.signal().written_elsewhere();
                relay(&hub, connection).await
            }
            Err(error) => error,
        };
        if works.replace(false) != Some(false) {
            let every = hub.config().live.poll_milliseconds;
            tracing::warn!(by, error = %error, "no wake-ups from other processes; polling every {every} ms");
        }
        // Connections that break soon after they were opened keep the longer pause.
        if opened.is_some_and(|opened| opened.elapsed() > CHECK_INTERVAL) {
            pause = MIN_PAUSE;
        }
        // Processes should not reconnect at the same moment.
        let jitter = rand::rng().random_range(0.75..1.25);
        sleep(pause.mul_f64(jitter)).await;
        pause = (pause * 2).min(MAX_PAUSE);
    }
}

/// Sends and receives wake-ups until an error, which it returns.
async fn relay(hub: &Hub, mut connection: Box<dyn Connection>) -> ConnectionError {
    let signal = hub.signal();
    // When to send the next wake-up, or when the one sent must have come back.
    let (mut deadline, mut expected) = (Instant::now() + CHECK_INTERVAL, false);
    loop {
        let notify = tokio::select! {
            received = connection.notified() => {
                if let Err(error) = received {
                    return error;
                }
                signal.written_elsewhere();
                (deadline, expected) = (Instant::now() + CHECK_INTERVAL, false);
                false
            }
            () = signal.unannounced() => true,
            () = sleep_until(deadline) => {
                if expected {
                    return timed_out();
                }
                true
            }
        };
        if notify {
            match timeout(TIMEOUT, connection.notify()).await {
                Ok(Ok(())) => {}
                Ok(Err(error)) => return error,
                Err(_) => return timed_out(),
            }
            if !expected {
                (deadline, expected) = (Instant::now() + TIMEOUT, true);
            }
        }
    }
}
