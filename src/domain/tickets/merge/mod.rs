//! Merges tickets into one (helpdesk/views/staff.py, `redirect_from_chosen_ticket`): values of the
//! others can be chosen, their follow-ups with files and their followers move, and they become
//! duplicates. Follow-ups on all of them record that, which django-helpdesk does not do.

mod ccs;
mod plan;
mod write;

use entity::{followup, ticket};

use crate::domain::core::tasks;
use crate::domain::tickets::changes::Changes;
use crate::domain::unit;
use crate::domain::{Context, Error, FieldError, Result};
use plan::Plan;
pub use plan::is_mergeable;

/// Maximum number of tickets to merge into another.
pub const MAX_MERGED: usize = 20;

/// A field whose value can be chosen from one of the tickets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, async_graphql::Enum)]
#[graphql(name = "TicketMergeField")]
pub enum Field {
    /// Title.
    Title,
    /// Date and time of creation.
    CreatedAt,
    /// Date and time when the ticket is due.
    DueAt,
    /// Status.
    Status,
    /// Priority.
    Priority,
    /// Email address of the submitter.
    SubmitterEmail,
    /// Owner.
    AssignedTo,
    /// Description.
    Description,
    /// Resolution.
    Resolution,
}

/// A merge of tickets.
#[derive(Clone, Debug, Default)]
pub struct TicketMerge {
    /// The ID of the ticket that stays.
    pub ticket: i32,
    /// The IDs of the tickets to merge into it.
    pub merged: Vec<i32>,
    /// Fields whose value comes from one of the tickets, by its ID.
    pub picks: Vec<(Field, i32)>,
    /// Custom fields, by name, whose value comes from one of the tickets.
    pub custom_picks: Vec<(String, i32)>,
    /// Other new values of the ticket that stays.
    pub changes: Changes,
    /// Whether the submitters and followers of the merged tickets get email.
    pub notify: bool,
    /// Errors found while the input was converted.
    pub errors: Vec<FieldError>,
    /// Only plans the merge, and writes nothing.
    pub validate_only: bool,
}

/// The effects of a merge.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Effects {
    /// The changed fields of the ticket that stays: display name, old and new value.
    pub changes: Vec<(String, Option<String>, Option<String>)>,
    /// The number of follow-ups that move.
    pub followups: u64,
    /// The number of files that move with them.
    pub attachments: u64,
    /// The addresses that become followers, or whose followers move.
    pub followers: Vec<String>,
    /// The addresses that get email.
    pub recipients: Vec<String>,
}

/// The tickets after a merge; with `validate_only`, before it.
#[derive(Clone, Debug)]
pub struct MergedTickets {
    /// The ticket that stays.
    pub ticket: ticket::Model,
    /// The tickets that were merged into it.
    pub merged: Vec<ticket::Model>,
    /// The follow-up that records the merge; `None` with `validate_only`.
    pub followup: Option<followup::Model>,
    /// The effects.
    pub effects: Effects,
}

/// Merges tickets that the viewer works on.
///
/// # Errors
/// [`Error::NotFound`] for the ticket that stays; [`Error::Invalid`] with all errors; database
/// errors.
pub async fn merge(context: &Context, input: TicketMerge) -> Result<MergedTickets> {
    if !context.viewer.is_authenticated() {
        return Err(Error::Unauthenticated);
    }
    if input.validate_only {
        let plan = Plan::new(context, &input).await?;
        return Ok(MergedTickets {
            ticket: plan.ticket,
            merged: plan.others.into_iter().map(|other| other.ticket).collect(),
            followup: None,
            effects: plan.effects,
        });
    }
    let work = |context: Context| async move {
        let (context, input) = (&context, &input);
        unit::run(context, &[], |mut unit| async move {
            let outcome = Box::pin(write::write(context, &mut unit, input)).await;
            (unit, outcome)
        })
        .await
    };
    let merged = tasks::run_to_end(context, work).await?;
    // Like after an update, the viewer may see a ticket that they just assigned to somebody else.
    context.written_tickets.add(merged.ticket.id);
    Ok(merged)
}
