//! Saves files: streamed, completely or not at all (even if the request is cancelled), and never
//! replacing another file. Names follow Django's `Storage.save` (`core/files/storage/base.py`).

use opendal::Writer;
use tokio::io::AsyncRead;

use super::chunks::read_up_to;
use super::names::MAX_ATTEMPTS;
use super::{Backend, Error, Saved, Storage, folders, names};

/// Size of an upload part, in bytes. Smaller files are sent in one request.
const PART_SIZE: usize = 8 * 1024 * 1024;

impl Storage {
    /// Saves `source` at `path`, or under an alternative name (`name_XXXXXXX.ext`) if `path` exists.
    /// Keeps at most a few megabytes in memory.
    ///
    /// # Errors
    /// [`Error::ReadOnly`], [`Error::Path`] for an invalid path, [`Error::Source`] if `source` fails,
    /// [`Error::Exists`] if another writer creates a large file with this name in the bucket at the
    /// same time, or the storage fails. Nothing is saved in these cases, except for created folders.
    pub async fn save(
        &self,
        path: &str,
        source: impl AsyncRead + Send + Unpin,
    ) -> Result<Saved, Error> {
        self.check_writable()?;
        if !names::is_confined(path) || names::is_unfinished(path) {
            return Err(Error::Path);
        }
        let path = names::shorten(path);
        match &self.backend {
            Backend::Folder { root, modes } => folders::save(root, *modes, path, source).await,
            Backend::Objects => self.save_object(path, source).await,
        }
    }

    /// Sends a small file in one request, repeated until a name is free, and a large one in parts.
    async fn save_object(
        &self,
        path: String,
        mut source: impl AsyncRead + Send + Unpin,
    ) -> Result<Saved, Error> {
        let mut head = Vec::new();
        read_up_to(&mut source, &mut head, PART_SIZE).await?;
        let mut candidate = path.clone();
        if head.len() < PART_SIZE {
            let body = bytes::Bytes::from(head);
            for _ in 0..MAX_ATTEMPTS {
                match self.write_new(&candidate, body.clone()).await {
                    Ok(()) => {
                        return Ok(Saved {
                            path: candidate,
                            size: body.len() as u64,
                        });
                    }
                    Err(Error::Exists) => candidate = names::alternative(&path),
                    Err(error) => return Err(error),
                }
            }
            return Err(Error::Exists);
        }
        // Check first, because the service evaluates `if_not_exists` only after the last part.
        while self.operator.exists(&candidate).await? {
            candidate = names::alternative(&path);
        }
        let writer = self
            .operator
            .writer_with(&candidate)
            .if_not_exists(true)
            .chunk(PART_SIZE)
            .await?;
        let mut upload = Upload(Some(writer));
        let mut size = 0;
        let mut next = head;
        while !next.is_empty() {
            size += next.len() as u64;
            upload.write(std::mem::take(&mut next)).await?;
            read_up_to(&mut source, &mut next, PART_SIZE).await?;
        }
        upload.close().await?;
        Ok(Saved {
            path: candidate,
            size,
        })
    }

    async fn write_new(&self, path: &str, body: bytes::Bytes) -> Result<(), Error> {
        if self.operator.exists(path).await? {
            return Err(Error::Exists);
        }
        self.operator
            .write_with(path, body)
            .if_not_exists(true)
            .await?;
        Ok(())
    }
}

/// A multipart upload. If dropped before it is closed, it aborts the upload.
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
        // The service charges for the parts of an upload until it is aborted.
        if let (Some(mut writer), Ok(runtime)) =
            (self.0.take(), tokio::runtime::Handle::try_current())
        {
            runtime.spawn(async move {
                if let Err(error) = writer.abort().await {
                    tracing::warn!(%error, "cannot abort an upload");
                }
            });
        }
    }
}
