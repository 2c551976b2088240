//! Pages: the arguments of a request, the validated window, and the rows that were read.

use super::cursor::Cursor;
use crate::domain::{Code, Error, FieldError, Result};

/// The page that a caller requests, before validation.
#[derive(Clone, Debug, Default)]
pub struct Page {
    /// The number of rows from the start, or after `after`.
    pub first: Option<i32>,
    /// The cursor before the first row.
    pub after: Option<String>,
    /// The number of rows from the end, or before `before`.
    pub last: Option<i32>,
    /// The cursor after the last row.
    pub before: Option<String>,
    /// The number of rows to skip. Not allowed with `last` or cursors.
    pub offset: Option<i32>,
}

/// A valid [`Page`].
#[derive(Clone, Debug)]
pub struct Window {
    limit: u64,
    pub(super) offset: u64,
    after: Option<Cursor>,
    before: Option<Cursor>,
    backward: bool,
}

impl Page {
    /// Validates the numbers and cursors. The page has `default` rows if the caller sent neither
    /// `first` nor `last`, and at most `max`.
    ///
    /// # Errors
    /// [`Error::Invalid`] with the names of the arguments.
    pub fn window(&self, default: u32, max: Option<u32>) -> Result<Window> {
        let mut errors = Vec::new();
        let mut number = |name: &str, value: Option<i32>, limit: Option<u32>| match value {
            None => None,
            Some(value) => match u32::try_from(value) {
                // Larger numbers are reduced: `hasNextPage` shows that there are more rows.
                Ok(value) => Some(u64::from(
                    limit.map_or(value, |limit| Ord::min(value, limit)),
                )),
                Err(_) => {
                    errors.push(FieldError::new(name, Code::MinValue(0)));
                    None
                }
            },
        };
        let first = number("first", self.first, max);
        let last = number("last", self.last, max);
        let offset = number("offset", self.offset, None);
        let mut cursor =
            |name: &str, text: &Option<String>| match text.as_deref().map(Cursor::decode) {
                None => None,
                Some(Some(cursor)) => Some(cursor),
                Some(None) => {
                    errors.push(FieldError::new(name, Code::Invalid));
                    None
                }
            };
        let after = cursor("after", &self.after);
        let before = cursor("before", &self.before);
        if self.first.is_some() && self.last.is_some() {
            errors.push(FieldError::new("last", Code::Exclusive("first")));
        }
        if self.offset.is_some()
            && (self.last.is_some() || self.before.is_some() || self.after.is_some())
        {
            errors.push(FieldError::new("offset", Code::Exclusive("cursors")));
        }
        if !errors.is_empty() {
            return Err(Error::Invalid(errors));
        }
        let backward = last.is_some();
        Ok(Window {
            limit: first.or(last).unwrap_or(u64::from(default)),
            offset: offset.unwrap_or(0),
            after,
            before,
            backward,
        })
    }
}

impl Window {
    /// The maximum number of rows.
    #[must_use]
    pub fn limit(&self) -> u64 {
        self.limit
    }

    /// The cursor before the first row.
    #[must_use]
    pub fn after(&self) -> Option<&Cursor> {
        self.after.as_ref()
    }

    /// The cursor after the last row.
    #[must_use]
    pub fn before(&self) -> Option<&Cursor> {
        self.before.as_ref()
    }

    /// Whether the page is read from the end.
    #[must_use]
    pub fn backward(&self) -> bool {
        self.backward
    }
}

/// The rows of a page, in the order of the list.
#[derive(Clone, Debug)]
pub struct Slice<R> {
    /// The rows.
    pub rows: Vec<R>,
    /// Whether the list has rows before these.
    pub has_previous: bool,
    /// Whether the list has rows after these.
    pub has_next: bool,
}

impl<R> Slice<R> {
    /// Converts the rows.
    #[must_use]
    pub fn map<T>(self, convert: impl FnOnce(Vec<R>) -> Vec<T>) -> Slice<T> {
        Slice {
            rows: convert(self.rows),
            has_previous: self.has_previous,
            has_next: self.has_next,
        }
    }
}
