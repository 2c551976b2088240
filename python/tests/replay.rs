//! Replays `cases/`: what Python made of a text must be what the crate makes of it.

#![expect(clippy::unwrap_used, reason = "a test")]

use proptest::prelude::*;
use serde_json::Value;

fn cases(name: &str) -> Vec<Value> {
    let path = format!("{}/tests/cases/{name}.json", env!("CARGO_MANIFEST_DIR"));
    let cases: Vec<Value> = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    assert!(cases.len() > 300, "{name}");
    cases
}

fn differences(wrong: &[String]) {
    assert!(
        wrong.is_empty(),
        "{} cases differ:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

#[test]
fn numbers_as_python_reads_them() {
    let mut wrong = Vec::new();
    for case in cases("numbers") {
        let text = case["text"].as_str().unwrap();
        let decimal = python::decimal(text).map(|number| {
            let sign = if number.negative { "-" } else { "" };
            match number.special {
                Some(python::Special::Nan) => format!("{sign}nan"),
                Some(python::Special::Infinity) => format!("{sign}inf"),
                None => {
                    let digits: String = number
                        .digits
                        .iter()
                        .map(|digit| char::from(b'0' + digit))
                        .collect();
                    format!("{sign}{digits}e{}", number.exponent)
                }
            }
        });
        for (name, here) in [
            ("int", python::int_digits(text)),
            ("float", python::float(text).map(python::float_repr)),
            ("decimal", decimal),
        ] {
            if here.as_deref() != case[name].as_str() {
                wrong.push(format!(
                    "{name}({text:?}): python {}, here {here:?}",
                    case[name]
                ));
            }
        }
    }
    differences(&wrong);
}

#[test]
fn texts_as_python_has_them() {
    let mut wrong = Vec::new();
    for case in cases("texts") {
        let text = case["text"].as_str().unwrap();
        let mut repr = String::new();
        python::write_repr(text, &[], &mut repr).unwrap();
        let here = serde_json::json!({
            "text": text,
            "repr": repr,
            "strip": python::strip(text),
            "lines": python::lines(text),
            "ends": python::lines_with_ends(text),
            "words": python::words(text).collect::<Vec<_>>(),
            "space": !text.is_empty() && text.chars().all(python::is_space),
        });
        if here != case {
            wrong.push(format!("python {case}\n  here {here}"));
        }
    }
    differences(&wrong);
}

#[test]
fn decimals_as_python_prints_and_rounds_them() {
    let mut wrong = Vec::new();
    for case in cases("decimals") {
        let number = python::decimal(case["text"].as_str().unwrap()).unwrap();
        let quantized = number.quantize(
            case["places"].as_u64().unwrap() as u32,
            case["precision"].as_u64(),
        );
        let here = [
            (number.text(), "str"),
            (number.fixed().unwrap(), "fixed"),
            (
                quantized
                    .as_ref()
                    .and_then(python::Decimal::fixed)
                    .unwrap_or("false".to_owned()),
                "quantized",
            ),
            (
                quantized.map_or("None".to_owned(), |number| number.text()),
                "quantized_str",
            ),
        ];
        for (here, name) in here {
            let expected = case[name]
                .as_str()
                .map_or_else(|| case[name].to_string(), str::to_owned);
            if here != expected {
                wrong.push(format!("{name} {case}: here {here}"));
            }
        }
    }
    differences(&wrong);
}

#[test]
fn offsets_as_zoneinfo_has_them() {
    let mut wrong = Vec::new();
    for case in cases("zones") {
        let zone: chrono_tz::Tz = case["zone"].as_str().unwrap().parse().unwrap();
        let time: chrono::NaiveDateTime = case["time"].as_str().unwrap().parse().unwrap();
        let here = (
            python::offset(time.and_utc(), zone),
            python::offset_of_local(time, zone),
        );
        if (i64::from(here.0), i64::from(here.1))
            != (
                case["utc"].as_i64().unwrap(),
                case["local"].as_i64().unwrap(),
            )
        {
            wrong.push(format!("{case}: here {here:?}"));
        }
    }
    differences(&wrong);
}

#[test]
fn floats_as_python_prints_them() {
    let mut wrong = Vec::new();
    for case in cases("floats") {
        let here = python::float_repr(f64::from_bits(case["bits"].as_u64().unwrap()));
        if here != case["repr"].as_str().unwrap() {
            wrong.push(format!(
                "{}: python {}, here {here}",
                case["hex"], case["repr"]
            ));
        }
    }
    differences(&wrong);
}

#[test]
fn lone_surrogates_are_escaped() {
    let mut repr = String::new();
    python::write_repr("a\u{fffd}b\u{fffd}", &[(1, 0xd800)], &mut repr).unwrap();
    assert_eq!(repr, "'a\\ud800b\u{fffd}'");
}

proptest! {
    #[test]
    fn nothing_panics(text in any::<String>()) {
        let _ = (python::int_digits(&text), python::float(&text), python::decimal(&text), python::ascii_digits(&text));
        prop_assert_eq!(python::lines_with_ends(&text).concat(), text);
    }

    #[test]
    fn floats_are_read_back(number in any::<f64>()) {
        prop_assume!(!number.is_nan());
        prop_assert_eq!(python::float(&python::float_repr(number)), Some(number));
    }
}
