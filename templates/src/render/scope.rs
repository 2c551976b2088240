//! The variables of a rendering, in scopes that tags push and pop (Django's Context), and what
//! nodes remember (RenderContext).

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

use crate::node::Block;
use crate::value::Value;

/// Variables that a tag brought.
#[derive(Default)]
pub(super) struct Scope {
    variables: HashMap<Arc<str>, Value>,
    /// The loop whose `forloop` is among them.
    turn: Option<u64>,
}

/// All scopes; the last one counts first.
pub(super) struct Scopes(Vec<Scope>);

impl Scopes {
    pub(super) fn new(variables: HashMap<Arc<str>, Value>) -> Self {
        Self(vec![Scope {
            variables,
            turn: None,
        }])
    }

    pub(super) fn push(&mut self, variables: impl IntoIterator<Item = (Arc<str>, Value)>) {
        self.0.push(Scope {
            variables: variables.into_iter().collect(),
            turn: None,
        });
    }

    pub(super) fn pop(&mut self) {
        self.0.pop();
    }

    pub(super) fn get(&self, name: &str) -> Option<Value> {
        let found = self
            .0
            .iter()
            .rev()
            .find_map(|scope| scope.variables.get(name))
            .cloned();
        found.or_else(|| match name {
            "True" => Some(Value::Bool(true)),
            "False" => Some(Value::Bool(false)),
            "None" => Some(Value::None),
            _ => None,
        })
    }

    /// Sets a variable in the last scope.
    pub(super) fn set(&mut self, name: &str, value: Value) {
        if let Some(scope) = self.0.last_mut() {
            scope.variables.insert(name.into(), value);
        }
    }

    /// Sets a variable where it is, else in the last scope.
    pub(super) fn set_upward(&mut self, name: &str, value: Value) {
        match self
            .0
            .iter_mut()
            .rev()
            .find_map(|scope| scope.variables.get_mut(name))
        {
            Some(place) => *place = value,
            None => self.set(name, value),
        }
    }

    /// Says that the last scope has this loop's `forloop`.
    pub(super) fn turn(&mut self, id: u64) {
        if let Some(scope) = self.0.last_mut() {
            scope.turn = Some(id);
        }
    }

    /// The loop whose `forloop` a template sees.
    pub(super) fn current_turn(&self) -> Option<u64> {
        self.0
            .iter()
            .rev()
            .find(|scope| scope.variables.contains_key("forloop"))
            .and_then(|scope| scope.turn)
    }
}

/// What nodes of one template, and of those it extends, remember while it is rendered.
pub(super) struct Frame {
    pub(super) id: u64,
    /// The place of each cycle.
    pub(super) cycles: HashMap<u64, usize>,
    /// The blocks of a name, the most basic one first; `None`: nothing is extended.
    pub(super) blocks: Option<HashMap<String, VecDeque<Arc<Block>>>>,
    /// The names of the templates that were extended.
    pub(super) extended: Vec<Option<String>>,
}

impl Frame {
    pub(super) fn new(id: u64) -> Self {
        Self {
            id,
            cycles: HashMap::new(),
            blocks: None,
            extended: Vec::new(),
        }
    }
}
