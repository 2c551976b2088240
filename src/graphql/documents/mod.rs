//! Documents that callers send, before the schema sees them: where their text comes from, what they may be, what they
//! cost. Some documents are short and yet would keep the schema's own checks busy for hours. Knows no transport.

mod fault;
mod files;
mod filters;
mod introspection;
mod measure;
mod persisted;
mod prices;
mod scan;
mod subscription;
mod trusted;
mod values;

use async_graphql::parser::types::{
    DocumentOperations, ExecutableDocument, OperationDefinition, OperationType, ServiceDocument,
};
use async_graphql::{Positioned, ServerError, parser};
use serde_json::{Map, Value, json};

use crate::config::{self, Config, TrustedDocuments};
use crate::domain::Viewer;

pub use fault::{Fault, FaultKind};
use measure::Measure;
use persisted::Persisted;
use prices::Prices;
use trusted::Trusted;
pub use trusted::Unreadable;
use values::{Arguments, Inputs};

type Result<T> = std::result::Result<T, Fault>;

/// What is to be executed, as a caller said it.
#[derive(Debug, Default)]
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
    /// Where files stand in them, in the order of their numbers, as `variables.input.attachments.0`.
    pub files: Vec<String>,
}

/// A document that may be executed.
#[derive(Debug)]
pub struct Accepted {
    /// The document.
    pub document: ExecutableDocument,
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
    persisted: Persisted,
    trusted: Trusted,
}

impl Documents {
    /// With the limits of the configuration, the prices and input types of the schema `sdl`, and the trusted documents that the
    /// configuration names.
    ///
    /// # Errors
    /// A trusted document that cannot be read.
    pub fn new(config: &Config, sdl: &str) -> std::result::Result<Self, Unreadable> {
        let limits = config.graphql.clone();
        let schema = schema(sdl);
        Ok(Self {
            prices: Prices::new(&schema, limits.default_page_size),
            inputs: Inputs::new(&schema),
            persisted: Persisted::new(limits.persisted_queries_size),
            trusted: Trusted::read(limits.trusted_documents, &limits.trusted_documents_path)?,
            limits,
            max_files: config.max_files(),
        })
    }

    /// The highest cost that is executed.
    #[must_use]
    pub fn most(&self) -> usize {
        self.limits.max_complexity
    }

    /// Whether a viewer may ask for the schema: everybody may, or staff alone.
    #[must_use]
    pub fn may_introspect(&self, viewer: &Viewer) -> bool {
        self.limits.introspection || viewer.is_staff()
    }

    /// Finds the document that was asked for, reads it, and holds it against the limits and what it is given against
    /// the schema.
    ///
    /// # Errors
    /// Why it is not executed.
    pub fn accept(&self, asked: &Asked, viewer: &Viewer) -> Result<Accepted> {
        let text = self.text(asked)?;
        scan::check(&text, &self.limits)?;
        scan::variables(&asked.variables, asked.files.len())?;
        let mut document = parser::parse_query(&*text).map_err(syntax)?;
        let operation = operation(&document, asked.operation_name.as_deref())?;
        let kind = operation.node.ty;
        subscription::check(&operation.node)?;
        let (cost, arguments) = self.measured(&document, operation, &asked.variables)?;
        files::check(&document)?;
        let uses = files::uses(&document, &operation.node, &asked.files);
        if uses > self.max_files {
            let most = self.max_files;
            return Err(Fault::too_large(format_args!("a request may use {most} files; this one uses {uses}")));
        }
        if !self.may_introspect(viewer) {
            introspection::refuse(&document)?;
        }
        let amendments = values::check(&self.inputs, asked, &operation.node, &arguments).map_err(Fault::values)?;
        amendments.make(&mut document, asked.operation_name.as_deref());
        // Kept only when it could be executed: nobody fills the memory with what is refused anyway.
        if let (Some(hash), Some(query)) = (&asked.hash, &asked.query)
            && self.trusted.mode() != TrustedDocuments::Only
        {
            self.persisted.keep(hash, query);
        }
        Ok(Accepted { operation: kind, document, cost })
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
                TrustedDocuments::Off => {
                    Fault::request("BAD_REQUEST", "there is no query: send a GraphQL document as \"query\"")
                }
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
            (true, _) => Err(Fault::document("DOCUMENT_NOT_FOUND", format_args!("there is no document {id:?} here"))),
            (false, TrustedDocuments::Only) => Err(persisted::not_found()),
            (false, _) => self.persisted.get(id).map(Into::into),
        }
    }

    /// The cost of the operation and its fields with arguments, if it and the rest of the document keep to the limits.
    fn measured<'a>(
        &'a self,
        document: &'a ExecutableDocument,
        operation: &'a Positioned<OperationDefinition>,
        variables: &'a Map<String, Value>,
    ) -> Result<(usize, Vec<Arguments<'a>>)> {
        let mut selections = 0_usize;
        let (mut cost, mut arguments) = (0, Vec::new());
        // The schema's checks look at every operation of the document, not only at the one that is asked for.
        for (_, each) in document.operations.iter() {
            let (found, given) = Measure::new(document, each, &self.prices, &self.inputs, variables).operation()?;
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
                (cost, arguments) = (found.cost, given);
            }
        }
        if cost > self.limits.max_complexity {
            return Err(Fault::cost(cost, self.limits.max_complexity));
        }
        Ok((cost, arguments))
    }

    fn keeps_to_limits(&self, found: &measure::Size) -> Result<()> {
        let limits = &self.limits;
        for (code, number, most, what) in [
            ("QUERY_TOO_DEEP", found.depth, limits.max_depth, "levels of fields"),
            ("QUERY_TOO_MANY_ALIASES", found.aliases, limits.max_aliases, "aliases"),
            ("QUERY_TOO_MANY_DIRECTIVES", found.directives, limits.max_directives, "directives"),
        ] {
            if number > most {
                let message = format_args!("an operation may have {most} {what}; this one has {number}").to_string();
                return Err(Fault::limit(code, message));
            }
        }
        Ok(())
    }
}

/// The schema, out of its text.
fn schema(sdl: &str) -> ServiceDocument {
    parser::parse_schema(sdl).unwrap_or_else(|error| {
        // The schema wrote the text itself; tests read it.
        tracing::error!(%error, "the schema cannot be read: lists are not priced by their pages, inputs not looked at");
        ServiceDocument { definitions: Vec::new() }
    })
}

/// The operation that is asked for.
fn operation<'a>(document: &'a ExecutableDocument, name: Option<&str>) -> Result<&'a Positioned<OperationDefinition>> {
    let unresolved = |message: String| Fault::document("OPERATION_RESOLUTION_FAILURE", message);
    match (&document.operations, name) {
        (DocumentOperations::Single(operation), None) => Ok(operation),
        (DocumentOperations::Multiple(operations), Some(name)) if operations.contains_key(name) => {
            Ok(&operations[name])
        }
        (_, Some(name)) => Err(unresolved(format!("the document has no operation {name:?}"))),
        (DocumentOperations::Multiple(operations), None) => match operations.values().next() {
            Some(operation) if operations.len() == 1 => Ok(operation),
            _ => Err(unresolved("the document has several operations: name one in operationName".to_owned())),
        },
    }
}

/// A syntax error, without the parser's drawing.
fn syntax(error: parser::Error) -> Fault {
    let error = ServerError::from(error);
    let expected = error.message.rsplit("= ").next().unwrap_or_default().trim();
    let places: Vec<_> = error.locations.iter().map(|at| json!({"line": at.line, "column": at.column})).collect();
    Fault::document("GRAPHQL_PARSE_FAILED", format_args!("syntax error: {expected}")).at(&places)
}

#[cfg(test)]
mod tests;
