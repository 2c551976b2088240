//! Errors as codes. `compat` translates them to DRF's sentences, `graphql` to its own.

use std::borrow::Cow;
use std::fmt;

use sea_orm::{ConnAcquireErr, DbErr, RuntimeErr, sqlx};

use super::refusal::Refusal;

/// A result of the domain.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// The reason why an operation failed. A failed operation changes nothing.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The object does not exist, or the viewer may not see it.
    #[error("not found")]
    NotFound,
    /// The operation requires sign-in.
    #[error("authentication required")]
    Unauthenticated,
    /// The viewer does not have permission.
    #[error("permission denied")]
    Forbidden,
    /// The input is invalid; carries all errors.
    #[error("{} errors in the input", .0.len())]
    Invalid(Vec<FieldError>),
    /// The input contradicts the current state, which may have changed since it was read.
    #[error("conflict: {what}")]
    Conflict {
        /// The input field that conflicts.
        field: &'static str,
        /// A description of the conflict.
        what: Cow<'static, str>,
    },
    /// The service only reads (`server.read_only`).
    #[error("the service is read-only")]
    ReadOnly,
    /// The event log no longer contains the events after this cursor.
    #[error("the event log no longer reaches back to this cursor")]
    CursorExpired,
    /// The subscriber reads too slowly, and its buffer is full.
    #[error("the subscriber is too slow")]
    TooSlow,
    /// The caller repeated something too often; carries the seconds to wait.
    #[error("too many attempts, wait {0} s")]
    Throttled(u64),
    /// The database is locked or unreachable, or the file storage fails. Nothing was changed; a
    /// retry may succeed.
    #[error("the database or the storage is temporarily unavailable")]
    Unavailable {
        /// Whether the cause is another transaction (a deadlock, or rows that changed after they
        /// were read), so that an immediate retry may succeed.
        raced: bool,
        /// The error of the database or the storage, for the log.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// An unexpected error, for the log. Callers do not see its source.
    #[error("internal error")]
    Internal(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl Error {
    /// Rows changed between reading and locking them: the operation must be retried.
    pub(crate) fn changed_concurrently(what: &'static str) -> Self {
        Self::Unavailable {
            raced: true,
            source: what.into(),
        }
    }

    /// Whether the database reported a violated foreign key.
    pub(crate) fn breaks_reference(&self) -> bool {
        let Self::Unavailable { source, .. } = self else {
            return false;
        };
        let database_error = source
            .downcast_ref()
            .and_then(driver_error)
            .and_then(sqlx::Error::as_database_error);
        database_error.is_some_and(sqlx::error::DatabaseError::is_foreign_key_violation)
    }

    /// An invalid field.
    #[must_use]
    pub fn field(path: &str, code: Code) -> Self {
        Self::Invalid(vec![FieldError::new(path, code)])
    }
}

impl From<DbErr> for Error {
    fn from(error: DbErr) -> Self {
        if entity::is_read_only_error(&error) {
            return Self::ReadOnly;
        }
        match is_raced(&error) {
            Some(raced) => Self::Unavailable {
                raced,
                source: Box::new(error),
            },
            None => Self::Internal(Box::new(error)),
        }
    }
}

/// The error of the driver.
fn driver_error(error: &DbErr) -> Option<&sqlx::Error> {
    match error {
        DbErr::Exec(RuntimeErr::SqlxError(inner))
        | DbErr::Query(RuntimeErr::SqlxError(inner))
        | DbErr::Conn(RuntimeErr::SqlxError(inner)) => Some(inner),
        _ => None,
    }
}

/// [`Error::Unavailable`]'s `raced` for an error that a retry may solve: `true` if another
/// transaction got in the way, `false` after a timeout or if the database is unreachable. `None`
/// for other errors.
fn is_raced(error: &DbErr) -> Option<bool> {
    let code = match driver_error(error) {
        None => {
            let timed_out = matches!(
                error,
                DbErr::ConnectionAcquire(
                    ConnAcquireErr::Timeout | ConnAcquireErr::ConnectionClosed
                )
            );
            return timed_out.then_some(false);
        }
        // A referenced row was deleted meanwhile, or a deleted row was referenced meanwhile.
        Some(sqlx::Error::Database(answer)) if answer.is_foreign_key_violation() => {
            return Some(true);
        }
        Some(sqlx::Error::Database(answer)) => {
            match answer.try_downcast_ref::<sqlx::mysql::MySqlDatabaseError>() {
                Some(answer) if answer.code() == Some("HY000") => {
                    return is_raced_on_mysql(answer.number());
                }
                _ => answer.code()?,
            }
        }
        Some(
            sqlx::Error::Io(_)
            | sqlx::Error::Tls(_)
            | sqlx::Error::PoolTimedOut
            | sqlx::Error::WorkerCrashed,
        ) => {
            return Some(false);
        }
        Some(_) => return None,
    };
    match &*code {
        // PostgreSQL and MariaDB: serialization failure, deadlock.
        "40001" | "40P01" => Some(true),
        // PostgreSQL: lock not available; statement timeout; the server is shutting down, has
        // crashed, or is starting.
        "55P03" | "57014" | "57P01" | "57P02" | "57P03" => Some(false),
        // Broken connections; too many connections, full disk, out of memory.
        code if code.len() == 5 && (code.starts_with("08") || code.starts_with("53")) => {
            Some(false)
        }
        // MariaDB: statement timeout; closed connection.
        "70100" => Some(false),
        // SQLITE_BUSY with its extended codes, and SQLITE_FULL. SQLite's codes are short numbers.
        code if code.len() < 5 => code
            .parse::<u16>()
            .ok()
            .filter(|code| matches!(code & 0xff, 5 | 13))
            .map(|_| false),
        _ => None,
    }
}

/// [`is_raced`] for MariaDB's error numbers that share the SQLSTATE `HY000`.
fn is_raced_on_mysql(number: u16) -> Option<bool> {
    match number {
        // A row changed since it was read.
        1020 => Some(true),
        // Full disk; full table; lock timeout; read-only server.
        1021 | 1114 | 1205 | 1290 => Some(false),
        // MySQL: statement timeout.
        3024 => Some(false),
        _ => None,
    }
}

impl From<crate::storage::Error> for Error {
    fn from(error: crate::storage::Error) -> Self {
        use crate::storage::Error as Storage;
        match error {
            // S3 reports a missing bucket as not found.
            Storage::NotFound | Storage::Exists | Storage::Disk(_) | Storage::Service(_) => {
                Self::Unavailable {
                    raced: false,
                    source: Box::new(error),
                }
            }
            Storage::ReadOnly => Self::ReadOnly,
            error => Self::Internal(Box::new(error)),
        }
    }
}

/// An error of one field of the input.
#[derive(Clone, Debug, PartialEq)]
pub struct FieldError {
    /// The path of the field, in the names of the domain (`["custom_fields", "colour"]`).
    pub path: Vec<String>,
    /// The error.
    pub code: Code,
}

impl FieldError {
    /// An error of a top-level field.
    #[must_use]
    pub fn new(path: &str, code: Code) -> Self {
        Self {
            path: vec![path.to_owned()],
            code,
        }
    }
}

/// The kind of an invalid value, with the numbers and texts that an error message needs.
#[derive(Clone, Debug, PartialEq)]
pub enum Code {
    /// Missing, or empty but required.
    Required,
    /// Not a valid value of the field's type.
    Invalid,
    /// A template with a syntax error, or one that fails to render.
    Template {
        /// The line of the error, counted from 1.
        line: usize,
        /// A sentence for the author of the template.
        reason: String,
    },
    /// Not one of the choices; carries the value.
    InvalidChoice(String),
    /// Too long.
    MaxLength {
        /// The maximum number of characters.
        limit: usize,
        /// The actual number of characters.
        length: usize,
    },
    /// Less than this minimum.
    MinValue(i64),
    /// More than this maximum.
    MaxValue(i64),
    /// Not allowed together with another argument; carries its name.
    Exclusive(&'static str),
    /// More digits than this maximum.
    MaxDigits(usize),
    /// More decimal places than this maximum.
    MaxDecimalPlaces(usize),
    /// More digits before the decimal point than this maximum.
    MaxWholeDigits(usize),
    /// A list with more items than this maximum.
    MaxItems(i64),
    /// A filter with more comparators and values than this maximum.
    TooManyTerms(usize),
    /// A filter that follows more relations in a row than this maximum.
    TooDeep(usize),
    /// A filter that is nested deeper than this maximum.
    TooNested(usize),
    /// The object does not exist, or the viewer may not use it; carries its ID.
    DoesNotExist(String),
    /// Not the ID of an object of the wanted type.
    WrongId {
        /// The wanted type.
        wanted: &'static str,
        /// The type of the given ID; `None` if it is not an ID.
        given: Option<String>,
    },
    /// Files with this extension are not accepted (with its dot).
    UnsupportedExtension(String),
    /// The file is empty.
    EmptyFile,
    /// The file is larger than this number of bytes.
    FileTooLarge(u64),
    /// The reference would form a cycle: a ticket merged into one that was merged into it.
    Circle,
    /// Given twice.
    Twice,
    /// Disabled in this installation.
    Disabled,
    /// A rule of the help desk forbids it.
    Refused(Refusal),
    /// The viewer may not set this value; carries the rule.
    NotPermitted(&'static str),
    /// A saved search has criteria that cannot be run; carries their names.
    Unsupported(String),
    /// Another row already has this value.
    NotUnique,
    /// Username and password do not match an active account.
    WrongLogin,
    /// Not the current password of the viewer.
    WrongPassword,
    /// A link to reset a password that was used, has expired or is malformed.
    ExpiredLink,
    /// A value in a field that people leave empty.
    Trap,
    /// A moment that must be in the future.
    Past,
    /// Contains a NUL, which databases cannot store.
    NullCharacter,
    /// The password has fewer characters than this minimum.
    PasswordTooShort(usize),
    /// The password is one of the most common ones.
    PasswordTooCommon,
    /// The password has only digits.
    PasswordNumeric,
    /// The password resembles this field of its account.
    PasswordSimilar(&'static str),
}

impl fmt::Display for FieldError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {:?}", self.path.join("."), self.code)
    }
}

/// The reason why a request's credentials were rejected.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Rejection {
    /// `Authorization: Basic` without credentials.
    #[error("basic: no credentials")]
    BasicMissing,
    /// `Authorization: Basic` with spaces in the credentials.
    #[error("basic: spaces")]
    BasicSpaces,
    /// `Authorization: Basic` that is not Base64.
    #[error("basic: not base64")]
    BasicEncoding,
    /// Wrong user name or password.
    #[error("basic: wrong name or password")]
    BasicInvalid,
    /// `Authorization: Token` without credentials.
    #[error("token: no credentials")]
    TokenMissing,
    /// `Authorization: Token` with spaces in the token.
    #[error("token: spaces")]
    TokenSpaces,
    /// `Authorization: Token` with characters that a token cannot have.
    #[error("token: characters")]
    TokenCharacters,
    /// `Authorization` has an unsupported scheme, and the request has no other credentials.
    #[error("unsupported authorization scheme")]
    Scheme,
    /// The token does not exist.
    #[error("token: unknown")]
    TokenInvalid,
    /// The link of an email opens no ticket: another reference, address or key, or links are
    /// disabled.
    #[error("ticket link: no such ticket")]
    LinkInvalid,
    /// The personal token may only read.
    #[error("token: read only")]
    TokenReadOnly,
    /// The account was deactivated or deleted.
    #[error("inactive account")]
    Inactive,
    /// The CSRF check failed; carries Django's reason (django/middleware/csrf.py).
    #[error("csrf: {0}")]
    Csrf(String),
    /// Too many failed sign-ins; carries the seconds to wait.
    #[error("throttled for {0} s")]
    Throttled(u64),
    /// Too many sign-ins are in progress; carries the seconds to wait.
    #[error("busy for {0} s")]
    Busy(u64),
}

impl Rejection {
    /// Whether the credentials were rejected, rather than the moment of the attempt.
    #[must_use]
    pub fn rejects_credentials(&self) -> bool {
        !matches!(self, Self::Throttled(_) | Self::Busy(_))
    }
}
