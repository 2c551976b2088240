//! The knowledge base: categories and items.

use entity::{kb_category, kb_item, queue};
use sea_orm::{QueryFilter, QueryOrder};

use crate::domain::listing::among;
use crate::domain::{Context, Result, access};

/// The categories that the viewer may read, by title.
///
/// # Errors
/// What the database says.
pub async fn categories(context: &Context) -> Result<Vec<kb_category::Model>> {
    Ok(access::kb_categories(context)
        .order_by_asc(kb_category::Column::Title)
        .order_by_asc(kb_category::Column::Id)
        .all(&context.db)
        .await?)
}

/// The items of these categories that the viewer may read, in their order.
///
/// # Errors
/// What the database says.
pub async fn of_categories(context: &Context, categories: &[i32]) -> Result<Vec<kb_item::Model>> {
    Ok(access::kb_items(context)
        .filter(among(&context.db, kb_item::Column::CategoryId, categories))
        .order_by_asc(kb_item::Column::Order)
        .order_by_asc(kb_item::Column::Title)
        .order_by_asc(kb_item::Column::Id)
        .all(&context.db)
        .await?)
}

/// The items of these numbers that the viewer may read.
///
/// # Errors
/// What the database says.
pub async fn items_by_ids(context: &Context, ids: &[i32]) -> Result<Vec<kb_item::Model>> {
    Ok(access::kb_items(context).filter(among(&context.db, kb_item::Column::Id, ids)).all(&context.db).await?)
}

/// An item with its category and the category's queue.
pub type ItemRow = (kb_item::Model, Option<kb_category::Model>, Option<queue::Model>);

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
    Ok(access::kb_categories(context).filter(among(&context.db, kb_category::Column::Id, ids)).all(&context.db).await?)
}
