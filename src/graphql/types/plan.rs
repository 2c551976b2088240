//! Finds out from the selection of tickets what to read with them, so that one statement reads it
//! all. A field that is not planned reads its rows itself, so a plan need not be complete.

use async_graphql::{SelectionField, Value};

use crate::domain::tickets::aggregate::Wanted;
use crate::domain::tickets::list::Extras;
use crate::graphql::types::custom_field::wants_definitions;

/// The parts and columns that a selection of tickets needs.
#[derive(Clone, Copy, Debug, Default)]
pub struct Plan {
    /// The parts to read.
    pub wanted: Wanted,
    /// Whether the tickets are needed into which these were merged.
    pub merged: bool,
    /// Whether the names of the statuses are needed, which mention open dependencies.
    pub blocked: bool,
}

impl Plan {
    /// The plan for a field that is a ticket.
    #[must_use]
    pub fn of_ticket(ticket: &SelectionField<'_>) -> Self {
        let mut plan = Self::default();
        plan.add_ticket(ticket);
        plan.finish()
    }

    /// The plan for the field `ticket` of a mutation's payload.
    #[must_use]
    pub fn of_payload(payload: &SelectionField<'_>) -> Self {
        let mut plan = Self::default();
        let tickets = payload
            .selection_set()
            .filter(|field| field.name() == "ticket");
        tickets.for_each(|ticket| plan.add_ticket(&ticket));
        plan.finish()
    }

    /// The plan for a field that is a connection of tickets.
    #[must_use]
    pub fn of_connection(connection: &SelectionField<'_>) -> Self {
        let mut plan = Self::default();
        nodes(connection, |node| plan.add_ticket(node));
        plan.finish()
    }

    /// The data that the statement of the page reads with the tickets. Queues are joined only if nothing else
    /// needs another statement.
    #[must_use]
    pub fn take_extras(&mut self, total: bool) -> Extras {
        let others = Wanted {
            queues: false,
            queue_names: false,
            ..self.wanted
        };
        let queue = self.wanted != others && others == Wanted::default() && !self.merged;
        if queue {
            self.wanted = others;
        }
        Extras {
            total,
            queue,
            blocked: self.blocked,
        }
    }

    /// Queues with all columns have names.
    fn finish(mut self) -> Self {
        self.wanted.queue_names &= !self.wanted.queues;
        self
    }

    fn add_ticket(&mut self, ticket: &SelectionField<'_>) {
        for field in ticket.selection_set() {
            match field.name() {
                "queue" => self.add_queue(&field),
                "reference" => self.wanted.queue_names = true,
                "statusLabel" => self.blocked = true,
                "assignedTo" => self.wanted.people.owners |= needs_row(&field),
                "followUps" if !is_filtered(&field) => {
                    self.wanted.followups = true;
                    nodes(&field, |node| self.add_followup(node));
                }
                "customFieldValues" => {
                    self.wanted.values = true;
                    self.wanted.definitions |= wants_definitions(&field);
                }
                "ccs" => {
                    self.wanted.ccs = true;
                    self.wanted.workable = true;
                    let users = field.selection_set().filter(|cc| cc.name() == "user");
                    self.wanted.people.followers |= users.into_iter().any(|user| needs_row(&user));
                }
                "dependencies" | "dependents" => {
                    self.wanted.edges = true;
                    self.wanted.linked = true;
                }
                "mergedTo" => self.merged = true,
                "checklists" => {
                    self.wanted.checklists = true;
                    self.wanted.workable = true;
                }
                "secretKey"
                | "viewerCanUpdate"
                | "viewerCanAssign"
                | "viewerCanDelete"
                | "viewerCanMerge"
                | "viewerCanManageFollowers"
                | "viewerCanManageChecklists"
                | "viewerCanManageDependencies" => self.wanted.workable = true,
                "viewerCanChangeStatus" | "viewerCanClose" | "viewerCanReopen" => {
                    self.add_role();
                }
                "allowedStatuses" => {
                    self.add_role();
                    let blocking = |field: SelectionField<'_>| field.name() == "blockedBy";
                    let blocking = field.selection_set().any(blocking);
                    self.wanted.edges |= blocking;
                    self.wanted.linked |= blocking;
                }
                "viewerCanReply" => self.wanted.answerable = true,
                _ => {}
            }
        }
    }

    /// The viewer's role, and whether open dependencies block the ticket.
    fn add_role(&mut self) {
        self.blocked = true;
        self.wanted.workable = true;
        self.wanted.answerable = true;
    }

    fn add_queue(&mut self, queue: &SelectionField<'_>) {
        for field in queue.selection_set() {
            match field.name() {
                "id" | "databaseId" | "__typename" => {}
                "title" | "slug" => self.wanted.queue_names = true,
                name => {
                    self.wanted.queues = true;
                    if name == "defaultOwner" {
                        self.wanted.people.keepers |= needs_row(&field);
                    }
                }
            }
        }
    }

    fn add_followup(&mut self, followup: &SelectionField<'_>) {
        for field in followup.selection_set() {
            match field.name() {
                "user" => self.wanted.people.authors |= needs_row(&field),
                "direction" => self.wanted.people.authors = true,
                "attachments" => self.wanted.attachments = true,
                "changes" => self.wanted.changes = true,
                "timeSpent" | "messageId" | "viewerCanUpdate" | "viewerCanDelete" => {
                    self.wanted.workable = true;
                }
                // The ticket to which the follow-up belongs, again.
                "ticket" => self.add_ticket(&field),
                _ => {}
            }
        }
    }
}

/// Calls `visit` with each selection of a connection's nodes.
fn nodes<'a>(connection: &SelectionField<'a>, mut visit: impl FnMut(&SelectionField<'a>)) {
    for field in connection.selection_set() {
        match field.name() {
            "nodes" => visit(&field),
            "edges" => field
                .selection_set()
                .filter(|edge| edge.name() == "node")
                .for_each(|node| visit(&node)),
            _ => {}
        }
    }
}

/// Whether an object's fields need more than its ID.
fn needs_row(object: &SelectionField<'_>) -> bool {
    object
        .selection_set()
        .any(|field| !matches!(field.name(), "id" | "databaseId" | "__typename"))
}

/// Whether a list has a filter.
fn is_filtered(list: &SelectionField<'_>) -> bool {
    let arguments = list.arguments().unwrap_or_default();
    arguments
        .iter()
        .any(|(name, value)| name == "filter" && *value != Value::Null)
}
