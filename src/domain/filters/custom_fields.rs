//! Filters tickets by their custom fields. Values are stored as text and parsed as the type of the
//! comparator, so that every database compares numbers as numbers. Text that does not parse counts
//! as a missing value.

use entity::{custom_field, custom_field_value, ticket};
use sea_orm::sea_query::{Expr, ExprTrait, Func};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbBackend, QueryFilter, QuerySelect, QueryTrait,
};

use crate::domain::query::{
    BigIntFilter, BooleanFilter, Comparison, DateFilter, DecimalFilter, LocalDateTimeFilter,
    Operand, RELATION_COST, StringFilter, Terms, TimeFilter, check_text,
};
use crate::domain::{Context, Result, access};

/// Compares the value of a custom field: `{name: "cost", decimal: {gte: "99.50"}}`. A value that
/// does not parse as the comparator's type counts as missing, and so do the values of a field that
/// does not exist.
///
/// ```graphql
/// { tickets(filter: { customFields: [{ name: "decimal", decimal: { gte: "1.50" } }] }) { nodes { reference } } }
/// ```
#[derive(Clone, Debug, Default, async_graphql::InputObject)]
#[graphql(name = "CustomFieldFilter")]
pub struct CustomFieldFilter {
    /// Name of the field.
    pub name: String,
    /// Compares the stored text, whatever the type of the field.
    pub text: Option<StringFilter>,
    /// Compares the value as a number with integers.
    pub integer: Option<BigIntFilter>,
    /// Compares the value as a decimal number.
    pub decimal: Option<DecimalFilter>,
    /// Compares the value as a boolean.
    pub boolean: Option<BooleanFilter>,
    /// Compares the value as a date.
    pub date: Option<DateFilter>,
    /// Compares the value as a time of day.
    pub time: Option<TimeFilter>,
    /// Compares the value as a date and time in the site's time zone.
    pub date_time: Option<LocalDateTimeFilter>,
}

/// The column of values in SQL.
const VALUE: &str = r#""helpdesk_ticketcustomfieldvalue"."value""#;
/// The same as bytes, for MariaDB and MySQL: their collations treat some letters as equal.
const BYTES: &str = "CAST(`helpdesk_ticketcustomfieldvalue`.`value` AS BINARY)";
/// The largest number type of MariaDB and MySQL. Text with more digits before or after the decimal
/// point does not parse as a number there.
const LARGEST: &str = "DECIMAL(65, 30)";
/// The number of characters of a value that PostgreSQL's index has.
const INDEXED_LENGTH: i32 = 100;
/// Maximum length of text that is parsed as a number, since PostgreSQL's numbers are limited.
const LONGEST_NUMBER: usize = 200;

impl CustomFieldFilter {
    /// Returns the size of the filter and the condition on tickets. Every comparison is a separate
    /// subquery, so that `ne` and `notIn` match tickets without a value.
    pub(crate) fn condition(&self, context: &Context) -> Result<(usize, Condition)> {
        check_text(&self.name)?;
        let backend = context.db.get_database_backend();
        let mut size = 0;
        let mut found = Vec::new();
        let mut add = |filter: &dyn Comparison, terms: Terms| -> Result<()> {
            filter.check()?;
            size += filter.size();
            if !terms.all.is_empty() {
                found.push(self.has(
                    context,
                    terms.all.into_iter().fold(Condition::all(), Condition::add),
                ));
            }
            found.extend(
                terms
                    .none
                    .into_iter()
                    .map(|none| self.has(context, none).not()),
            );
            Ok(())
        };
        if let Some(filter) = &self.text {
            let operand = Operand::column(&context.db, custom_field_value::Column::Value);
            let mut terms = filter.terms(&operand);
            if backend == DbBackend::Postgres {
                terms.all.extend(same_start(filter));
            }
            add(filter, terms)?;
        }
        if let Some(filter) = &self.integer {
            add(filter, filter.terms(&number(backend)))?;
        }
        if let Some(filter) = &self.decimal {
            add(filter, filter.terms(&number(backend)))?;
        }
        if let Some(filter) = &self.boolean {
            let operand = formatted(backend, "(True|False)", &["True", "False"]);
            add(filter, filter.terms_as_text(&operand, "True", "False"))?;
        }
        let digits = |shape: &str| shape.replace('0', "[0-9]");
        for (comparison, shape) in [
            (
                self.date.as_ref().map(|filter| filter as &dyn Comparison),
                "0000-00-00",
            ),
            (
                self.time.as_ref().map(|filter| filter as &dyn Comparison),
                "00:00:00",
            ),
            (
                self.date_time
                    .as_ref()
                    .map(|filter| filter as &dyn Comparison),
                "0000-00-00T00:00",
            ),
        ] {
            if let Some(filter) = comparison {
                let shape = digits(shape);
                add(filter, filter.terms(&formatted(backend, &shape, &[&shape])))?;
            }
        }
        size += RELATION_COST * found.len().max(1);
        Ok((
            size,
            found.into_iter().fold(Condition::all(), Condition::add),
        ))
    }

    /// Whether a ticket has a value of this field that matches `condition`.
    fn has(&self, context: &Context, condition: Condition) -> Expr {
        let fields = access::custom_fields(context)
            .filter(custom_field::Column::Name.eq(self.name.as_str()))
            .select_only()
            .column(custom_field::Column::Id);
        let values = access::custom_field_values(context)
            .filter(custom_field_value::Column::FieldId.in_subquery(fields.into_query()))
            .filter(condition)
            .select_only()
            .column(custom_field_value::Column::TicketId);
        ticket::Column::Id.in_subquery(values.into_query())
    }
}

/// The condition that a value starts like the texts that it must equal, for PostgreSQL: it follows
/// from the equality, and the index `deskql_custom_value` serves it.
fn same_start(filter: &StringFilter) -> Option<Condition> {
    let start = |text: Expr| Func::cust("left").args([text, Expr::val(INDEXED_LENGTH)]);
    let of_text = |text: &String| Expr::expr(start(Expr::val(text.as_str())));
    let value = || Expr::expr(start(Expr::cust(VALUE)));
    let eq = filter.eq.as_ref().map(|text| value().eq(of_text(text)));
    let is_in = filter.is_in.as_ref().filter(|texts| !texts.is_empty());
    let is_in = is_in.map(|texts| value().is_in(texts.iter().map(of_text)));
    let any = eq.is_some() || is_in.is_some();
    any.then(|| Condition::all().add_option(eq).add_option(is_in))
}

/// The value as a number.
fn number(backend: DbBackend) -> Operand {
    match backend {
        DbBackend::Sqlite => {
            // The collation sorts text that is not a number after all numbers.
            let collated = || Expr::cust(format!("{VALUE} COLLATE {}", entity::NUMERIC_COLLATION));
            Operand::new(backend, collated(), collated().lt("x"), None)
        }
        DbBackend::MySql => {
            let pattern =
                "[[:space:]]*[-+]{0,1}([0-9]{1,35}[.]{0,1}[0-9]{0,30}|[.][0-9]{1,30})[[:space:]]*";
            let number = format!(
                "CASE WHEN {BYTES} REGEXP '^{pattern}$' THEN CAST({BYTES} AS {LARGEST}) END"
            );
            let number = Expr::cust(number);
            Operand::new(backend, number.clone(), number.is_not_null(), Some(LARGEST))
        }
        _ => {
            let is_number = format!(
                "length({VALUE}) <= {LONGEST_NUMBER} AND {VALUE} ~ '^[[:space:]]*[-+]{{0,1}}([0-9]+[.]{{0,1}}[0-9]*|[.][0-9]+)[[:space:]]*$'"
            );
            // Only CASE guarantees that text that is not a number is not cast.
            let cast = Expr::cust(format!(
                "CASE WHEN {is_number} THEN CAST({VALUE} AS numeric) END"
            ));
            Operand::new(backend, cast.clone(), cast.is_not_null(), Some("numeric"))
        }
    }
}

/// The value as text in a format that sorts correctly. The format is a regular expression, and for
/// SQLite alternative GLOB patterns.
fn formatted(backend: DbBackend, regex: &str, globs: &[&str]) -> Operand {
    match backend {
        DbBackend::Sqlite => {
            let matches: Vec<String> = globs
                .iter()
                .map(|glob| format!("{VALUE} GLOB '{glob}'"))
                .collect();
            let matches = Expr::cust(format!("({})", matches.join(" OR ")));
            Operand::new(backend, Expr::cust(VALUE), matches, None)
        }
        DbBackend::MySql => Operand::new(
            backend,
            Expr::cust(BYTES),
            Expr::cust(format!("{BYTES} REGEXP '^{regex}$'")),
            None,
        ),
        _ => {
            let expr = Expr::cust(format!(r#"{VALUE} COLLATE "C""#));
            Operand::new(
                backend,
                expr,
                Expr::cust(format!("{VALUE} ~ '^{regex}$'")),
                None,
            )
        }
    }
}
