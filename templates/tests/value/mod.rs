//! Parses values of the cases, like `value()` in `cases/generate.py`.

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use chrono::{NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, TimeZone, Utc};
use serde_json::Value as Json;
use templates::{Dict, Key, Object, PyDateTime, Value};

/// An object with attributes and a `str()`.
struct TestObject {
    text: String,
    attributes: HashMap<String, Value>,
}

impl Object for TestObject {
    fn get(&self, name: &str) -> Option<Value> {
        self.attributes.get(name).cloned()
    }

    fn write(&self, out: &mut dyn fmt::Write) -> fmt::Result {
        out.write_str(&self.text)
    }
}

fn parse_utc(text: &str) -> chrono::DateTime<Utc> {
    Utc.from_utc_datetime(&text.parse::<NaiveDateTime>().unwrap())
}

/// Parses a value.
pub fn parse(json: &Json) -> Value {
    match json {
        Json::Array(items) => Value::list(items.iter().map(parse)),
        Json::Object(entry) => {
            let (kind, data) = entry.iter().next().unwrap();
            let text = || data.as_str().unwrap();
            let list = || data.as_array().unwrap();
            match kind.as_str() {
                "int" => Value::Int(text().parse().unwrap()),
                "float" => Value::Float(text().parse().unwrap()),
                "decimal" => Value::Decimal(text().parse().unwrap()),
                "safe" => Value::safe(text()),
                "utc" => parse_utc(text()).into(),
                "naive" => PyDateTime::naive(text().parse().unwrap()).into(),
                "zoned" => {
                    let zone: chrono_tz::Tz = data[1].as_str().unwrap().parse().unwrap();
                    parse_utc(data[0].as_str().unwrap())
                        .with_timezone(&zone)
                        .into()
                }
                "date" => text().parse::<NaiveDate>().unwrap().into(),
                "time" => text().parse::<NaiveTime>().unwrap().into(),
                "delta" => Value::Delta(TimeDelta::microseconds(data.as_i64().unwrap())),
                "tuple" => Value::tuple(list().iter().map(parse)),
                "dict" => Value::Dict(Arc::new(
                    list()
                        .iter()
                        .map(|pair| match &pair[0] {
                            Json::String(key) => (Key::from(key.as_str()), parse(&pair[1])),
                            key => (Key::Int(key.as_i64().unwrap().into()), parse(&pair[1])),
                        })
                        .collect::<Dict>(),
                )),
                "object" => Value::object(TestObject {
                    text: data[0].as_str().unwrap().into(),
                    attributes: data[1]
                        .as_object()
                        .unwrap()
                        .iter()
                        .map(|(k, v)| (k.clone(), parse(v)))
                        .collect(),
                }),
                other => panic!("unknown kind of value {other}"),
            }
        }
        other => Value::from(other),
    }
}
