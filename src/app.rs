//! The running service: what was opened at start and is shared by all requests.

mod connections;

use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use entity::Db;
use entity::PoolOptions;
use entity::share::{Share, Shares};
use rand::Rng as _;
use tokio::sync::Semaphore;

use crate::auth::{Authenticator, Caller, RateLimits};
use crate::compat;
use crate::config::{self, Config, SecretKey};
use crate::delivery::{self, Worker};
use crate::domain::core::signals::Outbox;
use crate::domain::live::Hub;
use crate::domain::setup::installation;
use crate::domain::{Clock, Context, Dialect, Tasks, Viewer, WrittenTickets};
use crate::graphql::documents::Documents;
use crate::graphql::{self, Schema};
use crate::storage::Storage;
use crate::translation::Translations;

pub use connections::{Connections, Full, Place};

/// The shares that callers have of the database's connections.
#[derive(Debug)]
pub struct Callers {
    viewers: Shares<Caller>,
    strangers: Shares<Caller>,
    /// All strangers together.
    all_strangers: Arc<Semaphore>,
}

impl Callers {
    fn new(settings: &config::Database) -> Self {
        let places = |number: u32| {
            usize::try_from(number)
                .unwrap_or(usize::MAX)
                .clamp(1, Semaphore::MAX_PERMITS)
        };
        Self {
            viewers: Shares::new(places(settings.share())),
            strangers: Shares::new(places(settings.share() / 2)),
            all_strangers: Arc::new(Semaphore::new(places(settings.max_connections / 2))),
        }
    }

    /// The share of a caller.
    #[must_use]
    pub fn share(&self, caller: Caller) -> Share {
        match caller {
            Caller::User(_) => self.viewers.of(caller),
            Caller::Address(_) => self.strangers.of_group_member(caller, &self.all_strangers),
        }
    }
}

/// Everything that a request needs; a clone shares it.
#[derive(Clone)]
pub struct App {
    /// The settings.
    pub config: Arc<Config>,
    /// The database.
    pub db: Db,
    /// How many of its connections each caller may use at the same time.
    pub callers: Arc<Callers>,
    /// The files.
    pub storage: Storage,
    /// The time.
    pub clock: Clock,
    /// What happens to tickets, while it happens.
    pub events: Hub,
    /// The graph.
    pub schema: Schema,
    /// The graph, for documents that ask for its schema.
    pub introspected: Schema,
    /// What documents the graph takes.
    pub documents: Arc<Documents>,
    /// How much each viewer may ask for.
    pub rate_limits: RateLimits,
    /// Tells who asks.
    pub authenticator: Authenticator,
    /// Connections that stay.
    pub connections: Connections,
    /// The REST API.
    pub api: compat::Api,
    /// Wakes the worker that delivers mails and webhooks.
    pub outbox: Outbox,
    /// The writes that are under way.
    pub tasks: Tasks,
    /// The texts of the site's languages.
    pub translations: Translations,
}

impl App {
    /// Opens everything that the settings name. An empty `secret_key` is replaced by a fresh one.
    ///
    /// # Errors
    /// The database cannot be reached or is not ready ([`installation::NotReady`] says what to
    /// run); the storage's settings cannot be used.
    pub async fn open(mut config: Config) -> anyhow::Result<Self> {
        config.resolve_media_url();
        if config.secret_key.0.is_empty() {
            config.secret_key = SecretKey(fresh_key());
        }
        let translations = Translations::load(&config).context("locale_paths cannot be used")?;
        for file in translations.site().files() {
            tracing::info!(language = translations.site().code(), file = %file.display(), "catalogue in use");
        }
        let settings = &config.database;
        let options = PoolOptions {
            max_connections: settings.max_connections,
            acquire_timeout: Duration::from_secs(settings.acquire_seconds),
            // Requests give up on their statements themselves; this is for what is lost.
            statement_timeout: Some(Duration::from_secs(config.server.timeout_seconds + 1)),
            prepared_statements: settings.prepared_statements,
            sqlite_journal_mode: Some(settings.sqlite_journal_mode.clone())
                .filter(|mode| !mode.is_empty()),
            create_if_missing: false,
            read_only: false,
        };
        let db = Db::connect(&settings.url, &options)
            .await
            .context("the database cannot be opened")?;
        installation::ensure_ready(&db).await?;
        let callers = Arc::new(Callers::new(settings));
        let storage = Storage::open(&config.storage)?;
        let schema = if config.graphql.federation {
            graphql::subgraph()
        } else {
            graphql::schema()
        };
        let introspected = graphql::introspected(config.graphql.federation);
        let documents = Arc::new(Documents::new(&config, &schema.sdl())?);
        let clock = Clock::system();
        let config = Arc::new(config);
        let events = Hub::new(&db, &config, &clock);
        let authenticator = Authenticator::new(db.clone(), Arc::clone(&config), clock.clone());
        let shared = config
            .server
            .limits_in_database
            .then(|| db.with_own_counter());
        let rate_limits = RateLimits::new(&config, &clock, shared);
        let api = compat::Api::new(graphql::schema(), Arc::clone(&config));
        let outbox = Outbox::new(Arc::new(api.clone()));
        let connections = Connections::new(&config.live);
        Ok(Self {
            config,
            db,
            callers,
            storage,
            clock,
            events,
            schema,
            introspected,
            documents,
            rate_limits,
            authenticator,
            connections,
            api,
            outbox,
            tasks: Tasks::default(),
            translations,
        })
    }

    /// Lets go of the database: what runs in the background ends, and all connections are closed.
    /// On SQLite, the last one to close the file writes its log into it. Waits for connections in
    /// use, for `patience` at most.
    pub async fn close(self, patience: Duration) {
        let closed = async {
            self.events.stop().await;
            self.db.close().await
        };
        match tokio::time::timeout(patience, closed).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::warn!(%error, "the database could not be closed"),
            Err(_) => tracing::warn!("the database was not closed: something still uses it"),
        }
    }

    /// A worker that delivers mails and webhooks.
    ///
    /// # Errors
    /// Settings that cannot be used.
    pub fn worker(&self) -> anyhow::Result<Worker> {
        let deliverers = delivery::deliverers(&self.config, &self.clock, &self.db, &self.storage)?;
        let (outbox, settings) = (self.outbox.clone(), self.config.outbox.clone());
        Ok(Worker::new(
            self.db.clone(),
            self.clock.clone(),
            outbox,
            settings,
            deliverers,
        ))
    }

    /// The context of an operation of `viewer`, with the caller's share of the database's
    /// connections.
    #[must_use]
    pub fn context_of(&self, viewer: Viewer, caller: Caller) -> Context {
        let context = self.context(viewer);
        let db = context.db.with_share(self.callers.share(caller));
        Context { db, ..context }
    }

    /// The context of a request whose caller is not known yet. Its statements have no share of the
    /// connections, so this is for signing in only.
    #[must_use]
    pub fn context(&self, viewer: Viewer) -> Context {
        Context {
            db: self.db.with_own_counter(),
            viewer,
            config: Arc::clone(&self.config),
            clock: self.clock.clone(),
            storage: self.storage.clone(),
            outbox: self.outbox.clone(),
            max_page_size: Some(self.config.graphql.max_page_size),
            dialect: Dialect::Graph,
            events: self.events.signal(),
            written_tickets: WrittenTickets::default(),
            tasks: self.tasks.clone(),
            hash_lanes: self.authenticator.hash_lanes().clone(),
            language: self.translations.site().clone(),
        }
    }
}

/// A key that lives as long as the process, as long as Django's.
fn fresh_key() -> String {
    rand::rng()
        .sample_iter(rand::distr::Alphanumeric)
        .take(50)
        .map(char::from)
        .collect()
}
