//! Changes of a ticket: validates them and applies them to the row. `ticketUpdate` and follow-ups
//! use it; they decide how the change is recorded.

use chrono::{DateTime, Utc};
use entity::values::Timestamp;
use entity::{custom_field, custom_field_value, queue, ticket, user};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{
    Alias, CommonTableExpression, Expr, ExprTrait, Query, UnionType, WithClause,
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter,
};

use crate::domain::access::{self, Scope};
use crate::domain::desk::custom_fields::clean::{Input as CustomValue, check_length, clean};
use crate::domain::desk::custom_fields::list as custom_fields;
use crate::domain::desk::users;
use crate::domain::tickets::rules::{self, MAX_TITLE};
use crate::domain::{Code, Context, Error, FieldError, Result};

/// The columns to change. `None` leaves a column unchanged; `Some(None)` clears it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Changes {
    /// The ID of the queue.
    pub queue: Option<i32>,
    /// The title, 1 to 200 characters after trimming.
    pub title: Option<String>,
    /// The description.
    pub description: Option<Option<String>>,
    /// The resolution.
    pub resolution: Option<Option<String>>,
    /// The submitter's address.
    pub submitter_email: Option<Option<String>>,
    /// The ID of the owner.
    pub assigned_to: Option<Option<i32>>,
    /// The code of the status.
    pub status: Option<i32>,
    /// Whether it is on hold.
    pub on_hold: Option<bool>,
    /// The code of the priority.
    pub priority: Option<i32>,
    /// The due date.
    pub due_date: Option<Option<DateTime<Utc>>>,
    /// The ID of the ticket that it is merged into.
    pub merged_to: Option<Option<i32>>,
    /// Custom fields: name and value; `None` clears the value.
    pub custom_fields: Vec<(String, Option<CustomValue>)>,
    /// Errors found while the input was converted: required columns set to null, invalid IDs. Always
    /// empty by REST, whose serializers report them first.
    pub errors: Vec<FieldError>,
}

/// Valid changes, with the rows that they refer to.
#[derive(Clone, Debug, Default)]
pub struct CheckedChanges {
    /// The columns.
    pub changes: Changes,
    /// The new queue.
    pub queue: Option<queue::Model>,
    /// The new owner.
    pub owner: Option<user::Model>,
    /// Custom fields: ID, name and stored text.
    pub values: Vec<(i32, String, Option<String>)>,
}

/// Validates changes of the ticket `of`, and returns all errors together.
///
/// # Errors
/// [`Error::Invalid`]; database errors.
pub async fn check(context: &Context, of: i32, mut changes: Changes) -> Result<CheckedChanges> {
    let mut errors = Vec::new();
    if context.dialect.reports_conversion_errors() {
        errors.append(&mut changes.errors);
    }
    let helpdesk = &context.config.helpdesk;
    if let Some(title) = &mut changes.title {
        *title = python::strip(title).to_owned();
        errors.extend(rules::text_error(
            context,
            "title",
            title,
            Some(MAX_TITLE),
            true,
        ));
    }
    for (name, text) in [
        ("description", &changes.description),
        ("resolution", &changes.resolution),
    ] {
        let text = text.iter().flatten();
        errors.extend(text.filter_map(|text| rules::text_error(context, name, text, None, false)));
    }
    if let Some(Some(email)) = &mut changes.submitter_email {
        *email = python::strip(email).to_owned();
        errors.extend(rules::submitter_error(email));
    }
    for (name, code, choices) in [
        ("status", changes.status, &helpdesk.ticket_status_choices),
        (
            "priority",
            changes.priority,
            &helpdesk.ticket_priority_choices,
        ),
    ] {
        errors.extend(code.and_then(|code| rules::choice_error(name, code, choices)));
    }
    errors.extend(rules::due_date_error(context, changes.due_date.flatten()));
    let queue = rules::find_queue(context, changes.queue, &mut errors).await?;
    let may_own =
        |user: &user::Model| context.dialect.accepts_any_owner() || users::may_own(context, user);
    let assigned_to = changes.assigned_to.flatten();
    let owner = rules::find_owner(context, assigned_to, may_own, &mut errors).await?;
    errors.extend(merge_error(context, &context.db, of, &changes).await?);
    let values = custom_values(context, &changes.custom_fields, &mut errors).await?;
    if errors.is_empty() {
        Ok(CheckedChanges {
            changes,
            queue,
            owner,
            values,
        })
    } else {
        Err(invalid(context, errors))
    }
}

/// Adds to errors the path that changes have in the caller's input.
fn invalid(context: &Context, mut errors: Vec<FieldError>) -> Error {
    if context.dialect.nests_changes() {
        errors
            .iter_mut()
            .for_each(|error| error.path.insert(0, "changes".to_owned()));
    }
    Error::Invalid(errors)
}

/// Whether merging `ticket` into `target` would merge it into itself, directly or through other
/// tickets.
async fn merges_into_itself(db: &impl ConnectionTrait, ticket: i32, target: i32) -> Result<bool> {
    if target == ticket {
        return Ok(true);
    }
    let (chain, link) = (Alias::new("chain"), Alias::new("link"));
    let mut walk = Query::select();
    walk.column(ticket::Column::MergedToId)
        .from(ticket::Entity)
        .and_where(ticket::Column::Id.eq(target));
    // `UNION` without `ALL` skips rows that were found before, so cycles end.
    let step = Query::select()
        .column((ticket::Entity, ticket::Column::MergedToId))
        .from(ticket::Entity)
        .inner_join(
            chain.clone(),
            Expr::col((chain.clone(), link.clone())).equals((ticket::Entity, ticket::Column::Id)),
        )
        .to_owned();
    walk.union(UnionType::Distinct, step);
    let table = CommonTableExpression::new()
        .query(walk)
        .table_name(chain.clone())
        .column(link.clone())
        .to_owned();
    let found = Query::select()
        .column(link.clone())
        .from(chain)
        .and_where(Expr::col(link).eq(ticket))
        .limit(1)
        .to_owned()
        .with(WithClause::new().recursive(true).cte(table).to_owned());
    Ok(db.query_one(&found).await?.is_some())
}

/// Validates again, after the tickets were locked, what may have changed since [`check`]: the
/// ticket to merge into.
///
/// # Errors
/// [`Error::Invalid`]; database errors.
pub async fn recheck(
    context: &Context,
    db: &impl ConnectionTrait,
    of: i32,
    changes: &Changes,
) -> Result<()> {
    match merge_error(context, db, of, changes).await? {
        Some(error) => Err(invalid(context, vec![error])),
        None => Ok(()),
    }
}

/// The error if the ticket to merge into does not exist or is merged into this one. REST accepts
/// the latter, as django-helpdesk does.
async fn merge_error(
    context: &Context,
    db: &impl ConnectionTrait,
    of: i32,
    changes: &Changes,
) -> Result<Option<FieldError>> {
    let Some(id) = changes.merged_to.flatten() else {
        return Ok(None);
    };
    let found = access::tickets(context, Some(Scope::Agent))
        .filter(ticket::Column::Id.eq(id))
        .one(db)
        .await?;
    let code = if found.is_none() {
        Code::DoesNotExist(id.to_string())
    } else if !context.dialect.accepts_merge_cycles() && merges_into_itself(db, of, id).await? {
        Code::Circle
    } else {
        return Ok(None);
    };
    Ok(Some(FieldError::new("merged_to", code)))
}

/// Validates the values of custom fields.
async fn custom_values(
    context: &Context,
    given: &[(String, Option<CustomValue>)],
    errors: &mut Vec<FieldError>,
) -> Result<Vec<(i32, String, Option<String>)>> {
    if given.is_empty() {
        return Ok(Vec::new());
    }
    let definitions = custom_fields::definitions(context, None).await?;
    errors.extend(rules::custom_field_name_errors(&definitions, given));
    let mut values = Vec::new();
    for (at, (name, value)) in given.iter().enumerate() {
        let definition = definitions.iter().find(|field| &field.name == name);
        let Some(definition) = definition else {
            continue;
        };
        if given[..at].iter().any(|(other, _)| other == name) {
            continue;
        }
        let definition = custom_field::Model {
            required: definition.required && context.dialect.requires_custom_values_on_update(),
            ..definition.clone()
        };
        let cleaned = match value {
            None if definition.required => Err(Code::Required),
            None => Ok(None),
            value => check_length(context, value.as_ref())
                .and_then(|()| clean(&definition, value.as_ref(), context.config.time_zone)),
        };
        match cleaned {
            Ok(text) => values.push((definition.id, name.clone(), text)),
            Err(code) => errors.push(rules::custom_field_error(name, code)),
        }
    }
    Ok(values)
}

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
