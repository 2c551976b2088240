//! The state of the running service: opened at start, shared by all requests.

mod connection_shares;
mod connections;

use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use entity::{Db, PoolOptions};
use rand::Rng as _;

use crate::auth::{Authenticator, Caller, RateLimits};
use crate::compat;
use crate::config::{Config, SecretKey};
use crate::delivery::{self, Worker};
use crate::domain::core::client::SignIn;
use crate::domain::core::signals::Outbox;
use crate::domain::core::spam::SpamCheck;
use crate::domain::live::Hub;
use crate::domain::setup::installation;
use crate::domain::{Client, Clock, Context, Dialect, Tasks, Viewer, WrittenTickets};
use crate::graphql::documents::Documents;
use crate::graphql::{self, Schema};
use crate::storage::Storage;
use crate::translation::Translations;

pub use connection_shares::ConnectionShares;
pub use connections::{ConnectionLimit, ConnectionSlot, Connections};

/// The shared state. Clones refer to the same state.
#[derive(Clone)]
pub struct App {
    /// The settings.
    pub config: Arc<Config>,
    /// The database.
    pub db: Db,
    /// How many database connections each caller may use at the same time.
    pub connection_shares: Arc<ConnectionShares>,
    /// The files.
    pub storage: Storage,
    /// The source of the current time.
    pub clock: Clock,
    /// The events of tickets, for subscriptions.
    pub events: Hub,
    /// The GraphQL schema.
    pub schema: Schema,
    /// The GraphQL schema with metered introspection, for documents that use introspection.
    pub introspection_schema: Schema,
    /// Checks and prices GraphQL documents.
    pub documents: Arc<Documents>,
    /// The rate limits of callers.
    pub rate_limits: RateLimits,
    /// Determines the viewer of a request.
    pub authenticator: Authenticator,
    /// The open WebSockets and event streams.
    pub connections: Connections,
    /// The REST API.
    pub api: compat::Api,
    /// Wakes the worker that delivers email and webhooks.
    pub outbox: Outbox,
    /// The running writes.
    pub tasks: Tasks,
    /// Translated texts.
    pub translations: Translations,
    /// Checks tickets of visitors for spam, if the settings choose a check.
    pub spam_check: Option<Arc<dyn SpamCheck>>,
}

impl App {
    /// Opens the database and the storage. Replaces an empty `secret_key` with a random one.
    ///
    /// # Errors
    /// The database is unreachable or not ready ([`installation::NotReady`] says what to run), or a
    /// setting is invalid.
    pub async fn open(mut config: Config) -> anyhow::Result<Self> {
        config.apply_read_only();
        config.resolve_media_url();
        if config.secret_key.0.is_empty() {
            config.secret_key = SecretKey(random_secret_key());
        }
        let translations = Translations::load(&config).context("invalid setting locale_paths")?;
        for file in translations.site().files() {
            tracing::info!(language = translations.site().code(), file = %file.display(), "using a translation catalogue");
        }
        let settings = &config.database;
        let options = PoolOptions {
            max_connections: settings.max_connections,
            acquire_timeout: Duration::from_secs(settings.acquire_seconds),
            // Requests cancel their own statements; this limit is for lost ones.
            statement_timeout: Some(Duration::from_secs(config.server.timeout_seconds + 1)),
            prepared_statements: settings.prepared_statements,
            sqlite_journal_mode: Some(settings.sqlite_journal_mode.clone())
                .filter(|mode| !mode.is_empty()),
            create_if_missing: false,
            read_only: config.server.read_only,
        };
        let db = Db::connect(&settings.url, &options)
            .await
            .context("cannot open the database")?;
        let inventory = if config.server.read_only {
            installation::ensure_readable(&db).await?
        } else {
            installation::ensure_ready(&db).await?
        };
        if settings.require_known_migrations {
            installation::ensure_known(&inventory)?;
        }
        let release = match config.helpdesk.api_release.as_str() {
            "" => installation::release(&inventory),
            release => release
                .parse()
                .context("invalid setting helpdesk.api_release")?,
        };
        tracing::info!(%release, "REST answers as this release of django-helpdesk");
        let connection_shares = Arc::new(ConnectionShares::new(settings));
        let mut storage = Storage::open(&config.storage)?;
        if config.server.read_only {
            storage = storage.into_read_only();
        }
        let schema = if config.graphql.federation {
            graphql::subgraph()
        } else {
            graphql::schema()
        };
        let introspection_schema = graphql::introspected(config.graphql.federation);
        let documents = Arc::new(Documents::new(&config, &schema.sdl())?);
        let clock = Clock::system();
        let config = Arc::new(config);
        let events = Hub::new(&db, &config, &clock);
        let authenticator = Authenticator::new(db.clone(), Arc::clone(&config), clock.clone());
        let shared_counter = config
            .server
            .limits_in_database
            .then(|| db.with_own_counter());
        let rate_limits = RateLimits::new(&config, &clock, shared_counter);
        let api = compat::Api::new(graphql::schema(), Arc::clone(&config), release);
        let outbox = Outbox::new(Arc::new(api.clone()));
        let connections = Connections::new(&config.live);
        let spam_check = delivery::spam::spam_check(&config)?;
        Ok(Self {
            config,
            db,
            connection_shares,
            storage,
            clock,
            events,
            schema,
            introspection_schema,
            documents,
            rate_limits,
            authenticator,
            connections,
            api,
            outbox,
            tasks: Tasks::default(),
            translations,
            spam_check,
        })
    }

    /// Stops background tasks and closes all database connections. On SQLite, closing the last
    /// connection checkpoints the write-ahead log. Waits up to `timeout` for connections in use.
    pub async fn close(self, timeout: Duration) {
        let closed = async {
            self.events.stop().await;
            self.db.close().await
        };
        match tokio::time::timeout(timeout, closed).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::warn!(%error, "could not close the database"),
            Err(_) => tracing::warn!("could not close the database: connections are still in use"),
        }
    }

    /// A worker that delivers email and webhooks.
    ///
    /// # Errors
    /// Settings of email or webhooks are invalid.
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

    /// The client of a request, with its services.
    #[must_use]
    pub fn client(&self, services: Arc<dyn SignIn>) -> Client {
        Client::new(services).with_spam_check(self.spam_check.clone())
    }

    /// A context for an operation of `viewer`, with the caller's share of database connections.
    #[must_use]
    pub fn context_of(&self, viewer: Viewer, caller: Caller) -> Context {
        let context = self.context(viewer);
        let db = context.db.with_share(self.connection_shares.of(caller));
        Context { db, ..context }
    }

    /// A context for a request before authentication. Its database handle counts statements and
    /// has no share of the connections.
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
            client: Client::default(),
            tasks: self.tasks.clone(),
            hash_lanes: self.authenticator.hash_lanes().clone(),
            language: self.translations.site().clone(),
        }
    }
}

/// A secret key with the length of Django's.
fn random_secret_key() -> String {
    rand::rng()
        .sample_iter(rand::distr::Alphanumeric)
        .take(50)
        .map(char::from)
        .collect()
}
