//! Errors of the file storage. They are logged, so they contain neither credentials nor paths: file
//! paths contain the ticket's secret key.

use std::error::Error as _;
use std::fmt;
use std::io;
use std::sync::LazyLock;

use regex::Regex;

/// An error of the storage.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A setting of `[storage]` is invalid.
    #[error("{0}")]
    Config(String),
    /// There is no such file.
    #[error("no such file in the storage")]
    NotFound,
    /// The path is empty, absolute, outside of the storage or has control characters.
    #[error("invalid file path")]
    Path,
    /// Another writer created a file with this name in the meantime.
    #[error("another writer created a file with this name")]
    Exists,
    /// The storage was opened for reading only.
    #[error("the storage is read-only")]
    ReadOnly,
    /// The source of an upload failed; nothing was saved.
    #[error("cannot read the upload: {0}")]
    Source(#[source] std::io::Error),
    /// The disk failed.
    #[error("storage: {0}")]
    Disk(#[from] std::io::Error),
    /// The storage service failed.
    #[error("storage: {0}")]
    Service(ServiceError),
}

/// An error of a storage service, without the path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceError {
    kind: opendal::ErrorKind,
    /// The S3 error code.
    code: Option<String>,
    /// The underlying error of the operating system.
    cause: Option<String>,
}

impl fmt::Display for ServiceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.kind)?;
        for detail in [&self.code, &self.cause].into_iter().flatten() {
            write!(f, ", {detail}")?;
        }
        Ok(())
    }
}

impl From<&opendal::Error> for ServiceError {
    fn from(error: &opendal::Error) -> Self {
        // Messages of S3 contain the key of the object, and those of the HTTP client the URL.
        static CODE: LazyLock<Option<Regex>> =
            LazyLock::new(|| Regex::new(r#"\bcode: "(\w{1,50})""#).ok());
        let code = CODE
            .as_ref()
            .and_then(|code| code.captures(error.message()))
            .map(|found| found[1].to_owned());
        let cause = system_error(error).map(|cause| match cause.raw_os_error() {
            Some(number) => io::Error::from_raw_os_error(number).to_string(),
            None => cause.kind().to_string(),
        });
        Self {
            kind: error.kind(),
            code,
            cause,
        }
    }
}

/// The underlying error of the operating system.
fn system_error(error: &opendal::Error) -> Option<&io::Error> {
    let mut cause = error.source();
    while let Some(error) = cause {
        if let Some(error) = error.downcast_ref::<io::Error>() {
            return Some(error);
        }
        cause = error.source();
    }
    None
}

impl From<opendal::Error> for Error {
    fn from(error: opendal::Error) -> Self {
        // No file can have such a path: a part is too long, or a part is a file, not a folder.
        let is_impossible = system_error(&error).is_some_and(|cause| {
            matches!(
                cause.kind(),
                io::ErrorKind::InvalidFilename | io::ErrorKind::NotADirectory
            )
        });
        match error.kind() {
            opendal::ErrorKind::NotFound => Self::NotFound,
            _ if is_impossible => Self::NotFound,
            opendal::ErrorKind::ConditionNotMatch => Self::Exists,
            _ => {
                let error = ServiceError::from(&error);
                match error.code.as_deref() {
                    Some("KeyTooLongError") => Self::NotFound,
                    _ => Self::Service(error),
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_contain_no_paths() {
        let path = "helpdesk/attachments/support-1-secret/41/a.txt";
        let s3 = format!(
            "S3Error {{ code: \"AccessDenied\", message: \"no\", resource: \"/bucket/{path}\" }}"
        );
        let http = io::Error::other(format!("error sending request for url (http://s3/{path})"));
        let disk = io::Error::from_raw_os_error(13);
        for (message, source, expected) in [
            (s3.as_str(), None, "storage: PermissionDenied, AccessDenied"),
            (
                "send http request",
                Some(http),
                "storage: PermissionDenied, other error",
            ),
            (
                "",
                Some(disk),
                "storage: PermissionDenied, Permission denied (os error 13)",
            ),
        ] {
            let mut error = opendal::Error::new(opendal::ErrorKind::PermissionDenied, message)
                .with_context("path", path)
                .with_operation("stat");
            if let Some(source) = source {
                error = error.set_source(source);
            }
            let error = Error::from(error);
            assert_eq!(error.to_string(), expected);
            assert!(
                !format!("{error:?} {:?}", error.source()).contains("secret"),
                "{error:?}"
            );
        }
        assert_eq!(Error::Path.to_string(), "invalid file path");
    }

    #[test]
    fn impossible_paths_are_not_found() {
        for number in [36, 20] {
            let source = io::Error::from_raw_os_error(number);
            let error =
                opendal::Error::new(opendal::ErrorKind::Unexpected, "stat").set_source(source);
            assert!(matches!(Error::from(error), Error::NotFound), "{number}");
        }
    }
}
