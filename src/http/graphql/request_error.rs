//! Request errors of the GraphQL specification: requests that are not executed, with their status,
//! code and message. `graphql::error` writes the errors of executed operations.

use async_graphql::ErrorExtensions as _;
use async_graphql::parser::types::OperationType;
use axum::response::{IntoResponse, Response};
use http::{HeaderName, HeaderValue, StatusCode, header};
use serde_json::{Value, json};

use super::accept::MediaType;
use crate::domain::core::error::Rejection;
use crate::graphql::documents::{DocumentError, DocumentErrorKind};
use crate::http::middleware::RequestId;

pub(super) type Result<T> = std::result::Result<T, RequestError>;

/// A request that is not executed.
#[derive(Debug)]
pub(super) struct RequestError {
    status: StatusCode,
    /// The status for clients that accept `application/json`: the specification demands 200 for
    /// some errors there.
    json_status: StatusCode,
    errors: Vec<Value>,
    headers: Vec<(HeaderName, HeaderValue)>,
}

impl RequestError {
    pub(super) fn new(status: StatusCode, code: &str, message: impl std::fmt::Display) -> Self {
        let error = json!({ "message": message.to_string(), "extensions": { "code": code } });
        Self {
            status,
            json_status: status,
            errors: vec![error],
            headers: Vec::new(),
        }
    }

    /// 400: the request does not follow the specification of GraphQL over HTTP.
    pub(super) fn bad_request(message: impl std::fmt::Display) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "BAD_REQUEST", message)
    }

    /// 400, or 200 for `application/json`: the document, the operation or the variables are
    /// invalid. `errors` are complete GraphQL errors.
    pub(super) fn invalid_document(errors: Vec<Value>) -> Self {
        Self {
            status: StatusCode::BAD_REQUEST,
            json_status: StatusCode::OK,
            errors,
            headers: Vec::new(),
        }
    }

    /// As [`Self::invalid_document`], with one error.
    pub(super) fn invalid_operation(code: &str, message: impl std::fmt::Display) -> Self {
        Self {
            json_status: StatusCode::OK,
            ..Self::new(StatusCode::BAD_REQUEST, code, message)
        }
    }

    /// 405; `allow` lists the methods that work.
    pub(super) fn method_not_allowed(message: &str, allow: &'static str) -> Self {
        let status = StatusCode::METHOD_NOT_ALLOWED;
        Self::new(status, "METHOD_NOT_ALLOWED", message)
            .with_header(header::ALLOW, HeaderValue::from_static(allow))
    }

    pub(super) fn not_acceptable() -> Self {
        let message = "Accept must allow application/graphql-response+json or application/json";
        Self::new(StatusCode::NOT_ACCEPTABLE, "NOT_ACCEPTABLE", message)
    }

    pub(super) fn unsupported_media_type(message: impl std::fmt::Display) -> Self {
        let status = StatusCode::UNSUPPORTED_MEDIA_TYPE;
        Self::new(status, "UNSUPPORTED_MEDIA_TYPE", message)
    }

    pub(super) fn too_large(message: impl std::fmt::Display) -> Self {
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, "PAYLOAD_TOO_LARGE", message)
    }

    /// 500: an error of ours. The caller of this function logs the cause.
    pub(super) fn internal() -> Self {
        let status = StatusCode::INTERNAL_SERVER_ERROR;
        Self::new(status, "INTERNAL_SERVER_ERROR", "internal server error")
    }

    /// 503: the database is unavailable.
    pub(super) fn unavailable() -> Self {
        let message = "the database is unavailable; try again";
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "UNAVAILABLE", message)
            .with_header(header::RETRY_AFTER, HeaderValue::from_static("1"))
    }

    /// 503, or 200 for `application/json`: a mutation or subscription while `server.read_only` is
    /// set.
    pub(super) fn read_only(operation: OperationType) -> Self {
        let message = match operation {
            OperationType::Subscription => {
                "this service is read-only and cannot log events, so there are no subscriptions"
            }
            OperationType::Query | OperationType::Mutation => {
                "this service is read-only; nothing was changed"
            }
        };
        Self {
            json_status: StatusCode::OK,
            ..Self::new(StatusCode::SERVICE_UNAVAILABLE, "READ_ONLY", message)
        }
    }

    /// 401
    pub(super) fn unauthenticated(message: &str) -> Self {
        // Not Basic: browsers would open a password dialog over GraphiQL.
        let challenge = HeaderValue::from_static("Token realm=\"graphql\"");
        Self::new(StatusCode::UNAUTHORIZED, "UNAUTHENTICATED", message)
            .with_header(header::WWW_AUTHENTICATE, challenge)
    }

    /// The credentials or the CSRF token were rejected.
    pub(super) fn rejected(rejection: Rejection) -> Self {
        match rejection {
            Rejection::Csrf(reason) => {
                let reason = reason.trim_end_matches('.');
                let message = format!(
                    "requests with a session cookie need the CSRF token in X-CSRFToken ({reason})"
                );
                Self::new(StatusCode::FORBIDDEN, "CSRF_FAILED", message)
            }
            Rejection::Throttled(seconds) => {
                let message = format!("too many failed sign-ins; try again in {seconds} s");
                Self::new(StatusCode::TOO_MANY_REQUESTS, "THROTTLED", message)
                    .with_header(header::RETRY_AFTER, HeaderValue::from(seconds))
            }
            Rejection::Busy(seconds) => {
                let message = "too many sign-ins are in progress; try again later";
                Self::new(StatusCode::SERVICE_UNAVAILABLE, "UNAVAILABLE", message)
                    .with_header(header::RETRY_AFTER, HeaderValue::from(seconds))
            }
            Rejection::BasicMissing
            | Rejection::BasicSpaces
            | Rejection::BasicEncoding
            | Rejection::TokenMissing
            | Rejection::TokenSpaces
            | Rejection::TokenCharacters => Self::unauthenticated("malformed Authorization header"),
            Rejection::BasicInvalid => Self::unauthenticated("wrong username or password"),
            Rejection::Scheme => Self::unauthenticated(
                "unknown scheme in the Authorization header: send Bearer, Token, Basic or TicketLink",
            ),
            Rejection::TokenInvalid => Self::unauthenticated("no such token"),
            Rejection::LinkInvalid => Self::unauthenticated(
                "no ticket has this reference, address and key; use the link of the latest email",
            ),
            Rejection::TokenReadOnly => Self::new(
                StatusCode::FORBIDDEN,
                "FORBIDDEN",
                "this token may only read; use one with the scope WRITE for mutations",
            ),
            Rejection::Inactive => Self::unauthenticated("the account is disabled"),
        }
    }

    /// The first error, as the error of a field.
    pub(super) fn to_field_error(&self) -> async_graphql::Error {
        let first = self.errors.first();
        let text = |pointer: &str| {
            first
                .and_then(|error| error.pointer(pointer)?.as_str())
                .unwrap_or_default()
                .to_owned()
        };
        let (message, code) = (text("/message"), text("/extensions/code"));
        async_graphql::Error::new(message).extend_with(|_, extensions| extensions.set("code", code))
    }

    /// Adds a header.
    pub(super) fn with_header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.push((name, value));
        self
    }

    /// Adds a member to `extensions`, for clients that do not read headers.
    pub(super) fn with_extension(mut self, name: &str, value: impl Into<Value>) -> Self {
        let error = self.errors.first_mut();
        if let Some(extensions) = error.and_then(|error| error["extensions"].as_object_mut()) {
            extensions.insert(name.to_owned(), value.into());
        }
        self
    }

    /// Whether the viewer exceeded a rate limit, so that the same request may succeed later.
    pub(super) fn is_rate_limit(&self) -> bool {
        self.status == StatusCode::TOO_MANY_REQUESTS
    }

    /// The body of the response.
    pub(super) fn body(self, id: &RequestId) -> Value {
        json!({ "errors": self.errors(id) })
    }

    /// The errors, with the ID of the request.
    pub(super) fn errors(mut self, id: &RequestId) -> Vec<Value> {
        for error in &mut self.errors {
            if let Some(extensions) = error.get_mut("extensions").and_then(Value::as_object_mut) {
                extensions.insert("requestId".to_owned(), id.as_str().into());
            }
        }
        self.errors
    }

    /// The response.
    pub(super) fn respond(mut self, media_type: MediaType, id: &RequestId) -> Response {
        let status = if media_type == MediaType::Json {
            self.json_status
        } else {
            self.status
        };
        let headers = std::mem::take(&mut self.headers);
        let content_type = [(header::CONTENT_TYPE, media_type.content_type())];
        let mut response = (status, content_type, self.body(id).to_string()).into_response();
        response.headers_mut().extend(headers);
        response
    }
}

impl From<DocumentError> for RequestError {
    /// A document that `graphql` rejected.
    fn from(error: DocumentError) -> Self {
        let (status, json_status) = match error.kind {
            DocumentErrorKind::Request => (StatusCode::BAD_REQUEST, StatusCode::BAD_REQUEST),
            DocumentErrorKind::Document => (StatusCode::BAD_REQUEST, StatusCode::OK),
            DocumentErrorKind::TooLarge => {
                (StatusCode::PAYLOAD_TOO_LARGE, StatusCode::PAYLOAD_TOO_LARGE)
            }
        };
        Self {
            status,
            json_status,
            errors: error.errors,
            headers: Vec::new(),
        }
    }
}
