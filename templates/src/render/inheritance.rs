//! `block`, `extends` and `include` (`django/template/loader_tags.py`).

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

use super::Renderer;
use super::context::{ContextStack, RenderContext};
use super::resolve::BlockVariable;
use crate::error::{RenderError, RenderResult};
use crate::node::{Block, Blocks, FilterExpression, Include};
use crate::template::Template;
use crate::value::Value;

/// The blocks of each name in the templates, the base template's first.
type BlockQueues = HashMap<String, VecDeque<Arc<Block>>>;

impl Renderer<'_> {
    /// Loads a template; `None` if it does not exist.
    fn load(&mut self, name: &str) -> RenderResult<Option<Template>> {
        if let Some(template) = self.loaded_templates.get(name) {
            return Ok(Some(template.clone()));
        }
        let Some(source) = self.env.options.loader.and_then(|loader| loader.load(name)) else {
            return Ok(None);
        };
        self.count_steps(1 + source.len() / 32)?;
        let template = Template::parse_named(Some(name), &source, self.env.options)
            .map_err(|error| RenderError::InvalidTemplate(error.into()))?;
        self.loaded_templates
            .insert(name.to_owned(), template.clone());
        Ok(Some(template))
    }

    /// The blocks of this template and those it extends, if it extends one.
    fn block_queues(&mut self) -> Option<&mut BlockQueues> {
        self.render_contexts
            .last_mut()
            .and_then(|render_context| render_context.blocks.as_mut())
    }

    pub(super) fn block(&mut self, block: &Arc<Block>, out: &mut String) -> RenderResult<()> {
        self.context.push([]);
        match self.block_queues() {
            None => {
                self.context.set(
                    "block",
                    Value::object(BlockVariable {
                        block: block.clone(),
                        extended: false,
                    }),
                );
                self.render_nodes(&block.nodes, out)?;
            }
            Some(queues) => {
                let popped = queues.get_mut(&block.name).and_then(VecDeque::pop_back);
                let rendered = popped.clone().unwrap_or_else(|| block.clone());
                self.context.set(
                    "block",
                    Value::object(BlockVariable {
                        block: rendered.clone(),
                        extended: true,
                    }),
                );
                self.render_nodes(&rendered.nodes, out)?;
                if let (Some(popped), Some(queues)) = (popped, self.block_queues()) {
                    queues
                        .entry(block.name.clone())
                        .or_default()
                        .push_back(popped);
                }
            }
        }
        self.context.pop();
        Ok(())
    }

    /// `{{ block.super }}`: the block of the extended template.
    pub(super) fn block_super(
        &mut self,
        (block, extended): &(Arc<Block>, bool),
    ) -> RenderResult<Value> {
        if !extended {
            return Err(RenderError::TemplateSyntaxError(
                "{{ block.super }} requires a template that extends another".into(),
            ));
        }
        if self
            .block_queues()
            .is_none_or(|queues| queues.get(&block.name).is_none_or(VecDeque::is_empty))
        {
            return Ok("".into());
        }
        let line = self.line;
        let mut out = String::new();
        self.block(block, &mut out)?;
        self.line = line;
        Ok(Value::safe(out))
    }

    fn add_blocks(&mut self, blocks: &Blocks) {
        if let Some(queues) = self.block_queues() {
            for (name, block) in blocks {
                queues
                    .entry(name.clone())
                    .or_default()
                    .push_front(block.clone());
            }
        }
    }

    pub(super) fn extends(
        &mut self,
        parent: &FilterExpression,
        out: &mut String,
    ) -> RenderResult<()> {
        let name = self.resolve(parent)?;
        if !name.is_truthy() {
            return Err(RenderError::TemplateSyntaxError(format!(
                "invalid template name in {{% extends {} %}}",
                parent.source
            )));
        }
        let name = name.to_text(self.env.max_length())?;
        let own_name = self.current.compiled.name.clone();
        if let Some(render_context) = self.render_contexts.last_mut() {
            if render_context.extended.is_empty() {
                render_context.extended.push(own_name);
            }
            // A template does not extend one that is already being extended.
            if render_context.extended.contains(&Some(name.clone())) {
                return Err(RenderError::TemplateDoesNotExist(format!(
                    "the template \"{name}\" extends itself"
                )));
            }
            render_context.extended.push(Some(name.clone()));
            render_context.blocks.get_or_insert_default();
        }
        let parent = self.load(&name)?.ok_or_else(|| does_not_exist(&name))?;
        let child = self.current.clone();
        self.add_blocks(&child.compiled.blocks);
        if !parent.compiled.extends {
            self.add_blocks(&parent.compiled.blocks);
        }
        self.current = parent.clone();
        self.render_nodes(&parent.compiled.nodes, out)?;
        self.current = child;
        Ok(())
    }

    pub(super) fn include(&mut self, include: &Include, out: &mut String) -> RenderResult<()> {
        let name = self.resolve(&include.name)?;
        let names = match &name {
            Value::Str(text) if !text.as_str().is_empty() => vec![text.as_str().to_owned()],
            other => {
                let names = if other.is_truthy() {
                    other.items().map(std::borrow::Cow::into_owned)
                } else {
                    Some(Vec::new())
                };
                let names = names.ok_or_else(|| {
                    RenderError::type_error(format!(
                        "{} is not a template name",
                        other.type_description()
                    ))
                })?;
                names
                    .iter()
                    .map(|name| name.to_text(self.env.max_length()))
                    .collect::<RenderResult<_>>()?
            }
        };
        let mut template = None;
        for name in &names {
            template = self.load(name)?;
            if template.is_some() {
                break;
            }
        }
        let template = template.ok_or_else(|| does_not_exist(&names.join("\", \"")))?;
        let values = self.resolve_kwargs(&include.values)?;
        let (line, caller) = (
            self.line,
            std::mem::replace(&mut self.current, template.clone()),
        );
        let id = self.unique_id();
        self.render_contexts.push(RenderContext::new(id));
        if include.only {
            let isolated = ContextStack::new(values.into_iter().collect());
            let context = std::mem::replace(&mut self.context, isolated);
            self.render_nodes(&template.compiled.nodes, out)?;
            self.context = context;
        } else {
            self.context.push(values);
            self.render_nodes(&template.compiled.nodes, out)?;
            self.context.pop();
        }
        self.render_contexts.pop();
        self.last_values
            .retain(|(render_context_id, _), _| *render_context_id != id);
        (self.line, self.current) = (line, caller);
        Ok(())
    }
}

fn does_not_exist(name: &str) -> RenderError {
    RenderError::TemplateDoesNotExist(format!("the template \"{name}\" does not exist"))
}
