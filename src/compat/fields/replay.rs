//! Replays tests/fields/cases.json and words.json: results of DRF's fields, and of Django's distances of
//! moments from now, for generated values.

use chrono_tz::Tz;
use serde_json::{Value, json};

use super::clean::Input;
use super::{ChoiceValue, Cleaned, Field, Kind, moment};
use crate::compat::parsers::json;

fn kind(name: &str) -> Kind {
    let texts = |names: &[(&str, &str)]| {
        names
            .iter()
            .map(|(value, name)| (ChoiceValue::Text((*value).to_owned()), (*name).to_owned()))
            .collect()
    };
    match name {
        "integer" => Kind::Integer(None),
        "integer limits" => Kind::Integer(Some((i32::MIN.into(), i32::MAX.into()))),
        "integer 64 bits" => Kind::Integer(Some((i64::MIN, i64::MAX))),
        "decimal" => Kind::Decimal {
            digits: Some(8),
            places: Some(3),
        },
        "decimal open" => Kind::Decimal {
            digits: None,
            places: None,
        },
        "decimal digits" => Kind::Decimal {
            digits: Some(5),
            places: None,
        },
        "decimal places" => Kind::Decimal {
            digits: None,
            places: Some(2),
        },
        "boolean" => Kind::Boolean,
        "date" => Kind::Date,
        "time" => Kind::Time,
        "datetime" => Kind::DateTime,
        "duration" => Kind::Duration,
        "char" => Kind::Char(Some(10)),
        "email" => Kind::Email(None),
        "url" => Kind::Url,
        "slug" => Kind::Slug,
        "ip" => Kind::IpAddress,
        "choice" => Kind::Choice(texts(&[
            ("", "---------"),
            ("Green", "Green"),
            ("5", "5"),
            ("True", "True"),
            ("٣", "٣"),
        ])),
        "priority" => Kind::Choice(vec![
            (ChoiceValue::Int(1), String::new()),
            (ChoiceValue::Int(3), String::new()),
        ]),
        other => panic!("no kind {other}"),
    }
}

fn shown(cleaned: Cleaned) -> Value {
    match cleaned {
        Cleaned::Text(text) | Cleaned::Int(text) => json!(text),
        Cleaned::Decimal(number) => json!([number.text(), number.fixed()]),
        Cleaned::Bool(truth) => json!(truth),
        Cleaned::Date(date) => json!(date.to_string()),
        Cleaned::Time(time) => json!(::python::isoformat_time(time)),
        Cleaned::DateTime(moment) => {
            let text = moment::text(moment, Tz::UTC, moment::ISO_8601).unwrap();
            json!(text.replace('Z', "+00:00"))
        }
        Cleaned::Choice(number) => json!(number.to_string()),
        Cleaned::Duration(micros) => json!(micros),
        other => panic!("no value of a custom field: {other:?}"),
    }
}

/// Whether DRF accepts a value that no database stores. Ours rejects it at once.
fn is_unstorable(expected: &Value) -> bool {
    match &expected["value"] {
        Value::Number(micros) => micros
            .as_i64()
            .is_none_or(|micros| micros.unsigned_abs() > 9_200_000_000_000_000_000),
        // Python prints millions of digits.
        Value::Array(texts) => texts[1].as_str().unwrap().len() > 5000,
        _ => false,
    }
}

#[test]
fn fields_validate_as_those_of_drf() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fields/cases.json");
    let cases: Vec<Value> = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    let mut wrong = Vec::new();
    for case in &cases {
        let field = Field::new("x", "", kind(case["field"].as_str().unwrap())).required();
        let value = json::parse(case["json"].as_str().unwrap(), usize::MAX).unwrap();
        let here = field.run_validation(
            Input::Value(value),
            false,
            case["zone"].as_str().unwrap().parse().unwrap(),
        );
        let here =
            here.map_err(|messages| messages.iter().map(ToString::to_string).collect::<Vec<_>>());
        let same = match &here {
            Err(sentences) if case["crash"].is_null() && !is_unstorable(case) => {
                json!(sentences) == case["errors"]
            }
            // Where the reference crashes, an error is expected.
            Err(_) => true,
            Ok(Some(Cleaned::Unstorable(_))) => is_unstorable(case),
            Ok(_) if case["value"].is_null() => false,
            Ok(_) => true,
        };
        let here = match here {
            // Compared above.
            Ok(Some(Cleaned::Unstorable(_))) => Ok(Some(case["value"].clone())),
            here => here.map(|cleaned| cleaned.map(shown)),
        };
        if !same
            || here
                .as_ref()
                .is_ok_and(|here| here.as_ref() != Some(&case["value"]))
        {
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
    assert!(cases.len() > 2000, "only {} cases", cases.len());
}

#[test]
fn distances_from_now_read_as_those_of_django() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fields/words.json");
    let records: Vec<Value> = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    let (mut wrong, mut count) = (Vec::new(), 0);
    for record in &records {
        let (language, now) = (record["language"].as_str().unwrap(), &record["now"]);
        for case in record["words"].as_array().unwrap() {
            let here = moment::in_words(
                case[0].as_str().unwrap(),
                now.as_str().unwrap().parse().unwrap(),
                language,
            );
            count += 1;
            if here.as_deref() != case[1].as_str() {
                wrong.push(format!("{language} {case} at {now}\n   here {here:?}"));
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "{} of {count} distances differ:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
    assert!(count > 2000, "only {count} distances");
}
