//! The demo's people, queues, permissions, custom fields, preset replies, checklist templates and
//! saved searches.

use base64::Engine as _;
use chrono::{DateTime, Duration, Utc};
use entity::values::{Interval, Secret, Timestamp};
use entity::{
    checklist_template, custom_field, group, group_permission, permission, preset_reply,
    preset_reply_queue, queue, saved_search, token, user, user_group, user_permission,
    user_settings,
};
use python::json_dumps;
use rand::Rng as _;
use serde_json::json;

use super::Passwords;
use super::rows::{Rows, next_id};

/// The administrator's id.
pub(super) const ADMIN: i32 = 1;
/// Username, first name, last name, address, whether staff, whether active; ids count from 1.
const USERS: [(&str, &str, &str, &str, bool, bool); 13] = [
    ("admin", "", "", "admin@lindgren.example.com", true, true),
    (
        "grace",
        "Grace",
        "Okafor",
        "grace@lindgren.example.com",
        true,
        true,
    ),
    (
        "amir",
        "Amir",
        "Haddad",
        "amir@lindgren.example.com",
        true,
        true,
    ),
    (
        "lena",
        "Lena",
        "Brandt",
        "lena@lindgren.example.com",
        true,
        true,
    ),
    (
        "tomas",
        "Tomas",
        "Nilsson",
        "tomas@lindgren.example.com",
        true,
        true,
    ),
    (
        "priya",
        "Priya",
        "Raman",
        "priya@lindgren.example.com",
        true,
        true,
    ),
    (
        "erik",
        "Erik",
        "Dahl",
        "erik@lindgren.example.com",
        true,
        false,
    ),
    (
        "nora.jensen",
        "Nora",
        "Jensen",
        "nora.jensen@example.org",
        false,
        true,
    ),
    (
        "oliver.reed",
        "Oliver",
        "Reed",
        "oliver@reed.example.net",
        false,
        true,
    ),
    (
        "sofie",
        "Sofie",
        "Maes",
        "sofie.maes@example.org",
        false,
        true,
    ),
    (
        "jweber",
        "Jonas",
        "Weber",
        "jonas.weber@example.net",
        false,
        true,
    ),
    (
        "seeblick",
        "Hotel",
        "Seeblick",
        "rezeption@seeblick.example.com",
        false,
        true,
    ),
    (
        "till.bergen",
        "Shop",
        "Bergen",
        "bergen@lindgren.example.com",
        false,
        true,
    ),
];

/// Title, slug, locale, whether the public may write, days until escalation, hours set aside, who
/// works on it.
type Queue = (
    &'static str,
    &'static str,
    Option<&'static str>,
    bool,
    Option<i32>,
    Option<i64>,
    &'static str,
);

const QUEUES: [Queue; 5] = [
    ("Support", "support", None, true, Some(3), None, "grace"),
    ("Billing", "billing", None, true, Some(5), Some(80), "amir"),
    ("Workshop", "workshop", None, true, None, Some(120), "tomas"),
    (
        "Kundendienst",
        "kundendienst",
        Some("de"),
        true,
        Some(3),
        None,
        "lena",
    ),
    ("IT", "it", None, false, None, None, "priya"),
];

/// The id of a user.
pub(super) fn user_id(username: &str) -> Option<i32> {
    USERS
        .iter()
        .position(|user| user.0 == username)
        .and_then(|index| i32::try_from(index + 1).ok())
}

/// A user's name and address.
pub(super) fn user_of(id: i32) -> (&'static str, &'static str) {
    usize::try_from(id - 1)
        .ok()
        .and_then(|index| USERS.get(index))
        .map_or(("", ""), |user| (user.0, user.3))
}

/// The id of a queue, and who works on it.
pub(super) fn queue_of(slug: &str) -> Option<(i32, i32)> {
    let index = QUEUES.iter().position(|queue| queue.1 == slug)?;
    Some((i32::try_from(index + 1).ok()?, user_id(QUEUES[index].6)?))
}

/// The slug of a queue.
pub(super) fn slug_of(queue_id: i32) -> &'static str {
    usize::try_from(queue_id - 1)
        .ok()
        .and_then(|index| QUEUES.get(index))
        .map_or("", |queue| queue.1)
}

pub(super) fn add(
    rows: &mut Rows,
    now: DateTime<Utc>,
    passwords: &Passwords,
    queue_content_type: i32,
    first_permission: i32,
) {
    users(rows, now, passwords);
    queues(rows, queue_content_type, first_permission);
    custom_fields(rows);
    prepared(rows);
    searches(rows);
}

fn users(rows: &mut Rows, now: DateTime<Utc>, passwords: &Passwords) {
    for (username, first_name, last_name, email, is_staff, is_active) in USERS {
        let id = next_id(&rows.users);
        let joined = now - Duration::days(400 - i64::from(id) * 17);
        rows.users.push(user::Model {
            id,
            password: Secret(if id == ADMIN {
                passwords.admin.clone()
            } else {
                passwords.others.clone()
            }),
            last_login: (is_staff && is_active)
                .then(|| Timestamp::from(now - Duration::hours(i64::from(id) * 5))),
            is_superuser: id == ADMIN,
            username: username.to_owned(),
            first_name: first_name.to_owned(),
            last_name: last_name.to_owned(),
            email: email.to_owned(),
            is_staff,
            is_active,
            date_joined: Timestamp::from(joined),
        });
        // django-helpdesk makes these when a user is made (helpdesk/signals.py); its defaults.
        rows.user_settings.push(user_settings::Model {
            id,
            settings_pickled: None,
            user_id: id,
            email_on_ticket_assign: true,
            email_on_ticket_change: username != "tomas",
            login_view_ticketlist: true,
            tickets_per_page: if username == "grace" { 50 } else { 25 },
            use_email_as_submitter: true,
            ticket_respond_layout: "tabs".to_owned(),
        });
    }
    let mut bytes = [0_u8; 20];
    rand::rng().fill(&mut bytes);
    let key = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    rows.tokens.push(token::Model {
        key: Secret(key),
        created: Timestamp::from(now),
        user_id: ADMIN,
    });
}

fn queues(rows: &mut Rows, content_type_id: i32, first_permission: i32) {
    rows.groups.push(group::Model {
        id: 1,
        name: "Office".to_owned(),
    });
    for (title, slug, locale, public, escalate_days, hours, agent) in QUEUES {
        let id = next_id(&rows.queues);
        let agent = user_id(agent);
        rows.queues.push(queue::Model {
            id,
            title: title.to_owned(),
            slug: slug.to_owned(),
            email_address: Some(format!("{slug}@lindgren.example.com")),
            locale: locale.map(ToOwned::to_owned),
            allow_public_submission: public,
            allow_email_submission: public,
            escalate_days,
            new_ticket_cc: (slug == "it").then(|| "alerts@lindgren.example.com".to_owned()),
            updated_ticket_cc: None,
            email_box_type: None,
            email_box_host: None,
            email_box_port: None,
            email_box_ssl: false,
            email_box_user: None,
            email_box_pass: None,
            email_box_imap_folder: None,
            email_box_interval: Some(5),
            email_box_last_check: None,
            socks_proxy_type: None,
            socks_proxy_host: None,
            socks_proxy_port: None,
            permission_name: Some(format!("helpdesk.queue_access_{slug}")),
            default_owner_id: if slug == "it" { agent } else { None },
            email_box_local_dir: None,
            logging_dir: None,
            logging_type: None,
            enable_notifications_on_email_events: true,
            dedicated_time: hours.map(|hours| Interval(hours * 3_600_000_000)),
        });
        // What django-helpdesk makes along with a queue (helpdesk/models.py, Queue.save).
        let permission_id = first_permission + id - 1;
        rows.permissions.push(permission::Model {
            id: permission_id,
            name: format!("Permission for queue: {title}"),
            content_type_id,
            codename: format!("queue_access_{slug}"),
        });
        if slug == "billing" || slug == "kundendienst" {
            let id = next_id(&rows.group_permissions);
            rows.group_permissions.push(group_permission::Model {
                id,
                group_id: 1,
                permission_id,
            });
        } else if let Some(user_id) = agent {
            let id = next_id(&rows.user_permissions);
            rows.user_permissions.push(user_permission::Model {
                id,
                user_id,
                permission_id,
            });
        }
    }
    for user_id in ["amir", "lena"].into_iter().filter_map(user_id) {
        let id = next_id(&rows.user_groups);
        rows.user_groups.push(user_group::Model {
            id,
            user_id,
            group_id: 1,
        });
    }
}

/// None is required: a script that knows nothing of them can still open tickets.
fn custom_fields(rows: &mut Rows) {
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
        ("bikes", "Bikes concerned", "integer", None, false),
        ("refund", "Refund", "decimal", Some("In euros"), true),
        ("under_warranty", "Under warranty", "boolean", None, false),
        ("bought_on", "Bought on", "date", None, false),
        ("call_back", "Call back at", "datetime", None, true),
        ("second_address", "Second address", "email", None, true),
        ("tracking", "Tracking page", "url", None, false),
        ("device", "Address of the device", "ipaddress", None, false),
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

fn prepared(rows: &mut Rows) {
    for (name, body, queue_ids) in [
        (
            "Thank you, we are on it",
            "Hello,\n\nthank you for writing about \"{{ ticket.title }}\". We are on it.",
            vec![],
        ),
        (
            "Refund is on its way",
            "The refund left us today. Banks take two or three working days.",
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

/// As helpdesk/query.py keeps them: Base64 of Python's JSON.
fn searches(rows: &mut Rows) {
    for (title, shared, filtering, filtering_null, user_id) in [
        (
            "Open and nobody's",
            true,
            json!({"status__in": [1, 2]}),
            json!({"assigned_to__id__isnull": true}),
            ADMIN,
        ),
        (
            "Critical or high, still open",
            true,
            json!({"status__in": [1, 2], "priority__in": [1, 2]}),
            json!({}),
            ADMIN,
        ),
        (
            "Mine in support",
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
