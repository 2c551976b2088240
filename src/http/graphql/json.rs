//! Reads the JSON of requests within limits, and rejects a long list as soon as it exceeds its
//! limit, before memory is allocated for the rest.

use std::cell::Cell;
use std::fmt;

use http::StatusCode;
use serde::Deserializer as _;
use serde::de::{DeserializeSeed, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

use super::request_error::{RequestError, Result};
use crate::config::Config;

/// The body of a request.
#[derive(Debug)]
pub(super) enum Body {
    /// One operation.
    One(Map<String, Value>),
    /// A batch of operations.
    Batch(Vec<Map<String, Value>>),
}

/// The limit that a request exceeds.
#[derive(Clone, Copy)]
enum Limit {
    List,
    Values,
    Batch,
}

/// Reads the body of a request.
pub(super) fn read_body(bytes: &[u8], config: &Config) -> Result<Body> {
    let first = bytes.iter().find(|byte| !byte.is_ascii_whitespace());
    if first != Some(&b'[') {
        return read_object(bytes, config).map(Body::One);
    }
    if config.graphql.max_batch_size == 0 {
        return Err(RequestError::new(
            StatusCode::BAD_REQUEST,
            "BATCHING_DISABLED",
            "batching is disabled: send one operation per request",
        ));
    }
    let counter = Counter::new(config);
    let mut json = serde_json::Deserializer::from_slice(bytes);
    let read = json
        .deserialize_seq(Batch(&counter))
        .and_then(|items| json.end().map(|()| items));
    let items = read.map_err(|error| counter.request_error(&error))?;
    let objects = items.into_iter().map(|item| match item {
        Value::Object(members) => Ok(members),
        _ => Err(RequestError::bad_request(
            "each item of a batch must be an object such as {\"query\": \"…\"}",
        )),
    });
    let objects: Vec<_> = objects.collect::<Result<_>>()?;
    if objects.is_empty() {
        return Err(RequestError::bad_request("the batch is empty"));
    }
    Ok(Body::Batch(objects))
}

/// Reads one object.
pub(super) fn read_object(bytes: &[u8], config: &Config) -> Result<Map<String, Value>> {
    match read_value(bytes, config)? {
        Value::Object(members) => Ok(members),
        _ => Err(RequestError::bad_request(
            "the JSON of a request must be an object such as {\"query\": \"…\"}",
        )),
    }
}

/// Reads any value.
pub(super) fn read_value(bytes: &[u8], config: &Config) -> Result<Value> {
    let counter = Counter::new(config);
    let mut json = serde_json::Deserializer::from_slice(bytes);
    let read = Seed(&counter)
        .deserialize(&mut json)
        .and_then(|value| json.end().map(|()| value));
    read.map_err(|error| counter.request_error(&error))
}

/// The limits of a request, and what was read of it so far.
struct Counter {
    max_list: usize,
    max_batch: usize,
    /// Maximum number of values; 0: no limit. Nested lists may be short each and many together.
    max_values: usize,
    values: Cell<usize>,
    exceeded: Cell<Option<Limit>>,
}

impl Counter {
    fn new(config: &Config) -> Self {
        Self {
            max_list: config.graphql.max_list_size,
            max_batch: config.graphql.max_batch_size,
            max_values: config.data_upload_max_number_values,
            values: Cell::new(0),
            exceeded: Cell::new(None),
        }
    }

    fn exceed<E: serde::de::Error>(&self, limit: Limit) -> E {
        self.exceeded.set(Some(limit));
        E::custom("limit exceeded")
    }

    fn count<E: serde::de::Error>(&self) -> std::result::Result<(), E> {
        self.values.set(self.values.get() + 1);
        if self.max_values > 0 && self.values.get() > self.max_values {
            Err(self.exceed(Limit::Values))
        } else {
            Ok(())
        }
    }

    fn request_error(&self, error: &serde_json::Error) -> RequestError {
        let (code, message) = match self.exceeded.get() {
            Some(Limit::List) => (
                "LIST_TOO_LONG",
                format!(
                    "a list or an object of the request has more than {} items",
                    self.max_list
                ),
            ),
            Some(Limit::Values) => (
                "LIST_TOO_LONG",
                format!("the request has more than {} values", self.max_values),
            ),
            Some(Limit::Batch) => (
                "BATCH_TOO_LARGE",
                format!("a batch may have at most {} operations", self.max_batch),
            ),
            None => return RequestError::bad_request(format_args!("invalid JSON: {error}")),
        };
        RequestError::new(StatusCode::BAD_REQUEST, code, message)
    }
}

/// Reads a value as `Value` itself does, and counts.
#[derive(Clone, Copy)]
struct Seed<'a>(&'a Counter);

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
            if list.len() == self.0.max_list {
                return Err(self.0.exceed(Limit::List));
            }
            list.push(item);
        }
        Ok(list.into())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> std::result::Result<Value, A::Error> {
        let mut object = Map::new();
        while let Some(name) = members.next_key::<String>()? {
            if object.len() == self.0.max_list {
                return Err(self.0.exceed(Limit::List));
            }
            object.insert(name, members.next_value_seed(self)?);
        }
        Ok(object.into())
    }
}

/// Reads a batch: a list that has its own limit.
struct Batch<'a>(&'a Counter);

impl<'de> Visitor<'de> for Batch<'_> {
    type Value = Vec<Value>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of operations")
    }

    fn visit_seq<A: SeqAccess<'de>>(
        self,
        mut items: A,
    ) -> std::result::Result<Vec<Value>, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element_seed(Seed(self.0))? {
            if list.len() == self.0.max_batch {
                return Err(self.0.exceed(Limit::Batch));
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

    fn read(bytes: &str) -> String {
        match read_body(bytes.as_bytes(), &limits()) {
            Ok(Body::One(members)) => Value::Object(members).to_string(),
            Ok(Body::Batch(items)) => {
                Value::from(items.into_iter().map(Value::Object).collect::<Vec<_>>()).to_string()
            }
            Err(error) => format!("{error:?}"),
        }
    }

    #[test]
    fn reads_json_unchanged() {
        for text in [
            r#"{"a":[1,-2,1.5,"x\n",true,null],"b":{"c":{}}}"#,
            r#"{"é":18446744073709551615}"#,
        ] {
            let mut limits = limits();
            limits.graphql.max_list_size = 10;
            let object = read_object(text.as_bytes(), &limits).unwrap();
            assert_eq!(
                Value::Object(object),
                serde_json::from_str::<Value>(text).unwrap()
            );
        }
        assert_eq!(read(r#" [{"a":1}, {}] "#), r#"[{"a":1},{}]"#);
    }

    #[test]
    fn rejects_what_exceeds_a_limit() {
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
            assert!(read(text).contains(code), "{text}: {}", read(text));
        }
        let deep = format!("{{\"a\": {}1{}}}", "[".repeat(500), "]".repeat(500));
        assert!(read(&deep).contains("BAD_REQUEST"));
        let mut wide = limits();
        wide.graphql.max_list_size = 1000;
        let lists = format!("[{}1]", "1,".repeat(999));
        let many = format!("{{\"a\": [{}{lists}]}}", format!("{lists},").repeat(99));
        assert!(format!("{:?}", read_object(many.as_bytes(), &wide)).contains("LIST_TOO_LONG"));
    }

    proptest::proptest! {
        /// Any body is read unchanged, or rejected.
        #[test]
        fn reads_or_rejects_any_body(text in "[\\[{]{0,3}[\\[\\]{}:,\"a1 \\\\eE.-]{0,40}", noise in ".{0,40}") {
            let limits = limits();
            for text in [&text, &noise] {
                let _ = read_body(text.as_bytes(), &limits);
                if let Ok(object) = read_object(text.as_bytes(), &limits) {
                    assert_eq!(serde_json::from_str::<Value>(text).unwrap(), Value::Object(object));
                }
            }
        }
    }
}
