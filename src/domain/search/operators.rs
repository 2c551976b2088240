//! The meaning of operators: each is a filter of tickets, as `tickets(filter:)` has.

use chrono::{DateTime, Days, Months, NaiveDate, TimeZone as _, Utc};
use chrono_tz::Tz;

use super::parse::{Operator, SyntaxError};
use crate::config::Choice;
use crate::domain::Context;
use crate::domain::core::choices::{Priority, Status};
use crate::domain::filters::{NullableUserFilter, QueueFilter, TicketFilter, UserFilter};
use crate::domain::query::{BooleanFilter, DateTimeFilter, IntFilter, StringFilter};

/// The filter of an operator.
///
/// # Errors
/// The value is not one of the operator's.
pub fn filter(context: &Context, operator: &Operator) -> Result<TicketFilter, SyntaxError> {
    let value = operator.value.as_str();
    let filter = match operator.name {
        "queue" => Some(queue(value)),
        "status" => status(context, value),
        "is" => is(context, value),
        "priority" => priority(context, value),
        "assignee" => Some(assignee(value)),
        "from" => Some(TicketFilter {
            submitter_email: Some(StringFilter {
                contains: Some(value.to_owned()),
                ..StringFilter::default()
            }),
            ..TicketFilter::default()
        }),
        name => period(value, context.config.time_zone).map(|period| {
            let mut filter = TicketFilter::default();
            let field = match name {
                "created" => &mut filter.created_at,
                "updated" => &mut filter.updated_at,
                _ => &mut filter.due_at,
            };
            *field = Some(period);
            filter
        }),
    };
    let filter =
        filter.ok_or_else(|| SyntaxError::new(operator.position, expected(context, operator)))?;
    Ok(if operator.is_negated {
        TicketFilter {
            not: Some(Box::new(filter)),
            ..TicketFilter::default()
        }
    } else {
        filter
    })
}

/// The values that an operator accepts.
fn expected(context: &Context, operator: &Operator) -> String {
    let helpdesk = &context.config.helpdesk;
    let names = |choices: &[Choice]| -> String {
        let names: Vec<_> = choices.iter().map(|choice| choice.1.as_str()).collect();
        names.join(", ")
    };
    match operator.name {
        "status" => format!(
            "a status: open, reopened, resolved, closed, duplicate, a number or one of: {}",
            names(&helpdesk.ticket_status_choices)
        ),
        "is" => "open, closed, assigned, unassigned, mine or on-hold".to_owned(),
        "priority" => format!(
            "a priority: critical, high, normal, low, very-low, a number or one of: {}",
            names(&helpdesk.ticket_priority_choices)
        ),
        _ => "a date such as 2024-05-31, 2024-05, or 2024, after >, >=, < or <= or as a range 2024-01..2024-03"
            .to_owned(),
    }
}

fn queue(value: &str) -> TicketFilter {
    TicketFilter {
        queue: Some(Box::new(QueueFilter {
            slug: Some(StringFilter {
                eq: Some(value.to_owned()),
                ..StringFilter::default()
            }),
            ..QueueFilter::default()
        })),
        ..TicketFilter::default()
    }
}

fn number(code: i32) -> Option<IntFilter> {
    Some(IntFilter {
        eq: Some(code),
        ..IntFilter::default()
    })
}

/// The number of a choice by its number, its name or its label.
fn choice(value: &str, choices: &[Choice], named: impl Fn(&str) -> Option<i32>) -> Option<i32> {
    let name = value.to_lowercase().replace([' ', '_'], "-");
    let label = |choice: &&Choice| choice.1.to_lowercase().replace([' ', '_'], "-") == name;
    value
        .parse()
        .ok()
        .filter(|code| choices.iter().any(|choice| choice.0 == *code))
        .or_else(|| named(&name))
        .or_else(|| choices.iter().find(label).map(|choice| choice.0))
}

fn status(context: &Context, value: &str) -> Option<TicketFilter> {
    let helpdesk = &context.config.helpdesk;
    let named = |name: &str| {
        let status = match name {
            "open" => Status::Open,
            "reopened" => Status::Reopened,
            "resolved" => Status::Resolved,
            "closed" => Status::Closed,
            "duplicate" => Status::Duplicate,
            _ => return None,
        };
        status.code(helpdesk)
    };
    Some(TicketFilter {
        status_code: number(choice(value, &helpdesk.ticket_status_choices, named)?),
        ..TicketFilter::default()
    })
}

fn priority(context: &Context, value: &str) -> Option<TicketFilter> {
    let named = |name: &str| match name {
        "critical" => Priority::Critical.code(),
        "high" => Priority::High.code(),
        "normal" => Priority::Normal.code(),
        "low" => Priority::Low.code(),
        "very-low" => Priority::VeryLow.code(),
        _ => None,
    };
    let choices = &context.config.helpdesk.ticket_priority_choices;
    Some(TicketFilter {
        priority_code: number(choice(value, choices, named)?),
        ..TicketFilter::default()
    })
}

fn is(context: &Context, value: &str) -> Option<TicketFilter> {
    let truth = |eq| {
        Some(BooleanFilter {
            eq: Some(eq),
            ..BooleanFilter::default()
        })
    };
    let assigned = |is_assigned: bool| {
        Some(IntFilter {
            is_null: Some(!is_assigned),
            ..IntFilter::default()
        })
    };
    let mut filter = TicketFilter::default();
    match value.to_lowercase().as_str() {
        "open" => filter.is_open = truth(true),
        "closed" => filter.is_open = truth(false),
        "assigned" => filter.assigned_to_id = assigned(true),
        "unassigned" => filter.assigned_to_id = assigned(false),
        "on-hold" | "onhold" => filter.on_hold = truth(true),
        "mine" if context.viewer.is_authenticated() => return Some(assignee("me")),
        _ => return None,
    }
    Some(filter)
}

/// `me`, `none`, a username, an address, or a first or last name or both.
fn assignee(value: &str) -> TicketFilter {
    let owner = |owner: NullableUserFilter| TicketFilter {
        assigned_to: Some(Box::new(owner)),
        ..TicketFilter::default()
    };
    match value.to_lowercase().as_str() {
        "me" => {
            return owner(NullableUserFilter {
                is_me: Some(true),
                ..NullableUserFilter::default()
            });
        }
        "none" => {
            return owner(NullableUserFilter {
                is_null: Some(true),
                ..NullableUserFilter::default()
            });
        }
        _ => {}
    }
    let text = |text: &str| {
        Some(StringFilter {
            // Ignores case on all databases.
            starts_with: Some(text.to_owned()),
            ..StringFilter::default()
        })
    };
    let mut any = vec![
        UserFilter {
            username: text(value),
            ..UserFilter::default()
        },
        UserFilter {
            first_name: text(value),
            ..UserFilter::default()
        },
        UserFilter {
            last_name: text(value),
            ..UserFilter::default()
        },
    ];
    if let Some((first, last)) = value.split_once(' ') {
        any.push(UserFilter {
            first_name: text(first),
            last_name: text(last),
            ..UserFilter::default()
        });
    }
    owner(NullableUserFilter {
        user: UserFilter {
            or: Some(any),
            ..UserFilter::default()
        },
        ..NullableUserFilter::default()
    })
}

/// The first day of a year, a month or a day, and the first day after it.
fn days(text: &str) -> Option<(NaiveDate, NaiveDate)> {
    let date = |year: &str, month: &str, day: &str| {
        let digits = [year, month, day];
        let plain = digits
            .iter()
            .all(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()));
        if !plain || year.len() != 4 {
            return None;
        }
        NaiveDate::from_ymd_opt(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
            .filter(|date| *date >= NaiveDate::from_ymd_opt(1, 1, 1).unwrap_or_default())
    };
    let parts: Vec<&str> = text.split('-').collect();
    let (first, next) = match parts[..] {
        [year] => {
            let first = date(year, "1", "1")?;
            (first, first.checked_add_months(Months::new(12))?)
        }
        [year, month] => {
            let first = date(year, month, "1")?;
            (first, first.checked_add_months(Months::new(1))?)
        }
        [year, month, day] => {
            let first = date(year, month, day)?;
            (first, first.checked_add_days(Days::new(1))?)
        }
        _ => return None,
    };
    Some((first, next))
}

/// The moment when a day begins in the site's zone.
fn start(day: NaiveDate, time_zone: Tz) -> Option<DateTime<Utc>> {
    let midnight = day.and_hms_opt(0, 0, 0)?;
    let local = time_zone.from_local_datetime(&midnight);
    // Where clocks skip midnight, the day begins an hour later.
    let moment = local.earliest().or_else(|| {
        let later = midnight.checked_add_signed(chrono::TimeDelta::hours(1))?;
        time_zone.from_local_datetime(&later).earliest()
    })?;
    Some(moment.with_timezone(&Utc)).filter(|moment| *moment < max())
}

fn max() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(9999, 12, 31, 0, 0, 0)
        .earliest()
        .unwrap_or(DateTime::<Utc>::MAX_UTC)
}

/// A period: `2024-05`, `>2024-05-31`, `2024-01..2024-03`.
fn period(value: &str, time_zone: Tz) -> Option<DateTimeFilter> {
    let of = |text: &str| {
        let (first, next) = days(text)?;
        Some((start(first, time_zone)?, start(next, time_zone)?))
    };
    let mut filter = DateTimeFilter::default();
    if let Some((from, to)) = value.split_once("..") {
        filter.gte = Some(of(from)?.0);
        filter.lt = Some(of(to)?.1);
        return Some(filter);
    }
    if let Some(text) = value.strip_prefix(">=") {
        filter.gte = Some(of(text)?.0);
    } else if let Some(text) = value.strip_prefix('>') {
        filter.gte = Some(of(text)?.1);
    } else if let Some(text) = value.strip_prefix("<=") {
        filter.lt = Some(of(text)?.1);
    } else if let Some(text) = value.strip_prefix('<') {
        filter.lt = Some(of(text)?.0);
    } else {
        let (first, next) = of(value)?;
        filter.gte = Some(first);
        filter.lt = Some(next);
    }
    Some(filter)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_are_in_the_zone_of_the_site() {
        let text = |value: &str| {
            let filter = period(value, chrono_tz::Europe::Berlin)?;
            let text = |moment: Option<DateTime<Utc>>| {
                moment.map_or_else(String::new, |moment| {
                    moment.format("%Y-%m-%d %H:%M").to_string()
                })
            };
            Some(format!("{} / {}", text(filter.gte), text(filter.lt)))
        };
        let expected = [
            ("2024-05-31", Some("2024-05-30 22:00 / 2024-05-31 22:00")),
            ("2024-02", Some("2024-01-31 23:00 / 2024-02-29 23:00")),
            ("2024", Some("2023-12-31 23:00 / 2024-12-31 23:00")),
            (">2024-05-31", Some("2024-05-31 22:00 / ")),
            (">=2024", Some("2023-12-31 23:00 / ")),
            ("<2024", Some(" / 2023-12-31 23:00")),
            ("<=2024-05", Some(" / 2024-05-31 22:00")),
            (
                "2024-01..2024-02",
                Some("2023-12-31 23:00 / 2024-02-29 23:00"),
            ),
            ("2024-02-30", None),
            ("24", None),
            ("+2024", None),
            (">", None),
            ("9999", None),
        ];
        for (value, expected) in expected {
            assert_eq!(text(value).as_deref(), expected, "{value}");
        }
    }
}
