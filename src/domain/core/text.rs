//! Rules for stored texts: no NUL, and a maximum length that depends on the viewer.

use crate::domain::{Code, Context, FieldError, Viewer};

/// Maximum number of characters of a text that the viewer sends: `data_upload_max_text_length`, and
/// for callers who are not staff also `server.customer_max_text_length`.
#[must_use]
pub fn max_length(context: &Context) -> usize {
    let limit = |length: usize| if length == 0 { usize::MAX } else { length };
    let config = &context.config;
    let staff = limit(config.data_upload_max_text_length);
    match &context.viewer {
        Viewer::User(account) if account.user.is_staff || account.user.is_superuser => staff,
        Viewer::User(_) | Viewer::Visitor(_) | Viewer::Anonymous => {
            staff.min(limit(config.server.customer_max_text_length))
        }
    }
}

/// Checks that a text can be stored. `column` is the maximum number of characters of its column.
///
/// # Errors
/// [`Code::NullCharacter`] or [`Code::MaxLength`].
pub fn check(context: &Context, text: &str, column: Option<usize>) -> Result<(), Code> {
    if text.contains('\0') {
        return Err(Code::NullCharacter);
    }
    let limit = max_length(context).min(column.unwrap_or(usize::MAX));
    // Cheap first: a text never has more characters than bytes.
    if text.len() <= limit {
        return Ok(());
    }
    match text.chars().count() {
        length if length > limit => Err(Code::MaxLength { limit, length }),
        _ => Ok(()),
    }
}

/// [`check`], with the error as one of the field `name`.
#[must_use]
pub fn field_error(
    context: &Context,
    name: &str,
    text: &str,
    column: Option<usize>,
) -> Option<FieldError> {
    check(context, text, column)
        .err()
        .map(|code| FieldError::new(name, code))
}
