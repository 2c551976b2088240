//! The knowledge base: categories and items.

use entity::{kb_category, kb_item, positional, queue};
use sea_orm::{QueryFilter, QueryOrder, QuerySelect};

use crate::domain::filters::{KbCategoryFilter, KbItemFilter};
use crate::domain::query::{Order, Query, among, apply_filter, sortable};
use crate::domain::{Context, Result, Viewer, access};

/// Fields to sort categories of the knowledge base by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, async_graphql::Enum)]
pub enum KbCategoryOrderField {
    /// Numeric ID.
    Id,
    /// Title that readers see, by the collation of the database.
    Title,
    /// Name that staff see, by the collation of the database.
    Name,
    /// Slug.
    Slug,
}

sortable!(
    kb_category,
    KbCategoryOrderField {
        Id,
        Title,
        Name,
        Slug
    }
);

/// Fields to sort items of the knowledge base by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, async_graphql::Enum)]
pub enum KbItemOrderField {
    /// Numeric ID.
    Id,
    /// Title, by the collation of the database.
    Title,
    /// Position in the category. Items without a position come last.
    Order,
    /// Numeric ID of the category.
    CategoryId,
    /// Number of votes.
    Votes,
    /// Number of positive votes.
    Recommendations,
    /// Time of the last change.
    #[graphql(name = "UPDATED_AT")]
    LastUpdated,
}

sortable!(
    kb_item,
    KbItemOrderField {
        Id,
        Title,
        Order,
        CategoryId,
        Votes,
        Recommendations,
        LastUpdated
    }
);

/// The items that the viewer may read and that match `filter`.
///
/// # Errors
/// [`Error::Invalid`](crate::domain::Error::Invalid) if the filter or the order is too large.
pub fn items(
    context: &Context,
    filter: Option<&KbItemFilter>,
    order: Vec<Order<KbItemOrderField>>,
) -> Result<Query<kb_item::Entity>> {
    Query::new(
        apply_filter(context, access::kb_items(context), filter)?,
        order,
    )
}

/// The categories that the viewer may read and that match `filter`.
///
/// # Errors
/// [`Error::Invalid`](crate::domain::Error::Invalid) if the filter or the order is too large.
pub fn categories(
    context: &Context,
    filter: Option<&KbCategoryFilter>,
    order: Vec<Order<KbCategoryOrderField>>,
) -> Result<Query<kb_category::Entity>> {
    Query::new(
        apply_filter(context, access::kb_categories(context), filter)?,
        order,
    )
}

/// The items of these categories that the viewer may read, by position and title.
///
/// # Errors
/// Database errors.
pub async fn items_of_categories(
    context: &Context,
    categories: &[i32],
) -> Result<Vec<kb_item::Model>> {
    let select = access::kb_items(context)
        .filter(among(&context.db, kb_item::Column::CategoryId, categories))
        .order_by_asc(kb_item::Column::Order)
        .order_by_asc(kb_item::Column::Title)
        .order_by_asc(kb_item::Column::Id);
    Ok(positional::fetch_all(select, &context.db).await?)
}

/// The items with these IDs that the viewer may read.
///
/// # Errors
/// Database errors.
pub async fn items_by_ids(context: &Context, ids: &[i32]) -> Result<Vec<kb_item::Model>> {
    Ok(positional::fetch_all(
        access::kb_items(context).filter(among(&context.db, kb_item::Column::Id, ids)),
        &context.db,
    )
    .await?)
}

/// The IDs of the items that everybody may read. The viewer may read all of `ids`.
///
/// # Errors
/// Database errors.
pub async fn public_items(context: &Context, ids: &[i32]) -> Result<Vec<i32>> {
    if !context.viewer.is_authenticated() {
        return Ok(ids.to_vec());
    }
    let anonymous = Context {
        viewer: Viewer::Anonymous,
        ..context.clone()
    };
    Ok(access::kb_items(&anonymous)
        .select_only()
        .column(kb_item::Column::Id)
        .filter(among(&context.db, kb_item::Column::Id, ids))
        .into_tuple()
        .all(&context.db)
        .await?)
}

/// An item with its category and the category's queue.
pub type ItemRow = (
    kb_item::Model,
    Option<kb_category::Model>,
    Option<queue::Model>,
);

/// The items with these IDs that the viewer may read, with their categories and queues.
///
/// # Errors
/// Database errors.
pub async fn items_with_categories(context: &Context, ids: &[i32]) -> Result<Vec<ItemRow>> {
    Ok(access::kb_items(context)
        .filter(among(&context.db, kb_item::Column::Id, ids))
        .find_also_related(kb_category::Entity)
        .and_also_related(queue::Entity)
        .all(&context.db)
        .await?)
}

/// The categories with these IDs that the viewer may read.
///
/// # Errors
/// Database errors.
pub async fn categories_by_ids(context: &Context, ids: &[i32]) -> Result<Vec<kb_category::Model>> {
    Ok(positional::fetch_all(
        access::kb_categories(context).filter(among(&context.db, kb_category::Column::Id, ids)),
        &context.db,
    )
    .await?)
}
