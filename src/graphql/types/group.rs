//! Groups of users.

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::{Context, ID, Object, Result};
use entity::group;

use crate::domain;
use crate::domain::desk::administration::groups;
use crate::graphql::connection::Row;
use crate::graphql::id::{self, NodeKind};
use crate::graphql::loaders::{Grouped, Once};
use crate::graphql::types::context;
use crate::graphql::types::queue::{Queue, Queues};

/// Groups that were read together.
#[derive(Debug, Default)]
pub struct Groups {
    rows: Vec<group::Model>,
    permissions: Once<Grouped<String>>,
    queues: Once<QueuesByPermission>,
}

/// All queues by the names of their permissions.
#[derive(Debug, Default)]
pub struct QueuesByPermission {
    names: HashMap<String, i32>,
    queues: Arc<Queues>,
}

impl QueuesByPermission {
    /// Reads the IDs of all queues.
    ///
    /// # Errors
    /// Database errors.
    pub async fn read(ctx: &Context<'_>) -> domain::Result<Self> {
        let found = groups::queues_by_permission(context(ctx)).await?;
        let queues = Arc::new(Queues::unread(found.iter().map(|(_, id)| *id)));
        Ok(Self {
            names: found.into_iter().collect(),
            queues,
        })
    }

    /// The queues to which these permissions give access.
    #[must_use]
    pub fn of(&self, permissions: &[String]) -> Vec<Queue> {
        permissions
            .iter()
            .filter_map(|name| self.names.get(name))
            .map(|id| Queue::new(&self.queues, *id))
            .collect()
    }
}

/// Whether a permission gives access to a queue.
pub(crate) fn is_queue_access(name: &str) -> bool {
    name.starts_with("helpdesk.queue_access_")
}

/// A group of a batch.
#[derive(Clone, Debug)]
pub struct Group {
    batch: Arc<Groups>,
    index: usize,
}

impl Groups {
    /// Creates a batch from rows.
    pub fn of_rows(rows: Vec<group::Model>) -> Vec<Group> {
        let batch = Arc::new(Self {
            rows,
            ..Self::default()
        });
        (0..batch.rows.len())
            .map(|index| Group {
                batch: Arc::clone(&batch),
                index,
            })
            .collect()
    }
}

impl Group {
    fn model(&self) -> &group::Model {
        &self.batch.rows[self.index]
    }

    /// The database ID.
    pub(crate) fn number(&self) -> i32 {
        self.model().id
    }

    async fn all_permissions(&self, ctx: &Context<'_>) -> domain::Result<&[String]> {
        let read = || async {
            let ids: Vec<i32> = self.batch.rows.iter().map(|row| row.id).collect();
            let rows = groups::permissions_of(context(ctx), &ids).await?;
            Ok(rows.into_iter().collect())
        };
        Ok(self.batch.permissions.get(read).await?.of(self.number()))
    }
}

impl Row<group::Model> for Group {
    fn row(&self) -> Option<&group::Model> {
        self.batch.rows.get(self.index)
    }
}

/// A group of users, who have its permissions. Visible to staff with one of the permissions
/// `auth.view_group`, `auth.change_group`, `auth.view_user` and `auth.change_user` only.
#[Object]
impl Group {
    /// Global ID of the group.
    pub(crate) async fn id(&self) -> ID {
        id::encode(NodeKind::Group, self.number())
    }

    /// Database ID of the group.
    async fn database_id(&self) -> i32 {
        self.number()
    }

    /// Unique name.
    async fn name(&self) -> &str {
        &self.model().name
    }

    /// Permissions by their Django names, such as `auth.add_user`, except those for queues.
    async fn permissions(&self, ctx: &Context<'_>) -> Result<Vec<&str>> {
        let names = self.all_permissions(ctx).await?;
        let names = names.iter().map(String::as_str);
        Ok(names.filter(|name| !is_queue_access(name)).collect())
    }

    /// Queues that the group has access to, if access is granted per queue.
    async fn queues(&self, ctx: &Context<'_>) -> Result<Vec<Queue>> {
        let names = self.all_permissions(ctx).await?;
        let read = || QueuesByPermission::read(ctx);
        Ok(self.batch.queues.get(read).await?.of(names))
    }
}
