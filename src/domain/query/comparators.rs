//! Typed comparators. What they compare is an [`Operand`]: a column, or text that is read in a
//! type.

use chrono::{DateTime, Datelike, Utc};
use entity::values::Timestamp;
use sea_orm::sea_query::{ColumnType, Expr, ExprTrait, Func, LikeExpr, Value};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, DbBackend};

use crate::domain::query::scalars::{BigInt, Date, Decimal, LocalDateTime, Time};
use crate::domain::{Code, Error, Result};

/// What is compared.
#[derive(Clone, Debug)]
pub struct Operand {
    expr: Expr,
    /// The same in lower case, where it is computed already.
    lowered: Option<Expr>,
    /// Whether it is there; `None` where it always is.
    present: Option<Expr>,
    /// Given values are brought into this type.
    cast: Option<&'static str>,
    backend: DbBackend,
}

impl Operand {
    /// A column.
    pub fn column<C: ColumnTrait>(db: &impl ConnectionTrait, column: C) -> Self {
        let expr = Expr::col(column.as_column_ref());
        let present = column.def().is_null().then(|| expr.clone().is_not_null());
        let backend = db.get_database_backend();
        // Days are given as text, which PostgreSQL compares with no day.
        let is_day = matches!(column.def().get_column_type(), ColumnType::Date);
        let cast = (is_day && backend == DbBackend::Postgres).then_some("date");
        Self {
            expr,
            lowered: None,
            present,
            cast,
            backend,
        }
    }

    /// An expression that is a value where `present` holds. Values that it is compared with are
    /// cast to `cast`.
    pub fn new(backend: DbBackend, expr: Expr, present: Expr, cast: Option<&'static str>) -> Self {
        Self {
            expr,
            lowered: None,
            present: Some(present),
            cast,
            backend,
        }
    }

    /// The same, with what it is in lower case.
    #[must_use]
    pub(super) fn with_lowered(self, lowered: Expr) -> Self {
        Self {
            lowered: Some(lowered),
            ..self
        }
    }

    fn lowered(&self) -> Expr {
        self.lowered
            .clone()
            .unwrap_or_else(|| Expr::expr(Func::lower(self.expr.clone())))
    }

    fn value(&self, value: Value) -> Expr {
        let value = Expr::val(value);
        match self.cast {
            Some(of) => value.cast_as(of),
            None => value,
        }
    }

    fn guarded(&self, condition: Expr) -> Condition {
        Condition::all()
            .add(condition)
            .add_option(self.present.clone())
    }

    fn among(&self, values: Vec<Value>) -> Expr {
        if values.is_empty() {
            return never();
        }
        self.expr
            .clone()
            .is_in(values.into_iter().map(|value| self.value(value)))
    }
}

/// What never holds.
pub(super) fn never() -> Expr {
    Expr::val(1).eq(0)
}

/// A comparison as conditions that are true or false for every row, never unknown.
#[derive(Debug, Default)]
pub struct Terms {
    /// All of these hold.
    pub all: Vec<Condition>,
    /// None of these does.
    pub none: Vec<Condition>,
}

impl Terms {
    /// Both in one.
    #[must_use]
    pub fn into_condition(self) -> Condition {
        let none = self.none.into_iter().map(Condition::not);
        self.all
            .into_iter()
            .chain(none)
            .fold(Condition::all(), Condition::add)
    }

    fn add(&mut self, operand: &Operand, condition: Option<Expr>) {
        self.all
            .extend(condition.map(|condition| operand.guarded(condition)));
    }

    fn deny(&mut self, operand: &Operand, condition: Option<Expr>) {
        self.none
            .extend(condition.map(|condition| operand.guarded(condition)));
    }

    fn null(&mut self, operand: &Operand, null: Option<bool>) {
        let there =
            || Condition::all().add(operand.present.clone().unwrap_or_else(|| never().not()));
        match null {
            Some(true) => self.none.push(there()),
            Some(false) => self.all.push(there()),
            None => {}
        }
    }
}

/// A set of comparators.
pub trait Comparison {
    /// What it says of an operand.
    fn terms(&self, operand: &Operand) -> Terms;
    /// How many values it has.
    fn size(&self) -> usize;
    /// Whether it compares texts in lower case.
    fn ignores_case(&self) -> bool {
        false
    }
    /// Whether the database can be asked with its values.
    ///
    /// # Errors
    /// It cannot.
    fn check(&self) -> Result<()> {
        Ok(())
    }
}

/// Longest number that is compared, in digits.
const LONGEST_NUMBER: usize = 200;
/// Longest text that is compared, in bytes: SQLite looks for none of more than 50,000, with its
/// signs written out.
const LONGEST_TEXT: usize = 20_000;

/// A text that every database can be asked with.
pub(crate) fn sound(text: &str) -> Result<()> {
    // PostgreSQL has no such text, and says so in its own words.
    if text.contains('\0') {
        return Err(error(Code::NullCharacter));
    }
    match text.len() {
        length if length > LONGEST_TEXT => Err(error(Code::MaxLength {
            limit: LONGEST_TEXT,
            length,
        })),
        _ => Ok(()),
    }
}

fn error(code: Code) -> Error {
    Error::field("filter", code)
}

/// A year that Django can keep, and every database can be asked for.
fn year(day: &impl Datelike) -> Result<()> {
    if (1..=9999).contains(&day.year()) {
        Ok(())
    } else {
        Err(error(Code::Invalid))
    }
}

/// Comparators of a type with an order.
macro_rules! ordered {
    ($(#[$doc:meta])* $name:ident, $of:ty, $value:expr $(, $check:expr)?) => {
        $(#[$doc])*
        #[derive(Clone, Debug, Default, async_graphql::InputObject)]
        pub struct $name {
            /// Equal to.
            pub eq: Option<$of>,
            /// Not equal to; rows without a value are among these.
            pub ne: Option<$of>,
            /// One of.
            #[graphql(name = "in")]
            pub is_in: Option<Vec<$of>>,
            /// None of; rows without a value are among these.
            pub not_in: Option<Vec<$of>>,
            /// Less than, or before.
            pub lt: Option<$of>,
            /// Less than or equal to, or not after.
            pub lte: Option<$of>,
            /// Greater than, or after.
            pub gt: Option<$of>,
            /// Greater than or equal to, or not before.
            pub gte: Option<$of>,
            /// Whether there is no value.
            pub is_null: Option<bool>,
        }

        impl Comparison for $name {
            fn terms(&self, operand: &Operand) -> Terms {
                let expr = || operand.expr.clone();
                let one = |given: &Option<$of>| given.clone().map(|given| operand.value($value(given)));
                let many = |given: &Option<Vec<$of>>| {
                    let given = given.as_ref()?;
                    Some(operand.among(given.iter().cloned().map($value).collect()))
                };
                let mut terms = Terms::default();
                terms.add(operand, one(&self.eq).map(|value| expr().eq(value)));
                terms.deny(operand, one(&self.ne).map(|value| expr().eq(value)));
                terms.add(operand, many(&self.is_in));
                terms.deny(operand, many(&self.not_in));
                terms.add(operand, one(&self.lt).map(|value| expr().lt(value)));
                terms.add(operand, one(&self.lte).map(|value| expr().lte(value)));
                terms.add(operand, one(&self.gt).map(|value| expr().gt(value)));
                terms.add(operand, one(&self.gte).map(|value| expr().gte(value)));
                terms.null(operand, self.is_null);
                terms
            }

            fn size(&self) -> usize {
                let single = [&self.eq, &self.ne, &self.lt, &self.lte, &self.gt, &self.gte];
                let lists = [&self.is_in, &self.not_in];
                single.iter().filter(|given| given.is_some()).count()
                    + usize::from(self.is_null.is_some())
                    + lists.into_iter().flatten().map(|list| list.len().max(1)).sum::<usize>()
            }

            $(fn check(&self) -> Result<()> {
                let single = [&self.eq, &self.ne, &self.lt, &self.lte, &self.gt, &self.gte].into_iter().flatten();
                single.chain([&self.is_in, &self.not_in].into_iter().flatten().flatten()).try_for_each($check)
            })?
        }
    };
}
ordered!(
    /// Comparisons of whole numbers.
    IntFilter,
    i32,
    Value::from
);
ordered!(
    /// Comparisons of moments.
    DateTimeFilter,
    DateTime<Utc>,
    |time| Value::from(Timestamp::from(time)),
    |time: &DateTime<Utc>| year(time)
);
ordered!(
    /// Comparisons of whole numbers of any size.
    BigIntFilter,
    BigInt,
    |number: BigInt| Value::from(number.0.to_string())
);
ordered!(
    /// Comparisons of decimal numbers, exact to the last digit: `1.50` equals `1.5`.
    DecimalFilter,
    Decimal,
    |number: Decimal| Value::from(number.0),
    |number: &Decimal| match number.0.len() {
        length if length > LONGEST_NUMBER => Err(error(Code::MaxLength { limit: LONGEST_NUMBER, length })),
        _ => Ok(()),
    }
);
ordered!(
    /// Comparisons of days.
    DateFilter,
    Date,
    |day: Date| Value::from(day.text()),
    |day: &Date| year(&day.0)
);
ordered!(
    /// Comparisons of times of day.
    TimeFilter,
    Time,
    |time: Time| Value::from(time.text())
);
ordered!(
    /// Comparisons of moments in the site's zone.
    LocalDateTimeFilter,
    LocalDateTime,
    |time: LocalDateTime| Value::from(time.text())
);

/// Comparisons of text, as the database compares it: in MariaDB's usual collations small and large
/// letters, and letters with and without an accent, are equal.
#[derive(Clone, Debug, Default, async_graphql::InputObject)]
pub struct StringFilter {
    /// Equal to.
    pub eq: Option<String>,
    /// Not equal to; rows without a value are among these.
    pub ne: Option<String>,
    /// One of.
    #[graphql(name = "in")]
    pub is_in: Option<Vec<String>>,
    /// None of; rows without a value are among these.
    pub not_in: Option<Vec<String>>,
    /// Has this in it, in any case (SQLite knows the case of ASCII letters alone).
    pub contains: Option<String>,
    /// Begins with this, in any case.
    pub starts_with: Option<String>,
    /// Ends with this, in any case.
    pub ends_with: Option<String>,
    /// Whether there is no value. An empty text is one.
    pub is_null: Option<bool>,
}

impl Comparison for StringFilter {
    fn terms(&self, operand: &Operand) -> Terms {
        let expr = || operand.expr.clone();
        let like = |pattern: String| match operand.backend {
            // Its LIKE looks at no case of ASCII letters, and knows no other.
            DbBackend::Sqlite => expr().like(LikeExpr::new(pattern).escape('\\')),
            // A collation that ignores case does so by itself, as for Django; `LOWER` would read
            // the text once more for each comparison.
            DbBackend::MySql => {
                let pattern = || LikeExpr::new(pattern.to_lowercase()).escape('\\');
                let heeds_case = Expr::expr(Func::cust("COLLATION").arg(expr())).not_like("%_ci");
                let lowered = heeds_case.and(operand.lowered().like(pattern()));
                expr().like(pattern()).or(lowered)
            }
            _ => {
                let pattern = LikeExpr::new(pattern.to_lowercase()).escape('\\');
                operand.lowered().like(pattern)
            }
        };
        let many = |given: &Option<Vec<String>>| {
            let given = given.as_ref()?;
            Some(
                operand.among(
                    given
                        .iter()
                        .map(|text| Value::from(text.as_str()))
                        .collect(),
                ),
            )
        };
        let mut terms = Terms::default();
        terms.add(
            operand,
            self.eq.as_ref().map(|text| expr().eq(text.as_str())),
        );
        terms.deny(
            operand,
            self.ne.as_ref().map(|text| expr().eq(text.as_str())),
        );
        terms.add(operand, many(&self.is_in));
        terms.deny(operand, many(&self.not_in));
        terms.add(
            operand,
            self.contains
                .as_ref()
                .map(|text| like(format!("%{}%", escaped(text)))),
        );
        terms.add(
            operand,
            self.starts_with
                .as_ref()
                .map(|text| like(format!("{}%", escaped(text)))),
        );
        terms.add(
            operand,
            self.ends_with
                .as_ref()
                .map(|text| like(format!("%{}", escaped(text)))),
        );
        terms.null(operand, self.is_null);
        terms
    }

    fn ignores_case(&self) -> bool {
        [&self.contains, &self.starts_with, &self.ends_with]
            .iter()
            .any(|given| given.is_some())
    }

    fn size(&self) -> usize {
        let single = [
            &self.eq,
            &self.ne,
            &self.contains,
            &self.starts_with,
            &self.ends_with,
        ];
        single.iter().filter(|given| given.is_some()).count()
            + usize::from(self.is_null.is_some())
            + [&self.is_in, &self.not_in]
                .into_iter()
                .flatten()
                .map(|list| list.len().max(1))
                .sum::<usize>()
    }

    fn check(&self) -> Result<()> {
        let single = [
            &self.eq,
            &self.ne,
            &self.contains,
            &self.starts_with,
            &self.ends_with,
        ]
        .into_iter()
        .flatten();
        let lists = [&self.is_in, &self.not_in].into_iter().flatten().flatten();
        single.chain(lists).try_for_each(|text| sound(text))
    }
}

/// Text with `LIKE`'s own signs made harmless.
fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\")
        .replace('%', "\\%")
        .replace('_', "\\_")
}

/// Comparisons of truth values.
#[derive(Clone, Debug, Default, async_graphql::InputObject)]
pub struct BooleanFilter {
    /// Equal to.
    pub eq: Option<bool>,
    /// Not equal to; rows without a value are among these.
    pub ne: Option<bool>,
    /// Whether there is no value.
    pub is_null: Option<bool>,
}

impl BooleanFilter {
    /// As [`Comparison::terms`], where yes and no are texts.
    pub(crate) fn spelled(&self, operand: &Operand, yes: &str, no: &str) -> Terms {
        let spelled = |given: bool| operand.expr.clone().eq(if given { yes } else { no });
        self.by(operand, spelled)
    }

    fn by(&self, operand: &Operand, equal: impl Fn(bool) -> Expr) -> Terms {
        let mut terms = Terms::default();
        terms.add(operand, self.eq.map(&equal));
        terms.deny(operand, self.ne.map(&equal));
        terms.null(operand, self.is_null);
        terms
    }
}

impl Comparison for BooleanFilter {
    fn terms(&self, operand: &Operand) -> Terms {
        self.by(operand, |given| operand.expr.clone().eq(given))
    }

    fn size(&self) -> usize {
        [self.eq, self.ne, self.is_null]
            .iter()
            .filter(|given| given.is_some())
            .count()
    }
}
