//! A template that was parsed: [`Template`].

use std::sync::Arc;

use crate::context::Context;
use crate::error::Error;
use crate::node::{Blocks, Nodes};
use crate::options::Options;
use crate::{parser, render};

/// A template, parsed. Cloning is cheap, and one may be rendered any number of times, from any
/// thread.
#[derive(Clone, Debug)]
pub struct Template {
    pub(crate) compiled: Arc<Compiled>,
}

#[derive(Debug)]
pub(crate) struct Compiled {
    /// The name it was loaded by; `None`: it was given as text.
    pub(crate) name: Option<String>,
    pub(crate) nodes: Nodes,
    pub(crate) blocks: Blocks,
    pub(crate) extends: bool,
}

impl Template {
    /// Parses a source. Of the options only the limits matter.
    ///
    /// # Errors
    /// [`crate::Kind::Syntax`] for what Django answers with `TemplateSyntaxError`,
    /// [`crate::Kind::Limit`].
    pub fn parse(source: &str, options: &Options<'_>) -> Result<Self, Error> {
        Self::named(None, source, options)
    }

    pub(crate) fn named(
        name: Option<&str>,
        source: &str,
        options: &Options<'_>,
    ) -> Result<Self, Error> {
        let compiled = parser::parse(name, source, options).map_err(|mut error| {
            error.template = name.map(ToOwned::to_owned);
            error
        })?;
        Ok(Self {
            compiled: Arc::new(compiled),
        })
    }

    /// Renders it: the same text that Django renders.
    ///
    /// # Errors
    /// Any [`crate::Kind`]: what Django raises while rendering, a template that is included and
    /// broken or missing, a limit.
    pub fn render(&self, context: &Context, options: &Options<'_>) -> Result<String, Error> {
        render::render(self, context, options)
    }
}
