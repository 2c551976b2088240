//! Errors: [`Error`] for the caller, with the line and a message for the template's author, and
//! [`RenderError`] while rendering, before the line is added. The messages are our own, because
//! Django's assume knowledge of Python.

use std::fmt;

/// The kind of an [`Error`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorKind {
    /// The template is invalid. Django raises `TemplateSyntaxError`, usually while parsing.
    Syntax,
    /// A value does not fit the tag or filter it is used with. Django raises a Python exception.
    Render,
    /// A template to include or extend does not exist.
    NotFound,
    /// The template exceeds one of the [`crate::Limits`].
    Limit,
}

/// Why a template could not be parsed or rendered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error {
    /// The kind of error.
    pub kind: ErrorKind,
    /// The line of the tag or variable that failed, from 1.
    pub line: usize,
    /// Name of the included or extended template that failed; `None` for the template itself.
    pub template: Option<String>,
    /// A message for the template's author, without the line.
    pub message: String,
}

impl Error {
    pub(crate) fn syntax(line: usize, message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Syntax, line, message)
    }

    pub(crate) fn limit(line: usize, message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Limit, line, message)
    }

    fn new(kind: ErrorKind, line: usize, message: impl Into<String>) -> Self {
        Self {
            kind,
            line,
            template: None,
            message: message.into(),
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(template) = &self.template {
            write!(f, "template \"{template}\", ")?;
        }
        write!(f, "line {}: {}", self.line, self.message)
    }
}

impl std::error::Error for Error {}

/// The Python exceptions that Django handles differently.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exception {
    TypeError,
    ValueError,
    IndexError,
    KeyError,
    AttributeError,
    OverflowError,
    ZeroDivisionError,
    /// An exception that Django never catches by name.
    Other,
}

/// An error while rendering, without its position.
#[derive(Debug, Clone)]
pub(crate) enum RenderError {
    VariableDoesNotExist(String),
    /// A Python exception and its message.
    Exception(Exception, String),
    TemplateSyntaxError(String),
    TemplateDoesNotExist(String),
    /// A limit is exceeded; no tag may ignore this.
    LimitExceeded(String),
    /// An included template cannot be parsed.
    InvalidTemplate(Box<Error>),
}

pub(crate) type RenderResult<T> = Result<T, RenderError>;

impl RenderError {
    pub(crate) fn type_error(message: impl Into<String>) -> Self {
        Self::Exception(Exception::TypeError, message.into())
    }

    pub(crate) fn value_error(message: impl Into<String>) -> Self {
        Self::Exception(Exception::ValueError, message.into())
    }

    pub(crate) fn attribute_error(message: impl Into<String>) -> Self {
        Self::Exception(Exception::AttributeError, message.into())
    }

    pub(crate) fn key_error(message: impl Into<String>) -> Self {
        Self::Exception(Exception::KeyError, message.into())
    }

    pub(crate) fn overflow_error(message: impl Into<String>) -> Self {
        Self::Exception(Exception::OverflowError, message.into())
    }

    /// The error of a value that exceeds the maximum length.
    pub(crate) fn value_too_long() -> Self {
        Self::LimitExceeded("a value is too long".into())
    }

    /// Whether it is one of these exceptions.
    pub(crate) fn is(&self, exceptions: &[Exception]) -> bool {
        matches!(self, Self::Exception(exception, _) if exceptions.contains(exception))
    }

    /// Whether the operators of `{% if %}` treat it as false.
    pub(crate) fn is_ignored_by_if(&self) -> bool {
        !matches!(self, Self::LimitExceeded(_))
    }

    /// Adds the position.
    pub(crate) fn at(self, line: usize, template: Option<&str>) -> Error {
        let (kind, message) = match self {
            Self::InvalidTemplate(error) => return *error,
            Self::VariableDoesNotExist(name) => (
                ErrorKind::Render,
                format!("the variable {name} does not exist"),
            ),
            Self::Exception(_, message) => (ErrorKind::Render, message),
            Self::TemplateSyntaxError(message) => (ErrorKind::Syntax, message),
            Self::TemplateDoesNotExist(message) => (ErrorKind::NotFound, message),
            Self::LimitExceeded(message) => (ErrorKind::Limit, message),
        };
        Error {
            template: template.map(ToOwned::to_owned),
            ..Error::new(kind, line, message)
        }
    }
}

/// The error of a [`crate::value::LimitedString`] that is full.
impl From<fmt::Error> for RenderError {
    fn from(_: fmt::Error) -> Self {
        Self::value_too_long()
    }
}
