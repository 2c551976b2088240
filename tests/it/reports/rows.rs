//! The rows of the tests, and reports that are computed from them in memory.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use chrono_tz::Tz;
use deskql::domain::reports::durations::{BAND_ENDS, Statistics};
use deskql::domain::reports::{Key, TicketDimension, TicketMeasure};
use deskql::domain::{Context, access};
use entity::{followup, ticket, user};
use sea_orm::{ConnectionTrait, DbBackend, EntityTrait};

use super::now;
use crate::graphql::Graph;

/// Tickets around changes of clocks and ends of months, and follow-ups that answer and close them.
pub async fn fill(graph: &Graph) {
    let backend = graph.db.get_database_backend();
    let moment = |time: DateTime<Utc>| {
        let offset = if backend == DbBackend::Postgres {
            "+00"
        } else {
            ""
        };
        format!("'{}{offset}'", time.format("%Y-%m-%d %H:%M:%S%.6f"))
    };
    let minutes = |number: i64| match backend {
        DbBackend::Postgres => format!("interval '{number} minutes'"),
        _ => (number * 60_000_000).to_string(),
    };
    let starts = [
        "2025-03-09T03:00:00Z",
        "2025-03-29T22:00:00Z",
        "2025-04-06T02:00:00Z",
        "2025-06-30T18:00:00Z",
        "2025-09-07T03:00:00Z",
        "2025-10-25T21:00:00Z",
        "2025-11-20T00:00:00Z",
    ];
    let mut tickets = String::new();
    let mut followups = String::new();
    for number in 0..280_i64 {
        let id = 5000 + number;
        let start: DateTime<Utc> = starts[usize::try_from(number).unwrap() % starts.len()]
            .parse()
            .unwrap();
        let created = start + TimeDelta::minutes(number * 3) + TimeDelta::microseconds(number);
        let modified = created + TimeDelta::seconds(number * number * 37 % 6_000_000);
        let owner = ["NULL", "1", "2"][usize::try_from(number % 3).unwrap()];
        let email = match number % 5 {
            0 => "NULL".to_owned(),
            1 => "''".to_owned(),
            2 => "'customer@example.com'".to_owned(),
            other => format!("'person{other}@example.com'"),
        };
        let (status, queue, priority) = (1 + number % 5, 1 + number % 4, 1 + number % 6);
        let item = if number % 7 == 0 { "1" } else { "NULL" };
        let _ = writeln!(
            tickets,
            "{}({id}, 'Ticket {id}', {}, {}, {email}, {status}, FALSE, {priority}, {owner}, {queue}, 'key-{id}', {item})",
            if number > 0 { "," } else { "" },
            moment(created),
            moment(modified),
        );
        for step in 0..3_i64 {
            let date = created + TimeDelta::minutes(step * (20 + number));
            let public = if (number + step) % 4 == 0 {
                "FALSE"
            } else {
                "TRUE"
            };
            let author = ["3", "2", "NULL"][usize::try_from((number + step) % 3).unwrap()];
            let new_status = if step == 2 && number % 2 == 0 {
                status.to_string()
            } else {
                "NULL".to_owned()
            };
            let spent = if (number + step) % 3 == 0 {
                minutes(number + step)
            } else {
                "NULL".to_owned()
            };
            let _ = writeln!(
                followups,
                "{}({}, {id}, {}, 'Step', 'Text', {public}, {author}, {new_status}, {spent})",
                if followups.is_empty() { "" } else { "," },
                id * 3 + step,
                moment(date),
            );
        }
    }
    let sql = format!(
        "INSERT INTO helpdesk_ticket (id, title, created, modified, submitter_email, status, on_hold, priority, assigned_to_id, queue_id, secret_key, kbitem_id) VALUES {tickets};
         INSERT INTO helpdesk_followup (id, ticket_id, date, title, comment, public, user_id, new_status, time_spent) VALUES {followups};"
    );
    graph.db.execute_unprepared(&sql).await.unwrap();
}

/// A key as text.
pub fn text(key: &Key) -> String {
    match key {
        Key::Period(period) => period.label(),
        Key::Age(band) => format!("from {}", band.from_days),
        key => format!("{key:?}"),
    }
}

/// The rows that a viewer sees.
pub struct Rows {
    pub tickets: Vec<ticket::Model>,
    followups: Vec<followup::Model>,
    users: Vec<user::Model>,
    open: Vec<i32>,
    kb_items: Vec<i32>,
    zone: Tz,
}

pub fn label(date: NaiveDate, dimension: &str) -> String {
    let format = match dimension {
        "Day" => "%Y-%m-%d",
        "Week" => "%G-W%V",
        _ => "%Y-%m",
    };
    date.format(format).to_string()
}

impl Rows {
    pub async fn of(graph: &Graph, context: &Context, zone: &str) -> Self {
        let kb_items = access::kb_items(context).all(&graph.db).await.unwrap();
        Self {
            tickets: access::tickets(context, None).all(&graph.db).await.unwrap(),
            followups: access::followups(context, None)
                .all(&graph.db)
                .await
                .unwrap(),
            users: user::Entity::find().all(&graph.db).await.unwrap(),
            open: graph.config.helpdesk.ticket_open_statuses.clone(),
            kb_items: kb_items.iter().map(|item| item.id).collect(),
            zone: zone.parse().unwrap(),
        }
    }

    fn closed(&self, ticket: &ticket::Model) -> Option<DateTime<Utc>> {
        if self.open.contains(&ticket.status) {
            return None;
        }
        let closing = self.followups.iter().filter(|followup| {
            followup.ticket_id == ticket.id
                && followup
                    .new_status
                    .is_some_and(|status| !self.open.contains(&status))
        });
        Some(
            closing
                .map(|followup| followup.date.0)
                .max()
                .unwrap_or(ticket.modified.0),
        )
    }

    fn answered(&self, ticket: &ticket::Model) -> Option<DateTime<Utc>> {
        let answers = self.followups.iter().filter(|followup| {
            let author = self
                .users
                .iter()
                .find(|user| Some(user.id) == followup.user_id);
            followup.ticket_id == ticket.id
                && followup.public
                && followup.message_id.is_none()
                && author.is_some_and(|user| user.is_staff)
                && followup.date.0 > ticket.created.0 + TimeDelta::seconds(10)
        });
        answers.map(|followup| followup.date.0).min()
    }

    fn key(&self, ticket: &ticket::Model, dimension: TicketDimension) -> String {
        let number = |id: Option<i32>, key: fn(i32) -> Key| text(&id.map_or(Key::Empty, key));
        let day = |moment: DateTime<Utc>| moment.with_timezone(&self.zone).date_naive();
        let name = format!("{dimension:?}");
        if let Some(unit) = name.strip_prefix("Created") {
            return label(day(ticket.created.0), unit);
        }
        if let Some(unit) = name.strip_prefix("Closed") {
            let closed = self.closed(ticket);
            return closed.map_or_else(|| text(&Key::Empty), |closed| label(day(closed), unit));
        }
        match dimension {
            TicketDimension::Queue => text(&Key::Queue(ticket.queue_id)),
            TicketDimension::AssignedTo => number(ticket.assigned_to_id, Key::User),
            TicketDimension::Status => text(&Key::Status(ticket.status)),
            TicketDimension::Priority => text(&Key::Priority(ticket.priority)),
            TicketDimension::KbItem => {
                let visible = |id: &i32| self.kb_items.contains(id);
                number(ticket.kbitem_id.filter(visible), Key::KbItem)
            }
            TicketDimension::Submitter => {
                let address = ticket
                    .submitter_email
                    .clone()
                    .filter(|email| !email.is_empty());
                text(&address.map_or(Key::Empty, Key::Submitter))
            }
            _ => {
                let age = day(now()) - day(ticket.created.0);
                let from = match age.num_days() {
                    ..=30 => 0,
                    31..=60 => 31,
                    _ => 61,
                };
                format!("from {from}")
            }
        }
    }

    pub fn counts(&self, dimensions: &[TicketDimension]) -> BTreeMap<Vec<String>, u64> {
        let mut counts = BTreeMap::new();
        for ticket in &self.tickets {
            let keys = dimensions
                .iter()
                .map(|each| self.key(ticket, *each))
                .collect();
            *counts.entry(keys).or_default() += 1;
        }
        counts
    }

    pub fn durations(
        &self,
        measure: TicketMeasure,
        dimensions: &[TicketDimension],
    ) -> BTreeMap<Vec<String>, Statistics> {
        let mut durations: BTreeMap<Vec<String>, Vec<i64>> = BTreeMap::new();
        for ticket in &self.tickets {
            let end = match measure {
                TicketMeasure::FirstAnswer => self.answered(ticket),
                TicketMeasure::Close => self.closed(ticket),
                TicketMeasure::LastChange => Some(ticket.modified.0),
                TicketMeasure::Age => Some(now()),
            };
            let Some(end) = end else { continue };
            let micros = (end - ticket.created.0).num_microseconds().unwrap();
            let keys = dimensions
                .iter()
                .map(|each| self.key(ticket, *each))
                .collect();
            durations
                .entry(keys)
                .or_default()
                .push(micros.div_euclid(1_000_000));
        }
        durations
            .into_iter()
            .map(|(keys, durations)| (keys, statistics(durations)))
            .collect()
    }
}

fn statistics(mut seconds: Vec<i64>) -> Statistics {
    seconds.sort_unstable();
    let count = seconds.len();
    let days = seconds.iter().map(|seconds| seconds.div_euclid(86_400));
    let below = |end: &i64| seconds.iter().filter(|seconds| *seconds < end).count();
    Statistics {
        count: count.try_into().unwrap(),
        sum: seconds.iter().sum(),
        minimum: seconds[0],
        maximum: seconds[count - 1],
        median: seconds[count.div_ceil(2) - 1],
        percentile_90: seconds[(count * 9).div_ceil(10) - 1],
        whole_days: days.sum(),
        below: BAND_ENDS
            .iter()
            .map(|end| below(end).try_into().unwrap())
            .collect(),
    }
}
