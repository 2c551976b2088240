//! The values that templates speak of: Python's, as far as a template can tell. How they are
//! printed is in `text`, compared in `compare`, looked up in `lookup`, turned into numbers in
//! `number`.

pub(crate) mod attributes;
pub(crate) mod compare;
pub(crate) mod decimal;
pub(crate) mod float;
pub(crate) mod lookup;
pub(crate) mod moment;
pub(crate) mod number;
pub(crate) mod pytext;
pub(crate) mod text;
pub(crate) mod view;

use std::any::Any;
use std::fmt;
use std::sync::Arc;

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveTime, TimeDelta, Utc};
use chrono_tz::Tz;
pub use decimal::Decimal;
use indexmap::IndexMap;
pub use moment::Moment;

/// A value of Python's. Cloning is cheap.
#[derive(Clone, Default)]
pub enum Value {
    /// `None`.
    #[default]
    None,
    /// `True` or `False`.
    Bool(bool),
    /// A whole number. Python's have no end; here, past 38 digits an arithmetic result is a fault
    /// of the rendering.
    Int(i128),
    /// A floating point number.
    Float(f64),
    /// A `decimal.Decimal`, with the digits it was made of: `1.50` keeps its zero.
    Decimal(Decimal),
    /// A text, plain or safe.
    Str(Text),
    /// A `datetime.datetime`, with or without zone.
    DateTime(Moment),
    /// A `datetime.date`.
    Date(NaiveDate),
    /// A `datetime.time` without zone.
    Time(NaiveTime),
    /// A `datetime.timedelta`, microseconds counted.
    Delta(TimeDelta),
    /// A `list`.
    List(Arc<Vec<Value>>),
    /// A `tuple`.
    Tuple(Arc<Vec<Value>>),
    /// A `dict`, in the order of insertion.
    Dict(Arc<Dict>),
    /// Anything else.
    Object(Arc<dyn Object>),
}

/// A text, and whether it may be shown as HTML unescaped (Django's `SafeString`).
#[derive(Clone, Debug)]
pub struct Text {
    text: Arc<str>,
    safe: bool,
}

impl Text {
    /// The text itself.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether it may be shown as HTML unescaped.
    #[must_use]
    pub fn is_safe(&self) -> bool {
        self.safe
    }
}

/// The entries of a [`Value::Dict`].
pub type Dict = IndexMap<Key, Value>;

/// A key of a [`Dict`].
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Key {
    /// A text.
    Str(Arc<str>),
    /// A whole number.
    Int(i128),
}

/// The entry of a dict whose key is this text.
pub(crate) fn entry<'a>(dict: &'a Dict, name: &str) -> Option<&'a Value> {
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

/// An object of the caller's: what a template may see of a row, looked up only when it is asked
/// for.
///
/// A template asks for any attribute it likes; answer only those that its author may know.
pub trait Object: Any + Send + Sync {
    /// The attribute of this name, or the result of the method of this name; `None`: there is none.
    fn get(&self, name: &str) -> Option<Value>;

    /// `str()` of it, which a template shows.
    ///
    /// # Errors
    /// Only those of `out`.
    fn write(&self, out: &mut dyn fmt::Write) -> fmt::Result;

    /// `repr()` of it, which a list shows.
    ///
    /// # Errors
    /// Only those of `out`.
    fn write_repr(&self, out: &mut dyn fmt::Write) -> fmt::Result {
        self.write(out)
    }

    /// Its elements when it is a sequence.
    fn items(&self) -> Option<Vec<Value>> {
        None
    }

    /// `bool()` of it: false when it is an empty sequence.
    fn truthy(&self) -> bool {
        self.items().is_none_or(|items| !items.is_empty())
    }
}

impl Value {
    /// A text that is shown as it is, without being escaped.
    #[must_use]
    pub fn safe(text: impl Into<Arc<str>>) -> Self {
        Self::Str(Text {
            text: text.into(),
            safe: true,
        })
    }

    /// A text, safe or not.
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

    /// A dict with texts for keys.
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

macro_rules! from {
    ($($from:ty => $make:expr;)*) => {$(
        impl From<$from> for Value {
            fn from(value: $from) -> Self {
                $make(value)
            }
        }
    )*};
}

from! {
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
    Moment => Value::DateTime;
    DateTime<Utc> => |at: DateTime<Utc>| Value::DateTime(at.into());
    DateTime<Tz> => |at: DateTime<Tz>| Value::DateTime(at.into());
    DateTime<FixedOffset> => |at: DateTime<FixedOffset>| Value::DateTime(at.into());
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

/// JSON as Python reads it: whole numbers become `int`, others `float`.
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
