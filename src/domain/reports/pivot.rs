//! Groups by up to two dimensions: the columns of their statement, and their keys in its rows. A
//! statement has three levels: rows with raw values, rows with keys, and groups.

use std::fmt::Write as _;

use entity::values::Timestamp;
use sea_orm::sea_query::{Alias, Expr, Order, SelectStatement};
use sea_orm::{ConnectionTrait, DbErr, QueryResult};

use super::key::{AgeBand, Key, integer};
use super::period::Period;
use super::sql::{interval, select_from};
use crate::domain::{Context, Result};

/// The columns with raw values.
pub(super) const RAW: [&str; 2] = ["raw1", "raw2"];
/// The columns with keys.
pub(super) const KEYS: [&str; 2] = ["key1", "key2"];
/// The number of columns with keys, which are the first columns of a group.
pub(super) const FIRST_AT: usize = KEYS.len();
/// The key of rows that are in no period of the report.
const OUTSIDE: i32 = -1;

/// The type of the values of a dimension.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ValueKind {
    Queue,
    User,
    Ticket,
    Status,
    Priority,
    KbItem,
    Submitter,
    CustomValue,
}

/// How a raw value becomes a key.
#[derive(Clone, Debug)]
pub(super) enum Grouping {
    /// It is the key.
    Value(ValueKind),
    /// The number of the period that contains it.
    Periods(Vec<Period>),
    /// The number of the range of ages, which end at these moments of creation.
    Ages(Vec<Timestamp>),
}

/// A dimension of a statement.
#[derive(Clone, Debug)]
pub(super) struct Axis {
    /// The raw value in the tables.
    pub raw: Expr,
    grouping: Grouping,
}

impl Axis {
    pub(super) fn new(raw: Expr, grouping: Grouping) -> Self {
        Self { raw, grouping }
    }

    /// The key of the raw value in a column.
    fn key(&self, column: &'static str) -> Expr {
        match &self.grouping {
            Grouping::Value(_) => Expr::cust(column),
            Grouping::Periods(periods) => {
                let starts = periods.iter().map(|period| period.starts);
                let end = periods.last().map(|period| period.ends);
                let bounds: Vec<Timestamp> = starts.chain(end).map(Timestamp::from).collect();
                let number = |interval: usize| match interval.checked_sub(1) {
                    Some(number) if number < periods.len() => {
                        i32::try_from(number).unwrap_or(OUTSIDE)
                    }
                    _ => OUTSIDE,
                };
                interval(column, &bounds, &number)
            }
            Grouping::Ages(ends) => {
                let number = |interval: usize| i32::try_from(interval).unwrap_or(OUTSIDE);
                interval(column, ends, &number)
            }
        }
    }

    /// Reads a key; none if the row is in no period.
    fn read(&self, row: &QueryResult, index: usize) -> Result<Option<Key>, DbErr> {
        if let Grouping::Value(kind @ (ValueKind::Submitter | ValueKind::CustomValue)) =
            self.grouping
        {
            let text: Option<String> = row.try_get_by_index(index)?;
            let key = match kind {
                ValueKind::Submitter => Key::Submitter,
                _ => Key::CustomValue,
            };
            return Ok(Some(text.map_or(Key::Empty, key)));
        }
        let Some(number) = integer(row, index)? else {
            return Ok(Some(Key::Empty));
        };
        let number = i32::try_from(number).unwrap_or(OUTSIDE);
        let at = usize::try_from(number).ok();
        Ok(match &self.grouping {
            Grouping::Periods(periods) => {
                at.and_then(|at| periods.get(at)).copied().map(Key::Period)
            }
            Grouping::Ages(_) => at
                .and_then(|at| AgeBand::ALL.get(at))
                .copied()
                .map(Key::Age),
            Grouping::Value(kind) => Some(match kind {
                ValueKind::Queue => Key::Queue(number),
                ValueKind::User => Key::User(number),
                ValueKind::Ticket => Key::Ticket(number),
                ValueKind::Status => Key::Status(number),
                ValueKind::Priority => Key::Priority(number),
                _ => Key::KbItem(number),
            }),
        })
    }
}

/// The dimensions of a statement.
#[derive(Clone, Debug)]
pub(super) struct Pivot(pub Vec<Axis>);

impl Pivot {
    /// The periods of the first dimension that has periods.
    pub(super) fn periods(&self) -> Vec<Period> {
        let periods = self.0.iter().find_map(|axis| match &axis.grouping {
            Grouping::Periods(periods) => Some(periods.clone()),
            _ => None,
        });
        periods.unwrap_or_default()
    }

    /// The raw values, with their column names.
    pub(super) fn raw(&self) -> impl Iterator<Item = (Expr, &'static str)> {
        self.0.iter().map(|axis| axis.raw.clone()).zip(RAW)
    }

    /// The keys of rows with raw values.
    pub(super) fn keys(&self, rows: SelectStatement) -> SelectStatement {
        let mut select = select_from(rows);
        for (at, (raw, key)) in RAW.into_iter().zip(KEYS).enumerate() {
            let expr = match self.0.get(at) {
                Some(axis) => axis.key(raw),
                None => Expr::cust("0"),
            };
            select.expr_as(expr, Alias::new(key));
        }
        select
    }

    /// A select of groups of rows with keys, the largest first. Rows that are in no period come last.
    pub(super) fn groups(
        &self,
        rows: SelectStatement,
        size: &'static str,
        first: u64,
    ) -> SelectStatement {
        let mut select = select_from(rows);
        let mut outside = String::from("CASE WHEN 1 = 0");
        for (axis, key) in self.0.iter().zip(KEYS) {
            if matches!(axis.grouping, Grouping::Periods(_)) {
                // Writing to a text cannot fail.
                let _ = write!(outside, " OR {key} = {OUTSIDE}");
            }
        }
        outside += " THEN 1 ELSE 0 END";
        for key in KEYS {
            select.expr(Expr::cust(key)).add_group_by([Expr::cust(key)]);
        }
        select.order_by_expr(Expr::cust(outside), Order::Asc);
        select.order_by_expr(Expr::cust(size), Order::Desc);
        for key in KEYS {
            select.order_by_expr(Expr::cust(key), Order::Asc);
        }
        select.limit(first);
        select
    }

    /// The keys of a group; none if it is in no period.
    fn read(&self, row: &QueryResult) -> Result<Option<Vec<Key>>, DbErr> {
        let keys = self.0.iter().enumerate();
        keys.map(|(index, axis)| axis.read(row, index)).collect()
    }

    /// Reads the groups that a statement returns, and `total` of its first row. `read` reads the
    /// columns after the keys.
    ///
    /// # Errors
    /// Database errors.
    pub(super) async fn read_groups<T>(
        &self,
        context: &Context,
        statement: &SelectStatement,
        total_at: usize,
        read: impl Fn(&QueryResult) -> Result<T, DbErr>,
    ) -> Result<(Vec<Group<T>>, i64)> {
        let rows = context.db.query_all(statement).await?;
        let total = match rows.first() {
            Some(row) => integer(row, total_at)?.unwrap_or_default(),
            None => 0,
        };
        let mut groups = Vec::with_capacity(rows.len());
        for row in &rows {
            if let Some(keys) = self.read(row)? {
                groups.push(Group {
                    keys,
                    value: read(row)?,
                });
            }
        }
        // Periods are shown in their order, of any number of groups.
        groups.sort_by_key(|group| {
            group.keys.iter().find_map(|key| match key {
                Key::Period(period) => Some(period.starts),
                _ => None,
            })
        });
        Ok((groups, total))
    }
}

/// A group of rows.
#[derive(Clone, Debug, PartialEq)]
pub struct Group<T> {
    /// The values of the rows, by dimension.
    pub keys: Vec<Key>,
    /// The result for its rows.
    pub value: T,
}
