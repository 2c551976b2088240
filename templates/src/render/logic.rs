//! Conditions, loops and variables.

use std::fmt::{self, Write};
use std::sync::Arc;

use super::Renderer;
use crate::error::{Exc, Fault, Outcome};
use crate::node::{Cycle, Expr, For, IfChanged, Kind, Node};
use crate::value::view::{Group, View};
use crate::value::{Dict, Key, Object, Value};

/// What an `ifchanged` saw last.
#[derive(PartialEq)]
pub(super) enum Seen {
    Text(String),
    Values(Values),
}

/// Values that are equal as Python has it.
pub(super) struct Values(Vec<Value>);

impl PartialEq for Values {
    fn eq(&self, other: &Self) -> bool {
        self.0.len() == other.0.len() && self.0.iter().zip(&other.0).all(|(a, b)| a.equals(b))
    }
}

impl Renderer<'_> {
    pub(super) fn logic_node(&mut self, node: &Node, out: &mut String) -> Outcome<()> {
        match &node.kind {
            Kind::If(branches) => {
                for (condition, nodes) in branches {
                    let holds = match condition {
                        None => true,
                        Some(condition) => match self.condition(condition) {
                            Err(Fault::Missing(_)) => false,
                            other => other?.truthy(),
                        },
                    };
                    if holds {
                        return self.nodes(nodes, out);
                    }
                }
                Ok(())
            }
            Kind::For(node) => self.for_loop(node, out),
            Kind::IfChanged(node) => self.if_changed(node, out),
            Kind::Cycle(cycle) => self.cycle(cycle, out),
            Kind::ResetCycle(cycle) => {
                if let Some(frame) = self.frames.last_mut() {
                    frame.cycles.insert(cycle.id, 0);
                }
                Ok(())
            }
            Kind::FirstOf(values, target) => {
                let mut first = Value::from("");
                for value in values {
                    let value = self.value_or_none(value)?;
                    if value.truthy() {
                        first = self.env.shown(value)?;
                        break;
                    }
                }
                self.put(first, target.as_ref(), out)
            }
            Kind::Regroup { list, by, target } => self.regroup(list, by, target),
            Kind::WidthRatio(parts, target) => {
                let text = self.width_ratio(parts)?;
                self.put(text.into(), target.as_ref(), out)
            }
            _ => Ok(()),
        }
    }

    /// Named arguments and their values.
    pub(super) fn named(&mut self, named: &[(String, Expr)]) -> Outcome<Vec<(Arc<str>, Value)>> {
        let mut values = Vec::with_capacity(named.len());
        for (name, value) in named {
            values.push((name.as_str().into(), self.value(value)?));
        }
        Ok(values)
    }

    fn for_loop(&mut self, node: &For, out: &mut String) -> Outcome<()> {
        let parent = self
            .scopes
            .get("forloop")
            .unwrap_or_else(|| Value::Dict(Arc::new(Dict::new())));
        self.scopes.push([]);
        let line = self.line;
        let sequence = self.value_or_none(&node.sequence)?;
        let mut items = match &sequence {
            Value::None => Vec::new(),
            other => self.env.elements(other)?.ok_or_else(|| {
                Fault::type_error(format!(
                    "{} cannot be gone over in {{% for %}}",
                    other.kind()
                ))
            })?,
        };
        self.spend(items.len())?;
        if items.is_empty() {
            self.nodes(&node.empty, out)?;
            self.scopes.pop();
            return Ok(());
        }
        if node.reversed {
            items.reverse();
        }
        let id = self.unique();
        self.scopes.turn(id);
        let length = items.len();
        for (index, item) in items.into_iter().enumerate() {
            self.line = line;
            self.scopes.set(
                "forloop",
                Value::object(Turn {
                    index,
                    length,
                    parent: parent.clone(),
                }),
            );
            if let [name] = node.names.as_slice() {
                self.scopes.set(name, item);
                self.nodes(&node.body, out)?;
                continue;
            }
            let count = item.length().unwrap_or(1);
            if count != node.names.len() {
                let wanted = node.names.len();
                return Err(Fault::value_error(format!(
                    "{{% for %}} names {wanted} values, but an element has {count}"
                )));
            }
            let parts = item.iterate().unwrap_or_default();
            self.scopes.push(
                node.names
                    .iter()
                    .map(|name| Arc::from(name.as_str()))
                    .zip(parts),
            );
            self.nodes(&node.body, out)?;
            self.scopes.pop();
        }
        self.scopes.pop();
        self.changes.retain(|(turn, _), _| *turn != id);
        Ok(())
    }

    fn if_changed(&mut self, node: &IfChanged, out: &mut String) -> Outcome<()> {
        let frame = self.frames.last().map_or(0, |frame| frame.id);
        // Loops and frames have numbers from one row.
        let place = (self.scopes.current_turn().unwrap_or(frame), node.id);
        let mut rendered = None;
        let seen = if node.values.is_empty() {
            let text = self.captured(&node.changed)?;
            rendered = Some(text.clone());
            Seen::Text(text)
        } else {
            let mut values = Vec::with_capacity(node.values.len());
            for value in &node.values {
                values.push(self.value_or_none(value)?);
            }
            Seen::Values(Values(values))
        };
        if self.changes.get(&place) == Some(&seen) {
            return self.nodes(&node.same, out);
        }
        self.changes.insert(place, seen);
        match rendered {
            Some(text) if !text.is_empty() => self.write(&text, out),
            _ => self.nodes(&node.changed, out),
        }
    }

    fn cycle(&mut self, cycle: &Cycle, out: &mut String) -> Outcome<()> {
        let Some(frame) = self.frames.last_mut() else {
            return Ok(());
        };
        let place = frame.cycles.entry(cycle.id).or_insert(0);
        let expression = cycle.values.get(*place);
        *place = (*place + 1) % cycle.values.len().max(1);
        let Some(expression) = expression else {
            return Ok(());
        };
        let value = self.value(expression)?;
        if let Some(name) = &cycle.name {
            self.scopes.set_upward(name, value.clone());
        }
        if cycle.silent {
            Ok(())
        } else {
            self.show(value, out)
        }
    }

    fn regroup(&mut self, list: &Expr, by: &Expr, target: &str) -> Outcome<()> {
        let list = self.value_or_none(list)?;
        let items = match &list {
            Value::None => Vec::new(),
            other => self.env.elements(other)?.ok_or_else(|| {
                Fault::type_error(format!("{} cannot be regrouped", other.kind()))
            })?,
        };
        self.spend(items.len())?;
        let mut groups: Vec<(Value, Vec<Value>)> = Vec::new();
        for item in items {
            self.scopes.set(target, item.clone());
            let key = self.value_or_none(by)?;
            match groups.last_mut() {
                Some((last, items)) if last.equals(&key) => items.push(item),
                _ => groups.push((key, vec![item])),
            }
        }
        let groups = groups.into_iter().map(|(grouper, items)| {
            Value::object(Group {
                grouper,
                list: items.into(),
            })
        });
        let groups = Value::list(groups);
        self.scopes.set(target, groups);
        Ok(())
    }

    fn width_ratio(&mut self, parts: &[Expr; 3]) -> Outcome<String> {
        let mut values = Vec::new();
        for part in parts {
            match self.value(part) {
                Err(Fault::Missing(_)) => return Ok(String::new()),
                other => values.push(other?),
            }
        }
        let [value, most, width] = values.as_slice() else {
            return Ok(String::new());
        };
        let width = match width.int() {
            Err(fault) if fault.is(&[Exc::Value, Exc::Type]) => {
                return Err(Fault::Syntax(
                    "the last argument of {% widthratio %} must be a number".into(),
                ));
            }
            Err(fault) if fault.is(&[Exc::Overflow]) && width.float().is_ok_and(f64::is_finite) => {
                return Ok(String::new());
            }
            other => other?,
        };
        let (Ok(value), Ok(most)) = (value.float(), most.float()) else {
            return Ok(String::new());
        };
        if most == 0.0 {
            return Ok("0".into());
        }
        #[expect(clippy::cast_precision_loss, reason = "as Python multiplies")]
        let ratio = value / most * width as f64;
        if !ratio.is_finite() {
            return Ok(String::new());
        }
        let text = format!("{:.0}", ratio.round_ties_even());
        Ok(if text == "-0" { "0".into() } else { text })
    }
}

/// The variable `forloop`: a dict that is made only when it is asked for.
struct Turn {
    index: usize,
    length: usize,
    parent: Value,
}

impl Turn {
    fn dict(&self) -> Dict {
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
        .filter_map(|name| Some((Key::from(name), self.entry(name)?)))
        .collect()
    }

    fn entry(&self, name: &str) -> Option<Value> {
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

impl Object for Turn {
    fn get(&self, name: &str) -> Option<Value> {
        self.entry(name).or_else(|| match name {
            "items" => Some(View::of("dict_items", &self.dict())),
            "keys" => Some(View::of("dict_keys", &self.dict())),
            "values" => Some(View::of("dict_values", &self.dict())),
            _ => None,
        })
    }

    fn write(&self, out: &mut dyn Write) -> fmt::Result {
        Value::Dict(Arc::new(self.dict())).write_repr(out, 0)
    }

    fn truthy(&self) -> bool {
        true
    }
}
