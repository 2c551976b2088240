//! Checks variables and arguments against their types, and collects all errors with their paths.

use std::collections::HashSet;
use std::fmt;

use async_graphql::parser::types::{BaseType, Type, VariableDefinition};
use async_graphql::{Name, Pos, Positioned};
use serde_json::{Value, json};

use super::amend::Amendments;
use super::given::{Given, View};
use super::inputs::{BuiltInScalar, Input, Inputs, Object};
use super::path::Path;
use super::usage;
use super::{Arguments, Position};
use crate::domain;
use crate::domain::query::Page;
use crate::graphql::documents::Parameters;
use crate::graphql::documents::suggestions::Suggestions;
use crate::graphql::error::{clip, message_of};
use crate::graphql::inputs::upload;

/// Maximum number of errors of an operation.
const MAX_ERRORS: usize = 50;

/// The check of one operation.
pub(super) struct Check<'a> {
    inputs: &'a Inputs,
    suggestions: Suggestions,
    /// The request; `None` for an operation of the document that is not executed.
    parameters: Option<&'a Parameters>,
    definitions: &'a [Positioned<VariableDefinition>],
    subject: Subject<'a>,
    location: Pos,
    amendments: Amendments,
    errors: Vec<Value>,
}

/// The variable or argument that is being checked.
#[derive(Clone, Copy)]
enum Subject<'a> {
    Variable(&'a str),
    Default(&'a str),
    Argument {
        name: &'a str,
        field: &'a str,
    },
    /// An argument whose type is right and whose value is not.
    Page {
        name: &'a str,
        field: &'a str,
    },
}

/// A sentence after the end of a message.
fn after(sentence: &str) -> String {
    if sentence.is_empty() {
        String::new()
    } else {
        format!(".{sentence}")
    }
}

impl<'a> Check<'a> {
    pub(super) fn new(
        inputs: &'a Inputs,
        suggestions: Suggestions,
        parameters: Option<&'a Parameters>,
        definitions: &'a [Positioned<VariableDefinition>],
    ) -> Self {
        Self {
            inputs,
            suggestions,
            parameters,
            definitions,
            subject: Subject::Variable(""),
            location: Pos::default(),
            amendments: Amendments::default(),
            errors: Vec::new(),
        }
    }

    /// The changes of the document, or the errors.
    pub(super) fn finish(self) -> Result<Amendments, Vec<Value>> {
        if self.errors.is_empty() {
            Ok(self.amendments)
        } else {
            Err(self.errors)
        }
    }

    /// Checks the operation's variables and their defaults. Undeclared variables are ignored.
    pub(super) fn variables(&mut self) {
        for definition in self.definitions {
            let (name, of) = (
                definition.node.name.node.as_str(),
                &definition.node.var_type.node,
            );
            let path = Path::root(name);
            self.location = definition.pos;
            if let Some(default) = &definition.node.default_value {
                self.subject = Subject::Default(name);
                self.value(of, Given::Default(&default.node), &path);
            }
            self.subject = Subject::Variable(name);
            match self.given(name) {
                Some(value) => self.value(of, Given::Json(value), &path),
                None if self.parameters.is_none()
                    || of.nullable
                    || definition.node.default_value.is_some() => {}
                None => self.missing(of, &path),
            }
        }
    }

    /// Checks the arguments of a field or directive. Validation reports unknown and missing ones.
    pub(super) fn arguments(&mut self, arguments: &Arguments<'a>) {
        for (name, value) in arguments.given {
            let Some((_, position)) = arguments
                .known
                .iter()
                .find(|(known, _)| *known == name.node)
            else {
                continue;
            };
            self.subject = Subject::Argument {
                name: &name.node,
                field: arguments.owner,
            };
            self.location = value.pos;
            self.position(
                position,
                Given::Literal(&value.node),
                &Path::root(&name.node),
            );
        }
        self.page(arguments);
    }

    /// Checks the arguments of a page before execution, so that an invalid one does not abort the
    /// other fields. The variables of operations that are not executed are unknown.
    fn page(&mut self, arguments: &Arguments<'a>) {
        let is_connection = arguments.known.iter().any(|(name, _)| name == "first");
        if !is_connection || self.parameters.is_none() || !self.errors.is_empty() {
            return;
        }
        let argument = |name: &str| {
            let (_, value) = arguments
                .given
                .iter()
                .find(|(given, _)| given.node == name)?;
            self.resolved(Given::Literal(&value.node))
        };
        let number = |name: &str| argument(name)?.number()?.try_into().ok();
        let text = |name: &str| match argument(name)?.view() {
            View::Text(text) => Some(text.to_owned()),
            _ => None,
        };
        let page = Page {
            first: number("first"),
            after: text("after"),
            last: number("last"),
            before: text("before"),
            offset: number("offset"),
        };
        let Err(domain::Error::Invalid(errors)) = page.window(1, None) else {
            return;
        };
        for error in &errors {
            let name = error.path.first().map_or("", String::as_str);
            let given = arguments.given.iter().find(|(given, _)| given.node == name);
            let Some((name, value)) = given else { continue };
            self.subject = Subject::Page {
                name: &name.node,
                field: arguments.owner,
            };
            self.location = value.pos;
            self.error(
                &Path::root(&name.node),
                format_args!("{}", message_of(&error.code)),
            );
        }
    }

    /// Replaces a variable by its value or its default; `None` if it has none.
    fn resolved(&self, given: Given<'a>) -> Option<Given<'a>> {
        let View::Variable(name) = given.view() else {
            return Some(given);
        };
        if let Some(value) = self.given(name) {
            return Some(Given::Json(value));
        }
        let default = self.definition(name)?.default_value.as_ref()?;
        Some(Given::Default(&default.node))
    }

    /// Checks the value of an argument or a field. False if it is a variable without a value.
    fn position(&mut self, position: &Position, given: Given<'_>, at: &Path<'_>) -> bool {
        let View::Variable(name) = given.view() else {
            self.value(&position.of, given, at);
            return true;
        };
        let Some(variable) = self.definition(name) else {
            return true;
        };
        self.usage(variable, position, at);
        let has_value = !self.is_omitted(variable);
        if !has_value {
            self.amendments.remove_variable(name);
        }
        has_value
    }

    fn value(&mut self, of: &Type, given: Given<'_>, at: &Path<'_>) {
        if self.errors.len() >= MAX_ERRORS {
            return;
        }
        let view = given.view();
        match (view, &of.base) {
            (View::Null, _) if of.nullable => {}
            (View::Null, _) => self.error(at, format_args!("expected {of}, got null")),
            (View::Variable(name), _) => {
                let Some(variable) = self.definition(name) else {
                    return;
                };
                self.usage(
                    variable,
                    &Position {
                        of: of.clone(),
                        default: false,
                    },
                    at,
                );
                if self.is_omitted(variable) {
                    self.amendments.remove_variable(name);
                }
            }
            (View::List, BaseType::List(item)) => {
                for (index, each) in given.items().enumerate() {
                    self.value(item, each, &at.index(index));
                }
            }
            // A single value is coerced to a list.
            (_, BaseType::List(item)) => self.value(item, given, at),
            (_, BaseType::Named(name)) => self.named(name, given, view, at),
        }
    }

    fn named(&mut self, name: &Name, given: Given<'_>, view: View<'_>, at: &Path<'_>) {
        let inputs = self.inputs;
        // Validation reports unknown types and output types.
        let Some(input) = inputs.get(name) else {
            return;
        };
        let suggestions = self.suggestions;
        let mut hint = String::new();
        let mut is_value = |values: &HashSet<Name>, value: &str| {
            if values.contains(value) {
                return Ok(());
            }
            hint = suggestions.sentence(value, values.iter().map(Name::as_str));
            Err(Some("not one of its values"))
        };
        let checked = match (input, view) {
            (Input::BuiltIn(BuiltInScalar::Id), View::LongNumber(digits))
                if digits.iter().all(|c| matches!(c, b'0'..=b'9' | b'-')) =>
            {
                self.amendments.convert_long_numbers();
                Ok(())
            }
            (_, View::LongNumber(_)) => Err(Some("the number is too large")),
            (Input::Any, _) => Ok(()),
            (Input::BuiltIn(scalar), view) => scalar.check(view),
            (Input::Scalar(check), view) => check(view.leaf()).map_err(Some),
            (Input::Upload, View::Text(text))
                if upload::file_index(text).is_some_and(|index| index < self.file_count()) =>
            {
                Ok(())
            }
            (Input::Upload, _) => Err(Some(
                "send files by the GraphQL multipart request specification",
            )),
            (Input::Enum(values), View::Enum(value)) => is_value(values, value),
            // JSON has no enum values.
            (Input::Enum(values), View::Text(value)) if matches!(given, Given::Json(_)) => {
                is_value(values, value)
            }
            (Input::Object(object), View::Object) => return self.object(name, object, given, at),
            (Input::Enum(_) | Input::Object(_), _) => Err(None),
        };
        if let Err(detail) = checked {
            let (separator, detail) = detail.map_or(("", ""), |detail| (": ", detail));
            let got = view.describe();
            self.error(
                at,
                format_args!(
                    "expected {name}, got {got}{separator}{detail}{}",
                    after(&hint)
                ),
            );
        }
    }

    fn object(&mut self, name: &Name, object: &Object, given: Given<'_>, at: &Path<'_>) {
        let mut present = 0_usize;
        for (member, value) in given.members() {
            let at = at.name(member);
            let Some(position) = object.fields.get(member) else {
                let known = object.fields.keys().map(Name::as_str);
                let hint = self.suggestions.sentence(member, known);
                self.error(
                    &at,
                    format_args!("{name} has no such field{}", after(&hint)),
                );
                continue;
            };
            present += usize::from(self.position(position, value, &at));
            if object.one_of {
                if self.is_null(value) {
                    self.error(&at, format_args!("a field of {name} must not be null"));
                } else if self.is_nullable_variable(value) {
                    self.error(
                        &at,
                        format_args!("a variable in {name} must have a non-null type"),
                    );
                }
            }
        }
        if object.one_of && present != 1 {
            self.error(
                at,
                format_args!("{name} must have exactly one field, got {present}"),
            );
        }
        for field in &object.required {
            let is_present = given.member(field).is_some_and(|value| match value.view() {
                View::Variable(name) => self
                    .definition(name)
                    .is_none_or(|variable| !self.is_omitted(variable)),
                _ => true,
            });
            if !is_present && let Some(position) = object.fields.get(field) {
                self.missing(&position.of, &at.name(field));
            }
        }
    }

    /// Checks whether a variable, with its value, may be used at a position.
    fn usage(&mut self, variable: &VariableDefinition, position: &Position, at: &Path<'_>) {
        let (name, of) = (&variable.name.node, &variable.var_type.node);
        let expected = &position.of;
        if !usage::is_allowed(variable, position) {
            self.error(
                at,
                format_args!("expected {expected}, got the variable \"${name}\" of type {of}"),
            );
        } else if !expected.nullable && of.nullable && self.given(name).is_some_and(Value::is_null)
        {
            self.error(
                at,
                format_args!("expected {expected}, got null from the variable \"${name}\""),
            );
        }
    }

    fn definition(&self, name: &Name) -> Option<&'a VariableDefinition> {
        let definition = self
            .definitions
            .iter()
            .find(|definition| definition.node.name.node == *name)?;
        Some(&definition.node)
    }

    /// The value of a variable in the request.
    fn given(&self, name: &str) -> Option<&'a Value> {
        self.parameters?.variables.get(name)
    }

    /// The number of files of the request.
    fn file_count(&self) -> usize {
        self.parameters
            .map_or(0, |parameters| parameters.files.len())
    }

    /// Whether a variable has neither a value nor a default.
    fn is_omitted(&self, variable: &VariableDefinition) -> bool {
        self.parameters.is_some()
            && variable.default_value.is_none()
            && self.given(&variable.name.node).is_none()
    }

    /// Whether a value is a variable whose type is nullable.
    fn is_nullable_variable(&self, given: Given<'_>) -> bool {
        match given.view() {
            View::Variable(name) => self
                .definition(name)
                .is_some_and(|variable| variable.var_type.node.nullable),
            _ => false,
        }
    }

    /// Whether a value is null, or a variable that is.
    fn is_null(&self, given: Given<'_>) -> bool {
        match given.view() {
            View::Null => true,
            View::Variable(name) => match (self.given(name), self.definition(name)) {
                (Some(value), _) => value.is_null(),
                (
                    None,
                    Some(VariableDefinition {
                        default_value: Some(default),
                        ..
                    }),
                ) => {
                    matches!(default.node, async_graphql::Value::Null)
                }
                (None, _) => false,
            },
            _ => false,
        }
    }

    fn missing(&mut self, of: &Type, at: &Path<'_>) {
        self.error(at, format_args!("expected {of}, got no value"));
    }

    fn error(&mut self, at: &Path<'_>, reason: fmt::Arguments<'_>) {
        if self.errors.len() >= MAX_ERRORS {
            return;
        }
        let (code, mut message) = match self.subject {
            Subject::Variable(name) => ("BAD_USER_INPUT", format!("variable \"${name}\"")),
            Subject::Default(name) => (
                "GRAPHQL_VALIDATION_FAILED",
                format!("the default of variable \"${name}\""),
            ),
            Subject::Page { name, field } => (
                "BAD_USER_INPUT",
                format!("argument \"{name}\" of \"{field}\""),
            ),
            Subject::Argument { name, field } => (
                "GRAPHQL_VALIDATION_FAILED",
                format!("argument \"{name}\" of \"{field}\""),
            ),
        };
        if !at.is_root() {
            message += &format!(" at \"{at}\"");
        }
        message += &format!(": {reason}");
        clip(&mut message);
        let locations = json!([{ "line": self.location.line, "column": self.location.column }]);
        self.errors.push(
            json!({ "message": message, "locations": locations, "extensions": { "code": code } }),
        );
    }
}
