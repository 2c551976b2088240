//! `deskql worker`: delivers email and webhooks without serving requests, for installations with
//! `outbox.worker = false`.

use std::io::IsTerminal as _;

use entity::probe::Access;

use super::database::wait;
use super::listen::{self, Signals};
use super::{serve, terminal};
use crate::app::App;
use crate::config::{Config, redact_url};

/// Delivers until SIGTERM or SIGINT, then lets running deliveries finish.
///
/// # Errors
/// Why the worker cannot start, with a hint.
pub async fn run(config: Config) -> anyhow::Result<()> {
    serve::check_storage(&config).await?;
    wait::until_ready(&config.database, Access::Write).await?;
    let database = redact_url(&config.database.url);
    let app = App::open(config)
        .await
        .map_err(|error| serve::with_hint(error, &database))?;
    let mut signals = Signals::new()?;
    if std::io::stderr().is_terminal() {
        terminal::note(format_args!(
            "deskql delivers email and webhooks of {database}"
        ));
    } else {
        tracing::info!(
            version = env!("CARGO_PKG_VERSION"),
            "delivering email and webhooks"
        );
    }
    let (stop, mut stopped) = tokio::sync::oneshot::channel::<()>();
    let work = app.worker()?.run(async move {
        let _ = (&mut stopped).await;
    });
    let shutdown = signals.shutdown(
        listen::drain_time(app.config.server.shutdown_seconds),
        move || {
            let _ = stop.send(());
        },
    );
    tokio::select! {
        () = work => {}
        () = shutdown => {}
    }
    app.close(listen::CLOSE_TIMEOUT).await;
    terminal::note("stopped");
    Ok(())
}
