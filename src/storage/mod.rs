//! The file storage: a folder, an S3 bucket or memory, through opendal. Paths are relative to the
//! root of the storage, as in Django's `FileField`. `domain` decides about access.

mod chunks;
mod error;
mod folders;
pub mod names;
mod open;
mod save;

use std::ops::RangeBounds;
use std::path::PathBuf;
use std::time::SystemTime;

use chrono::{DateTime, Utc};
use futures_util::{Stream, TryStreamExt as _};
use opendal::{EntryMode, Operator};

pub use error::{Error, ServiceError};
pub use names::valid_name;

/// A file storage. Clones share it.
#[derive(Clone, Debug)]
pub struct Storage {
    operator: Operator,
    backend: Backend,
    read_only: bool,
}

/// The kind of storage, which decides how a file is saved without replacing another.
#[derive(Clone, Debug)]
enum Backend {
    /// A local folder.
    Folder {
        root: PathBuf,
        modes: folders::Modes,
    },
    /// A bucket or memory, where a file appears only when its writer is closed.
    Objects,
}

/// A saved file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Saved {
    /// The path in the storage, which may differ from the requested one.
    pub path: String,
    /// The size in bytes.
    pub size: u64,
}

/// The metadata of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stat {
    /// The size in bytes.
    pub size: u64,
    /// The ETag of the storage service, quoted as in HTTP; `None` for local folders.
    pub etag: Option<String>,
    /// The time of the last change; `None` for memory.
    pub last_modified: Option<DateTime<Utc>>,
}

/// The content of a file as a `Stream` of `std::io::Result<Bytes>`.
pub type Bytes = opendal::FuturesBytesStream;

/// Rejects paths outside of the root, folders, and unfinished files.
fn check_readable(path: &str) -> Result<(), Error> {
    if names::is_confined(path) && !names::is_unfinished(path) {
        Ok(())
    } else {
        Err(Error::NotFound)
    }
}

impl Storage {
    /// An empty storage in memory, for tests.
    ///
    /// # Errors
    /// opendal cannot create it, which is not known to happen.
    pub fn memory() -> Result<Self, Error> {
        open::memory()
    }

    /// The opendal operator.
    #[must_use]
    pub fn operator(&self) -> &Operator {
        &self.operator
    }

    /// The same storage for reading only: saving and deleting fail with [`Error::ReadOnly`].
    #[must_use]
    pub fn into_read_only(self) -> Self {
        Self {
            read_only: true,
            ..self
        }
    }

    fn check_writable(&self) -> Result<(), Error> {
        if self.read_only {
            Err(Error::ReadOnly)
        } else {
            Ok(())
        }
    }

    /// Checks write access by creating and deleting a file. A storage for reading only is checked
    /// by listing a file.
    ///
    /// # Errors
    /// The storage fails.
    pub async fn check(&self) -> Result<(), Error> {
        if self.read_only {
            return Ok(self.operator.check().await?);
        }
        if let Backend::Folder { root, .. } = &self.backend {
            // opendal would create a missing folder.
            return folders::check(root).await;
        }
        let path = names::temporary_path("");
        let written = self.operator.write(&path, "deskql").await;
        let removed = self.operator.delete(&path).await;
        written?;
        removed?;
        Ok(())
    }

    /// The paths of all files below `folder` (which ends in `/`), including unfinished ones. A
    /// missing folder has no files.
    ///
    /// # Errors
    /// The storage fails, at once or in the stream.
    pub async fn list(
        &self,
        folder: &str,
    ) -> Result<impl Stream<Item = Result<String, Error>> + Unpin, Error> {
        let entries = self.operator.lister_with(folder).recursive(true).await?;
        Ok(Box::pin(entries.map_err(Error::from).try_filter_map(
            |entry| async move {
                Ok((entry.metadata().mode() == EntryMode::FILE).then(|| entry.path().to_owned()))
            },
        )))
    }

    /// The metadata of the file at `path`.
    ///
    /// # Errors
    /// [`Error::NotFound`], or the storage fails.
    pub async fn stat(&self, path: &str) -> Result<Stat, Error> {
        check_readable(path)?;
        self.stat_any(path).await
    }

    /// Like [`Storage::stat`], also for unfinished files.
    ///
    /// # Errors
    /// [`Error::NotFound`], or the storage fails.
    pub async fn stat_any(&self, path: &str) -> Result<Stat, Error> {
        let metadata = self.operator.stat(path).await?;
        if metadata.mode() != EntryMode::FILE {
            return Err(Error::NotFound);
        }
        Ok(Stat {
            size: metadata.content_length(),
            etag: metadata.etag().map(ToOwned::to_owned),
            last_modified: metadata
                .last_modified()
                .map(|time| SystemTime::from(time).into()),
        })
    }

    /// Streams the bytes `range` of the file at `path`.
    ///
    /// # Errors
    /// [`Error::NotFound`], which some services report only in the stream, or the storage fails.
    pub async fn open_read(
        &self,
        path: &str,
        range: impl RangeBounds<u64>,
    ) -> Result<Bytes, Error> {
        check_readable(path)?;
        let reader = self.operator.reader_with(path).chunk(READ_CHUNK).await?;
        Ok(reader
            .into_bytes_stream(opendal::BytesRange::from(range))
            .await?)
    }

    /// The content of the file at `path`.
    ///
    /// # Errors
    /// [`Error::NotFound`], or the storage fails.
    pub async fn read(&self, path: &str) -> Result<Vec<u8>, Error> {
        check_readable(path)?;
        Ok(self.operator.read(path).await?.to_vec())
    }

    /// Deletes the file at `path`. A missing file is not an error. Keeps empty folders, as Django
    /// does.
    ///
    /// # Errors
    /// [`Error::NotFound`] for a path outside of the root, [`Error::ReadOnly`], or the storage fails.
    pub async fn delete(&self, path: &str) -> Result<(), Error> {
        self.check_writable()?;
        check_readable(path)?;
        Ok(self.operator.delete(path).await?)
    }

    /// Like [`Storage::delete`], also for unfinished files.
    ///
    /// # Errors
    /// [`Error::NotFound`] for a path outside of the root, [`Error::ReadOnly`], or the storage fails.
    pub async fn discard(&self, path: &str) -> Result<(), Error> {
        self.check_writable()?;
        if !names::is_confined(path) {
            return Err(Error::NotFound);
        }
        Ok(self.operator.delete(path).await?)
    }

    /// Deletes the files at `paths`, continuing after errors.
    ///
    /// # Errors
    /// The first error.
    pub async fn delete_all<P: AsRef<str>>(
        &self,
        paths: impl IntoIterator<Item = P>,
    ) -> Result<(), Error> {
        let mut first = Ok(());
        for path in paths {
            let removed = self.delete(path.as_ref()).await;
            first = first.and(removed);
        }
        first
    }
}

/// Size of a read from the storage, in bytes.
const READ_CHUNK: usize = 1024 * 1024;
