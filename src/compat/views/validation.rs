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
use crate::compat::parsers::{Data, Json, Parsed, Upload};
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
    let Parsed {
        mut data,
        unnamed_files,
    } = request.data().await?;
    if let Data::Json(value) = &data {
        check_type(value)?;
    }
    let zone = request.api.config.time_zone;
    let mut check = |field: &Field| {
        let input = field.take(&mut data, partial);
        (field.name.to_string(), field.clean(input, partial, zone))
    };
    let mut checked: FieldResults = serializer
        .iter()
        .filter(|field| !field.read_only)
        .map(&mut check)
        .collect();
    let (custom, missing) = find_related_objects(request, lookup, &checked).await?;
    for (name, sentence) in missing {
        if let Some((_, result)) = checked.iter_mut().find(|(known, _)| known == name) {
            *result = Err(vec![sentence]);
        }
    }
    checked.extend(custom.iter().map(|custom| check(&custom.field)));
    let values = collect_values(checked)?;
    if request.method == Method::POST
        || serializer
            .iter()
            .any(|field| matches!(field.kind, Kind::File(_)) && field.required)
    {
        check_names(&values)?;
    }
    let unread = unread_file_errors(unnamed_files, &data);
    if !unread.is_empty() {
        return Err(ApiException::invalid(unread));
    }
    Ok(ValidatedData { values, custom })
}

/// DRF's sentence for a file without a name.
const UNNAMED_FILE: &str = "No filename could be determined.";
/// The error for a file that django-helpdesk would drop silently.
const UNREAD_FILE: &str = "No file is read from this field. Nothing was stored.";

/// Errors for files that would be lost silently: those without a usable name, and those that no
/// field reads.
fn unread_file_errors(unnamed_files: Vec<String>, data: &Data) -> FieldErrors {
    let items = match data {
        Data::Html(items) => items.as_slice(),
        Data::Json(_) => &[],
    };
    let unread = items
        .iter()
        .filter(|(_, value)| matches!(value, Json::File(_)))
        .map(|(name, _)| (name.clone(), UNREAD_FILE));
    let mut errors = FieldErrors::new();
    for (name, sentence) in unnamed_files
        .into_iter()
        .map(|name| (name, UNNAMED_FILE))
        .chain(unread)
    {
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
