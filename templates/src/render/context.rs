//! The variables of a template in layers that tags push and pop (Django's `Context`), and the state of
//! nodes (`RenderContext`).

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

use crate::node::Block;
use crate::value::Value;

/// The variables that a tag has pushed.
#[derive(Default)]
struct Layer {
    variables: HashMap<Arc<str>, Value>,
    /// ID of the loop whose `forloop` is among them.
    loop_id: Option<u64>,
}

/// The layers of variables; later ones take precedence.
pub(super) struct ContextStack(Vec<Layer>);

impl ContextStack {
    pub(super) fn new(variables: HashMap<Arc<str>, Value>) -> Self {
        Self(vec![Layer {
            variables,
            loop_id: None,
        }])
    }

    pub(super) fn push(&mut self, variables: impl IntoIterator<Item = (Arc<str>, Value)>) {
        self.0.push(Layer {
            variables: variables.into_iter().collect(),
            loop_id: None,
        });
    }

    pub(super) fn pop(&mut self) {
        self.0.pop();
    }

    pub(super) fn get(&self, name: &str) -> Option<Value> {
        let value = self
            .0
            .iter()
            .rev()
            .find_map(|layer| layer.variables.get(name))
            .cloned();
        value.or_else(|| match name {
            "True" => Some(Value::Bool(true)),
            "False" => Some(Value::Bool(false)),
            "None" => Some(Value::None),
            _ => None,
        })
    }

    /// Sets a variable in the last layer.
    pub(super) fn set(&mut self, name: &str, value: Value) {
        if let Some(layer) = self.0.last_mut() {
            layer.variables.insert(name.into(), value);
        }
    }

    /// Sets a variable in the layer that has it, or else in the last one.
    pub(super) fn set_upward(&mut self, name: &str, value: Value) {
        match self
            .0
            .iter_mut()
            .rev()
            .find_map(|layer| layer.variables.get_mut(name))
        {
            Some(variable) => *variable = value,
            None => self.set(name, value),
        }
    }

    /// Marks the last layer as that of a loop.
    pub(super) fn set_loop_id(&mut self, id: u64) {
        if let Some(layer) = self.0.last_mut() {
            layer.loop_id = Some(id);
        }
    }

    /// ID of the loop whose `forloop` is visible.
    pub(super) fn loop_id(&self) -> Option<u64> {
        self.0
            .iter()
            .rev()
            .find(|layer| layer.variables.contains_key("forloop"))
            .and_then(|layer| layer.loop_id)
    }
}

/// The state of the nodes of a template and of those it extends.
pub(super) struct RenderContext {
    pub(super) id: u64,
    /// Index of the next value of each cycle.
    pub(super) cycles: HashMap<u64, usize>,
    /// Blocks by name, the base template's first; `None` if the template extends none.
    pub(super) blocks: Option<HashMap<String, VecDeque<Arc<Block>>>>,
    /// Names of this template and those that it extends.
    pub(super) extended: Vec<Option<String>>,
}

impl RenderContext {
    pub(super) fn new(id: u64) -> Self {
        Self {
            id,
            cycles: HashMap::new(),
            blocks: None,
            extended: Vec::new(),
        }
    }
}
