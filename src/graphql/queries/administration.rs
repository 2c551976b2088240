//! Queries of administrators.

use async_graphql::{Context, ID, Object, Result};
use entity::{group, user};

use crate::domain;
use crate::domain::desk::administration::{grants, groups};
use crate::graphql::connection::{Connection, page};
use crate::graphql::id::NodeKind;
use crate::graphql::types::group::{Group, Groups};
use crate::graphql::types::user::Users;
use crate::graphql::types::{User, context};

/// Queries of administrators.
#[derive(Debug, Default)]
pub struct AdministrationQuery;

/// A page of users.
type UserList = Result<Connection<User, user::Entity>>;

#[Object]
impl AdministrationQuery {
    /// Returns groups of users by name. Only for staff with one of the permissions
    /// `auth.view_group`, `auth.change_group`, `auth.view_user` and `auth.change_user`; null for
    /// others.
    ///
    /// ```graphql
    /// { groups { nodes { databaseId name permissions queues { slug } } } }
    /// ```
    async fn groups(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Returns the first n rows.")] first: Option<i32>,
        #[graphql(desc = "Returns rows after this cursor.")] after: Option<String>,
        #[graphql(desc = "Returns the last n rows.")] last: Option<i32>,
        #[graphql(desc = "Returns rows before this cursor.")] before: Option<String>,
        #[graphql(
            desc = "Skips n rows, for numbered pages. Not allowed together with `last` or cursors."
        )]
        offset: Option<i32>,
    ) -> Option<Result<Connection<Group, group::Entity>>> {
        let page = page(first, after, last, before, offset);
        let read = async {
            let query = groups::query(context(ctx)).await?;
            Connection::read(context(ctx), query, &page, Groups::of_rows).await
        };
        Some(read.await.map_err(Into::into))
    }

    /// Returns the members of a group by username. Only for staff who may see groups; null for
    /// others.
    #[expect(
        clippy::too_many_arguments,
        reason = "they are the arguments of the field"
    )]
    async fn group_members(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "ID of the group: a global ID or a number.")] group_id: ID,
        #[graphql(desc = "Returns the first n rows.")] first: Option<i32>,
        #[graphql(desc = "Returns rows after this cursor.")] after: Option<String>,
        #[graphql(desc = "Returns the last n rows.")] last: Option<i32>,
        #[graphql(desc = "Returns rows before this cursor.")] before: Option<String>,
        #[graphql(
            desc = "Skips n rows, for numbered pages. Not allowed together with `last` or cursors."
        )]
        offset: Option<i32>,
    ) -> Option<UserList> {
        let page = page(first, after, last, before, offset);
        let read = async {
            let id = NodeKind::Group.parse_target(context(ctx), "groupId", &group_id)?;
            let query = grants::members(context(ctx), id).await?;
            Connection::read(context(ctx), query, &page, Users::of_rows).await
        };
        let outcome: domain::Result<_> = read.await;
        Some(outcome.map_err(Into::into))
    }

    /// Returns the users to whom access to a queue was granted, directly or through a group, by
    /// username. Superusers need no grant. Only for staff who may see groups; null for others.
    #[expect(
        clippy::too_many_arguments,
        reason = "they are the arguments of the field"
    )]
    async fn queue_users(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "ID of the queue: a global ID or a number.")] queue_id: ID,
        #[graphql(desc = "Returns the first n rows.")] first: Option<i32>,
        #[graphql(desc = "Returns rows after this cursor.")] after: Option<String>,
        #[graphql(desc = "Returns the last n rows.")] last: Option<i32>,
        #[graphql(desc = "Returns rows before this cursor.")] before: Option<String>,
        #[graphql(
            desc = "Skips n rows, for numbered pages. Not allowed together with `last` or cursors."
        )]
        offset: Option<i32>,
    ) -> Option<UserList> {
        let page = page(first, after, last, before, offset);
        let read = async {
            let id = NodeKind::Queue.parse_target(context(ctx), "queueId", &queue_id)?;
            let query = grants::users_of_queue(context(ctx), id).await?;
            Connection::read(context(ctx), query, &page, Users::of_rows).await
        };
        let outcome: domain::Result<_> = read.await;
        Some(outcome.map_err(Into::into))
    }
}
