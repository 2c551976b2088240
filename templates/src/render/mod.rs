//! Renders nodes. This module dispatches to `logic` (conditions and loops), `inheritance` (blocks
//! and includes), `i18n` (translation) and `simple_tags` (all other tags). `resolve` evaluates
//! expressions.

mod context;
mod i18n;
mod inheritance;
mod logic;
mod resolve;
mod simple_tags;

use std::collections::HashMap;

use context::{ContextStack, RenderContext};

use crate::context::Context;
use crate::env::Env;
use crate::error::{Error, RenderError, RenderResult};
use crate::formats::render_value;
use crate::node::{Node, NodeKind, NodeList, Prefix};
use crate::options::Options;
use crate::template::Template;
use crate::value::Value;

/// Renders a template.
pub(crate) fn render(
    template: &Template,
    context: &Context,
    options: &Options<'_>,
) -> Result<String, Error> {
    let mut renderer = Renderer {
        env: Env::new(options),
        context: ContextStack::new(context.variables.clone()),
        render_contexts: vec![RenderContext::new(0)],
        loaded_templates: HashMap::new(),
        last_values: HashMap::new(),
        current: template.clone(),
        line: 1,
        depth: 0,
        steps: 0,
        written: 0,
        next_id: 0,
    };
    let mut out = String::new();
    match renderer.render_nodes(&template.compiled.nodes, &mut out) {
        Ok(()) => Ok(out),
        Err(error) => Err(error.at(renderer.line, renderer.current.compiled.name.as_deref())),
    }
}

struct Renderer<'o> {
    env: Env<'o>,
    context: ContextStack,
    /// Of this template and the included ones that are being rendered.
    render_contexts: Vec<RenderContext>,
    loaded_templates: HashMap<String, Template>,
    /// Last values of each `ifchanged`, by the ID of its loop and its own.
    last_values: HashMap<(u64, u64), logic::LastValues>,
    /// The template being rendered; after an error, the one that failed.
    current: Template,
    /// The line being rendered; after an error, the one that failed.
    line: usize,
    depth: usize,
    steps: usize,
    /// Bytes written.
    written: usize,
    next_id: u64,
}

impl Renderer<'_> {
    /// Counts steps against the limit.
    fn count_steps(&mut self, steps: usize) -> RenderResult<()> {
        self.steps = self.steps.saturating_add(steps);
        if self.steps > self.env.options.limits.steps {
            return Err(RenderError::LimitExceeded(format!(
                "the template needs more than {} steps",
                self.env.options.limits.steps
            )));
        }
        Ok(())
    }

    /// Appends text to the output.
    fn write(&mut self, text: &str, out: &mut String) -> RenderResult<()> {
        self.written = self.written.saturating_add(text.len());
        if self.written > self.env.max_length() {
            return Err(RenderError::LimitExceeded(format!(
                "the output is longer than {} bytes",
                self.env.max_length()
            )));
        }
        out.push_str(text);
        Ok(())
    }

    /// An ID for a loop or render context.
    fn unique_id(&mut self) -> u64 {
        self.next_id += 1;
        self.next_id
    }

    fn render_nodes(&mut self, nodes: &NodeList, out: &mut String) -> RenderResult<()> {
        self.depth += 1;
        if self.depth > self.env.options.limits.depth {
            return Err(RenderError::LimitExceeded(format!(
                "blocks are nested more than {} levels deep",
                self.env.options.limits.depth
            )));
        }
        for node in nodes {
            self.line = node.line;
            self.count_steps(1)?;
            self.render_node(node, out)?;
        }
        self.depth -= 1;
        Ok(())
    }

    /// Renders nodes to a new string.
    fn render_to_string(&mut self, nodes: &NodeList) -> RenderResult<String> {
        let mut out = String::new();
        self.render_nodes(nodes, &mut out)?;
        Ok(out)
    }

    /// Writes a value as a variable tag does.
    fn write_value(&mut self, value: Value, out: &mut String) -> RenderResult<()> {
        self.count_steps(resolve::step_cost(&value))?;
        let rendered = render_value(value, &self.env)?;
        match rendered.as_text() {
            Some(text) => self.write(text.as_str(), out),
            None => Ok(()),
        }
    }

    /// Stores a text in the variable `target`, or writes it if there is none.
    fn store_or_write(
        &mut self,
        text: Value,
        target: Option<&String>,
        out: &mut String,
    ) -> RenderResult<()> {
        match (target, &text) {
            (Some(name), _) => {
                self.context.set(name, text);
                Ok(())
            }
            (None, Value::Str(text)) => self.write(text.as_str(), out),
            (None, _) => Ok(()),
        }
    }

    fn render_node(&mut self, node: &Node, out: &mut String) -> RenderResult<()> {
        match &node.kind {
            NodeKind::Text(text) => self.write(text, out),
            NodeKind::Variable(expression) => {
                let value = self.resolve(expression)?;
                self.write_value(value, out)
            }
            NodeKind::Empty => Ok(()),
            NodeKind::CsrfToken => self.csrf_token(out),
            NodeKind::Autoescape(on, nodes) => {
                self.render_with_env(nodes, out, |env| env.autoescape = *on)
            }
            NodeKind::Localize(on, nodes) => {
                self.render_with_env(nodes, out, |env| env.use_l10n = *on)
            }
            NodeKind::LocalTime(on, nodes) => {
                self.render_with_env(nodes, out, |env| env.use_tz = *on)
            }
            NodeKind::Timezone(zone, nodes) => self.timezone(zone, nodes, out),
            NodeKind::Language(language, nodes) => self.language(language, nodes, out),
            NodeKind::Spaceless(nodes) => self.spaceless(nodes, out),
            NodeKind::Filter(filters, nodes) => self.filter(filters, nodes, out),
            NodeKind::With(kwargs, nodes) => self.with(kwargs, nodes, out),
            NodeKind::Now(format, target) => self.now(format, target.as_ref(), out),
            NodeKind::Url(url) => self.url(url, out),
            NodeKind::Static(path, target) => self.static_url(path, target.as_ref(), out),
            NodeKind::Prefix(prefix, target) => {
                let prefix = match prefix {
                    Prefix::Static => &self.env.options.static_url,
                    Prefix::Media => &self.env.options.media_url,
                };
                self.store_or_write(prefix.as_ref().into(), target.as_ref(), out)
            }
            NodeKind::SetLocaleValue(info, name) => {
                let value = self.info(info)?;
                self.context.set(name, value);
                Ok(())
            }
            NodeKind::Block(block) => self.block(block, out),
            NodeKind::Extends(parent) => self.extends(parent, out),
            NodeKind::Include(include) => self.include(include, out),
            NodeKind::Translate(translate) => self.translate(translate, out),
            NodeKind::BlockTranslate(block) => self.block_translate(block, out),
            NodeKind::If(branches) => self.if_node(branches, out),
            NodeKind::For(node) => self.for_loop(node, out),
            NodeKind::IfChanged(node) => self.if_changed(node, out),
            NodeKind::Cycle(cycle) => self.cycle(cycle, out),
            NodeKind::ResetCycle(cycle) => {
                self.reset_cycle(cycle);
                Ok(())
            }
            NodeKind::FirstOf(values, target) => self.first_of(values, target.as_ref(), out),
            NodeKind::Regroup { list, by, target } => self.regroup(list, by, target),
            NodeKind::WidthRatio(arguments, target) => {
                let width = self.width_ratio(arguments)?;
                self.store_or_write(width.into(), target.as_ref(), out)
            }
        }
    }
}
