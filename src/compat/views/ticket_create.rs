//! `POST /api/tickets/`: `TicketSerializer` checks each field and the objects it names, then the mutation `ticketCreate`
//! checks what the ticket form would, and writes (helpdesk/serializers.py, `TicketSerializer.create`).

use async_graphql::indexmap::IndexMap;
use async_graphql::{Name, UploadValue, Value};
use chrono::SecondsFormat;

use crate::compat::exceptions::{FieldErrors, Refusal};
use crate::compat::execute::{Arguments, Object};
use crate::compat::fields::{Cleaned, Field, Kind};
use crate::compat::parsers::{Data, Json, Upload};
use crate::compat::python;
use crate::compat::serializers::custom::{self, CustomField};
use crate::compat::serializers::form;
use crate::compat::views::listing;
use crate::compat::views::{Answer, Exchange, Outcome};

/// What was made of the fields so far, in their order.
type Checked = Vec<(String, Result<Option<Cleaned>, Vec<String>>)>;

/// Creates a ticket.
pub(super) async fn create(exchange: &mut Exchange<'_>) -> Outcome {
    let mut data = exchange.data().await?;
    if let Data::Json(value) = &data {
        check_type(value)?;
    }
    let serializer = &exchange.api.serializers.ticket;
    let mut checked = Checked::new();
    for field in serializer.iter().filter(|field| !field.read_only) {
        checked.push((field.name.to_string(), check(field, &mut data, exchange)));
    }
    let (custom, missing) = look_up(exchange, &checked).await?;
    for (name, result) in &mut checked {
        if let Some(sentence) = missing.iter().find(|(missing, _)| missing == name) {
            *result = Err(vec![sentence.1.clone()]);
        }
    }
    for field in &custom {
        checked.push((field.field.name.to_string(), check(&field.field, &mut data, exchange)));
    }
    let mut errors = FieldErrors::new();
    let mut values: IndexMap<String, Cleaned> = IndexMap::new();
    for (name, result) in checked {
        match result {
            Ok(Some(value)) => {
                values.insert(name, value);
            }
            Ok(None) => {}
            Err(sentences) => errors.push((name, sentences)),
        }
    }
    if !errors.is_empty() {
        return Err(Refusal::invalid(errors));
    }
    if !values.contains_key("description") {
        // The reference fails here with a KeyError and 500.
        return Err(Refusal::invalid(vec![("description".to_owned(), vec!["This field is required.".to_owned()])]));
    }
    let form = Form::new(values, &custom);
    write(exchange, form, &custom).await
}

/// `Serializer.run_validation` and `to_internal_value` on what is no dictionary.
fn check_type(value: &Json) -> Result<(), Refusal> {
    let sentence = match value {
        Json::Dict(_) => return Ok(()),
        Json::Null => "No data provided".to_owned(),
        other => format!("Invalid data. Expected a dictionary, but got {}.", python::type_name(other)),
    };
    Err(Refusal::invalid(vec![("non_field_errors".to_owned(), vec![sentence])]))
}

fn check(field: &Field, data: &mut Data, exchange: &Exchange<'_>) -> Result<Option<Cleaned>, Vec<String>> {
    let input = field.take(data, false);
    field.clean(input, false, exchange.api.config.time_zone)
}

/// Asks with one document for the custom fields and whether the objects that were named exist. Returns what must be
/// said of those that do not.
async fn look_up(
    exchange: &Exchange<'_>,
    checked: &Checked,
) -> Result<(Vec<CustomField>, Vec<(&'static str, String)>), Refusal> {
    let mut arguments = Arguments::new();
    let mut asked = Vec::new();
    for (name, list, variable, switch) in [
        ("queue", "queues", "queue", "hasQueue"),
        ("assigned_to", "users", "user", "hasUser"),
        ("merged_to", "tickets", "ticket", "hasTicket"),
    ] {
        let id = match checked.iter().find(|(known, _)| known == name) {
            Some((_, Ok(Some(Cleaned::Reference(id, shown))))) => {
                asked.push((name, list, shown));
                // Ids have 32 bits: what has more is not there.
                i32::try_from(*id).ok()
            }
            _ => None,
        };
        arguments = arguments.with(variable, id.unwrap_or(0)).with(switch, id.is_some());
    }
    let mut answer = exchange.api.executor.run("TicketReferences", arguments, &exchange.context).await?;
    let custom = custom::read(answer.swap_remove("customFields"));
    let missing = asked
        .into_iter()
        .filter(|(_, list, _)| !found(answer.get(*list)))
        .map(|(name, _, shown)| (name, format!("Invalid pk \"{shown}\" - object does not exist.")))
        .collect();
    Ok((custom, missing))
}

/// Whether a connection has nodes.
fn found(connection: Option<&Value>) -> bool {
    match connection {
        Some(Value::Object(connection)) => {
            connection.values().any(|nodes| matches!(nodes, Value::List(nodes) if !nodes.is_empty()))
        }
        _ => false,
    }
}

/// The input of the mutation, and what its faults are told with.
struct Form {
    input: Object,
    upload: Option<Upload>,
    /// What was sent, by the form's names, where a sentence shows it.
    shown: Vec<(String, String)>,
    /// The form wants a priority, the graph has a default for it.
    has_priority: bool,
}

impl Form {
    fn new(values: IndexMap<String, Cleaned>, custom: &[CustomField]) -> Self {
        let mut form = Self {
            input: Object::new(),
            upload: None,
            shown: Vec::new(),
            has_priority: values.contains_key("priority"),
        };
        let mut custom_values = Vec::new();
        for (name, value) in values {
            if let Some(field) = custom.iter().find(|field| field.field.name == name) {
                if let Some(value) = custom_value(field, value) {
                    custom_values.push(value);
                }
                continue;
            }
            match (name.as_str(), value) {
                ("queue", Cleaned::Reference(id, _)) => form.set("queueId", id),
                ("assigned_to", Cleaned::Reference(id, _)) => {
                    form.shown.push((name, id.to_string()));
                    form.set("assignedToId", id);
                }
                ("title", Cleaned::Text(text)) => form.set("title", text),
                ("description", Cleaned::Text(text)) => form.set("description", text),
                // The form finds an empty description where there is none.
                ("description", _) => form.set("description", ""),
                ("submitter_email", Cleaned::Text(text)) => form.set("submitterEmail", text),
                ("priority", Cleaned::Choice(number)) => form.set("priorityCode", number),
                ("due_date", Cleaned::DateTime(moment)) => {
                    form.set("dueDate", moment.to_rfc3339_opts(SecondsFormat::AutoSi, true));
                }
                ("attachment", Cleaned::File(upload)) => {
                    form.shown.push((name, form::extension(&upload.name)));
                    form.set("attachments", Value::List(vec![Value::Null]));
                    form.upload = Some(upload);
                }
                // Checked, and then not used: resolution, status, on_hold and merged_to of a new ticket.
                _ => {}
            }
        }
        if !custom_values.is_empty() {
            form.set("customFields", Value::List(custom_values));
        }
        form
    }

    fn set(&mut self, name: &str, value: impl Into<Value>) {
        self.input.insert(Name::new(name), value.into());
    }
}

/// A value of a custom field as the mutation takes it.
fn custom_value(field: &CustomField, value: Cleaned) -> Option<Value> {
    let (member, value) = match (value, &field.field.kind) {
        (Cleaned::Text(text), Kind::Choice(_)) => ("list", Value::String(text)),
        (Cleaned::Text(text), _) => ("text", Value::String(text)),
        // A number that the graph's type does not hold goes as text, which the mutation reads itself.
        (Cleaned::Int(digits), _) => match digits.parse::<i64>() {
            Ok(number) => ("integer", Value::Number(number.into())),
            Err(_) => ("text", Value::String(digits)),
        },
        (Cleaned::Decimal(digits), _) => ("decimal", Value::String(digits)),
        (Cleaned::Bool(value), _) => ("boolean", Value::Boolean(value)),
        (Cleaned::Date(text), _) => ("date", Value::String(text)),
        (Cleaned::Time(text), _) => ("time", Value::String(text)),
        (Cleaned::DateTime(moment), _) => {
            ("dateTime", Value::String(moment.to_rfc3339_opts(SecondsFormat::AutoSi, true)))
        }
        _ => return None,
    };
    let value = Value::Object([(Name::new(member), value)].into_iter().collect());
    let name = Value::String(field.name.clone());
    Some(Value::Object([(Name::new("name"), name), (Name::new("value"), value)].into_iter().collect()))
}

async fn write(exchange: &Exchange<'_>, mut form: Form, custom: &[CustomField]) -> Outcome {
    if !form.has_priority {
        // Nothing is written then, but all other faults are to be told as well.
        form.set("validateOnly", true);
    }
    let mut uploads = Vec::new();
    if let Some(Upload { name, content_type, file, .. }) = form.upload.take() {
        let value = UploadValue { filename: name, content_type, content: file };
        uploads.push(("variables.input.attachments.0".to_owned(), value));
    }
    let arguments = Arguments::new().with("input", Value::Object(std::mem::take(&mut form.input)));
    let mut answer = exchange.api.executor.run_with("TicketCreate", arguments, uploads, &exchange.context).await?;
    let Some(Value::Object(mut payload)) = answer.swap_remove("ticketCreate") else {
        return Err(Refusal::internal("TicketCreate", &std::fmt::Error));
    };
    let mut faults = faults(payload.swap_remove("userErrors"), &form.shown);
    if !form.has_priority {
        faults.push(("priority".to_owned(), vec!["This field is required.".to_owned()]));
    }
    if !faults.is_empty() {
        form::sort(&mut faults);
        return Err(Refusal::invalid(faults));
    }
    let Some(ticket @ Value::Object(_)) = payload.swap_remove("ticket") else {
        return Err(Refusal::internal("TicketCreate", &std::fmt::Error));
    };
    let mut out = Vec::with_capacity(2048);
    listing::item(ticket, &exchange.api.serializers.ticket, custom, exchange.site(), &mut out);
    Ok(Answer { status: 201, ..Answer::ok(out) })
}

/// The mutation's faults under the form's names and in its words.
fn faults(errors: Option<Value>, shown: &[(String, String)]) -> FieldErrors {
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
        let value = shown.iter().find(|(known, _)| *known == name).map_or("", |(_, value)| value);
        let sentence = form::user_error(&code, value, &message);
        match out.iter_mut().find(|(known, _)| *known == name) {
            Some((_, sentences)) => sentences.push(sentence),
            None => out.push((name, vec![sentence])),
        }
    }
    out
}
