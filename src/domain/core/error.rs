//! What can go wrong, as codes. The words are chosen at the edges: DRF's in `compat`, GraphQL's in
//! `graphql`.

use std::borrow::Cow;
use std::fmt;

use sea_orm::{ConnAcquireErr, DbErr, RuntimeErr, sqlx};

/// A result of the domain.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why an operation was refused or failed; nothing was changed then.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is no such thing, or the viewer may not know of it.
    #[error("not found")]
    NotFound,
    /// Nobody signed in.
    #[error("authentication is needed")]
    Unauthenticated,
    /// The viewer may not do this.
    #[error("not allowed")]
    Forbidden,
    /// The input does not fit; all errors at once.
    #[error("{} errors in the input", .0.len())]
    Invalid(Vec<FieldError>),
    /// The state has moved on, or contradicts the input.
    #[error("conflict: {what}")]
    Conflict {
        /// The member of the input that speaks of what is there.
        field: &'static str,
        /// What is there, for people.
        what: Cow<'static, str>,
    },
    /// The log of events does not go back to this cursor any more.
    #[error("the log does not go back to this cursor")]
    CursorExpired,
    /// More events came than are kept for a subscriber who does not take them.
    #[error("the subscriber is too slow")]
    TooSlow,
    /// The database has no time for it, since another program holds what is needed, or is not
    /// there, or the storage of files does not take it. Nothing was changed; it may be tried again.
    #[error("the database or the storage cannot do it now")]
    Unavailable {
        /// Another transaction was in the way (a deadlock, or what was read has changed): then it
        /// may be tried at once.
        raced: bool,
        /// What the database or the storage says; for the log.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// An error of ours or of what we stand on; for the log, never for the caller.
    #[error("internal error")]
    Internal(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl Error {
    /// What was found has changed before it was locked: the work is to be done anew.
    pub(crate) fn overtaken(what: &'static str) -> Self {
        Self::Unavailable {
            raced: true,
            source: what.into(),
        }
    }

    /// Whether the database refused what would leave a reference to nothing.
    pub(crate) fn breaks_reference(&self) -> bool {
        let Self::Unavailable { source, .. } = self else {
            return false;
        };
        let answer = source
            .downcast_ref()
            .and_then(inner)
            .and_then(sqlx::Error::as_database_error);
        answer.is_some_and(sqlx::error::DatabaseError::is_foreign_key_violation)
    }

    /// One error of one field.
    #[must_use]
    pub fn field(path: &str, code: Code) -> Self {
        Self::Invalid(vec![FieldError::new(path, code)])
    }
}

impl From<DbErr> for Error {
    fn from(error: DbErr) -> Self {
        match raced(&error) {
            Some(raced) => Self::Unavailable {
                raced,
                source: Box::new(error),
            },
            None => Self::Internal(Box::new(error)),
        }
    }
}

/// The driver's error.
fn inner(error: &DbErr) -> Option<&sqlx::Error> {
    match error {
        DbErr::Exec(RuntimeErr::SqlxError(inner))
        | DbErr::Query(RuntimeErr::SqlxError(inner))
        | DbErr::Conn(RuntimeErr::SqlxError(inner)) => Some(inner),
        _ => None,
    }
}

/// Whether others are to blame: `true` where another transaction got in the way, `false` where one
/// waited in vain or the database is not there.
fn raced(error: &DbErr) -> Option<bool> {
    let code = match inner(error) {
        None => {
            let in_vain = matches!(
                error,
                DbErr::ConnectionAcquire(
                    ConnAcquireErr::Timeout | ConnAcquireErr::ConnectionClosed
                )
            );
            return in_vain.then_some(false);
        }
        // What was looked up is gone by now, or something that is deleted was just referred to.
        Some(sqlx::Error::Database(answer)) if answer.is_foreign_key_violation() => {
            return Some(true);
        }
        Some(sqlx::Error::Database(answer)) => {
            match answer.try_downcast_ref::<sqlx::mysql::MySqlDatabaseError>() {
                Some(answer) if answer.code() == Some("HY000") => return mysql(answer.number()),
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
        // PostgreSQL: a lock that was not to be waited for; a statement that took too long; it
        // stops, stopped, or starts.
        "55P03" | "57014" | "57P01" | "57P02" | "57P03" => Some(false),
        // Connections that broke; too few of them, no room on the disk, no memory.
        code if code.len() == 5 && (code.starts_with("08") || code.starts_with("53")) => {
            Some(false)
        }
        // MariaDB: a statement that took too long; a connection that was ended.
        "70100" => Some(false),
        // SQLITE_BUSY with what extends it, and SQLITE_FULL: codes of SQLite are short numbers.
        code if code.len() < 5 => code
            .parse::<u16>()
            .ok()
            .filter(|code| matches!(code & 0xff, 5 | 13))
            .map(|_| false),
        _ => None,
    }
}

/// The same of MariaDB's own numbers, for what has no code of its own.
fn mysql(number: u16) -> Option<bool> {
    match number {
        // What was read has changed.
        1020 => Some(true),
        // No room on the disk; a lock waited for in vain; a full table; one that is read alone for
        // now.
        1021 | 1114 | 1205 | 1290 => Some(false),
        // MySQL: a statement that took too long.
        3024 => Some(false),
        _ => None,
    }
}

impl From<crate::storage::Error> for Error {
    fn from(error: crate::storage::Error) -> Self {
        use crate::storage::Error as Storage;
        match error {
            // A bucket that is not there is what S3 calls not found.
            Storage::NotFound | Storage::Exists | Storage::Disk(_) | Storage::Service(_) => {
                Self::Unavailable {
                    raced: false,
                    source: Box::new(error),
                }
            }
            error => Self::Internal(Box::new(error)),
        }
    }
}

/// An error of one field of the input.
#[derive(Clone, Debug, PartialEq)]
pub struct FieldError {
    /// The way to the field, in the names of the domain (`["custom_fields", "colour"]`).
    pub path: Vec<String>,
    /// What is wrong.
    pub code: Code,
}

impl FieldError {
    /// An error of a field at the top of the input.
    #[must_use]
    pub fn new(path: &str, code: Code) -> Self {
        Self {
            path: vec![path.to_owned()],
            code,
        }
    }
}

/// What is wrong with a value; the numbers and texts are what a sentence about it needs.
#[derive(Clone, Debug, PartialEq)]
pub enum Code {
    /// It is missing, or empty where something must be.
    Required,
    /// It is not of the field's type or form.
    Invalid,
    /// It is a template that is broken, or that fails with what it speaks of.
    Template {
        /// The line at error, from 1.
        line: usize,
        /// What is wrong there, as a sentence for its author.
        reason: String,
    },
    /// It is none of the choices; carries the value.
    InvalidChoice(String),
    /// It is longer than so many characters.
    MaxLength {
        /// The most there may be.
        limit: usize,
        /// What there is.
        length: usize,
    },
    /// It is less than this.
    MinValue(i64),
    /// It is more than this.
    MaxValue(i64),
    /// It cannot be given together with another argument; carries that one's name.
    Exclusive(&'static str),
    /// It has more digits than this.
    MaxDigits(usize),
    /// It has more decimal places than this.
    MaxDecimalPlaces(usize),
    /// It has more digits before the point than this.
    MaxWholeDigits(usize),
    /// A list of more items than this.
    MaxItems(i64),
    /// A filter with more comparators and values than this.
    TooManyTerms(usize),
    /// A filter that leads through more relations than this.
    TooDeep(usize),
    /// A filter with more filters within filters than this.
    TooNested(usize),
    /// There is no such object, or the viewer may not use it; carries its id.
    DoesNotExist(String),
    /// It is not the id of such an object.
    WrongId {
        /// The type that is meant.
        wanted: &'static str,
        /// The type that it is the id of, where it is an id at all.
        given: Option<String>,
    },
    /// Files of this ending are not taken (the ending with its dot).
    UnsupportedExtension(String),
    /// The file is empty.
    EmptyFile,
    /// The file is larger than so many bytes.
    FileTooLarge(u64),
    /// It would come back to itself: a ticket merged into one that was merged into it.
    Circle,
    /// It was given twice.
    Twice,
    /// This installation has switched it off.
    Disabled,
    /// Another row has this value.
    NotUnique,
    /// A character that databases cannot keep (NUL).
    NullCharacter,
    /// The password has fewer characters than this.
    PasswordTooShort(usize),
    /// The password is one of the most common ones.
    PasswordTooCommon,
    /// The password is digits alone.
    PasswordNumeric,
    /// The password resembles this field of its account.
    PasswordSimilar(&'static str),
}

impl fmt::Display for FieldError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {:?}", self.path.join("."), self.code)
    }
}

/// Why a request's credentials were refused.
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
    /// The name or the password is wrong.
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
    /// `Authorization` names a scheme that is none of those taken here, and nothing else says who
    /// it is.
    #[error("unknown scheme of authorization")]
    Scheme,
    /// There is no such token.
    #[error("token: unknown")]
    TokenInvalid,
    /// The account was switched off or deleted.
    #[error("inactive account")]
    Inactive,
    /// The CSRF check failed; carries Django's reason (django/middleware/csrf.py).
    #[error("csrf: {0}")]
    Csrf(String),
    /// Too many failures; carries the seconds to wait.
    #[error("throttled for {0} s")]
    Throttled(u64),
    /// Too many others are signing in; carries the seconds to wait.
    #[error("busy for {0} s")]
    Busy(u64),
}

impl Rejection {
    /// Whether it is the credentials that were refused, and not the time at which they were sent.
    #[must_use]
    pub fn is_of_credentials(&self) -> bool {
        !matches!(self, Self::Throttled(_) | Self::Busy(_))
    }
}
