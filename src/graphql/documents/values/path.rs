//! The way to a value inside a variable or an argument, as errors name it. It lies on the stack,
//! and becomes text only where something is wrong.

use std::fmt;

/// Longest name that is repeated to the caller: names in JSON may be of any length.
const LONGEST: usize = 100;

/// A step, and the way before it.
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
                    .nth(LONGEST)
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
