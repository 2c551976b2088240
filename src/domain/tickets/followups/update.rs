//! Changes a follow-up and the ticket's `modified`, nothing else (helpdesk/models.py,
//! `FollowUp.save`): a new status here corrects the record, not the ticket.

use entity::values::{Interval, Timestamp};
use entity::{followup, ticket};
use sea_orm::ActiveValue::Set;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};

use crate::domain::access::{self, Scope};
use crate::domain::core::text;
use crate::domain::desk::users;
use crate::domain::tickets::changes::{self, Changes};
use crate::domain::tickets::followups::lock::lock_followups;
use crate::domain::tickets::followups::{add, time_spent};
use crate::domain::tickets::update::select_workable;
use crate::domain::unit::events::{Kind, NewEvent};
use crate::domain::unit::{self, Unit};
use crate::domain::{Code, Context, Error, FieldError, Result};

/// A change of a follow-up. `None` leaves a column unchanged; `Some(None)` clears it.
#[derive(Clone, Debug, Default)]
pub struct FollowUpUpdate {
    /// The ID of the follow-up.
    pub id: i32,
    /// The ID of the ticket to move it to.
    pub ticket: Option<i32>,
    /// The ID of the author.
    pub user: Option<Option<i32>>,
    /// The date, by REST of old releases.
    pub date: Option<Timestamp>,
    /// The title.
    pub title: Option<Option<String>>,
    /// The comment.
    pub comment: Option<Option<String>>,
    /// Whether the submitter may read it.
    pub public: Option<bool>,
    /// The code of the status that it records.
    pub new_status: Option<Option<i32>>,
    /// The time spent, in microseconds.
    pub time_spent: Option<Option<i64>>,
    /// Errors found while the input was converted: required columns set to null, invalid IDs.
    /// Always empty by REST, whose serializers report them first.
    pub errors: Vec<FieldError>,
    /// Only validates the input, and writes nothing.
    pub validate_only: bool,
}

/// Changes a follow-up of a ticket that the viewer works on.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Invalid`]; database errors.
pub async fn update(context: &Context, input: FollowUpUpdate) -> Result<followup::Model> {
    if !context.viewer.is_authenticated() {
        return Err(Error::Unauthenticated);
    }
    let followup = visible(context, input.id)
        .one(&context.db)
        .await?
        .ok_or(Error::NotFound)?;
    check(context, &input).await?;
    if input.validate_only {
        return Ok(followup);
    }
    let input = &input;
    unit::run(context, &[], |mut unit| async move {
        let outcome = write(context, &mut unit, input.clone()).await;
        (unit, outcome)
    })
    .await
}

/// Selects a follow-up if the viewer works on its ticket.
pub(crate) fn visible(context: &Context, id: i32) -> sea_orm::Select<followup::Entity> {
    access::followups(context, Some(Scope::Agent)).filter(followup::Column::Id.eq(id))
}

async fn check(context: &Context, input: &FollowUpUpdate) -> Result<()> {
    let mut errors = Vec::new();
    for (name, text, column) in [
        ("title", &input.title, Some(200)),
        ("comment", &input.comment, None),
    ] {
        let Some(Some(text)) = text else { continue };
        errors.extend(text::field_error(context, name, text, column));
    }
    if context.dialect.reports_conversion_errors() {
        errors.extend(input.errors.iter().cloned());
        errors.extend(add::negative_time_error(
            context,
            input.time_spent.flatten(),
        ));
    }
    let missing = |name: &str, id: i32| FieldError::new(name, Code::DoesNotExist(id.to_string()));
    if let Some(id) = input.ticket {
        errors.extend(
            select_workable(context, id)
                .one(&context.db)
                .await?
                .is_none()
                .then(|| missing("ticket", id)),
        );
    }
    if let Some(Some(id)) = input.user {
        errors.extend(
            users::by_ids(context, &[id])
                .await?
                .is_empty()
                .then(|| missing("user", id)),
        );
    }
    let choices = &context.config.helpdesk.ticket_status_choices;
    if let Some(code) = input
        .new_status
        .flatten()
        .filter(|code| !choices.iter().any(|choice| choice.0 == *code))
    {
        errors.push(FieldError::new(
            "new_status",
            Code::InvalidChoice(code.to_string()),
        ));
    }
    if errors.is_empty() {
        Ok(())
    } else {
        Err(Error::Invalid(errors))
    }
}

async fn write(
    context: &Context,
    unit: &mut Unit,
    input: FollowUpUpdate,
) -> Result<followup::Model> {
    let row = lock_followups(context, &unit.tx, &[input.id], input.ticket)
        .await?
        .pop()
        .ok_or(Error::NotFound)?;
    if let Some(id) = input.ticket {
        // It may have been deleted since it was checked.
        select_workable(context, id)
            .one(&unit.tx)
            .await?
            .ok_or_else(|| Error::field("ticket", Code::DoesNotExist(id.to_string())))?;
    }
    let before = row.clone();
    let mut row = row.into_active_model();
    macro_rules! set {
        ($($field:ident => $column:ident),+ $(,)?) => {
            $(if let Some(value) = input.$field { row.$column = Set(value); })+
        };
    }
    set!(
        ticket => ticket_id,
        user => user_id,
        date => date,
        title => title,
        comment => comment,
        public => public,
        new_status => new_status,
    );
    if let Some(time_spent) = input.time_spent {
        row.time_spent = Set(time_spent.map(Interval));
    }
    let mut row = row.update(&unit.tx).await?;
    let ticket = ticket::Entity::find_by_id(row.ticket_id)
        .one(&unit.tx)
        .await?
        .ok_or(Error::NotFound)?;
    let given = row.time_spent.map(|spent| spent.0);
    let spent = time_spent::time_spent(
        context,
        &unit.tx,
        (&ticket, ticket.queue_id),
        (true, row.date),
        given,
    )
    .await?;
    if spent != given {
        let mut changed = row.into_active_model();
        changed.time_spent = Set(spent.map(Interval));
        row = changed.update(&unit.tx).await?;
    }
    changes::write(
        &unit.tx,
        ticket,
        &Changes::default(),
        Timestamp::from(context.clock.now()),
    )
    .await?;
    unit.add_event(
        NewEvent::new(Kind::FollowUpUpdated, row.ticket_id).followup(row.id, row.public),
    );
    if before.ticket_id != row.ticket_id {
        unit.add_event(
            NewEvent::new(Kind::FollowUpDeleted, before.ticket_id).followup(row.id, before.public),
        );
    }
    Ok(row)
}
