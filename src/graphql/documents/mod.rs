//! Accepts or rejects GraphQL documents before the schema executes them: finds their text, parses
//! and validates them, and computes their cost. The library's own validation is not used: some short
//! documents would keep it busy for hours. Independent of the transport.

mod error;
mod files;
mod filters;
mod introspection;
mod measure;
mod parser;
mod persisted;
mod prices;
mod scan;
mod subscription;
mod trusted;
mod validation;
mod values;

use std::sync::Arc;

use async_graphql::parser::parse_schema;
use async_graphql::parser::types::{
    DocumentOperations, ExecutableDocument, OperationDefinition, OperationType, ServiceDocument,
    TypeKind, TypeSystemDefinition,
};
use async_graphql::{Positioned, Variables};
use serde_json::{Map, Value};
use tokio::sync::Semaphore;

use crate::config::{self, Config, TrustedDocuments};
use crate::domain::Viewer;

pub use error::{DocumentError, DocumentErrorKind};
use measure::Measure;
use persisted::Persisted;
use prices::Prices;
use trusted::Trusted;
pub use trusted::TrustedDocumentError;
use validation::Types;
use values::{Amendments, Arguments, Inputs};

/// Longer documents, in bytes, are checked on a thread for blocking work.
const MAX_INLINE_LENGTH: usize = 1024;

type Result<T> = std::result::Result<T, DocumentError>;

/// The parameters of a GraphQL request: the document, or its ID, and how to execute it.
#[derive(Clone, Debug, Default)]
pub struct Parameters {
    /// The text of the document.
    pub query: Option<String>,
    /// The ID of a trusted document.
    pub document_id: Option<String>,
    /// The SHA-256 of the document: `extensions.persistedQuery.sha256Hash`.
    pub hash: Option<String>,
    /// The operation to execute; required if the document has several.
    pub operation_name: Option<String>,
    /// The values of the variables. A file is a placeholder of `inputs::upload`.
    pub variables: Map<String, Value>,
    /// The paths of files in the variables, such as `variables.input.attachments.0`, in the order
    /// of the files' numbers.
    pub files: Vec<String>,
}

/// A document that may be executed.
#[derive(Debug)]
pub struct AcceptedDocument {
    /// The document.
    pub document: ExecutableDocument,
    /// The values of the operation's variables, defaults included.
    pub variables: Variables,
    /// Whether it uses introspection.
    pub uses_introspection: bool,
    /// The type of the operation to execute.
    pub operation: OperationType,
    /// The cost of that operation.
    pub cost: usize,
}

/// Accepts or rejects documents. Shared by all requests.
#[derive(Debug)]
pub struct Documents {
    limits: config::Graphql,
    max_files: usize,
    prices: Prices,
    inputs: Inputs,
    types: Types,
    persisted: Persisted,
    trusted: Trusted,
    /// Limits how many long documents are checked at the same time.
    checks: Semaphore,
}

impl Documents {
    /// Reads the limits and the trusted documents from the configuration, and the types from the
    /// schema `sdl`.
    ///
    /// # Errors
    /// The trusted documents cannot be read.
    pub fn new(config: &Config, sdl: &str) -> std::result::Result<Self, TrustedDocumentError> {
        let limits = config.graphql.clone();
        let schema = schema(sdl);
        Ok(Self {
            prices: Prices::new(&schema, limits.default_page_size, limits.max_page_size),
            inputs: Inputs::new(&schema),
            types: Types::new(&schema),
            persisted: Persisted::new(limits.persisted_queries_size),
            trusted: Trusted::read(limits.trusted_documents, &limits.trusted_documents_path)?,
            limits,
            checks: Semaphore::new(std::thread::available_parallelism().map_or(1, usize::from)),
            max_files: config.max_files(),
        })
    }

    /// The maximum cost of an operation of a viewer.
    #[must_use]
    pub fn max_cost(&self, viewer: &Viewer) -> usize {
        match viewer {
            Viewer::Anonymous | Viewer::Visitor(_) => self
                .limits
                .max_anonymous_complexity
                .min(self.limits.max_complexity),
            Viewer::User(_) => self.limits.max_complexity,
        }
    }

    /// Whether a viewer may use introspection: staff always may, others if it is enabled.
    #[must_use]
    pub fn may_introspect(&self, viewer: &Viewer) -> bool {
        self.limits.introspection || viewer.is_staff()
    }

    /// [`Self::accept_blocking`], on a thread for blocking work if the document is long.
    ///
    /// # Errors
    /// As [`Self::accept_blocking`]; `None` for an internal error.
    pub async fn accept(
        self: &Arc<Self>,
        parameters: &Arc<Parameters>,
        viewer: &Viewer,
    ) -> std::result::Result<AcceptedDocument, Option<DocumentError>> {
        if self.text(parameters).map_err(Some)?.len() <= MAX_INLINE_LENGTH {
            return self.accept_blocking(parameters, viewer).map_err(Some);
        }
        let _permit = self.checks.acquire().await.map_err(|_| None)?;
        let (documents, parameters, viewer) =
            (Arc::clone(self), Arc::clone(parameters), viewer.clone());
        let checked =
            tokio::task::spawn_blocking(move || documents.accept_blocking(&parameters, &viewer))
                .await;
        match checked {
            Ok(checked) => checked.map_err(Some),
            Err(error) => {
                tracing::error!(%error, "the check of a document failed");
                Err(None)
            }
        }
    }

    /// Finds the document, parses it, checks it against the limits, and validates it and its
    /// variables against the schema.
    ///
    /// # Errors
    /// The reason why the document is rejected.
    pub fn accept_blocking(
        &self,
        parameters: &Parameters,
        viewer: &Viewer,
    ) -> Result<AcceptedDocument> {
        let text = self.text(parameters)?;
        scan::check_variables(&parameters.variables, parameters.files.len())?;
        let parsed = parser::parse(&text, self.limits.max_tokens)?;
        validation::check_names(&parsed)?;
        let mut document = parsed.into_document();
        let operation = operation(&document, parameters.operation_name.as_deref())?;
        let kind = operation.node.ty;
        for (_, each) in document.operations.iter() {
            subscription::check(&each.node)?;
        }
        let Measurements { cost, arguments } =
            self.measure(&document, operation, &parameters.variables, viewer)?;
        files::check(&document)?;
        let uses = files::count_uses(&document, &operation.node, &parameters.files);
        if uses > self.max_files {
            let max_files = self.max_files;
            return Err(DocumentError::too_large(format_args!(
                "the operation uses {uses} files; the maximum is {max_files}"
            )));
        }
        let uses_introspection = introspection::is_used(&document);
        if uses_introspection && !self.may_introspect(viewer) {
            return Err(introspection::disabled());
        }
        introspection::check_depth(&document)?;
        validation::check(
            &self.types,
            &document,
            &arguments,
            self.limits.max_complexity.saturating_mul(4),
        )?;
        let amendments = self.check_values(parameters, &document, operation, &arguments)?;
        let variables = values::variables(parameters, &operation.node);
        amendments.apply(&mut document, parameters.operation_name.as_deref());
        // Only documents that may be executed are stored: rejected ones must not fill the memory.
        if let (Some(hash), Some(query)) = (&parameters.hash, &parameters.query)
            && self.trusted.mode() != TrustedDocuments::Only
        {
            self.persisted.insert(hash, query);
        }
        Ok(AcceptedDocument {
            document,
            variables,
            uses_introspection,
            operation: kind,
            cost,
        })
    }

    /// The text of the document.
    fn text<'a>(&'a self, parameters: &'a Parameters) -> Result<std::borrow::Cow<'a, str>> {
        let by_id = parameters
            .document_id
            .as_deref()
            .or(parameters.hash.as_deref());
        if let Some(query) = &parameters.query {
            if let Some(hash) = &parameters.hash {
                persisted::check(hash, query)?;
            }
            return match self.trusted.mode() {
                TrustedDocuments::Only if !self.trusted.contains(query) => {
                    Err(trusted::not_trusted())
                }
                _ => Ok(query.into()),
            };
        }
        let Some(id) = by_id else {
            return Err(match self.trusted.mode() {
                TrustedDocuments::Off => DocumentError::request(
                    "BAD_REQUEST",
                    "the request has no query: send a GraphQL document as \"query\"",
                ),
                TrustedDocuments::On | TrustedDocuments::Only => DocumentError::request(
                    "BAD_REQUEST",
                    "the request has no query: send a GraphQL document as \"query\", or the ID of one as \"documentId\"",
                ),
            });
        };
        if let Some(text) = self.trusted.get(id) {
            return Ok(text.into());
        }
        match (parameters.document_id.is_some(), self.trusted.mode()) {
            (true, TrustedDocuments::Off) => Err(DocumentError::document(
                "DOCUMENT_NOT_FOUND",
                "documentId is not supported: graphql.trusted_documents is off",
            )),
            (true, _) => Err(DocumentError::document(
                "DOCUMENT_NOT_FOUND",
                format_args!("there is no trusted document {id:?}"),
            )),
            (false, TrustedDocuments::Only) => Err(persisted::not_found()),
            (false, _) => self.persisted.get(id).map(Into::into),
        }
    }

    /// Measures all operations and checks them against the limits.
    fn measure<'a>(
        &'a self,
        document: &'a ExecutableDocument,
        operation: &'a Positioned<OperationDefinition>,
        variables: &'a Map<String, Value>,
        viewer: &Viewer,
    ) -> Result<Measurements<'a>> {
        let schema = measure::Schema {
            prices: &self.prices,
            inputs: &self.inputs,
            types: &self.types,
        };
        let mut selections = 0_usize;
        let mut measurements = Measurements {
            cost: 0,
            arguments: Vec::new(),
        };
        // Validation visits every operation of the document, not only the one to execute.
        for (_, each) in document.operations.iter() {
            let (found, arguments) = Measure::new(document, each, schema, variables).operation()?;
            selections = selections.saturating_add(found.selections);
            if selections > self.limits.max_complexity {
                let max_fields = self.limits.max_complexity;
                return Err(DocumentError::limit(
                    "QUERY_TOO_COMPLEX",
                    format_args!("the document has more than {max_fields} fields"),
                ));
            }
            self.check_limits(&found)?;
            if std::ptr::eq(each, operation) {
                measurements.cost = found.cost;
            }
            measurements.arguments.push(arguments);
        }
        let max_cost = self.max_cost(viewer);
        if measurements.cost > max_cost {
            return Err(DocumentError::cost(measurements.cost, max_cost));
        }
        Ok(measurements)
    }

    /// Checks the arguments of all operations, and the variables of the one to execute.
    fn check_values(
        &self,
        parameters: &Parameters,
        document: &ExecutableDocument,
        operation: &Positioned<OperationDefinition>,
        arguments: &[Vec<Arguments<'_>>],
    ) -> Result<Amendments> {
        let mut amendments = Amendments::default();
        for ((_, each), arguments) in document.operations.iter().zip(arguments) {
            let is_executed = std::ptr::eq(each, operation);
            let parameters = Some(parameters).filter(|_| is_executed);
            let found = values::check(&self.inputs, parameters, &each.node, arguments)
                .map_err(DocumentError::invalid)?;
            if is_executed {
                amendments = found;
            }
        }
        Ok(amendments)
    }

    fn check_limits(&self, found: &measure::Size) -> Result<()> {
        let limits = &self.limits;
        for (code, number, max, what) in [
            (
                "QUERY_TOO_DEEP",
                found.depth,
                limits.max_depth,
                "levels of fields",
            ),
            (
                "QUERY_TOO_MANY_ALIASES",
                found.aliases,
                limits.max_aliases,
                "aliases",
            ),
            (
                "QUERY_TOO_MANY_DIRECTIVES",
                found.directives,
                limits.max_directives,
                "directives",
            ),
        ] {
            if number > max {
                let message = format!("the operation has {number} {what}; the maximum is {max}");
                return Err(DocumentError::limit(code, message));
            }
        }
        Ok(())
    }
}

/// The cost of the operation to execute, and the arguments of all operations.
struct Measurements<'a> {
    cost: usize,
    /// One item per operation, in the order of `ExecutableDocument::operations`.
    arguments: Vec<Vec<Arguments<'a>>>,
}

/// Parses a schema and adds the built-in types, fields and directives.
fn schema(sdl: &str) -> ServiceDocument {
    let parse = |sdl: &str| {
        parse_schema(sdl).unwrap_or_else(|error| {
            // The library wrote the text; tests parse it.
            tracing::error!(%error, "the schema cannot be parsed: no document will be accepted");
            ServiceDocument {
                definitions: Vec::new(),
            }
        })
    };
    let mut schema = parse(include_str!("introspection.graphql"));
    let mut fields = Vec::new();
    schema
        .definitions
        .retain_mut(|definition| match definition {
            TypeSystemDefinition::Type(of) if of.node.extend => {
                if let TypeKind::Object(object) = &mut of.node.kind {
                    fields.append(&mut object.fields);
                }
                false
            }
            _ => true,
        });
    for mut definition in parse(sdl).definitions {
        if let TypeSystemDefinition::Type(of) = &mut definition
            && of.node.name.node == "Query"
            && let TypeKind::Object(object) = &mut of.node.kind
        {
            object.fields.append(&mut fields);
        }
        schema.definitions.push(definition);
    }
    schema
}

/// The operation to execute.
fn operation<'a>(
    document: &'a ExecutableDocument,
    name: Option<&str>,
) -> Result<&'a Positioned<OperationDefinition>> {
    let unresolved =
        |message: String| DocumentError::document("OPERATION_RESOLUTION_FAILURE", message);
    match (&document.operations, name) {
        (DocumentOperations::Single(operation), None) => Ok(operation),
        (DocumentOperations::Multiple(operations), Some(name)) if operations.contains_key(name) => {
            Ok(&operations[name])
        }
        (_, Some(name)) => Err(unresolved(format!(
            "the document has no operation {name:?}"
        ))),
        (DocumentOperations::Multiple(operations), None) => match operations.values().next() {
            Some(operation) if operations.len() == 1 => Ok(operation),
            _ => Err(unresolved(
                "the document has several operations: select one with operationName".to_owned(),
            )),
        },
    }
}

#[cfg(test)]
mod tests;
