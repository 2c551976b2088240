//! Property tests: for any value of any custom field there is no panic, and a stored value parses
//! as its type.

use chrono::{DateTime, Datelike, NaiveDate, NaiveTime, TimeZone, Timelike, Utc};
use chrono_tz::Tz;
use entity::custom_field;
use proptest::prelude::*;

use super::clean::{CustomValue, clean};
use super::value::{self, DataType};
use crate::domain::Code;

const TYPES: [&str; 13] = [
    "varchar",
    "text",
    "integer",
    "decimal",
    "list",
    "boolean",
    "date",
    "time",
    "datetime",
    "email",
    "url",
    "ipaddress",
    "slug",
];

/// A definition of any type, with sensible and nonsensical limits.
fn fields() -> impl Strategy<Value = custom_field::Model> {
    let limit = || prop::option::of(prop_oneof![0..40, Just(-1), Just(i32::MAX)]);
    let lists = prop::option::of("[ab 0\n\r\t]{0,12}");
    (
        prop::sample::select(&TYPES[..]),
        limit(),
        limit(),
        lists,
        any::<(bool, bool)>(),
    )
        .prop_map(
            |(
                data_type,
                max_length,
                decimal_places,
                list_values,
                (required, empty_selection_list),
            )| custom_field::Model {
                max_length,
                decimal_places,
                empty_selection_list,
                list_values,
                required,
                ..field(data_type)
            },
        )
}

/// Any text; many almost have the format of a type.
fn texts() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "[ab 0\n]{0,4}",
        "[-+]?[0-9]{0,25}[.,]?[0-9]{0,25}(e[0-9]{1,9})?",
        "[+-]?[0-9]{0,6}[-/][0-9]{1,2}[-/][0-9]{1,4}([T ][0-9]{1,2}:[0-9]{1,2}(:[0-9]{1,2}(\\.[0-9]{0,10})?)?)?",
        "(Jan|Feb|March|may|sept) ?[0-9]{0,3},? ?[0-9]{0,5}",
        "[0-9]{1,3}:[0-9]{1,3}(:[0-9]{1,3})?(\\.[0-9]{0,9})?",
        "[a-zé\"]{0,4}@[a-z.\\[\\]0-9:-]{0,12}",
        "(http|HTTPS|ftp|x)?(://)?[a-z.:@\\[\\]0-9/?#%é-]{0,20}",
        "[0-9a-f:.%]{0,20}",
        "(True|False|true|on|0|1| )",
    ]
}

fn moments() -> impl Strategy<Value = DateTime<Utc>> {
    // The whole range of chrono, which exceeds that of Django.
    (-200_000_000_000_000_000_i64..400_000_000_000_000_000)
        .prop_map(|micros| Utc.timestamp_micros(micros).unwrap())
}

fn days() -> impl Strategy<Value = NaiveDate> {
    (-100_000..100_000, 1..=366_u32).prop_map(|(year, day)| {
        NaiveDate::from_yo_opt(year, day)
            .unwrap_or_else(|| NaiveDate::from_yo_opt(year, 1).unwrap())
    })
}

fn times() -> impl Strategy<Value = NaiveTime> {
    // Includes leap seconds, which chrono has and Python does not.
    (0..86_400_u32, 0..2_000_000_000_u32).prop_map(|(seconds, nano)| {
        let nano = if seconds % 60 == 59 {
            nano
        } else {
            nano % 1_000_000_000
        };
        NaiveTime::from_num_seconds_from_midnight_opt(seconds, nano).unwrap()
    })
}

fn inputs() -> impl Strategy<Value = Option<CustomValue>> {
    prop::option::weighted(
        0.95,
        prop_oneof![
            5 => texts().prop_map(CustomValue::Text),
            1 => any::<i64>().prop_map(CustomValue::Integer),
            // The digits that the GraphQL scalar accepts.
            1 => "[-+]?([0-9]{1,25}(\\.[0-9]{0,25})?|\\.[0-9]{1,25})".prop_map(CustomValue::Decimal),
            1 => any::<bool>().prop_map(CustomValue::Boolean),
            1 => days().prop_map(CustomValue::Date),
            1 => times().prop_map(CustomValue::Time),
            1 => moments().prop_map(CustomValue::DateTime),
        ],
    )
}

fn zones() -> impl Strategy<Value = Tz> {
    prop::sample::select(
        &[
            Tz::UTC,
            Tz::Asia__Kolkata,
            Tz::America__St_Johns,
            Tz::Pacific__Kiritimati,
        ][..],
    )
}

/// Whether a stored text, which is not empty, parses as its type and fits into Python's type.
fn is_typed(data_type: DataType, text: &str) -> bool {
    let year = |year: i32| (1..=9999).contains(&year);
    match data_type {
        DataType::Integer => python::int_digits(text).is_some(),
        DataType::Decimal => value::decimal(text).is_some(),
        DataType::Boolean => value::boolean(text).is_some(),
        DataType::Date => value::date(text)
            .is_some_and(|date| year(date.year()) && (7..=10).contains(&text.len())),
        DataType::Time => value::time(text).is_some_and(|time| time.nanosecond() == 0),
        DataType::Datetime => value::datetime(text)
            .is_some_and(|moment| year(moment.year()) && (13..=16).contains(&text.len())),
        DataType::Varchar | DataType::Text | DataType::List => true,
        DataType::Email | DataType::Url | DataType::Ipaddress | DataType::Slug => {
            !text.contains(char::is_whitespace)
        }
    }
}

/// An optional field of a type.
fn field(data_type: &str) -> custom_field::Model {
    custom_field::Model {
        id: 1,
        name: "x".to_owned(),
        label: String::new(),
        help_text: None,
        data_type: data_type.to_owned(),
        max_length: None,
        decimal_places: None,
        empty_selection_list: false,
        list_values: None,
        ordering: None,
        required: false,
        staff_only: false,
    }
}

#[test]
fn rejects_times_that_python_does_not_have() {
    for (data_type, input) in [
        ("date", CustomValue::Text("0000-01-01".to_owned())),
        ("date", CustomValue::Text("+10000-01-01".to_owned())),
        (
            "date",
            CustomValue::Date(NaiveDate::from_ymd_opt(10_000, 1, 1).unwrap()),
        ),
        (
            "date",
            CustomValue::Date(NaiveDate::from_ymd_opt(-1, 1, 1).unwrap()),
        ),
        ("time", CustomValue::Text("23:59:60".to_owned())),
        ("datetime", CustomValue::Text("0000-01-01T00:00".to_owned())),
        (
            "datetime",
            CustomValue::Text("2024-01-01 23:59:60".to_owned()),
        ),
        (
            "datetime",
            CustomValue::DateTime(Utc.with_ymd_and_hms(9999, 12, 31, 23, 0, 0).unwrap()),
        ),
    ] {
        assert_eq!(
            clean(&field(data_type), Some(&input), Tz::Asia__Kolkata),
            Err(Code::Invalid),
            "{input:?}"
        );
    }
    let leap = CustomValue::Time(
        NaiveTime::from_num_seconds_from_midnight_opt(86_399, 1_500_000_000).unwrap(),
    );
    assert_eq!(
        clean(&field("time"), Some(&leap), Tz::UTC),
        Err(Code::Invalid)
    );
}

proptest! {
    // PROPTEST_CASES sets the number of cases.
    #![proptest_config(ProptestConfig::with_cases(4 * ProptestConfig::default().cases))]

    #[test]
    fn stored_values_parse_as_their_type(field in fields(), input in inputs(), zone in zones()) {
        let Ok(stored) = clean(&field, input.as_ref(), zone) else { return Ok(()) };
        let data_type = DataType::from_name(&field.data_type).unwrap();
        let Some(text) = stored.filter(|text| !text.is_empty()) else {
            let empty = match &input {
                None => true,
                Some(CustomValue::Text(text)) => python::strip(text).is_empty(),
                Some(_) => false,
            };
            prop_assert!(empty && !field.required, "{field:?} {input:?} became empty");
            return Ok(());
        };
        prop_assert!(!text.contains('\0'));
        prop_assert!(is_typed(data_type, &text), "{data_type:?} {text:?}");
        // A stored value that is sent again does not change.
        prop_assert_eq!(clean(&field, Some(&CustomValue::Text(text.clone())), zone), Ok(Some(text.clone())));
        match (data_type, input) {
            (DataType::Integer, Some(CustomValue::Integer(number))) => prop_assert_eq!(value::integer(&text), Some(number)),
            (DataType::Boolean, Some(CustomValue::Boolean(truth))) => prop_assert_eq!(value::boolean(&text), Some(truth)),
            (DataType::Date, Some(CustomValue::Date(day))) => prop_assert_eq!(value::date(&text), Some(day)),
            (DataType::Time, Some(CustomValue::Time(time))) => prop_assert_eq!(value::time(&text), time.with_nanosecond(0)),
            (DataType::Datetime, Some(CustomValue::DateTime(moment))) => {
                let local = crate::validators::local(moment, zone).unwrap();
                let minute = local.with_second(0).and_then(|local| local.with_nanosecond(0));
                prop_assert_eq!(value::datetime(&text), minute);
            }
            _ => {}
        }
    }

    #[test]
    fn required_fields_need_a_value(field in fields(), zone in zones()) {
        let result = clean(&field, None, zone);
        if field.required {
            prop_assert_eq!(result, Err(Code::Required));
        } else {
            prop_assert!(result.is_ok());
        }
    }
}
