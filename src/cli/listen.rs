//! Listening, and serving until somebody asks to stop. What is served is the router's, not this
//! file's.

use std::time::Duration;

use tokio::net::TcpListener;

use super::accepting;
use super::terminal::{self, Failure};
use crate::app::App;
use crate::http;
use crate::notify::Worker;

/// Binds the port. `option` is the command-line option that chooses another one; errors name it.
///
/// # Errors
/// The port is taken or may not be used, or the address is not this machine's.
pub async fn bind(listen: &str, option: &str) -> anyhow::Result<TcpListener> {
    TcpListener::bind(listen).await.map_err(|error| {
        use std::io::ErrorKind::{AddrInUse, AddrNotAvailable, PermissionDenied};
        let failure = match error.kind() {
            AddrInUse => Failure::new(format!("{listen} is in use: another program listens there"))
                .hint(format!("stop that program, or choose another port with {option}")),
            AddrNotAvailable => Failure::new(format!("{listen} is no address of this machine"))
                .hint("\"0.0.0.0:PORT\" listens on all of its addresses, \"127.0.0.1:PORT\" for itself alone"),
            PermissionDenied => Failure::new(format!("{listen} may not be listened on: {error}"))
                .hint(format!("ports below 1024 need special rights; choose a higher one with {option}")),
            _ => Failure::new(format!("cannot listen on {listen}: {error}"))
                .hint("an address and a port are needed, as \"127.0.0.1:8000\""),
        };
        failure.into()
    })
}

/// How long connections that stay may take to say goodbye when everything else has ended, and the
/// database to be closed.
pub(super) const GOODBYE: Duration = Duration::from_secs(1);

/// The address in a browser's words.
#[must_use]
pub fn base(listener: &TcpListener) -> String {
    listener
        .local_addr()
        .map_or_else(|_| String::new(), |address| format!("http://{address}"))
}

/// Serves until SIGTERM or SIGINT, then ends the connections that stay and lets running requests
/// and deliveries finish, for `server.shutdown_seconds` at most; a second signal ends at once.
pub async fn serve(listener: TcpListener, app: App, worker: Option<Worker>, mut signals: Signals) {
    let (stop, stopped) = tokio::sync::watch::channel(false);
    let (connections, tasks, closing) = (app.connections.clone(), app.tasks.clone(), app.clone());
    let time = farewell_time(app.config.server.shutdown_seconds);
    let slowness = accepting::Patience {
        head: Duration::from_secs(app.config.server.header_seconds),
        writing: Duration::from_secs(app.config.server.slow_seconds),
    };
    let on_stop = |mut stopped: tokio::sync::watch::Receiver<bool>| async move {
        let _ = stopped.wait_for(|stop| *stop).await;
    };
    let server = accepting::accept(
        listener,
        http::router(app),
        slowness,
        on_stop(stopped.clone()),
    );
    let work = async {
        if let Some(worker) = worker {
            worker.run(on_stop(stopped)).await;
        }
    };
    let finished = async {
        tokio::join!(server, work);
        // Of requests that went away, too.
        tasks.end().await;
    };
    let farewell = signals.farewell(time, || {
        stop.send_replace(true);
        connections.stopping.cancel();
    });
    tokio::select! {
        () = finished => {}
        () = farewell => {}
    }
    connections.end(GOODBYE).await;
    closing.close(GOODBYE).await;
    terminal::note("stopped");
}

/// How long what is under way may take to finish, so that the process has ended `seconds` after the
/// signal.
#[must_use]
pub fn farewell_time(seconds: u64) -> Duration {
    Duration::from_secs(seconds).saturating_sub(GOODBYE + Duration::from_secs(1))
}

/// The signals that ask a program to stop. Listened for before the service says that it is up, so
/// that none is missed.
#[derive(Debug)]
pub struct Signals {
    #[cfg(unix)]
    terminate: tokio::signal::unix::Signal,
}

impl Signals {
    /// Listens for them from here on.
    ///
    /// # Errors
    /// The system's.
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

    /// Waits for a signal and says `stop`; is over when what is under way has had its time, or at a
    /// second signal.
    pub async fn farewell(&mut self, patience: Duration, stop: impl FnOnce()) {
        let name = self.next().await;
        tracing::info!(signal = name, "stopping: what is under way may finish");
        stop();
        tokio::select! {
            () = tokio::time::sleep(patience) => tracing::warn!("some of it did not finish in time"),
            name = self.next() => tracing::warn!(signal = name, "stopping at once"),
        }
    }

    /// Waits for the next signal and tells its name.
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
