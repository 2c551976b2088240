//! The order of the items of a category.

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};

use super::record::parse_ids;
use crate::domain::Error;
use crate::domain::desk::administration::kb_items;
use crate::graphql::error::UserError;
use crate::graphql::id::{NodeKind, Reference};
use crate::graphql::mutations::split;
use crate::graphql::types::context;
use crate::graphql::types::knowledge_base::KbCategory;

/// Mutations of the order of the knowledge base.
#[derive(Debug, Default)]
pub struct KbOrderMutation;

/// New order of a category's items.
#[derive(InputObject)]
pub struct KbItemReorderInput {
    /// ID of the category: a global ID or a number.
    pub category_id: ID,
    /// IDs of the items in their new order, at most 500: global IDs or numbers. Items that are not
    /// listed follow in their current order.
    pub item_ids: Vec<ID>,
    /// Validates the input without writing anything.
    #[graphql(default)]
    pub validate_only: bool,
}

/// Result of `kbItemReorder`.
#[derive(Debug, SimpleObject)]
pub struct KbItemReorderPayload {
    /// Category with its items. Null if there are errors.
    category: Option<KbCategory>,
    /// Errors of the input. Empty on success.
    user_errors: Vec<UserError>,
}

async fn reorder(ctx: &Context<'_>, input: KbItemReorderInput) -> Result<KbItemReorderPayload> {
    let KbItemReorderInput {
        category_id,
        item_ids,
        validate_only,
    } = input;
    let outcome = async {
        let category = Reference::KB_CATEGORY.parse_target(context(ctx), &category_id)?;
        let mut errors = Vec::new();
        let items = parse_ids(NodeKind::KbItem, "item_ids", Some(item_ids), &mut errors);
        if !errors.is_empty() {
            return Err(Error::Invalid(errors));
        }
        let items = items.unwrap_or_default();
        kb_items::reorder(context(ctx), category, items, validate_only).await
    };
    let (row, user_errors) = split(ctx, outcome.await.map(Some), "categoryId")?;
    let category = row.and_then(|row| KbCategory::of_rows(vec![row]).pop());
    Ok(KbItemReorderPayload {
        category,
        user_errors,
    })
}

#[Object]
impl KbOrderMutation {
    /// Orders the items of a category of the knowledge base. Only for staff with the permission
    /// `helpdesk.change_kbitem`.
    ///
    #[doc = r#"```graphql
mutation {
  kbItemReorder(input: { categoryId: "1", itemIds: ["2", "1"] }) {
    category { items { title order } }
    userErrors { field message code }
  }
}
```"#]
    async fn kb_item_reorder(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "New order of the items.")] input: KbItemReorderInput,
    ) -> Option<Result<KbItemReorderPayload>> {
        Some(reorder(ctx, input).await)
    }
}
