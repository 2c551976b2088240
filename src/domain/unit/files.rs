//! Looks up the files that rows refer to, without checking access.

use std::collections::HashSet;

use entity::{followup_attachment, kb_item_attachment};
use sea_orm::sea_query::UnionType;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect, QueryTrait,
};

use crate::domain::Result;

/// Maximum number of paths per statement.
pub(crate) const PAGE: usize = 1000;

/// Returns those of `paths` (at most [`PAGE`]) that a follow-up or an article of the knowledge base
/// refers to.
///
/// # Errors
/// Database errors.
pub(crate) async fn referenced_paths(
    db: &impl ConnectionTrait,
    paths: &[String],
) -> Result<HashSet<String>> {
    use followup_attachment::Column::File;
    use kb_item_attachment::Column::File as ArticleFile;
    let of_articles = kb_item_attachment::Entity::find()
        .select_only()
        .column(ArticleFile);
    let of_articles = of_articles.filter(ArticleFile.is_in(paths)).into_query();
    let of_followups = followup_attachment::Entity::find()
        .select_only()
        .column(File);
    let mut select = of_followups.filter(File.is_in(paths)).into_query();
    select.union(UnionType::Distinct, of_articles);
    let rows = db.query_all(&select).await?;
    Ok(rows
        .iter()
        .map(|row| row.try_get("", "file"))
        .collect::<Result<_, DbErr>>()?)
}
