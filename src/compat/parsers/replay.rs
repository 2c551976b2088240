//! Replays tests/fields/bodies.json: results of DRF's JSON parser for bodies in many charsets.

use serde_json::Value;

use super::{Json, codec, read_json};
use crate::compat::exceptions::Detail;

/// `json.dumps(json)`, with escapes for lone surrogates.
fn dumped(json: &Json) -> String {
    let text = |text: &str, lone: &[(usize, u16)]| {
        let mut out = String::new();
        for (at, c) in text.char_indices() {
            match lone.iter().find(|(place, _)| *place == at) {
                Some((_, unit)) => out.push_str(&format!("\\u{unit:04x}")),
                None => {
                    let quoted = serde_json::to_string(&c.to_string()).unwrap();
                    let inner = crate::compat::python::json_dumps_compact(&quoted);
                    out.push_str(&inner[1..inner.len() - 1]);
                }
            }
        }
        format!("\"{out}\"")
    };
    match json {
        Json::Null => "null".to_owned(),
        Json::Bool(truth) => truth.to_string(),
        Json::Int(digits) => digits.clone(),
        Json::Float(number) => ::python::float_repr(*number),
        Json::Str(plain) => text(plain, &[]),
        Json::Broken { text: broken, lone } => text(broken, lone),
        Json::List(items) => format!(
            "[{}]",
            items.iter().map(dumped).collect::<Vec<_>>().join(", ")
        ),
        Json::Dict(items) => {
            let members = items
                .iter()
                .map(|(key, value)| format!("{}: {}", text(&key.text, &key.lone), dumped(value)));
            format!("{{{}}}", members.collect::<Vec<_>>().join(", "))
        }
        Json::File(_) => panic!("JSON has no files"),
    }
}

#[test]
fn reads_bodies_as_drf() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fields/bodies.json");
    let cases: Vec<Value> = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    let mut wrong = Vec::new();
    for case in &cases {
        let hex = case["hex"].as_str().unwrap();
        let bytes: Vec<u8> = (0..hex.len())
            .step_by(2)
            .map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap())
            .collect();
        let charset = case["charset"].as_str();
        let here = codec(charset)
            .and_then(|codec| read_json(&bytes, codec, usize::MAX))
            .map(|json| dumped(&json))
            .map_err(|refusal| match refusal.detail() {
                Detail::Text(text) => text.to_string(),
                other => format!("{other:?}"),
            });
        let same = match &here {
            Ok(text) => case["value"].as_str() == Some(text),
            Err(message) => case["error"].as_str() == Some(message),
        };
        // The tables of East Asian charsets are those of browsers, which have more characters.
        let other_table = case["error"]
            .as_str()
            .is_some_and(|error| error.contains("multibyte sequence"));
        if !same && !other_table {
            wrong.push(format!("{case}\n   here {here:?}"));
        }
    }
    assert!(
        wrong.is_empty(),
        "{} of {} cases differ:\n{}",
        wrong.len(),
        cases.len(),
        wrong.join("\n")
    );
    assert!(cases.len() > 1500, "only {} cases", cases.len());
}
