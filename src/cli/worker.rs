//! `deskql worker`: delivers mails and webhooks without serving, for installations whose `serve`
//! does not (setting outbox.worker).

use std::io::IsTerminal as _;

use super::listen::{self, Signals, farewell_time};
use super::{serve, terminal, waiting};
use crate::app::App;
use crate::config::{Config, redact_url};

/// Delivers until somebody asks to stop; what is under way then may finish.
///
/// # Errors
/// What keeps it from starting, with what to do about it.
pub async fn run(config: Config) -> anyhow::Result<()> {
    serve::storage(&config).await?;
    waiting::database(&config.database).await?;
    let database = redact_url(&config.database.url);
    let app = App::open(config)
        .await
        .map_err(|error| serve::hinted(error, &database))?;
    let mut signals = Signals::new()?;
    if std::io::stderr().is_terminal() {
        terminal::note(format_args!(
            "deskql delivers the mails and webhooks of {database}"
        ));
    } else {
        tracing::info!(version = env!("CARGO_PKG_VERSION"), "delivering");
    }
    let (stop, mut stopped) = tokio::sync::oneshot::channel::<()>();
    let work = app.worker()?.run(async move {
        let _ = (&mut stopped).await;
    });
    let farewell = signals.farewell(
        farewell_time(app.config.server.shutdown_seconds),
        move || {
            let _ = stop.send(());
        },
    );
    tokio::select! {
        () = work => {}
        () = farewell => {}
    }
    app.close(listen::GOODBYE).await;
    terminal::note("stopped");
    Ok(())
}
