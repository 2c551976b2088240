//! The demo's tickets with everything that belongs to them.

use chrono::{DateTime, Duration, Utc};
use entity::{custom_field_value, ticket_cc, ticket_dependency};

use super::cases::{self, FilledCase};
use super::history::History;
use super::people::{user_id, user_of};
use super::queues::queue_of;
use super::random::Random;
use super::rows::{Rows, Upload, next_id};
use crate::domain::Result;

/// The number of tickets.
pub(super) const TICKETS: i32 = 72;
/// The age of the oldest ticket in days.
const DAYS: i64 = 90;
/// The seed, which makes all demos equal.
const SEED: u64 = 44;

/// Checklist templates and their tasks.
pub(super) const CHECKLISTS: [(&str, &[&str]); 2] = [
    (
        "Before a bike leaves",
        &[
            "Brakes tested",
            "Bolts at torque",
            "Test ride",
            "Battery above 60 %",
            "Papers in the box",
        ],
    ),
    (
        "New colleague",
        &["Account", "Laptop", "Keys of the shop", "Calendar shared"],
    ),
];

/// Customers without an account.
pub(super) const VISITORS: [&str; 9] = [
    "maya.lind@example.org",
    "p.dupont@example.net",
    "k.vermeer@example.org",
    "helen.shaw@example.com",
    "arne.solberg@example.org",
    "carla.rossi@example.net",
    "info@velo-kurier.example.com",
    "t.schmidt@example.net",
    "yusuf.kaya@example.org",
];

/// Adds the tickets. Returns their files, for the caller to save.
pub(super) fn add(rows: &mut Rows, now: DateTime<Utc>) -> Result<Vec<Upload>> {
    let cases = cases::cases()?;
    let mut random = Random::new(SEED);
    let mut uploads = Vec::new();
    let interval = Duration::minutes(DAYS * 24 * 60 / i64::from(TICKETS));
    for id in 1..=TICKETS {
        // 25 and the number of cases have no common divisor, so all cases are used before one is
        // repeated.
        let case = &cases[usize::try_from(id * 25).unwrap_or(0) % cases.len()];
        let Some((queue_id, agent)) = queue_of(&case.queue) else {
            continue;
        };
        let delay =
            Duration::microseconds(random.range(3_600_000_000, interval.num_seconds() * 500_000));
        let created = now - interval * (TICKETS - id) - delay;
        let case = cases::fill(case, created, user_of(agent).0, &mut random);
        let mut history = History::open(
            rows,
            &mut uploads,
            &mut random,
            now,
            (id, queue_id, agent),
            created,
            &case,
        );
        history.simulate(&case);
        add_custom_values(rows, &mut random, id, &case, created);
        add_followers(rows, &mut random, id);
    }
    for (ticket_id, depends_on_id) in [(20, 12), (35, 28), (52, 44), (70, 66)] {
        rows.dependencies.push(ticket_dependency::Model {
            id: next_id(&rows.dependencies),
            depends_on_id,
            ticket_id,
        });
    }
    Ok(uploads)
}

/// Values in the format that django-helpdesk stores (helpdesk/lib.py, `convert_value`).
fn add_custom_values(
    rows: &mut Rows,
    random: &mut Random,
    ticket_id: i32,
    case: &FilledCase,
    created: DateTime<Utc>,
) {
    let mut values: Vec<(&str, String)> = Vec::new();
    let queue = case.texts.queue.as_str();
    if queue != "it" {
        values.push(("order_number", format!("LB-{}", case.number)));
        values.push(("product", case.product.to_owned()));
        if random.percent(40) {
            values.push(("bikes", random.range(1, 4).to_string()));
        }
        if random.percent(60) {
            let bought = created - Duration::days(random.range(5, 900));
            values.push(("bought_on", bought.format("%Y-%m-%d").to_string()));
            values.push((
                "under_warranty",
                if created - bought < Duration::days(730) {
                    "True"
                } else {
                    "False"
                }
                .to_owned(),
            ));
        }
    } else {
        values.push(("device", format!("192.0.2.{}", random.range(10, 200))));
    }
    if queue == "billing" {
        values.push((
            "refund",
            format!("{}.{:02}", random.range(5, 900), random.range(0, 100)),
        ));
    }
    if case.texts.title.contains("not arrived") {
        values.push((
            "tracking",
            format!(
                "https://parcels.example.net/track?id={}&lang=en",
                case.number
            ),
        ));
    }
    if random.percent(15) {
        values.push((
            "call_back",
            (created + Duration::days(1))
                .format("%Y-%m-%dT%H:30")
                .to_string(),
        ));
        values.push(("second_address", (random.pick(&VISITORS)).to_owned()));
    }
    for (name, value) in values {
        let Some(field_id) = rows
            .custom_fields
            .iter()
            .find(|field| field.name == name)
            .map(|field| field.id)
        else {
            continue;
        };
        let id = next_id(&rows.custom_values);
        rows.custom_values.push(custom_field_value::Model {
            id,
            value: Some(value),
            field_id,
            ticket_id,
        });
    }
}

fn add_followers(rows: &mut Rows, random: &mut Random, ticket_id: i32) {
    if !random.percent(20) {
        return;
    }
    let (user_id, email) = if random.percent(50) {
        (
            user_id(random.pick(&["grace", "amir", "lena", "tomas"])),
            None,
        )
    } else {
        (None, Some((random.pick(&VISITORS)).to_owned()))
    };
    let id = next_id(&rows.ccs);
    rows.ccs.push(ticket_cc::Model {
        id,
        email,
        can_view: true,
        can_update: user_id.is_some(),
        ticket_id,
        user_id,
    });
}
