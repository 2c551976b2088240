//! Validation of changes.

use std::sync::Arc;

use entity::{custom_field, ticket, user};
use sea_orm::sea_query::{
    Alias, CommonTableExpression, Expr, ExprTrait, Query, UnionType, WithClause,
};
use sea_orm::{ColumnTrait, ConnectionTrait, QueryFilter};

use super::{Changes, CheckedChanges};
use crate::domain::access::{self, Scope};
use crate::domain::desk::custom_fields::clean::{CustomValue, check_length, clean};
use crate::domain::desk::users;
use crate::domain::tickets::lookup::{self, Lookup};
use crate::domain::tickets::rules::{self, MAX_TITLE};
use crate::domain::tickets::status_flow;
use crate::domain::{Code, Context, Error, FieldError, Result};

/// Validates changes of a ticket, and returns all errors together. `ticket`: `None` if the changes
/// are for several tickets, whose status is checked separately.
///
/// # Errors
/// [`Error::Invalid`]; database errors.
pub async fn check(
    context: &Context,
    ticket: Option<&ticket::Model>,
    mut changes: Changes,
) -> Result<CheckedChanges> {
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
    let assigned_to = changes.assigned_to.flatten();
    let lookup = Lookup {
        queue: changes.queue,
        user: assigned_to,
        kb_item: changes.kbitem.flatten(),
        ticket: changes.merged_to.flatten().filter(|_| ticket.is_some()),
        definitions: !changes.custom_fields.is_empty(),
        ..Lookup::default()
    };
    let found = lookup::read(context, &lookup).await?;
    let queue = rules::check_queue(&found, changes.queue, &mut errors);
    let may_own =
        |user: &user::Model| context.dialect.accepts_any_owner() || users::may_own(context, user);
    let owner = rules::check_owner(&found, assigned_to, may_own, &mut errors);
    rules::check_kb_item(&found, lookup.kb_item, &mut errors);
    if let Some(ticket) = ticket {
        errors.extend(status_flow::error(context, ticket, changes.status).await?);
        if let Some(target) = lookup.ticket {
            let exists = found.ticket(Some(target)).is_some();
            errors.extend(merge_error(context, ticket.id, (target, exists)).await?);
        }
    }
    let definitions = found.definitions.unwrap_or_default();
    let values = custom_values(context, &definitions, &changes.custom_fields, &mut errors);
    if errors.is_empty() {
        Ok(CheckedChanges {
            changes,
            queue,
            owner,
            values,
        })
    } else {
        Err(Error::Invalid(errors))
    }
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
/// ticket to merge into, and whether the status may change. `context` reads through the transaction.
///
/// # Errors
/// [`Error::Invalid`]; database errors.
pub async fn recheck(context: &Context, ticket: &ticket::Model, changes: &Changes) -> Result<()> {
    let mut errors = Vec::new();
    errors.extend(status_flow::error(context, ticket, changes.status).await?);
    if let Some(target) = changes.merged_to.flatten() {
        let found = access::tickets(context, Some(Scope::Agent))
            .filter(ticket::Column::Id.eq(target))
            .one(&context.db)
            .await?;
        errors.extend(merge_error(context, ticket.id, (target, found.is_some())).await?);
    }
    if errors.is_empty() {
        Ok(())
    } else {
        Err(Error::Invalid(errors))
    }
}

/// The error if the ticket to merge into does not exist or is merged into this one. REST accepts
/// the latter, as django-helpdesk does.
async fn merge_error(
    context: &Context,
    of: i32,
    (target, exists): (i32, bool),
) -> Result<Option<FieldError>> {
    let code = if !exists {
        Code::DoesNotExist(target.to_string())
    } else if !context.dialect.accepts_merge_cycles()
        && merges_into_itself(&context.db, of, target).await?
    {
        Code::Circle
    } else {
        return Ok(None);
    };
    Ok(Some(FieldError::new("merged_to", code)))
}

/// Validates the values of custom fields.
fn custom_values(
    context: &Context,
    definitions: &[Arc<custom_field::Model>],
    given: &[(String, Option<CustomValue>)],
    errors: &mut Vec<FieldError>,
) -> Vec<(i32, String, Option<String>)> {
    errors.extend(rules::custom_field_name_errors(definitions, given));
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
            ..custom_field::Model::clone(definition)
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
    values
}
