//! Inputs of the mutations of several tickets.

use async_graphql::{Context, ID, InputObject};

use crate::domain;
use crate::domain::tickets::bulk::{BulkUpdate, Policy};
use crate::domain::{Error, FieldError};
use crate::graphql::id::NodeKind;
use crate::graphql::inputs::changes::TicketChangesInput;
use crate::graphql::types::context;

/// Changes of several tickets. Omitted fields do not change. Null clears a field, unless it requires
/// a value.
#[derive(Clone, Debug, InputObject)]
pub struct TicketsUpdateInput {
    /// IDs of the tickets, each once: global IDs or numbers. 1 to 100.
    pub ids: Vec<ID>,
    /// Changes.
    #[graphql(flatten)]
    pub changes: TicketChangesInput,
    /// Consequence for the other tickets if one cannot be updated.
    #[graphql(default)]
    pub policy: Policy,
    /// Whether the submitters may read the follow-ups that record the changes.
    #[graphql(default)]
    pub public: bool,
    /// Whether submitters, owners and followers get email.
    #[graphql(default = true)]
    pub notify: bool,
    /// Validates the input without writing anything.
    #[graphql(default)]
    pub validate_only: bool,
}

impl TicketsUpdateInput {
    /// Converts to the domain's input.
    ///
    /// # Errors
    /// Nobody is signed in.
    pub fn into_domain(self, ctx: &Context<'_>) -> domain::Result<BulkUpdate> {
        let mut errors = Vec::new();
        let ids = parse_ids(ctx, "ids", &self.ids, &mut errors)?;
        Ok(BulkUpdate {
            ids,
            changes: self.changes.into(),
            public: self.public,
            notify: self.notify,
            policy: self.policy,
            errors,
            validate_only: self.validate_only,
        })
    }
}

/// Tickets to delete.
#[derive(Clone, Debug, InputObject)]
pub struct TicketsDeleteInput {
    /// IDs of the tickets, each once: global IDs or numbers. 1 to 100.
    pub ids: Vec<ID>,
    /// Consequence for the other tickets if one cannot be deleted.
    #[graphql(default)]
    pub policy: Policy,
    /// Validates the input without deleting anything.
    #[graphql(default)]
    pub validate_only: bool,
}

/// Parses IDs of tickets. Invalid ones are left out, with an error at their position.
///
/// # Errors
/// Nobody is signed in.
pub(crate) fn parse_ids(
    ctx: &Context<'_>,
    name: &str,
    ids: &[ID],
    errors: &mut Vec<FieldError>,
) -> domain::Result<Vec<i32>> {
    if !context(ctx).viewer.is_authenticated() {
        return Err(Error::Unauthenticated);
    }
    let mut numbers = Vec::with_capacity(ids.len());
    for (at, id) in ids.iter().enumerate() {
        match NodeKind::Ticket.parse_id(id) {
            Ok(number) => numbers.push(number),
            Err(code) => errors.push(FieldError {
                path: vec![name.to_owned(), at.to_string()],
                code,
            }),
        }
    }
    Ok(numbers)
}
