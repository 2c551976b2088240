//! Checks of values by the rules of Django's form fields.

use entity::Tx;
use sea_orm::{ColumnTrait, PaginatorTrait as _, QueryFilter as _};

use super::Record;
use crate::domain::core::text;
use crate::domain::{Code, Context, FieldError, Result};
use crate::validators::{is_email, is_slug};

/// Collects the errors of values.
#[derive(Debug)]
pub struct Checker<'a> {
    context: &'a Context,
    /// The errors so far.
    pub errors: Vec<FieldError>,
}

impl<'a> Checker<'a> {
    /// Begins without errors.
    #[must_use]
    pub fn new(context: &'a Context) -> Self {
        Self {
            context,
            errors: Vec::new(),
        }
    }

    /// Adds an error.
    pub fn add(&mut self, field: &str, code: Code) {
        self.errors.push(FieldError::new(field, code));
    }

    /// Whether a field has an error.
    #[must_use]
    pub fn has_error(&self, field: &str) -> bool {
        self.errors.iter().any(|error| error.path == [field])
    }

    /// Sets a text that must not be empty, without the spaces around it. `limit` is the length of
    /// its column; `None` for columns without a limit.
    pub fn required(
        &mut self,
        field: &str,
        value: Option<&String>,
        limit: Option<usize>,
        target: &mut String,
    ) {
        if let Some(value) = value {
            python::strip(value).clone_into(target);
            self.length(field, target, limit);
        }
        if target.is_empty() {
            self.add(field, Code::Required);
        }
    }

    /// Sets a text that may be empty, without the spaces around it. Null and empty clear it.
    pub fn optional(
        &mut self,
        field: &str,
        value: Option<&Option<String>>,
        limit: Option<usize>,
        target: &mut Option<String>,
    ) {
        let Some(value) = value else { return };
        let text = value.as_deref().map(python::strip);
        *target = text.filter(|text| !text.is_empty()).map(str::to_owned);
        if let Some(text) = target {
            self.length(field, text, limit);
        }
    }

    /// Checks the length of a text.
    pub fn length(&mut self, field: &str, value: &str, limit: Option<usize>) {
        let error = text::field_error(self.context, field, value, limit);
        self.errors.extend(error);
    }

    /// Checks that a text is a slug: ASCII letters, digits, hyphens and underscores.
    pub fn slug(&mut self, field: &str, value: &str) {
        if !value.is_empty() && !is_slug(value) && !self.has_error(field) {
            self.add(field, Code::Invalid);
        }
    }

    /// Checks that a text is empty or an email address.
    pub fn email(&mut self, field: &str, value: Option<&str>) {
        if value.is_some_and(|value| !value.is_empty() && !is_email(value))
            && !self.has_error(field)
        {
            self.add(field, Code::Invalid);
        }
    }

    /// Checks that a text is empty, or one or more email addresses separated by commas.
    pub fn emails(&mut self, field: &str, value: Option<&str>) {
        let Some(value) = value.filter(|value| !value.is_empty()) else {
            return;
        };
        if !value.split(',').map(str::trim).all(is_email) && !self.has_error(field) {
            self.add(field, Code::Invalid);
        }
    }

    /// Checks that a number is in a range.
    pub fn range(&mut self, field: &str, value: Option<i32>, range: std::ops::RangeInclusive<i32>) {
        let Some(value) = value else { return };
        if value < *range.start() {
            self.add(field, Code::MinValue((*range.start()).into()));
        } else if value > *range.end() {
            self.add(field, Code::MaxValue((*range.end()).into()));
        }
    }
}

/// Whether another row than `id` has this value in a column.
///
/// # Errors
/// Database errors.
pub async fn is_taken<R: Record>(
    tx: &Tx,
    column: R::Column,
    value: &str,
    id: Option<i32>,
) -> Result<bool> {
    use sea_orm::{Iterable as _, PrimaryKeyToColumn as _};
    if value.contains('\0') {
        return Ok(false);
    }
    let mut select = R::find().filter(column.eq(value));
    if let Some(id) = id {
        for key in R::PrimaryKey::iter() {
            select = select.filter(key.into_column().ne(id));
        }
    }
    Ok(select.count(tx).await? > 0)
}
