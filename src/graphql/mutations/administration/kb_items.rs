//! Mutations of item of the knowledge bases.

use async_graphql::{ID, InputObject, MaybeUndefined};
use entity::kb_item;

use super::record::record_mutations;
use crate::domain::desk::administration::kb_items::{KbItemDraft, blank};
use crate::domain::{self, Context};
use crate::graphql::id::NodeKind;
use crate::graphql::id::Reference;
use crate::graphql::inputs::changes::{given, maybe};
use crate::graphql::types::knowledge_base::KbItem;

/// Item of the knowledge base to create.
#[derive(InputObject)]
pub struct KbItemCreateInput {
    /// ID of the category: a global ID or a number.
    pub category_id: ID,
    /// Title, at most 100 characters.
    pub title: String,
    /// Question.
    pub question: String,
    /// Answer in Markdown.
    pub answer: String,
    /// Position among the items of the category, not negative. Items without one come last.
    pub order: Option<i32>,
    /// Whether customers can see the item. True by default.
    pub enabled: Option<bool>,
    /// Validates the input without writing anything.
    #[graphql(default)]
    pub validate_only: bool,
    /// Key that the client chooses, at most 255 characters. A repeated request with the same key
    /// and the same input returns the first result instead of creating a duplicate, for 24 hours
    /// unless the installation sets another time. A different input is a CONFLICT, and so is a
    /// created object that was deleted. An explicit default counts as an omitted field.
    pub idempotency_key: Option<String>,
}

/// Changes of an item of the knowledge base. Omitted fields do not change.
#[derive(InputObject)]
pub struct KbItemUpdateInput {
    /// ID of the item of the knowledge base: a global ID or a number.
    pub id: ID,
    /// ID of the category: a global ID or a number. Not null.
    pub category_id: MaybeUndefined<ID>,
    /// Title, at most 100 characters. Not null.
    pub title: MaybeUndefined<String>,
    /// Question. Not null.
    pub question: MaybeUndefined<String>,
    /// Answer in Markdown. Not null.
    pub answer: MaybeUndefined<String>,
    /// Position among the items of the category, not negative. Items without one come last.
    pub order: MaybeUndefined<i32>,
    /// Whether customers can see the item. Not null.
    pub enabled: MaybeUndefined<bool>,
    /// Validates the input without writing anything.
    #[graphql(default)]
    pub validate_only: bool,
}

impl KbItemCreateInput {
    /// Converts to the row with Django's defaults and the domain's input.
    async fn into_domain(self, context: &Context) -> domain::Result<(kb_item::Model, KbItemDraft)> {
        let mut errors = Vec::new();
        let draft = KbItemDraft {
            category: Reference::KB_CATEGORY.parse(&self.category_id, &mut errors),
            title: Some(self.title),
            question: Some(self.question),
            answer: Some(self.answer),
            order: Some(self.order),
            enabled: self.enabled,
            errors,
        };
        Ok((blank(context), draft))
    }
}

impl KbItemUpdateInput {
    /// Converts to the domain's input.
    fn into_domain(self) -> KbItemDraft {
        let mut errors = Vec::new();
        KbItemDraft {
            category: given(
                Reference::KB_CATEGORY.parse_optional(self.category_id, &mut errors),
                "category",
                &mut errors,
            ),
            title: given(self.title, "title", &mut errors),
            question: given(self.question, "question", &mut errors),
            answer: given(self.answer, "answer", &mut errors),
            order: maybe(self.order),
            enabled: given(self.enabled, "enabled", &mut errors),
            errors,
        }
    }
}

record_mutations! {
    /// Mutations of item of the knowledge bases.
    KbItemMutation: kb_item::Entity, NodeKind::KbItem, kb_item: KbItem,
    |row| KbItem::of_rows(vec![row]).pop();

    /// Creates an item of the knowledge base. Only for staff with the permission `helpdesk.add_kbitem`.
    ///
    #[doc = r#"```graphql
mutation {
  kbItemCreate(input: { categoryId: "1", title: "How to return a lamp", question: "How do I return a lamp?", answer: "Use the **label**." }) {
    kbItem { databaseId title order enabled }
    userErrors { field message code }
  }
}
```"#]
    kb_item_create(KbItemCreateInput = "Item of the knowledge base to create.")
        -> KbItemCreatePayload = "Result of `kbItemCreate`.",
        "Created item of the knowledge base. Null if there are errors or `validateOnly` is set.";

    /// Updates an item of the knowledge base. Only for staff with the permission `helpdesk.change_kbitem`.
    ///
    #[doc = r#"```graphql
mutation {
  kbItemUpdate(input: { id: "1", answer: "Like *this*.", enabled: true }) {
    kbItem { databaseId title order enabled }
    userErrors { field message code }
  }
}
```"#]
    kb_item_update(KbItemUpdateInput = "Changes of the item of the knowledge base.")
        -> KbItemUpdatePayload = "Result of `kbItemUpdate`.",
        "Item of the knowledge base after the update; with `validateOnly`, its current state. Null if there are errors.";

    /// Deletes an item of the knowledge base. An item that tickets are about is not deleted: the
    /// CONFLICT contains their number. Only for staff with the permission
    /// `helpdesk.delete_kbitem`.
    ///
    #[doc = r#"```graphql
mutation {
  kbItemDelete(input: { id: "3" }) { deletedId deletedDatabaseId userErrors { field message code } }
}
```"#]
    kb_item_delete(KbItemDeleteInput = "Item of the knowledge base to delete.")
        -> KbItemDeletePayload = "Result of `kbItemDelete`.";
}
