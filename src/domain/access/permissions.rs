//! Django's permissions decide about administration, as in its admin
//! (django/contrib/auth/backends.py): users have them directly or through groups, superusers have
//! all of them.

use entity::{content_type, group_permission, permission, user_group, user_permission};
use sea_orm::sea_query::{SelectStatement, UnionType};
use sea_orm::{
    ColumnTrait, EntityTrait, JoinType, QueryFilter, QuerySelect, QueryTrait, RelationTrait,
};

use crate::domain::{Context, Error, Result};

/// Checks that the viewer has a permission, by its Django name (`helpdesk.change_queue`).
///
/// # Errors
/// [`Error::Unauthenticated`]; [`Error::Forbidden`]; database errors.
pub async fn require(context: &Context, name: &str) -> Result<()> {
    if has(context, name).await? {
        Ok(())
    } else {
        Err(Error::Forbidden)
    }
}

/// Whether the viewer has a permission, by its Django name. Only staff and superusers administer,
/// as in Django's admin. One statement for staff, none for others.
///
/// # Errors
/// [`Error::Unauthenticated`]; database errors.
pub async fn has(context: &Context, name: &str) -> Result<bool> {
    has_any(context, &[name]).await
}

/// Whether the viewer has at least one of these permissions. At most one statement.
///
/// # Errors
/// As [`has`].
pub async fn has_any(context: &Context, names: &[&str]) -> Result<bool> {
    Ok(!granted(context, names).await?.is_empty())
}

/// Those of these permissions that the viewer has. At most one statement.
///
/// # Errors
/// As [`has`].
pub async fn granted(context: &Context, names: &[&str]) -> Result<Vec<String>> {
    let user = context.viewer.user().ok_or(Error::Unauthenticated)?;
    if user.is_superuser {
        return Ok(names.iter().map(|name| (*name).to_owned()).collect());
    }
    if !user.is_staff {
        return Ok(Vec::new());
    }
    let codenames = names
        .iter()
        .filter_map(|name| name.split_once('.'))
        .map(|(_, codename)| codename);
    let granted: Vec<(String, String)> = permission::Entity::find()
        .join(JoinType::InnerJoin, permission::Relation::ContentType.def())
        .select_only()
        .column(content_type::Column::AppLabel)
        .column(permission::Column::Codename)
        .filter(permission::Column::Codename.is_in(codenames))
        .filter(permission::Column::Id.in_subquery(permission_ids(user.id)))
        .into_tuple()
        .all(&context.db)
        .await?;
    // MariaDB ignores case, so the exact names are compared here.
    Ok(granted
        .into_iter()
        .map(|(app, codename)| format!("{app}.{codename}"))
        .filter(|name| names.contains(&name.as_str()))
        .collect())
}

/// The IDs of the permissions that a user has directly or through a group.
pub(crate) fn permission_ids(user_id: i32) -> SelectStatement {
    let mut direct = user_permission::Entity::find()
        .select_only()
        .column(user_permission::Column::PermissionId)
        .filter(user_permission::Column::UserId.eq(user_id))
        .into_query();
    let groups = user_group::Entity::find()
        .select_only()
        .column(user_group::Column::GroupId)
        .filter(user_group::Column::UserId.eq(user_id))
        .into_query();
    let by_group = group_permission::Entity::find()
        .select_only()
        .column(group_permission::Column::PermissionId)
        .filter(group_permission::Column::GroupId.in_subquery(groups))
        .into_query();
    direct.union(UnionType::Distinct, by_group);
    direct
}
