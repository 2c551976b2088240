//! The queues that a record is for, as Django stores them: a table of links. A record without
//! queues is for all queues.

use entity::{Tx, escalation_exclusion_queue, ignore_email_queue, preset_reply_queue, queue};
use sea_orm::{ColumnTrait, EntityTrait, NotSet, QueryFilter, QuerySelect, Set};

use super::RelatedChanges;
use crate::domain::query::among;
use crate::domain::{Code, FieldError, Result};

/// Maximum number of queues in an input.
const MAX_QUEUES: usize = 500;

/// Sets a value that the input contains.
pub(super) fn set<T: Clone>(target: &mut T, value: Option<&T>) {
    if let Some(value) = value {
        target.clone_from(value);
    }
}

/// The errors of a list of queues: too many, or queues that do not exist.
///
/// # Errors
/// Database errors.
pub(super) async fn check_queues(tx: &Tx, queues: Option<&Vec<i32>>) -> Result<Vec<FieldError>> {
    let Some(queues) = queues.filter(|queues| !queues.is_empty()) else {
        return Ok(Vec::new());
    };
    if queues.len() > MAX_QUEUES {
        let limit = i64::try_from(MAX_QUEUES).unwrap_or(i64::MAX);
        return Ok(vec![FieldError::new("queue_ids", Code::MaxItems(limit))]);
    }
    let found: Vec<i32> = queue::Entity::find()
        .select_only()
        .column(queue::Column::Id)
        .filter(among(tx, queue::Column::Id, queues))
        .into_tuple()
        .all(tx)
        .await?;
    let missing = queues.iter().enumerate();
    Ok(missing
        .filter(|(_, id)| !found.contains(id))
        .map(|(index, id)| FieldError {
            path: vec!["queue_ids".to_owned(), index.to_string()],
            code: Code::DoesNotExist(id.to_string()),
        })
        .collect())
}

/// Declares a function that sets the queues of a record.
macro_rules! replace_queues {
    ($(#[$meta:meta])* $name:ident, $links:ident, $owner:ident, $Owner:ident) => {
        $(#[$meta])*
        ///
        /// # Errors
        /// Database errors.
        pub(super) async fn $name(
            tx: &Tx,
            owner: i32,
            wanted: Option<&Vec<i32>>,
        ) -> Result<RelatedChanges> {
            use $links::{ActiveModel, Column, Entity};
            let mut changes = RelatedChanges::default();
            let Some(wanted) = wanted else { return Ok(changes) };
            let stored: Vec<i32> = Entity::find()
                .select_only()
                .column(Column::QueueId)
                .filter(Column::$Owner.eq(owner))
                .into_tuple()
                .all(tx)
                .await?;
            let removed: Vec<i32> = stored
                .iter()
                .copied()
                .filter(|queue| !wanted.contains(queue))
                .collect();
            let mut added: Vec<i32> = wanted
                .iter()
                .copied()
                .filter(|queue| !stored.contains(queue))
                .collect();
            added.sort_unstable();
            added.dedup();
            if removed.is_empty() && added.is_empty() {
                return Ok(changes);
            }
            if !removed.is_empty() {
                Entity::delete_many()
                    .filter(Column::$Owner.eq(owner))
                    .filter(among(tx, Column::QueueId, &removed))
                    .exec(tx)
                    .await?;
            }
            let rows = added.into_iter().map(|queue| ActiveModel {
                id: NotSet,
                $owner: Set(owner),
                queue_id: Set(queue),
            });
            Entity::insert_many(rows).exec_without_returning(tx).await?;
            changes.fields.push("queues");
            Ok(changes)
        }
    };
}

replace_queues!(
    /// Sets the queues that offer a preset reply.
    set_queues_of_reply, preset_reply_queue, presetreply_id, PresetreplyId
);
replace_queues!(
    /// Sets the queues that ignore a sender.
    set_queues_of_sender, ignore_email_queue, ignoreemail_id, IgnoreemailId
);
replace_queues!(
    /// Sets the queues that a day off is for.
    set_queues_of_exclusion,
    escalation_exclusion_queue,
    escalationexclusion_id,
    EscalationexclusionId
);
