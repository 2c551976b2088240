//! Follow-ups as releases of django-helpdesk before 1.2 store them: as sent, without their effects
//! (helpdesk/serializers.py, `FollowUpSerializer.create`).

use entity::values::{Interval, Timestamp};
use entity::{followup, ticket};
use sea_orm::ActiveModelTrait;
use sea_orm::ActiveValue::{NotSet, Set};

use crate::domain::tickets::attachments::store;
use crate::domain::tickets::changes::{self, Changes};
use crate::domain::tickets::followups::record::Draft;
use crate::domain::tickets::followups::time_spent;
use crate::domain::unit::Unit;
use crate::domain::unit::events::{Kind, NewEvent};
use crate::domain::{Context, Result};

/// Columns of a new follow-up that newer releases derive.
#[derive(Clone, Debug, Default)]
pub struct Sent {
    /// ID of the author, who need not be the viewer.
    pub author: Option<i32>,
    /// The date; now if missing.
    pub date: Option<Timestamp>,
    /// The title.
    pub title: Option<String>,
    /// The comment.
    pub comment: Option<String>,
    /// A status, which the ticket does not get.
    pub new_status: Option<i32>,
}

/// Stores a follow-up on a locked ticket, which gets a new `modified` and no other change.
///
/// # Errors
/// The database's error.
pub async fn store(
    context: &Context,
    unit: &mut Unit,
    ticket: ticket::Model,
    draft: Draft,
    sent: Sent,
) -> Result<(ticket::Model, followup::Model)> {
    let now = Timestamp::from(context.clock.now());
    let date = sent.date.unwrap_or(now);
    let ticket = changes::write(&unit.tx, ticket, &Changes::default(), now).await?;
    let spent = time_spent::time_spent(
        context,
        &unit.tx,
        (&ticket, ticket.queue_id),
        (false, date),
        draft.time_spent,
    )
    .await?;
    let followup = followup::ActiveModel {
        id: draft.number.map_or(NotSet, Set),
        ticket_id: Set(ticket.id),
        date: Set(date),
        title: Set(sent.title),
        comment: Set(sent.comment),
        public: Set(draft.public),
        user_id: Set(sent.author),
        new_status: Set(sent.new_status),
        message_id: Set(None),
        time_spent: Set(spent.map(Interval)),
        email_recipients: Set(None),
    }
    .insert(&unit.tx)
    .await?;
    unit.add_event(
        NewEvent::new(Kind::FollowUpAdded, ticket.id).followup(followup.id, followup.public),
    );
    for file in &draft.files {
        store::insert(unit, ticket.id, followup.id, file).await?;
    }
    Ok((ticket, followup))
}
