//! The demo's custom fields, preset replies, checklist templates and saved searches.

use base64::Engine as _;
use entity::{checklist_template, custom_field, preset_reply, preset_reply_queue, saved_search};
use python::json_dumps;
use serde_json::json;

use super::people::ADMIN;
use super::rows::{Rows, next_id};

/// Adds the rows.
pub(super) fn add(rows: &mut Rows) {
    add_custom_fields(rows);
    add_templates(rows);
    add_searches(rows);
}

/// No field is required, so that scripts can create tickets without them.
fn add_custom_fields(rows: &mut Rows) {
    let products = "Fjord 3\nKestrel e-bike\nTern cargo bike\nAlva child seat";
    for (name, label, data_type, help, staff_only) in [
        (
            "order_number",
            "Order number",
            "varchar",
            Some("As on the invoice"),
            false,
        ),
        ("product", "Product", "list", None, false),
        ("bikes", "Number of bikes", "integer", None, false),
        ("refund", "Refund", "decimal", Some("In euros"), true),
        ("under_warranty", "Under warranty", "boolean", None, false),
        ("bought_on", "Bought on", "date", None, false),
        ("call_back", "Call back at", "datetime", None, true),
        ("second_address", "Second address", "email", None, true),
        ("tracking", "Tracking page", "url", None, false),
        (
            "device",
            "IP address of the device",
            "ipaddress",
            None,
            false,
        ),
    ] {
        let id = next_id(&rows.custom_fields);
        rows.custom_fields.push(custom_field::Model {
            id,
            name: name.to_owned(),
            label: label.to_owned(),
            help_text: help.map(ToOwned::to_owned),
            data_type: data_type.to_owned(),
            max_length: match data_type {
                "varchar" => Some(20),
                "decimal" => Some(8),
                _ => None,
            },
            decimal_places: (data_type == "decimal").then_some(2),
            empty_selection_list: data_type == "list",
            list_values: (data_type == "list").then(|| products.to_owned()),
            ordering: Some(id * 10),
            required: false,
            staff_only,
        });
    }
}

/// Preset replies and checklist templates.
fn add_templates(rows: &mut Rows) {
    for (name, body, queue_ids) in [
        (
            "Thank you, we are on it",
            "Hello,\n\nthank you for writing about \"{{ ticket.title }}\". We are on it.",
            vec![],
        ),
        (
            "Refund is on its way",
            "We sent your refund today. Banks take two or three working days.",
            vec![2],
        ),
        (
            "Book a repair",
            "Please choose a day at lindgren.example.com/workshop and mention {{ ticket.ticket }}.",
            vec![1, 3],
        ),
        (
            "Eingang bestätigt",
            "Guten Tag,\n\nvielen Dank für Ihre Nachricht. Wir melden uns bis morgen.",
            vec![4],
        ),
    ] {
        let id = next_id(&rows.preset_replies);
        rows.preset_replies.push(preset_reply::Model {
            id,
            name: name.to_owned(),
            body: body.to_owned(),
        });
        for queue_id in queue_ids {
            let link = next_id(&rows.preset_reply_queues);
            rows.preset_reply_queues.push(preset_reply_queue::Model {
                id: link,
                presetreply_id: id,
                queue_id,
            });
        }
    }
    for (name, tasks) in super::tickets::CHECKLISTS {
        let id = next_id(&rows.checklist_templates);
        rows.checklist_templates.push(checklist_template::Model {
            id,
            name: name.to_owned(),
            task_list: json!(tasks),
        });
    }
}

/// Saved searches, in the format of helpdesk/query.py: Base64 of Python's JSON.
fn add_searches(rows: &mut Rows) {
    for (title, shared, filtering, filtering_null, user_id) in [
        (
            "Open and unassigned",
            true,
            json!({"status__in": [1, 2]}),
            json!({"assigned_to__id__isnull": true}),
            ADMIN,
        ),
        (
            "Open and urgent",
            true,
            json!({"status__in": [1, 2], "priority__in": [1, 2]}),
            json!({}),
            ADMIN,
        ),
        (
            "My tickets in support",
            false,
            json!({"queue__id__in": [1], "assigned_to__id__in": [2]}),
            json!({}),
            2,
        ),
    ] {
        let query = json!({
            "filtering": filtering,
            "filtering_null": filtering_null,
            "sorting": "created",
            "sortreverse": false,
            "search_string": "",
        });
        rows.saved_searches.push(saved_search::Model {
            id: next_id(&rows.saved_searches),
            title: title.to_owned(),
            shared,
            query: base64::engine::general_purpose::STANDARD.encode(json_dumps(&query)),
            user_id,
        });
    }
}
