//! The JSON of a request, read no further than its limits: a list of a million items is refused at
//! its thousand and first, before there is a value for each.

use std::cell::Cell;
use std::fmt;

use serde::Deserializer as _;
use serde::de::{DeserializeSeed, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

use super::refusal::{Refusal, Result};
use crate::config::Config;

/// What a body is.
#[derive(Debug)]
pub(super) enum Body {
    /// One request.
    One(Map<String, Value>),
    /// A batch of them.
    Many(Vec<Map<String, Value>>),
}

/// Which limit was met.
#[derive(Clone, Copy)]
enum Limit {
    List,
    Values,
    Batch,
}

/// Reads a body.
pub(super) fn body(bytes: &[u8], config: &Config) -> Result<Body> {
    let first = bytes.iter().find(|byte| !byte.is_ascii_whitespace());
    if first != Some(&b'[') {
        return object(bytes, config).map(Body::One);
    }
    if config.graphql.max_batch_size == 0 {
        let message = "batches are not taken here: send one operation a request";
        return Err(Refusal::new(
            http::StatusCode::BAD_REQUEST,
            "BATCHING_DISABLED",
            message,
        ));
    }
    let reading = Reading::new(config);
    let mut json = serde_json::Deserializer::from_slice(bytes);
    let read = json
        .deserialize_seq(Batch(&reading))
        .and_then(|items| json.end().map(|()| items));
    let items = read.map_err(|error| reading.refusal(&error))?;
    let objects = items.into_iter().map(|item| match item {
        Value::Object(members) => Ok(members),
        _ => Err(Refusal::bad(
            "each item of a batch is an object: {\"query\": \"…\"}",
        )),
    });
    let objects: Vec<_> = objects.collect::<Result<_>>()?;
    if objects.is_empty() {
        return Err(Refusal::bad("the batch is empty"));
    }
    Ok(Body::Many(objects))
}

/// Reads one request.
pub(super) fn object(bytes: &[u8], config: &Config) -> Result<Map<String, Value>> {
    match value(bytes, config)? {
        Value::Object(members) => Ok(members),
        _ => Err(Refusal::bad(
            "the JSON of a request is an object: {\"query\": \"…\"}",
        )),
    }
}

/// Reads any value.
pub(super) fn value(bytes: &[u8], config: &Config) -> Result<Value> {
    let reading = Reading::new(config);
    let mut json = serde_json::Deserializer::from_slice(bytes);
    let read = Seed(&reading)
        .deserialize(&mut json)
        .and_then(|value| json.end().map(|()| value));
    read.map_err(|error| reading.refusal(&error))
}

/// How much was read.
struct Reading {
    longest: usize,
    batch: usize,
    /// Most values of a request; 0: no limit.
    most: usize,
    values: Cell<usize>,
    met: Cell<Option<Limit>>,
}

impl Reading {
    fn new(config: &Config) -> Self {
        Self {
            longest: config.graphql.max_list_size,
            batch: config.graphql.max_batch_size,
            most: config.data_upload_max_number_values,
            values: Cell::new(0),
            met: Cell::new(None),
        }
    }

    fn stop<E: serde::de::Error>(&self, limit: Limit) -> E {
        self.met.set(Some(limit));
        E::custom("too much")
    }

    fn count<E: serde::de::Error>(&self) -> std::result::Result<(), E> {
        self.values.set(self.values.get() + 1);
        if self.most > 0 && self.values.get() > self.most {
            Err(self.stop(Limit::Values))
        } else {
            Ok(())
        }
    }

    fn refusal(&self, error: &serde_json::Error) -> Refusal {
        let (code, message) = match self.met.get() {
            Some(Limit::List) => (
                "LIST_TOO_LONG",
                format!(
                    "a list or an object in what is sent has more than {} items",
                    self.longest
                ),
            ),
            Some(Limit::Values) => (
                "LIST_TOO_LONG",
                format!("there are more than {} values in what is sent", self.most),
            ),
            Some(Limit::Batch) => (
                "BATCH_TOO_LARGE",
                format!("a batch has at most {} operations", self.batch),
            ),
            None => return Refusal::bad(format_args!("this is not JSON: {error}")),
        };
        Refusal::new(http::StatusCode::BAD_REQUEST, code, message)
    }
}

/// Reads a value as `Value`'s own reader does, and counts.
#[derive(Clone, Copy)]
struct Seed<'a>(&'a Reading);

impl<'de> DeserializeSeed<'de> for Seed<'_> {
    type Value = Value;

    fn deserialize<D: serde::Deserializer<'de>>(
        self,
        deserializer: D,
    ) -> std::result::Result<Value, D::Error> {
        self.0.count()?;
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Seed<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON value")
    }

    fn visit_bool<E>(self, value: bool) -> std::result::Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E>(self, value: i64) -> std::result::Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> std::result::Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E>(self, value: f64) -> std::result::Result<Value, E> {
        Ok(value.into())
    }

    fn visit_str<E>(self, value: &str) -> std::result::Result<Value, E> {
        Ok(value.into())
    }

    fn visit_string<E>(self, value: String) -> std::result::Result<Value, E> {
        Ok(value.into())
    }

    fn visit_unit<E>(self) -> std::result::Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> std::result::Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element_seed(self)? {
            if list.len() == self.0.longest {
                return Err(self.0.stop(Limit::List));
            }
            list.push(item);
        }
        Ok(list.into())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> std::result::Result<Value, A::Error> {
        let mut object = Map::new();
        while let Some(name) = members.next_key::<String>()? {
            if object.len() == self.0.longest {
                return Err(self.0.stop(Limit::List));
            }
            object.insert(name, members.next_value_seed(self)?);
        }
        Ok(object.into())
    }
}

/// Reads a batch: a list with a length of its own.
struct Batch<'a>(&'a Reading);

impl<'de> Visitor<'de> for Batch<'_> {
    type Value = Vec<Value>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of requests")
    }

    fn visit_seq<A: SeqAccess<'de>>(
        self,
        mut items: A,
    ) -> std::result::Result<Vec<Value>, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element_seed(Seed(self.0))? {
            if list.len() == self.0.batch {
                return Err(self.0.stop(Limit::Batch));
            }
            list.push(item);
        }
        Ok(list)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limits() -> Config {
        let mut config = Config::default();
        (config.graphql.max_batch_size, config.graphql.max_list_size) = (2, 3);
        config
    }

    fn told(bytes: &str) -> String {
        match body(bytes.as_bytes(), &limits()) {
            Ok(Body::One(members)) => Value::Object(members).to_string(),
            Ok(Body::Many(items)) => {
                Value::from(items.into_iter().map(Value::Object).collect::<Vec<_>>()).to_string()
            }
            Err(refusal) => format!("{refusal:?}"),
        }
    }

    #[test]
    fn everything_is_read_as_it_stands() {
        for text in [
            r#"{"a":[1,-2,1.5,"x\n",true,null],"b":{"c":{}}}"#,
            r#"{"é":18446744073709551615}"#,
        ] {
            let mut limits = limits();
            limits.graphql.max_list_size = 10;
            let read = object(text.as_bytes(), &limits).unwrap();
            assert_eq!(
                Value::Object(read),
                serde_json::from_str::<Value>(text).unwrap()
            );
        }
        assert_eq!(told(r#" [{"a":1}, {}] "#), r#"[{"a":1},{}]"#);
    }

    #[test]
    fn what_is_too_much_is_refused_by_name() {
        for (text, code) in [
            (r#"{"a": [1, 2, 3]}"#, "{\"a\":[1,2,3]}"),
            (r#"{"a": [1, 2, 3, 4]}"#, "LIST_TOO_LONG"),
            (r#"{"a": 1, "b": 1, "c": 1, "d": 1}"#, "LIST_TOO_LONG"),
            ("[{}, {}, {}]", "BATCH_TOO_LARGE"),
            ("[{}, [1]]", "BAD_REQUEST"),
            ("[]", "BAD_REQUEST"),
            ("[{}", "BAD_REQUEST"),
            ("[{}] x", "BAD_REQUEST"),
            ("{} x", "BAD_REQUEST"),
            ("1", "BAD_REQUEST"),
            ("", "BAD_REQUEST"),
        ] {
            assert!(told(text).contains(code), "{text}: {}", told(text));
        }
        let deep = format!("{{\"a\": {}1{}}}", "[".repeat(500), "]".repeat(500));
        assert!(told(&deep).contains("BAD_REQUEST"));
        let mut wide = limits();
        wide.graphql.max_list_size = 1000;
        let lists = format!("[{}1]", "1,".repeat(999));
        let many = format!("{{\"a\": [{}{lists}]}}", format!("{lists},").repeat(99));
        assert!(format!("{:?}", object(many.as_bytes(), &wide)).contains("LIST_TOO_LONG"));
    }

    proptest::proptest! {
        /// Any body is read or refused; what is read is what it says.
        #[test]
        fn any_body_is_read_or_refused(text in "[\\[{]{0,3}[\\[\\]{}:,\"a1 \\\\eE.-]{0,40}", noise in ".{0,40}") {
            let limits = limits();
            for text in [&text, &noise] {
                let _ = body(text.as_bytes(), &limits);
                if let Ok(read) = object(text.as_bytes(), &limits) {
                    assert_eq!(serde_json::from_str::<Value>(text).unwrap(), Value::Object(read));
                }
            }
        }
    }
}
