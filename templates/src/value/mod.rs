//! Values of Python's types. Submodules print, compare and convert them and look up their attributes
//! and items.

pub(crate) mod attributes;
pub(crate) mod compare;
pub(crate) mod datetime;
pub(crate) mod dict_view;
pub(crate) mod lookup;
pub(crate) mod number;
pub(crate) mod print;

use std::any::Any;
use std::fmt;
use std::sync::Arc;

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveTime, TimeDelta, Utc};
use chrono_tz::Tz;
pub use datetime::PyDateTime;
use indexmap::IndexMap;
pub(crate) use print::LimitedString;
use python::Decimal;

/// A value of one of Python's types. It is cheap to clone.
#[derive(Clone, Default)]
pub enum Value {
    /// `None`.
    #[default]
    None,
    /// `True` or `False`.
    Bool(bool),
    /// An `int` of up to 38 digits. A result with more digits is a render error.
    Int(i128),
    /// A `float`.
    Float(f64),
    /// A `decimal.Decimal`, which keeps trailing zeros.
    Decimal(Decimal),
    /// A `str` or Django's `SafeString`.
    Str(Text),
    /// A `datetime.datetime`, aware or naive.
    DateTime(PyDateTime),
    /// A `datetime.date`.
    Date(NaiveDate),
    /// A naive `datetime.time`.
    Time(NaiveTime),
    /// A `datetime.timedelta`, with microseconds.
    Delta(TimeDelta),
    /// A `list`.
    List(Arc<Vec<Value>>),
    /// A `tuple`.
    Tuple(Arc<Vec<Value>>),
    /// A `dict`, in insertion order.
    Dict(Arc<Dict>),
    /// Any other object.
    Object(Arc<dyn Object>),
}

/// A text, and whether it is safe HTML that is not escaped (Django's `SafeString`).
#[derive(Clone, Debug)]
pub struct Text {
    text: Arc<str>,
    safe: bool,
}

impl Text {
    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether it is safe HTML.
    #[must_use]
    pub fn is_safe(&self) -> bool {
        self.safe
    }
}

/// The entries of a [`Value::Dict`].
pub type Dict = IndexMap<Key, Value>;

/// A key in a [`Dict`].
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Key {
    /// A `str`.
    Str(Arc<str>),
    /// An `int`.
    Int(i128),
}

/// `dict[name]`.
pub(crate) fn get_item<'a>(dict: &'a Dict, name: &str) -> Option<&'a Value> {
    dict.get(&Key::Str(Arc::from(name)))
}

impl From<&str> for Key {
    fn from(text: &str) -> Self {
        Self::Str(text.into())
    }
}

impl Key {
    /// The key as a value.
    #[must_use]
    pub fn value(&self) -> Value {
        match self {
            Self::Str(text) => Value::Str(Text {
                text: text.clone(),
                safe: false,
            }),
            Self::Int(number) => Value::Int(*number),
        }
    }
}

/// An object whose attributes are evaluated when a template uses them.
///
/// Templates can request any attribute, so provide only those that their authors may see.
pub trait Object: Any + Send + Sync {
    /// The value of an attribute, or the result of a method without arguments; `None` if it has neither.
    fn get(&self, name: &str) -> Option<Value>;

    /// Writes `str(self)`.
    ///
    /// # Errors
    /// The writer's errors.
    fn write(&self, out: &mut dyn fmt::Write) -> fmt::Result;

    /// Writes `repr(self)`, which lists show.
    ///
    /// # Errors
    /// The writer's errors.
    fn write_repr(&self, out: &mut dyn fmt::Write) -> fmt::Result {
        self.write(out)
    }

    /// The items, if it is a sequence.
    fn items(&self) -> Option<Vec<Value>> {
        None
    }

    /// `bool(self)`: whether it is anything but an empty sequence.
    fn is_truthy(&self) -> bool {
        self.items().is_none_or(|items| !items.is_empty())
    }
}

impl Value {
    /// A safe text, which is not escaped.
    #[must_use]
    pub fn safe(text: impl Into<Arc<str>>) -> Self {
        Self::Str(Text {
            text: text.into(),
            safe: true,
        })
    }

    /// A text that is safe or not.
    pub(crate) fn str(text: impl Into<Arc<str>>, safe: bool) -> Self {
        Self::Str(Text {
            text: text.into(),
            safe,
        })
    }

    /// A list.
    #[must_use]
    pub fn list(items: impl IntoIterator<Item = Value>) -> Self {
        Self::List(Arc::new(items.into_iter().collect()))
    }

    /// A tuple.
    #[must_use]
    pub fn tuple(items: impl IntoIterator<Item = Value>) -> Self {
        Self::Tuple(Arc::new(items.into_iter().collect()))
    }

    /// A dict whose keys are texts.
    #[must_use]
    pub fn dict<K: Into<Arc<str>>, V: Into<Value>>(
        entries: impl IntoIterator<Item = (K, V)>,
    ) -> Self {
        Self::Dict(Arc::new(
            entries
                .into_iter()
                .map(|(key, value)| (Key::Str(key.into()), value.into()))
                .collect(),
        ))
    }

    /// An object.
    #[must_use]
    pub fn object(object: impl Object) -> Self {
        Self::Object(Arc::new(object))
    }

    pub(crate) fn as_text(&self) -> Option<&Text> {
        match self {
            Self::Str(text) => Some(text),
            _ => None,
        }
    }

    pub(crate) fn is_safe(&self) -> bool {
        self.as_text().is_some_and(Text::is_safe)
    }

    pub(crate) fn is_none(&self) -> bool {
        matches!(self, Self::None)
    }
}

impl fmt::Debug for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write_repr(f, 0)
    }
}

/// Implements `From` with an expression.
macro_rules! impl_from {
    ($($from:ty => $convert:expr;)*) => {$(
        impl From<$from> for Value {
            fn from(value: $from) -> Self {
                $convert(value)
            }
        }
    )*};
}

impl_from! {
    bool => Value::Bool;
    i32 => |n| Value::Int(i128::from(n));
    u32 => |n| Value::Int(i128::from(n));
    i64 => |n| Value::Int(i128::from(n));
    u64 => |n| Value::Int(i128::from(n));
    i128 => Value::Int;
    f64 => Value::Float;
    Decimal => Value::Decimal;
    &str => |text| Value::str(text, false);
    String => |text| Value::str(text, false);
    Arc<str> => |text| Value::str(text, false);
    Text => Value::Str;
    PyDateTime => Value::DateTime;
    DateTime<Utc> => |time: DateTime<Utc>| Value::DateTime(time.into());
    DateTime<Tz> => |time: DateTime<Tz>| Value::DateTime(time.into());
    DateTime<FixedOffset> => |time: DateTime<FixedOffset>| Value::DateTime(time.into());
    NaiveDate => Value::Date;
    NaiveTime => Value::Time;
    TimeDelta => Value::Delta;
    Vec<Value> => |items| Value::List(Arc::new(items));
    Dict => |dict| Value::Dict(Arc::new(dict));
    Arc<dyn Object> => Value::Object;
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Value::None, Into::into)
    }
}

/// Like `json.loads()`: integers become `int`, other numbers `float`.
impl From<&serde_json::Value> for Value {
    fn from(json: &serde_json::Value) -> Self {
        use serde_json::Value as Json;
        match json {
            Json::Null => Self::None,
            Json::Bool(yes) => Self::Bool(*yes),
            Json::Number(number) => match (number.as_i64(), number.as_u64()) {
                (Some(whole), _) => Self::Int(i128::from(whole)),
                (None, Some(whole)) => Self::Int(i128::from(whole)),
                _ => Self::Float(number.as_f64().unwrap_or(f64::NAN)),
            },
            Json::String(text) => text.as_str().into(),
            Json::Array(items) => Self::list(items.iter().map(Self::from)),
            Json::Object(entries) => Self::dict(
                entries
                    .iter()
                    .map(|(key, value)| (key.as_str(), Self::from(value))),
            ),
        }
    }
}
