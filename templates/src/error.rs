//! What can go wrong: [`Error`] for the caller, with the line and a sentence for the template's
//! author; [`Fault`] inside, before the line is known. Not the wording of Django, whose sentences
//! speak of Python.

use std::fmt;

use thiserror::Error as ThisError;

/// What kind of fault an [`Error`] is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The template is broken. Django raises `TemplateSyntaxError`, mostly when it parses.
    Syntax,
    /// The template is sound, but a value does not fit what is done with it. Django raises an
    /// exception of Python's.
    Render,
    /// A template that is to be included or extended is not there.
    NotFound,
    /// The template takes more than [`crate::Limits`] allow.
    Limit,
}

/// Why a template could not be parsed or rendered.
#[derive(Debug, Clone, PartialEq, Eq, ThisError)]
#[error("{}line {line}: {message}", .template.as_ref().map(|name| format!("template \"{name}\", ")).unwrap_or_default())]
pub struct Error {
    /// What kind of fault it is.
    pub kind: Kind,
    /// The line of the tag or variable at fault, counted from 1.
    pub line: usize,
    /// The included or extended template at fault; `None`: the one that was given.
    pub template: Option<String>,
    /// A sentence for the author of the template, without its line.
    pub message: String,
}

impl Error {
    pub(crate) fn syntax(line: usize, message: impl Into<String>) -> Self {
        Self {
            kind: Kind::Syntax,
            line,
            template: None,
            message: message.into(),
        }
    }

    pub(crate) fn limit(line: usize, message: impl Into<String>) -> Self {
        Self {
            kind: Kind::Limit,
            line,
            template: None,
            message: message.into(),
        }
    }
}

/// The exceptions of Python's that Django tells apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exc {
    Type,
    Value,
    Index,
    Key,
    Attribute,
    Overflow,
    ZeroDivision,
    /// Anything that Django catches nowhere by its name.
    Other,
}

/// A fault while rendering, before it is known where.
#[derive(Debug, Clone)]
pub(crate) enum Fault {
    /// A variable that is not there (`VariableDoesNotExist`).
    Missing(String),
    /// An exception of Python's.
    Raise(Exc, String),
    /// `TemplateSyntaxError` while rendering.
    Syntax(String),
    /// `TemplateDoesNotExist`.
    NotFound(String),
    /// A limit, which no tag may swallow.
    Limit(String),
    /// An included template does not parse.
    Broken(Box<Error>),
}

pub(crate) type Outcome<T> = Result<T, Fault>;

impl Fault {
    pub(crate) fn type_error(message: impl Into<String>) -> Self {
        Self::Raise(Exc::Type, message.into())
    }

    pub(crate) fn value_error(message: impl Into<String>) -> Self {
        Self::Raise(Exc::Value, message.into())
    }

    pub(crate) fn attribute(message: impl Into<String>) -> Self {
        Self::Raise(Exc::Attribute, message.into())
    }

    /// Whether it is one of these exceptions.
    pub(crate) fn is(&self, kinds: &[Exc]) -> bool {
        matches!(self, Self::Raise(kind, _) if kinds.contains(kind))
    }

    /// Whether the `if` tag's operators swallow it. Limits always count, and so does a template
    /// that is broken.
    pub(crate) fn is_exception(&self) -> bool {
        !matches!(self, Self::Limit(_))
    }

    pub(crate) fn at(self, line: usize, template: Option<&str>) -> Error {
        let (kind, message) = match self {
            Self::Broken(error) => return *error,
            Self::Missing(name) => (
                Kind::Render,
                format!("the variable {name} has no value here"),
            ),
            Self::Raise(_, message) => (Kind::Render, message),
            Self::Syntax(message) => (Kind::Syntax, message),
            Self::NotFound(message) => (Kind::NotFound, message),
            Self::Limit(message) => (Kind::Limit, message),
        };
        Error {
            kind,
            line,
            template: template.map(ToOwned::to_owned),
            message,
        }
    }
}

/// A writer that stopped because the limit of the output is reached.
impl From<fmt::Error> for Fault {
    fn from(_: fmt::Error) -> Self {
        Self::Limit("a value of the template gets too long".into())
    }
}
