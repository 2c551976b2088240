//! Tickets by their custom fields. Values are kept as text, so each is read in the type of the
//! comparator: numbers compare as numbers on every database, and text that is none is no value.

use entity::{custom_field, custom_field_value, ticket};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbBackend, QueryFilter, QuerySelect, QueryTrait,
};

use crate::domain::query::{
    BigIntFilter, BooleanFilter, Comparison, DateFilter, DecimalFilter, LocalDateTimeFilter,
    Operand, RELATION, StringFilter, Terms, TimeFilter, sound,
};
use crate::domain::{Context, Result, access};

/// A comparison of a custom field: `{name: "cost", decimal: {gte: "99.50"}}`. A value that is not
/// of the comparator's type counts as none, and so does a field that there is not.
///
/// ```graphql
/// { tickets(filter: { customFields: [{ name: "decimal", decimal: { gte: "1.50" } }] }) { nodes { reference } } }
/// ```
#[derive(Clone, Debug, Default, async_graphql::InputObject)]
#[graphql(name = "CustomFieldFilter")]
pub struct CustomFieldFilter {
    /// The name of the field.
    pub name: String,
    /// As text, whatever its type: as it is stored.
    pub text: Option<StringFilter>,
    /// As a number, compared with whole ones.
    pub integer: Option<BigIntFilter>,
    /// As a decimal number.
    pub decimal: Option<DecimalFilter>,
    /// As yes or no.
    pub boolean: Option<BooleanFilter>,
    /// As a day.
    pub date: Option<DateFilter>,
    /// As a time of day.
    pub time: Option<TimeFilter>,
    /// As a moment in the site's zone.
    pub date_time: Option<LocalDateTimeFilter>,
}

/// The column, as it stands in a select of values.
const VALUE: &str = r#""helpdesk_ticketcustomfieldvalue"."value""#;
/// The same as bytes, as MariaDB and MySQL have it: their texts may take one letter for another.
const BYTES: &str = "CAST(`helpdesk_ticketcustomfieldvalue`.`value` AS BINARY)";
/// The largest number that they have. Text with more digits before or behind the point is none
/// there.
const LARGEST: &str = "DECIMAL(65, 30)";
/// The longest text that is read as a number: PostgreSQL's numbers end somewhere.
const LONGEST_NUMBER: usize = 200;

impl CustomFieldFilter {
    /// How much it counts, and the condition on tickets. Every comparison is a select of its own,
    /// so that `ne` and `notIn` find the tickets without a value.
    pub(crate) fn condition(&self, context: &Context) -> Result<(usize, Condition)> {
        sound(&self.name)?;
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
            add(
                filter,
                filter.terms(&Operand::column(
                    &context.db,
                    custom_field_value::Column::Value,
                )),
            )?;
        }
        if let Some(filter) = &self.integer {
            add(filter, filter.terms(&number(backend)))?;
        }
        if let Some(filter) = &self.decimal {
            add(filter, filter.terms(&number(backend)))?;
        }
        if let Some(filter) = &self.boolean {
            let operand = shaped(backend, "(True|False)", &["True", "False"]);
            add(filter, filter.spelled(&operand, "True", "False"))?;
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
                add(filter, filter.terms(&shaped(backend, &shape, &[&shape])))?;
            }
        }
        size += RELATION * found.len().max(1);
        Ok((
            size,
            found.into_iter().fold(Condition::all(), Condition::add),
        ))
    }

    /// Whether a ticket has a value of this field for which `condition` holds.
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

/// The value as a number.
fn number(backend: DbBackend) -> Operand {
    match backend {
        DbBackend::Sqlite => {
            // The collation sorts what is no number behind all numbers.
            let collated = || Expr::cust(format!("{VALUE} COLLATE {}", entity::NUMERIC_COLLATION));
            Operand::new(backend, collated(), collated().lt("x"), None)
        }
        DbBackend::MySql => {
            let looks_so =
                "[[:space:]]*[-+]{0,1}([0-9]{1,35}[.]{0,1}[0-9]{0,30}|[.][0-9]{1,30})[[:space:]]*";
            let number = format!(
                "CASE WHEN {BYTES} REGEXP '^{looks_so}$' THEN CAST({BYTES} AS {LARGEST}) END"
            );
            let number = Expr::cust(number);
            Operand::new(backend, number.clone(), number.is_not_null(), Some(LARGEST))
        }
        _ => {
            let looks_so = format!(
                "length({VALUE}) <= {LONGEST_NUMBER} AND {VALUE} ~ '^[[:space:]]*[-+]{{0,1}}([0-9]+[.]{{0,1}}[0-9]*|[.][0-9]+)[[:space:]]*$'"
            );
            // Only CASE promises that text which is no number is not cast.
            let cast = Expr::cust(format!(
                "CASE WHEN {looks_so} THEN CAST({VALUE} AS numeric) END"
            ));
            Operand::new(backend, cast.clone(), cast.is_not_null(), Some("numeric"))
        }
    }
}

/// The value as text of a certain shape, which sorts as it should: an expression of PostgreSQL, and
/// patterns of SQLite's GLOB of which one fits.
fn shaped(backend: DbBackend, regex: &str, globs: &[&str]) -> Operand {
    match backend {
        DbBackend::Sqlite => {
            let fits: Vec<String> = globs
                .iter()
                .map(|glob| format!("{VALUE} GLOB '{glob}'"))
                .collect();
            let fits = Expr::cust(format!("({})", fits.join(" OR ")));
            Operand::new(backend, Expr::cust(VALUE), fits, None)
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
