//! Creates, changes, orders and deletes the definitions of custom fields, and counts the values
//! that a change concerns.

use std::collections::HashMap;

use entity::{Tx, custom_field, custom_field_value, positional};
use sea_orm::sea_query::{CaseStatement, Expr, ExprTrait as _, Func};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};

use super::{Checker, Draft, Record, is_taken};
use crate::domain::access::permissions;
use crate::domain::core::tasks;
use crate::domain::desk::admin_log::{self, Act, AdminModel};
use crate::domain::desk::custom_fields::value::{DataType, TypedValue, choices};
use crate::domain::unit::{self, Unit};
use crate::domain::{Code, Context, Error, FieldError, Result};
use crate::validators::{ip_address, is_email, is_slug, is_url};

/// Maximum number of choices of a list, and of fields to order.
const MAX_ITEMS: usize = 1000;
/// Longer values can only be texts. Their number of characters is counted by the database.
const LONGEST_SHORT_VALUE: i32 = 2000;

/// The values of a definition. `None` leaves a column unchanged; `Some(None)` clears it.
#[derive(Clone, Debug, Default)]
#[expect(missing_docs, reason = "the fields are columns")]
pub struct CustomFieldDraft {
    pub name: Option<String>,
    pub label: Option<String>,
    pub help_text: Option<Option<String>>,
    pub data_type: Option<DataType>,
    pub max_length: Option<Option<i32>>,
    pub decimal_places: Option<Option<i32>>,
    pub empty_selection_list: Option<bool>,
    /// The choices of a list.
    pub choices: Option<Vec<String>>,
    pub ordering: Option<Option<i32>>,
    pub required: Option<bool>,
    pub staff_only: Option<bool>,
    /// Errors found while the input was converted.
    pub errors: Vec<FieldError>,
}

/// A definition with Django's defaults.
#[must_use]
pub fn blank() -> custom_field::Model {
    custom_field::Model {
        id: 0,
        name: String::new(),
        label: String::new(),
        help_text: None,
        data_type: String::new(),
        max_length: None,
        decimal_places: None,
        empty_selection_list: false,
        list_values: None,
        ordering: None,
        required: false,
        staff_only: false,
    }
}

impl CustomFieldDraft {
    fn apply_choices(&self, checker: &mut Checker<'_>, row: &mut custom_field::Model) {
        if let Some(wanted) = &self.choices {
            if wanted.len() > MAX_ITEMS {
                let max = i64::try_from(MAX_ITEMS).unwrap_or(i64::MAX);
                checker.add("choices", Code::MaxItems(max));
                return;
            }
            let wanted: Vec<&str> = wanted.iter().map(|choice| python::strip(choice)).collect();
            if wanted
                .iter()
                .any(|choice| choice.is_empty() || choice.contains(['\n', '\r']))
            {
                checker.add("choices", Code::Invalid);
                return;
            }
            // The admin's form stores other line ends.
            if choices(row.list_values.as_deref(), false) != wanted {
                let text = wanted.join("\n");
                checker.length("choices", &text, None);
                row.list_values = (!text.is_empty()).then_some(text);
            }
        }
        let has_choices = row
            .list_values
            .as_deref()
            .is_some_and(|text| !text.trim().is_empty());
        if row.data_type == DataType::List.name() && !has_choices && !checker.has_error("choices") {
            checker.add("choices", Code::Required);
        }
    }
}

impl Draft<custom_field::Entity> for CustomFieldDraft {
    fn apply(&self, context: &Context, row: &mut custom_field::Model) -> Vec<FieldError> {
        let mut checker = Checker::new(context);
        checker.errors.extend(self.errors.iter().cloned());
        checker.required("name", self.name.as_ref(), Some(50), &mut row.name);
        checker.slug("name", &row.name);
        checker.required("label", self.label.as_ref(), Some(30), &mut row.label);
        checker.optional(
            "help_text",
            self.help_text.as_ref(),
            None,
            &mut row.help_text,
        );
        if let Some(data_type) = self.data_type {
            data_type.name().clone_into(&mut row.data_type);
        }
        row.max_length = self.max_length.unwrap_or(row.max_length);
        checker.range("max_length", self.max_length.flatten(), 1..=i32::MAX);
        row.decimal_places = self.decimal_places.unwrap_or(row.decimal_places);
        checker.range(
            "decimal_places",
            self.decimal_places.flatten(),
            0..=i32::MAX,
        );
        if row.data_type == DataType::Decimal.name()
            && let (Some(digits), Some(places)) = (row.max_length, row.decimal_places)
            && places > digits
            && !checker.has_error("decimal_places")
        {
            checker.add("decimal_places", Code::MaxValue(digits.into()));
        }
        row.empty_selection_list = self
            .empty_selection_list
            .unwrap_or(row.empty_selection_list);
        self.apply_choices(&mut checker, row);
        row.ordering = self.ordering.unwrap_or(row.ordering);
        row.required = self.required.unwrap_or(row.required);
        row.staff_only = self.staff_only.unwrap_or(row.staff_only);
        checker.errors
    }

    async fn check(
        &self,
        _: &Context,
        tx: &Tx,
        id: Option<i32>,
        row: &custom_field::Model,
    ) -> Result<Vec<FieldError>> {
        let taken = self.name.is_some()
            && is_taken::<custom_field::Entity>(tx, custom_field::Column::Name, &row.name, id)
                .await?;
        let error = || FieldError::new("name", Code::NotUnique);
        Ok(taken.then(error).into_iter().collect())
    }
}

impl Record for custom_field::Entity {
    const MODEL: AdminModel = AdminModel::helpdesk("customfield");
    const FIELDS: &'static [(&'static str, &'static str)] = &[
        ("name", "Field Name"),
        ("label", "Label"),
        ("help_text", "Help Text"),
        ("data_type", "Data Type"),
        ("max_length", "Maximum Length (characters)"),
        ("decimal_places", "Decimal Places"),
        ("empty_selection_list", "Add empty first choice to List?"),
        ("list_values", "List Values"),
        ("ordering", "Ordering"),
        ("required", "Required?"),
        ("staff_only", "Staff Only?"),
    ];

    fn id(row: &custom_field::Model) -> i32 {
        row.id
    }

    fn text(row: &custom_field::Model) -> String {
        row.name.clone()
    }

    async fn delete_related(_: &Context, unit: &mut Unit, row: &custom_field::Model) -> Result<()> {
        custom_field_value::Entity::delete_many()
            .filter(custom_field_value::Column::FieldId.eq(row.id))
            .exec(&unit.tx)
            .await?;
        Ok(())
    }
}

/// The number of tickets with a value of a field.
///
/// # Errors
/// Database errors.
pub async fn count_values(context: &Context, id: i32) -> Result<u64> {
    Ok(values(id).count(&context.db).await?)
}

/// The stored values of a field that are not empty.
fn values(id: i32) -> sea_orm::Select<custom_field_value::Entity> {
    custom_field_value::Entity::find()
        .filter(custom_field_value::Column::FieldId.eq(id))
        .filter(custom_field_value::Column::Value.ne(""))
}

/// A definition that a change would give a field.
#[derive(Clone, Debug)]
pub struct Definition {
    /// The ID of the field.
    pub id: i32,
    /// The data type.
    pub data_type: DataType,
    /// Maximum number of characters.
    pub max_length: Option<i32>,
    /// The choices of a list.
    pub choices: Vec<String>,
}

impl Definition {
    /// Whether the definition accepts a stored value.
    fn accepts(&self, text: &str) -> bool {
        match self.data_type {
            DataType::Varchar | DataType::Text => true,
            DataType::List => self.choices.iter().any(|choice| choice == text),
            DataType::Email => is_email(text),
            DataType::Url => is_url(text),
            DataType::Ipaddress => ip_address(text, false).is_some(),
            DataType::Slug => is_slug(text),
            data_type => TypedValue::read(data_type, text).is_some(),
        }
    }
}

/// The number of stored values that a definition does not accept. They stay stored, but their
/// tickets cannot be saved without a new value. At most two statements.
///
/// # Errors
/// Database errors.
pub async fn count_unaccepted(context: &Context, definition: &Definition) -> Result<u64> {
    let length = || {
        Expr::expr(Func::char_length(Expr::col(
            custom_field_value::Column::Value,
        )))
    };
    let is_text = matches!(definition.data_type, DataType::Varchar | DataType::Text);
    let limit = if is_text {
        match definition.max_length {
            Some(limit) => limit,
            None => return Ok(0),
        }
    } else {
        LONGEST_SHORT_VALUE
    };
    let too_long = values(definition.id)
        .filter(length().gt(limit))
        .count(&context.db)
        .await?;
    if is_text {
        return Ok(too_long);
    }
    let rows: Vec<(Option<String>, i64)> = values(definition.id)
        .select_only()
        .column(custom_field_value::Column::Value)
        .expr(custom_field_value::Column::Id.count())
        .filter(length().lte(limit))
        .group_by(custom_field_value::Column::Value)
        .into_tuple()
        .all(&context.db)
        .await?;
    let unaccepted: i64 = rows
        .into_iter()
        .filter(|(text, _)| !definition.accepts(text.as_deref().unwrap_or_default()))
        .map(|(_, number)| number)
        .sum();
    Ok(too_long + u64::try_from(unaccepted).unwrap_or_default())
}

/// Puts custom fields in this order. Fields that are not named follow in their order. Returns all
/// definitions, unchanged if `validate_only` is set.
///
/// # Errors
/// [`Error::Unauthenticated`], [`Error::Forbidden`] without the permission to change custom fields,
/// [`Error::Invalid`] for IDs that do not exist or are repeated; database errors.
pub async fn reorder(
    context: &Context,
    ids: Vec<i32>,
    validate_only: bool,
) -> Result<Vec<custom_field::Model>> {
    permissions::require(context, "helpdesk.change_customfield").await?;
    if ids.len() > MAX_ITEMS {
        let max = i64::try_from(MAX_ITEMS).unwrap_or(i64::MAX);
        return Err(Error::field("ids", Code::MaxItems(max)));
    }
    if validate_only {
        let tx = context.db.begin().await?;
        let stored = definitions(&tx).await;
        tx.rollback().await?;
        let stored = stored?;
        return in_order(&stored, &ids).map(|_| stored);
    }
    tasks::run_to_end(context, move |context| async move {
        let (context, ids) = (&context, &ids);
        let work = |unit: Unit| async move {
            let outcome = write_order(context, &unit.tx, ids).await;
            (unit, outcome)
        };
        unit::run(context, &[], work).await
    })
    .await
}

/// All definitions in their order, which are locked.
async fn definitions(tx: &Tx) -> Result<Vec<custom_field::Model>> {
    let select = custom_field::Entity::find()
        .order_by_asc(custom_field::Column::Id)
        .lock_exclusive();
    let mut rows = positional::fetch_all(select, tx).await?;
    // On the page, fields without a position follow the others.
    rows.sort_by_key(|row| (row.ordering.is_none(), row.ordering, row.id));
    Ok(rows)
}

/// The definitions with their new positions.
fn in_order(stored: &[custom_field::Model], ids: &[i32]) -> Result<Vec<custom_field::Model>> {
    let mut by_id: HashMap<i32, &custom_field::Model> =
        stored.iter().map(|row| (row.id, row)).collect();
    let mut errors = Vec::new();
    let mut ordered = Vec::with_capacity(stored.len());
    for (at, id) in ids.iter().enumerate() {
        match by_id.remove(id) {
            Some(row) => ordered.push(row.clone()),
            None => {
                let code = if ids[..at].contains(id) {
                    Code::Twice
                } else {
                    Code::DoesNotExist(id.to_string())
                };
                errors.push(FieldError {
                    path: vec!["ids".to_owned(), at.to_string()],
                    code,
                });
            }
        }
    }
    if !errors.is_empty() {
        return Err(Error::Invalid(errors));
    }
    ordered.extend(
        stored
            .iter()
            .filter(|row| by_id.contains_key(&row.id))
            .cloned(),
    );
    for (position, row) in (1..).zip(&mut ordered) {
        row.ordering = Some(position);
    }
    Ok(ordered)
}

async fn write_order(context: &Context, tx: &Tx, ids: &[i32]) -> Result<Vec<custom_field::Model>> {
    let stored = definitions(tx).await?;
    let ordered = in_order(&stored, ids)?;
    let old: HashMap<i32, Option<i32>> = stored.iter().map(|row| (row.id, row.ordering)).collect();
    let changed: Vec<&custom_field::Model> = ordered
        .iter()
        .filter(|row| old.get(&row.id) != Some(&row.ordering))
        .collect();
    if changed.is_empty() {
        return Ok(ordered);
    }
    let mut positions = CaseStatement::new();
    for row in &changed {
        positions = positions.case(custom_field::Column::Id.eq(row.id), row.ordering);
    }
    custom_field::Entity::update_many()
        .col_expr(custom_field::Column::Ordering, positions.into())
        .filter(custom_field::Column::Id.is_in(changed.iter().map(|row| row.id)))
        .exec(tx)
        .await?;
    let objects: Vec<(i32, String)> = changed
        .iter()
        .map(|row| (row.id, row.name.clone()))
        .collect();
    let model = <custom_field::Entity as Record>::MODEL;
    let act = Act::Changed(vec!["Ordering"], Vec::new());
    admin_log::record_all(context, tx, model, &objects, &act).await?;
    Ok(ordered)
}
