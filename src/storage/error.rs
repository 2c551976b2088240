//! What can go wrong with files. Says nothing of credentials: the address of the storage is never quoted.

/// A failure of the storage.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// `storage.url` or `storage.attachment_dir_perms` cannot be used; says why.
    #[error("{0}")]
    Config(String),
    /// There is no such file.
    #[error("no such file in the storage")]
    NotFound,
    /// The path cannot be a file's: it is empty, absolute, leads out of the storage or has control characters.
    #[error("not a path that a file can have: {0:?}")]
    Path(String),
    /// Another writer took the name while a large file was on its way.
    #[error("the name was taken by another writer")]
    Taken,
    /// What was to be saved could not be read to its end; nothing was kept.
    #[error("the file broke off: {0}")]
    Source(#[source] std::io::Error),
    /// The disk refused.
    #[error("storage: {0}")]
    Disk(#[from] std::io::Error),
    /// The service refused or failed.
    #[error("storage: {0}")]
    Service(#[source] opendal::Error),
}

impl From<opendal::Error> for Error {
    fn from(error: opendal::Error) -> Self {
        match error.kind() {
            opendal::ErrorKind::NotFound => Self::NotFound,
            opendal::ErrorKind::ConditionNotMatch => Self::Taken,
            _ => Self::Service(error),
        }
    }
}
