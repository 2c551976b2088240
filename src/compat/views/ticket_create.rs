//! `POST /api/tickets/`: `TicketSerializer` validates the fields and the related objects; the
//! mutation `ticketCreate` then validates what the ticket form would, and writes
//! (helpdesk/serializers.py, `TicketSerializer.create`).

use async_graphql::Value;
use async_graphql::indexmap::IndexMap;

use crate::compat::errors::{ErrorSource, field_errors};
use crate::compat::exceptions::{ApiException, FieldErrors};
use crate::compat::fields::Cleaned;
use crate::compat::serializers::custom::CustomField;
use crate::compat::serializers::form;
use crate::compat::views::mixins;
use crate::compat::views::mutation::{MutationInput, custom_field_value, to_scalar};
use crate::compat::views::validation::{self, Relation, RelationLookup, ValidatedData};
use crate::compat::views::{ViewRequest, ViewResponse, ViewResult};
use crate::domain::{Code, FieldError, Release};

/// The objects that a ticket refers to.
pub(super) const RELATIONS: RelationLookup = RelationLookup {
    document: Some("TicketReferences"),
    references: &[
        Relation {
            field: "queue",
            list: "queues",
            variable: "queue",
            include_variable: "hasQueue",
        },
        Relation {
            field: "assigned_to",
            list: "users",
            variable: "user",
            include_variable: "hasUser",
        },
        Relation {
            field: "merged_to",
            list: "tickets",
            variable: "ticket",
            include_variable: "hasTicket",
        },
    ],
};

/// Fields that the ticket form requires and the serializer does not.
pub(super) const NON_BLANK: [&str; 2] = [DESCRIPTION, PRIORITY];
const DESCRIPTION: &str = "description";
const PRIORITY: &str = "priority";

/// Creates a ticket.
pub(super) async fn create(request: &mut ViewRequest<'_>) -> ViewResult {
    let serializer = &request.api.serializers.ticket;
    let (ValidatedData { values, custom }, names) =
        validation::validate_fields(request, serializer, &RELATIONS, false)
            .await?
            .finish_except_names()?;
    if !values.contains_key(DESCRIPTION) {
        // The reference fails with a KeyError and answers 500.
        return Err(ApiException::invalid(vec![(
            DESCRIPTION.to_owned(),
            vec!["This field is required.".into()],
        )]));
    }
    // The form requires a priority; GraphQL has a default.
    let has_priority = values.contains_key(PRIORITY);
    let mut form_errors = title_errors(&values, request.api.release);
    if !has_priority {
        form_errors.push((PRIORITY.to_owned(), vec!["This field is required.".into()]));
    }
    let mut input = input(
        values,
        &custom,
        request.api.config.helpdesk.enable_attachments,
    );
    if names.is_err() || !form_errors.is_empty() {
        // Writes nothing, but finds all other errors.
        input.set("validateOnly", true);
    }
    let outcome = input
        .run_with_source(
            request,
            ErrorSource::TicketForm,
            ("TicketCreate", "ticketCreate"),
        )
        .await?;
    let mut payload = match outcome {
        Ok(payload) if form_errors.is_empty() => {
            // The reference stores files after the form is valid.
            names?;
            payload
        }
        outcome => {
            let mut errors = outcome.err().unwrap_or_default();
            errors.extend(form_errors);
            form::sort(&mut errors);
            return Err(ApiException::invalid(errors));
        }
    };
    let Some(ticket @ Value::Object(_)) = payload.swap_remove("ticket") else {
        return Err(ApiException::internal("TicketCreate", &std::fmt::Error));
    };
    let mut out = Vec::with_capacity(2048);
    mixins::write_row(ticket, serializer, &custom, request.site(), &mut out);
    Ok(ViewResponse {
        status: 201,
        ..ViewResponse::ok(out)
    })
}

/// The error of a title that the form of the release does not accept.
fn title_errors(values: &IndexMap<String, Cleaned>, release: Release) -> FieldErrors {
    let Some(Cleaned::Text(title)) = values.get("title") else {
        return FieldErrors::new();
    };
    let (limit, length) = (release.max_title(), title.chars().count());
    if length <= limit {
        return FieldErrors::new();
    }
    let error = FieldError::new("title", Code::MaxLength { limit, length });
    field_errors(ErrorSource::TicketForm, &[error], &[])
}

fn input(
    values: IndexMap<String, Cleaned>,
    custom: &[CustomField],
    attachments: bool,
) -> MutationInput {
    let mut input = MutationInput::default();
    let mut custom_values = Vec::new();
    for (name, value) in values {
        if let Some(field) = custom.iter().find(|field| field.field.name == name) {
            custom_values.extend(custom_field_value(field, value));
            continue;
        }
        let member = match (name.as_str(), &value) {
            ("assigned_to", _) => "assignedToId",
            ("queue", _) => "queueId",
            ("title", _) => "title",
            ("description", Cleaned::Null) => {
                // The form rejects it as empty; the graph requires a text.
                input.set("description", Value::String(String::new()));
                continue;
            }
            ("description", _) => "description",
            ("submitter_email", _) => "submitterEmail",
            ("priority", _) => "priorityCode",
            ("due_date", _) => "dueAt",
            ("attachment", _) => {
                // Without attachments the form does not have this field.
                if let (Cleaned::File(upload), true) = (value, attachments) {
                    input.set_files("attachments", vec![upload]);
                }
                continue;
            }
            // Validated, but ignored for a new ticket: resolution, status, on_hold and merged_to.
            _ => continue,
        };
        input.set(member, to_scalar(value));
    }
    if !custom_values.is_empty() {
        input.set("customFields", Value::List(custom_values));
    }
    input
}
