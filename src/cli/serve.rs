//! `deskql serve`: serves the database and files of the settings. What cannot work is found before
//! the first request.

use std::io::IsTerminal as _;

use super::listen::{self, Signals};
use super::terminal::{self, Failure};
use super::waiting;
use crate::app::App;
use crate::config::{Config, Flag, Transport, redact_url};
use crate::domain::installation::NotReady;
use crate::domain::notifications::facts;
use crate::storage::Storage;

/// How another port is chosen.
const LISTEN: &str = "--listen (setting server.listen)";

/// Options of `deskql serve`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Address and port to listen on (setting server.listen); "0.0.0.0:8000" listens for everybody
    #[arg(long, value_name = "ADDRESS:PORT")]
    pub listen: Option<String>,
    /// Seconds to wait for a database that does not answer yet (setting database.wait_seconds)
    #[arg(long, value_name = "SECONDS")]
    pub wait: Option<String>,
}

impl Args {
    /// The settings that these options are.
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

/// Serves until somebody asks to stop.
///
/// # Errors
/// What keeps the service from starting, with what to do about it.
pub async fn run(config: Config) -> anyhow::Result<()> {
    // Tried first and let go again: nobody should wait for a database to learn that the port is
    // taken. Taken for good only when answers can be given.
    drop(listen::bind(&config.server.listen, LISTEN).await?);
    storage(&config).await?;
    waiting::database(&config.database).await?;
    let address = config.server.listen.clone();
    if config.secret_key.0.is_empty() {
        tracing::warn!(
            "secret_key is empty: logins of Django are not known here, and a restart ends all sessions"
        );
    }
    let off = config.limits_off();
    if !off.is_empty() {
        tracing::warn!(
            settings = off.join(", "),
            "protective limits are switched off"
        );
    }
    let database = redact_url(&config.database.url);
    let app = App::open(config)
        .await
        .map_err(|error| hinted(error, &database))?;
    warn_of_dead_links(&app).await?;
    let listener = listen::bind(&address, LISTEN).await?;
    let signals = Signals::new()?;
    announce(&listen::base(&listener), app.config.path_prefix());
    tracing::info!(hosts = %app.authenticator.allowed_hosts(), "requests for other hosts get 400 (setting allowed_hosts)");
    let worker = app.config.outbox.worker.then(|| app.worker()).transpose()?;
    app.events.start();
    Box::pin(listen::serve(listener, app, worker, signals)).await;
    Ok(())
}

/// Logs a warning if links in mails lead to a domain that nobody has set.
async fn warn_of_dead_links(app: &App) -> anyhow::Result<()> {
    if app.config.mail.transport == Transport::None {
        return Ok(());
    }
    let settings = facts::dead_links(&app.db, &app.config).await?;
    if !settings.is_empty() {
        let settings = settings.join(", ");
        tracing::warn!(
            settings,
            "links in mails lead nowhere: the row of django_site has no domain yet. Set its domain, or public_url \
             and server.example_frontend, or mail.ticket_url and mail.staff_url"
        );
    }
    Ok(())
}

/// Whether files can be kept where the settings say.
pub(super) async fn storage(config: &Config) -> anyhow::Result<()> {
    let shown = redact_url(&config.storage.url);
    // Its own message says what to do.
    let storage = Storage::open(&config.storage)?;
    storage.check().await.map_err(|error| {
        Failure::new(format!("files cannot be kept in {shown}: {error}"))
            .hint("the user that runs deskql must be able to write there; --storage names another place")
            .into()
    })
}

/// Adds the command to run, where there is one.
pub(super) fn hinted(error: anyhow::Error, database: &str) -> anyhow::Error {
    if error
        .chain()
        .any(|cause| cause.to_string().contains("prepared statement"))
    {
        return Failure::new(format!(
            "{database} is behind a pooler that mixes sessions: {}",
            error.root_cause()
        ))
        .hint("set database.prepared_statements = false and database.direct_url: docs/pgbouncer.md")
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
            Failure::new(message)
                .hint(format!("deskql migrate {create}{database}"))
                .into()
        }
        Some(NotReady::Refused(_)) => error.context(format!("{database} cannot be served")),
        _ => error,
    }
}

/// The sentence without "; run: …": the hint says it with the real address.
fn without_command(message: &str) -> &str {
    message.split("; run:").next().unwrap_or(message)
}

/// Says where the service listens: on standard error for people, in the log for programs.
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
