//! Protection against privilege escalation. Django's admin lets everybody who may change accounts
//! make themselves superusers; here, nobody who is not a superuser gets or gives more than they
//! have.

use std::collections::{BTreeSet, HashMap};

use entity::{content_type, group_permission, permission, queue, user};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, JoinType, QueryFilter, QuerySelect, RelationTrait,
};

use super::queues::QUEUE_ACCESS;
use crate::domain::access::permissions::permission_ids;
use crate::domain::{Code, Context, Error, FieldError, Result};

/// Maximum number of permissions in an input.
const MAX_PERMISSIONS: usize = 1000;

/// The permissions by ID, and the IDs that the viewer has.
#[derive(Debug)]
pub(super) struct Permissions {
    by_id: HashMap<i32, String>,
    own: BTreeSet<i32>,
    /// Whether the viewer has all permissions.
    all: bool,
    /// Whether permissions for queues have an effect.
    per_queue: bool,
}

impl Permissions {
    /// Reads all permissions, and those of the viewer: two statements.
    pub(super) async fn read(context: &Context, tx: &impl ConnectionTrait) -> Result<Self> {
        let viewer = context.viewer.user().ok_or(Error::Unauthenticated)?;
        let rows: Vec<(i32, String, String)> = permission::Entity::find()
            .join(JoinType::InnerJoin, permission::Relation::ContentType.def())
            .select_only()
            .column(permission::Column::Id)
            .column(content_type::Column::AppLabel)
            .column(permission::Column::Codename)
            .into_tuple()
            .all(tx)
            .await?;
        let by_id = rows
            .into_iter()
            .map(|(id, app, codename)| (id, format!("{app}.{codename}")))
            .collect();
        Ok(Self {
            by_id,
            own: of_user(tx, viewer.id).await?,
            all: viewer.is_superuser,
            per_queue: context.config.helpdesk.enable_per_queue_staff_permission,
        })
    }

    /// Whether the viewer may give and take this permission.
    fn covers(&self, id: i32) -> bool {
        self.all
            || self.own.contains(&id)
            || !self.per_queue
                && self
                    .by_id
                    .get(&id)
                    .is_some_and(|name| is_queue_access(name))
    }

    /// Whether the viewer has all of these permissions.
    pub(super) fn cover(&self, ids: &BTreeSet<i32>) -> bool {
        ids.iter().all(|id| self.covers(*id))
    }

    /// The permissions after `names` replaced those of `stored` that are not for a queue.
    pub(super) fn replace(
        &self,
        names: &[String],
        stored: &BTreeSet<i32>,
    ) -> Result<BTreeSet<i32>, Vec<FieldError>> {
        if names.len() > MAX_PERMISSIONS {
            let code = Code::MaxItems(i64::try_from(MAX_PERMISSIONS).unwrap_or(i64::MAX));
            return Err(vec![FieldError::new("permissions", code)]);
        }
        let by_name: HashMap<&str, i32> = self
            .by_id
            .iter()
            .map(|(id, name)| (name.as_str(), *id))
            .collect();
        let mut errors = Vec::new();
        let of_queue = |id: &i32| self.by_id.get(id).is_some_and(|name| is_queue_access(name));
        let mut wanted: BTreeSet<i32> = stored.iter().copied().filter(of_queue).collect();
        for name in names {
            let code = match by_name.get(name.as_str()) {
                None => Code::DoesNotExist(name.clone()),
                Some(_) if is_queue_access(name) => Code::NotPermitted(
                    "queueAccessGrant and queueAccessRevoke change access to queues",
                ),
                Some(id) => {
                    wanted.insert(*id);
                    continue;
                }
            };
            errors.push(FieldError::new("permissions", code));
        }
        let changed = wanted.symmetric_difference(stored).copied().collect();
        if !self.cover(&changed) {
            let code = Code::NotPermitted("you can give and take only permissions that you have");
            errors.push(FieldError::new("permissions", code));
        }
        if errors.is_empty() {
            Ok(wanted)
        } else {
            Err(errors)
        }
    }

    /// Checks that an account has nothing that the viewer lacks: a new password or address would
    /// give the viewer all of it.
    ///
    /// # Errors
    /// [`Error::Forbidden`].
    pub(super) async fn check_rank(
        &self,
        tx: &impl ConnectionTrait,
        target: &user::Model,
    ) -> Result<()> {
        if self.all {
            return Ok(());
        }
        if target.is_superuser || !self.cover(&of_user(tx, target.id).await?) {
            return Err(Error::Forbidden);
        }
        Ok(())
    }
}

fn is_queue_access(name: &str) -> bool {
    name.strip_prefix("helpdesk.")
        .is_some_and(|name| name.starts_with(QUEUE_ACCESS))
}

/// Whether the viewer may grant access to a queue: superusers, everybody if permissions for queues
/// have no effect, and those who have access themselves.
pub(super) fn may_grant(context: &Context, queue: &queue::Model) -> bool {
    context.viewer.account().is_some_and(|account| {
        account
            .granted_queues
            .as_ref()
            .is_none_or(|granted| granted.contains(&queue.id))
    })
}

/// The IDs of the permissions that an account has, directly or through groups. Unlike Django's, it
/// includes those of inactive accounts.
async fn of_user(tx: &impl ConnectionTrait, id: i32) -> Result<BTreeSet<i32>> {
    let ids: Vec<i32> = permission::Entity::find()
        .select_only()
        .column(permission::Column::Id)
        .filter(permission::Column::Id.in_subquery(permission_ids(id)))
        .into_tuple()
        .all(tx)
        .await?;
    Ok(ids.into_iter().collect())
}

/// The IDs of the permissions of a group.
pub(super) async fn of_group(tx: &impl ConnectionTrait, id: i32) -> Result<BTreeSet<i32>> {
    let ids: Vec<i32> = group_permission::Entity::find()
        .select_only()
        .column(group_permission::Column::PermissionId)
        .filter(group_permission::Column::GroupId.eq(id))
        .into_tuple()
        .all(tx)
        .await?;
    Ok(ids.into_iter().collect())
}
