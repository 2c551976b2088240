//! Lingering close (RFC 9112, section 9.6). A client may still be sending its request when the
//! response is written. Closing a socket with unread data resets the connection before the client
//! can read the response, so the rest of the request is read and discarded, up to a time and size.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use http_body_util::BodyExt as _;
use hyper::body::{Body, Frame, Incoming, SizeHint};
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// Maximum time to discard input.
const MAX_TIME: Duration = Duration::from_secs(5);
/// Maximum pause between two reads.
const MAX_PAUSE: Duration = Duration::from_secs(2);
/// The same while the service stops.
const MAX_PAUSE_AT_STOP: Duration = Duration::from_millis(250);
/// Maximum number of bytes to discard.
const MAX_SIZE: usize = 128 * 1024 * 1024;

/// A request body. If it is dropped before its end, the rest is read and discarded so that the
/// connection can be reused.
pub(super) struct DrainingBody {
    body: Option<Incoming>,
    /// Whether the client waits for `100 Continue` before it sends the body.
    expects_continue: bool,
}

impl DrainingBody {
    pub(super) fn new(body: Incoming, expects_continue: bool) -> Self {
        Self {
            body: Some(body),
            expects_continue,
        }
    }
}

impl Body for DrainingBody {
    type Data = Bytes;
    type Error = hyper::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, hyper::Error>>> {
        let Some(body) = &mut self.body else {
            return Poll::Ready(None);
        };
        let polled = Pin::new(body).poll_frame(cx);
        self.expects_continue = false;
        if matches!(polled, Poll::Ready(None | Some(Err(_)))) {
            self.body = None;
        }
        polled
    }

    fn is_end_stream(&self) -> bool {
        self.body.as_ref().is_none_or(Body::is_end_stream)
    }

    fn size_hint(&self) -> SizeHint {
        self.body
            .as_ref()
            .map_or_else(|| SizeHint::with_exact(0), Body::size_hint)
    }
}

impl Drop for DrainingBody {
    fn drop(&mut self) {
        let Some(body) = self
            .body
            .take()
            .filter(|body| !body.is_end_stream() && !self.expects_continue)
        else {
            return;
        };
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            runtime.spawn(drain(body));
        }
    }
}

async fn drain(mut body: Incoming) {
    let mut left = MAX_SIZE;
    let read = async {
        while let Ok(Some(Ok(frame))) = timeout(MAX_PAUSE, body.frame()).await {
            let size = frame.data_ref().map_or(0, Bytes::len);
            let Some(rest) = left.checked_sub(size) else {
                return;
            };
            left = rest;
        }
    };
    let _ = timeout(MAX_TIME, read).await;
}

/// A client's socket. Dropping it closes the write side at once, and the read side when the client
/// closes too.
pub(super) struct Socket {
    read: Option<OwnedReadHalf>,
    write: OwnedWriteHalf,
    open: TaskTracker,
    stopping: CancellationToken,
}

impl Socket {
    /// Wraps a connection. `open` tracks the lingering close, which `stopping` shortens.
    pub(super) fn new(stream: TcpStream, open: TaskTracker, stopping: CancellationToken) -> Self {
        let (read, write) = stream.into_split();
        Self {
            read: Some(read),
            write,
            open,
            stopping,
        }
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        // Dropping the write half closes the write side.
        if let Some(read) = self.read.take()
            && tokio::runtime::Handle::try_current().is_ok()
        {
            self.open.spawn(linger(read, self.stopping.clone()));
        }
    }
}

async fn linger(mut socket: OwnedReadHalf, stopping: CancellationToken) {
    let mut left = MAX_SIZE;
    let mut buffer = vec![0; 8 * 1024];
    let read = async {
        loop {
            let max_pause = if stopping.is_cancelled() {
                MAX_PAUSE_AT_STOP
            } else {
                MAX_PAUSE
            };
            let read = tokio::select! {
                read = timeout(max_pause, socket.read(&mut buffer)) => read,
                () = stopping.cancelled(), if !stopping.is_cancelled() => continue,
            };
            match read {
                Ok(Ok(size)) if size > 0 && size < left => left -= size,
                _ => return,
            }
        }
    };
    let _ = timeout(MAX_TIME, read).await;
}

impl AsyncRead for Socket {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        match &mut self.read {
            Some(read) => Pin::new(read).poll_read(cx, buffer),
            None => Poll::Ready(Ok(())),
        }
    }
}

impl AsyncWrite for Socket {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.write).poll_write(cx, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.write).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.write).poll_shutdown(cx)
    }

    fn is_write_vectored(&self) -> bool {
        self.write.is_write_vectored()
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.write).poll_write_vectored(cx, slices)
    }
}
