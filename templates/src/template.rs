//! [`Template`], a parsed template.

use std::sync::Arc;

use crate::context::Context;
use crate::error::Error;
use crate::node::{Blocks, NodeList};
use crate::options::Options;
use crate::{parser, render};

/// A parsed template. It is cheap to clone and can be rendered by several threads.
#[derive(Clone, Debug)]
pub struct Template {
    pub(crate) compiled: Arc<Compiled>,
}

#[derive(Debug)]
pub(crate) struct Compiled {
    /// Name in the loader; `None` if it was parsed from a text.
    pub(crate) name: Option<String>,
    pub(crate) nodes: NodeList,
    pub(crate) blocks: Blocks,
    /// Whether it has an `{% extends %}` tag.
    pub(crate) extends: bool,
}

impl Template {
    /// Parses a template. Only the limits of the options matter.
    ///
    /// # Errors
    /// The template is invalid or exceeds a limit.
    pub fn parse(source: &str, options: &Options<'_>) -> Result<Self, Error> {
        Self::parse_named(None, source, options)
    }

    /// Parses a template with its name in the loader.
    pub(crate) fn parse_named(
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

    /// Renders the template to the text that Django renders.
    ///
    /// # Errors
    /// An error of any [`crate::ErrorKind`], in this template or one that it includes.
    pub fn render(&self, context: &Context, options: &Options<'_>) -> Result<String, Error> {
        render::render(self, context, options)
    }
}
