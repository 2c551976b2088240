//! Views of dicts, and the groups of `{% regroup %}`.

use std::any::Any;
use std::fmt::{self, Write};
use std::sync::Arc;

use super::print::write_items;
use super::{Key, Object, Value};

/// The result of `dict.items()`, `dict.keys()` or `dict.values()`, which cannot be indexed.
pub(crate) struct DictView {
    /// Name of its Python type.
    name: &'static str,
    items: Vec<Value>,
}

impl DictView {
    /// `dict.items`, `dict.keys` or `dict.values` by name; `None` for other names.
    pub(crate) fn of(dict: &super::Dict, method: &str) -> Option<Value> {
        let (name, items) = match method {
            "items" => {
                let item = |(key, value): (&Key, &Value)| {
                    Value::Tuple(Arc::new(vec![key.value(), value.clone()]))
                };
                ("dict_items", dict.iter().map(item).collect())
            }
            "keys" => ("dict_keys", dict.keys().map(Key::value).collect()),
            "values" => ("dict_values", dict.values().cloned().collect()),
            _ => return None,
        };
        Some(Value::object(Self { name, items }))
    }
}

impl Object for DictView {
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

/// Whether an object is a [`DictView`].
pub(crate) fn is_dict_view(object: &dyn Object) -> bool {
    (object as &dyn Any).is::<DictView>()
}

/// A group of `{% regroup %}`, a named tuple.
pub(crate) struct GroupedResult {
    pub(crate) grouper: Value,
    pub(crate) list: Value,
}

impl Object for GroupedResult {
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
