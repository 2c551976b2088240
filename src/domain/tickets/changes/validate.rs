//! Validation of changes.

use entity::{custom_field, ticket, user};
use sea_orm::sea_query::{
    Alias, CommonTableExpression, Expr, ExprTrait, Query, UnionType, WithClause,
};
use sea_orm::{ColumnTrait, ConnectionTrait, QueryFilter};

use super::{Changes, CheckedChanges};
use crate::domain::access::{self, Scope};
use crate::domain::desk::custom_fields::clean::{CustomValue, check_length, clean};
use crate::domain::desk::custom_fields::list as custom_fields;
use crate::domain::desk::users;
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
    let queue = rules::find_queue(context, changes.queue, &mut errors).await?;
    let may_own =
        |user: &user::Model| context.dialect.accepts_any_owner() || users::may_own(context, user);
    let assigned_to = changes.assigned_to.flatten();
    let owner = rules::find_owner(context, assigned_to, may_own, &mut errors).await?;
    rules::find_kb_item(context, changes.kbitem.flatten(), &mut errors).await?;
    if let Some(ticket) = ticket {
        errors.extend(status_flow::error(context, ticket, changes.status).await?);
        errors.extend(merge_error(context, &context.db, ticket.id, &changes).await?);
    }
    let values = custom_values(context, &changes.custom_fields, &mut errors).await?;
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
    errors.extend(merge_error(context, &context.db, ticket.id, changes).await?);
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
