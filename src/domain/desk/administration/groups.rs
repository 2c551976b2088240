//! Creates, changes and deletes groups of users with their permissions.

use std::collections::BTreeSet;

use entity::{Tx, content_type, group, group_permission, permission, queue, user_group};
use sea_orm::{
    ColumnTrait, EntityTrait, JoinType, NotSet, QueryFilter, QueryOrder, QuerySelect,
    RelationTrait, Set,
};

use super::rank::{Permissions, of_group};
use super::{Checker, Draft, Record, RelatedChanges, is_taken};
use crate::domain::access::permissions;
use crate::domain::desk::admin_log::AdminModel;
use crate::domain::query::{Query, among, sortable};
use crate::domain::unit::Unit;
use crate::domain::{Code, Context, FieldError, Result};

/// Fields to sort groups by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, async_graphql::Enum)]
pub enum GroupOrderField {
    /// Numeric ID.
    Id,
    /// Name, by the collation of the database.
    Name,
}

sortable!(group, GroupOrderField { Id, Name });

/// The permissions that each let their owner see groups and the permissions of accounts.
const READERS: [&str; 4] = [
    "auth.view_group",
    "auth.change_group",
    "auth.view_user",
    "auth.change_user",
];

/// Whether the viewer may see groups, and the permissions of accounts.
///
/// # Errors
/// [`Error::Unauthenticated`](crate::domain::Error::Unauthenticated); database errors.
pub async fn may_read(context: &Context) -> Result<bool> {
    permissions::has_any(context, &READERS).await
}

/// Checks [`may_read`].
///
/// # Errors
/// Those of [`may_read`]; [`Error::Forbidden`](crate::domain::Error::Forbidden).
pub async fn require_reader(context: &Context) -> Result<()> {
    if may_read(context).await? {
        Ok(())
    } else {
        Err(crate::domain::Error::Forbidden)
    }
}

/// All groups by name.
///
/// # Errors
/// [`Error::Unauthenticated`](crate::domain::Error::Unauthenticated),
/// [`Error::Forbidden`](crate::domain::Error::Forbidden); database errors.
pub async fn query(context: &Context) -> Result<Query<group::Entity>> {
    require_reader(context).await?;
    let order = crate::domain::query::Order {
        field: GroupOrderField::Name,
        descending: false,
    };
    Query::new(group::Entity::find(), vec![order])
}

/// The groups with these IDs, if the viewer may see groups.
///
/// # Errors
/// Database errors.
pub async fn by_ids(context: &Context, ids: &[i32]) -> Result<Vec<group::Model>> {
    if !context.viewer.is_authenticated() || !may_read(context).await? {
        return Ok(Vec::new());
    }
    let select = group::Entity::find().filter(among(&context.db, group::Column::Id, ids));
    Ok(entity::positional::fetch_all(select, &context.db).await?)
}

/// The groups of users, by name, and the memberships: pairs of a user and a group. The caller checks
/// [`may_read`].
///
/// # Errors
/// Database errors.
pub async fn of_users(
    context: &Context,
    users: &[i32],
) -> Result<(Vec<group::Model>, Vec<(i32, i32)>)> {
    let rows: Vec<(i32, i32, String)> = user_group::Entity::find()
        .join(JoinType::InnerJoin, user_group::Relation::Group.def())
        .select_only()
        .column(user_group::Column::UserId)
        .column(group::Column::Id)
        .column(group::Column::Name)
        .filter(among(&context.db, user_group::Column::UserId, users))
        .order_by_asc(group::Column::Name)
        .into_tuple()
        .all(&context.db)
        .await?;
    let memberships = rows
        .iter()
        .map(|(user, group, _)| (*user, *group))
        .collect();
    let mut groups: Vec<group::Model> = rows
        .into_iter()
        .map(|(_, id, name)| group::Model { id, name })
        .collect();
    groups.dedup();
    groups.sort_by_key(|row| row.id);
    groups.dedup();
    Ok((groups, memberships))
}

/// The names of the groups' permissions with the IDs of their groups, sorted by name. The caller
/// checks [`may_read`].
///
/// # Errors
/// Database errors.
pub async fn permissions_of(context: &Context, groups: &[i32]) -> Result<Vec<(i32, String)>> {
    let rows: Vec<(i32, String, String)> = group_permission::Entity::find()
        .join(
            JoinType::InnerJoin,
            group_permission::Relation::Permission.def(),
        )
        .join(JoinType::InnerJoin, permission::Relation::ContentType.def())
        .select_only()
        .column(group_permission::Column::GroupId)
        .column(content_type::Column::AppLabel)
        .column(permission::Column::Codename)
        .filter(among(
            &context.db,
            group_permission::Column::GroupId,
            groups,
        ))
        .order_by_asc(content_type::Column::AppLabel)
        .order_by_asc(permission::Column::Codename)
        .into_tuple()
        .all(&context.db)
        .await?;
    Ok(rows
        .into_iter()
        .map(|(group, app, codename)| (group, format!("{app}.{codename}")))
        .collect())
}

/// The IDs of all queues by the names of their permissions.
///
/// # Errors
/// Database errors.
pub async fn queues_by_permission(context: &Context) -> Result<Vec<(String, i32)>> {
    let rows: Vec<(Option<String>, i32)> = queue::Entity::find()
        .select_only()
        .column(queue::Column::PermissionName)
        .column(queue::Column::Id)
        .order_by_asc(queue::Column::Title)
        .into_tuple()
        .all(&context.db)
        .await?;
    Ok(rows
        .into_iter()
        .filter_map(|(name, id)| Some((name?, id)))
        .collect())
}

/// The values of a group.
#[derive(Clone, Debug, Default)]
pub struct GroupDraft {
    /// The name.
    pub name: Option<String>,
    /// The names of all its permissions, except those for queues.
    pub permissions: Option<Vec<String>>,
    /// Errors found while the input was converted.
    pub errors: Vec<FieldError>,
}

/// A group without values.
#[must_use]
pub fn blank() -> group::Model {
    group::Model {
        id: 0,
        name: String::new(),
    }
}

impl Draft<group::Entity> for GroupDraft {
    fn apply(&self, context: &Context, row: &mut group::Model) -> Vec<FieldError> {
        let mut checker = Checker::new(context);
        checker.errors.extend(self.errors.iter().cloned());
        checker.required("name", self.name.as_ref(), Some(150), &mut row.name);
        checker.errors
    }

    async fn check(
        &self,
        context: &Context,
        tx: &Tx,
        id: Option<i32>,
        row: &group::Model,
    ) -> Result<Vec<FieldError>> {
        let mut errors = Vec::new();
        if self.name.is_some()
            && is_taken::<group::Entity>(tx, group::Column::Name, &row.name, id).await?
        {
            errors.push(FieldError::new("name", Code::NotUnique));
        }
        if let Some(names) = &self.permissions {
            let stored = stored(tx, id).await?;
            let replaced = Permissions::read(context, tx)
                .await?
                .replace(names, &stored);
            errors.extend(replaced.err().into_iter().flatten());
        }
        Ok(errors)
    }

    async fn write_related(
        &self,
        context: &Context,
        unit: &mut Unit,
        old: Option<&group::Model>,
        row: &group::Model,
    ) -> Result<RelatedChanges> {
        let mut changes = RelatedChanges::default();
        let Some(names) = &self.permissions else {
            return Ok(changes);
        };
        let tx = &unit.tx;
        let stored = stored(tx, old.map(|row| row.id)).await?;
        let replaced = Permissions::read(context, tx)
            .await?
            .replace(names, &stored);
        let wanted = replaced.map_err(crate::domain::Error::Invalid)?;
        if set_permissions(tx, row.id, &stored, &wanted).await? {
            changes.fields.push("permissions");
        }
        Ok(changes)
    }
}

async fn stored(tx: &Tx, id: Option<i32>) -> Result<BTreeSet<i32>> {
    match id {
        Some(id) => of_group(tx, id).await,
        None => Ok(BTreeSet::new()),
    }
}

/// Replaces the permissions of a group. Returns whether they changed.
pub(super) async fn set_permissions(
    tx: &Tx,
    group: i32,
    stored: &BTreeSet<i32>,
    wanted: &BTreeSet<i32>,
) -> Result<bool> {
    use group_permission::{ActiveModel, Column, Entity};
    let removed: Vec<i32> = stored.difference(wanted).copied().collect();
    if !removed.is_empty() {
        Entity::delete_many()
            .filter(Column::GroupId.eq(group))
            .filter(Column::PermissionId.is_in(removed))
            .exec(tx)
            .await?;
    }
    let row = |permission: &i32| ActiveModel {
        id: NotSet,
        group_id: Set(group),
        permission_id: Set(*permission),
    };
    let added: Vec<_> = wanted.difference(stored).map(row).collect();
    if !added.is_empty() {
        Entity::insert_many(added)
            .exec_without_returning(tx)
            .await?;
    }
    Ok(stored != wanted)
}

impl Record for group::Entity {
    const MODEL: AdminModel = AdminModel::auth("group");
    const FIELDS: &'static [(&'static str, &'static str)] =
        &[("name", "Name"), ("permissions", "Permissions")];

    fn id(row: &group::Model) -> i32 {
        row.id
    }

    fn text(row: &group::Model) -> String {
        row.name.clone()
    }

    async fn delete_related(_: &Context, unit: &mut Unit, row: &group::Model) -> Result<()> {
        user_group::Entity::delete_many()
            .filter(user_group::Column::GroupId.eq(row.id))
            .exec(&unit.tx)
            .await?;
        group_permission::Entity::delete_many()
            .filter(group_permission::Column::GroupId.eq(row.id))
            .exec(&unit.tx)
            .await?;
        Ok(())
    }
}
