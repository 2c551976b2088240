//! Queries of administrators.

use async_graphql::{Context, ID, Object, Result, SimpleObject};
use entity::{group, outbox, user};

use crate::config::Origin;
use crate::domain;
use crate::domain::delivery::outbox::administration;
use crate::domain::desk::administration::{grants, groups, user_deletion};
use crate::graphql::connection::{Connection, page};
use crate::graphql::id::NodeKind;
use crate::graphql::types::group::{Group, Groups};
use crate::graphql::types::outbox::{OutboxEntries, OutboxEntry, OutboxState};
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
    ///
    /// ```graphql
    /// { groupMembers(groupId: "R3JvdXA6MQ") { totalCount edges { node { username } } } }
    /// ```
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
    ///
    /// ```graphql
    /// { queueUsers(queueId: "UXVldWU6MQ") { totalCount edges { node { username } } } }
    /// ```
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

    /// Returns email and webhooks that are not delivered yet, the oldest first. Only for superusers;
    /// null for others.
    ///
    /// ```graphql
    /// { outbox(state: PARKED) { totalCount edges { node { databaseId kind destination attempts lastError } } } }
    /// ```
    #[expect(
        clippy::too_many_arguments,
        reason = "they are the arguments of the field"
    )]
    async fn outbox(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Returns only entries in this state.")] state: Option<OutboxState>,
        #[graphql(desc = "Returns the first n rows.")] first: Option<i32>,
        #[graphql(desc = "Returns rows after this cursor.")] after: Option<String>,
        #[graphql(desc = "Returns the last n rows.")] last: Option<i32>,
        #[graphql(desc = "Returns rows before this cursor.")] before: Option<String>,
        #[graphql(
            desc = "Skips n rows, for numbered pages. Not allowed together with `last` or cursors."
        )]
        offset: Option<i32>,
    ) -> Option<Result<Connection<OutboxEntry, outbox::Entity>>> {
        let page = page(first, after, last, before, offset);
        let read = async {
            let query = administration::query(context(ctx), state.map(Into::into))?;
            Connection::read(context(ctx), query, &page, OutboxEntries::of_rows).await
        };
        let outcome: domain::Result<_> = read.await;
        Some(outcome.map_err(Into::into))
    }

    /// Returns the rows that belong to an account, some of which prevent its deletion. Only for staff
    /// with the permission `auth.delete_user`; null for others.
    ///
    /// ```graphql
    /// { userDeletionPreview(id: "VXNlcjoz") { canDelete assignedTicketCount followUpCount savedSearchCount } }
    /// ```
    async fn user_deletion_preview(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "ID of the user: a global ID or a number.")] id: ID,
    ) -> Option<Result<UserDeletionPreview>> {
        let read = async {
            let id = NodeKind::User.parse_target(context(ctx), "id", &id)?;
            user_deletion::preview(context(ctx), id).await
        };
        let outcome: domain::Result<_> = read.await;
        Some(outcome.map(Into::into).map_err(Into::into))
    }

    /// Returns the effective settings of the service, sorted by name. Secrets are hidden. Only for
    /// superusers; null for others.
    ///
    /// ```graphql
    /// { settings { name value source } }
    /// ```
    async fn settings(&self, ctx: &Context<'_>) -> Option<Result<Vec<Setting>>> {
        let viewer = &context(ctx).viewer;
        if !viewer.is_authenticated() {
            return Some(Err(domain::Error::Unauthenticated.into()));
        }
        if !viewer.is_superuser() {
            return Some(Err(domain::Error::Forbidden.into()));
        }
        let origins = &context(ctx).config.origins;
        Some(Ok(origins.iter().map(Setting::from).collect()))
    }
}

/// Rows that belong to an account.
#[derive(Debug, SimpleObject)]
pub struct UserDeletionPreview {
    /// Account.
    user: User,
    /// Whether the viewer can delete the account.
    can_delete: bool,
    /// Number of tickets assigned to the account. They prevent its deletion.
    assigned_ticket_count: i32,
    /// Number of follow-ups of the account. They prevent its deletion.
    follow_up_count: i32,
    /// Number of acts of the account in the log of Django's admin. They prevent its deletion.
    admin_log_count: i32,
    /// Number of tickets that the account follows. The deletion ends that.
    followed_ticket_count: i32,
    /// Number of saved searches of the account, which are deleted with it.
    saved_search_count: i32,
    /// Number of votes of the account for items of the knowledge base, which are deleted with it. The
    /// items keep their numbers of votes.
    vote_count: i32,
    /// Number of API tokens and personal tokens of the account, which are deleted with it.
    token_count: i32,
    /// Number of queues whose default owner is the account. They lose their default owner.
    default_queue_count: i32,
}

impl From<user_deletion::Preview> for UserDeletionPreview {
    fn from(preview: user_deletion::Preview) -> Self {
        let user_deletion::Preview {
            user,
            belongings,
            can_delete,
        } = preview;
        let number = |count: u64| i32::try_from(count).unwrap_or(i32::MAX);
        Self {
            user: Users::of_rows(vec![user]).remove(0),
            can_delete,
            assigned_ticket_count: number(belongings.assigned_tickets),
            follow_up_count: number(belongings.followups),
            admin_log_count: number(belongings.acts),
            followed_ticket_count: number(belongings.followed_tickets),
            saved_search_count: number(belongings.saved_searches),
            vote_count: number(belongings.votes),
            token_count: number(belongings.tokens),
            default_queue_count: number(belongings.default_queues),
        }
    }
}

/// A setting of the service.
#[derive(Clone, Debug, SimpleObject)]
pub struct Setting {
    /// Name, such as `server.listen`.
    name: String,
    /// Value as in a TOML file. Secrets, and passwords in URLs, are `***`.
    value: String,
    /// Place of the value: `default`, a line of a file, a variable, or an option of the command
    /// line.
    source: String,
}

impl From<&Origin> for Setting {
    fn from(origin: &Origin) -> Self {
        let Origin {
            name,
            value,
            source,
        } = origin.clone();
        Self {
            name,
            value,
            source,
        }
    }
}
