//! Runs mutations for writes: builds their input and converts their errors.

use async_graphql::{Name, UploadValue, Value};
use chrono::SecondsFormat;

use crate::compat::errors::{ErrorSource, field_errors};
use crate::compat::exceptions::{ApiException, FieldErrors};
use crate::compat::execute::{Arguments, Object};
use crate::compat::fields::{Cleaned, Kind};
use crate::compat::parsers::Upload;
use crate::compat::serializers::custom::CustomField;
use crate::compat::views::ViewRequest;
use crate::graphql::inputs::followups::Authorship;
use crate::graphql::inputs::ticket_update::MergedTo;
use crate::graphql::scalars::format_duration;

/// The input of a mutation.
#[derive(Default)]
pub(super) struct MutationInput {
    /// The members of `input`.
    pub(super) object: Object,
    /// Files by the path of their variable.
    uploads: Vec<(String, UploadValue)>,
    /// The file size to store.
    pub(super) size: Option<i64>,
    /// Author and date of a follow-up, by REST of old releases.
    pub(super) authorship: Option<Authorship>,
    /// The ticket that a ticket is merged into.
    pub(super) merged_to: Option<MergedTo>,
    /// The IDs of related objects as they were sent, by field.
    references: Vec<(String, String)>,
}

impl MutationInput {
    pub(super) fn set(&mut self, name: &str, value: impl Into<Value>) {
        self.object.insert(Name::new(name), value.into());
    }

    /// Remembers the ID of a related object as it was sent: the object may be deleted before the
    /// mutation runs.
    pub(super) fn remember_reference(&mut self, field: &str, value: &Cleaned) {
        if let Cleaned::Reference(_, shown) = value {
            self.references.push((field.to_owned(), shown.clone()));
        }
    }

    /// Sets a member to a list of files.
    pub(super) fn set_files(&mut self, member: &str, files: Vec<Upload>) {
        self.set(member, Value::List(vec![Value::Null; files.len()]));
        for (at, file) in files.into_iter().enumerate() {
            self.uploads
                .push((format!("variables.input.{member}.{at}"), upload_value(file)));
        }
    }

    /// Sets a member to a file.
    pub(super) fn set_file(&mut self, member: &str, file: Upload) {
        self.set(member, Value::Null);
        self.uploads
            .push((format!("variables.input.{member}"), upload_value(file)));
    }

    /// Runs the mutation `field` of `document` and returns its payload. The inner error has the
    /// errors of the input, worded as `source` words them.
    ///
    /// # Errors
    /// Those of the executor.
    pub(super) async fn run_with_source(
        self,
        request: &ViewRequest<'_>,
        source: ErrorSource,
        (document, field): (&str, &str),
    ) -> Result<Result<Object, FieldErrors>, ApiException> {
        let Self {
            object,
            uploads,
            references,
            size,
            authorship,
            merged_to,
        } = self;
        let arguments = Arguments::new()
            .with("input", Value::Object(object))
            .with_size(size)
            .with_authorship(authorship)
            .with_merged_to(merged_to);
        let result = request
            .api
            .executor
            .run_mutation(document, arguments, uploads, &request.context)
            .await?;
        let mut result = match result {
            Ok(result) => result,
            Err(errors) => return Ok(Err(field_errors(source, &errors, &references))),
        };
        match result.swap_remove(field) {
            Some(Value::Object(payload)) => Ok(Ok(payload)),
            _ => Err(ApiException::internal(document, &std::fmt::Error)),
        }
    }

    /// Runs the mutation `field` of `document` for a view whose errors are the serializer's.
    ///
    /// # Errors
    /// Those of the executor, and 400 for errors of the input.
    pub(super) async fn run(
        self,
        request: &ViewRequest<'_>,
        document: &str,
        field: &str,
    ) -> Result<Object, ApiException> {
        self.run_with_source(request, ErrorSource::Serializer, (document, field))
            .await?
            .map_err(ApiException::invalid)
    }
}

fn upload_value(
    Upload {
        name,
        content_type,
        file,
        ..
    }: Upload,
) -> UploadValue {
    UploadValue {
        filename: name,
        content_type,
        content: file,
    }
}

/// Converts a validated value to the scalar of a mutation's input.
pub(super) fn to_scalar(value: Cleaned) -> Value {
    match value {
        Cleaned::Text(text) => Value::String(text),
        Cleaned::Decimal(number) => Value::String(number.text()),
        Cleaned::Date(date) => Value::String(date.to_string()),
        // Values are stored to the second (helpdesk/lib.py, `convert_value`).
        Cleaned::Time(time) => Value::String(time.format("%H:%M:%S").to_string()),
        Cleaned::Int(digits) => digits
            .parse::<i64>()
            .map_or(Value::String(digits), |number| Value::Number(number.into())),
        Cleaned::Bool(truth) => Value::Boolean(truth),
        Cleaned::DateTime(moment) => {
            Value::String(moment.to_rfc3339_opts(SecondsFormat::AutoSi, true))
        }
        Cleaned::Choice(number) => number.into(),
        Cleaned::Reference(id, _) => id.into(),
        Cleaned::Duration(micros) => Value::String(format_duration(micros)),
        Cleaned::Null | Cleaned::File(_) | Cleaned::Files(_) | Cleaned::Unstorable(_) => {
            Value::Null
        }
    }
}

/// Converts a validated value of a custom field to the mutation's input.
pub(super) fn custom_field_value(field: &CustomField, value: Cleaned) -> Option<Value> {
    let member = match (&value, &field.field.kind) {
        (Cleaned::Text(_), Kind::Choice(_)) => "list",
        (Cleaned::Text(_), _) => "text",
        // Numbers beyond GraphQL's `BigInt` are sent as text, which the mutation parses.
        (Cleaned::Int(digits), _) if digits.parse::<i64>().is_err() => "text",
        (Cleaned::Int(_), _) => "integer",
        // GraphQL's `Decimal` has no exponents; the mutation parses them from text.
        (Cleaned::Decimal(_), _) => "text",
        (Cleaned::Bool(_), _) => "boolean",
        (Cleaned::Date(_), _) => "date",
        (Cleaned::Time(_), _) => "time",
        (Cleaned::DateTime(_), _) => "dateTime",
        (
            Cleaned::Null
            | Cleaned::Choice(_)
            | Cleaned::Reference(..)
            | Cleaned::Duration(_)
            | Cleaned::File(_)
            | Cleaned::Files(_)
            | Cleaned::Unstorable(_),
            _,
        ) => return None,
    };
    let value = Value::Object(
        [(Name::new(member), to_scalar(value))]
            .into_iter()
            .collect(),
    );
    let name = Value::String(field.name.clone());
    Some(Value::Object(
        [(Name::new("name"), name), (Name::new("value"), value)]
            .into_iter()
            .collect(),
    ))
}
