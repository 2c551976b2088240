//! `PUT` and `PATCH` of `/api/tickets/ID/`: updates columns and writes no follow-up
//! (`UpdateModelMixin`, helpdesk/serializers.py, `TicketSerializer.update`).

use async_graphql::Value;
use http::Method;

use crate::compat::exceptions::ApiException;
use crate::compat::fields::{Cleaned, Site, moment};
use crate::compat::serializers::custom;
use crate::compat::views::mixins::{self, ModelViewSet};
use crate::compat::views::mutation::{MutationInput, custom_field_value, to_scalar};
use crate::compat::views::ticket_create::RELATIONS;
use crate::compat::views::validation::{self, ValidatedData};
use crate::compat::views::{ViewRequest, ViewResponse, ViewResult};
use crate::graphql::inputs::ticket_update::MergedTo;

/// The value that the response shows if it differs from the stored one, which lacks the seconds of
/// a date-time, the fraction of a time, and leading zeros of a year.
fn echo(value: &Cleaned, site: Site<'_>) -> Option<String> {
    match value {
        Cleaned::DateTime(moment) => moment::text(*moment, site.zone, site.datetime_format),
        Cleaned::Time(time) => Some(::python::isoformat_time(*time)),
        Cleaned::Date(date) => Some(date.to_string()),
        _ => None,
    }
}

/// Updates a ticket. The response shows custom values as they were sent; later ones show what was
/// stored.
pub(super) async fn update(
    request: &mut ViewRequest<'_>,
    viewset: &ModelViewSet<'_>,
) -> ViewResult {
    let id = mixins::object_id(request, viewset).await?;
    let partial = request.method == Method::PATCH;
    let serializer = &request.api.serializers.ticket;
    let ValidatedData { values, custom } =
        validation::validate(request, serializer, &RELATIONS, partial).await?;
    let mut input = MutationInput::default();
    let mut custom_values = Vec::new();
    let mut echoed = Vec::new();
    for (name, value) in values {
        if let Some(field) = custom.iter().find(|field| field.field.name == name) {
            echoed.extend(echo(&value, request.site()).map(|text| (field.id, text)));
            custom_values.extend(custom_field_value(field, value));
            continue;
        }
        input.remember_reference(&name, &value);
        let member = match name.as_str() {
            "queue" => "queueId",
            "title" => "title",
            "description" => "description",
            "resolution" => "resolution",
            "submitter_email" => "submitterEmail",
            "assigned_to" => "assignedToId",
            "status" => "statusCode",
            "on_hold" => "onHold",
            "priority" => "priorityCode",
            "due_date" => "dueAt",
            "merged_to" => {
                input.merged_to = Some(MergedTo(match value {
                    // The serializer has found the ticket, so its number has 32 bits.
                    Cleaned::Reference(id, _) => Some(i32::try_from(id).unwrap_or_default()),
                    _ => None,
                }));
                continue;
            }
            // Files are accepted and ignored.
            _ => continue,
        };
        input.set(member, to_scalar(value));
    }
    if !custom_values.is_empty() {
        input.set("customFields", Value::List(custom_values));
    }
    input.set("id", id);
    let mut payload = input.run(request, "TicketUpdate", "ticketUpdate").await?;
    let Some(Value::Object(mut ticket)) = payload.swap_remove("ticket") else {
        return Err(ApiException::internal("TicketUpdate", &std::fmt::Error));
    };
    custom::replace_texts(&mut ticket, echoed);
    let mut out = Vec::with_capacity(2048);
    mixins::write_row(
        Value::Object(ticket),
        serializer,
        &custom,
        request.site(),
        &mut out,
    );
    Ok(ViewResponse::ok(out))
}
