//! The left side of a comparison, and the conditions that comparators produce.

use sea_orm::sea_query::{ColumnType, Expr, ExprTrait, Func, Value};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, DbBackend};

/// The expression that comparators compare with their values: a column, or a text that is parsed as
/// another type.
#[derive(Clone, Debug)]
pub struct Operand {
    pub(super) expr: Expr,
    /// The derived column with the text in lower case, if there is one.
    lowered: Option<Expr>,
    /// The condition that the operand has a value. `None` if it always has.
    present: Option<Expr>,
    /// The SQL type that values are cast to.
    cast: Option<&'static str>,
    pub(super) backend: DbBackend,
}

impl Operand {
    /// A column.
    pub fn column<C: ColumnTrait>(db: &impl ConnectionTrait, column: C) -> Self {
        let expr = Expr::col(column.as_column_ref());
        let present = column.def().is_null().then(|| expr.clone().is_not_null());
        let backend = db.get_database_backend();
        // Dates are bound as text, which PostgreSQL does not compare with dates.
        let is_date = matches!(column.def().get_column_type(), ColumnType::Date);
        let cast = (is_date && backend == DbBackend::Postgres).then_some("date");
        Self {
            expr,
            lowered: None,
            present,
            cast,
            backend,
        }
    }

    /// An expression that has a value if `present` is true. Values are cast to the SQL type `cast`.
    pub fn new(backend: DbBackend, expr: Expr, present: Expr, cast: Option<&'static str>) -> Self {
        Self {
            expr,
            lowered: None,
            present: Some(present),
            cast,
            backend,
        }
    }

    /// This operand, with `lowered` as its text in lower case.
    #[must_use]
    pub(super) fn with_lowered(self, lowered: Expr) -> Self {
        Self {
            lowered: Some(lowered),
            ..self
        }
    }

    /// The text in lower case.
    pub(super) fn lowered(&self) -> Expr {
        self.lowered
            .clone()
            .unwrap_or_else(|| Expr::expr(Func::lower(self.expr.clone())))
    }

    /// A value to compare with.
    pub(super) fn value(&self, value: Value) -> Expr {
        let value = Expr::val(value);
        match self.cast {
            Some(sql_type) => value.cast_as(sql_type),
            None => value,
        }
    }

    /// The condition that the operand is one of `values`.
    pub(super) fn is_in(&self, values: Vec<Value>) -> Expr {
        if values.is_empty() {
            return never();
        }
        self.expr
            .clone()
            .is_in(values.into_iter().map(|value| self.value(value)))
    }

    /// `condition`, but false instead of NULL if the operand has no value.
    fn if_present(&self, condition: Expr) -> Condition {
        Condition::all()
            .add(condition)
            .add_option(self.present.clone())
    }
}

/// A condition that no row meets.
pub(super) fn never() -> Expr {
    Expr::val(1).eq(0)
}

/// The conditions of comparators. Each is true or false for every row, never NULL.
#[derive(Debug, Default)]
pub struct Terms {
    /// Conditions that rows must meet.
    pub all: Vec<Condition>,
    /// Conditions that rows must not meet.
    pub none: Vec<Condition>,
}

impl Terms {
    /// Joins all to one condition.
    #[must_use]
    pub fn into_condition(self) -> Condition {
        let none = self.none.into_iter().map(Condition::not);
        self.all
            .into_iter()
            .chain(none)
            .fold(Condition::all(), Condition::add)
    }

    pub(super) fn require(&mut self, operand: &Operand, condition: Option<Expr>) {
        self.all
            .extend(condition.map(|condition| operand.if_present(condition)));
    }

    pub(super) fn exclude(&mut self, operand: &Operand, condition: Option<Expr>) {
        self.none
            .extend(condition.map(|condition| operand.if_present(condition)));
    }

    /// Adds the comparator `isNull`.
    pub(super) fn is_null(&mut self, operand: &Operand, is_null: Option<bool>) {
        let present =
            || Condition::all().add(operand.present.clone().unwrap_or_else(|| never().not()));
        match is_null {
            Some(true) => self.none.push(present()),
            Some(false) => self.all.push(present()),
            None => {}
        }
    }
}
