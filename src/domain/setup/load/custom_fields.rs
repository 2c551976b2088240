//! Loads custom fields.

use entity::{Tx, custom_field};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::check::error;
use super::document::CustomField;
use super::report::{Kind, Report};
use super::save::save;
use crate::domain::{Code, Error, Result};

/// Creates or changes the custom fields of a document.
pub(super) async fn apply(tx: &Tx, document: &[CustomField], report: &mut Report) -> Result<()> {
    for input in document {
        let name = input.name.as_str();
        let old = custom_field::Entity::find()
            .filter(custom_field::Column::Name.eq(name))
            .one(tx)
            .await?;
        let new = row(input, old.clone())?;
        let (_, outcome) = save::<custom_field::ActiveModel, _>(tx, old, new).await?;
        report.add(Kind::CustomField, name, outcome);
    }
    Ok(())
}

/// The row as the document describes it.
fn row(input: &CustomField, old: Option<custom_field::Model>) -> Result<custom_field::Model> {
    let name = input.name.as_str();
    let missing = |field| Error::Invalid(vec![error("custom field", name, field, Code::Required)]);
    if old.is_none() && input.label.is_none() {
        return Err(missing("label"));
    }
    if old.is_none() && input.data_type.is_none() {
        return Err(missing("data_type"));
    }
    let mut row = old.unwrap_or_else(|| custom_field::Model {
        id: 0,
        name: name.to_owned(),
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
    });
    super::set(&mut row.label, input.label.as_ref());
    super::set_optional(&mut row.help_text, input.help_text.as_ref());
    super::set(&mut row.data_type, input.data_type.as_ref());
    row.max_length = input.max_length.or(row.max_length);
    row.decimal_places = input.decimal_places.or(row.decimal_places);
    super::set(
        &mut row.empty_selection_list,
        input.empty_selection_list.as_ref(),
    );
    if let Some(choices) = &input.list_values {
        let text = choices.join("\n");
        // The admin's form stores other line ends.
        let stored = row.list_values.as_deref().unwrap_or_default();
        if stored
            .lines()
            .map(str::trim)
            .ne(choices.iter().map(|choice| choice.trim()))
        {
            row.list_values = (!text.is_empty()).then_some(text);
        }
    }
    row.ordering = input.ordering.or(row.ordering);
    super::set(&mut row.required, input.required.as_ref());
    super::set(&mut row.staff_only, input.staff_only.as_ref());
    let has_choices = row
        .list_values
        .as_deref()
        .is_some_and(|text| !text.trim().is_empty());
    if row.data_type == "list" && !has_choices {
        return Err(missing("list_values"));
    }
    Ok(row)
}
