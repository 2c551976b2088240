//! Documents that callers send, before the schema sees them: where their text comes from, what they
//! may be, what they cost. Some documents are short and yet would keep the schema's own checks busy
//! for hours. Knows no transport.

mod fault;
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

pub use fault::{Fault, FaultKind};
use measure::Measure;
use persisted::Persisted;
use prices::Prices;
use trusted::Trusted;
pub use trusted::Unreadable;
use validation::Types;
use values::{Amendments, Arguments, Inputs};

/// Documents up to this length in bytes are checked in no time.
const SHORT: usize = 1024;

type Result<T> = std::result::Result<T, Fault>;

/// What is to be executed, as a caller said it.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    /// The document.
    pub query: Option<String>,
    /// The name of a trusted document.
    pub document_id: Option<String>,
    /// The SHA-256 of the document, as `extensions.persistedQuery.sha256Hash` has it.
    pub hash: Option<String>,
    /// Which of the document's operations; needed where there are several.
    pub operation_name: Option<String>,
    /// Values of its variables; a file is a string of `inputs::upload`.
    pub variables: Map<String, Value>,
    /// Where files stand in them, in the order of their numbers, as
    /// `variables.input.attachments.0`.
    pub files: Vec<String>,
}

/// A document that may be executed.
#[derive(Debug)]
pub struct Accepted {
    /// The document.
    pub document: ExecutableDocument,
    /// The values of the operation's variables, defaults included.
    pub variables: Variables,
    /// Whether it asks for the schema.
    pub introspects: bool,
    /// The kind of the operation that was asked for.
    pub operation: OperationType,
    /// What that operation costs.
    pub cost: usize,
}

/// Takes documents or refuses them. Shared by all requests.
#[derive(Debug)]
pub struct Documents {
    limits: config::Graphql,
    max_files: usize,
    prices: Prices,
    inputs: Inputs,
    types: Types,
    persisted: Persisted,
    trusted: Trusted,
    /// Long documents that are checked at the same time.
    checks: Semaphore,
}

impl Documents {
    /// With the limits of the configuration, the prices and input types of the schema `sdl`, and
    /// the trusted documents that the configuration names.
    ///
    /// # Errors
    /// A trusted document that cannot be read.
    pub fn new(config: &Config, sdl: &str) -> std::result::Result<Self, Unreadable> {
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

    /// The highest cost that is executed for a viewer.
    #[must_use]
    pub fn most(&self, viewer: &Viewer) -> usize {
        match viewer {
            Viewer::Anonymous => self
                .limits
                .max_anonymous_complexity
                .min(self.limits.max_complexity),
            Viewer::User(_) => self.limits.max_complexity,
        }
    }

    /// Whether a viewer may ask for the schema: everybody may, or staff alone.
    #[must_use]
    pub fn may_introspect(&self, viewer: &Viewer) -> bool {
        self.limits.introspection || viewer.is_staff()
    }

    /// [`Self::accept`], on a thread that may be busy where the document is long.
    ///
    /// # Errors
    /// As [`Self::accept`]; none at all where the check failed by a fault of ours.
    pub async fn check(
        self: &Arc<Self>,
        asked: &Arc<Asked>,
        viewer: &Viewer,
    ) -> std::result::Result<Accepted, Option<Fault>> {
        if self.text(asked).map_err(Some)?.len() <= SHORT {
            return self.accept(asked, viewer).map_err(Some);
        }
        let _permit = self.checks.acquire().await.map_err(|_| None)?;
        let (documents, asked, viewer) = (Arc::clone(self), Arc::clone(asked), viewer.clone());
        let checked = tokio::task::spawn_blocking(move || documents.accept(&asked, &viewer)).await;
        match checked {
            Ok(checked) => checked.map_err(Some),
            Err(error) => {
                tracing::error!(%error, "a document could not be checked");
                Err(None)
            }
        }
    }

    /// Finds the document that was asked for, reads it, and holds it against the limits and what it
    /// is given against the schema.
    ///
    /// # Errors
    /// Why it is not executed.
    pub fn accept(&self, asked: &Asked, viewer: &Viewer) -> Result<Accepted> {
        let text = self.text(asked)?;
        scan::variables(&asked.variables, asked.files.len())?;
        let parsed = parser::parse(&text, self.limits.max_tokens)?;
        validation::names(&parsed)?;
        let mut document = parsed.into_document();
        let operation = operation(&document, asked.operation_name.as_deref())?;
        let kind = operation.node.ty;
        for (_, each) in document.operations.iter() {
            subscription::check(&each.node)?;
        }
        let Measured { cost, arguments } =
            self.measured(&document, operation, &asked.variables, viewer)?;
        files::check(&document)?;
        let uses = files::uses(&document, &operation.node, &asked.files);
        if uses > self.max_files {
            let most = self.max_files;
            return Err(Fault::too_large(format_args!(
                "a request may use {most} files; this one uses {uses}"
            )));
        }
        let introspects = introspection::is_asked(&document);
        if introspects && !self.may_introspect(viewer) {
            return Err(introspection::refused());
        }
        introspection::check_depth(&document)?;
        validation::check(
            &self.types,
            &document,
            &arguments,
            self.limits.max_complexity.saturating_mul(4),
        )?;
        let amendments = self.check_values(asked, &document, operation, &arguments)?;
        let variables = values::variables(asked, &operation.node);
        amendments.make(&mut document, asked.operation_name.as_deref());
        // DeskTable only when it could be executed: nobody fills the memory with what is refused anyway.
        if let (Some(hash), Some(query)) = (&asked.hash, &asked.query)
            && self.trusted.mode() != TrustedDocuments::Only
        {
            self.persisted.keep(hash, query);
        }
        Ok(Accepted {
            document,
            variables,
            introspects,
            operation: kind,
            cost,
        })
    }

    /// The text of the document that was asked for.
    fn text<'a>(&'a self, asked: &'a Asked) -> Result<std::borrow::Cow<'a, str>> {
        let by_id = asked.document_id.as_deref().or(asked.hash.as_deref());
        if let Some(query) = &asked.query {
            if let Some(hash) = &asked.hash {
                persisted::check(hash, query)?;
            }
            return match self.trusted.mode() {
                TrustedDocuments::Only if !self.trusted.has(query) => Err(trusted::not_trusted()),
                _ => Ok(query.into()),
            };
        }
        let Some(id) = by_id else {
            return Err(match self.trusted.mode() {
                TrustedDocuments::Off => Fault::request(
                    "BAD_REQUEST",
                    "there is no query: send a GraphQL document as \"query\"",
                ),
                TrustedDocuments::On | TrustedDocuments::Only => Fault::request(
                    "BAD_REQUEST",
                    "there is no query: send a GraphQL document as \"query\", or the name of one as \"documentId\"",
                ),
            });
        };
        if let Some(text) = self.trusted.get(id) {
            return Ok(text.into());
        }
        match (asked.document_id.is_some(), self.trusted.mode()) {
            (true, TrustedDocuments::Off) => Err(Fault::document(
                "DOCUMENT_NOT_FOUND",
                "this installation has no documents to be named by documentId",
            )),
            (true, _) => Err(Fault::document(
                "DOCUMENT_NOT_FOUND",
                format_args!("there is no document {id:?} here"),
            )),
            (false, TrustedDocuments::Only) => Err(persisted::not_found()),
            (false, _) => self.persisted.get(id).map(Into::into),
        }
    }

    /// The cost of the operation and the arguments of all operations, if they keep to the limits.
    fn measured<'a>(
        &'a self,
        document: &'a ExecutableDocument,
        operation: &'a Positioned<OperationDefinition>,
        variables: &'a Map<String, Value>,
        viewer: &Viewer,
    ) -> Result<Measured<'a>> {
        let schema = measure::Schema {
            prices: &self.prices,
            inputs: &self.inputs,
            types: &self.types,
        };
        let mut selections = 0_usize;
        let mut measured = Measured {
            cost: 0,
            arguments: Vec::new(),
        };
        // Validation looks at every operation of the document, not only at the one that is asked
        // for.
        for (_, each) in document.operations.iter() {
            let (found, arguments) = Measure::new(document, each, schema, variables).operation()?;
            selections = selections.saturating_add(found.selections);
            if selections > self.limits.max_complexity {
                let most = self.limits.max_complexity;
                return Err(Fault::limit(
                    "QUERY_TOO_COMPLEX",
                    format_args!("the document has more than {most} fields"),
                ));
            }
            self.keeps_to_limits(&found)?;
            if std::ptr::eq(each, operation) {
                measured.cost = found.cost;
            }
            measured.arguments.push(arguments);
        }
        let most = self.most(viewer);
        if measured.cost > most {
            return Err(Fault::cost(measured.cost, most));
        }
        Ok(measured)
    }

    /// Checks the values that all operations are given.
    fn check_values(
        &self,
        asked: &Asked,
        document: &ExecutableDocument,
        operation: &Positioned<OperationDefinition>,
        arguments: &[Vec<Arguments<'_>>],
    ) -> Result<Amendments> {
        let mut amendments = Amendments::default();
        for ((_, each), arguments) in document.operations.iter().zip(arguments) {
            let is_executed = std::ptr::eq(each, operation);
            let asked = Some(asked).filter(|_| is_executed);
            let found =
                values::check(&self.inputs, asked, &each.node, arguments).map_err(Fault::values)?;
            if is_executed {
                amendments = found;
            }
        }
        Ok(amendments)
    }

    fn keeps_to_limits(&self, found: &measure::Size) -> Result<()> {
        let limits = &self.limits;
        for (code, number, most, what) in [
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
            if number > most {
                let message =
                    format_args!("an operation may have {most} {what}; this one has {number}")
                        .to_string();
                return Err(Fault::limit(code, message));
            }
        }
        Ok(())
    }
}

/// What measuring a document finds.
struct Measured<'a> {
    cost: usize,
    /// By operation, in the order of the document's own iterator.
    arguments: Vec<Vec<Arguments<'a>>>,
}

/// The schema, out of its text, with what every schema has.
fn schema(sdl: &str) -> ServiceDocument {
    let read = |sdl: &str| {
        parse_schema(sdl).unwrap_or_else(|error| {
            // The schema wrote the text itself; tests read it.
            tracing::error!(%error, "the schema cannot be read: no document will be accepted");
            ServiceDocument {
                definitions: Vec::new(),
            }
        })
    };
    let mut schema = read(include_str!("introspection.graphql"));
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
    for mut definition in read(sdl).definitions {
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

/// The operation that is asked for.
fn operation<'a>(
    document: &'a ExecutableDocument,
    name: Option<&str>,
) -> Result<&'a Positioned<OperationDefinition>> {
    let unresolved = |message: String| Fault::document("OPERATION_RESOLUTION_FAILURE", message);
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
                "the document has several operations: name one in operationName".to_owned(),
            )),
        },
    }
}

#[cfg(test)]
mod tests;
