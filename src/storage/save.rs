//! Writing a file: streamed, never over another one, and whole or not at all, also when the request
//! that brings it is dropped half-way. Copies the naming of Django's `Storage.save`
//! (`core/files/storage/base.py`).

use opendal::Writer;
use tokio::io::{AsyncRead, AsyncReadExt};

use super::{Error, Place, Saved, Storage, folders, names};

/// Bytes handed to a service at a time, and the length up to which a file is sent in one piece.
const PART: usize = 8 * 1024 * 1024;
/// Names that are tried before giving up; each has 62^7 chances.
pub(super) const TRIES: usize = 20;

impl Storage {
    /// Saves all that `source` has at `path`, or beside it (`name_XXXXXXX.ext`) when that name is
    /// taken. Holds at most some megabytes of it in memory. Folders made on the way stay.
    ///
    /// # Errors
    /// [`Error::Path`] for a path no file can have, [`Error::Source`] when `source` breaks off,
    /// what the service says; nothing was kept then. [`Error::Taken`] only for files above 8 MiB in
    /// a bucket whose name was taken meanwhile.
    pub async fn save(
        &self,
        path: &str,
        source: impl AsyncRead + Send + Unpin,
    ) -> Result<Saved, Error> {
        if !names::is_confined(path) || names::is_unfinished(path) {
            return Err(Error::Path);
        }
        let path = names::fitting(path);
        match &self.place {
            Place::Folder { root, modes } => folders::save(root, *modes, path, source).await,
            Place::Objects => self.save_object(path, source).await,
        }
    }

    /// Sends a short file in one piece, as often as it takes to find a free name; a long one in
    /// parts.
    async fn save_object(
        &self,
        path: String,
        mut source: impl AsyncRead + Send + Unpin,
    ) -> Result<Saved, Error> {
        let mut head = Vec::new();
        read_up_to(&mut source, &mut head, PART).await?;
        let mut wanted = path.clone();
        if head.len() < PART {
            let body = bytes::Bytes::from(head);
            for _ in 0..TRIES {
                match self.write_new(&wanted, body.clone()).await {
                    Ok(()) => {
                        return Ok(Saved {
                            path: wanted,
                            size: body.len() as u64,
                        });
                    }
                    Err(Error::Taken) => wanted = names::alternative(&path),
                    Err(error) => return Err(error),
                }
            }
            return Err(Error::Taken);
        }
        // Asked first, since the condition is only checked when all parts are there.
        while self.operator.exists(&wanted).await? {
            wanted = names::alternative(&path);
        }
        let writer = self
            .operator
            .writer_with(&wanted)
            .if_not_exists(true)
            .chunk(PART)
            .await?;
        let mut upload = Upload(Some(writer));
        let mut size = 0;
        let mut next = head;
        while !next.is_empty() {
            size += next.len() as u64;
            upload.write(std::mem::take(&mut next)).await?;
            read_up_to(&mut source, &mut next, PART).await?;
        }
        upload.close().await?;
        Ok(Saved { path: wanted, size })
    }

    async fn write_new(&self, path: &str, body: bytes::Bytes) -> Result<(), Error> {
        if self.operator.exists(path).await? {
            return Err(Error::Taken);
        }
        self.operator
            .write_with(path, body)
            .if_not_exists(true)
            .await?;
        Ok(())
    }
}

/// Fills `buffer` with the next bytes of `source`, `limit` of them unless it ends before.
pub(super) async fn read_up_to(
    source: &mut (impl AsyncRead + Unpin),
    buffer: &mut Vec<u8>,
    limit: usize,
) -> Result<(), Error> {
    let mut part = source.take(limit as u64);
    while part.read_buf(buffer).await.map_err(Error::Source)? > 0 {}
    Ok(())
}

/// An open writer of an object. Dropped before it is closed, it tells the service to forget the
/// parts.
struct Upload(Option<Writer>);

impl Upload {
    async fn write(&mut self, bytes: Vec<u8>) -> Result<(), Error> {
        match &mut self.0 {
            Some(writer) => Ok(writer.write(bytes).await?),
            None => Ok(()),
        }
    }

    async fn close(mut self) -> Result<(), Error> {
        if let Some(writer) = &mut self.0 {
            writer.close().await?;
        }
        self.0 = None;
        Ok(())
    }
}

impl Drop for Upload {
    fn drop(&mut self) {
        // The parts of a broken-off upload cost money until somebody takes them back.
        if let (Some(mut writer), Ok(runtime)) =
            (self.0.take(), tokio::runtime::Handle::try_current())
        {
            runtime.spawn(async move {
                if let Err(error) = writer.abort().await {
                    tracing::warn!(%error, "a broken-off upload could not be taken back");
                }
            });
        }
    }
}
