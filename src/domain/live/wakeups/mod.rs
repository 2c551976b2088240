//! How the processes of one database tell each other that there is something new: PostgreSQL's
//! NOTIFY, or the broker of `live.notify_url`. A message has nothing in it and only makes others
//! faster: what is missed is found when the log is looked at the next time. So nobody waits for
//! this, and a broker that is away stops nothing.
//!
//! The word goes out after the change is committed, not in its transaction: a notifying transaction
//! of PostgreSQL makes all others wait at its end. Every process hears its own words too. By that a
//! line is known to work, all the way, when it is opened and from time to time.

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

/// How long a line may take to be opened, a word to be sent, and one's own word to come back.
const PATIENCE: Duration = Duration::from_secs(10);
/// How long nothing may be heard before it is looked whether the line still works.
const QUIET: Duration = Duration::from_secs(30);
/// Between two tries: first, and at most.
const FIRST: Duration = Duration::from_millis(250);
const MOST: Duration = Duration::from_secs(10);

/// Why there is no line; no password is in it.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Lost(String);

impl Lost {
    fn new(why: impl std::fmt::Display) -> Self {
        Self(why.to_string())
    }
}

/// A line to all processes of one database.
#[async_trait::async_trait]
trait Line: Send {
    /// Tells all of them, this one too.
    async fn tell(&mut self) -> Result<(), Lost>;

    /// Returns when somebody told something. It may be dropped at any time, and loses nothing by
    /// that.
    async fn heard(&mut self) -> Result<(), Lost>;
}

/// What a line is made over.
#[derive(Clone)]
pub(super) enum Way {
    /// The database's own, at this address.
    Postgres(String),
    /// A broker, at this address.
    Broker(String),
}

impl Way {
    /// What the settings say; nothing where the log alone is looked at.
    pub(super) fn of(config: &Config, backend: DbBackend) -> Option<Self> {
        match config.live.notify_url.as_str() {
            "" => (backend == DbBackend::Postgres)
                .then(|| Self::Postgres(config.database.session_url().to_owned())),
            url => Some(Self::Broker(url.to_owned())),
        }
    }

    /// For people.
    fn shown(&self) -> String {
        match self {
            Self::Postgres(_) => "PostgreSQL's NOTIFY".to_owned(),
            Self::Broker(url) => redact_url(url),
        }
    }

    async fn open(&self, db: &Db) -> Result<Box<dyn Line>, Lost> {
        match self {
            // Its channels belong to one database.
            Self::Postgres(url) => Ok(Box::new(postgres::Line::open(url).await?)),
            Self::Broker(url) => broker(url, &channel(db).await?).await,
        }
    }
}

/// Opens a line over the broker at `url`.
async fn broker(url: &str, channel: &str) -> Result<Box<dyn Line>, Lost> {
    // Where no kind is built in, nobody asks.
    let _ = channel;
    // What libraries do to connect is large, and lasts for a moment: it is not kept in the futures
    // of who waits.
    match url.split_once("://").map_or("", |(scheme, _)| scheme) {
        #[cfg(feature = "redis")]
        "redis" | "rediss" => Ok(Box::new(Box::pin(redis::Line::open(url, channel)).await?)),
        #[cfg(feature = "nats")]
        "nats" | "tls" => Ok(Box::new(Box::pin(nats::Line::open(url, channel)).await?)),
        _ => Err(Lost::new("there is no broker of this kind")),
    }
}

/// The name of what the processes of this database tell each other by, on a broker that others use
/// too. It comes from the database itself, which each of them may know by another address.
async fn channel(db: &Db) -> Result<String, Lost> {
    let row = installation::Entity::find()
        .one(db)
        .await
        .map_err(Lost::new)?;
    let row = row
        .ok_or_else(|| Lost::new("deskql_installation has no row: it came with deskql migrate"))?;
    Ok(format!("deskql.event.{}", row.uuid))
}

/// Whether a word over this line comes back.
async fn proven(
    opening: impl Future<Output = Result<Box<dyn Line>, Lost>>,
) -> Result<Box<dyn Line>, Lost> {
    let all = async {
        let mut line = opening.await?;
        line.tell().await?;
        line.heard().await?;
        Ok(line)
    };
    timeout(PATIENCE, all)
        .await
        .unwrap_or_else(|_| Err(silence()))
}

fn silence() -> Lost {
    Lost(format!("no answer within {} s", PATIENCE.as_secs()))
}

/// Whether the broker of the settings carries words, on a channel of its own; nothing where none is
/// named.
pub async fn broker_answers(config: &Config) -> Option<Result<(), Lost>> {
    let url = &config.live.notify_url;
    if url.is_empty() {
        return None;
    }
    let channel = format!("deskql.event.{}", uuid::Uuid::new_v4().simple());
    Some(proven(broker(url, &channel)).await.map(drop))
}

/// Tells and listens for as long as the process lives, and says when that begins to work and when
/// it ceases to.
pub(super) async fn run(hub: Hub, way: Way) {
    let (by, mut works, mut pause) = (way.shown(), None, FIRST);
    loop {
        let mut opened = None;
        let lost = match proven(way.open(hub.db())).await {
            Ok(line) => {
                if works.replace(true) != Some(true) {
                    tracing::info!(by, "other processes are heard of at once");
                }
                opened = Some(Instant::now());
                // What was told before was not heard.
                hub.signal().written_elsewhere();
                follow(&hub, line).await
            }
            Err(lost) => lost,
        };
        if works.replace(false) != Some(false) {
            let every = hub.config().live.poll_milliseconds;
            tracing::warn!(by, error = %lost, "other processes are heard of by looking every {every} ms alone");
        }
        // A line that breaks off again and again is no reason to open one again and again.
        if opened.is_some_and(|opened| opened.elapsed() > QUIET) {
            pause = FIRST;
        }
        // Not all processes at once.
        let jitter = rand::rng().random_range(0.75..1.25);
        sleep(pause.mul_f64(jitter)).await;
        pause = (pause * 2).min(MOST);
    }
}

/// Tells and listens until that does not work any more; why.
async fn follow(hub: &Hub, mut line: Box<dyn Line>) -> Lost {
    let signal = hub.signal();
    // When the next word has to be said, or one's own to have come back.
    let (mut deadline, mut expected) = (Instant::now() + QUIET, false);
    loop {
        let tells = tokio::select! {
            heard = line.heard() => {
                if let Err(lost) = heard {
                    return lost;
                }
                signal.written_elsewhere();
                (deadline, expected) = (Instant::now() + QUIET, false);
                false
            }
            () = signal.unannounced() => true,
            () = sleep_until(deadline) => {
                if expected {
                    return silence();
                }
                true
            }
        };
        if tells {
            match timeout(PATIENCE, line.tell()).await {
                Ok(Ok(())) => {}
                Ok(Err(lost)) => return lost,
                Err(_) => return silence(),
            }
            if !expected {
                (deadline, expected) = (Instant::now() + PATIENCE, true);
            }
        }
    }
}
