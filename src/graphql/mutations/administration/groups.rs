//! Mutations of groups and their members, and grants of access to queues.

use async_graphql::{Context, ID, InputObject, MaybeUndefined, Object, Result, SimpleObject};
use entity::group;

use crate::domain;
use crate::domain::desk::administration::grants::{self, Holder};
use crate::domain::desk::administration::groups::{GroupDraft, blank};
use crate::domain::desk::administration::{create, delete, update};
use crate::domain::{Code, Error, FieldError};
use crate::graphql::error::UserError;
use crate::graphql::id::{NodeKind, Reference};
use crate::graphql::inputs::changes::given;
use crate::graphql::inputs::idempotency;
use crate::graphql::mutations::{delete_by_id, split};
use crate::graphql::types::group::{Group, Groups};
use crate::graphql::types::queue::Queues;
use crate::graphql::types::user::Users;
use crate::graphql::types::{Queue, User, context};

/// Mutations of groups and of access to queues.
#[derive(Debug, Default)]
pub struct GroupMutation;

/// Group to create.
#[derive(InputObject)]
pub struct GroupCreateInput {
    /// Unique name, at most 150 characters.
    pub name: String,
    /// Permissions by their Django names, except those for queues. You need each of them yourself.
    pub permissions: Option<Vec<String>>,
    /// Validates the input without writing anything.
    #[graphql(default)]
    pub validate_only: bool,
    /// Key that the client chooses, at most 255 characters. A repeated request with the same key
    /// and the same input returns the first result instead of creating a duplicate, for 24 hours
    /// unless the installation sets another time. A different input is a CONFLICT, and so is a
    /// created object that was deleted. An explicit default counts as an omitted field.
    pub idempotency_key: Option<String>,
}

/// Changes of a group. Omitted fields do not change.
#[derive(InputObject)]
pub struct GroupUpdateInput {
    /// ID of the group: a global ID or a number.
    pub id: ID,
    /// Unique name, at most 150 characters. Not null.
    pub name: MaybeUndefined<String>,
    /// All permissions of the group by their Django names, except those for queues, at most 1000.
    /// Not null. You can add and remove only permissions that you have yourself.
    pub permissions: MaybeUndefined<Vec<String>>,
    /// Validates the input without writing anything.
    #[graphql(default)]
    pub validate_only: bool,
}

/// Group to delete.
#[derive(InputObject)]
pub struct GroupDeleteInput {
    /// ID of the group: a global ID or a number.
    pub id: ID,
    /// Validates the request without deleting anything.
    #[graphql(default)]
    pub validate_only: bool,
}

/// Result of `groupCreate`.
#[derive(Debug, Default, SimpleObject)]
pub struct GroupCreatePayload {
    /// Created group. Null if there are errors or `validateOnly` is set.
    group: Option<Group>,
    /// Errors of the input. Empty on success.
    user_errors: Vec<UserError>,
}

/// Result of `groupUpdate`.
#[derive(Debug, Default, SimpleObject)]
pub struct GroupUpdatePayload {
    /// Group after the update; with `validateOnly`, its current state. Null if there are errors.
    group: Option<Group>,
    /// Errors of the input. Empty on success.
    user_errors: Vec<UserError>,
}

/// Result of `groupDelete`.
#[derive(Debug, SimpleObject)]
pub struct GroupDeletePayload {
    /// Global ID of the deleted group. Null if there are errors or `validateOnly` is set.
    deleted_id: Option<ID>,
    /// Numeric ID of the deleted group.
    deleted_database_id: Option<i32>,
    /// Errors of the input. Empty on success.
    user_errors: Vec<UserError>,
}

/// A group and a user.
#[derive(InputObject)]
pub struct GroupMemberInput {
    /// ID of the group: a global ID or a number.
    pub group_id: ID,
    /// ID of the user: a global ID or a number.
    pub user_id: ID,
    /// Validates the request without writing anything.
    #[graphql(default)]
    pub validate_only: bool,
}

/// Result of `groupMemberAdd` and `groupMemberRemove`.
#[derive(Debug, Default, SimpleObject)]
pub struct GroupMemberPayload {
    /// Group. Null if there are errors.
    group: Option<Group>,
    /// User. Null if there are errors.
    user: Option<User>,
    /// Errors of the input. Empty on success.
    user_errors: Vec<UserError>,
}

/// A queue, and the user or the group who gets or loses access to it.
#[derive(InputObject)]
pub struct QueueAccessInput {
    /// ID of the queue: a global ID or a number.
    pub queue_id: ID,
    /// ID of the user: a global ID or a number. Either a user or a group is required.
    pub user_id: Option<ID>,
    /// ID of the group: a global ID or a number.
    pub group_id: Option<ID>,
    /// Validates the request without writing anything.
    #[graphql(default)]
    pub validate_only: bool,
}

/// Result of `queueAccessGrant` and `queueAccessRevoke`.
#[derive(Debug, Default, SimpleObject)]
pub struct QueueAccessPayload {
    /// Queue. Null if there are errors.
    queue: Option<Queue>,
    /// User, if the input names a user. Null if there are errors.
    user: Option<User>,
    /// Group, if the input names a group. Null if there are errors.
    group: Option<Group>,
    /// Errors of the input. Empty on success.
    user_errors: Vec<UserError>,
}

fn object(row: group::Model) -> Option<Group> {
    Groups::of_rows(vec![row]).pop()
}

async fn create_group(ctx: &Context<'_>, input: GroupCreateInput) -> Result<GroupCreatePayload> {
    let request = idempotency::request(ctx, input.idempotency_key, &[]).await?;
    let draft = GroupDraft {
        name: Some(input.name),
        permissions: input.permissions,
        errors: Vec::new(),
    };
    let outcome = create::<group::Entity, _>(
        context(ctx),
        blank(),
        draft,
        request.as_ref(),
        input.validate_only,
    )
    .await;
    let (row, user_errors) = split(ctx, outcome, "id")?;
    let group = row.and_then(object);
    Ok(GroupCreatePayload { group, user_errors })
}

async fn update_group(ctx: &Context<'_>, input: GroupUpdateInput) -> Result<GroupUpdatePayload> {
    let outcome = async {
        let id = NodeKind::Group.parse_target(context(ctx), "id", &input.id)?;
        let mut errors = Vec::new();
        let draft = GroupDraft {
            name: given(input.name, "name", &mut errors),
            permissions: given(input.permissions, "permissions", &mut errors),
            errors,
        };
        update::<group::Entity, _>(context(ctx), id, draft, input.validate_only).await
    };
    let outcome: domain::Result<group::Model> = outcome.await;
    let (row, user_errors) = split(ctx, outcome.map(Some), "id")?;
    let group = row.and_then(object);
    Ok(GroupUpdatePayload { group, user_errors })
}

async fn delete_group(ctx: &Context<'_>, input: GroupDeleteInput) -> Result<GroupDeletePayload> {
    let GroupDeleteInput { id, validate_only } = input;
    let delete = |number| delete::<group::Entity>(context(ctx), number, validate_only);
    let (deleted_id, deleted_database_id, user_errors) =
        delete_by_id(ctx, NodeKind::Group, &id, validate_only, delete).await?;
    Ok(GroupDeletePayload {
        deleted_id,
        deleted_database_id,
        user_errors,
    })
}

async fn set_member(
    ctx: &Context<'_>,
    input: GroupMemberInput,
    member: bool,
) -> Result<GroupMemberPayload> {
    let outcome = async {
        if !context(ctx).viewer.is_authenticated() {
            return Err(Error::Unauthenticated);
        }
        let mut errors = Vec::new();
        let group = Reference::GROUP.parse(&input.group_id, &mut errors);
        let user = Reference::USER.parse(&input.user_id, &mut errors);
        let (Some(group), Some(user)) = (group, user) else {
            return Err(Error::Invalid(errors));
        };
        grants::set_membership(context(ctx), group, user, member, input.validate_only).await
    };
    let outcome: domain::Result<_> = outcome.await;
    let (rows, user_errors) = split(ctx, outcome.map(Some), "groupId")?;
    let (group, user) = rows.unzip();
    Ok(GroupMemberPayload {
        group: group.and_then(object),
        user: user.and_then(|row| Users::of_rows(vec![row]).pop()),
        user_errors,
    })
}

/// The user or the group of an input, of which exactly one must be given.
fn holder(input: &QueueAccessInput) -> Result<Holder, Vec<FieldError>> {
    let mut errors = Vec::new();
    let holder = match (&input.user_id, &input.group_id) {
        (Some(id), None) => Reference::USER.parse(id, &mut errors).map(Holder::User),
        (None, Some(id)) => Reference::GROUP.parse(id, &mut errors).map(Holder::Group),
        (Some(_), Some(_)) => {
            errors.push(FieldError::new("user", Code::Exclusive("groupId")));
            None
        }
        (None, None) => {
            errors.push(FieldError::new("user", Code::Required));
            None
        }
    };
    holder.ok_or(errors)
}

async fn set_access(
    ctx: &Context<'_>,
    input: QueueAccessInput,
    granted: bool,
) -> Result<QueueAccessPayload> {
    let outcome = async {
        let queue = Reference::QUEUE.parse_target(context(ctx), &input.queue_id)?;
        let holder = holder(&input).map_err(Error::Invalid)?;
        grants::set_access(context(ctx), queue, holder, granted, input.validate_only).await
    };
    let outcome: domain::Result<_> = outcome.await;
    let (found, user_errors) = split(ctx, outcome.map(Some), "queueId")?;
    let Some(found) = found else {
        return Ok(QueueAccessPayload {
            user_errors,
            ..QueueAccessPayload::default()
        });
    };
    Ok(QueueAccessPayload {
        queue: Queues::of_rows(vec![found.queue]).pop(),
        user: found.user.and_then(|row| Users::of_rows(vec![row]).pop()),
        group: found.group.and_then(object),
        user_errors,
    })
}

#[Object]
impl GroupMutation {
    /// Creates a group. Only for staff with the permission `auth.add_group`.
    ///
    /// ```graphql
    /// mutation { groupCreate(input: { name: "Night shift" }) { group { databaseId } userErrors { field message code } } }
    /// ```
    async fn group_create(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Group to create.")] input: GroupCreateInput,
    ) -> Option<Result<GroupCreatePayload>> {
        Some(create_group(ctx, input).await)
    }

    /// Updates a group. Only for staff with the permission `auth.change_group`.
    async fn group_update(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Changes of the group.")] input: GroupUpdateInput,
    ) -> Option<Result<GroupUpdatePayload>> {
        Some(update_group(ctx, input).await)
    }

    /// Deletes a group. Its members lose its permissions. Only for staff with the permission
    /// `auth.delete_group`.
    async fn group_delete(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Group to delete.")] input: GroupDeleteInput,
    ) -> Option<Result<GroupDeletePayload>> {
        Some(delete_group(ctx, input).await)
    }

    /// Adds a user to a group. Changes nothing if the user already is a member. Only for staff with
    /// the permission `auth.change_user`, who have all permissions of the group and of the user.
    async fn group_member_add(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Group and user.")] input: GroupMemberInput,
    ) -> Option<Result<GroupMemberPayload>> {
        Some(set_member(ctx, input, true).await)
    }

    /// Removes a user from a group. Changes nothing if the user is not a member. Only for staff with
    /// the permission `auth.change_user`, who have all permissions of the user.
    async fn group_member_remove(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Group and user.")] input: GroupMemberInput,
    ) -> Option<Result<GroupMemberPayload>> {
        Some(set_member(ctx, input, false).await)
    }

    /// Grants access to a queue to a user or a group. It has an effect if the installation grants
    /// access per queue. Only for staff with the permission `auth.change_user` or
    /// `auth.change_group`, who have access to the queue and all permissions of the user.
    ///
    #[doc = r#"```graphql
mutation {
  queueAccessGrant(input: { queueId: "UXVldWU6MQ", userId: "VXNlcjoy" }) {
    user { grantedQueues { slug } }
    userErrors { field message code }
  }
}
```"#]
    async fn queue_access_grant(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Queue, and a user or a group.")] input: QueueAccessInput,
    ) -> Option<Result<QueueAccessPayload>> {
        Some(set_access(ctx, input, true).await)
    }

    /// Revokes access to a queue that was granted to a user or a group. A user may still have access
    /// through a group. Only for staff with the permission `auth.change_user` or
    /// `auth.change_group`, who have access to the queue and all permissions of the user.
    async fn queue_access_revoke(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Queue, and a user or a group.")] input: QueueAccessInput,
    ) -> Option<Result<QueueAccessPayload>> {
        Some(set_access(ctx, input, false).await)
    }
}
