//! Why a document is not executed, with a code for programs and a sentence for people. How a
//! transport tells it is the transport's.

use serde_json::{Value, json};

use crate::graphql::error::clip;

/// What kind of fault it is; transports have a status for each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FaultKind {
    /// The request is not what the protocol asks for.
    Request,
    /// The document does not fit the schema, or asks for too much.
    Document,
    /// The document is too long to be looked at.
    TooLarge,
}

/// Why a document is not executed.
#[derive(Clone, Debug)]
pub struct Fault {
    /// The kind.
    pub kind: FaultKind,
    /// The errors as GraphQL has them: `message`, perhaps `locations`, `extensions.code`. At least
    /// one.
    pub errors: Vec<Value>,
}

impl Fault {
    fn new(kind: FaultKind, code: &str, message: impl std::fmt::Display) -> Self {
        let mut message = message.to_string();
        clip(&mut message);
        let error = json!({ "message": message, "extensions": { "code": code } });
        Self {
            kind,
            errors: vec![error],
        }
    }

    /// The request is not what the protocol asks for.
    pub(super) fn request(code: &str, message: impl std::fmt::Display) -> Self {
        Self::new(FaultKind::Request, code, message)
    }

    /// The document does not fit.
    pub(super) fn document(code: &str, message: impl std::fmt::Display) -> Self {
        Self::new(FaultKind::Document, code, message)
    }

    /// What is given to the document does not fit; each of the `errors` has its code.
    pub(super) fn values(errors: Vec<Value>) -> Self {
        Self {
            kind: FaultKind::Document,
            errors,
        }
    }

    /// The document asks for too much.
    pub(super) fn limit(code: &str, message: impl std::fmt::Display) -> Self {
        Self::new(FaultKind::Document, code, message)
    }

    /// The document is too long.
    pub(super) fn too_large(message: impl std::fmt::Display) -> Self {
        Self::new(FaultKind::TooLarge, "PAYLOAD_TOO_LARGE", message)
    }

    /// The operation costs more than `most`.
    pub(super) fn cost(cost: usize, most: usize) -> Self {
        let mut fault = Self::limit(
            "QUERY_TOO_COMPLEX",
            format_args!(
                "the operation costs {cost}, and at most {most} is executed: ask for fewer fields or smaller pages"
            ),
        );
        for error in &mut fault.errors {
            error["extensions"]["cost"] = json!({ "requested": cost, "maximum": most });
        }
        fault
    }

    /// The same with the places that it is about.
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
