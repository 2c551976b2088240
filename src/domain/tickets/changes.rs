//! What a change of a ticket asks for, checked and laid on the row. Used by `ticketUpdate` and by
//! follow-ups; what trace it leaves is decided there.

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

use crate::domain::access::{self, QueueScope, Scope};
use crate::domain::desk::custom_fields::clean::{Input as CustomValue, clean};
use crate::domain::desk::custom_fields::list as custom_fields;
use crate::domain::desk::{queues, users};
use crate::domain::{Code, Context, Error, FieldError, Result};
use crate::validators;

/// The columns to change; `None` leaves one as it is, `Some(None)` empties it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Changes {
    /// The number of the queue.
    pub queue: Option<i32>,
    /// The title, 1 to 200 characters after trimming.
    pub title: Option<String>,
    /// What it is about.
    pub description: Option<Option<String>>,
    /// How it was resolved.
    pub resolution: Option<Option<String>>,
    /// The address that gets answers.
    pub submitter_email: Option<Option<String>>,
    /// The number of the owner.
    pub assigned_to: Option<Option<i32>>,
    /// The number of the status.
    pub status: Option<i32>,
    /// Whether it is on hold.
    pub on_hold: Option<bool>,
    /// The number of the priority.
    pub priority: Option<i32>,
    /// When it is due.
    pub due_date: Option<Option<DateTime<Utc>>>,
    /// The number of the ticket that it is merged into.
    pub merged_to: Option<Option<i32>>,
    /// Values by the names of their fields; `None` empties one.
    pub custom_fields: Vec<(String, Option<CustomValue>)>,
    /// What was wrong with it before it came here: columns that were to be emptied and cannot be,
    /// ids that are none. REST's own checks come before, and it has none of these.
    pub faults: Vec<FieldError>,
}

/// Changes that were found sound, with the rows they speak of.
#[derive(Clone, Debug, Default)]
pub struct Checked {
    /// The columns.
    pub changes: Changes,
    /// The new queue.
    pub queue: Option<queue::Model>,
    /// The new owner.
    pub owner: Option<user::Model>,
    /// Number, name and text of custom values.
    pub values: Vec<(i32, String, Option<String>)>,
}

/// Checks changes of the ticket `of`; all faults at once.
///
/// # Errors
/// [`Error::Invalid`]; what the database says.
pub async fn check(context: &Context, of: i32, mut changes: Changes) -> Result<Checked> {
    let mut faults = Vec::new();
    if context.dialect.reports_conversion_errors() {
        faults.append(&mut changes.faults);
    }
    let helpdesk = &context.config.helpdesk;
    if let Some(title) = &mut changes.title {
        *title = python::strip(title).to_owned();
        faults.extend(line("title", title, 200, true));
    }
    for (name, text) in [
        ("description", &changes.description),
        ("resolution", &changes.resolution),
    ] {
        if text.iter().flatten().any(|text| text.contains('\0')) {
            faults.push(FieldError::new(name, Code::NullCharacter));
        }
    }
    if let Some(Some(email)) = &mut changes.submitter_email {
        *email = python::strip(email).to_owned();
        faults.extend(line("submitter_email", email, 254, false));
        if !email.is_empty() && !validators::is_email(email) {
            faults.push(FieldError::new("submitter_email", Code::Invalid));
        }
    }
    for (name, code, choices) in [
        ("status", changes.status, &helpdesk.ticket_status_choices),
        (
            "priority",
            changes.priority,
            &helpdesk.ticket_priority_choices,
        ),
    ] {
        if let Some(code) = code.filter(|code| !choices.iter().any(|choice| choice.0 == *code)) {
            faults.push(FieldError::new(name, Code::InvalidChoice(code.to_string())));
        }
    }
    if changes
        .due_date
        .flatten()
        .is_some_and(|moment| !validators::is_moment(moment, context.config.time_zone))
    {
        faults.push(FieldError::new("due_date", Code::Invalid));
    }
    let unknown = |name: &str, id: i32| FieldError::new(name, Code::DoesNotExist(id.to_string()));
    let queue = match changes.queue {
        Some(id) => queues::reachable(context, Some(QueueScope::Create), id).await?,
        None => None,
    };
    faults.extend(
        changes
            .queue
            .filter(|_| queue.is_none())
            .map(|id| unknown("queue", id)),
    );
    let owner = owner(context, changes.assigned_to.flatten()).await?;
    faults.extend(
        changes
            .assigned_to
            .flatten()
            .filter(|_| owner.is_none())
            .map(|id| unknown("assigned_to", id)),
    );
    faults.extend(merging(context, &context.db, of, &changes).await?);
    let values = custom_values(context, &changes.custom_fields, &mut faults).await?;
    if faults.is_empty() {
        Ok(Checked {
            changes,
            queue,
            owner,
            values,
        })
    } else {
        Err(invalid(context, faults))
    }
}

/// Faults of changes, which are a member of the inputs that have them. REST has what is changed
/// side by side with the rest.
fn invalid(context: &Context, mut faults: Vec<FieldError>) -> Error {
    if context.dialect.nests_changes() {
        faults
            .iter_mut()
            .for_each(|fault| fault.path.insert(0, "changes".to_owned()));
    }
    Error::Invalid(faults)
}

/// Whether a ticket that is merged into `target` would be merged into itself, over whatever
/// tickets.
async fn in_a_circle(db: &impl ConnectionTrait, ticket: i32, target: i32) -> Result<bool> {
    if target == ticket {
        return Ok(true);
    }
    let (chain, link) = (Alias::new("chain"), Alias::new("link"));
    let mut walk = Query::select();
    walk.column(ticket::Column::MergedToId)
        .from(ticket::Entity)
        .and_where(ticket::Column::Id.eq(target));
    // `UNION` without `ALL` ends at what it saw before.
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

/// Checks again, now that the tickets are locked, what may have changed since [`check`]: the ticket
/// that this merges into.
///
/// # Errors
/// [`Error::Invalid`]; what the database says.
pub async fn check_again(
    context: &Context,
    db: &impl ConnectionTrait,
    of: i32,
    changes: &Changes,
) -> Result<()> {
    match merging(context, db, of, changes).await? {
        Some(fault) => Err(invalid(context, vec![fault])),
        None => Ok(()),
    }
}

/// A fault where the ticket to merge into is not there, or is merged into this one. REST takes the
/// latter, as django-helpdesk does.
async fn merging(
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
    } else if !context.dialect.accepts_merge_cycles() && in_a_circle(db, of, id).await? {
        Code::Circle
    } else {
        return Ok(None);
    };
    Ok(Some(FieldError::new("merged_to", code)))
}

/// A fault of a line of text.
fn line(name: &str, text: &str, limit: usize, needed: bool) -> Option<FieldError> {
    let length = text.chars().count();
    let code = match length {
        0 if needed => Code::Required,
        length if length > limit => Code::MaxLength { limit, length },
        _ if text.contains('\0') => Code::NullCharacter,
        _ => return None,
    };
    Some(FieldError::new(name, code))
}

/// The new owner. REST takes anybody, as django-helpdesk's does; else it must be somebody who may
/// own tickets.
async fn owner(context: &Context, id: Option<i32>) -> Result<Option<user::Model>> {
    let Some(id) = id else { return Ok(None) };
    let found = users::by_ids(context, &[id]).await?.pop();
    Ok(found.filter(|user| context.dialect.accepts_any_owner() || users::may_own(context, user)))
}

async fn custom_values(
    context: &Context,
    given: &[(String, Option<CustomValue>)],
    faults: &mut Vec<FieldError>,
) -> Result<Vec<(i32, String, Option<String>)>> {
    if given.is_empty() {
        return Ok(Vec::new());
    }
    let definitions = custom_fields::definitions(context, None).await?;
    let mut values = Vec::new();
    for (at, (name, value)) in given.iter().enumerate() {
        if given[..at].iter().any(|(other, _)| other == name) {
            faults.push(FieldError {
                path: vec!["custom_fields".to_owned(), name.clone()],
                code: Code::Twice,
            });
            continue;
        }
        let code = match definitions
            .iter()
            .find(|definition| &definition.name == name)
        {
            None => Code::DoesNotExist(name.clone()),
            Some(definition) => match value {
                None if definition.required
                    && context.dialect.requires_custom_values_on_update() =>
                {
                    Code::Required
                }
                None => {
                    values.push((definition.id, name.clone(), None));
                    continue;
                }
                // django-helpdesk asks for values when a ticket is opened, and its REST API stores
                // any later.
                Some(value) => match clean(
                    &custom_field::Model {
                        required: definition.required
                            && context.dialect.requires_custom_values_on_update(),
                        ..definition.clone()
                    },
                    Some(value),
                    context.config.time_zone,
                ) {
                    Ok(text) => {
                        values.push((definition.id, name.clone(), text));
                        continue;
                    }
                    Err(code) => code,
                },
            },
        };
        faults.push(FieldError {
            path: vec!["custom_fields".to_owned(), name.clone()],
            code,
        });
    }
    Ok(values)
}

/// Lays changes on the row and writes it; `modified` becomes `now` whatever else changes.
///
/// # Errors
/// What the database says.
pub async fn write(
    db: &impl ConnectionTrait,
    ticket: ticket::Model,
    changes: &Changes,
    now: Timestamp,
) -> Result<ticket::Model> {
    let mut row = laid(ticket, changes);
    row.modified = Set(now);
    Ok(row.update(db).await?)
}

/// Whether changes change anything of a ticket, or of its custom values.
///
/// # Errors
/// What the database says.
pub async fn change_anything(
    db: &impl ConnectionTrait,
    ticket: &ticket::Model,
    checked: &Checked,
) -> Result<bool> {
    if laid(ticket.clone(), &checked.changes).is_changed() {
        return Ok(true);
    }
    if checked.values.is_empty() {
        return Ok(false);
    }
    let there = values(db, ticket.id, &checked.values).await?;
    Ok(checked.values.iter().any(|(field, _, text)| {
        let row = there.iter().find(|row| row.field_id == *field);
        differ(row.and_then(|row| row.value.as_deref()), text.as_deref())
    }))
}

/// Whether two texts of a custom field are different values: an empty one is none.
#[must_use]
pub fn differ(old: Option<&str>, new: Option<&str>) -> bool {
    old.unwrap_or_default() != new.unwrap_or_default()
}

/// A ticket with changes laid on it.
fn laid(ticket: ticket::Model, changes: &Changes) -> ticket::ActiveModel {
    let mut row = ticket.into_active_model();
    macro_rules! lay {
        ($($field:ident => $column:ident),+ $(,)?) => {
            $(if let Some(value) = &changes.$field { row.$column.set_if_not_equals(value.clone()); })+
        };
    }
    lay!(
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

/// What the ticket has of these custom values.
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

/// Writes custom values: changes those that are there, adds those that are not. Returns the old
/// texts.
///
/// # Errors
/// What the database says.
pub async fn write_values(
    db: &impl ConnectionTrait,
    ticket: i32,
    new: &[(i32, String, Option<String>)],
) -> Result<Vec<Option<String>>> {
    let there = values(db, ticket, new).await?;
    let mut old = Vec::with_capacity(new.len());
    for (field, _, text) in new {
        let row = there.iter().find(|row| row.field_id == *field);
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
