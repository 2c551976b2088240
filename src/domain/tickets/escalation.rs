//! Escalates tickets that wait too long: raises their priority by one step and notifies submitter,
//! owner and followers (helpdesk/management/commands/escalate_tickets.py).
//!
//! Each ticket is escalated in a separate transaction, which checks again under the ticket's lock that
//! it is due. So a ticket is escalated once, even if two workers run.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use entity::values::Timestamp;
use entity::{escalation_exclusion, escalation_exclusion_queue, queue, ticket};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select};

use crate::domain::delivery::notifications::{self, Roles};
use crate::domain::tickets::changes::{Changes, CheckedChanges};
use crate::domain::tickets::followups::record::{self, Draft};
use crate::domain::tickets::lock::lock_tickets;
use crate::domain::tickets::received;
use crate::domain::unit::{self, Unit};
use crate::domain::{Context, Result, access};

/// Maximum number of tickets that one statement reads.
const PAGE: u64 = 200;
/// The highest priority, which is not escalated.
const HIGHEST: i32 = 1;
/// Maximum number of days of a queue; longer times mean that nothing is escalated.
const MAX_DAYS: i32 = 3660;

/// A queue whose tickets are escalated.
#[derive(Clone, Debug)]
pub struct EscalatedQueue {
    /// The queue.
    pub queue: queue::Model,
    /// Days after which a ticket is escalated, as the queue says.
    pub days: i32,
    /// Tickets created or escalated before this time are due.
    pub limit: DateTime<Utc>,
}

/// An escalated ticket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Escalated {
    /// Its ID.
    pub ticket: i32,
    /// Its priority before.
    pub before: i32,
    /// Its priority now.
    pub after: i32,
}

/// The queues with tickets to escalate, all or those with these slugs.
///
/// # Errors
/// Database errors.
pub async fn queues(context: &Context, slugs: &[String]) -> Result<Vec<EscalatedQueue>> {
    let mut select = queue::Entity::find()
        .filter(queue::Column::EscalateDays.gt(0))
        .filter(queue::Column::EscalateDays.lte(MAX_DAYS))
        .order_by_asc(queue::Column::Id);
    if !slugs.is_empty() {
        select = select.filter(queue::Column::Slug.is_in(slugs));
    }
    let queues = select.all(&context.db).await?;
    let now = context.clock.now();
    let longest = queues.iter().filter_map(|queue| queue.escalate_days).max();
    let Some(longest) = longest else {
        return Ok(Vec::new());
    };
    let excluded = Exclusions::read(context, now, longest).await?;
    let escalated = |queue: queue::Model| {
        let days = queue.escalate_days?;
        let limit = now - TimeDelta::days(excluded.counted_days(queue.id, now, days));
        Some(EscalatedQueue { queue, days, limit })
    };
    Ok(queues.into_iter().filter_map(escalated).collect())
}

/// Days on which nothing is escalated.
struct Exclusions {
    /// The days of all queues.
    all: BTreeSet<NaiveDate>,
    /// The days of some queues. django-helpdesk applies them to all queues, although its form says
    /// otherwise.
    some: BTreeMap<i32, BTreeSet<NaiveDate>>,
}

impl Exclusions {
    async fn read(context: &Context, now: DateTime<Utc>, days: i32) -> Result<Self> {
        use escalation_exclusion::Column as C;
        let today = now.date_naive();
        let first = today - TimeDelta::days(days.into());
        let rows = escalation_exclusion::Entity::find()
            .filter(C::Date.gte(first))
            .filter(C::Date.lt(today))
            .all(&context.db)
            .await?;
        let links = escalation_exclusion_queue::Entity::find()
            .filter(
                escalation_exclusion_queue::Column::EscalationexclusionId
                    .is_in(rows.iter().map(|row| row.id)),
            )
            .all(&context.db)
            .await?;
        let mut exclusions = Self {
            all: BTreeSet::new(),
            some: BTreeMap::new(),
        };
        for row in rows {
            let mut queues = links
                .iter()
                .filter(|link| link.escalationexclusion_id == row.id)
                .peekable();
            if queues.peek().is_none() {
                exclusions.all.insert(row.date);
            }
            for link in queues {
                let days = exclusions.some.entry(link.queue_id).or_default();
                days.insert(row.date);
            }
        }
        Ok(exclusions)
    }

    /// The number of days before today, of the last `days`, that are not excluded. As in
    /// django-helpdesk, tickets of this age are due.
    fn counted_days(&self, queue: i32, now: DateTime<Utc>, days: i32) -> i64 {
        let today = now.date_naive();
        let some = self.some.get(&queue);
        let excluded =
            |day: &NaiveDate| self.all.contains(day) || some.is_some_and(|some| some.contains(day));
        let counted = (1..=i64::from(days))
            .map(|ago| today - TimeDelta::days(ago))
            .filter(|day| !excluded(day))
            .count();
        i64::try_from(counted).unwrap_or_default()
    }
}

/// The tickets of a queue that are due.
fn due(context: &Context, queue: &EscalatedQueue) -> Select<ticket::Entity> {
    use ticket::Column as C;
    let limit = Timestamp::from(queue.limit);
    access::tickets(context, None)
        .filter(C::QueueId.eq(queue.queue.id))
        .filter(C::Status.is_in(context.config.helpdesk.ticket_open_statuses.iter().copied()))
        .filter(C::Priority.gt(HIGHEST))
        .filter(C::OnHold.eq(false))
        .filter(
            Condition::any().add(C::LastEscalation.lte(limit)).add(
                Condition::all()
                    .add(C::LastEscalation.is_null())
                    .add(C::Created.lte(limit)),
            ),
        )
}

/// The tickets of a queue that are due and have a higher ID than `after`, ordered by ID: at most 200.
///
/// # Errors
/// Database errors.
pub async fn find_due(
    context: &Context,
    queue: &EscalatedQueue,
    after: i32,
) -> Result<Vec<(i32, i32)>> {
    Ok(due(context, queue)
        .filter(ticket::Column::Id.gt(after))
        .order_by_asc(ticket::Column::Id)
        .limit(PAGE)
        .select_only()
        .column(ticket::Column::Id)
        .column(ticket::Column::Priority)
        .into_tuple()
        .all(&context.db)
        .await?)
}

/// Escalates a ticket. `None` if it is no longer due.
///
/// # Errors
/// Database errors.
pub async fn escalate(
    context: &Context,
    queue: &EscalatedQueue,
    ticket: i32,
) -> Result<Option<Escalated>> {
    unit::run(context, &[], |mut unit| async move {
        let outcome = Box::pin(write(context, &mut unit, queue, ticket)).await;
        (unit, outcome)
    })
    .await
}

async fn write(
    context: &Context,
    unit: &mut Unit,
    queue: &EscalatedQueue,
    id: i32,
) -> Result<Option<Escalated>> {
    lock_tickets(&unit.tx, [id]).await?;
    let Some(mut ticket) = due(context, queue)
        .filter(ticket::Column::Id.eq(id))
        .lock_exclusive()
        .one(&unit.tx)
        .await?
    else {
        return Ok(None);
    };
    let now = Timestamp::from(context.clock.now());
    ticket::Entity::update_many()
        .col_expr(ticket::Column::LastEscalation, Expr::value(now))
        .filter(ticket::Column::Id.eq(id))
        .exec(&unit.tx)
        .await?;
    ticket.last_escalation = Some(now);
    let (before, after) = (ticket.priority, ticket.priority - 1);
    let escalated = ticket::Model {
        priority: after,
        ..ticket.clone()
    };
    let days = queue.days.to_string();
    let language = &context.language;
    let draft = Draft {
        title: Some(language.gettext("Ticket Escalated").into_owned()),
        comment: language.format("Ticket escalated after %(nb)s days", &[("nb", &days)]),
        public: true,
        messages: Some(plan(context, unit, &queue.queue, &escalated).await?),
        checked: CheckedChanges {
            changes: Changes {
                priority: Some(after),
                ..Changes::default()
            },
            ..CheckedChanges::default()
        },
        ..Draft::default()
    };
    record::record(context, unit, ticket, draft).await?;
    Ok(Some(Escalated {
        ticket: id,
        before,
        after,
    }))
}

/// The notifications of an escalation.
async fn plan(
    context: &Context,
    unit: &mut Unit,
    queue: &queue::Model,
    ticket: &ticket::Model,
) -> Result<Vec<notifications::Message>> {
    let followers = received::follow(unit, ticket, &[]).await?;
    let owner = match ticket.assigned_to_id {
        Some(owner) => {
            entity::user::Entity::find_by_id(owner)
                .one(&unit.tx)
                .await?
        }
        None => None,
    };
    let steps = [Roles {
        submitter: Some("escalated_submitter"),
        ticket_cc: Some("escalated_cc"),
        assigned_to: Some("escalated_owner"),
        ..Roles::default()
    }];
    let templates = notifications::existing_templates(context, &unit.tx, queue, &steps).await?;
    Ok(notifications::plan(
        &templates,
        (ticket, queue),
        owner.as_ref(),
        &followers,
        None,
        &steps,
    ))
}
