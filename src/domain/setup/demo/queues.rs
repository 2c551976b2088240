//! The demo's queues and their permissions.

use entity::values::Interval;
use entity::{group, group_permission, permission, queue, user_group, user_permission};

use super::people::user_id;
use super::rows::{Rows, next_id};
use crate::domain::setup::load::queues::blank;

/// Title, slug, locale, whether customers may create tickets, days until escalation, dedicated
/// hours, username of the agent.
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

/// The IDs of a queue and of its agent.
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

/// Adds the queues and their permissions.
pub(super) fn add(rows: &mut Rows, content_type_id: i32, first_permission: i32) {
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
            email_address: Some(format!("{slug}@lindgren.example.com")),
            locale: locale.map(ToOwned::to_owned),
            allow_public_submission: public,
            allow_email_submission: public,
            escalate_days,
            new_ticket_cc: (slug == "it").then(|| "alerts@lindgren.example.com".to_owned()),
            default_owner_id: if slug == "it" { agent } else { None },
            enable_notifications_on_email_events: true,
            dedicated_time: hours.map(|hours| Interval(hours * 3_600_000_000)),
            ..blank(slug)
        });
        // django-helpdesk creates it together with the queue (helpdesk/models.py, `Queue.save`).
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
