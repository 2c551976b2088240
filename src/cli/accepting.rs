//! Connections: each is taken in, served by the router, and let go of when its client is too slow.
//! Not the place for what stays open after an upgrade; that is `http::graphql::live`'s.

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

use super::lingering::{Drained, Socket};

/// How long clients may take.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// For the head of a request, and to begin with the next one.
    pub head: Duration,
    /// To take something of what is written to them.
    pub writing: Duration,
}

/// Takes connections until `stop` is over, then no more, and waits until requests that are under
/// way are answered.
pub async fn accept(
    mut listener: TcpListener,
    router: axum::Router,
    patience: Patience,
    stop: impl Future<Output = ()>,
) {
    let mut http = Builder::new();
    http.timer(TokioTimer::new())
        .header_read_timeout(patience.head);
    let (open, stopping) = (TaskTracker::new(), CancellationToken::new());
    tokio::pin!(stop);
    loop {
        // It deals with what goes wrong, and waits where there are too many files.
        let (stream, peer) = tokio::select! {
            accepted = axum::serve::Listener::accept(&mut listener) => accepted,
            () = &mut stop => break,
        };
        // Answers are small and written whole: waiting to fill a packet would only delay them.
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, "TCP_NODELAY");
        }
        let socket = Socket::new(stream, open.clone(), stopping.clone());
        let mut stream = TimeoutStream::new(socket);
        stream.set_write_timeout(Some(patience.writing));
        open.spawn(serve(
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

async fn serve(
    http: Builder,
    stream: Pin<Box<TimeoutStream<Socket>>>,
    peer: SocketAddr,
    router: axum::Router,
    stopping: CancellationToken,
) {
    let service = router.map_request(move |request: http::Request<Incoming>| {
        let waits = request.headers().contains_key(http::header::EXPECT);
        let mut request = request.map(|body| Body::new(Drained::new(body, waits)));
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
        tracing::debug!(%peer, %error, "a connection broke off");
    }
}
