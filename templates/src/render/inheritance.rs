//! Templates in templates: `block`, `extends`, `include` (django/template/loader_tags.py).

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

use super::Renderer;
use super::expression::BlockVariable;
use super::scope::{Frame, Scopes};
use crate::error::{Fault, Outcome};
use crate::node::{Block, Blocks, Expr, Include};
use crate::template::Template;
use crate::value::Value;

type Queues = HashMap<String, VecDeque<Arc<Block>>>;

impl Renderer<'_> {
    /// The template of this name; `None`: there is none.
    fn load(&mut self, name: &str) -> Outcome<Option<Template>> {
        if let Some(template) = self.loaded.get(name) {
            return Ok(Some(template.clone()));
        }
        let Some(source) = self.env.options.loader.and_then(|loader| loader.load(name)) else {
            return Ok(None);
        };
        self.spend(1 + source.len() / 32)?;
        let template = Template::named(Some(name), &source, self.env.options)
            .map_err(|error| Fault::Broken(error.into()))?;
        self.loaded.insert(name.to_owned(), template.clone());
        Ok(Some(template))
    }

    /// The blocks of this template and of those it extends, when it extends one.
    fn queues(&mut self) -> Option<&mut Queues> {
        self.frames
            .last_mut()
            .and_then(|frame| frame.blocks.as_mut())
    }

    pub(super) fn block(&mut self, block: &Arc<Block>, out: &mut String) -> Outcome<()> {
        self.scopes.push([]);
        match self.queues() {
            None => {
                self.scopes.set(
                    "block",
                    Value::object(BlockVariable {
                        block: block.clone(),
                        extended: false,
                    }),
                );
                self.nodes(&block.nodes, out)?;
            }
            Some(queues) => {
                let taken = queues.get_mut(&block.name).and_then(VecDeque::pop_back);
                let shown = taken.clone().unwrap_or_else(|| block.clone());
                self.scopes.set(
                    "block",
                    Value::object(BlockVariable {
                        block: shown.clone(),
                        extended: true,
                    }),
                );
                self.nodes(&shown.nodes, out)?;
                if let (Some(taken), Some(queues)) = (taken, self.queues()) {
                    queues
                        .entry(block.name.clone())
                        .or_default()
                        .push_back(taken);
                }
            }
        }
        self.scopes.pop();
        Ok(())
    }

    /// `{{ block.super }}`: what the block above shows.
    pub(super) fn block_super(&mut self, (block, extended): &(Arc<Block>, bool)) -> Outcome<Value> {
        if !extended {
            return Err(Fault::Syntax(
                "{{ block.super }} stands in a template that extends none".into(),
            ));
        }
        if self
            .queues()
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
        if let Some(queues) = self.queues() {
            for (name, block) in blocks {
                queues
                    .entry(name.clone())
                    .or_default()
                    .push_front(block.clone());
            }
        }
    }

    pub(super) fn extends(&mut self, parent: &Expr, out: &mut String) -> Outcome<()> {
        let name = self.value(parent)?;
        if !name.truthy() {
            return Err(Fault::Syntax(format!(
                "{{% extends {} %}} names no template",
                parent.source
            )));
        }
        let name = name.text(self.env.limit())?;
        let itself = self.current.compiled.name.clone();
        if let Some(frame) = self.frames.last_mut() {
            if frame.extended.is_empty() {
                frame.extended.push(itself);
            }
            // A template that was extended already is not looked at again.
            if frame.extended.contains(&Some(name.clone())) {
                return Err(Fault::NotFound(format!(
                    "the template \"{name}\" extends itself"
                )));
            }
            frame.extended.push(Some(name.clone()));
            frame.blocks.get_or_insert_default();
        }
        let parent = self.load(&name)?.ok_or_else(|| missing(&name))?;
        let child = self.current.clone();
        self.add_blocks(&child.compiled.blocks);
        if !parent.compiled.extends {
            self.add_blocks(&parent.compiled.blocks);
        }
        self.current = parent.clone();
        self.nodes(&parent.compiled.nodes, out)?;
        self.current = child;
        Ok(())
    }

    pub(super) fn include(&mut self, include: &Include, out: &mut String) -> Outcome<()> {
        let name = self.value(&include.name)?;
        let names = match &name {
            Value::Str(text) if !text.as_str().is_empty() => vec![text.as_str().to_owned()],
            other => {
                let names = if other.truthy() {
                    other.elements().map(std::borrow::Cow::into_owned)
                } else {
                    Some(Vec::new())
                };
                let names = names.ok_or_else(|| {
                    Fault::type_error(format!("{} names no template", other.kind()))
                })?;
                names
                    .iter()
                    .map(|name| name.text(self.env.limit()))
                    .collect::<Outcome<_>>()?
            }
        };
        let mut found = None;
        for name in &names {
            found = self.load(name)?;
            if found.is_some() {
                break;
            }
        }
        let template = found.ok_or_else(|| missing(&names.join("\", \"")))?;
        let values = self.named(&include.values)?;
        let (line, caller) = (
            self.line,
            std::mem::replace(&mut self.current, template.clone()),
        );
        let id = self.unique();
        self.frames.push(Frame::new(id));
        if include.only {
            let scopes =
                std::mem::replace(&mut self.scopes, Scopes::new(values.into_iter().collect()));
            self.nodes(&template.compiled.nodes, out)?;
            self.scopes = scopes;
        } else {
            self.scopes.push(values);
            self.nodes(&template.compiled.nodes, out)?;
            self.scopes.pop();
        }
        self.frames.pop();
        self.changes.retain(|(place, _), _| *place != id);
        (self.line, self.current) = (line, caller);
        Ok(())
    }
}

fn missing(name: &str) -> Fault {
    Fault::NotFound(format!("there is no template \"{name}\""))
}
