//! Permissions of groups and accounts, and memberships.

use std::collections::{BTreeSet, HashMap};

use entity::{Tx, content_type, group_permission, permission, queue, user_group, user_permission};
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait, EntityTrait, IntoActiveModel as _, NotSet, QueryFilter,
    QuerySelect, Set,
};

use super::check::{QUEUE_ACCESS, error};
use super::queues::Queues;
use super::save::replace;
use crate::domain::{Code, Error, FieldError, Result};

/// All permissions by their full name (`helpdesk.add_ticket`).
#[derive(Debug)]
pub(super) struct Permissions {
    by_name: HashMap<String, i32>,
    queue_content_type: i32,
}

impl Permissions {
    /// Reads the permissions. Until the transaction ends, other loads wait here.
    pub(super) async fn read(tx: &Tx) -> Result<Self> {
        let content_type = content_type::Entity::find()
            .filter(content_type::Column::AppLabel.eq("helpdesk"))
            .filter(content_type::Column::Model.eq("queue"))
            .lock_exclusive()
            .one(tx)
            .await?;
        let content_type = content_type.ok_or_else(|| {
            Error::Internal("django_content_type has no row for helpdesk.queue".into())
        })?;
        let rows = permission::Entity::find()
            .find_also_related(content_type::Entity)
            .all(tx)
            .await?;
        let by_name = rows
            .into_iter()
            .filter_map(|(row, content_type)| {
                let name = format!("{}.{}", content_type?.app_label, row.codename);
                Some((name, row.id))
            })
            .collect();
        Ok(Self {
            by_name,
            queue_content_type: content_type.id,
        })
    }

    /// The permission for a queue, which is created if it does not exist.
    pub(super) async fn of_queue(&mut self, tx: &Tx, queue: &queue::Model) -> Result<i32> {
        let name = match queue
            .permission_name
            .clone()
            .filter(|name| !name.is_empty())
        {
            Some(name) => name,
            // As `manage.py create_queue_permissions` does.
            None => {
                let name = format!("{QUEUE_ACCESS}{}", queue.slug);
                let mut row = queue.clone().into_active_model();
                row.permission_name = Set(Some(name.clone()));
                row.update(tx).await?;
                name
            }
        };
        if let Some(id) = self.by_name.get(&name) {
            return Ok(*id);
        }
        let codename = name.split_once('.').map_or(name.as_str(), |(_, name)| name);
        let row = permission::ActiveModel {
            id: NotSet,
            name: Set(format!("Permission for queue: {}", queue.title)),
            content_type_id: Set(self.queue_content_type),
            codename: Set(codename.to_owned()),
        };
        let id = row.insert(tx).await?.id;
        self.by_name.insert(name, id);
        Ok(id)
    }

    /// The permissions after a document changed a group's or an account's queues and permissions,
    /// and which of the two changed.
    pub(super) async fn wanted(
        &mut self,
        tx: &Tx,
        (kind, name): (&str, &str),
        (slugs, names): (Option<&[String]>, Option<&[String]>),
        queues: &Queues,
        stored: &BTreeSet<i32>,
    ) -> Result<(BTreeSet<i32>, Vec<&'static str>)> {
        let mut errors: Vec<FieldError> = Vec::new();
        let queue_permissions: BTreeSet<i32> = self
            .by_name
            .iter()
            .filter(|(name, _)| name.starts_with(QUEUE_ACCESS))
            .map(|(_, id)| *id)
            .collect();
        let (mut of_queues, mut others): (BTreeSet<i32>, BTreeSet<i32>) =
            stored.iter().partition(|id| queue_permissions.contains(id));
        let mut changed = Vec::new();
        if let Some(slugs) = slugs {
            let mut wanted = BTreeSet::new();
            for slug in slugs {
                match queues.get(slug) {
                    Some(queue) => {
                        wanted.insert(self.of_queue(tx, queue).await?);
                    }
                    None => {
                        let code = Code::DoesNotExist(slug.clone());
                        errors.push(error(kind, name, "queues", code));
                    }
                }
            }
            if wanted != of_queues {
                changed.push("queues");
                of_queues = wanted;
            }
        }
        if let Some(names) = names {
            let mut wanted = BTreeSet::new();
            for permission in names {
                match self.by_name.get(permission) {
                    Some(id) => {
                        wanted.insert(*id);
                    }
                    None => {
                        let code = Code::DoesNotExist(permission.clone());
                        errors.push(error(kind, name, "permissions", code));
                    }
                }
            }
            if wanted != others {
                changed.push("permissions");
                others = wanted;
            }
        }
        if !errors.is_empty() {
            return Err(Error::Invalid(errors));
        }
        of_queues.extend(others);
        Ok((of_queues, changed))
    }
}

/// The permissions of a group.
pub(super) async fn of_group(tx: &Tx, group: i32) -> Result<BTreeSet<i32>> {
    let ids: Vec<i32> = group_permission::Entity::find()
        .select_only()
        .column(group_permission::Column::PermissionId)
        .filter(group_permission::Column::GroupId.eq(group))
        .into_tuple()
        .all(tx)
        .await?;
    Ok(ids.into_iter().collect())
}

/// The permissions of an account, without those of its groups.
pub(super) async fn of_user(tx: &Tx, user: i32) -> Result<BTreeSet<i32>> {
    let ids: Vec<i32> = user_permission::Entity::find()
        .select_only()
        .column(user_permission::Column::PermissionId)
        .filter(user_permission::Column::UserId.eq(user))
        .into_tuple()
        .all(tx)
        .await?;
    Ok(ids.into_iter().collect())
}

/// The groups of an account.
pub(super) async fn groups_of_user(tx: &Tx, user: i32) -> Result<BTreeSet<i32>> {
    let ids: Vec<i32> = user_group::Entity::find()
        .select_only()
        .column(user_group::Column::GroupId)
        .filter(user_group::Column::UserId.eq(user))
        .into_tuple()
        .all(tx)
        .await?;
    Ok(ids.into_iter().collect())
}

/// Replaces the permissions of a group.
pub(super) async fn set_of_group(
    tx: &Tx,
    group: i32,
    stored: &BTreeSet<i32>,
    wanted: &BTreeSet<i32>,
) -> Result<bool> {
    use group_permission::{ActiveModel, Column};
    let row = |permission| ActiveModel {
        id: NotSet,
        group_id: Set(group),
        permission_id: Set(permission),
    };
    let owner = (Column::GroupId, group);
    replace(tx, owner, Column::PermissionId, stored, wanted, row).await
}

/// Replaces the permissions of an account.
pub(super) async fn set_of_user(
    tx: &Tx,
    user: i32,
    stored: &BTreeSet<i32>,
    wanted: &BTreeSet<i32>,
) -> Result<bool> {
    use user_permission::{ActiveModel, Column};
    let row = |permission| ActiveModel {
        id: NotSet,
        user_id: Set(user),
        permission_id: Set(permission),
    };
    let owner = (Column::UserId, user);
    replace(tx, owner, Column::PermissionId, stored, wanted, row).await
}

/// Replaces the groups of an account.
pub(super) async fn set_groups_of_user(
    tx: &Tx,
    user: i32,
    stored: &BTreeSet<i32>,
    wanted: &BTreeSet<i32>,
) -> Result<bool> {
    use user_group::{ActiveModel, Column};
    let row = |group| ActiveModel {
        id: NotSet,
        user_id: Set(user),
        group_id: Set(group),
    };
    let owner = (Column::UserId, user);
    replace(tx, owner, Column::GroupId, stored, wanted, row).await
}
