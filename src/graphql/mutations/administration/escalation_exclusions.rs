//! Mutations of day offs.

use async_graphql::{ID, InputObject, MaybeUndefined};
use entity::escalation_exclusion;

use super::record::{parse_ids, record_mutations};
use crate::domain::desk::administration::escalation_exclusions::{EscalationExclusionDraft, blank};
use crate::domain::{self, Context};
use crate::graphql::id::NodeKind;
use crate::graphql::inputs::changes::given;
use crate::graphql::scalars::Date;
use crate::graphql::types::desk::{EscalationExclusion, EscalationExclusions};

/// Day off to create.
#[derive(InputObject)]
pub struct EscalationExclusionCreateInput {
    /// Name of the day off, at most 100 characters.
    pub name: String,
    /// Date of the day off.
    pub date: Date,
    /// IDs of the queues that the day off is for, at most 500: global IDs or numbers. All queues by
    /// default.
    pub queue_ids: Option<Vec<ID>>,
    /// Validates the input without writing anything.
    #[graphql(default)]
    pub validate_only: bool,
    /// Key that the client chooses, at most 255 characters. A repeated request with the same key
    /// and the same input returns the first result instead of creating a duplicate, for 24 hours
    /// unless the installation sets another time. A different input is a CONFLICT, and so is a
    /// created object that was deleted. An explicit default counts as an omitted field.
    pub idempotency_key: Option<String>,
}

/// Changes of a day off. Omitted fields do not change.
#[derive(InputObject)]
pub struct EscalationExclusionUpdateInput {
    /// ID of the day off: a global ID or a number.
    pub id: ID,
    /// Name of the day off, at most 100 characters. Not null.
    pub name: MaybeUndefined<String>,
    /// Date of the day off. Not null.
    pub date: MaybeUndefined<Date>,
    /// IDs of all queues that the day off is for, at most 500: global IDs or numbers. If the list is
    /// empty, it is for all queues. Not null.
    pub queue_ids: MaybeUndefined<Vec<ID>>,
    /// Validates the input without writing anything.
    #[graphql(default)]
    pub validate_only: bool,
}

impl EscalationExclusionCreateInput {
    /// Converts to the row with Django's defaults and the domain's input.
    async fn into_domain(
        self,
        _context: &Context,
    ) -> domain::Result<(escalation_exclusion::Model, EscalationExclusionDraft)> {
        let mut errors = Vec::new();
        let draft = EscalationExclusionDraft {
            name: Some(self.name),
            date: Some(self.date.0),
            queues: parse_ids(NodeKind::Queue, "queue_ids", self.queue_ids, &mut errors),
            errors,
        };
        Ok((blank(), draft))
    }
}

impl EscalationExclusionUpdateInput {
    /// Converts to the domain's input.
    fn into_domain(self) -> EscalationExclusionDraft {
        let mut errors = Vec::new();
        EscalationExclusionDraft {
            name: given(self.name, "name", &mut errors),
            date: given(self.date, "date", &mut errors).map(|date| date.0),
            queues: parse_ids(
                NodeKind::Queue,
                "queue_ids",
                given(self.queue_ids, "queue_ids", &mut errors),
                &mut errors,
            ),
            errors,
        }
    }
}

record_mutations! {
    /// Mutations of day offs.
    EscalationExclusionMutation: escalation_exclusion::Entity, NodeKind::EscalationExclusion, escalation_exclusion: EscalationExclusion,
    |row| EscalationExclusions::of_rows(vec![row]).pop();

    /// Creates a day off. Only for staff with the permission `helpdesk.add_escalationexclusion`.
    ///
    #[doc = r#"```graphql
mutation {
  escalationExclusionCreate(input: { name: "Easter Monday", date: "2027-03-29" }) {
    escalationExclusion { databaseId name date queues { title } }
    userErrors { field message code }
  }
}
```"#]
    escalation_exclusion_create(EscalationExclusionCreateInput = "Day off to create.")
        -> EscalationExclusionCreatePayload = "Result of `escalationExclusionCreate`.",
        "Created day off. Null if there are errors or `validateOnly` is set.";

    /// Updates a day off. Only for staff with the permission `helpdesk.change_escalationexclusion`.
    ///
    #[doc = r#"```graphql
mutation {
  escalationExclusionUpdate(input: { id: "1", name: "New Year's Day", date: "2027-01-01" }) {
    escalationExclusion { databaseId name date queues { title } }
    userErrors { field message code }
  }
}
```"#]
    escalation_exclusion_update(EscalationExclusionUpdateInput = "Changes of the day off.")
        -> EscalationExclusionUpdatePayload = "Result of `escalationExclusionUpdate`.",
        "Day off after the update; with `validateOnly`, its current state. Null if there are errors.";

    /// Deletes a day off. Only for staff with the permission
    /// `helpdesk.delete_escalationexclusion`.
    ///
    #[doc = r#"```graphql
mutation {
  escalationExclusionDelete(input: { id: "1" }) { deletedId deletedDatabaseId userErrors { field message code } }
}
```"#]
    escalation_exclusion_delete(EscalationExclusionDeleteInput = "Day off to delete.")
        -> EscalationExclusionDeletePayload = "Result of `escalationExclusionDelete`.";
}
