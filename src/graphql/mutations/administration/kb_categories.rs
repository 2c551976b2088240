//! Mutations of category of the knowledge bases.

use async_graphql::{ID, InputObject, MaybeUndefined};
use entity::kb_category;

use super::record::record_mutations;
use crate::domain::desk::administration::kb_categories::{KbCategoryDraft, blank};
use crate::domain::{self, Context};
use crate::graphql::id::NodeKind;
use crate::graphql::id::Reference;
use crate::graphql::inputs::changes::{given, maybe};
use crate::graphql::types::knowledge_base::KbCategory;

/// Category of the knowledge base to create.
#[derive(InputObject)]
pub struct KbCategoryCreateInput {
    /// Title for readers, at most 100 characters.
    pub title: String,
    /// Name in lists for agents, at most 100 characters. The title by default.
    pub name: Option<String>,
    /// Unique short name for URLs: at most 50 ASCII letters, digits, hyphens and underscores. Made
    /// from the title by default.
    pub slug: Option<String>,
    /// Description of the category.
    pub description: Option<String>,
    /// ID of the queue of tickets that readers create from the category: a global ID or a number.
    pub queue_id: Option<ID>,
    /// Whether customers and visitors can see the category. True by default.
    pub public: Option<bool>,
    /// Validates the input without writing anything.
    #[graphql(default)]
    pub validate_only: bool,
    /// Key that the client chooses, at most 255 characters. A repeated request with the same key
    /// and the same input returns the first result instead of creating a duplicate, for 24 hours
    /// unless the installation sets another time. A different input is a CONFLICT, and so is a
    /// created object that was deleted. An explicit default counts as an omitted field.
    pub idempotency_key: Option<String>,
}

/// Changes of a category of the knowledge base. Omitted fields do not change.
#[derive(InputObject)]
pub struct KbCategoryUpdateInput {
    /// ID of the category of the knowledge base: a global ID or a number.
    pub id: ID,
    /// Title for readers, at most 100 characters. Not null.
    pub title: MaybeUndefined<String>,
    /// Name in lists for agents, at most 100 characters. Not null.
    pub name: MaybeUndefined<String>,
    /// Unique short name for URLs, at most 50 ASCII letters, digits, hyphens and underscores. Not null.
    pub slug: MaybeUndefined<String>,
    /// Description of the category. Not null.
    pub description: MaybeUndefined<String>,
    /// ID of the queue of tickets that readers create from the category: a global ID or a number.
    pub queue_id: MaybeUndefined<ID>,
    /// Whether customers and visitors can see the category. Not null.
    pub public: MaybeUndefined<bool>,
    /// Validates the input without writing anything.
    #[graphql(default)]
    pub validate_only: bool,
}

impl KbCategoryCreateInput {
    /// Converts to the row with Django's defaults and the domain's input.
    async fn into_domain(
        self,
        _context: &Context,
    ) -> domain::Result<(kb_category::Model, KbCategoryDraft)> {
        let mut errors = Vec::new();
        let draft = KbCategoryDraft {
            title: Some(self.title),
            name: self.name,
            slug: self.slug,
            description: self.description,
            queue: self
                .queue_id
                .map(|id| Reference::QUEUE.parse(&id, &mut errors)),
            public: self.public,
            errors,
        };
        Ok((blank(), draft))
    }
}

impl KbCategoryUpdateInput {
    /// Converts to the domain's input.
    fn into_domain(self) -> KbCategoryDraft {
        let mut errors = Vec::new();
        KbCategoryDraft {
            title: given(self.title, "title", &mut errors),
            name: given(self.name, "name", &mut errors),
            slug: given(self.slug, "slug", &mut errors),
            description: given(self.description, "description", &mut errors),
            queue: maybe(Reference::QUEUE.parse_optional(self.queue_id, &mut errors)),
            public: given(self.public, "public", &mut errors),
            errors,
        }
    }
}

record_mutations! {
    /// Mutations of category of the knowledge bases.
    KbCategoryMutation: kb_category::Entity, NodeKind::KbCategory, kb_category: KbCategory,
    |row| KbCategory::of_rows(vec![row]).pop();

    /// Creates a category of the knowledge base. Only for staff with the permission `helpdesk.add_kbcategory`.
    ///
    #[doc = r#"```graphql
mutation {
  kbCategoryCreate(input: { title: "Returns", queueId: "1", public: true }) {
    kbCategory { databaseId title slug public }
    userErrors { field message code }
  }
}
```"#]
    kb_category_create(KbCategoryCreateInput = "Category of the knowledge base to create.")
        -> KbCategoryCreatePayload = "Result of `kbCategoryCreate`.",
        "Created category of the knowledge base. Null if there are errors or `validateOnly` is set.";

    /// Updates a category of the knowledge base. Only for staff with the permission `helpdesk.change_kbcategory`.
    ///
    #[doc = r#"```graphql
mutation {
  kbCategoryUpdate(input: { id: "1", description: "How to begin" }) {
    kbCategory { databaseId title slug public }
    userErrors { field message code }
  }
}
```"#]
    kb_category_update(KbCategoryUpdateInput = "Changes of the category of the knowledge base.")
        -> KbCategoryUpdatePayload = "Result of `kbCategoryUpdate`.",
        "Category of the knowledge base after the update; with `validateOnly`, its current state. Null if there are errors.";

    /// Deletes a category of the knowledge base. A category with items is not deleted: the CONFLICT
    /// contains their number. Only for staff with the permission
    /// `helpdesk.delete_kbcategory`.
    ///
    #[doc = r#"```graphql
mutation {
  kbItemDelete(input: { id: "3" }) { deletedId userErrors { message } }
  kbCategoryDelete(input: { id: "2" }) { deletedId deletedDatabaseId userErrors { field message code } }
}
```"#]
    kb_category_delete(KbCategoryDeleteInput = "Category of the knowledge base to delete.")
        -> KbCategoryDeletePayload = "Result of `kbCategoryDelete`.";
}
