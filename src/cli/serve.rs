//! `deskql serve`: serves GraphQL and the REST API. Checks database, storage and port first.

use std::io::IsTerminal as _;
use std::time::Duration;

use entity::Db;
use entity::probe::Access;

use super::database::wait;
use super::listen::{self, Signals};
use super::terminal::{self, CommandError};
use crate::app::App;
use crate::config::{Config, Flag, Transport, redact_url};
use crate::domain::delivery::notifications::facts;
use crate::domain::setup::installation::NotReady;
use crate::storage::Storage;

/// The option that error messages about the port refer to.
const LISTEN: &str = "--listen (setting server.listen)";

/// Interval between inspections of the columns while some are missing.
const COLUMNS_INTERVAL: Duration = Duration::from_secs(10);

/// Options of `deskql serve`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Address and port to listen on (setting server.listen); "0.0.0.0:8000" listens on all
    /// network interfaces
    #[arg(long, value_name = "ADDRESS:PORT")]
    pub listen: Option<String>,
    /// Seconds to wait for a database that is unavailable (setting database.wait_seconds)
    #[arg(long, value_name = "SECONDS")]
    pub wait: Option<String>,
}

impl Args {
    /// The options as settings.
    #[must_use]
    pub fn flags(&self) -> Vec<Flag> {
        [
            ("--listen", "server.listen", &self.listen),
            ("--wait", "database.wait_seconds", &self.wait),
        ]
        .into_iter()
        .filter_map(|(name, key, value)| {
            let value = value.clone()?;
            Some(Flag {
                name: name.to_owned(),
                key: key.to_owned(),
                value,
            })
        })
        .collect()
    }
}

/// Serves until SIGTERM or SIGINT.
///
/// # Errors
/// Why the service cannot start, with a hint.
pub async fn run(config: Config) -> anyhow::Result<()> {
    // Report a port in use before waiting for the database. Release it until requests can be served.
    drop(listen::bind(&config.server.listen, LISTEN).await?);
    check_storage(&config).await?;
    let access = if config.server.read_only {
        tracing::info!("the service is read-only (setting server.read_only)");
        Access::Read
    } else {
        Access::Write
    };
    wait::until_ready(&config.database, access).await?;
    let address = config.server.listen.clone();
    if config.secret_key.0.is_empty() {
        tracing::warn!(
            "secret_key is empty: sessions of Django are not accepted, and sessions end at restart"
        );
    }
    let disabled = config.disabled_limits();
    if !disabled.is_empty() {
        tracing::warn!(settings = disabled.join(", "), "some limits are disabled");
    }
    let database = redact_url(&config.database.url);
    let app = App::open(config)
        .await
        .map_err(|error| with_hint(error, &database))?;
    warn_about_dead_links(&app).await?;
    warn_about_missing_indexes(&app).await;
    let listener = listen::bind(&address, LISTEN).await?;
    let signals = Signals::new()?;
    announce(&listen::base_url(&listener), app.config.path_prefix());
    tracing::info!(
        hosts = %app.authenticator.allowed_hosts(),
        "requests for other hosts are rejected (setting allowed_hosts)"
    );
    let worker = app.config.outbox.worker.then(|| app.worker()).transpose()?;
    if !app.config.server.read_only {
        app.events.start();
    }
    tokio::spawn(watch_columns(app.db.with_own_counter()));
    Box::pin(listen::serve(listener, app, worker, signals)).await;
    Ok(())
}

/// Inspects the columns regularly while some are missing: statements do not fail when Django's
/// upgrade adds one that may be null.
async fn watch_columns(db: Db) {
    loop {
        match db.inspect_columns().await {
            Ok(true) => return,
            Ok(false) => {}
            Err(error) => tracing::debug!(%error, "cannot inspect the columns"),
        }
        tokio::time::sleep(COLUMNS_INTERVAL).await;
    }
}

/// Logs a warning if email contains links to the placeholder domain of `django_site`.
async fn warn_about_dead_links(app: &App) -> anyhow::Result<()> {
    if app.config.mail.transport == Transport::None || app.config.server.read_only {
        return Ok(());
    }
    let settings = facts::dead_links(&app.db, &app.config).await?;
    if !settings.is_empty() {
        let settings = settings.join(", ");
        tracing::warn!(
            settings,
            "links in email do not work, because django_site has no domain yet: set the domain, or \
             public_url and server.example_frontend, or mail.ticket_url and mail.staff_url"
        );
    }
    Ok(())
}

/// Logs a warning if indexes are missing: SQLite drops them when a migration of Django rebuilds a
/// table.
async fn warn_about_missing_indexes(app: &App) {
    if app.config.server.read_only {
        return;
    }
    match migration::indexes::missing(&app.db).await {
        Ok(missing) if missing.is_empty() => {}
        Ok(missing) => tracing::warn!(
            indexes = missing.join(", "),
            "some lists are slow because indexes are missing; to create them, run: deskql migrate"
        ),
        Err(error) => tracing::warn!(%error, "cannot list the indexes"),
    }
}

/// Checks that the storage exists and is writable, or readable if the service is read-only.
pub(super) async fn check_storage(config: &Config) -> anyhow::Result<()> {
    let redacted_url = redact_url(&config.storage.url);
    let storage = Storage::open(&config.storage)?;
    let (storage, verb, access) = if config.server.read_only {
        (storage.into_read_only(), "read", "read")
    } else {
        (storage, "store", "write")
    };
    storage.check().await.map_err(|error| {
        CommandError::new(format!("cannot {verb} files in {redacted_url}: {error}"))
            .hint(format!(
                "give the user running deskql {access} access, or choose another place with \
                 --storage"
            ))
            .into()
    })
}

/// Adds a hint to errors that a command or a setting resolves.
pub(super) fn with_hint(error: anyhow::Error, database: &str) -> anyhow::Error {
    if error
        .chain()
        .any(|cause| cause.to_string().contains("prepared statement"))
    {
        return CommandError::new(format!(
            "{database} is behind a pooler in transaction mode: {}",
            error.root_cause()
        ))
        .hint(
            "set database.prepared_statements = false and database.direct_url; see docs/pgbouncer.md",
        )
        .into();
    }
    match error.downcast_ref::<NotReady>() {
        Some(not_ready @ (NotReady::Empty | NotReady::Pending(_))) => {
            let message = format!(
                "{database} is not ready: {}",
                without_command(&error.to_string())
            );
            let create = if matches!(not_ready, NotReady::Empty) {
                "--create "
            } else {
                ""
            };
            CommandError::new(message)
                .hint(format!("run: deskql migrate {create}{database}"))
                .into()
        }
        Some(NotReady::Incompatible(_)) => error.context(format!("cannot serve {database}")),
        _ => error,
    }
}

/// The message without "; run: …", which the hint repeats with the real address.
fn without_command(message: &str) -> &str {
    message.split("; run:").next().unwrap_or(message)
}

/// Reports the address: on a terminal as text, otherwise in the log.
fn announce(base: &str, prefix: &str) {
    if std::io::stderr().is_terminal() {
        terminal::note(format_args!(
            "deskql {} listens on {}  (GraphQL {base}{prefix}/graphql, REST {base}{prefix}/api/)",
            env!("CARGO_PKG_VERSION"),
            terminal::strong(base)
        ));
    } else {
        tracing::info!(
            address = base,
            version = env!("CARGO_PKG_VERSION"),
            "listening"
        );
    }
}
