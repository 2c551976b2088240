//! Compares the table with the answers of django-helpdesk that tests/fields/errors.py recorded.

use serde_json::{Map, Value, json};

use super::ErrorSource::{self, Serializer, TicketForm};
use super::field_errors;
use crate::domain::{Code, FieldError};

/// How a code is covered.
enum Coverage {
    /// Recorded answers: the name of the case, and the error that has to be worded like it.
    Recorded(Vec<(&'static str, ErrorSource, FieldError)>),
    /// REST writes never return the code, or the reference has no sentence for it.
    NoReference(&'static str),
}

const ONLY_GRAPHQL: &str = "REST has no such field";

/// A pattern for each code with its coverage. A code without a pattern does not compile.
macro_rules! coverage {
    ($($pattern:pat => $coverage:expr),+ $(,)?) => {{
        let _exhaustive = |code: &Code| match code {
            $($pattern => (),)+
        };
        vec![$((
            stringify!($pattern),
            (|code: &Code| matches!(code, $pattern)) as fn(&Code) -> bool,
            $coverage,
        )),+]
    }};
}

fn recorded<const N: usize>(
    cases: [(&'static str, ErrorSource, &'static str, Code); N],
) -> Coverage {
    let error = |path: &str, code| FieldError {
        path: path.split('.').map(str::to_owned).collect(),
        code,
    };
    Coverage::Recorded(
        cases
            .into_iter()
            .map(|(name, source, path, code)| (name, source, error(path, code)))
            .collect(),
    )
}

/// The name of a code, whether another code is of the same kind, and how its kind is covered.
type CodeCoverage = (&'static str, fn(&Code) -> bool, Coverage);

fn all() -> Vec<CodeCoverage> {
    use Coverage::NoReference;
    let decimal = "custom_fields.decimal";
    coverage! {
        Code::Required => recorded([("required", TicketForm, "description", Code::Required)]),
        Code::Invalid => recorded([
            ("invalid username", Serializer, "username", Code::Invalid),
            ("invalid email", Serializer, "submitter_email", Code::Invalid),
            ("invalid date-time", Serializer, "due_date", Code::Invalid),
        ]),
        Code::InvalidChoice(_) => recorded([
            ("invalid owner", TicketForm, "assigned_to", Code::InvalidChoice("4".into())),
            ("invalid choice", Serializer, "status", Code::InvalidChoice("99".into())),
        ]),
        Code::DoesNotExist(_) => recorded([
            ("invalid owner", TicketForm, "assigned_to", Code::DoesNotExist("4".into())),
            ("missing object", Serializer, "queue", Code::DoesNotExist("999".into())),
        ]),
        Code::WrongId { .. } => recorded([(
            "wrong type of ID",
            Serializer,
            "queue",
            Code::WrongId { wanted: "Queue", given: None },
        )]),
        Code::MaxLength { .. } => recorded([(
            "too long",
            Serializer,
            "title",
            Code::MaxLength { limit: 200, length: 201 },
        )]),
        Code::MinValue(_) => recorded([("too small", Serializer, "size", Code::MinValue(i64::MIN))]),
        Code::MaxValue(_) => recorded([("too large", Serializer, "size", Code::MaxValue(i64::MAX))]),
        Code::MaxDigits(_) => recorded([("too many digits", Serializer, decimal, Code::MaxDigits(8))]),
        Code::MaxDecimalPlaces(_) => recorded([(
            "too many decimal places",
            Serializer,
            decimal,
            Code::MaxDecimalPlaces(3),
        )]),
        Code::MaxWholeDigits(_) => recorded([(
            "too many whole digits",
            Serializer,
            decimal,
            Code::MaxWholeDigits(5),
        )]),
        Code::UnsupportedExtension(_) => recorded([
            (
                "extension of a ticket's file",
                TicketForm,
                "attachments.0",
                Code::UnsupportedExtension(".exe".into()),
            ),
            (
                "extension of an attachment",
                Serializer,
                "file",
                Code::UnsupportedExtension(".exe".into()),
            ),
        ]),
        Code::EmptyFile => recorded([("empty file", Serializer, "file", Code::EmptyFile)]),
        Code::NotUnique => recorded([("duplicate username", Serializer, "username", Code::NotUnique)]),
        Code::NullCharacter => recorded([(
            "null character",
            Serializer,
            "title",
            Code::NullCharacter,
        )]),
        Code::PasswordTooShort(_) => recorded([(
            "short password",
            Serializer,
            "password",
            Code::PasswordTooShort(8),
        )]),
        Code::PasswordTooCommon => recorded([(
            "common password",
            Serializer,
            "password",
            Code::PasswordTooCommon,
        )]),
        Code::PasswordNumeric => recorded([(
            "numeric password",
            Serializer,
            "password",
            Code::PasswordNumeric,
        )]),
        Code::PasswordSimilar(_) => recorded([(
            "similar password",
            Serializer,
            "password",
            Code::PasswordSimilar("username"),
        )]),
        Code::Template { .. } => NoReference("django-helpdesk answers 500"),
        Code::FileTooLarge(_) => NoReference("the parser answers 413 first"),
        Code::MaxItems(_) => NoReference("the parser limits lists first"),
        Code::Exclusive(_) => NoReference("an argument of GraphQL queries"),
        Code::TooManyTerms(_) | Code::TooDeep(_) | Code::TooNested(_) => {
            NoReference("a filter of GraphQL queries")
        },
        Code::Circle => NoReference("REST allows it, as django-helpdesk does"),
        Code::Unsupported(_) => NoReference("REST has no saved searches"),
        Code::Twice => NoReference("the parser keeps the last of two values"),
        Code::NotPermitted(_) => NoReference("a rule of administration by GraphQL"),
        Code::WrongLogin => NoReference(ONLY_GRAPHQL),
        Code::WrongPassword => NoReference(ONLY_GRAPHQL),
        Code::ExpiredLink => NoReference(ONLY_GRAPHQL),
        Code::Trap => NoReference(ONLY_GRAPHQL),
        Code::Past => NoReference(ONLY_GRAPHQL),
        Code::Disabled => NoReference("REST ignores the field, as django-helpdesk does"),
        Code::Refused(_) => NoReference("REST allows it, as django-helpdesk does"),
    }
}

/// The recorded answers by the name of their case.
fn answers() -> Map<String, Value> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fields/errors.json");
    let cases: Vec<Value> = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    cases
        .into_iter()
        .map(|case| {
            (
                case["name"].as_str().unwrap().to_owned(),
                case["answer"].clone(),
            )
        })
        .collect()
}

fn worded(source: ErrorSource, errors: &[FieldError]) -> Value {
    let errors = field_errors(source, errors, &[]).into_iter();
    let errors = errors.map(|(name, messages)| {
        let sentences: Vec<_> = messages.iter().map(ToString::to_string).collect();
        (name, json!(sentences))
    });
    Value::Object(errors.collect())
}

#[test]
fn words_every_code_like_the_reference() {
    let answers = answers();
    for (pattern, matches, coverage) in all() {
        match coverage {
            Coverage::Recorded(cases) => {
                for (name, source, error) in cases {
                    assert!(matches(&error.code), "{name} is not about {pattern}");
                    assert_eq!(worded(source, &[error]), answers[name], "{pattern}: {name}");
                }
            }
            Coverage::NoReference(reason) => assert!(!reason.is_empty(), "{pattern}"),
        }
    }
}

#[test]
fn collects_the_errors_of_all_fields() {
    let errors = [
        FieldError::new("description", Code::Required),
        FieldError::new("assigned_to", Code::InvalidChoice("4".into())),
    ];
    assert_eq!(worded(TicketForm, &errors), answers()["several errors"]);
}

#[test]
fn fills_in_the_values_of_sentences() {
    for (source, path, code, sentence) in [
        (
            TicketForm,
            "title",
            Code::MaxLength {
                limit: 1,
                length: 2,
            },
            "Ensure this value has at most 1 character (it has 2).",
        ),
        (
            Serializer,
            "status",
            Code::InvalidChoice("{x}".into()),
            "\"{x}\" is not a valid choice.",
        ),
        (
            Serializer,
            "password",
            Code::PasswordSimilar("first_name"),
            "The password is too similar to the first name.",
        ),
    ] {
        let error = FieldError::new(path, code);
        assert_eq!(worded(source, &[error])[path], json!([sentence]));
    }
}

#[test]
fn names_a_missing_object_as_it_was_sent() {
    let error = FieldError::new("queue", Code::DoesNotExist("7".into()));
    let sent = [("queue".to_owned(), "007".to_owned())];
    let errors = field_errors(Serializer, &[error], &sent);
    assert_eq!(
        errors[0].1[0].to_string(),
        "Invalid pk \"007\" - object does not exist."
    );
}
