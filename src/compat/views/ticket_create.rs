//! `POST /api/tickets/`: `TicketSerializer` checks each field and the objects it names, then the
//! mutation `ticketCreate` checks what the ticket form would, and writes (helpdesk/serializers.py,
//! `TicketSerializer.create`).

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

/// The objects that a ticket names.
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

/// What the ticket form wants besides what the serializer requires.
pub(super) const FILLED: [&str; 2] = [DESCRIPTION, PRIORITY];
const DESCRIPTION: &str = "description";
const PRIORITY: &str = "priority";

/// Creates a ticket.
pub(super) async fn create(exchange: &mut Exchange<'_>) -> Outcome {
    let serializer = &exchange.api.serializers.ticket;
    let Incoming { values, custom } = incoming::read(exchange, serializer, &LOOK_UP, false).await?;
    if !values.contains_key(DESCRIPTION) {
        // The reference fails here with a KeyError and 500.
        return Err(Refusal::invalid(vec![(
            DESCRIPTION.to_owned(),
            vec!["This field is required.".into()],
        )]));
    }
    // The form wants a priority, the graph has a default for it.
    let has_priority = values.contains_key(PRIORITY);
    let mut input = input(
        values,
        &custom,
        exchange.api.config.helpdesk.enable_attachments,
    );
    if !has_priority {
        // Nothing is written then, but all other faults are to be told as well.
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
            // The form finds an empty description where there is none.
            ("description", _) => "description",
            ("submitter_email", _) => "submitterEmail",
            ("priority", _) => "priorityCode",
            ("due_date", _) => "dueDate",
            ("attachment", _) => {
                // The form has no such field where attachments are switched off.
                if let (Cleaned::File(upload), true) = (value, attachments) {
                    input.set_files("attachments", vec![upload]);
                }
                continue;
            }
            // Checked, and then not used: resolution, status, on_hold and merged_to of a new
            // ticket.
            _ => continue,
        };
        input.set(member, scalar(value));
    }
    if !custom_values.is_empty() {
        input.set("customFields", Value::List(custom_values));
    }
    input
}
