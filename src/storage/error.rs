//! What can go wrong with files. These errors go to the log, so they contain neither the address of
//! the storage with its credentials nor paths: the secret key of a ticket is part of the paths of
//! its files.

use std::error::Error as _;
use std::fmt;
use std::io;
use std::sync::LazyLock;

use regex::Regex;

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
    /// The path cannot be a file's: it is empty, absolute, leads out of the storage or has control
    /// characters.
    #[error("not a path that a file can have")]
    Path,
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
    Service(Failure),
}

/// What a service says, without the path that it says it of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    kind: opendal::ErrorKind,
    /// The code of an S3 error.
    code: Option<String>,
    /// The error of the operating system behind it.
    cause: Option<String>,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.kind)?;
        for detail in [&self.code, &self.cause].into_iter().flatten() {
            write!(f, ", {detail}")?;
        }
        Ok(())
    }
}

impl From<&opendal::Error> for Failure {
    fn from(error: &opendal::Error) -> Self {
        // S3's errors quote the key of the object, and those of HTTP clients the address.
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

/// The error of the operating system behind an error.
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
        // No file can have such a path: a part of it is too long, or the name of a file stands
        // where a folder's should.
        let impossible = system_error(&error).is_some_and(|cause| {
            matches!(
                cause.kind(),
                io::ErrorKind::InvalidFilename | io::ErrorKind::NotADirectory
            )
        });
        match error.kind() {
            opendal::ErrorKind::NotFound => Self::NotFound,
            _ if impossible => Self::NotFound,
            opendal::ErrorKind::ConditionNotMatch => Self::Taken,
            _ => {
                let failure = Failure::from(&error);
                match failure.code.as_deref() {
                    Some("KeyTooLongError") => Self::NotFound,
                    _ => Self::Service(failure),
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
        assert_eq!(Error::Path.to_string(), "not a path that a file can have");
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
