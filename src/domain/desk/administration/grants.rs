//! Grants access to queues, to users and groups, and changes the members of groups. As in Django's
//! admin, these are changes of the user or the group.

use std::collections::BTreeSet;

use entity::{
    Tx, group, group_permission, permission, positional, queue, user, user_group, user_permission,
};
use futures_util::future::BoxFuture;
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait, Condition, EntityTrait, IntoActiveModel as _, NotSet,
    QueryFilter, QuerySelect, QueryTrait, Select, Set,
};

use super::queues::{QUEUE_ACCESS, create_permission, permission_of};
use super::rank::{Permissions, may_grant, of_group};
use super::write::log;
use super::{accounts, groups};
use crate::domain::access::permissions;
use crate::domain::core::tasks;
use crate::domain::desk::users::UserOrderField;
use crate::domain::query::{Order, Query};
use crate::domain::unit::{self, Unit};
use crate::domain::{Code, Context, Error, FieldError, Result};

/// The user or the group that gets access to a queue, by ID.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holder {
    /// A user.
    User(i32),
    /// A group.
    Group(i32),
}

/// The queue of a grant, and its holder after the change.
#[derive(Clone, Debug)]
pub struct Granted {
    /// The queue.
    pub queue: queue::Model,
    /// The user, if it is a user.
    pub user: Option<user::Model>,
    /// The group, if it is a group.
    pub group: Option<group::Model>,
}

/// Grants access to a queue, or revokes it. Does nothing if the holder already has it, or never had
/// it. `validate_only`: only checks.
///
/// # Errors
/// [`Error::Unauthenticated`], [`Error::Forbidden`] without the permission to change users or
/// groups, without access to the queue, or if the user has more permissions than the viewer;
/// [`Error::Invalid`] for objects that do not exist; database errors.
pub async fn set_access(
    context: &Context,
    queue: i32,
    holder: Holder,
    granted: bool,
    validate_only: bool,
) -> Result<Granted> {
    let permission = match holder {
        Holder::User(_) => "auth.change_user",
        Holder::Group(_) => "auth.change_group",
    };
    permissions::require(context, permission).await?;
    run(context, validate_only, move |context, tx| {
        Box::pin(write_access(context, tx, queue, holder, granted))
    })
    .await
}

/// Adds a user to a group, or removes them. Does nothing if the user already is a member, or never
/// was. `validate_only`: only checks.
///
/// # Errors
/// [`Error::Unauthenticated`], [`Error::Forbidden`] without the permission to change users, or if
/// the user or the group has more permissions than the viewer; [`Error::Invalid`] for objects that
/// do not exist; database errors.
pub async fn set_membership(
    context: &Context,
    group: i32,
    user: i32,
    member: bool,
    validate_only: bool,
) -> Result<(group::Model, user::Model)> {
    permissions::require(context, "auth.change_user").await?;
    run(context, validate_only, move |context, tx| {
        Box::pin(write_membership(context, tx, group, user, member))
    })
    .await
}

/// Runs a change in a unit of work, or only tries it and rolls it back.
async fn run<T, W>(context: &Context, validate_only: bool, work: W) -> Result<T>
where
    T: Send + 'static,
    W: for<'a> Fn(&'a Context, &'a Tx) -> BoxFuture<'a, Result<T>> + Send + Sync + 'static,
{
    if validate_only {
        let tx = context.db.begin().await?;
        let outcome = work(context, &tx).await;
        tx.rollback().await?;
        return outcome;
    }
    tasks::run_to_end(context, move |context| async move {
        let (context, work) = (&context, &work);
        let attempt = |unit: Unit| async move {
            let outcome = work(context, &unit.tx).await;
            (unit, outcome)
        };
        unit::run(context, &[], attempt).await
    })
    .await
}

async fn write_access(
    context: &Context,
    tx: &Tx,
    queue: i32,
    holder: Holder,
    granted: bool,
) -> Result<Granted> {
    let select = queue::Entity::find_by_id(queue).lock_exclusive();
    let queue = positional::fetch_one(select, tx)
        .await?
        .ok_or_else(|| missing("queue", queue))?;
    if !may_grant(context, &queue) {
        return Err(Error::Forbidden);
    }
    let held = Permissions::read(context, tx).await?;
    let (mut found_user, mut found_group) = (None, None);
    match holder {
        Holder::User(id) => {
            let row = lock_user(tx, id).await?;
            held.check_rank(tx, &row).await?;
            let stored = accounts::direct(tx, id).await?;
            let wanted = with_access(tx, &queue, &stored, granted).await?;
            if accounts::set_permissions(tx, id, &stored, &wanted).await? {
                let fields = ["user_permissions".to_owned()];
                log::<user::Entity>(context, tx, &row, &fields, Vec::new()).await?;
            }
            found_user = Some(row);
        }
        Holder::Group(id) => {
            let row = lock_group(tx, id).await?;
            let stored = of_group(tx, id).await?;
            let wanted = with_access(tx, &queue, &stored, granted).await?;
            if groups::set_permissions(tx, id, &stored, &wanted).await? {
                let fields = ["permissions".to_owned()];
                log::<group::Entity>(context, tx, &row, &fields, Vec::new()).await?;
            }
            found_group = Some(row);
        }
    }
    Ok(Granted {
        queue,
        user: found_user,
        group: found_group,
    })
}

/// The permissions with access to a queue, or without it.
async fn with_access(
    tx: &Tx,
    queue: &queue::Model,
    stored: &BTreeSet<i32>,
    granted: bool,
) -> Result<BTreeSet<i32>> {
    let mut wanted = stored.clone();
    if granted {
        wanted.insert(access_permission(tx, queue).await?);
    } else if let Some(permission) = existing_permission(tx, queue).await? {
        wanted.remove(&permission);
    }
    Ok(wanted)
}

async fn existing_permission(tx: &Tx, queue: &queue::Model) -> Result<Option<i32>> {
    let name = queue.permission_name.as_deref().unwrap_or_default();
    match name.split_once('.') {
        Some((_, codename)) => permission_of(tx, codename).await,
        None => Ok(None),
    }
}

/// The permission to access a queue. Queues that other programs created may lack it: `manage.py
/// create_queue_permissions` creates it.
async fn access_permission(tx: &Tx, queue: &queue::Model) -> Result<i32> {
    if let Some(id) = existing_permission(tx, queue).await? {
        return Ok(id);
    }
    let mut queue = queue.clone();
    if queue
        .permission_name
        .as_deref()
        .unwrap_or_default()
        .is_empty()
    {
        let name = format!("helpdesk.{QUEUE_ACCESS}{}", queue.slug);
        let mut row = queue.into_active_model();
        row.permission_name = Set(Some(name));
        queue = row.update(tx).await?;
        if let Some(id) = existing_permission(tx, &queue).await? {
            return Ok(id);
        }
    }
    create_permission(tx, &queue).await
}

async fn write_membership(
    context: &Context,
    tx: &Tx,
    group: i32,
    user: i32,
    member: bool,
) -> Result<(group::Model, user::Model)> {
    use user_group::{ActiveModel, Column, Entity};
    let group = lock_group(tx, group).await?;
    let user = lock_user(tx, user).await?;
    let held = Permissions::read(context, tx).await?;
    held.check_rank(tx, &user).await?;
    if member && !held.cover(&of_group(tx, group.id).await?) {
        return Err(Error::Forbidden);
    }
    let stored = Entity::find()
        .filter(Column::GroupId.eq(group.id))
        .filter(Column::UserId.eq(user.id))
        .one(tx)
        .await?;
    match (stored, member) {
        (None, true) => {
            let row = ActiveModel {
                id: NotSet,
                user_id: Set(user.id),
                group_id: Set(group.id),
            };
            Entity::insert(row).exec_without_returning(tx).await?;
        }
        (Some(row), false) => {
            Entity::delete_by_id(row.id).exec(tx).await?;
        }
        _ => return Ok((group, user)),
    }
    let fields = ["groups".to_owned()];
    log::<user::Entity>(context, tx, &user, &fields, Vec::new()).await?;
    Ok((group, user))
}

async fn lock_user(tx: &Tx, id: i32) -> Result<user::Model> {
    let select = user::Entity::find_by_id(id).lock_exclusive();
    let row = positional::fetch_one(select, tx).await?;
    row.ok_or_else(|| missing("user", id))
}

async fn lock_group(tx: &Tx, id: i32) -> Result<group::Model> {
    let select = group::Entity::find_by_id(id).lock_exclusive();
    let row = positional::fetch_one(select, tx).await?;
    row.ok_or_else(|| missing("group", id))
}

fn missing(field: &str, id: i32) -> Error {
    let code = Code::DoesNotExist(id.to_string());
    Error::Invalid(vec![FieldError::new(field, code)])
}

/// The members of a group, by username.
///
/// # Errors
/// [`Error::Unauthenticated`], [`Error::Forbidden`]; database errors.
pub async fn members(context: &Context, group: i32) -> Result<Query<user::Entity>> {
    groups::require_reader(context).await?;
    let ids = user_group::Entity::find()
        .select_only()
        .column(user_group::Column::UserId)
        .filter(user_group::Column::GroupId.eq(group));
    users(user::Entity::find().filter(user::Column::Id.in_subquery(ids.into_query())))
}

/// The users who have access to a queue by a permission, directly or through a group, by username.
/// Superusers need none.
///
/// # Errors
/// [`Error::Unauthenticated`], [`Error::Forbidden`]; database errors.
pub async fn users_of_queue(context: &Context, queue: i32) -> Result<Query<user::Entity>> {
    groups::require_reader(context).await?;
    let name = queue::Entity::find()
        .select_only()
        .column(queue::Column::PermissionName)
        .filter(queue::Column::Id.eq(queue));
    let name: Option<Option<String>> = name.into_tuple().one(&context.db).await?;
    let name = name.flatten().unwrap_or_default();
    let codename = name.split_once('.').map_or("", |(_, codename)| codename);
    let permission = permission::Entity::find()
        .select_only()
        .column(permission::Column::Id)
        .filter(permission::Column::Codename.eq(codename))
        .into_query();
    let direct = user_permission::Entity::find()
        .select_only()
        .column(user_permission::Column::UserId)
        .filter(user_permission::Column::PermissionId.in_subquery(permission.clone()));
    let groups = group_permission::Entity::find()
        .select_only()
        .column(group_permission::Column::GroupId)
        .filter(group_permission::Column::PermissionId.in_subquery(permission));
    let by_group = user_group::Entity::find()
        .select_only()
        .column(user_group::Column::UserId)
        .filter(user_group::Column::GroupId.in_subquery(groups.into_query()));
    let either = Condition::any()
        .add(user::Column::Id.in_subquery(direct.into_query()))
        .add(user::Column::Id.in_subquery(by_group.into_query()));
    users(user::Entity::find().filter(either))
}

fn users(select: Select<user::Entity>) -> Result<Query<user::Entity>> {
    let order = Order {
        field: UserOrderField::Username,
        descending: false,
    };
    Query::new(select, vec![order])
}
