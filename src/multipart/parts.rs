//! Splits a body at its boundaries. Like Django, it accepts a body without its last boundary, without
//! headers, or without any boundary. It reads and copies each byte a bounded number of times.

use bytes::{Bytes, BytesMut};
use futures_util::{Stream, StreamExt as _};
use memchr::memmem::{self, Finder};

use super::Head;

/// The maximum number of bytes of a part's headers (`MAX_TOTAL_HEADER_SIZE`).
const MAX_HEADERS: usize = 1024;

/// Why reading a body failed.
#[derive(Debug)]
pub enum Error<E> {
    /// The headers of a part are longer than 1,024 bytes.
    Headers,
    /// An error of the stream.
    Stream(E),
}

/// Reads the parts of a body. For each part, call [`Parts::head`], then [`Parts::piece`] until it
/// returns `None`.
#[derive(Debug)]
pub struct Parts<S> {
    source: S,
    buffer: BytesMut,
    /// Whether the source has ended.
    ended: bool,
    /// Finds `--boundary`.
    finder: Finder<'static>,
    /// Offset of the next boundary in the buffer, if it has been found.
    found: Option<usize>,
    /// Number of bytes at the start of the buffer in which no boundary begins.
    searched: usize,
    /// Whether the first part has begun.
    begun: bool,
    /// Whether the last part ended with a boundary rather than with the body.
    closed: bool,
}

impl<S, E> Parts<S>
where
    S: Stream<Item = Result<Bytes, E>> + Unpin,
{
    /// The parts of a body with this boundary.
    #[must_use]
    pub fn new(source: S, boundary: &str) -> Self {
        let finder = Finder::new(format!("--{boundary}").as_bytes()).into_owned();
        let buffer = BytesMut::new();
        Self {
            source,
            buffer,
            ended: false,
            finder,
            found: None,
            searched: 0,
            begun: false,
            closed: false,
        }
    }

    /// Whether the last part ended with a boundary rather than with the body.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        self.closed
    }

    /// Skips the rest of the current part and parses the headers of the next one. Returns `None` at
    /// the end of the body.
    ///
    /// # Errors
    /// [`Error::Headers`], and errors of the stream.
    pub async fn head(&mut self) -> Result<Option<Head>, Error<E>> {
        if self.begun {
            while self.piece().await?.is_some() {}
            match self.found.take() {
                Some(at) => self.drop_front(at + self.finder.needle().len()),
                None => return Ok(None),
            }
        }
        self.begun = true;
        while self.buffer.is_empty() && !self.ended {
            self.fill().await?;
        }
        if self.buffer.is_empty() {
            return Ok(None);
        }
        loop {
            let boundary = self.search();
            let end = boundary.map_or(self.buffer.len(), |at| self.without_line_break(at));
            let within = &self.buffer[..end.min(MAX_HEADERS)];
            if let Some(end) = memmem::find(within, b"\r\n\r\n") {
                // The second line break may belong to a boundary of which the rest has not arrived.
                let known = boundary.is_some() || self.ended;
                if known || self.buffer.len() >= end + 4 + self.finder.needle().len() {
                    let head = Head::parse(&within[..end]);
                    self.drop_front(end + 4);
                    return Ok(Some(head));
                }
            } else if within.len() >= MAX_HEADERS {
                return Err(Error::Headers);
            } else if boundary.is_some() || self.ended {
                return Ok(Some(Head::raw()));
            }
            self.fill().await?;
        }
    }

    /// The next bytes of the current part; `None` at its end.
    ///
    /// # Errors
    /// Errors of the stream.
    pub async fn piece(&mut self) -> Result<Option<Bytes>, Error<E>> {
        loop {
            if let Some(at) = self.search() {
                self.closed = true;
                let end = self.without_line_break(at);
                return Ok((end > 0).then(|| self.take_front(end)));
            }
            if self.ended {
                self.closed = false;
                let end = self.buffer.len();
                return Ok((end > 0).then(|| self.take_front(end)));
            }
            // Keep what may be the beginning of a boundary, and the line break before it.
            let keep = self.finder.needle().len() + 2;
            if self.buffer.len() > keep {
                return Ok(Some(self.take_front(self.buffer.len() - keep)));
            }
            self.fill().await?;
        }
    }

    async fn fill(&mut self) -> Result<(), Error<E>> {
        match self.source.next().await {
            Some(Ok(bytes)) => self.buffer.extend_from_slice(&bytes),
            Some(Err(error)) => return Err(Error::Stream(error)),
            None => self.ended = true,
        }
        Ok(())
    }

    /// Offset of the next boundary in the buffer.
    fn search(&mut self) -> Option<usize> {
        if self.found.is_none() {
            let found = self.finder.find(&self.buffer[self.searched..]);
            self.found = found.map(|at| at + self.searched);
            self.searched = self
                .found
                .unwrap_or((self.buffer.len() + 1).saturating_sub(self.finder.needle().len()));
        }
        self.found
    }

    /// End of the content before a boundary. The line break between them belongs to the boundary.
    fn without_line_break(&self, boundary: usize) -> usize {
        let before = &self.buffer[..boundary];
        let before = before.strip_suffix(b"\n").unwrap_or(before);
        before.strip_suffix(b"\r").unwrap_or(before).len()
    }

    fn take_front(&mut self, count: usize) -> Bytes {
        self.found = self.found.map(|at| at - count);
        self.searched = self.searched.saturating_sub(count);
        self.buffer.split_to(count).freeze()
    }

    fn drop_front(&mut self, count: usize) {
        self.found = self.found.and_then(|at| at.checked_sub(count));
        self.searched = self.searched.saturating_sub(count);
        bytes::Buf::advance(&mut self.buffer, count);
    }
}

#[cfg(test)]
mod tests {
    use futures_util::stream;
    use proptest::prelude::*;

    use super::*;
    use crate::multipart::Kind;

    fn read(body: &[u8], step: usize) -> Vec<(Kind, Option<String>, String)> {
        let chunks: Vec<Result<Bytes, ()>> = body
            .chunks(step)
            .map(|part| Ok(Bytes::copy_from_slice(part)))
            .collect();
        let runtime = tokio::runtime::Builder::new_current_thread()
            .build()
            .unwrap();
        runtime.block_on(async {
            let mut parts = Parts::new(stream::iter(chunks), "B");
            let mut out = Vec::new();
            while let Ok(Some(head)) = parts.head().await {
                let mut content = Vec::new();
                while let Ok(Some(piece)) = parts.piece().await {
                    content.extend_from_slice(&piece);
                }
                out.push((
                    head.kind,
                    head.name,
                    String::from_utf8_lossy(&content).into_owned(),
                ));
            }
            out
        })
    }

    /// Expected values are from Django's parser.
    #[test]
    fn splits_parts_as_django() {
        let body = b"preamble\r\n--B\r\nContent-Disposition: form-data; name=a\r\n\r\nx\r\n--C\r\n\r\n--B\r\n\
                     Content-Disposition: form-data; name=b\r\n\r\n--B\r\nX: y\r\n\r\nz--B\r\n\
                     Content-Disposition: form-data; name=c\r\n\r\n\n--B--\r\n";
        for step in [1, 2, 3, 7, 1000] {
            let parts = read(body, step);
            let parts: Vec<_> = parts
                .iter()
                .map(|(kind, name, text)| (*kind, name.as_deref(), text.as_str()))
                .collect();
            let expected = [
                (Kind::Raw, None, "preamble"),
                (Kind::Field, Some("a"), "x\r\n--C\r\n"),
                // The empty line is the boundary's own line break, so there are no headers.
                (
                    Kind::Raw,
                    None,
                    "\r\nContent-Disposition: form-data; name=b\r\n",
                ),
                (Kind::Raw, None, "z"),
                (Kind::Field, Some("c"), ""),
                (Kind::Raw, None, "--\r\n"),
            ];
            assert_eq!(parts, expected, "in steps of {step}");
        }
    }

    #[test]
    fn many_parts_take_linear_time() {
        let body = b"--B\r\nX: y\r\n\r\nx\r\n".repeat(400_000);
        let begin = std::time::Instant::now();
        assert_eq!(read(&body, body.len()).len(), 400_001);
        assert!(
            begin.elapsed() < std::time::Duration::from_secs(20),
            "{:?}",
            begin.elapsed()
        );
    }

    proptest! {
        #[test]
        fn pieces_do_not_depend_on_chunks(
            body in "(--B|\r\n|\r\n\r\n|Content-Disposition: form-data; name=q|[a-z]|-){0,30}",
            step in 1_usize..9,
        ) {
            prop_assert_eq!(read(body.as_bytes(), step), read(body.as_bytes(), 10_000));
        }
    }
}
