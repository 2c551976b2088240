//! `PUT` and `PATCH` of `/api/tickets/ID/`: updates columns and writes no follow-up
//! (`UpdateModelMixin`, helpdesk/serializers.py, `TicketSerializer.update`).

use async_graphql::{Name, Value};
use chrono_tz::Tz;

use crate::compat::exceptions::Refusal;
use crate::compat::execute::Object;
use crate::compat::fields::{Cleaned, moment};
use crate::compat::serializers::custom;
use crate::compat::views::incoming::{self, Incoming};
use crate::compat::views::listing::{self, Rows};
use crate::compat::views::mutation::{Input, custom_value, scalar};
use crate::compat::views::ticket_create::LOOK_UP;
use crate::compat::views::{Answer, Exchange, Outcome};

/// The value that the response shows if it differs from the stored one, which lacks the seconds of
/// a date-time, the fraction of a time, and leading zeros of a year.
fn echo(value: &Cleaned, zone: Tz) -> Option<String> {
    match value {
        Cleaned::DateTime(moment) => Some(moment::text(*moment, zone)),
        Cleaned::Time(time) => Some(moment::time(*time)),
        Cleaned::Date(date) => Some(date.to_string()),
        _ => None,
    }
}

/// Updates a ticket. The response shows custom values as they were sent; later ones show what was
/// stored.
pub(super) async fn update(exchange: &mut Exchange<'_>, rows: &Rows<'_>) -> Outcome {
    let id = listing::exists(exchange, rows).await?;
    let partial = exchange.method == "PATCH";
    let serializer = &exchange.api.serializers.ticket;
    let Incoming { values, custom } =
        incoming::read(exchange, serializer, &LOOK_UP, partial).await?;
    let (mut input, mut changes) = (Input::default(), Object::new());
    let mut custom_values = Vec::new();
    let mut echoed = Vec::new();
    for (name, value) in values {
        if let Some(field) = custom.iter().find(|field| field.field.name == name) {
            echoed.extend(echo(&value, exchange.api.config.time_zone).map(|text| (field.id, text)));
            custom_values.extend(custom_value(field, value));
            continue;
        }
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
            "due_date" => "dueDate",
            "merged_to" => "mergedToId",
            // Files are accepted and ignored.
            _ => continue,
        };
        input.refers(&name, &value);
        changes.insert(Name::new(member), scalar(value));
    }
    if !custom_values.is_empty() {
        changes.insert(Name::new("customFields"), Value::List(custom_values));
    }
    input.set("id", id);
    input.set("changes", Value::Object(changes));
    let mut payload = input.run(exchange, "TicketUpdate", "ticketUpdate").await?;
    let Some(Value::Object(mut ticket)) = payload.swap_remove("ticket") else {
        return Err(Refusal::internal("TicketUpdate", &std::fmt::Error));
    };
    custom::replace(&mut ticket, echoed);
    let mut out = Vec::with_capacity(2048);
    listing::item(
        Value::Object(ticket),
        serializer,
        &custom,
        exchange.site(),
        &mut out,
    );
    Ok(Answer::ok(out))
}
