//! The knowledge base: categories and items.

use entity::{kb_category, kb_item, positional, queue};
use sea_orm::{QueryFilter, QueryOrder, QuerySelect};

use crate::domain::filters::{KbCategoryFilter, KbItemFilter};
use crate::domain::query::{Filtering, Order, Query, among, sortable};
use crate::domain::{Context, Result, Viewer, access};

/// What categories of the knowledge base can be sorted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, async_graphql::Enum)]
#[graphql(name = "KbCategoryOrderField")]
pub enum CategoryField {
    /// The number of the category.
    Id,
    /// The title that readers see, as the database sorts text.
    Title,
    /// The name in the staff's lists, as the database sorts text.
    Name,
    /// The name for machines.
    Slug,
}

sortable!(
    kb_category,
    CategoryField {
        Id,
        Title,
        Name,
        Slug
    }
);

/// What items of the knowledge base can be sorted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, async_graphql::Enum)]
#[graphql(name = "KbItemOrderField")]
pub enum ItemField {
    /// The number of the item.
    Id,
    /// Its title, as the database sorts text.
    Title,
    /// Its place among its category's items; those without one come last.
    Order,
    /// The number of its category.
    CategoryId,
    /// How often it was judged.
    Votes,
    /// How often it was found helpful.
    Recommendations,
    /// When it last changed.
    LastUpdated,
}

sortable!(
    kb_item,
    ItemField {
        Id,
        Title,
        Order,
        CategoryId,
        Votes,
        Recommendations,
        LastUpdated
    }
);

/// The items that the viewer may read and that a filter lets through, in an order.
///
/// # Errors
/// A filter or an order that is too large.
pub fn items(
    context: &Context,
    filter: Option<&KbItemFilter>,
    order: Vec<Order<ItemField>>,
) -> Result<Query<kb_item::Entity>> {
    Query::new(
        Filtering::select(context, access::kb_items(context), filter)?,
        order,
    )
}

/// The categories that the viewer may read and that a filter lets through, in an order.
///
/// # Errors
/// A filter or an order that is too large.
pub fn categories(
    context: &Context,
    filter: Option<&KbCategoryFilter>,
    order: Vec<Order<CategoryField>>,
) -> Result<Query<kb_category::Entity>> {
    Query::new(
        Filtering::select(context, access::kb_categories(context), filter)?,
        order,
    )
}

/// The items of these categories that the viewer may read, in their order.
///
/// # Errors
/// What the database says.
pub async fn of_categories(context: &Context, categories: &[i32]) -> Result<Vec<kb_item::Model>> {
    let select = access::kb_items(context)
        .filter(among(&context.db, kb_item::Column::CategoryId, categories))
        .order_by_asc(kb_item::Column::Order)
        .order_by_asc(kb_item::Column::Title)
        .order_by_asc(kb_item::Column::Id);
    Ok(positional::fetch_all(select, &context.db).await?)
}

/// The items of these numbers that the viewer may read.
///
/// # Errors
/// What the database says.
pub async fn items_by_ids(context: &Context, ids: &[i32]) -> Result<Vec<kb_item::Model>> {
    Ok(positional::fetch_all(
        access::kb_items(context).filter(among(&context.db, kb_item::Column::Id, ids)),
        &context.db,
    )
    .await?)
}

/// Those of these (visible) items that everybody may read.
///
/// # Errors
/// What the database says.
pub async fn open_items(context: &Context, ids: &[i32]) -> Result<Vec<i32>> {
    if !context.viewer.is_authenticated() {
        return Ok(ids.to_vec());
    }
    let stranger = Context {
        viewer: Viewer::Anonymous,
        ..context.clone()
    };
    Ok(access::kb_items(&stranger)
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

/// The items of these numbers that the viewer may read, with what they are found under.
///
/// # Errors
/// What the database says.
pub async fn items_with_categories(context: &Context, ids: &[i32]) -> Result<Vec<ItemRow>> {
    Ok(access::kb_items(context)
        .filter(among(&context.db, kb_item::Column::Id, ids))
        .find_also_related(kb_category::Entity)
        .and_also_related(queue::Entity)
        .all(&context.db)
        .await?)
}

/// The categories of these numbers that the viewer may read.
///
/// # Errors
/// What the database says.
pub async fn categories_by_ids(context: &Context, ids: &[i32]) -> Result<Vec<kb_category::Model>> {
    Ok(positional::fetch_all(
        access::kb_categories(context).filter(among(&context.db, kb_category::Column::Id, ids)),
        &context.db,
    )
    .await?)
}
