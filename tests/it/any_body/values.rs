//! Hostile values, and ways to damage a valid body.

use proptest::prelude::*;
use proptest::sample::{Index, select};

/// A value as JSON, valid or not.
#[derive(Clone, Debug)]
pub struct Value(String);

impl Value {
    /// Its text in a JSON body.
    pub fn json(&self) -> &str {
        &self.0
    }

    /// Its text in a form.
    pub fn text(&self) -> String {
        serde_json::from_str(&self.0).unwrap_or_else(|_| self.0.clone())
    }
}

/// A field of a valid body: its name, its value as JSON, and whether it is required.
pub type Base = (&'static str, &'static str, bool);

/// Texts that are hard to parse: dates, times, durations, numbers, addresses.
const TEXTS: &[&str] = &[
    "",
    " ",
    "\0",
    "a\0b",
    "\u{feff}",
    "\u{202e}gpj.exe",
    "é\u{301}",
    "x\r\nX-Header: y",
    "{{ ticket.title }}",
    "{% include 'x' %}",
    "<script>",
    "../../etc/passwd",
    "true",
    "null",
    "on",
    "Green",
    "nothing like it",
    "0000-01-01",
    "0000-01-01T00:00:00Z",
    "0001-01-01T00:00:00+14:00",
    "0001-01-01T00:00:00Z",
    "0001-01-01",
    "-0001-01-01T00:00:00Z",
    "+12345-01-01T00:00:00Z",
    "9999-12-31T23:59:59.999999-12:00",
    "9999-12-31T23:59:59Z",
    "10000-01-01T00:00:00Z",
    "262143-12-31T23:59:59Z",
    "2016-12-31T23:59:60Z",
    "2024-02-30",
    "2023-02-29T00:00:00Z",
    "2024-W01-1",
    "20240101T010203Z",
    "2024-01-01T24:00:00Z",
    "2024-01-01T23:59:59.9999999Z",
    "2024-01-01 01:02+25:00",
    "2024-01-01T01:02:03+00:00:30",
    "٢٠٢٤-٠١-٠١",
    "24:00",
    "23:59:60",
    "12:61",
    "1:2",
    "1",
    "00:00:00.1234567",
    "PT1H",
    "P1Y",
    "P",
    "-P106751991DT4H0M54.775807S",
    "P106751992D",
    "P999999999999999999999D",
    "99999999999 00:00:00",
    "999999999 23:59:59.999999",
    "1 1:1:1.1234567",
    "-1 day, 0:00:00",
    "00:99:99",
    "PT0.0000001S",
    "1e9",
    "NaN",
    "sNaN123",
    "-Infinity",
    "1e1000000",
    "1E-1000000",
    "-0",
    "0.00000000000000000000000000001",
    "１２",
    "1_000",
    "+5",
    " 5 ",
    "٣",
    "1.0",
    "0x10",
    "9223372036854775808",
    "-2147483649",
    "1,5",
    "1.",
    ".5",
    "a@b",
    "\"a b\"@c.d",
    "a@[::1]",
    "a@ä.de",
    "a@b.c\n",
    "http://",
    "http://[::1",
    "http://a b/",
    "javascript:alert(1)",
    "ftp://ü.example/%zz",
    "::ffff:1.2.3.4",
    "fe80::1%eth0",
    "1.2.3.04",
    ":::",
    "slug field",
    "-",
    "ÄÖ",
    "UTC",
];

/// Values that are not strings.
const TOKENS: &[&str] = &[
    "null",
    "true",
    "false",
    "0",
    "-0",
    "-1",
    "1",
    "3",
    "2147483648",
    "-2147483649",
    "9223372036854775807",
    "9223372036854775808",
    "99999999999999999999999999",
    "1e400",
    "-1e400",
    "1e308",
    "1e-400",
    "0.1",
    "1.0",
    "1E2",
    "NaN",
    "Infinity",
    "-Infinity",
    "[]",
    "{}",
    "[1]",
    "[[1]]",
    "{\"a\":1}",
    "[null]",
    "\"\\ud800\"",
    "\"\\udc00x\"",
    "\"\\u0000\"",
    "{\"\":\"\"}",
    "{\"a\":1,\"a\":2}",
    "[1,2,3,4,5,6,7,8,9]",
    "\"\\x\"",
    "'x'",
    "01",
    "undefined",
    "",
];

pub fn texts() -> impl Strategy<Value = String> {
    prop_oneof![
        6 => select(TEXTS).prop_map(ToOwned::to_owned),
        2 => any::<String>(),
        1 => "[-+]?[0-9_٣]{0,30}[.,]?[0-9_]{0,30}([eE][-+]?[0-9]{1,12})?",
        1 => "[0-9]{0,5}[-W]{0,2}[0-9]{0,3}[-]?[0-9]{0,3}[T ]?[0-9:.,]{0,15}(Z|[+-][0-9:]{0,9})?",
        1 => "-?[0-9]{0,12}( days?,?)? ?-?[0-9]{0,12}:?[0-9]{0,3}:?[0-9]{0,3}[.,]?[0-9]{0,9}",
        1 => "[-+]?P[0-9.,]{0,20}[WD]?T?[0-9.,]{0,20}[HMS]?",
        1 => (select(&["x", "é", "\u{1f600}", "9", " "][..]), select(&[20_usize, 21, 150, 201, 255, 256, 70_000][..]))
            .prop_map(|(of, times)| of.repeat(times)),
    ]
}

/// A value that is mostly invalid for its field.
pub fn hostile() -> impl Strategy<Value = Value> {
    prop_oneof![
        6 => texts().prop_map(|text| Value(serde_json::Value::String(text).to_string())),
        4 => select(TOKENS).prop_map(|token| Value(token.to_owned())),
        1 => any::<i64>().prop_map(|number| Value(number.to_string())),
        1 => any::<f64>().prop_map(|number| Value(serde_json::json!(number).to_string())),
        1 => (1..3000_usize, any::<bool>()).prop_map(|(deep, closed)| {
            Value("[".repeat(deep) + &"]".repeat(if closed { deep } else { 0 }))
        }),
        1 => (1..500_usize).prop_map(|deep| Value("{\"a\":".repeat(deep) + "1" + &"}".repeat(deep))),
    ]
}

/// The fields of a valid body with changes: other values, missing fields, and fields of other bodies.
pub fn fields(base: &'static [Base]) -> impl Strategy<Value = Vec<(String, Value)>> {
    let said = prop::collection::vec(prop::bool::weighted(0.2), base.len());
    let wrong = (
        select(base),
        prop_oneof![1 => Just(None), 6 => hostile().prop_map(Some)],
    );
    let wrongs = prop_oneof![
        3 => Just(Vec::new()),
        4 => prop::collection::vec(wrong.clone(), 1),
        2 => prop::collection::vec(wrong, 2..6),
    ];
    let more = prop_oneof![
        8 => Just(Vec::new()),
        1 => prop::collection::vec(("[a-z_\\[\\]0-9é]{0,12}", hostile()), 1..3),
        // A duplicate field.
        1 => prop::collection::vec((select(base).prop_map(|field| field.0.to_owned()), hostile()), 1..3),
    ];
    (said, wrongs, more).prop_map(move |(said, wrongs, more)| {
        let mut fields = Vec::new();
        for (&(name, sound, needed), said) in base.iter().zip(said) {
            let wrong = wrongs.iter().find(|((wrong, ..), _)| *wrong == name);
            let value = match wrong {
                Some((_, other)) => other.clone(),
                None => (needed || said).then(|| Value(sound.to_owned())),
            };
            fields.extend(value.map(|value| (name.to_owned(), value)));
        }
        fields.into_iter().chain(more).collect()
    })
}

/// The fields as a JSON object.
pub fn object(fields: &[(String, Value)]) -> String {
    let members = fields
        .iter()
        .map(|(name, value)| format!("{}:{}", serde_json::Value::from(&**name), value.json()));
    format!("{{{}}}", members.collect::<Vec<_>>().join(","))
}

/// A damage to the bytes of a body.
#[derive(Clone, Debug)]
pub enum Damage {
    /// The body is truncated.
    Cut(Index),
    /// A byte is replaced.
    Flip(Index, u8),
    /// Bytes are inserted.
    Insert(Index, Vec<u8>),
    /// A part is duplicated.
    Again(Index, Index),
    /// A part is removed.
    Without(Index, Index),
}

/// A list of damages, mostly empty.
pub fn damages() -> impl Strategy<Value = Vec<Damage>> {
    let one = prop_oneof![
        any::<Index>().prop_map(Damage::Cut),
        (any::<Index>(), any::<u8>()).prop_map(|(at, byte)| Damage::Flip(at, byte)),
        (any::<Index>(), prop::collection::vec(any::<u8>(), 1..8))
            .prop_map(|(at, bytes)| Damage::Insert(at, bytes)),
        (any::<Index>(), any::<Index>()).prop_map(|(a, b)| Damage::Again(a, b)),
        (any::<Index>(), any::<Index>()).prop_map(|(a, b)| Damage::Without(a, b)),
    ];
    prop_oneof![6 => Just(Vec::new()), 1 => prop::collection::vec(one, 1..4)]
}

/// The body with all damages.
pub fn damaged(mut body: Vec<u8>, damages: &[Damage]) -> Vec<u8> {
    for damage in damages {
        let place = |index: &Index| index.index(body.len() + 1);
        let range = |a: &Index, b: &Index| place(a).min(place(b))..place(a).max(place(b));
        match damage {
            Damage::Cut(at) => body.truncate(place(at)),
            Damage::Flip(at, byte) => {
                let at = place(at);
                if let Some(old) = body.get_mut(at) {
                    *old = *byte;
                }
            }
            Damage::Insert(at, bytes) => {
                let at = place(at);
                body.splice(at..at, bytes.iter().copied());
            }
            Damage::Again(a, b) => {
                let range = range(a, b);
                let part = body[range.clone()].to_vec();
                body.splice(range.end..range.end, part);
            }
            Damage::Without(a, b) => {
                let range = range(a, b);
                body.drain(range);
            }
        }
    }
    body
}

/// A file of a form: its name, type and content.
pub type File = (String, String, Vec<u8>);

/// Files with unusual names, types and contents.
pub fn files() -> impl Strategy<Value = File> {
    let names = prop_oneof![
        4 => Just("note.txt".to_owned()),
        1 => texts().prop_map(|text| text.replace(['\r', '\n', '"'], "_")),
        1 => select(&["", ".", "..", "a.exe", "/etc/passwd", "C:\\a.txt", "a.tar.gz", "\u{202e}gpj.txt"][..])
            .prop_map(ToOwned::to_owned),
    ];
    let types = select(
        &[
            "text/plain",
            "image/png",
            "nonsense",
            "",
            "text/plain; charset=klingon",
            "multipart/mixed",
        ][..],
    );
    (
        names,
        types.prop_map(ToOwned::to_owned),
        prop::collection::vec(any::<u8>(), 0..200),
    )
}

/// A part of a form, with or without a file's name and type.
pub fn part(name: &str, file: Option<(&str, &str)>, content: &[u8]) -> Vec<u8> {
    let name = name.replace(['\r', '\n', '"'], "_");
    let mut head = format!("--xx\r\nContent-Disposition: form-data; name=\"{name}\"");
    if let Some((file, kind)) = file {
        head += &format!("; filename=\"{file}\"");
        if !kind.is_empty() {
            head += &format!("\r\nContent-Type: {kind}");
        }
    }
    [format!("{head}\r\n\r\n").as_bytes(), content, b"\r\n"].concat()
}

/// A media type of a body: mostly `right`.
pub fn kinds(right: &'static str) -> impl Strategy<Value = String> {
    let others = &[
        "application/json",
        "application/json; charset=utf-16",
        "application/json; charset=latin-1",
        "application/json;charset=klingon",
        "application/x-www-form-urlencoded",
        "multipart/form-data",
        "application/x-www-form-urlencoded; charset=utf-7",
        "multipart/form-data; boundary=",
        "multipart/form-data; boundary=yy",
        "multipart/form-data; boundary=\"x\\\"x\"",
        "multipart/form-data; boundary=xx; charset=utf-16",
        "text/plain",
        "multipart/mixed; boundary=xx",
        "application/graphql",
        "application/graphql-response+json",
        "*/*",
        "/",
        ";",
        "",
    ][..];
    prop_oneof![30 => Just(right.to_owned()), 2 => select(others).prop_map(ToOwned::to_owned), 1 => "[ -~]{0,40}"]
}
