//! Looks at variables and arguments by their types, and notes every fault with the way to it.

use std::fmt;

use async_graphql::parser::types::{BaseType, Type, VariableDefinition};
use async_graphql::{Name, Pos, Positioned};
use serde_json::{Value, json};

use super::amend::Amendments;
use super::given::{Given, View};
use super::inputs::{Input, Inputs, Object, Plain};
use super::path::Path;
use super::usage;
use super::{Arguments, Position};
use crate::graphql::documents::Asked;
use crate::graphql::error::clip;
use crate::graphql::inputs::upload;

/// Faults that are told at most.
const MOST: usize = 50;

/// The check of one operation.
pub(super) struct Check<'a> {
    inputs: &'a Inputs,
    /// The request; `None` for an operation of the document that is not executed.
    asked: Option<&'a Asked>,
    definitions: &'a [Positioned<VariableDefinition>],
    subject: Subject<'a>,
    place: Pos,
    amendments: Amendments,
    faults: Vec<Value>,
}

/// What is being looked at.
#[derive(Clone, Copy)]
enum Subject<'a> {
    Variable(&'a str),
    Default(&'a str),
    Argument { name: &'a str, field: &'a str },
}

impl<'a> Check<'a> {
    pub(super) fn new(
        inputs: &'a Inputs,
        asked: Option<&'a Asked>,
        definitions: &'a [Positioned<VariableDefinition>],
    ) -> Self {
        let (amendments, faults) = (Amendments::default(), Vec::new());
        Self {
            inputs,
            asked,
            definitions,
            subject: Subject::Variable(""),
            place: Pos::default(),
            amendments,
            faults,
        }
    }

    /// What was found.
    pub(super) fn finish(self) -> Result<Amendments, Vec<Value>> {
        if self.faults.is_empty() {
            Ok(self.amendments)
        } else {
            Err(self.faults)
        }
    }

    /// Looks at the operation's variables and their defaults. Others that are given are passed
    /// over.
    pub(super) fn variables(&mut self) {
        for definition in self.definitions {
            let (name, of) = (
                definition.node.name.node.as_str(),
                &definition.node.var_type.node,
            );
            let path = Path::root(name);
            self.place = definition.pos;
            if let Some(default) = &definition.node.default_value {
                self.subject = Subject::Default(name);
                self.value(of, Given::Default(&default.node), &path);
            }
            self.subject = Subject::Variable(name);
            match self.given(name) {
                Some(value) => self.value(of, Given::Json(value), &path),
                None if self.asked.is_none()
                    || of.nullable
                    || definition.node.default_value.is_some() => {}
                None => self.missing(of, &path),
            }
        }
    }

    /// Checks the arguments of a field or directive. Unknown and missing ones are validation's to
    /// report.
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
            self.place = value.pos;
            self.position(
                position,
                Given::Literal(&value.node),
                &Path::root(&name.node),
            );
        }
    }

    /// Looks at what an argument or a field is given. False where that is nothing: a variable that
    /// was left out.
    fn position(&mut self, position: &Position, given: Given<'_>, at: &Path<'_>) -> bool {
        let View::Variable(name) = given.view() else {
            self.value(&position.of, given, at);
            return true;
        };
        let Some(variable) = self.definition(name) else {
            return true;
        };
        self.usage(variable, position, at);
        let given = !self.is_left_out(variable);
        if !given {
            self.amendments.leave_out(name);
        }
        given
    }

    fn value(&mut self, of: &Type, given: Given<'_>, at: &Path<'_>) {
        if self.faults.len() >= MOST {
            return;
        }
        let view = given.view();
        match (view, &of.base) {
            (View::Null, _) if of.nullable => {}
            (View::Null, _) => self.fault(at, format_args!("it is null, and its type is {of}")),
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
                if self.is_left_out(variable) {
                    self.amendments.leave_out(name);
                }
            }
            (View::List, BaseType::List(item)) => {
                for (index, each) in given.items().enumerate() {
                    self.value(item, each, &at.index(index));
                }
            }
            // One value stands for a list of one.
            (_, BaseType::List(item)) => self.value(item, given, at),
            (_, BaseType::Named(name)) => self.named(name, given, view, at),
        }
    }

    fn named(&mut self, name: &Name, given: Given<'_>, view: View<'_>, at: &Path<'_>) {
        let inputs = self.inputs;
        // A type that is unknown or no input is the library's to tell.
        let Some(input) = inputs.get(name) else {
            return;
        };
        let complaint = match (input, view) {
            (Input::Plain(Plain::Id), View::Bytes(digits))
                if digits.iter().all(|c| matches!(c, b'0'..=b'9' | b'-')) =>
            {
                self.amendments.long_number();
                None
            }
            (_, View::Bytes(_)) => Some("the number is too large"),
            (Input::Any, _) => None,
            (Input::Plain(plain), view) => plain.complaint(view),
            (Input::Scalar(check), view) => check(view.leaf()).err(),
            (Input::Upload, View::Text(text))
                if upload::number(text).is_some_and(|n| n < self.files()) =>
            {
                None
            }
            (Input::Upload, _) => {
                Some("a file is taken here, sent by the GraphQL multipart request specification")
            }
            (Input::Enum(names), View::Enum(name)) => {
                (!names.contains(name)).then_some("this is none of the choices")
            }
            // JSON has no other way to say it.
            (Input::Enum(names), View::Text(name)) if matches!(given, Given::Json(_)) => {
                (!names.contains(name)).then_some("this is none of the choices")
            }
            (Input::Enum(_), _) => Some("the name of a choice is taken here"),
            (Input::Object(object), View::Object) => return self.object(name, object, given, at),
            (Input::Object(_), _) => Some("an object is taken here"),
        };
        if let Some(complaint) = complaint {
            let kind = view.kind();
            self.fault(
                at,
                format_args!("{kind} is given, and its type is {name}: {complaint}"),
            );
        }
    }

    fn object(&mut self, name: &Name, object: &Object, given: Given<'_>, at: &Path<'_>) {
        let mut present = 0_usize;
        for (member, value) in given.members() {
            let at = at.name(member);
            let Some(position) = object.fields.get(member) else {
                self.fault(&at, format_args!("{name} has no such field"));
                continue;
            };
            present += usize::from(self.position(position, value, &at));
            if object.one_of {
                if self.is_null(value) {
                    self.fault(
                        &at,
                        format_args!("it is null, and {name} takes one field with a value"),
                    );
                } else if self.is_nullable_variable(value) {
                    self.fault(
                        &at,
                        format_args!("{name} takes a variable only if its type is not nullable"),
                    );
                }
            }
        }
        if object.one_of && present != 1 {
            self.fault(
                at,
                format_args!("{name} takes exactly one field, and {present} are given"),
            );
        }
        for field in &object.required {
            let there = given.member(field).is_some_and(|value| match value.view() {
                View::Variable(name) => self
                    .definition(name)
                    .is_none_or(|variable| !self.is_left_out(variable)),
                _ => true,
            });
            if !there && let Some(position) = object.fields.get(field) {
                self.missing(&position.of, &at.name(field));
            }
        }
    }

    /// Whether a variable may stand at a place, with the value that it has.
    fn usage(&mut self, variable: &VariableDefinition, position: &Position, at: &Path<'_>) {
        let (name, of, taken) = (&variable.name.node, &variable.var_type.node, &position.of);
        if !usage::fits(variable, position) {
            self.fault(
                at,
                format_args!("the variable \"${name}\" is of type {of}, and {taken} is taken here"),
            );
        } else if !taken.nullable && of.nullable && self.given(name).is_some_and(Value::is_null) {
            self.fault(
                at,
                format_args!("the variable \"${name}\" is null, and {taken} is taken here"),
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

    /// The value that the request gives to a variable.
    fn given(&self, name: &str) -> Option<&'a Value> {
        self.asked?.variables.get(name)
    }

    /// How many files came with the request.
    fn files(&self) -> usize {
        self.asked.map_or(0, |asked| asked.files.len())
    }

    /// Whether a variable has neither a value nor a default.
    fn is_left_out(&self, variable: &VariableDefinition) -> bool {
        self.asked.is_some()
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
        self.fault(at, format_args!("it is missing, and its type is {of}"));
    }

    fn fault(&mut self, at: &Path<'_>, why: fmt::Arguments<'_>) {
        if self.faults.len() >= MOST {
            return;
        }
        let (code, mut message) = match self.subject {
            Subject::Variable(name) => ("BAD_USER_INPUT", format!("variable \"${name}\"")),
            Subject::Default(name) => (
                "GRAPHQL_VALIDATION_FAILED",
                format!("the default of variable \"${name}\""),
            ),
            Subject::Argument { name, field } => (
                "GRAPHQL_VALIDATION_FAILED",
                format!("argument \"{name}\" of \"{field}\""),
            ),
        };
        if !at.is_root() {
            message += &format!(" at \"{at}\"");
        }
        message += &format!(": {why}");
        clip(&mut message);
        let place = json!([{ "line": self.place.line, "column": self.place.column }]);
        self.faults.push(
            json!({ "message": message, "locations": place, "extensions": { "code": code } }),
        );
    }
}
