//! Running a mutation for a write: its input from what came in, its faults as DRF's, its object as the answer.

use async_graphql::{Name, UploadValue, Value};
use chrono::SecondsFormat;

use crate::compat::exceptions::{FieldErrors, Refusal};
use crate::compat::execute::{Arguments, Object};
use crate::compat::fields::{Cleaned, Kind};
use crate::compat::parsers::Upload;
use crate::compat::serializers::custom::CustomField;
use crate::compat::serializers::form;
use crate::compat::views::Exchange;
use crate::domain::Code;
use crate::graphql::scalars::write_duration;

/// What a mutation is given.
#[derive(Default)]
pub(super) struct Input {
    /// The members of `input`.
    pub(super) object: Object,
    /// Files and the variables that they stand for.
    uploads: Vec<(String, UploadValue)>,
    /// What was sent, by the field's names, where a sentence shows it.
    pub(super) shown: Vec<(String, String)>,
    /// The length to write down of a file.
    pub(super) size: Option<i32>,
    /// The numbers of objects that a serializer's fields name, as they were sent.
    references: Vec<(String, String)>,
}

impl Input {
    /// Sets a member.
    pub(super) fn set(&mut self, name: &str, value: impl Into<Value>) {
        self.object.insert(Name::new(name), value.into());
    }

    /// Remembers the object that a serializer's field names, if it names one: it was found, and may yet be gone when the
    /// mutation looks for it.
    pub(super) fn refers(&mut self, field: &str, value: &Cleaned) {
        if let Cleaned::Reference(_, shown) = value {
            self.references.push((field.to_owned(), shown.clone()));
        }
    }

    /// Sets a member to files.
    pub(super) fn set_files(&mut self, member: &str, files: Vec<Upload>) {
        self.set(member, Value::List(vec![Value::Null; files.len()]));
        for (at, file) in files.into_iter().enumerate() {
            self.uploads.push((format!("variables.input.{member}.{at}"), value(file)));
        }
    }

    /// Sets a member to a file.
    pub(super) fn set_file(&mut self, member: &str, file: Upload) {
        self.shown.push((member.to_owned(), form::extension(&file.name)));
        self.set(member, Value::Null);
        self.uploads.push((format!("variables.input.{member}"), value(file)));
    }

    /// Runs the mutation `field` of `document`. Returns its payload, or what is wrong with the input.
    ///
    /// # Errors
    /// What the graph says.
    pub(super) async fn run(
        self,
        exchange: &Exchange<'_>,
        document: &str,
        field: &str,
    ) -> Result<(Object, FieldErrors), Refusal> {
        let Self { object, uploads, shown, references, size } = self;
        let arguments = Arguments::new().with("input", Value::Object(object)).with_size(size);
        let mut answer = exchange.api.executor.run_with(document, arguments, uploads, &exchange.context).await?;
        let Some(Value::Object(mut payload)) = answer.swap_remove(field) else {
            return Err(Refusal::internal(document, &std::fmt::Error));
        };
        let faults = faults(payload.swap_remove("userErrors"), &shown, &references);
        Ok((payload, faults))
    }
}

fn value(Upload { name, content_type, file, .. }: Upload) -> UploadValue {
    UploadValue { filename: name, content_type, content: file }
}

/// A value of a field as an input takes it: texts, numbers, moments and lengths of time by their scalars, null as null.
pub(super) fn scalar(value: Cleaned) -> Value {
    match value {
        Cleaned::Text(text) | Cleaned::Decimal(text) | Cleaned::Date(text) | Cleaned::Time(text) => Value::String(text),
        Cleaned::Int(digits) => {
            digits.parse::<i64>().map_or(Value::String(digits), |number| Value::Number(number.into()))
        }
        Cleaned::Bool(truth) => Value::Boolean(truth),
        Cleaned::DateTime(moment) => Value::String(moment.to_rfc3339_opts(SecondsFormat::AutoSi, true)),
        Cleaned::Choice(number) => number.into(),
        Cleaned::Reference(id, _) => id.into(),
        Cleaned::Duration(micros) => Value::String(write_duration(micros)),
        Cleaned::Null | Cleaned::File(_) | Cleaned::Files(_) => Value::Null,
    }
}

/// A value of a custom field as the mutations take it.
pub(super) fn custom_value(field: &CustomField, value: Cleaned) -> Option<Value> {
    let member = match (&value, &field.field.kind) {
        (Cleaned::Text(_), Kind::Choice(_)) => "list",
        (Cleaned::Text(_), _) => "text",
        // A number that the graph's type does not hold goes as text, which the mutation reads itself.
        (Cleaned::Int(digits), _) if digits.parse::<i64>().is_err() => "text",
        (Cleaned::Int(_), _) => "integer",
        (Cleaned::Decimal(_), _) => "decimal",
        (Cleaned::Bool(_), _) => "boolean",
        (Cleaned::Date(_), _) => "date",
        (Cleaned::Time(_), _) => "time",
        (Cleaned::DateTime(_), _) => "dateTime",
        _ => return None,
    };
    let value = Value::Object([(Name::new(member), scalar(value))].into_iter().collect());
    let name = Value::String(field.name.clone());
    Some(Value::Object([(Name::new("name"), name), (Name::new("value"), value)].into_iter().collect()))
}

/// The mutation's faults under the form's names and in its words.
fn faults(errors: Option<Value>, shown: &[(String, String)], references: &[(String, String)]) -> FieldErrors {
    let Some(Value::List(errors)) = errors else { return FieldErrors::new() };
    let mut out = FieldErrors::new();
    for error in errors {
        let Value::Object(error) = error else { continue };
        let (mut path, mut message, mut code) = (Vec::new(), String::new(), String::new());
        for (name, value) in error {
            match (name.as_str(), value) {
                ("field", Value::List(parts)) => {
                    path = parts
                        .into_iter()
                        .filter_map(|part| match part {
                            Value::String(part) => Some(part),
                            _ => None,
                        })
                        .collect();
                }
                ("message", Value::String(text)) => message = text,
                ("code", Value::Enum(name)) => code = name.to_string(),
                _ => {}
            }
        }
        let name = form::field_name(&path);
        let said =
            |all: &[(String, String)]| all.iter().find(|(known, _)| *known == name).map(|(_, said)| said.clone());
        let sentence = match said(references) {
            Some(id) if code == "NOT_FOUND" => form::sentence(&Code::DoesNotExist(id)),
            _ => form::user_error(&code, &path, &said(shown).unwrap_or_default(), &message),
        };
        match out.iter_mut().find(|(known, _)| *known == name) {
            Some((_, sentences)) => sentences.push(sentence),
            None => out.push((name, vec![sentence])),
        }
    }
    out
}
