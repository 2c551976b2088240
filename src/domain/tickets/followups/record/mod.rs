//! Records a change of a ticket: writes the follow-up, the changed fields, the new state of the
//! ticket and the notifications (helpdesk/update_ticket.py, `update_ticket`). Runs within a unit of
//! work.

mod changed_fields;
mod title;

use std::sync::Arc;

use entity::values::{Interval, Timestamp};
use entity::{followup, followup_attachment, queue, ticket, ticket_change};
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::EntityTrait;

use crate::domain::core::write;
use crate::domain::delivery::notifications::{self, Message};
use crate::domain::delivery::outbox::enqueue::{self, ChangeKind};
use crate::domain::delivery::outbox::mail::ChangeDetails;
use crate::domain::tickets::attachments::store::{self, StoredFile};
use crate::domain::tickets::changes::{self, CheckedChanges};
use crate::domain::tickets::followups::as_sent::{self, Sent};
use crate::domain::tickets::followups::customers::Answer;
use crate::domain::tickets::followups::recipients::Known;
use crate::domain::tickets::followups::surroundings::{self, Surroundings};
use crate::domain::tickets::followups::{recipients, references, subscribe, time_spent as spent};
use crate::domain::tickets::received::{self, Received};
use crate::domain::unit::Unit;
use crate::domain::unit::events::{Kind, NewEvent};
use crate::domain::{Context, Result};
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
    /// The ticket's queue when the draft was validated.
    pub queue: Option<Arc<queue::Model>>,
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
    /// The email that adds the follow-up.
    pub received: Option<Received>,
}

/// The rows of a recorded change.
#[derive(Debug)]
pub struct Recorded {
    /// The ticket after the change.
    pub ticket: ticket::Model,
    /// The follow-up.
    pub followup: followup::Model,
    /// Its files.
    pub attachments: Vec<followup_attachment::Model>,
}

/// Writes a draft to a locked ticket.
///
/// # Errors
/// Database errors.
pub async fn record(
    context: &Context,
    unit: &mut Unit,
    ticket: ticket::Model,
    mut draft: Draft,
) -> Result<Recorded> {
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
        queue,
        sent: _,
        messages,
        known,
        other_changes,
        answer: _,
        received,
    } = draft;
    let received = received.as_ref();
    let before = ticket;
    let reassigned = matches!(checked.changes.assigned_to, Some(Some(owner)) if before.assigned_to_id != Some(owner));
    let new_status = checked
        .changes
        .status
        .filter(|status| *status != before.status);
    let change = recipients::Change {
        public,
        comment: &comment,
        new_status,
        reassigned,
    };
    let inside = unit.view(context);
    let Surroundings {
        queue,
        old_owner,
        owner,
        known,
        mail,
    } = match known {
        Some(known) => surroundings::of_known(&inside, &before, &checked, known).await?,
        None => {
            let notices = (&change, messages.as_deref());
            surroundings::read(&inside, &before, &checked, queue, notices).await?
        }
    };

    let title = match received {
        // An email to a ticket that is reopened already has the same title (helpdesk/email.py).
        Some(received) => {
            let status = new_status.unwrap_or(before.status);
            let reopened = status == context.config.helpdesk.ticket_reopened_status;
            received.title(context, reopened)
        }
        None => compose_title(
            context, title, &comment, &before, &checked, new_status, reassigned,
        ),
    };
    set_resolution(context, &before, &comment, new_status, &mut checked);
    let after = changes::write(&unit.tx, before.clone(), &checked.changes, now).await?;
    let old_values = changes::write_values(&unit.tx, after.id, &checked.values).await?;

    // This is the old queue, because django-helpdesk moves the ticket after it saves the follow-up.
    let time_spent = spent::time_spent(
        context,
        &unit.tx,
        (&after, before.queue_id),
        (false, now),
        time_spent,
    )
    .await?;
    let ticket = (&after, &*queue);
    let messages = if let Some(received) = received {
        let followers = received::follow(unit, &after, &received.followers).await?;
        let inside = unit.view(context);
        received
            .plan_update(&inside, ticket, owner.as_deref(), &followers)
            .await?
    } else {
        messages
            .unwrap_or_else(|| recipients::plan(context, &known, ticket, owner.as_deref(), &change))
    };
    // django-helpdesk stores the author only for staff, because its other authors are not signed
    // in. Here they are.
    let author = context.viewer.id().filter(|_| context.dialect.has_author());
    let reopened = context.config.helpdesk.ticket_reopened_status;
    let row = followup::ActiveModel {
        id: number.map_or(NotSet, Set),
        ticket_id: Set(after.id),
        date: Set(now),
        title: Set(Some(title)),
        comment: Set(Some(comment)),
        public: Set(public),
        user_id: Set(author),
        new_status: Set(match received {
            Some(_) => Some(after.status).filter(|status| *status == reopened),
            None => new_status,
        }),
        message_id: Set(received.and_then(|received| received.message_id.clone())),
        time_spent: Set(time_spent.map(Interval)),
        email_recipients: Set(notifications::recorded_addresses(context, &messages)),
    };
    let followup = insert_followup(context, unit, row).await?;

    let mut rows = changed_fields(
        (&before, old_owner.as_deref()),
        (&after, owner.as_deref()),
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
    if received.is_some() {
        // django-helpdesk records a reopening by email only in the follow-up.
        rows.clear();
    }
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
    let attachments = store::insert_all(unit, after.id, followup.id, &files).await?;
    references::write_backlinks(context, unit, &after, followup.comment.as_deref(), now).await?;
    let details = ChangeDetails {
        before: Some(&before),
        ticket: &after,
        queue: &queue,
        owner: owner.as_deref(),
        followup: &followup,
        files: if context.dialect.attaches_files() {
            &attachments
        } else {
            &[]
        },
        // The follow-up of an email is the newest message of the ticket.
        mail: mail.as_ref().filter(|_| received.is_none()),
    };
    enqueue::enqueue_change(context, unit, ChangeKind::FollowUp, details, messages).await?;
    if context.dialect.has_author() {
        subscribe::subscribe(context, &unit.tx, &after, owner.as_deref()).await?;
    }
    Ok(Recorded {
        ticket: after,
        followup,
        attachments,
    })
}

/// Inserts a follow-up and returns it as it is stored.
///
/// # Errors
/// Database errors.
pub(in crate::domain::tickets) async fn insert_followup(
    context: &Context,
    unit: &Unit,
    row: followup::ActiveModel,
) -> Result<followup::Model> {
    let mut followup = write::insert(&unit.tx, row).await?;
    if !context.db.stores_recipients() {
        followup.email_recipients = None;
    }
    Ok(followup)
}

/// Whether more than `modified` changed.
fn ticket_changed(before: &ticket::Model, after: &ticket::Model) -> bool {
    ticket::Model {
        modified: after.modified,
        ..before.clone()
    } != *after
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
