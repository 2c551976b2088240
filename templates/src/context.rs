//! The variables of a template.

use std::collections::HashMap;
use std::sync::Arc;

use crate::value::Value;

/// Variables by name.
#[derive(Clone, Debug, Default)]
pub struct Context {
    pub(crate) variables: HashMap<Arc<str>, Value>,
}

impl Context {
    /// An empty context. `True`, `False` and `None` are always defined.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds or replaces a variable and returns the context.
    #[must_use]
    pub fn with(mut self, name: impl Into<Arc<str>>, value: impl Into<Value>) -> Self {
        self.insert(name, value);
        self
    }

    /// Adds or replaces a variable.
    pub fn insert(&mut self, name: impl Into<Arc<str>>, value: impl Into<Value>) {
        self.variables.insert(name.into(), value.into());
    }

    /// The value of a variable.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.variables.get(name)
    }
}

impl<K: Into<Arc<str>>, V: Into<Value>> FromIterator<(K, V)> for Context {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(entries: I) -> Self {
        let variables = entries
            .into_iter()
            .map(|(name, value)| (name.into(), value.into()))
            .collect();
        Self { variables }
    }
}
