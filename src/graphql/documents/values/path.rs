//! The path of a value in a variable or an argument, for error messages. It is a linked list on the
//! stack, which is formatted only for errors.

use std::fmt;

/// Maximum length of a name in a message, in characters. Names in JSON may have any length.
const MAX_NAME_LENGTH: usize = 100;

/// A step, and the path before it.
#[derive(Clone, Copy)]
pub(super) struct Path<'a> {
    before: Option<&'a Path<'a>>,
    step: Step<'a>,
}

#[derive(Clone, Copy)]
enum Step<'a> {
    Name(&'a str),
    Index(usize),
}

impl<'a> Path<'a> {
    /// The variable or argument itself.
    pub(super) fn root(name: &'a str) -> Self {
        Self {
            before: None,
            step: Step::Name(name),
        }
    }

    pub(super) fn name(&'a self, name: &'a str) -> Self {
        Self {
            before: Some(self),
            step: Step::Name(name),
        }
    }

    pub(super) fn index(&'a self, index: usize) -> Self {
        Self {
            before: Some(self),
            step: Step::Index(index),
        }
    }

    pub(super) fn is_root(&self) -> bool {
        self.before.is_none()
    }
}

impl fmt::Display for Path<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(before) = self.before {
            before.fmt(f)?;
        }
        match self.step {
            Step::Index(index) => write!(f, "[{index}]"),
            Step::Name(name) => {
                let end = name
                    .char_indices()
                    .nth(MAX_NAME_LENGTH)
                    .map_or(name.len(), |(end, _)| end);
                let (dot, more) = (
                    if self.is_root() { "" } else { "." },
                    if end < name.len() { "…" } else { "" },
                );
                write!(f, "{dot}{}{more}", name[..end].escape_debug())
            }
        }
    }
}
