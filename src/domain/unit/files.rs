//! Which files rows name. Not who may see them.

use std::collections::HashSet;

use entity::{followup_attachment, kb_item_attachment};
use sea_orm::sea_query::UnionType;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect, QueryTrait,
};

use crate::domain::Result;

/// Paths that are looked up at once.
pub(crate) const PAGE: usize = 1000;

/// Those of the paths, [`PAGE`] at most, that a row of a follow-up or of an article names.
///
/// # Errors
/// What the database says.
pub(crate) async fn named(db: &impl ConnectionTrait, paths: &[String]) -> Result<HashSet<String>> {
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
