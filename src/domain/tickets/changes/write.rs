//! Compares changes with the stored ticket, and writes them.

use entity::values::Timestamp;
use entity::{custom_field_value, ticket};
use sea_orm::ActiveValue::Set;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter,
};

use super::{Changes, CheckedChanges};
use crate::domain::Result;

/// Applies changes to the row and writes it. Always sets `modified` to `now`.
///
/// # Errors
/// Database errors.
pub async fn write(
    db: &impl ConnectionTrait,
    ticket: ticket::Model,
    changes: &Changes,
    now: Timestamp,
) -> Result<ticket::Model> {
    let mut row = apply(ticket, changes);
    row.modified = Set(now);
    Ok(row.update(db).await?)
}

/// Whether the changes differ from the ticket and its custom values.
///
/// # Errors
/// Database errors.
pub async fn changes_anything(
    db: &impl ConnectionTrait,
    ticket: &ticket::Model,
    checked: &CheckedChanges,
) -> Result<bool> {
    if apply(ticket.clone(), &checked.changes).is_changed() {
        return Ok(true);
    }
    if checked.values.is_empty() {
        return Ok(false);
    }
    let existing = values(db, ticket.id, &checked.values).await?;
    Ok(checked.values.iter().any(|(field, _, text)| {
        let row = existing.iter().find(|row| row.field_id == *field);
        differ(row.and_then(|row| row.value.as_deref()), text.as_deref())
    }))
}

/// Whether two texts of a custom field are different values. Empty text and no value are the same.
#[must_use]
pub fn differ(old: Option<&str>, new: Option<&str>) -> bool {
    old.unwrap_or_default() != new.unwrap_or_default()
}

/// The ticket after these changes, without writing it.
#[must_use]
pub fn applied(ticket: &ticket::Model, changes: &Changes) -> ticket::Model {
    let changed = apply(ticket.clone(), changes);
    ticket::Model::try_from(changed).unwrap_or_else(|_| ticket.clone())
}

/// Applies changes to a ticket.
fn apply(ticket: ticket::Model, changes: &Changes) -> ticket::ActiveModel {
    let mut row = ticket.into_active_model();
    macro_rules! set {
        ($($field:ident => $column:ident),+ $(,)?) => {
            $(if let Some(value) = &changes.$field { row.$column.set_if_not_equals(value.clone()); })+
        };
    }
    set!(
        queue => queue_id,
        title => title,
        description => description,
        resolution => resolution,
        submitter_email => submitter_email,
        assigned_to => assigned_to_id,
        status => status,
        on_hold => on_hold,
        priority => priority,
        kbitem => kbitem_id,
        merged_to => merged_to_id,
    );
    if let Some(due_date) = changes.due_date {
        row.due_date
            .set_if_not_equals(due_date.map(Timestamp::from));
    }
    row
}

/// The stored values of these custom fields.
async fn values(
    db: &impl ConnectionTrait,
    ticket: i32,
    values: &[(i32, String, Option<String>)],
) -> Result<Vec<custom_field_value::Model>> {
    Ok(custom_field_value::Entity::find()
        .filter(custom_field_value::Column::TicketId.eq(ticket))
        .filter(custom_field_value::Column::FieldId.is_in(values.iter().map(|(field, ..)| *field)))
        .all(db)
        .await?)
}

/// Updates or inserts custom values. Returns the old texts.
///
/// # Errors
/// Database errors.
pub async fn write_values(
    db: &impl ConnectionTrait,
    ticket: i32,
    new: &[(i32, String, Option<String>)],
) -> Result<Vec<Option<String>>> {
    if new.is_empty() {
        return Ok(Vec::new());
    }
    let existing = values(db, ticket, new).await?;
    let mut old = Vec::with_capacity(new.len());
    for (field, _, text) in new {
        let row = existing.iter().find(|row| row.field_id == *field);
        old.push(row.and_then(|row| row.value.clone()));
        let mut row = row.map_or_else(
            || custom_field_value::ActiveModel {
                ticket_id: Set(ticket),
                field_id: Set(*field),
                ..Default::default()
            },
            |row| row.clone().into_active_model(),
        );
        row.value = Set(text.clone());
        row.save(db).await?;
    }
    Ok(old)
}
