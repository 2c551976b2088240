//! The errors of rejected documents. Transports choose the status.

use serde_json::{Value, json};

use crate::graphql::error::clip;

/// The kind of an error; transports have a status for each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DocumentErrorKind {
    /// The request violates the protocol.
    Request,
    /// The document is invalid, or exceeds a limit.
    Document,
    /// The request is too large.
    TooLarge,
}

/// The reason why a document is rejected.
#[derive(Clone, Debug)]
pub struct DocumentError {
    /// The kind.
    pub kind: DocumentErrorKind,
    /// The errors of the response, with `message`, `extensions.code` and possibly `locations`. At
    /// least one.
    pub errors: Vec<Value>,
}

impl DocumentError {
    fn new(kind: DocumentErrorKind, code: &str, message: impl std::fmt::Display) -> Self {
        let mut message = message.to_string();
        clip(&mut message);
        let error = json!({ "message": message, "extensions": { "code": code } });
        Self {
            kind,
            errors: vec![error],
        }
    }

    /// The request violates the protocol.
    pub(super) fn request(code: &str, message: impl std::fmt::Display) -> Self {
        Self::new(DocumentErrorKind::Request, code, message)
    }

    /// The document is invalid.
    pub(super) fn document(code: &str, message: impl std::fmt::Display) -> Self {
        Self::new(DocumentErrorKind::Document, code, message)
    }

    /// The document or its values are invalid; each of the `errors` has its code.
    pub(super) fn invalid(errors: Vec<Value>) -> Self {
        Self {
            kind: DocumentErrorKind::Document,
            errors,
        }
    }

    /// The document exceeds a limit.
    pub(super) fn limit(code: &str, message: impl std::fmt::Display) -> Self {
        Self::new(DocumentErrorKind::Document, code, message)
    }

    /// The document or its files are too large.
    pub(super) fn too_large(message: impl std::fmt::Display) -> Self {
        Self::new(DocumentErrorKind::TooLarge, "PAYLOAD_TOO_LARGE", message)
    }

    /// The operation costs more than `max_cost`.
    pub(super) fn cost(cost: usize, max_cost: usize) -> Self {
        let mut rejection = Self::limit(
            "QUERY_TOO_COMPLEX",
            format_args!(
                "the operation costs {cost}; the maximum is {max_cost}: request fewer fields or smaller pages"
            ),
        );
        for error in &mut rejection.errors {
            error["extensions"]["cost"] = json!({ "requested": cost, "maximum": max_cost });
        }
        rejection
    }

    /// Adds locations.
    pub(super) fn at(mut self, locations: &[Value]) -> Self {
        for error in &mut self.errors {
            error["locations"] = locations.into();
        }
        self
    }

    /// The code of the first error.
    #[must_use]
    pub fn code(&self) -> &str {
        self.errors
            .first()
            .and_then(|error| error["extensions"]["code"].as_str())
            .unwrap_or_default()
    }
}
