//! `POST /api/tickets/`: `TicketSerializer` validates the fields and the related objects; the
//! mutation `ticketCreate` then validates what the ticket form would, and writes
//! (helpdesk/serializers.py, `TicketSerializer.create`).

use async_graphql::Value;
use async_graphql::indexmap::IndexMap;

use crate::compat::errors::Checker;
use crate::compat::exceptions::Refusal;
use crate::compat::fields::Cleaned;
use crate::compat::serializers::custom::CustomField;
use crate::compat::serializers::form;
use crate::compat::views::incoming::{self, Incoming, LookUp, Reference};
use crate::compat::views::listing;
use crate::compat::views::mutation::{Input, custom_value, scalar};
use crate::compat::views::{Answer, Exchange, Outcome};

/// The objects that a ticket refers to.
pub(super) const LOOK_UP: LookUp = LookUp {
    document: Some("TicketReferences"),
    references: &[
        Reference {
            field: "queue",
            list: "queues",
            variable: "queue",
            switch: "hasQueue",
        },
        Reference {
            field: "assigned_to",
            list: "users",
            variable: "user",
            switch: "hasUser",
        },
        Reference {
            field: "merged_to",
            list: "tickets",
            variable: "ticket",
            switch: "hasTicket",
        },
    ],
};

/// What the ticket form requires beyond the serializer.
pub(super) const FILLED: [&str; 2] = [DESCRIPTION, PRIORITY];
const DESCRIPTION: &str = "description";
const PRIORITY: &str = "priority";

/// Creates a ticket.
pub(super) async fn create(exchange: &mut Exchange<'_>) -> Outcome {
    let serializer = &exchange.api.serializers.ticket;
    let Incoming { values, custom } = incoming::read(exchange, serializer, &LOOK_UP, false).await?;
    if !values.contains_key(DESCRIPTION) {
        // The reference fails with a KeyError and answers 500.
        return Err(Refusal::invalid(vec![(
            DESCRIPTION.to_owned(),
            vec!["This field is required.".into()],
        )]));
    }
    // The form requires a priority; GraphQL has a default.
    let has_priority = values.contains_key(PRIORITY);
    let mut input = input(
        values,
        &custom,
        exchange.api.config.helpdesk.enable_attachments,
    );
    if !has_priority {
        // Writes nothing, but finds all other errors.
        input.set("validateOnly", true);
    }
    let outcome = input
        .run_checked(exchange, Checker::Form, ("TicketCreate", "ticketCreate"))
        .await?;
    let mut payload = match outcome {
        Ok(payload) if has_priority => payload,
        outcome => {
            let mut errors = outcome.err().unwrap_or_default();
            if !has_priority {
                errors.push((PRIORITY.to_owned(), vec!["This field is required.".into()]));
            }
            form::sort(&mut errors);
            return Err(Refusal::invalid(errors));
        }
    };
    let Some(ticket @ Value::Object(_)) = payload.swap_remove("ticket") else {
        return Err(Refusal::internal("TicketCreate", &std::fmt::Error));
    };
    let mut out = Vec::with_capacity(2048);
    listing::item(ticket, serializer, &custom, exchange.site(), &mut out);
    Ok(Answer {
        status: 201,
        ..Answer::ok(out)
    })
}

fn input(values: IndexMap<String, Cleaned>, custom: &[CustomField], attachments: bool) -> Input {
    let mut input = Input::default();
    let mut custom_values = Vec::new();
    for (name, value) in values {
        if let Some(field) = custom.iter().find(|field| field.field.name == name) {
            custom_values.extend(custom_value(field, value));
            continue;
        }
        let member = match (name.as_str(), &value) {
            ("assigned_to", _) => "assignedToId",
            ("queue", _) => "queueId",
            ("title", _) => "title",
            ("description", _) => "description",
            ("submitter_email", _) => "submitterEmail",
            ("priority", _) => "priorityCode",
            ("due_date", _) => "dueDate",
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
        input.set(member, scalar(value));
    }
    if !custom_values.is_empty() {
        input.set("customFields", Value::List(custom_values));
    }
    input
}
