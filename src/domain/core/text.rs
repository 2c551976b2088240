//! Rules for every text that is stored: no NUL, and a length that its author may send.

use crate::domain::{Code, Context, FieldError, Viewer};

/// Most characters of one text of the viewer: `data_upload_max_text_length`, for callers who are
/// not staff `server.customer_max_text_length`.
#[must_use]
pub fn max_length(context: &Context) -> usize {
    let limit = |length: usize| if length == 0 { usize::MAX } else { length };
    let config = &context.config;
    let all = limit(config.data_upload_max_text_length);
    match &context.viewer {
        Viewer::User(account) if account.user.is_staff || account.user.is_superuser => all,
        Viewer::User(_) | Viewer::Anonymous => {
            all.min(limit(config.server.customer_max_text_length))
        }
    }
}

/// Whether a text can be stored. `column`: most characters of its column, if it has a limit.
///
/// # Errors
/// The code of the error.
pub fn check(context: &Context, text: &str, column: Option<usize>) -> Result<(), Code> {
    if text.contains('\0') {
        return Err(Code::NullCharacter);
    }
    let limit = max_length(context).min(column.unwrap_or(usize::MAX));
    // A text has at most as many characters as bytes.
    if text.len() <= limit {
        return Ok(());
    }
    match text.chars().count() {
        length if length > limit => Err(Code::MaxLength { limit, length }),
        _ => Ok(()),
    }
}

/// The error of a field whose text cannot be stored.
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
