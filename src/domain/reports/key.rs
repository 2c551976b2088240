//! The keys of groups.

use sea_orm::{DbErr, QueryResult};

use super::period::Period;

/// The value that the rows of a group have in one dimension.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Key {
    /// None: an unassigned ticket, or a ticket that is not closed.
    Empty,
    /// A queue, by its ID.
    Queue(i32),
    /// A user, by their ID.
    User(i32),
    /// A ticket, by its ID.
    Ticket(i32),
    /// The code of a status.
    Status(i32),
    /// The code of a priority.
    Priority(i32),
    /// An item of the knowledge base, by its ID.
    KbItem(i32),
    /// The email address of a submitter.
    Submitter(String),
    /// The value of a custom field.
    CustomValue(String),
    /// A period.
    Period(Period),
    /// A range of ages.
    Age(AgeBand),
}

/// A range of ages in complete days of the time zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AgeBand {
    /// The lowest age.
    pub from_days: i32,
    /// The highest age; none if the range has no end.
    pub to_days: Option<i32>,
}

impl AgeBand {
    /// All ranges, the highest ages first: their moments of creation come first.
    pub const ALL: [Self; 3] = [
        Self {
            from_days: 61,
            to_days: None,
        },
        Self {
            from_days: 31,
            to_days: Some(60),
        },
        Self {
            from_days: 0,
            to_days: Some(30),
        },
    ];
}

/// Reads a number, whose type depends on the database.
pub(super) fn integer(row: &QueryResult, index: usize) -> Result<Option<i64>, DbErr> {
    row.try_get_by_index::<Option<i64>>(index).or_else(|_| {
        row.try_get_by_index::<Option<i32>>(index)
            .map(|number| number.map(i64::from))
    })
}
