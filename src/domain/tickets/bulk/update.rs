//! Changes several tickets in the same way.

use std::collections::HashMap;
use std::sync::Arc;

use entity::{queue, ticket};

use super::{Item, Outcome, Policy, Step, check_ids, considered, find_tickets, unwritten};
use crate::domain::core::tasks;
use crate::domain::desk::queues;
use crate::domain::tickets::changes::{self, Changes, CheckedChanges};
use crate::domain::tickets::followups::recipients::Known;
use crate::domain::tickets::followups::record::{self, Draft};
use crate::domain::tickets::lock::lock_tickets;
use crate::domain::tickets::status_flow;
use crate::domain::unit::{self, Unit};
use crate::domain::{Context, Error, FieldError, Result};

/// A change of several tickets.
#[derive(Clone, Debug, Default)]
pub struct BulkUpdate {
    /// The IDs of the tickets.
    pub ids: Vec<i32>,
    /// The changes.
    pub changes: Changes,
    /// Whether the follow-ups are public.
    pub public: bool,
    /// Whether people get email.
    pub notify: bool,
    /// The consequence for the other tickets if one fails.
    pub policy: Policy,
    /// Only validates the input, and writes nothing.
    pub validate_only: bool,
}

/// Changes tickets that the viewer works on, and returns the results in the order of the IDs. Each
/// change is recorded like that of a single ticket.
///
/// # Errors
/// [`Error::Invalid`] if the changes are invalid for every ticket; database errors.
pub async fn update(context: &Context, mut input: BulkUpdate) -> Result<Vec<Item>> {
    if !context.viewer.is_authenticated() {
        return Err(Error::Unauthenticated);
    }
    check_ids(&input.ids)?;
    let changes = std::mem::take(&mut input.changes);
    let checked = changes::check(context, None, changes).await?;
    if input.validate_only {
        let found = find_tickets(context, &input.ids).await?;
        let steps = plan(context, &input, &checked, &found).await?;
        return Ok(results(&input, steps, &found, HashMap::new()));
    }
    let work = |context: Context| async move {
        let (context, input, checked) = (&context, &input, &checked);
        unit::run(context, &[], |mut unit| async move {
            let outcome = Box::pin(write(context, &mut unit, input, checked)).await;
            (unit, outcome)
        })
        .await
    };
    let items: Vec<Item> = tasks::run_to_end(context, work).await?;
    for item in &items {
        if let Outcome::Done { ticket, .. } = &item.outcome {
            context.written_tickets.add(ticket.id);
        }
    }
    Ok(items)
}

/// Determines the step for each ticket.
async fn plan(
    context: &Context,
    input: &BulkUpdate,
    checked: &CheckedChanges,
    found: &HashMap<i32, ticket::Model>,
) -> Result<Vec<(i32, Step)>> {
    let rows: Vec<ticket::Model> = found.values().cloned().collect();
    let mut errors: HashMap<i32, FieldError> =
        status_flow::errors(context, &rows, checked.changes.status)
            .await?
            .into_iter()
            .collect();
    let mut steps = Vec::with_capacity(input.ids.len());
    for id in &input.ids {
        let step = match (found.get(id), errors.remove(id)) {
            (None, _) => Step::Fail(Error::NotFound),
            (Some(_), Some(error)) => Step::Fail(Error::Invalid(vec![error])),
            (Some(ticket), None) => {
                if changes::changes_anything(&context.db, ticket, checked).await? {
                    Step::Write
                } else {
                    Step::Keep
                }
            }
        };
        steps.push((*id, step));
    }
    Ok(steps)
}

/// The results for all tickets, of which `written` were written.
fn results(
    input: &BulkUpdate,
    steps: Vec<(i32, Step)>,
    found: &HashMap<i32, ticket::Model>,
    mut written: HashMap<i32, Outcome>,
) -> Vec<Item> {
    let considered = considered(input.policy, &steps);
    let steps = steps.into_iter().enumerate();
    steps
        .map(|(at, (id, step))| {
            let outcome = written.remove(&id).unwrap_or_else(|| {
                let is_first_failure = at == considered;
                let is_considered = at < considered;
                unwritten(
                    input.policy,
                    step,
                    found.get(&id),
                    is_considered,
                    is_first_failure,
                )
            });
            Item { id, outcome }
        })
        .collect()
}

async fn write(
    context: &Context,
    unit: &mut Unit,
    input: &BulkUpdate,
    checked: &CheckedChanges,
) -> Result<Vec<Item>> {
    lock_tickets(&unit.tx, input.ids.iter().copied()).await?;
    let inside = unit.view(context);
    let found = find_tickets(&inside, &input.ids).await?;
    let steps = plan(&inside, input, checked, &found).await?;
    let considered = considered(input.policy, &steps);
    let writing: Vec<ticket::Model> = steps[..considered]
        .iter()
        .filter(|(_, step)| matches!(step, Step::Write))
        .filter_map(|(id, _)| found.get(id).cloned())
        .collect();
    let mut written = HashMap::new();
    if !writing.is_empty() {
        let known = Known::read(&inside, &writing, checked.changes.assigned_to.flatten()).await?;
        let known = Arc::new(known);
        let queues = read_queues(&inside, &writing).await?;
        for ticket in writing {
            let id = ticket.id;
            let queue = queues.get(&ticket.queue_id).cloned();
            let draft = Draft {
                public: input.public,
                checked: CheckedChanges {
                    queue: checked.queue.clone().or(queue),
                    ..checked.clone()
                },
                messages: (!input.notify).then(Vec::new),
                known: Some(Arc::clone(&known)),
                ..Draft::default()
            };
            let (ticket, followup) = Box::pin(record::record(context, unit, ticket, draft)).await?;
            let outcome = Outcome::Done {
                ticket: Box::new(ticket),
                followup: Some(Box::new(followup)),
            };
            written.insert(id, outcome);
        }
    }
    Ok(results(input, steps, &found, written))
}

/// The queues of tickets by ID.
async fn read_queues(
    context: &Context,
    tickets: &[ticket::Model],
) -> Result<HashMap<i32, queue::Model>> {
    let ids: Vec<i32> = tickets.iter().map(|ticket| ticket.queue_id).collect();
    let queues = queues::by_ids(context, &ids).await?;
    Ok(queues.into_iter().map(|queue| (queue.id, queue)).collect())
}
