//! Typed comparators, the words of every filter. Absent comparators say nothing; several must all hold.

use chrono::{DateTime, Utc};
use entity::values::Timestamp;
use sea_orm::sea_query::{Expr, ExprTrait, Func, LikeExpr};
use sea_orm::{ColumnTrait, Condition};

/// Comparisons of whole numbers.
#[derive(Clone, Debug, Default, async_graphql::InputObject)]
pub struct IntFilter {
    /// Equal to.
    pub eq: Option<i32>,
    /// Not equal to.
    pub ne: Option<i32>,
    /// One of.
    #[graphql(name = "in")]
    pub is_in: Option<Vec<i32>>,
    /// None of.
    pub not_in: Option<Vec<i32>>,
    /// Less than.
    pub lt: Option<i32>,
    /// Less than or equal to.
    pub lte: Option<i32>,
    /// Greater than.
    pub gt: Option<i32>,
    /// Greater than or equal to.
    pub gte: Option<i32>,
    /// Whether there is no value.
    pub is_null: Option<bool>,
}

impl IntFilter {
    /// The condition on a column.
    #[must_use]
    pub fn on<C: ColumnTrait>(&self, column: C) -> Condition {
        Condition::all()
            .add_option(self.eq.map(|value| column.eq(value)))
            .add_option(self.ne.map(|value| column.ne(value)))
            .add_option(self.is_in.as_ref().map(|values| column.is_in(values.iter().copied())))
            .add_option(self.not_in.as_ref().map(|values| column.is_not_in(values.iter().copied())))
            .add_option(self.lt.map(|value| column.lt(value)))
            .add_option(self.lte.map(|value| column.lte(value)))
            .add_option(self.gt.map(|value| column.gt(value)))
            .add_option(self.gte.map(|value| column.gte(value)))
            .add_option(self.is_null.map(|null| if null { column.is_null() } else { column.is_not_null() }))
    }
}

/// Comparisons of text.
#[derive(Clone, Debug, Default, async_graphql::InputObject)]
pub struct StringFilter {
    /// Equal to.
    pub eq: Option<String>,
    /// Not equal to.
    pub ne: Option<String>,
    /// One of.
    #[graphql(name = "in")]
    pub is_in: Option<Vec<String>>,
    /// Has this in it, in any case.
    pub contains: Option<String>,
    /// Begins with this, in any case.
    pub starts_with: Option<String>,
    /// Whether there is no value.
    pub is_null: Option<bool>,
}

impl StringFilter {
    /// The condition on a column.
    #[must_use]
    pub fn on<C: ColumnTrait>(&self, column: C) -> Condition {
        let like = |pattern: String| {
            let text = Expr::expr(Func::lower(Expr::col(column.as_column_ref())));
            text.like(LikeExpr::new(pattern.to_lowercase()).escape('\\'))
        };
        Condition::all()
            .add_option(self.eq.as_ref().map(|value| column.eq(value.as_str())))
            .add_option(self.ne.as_ref().map(|value| column.ne(value.as_str())))
            .add_option(self.is_in.as_ref().map(|values| column.is_in(values.iter().map(String::as_str))))
            .add_option(self.contains.as_ref().map(|value| like(format!("%{}%", escaped(value)))))
            .add_option(self.starts_with.as_ref().map(|value| like(format!("{}%", escaped(value)))))
            .add_option(self.is_null.map(|null| if null { column.is_null() } else { column.is_not_null() }))
    }
}

/// Text with `LIKE`'s own signs made harmless.
fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_")
}

/// Comparisons of moments.
#[derive(Clone, Debug, Default, async_graphql::InputObject)]
pub struct DateTimeFilter {
    /// At this moment.
    pub eq: Option<DateTime<Utc>>,
    /// Before.
    pub lt: Option<DateTime<Utc>>,
    /// Before, or at.
    pub lte: Option<DateTime<Utc>>,
    /// After.
    pub gt: Option<DateTime<Utc>>,
    /// After, or at.
    pub gte: Option<DateTime<Utc>>,
    /// Whether there is no value.
    pub is_null: Option<bool>,
}

impl DateTimeFilter {
    /// The condition on a column.
    #[must_use]
    pub fn on<C: ColumnTrait>(&self, column: C) -> Condition {
        let at = Timestamp::from;
        Condition::all()
            .add_option(self.eq.map(|value| column.eq(at(value))))
            .add_option(self.lt.map(|value| column.lt(at(value))))
            .add_option(self.lte.map(|value| column.lte(at(value))))
            .add_option(self.gt.map(|value| column.gt(at(value))))
            .add_option(self.gte.map(|value| column.gte(at(value))))
            .add_option(self.is_null.map(|null| if null { column.is_null() } else { column.is_not_null() }))
    }
}

/// Comparisons of truth values.
#[derive(Clone, Debug, Default, async_graphql::InputObject)]
pub struct BooleanFilter {
    /// Equal to.
    pub eq: Option<bool>,
}

impl BooleanFilter {
    /// The condition on a column.
    #[must_use]
    pub fn on<C: ColumnTrait>(&self, column: C) -> Condition {
        Condition::all().add_option(self.eq.map(|value| column.eq(value)))
    }
}
