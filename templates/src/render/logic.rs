//! Conditions and loops: `if`, `for`, `ifchanged`, `cycle`, `firstof`, `regroup` and `widthratio`.

use std::fmt::{self, Write};
use std::sync::Arc;

use super::Renderer;
use crate::error::{Exception, RenderError, RenderResult};
use crate::formats::render_value;
use crate::node::{Condition, Cycle, FilterExpression, For, IfChanged, NodeList};
use crate::value::dict_view::{DictView, GroupedResult};
use crate::value::{Dict, Key, Object, Value};

/// The values that an `ifchanged` compares.
#[derive(PartialEq)]
pub(super) enum LastValues {
    /// The rendered block.
    Text(String),
    /// The values of its arguments.
    Arguments(Arguments),
}

/// Values that are compared as in Python.
pub(super) struct Arguments(Vec<Value>);

impl PartialEq for Arguments {
    fn eq(&self, other: &Self) -> bool {
        self.0.len() == other.0.len() && self.0.iter().zip(&other.0).all(|(a, b)| a.equals(b))
    }
}

impl Renderer<'_> {
    pub(super) fn if_node(
        &mut self,
        branches: &[(Option<Condition>, NodeList)],
        out: &mut String,
    ) -> RenderResult<()> {
        for (condition, nodes) in branches {
            let is_met = match condition {
                None => true,
                Some(condition) => match self.evaluate(condition) {
                    Err(RenderError::VariableDoesNotExist(_)) => false,
                    other => other?.is_truthy(),
                },
            };
            if is_met {
                return self.render_nodes(nodes, out);
            }
        }
        Ok(())
    }

    pub(super) fn first_of(
        &mut self,
        values: &[FilterExpression],
        target: Option<&String>,
        out: &mut String,
    ) -> RenderResult<()> {
        let mut first = Value::from("");
        for value in values {
            let value = self.resolve_or_none(value)?;
            if value.is_truthy() {
                first = render_value(value, &self.env)?;
                break;
            }
        }
        self.store_or_write(first, target, out)
    }

    /// Evaluates keyword arguments.
    pub(super) fn resolve_kwargs(
        &mut self,
        kwargs: &[(String, FilterExpression)],
    ) -> RenderResult<Vec<(Arc<str>, Value)>> {
        let mut values = Vec::with_capacity(kwargs.len());
        for (name, value) in kwargs {
            values.push((name.as_str().into(), self.resolve(value)?));
        }
        Ok(values)
    }

    pub(super) fn for_loop(&mut self, node: &For, out: &mut String) -> RenderResult<()> {
        let parent = self
            .context
            .get("forloop")
            .unwrap_or_else(|| Value::Dict(Arc::new(Dict::new())));
        self.context.push([]);
        let line = self.line;
        let sequence = self.resolve_or_none(&node.sequence)?;
        let mut items = match &sequence {
            Value::None => Vec::new(),
            other => self.env.iterate(other)?.ok_or_else(|| {
                RenderError::type_error(format!(
                    "{{% for %}} cannot iterate over {}",
                    other.type_description()
                ))
            })?,
        };
        self.count_steps(items.len())?;
        if items.is_empty() {
            self.render_nodes(&node.empty, out)?;
            self.context.pop();
            return Ok(());
        }
        if node.reversed {
            items.reverse();
        }
        let loop_id = self.unique_id();
        self.context.set_loop_id(loop_id);
        let length = items.len();
        for (index, item) in items.into_iter().enumerate() {
            self.line = line;
            self.context.set(
                "forloop",
                Value::object(ForLoop {
                    index,
                    length,
                    parent: parent.clone(),
                }),
            );
            if let [name] = node.loop_variables.as_slice() {
                self.context.set(name, item);
                self.render_nodes(&node.body, out)?;
                continue;
            }
            let count = item.length().unwrap_or(1);
            if count != node.loop_variables.len() {
                let expected = node.loop_variables.len();
                return Err(RenderError::value_error(format!(
                    "{{% for %}} needs {expected} values to unpack, but an item has {count}"
                )));
            }
            let parts = item.iterate().unwrap_or_default();
            self.context.push(
                node.loop_variables
                    .iter()
                    .map(|name| Arc::from(name.as_str()))
                    .zip(parts),
            );
            self.render_nodes(&node.body, out)?;
            self.context.pop();
        }
        self.context.pop();
        self.last_values.retain(|(id, _), _| *id != loop_id);
        Ok(())
    }

    pub(super) fn if_changed(&mut self, node: &IfChanged, out: &mut String) -> RenderResult<()> {
        let render_context_id = self.render_contexts.last().map_or(0, |state| state.id);
        // IDs of loops and render contexts are distinct.
        let key = (self.context.loop_id().unwrap_or(render_context_id), node.id);
        let mut rendered = None;
        let values = if node.values.is_empty() {
            let text = self.render_to_string(&node.if_changed)?;
            rendered = Some(text.clone());
            LastValues::Text(text)
        } else {
            let mut values = Vec::with_capacity(node.values.len());
            for value in &node.values {
                values.push(self.resolve_or_none(value)?);
            }
            LastValues::Arguments(Arguments(values))
        };
        if self.last_values.get(&key) == Some(&values) {
            return self.render_nodes(&node.if_unchanged, out);
        }
        self.last_values.insert(key, values);
        match rendered {
            Some(text) if !text.is_empty() => self.write(&text, out),
            _ => self.render_nodes(&node.if_changed, out),
        }
    }

    pub(super) fn cycle(&mut self, cycle: &Cycle, out: &mut String) -> RenderResult<()> {
        let Some(render_context) = self.render_contexts.last_mut() else {
            return Ok(());
        };
        let index = render_context.cycles.entry(cycle.id).or_insert(0);
        let expression = cycle.values.get(*index);
        *index = (*index + 1) % cycle.values.len().max(1);
        let Some(expression) = expression else {
            return Ok(());
        };
        let value = self.resolve(expression)?;
        if let Some(name) = &cycle.name {
            self.context.set_upward(name, value.clone());
        }
        if cycle.silent {
            Ok(())
        } else {
            self.write_value(value, out)
        }
    }

    pub(super) fn reset_cycle(&mut self, cycle: &Cycle) {
        if let Some(render_context) = self.render_contexts.last_mut() {
            render_context.cycles.insert(cycle.id, 0);
        }
    }

    pub(super) fn regroup(
        &mut self,
        list: &FilterExpression,
        by: &FilterExpression,
        target: &str,
    ) -> RenderResult<()> {
        let list = self.resolve_or_none(list)?;
        let items = match &list {
            Value::None => Vec::new(),
            other => self.env.iterate(other)?.ok_or_else(|| {
                RenderError::type_error(format!(
                    "{{% regroup %}} cannot iterate over {}",
                    other.type_description()
                ))
            })?,
        };
        self.count_steps(items.len())?;
        let mut groups: Vec<(Value, Vec<Value>)> = Vec::new();
        for item in items {
            self.context.set(target, item.clone());
            let key = self.resolve_or_none(by)?;
            match groups.last_mut() {
                Some((last, items)) if last.equals(&key) => items.push(item),
                _ => groups.push((key, vec![item])),
            }
        }
        let groups = groups.into_iter().map(|(grouper, items)| {
            Value::object(GroupedResult {
                grouper,
                list: items.into(),
            })
        });
        let groups = Value::list(groups);
        self.context.set(target, groups);
        Ok(())
    }

    pub(super) fn width_ratio(
        &mut self,
        arguments: &[FilterExpression; 3],
    ) -> RenderResult<String> {
        let mut values = Vec::new();
        for argument in arguments {
            match self.resolve(argument) {
                Err(RenderError::VariableDoesNotExist(_)) => return Ok(String::new()),
                other => values.push(other?),
            }
        }
        let [value, max, width] = values.as_slice() else {
            return Ok(String::new());
        };
        let width = match width.to_int() {
            Err(error) if error.is(&[Exception::ValueError, Exception::TypeError]) => {
                return Err(RenderError::TemplateSyntaxError(
                    "the last argument of {% widthratio %} must be a number".into(),
                ));
            }
            Err(error)
                if error.is(&[Exception::OverflowError])
                    && width.to_float().is_ok_and(f64::is_finite) =>
            {
                return Ok(String::new());
            }
            other => other?,
        };
        let (Ok(value), Ok(max)) = (value.to_float(), max.to_float()) else {
            return Ok(String::new());
        };
        if max == 0.0 {
            return Ok("0".into());
        }
        #[expect(
            clippy::cast_precision_loss,
            reason = "like the multiplication in Python"
        )]
        let ratio = value / max * width as f64;
        if !ratio.is_finite() {
            return Ok(String::new());
        }
        let text = format!("{:.0}", ratio.round_ties_even());
        Ok(if text == "-0" { "0".into() } else { text })
    }
}

/// The variable `forloop`, a dict whose items are created when they are used.
struct ForLoop {
    index: usize,
    length: usize,
    parent: Value,
}

impl ForLoop {
    fn to_dict(&self) -> Dict {
        [
            "parentloop",
            "counter0",
            "counter",
            "revcounter",
            "revcounter0",
            "first",
            "last",
        ]
        .into_iter()
        .filter_map(|name| Some((Key::from(name), self.item(name)?)))
        .collect()
    }

    fn item(&self, name: &str) -> Option<Value> {
        let number = |number: usize| Some(Value::Int(i128::try_from(number).unwrap_or(i128::MAX)));
        match name {
            "parentloop" => Some(self.parent.clone()),
            "counter0" => number(self.index),
            "counter" => number(self.index + 1),
            "revcounter" => number(self.length - self.index),
            "revcounter0" => number(self.length - self.index - 1),
            "first" => Some(Value::Bool(self.index == 0)),
            "last" => Some(Value::Bool(self.index + 1 == self.length)),
            _ => None,
        }
    }
}

impl Object for ForLoop {
    fn get(&self, name: &str) -> Option<Value> {
        self.item(name)
            .or_else(|| DictView::of(&self.to_dict(), name))
    }

    fn write(&self, out: &mut dyn Write) -> fmt::Result {
        Value::Dict(Arc::new(self.to_dict())).write_repr(out, 0)
    }

    fn is_truthy(&self) -> bool {
        true
    }
}
