//! Replays `cases/`, recorded by `generate.py` and `dateparse.py`: the crate must return what Python
//! returned.

#![expect(clippy::unwrap_used, reason = "a test")]

use chrono::Datelike as _;
use proptest::prelude::*;
use serde_json::Value;

fn load_cases(name: &str) -> Vec<Value> {
    let path = format!("{}/tests/cases/{name}.json", env!("CARGO_MANIFEST_DIR"));
    let cases: Vec<Value> = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    assert!(cases.len() > 300, "{name}");
    cases
}

fn assert_no_differences(differences: &[String]) {
    assert!(
        differences.is_empty(),
        "{} cases differ:\n{}",
        differences.len(),
        differences.join("\n")
    );
}

#[test]
fn parses_numbers_as_python_does() {
    let mut differences = Vec::new();
    for case in load_cases("numbers") {
        let text = case["text"].as_str().unwrap();
        let decimal = python::Decimal::parse(text).map(|number| {
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
        for (name, actual) in [
            ("int", python::int_digits(text)),
            ("float", python::parse_float(text).map(python::float_repr)),
            ("decimal", decimal),
        ] {
            if actual.as_deref() != case[name].as_str() {
                differences.push(format!(
                    "{name}({text:?}): python {}, here {actual:?}",
                    case[name]
                ));
            }
        }
    }
    assert_no_differences(&differences);
}

#[test]
fn splits_and_prints_text_as_python_does() {
    let mut differences = Vec::new();
    for case in load_cases("texts") {
        let text = case["text"].as_str().unwrap();
        let mut repr = String::new();
        python::write_repr(text, &[], &mut repr).unwrap();
        let actual = serde_json::json!({
            "text": text,
            "repr": repr,
            "strip": python::strip(text),
            "lines": python::splitlines(text),
            "ends": python::splitlines_keepends(text),
            "words": python::split(text).collect::<Vec<_>>(),
            "space": !text.is_empty() && text.chars().all(python::is_space),
        });
        if actual != case {
            differences.push(format!("python {case}\n  here {actual}"));
        }
    }
    assert_no_differences(&differences);
}

#[test]
fn prints_and_rounds_decimals_as_python_does() {
    let mut differences = Vec::new();
    for case in load_cases("decimals") {
        let number = python::Decimal::parse(case["text"].as_str().unwrap()).unwrap();
        let quantized = number.quantize(
            case["places"].as_u64().unwrap() as u32,
            case["precision"].as_u64(),
        );
        let actual = [
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
        for (actual, name) in actual {
            let expected = case[name]
                .as_str()
                .map_or_else(|| case[name].to_string(), str::to_owned);
            if actual != expected {
                differences.push(format!("{name} {case}: here {actual}"));
            }
        }
    }
    assert_no_differences(&differences);
}

#[test]
fn returns_offsets_of_zoneinfo() {
    let mut differences = Vec::new();
    for case in load_cases("zones") {
        let zone: chrono_tz::Tz = case["zone"].as_str().unwrap().parse().unwrap();
        let time: chrono::NaiveDateTime = case["time"].as_str().unwrap().parse().unwrap();
        let actual = (
            python::offset(time.and_utc(), zone),
            python::offset_of_local(time, zone),
        );
        if (i64::from(actual.0), i64::from(actual.1))
            != (
                case["utc"].as_i64().unwrap(),
                case["local"].as_i64().unwrap(),
            )
        {
            differences.push(format!("{case}: here {actual:?}"));
        }
    }
    assert_no_differences(&differences);
}

#[test]
fn prints_floats_as_python_does() {
    let mut differences = Vec::new();
    for case in load_cases("floats") {
        let actual = python::float_repr(f64::from_bits(case["bits"].as_u64().unwrap()));
        if actual != case["repr"].as_str().unwrap() {
            differences.push(format!(
                "{}: python {}, here {actual}",
                case["hex"], case["repr"]
            ));
        }
    }
    assert_no_differences(&differences);
}

#[test]
fn parses_dates_as_django_does() {
    let mut differences = Vec::new();
    for case in load_cases("dateparse") {
        let text = case[0].as_str().unwrap();
        let datetime = python::dateparse::parse_datetime(text)
            .and_then(|(time, offset)| {
                let offset = chrono::TimeDelta::microseconds(offset.unwrap_or(0));
                time.checked_sub_signed(offset)
            })
            .filter(|time| (1..=9999).contains(&time.year()))
            .map(|time| time.format("%Y-%m-%dT%H:%M:%S%.6f").to_string());
        let date = python::dateparse::parse_date(text).map(|date| date.to_string());
        let actual = serde_json::json!([text, datetime, date]);
        if actual != case {
            differences.push(format!("django {case}\n  here {actual}"));
        }
    }
    assert_no_differences(&differences);
}

#[test]
fn decodes_charsets_as_python_does() {
    let mut differences = Vec::new();
    for case in load_cases("charsets") {
        let codec = python::Codec::lookup(case["charset"].as_str().unwrap()).unwrap();
        let hex = case["hex"].as_str().unwrap();
        let bytes: Vec<u8> = (0..hex.len())
            .step_by(2)
            .map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap())
            .collect();
        let strict = codec.decode(&bytes);
        let same = match &strict {
            Ok(text) => case["text"].as_str() == Some(text),
            Err(error) => case["error"].as_str() == Some(&error.to_string()),
        };
        let replaced = codec.decode_lossy(&bytes);
        if !same || case["replaced"].as_str() != Some(&replaced) {
            differences.push(format!("{case}\n   actual {strict:?} {replaced:?}"));
        }
    }
    assert_no_differences(&differences);
}

#[test]
fn finds_charsets_by_the_names_of_python() {
    use python::{Codec, LookupError};
    for (name, bytes, expected) in [
        ("UTF-8", &b"\xc3\xa4"[..], "ä"),
        (" utf 8 ", b"a", "a"),
        ("u8", b"a", "a"),
        ("utf-8-sig", b"\xef\xbb\xbfa", "a"),
        ("UTF-16LE", b"a\0", "a"),
        ("utf-16-be", b"\0a", "a"),
        ("ANSI_X3.4-1968", b"a", "a"),
        ("ISO-8859-1", b"\xe4\x80", "ä\u{80}"),
        ("iso8859-15", b"\xa4", "€"),
        ("cp1252", b"\x80", "€"),
        ("Windows-1251", b"\xff", "я"),
        ("437", b"\x80", "Ç"),
        ("macintosh", b"\x8a", "ä"),
        ("euc_jp", b"\xc6\xfc", "日"),
        ("SJIS", b"\x93\xfa", "日"),
        ("gb18030", b"\xc8\xd5", "日"),
        ("gb2312", b"\xc8\xd5", "日"),
        ("big5", b"\xa4\xe9", "日"),
        ("ks_c_5601-1987", b"\xec\xed", "日"),
        ("iso-2022-jp", b"\x1b$BF|\x1b(B", "日"),
    ] {
        let text = Codec::lookup(name).unwrap().decode(bytes).unwrap();
        assert_eq!(text, expected, "{name}");
    }
    for name in ["", "foo", "utf-9", "é"] {
        assert_eq!(
            Codec::lookup(name).unwrap_err(),
            LookupError::Unknown,
            "{name}"
        );
    }
    for name in [
        "utf-7",
        "rot13",
        "bz2",
        "hex",
        "idna",
        "hz",
        "iso-2022-kr",
        "undefined",
    ] {
        assert_eq!(
            Codec::lookup(name).unwrap_err(),
            LookupError::Unsupported,
            "{name}"
        );
    }
}

#[test]
fn a_stream_may_end_within_a_character() {
    let read = |name: &str, bytes: &[u8]| {
        let codec = python::Codec::lookup(name).unwrap();
        codec
            .decode_stream(bytes)
            .map(|text| text.into_owned())
            .map_err(|error| error.to_string())
    };
    assert_eq!(read("utf-8", b"a\xe2\x82"), Ok("a".to_owned()));
    assert_eq!(read("utf-16-le", b"a\0\0"), Ok("a".to_owned()));
    assert_eq!(read("utf-8-sig", b"\xef\xbb"), Ok(String::new()));
    assert_eq!(
        read("utf-16", b"a\0").unwrap_err(),
        "UTF-16 stream does not start with BOM"
    );
    assert_eq!(
        read("euc-jp", b"a\xc6").unwrap_err(),
        "'euc_jp' codec can't decode byte 0xc6 in position 1: incomplete multibyte sequence"
    );
}

/// `bytes.decode` of CPython 3.11 for inputs that end within a character.
#[test]
fn decoders_wait_for_the_bytes_that_python_waits_for() {
    let reason = |name: &str, bytes: &[u8]| {
        let error = python::Codec::lookup(name).unwrap().decode(bytes).err();
        error.map(|error| error.to_string())
    };
    let incomplete = |name, bytes: &[u8]| {
        reason(name, bytes)
            .is_some_and(|reason| reason.ends_with(": incomplete multibyte sequence"))
    };
    for name in [
        "big5",
        "big5hkscs",
        "cp950",
        "euc_jp",
        "euc_kr",
        "cp949",
        "gb2312",
        "gb18030",
    ] {
        for last in 0x81..=0xff {
            assert!(incomplete(name, &[b'a', last]), "{name} {last:x}");
        }
    }
    for (name, last, expected) in [
        ("shift_jis", 0xea, true),
        ("shift_jis", 0xeb, false),
        ("shift_jis", 0xff, false),
        ("cp932", 0xfc, true),
    ] {
        assert_eq!(incomplete(name, &[b'a', last]), expected, "{name} {last:x}");
    }
    assert_eq!(
        reason("gb18030", b"a\xff").unwrap(),
        "'gb18030' codec can't decode byte 0xff in position 1: incomplete multibyte sequence"
    );
    assert_eq!(
        reason("gb18030", b"a\xff0").unwrap(),
        "'gb18030' codec can't decode bytes in position 1-2: incomplete multibyte sequence"
    );
    assert_eq!(
        reason("gb18030", b"a\xffa").unwrap(),
        "'gb18030' codec can't decode byte 0xff in position 1: illegal multibyte sequence"
    );
    assert!(incomplete("euc_jp", b"a\x8f\xa1") && incomplete("gb18030", b"a\x8100"));
    assert!(incomplete("iso2022_jp", b"a\x1b") && !incomplete("iso2022_jp", b"a\x80"));
}

#[test]
fn escapes_lone_surrogates() {
    let mut repr = String::new();
    python::write_repr("a\u{fffd}b\u{fffd}", &[(1, 0xd800)], &mut repr).unwrap();
    assert_eq!(repr, "'a\\ud800b\u{fffd}'");
}

proptest! {
    #[test]
    fn decoders_agree(name in "utf-(8|8-sig|16|16-le|32|32-be)|euc-jp|gb18030|iso-2022-jp|cp1252", bytes: Vec<u8>) {
        let codec = python::Codec::lookup(&name).unwrap();
        let _ = (codec.decode_stream(&bytes), codec.decode(&bytes));
        prop_assert_eq!(codec.decode(&bytes).is_ok(), !codec.decode_lossy(&bytes).contains('\u{fffd}')
            || codec.decode(&bytes).is_ok_and(|text| text.contains('\u{fffd}')));
    }

    #[test]
    fn never_panics(text in any::<String>()) {
        let _ = (python::int_digits(&text), python::parse_float(&text), python::Decimal::parse(&text), python::ascii_digits(&text));
        prop_assert_eq!(python::splitlines_keepends(&text).concat(), text);
    }

    #[test]
    fn parses_printed_floats(number in any::<f64>()) {
        prop_assume!(!number.is_nan());
        prop_assert_eq!(python::parse_float(&python::float_repr(number)), Some(number));
    }
}
