//! Comparators of numbers, times and booleans. [`super::string_filter`] has those of text.

use chrono::{DateTime, Datelike, Utc};
use entity::values::Timestamp;
use sea_orm::sea_query::{Expr, ExprTrait, Value};

use super::operand::{Operand, Terms};
use super::scalars::{BigInt, Date, Decimal, LocalDateTime, Time};
use crate::domain::{Code, Error, Result};

/// A set of comparators, combined with AND.
pub trait Comparison {
    /// The conditions on an operand.
    fn terms(&self, operand: &Operand) -> Terms;
    /// The number of comparators and list items.
    fn size(&self) -> usize;
    /// Whether a comparator ignores case.
    fn ignores_case(&self) -> bool {
        false
    }
    /// Checks that all databases accept the values.
    ///
    /// # Errors
    /// [`Error::Invalid`] for the field `filter`.
    fn check(&self) -> Result<()> {
        Ok(())
    }
}

/// Maximum number of digits of a decimal number.
const MAX_DIGITS: usize = 200;
/// Maximum length of a text in bytes. SQLite rejects `LIKE` patterns of more than 50,000 bytes, and
/// escaping doubles the length at most.
const MAX_TEXT_LENGTH: usize = 20_000;

/// Checks that all databases accept a text.
pub(crate) fn check_text(text: &str) -> Result<()> {
    // PostgreSQL would reject NUL with a database error.
    if text.contains('\0') {
        return Err(filter_error(Code::NullCharacter));
    }
    match text.len() {
        length if length > MAX_TEXT_LENGTH => Err(filter_error(Code::MaxLength {
            limit: MAX_TEXT_LENGTH,
            length,
        })),
        _ => Ok(()),
    }
}

/// Checks that a year is one that Python has, and all databases accept.
fn check_year(date: &impl Datelike) -> Result<()> {
    if (1..=9999).contains(&date.year()) {
        Ok(())
    } else {
        Err(filter_error(Code::Invalid))
    }
}

fn filter_error(code: Code) -> Error {
    Error::field("filter", code)
}

/// Declares the comparators of an ordered type.
macro_rules! ordered {
    ($(#[$doc:meta])* $name:ident, $of:ty, $value:expr $(, $check:expr)?) => {
        $(#[$doc])*
        #[derive(Clone, Debug, Default, async_graphql::InputObject)]
        pub struct $name {
            /// Equal to this value.
            pub eq: Option<$of>,
            /// Not equal to this value. Matches rows without a value.
            pub ne: Option<$of>,
            /// One of these values.
            #[graphql(name = "in")]
            pub is_in: Option<Vec<$of>>,
            /// None of these values. Matches rows without a value.
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
                    Some(operand.is_in(given.iter().cloned().map($value).collect()))
                };
                let mut terms = Terms::default();
                terms.require(operand, one(&self.eq).map(|value| expr().eq(value)));
                terms.exclude(operand, one(&self.ne).map(|value| expr().eq(value)));
                terms.require(operand, many(&self.is_in));
                terms.exclude(operand, many(&self.not_in));
                terms.require(operand, one(&self.lt).map(|value| expr().lt(value)));
                terms.require(operand, one(&self.lte).map(|value| expr().lte(value)));
                terms.require(operand, one(&self.gt).map(|value| expr().gt(value)));
                terms.require(operand, one(&self.gte).map(|value| expr().gte(value)));
                terms.is_null(operand, self.is_null);
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
    /// Compares integers. Comparators are combined with AND.
    IntFilter,
    i32,
    Value::from
);
ordered!(
    /// Compares times. Comparators are combined with AND.
    DateTimeFilter,
    DateTime<Utc>,
    |time| Value::from(Timestamp::from(time)),
    |time: &DateTime<Utc>| check_year(time)
);
ordered!(
    /// Compares 64-bit integers. Comparators are combined with AND.
    BigIntFilter,
    BigInt,
    |number: BigInt| Value::from(number.0.to_string())
);
ordered!(
    /// Compares decimal numbers exactly: `1.50` equals `1.5`. Comparators are combined with AND.
    DecimalFilter,
    Decimal,
    |number: Decimal| Value::from(number.0),
    |number: &Decimal| match number.0.len() {
        length if length > MAX_DIGITS => Err(filter_error(Code::MaxLength { limit: MAX_DIGITS, length })),
        _ => Ok(()),
    }
);
ordered!(
    /// Compares dates. Comparators are combined with AND.
    DateFilter,
    Date,
    |date: Date| Value::from(date.text()),
    |date: &Date| check_year(&date.0)
);
ordered!(
    /// Compares times of day. Comparators are combined with AND.
    TimeFilter,
    Time,
    |time: Time| Value::from(time.text())
);
ordered!(
    /// Compares dates and times in the site's time zone. Comparators are combined with AND.
    LocalDateTimeFilter,
    LocalDateTime,
    |time: LocalDateTime| Value::from(time.text())
);

/// Compares booleans. Comparators are combined with AND.
#[derive(Clone, Debug, Default, async_graphql::InputObject)]
pub struct BooleanFilter {
    /// Equal to this value.
    pub eq: Option<bool>,
    /// Not equal to this value. Matches rows without a value.
    pub ne: Option<bool>,
    /// Whether there is no value.
    pub is_null: Option<bool>,
}

impl BooleanFilter {
    /// [`Comparison::terms`] for an operand that stores `yes` and `no` as text.
    pub(crate) fn terms_as_text(&self, operand: &Operand, yes: &str, no: &str) -> Terms {
        self.terms_with(operand, |given| {
            operand.expr.clone().eq(if given { yes } else { no })
        })
    }

    fn terms_with(&self, operand: &Operand, equals: impl Fn(bool) -> Expr) -> Terms {
        let mut terms = Terms::default();
        terms.require(operand, self.eq.map(&equals));
        terms.exclude(operand, self.ne.map(&equals));
        terms.is_null(operand, self.is_null);
        terms
    }
}

impl Comparison for BooleanFilter {
    fn terms(&self, operand: &Operand) -> Terms {
        self.terms_with(operand, |given| operand.expr.clone().eq(given))
    }

    fn size(&self) -> usize {
        [self.eq, self.ne, self.is_null]
            .iter()
            .filter(|given| given.is_some())
            .count()
    }
}
