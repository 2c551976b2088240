//! Users, as other users see them.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use async_graphql::{Context, ID, Object, Result};
use entity::user;

use crate::domain;
use crate::domain::desk::administration::{accounts, groups};
use crate::domain::desk::users;
use crate::domain::tickets::people;
use crate::graphql::connection::Row;
use crate::graphql::id::{self, NodeKind};
use crate::graphql::loaders::{Grouped, Once};
use crate::graphql::scalars::DateTime;
use crate::graphql::types::group::{Group, Groups, QueuesByPermission, is_queue_access};
use crate::graphql::types::{Queue, context};

/// Selects the users of a batch.
#[derive(Debug)]
enum Selection {
    /// Users with these database IDs.
    Ids(Vec<i32>),
    /// Owners, authors and followers of these tickets.
    Tickets(Vec<i32>),
}

/// A batch of users. Their rows are read when a field other than the ID is resolved.
#[derive(Debug)]
pub struct Users {
    selection: Selection,
    /// Some of the users, who were read together with other rows.
    known: Once<HashMap<i32, user::Model>>,
    rows: Once<HashMap<i32, user::Model>>,
    grants: Once<Option<Grants>>,
}

/// The groups and permissions of the users of a batch.
#[derive(Debug)]
struct Grants {
    groups: Grouped<Group>,
    permissions: Grouped<String>,
    queues: Once<QueuesByPermission>,
}

impl From<Selection> for Users {
    fn from(selection: Selection) -> Self {
        Self {
            selection,
            known: Once::default(),
            rows: Once::default(),
            grants: Once::default(),
        }
    }
}

impl Default for Users {
    fn default() -> Self {
        Self::from(Selection::Ids(Vec::new()))
    }
}

impl Users {
    /// Creates a batch of users with these database IDs.
    pub fn of_ids(ids: impl Iterator<Item = i32>) -> Self {
        let ids: BTreeSet<i32> = ids.collect();
        Self::from(Selection::Ids(ids.into_iter().collect()))
    }

    /// Creates a batch of the owners, authors and followers of tickets.
    pub fn of_tickets(tickets: Vec<i32>) -> Self {
        Self::from(Selection::Tickets(tickets))
    }

    /// Creates a batch from rows and returns its users in the same order.
    pub fn of_rows(rows: Vec<user::Model>) -> Vec<User> {
        let ids: Vec<i32> = rows.iter().map(|row| row.id).collect();
        let batch = Arc::new(Self {
            rows: Once::known(rows.into_iter().map(|row| (row.id, row)).collect()),
            ..Self::from(Selection::Ids(ids.clone()))
        });
        ids.into_iter().map(|id| User::new(&batch, id)).collect()
    }

    /// Adds users of the batch who were read together with other rows. The others are read if a
    /// field needs them.
    pub fn fill(&self, rows: Vec<user::Model>) {
        self.known
            .fill(rows.into_iter().map(|row| (row.id, row)).collect());
    }

    fn known(&self, id: i32) -> Option<&user::Model> {
        self.known.peek()?.get(&id)
    }

    /// Returns the row of a user of the batch.
    ///
    /// # Errors
    /// [`domain::Error::NotFound`] if the user does not exist; database errors.
    pub async fn row(&self, ctx: &Context<'_>, id: i32) -> domain::Result<&user::Model> {
        if let Some(row) = self.known(id) {
            return Ok(row);
        }
        let read = || async {
            let rows = match &self.selection {
                Selection::Ids(ids) => users::by_ids(context(ctx), ids).await?,
                Selection::Tickets(ids) => people::of_tickets(context(ctx), ids).await?,
            };
            Ok(rows.into_iter().map(|row| (row.id, row)).collect())
        };
        self.rows
            .get(read)
            .await?
            .get(&id)
            .ok_or(domain::Error::NotFound)
    }
}

/// A user of a batch.
#[derive(Clone, Debug)]
pub struct User {
    batch: Arc<Users>,
    id: i32,
}

impl User {
    /// Creates a user of a batch.
    pub fn new(batch: &Arc<Users>, id: i32) -> Self {
        Self {
            batch: Arc::clone(batch),
            id,
        }
    }

    /// The database ID.
    pub(crate) fn number(&self) -> i32 {
        self.id
    }

    async fn read<'a>(&'a self, ctx: &Context<'_>) -> domain::Result<&'a user::Model> {
        self.batch.row(ctx, self.id).await
    }

    /// Returns the groups and permissions of the batch, if the viewer may see them.
    async fn grants(&self, ctx: &Context<'_>) -> domain::Result<Option<&Grants>> {
        let context = context(ctx);
        let read = || async {
            if !context.viewer.is_authenticated() || !groups::may_read(context).await? {
                return Ok(None);
            }
            // Reads the rows first if only the tickets of the users are known.
            self.read(ctx).await?;
            let ids: Vec<i32> = match self.batch.rows.peek() {
                Some(rows) => rows.keys().copied().collect(),
                None => vec![self.id],
            };
            Ok(Some(Grants {
                groups: group_memberships(context, &ids).await?,
                permissions: accounts::direct_permissions(context, &ids)
                    .await?
                    .into_iter()
                    .collect(),
                queues: Once::default(),
            }))
        };
        Ok(self.batch.grants.get(read).await?.as_ref())
    }

    /// Returns the row if the viewer may see more than the user's name.
    async fn contact<'a>(&'a self, ctx: &Context<'_>) -> domain::Result<Option<&'a user::Model>> {
        if users::shows_contact(context(ctx), self.id) {
            self.read(ctx).await.map(Some)
        } else {
            Ok(None)
        }
    }
}

impl Row<user::Model> for User {
    fn row(&self) -> Option<&user::Model> {
        self.batch
            .known(self.id)
            .or_else(|| self.batch.rows.peek()?.get(&self.id))
    }
}

/// A user. Customers see the names of users who reply to them; other fields are visible to agents
/// and to the user.
#[Object]
impl User {
    /// Global ID of the user.
    pub(crate) async fn id(&self) -> ID {
        id::encode(NodeKind::User, self.id)
    }

    /// Database ID of the user; `id` in the REST API.
    async fn database_id(&self) -> i32 {
        self.id
    }

    /// Username for signing in.
    async fn username(&self, ctx: &Context<'_>) -> Result<&str> {
        Ok(&self.read(ctx).await?.username)
    }

    /// First name. May be empty.
    async fn first_name(&self, ctx: &Context<'_>) -> Result<&str> {
        Ok(&self.read(ctx).await?.first_name)
    }

    /// Last name. May be empty.
    async fn last_name(&self, ctx: &Context<'_>) -> Result<&str> {
        Ok(&self.read(ctx).await?.last_name)
    }

    /// First and last name, or the username if both are empty.
    async fn full_name(&self, ctx: &Context<'_>) -> Result<String> {
        Ok(users::display_name(self.read(ctx).await?))
    }

    /// Email address. Visible to agents and to the user.
    async fn email(&self, ctx: &Context<'_>) -> Result<Option<&str>> {
        Ok(self.contact(ctx).await?.map(|row| row.email.as_str()))
    }

    /// Whether the user is a member of staff. Visible to agents and to the user.
    async fn is_staff(&self, ctx: &Context<'_>) -> Result<Option<bool>> {
        Ok(self.contact(ctx).await?.map(|row| row.is_staff))
    }

    /// Whether the user has all permissions. Visible to agents and to the user.
    async fn is_superuser(&self, ctx: &Context<'_>) -> Result<Option<bool>> {
        Ok(self.contact(ctx).await?.map(|row| row.is_superuser))
    }

    /// Whether the user can sign in. Visible to agents and to the user.
    async fn is_active(&self, ctx: &Context<'_>) -> Result<Option<bool>> {
        Ok(self.contact(ctx).await?.map(|row| row.is_active))
    }

    /// Date and time when the account was created. Visible to agents and to the user.
    async fn created_at(&self, ctx: &Context<'_>) -> Result<Option<DateTime>> {
        Ok(self
            .contact(ctx)
            .await?
            .map(|row| DateTime(row.date_joined)))
    }

    /// Date and time of the last sign-in. Null if the user never signed in. Visible to agents and
    /// to the user.
    async fn last_login_at(&self, ctx: &Context<'_>) -> Result<Option<DateTime>> {
        Ok(self
            .contact(ctx)
            .await?
            .and_then(|row| row.last_login.map(DateTime)))
    }

    /// Groups of the user, by name. Visible to staff with one of the permissions `auth.view_group`,
    /// `auth.change_group`, `auth.view_user` and `auth.change_user` only.
    async fn groups(&self, ctx: &Context<'_>) -> Result<Option<Vec<Group>>> {
        let grants = self.grants(ctx).await?;
        Ok(grants.map(|grants| grants.groups.of(self.id).to_vec()))
    }

    /// Permissions that the user has directly, by their Django names, except those for queues.
    /// Visible to staff who may see groups only.
    async fn permissions(&self, ctx: &Context<'_>) -> Result<Option<Vec<&str>>> {
        let Some(grants) = self.grants(ctx).await? else {
            return Ok(None);
        };
        let names = grants.permissions.of(self.id).iter().map(String::as_str);
        Ok(Some(names.filter(|name| !is_queue_access(name)).collect()))
    }

    /// Queues to which the user was granted access directly. Visible to staff who may see groups
    /// only.
    async fn granted_queues(&self, ctx: &Context<'_>) -> Result<Option<Vec<Queue>>> {
        let Some(grants) = self.grants(ctx).await? else {
            return Ok(None);
        };
        let queues = grants.queues.get(|| QueuesByPermission::read(ctx)).await?;
        Ok(Some(queues.of(grants.permissions.of(self.id))))
    }
}

/// The groups of users, which share a batch.
async fn group_memberships(
    context: &domain::Context,
    users: &[i32],
) -> domain::Result<Grouped<Group>> {
    let (rows, memberships) = groups::of_users(context, users).await?;
    let groups: HashMap<i32, Group> = Groups::of_rows(rows)
        .into_iter()
        .map(|group| (group.number(), group))
        .collect();
    Ok(memberships
        .into_iter()
        .filter_map(|(user, group)| Some((user, groups.get(&group)?.clone())))
        .collect())
}
