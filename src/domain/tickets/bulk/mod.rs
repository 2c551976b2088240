//! Changes or deletes several tickets in one transaction, with a result for each.

mod delete;
mod update;

use std::collections::{HashMap, HashSet};

use entity::{followup, ticket};
use sea_orm::QueryFilter;

use crate::domain::access::{self, Scope};
use crate::domain::query::among;
use crate::domain::{Code, Context, Error, FieldError, Result};

pub use delete::delete;
pub use update::{BulkUpdate, update};

/// Maximum number of tickets.
pub const MAX_TICKETS: usize = 100;

/// The consequence for the other tickets if one fails.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, async_graphql::Enum)]
#[graphql(name = "BulkPolicy")]
pub enum Policy {
    /// Nothing is written unless all tickets can be.
    #[default]
    AllOrNothing,
    /// Tickets that fail are left out, and all others are written.
    SkipFailures,
    /// Tickets are written in the given order until one fails.
    StopAtFirst,
}

/// The outcome for a ticket.
#[derive(Debug)]
pub enum Outcome {
    /// It was changed or deleted; with `validate_only`, it would be.
    Done {
        /// The ticket after the change, or before it was deleted.
        ticket: Box<ticket::Model>,
        /// The follow-up that records the change; `None` with `validate_only`, and for deleted
        /// tickets.
        followup: Option<Box<followup::Model>>,
    },
    /// It already had these values.
    Unchanged(Box<ticket::Model>),
    /// It cannot be changed or deleted.
    Failed(Error),
    /// It was left out because another ticket failed.
    Skipped,
}

/// The result for a ticket.
#[derive(Debug)]
pub struct Item {
    /// The ID of the ticket.
    pub id: i32,
    /// The outcome for it.
    pub outcome: Outcome,
}

/// The next step for a ticket.
enum Step {
    Write,
    Keep,
    Fail(Error),
}

/// Validates the IDs: at least one, not too many, and none twice.
fn check_ids(ids: &[i32], errors: &mut Vec<FieldError>) {
    if ids.is_empty() {
        errors.push(FieldError::new("ids", Code::Required));
    }
    if ids.len() > MAX_TICKETS {
        let most = i64::try_from(MAX_TICKETS).unwrap_or(i64::MAX);
        errors.push(FieldError::new("ids", Code::MaxItems(most)));
        return;
    }
    let mut seen = HashSet::new();
    for (at, id) in ids.iter().enumerate() {
        if !seen.insert(*id) {
            errors.push(FieldError {
                path: vec!["ids".to_owned(), at.to_string()],
                code: Code::Twice,
            });
        }
    }
}

/// The tickets with these IDs that the viewer works on.
async fn find_tickets(context: &Context, ids: &[i32]) -> Result<HashMap<i32, ticket::Model>> {
    let rows = access::tickets(context, Some(Scope::Agent))
        .filter(among(&context.db, ticket::Column::Id, ids))
        .all(&context.db)
        .await?;
    Ok(rows.into_iter().map(|row| (row.id, row)).collect())
}

/// Applies the policy: the number of tickets, from the first, that are considered at all.
fn considered(policy: Policy, steps: &[(i32, Step)]) -> usize {
    let first_failure = steps
        .iter()
        .position(|(_, step)| matches!(step, Step::Fail(_)));
    match (policy, first_failure) {
        (Policy::SkipFailures, _) | (_, None) => steps.len(),
        (Policy::AllOrNothing, Some(_)) => 0,
        (Policy::StopAtFirst, Some(at)) => at,
    }
}

/// The result for a ticket that is not written. `is_considered`: as [`considered`] says.
fn unwritten(
    policy: Policy,
    step: Step,
    ticket: Option<&ticket::Model>,
    is_considered: bool,
    is_first_failure: bool,
) -> Outcome {
    match (step, ticket) {
        (Step::Fail(error), _) if policy != Policy::StopAtFirst || is_first_failure => {
            Outcome::Failed(error)
        }
        (Step::Keep, Some(ticket)) if is_considered => Outcome::Unchanged(Box::new(ticket.clone())),
        (Step::Write, Some(ticket)) if is_considered => Outcome::Done {
            ticket: Box::new(ticket.clone()),
            followup: None,
        },
        _ => Outcome::Skipped,
    }
}
