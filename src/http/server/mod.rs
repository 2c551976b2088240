//! The HTTP server: accepts connections, serves them with the router, and closes those whose client
//! is too slow. Upgraded connections are served by `http::graphql::live`.

mod lingering_close;

use std::net::SocketAddr;
use std::pin::Pin;
use std::time::Duration;

use axum::body::Body;
use axum::extract::ConnectInfo;
use hyper::body::Incoming;
use hyper::server::conn::http1::Builder;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpListener;
use tokio_io_timeout::TimeoutStream;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tower::ServiceExt as _;

use lingering_close::{DrainingBody, Socket};

/// Limits for slow clients.
#[derive(Clone, Copy, Debug)]
pub struct Timeouts {
    /// Time to send the head of a request, and maximum idle time between two requests.
    pub head: Duration,
    /// Time within which a client must read some of the response.
    pub write: Duration,
}

/// Serves connections until `stop` completes, then waits for the running requests.
pub async fn serve(
    mut listener: TcpListener,
    router: axum::Router,
    timeouts: Timeouts,
    stop: impl Future<Output = ()>,
) {
    let mut http = Builder::new();
    http.timer(TokioTimer::new())
        .header_read_timeout(timeouts.head);
    let (open, stopping) = (TaskTracker::new(), CancellationToken::new());
    tokio::pin!(stop);
    loop {
        // axum's `accept` handles errors, and waits if too many files are open.
        let (stream, peer) = tokio::select! {
            accepted = axum::serve::Listener::accept(&mut listener) => accepted,
            () = &mut stop => break,
        };
        // Responses are small and written in one piece; Nagle's algorithm would only delay them.
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, "cannot set TCP_NODELAY");
        }
        let socket = Socket::new(stream, open.clone(), stopping.clone());
        let mut stream = TimeoutStream::new(socket);
        stream.set_write_timeout(Some(timeouts.write));
        open.spawn(serve_connection(
            http.clone(),
            Box::pin(stream),
            peer,
            router.clone(),
            stopping.clone(),
        ));
    }
    drop(listener);
    stopping.cancel();
    open.close();
    open.wait().await;
}

async fn serve_connection(
    http: Builder,
    stream: Pin<Box<TimeoutStream<Socket>>>,
    peer: SocketAddr,
    router: axum::Router,
    stopping: CancellationToken,
) {
    let service = router.map_request(move |request: http::Request<Incoming>| {
        let expects_continue = request.headers().contains_key(http::header::EXPECT);
        let mut request = request.map(|body| Body::new(DrainingBody::new(body, expects_continue)));
        request.extensions_mut().insert(ConnectInfo(peer));
        request
    });
    let connection = http
        .serve_connection(TokioIo::new(stream), TowerToHyperService::new(service))
        .with_upgrades();
    tokio::pin!(connection);
    let ended = tokio::select! {
        ended = &mut connection => ended,
        () = stopping.cancelled() => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = ended {
        tracing::debug!(%peer, %error, "a connection failed");
    }
}
