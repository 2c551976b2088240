//! Votes on items of the knowledge base, one per user (helpdesk/views/kb.py, `vote`).

use std::collections::HashMap;

use entity::{kb_item, kb_item_downvoted_by, kb_item_voted_by};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, NotSet, QueryFilter, QuerySelect,
    Set,
};

use crate::domain::query::among;
use crate::domain::unit::{self, Unit};
use crate::domain::{Context, Error, Result, access};

/// A vote on an item of the knowledge base.
#[derive(Clone, Copy, Debug, PartialEq, Eq, async_graphql::Enum)]
#[graphql(name = "KbVote")]
pub enum Vote {
    /// The item was helpful.
    Up,
    /// The item was not helpful.
    Down,
}

/// The viewer's votes on these items. At most two statements.
///
/// # Errors
/// Database errors.
pub async fn viewer_votes(context: &Context, items: &[i32]) -> Result<HashMap<i32, Vote>> {
    let mut votes = HashMap::new();
    let Some(user) = context.viewer.id() else {
        return Ok(votes);
    };
    let db = &context.db;
    let down: Vec<i32> = kb_item_downvoted_by::Entity::find()
        .select_only()
        .column(kb_item_downvoted_by::Column::KbitemId)
        .filter(kb_item_downvoted_by::Column::UserId.eq(user))
        .filter(among(db, kb_item_downvoted_by::Column::KbitemId, items))
        .into_tuple()
        .all(db)
        .await?;
    let up: Vec<i32> = kb_item_voted_by::Entity::find()
        .select_only()
        .column(kb_item_voted_by::Column::KbitemId)
        .filter(kb_item_voted_by::Column::UserId.eq(user))
        .filter(among(db, kb_item_voted_by::Column::KbitemId, items))
        .into_tuple()
        .all(db)
        .await?;
    votes.extend(down.into_iter().map(|item| (item, Vote::Down)));
    votes.extend(up.into_iter().map(|item| (item, Vote::Up)));
    Ok(votes)
}

/// Records the viewer's vote on an item that they may read. It replaces an earlier one. Returns the
/// item.
///
/// # Errors
/// [`Error::Unauthenticated`]; [`Error::NotFound`]; database errors.
pub async fn vote(
    context: &Context,
    item: i32,
    vote: Vote,
    validate_only: bool,
) -> Result<kb_item::Model> {
    let user = context.viewer.id().ok_or(Error::Unauthenticated)?;
    let select = || access::kb_items(context).filter(kb_item::Column::Id.eq(item));
    if validate_only {
        return select().one(&context.db).await?.ok_or(Error::NotFound);
    }
    unit::run(context, &[], |unit| async move {
        let outcome = async {
            let row = select().lock_exclusive().one(&unit.tx).await?;
            write(&unit, row.ok_or(Error::NotFound)?, user, vote).await
        }
        .await;
        (unit, outcome)
    })
    .await
}

/// The numbers change as in django-helpdesk: a changed vote still counts once.
async fn write(unit: &Unit, row: kb_item::Model, user: i32, vote: Vote) -> Result<kb_item::Model> {
    let tx = &unit.tx;
    let up_votes = || {
        kb_item_voted_by::Entity::delete_many()
            .filter(kb_item_voted_by::Column::KbitemId.eq(row.id))
            .filter(kb_item_voted_by::Column::UserId.eq(user))
    };
    let down_votes = || {
        kb_item_downvoted_by::Entity::delete_many()
            .filter(kb_item_downvoted_by::Column::KbitemId.eq(row.id))
            .filter(kb_item_downvoted_by::Column::UserId.eq(user))
    };
    let removed_up = up_votes().exec(tx).await?.rows_affected > 0;
    let removed_down = down_votes().exec(tx).await?.rows_affected > 0;
    let (mut votes, mut recommendations) = (row.votes, row.recommendations);
    match vote {
        Vote::Up => {
            if !removed_up {
                votes += 1;
                recommendations += 1;
            }
            if removed_down {
                votes = (votes - 1).max(0);
            }
            let row = kb_item_voted_by::ActiveModel {
                id: NotSet,
                kbitem_id: Set(row.id),
                user_id: Set(user),
            };
            row.insert(tx).await?;
        }
        Vote::Down => {
            if !removed_down {
                votes += 1;
            }
            if removed_up {
                votes = (votes - 1).max(0);
                recommendations = (recommendations - 1).max(0);
            }
            let row = kb_item_downvoted_by::ActiveModel {
                id: NotSet,
                kbitem_id: Set(row.id),
                user_id: Set(user),
            };
            row.insert(tx).await?;
        }
    }
    let mut changed = row.clone().into_active_model();
    changed.votes.set_if_not_equals(votes);
    changed.recommendations.set_if_not_equals(recommendations);
    if !changed.is_changed() {
        return Ok(row);
    }
    Ok(changed.update(tx).await?)
}
