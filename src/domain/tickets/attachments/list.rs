//! Lists of files.

use entity::{followup_attachment, kb_item, kb_item_attachment, positional};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait};

use crate::domain::access::{self, Scope};
use crate::domain::filters::AttachmentFilter;
use crate::domain::query::{ChildSelect, Order, Query, among, apply_filter, sortable};
use crate::domain::{Context, Result};

/// The fields that files can be sorted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, async_graphql::Enum)]
#[graphql(name = "AttachmentOrderField")]
pub enum Field {
    /// The ID of the file.
    Id,
    /// Its name, in the database's order of text.
    Filename,
    /// Its size in bytes.
    Size,
}

sortable!(followup_attachment, Field { Id, Filename, Size });

/// The files that the viewer may see in a role and that match a filter, in an order.
///
/// # Errors
/// The filter or order is too large.
pub fn query(
    context: &Context,
    scope: Option<Scope>,
    filter: Option<&AttachmentFilter>,
    order: Vec<Order<Field>>,
) -> Result<Query<followup_attachment::Entity>> {
    Query::new(
        apply_filter(context, access::attachments(context, scope), filter)?,
        order,
    )
}

/// The files of these (visible) follow-ups, sorted by name as in django-helpdesk.
///
/// # Errors
/// Database errors.
pub async fn of_followups(
    context: &Context,
    followups: &[i32],
) -> Result<Vec<followup_attachment::Model>> {
    static ALL: ChildSelect = ChildSelect::new();
    let select = || {
        followup_attachment::Entity::find()
            .order_by_asc(followup_attachment::Column::Filename)
            .order_by_asc(followup_attachment::Column::Id)
    };
    ALL.read(
        &context.db,
        followup_attachment::Column::FollowupId,
        followups,
        select,
    )
    .await
}

/// The files of these (visible) articles of the knowledge base.
///
/// # Errors
/// Database errors.
pub async fn of_kb_items(
    context: &Context,
    items: &[i32],
) -> Result<Vec<kb_item_attachment::Model>> {
    let select = kb_item_attachment::Entity::find()
        .filter(among(
            &context.db,
            kb_item_attachment::Column::KbitemId,
            items,
        ))
        .order_by_asc(kb_item_attachment::Column::Filename)
        .order_by_asc(kb_item_attachment::Column::Id);
    Ok(positional::fetch_all(select, &context.db).await?)
}

/// The files with these IDs, of articles that the viewer may read.
///
/// # Errors
/// Database errors.
pub async fn of_kb_by_ids(
    context: &Context,
    ids: &[i32],
) -> Result<Vec<kb_item_attachment::Model>> {
    let visible = access::kb_items(context)
        .select_only()
        .column(kb_item::Column::Id)
        .into_query();
    let select = kb_item_attachment::Entity::find()
        .filter(among(&context.db, kb_item_attachment::Column::Id, ids))
        .filter(kb_item_attachment::Column::KbitemId.in_subquery(visible));
    Ok(positional::fetch_all(select, &context.db).await?)
}

/// The files with these IDs that the viewer may see.
///
/// # Errors
/// Database errors.
pub async fn by_ids(context: &Context, ids: &[i32]) -> Result<Vec<followup_attachment::Model>> {
    let condition = among(&context.db, followup_attachment::Column::Id, ids);
    Ok(positional::fetch_all(
        access::attachments(context, None).filter(condition),
        &context.db,
    )
    .await?)
}

/// Whether the viewer may read the article that the file at a path belongs to.
///
/// # Errors
/// Database errors.
pub async fn is_readable_article_file(context: &Context, path: &str) -> Result<bool> {
    let items = access::kb_items(context)
        .select_only()
        .column(kb_item::Column::Id)
        .into_query();
    let files: Vec<String> = kb_item_attachment::Entity::find()
        .select_only()
        .column(kb_item_attachment::Column::File)
        .filter(kb_item_attachment::Column::File.eq(path))
        .filter(kb_item_attachment::Column::KbitemId.in_subquery(items))
        .into_tuple()
        .all(&context.db)
        .await?;
    // MariaDB's collation treats some different texts as equal.
    Ok(files.iter().any(|file| file == path))
}
