//! Runs GraphQL documents in process, which is how REST reaches all data. Returns errors as the
//! domain raised them, not as GraphQL words them.

use async_graphql::indexmap::IndexMap;
use async_graphql::{Name, Request, ServerError, UploadValue, Value, Variables};

use crate::compat::documents::Documents;
use crate::compat::exceptions::ApiException;
use crate::compat::serializers::Serializers;
use crate::domain::{Context, Dialect, Error as DomainError, FieldError, Release};
use crate::graphql::Schema;
use crate::graphql::budget::{ANSWER_TOO_LARGE, Budget};
use crate::graphql::inputs::followups::Authorship;
use crate::graphql::inputs::ticket_update::MergedTo;
use crate::graphql::inputs::upload::StoredSize;
use crate::graphql::shared_definitions::SharedDefinitions;

/// Fields in the order of the document.
pub(crate) type Object = IndexMap<Name, Value>;

/// Runs documents.
pub(crate) struct Executor {
    schema: Schema,
    release: Release,
    documents: Documents,
    /// Maximum memory of one result in bytes; 0 means unlimited.
    max_answer_size: usize,
}

/// The variables of a document, and data that are not variables.
#[derive(Debug, Default)]
pub(crate) struct Arguments {
    variables: Object,
    size: Option<StoredSize>,
    authorship: Option<Authorship>,
    merged_to: Option<MergedTo>,
}

impl Arguments {
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// Adds a variable.
    pub(crate) fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.variables.insert(Name::new(name), value.into());
        self
    }

    /// Adds the file size to store, which only REST clients may set.
    pub(crate) fn with_size(mut self, size: Option<i64>) -> Self {
        self.size = size.map(StoredSize);
        self
    }

    /// Adds author and date of a follow-up, which only REST clients of old releases may set.
    pub(crate) fn with_authorship(mut self, authorship: Option<Authorship>) -> Self {
        self.authorship = authorship;
        self
    }

    /// Adds the ticket that a ticket is merged into, which only REST clients may set.
    pub(crate) fn with_merged_to(mut self, merged_to: Option<MergedTo>) -> Self {
        self.merged_to = merged_to;
        self
    }
}

impl Executor {
    pub(crate) fn new(
        schema: Schema,
        release: Release,
        serializers: &Serializers,
        max_answer_size: usize,
    ) -> Self {
        Self {
            schema,
            release,
            documents: Documents::new(serializers),
            max_answer_size,
        }
    }

    /// Runs the document of an operation for the viewer of `context`. Page sizes have no maximum.
    ///
    /// # Errors
    /// The first error of the result.
    pub(crate) async fn run(
        &self,
        operation: &str,
        arguments: Arguments,
        context: &Context,
    ) -> Result<Object, ApiException> {
        let result = self
            .run_mutation(operation, arguments, Vec::new(), context)
            .await?;
        result.map_err(|errors| ApiException::from(&DomainError::Invalid(errors)))
    }

    /// Runs a mutation with files at paths such as `variables.input.attachments.0`. The inner
    /// result contains the errors of the input.
    ///
    /// # Errors
    /// The first error of the result that is not about the input.
    pub(crate) async fn run_mutation(
        &self,
        operation: &str,
        arguments: Arguments,
        uploads: Vec<(String, UploadValue)>,
        context: &Context,
    ) -> Result<Result<Object, Vec<FieldError>>, ApiException> {
        let Some(document) = self.documents.get(operation) else {
            return Err(ApiException::internal("unknown document", &std::fmt::Error));
        };
        let mut request = Request::new(String::new())
            .variables(Variables::from_value(Value::Object(arguments.variables)))
            .data(Context {
                db: context.db.with_one_connection(),
                max_page_size: None,
                dialect: Dialect::Rest(self.release),
                ..context.clone()
            })
            .data(SharedDefinitions::default());
        if self.max_answer_size > 0 {
            request = request.data(Budget::new(self.max_answer_size));
        }
        if let Some(size) = arguments.size {
            request = request.data(size);
        }
        if let Some(authorship) = arguments.authorship {
            request = request.data(authorship);
        }
        if let Some(merged_to) = arguments.merged_to {
            request = request.data(merged_to);
        }
        request.set_parsed_query(document.clone());
        for (path, upload) in uploads {
            request.set_upload(&path, upload);
        }
        let response = self.schema.execute(request).await;
        if let Some(error) = response.errors.first() {
            return Err(match error.source::<DomainError>() {
                Some(DomainError::Invalid(errors)) => return Ok(Err(errors.clone())),
                Some(DomainError::Internal(cause)) => {
                    ApiException::internal(operation, cause.as_ref())
                }
                Some(known) => ApiException::from(known),
                None if is_too_large(error) => ApiException::answer_too_large(self.max_answer_size),
                None => ApiException::internal(operation, &UnexpectedError(error.message.clone())),
            });
        }
        match response.data {
            Value::Object(object) => Ok(Ok(object)),
            _ => Err(ApiException::internal(
                operation,
                &UnexpectedError("the result is not an object".to_owned()),
            )),
        }
    }
}

fn is_too_large(error: &ServerError) -> bool {
    let code = error
        .extensions
        .as_ref()
        .and_then(|extensions| extensions.get("code"));
    matches!(code, Some(Value::String(code)) if code == ANSWER_TOO_LARGE)
}

/// An error that does not come from the domain: the document does not match the schema.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
struct UnexpectedError(String);
