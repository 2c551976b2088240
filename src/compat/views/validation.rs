//! Validates a request body like a serializer: each field, then the related objects, reporting all
//! errors at once (`Serializer.run_validation`, `Serializer.to_internal_value`).

use async_graphql::Value;
use async_graphql::indexmap::IndexMap;
use http::Method;

use crate::compat::errors;
use crate::compat::exceptions::{ApiException, FieldErrors};
use crate::compat::execute::{Arguments, Object};
use crate::compat::fields::{Cleaned, Field, Kind};
use crate::compat::message::Message;
use crate::compat::parsers::{Data, DropReason, DroppedFile, Json, Parsed, Upload};
use crate::compat::python;
use crate::compat::serializers::custom::{self, CustomField};
use crate::compat::views::ViewRequest;
use crate::multipart::has_valid_name;

/// A field that refers to another object.
pub(super) struct Relation {
    /// The serializer field.
    pub(super) field: &'static str,
    /// The response key of the list in the document.
    pub(super) list: &'static str,
    /// The variable for the ID.
    pub(super) variable: &'static str,
    /// The variable that includes the list.
    pub(super) include_variable: &'static str,
}

/// How related objects are looked up.
pub(super) struct RelationLookup {
    /// The document; `None` if no field refers to an object.
    pub(super) document: Option<&'static str>,
    pub(super) references: &'static [Relation],
}

/// The validated data of a request.
pub(super) struct ValidatedData {
    /// The values by field, in the order of the serializer.
    pub(super) values: IndexMap<String, Cleaned>,
    /// The custom fields, which the document reads too.
    pub(super) custom: Vec<CustomField>,
}

/// The results of the fields in order.
type FieldResults = Vec<(String, Result<Option<Cleaned>, Vec<Message>>)>;

/// A body whose fields have been validated. [`Validation::finish`] reports the errors.
pub(super) struct Validation {
    results: FieldResults,
    custom: Vec<CustomField>,
    /// Errors of files that django-helpdesk would drop, reported if all fields are valid.
    dropped: FieldErrors,
    /// Whether [`check_names`] applies.
    checks_names: bool,
}

impl Validation {
    /// The value of a field, if it is valid.
    pub(super) fn value(&self, field: &str) -> Option<&Cleaned> {
        let (_, result) = self.results.iter().find(|(name, _)| name == field)?;
        result.as_ref().ok()?.as_ref()
    }

    /// Whether a field is invalid.
    pub(super) fn has_errors(&self) -> bool {
        self.results.iter().any(|(_, result)| match result {
            Ok(Some(Cleaned::Files(files))) => files.iter().any(Result::is_err),
            result => result.is_err(),
        })
    }

    /// Replaces the results of fields by errors.
    pub(super) fn add_errors(&mut self, errors: FieldErrors) {
        for (name, sentences) in errors {
            if let Some((_, result)) = self.results.iter_mut().find(|(known, _)| *known == name) {
                *result = Err(sentences);
            }
        }
    }

    /// Returns the values.
    ///
    /// # Errors
    /// 400 with all errors.
    pub(super) fn finish(self) -> Result<ValidatedData, ApiException> {
        let (data, names) = self.finish_except_names()?;
        names.map(|()| data)
    }

    /// As [`Validation::finish`], with the result of the check of file names beside the values: a
    /// form that runs after the serializer reports its own errors first.
    ///
    /// # Errors
    /// 400 with all errors, except those of file names.
    pub(super) fn finish_except_names(
        self,
    ) -> Result<(ValidatedData, Result<(), ApiException>), ApiException> {
        let values = collect_values(self.results)?;
        let names = if self.checks_names {
            check_names(&values)
        } else {
            Ok(())
        };
        if !self.dropped.is_empty() {
            return names.and(Err(ApiException::invalid(self.dropped)));
        }
        let custom = self.custom;
        Ok((ValidatedData { values, custom }, names))
    }
}

/// Parses and validates the body. A `partial` update may omit required fields.
///
/// # Errors
/// Those of the parser, or 400 with all errors.
pub(super) async fn validate(
    request: &mut ViewRequest<'_>,
    serializer: &[Field],
    lookup: &RelationLookup,
    partial: bool,
) -> Result<ValidatedData, ApiException> {
    validate_fields(request, serializer, lookup, partial)
        .await?
        .finish()
}

/// As [`validate`], without reporting the errors of fields yet.
///
/// # Errors
/// Those of the parser, and 400 for a body that is not a dictionary.
pub(super) async fn validate_fields(
    request: &mut ViewRequest<'_>,
    serializer: &[Field],
    lookup: &RelationLookup,
    partial: bool,
) -> Result<Validation, ApiException> {
    let Parsed {
        mut data,
        dropped_files,
    } = request.data().await?;
    if let Data::Json(value) = &data {
        check_type(value)?;
    }
    let zone = request.api.config.time_zone;
    let mut run_validation = |field: &Field| {
        let input = field.get_value(&mut data, partial);
        let result = field.run_validation(input, partial, zone);
        (field.name.to_string(), result)
    };
    let mut results: FieldResults = serializer
        .iter()
        .filter(|field| !field.read_only)
        .map(&mut run_validation)
        .collect();
    let (custom, missing) = find_related_objects(request, lookup, &results).await?;
    results.extend(custom.iter().map(|custom| run_validation(&custom.field)));
    let stores_files = serializer
        .iter()
        .any(|field| matches!(field.kind, Kind::File(_)) && field.required);
    let mut validation = Validation {
        results,
        custom,
        dropped: dropped_file_errors(dropped_files, &data),
        checks_names: request.method == Method::POST || stores_files,
    };
    let errors = missing
        .into_iter()
        .map(|(name, sentence)| (name.to_owned(), vec![sentence]));
    validation.add_errors(errors.collect());
    Ok(validation)
}

/// DRF's sentence for a file without a name.
const UNNAMED_FILE: &str = "No filename could be determined.";
/// The error for a file that may be cut off.
const INCOMPLETE_FILE: &str = "The file is incomplete: no boundary follows it. Nothing was stored.";
/// The error for a file that no field reads.
const UNREAD_FILE: &str = "No file is read from this field. Nothing was stored.";

/// Errors for files that django-helpdesk would drop silently: those that its parser drops, and those
/// that no field reads.
fn dropped_file_errors(dropped_files: Vec<DroppedFile>, data: &Data) -> FieldErrors {
    let items = match data {
        Data::Html(items) => items.as_slice(),
        Data::Json(_) => &[],
    };
    let unread = items
        .iter()
        .filter(|(_, value)| matches!(value, Json::File(_)))
        .map(|(name, _)| (name.clone(), UNREAD_FILE));
    let dropped = dropped_files.into_iter().map(|file| match file.reason {
        DropReason::Unnamed => (file.field, UNNAMED_FILE),
        DropReason::Incomplete => (file.field, INCOMPLETE_FILE),
    });
    let mut errors = FieldErrors::new();
    for (name, sentence) in dropped.chain(unread) {
        let name = if name.is_empty() {
            "non_field_errors".to_owned()
        } else {
            name
        };
        if !errors.iter().any(|(known, _)| *known == name) {
            errors.push((name, vec![sentence.into()]));
        }
    }
    errors
}

/// Rejects files for which Django's storage finds no name (`SuspiciousFileOperation`).
fn check_names(values: &IndexMap<String, Cleaned>) -> Result<(), ApiException> {
    let valid = |upload: &Upload| has_valid_name(&upload.name);
    let all_valid = values.values().all(|value| match value {
        Cleaned::File(upload) => valid(upload),
        Cleaned::Files(uploads) => uploads.iter().flatten().all(valid),
        _ => true,
    });
    if all_valid {
        Ok(())
    } else {
        Err(ApiException::suspicious())
    }
}

/// The values, or all errors.
fn collect_values(checked: FieldResults) -> Result<IndexMap<String, Cleaned>, ApiException> {
    let mut errors = FieldErrors::new();
    let mut items = None;
    let (mut values, mut unstorable) = (IndexMap::new(), FieldErrors::new());
    for (name, result) in checked {
        match result {
            Ok(Some(Cleaned::Files(files))) if files.iter().any(Result::is_err) => {
                let errors = files
                    .into_iter()
                    .enumerate()
                    .filter_map(|(at, file)| Some((at, file.err()?)));
                items = Some((name, errors.collect()));
            }
            Ok(Some(Cleaned::Unstorable(sentence))) => unstorable.push((name, vec![sentence])),
            Ok(Some(value)) => {
                values.insert(name, value);
            }
            Ok(None) => {}
            Err(sentences) => errors.push((name, sentences)),
        }
    }
    match items {
        Some(items) => Err(ApiException::invalid_items(errors, items)),
        None if !errors.is_empty() => Err(ApiException::invalid(errors)),
        None if !unstorable.is_empty() => Err(ApiException::invalid(unstorable)),
        None => Ok(values),
    }
}

/// Rejects bodies that are not dictionaries.
fn check_type(value: &Json) -> Result<(), ApiException> {
    let sentence = match value {
        Json::Dict(_) => return Ok(()),
        Json::Null => "No data provided".to_owned().into(),
        other => Message::new("Invalid data. Expected a dictionary, but got {datatype}.")
            .with("datatype", python::type_name(other)),
    };
    Err(ApiException::invalid(vec![(
        "non_field_errors".to_owned(),
        vec![sentence],
    )]))
}

/// Reads the custom fields and looks up the related objects with one document. Returns errors for
/// missing objects.
async fn find_related_objects(
    request: &ViewRequest<'_>,
    lookup: &RelationLookup,
    checked: &FieldResults,
) -> Result<(Vec<CustomField>, Vec<(&'static str, Message)>), ApiException> {
    let mut arguments = Arguments::new();
    let mut requested = Vec::new();
    for Relation {
        field,
        list,
        variable,
        include_variable,
    } in lookup.references
    {
        let id = match checked.iter().find(|(known, _)| known == field) {
            Some((_, Ok(Some(Cleaned::Reference(id, shown))))) => {
                requested.push((*field, *list, shown));
                // IDs have 32 bits, so larger ones do not exist.
                i32::try_from(*id).ok()
            }
            _ => None,
        };
        arguments = arguments
            .with(variable, id.unwrap_or(0))
            .with(include_variable, id.is_some());
    }
    let Some(document) = lookup.document else {
        return Ok((Vec::new(), Vec::new()));
    };
    let mut data: Object = request
        .api
        .executor
        .run(document, arguments, &request.context)
        .await?;
    let custom = custom::read_custom_fields(data.swap_remove("customFields"));
    let missing = requested
        .into_iter()
        .filter(|(_, list, _)| !has_nodes(data.get(*list)))
        .map(|(name, _, shown)| (name, errors::does_not_exist(shown)))
        .collect();
    Ok((custom, missing))
}

/// Whether a connection has nodes.
pub(super) fn has_nodes(connection: Option<&Value>) -> bool {
    match connection {
        Some(Value::Object(connection)) => connection
            .values()
            .any(|nodes| matches!(nodes, Value::List(nodes) if !nodes.is_empty())),
        _ => false,
    }
}
