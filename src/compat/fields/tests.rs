//! What holds for any value of a field that a request writes, of every kind that serializers have:
//! no panic, either a value or sentences, and a value that is shown and sent again is the same.

use chrono_tz::Tz;
use proptest::prelude::*;

use super::{ChoiceValue, Cleaned, Field, Kind, moment};
use crate::compat::fields::clean::Input;
use crate::compat::parsers::Json;

/// Any value that a body may hold; many that are nearly what some kind takes.
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
            prop::collection::vec((any::<String>(), inner), 0..4).prop_map(Json::Dict),
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

/// Kinds with what their stored text is shown by: all 13 types of custom fields, and what else is
/// written.
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

/// A value as it would be sent again by who reads it, if there is one way to.
fn again(cleaned: &Cleaned, zone: Tz) -> Option<Json> {
    Some(match cleaned {
        Cleaned::Null => Json::Null,
        Cleaned::Text(text) => Json::Str(text.clone()),
        Cleaned::Decimal(number) => Json::Str(number.fixed()?),
        Cleaned::Date(date) => Json::Str(date.to_string()),
        Cleaned::Time(time) => Json::Str(moment::time(*time)),
        Cleaned::Int(digits) => Json::Int(digits.clone()),
        Cleaned::Bool(truth) => Json::Bool(*truth),
        Cleaned::DateTime(moment) => Json::Str(moment::text(*moment, zone)),
        Cleaned::Choice(number) => Json::Int(number.to_string()),
        Cleaned::Reference(id, _) => Json::Int(id.to_string()),
        Cleaned::Duration(micros) => Json::Str(moment::duration(
            &crate::graphql::scalars::write_duration(*micros),
        )?),
        Cleaned::File(_) | Cleaned::Files(_) | Cleaned::Unstorable(_) => return None,
    })
}

/// What two values have to have in common.
fn shown(cleaned: &Cleaned) -> String {
    match cleaned {
        // How it was spelled is kept for one sentence alone.
        Cleaned::Reference(id, _) => id.to_string(),
        // `1E+2` is sent again as `100`.
        Cleaned::Decimal(number) => number.fixed().unwrap_or_default(),
        other => format!("{other:?}"),
    }
}

proptest! {
    // PROPTEST_CASES makes it more.
    #![proptest_config(ProptestConfig::with_cases(4 * ProptestConfig::default().cases))]

    #[test]
    fn any_value_is_taken_or_refused(
        kind in kinds(),
        value in values(),
        (required, allow_null, allow_blank, partial) in any::<(bool, bool, bool, bool)>(),
        zone in prop::sample::select(&[Tz::UTC, Tz::Asia__Kolkata, Tz::America__St_Johns][..]),
    ) {
        let field = Field { required, allow_null, allow_blank, ..Field::new("x", "", kind) };
        let cleaned = match field.clean(Input::Value(value), partial, zone) {
            Ok(Some(cleaned)) => cleaned,
            Ok(None) => {
                prop_assert!(false, "a value became none");
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
        // A custom field keeps it as text, which is shown as JSON of its type.
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
        let Some(sent) = again(&cleaned, zone) else { return Ok(()) };
        let twice = field.clean(Input::Value(sent), partial, zone);
        let twice = twice.map_err(|sentences| TestCaseError::fail(format!("{cleaned:?} again: {sentences:?}")))?;
        prop_assert_eq!(twice.as_ref().map(shown), Some(shown(&cleaned)));
    }

    #[test]
    fn what_is_not_there_is_none_or_missed(kind in kinds(), required: bool, partial: bool) {
        let field = Field { required, ..Field::new("x", "", kind) };
        let cleaned = field.clean(Input::Absent, partial, Tz::UTC);
        prop_assert_eq!(cleaned.is_err(), required && !partial);
    }
}
