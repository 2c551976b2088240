//! API exceptions with DRF's status codes and sentences (`rest_framework/exceptions.py`). `errors`
//! words the error codes of the domain; serializer fields word their own errors.

use crate::compat::errors::{ErrorSource, field_errors};
use crate::compat::message::Message;
use crate::config::{Authentication, RestFramework};
use crate::domain::Error as DomainError;
use crate::domain::core::error::Rejection;

/// Sentences by field, in the order of the serializer.
pub(crate) type FieldErrors = Vec<(String, Vec<Message>)>;

/// An error response.
#[derive(Debug)]
pub(crate) struct ApiException {
    status: u16,
    detail: Detail,
    retry_after: Option<u64>,
}

/// The body of an error response.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Detail {
    /// `{"detail": "…"}`
    Text(Message),
    /// `{"field": ["…"]}`, followed by a field with errors of its items: `{"files": {"0": ["…"]}}`.
    Fields(FieldErrors, Option<ItemErrors>),
    /// Django's own HTML page instead of a rendered body.
    Page,
}

/// A field, and the errors of its items by index.
pub(crate) type ItemErrors = (String, Vec<(usize, Vec<Message>)>);

/// Seconds after which the client may retry while the database or the storage is unavailable.
const RETRY_AFTER_SECONDS: u64 = 1;

/// 401 or 403, until [`Self::resolve_unauthenticated`] decides.
const UNRESOLVED: u16 = 401;

impl ApiException {
    fn text(status: u16, detail: impl Into<Message>) -> Self {
        Self {
            status,
            detail: Detail::Text(detail.into()),
            retry_after: None,
        }
    }

    /// 400 with a sentence.
    pub(crate) fn bad_request(detail: String) -> Self {
        Self::text(400, detail)
    }

    /// 400 with Django's own page, for a `SuspiciousOperation`.
    pub(crate) fn suspicious() -> Self {
        Self {
            status: 400,
            detail: Detail::Page,
            retry_after: None,
        }
    }

    /// 400. The reference has no such limit.
    pub(crate) fn answer_too_large(bytes: usize) -> Self {
        Self::text(
            400,
            format!(
                "The response needs more than {bytes} bytes of memory. Request fewer rows with page_size."
            ),
        )
    }

    /// 400 with errors of fields.
    pub(crate) fn invalid(errors: FieldErrors) -> Self {
        Self {
            status: 400,
            detail: Detail::Fields(errors, None),
            retry_after: None,
        }
    }

    /// 400 with errors of fields and of the items of a further field.
    pub(crate) fn invalid_items(errors: FieldErrors, items: ItemErrors) -> Self {
        Self {
            status: 400,
            detail: Detail::Fields(errors, Some(items)),
            retry_after: None,
        }
    }

    /// 401 or 403: the viewer is anonymous.
    pub(crate) fn not_authenticated() -> Self {
        Self::text(UNRESOLVED, "Authentication credentials were not provided.")
    }

    pub(crate) fn permission_denied() -> Self {
        Self::text(403, "You do not have permission to perform this action.")
    }

    pub(crate) fn not_found() -> Self {
        Self::text(404, "Not found.")
    }

    /// 404, as from Django's `get_object_or_404`.
    pub(crate) fn no_match(model: &str) -> Self {
        Self::text(404, format!("No {model} matches the given query."))
    }

    /// 404 of the paginator.
    pub(crate) fn invalid_page() -> Self {
        Self::text(404, "Invalid page.")
    }

    pub(crate) fn method_not_allowed(method: &str) -> Self {
        Self::text(
            405,
            Message::new("Method \"{method}\" not allowed.").with("method", method),
        )
    }

    pub(crate) fn not_acceptable() -> Self {
        Self::text(406, "Could not satisfy the request Accept header.")
    }

    pub(crate) fn too_large() -> Self {
        Self::text(413, "The request is too large.")
    }

    pub(crate) fn unsupported_media_type(media_type: &str) -> Self {
        let message = Message::new("Unsupported media type \"{media_type}\" in request.");
        Self::text(415, message.with("media_type", media_type))
    }

    /// 503: a write while `server.read_only` is set. The reference has no such mode.
    pub(crate) fn read_only() -> Self {
        Self::text(503, "This service is read-only. Nothing was changed.")
    }

    /// 500. Logs the cause; the client does not see it.
    pub(crate) fn internal(what: &str, cause: &dyn std::error::Error) -> Self {
        tracing::error!(error = %cause, "REST request failed: {what}");
        Self::text(500, "A server error occurred.")
    }

    /// Whether Django answers with its own page.
    pub(crate) fn is_suspicious(&self) -> bool {
        self.detail == Detail::Page
    }

    pub(crate) fn status(&self) -> u16 {
        self.status
    }

    pub(crate) fn detail(&self) -> &Detail {
        &self.detail
    }

    /// Seconds for `Retry-After`.
    pub(crate) fn retry_after(&self) -> Option<u64> {
        self.retry_after
    }

    /// Decides between 401 with a challenge and 403, as `APIView.handle_exception` does, by whether
    /// the first authentication method has a challenge. Returns the challenge.
    pub(crate) fn resolve_unauthenticated(
        &mut self,
        settings: &RestFramework,
    ) -> Option<&'static str> {
        if self.status != UNRESOLVED {
            return None;
        }
        let challenge = match settings.default_authentication_classes.first() {
            Some(Authentication::Basic) => Some("Basic realm=\"api\""),
            Some(Authentication::Token) => Some("Token"),
            Some(Authentication::Session) | None => None,
        };
        if challenge.is_none() {
            self.status = 403;
        }
        challenge
    }
}

impl From<&Rejection> for ApiException {
    /// `rest_framework/authentication.py`
    fn from(rejection: &Rejection) -> Self {
        let sentence = match rejection {
            Rejection::BasicMissing => "Invalid basic header. No credentials provided.",
            Rejection::BasicSpaces => {
                "Invalid basic header. Credentials string should not contain spaces."
            }
            Rejection::BasicEncoding => {
                "Invalid basic header. Credentials not correctly base64 encoded."
            }
            Rejection::BasicInvalid => "Invalid username/password.",
            Rejection::TokenMissing => "Invalid token header. No credentials provided.",
            Rejection::TokenSpaces => {
                "Invalid token header. Token string should not contain spaces."
            }
            Rejection::TokenCharacters => {
                "Invalid token header. Token string should not contain invalid characters."
            }
            // Never used: DRF ignores unknown schemes.
            Rejection::Scheme => "Authentication credentials were not provided.",
            Rejection::TokenInvalid => "Invalid token.",
            // Links are credentials of GraphQL only.
            Rejection::LinkInvalid => "Authentication credentials were not provided.",
            Rejection::TokenReadOnly => {
                return Self::text(
                    403,
                    "This token may only read. Use one with the scope WRITE.",
                );
            }
            Rejection::Inactive => "User inactive or deleted.",
            Rejection::Csrf(reason) => return Self::text(403, format!("CSRF Failed: {reason}")),
            Rejection::Busy(seconds) => {
                let sentence = "Too many sign-ins are being checked. Try again later.";
                return Self {
                    retry_after: Some(*seconds),
                    ..Self::text(503, sentence)
                };
            }
            Rejection::Throttled(seconds) => {
                let wait = Message::counted(
                    "Expected available in {wait} second.",
                    "Expected available in {wait} seconds.",
                    *seconds,
                );
                let message = Message::new("Request was throttled.")
                    .append(" ".to_owned())
                    .append(wait.with("wait", seconds));
                return Self {
                    retry_after: Some(*seconds),
                    ..Self::text(429, message)
                };
            }
        };
        Self::text(UNRESOLVED, sentence)
    }
}

impl From<&DomainError> for ApiException {
    fn from(error: &DomainError) -> Self {
        match error {
            DomainError::NotFound => Self::not_found(),
            DomainError::Unauthenticated => Self::not_authenticated(),
            DomainError::Forbidden => Self::permission_denied(),
            DomainError::ReadOnly => Self::read_only(),
            DomainError::Conflict { what, .. } => Self::text(409, what.to_string()),
            DomainError::Invalid(errors) => {
                Self::invalid(field_errors(ErrorSource::Serializer, errors, &[]))
            }
            DomainError::Unavailable { source, .. } => {
                tracing::error!(error = %source, "REST request rejected: the database or the storage is unavailable");
                let sentence =
                    "The database or the file storage is unavailable. Nothing was changed.";
                Self {
                    retry_after: Some(RETRY_AFTER_SECONDS),
                    ..Self::text(503, sentence)
                }
            }
            // Already logged: GraphQL logs its internal errors. No view subscribes.
            DomainError::CursorExpired | DomainError::TooSlow | DomainError::Internal(_) => {
                Self::text(500, "A server error occurred.")
            }
            DomainError::Throttled(seconds) => Self::from(&Rejection::Throttled(*seconds)),
        }
    }
}
