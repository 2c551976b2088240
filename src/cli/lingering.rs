//! Closing in stages (RFC 9112, section 9.6): a client that is still sending when its request was
//! answered must be able to read the answer. What it goes on sending is read and thrown away, for a
//! bounded time and size; a socket that is closed with unread data would break the connection under
//! the client.

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

/// How long is read what nobody wants.
const LONGEST: Duration = Duration::from_secs(5);
/// How long a client may send nothing meanwhile.
const SILENCE: Duration = Duration::from_secs(2);
/// The same when the service stops.
const SILENCE_AT_STOP: Duration = Duration::from_millis(250);
/// How many bytes are read.
const LARGEST: usize = 128 * 1024 * 1024;

/// A request's body. What is left of it when it is dropped is read and thrown away, so that the
/// connection can go on.
pub(super) struct Drained {
    body: Option<Incoming>,
    /// Whether the client waits until its body is wanted.
    waits: bool,
}

impl Drained {
    /// The body of a request; `waits` if its client expects `100 Continue`.
    pub(super) fn new(body: Incoming, waits: bool) -> Self {
        Self {
            body: Some(body),
            waits,
        }
    }
}

impl Body for Drained {
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
        self.waits = false;
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

impl Drop for Drained {
    fn drop(&mut self) {
        let Some(body) = self
            .body
            .take()
            .filter(|body| !body.is_end_stream() && !self.waits)
        else {
            return;
        };
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            runtime.spawn(drain(body));
        }
    }
}

async fn drain(mut body: Incoming) {
    let mut left = LARGEST;
    let read = async {
        while let Ok(Some(Ok(frame))) = timeout(SILENCE, body.frame()).await {
            let size = frame.data_ref().map_or(0, Bytes::len);
            let Some(rest) = left.checked_sub(size) else {
                return;
            };
            left = rest;
        }
    };
    let _ = timeout(LONGEST, read).await;
}

/// A client's socket. When it is dropped, sending ends at once, and reading when the client has
/// closed as well.
pub(super) struct Socket {
    read: Option<OwnedReadHalf>,
    write: OwnedWriteHalf,
    open: TaskTracker,
    stopping: CancellationToken,
}

impl Socket {
    /// A socket whose end belongs to `open`; it ends sooner when the service is `stopping`.
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
        // Dropping the other half says that nothing more is sent.
        if let Some(read) = self.read.take()
            && tokio::runtime::Handle::try_current().is_ok()
        {
            self.open.spawn(linger(read, self.stopping.clone()));
        }
    }
}

async fn linger(mut socket: OwnedReadHalf, stopping: CancellationToken) {
    let mut left = LARGEST;
    let mut buffer = vec![0; 8 * 1024];
    let read = async {
        loop {
            let silence = if stopping.is_cancelled() {
                SILENCE_AT_STOP
            } else {
                SILENCE
            };
            let read = tokio::select! {
                read = timeout(silence, socket.read(&mut buffer)) => read,
                () = stopping.cancelled(), if !stopping.is_cancelled() => continue,
            };
            match read {
                Ok(Ok(size)) if size > 0 && size < left => left -= size,
                _ => return,
            }
        }
    };
    let _ = timeout(LONGEST, read).await;
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
