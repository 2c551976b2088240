//! Requests that are not executed: status, code and message. What fails while executing is
//! `graphql`'s.

use async_graphql::ErrorExtensions as _;
use axum::response::{IntoResponse, Response};
use http::{HeaderName, HeaderValue, StatusCode, header};
use serde_json::{Value, json};

use super::accept::Media;
use crate::domain::core::error::Rejection;
use crate::graphql::documents::{Fault, FaultKind};
use crate::http::middleware::RequestId;

pub(super) type Result<T> = std::result::Result<T, Refusal>;

/// Why a request is not executed.
#[derive(Debug)]
pub(super) struct Refusal {
    status: StatusCode,
    /// The status for callers who read `application/json`; the specification wants some faults told
    /// with 200 there.
    legacy: StatusCode,
    errors: Vec<Value>,
    headers: Vec<(HeaderName, HeaderValue)>,
}

impl Refusal {
    pub(super) fn new(status: StatusCode, code: &str, message: impl std::fmt::Display) -> Self {
        let error = json!({ "message": message.to_string(), "extensions": { "code": code } });
        Self {
            status,
            legacy: status,
            errors: vec![error],
            headers: Vec::new(),
        }
    }

    /// The request itself is not what the specification asks for.
    pub(super) fn bad(message: impl std::fmt::Display) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "BAD_REQUEST", message)
    }

    /// The document, the operation or the variables do not fit: `errors` as GraphQL has them, with
    /// their codes.
    pub(super) fn document(errors: Vec<Value>) -> Self {
        Self {
            status: StatusCode::BAD_REQUEST,
            legacy: StatusCode::OK,
            errors,
            headers: Vec::new(),
        }
    }

    /// One fault of the document.
    pub(super) fn fault(code: &str, message: impl std::fmt::Display) -> Self {
        Self {
            legacy: StatusCode::OK,
            ..Self::new(StatusCode::BAD_REQUEST, code, message)
        }
    }

    /// What `graphql` found wrong with a document.
    pub(super) fn of_document(fault: Fault) -> Self {
        let (status, legacy) = match fault.kind {
            FaultKind::Request => (StatusCode::BAD_REQUEST, StatusCode::BAD_REQUEST),
            FaultKind::Document => (StatusCode::BAD_REQUEST, StatusCode::OK),
            FaultKind::TooLarge => (StatusCode::PAYLOAD_TOO_LARGE, StatusCode::PAYLOAD_TOO_LARGE),
        };
        Self {
            status,
            legacy,
            errors: fault.errors,
            headers: Vec::new(),
        }
    }

    /// Not by this method; `allow` are those that work.
    pub(super) fn method(message: &str, allow: &'static str) -> Self {
        let refusal = Self::new(
            StatusCode::METHOD_NOT_ALLOWED,
            "METHOD_NOT_ALLOWED",
            message,
        );
        refusal.with(header::ALLOW, HeaderValue::from_static(allow))
    }

    pub(super) fn not_acceptable() -> Self {
        let message = "answers are application/graphql-response+json or application/json; Accept names neither";
        Self::new(StatusCode::NOT_ACCEPTABLE, "NOT_ACCEPTABLE", message)
    }

    pub(super) fn unsupported(message: impl std::fmt::Display) -> Self {
        Self::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "UNSUPPORTED_MEDIA_TYPE",
            message,
        )
    }

    pub(super) fn too_large(message: impl std::fmt::Display) -> Self {
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, "PAYLOAD_TOO_LARGE", message)
    }

    /// A fault of ours; what it was is in the log.
    pub(super) fn internal() -> Self {
        let message = "something went wrong on our side";
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "INTERNAL_SERVER_ERROR",
            message,
        )
    }

    /// The database is not there for us now.
    pub(super) fn unavailable() -> Self {
        let message = "the database is not available now; try again";
        let refusal = Self::new(StatusCode::SERVICE_UNAVAILABLE, "UNAVAILABLE", message);
        refusal.with(header::RETRY_AFTER, HeaderValue::from_static("1"))
    }

    /// Nobody is signed in.
    pub(super) fn unauthenticated(message: &str) -> Self {
        // Another scheme than Basic: browsers would ask for a password over GraphiQL.
        let challenge = HeaderValue::from_static("Token realm=\"graphql\"");
        let refusal = Self::new(StatusCode::UNAUTHORIZED, "UNAUTHENTICATED", message);
        refusal.with(header::WWW_AUTHENTICATE, challenge)
    }

    /// The credentials were not taken, or the CSRF rule was not kept.
    pub(super) fn rejected(rejection: Rejection) -> Self {
        let unauthenticated = Self::unauthenticated;
        match rejection {
            Rejection::Csrf(reason) => {
                let message = format!(
                    "a request that is signed in by cookie must carry the CSRF token in X-CSRFToken ({})",
                    reason.trim_end_matches('.')
                );
                Self::new(StatusCode::FORBIDDEN, "CSRF_FAILED", message)
            }
            Rejection::Throttled(seconds) => {
                let message = format!("too many failed logins; try again in {seconds} s");
                let refusal = Self::new(StatusCode::TOO_MANY_REQUESTS, "THROTTLED", message);
                refusal.with(header::RETRY_AFTER, HeaderValue::from(seconds))
            }
            Rejection::Busy(seconds) => {
                let message = "too many sign-ins are being checked; try again later";
                let refusal = Self::new(StatusCode::SERVICE_UNAVAILABLE, "UNAVAILABLE", message);
                refusal.with(header::RETRY_AFTER, HeaderValue::from(seconds))
            }
            Rejection::BasicMissing
            | Rejection::BasicSpaces
            | Rejection::BasicEncoding
            | Rejection::TokenMissing
            | Rejection::TokenSpaces
            | Rejection::TokenCharacters => {
                unauthenticated("the Authorization header is malformed")
            }
            Rejection::BasicInvalid => unauthenticated("the name or the password is wrong"),
            Rejection::Scheme => unauthenticated(
                "the scheme of the Authorization header is not taken here: send Bearer, Token or Basic",
            ),
            Rejection::TokenInvalid => unauthenticated("there is no such token"),
            Rejection::Inactive => unauthenticated("the account is switched off"),
        }
    }

    /// The refusal as the error of a field.
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

    /// The same with a header.
    pub(super) fn with(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.push((name, value));
        self
    }

    /// The same with one thing more in `extensions`, for those who read no headers.
    pub(super) fn saying(mut self, name: &str, value: impl Into<Value>) -> Self {
        if let Some(extensions) = self
            .errors
            .first_mut()
            .and_then(|error| error["extensions"].as_object_mut())
        {
            extensions.insert(name.to_owned(), value.into());
        }
        self
    }

    /// Whether it is the viewer's pace that is refused, and not the request.
    pub(super) fn is_of_pace(&self) -> bool {
        self.status == StatusCode::TOO_MANY_REQUESTS
    }

    /// What the answer says.
    pub(super) fn body(self, id: &RequestId) -> Value {
        json!({ "errors": self.errors(id) })
    }

    /// The errors as GraphQL has them.
    pub(super) fn errors(mut self, id: &RequestId) -> Vec<Value> {
        for error in &mut self.errors {
            if let Some(extensions) = error.get_mut("extensions").and_then(Value::as_object_mut) {
                extensions.insert("requestId".to_owned(), id.as_str().into());
            }
        }
        self.errors
    }

    /// The answer.
    pub(super) fn answer(mut self, media: Media, id: &RequestId) -> Response {
        let status = if media == Media::Json {
            self.legacy
        } else {
            self.status
        };
        let headers = std::mem::take(&mut self.headers);
        let body = self.body(id).to_string();
        let mut response =
            (status, [(header::CONTENT_TYPE, media.content_type())], body).into_response();
        response.headers_mut().extend(headers);
        response
    }
}
