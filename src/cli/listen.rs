//! Binds the port, serves until a signal arrives, and shuts down gracefully.

use std::time::Duration;

use tokio::net::TcpListener;

use super::terminal::{self, CommandError};
use crate::app::App;
use crate::delivery::Worker;
use crate::http::{self, server};

/// Binds an address. `option` is the command-line option that error messages refer to.
///
/// # Errors
/// The address is in use, not allowed, or not an address of this machine.
pub async fn bind(listen: &str, option: &str) -> anyhow::Result<TcpListener> {
    TcpListener::bind(listen).await.map_err(|error| {
        use std::io::ErrorKind::{AddrInUse, AddrNotAvailable, PermissionDenied};
        let (message, hint) = match error.kind() {
            AddrInUse => (
                format!("{listen} is in use by another program"),
                format!("stop that program, or choose another port with {option}"),
            ),
            AddrNotAvailable => (
                format!("{listen} is not an address of this machine"),
                "use \"0.0.0.0:PORT\" for all addresses of this machine, or \"127.0.0.1:PORT\" for \
                 local connections only"
                    .to_owned(),
            ),
            PermissionDenied => (
                format!("not allowed to listen on {listen}: {error}"),
                format!(
                    "ports below 1024 need special permissions; choose a higher port with {option}"
                ),
            ),
            _ => (
                format!("cannot listen on {listen}: {error}"),
                "use an address and a port, such as \"127.0.0.1:8000\"".to_owned(),
            ),
        };
        CommandError::new(message).hint(hint).into()
    })
}

/// Time limit for closing subscriptions, and for closing the database.
pub(super) const CLOSE_TIMEOUT: Duration = Duration::from_secs(1);

/// The URL of a listener.
#[must_use]
pub fn base_url(listener: &TcpListener) -> String {
    listener
        .local_addr()
        .map_or_else(|_| String::new(), |address| format!("http://{address}"))
}

/// Serves until SIGTERM or SIGINT. Then closes subscriptions and lets running requests and
/// deliveries finish within `server.shutdown_seconds`. A second signal stops at once.
pub async fn serve(listener: TcpListener, app: App, worker: Option<Worker>, mut signals: Signals) {
    let (stop, stopped) = tokio::sync::watch::channel(false);
    let (connections, tasks, closing) = (app.connections.clone(), app.tasks.clone(), app.clone());
    let drain_time = drain_time(app.config.server.shutdown_seconds);
    let timeouts = server::Timeouts {
        head: Duration::from_secs(app.config.server.header_seconds),
        write: Duration::from_secs(app.config.server.slow_seconds),
    };
    let on_stop = |mut stopped: tokio::sync::watch::Receiver<bool>| async move {
        let _ = stopped.wait_for(|stop| *stop).await;
    };
    let server = server::serve(
        listener,
        http::router(app),
        timeouts,
        on_stop(stopped.clone()),
    );
    let work = async {
        if let Some(worker) = worker {
            worker.run(on_stop(stopped)).await;
        }
    };
    let finished = async {
        tokio::join!(server, work);
        // Includes writes of disconnected clients.
        tasks.wait_for_all().await;
    };
    let shutdown = signals.shutdown(drain_time, || {
        stop.send_replace(true);
        connections.stopping.cancel();
    });
    tokio::select! {
        () = finished => {}
        () = shutdown => {}
    }
    connections.end(CLOSE_TIMEOUT).await;
    closing.close(CLOSE_TIMEOUT).await;
    terminal::note("stopped");
}

/// How long running work may take to finish if the process must end within `shutdown_seconds`.
#[must_use]
pub fn drain_time(shutdown_seconds: u64) -> Duration {
    Duration::from_secs(shutdown_seconds).saturating_sub(CLOSE_TIMEOUT + Duration::from_secs(1))
}

/// SIGTERM and SIGINT. Created before the service reports that it is up, so that no signal is
/// missed.
#[derive(Debug)]
pub struct Signals {
    #[cfg(unix)]
    terminate: tokio::signal::unix::Signal,
}

impl Signals {
    /// Registers the signal handlers.
    ///
    /// # Errors
    /// The system refuses a handler.
    pub fn new() -> std::io::Result<Self> {
        #[cfg(unix)]
        {
            use tokio::signal::unix::{SignalKind, signal};
            Ok(Self {
                terminate: signal(SignalKind::terminate())?,
            })
        }
        #[cfg(not(unix))]
        Ok(Self {})
    }

    /// Waits for a signal, calls `stop`, and returns after `drain_time` or at a second signal.
    pub async fn shutdown(&mut self, drain_time: Duration, stop: impl FnOnce()) {
        let name = self.next().await;
        tracing::info!(signal = name, "stopping: waiting for running work");
        stop();
        tokio::select! {
            () = tokio::time::sleep(drain_time) => {
                tracing::warn!("some work did not finish in time");
            }
            name = self.next() => tracing::warn!(signal = name, "stopping at once"),
        }
    }

    /// Waits for the next signal and returns its name.
    async fn next(&mut self) -> &'static str {
        #[cfg(unix)]
        tokio::select! {
            _ = tokio::signal::ctrl_c() => "SIGINT",
            _ = self.terminate.recv() => "SIGTERM",
        }
        #[cfg(not(unix))]
        {
            let _ = tokio::signal::ctrl_c().await;
            "SIGINT"
        }
    }
}
