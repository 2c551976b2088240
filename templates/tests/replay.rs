//! Replays `cases/`: the crate must render what the real Django rendered. `ONLY=dates` replays only
//! the files with this text in their name, `CASES=file.json` another file.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test")]

mod value;

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use serde_json::Value as Json;
use templates::{Context, Error, ErrorKind, Loader, Options, Template, Urls, Value};

struct MemoryLoader(HashMap<String, String>);

impl Loader for MemoryLoader {
    fn load(&self, name: &str) -> Option<String> {
        self.0.get(name).cloned()
    }
}

/// The addresses of `cases/urls.py`.
struct TestUrls;

impl Urls for TestUrls {
    fn reverse(&self, view: &str, args: &[Value], named: &[(String, Value)]) -> Option<String> {
        let number = match (args, named) {
            ([], []) => None,
            ([Value::Int(number)], []) => Some(number),
            ([], [(name, Value::Int(number))]) if name == "number" => Some(number),
            _ => return None,
        };
        match (view, number) {
            ("home", None) => Some("/home/".into()),
            ("ticket", Some(number)) => Some(format!("/tickets/{number}/")),
            _ => None,
        }
    }
}

fn render(case: &Json) -> Result<String, Error> {
    let loader = MemoryLoader(
        case["templates"]
            .as_object()
            .into_iter()
            .flatten()
            .map(|(k, v)| (k.clone(), v.as_str().unwrap().into()))
            .collect(),
    );
    let mut options = Options::new("2026-11-24T09:28:07.123456Z".parse().unwrap());
    options.loader = Some(&loader);
    options.urls = Some(&TestUrls);
    for (name, value) in case["options"].as_object().into_iter().flatten() {
        match name.as_str() {
            "language" => options.language = value.as_str().unwrap().to_owned().into(),
            "time_zone" => options.time_zone = value.as_str().unwrap().parse().unwrap(),
            "autoescape" => options.autoescape = value.as_bool().unwrap(),
            "string_if_invalid" => {
                options.string_if_invalid = value.as_str().unwrap().to_owned().into()
            }
            "thousand_separator" => options.thousand_separator = value.as_bool().unwrap(),
            other => panic!("unknown option {other}"),
        }
    }
    let context: Context = case["context"]
        .as_object()
        .into_iter()
        .flatten()
        .map(|(k, v)| (k.as_str(), value::parse(v)))
        .collect();
    Template::parse(case["source"].as_str().unwrap(), &options)?.render(&context, &options)
}

#[test]
fn renders_as_django_does() {
    let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let default_paths = || {
        std::fs::read_dir(&cases)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .collect()
    };
    let custom_paths = std::env::var("CASES").map(|path| vec![path.into()]);
    let is_complete = custom_paths.is_err() && std::env::var("ONLY").is_err();
    let only = std::env::var("ONLY").unwrap_or_default();
    let paths: Vec<PathBuf> = custom_paths.unwrap_or_else(|_| default_paths());
    let (mut count, mut differences) = (0, Vec::new());
    for path in paths {
        if path.extension().is_none_or(|extension| extension != "json")
            || !path.to_str().unwrap().contains(&only)
        {
            continue;
        }
        let cases: Vec<Json> = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
        for case in cases {
            count += 1;
            let expected = case["result"]
                .as_str()
                .ok_or_else(|| case["error"].as_str().unwrap());
            let actual = render(&case);
            let is_same = match (&actual, expected) {
                (Ok(actual), Ok(expected)) => actual == expected,
                (Err(error), Err(kind)) => match kind {
                    "syntax" => error.kind == ErrorKind::Syntax,
                    "notfound" => error.kind == ErrorKind::NotFound,
                    _ => error.kind == ErrorKind::Render,
                },
                _ => false,
            };
            if !is_same {
                differences.push(format!(
                    "{}: {} {} {}\n   django: {expected:?}\n     here: {actual:?}",
                    path.file_stem().unwrap().to_str().unwrap(),
                    case["source"],
                    case["context"],
                    case["options"]
                ));
            }
        }
    }
    assert!(
        differences.is_empty(),
        "{} of {count} cases differ:\n{}",
        differences.len(),
        differences.join("\n")
    );
    assert!(
        count > 0 && (!is_complete || count > 11_000),
        "only {count} cases"
    );
}
