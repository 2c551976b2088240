//! Sequences that templates make themselves: what `dict.items` answers, and the groups of
//! `{% regroup %}`.

use std::any::Any;
use std::fmt::{self, Write};
use std::sync::Arc;

use super::text::write_items;
use super::{Key, Object, Value};

/// `dict.items()`, `dict.keys()`, `dict.values()`: it can be gone over and counted, but has no
/// elements by number.
pub(crate) struct View {
    pub(crate) name: &'static str,
    pub(crate) items: Vec<Value>,
}

impl View {
    /// The view of this name of a dict.
    pub(crate) fn of(name: &'static str, dict: &super::Dict) -> Value {
        let items = match name {
            "dict_items" => dict
                .iter()
                .map(|(key, value)| Value::Tuple(Arc::new(vec![key.value(), value.clone()])))
                .collect(),
            "dict_keys" => dict.keys().map(Key::value).collect(),
            _ => dict.values().cloned().collect(),
        };
        Value::object(Self { name, items })
    }
}

impl Object for View {
    fn get(&self, _: &str) -> Option<Value> {
        None
    }

    fn write(&self, out: &mut dyn Write) -> fmt::Result {
        write!(out, "{}([", self.name)?;
        write_items(&self.items, out, 0)?;
        out.write_str("])")
    }

    fn items(&self) -> Option<Vec<Value>> {
        Some(self.items.clone())
    }
}

/// Whether an object is a [`View`].
pub(crate) fn is_view(object: &dyn Object) -> bool {
    (object as &dyn Any).is::<View>()
}

/// A group of `{% regroup %}`: a tuple with names.
pub(crate) struct Group {
    pub(crate) grouper: Value,
    pub(crate) list: Value,
}

impl Object for Group {
    fn get(&self, name: &str) -> Option<Value> {
        match name {
            "grouper" => Some(self.grouper.clone()),
            "list" => Some(self.list.clone()),
            _ => None,
        }
    }

    fn write(&self, out: &mut dyn Write) -> fmt::Result {
        out.write_str("GroupedResult(grouper=")?;
        self.grouper.write_repr(out, 0)?;
        out.write_str(", list=")?;
        self.list.write_repr(out, 0)?;
        out.write_char(')')
    }

    fn items(&self) -> Option<Vec<Value>> {
        Some(vec![self.grouper.clone(), self.list.clone()])
    }
}
