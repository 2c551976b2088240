//! Errors as clients see them: a code, a message, the request ID, and no internals. Resolvers
//! return the errors of the domain; [`finish`] sets the codes of a complete response.

mod message;
mod user_error;

use std::any::Any;
use std::sync::Arc;

use async_graphql::{ErrorExtensionValues, Response, ServerError};

use crate::domain;
pub(super) use message::of_code as message_of;
pub use user_error::{UserError, UserErrorCode, user_errors};

/// Maximum number of errors in a response.
const MAX_ERRORS: usize = 100;
/// Maximum length of an error message in bytes. Messages may quote long values of the request.
const MAX_MESSAGE_LENGTH: usize = 1000;

/// The domain's error that caused a GraphQL error, if any.
#[must_use]
pub fn source(error: &ServerError) -> Option<&domain::Error> {
    error
        .source
        .as_ref()
        .and_then(|source: &Arc<dyn Any + Send + Sync>| source.downcast_ref())
}

/// Sets `extensions.code`, `extensions.requestId` and the message of every error, and logs internal
/// errors and failures of the database and the storage under the request ID.
pub fn finish(response: &mut Response, request_id: &str) {
    response.errors.truncate(MAX_ERRORS);
    for error in &mut response.errors {
        let mut retry_after = None;
        let code = if let Some(source) = source(error) {
            log(source, request_id);
            let code = code(source);
            if let domain::Error::Throttled(seconds) = source {
                retry_after = Some(*seconds);
            }
            error.message = message::of_error(source);
            Some(code)
        } else if has_code(error) {
            None
        } else if error.path.is_empty() {
            Some("GRAPHQL_VALIDATION_FAILED")
        } else {
            Some("BAD_USER_INPUT")
        };
        let extensions = error
            .extensions
            .get_or_insert_with(ErrorExtensionValues::default);
        if let Some(code) = code {
            clip(&mut error.message);
            extensions.set("code", code);
        }
        if let Some(seconds) = retry_after {
            extensions.set("retryAfter", seconds);
        }
        extensions.set("requestId", request_id);
    }
}

/// Cuts a message after [`MAX_MESSAGE_LENGTH`].
pub fn clip(message: &mut String) {
    if message.len() > MAX_MESSAGE_LENGTH {
        message.truncate(message.floor_char_boundary(MAX_MESSAGE_LENGTH));
        message.push('…');
    }
}

fn has_code(error: &ServerError) -> bool {
    error
        .extensions
        .as_ref()
        .is_some_and(|extensions| extensions.get("code").is_some())
}

fn log(error: &domain::Error, request_id: &str) {
    match error {
        domain::Error::Internal(source) => {
            tracing::error!(request_id, error = %with_causes(source.as_ref()), "a request failed");
        }
        domain::Error::Unavailable { source, .. } => {
            tracing::error!(request_id, error = %with_causes(source.as_ref()), "a request was put off");
        }
        domain::Error::NotFound
        | domain::Error::Unauthenticated
        | domain::Error::Forbidden
        | domain::Error::Invalid(_)
        | domain::Error::Conflict { .. }
        | domain::Error::ReadOnly
        | domain::Error::CursorExpired
        | domain::Error::TooSlow
        | domain::Error::Throttled(_) => {}
    }
}

/// An error and its causes in one line.
fn with_causes(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text += ": ";
        text += &error.to_string();
        cause = error.source();
    }
    text
}

/// The code in `extensions.code`.
fn code(error: &domain::Error) -> &'static str {
    match error {
        domain::Error::NotFound => "NOT_FOUND",
        domain::Error::Unauthenticated => "UNAUTHENTICATED",
        domain::Error::Forbidden => "FORBIDDEN",
        domain::Error::Invalid(_) => "BAD_USER_INPUT",
        domain::Error::Conflict { .. } => "CONFLICT",
        domain::Error::ReadOnly => "READ_ONLY",
        domain::Error::CursorExpired => "CURSOR_EXPIRED",
        domain::Error::TooSlow => "TOO_SLOW",
        domain::Error::Throttled(_) => "THROTTLED",
        domain::Error::Unavailable { .. } => "UNAVAILABLE",
        domain::Error::Internal(_) => "INTERNAL_SERVER_ERROR",
    }
}
