//! Mutations of preset replys.

use async_graphql::{ID, InputObject, MaybeUndefined};
use entity::preset_reply;

use super::record::{parse_ids, record_mutations};
use crate::domain::desk::administration::preset_replies::{PresetReplyDraft, blank};
use crate::domain::{self, Context};
use crate::graphql::id::NodeKind;
use crate::graphql::inputs::changes::given;
use crate::graphql::types::desk::{PresetReplies, PresetReply};

/// Preset reply to create.
#[derive(InputObject)]
pub struct PresetReplyCreateInput {
    /// Name for display, at most 100 characters.
    pub name: String,
    /// Text of the reply: a template in Django's language with the variables `ticket` and `queue`.
    /// Templates with syntax errors are rejected.
    pub body: String,
    /// IDs of the queues that offer the reply, at most 500: global IDs or numbers. All queues by
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

/// Changes of a preset reply. Omitted fields do not change.
#[derive(InputObject)]
pub struct PresetReplyUpdateInput {
    /// ID of the preset reply: a global ID or a number.
    pub id: ID,
    /// Name for display, at most 100 characters. Not null.
    pub name: MaybeUndefined<String>,
    /// Text of the reply: a template in Django's language with the variables `ticket` and `queue`.
    /// Templates with syntax errors are rejected. Not null.
    pub body: MaybeUndefined<String>,
    /// IDs of all queues that offer the reply, at most 500: global IDs or numbers. If the list is
    /// empty, all queues do. Not null.
    pub queue_ids: MaybeUndefined<Vec<ID>>,
    /// Validates the input without writing anything.
    #[graphql(default)]
    pub validate_only: bool,
}

impl PresetReplyCreateInput {
    /// Converts to the row with Django's defaults and the domain's input.
    async fn into_domain(
        self,
        _context: &Context,
    ) -> domain::Result<(preset_reply::Model, PresetReplyDraft)> {
        let mut errors = Vec::new();
        let draft = PresetReplyDraft {
            name: Some(self.name),
            body: Some(self.body),
            queues: parse_ids(NodeKind::Queue, "queue_ids", self.queue_ids, &mut errors),
            errors,
        };
        Ok((blank(), draft))
    }
}

impl PresetReplyUpdateInput {
    /// Converts to the domain's input.
    fn into_domain(self) -> PresetReplyDraft {
        let mut errors = Vec::new();
        PresetReplyDraft {
            name: given(self.name, "name", &mut errors),
            body: given(self.body, "body", &mut errors),
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
    /// Mutations of preset replys.
    PresetReplyMutation: preset_reply::Entity, NodeKind::PresetReply, preset_reply: PresetReply,
    |row| PresetReplies::of_rows(vec![row]).pop();

    /// Creates a preset reply. Only for staff with the permission `helpdesk.add_presetreply`.
    ///
    #[doc = r#"```graphql
mutation {
  presetReplyCreate(input: { name: "Refund", body: "We refund {{ ticket.title }}.", queueIds: ["1"] }) {
    presetReply { databaseId name queues { title } }
    userErrors { field message code }
  }
}
```"#]
    preset_reply_create(PresetReplyCreateInput = "Preset reply to create.")
        -> PresetReplyCreatePayload = "Result of `presetReplyCreate`.",
        "Created preset reply. Null if there are errors or `validateOnly` is set.";

    /// Updates a preset reply. Only for staff with the permission `helpdesk.change_presetreply`.
    ///
    #[doc = r#"```graphql
mutation {
  presetReplyUpdate(input: { id: "1", name: "Thank you" }) {
    presetReply { databaseId name queues { title } }
    userErrors { field message code }
  }
}
```"#]
    preset_reply_update(PresetReplyUpdateInput = "Changes of the preset reply.")
        -> PresetReplyUpdatePayload = "Result of `presetReplyUpdate`.",
        "Preset reply after the update; with `validateOnly`, its current state. Null if there are errors.";

    /// Deletes a preset reply. Only for staff with the permission
    /// `helpdesk.delete_presetreply`.
    ///
    #[doc = r#"```graphql
mutation {
  presetReplyDelete(input: { id: "1" }) { deletedId deletedDatabaseId userErrors { field message code } }
}
```"#]
    preset_reply_delete(PresetReplyDeleteInput = "Preset reply to delete.")
        -> PresetReplyDeletePayload = "Result of `presetReplyDelete`.";
}
