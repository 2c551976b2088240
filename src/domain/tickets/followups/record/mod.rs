//! Records a change of a ticket: writes the follow-up, the changed fields, the new state of the
//! ticket and the notifications (helpdesk/update_ticket.py, `update_ticket`). Runs within a unit of
//! work.

mod changed_fields;
mod title;

use std::sync::Arc;

use entity::values::{Interval, Timestamp};
use entity::{followup, queue, ticket, ticket_change, user};
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::{ActiveModelTrait, EntityTrait};

use crate::domain::delivery::notifications::{self, Message};
use crate::domain::delivery::outbox::enqueue::{self, ChangeKind};
use crate::domain::delivery::outbox::mail::ChangeDetails;
use crate::domain::tickets::attachments::store::{self, StoredFile};
use crate::domain::tickets::changes::{self, CheckedChanges};
use crate::domain::tickets::followups::as_sent::{self, Sent};
use crate::domain::tickets::followups::customers::Answer;
use crate::domain::tickets::followups::recipients::Known;
use crate::domain::tickets::followups::{recipients, references, subscribe, time_spent as spent};
use crate::domain::unit::Unit;
use crate::domain::unit::events::{Kind, NewEvent};
use crate::domain::{Context, Error, Result};
pub(in crate::domain::tickets) use changed_fields::{
    ChangedField, changed_fields, python_datetime,
};
use title::compose_title;

/// A follow-up to write, with its changes of the ticket.
#[derive(Clone, Debug, Default)]
pub struct Draft {
    /// The title; generated from the changes if it is missing.
    pub title: Option<String>,
    /// The comment.
    pub comment: String,
    /// Whether the submitter may read it.
    pub public: bool,
    /// The time spent, in microseconds.
    pub time_spent: Option<i64>,
    /// Its reserved ID, if it has files: their folder is named after it.
    pub number: Option<i32>,
    /// Its stored files.
    pub files: Vec<StoredFile>,
    /// The validated changes of the ticket.
    pub checked: CheckedChanges,
    /// Columns to store as sent; see [`as_sent`].
    pub sent: Option<Sent>,
    /// The messages to send. `None`: those that the change causes.
    pub messages: Option<Vec<Message>>,
    /// The rows that decide about recipients, if they were read for several tickets at once.
    pub known: Option<Arc<Known>>,
    /// Changed fields that are not among `checked`: display name, old and new value.
    pub other_changes: Vec<ChangedField>,
    /// Set if the author does not work on the ticket. The status is decided under its lock.
    pub answer: Option<Answer>,
}

/// Writes a draft to a locked ticket. Returns the changed ticket and the follow-up.
///
/// # Errors
/// Database errors.
pub async fn record(
    context: &Context,
    unit: &mut Unit,
    ticket: ticket::Model,
    mut draft: Draft,
) -> Result<(ticket::Model, followup::Model)> {
    if let Some(sent) = draft.sent.take() {
        return as_sent::store(context, unit, ticket, draft, sent).await;
    }
    let now = Timestamp::from(context.clock.now());
    let Draft {
        title,
        comment,
        public,
        time_spent,
        number,
        files,
        mut checked,
        sent: _,
        messages,
        known,
        other_changes,
        answer: _,
    } = draft;
    let before = ticket;
    let old_owner = find_user(unit, known.as_deref(), before.assigned_to_id).await?;
    let reassigned = matches!(checked.changes.assigned_to, Some(Some(owner)) if before.assigned_to_id != Some(owner));
    let new_status = checked
        .changes
        .status
        .filter(|status| *status != before.status);

    let title = compose_title(
        context, title, &comment, &before, &checked, new_status, reassigned,
    );
    set_resolution(context, &before, &comment, new_status, &mut checked);
    let after = changes::write(&unit.tx, before.clone(), &checked.changes, now).await?;
    let old_values = changes::write_values(&unit.tx, after.id, &checked.values).await?;
    let queue = match checked.queue.clone() {
        Some(queue) => queue,
        None => queue::Entity::find_by_id(after.queue_id)
            .one(&unit.tx)
            .await?
            .ok_or(Error::NotFound)?,
    };
    let owner = match (&checked.owner, after.assigned_to_id) {
        (Some(owner), _) => Some(owner.clone()),
        (None, None) => None,
        (None, Some(_)) => old_owner.clone(),
    };

    // This is the old queue, because django-helpdesk moves the ticket after it saves the follow-up.
    let time_spent = spent::time_spent(
        context,
        &unit.tx,
        (&after, before.queue_id),
        (false, now),
        time_spent,
    )
    .await?;
    let change = recipients::Change {
        public,
        comment: &comment,
        new_status,
        reassigned,
    };
    let ticket = (&after, &queue);
    let messages = match (messages, known) {
        (Some(messages), _) => messages,
        (None, Some(known)) => recipients::plan(context, &known, ticket, owner.as_ref(), &change),
        (None, None) => {
            let inside = unit.view(context);
            let known = Known::read_for(&inside, ticket, owner.as_ref(), &change).await?;
            recipients::plan(context, &known, ticket, owner.as_ref(), &change)
        }
    };
    // django-helpdesk stores the author only for staff, because its other authors are not signed
    // in. Here they are.
    let author = context.viewer.id();
    let followup = followup::ActiveModel {
        id: number.map_or(NotSet, Set),
        ticket_id: Set(after.id),
        date: Set(now),
        title: Set(Some(title)),
        comment: Set(Some(comment)),
        public: Set(public),
        user_id: Set(author),
        new_status: Set(new_status),
        message_id: Set(None),
        time_spent: Set(time_spent.map(Interval)),
        email_recipients: Set(notifications::recorded_addresses(context, &messages)),
    }
    .insert(&unit.tx)
    .await?;

    let mut rows = changed_fields(
        (&before, old_owner.as_ref()),
        (&after, owner.as_ref()),
        context,
    );
    let fields = checked
        .values
        .iter()
        .zip(old_values)
        .filter(|((_, _, new), old)| changes::differ(old.as_deref(), new.as_deref()));
    rows.extend(other_changes);
    rows.extend(fields.map(|((_, name, new), old)| (name.clone(), old, new.clone())));
    let ticket_changed = !rows.is_empty() || ticket_changed(&before, &after);
    if ticket_changed {
        let old_queue = (before.queue_id != after.queue_id).then_some(before.queue_id);
        unit.add_event(
            NewEvent::new(Kind::Updated, after.id)
                .followup(followup.id, public)
                .from_queue(old_queue),
        );
    }
    unit.add_event(NewEvent::new(Kind::FollowUpAdded, after.id).followup(followup.id, public));
    let max_field = context.db.max_change_field();
    let rows = rows
        .into_iter()
        .map(|(field, old, new)| ticket_change::ActiveModel {
            followup_id: Set(followup.id),
            field: Set(field.chars().take(max_field).collect()),
            old_value: Set(old),
            new_value: Set(new),
            ..Default::default()
        });
    ticket_change::Entity::insert_many(rows)
        .exec_without_returning(&unit.tx)
        .await?;
    let mut attachments = Vec::with_capacity(files.len());
    for file in &files {
        attachments.push(store::insert(unit, after.id, followup.id, file).await?);
    }
    references::write_backlinks(context, unit, &after, followup.comment.as_deref(), now).await?;
    let details = ChangeDetails {
        before: Some(&before),
        ticket: &after,
        queue: &queue,
        owner: owner.as_ref(),
        followup: &followup,
        files: &attachments,
    };
    enqueue::enqueue_change(context, unit, ChangeKind::FollowUp, details, messages).await?;
    subscribe::subscribe(context, &unit.tx, &after, owner.as_ref()).await?;
    Ok((after, followup))
}

/// Whether more than `modified` changed.
fn ticket_changed(before: &ticket::Model, after: &ticket::Model) -> bool {
    ticket::Model {
        modified: after.modified,
        ..before.clone()
    } != *after
}

async fn find_user(
    unit: &Unit,
    known: Option<&Known>,
    id: Option<i32>,
) -> Result<Option<user::Model>> {
    if let Some(known) = known {
        return Ok(known.owner(id).cloned());
    }
    Ok(match id {
        Some(id) => user::Entity::find_by_id(id).one(&unit.tx).await?,
        None => None,
    })
}

/// Uses the comment as the resolution. By REST whenever the ticket is resolved afterwards (or
/// closed without a resolution), as in django-helpdesk. Otherwise only if this change resolves or
/// closes the ticket and has a comment.
fn set_resolution(
    context: &Context,
    before: &ticket::Model,
    comment: &str,
    new_status: Option<i32>,
    checked: &mut CheckedChanges,
) {
    let helpdesk = &context.config.helpdesk;
    if checked.changes.resolution.is_some() {
        return;
    }
    let status = if context.dialect.always_sets_resolution() {
        Some(new_status.unwrap_or(before.status))
    } else {
        new_status
    };
    let resolves = status == Some(helpdesk.ticket_resolved_status);
    let closes = status == Some(helpdesk.ticket_closed_status) && before.resolution.is_none();
    if (resolves || closes) && (context.dialect.always_sets_resolution() || !comment.is_empty()) {
        checked.changes.resolution = Some(Some(comment.to_owned()));
    }
}
