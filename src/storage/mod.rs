//! Files, through opendal: disk, S3 or memory, as configured. Paths are relative to the storage's
//! root, as Django's `FileField` keeps them. Not a place for rules about access: those are
//! `domain`'s.

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

pub use error::{Error, Failure};
pub use names::valid_name;

/// A place for files; a clone is the same place.
#[derive(Clone, Debug)]
pub struct Storage {
    operator: Operator,
    place: Place,
}

/// What kind of place it is; decides how a file gets its name without overwriting another.
#[derive(Clone, Debug)]
enum Place {
    /// A folder of this machine, and the mode of folders made in it.
    Folder {
        root: PathBuf,
        modes: folders::Modes,
    },
    /// A bucket, or memory: a file appears whole when its writer is closed.
    Objects,
}

/// A file that was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Saved {
    /// Its path in the storage, which may differ from the one that was asked for.
    pub path: String,
    /// Its length in bytes.
    pub size: u64,
}

/// What is known of a file without reading it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stat {
    /// Its length in bytes.
    pub size: u64,
    /// The service's own mark of this content, quoted as in HTTP; folders of disks have none.
    pub etag: Option<String>,
    /// When it was written; memory does not know.
    pub last_modified: Option<DateTime<Utc>>,
}

/// The bytes of a file, piece by piece; a `Stream` of `std::io::Result<Bytes>`.
pub type Bytes = opendal::FuturesBytesStream;

/// A path that nothing may be read from: outside of the root, a folder, or a file still being
/// written.
fn readable(path: &str) -> Result<(), Error> {
    if names::is_confined(path) && !names::is_unfinished(path) {
        Ok(())
    } else {
        Err(Error::NotFound)
    }
}

impl Storage {
    /// The place in memory that tests use; empty, and gone with its last clone.
    ///
    /// # Errors
    /// None that is known; the service's signature has one.
    pub fn memory() -> Result<Self, Error> {
        open::memory()
    }

    /// The operator.
    #[must_use]
    pub fn operator(&self) -> &Operator {
        &self.operator
    }

    /// Whether files can be written and removed here: writes one and removes it.
    ///
    /// # Errors
    /// What the service says.
    pub async fn check(&self) -> Result<(), Error> {
        if let Place::Folder { root, .. } = &self.place {
            // opendal would make a folder that has vanished.
            return folders::check(root).await;
        }
        let path = names::unfinished("");
        let written = self.operator.write(&path, "deskql").await;
        let removed = self.operator.delete(&path).await;
        written?;
        removed?;
        Ok(())
    }

    /// The paths of all files below `folder` (which ends in `/`), also of those that are still
    /// being written; a folder that is not there has none.
    ///
    /// # Errors
    /// What the service says, also in the stream.
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

    /// What is known of the file at `path`.
    ///
    /// # Errors
    /// [`Error::NotFound`] where there is no file; what the service says.
    pub async fn stat(&self, path: &str) -> Result<Stat, Error> {
        readable(path)?;
        self.stat_any(path).await
    }

    /// The same, also of a file that is still being written.
    ///
    /// # Errors
    /// [`Error::NotFound`] where there is no file; what the service says.
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

    /// Reads the bytes `range` of the file at `path` (`..` for all of them), piece by piece.
    ///
    /// # Errors
    /// [`Error::NotFound`] where there is no file (some services tell only in the stream); what the
    /// service says.
    pub async fn open_read(
        &self,
        path: &str,
        range: impl RangeBounds<u64>,
    ) -> Result<Bytes, Error> {
        readable(path)?;
        let reader = self.operator.reader_with(path).chunk(READ_CHUNK).await?;
        Ok(reader
            .into_bytes_stream(opendal::BytesRange::from(range))
            .await?)
    }

    /// The content of the file at `path`, whole.
    ///
    /// # Errors
    /// [`Error::NotFound`] where there is no file; what the service says.
    pub async fn read(&self, path: &str) -> Result<Vec<u8>, Error> {
        readable(path)?;
        Ok(self.operator.read(path).await?.to_vec())
    }

    /// Removes the file at `path`; one that is not there is as good as removed. Folders stay, as in
    /// Django.
    ///
    /// # Errors
    /// [`Error::NotFound`] for a path outside of the root; what the service says.
    pub async fn delete(&self, path: &str) -> Result<(), Error> {
        readable(path)?;
        Ok(self.operator.delete(path).await?)
    }

    /// Removes the file at `path`, also one that is still being written.
    ///
    /// # Errors
    /// [`Error::NotFound`] for a path outside of the root; what the service says.
    pub async fn discard(&self, path: &str) -> Result<(), Error> {
        if !names::is_confined(path) {
            return Err(Error::NotFound);
        }
        Ok(self.operator.delete(path).await?)
    }

    /// Removes the files at `paths`. All of them are tried.
    ///
    /// # Errors
    /// The first failure.
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

/// Bytes asked of the service at a time.
const READ_CHUNK: usize = 1024 * 1024;
