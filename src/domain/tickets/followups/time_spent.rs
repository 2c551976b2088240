//! The time that a follow-up took where nobody said it (`FOLLOWUP_TIME_SPENT_AUTO`): what passed
//! since the one before, as far as it lies in the opening hours (helpdesk/models.py,
//! `FollowUp.time_spent_calculation`). Hours and holidays are those of UTC, in which
//! django-helpdesk reads its rows.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Datelike as _, NaiveTime, TimeDelta, Timelike as _, Utc};
use entity::values::Timestamp;
use entity::{followup, queue, ticket, ticket_change};
use sea_orm::sea_query::{Alias, Expr, ExprTrait, Query};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::config::Helpdesk;
use crate::domain::query::among;
use crate::domain::{Context, Result};

/// The hour at which a day ends (`MIDNIGHT` in helpdesk/lib.py).
pub const MIDNIGHT: f64 = 23.9999;
const DAYS: [&str; 7] = [
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
];

/// The time that a follow-up of `date` took, in microseconds: `said`, else what is calculated.
/// `queue`: the number of the ticket's queue before; `stored`: whether the follow-up has a row
/// already.
///
/// # Errors
/// What the database says.
pub async fn of(
    context: &Context,
    db: &impl ConnectionTrait,
    (ticket, queue): (&ticket::Model, i32),
    (stored, date): (bool, Timestamp),
    said: Option<i64>,
) -> Result<Option<i64>> {
    if !context.config.helpdesk.followup_time_spent_auto || said.is_some_and(|micros| micros != 0) {
        return Ok(said);
    }
    let spent = calculate(
        context,
        db,
        &[(ticket, queue)],
        stored.then_some(date),
        date,
    )
    .await?;
    Ok(spent.into_values().next())
}

/// The time that new follow-ups of these tickets took, in microseconds by the numbers of the
/// tickets. Nothing where it is not calculated.
///
/// # Errors
/// What the database says.
pub async fn of_new(
    context: &Context,
    db: &impl ConnectionTrait,
    tickets: &[ticket::Model],
    date: Timestamp,
) -> Result<BTreeMap<i32, i64>> {
    if !context.config.helpdesk.followup_time_spent_auto {
        return Ok(BTreeMap::new());
    }
    let tickets: Vec<_> = tickets
        .iter()
        .map(|ticket| (ticket, ticket.queue_id))
        .collect();
    calculate(context, db, &tickets, None, date).await
}

async fn calculate(
    context: &Context,
    db: &impl ConnectionTrait,
    tickets: &[(&ticket::Model, i32)],
    before: Option<Timestamp>,
    date: Timestamp,
) -> Result<BTreeMap<i32, i64>> {
    let mut spent = pass(context, db, tickets, before, date).await?;
    // django-helpdesk saves a new one twice, and looks at earlier ones alone the second time.
    let again: Vec<_> = tickets
        .iter()
        .copied()
        .filter(|(ticket, _)| spent.get(&ticket.id) == Some(&0))
        .collect();
    if before.is_none() && !again.is_empty() {
        spent.extend(pass(context, db, &again, Some(date), date).await?);
    }
    Ok(spent)
}

/// Microseconds since the newest follow-up of each ticket, or the newest of those before a moment.
async fn pass(
    context: &Context,
    db: &impl ConnectionTrait,
    tickets: &[(&ticket::Model, i32)],
    before: Option<Timestamp>,
    date: Timestamp,
) -> Result<BTreeMap<i32, i64>> {
    let helpdesk = &context.config.helpdesk;
    let ids: Vec<i32> = tickets.iter().map(|(ticket, _)| ticket.id).collect();
    let latest = latest(db, &ids, before).await?;
    let excluded = if helpdesk.followup_time_spent_exclude_queues.is_empty() {
        BTreeSet::new()
    } else {
        in_excluded_queues(context, db, tickets, before).await?
    };
    let seconds = |ticket: &ticket::Model| {
        let previous = latest.get(&ticket.id);
        let status = previous.map_or(Some(ticket.status), |previous| previous.new_status);
        if status.is_some_and(|status| {
            helpdesk
                .followup_time_spent_exclude_statuses
                .contains(&status)
        }) || excluded.contains(&ticket.id)
        {
            return 0;
        }
        between(
            previous.map_or(ticket.created.0, |previous| previous.date.0),
            date.0,
            helpdesk,
        )
    };
    Ok(tickets
        .iter()
        .map(|(ticket, _)| (ticket.id, seconds(ticket) * 1_000_000))
        .collect())
}

async fn latest(
    db: &impl ConnectionTrait,
    tickets: &[i32],
    before: Option<Timestamp>,
) -> Result<BTreeMap<i32, followup::Model>> {
    use followup::Column as C;
    let newer = Alias::new("newer");
    let mut others = Query::select();
    others
        .expr(Expr::val(1))
        .from_as(followup::Entity, newer.clone())
        .and_where(Expr::col((newer.clone(), C::TicketId)).equals((followup::Entity, C::TicketId)))
        .and_where(Expr::col((newer.clone(), C::Date)).gt(Expr::col((followup::Entity, C::Date))));
    let mut rows = followup::Entity::find().filter(among(db, C::TicketId, tickets));
    if let Some(date) = before {
        others.and_where(Expr::col((newer, C::Date)).lt(Expr::val(date)));
        rows = rows.filter(C::Date.lt(date));
    }
    let rows = rows.filter(Expr::exists(others).not()).all(db).await?;
    Ok(rows.into_iter().map(|row| (row.ticket_id, row)).collect())
}

/// The tickets that were in a queue in which no time counts: the one they were last moved to, else
/// their own.
async fn in_excluded_queues(
    context: &Context,
    db: &impl ConnectionTrait,
    tickets: &[(&ticket::Model, i32)],
    before: Option<Timestamp>,
) -> Result<BTreeSet<i32>> {
    let ids: Vec<i32> = tickets.iter().map(|(ticket, _)| ticket.id).collect();
    let mut moves = ticket_change::Entity::find()
        .select_only()
        .column(followup::Column::TicketId)
        .column(ticket_change::Column::NewValue)
        .inner_join(followup::Entity)
        .filter(among(db, followup::Column::TicketId, &ids))
        .filter(ticket_change::Column::Field.eq(context.language.gettext("Queue").as_ref()));
    if let Some(date) = before {
        moves = moves.filter(followup::Column::Date.lt(date));
    }
    let moves: Vec<(i32, Option<String>)> = moves
        .order_by_asc(ticket_change::Column::Id)
        .into_tuple()
        .all(db)
        .await?;
    let slugs: Vec<(i32, String)> = queue::Entity::find()
        .select_only()
        .columns([queue::Column::Id, queue::Column::Slug])
        .into_tuple()
        .all(db)
        .await?;
    let slug = |id: i32| {
        slugs
            .iter()
            .find(|(known, _)| *known == id)
            .map(|(_, slug)| slug)
    };
    let is_excluded = |(ticket, own): &&(&ticket::Model, i32)| {
        let moved = moves
            .iter()
            .rfind(|(id, _)| *id == ticket.id)
            .and_then(|(_, to)| to.as_ref()?.parse().ok());
        let found = moved.and_then(slug).or_else(|| slug(*own));
        found.is_some_and(|slug| {
            context
                .config
                .helpdesk
                .followup_time_spent_exclude_queues
                .contains(slug)
        })
    };
    Ok(tickets
        .iter()
        .filter(is_excluded)
        .map(|(ticket, _)| ticket.id)
        .collect())
}

/// Seconds between two moments within the opening hours of days that are no holidays.
fn between(earliest: DateTime<Utc>, latest: DateTime<Utc>, helpdesk: &Helpdesk) -> i64 {
    let days = latest
        .date_naive()
        .signed_duration_since(earliest.date_naive())
        .num_days();
    let mut seconds = 0;
    for day in 0..=days {
        let (start, end) = match day {
            0 if days == 0 => (earliest, latest),
            0 => (earliest, at_end(earliest)),
            _ if day == days => (at(latest, 0, 0, 0), latest),
            _ => {
                let middle = earliest + TimeDelta::days(day);
                (at(middle, 0, 0, 0), at_end(middle))
            }
        };
        let shown = start.format("%Y-%m-%d").to_string();
        if !helpdesk
            .followup_time_spent_exclude_holidays
            .contains(&shown)
        {
            seconds += within_a_day(start, end, helpdesk);
        }
    }
    seconds
}

/// A day's moment at another time; the fraction of the second stays (Python's `replace`).
fn at(moment: DateTime<Utc>, hour: u32, minute: u32, second: u32) -> DateTime<Utc> {
    let time =
        NaiveTime::from_hms_nano_opt(hour, minute, second, moment.nanosecond() % 1_000_000_000);
    time.map_or(moment, |time| moment.date_naive().and_time(time).and_utc())
}

fn at_end(moment: DateTime<Utc>) -> DateTime<Utc> {
    let time = NaiveTime::from_hms_micro_opt(23, 59, 59, 999_999);
    time.map_or(moment, |time| moment.date_naive().and_time(time).and_utc())
}

/// `daily_time_spent_calculation` in helpdesk/lib.py.
fn within_a_day(
    mut earliest: DateTime<Utc>,
    mut latest: DateTime<Utc>,
    helpdesk: &Helpdesk,
) -> i64 {
    let weekday = DAYS
        .get(earliest.weekday().num_days_from_monday() as usize)
        .copied()
        .unwrap_or_default();
    let hours = helpdesk
        .followup_time_spent_opening_hours
        .iter()
        .find(|(day, ..)| day == weekday);
    let (start, end) = hours.map_or((0.0, MIDNIGHT), |(_, start, end)| (*start, *end));
    let hour = |moment: DateTime<Utc>| {
        f64::from(moment.hour())
            + f64::from(moment.minute()) / 60.0
            + f64::from(moment.second()) / 3600.0
    };
    let earliest_hour = hour(earliest);
    let micros = latest.nanosecond() % 1_000_000_000 / 1000;
    let latest_hour = hour(latest) + f64::from(micros) / (60.0 * 60.0 * 999_999.0);
    let last_second = i64::from(latest_hour >= MIDNIGHT && end >= MIDNIGHT);
    if earliest_hour < start {
        earliest = at_hour(earliest, start);
    } else if earliest_hour >= end {
        earliest = at_hour(earliest, end);
    }
    if latest_hour < start {
        latest = at_hour(latest, start);
    } else if latest_hour >= end {
        latest = at_hour(latest, end);
    }
    // Python's `timedelta.seconds` leaves days out.
    let whole = latest
        .signed_duration_since(earliest)
        .num_microseconds()
        .unwrap_or_default()
        .div_euclid(1_000_000);
    last_second + whole.rem_euclid(86_400)
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "an hour of the settings is 0 to 24"
)]
fn at_hour(moment: DateTime<Utc>, hour: f64) -> DateTime<Utc> {
    at(
        moment,
        hour as u32,
        (hour % 1.0 * 60.0) as u32,
        (hour * 60.0 % 1.0 * 60.0) as u32,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seconds(earliest: &str, latest: &str, hours: &[(&str, f64, f64)], holidays: &[&str]) -> i64 {
        let mut helpdesk = crate::config::Config::default().helpdesk;
        helpdesk.followup_time_spent_opening_hours = hours
            .iter()
            .map(|(day, start, end)| ((*day).to_owned(), *start, *end))
            .collect();
        helpdesk.followup_time_spent_exclude_holidays =
            holidays.iter().map(|day| (*day).to_owned()).collect();
        between(
            earliest.parse().unwrap(),
            latest.parse().unwrap(),
            &helpdesk,
        )
    }

    /// What django-helpdesk's own functions return for the same.
    #[test]
    fn as_django_helpdesk_calculates() {
        let hours = [
            ("monday", 8.5, 17.25),
            ("tuesday", 9.0, MIDNIGHT),
            ("saturday", 0.0, 0.0),
            ("sunday", 0.0, 0.0),
        ];
        for (earliest, latest, hours, holidays, expected) in [
            (
                "2026-11-23T10:00:00Z",
                "2026-11-23T11:30:00Z",
                &[][..],
                &[][..],
                5400,
            ),
            (
                "2026-11-23T10:00:00Z",
                "2026-11-23T11:30:00Z",
                &hours[..],
                &["2026-11-24"][..],
                5400,
            ),
            (
                "2026-11-23T07:00:00.25Z",
                "2026-11-23T20:00:00.5Z",
                &[][..],
                &[][..],
                46800,
            ),
            (
                "2026-11-23T07:00:00.25Z",
                "2026-11-23T20:00:00.5Z",
                &hours[..],
                &["2026-11-24"][..],
                31500,
            ),
            (
                "2026-11-23T18:00:00.25Z",
                "2026-11-24T08:00:00Z",
                &[][..],
                &[][..],
                50400,
            ),
            (
                "2026-11-23T18:00:00.25Z",
                "2026-11-24T08:00:00Z",
                &hours[..],
                &["2026-11-24"][..],
                0,
            ),
            (
                "2026-11-20T16:00:00Z",
                "2026-11-27T09:10:11.5Z",
                &[][..],
                &[][..],
                580211,
            ),
            (
                "2026-11-20T16:00:00Z",
                "2026-11-27T09:10:11.5Z",
                &hours[..],
                &["2026-11-24"][..],
                266111,
            ),
            (
                "2026-11-24T10:00:00Z",
                "2026-11-24T23:59:59.9Z",
                &[][..],
                &[][..],
                50400,
            ),
            (
                "2026-11-24T10:00:00Z",
                "2026-11-24T23:59:59.9Z",
                &hours[..],
                &["2026-11-24"][..],
                0,
            ),
            (
                "2026-11-23T11:00:00Z",
                "2026-11-23T10:00:00Z",
                &[][..],
                &[][..],
                82800,
            ),
            (
                "2026-11-23T11:00:00Z",
                "2026-11-23T10:00:00Z",
                &hours[..],
                &["2026-11-24"][..],
                82800,
            ),
            (
                "2026-11-25T11:00:00Z",
                "2026-11-24T10:00:00Z",
                &[][..],
                &[][..],
                0,
            ),
            (
                "2026-11-25T11:00:00Z",
                "2026-11-24T10:00:00Z",
                &hours[..],
                &["2026-11-24"][..],
                0,
            ),
            (
                "2024-02-28T23:59:59.999999Z",
                "2024-03-01T00:00:00Z",
                &[][..],
                &[][..],
                86401,
            ),
            (
                "2024-02-28T23:59:59.999999Z",
                "2024-03-01T00:00:00Z",
                &hours[..],
                &["2026-11-24"][..],
                86401,
            ),
            (
                "2026-11-11T23:31:48.907796Z",
                "2026-11-17T11:08:08.907796Z",
                &[][..],
                &[][..],
                473780,
            ),
            (
                "2026-11-20T12:18:21.536775Z",
                "2026-11-28T03:46:20.536775Z",
                &[][..],
                &[][..],
                660479,
            ),
            (
                "2026-11-11T20:09:33Z",
                "2026-11-12T22:34:07Z",
                &hours[..],
                &[][..],
                95074,
            ),
            (
                "2026-11-10T14:46:47Z",
                "2026-11-18T04:16:44Z",
                &[][..],
                &[][..],
                653397,
            ),
            (
                "2026-11-01T20:46:09Z",
                "2026-11-09T03:25:14.031543Z",
                &hours[..],
                &["2026-11-24"][..],
                344700,
            ),
            (
                "2026-11-11T16:37:40Z",
                "2026-11-17T23:50:01.244995Z",
                &hours[..],
                &["2026-11-24"][..],
                284241,
            ),
            (
                "2026-11-01T02:40:33Z",
                "2026-11-06T15:52:58.686609Z",
                &hours[..],
                &["2026-11-24"][..],
                315478,
            ),
            (
                "2026-11-14T09:08:12Z",
                "2026-11-22T23:18:04.266332Z",
                &[][..],
                &[][..],
                742192,
            ),
            (
                "2026-11-13T10:46:37Z",
                "2026-11-14T07:13:51Z",
                &hours[..],
                &["2026-11-24"][..],
                47603,
            ),
            (
                "2026-11-03T14:47:59.887707Z",
                "2026-11-08T07:22:47.887707Z",
                &hours[..],
                &[][..],
                292321,
            ),
            (
                "2026-11-01T00:19:02Z",
                "2026-11-01T15:33:26.492817Z",
                &hours[..],
                &[][..],
                0,
            ),
            (
                "2026-11-10T15:30:59Z",
                "2026-11-17T12:26:46Z",
                &hours[..],
                &[][..],
                333647,
            ),
            (
                "2026-11-07T13:09:20Z",
                "2026-11-11T07:48:06Z",
                &hours[..],
                &["2026-11-24"][..],
                113586,
            ),
            (
                "2026-11-19T09:35:26Z",
                "2026-11-21T00:47:40Z",
                &[][..],
                &[][..],
                141134,
            ),
        ] {
            assert_eq!(
                seconds(earliest, latest, hours, holidays),
                expected,
                "{earliest} {latest} {hours:?} {holidays:?}"
            );
        }
    }
}
