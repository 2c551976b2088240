//! Properties of every kind of field and any value: validation does not panic, it returns a value or
//! messages, and a value that is shown and sent again is the same.

use chrono_tz::Tz;
use proptest::prelude::*;

use super::{ChoiceValue, Cleaned, Field, Kind, moment};
use crate::compat::fields::clean::Input;
use crate::compat::parsers::{Json, Key};

/// Any value of a body, often one that is almost valid.
fn values() -> impl Strategy<Value = Json> {
    let leaf = prop_oneof![
        Just(()).prop_map(|()| Json::Null),
        any::<bool>().prop_map(Json::Bool),
        any::<i64>().prop_map(|number| Json::Int(number.to_string())),
        "-?[1-9][0-9]{0,400}".prop_map(Json::Int),
        any::<f64>().prop_map(Json::Float),
        texts().prop_map(Json::Str),
        (texts(), 0xd800..=0xdfff_u16).prop_map(|(text, unit)| Json::Broken {
            lone: vec![(text.len(), unit)],
            text: text + "\u{fffd}"
        }),
    ];
    leaf.prop_recursive(4, 16, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Json::List),
            prop::collection::vec((any::<String>(), inner), 0..4).prop_map(|items| {
                let items = items
                    .into_iter()
                    .map(|(key, item)| (Key::from(&*key), item));
                Json::Dict(items.collect())
            }),
        ]
    })
}

fn texts() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "[ \t\n\u{1c}\u{a0}]{0,3}",
        "\u{0}{0,2}[ab]{0,50}",
        "[-+]?[0-9_٣]{0,30}[.,]?[0-9_]{0,30}([eE][-+]?[0-9]{1,12})?",
        "(s?nan|NaN|-?inf|Infinity)[0-9]{0,3}",
        "[0-9]{0,5}[-W]{0,2}[0-9]{0,3}[-]?[0-9]{0,3}[T ]?[0-9:.,]{0,15}(Z|[+-][0-9:]{0,9})?",
        "-?[0-9]{0,12}( days?,?)? ?-?[0-9]{0,12}:?[0-9]{0,3}:?[0-9]{0,3}[.,]?[0-9]{0,9}",
        "[-+]?P[0-9.,]{0,20}D?T?[0-9.,]{0,20}[HMS]?",
        "[a-z\"é]{0,5}@?[a-z.\\[\\]0-9:-]{0,12}",
        "(http|FTP)://[a-z.:@\\[\\]0-9/?#%é-]{0,20}",
        "[0-9a-f:.%]{0,45}",
        "(True|yes|ON|f|0|null|Green|3)",
    ]
}

/// All kinds of fields that are written, the 13 types of custom fields among them.
fn kinds() -> impl Strategy<Value = Kind> {
    let limit = || prop::option::of(prop_oneof![0..40_i64, Just(-1), Just(i64::from(i32::MAX))]);
    let choices = vec![
        (ChoiceValue::Text(String::new()), "---------".to_owned()),
        (ChoiceValue::Text("Green".to_owned()), "Green".to_owned()),
        (ChoiceValue::Int(3), "Three".to_owned()),
    ];
    prop_oneof![
        limit().prop_map(Kind::Char),
        limit().prop_map(Kind::Email),
        Just(Kind::Url),
        Just(Kind::Slug),
        Just(Kind::IpAddress),
        prop::option::of((any::<i32>(), any::<i32>())).prop_map(|limits| {
            Kind::Integer(limits.map(|(a, b)| (i64::from(a.min(b)), i64::from(a.max(b)))))
        }),
        (limit(), limit()).prop_map(|(digits, places)| Kind::Decimal { digits, places }),
        Just(Kind::Boolean),
        Just(Kind::Choice(choices)),
        Just(Kind::Date),
        Just(Kind::Time),
        Just(Kind::DateTime),
        Just(Kind::Duration),
        Just(Kind::Related),
        Just(Kind::File(None)),
        Just(Kind::Files),
        Just(Kind::Raw),
    ]
}

/// The value as a client would send it back.
fn sent_back(cleaned: &Cleaned, zone: Tz) -> Option<Json> {
    Some(match cleaned {
        Cleaned::Null => Json::Null,
        Cleaned::Text(text) => Json::Str(text.clone()),
        Cleaned::Decimal(number) => Json::Str(number.fixed()?),
        Cleaned::Date(date) => Json::Str(date.to_string()),
        Cleaned::Time(time) => Json::Str(::python::isoformat_time(*time)),
        Cleaned::Int(digits) => Json::Int(digits.clone()),
        Cleaned::Bool(truth) => Json::Bool(*truth),
        Cleaned::DateTime(moment) => Json::Str(moment::text(*moment, zone, moment::ISO_8601)?),
        Cleaned::Choice(number) => Json::Int(number.to_string()),
        Cleaned::Reference(id, _) => Json::Int(id.to_string()),
        Cleaned::Duration(micros) => Json::Str(moment::duration(
            &crate::graphql::scalars::format_duration(*micros),
        )?),
        Cleaned::File(_) | Cleaned::Files(_) | Cleaned::Unstorable(_) => return None,
    })
}

/// The part of a value that must be the same after a round trip.
fn shown(cleaned: &Cleaned) -> String {
    match cleaned {
        // The spelling is only for an error message.
        Cleaned::Reference(id, _) => id.to_string(),
        // `1E+2` comes back as `100`.
        Cleaned::Decimal(number) => number.fixed().unwrap_or_default(),
        other => format!("{other:?}"),
    }
}

proptest! {
    // PROPTEST_CASES sets the number.
    #![proptest_config(ProptestConfig::with_cases(4 * ProptestConfig::default().cases))]

    #[test]
    fn any_value_is_valid_or_an_error(
        kind in kinds(),
        value in values(),
        (required, allow_null, allow_blank, partial) in any::<(bool, bool, bool, bool)>(),
        zone in prop::sample::select(&[Tz::UTC, Tz::Asia__Kolkata, Tz::America__St_Johns][..]),
    ) {
        let field = Field { required, allow_null, allow_blank, ..Field::new("x", "", kind) };
        let cleaned = match field.run_validation(Input::Value(value), partial, zone) {
            Ok(Some(cleaned)) => cleaned,
            Ok(None) => {
                prop_assert!(false, "the value is lost");
                return Ok(());
            }
            Err(sentences) => {
                prop_assert!(!sentences.is_empty() && sentences.iter().all(|sentence| !sentence.to_string().is_empty()));
                return Ok(());
            }
        };
        if let Cleaned::Text(text) = &cleaned {
            prop_assert!(!text.contains('\0'));
        }
        // A custom field stores the text and shows it as JSON of its type.
        let stored = match &cleaned {
            Cleaned::Int(digits) => Some((digits.clone(), digits.clone())),
            Cleaned::Decimal(number) => Some((number.text(), number.fixed().unwrap())),
            Cleaned::Date(date) => Some((date.to_string(), date.to_string())),
            _ => None,
        };
        if let Some((text, expected)) = stored {
            let mut out = Vec::new();
            field.write_stored(&text, &mut out);
            let shown = String::from_utf8(out).unwrap();
            prop_assert!(shown == expected || shown == format!("\"{expected}\""), "{text} is shown as {shown}");
        }
        let Some(sent) = sent_back(&cleaned, zone) else { return Ok(()) };
        let twice = field.run_validation(Input::Value(sent), partial, zone);
        let twice = twice.map_err(|sentences| TestCaseError::fail(format!("{cleaned:?} again: {sentences:?}")))?;
        prop_assert_eq!(twice.as_ref().map(shown), Some(shown(&cleaned)));
    }

    #[test]
    fn an_absent_field_is_an_error_if_required(kind in kinds(), required: bool, partial: bool) {
        let field = Field { required, ..Field::new("x", "", kind) };
        let cleaned = field.run_validation(Input::Absent, partial, Tz::UTC);
        prop_assert_eq!(cleaned.is_err(), required && !partial);
    }
}
