//! Deletes several tickets.

use std::collections::HashMap;

use entity::ticket;

use super::{Item, Policy, Step, check_ids, considered, find_tickets, unwritten};
use crate::domain::core::tasks;
use crate::domain::tickets::delete::delete_rows;
use crate::domain::tickets::lock::lock_tickets;
use crate::domain::unit::referrers::{self, Deletion};
use crate::domain::unit::{self, Unit};
use crate::domain::{Context, Error, FieldError, Result};

/// Deletes tickets that the viewer works on, and after the commit their files. Returns the results
/// in the order of the IDs.
///
/// # Errors
/// [`Error::Invalid`] for invalid IDs; database errors.
pub async fn delete(
    context: &Context,
    ids: Vec<i32>,
    policy: Policy,
    mut errors: Vec<FieldError>,
    validate_only: bool,
) -> Result<Vec<Item>> {
    if !context.viewer.is_authenticated() {
        return Err(Error::Unauthenticated);
    }
    check_ids(&ids, &mut errors);
    if !errors.is_empty() {
        return Err(Error::Invalid(errors));
    }
    if validate_only {
        let found = find_tickets(context, &ids).await?;
        let steps = plan(context, &ids, &found).await?;
        return Ok(results(policy, steps, &found));
    }
    let work = move |context: Context| async move {
        let (context, ids) = (&context, &ids);
        unit::run(context, &[], |mut unit| async move {
            let outcome = Box::pin(write(context, &mut unit, ids, policy)).await;
            (unit, outcome)
        })
        .await
    };
    tasks::run_to_end(context, work).await
}

/// Determines the step for each ticket.
async fn plan(
    context: &Context,
    ids: &[i32],
    found: &HashMap<i32, ticket::Model>,
) -> Result<Vec<(i32, Step)>> {
    let mut steps = Vec::with_capacity(ids.len());
    for id in ids {
        let step = if found.contains_key(id) {
            match referrers::check_unreferenced(&context.db, Deletion::Ticket(*id)).await {
                Ok(()) => Step::Write,
                Err(error @ Error::Conflict { .. }) => Step::Fail(error),
                Err(error) => return Err(error),
            }
        } else {
            Step::Fail(Error::NotFound)
        };
        steps.push((*id, step));
    }
    Ok(steps)
}

/// The results for all tickets.
fn results(
    policy: Policy,
    steps: Vec<(i32, Step)>,
    found: &HashMap<i32, ticket::Model>,
) -> Vec<Item> {
    let considered = considered(policy, &steps);
    steps
        .into_iter()
        .enumerate()
        .map(|(at, (id, step))| Item {
            id,
            outcome: unwritten(
                policy,
                step,
                found.get(&id),
                at < considered,
                at == considered,
            ),
        })
        .collect()
}

async fn write(
    context: &Context,
    unit: &mut Unit,
    ids: &[i32],
    policy: Policy,
) -> Result<Vec<Item>> {
    lock_tickets(&unit.tx, ids.iter().copied()).await?;
    let inside = unit.view(context);
    let found = find_tickets(&inside, ids).await?;
    let steps = plan(&inside, ids, &found).await?;
    for (id, step) in &steps[..considered(policy, &steps)] {
        if matches!(step, Step::Write) {
            match delete_rows(context, unit, *id).await {
                // It was merged into one before it in the list, and deleted with that.
                Err(Error::NotFound) if context.config.helpdesk.delete_merged_tickets => {}
                deleted => deleted?,
            }
        }
    }
    Ok(results(policy, steps, &found))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::tickets::bulk::Outcome;

    fn ticket(id: i32) -> ticket::Model {
        let now = entity::values::Timestamp(chrono::DateTime::UNIX_EPOCH);
        ticket::Model {
            id,
            title: String::new(),
            created: now,
            modified: now,
            submitter_email: None,
            status: 1,
            on_hold: false,
            description: None,
            resolution: None,
            priority: 3,
            due_date: None,
            last_escalation: None,
            assigned_to_id: None,
            queue_id: 1,
            secret_key: String::new(),
            kbitem_id: None,
            merged_to_id: None,
        }
    }

    #[test]
    fn policies() {
        let found: HashMap<_, _> = [1, 3, 5].map(|id| (id, ticket(id))).into();
        let outcomes = |policy| -> Vec<&'static str> {
            let steps = vec![
                (1, Step::Write),
                (2, Step::Fail(Error::NotFound)),
                (3, Step::Write),
                (4, Step::Fail(Error::NotFound)),
                (5, Step::Keep),
            ];
            results(policy, steps, &found)
                .iter()
                .map(|item| match item.outcome {
                    Outcome::Done { .. } => "done",
                    Outcome::Unchanged(_) => "unchanged",
                    Outcome::Failed(_) => "failed",
                    Outcome::Skipped => "skipped",
                })
                .collect()
        };
        let expected = ["skipped", "failed", "skipped", "failed", "skipped"];
        assert_eq!(outcomes(Policy::AllOrNothing), expected);
        let expected = ["done", "failed", "done", "failed", "unchanged"];
        assert_eq!(outcomes(Policy::SkipFailures), expected);
        let expected = ["done", "failed", "skipped", "skipped", "skipped"];
        assert_eq!(outcomes(Policy::StopAtFirst), expected);
    }
}
