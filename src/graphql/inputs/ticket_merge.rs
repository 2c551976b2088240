//! Input of `ticketMerge`.

use async_graphql::{Context, ID, InputObject};

use crate::domain;
use crate::domain::FieldError;
use crate::domain::tickets::merge::{Field, TicketMerge};
use crate::graphql::id::{NodeKind, Reference};
use crate::graphql::inputs::changes::TicketChangesInput;
use crate::graphql::inputs::ticket_bulk::parse_ids;
use crate::graphql::types::context;

/// Tickets to merge. Fields of the ticket that stays can come from one of the tickets (`picks`), or
/// get a new value; omitted fields do not change.
#[derive(Clone, Debug, InputObject)]
pub struct TicketMergeInput {
    /// ID of the ticket that stays: a global ID or a number.
    pub ticket_id: ID,
    /// IDs of the tickets to merge into it, each once: global IDs or numbers. 1 to 20. All tickets
    /// must be in the same queue, and none may have been merged before.
    pub merged_ids: Vec<ID>,
    /// Fields whose value comes from one of the tickets, each at most once.
    #[graphql(default)]
    pub picks: Vec<TicketMergePickInput>,
    /// Custom fields whose value comes from one of the tickets, each at most once. A ticket without
    /// a value changes nothing.
    #[graphql(default)]
    pub custom_field_picks: Vec<TicketMergeCustomFieldPickInput>,
    /// New values.
    #[graphql(flatten)]
    pub changes: TicketChangesInput,
    /// Whether the submitters and followers of the merged tickets get email.
    #[graphql(default = true)]
    pub notify: bool,
    /// Validates the input and returns the effects without writing anything.
    #[graphql(default)]
    pub validate_only: bool,
}

/// Field whose value comes from one of the tickets.
#[derive(Clone, Debug, InputObject)]
pub struct TicketMergePickInput {
    /// Field.
    pub field: Field,
    /// ID of the ticket: a global ID or a number.
    pub ticket_id: ID,
}

/// Custom field whose value comes from one of the tickets.
#[derive(Clone, Debug, InputObject)]
pub struct TicketMergeCustomFieldPickInput {
    /// Name of the field.
    pub name: String,
    /// ID of the ticket: a global ID or a number.
    pub ticket_id: ID,
}

/// Parses the ticket of a pick. An invalid ID leaves the pick out, with an error at its position.
fn parse_pick(name: &str, at: usize, id: &ID, errors: &mut Vec<FieldError>) -> Option<i32> {
    let error = |code| FieldError {
        path: vec![name.to_owned(), at.to_string(), "ticketId".to_owned()],
        code,
    };
    NodeKind::Ticket
        .parse_id(id)
        .map_err(|code| errors.push(error(code)))
        .ok()
}

impl TicketMergeInput {
    /// Converts to the domain's input.
    ///
    /// # Errors
    /// Nobody is signed in; not the ID of a ticket.
    pub fn into_domain(self, ctx: &Context<'_>) -> domain::Result<TicketMerge> {
        let mut errors = Vec::new();
        let ticket = Reference::TICKET.parse_target(context(ctx), &self.ticket_id)?;
        let merged = parse_ids(ctx, "merged_ids", &self.merged_ids, &mut errors)?;
        let mut picks = Vec::with_capacity(self.picks.len());
        for (at, pick) in self.picks.iter().enumerate() {
            let id = parse_pick("picks", at, &pick.ticket_id, &mut errors);
            picks.extend(id.map(|id| (pick.field, id)));
        }
        let mut custom_picks = Vec::with_capacity(self.custom_field_picks.len());
        for (at, pick) in self.custom_field_picks.into_iter().enumerate() {
            let id = parse_pick("custom_field_picks", at, &pick.ticket_id, &mut errors);
            custom_picks.extend(id.map(|id| (pick.name, id)));
        }
        Ok(TicketMerge {
            ticket,
            merged,
            picks,
            custom_picks,
            changes: self.changes.into(),
            notify: self.notify,
            errors,
            validate_only: self.validate_only,
        })
    }
}
