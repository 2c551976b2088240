//! Changes accounts: their data, flags, permissions and passwords.

use std::collections::BTreeSet;

use entity::values::Secret;
use entity::{Tx, content_type, permission, positional, user, user_permission};
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait, EntityTrait, IntoActiveModel as _, JoinType, NotSet,
    QueryFilter, QueryOrder, QuerySelect, RelationTrait, Select, Set,
};

use super::rank::Permissions;
use super::user_deletion;
use super::{Draft, Record, RelatedChanges, is_taken};
use crate::domain::access::permissions;
use crate::domain::core::tasks;
use crate::domain::desk::accounts::{self, NewUser};
use crate::domain::desk::admin_log::{self, Act, AdminModel};
use crate::domain::query::among;
use crate::domain::unit::{self, Unit};
use crate::domain::{Code, Context, Error, FieldError, Result};

/// The values of an account. `None` leaves a column unchanged.
#[derive(Clone, Debug, Default)]
pub struct UserDraft {
    /// The name to sign in with.
    pub username: Option<String>,
    /// First name; may be empty.
    pub first_name: Option<String>,
    /// Last name; may be empty.
    pub last_name: Option<String>,
    /// Email address; may be empty.
    pub email: Option<String>,
    /// Whether the account can sign in.
    pub is_active: Option<bool>,
    /// Whether the account is staff.
    pub is_staff: Option<bool>,
    /// Whether the account has all permissions.
    pub is_superuser: Option<bool>,
    /// The names of all its own permissions, except those for queues.
    pub permissions: Option<Vec<String>>,
    /// Errors found while the input was converted.
    pub errors: Vec<FieldError>,
}

impl UserDraft {
    /// A draft that only deactivates or reactivates an account.
    #[must_use]
    pub fn active(is_active: bool) -> Self {
        Self {
            is_active: Some(is_active),
            ..Self::default()
        }
    }

    /// The flags that the viewer may not change.
    fn flag_errors(&self, context: &Context, row: &user::Model) -> Vec<FieldError> {
        let is_self = context.viewer.id() == Some(row.id);
        let changes = |wanted: Option<bool>, stored: bool| wanted.is_some_and(|to| to != stored);
        let mut errors = Vec::new();
        let mut add = |field, reason| {
            errors.push(FieldError::new(field, Code::NotPermitted(reason)));
        };
        if changes(self.is_superuser, row.is_superuser) {
            if !context.viewer.is_superuser() {
                add("is_superuser", "only superusers make superusers");
            } else if is_self {
                add("is_superuser", "you cannot take your own permissions");
            }
        }
        if changes(self.is_staff, row.is_staff) && is_self {
            add("is_staff", "you cannot take your own permissions");
        }
        if changes(self.is_active, row.is_active) && is_self {
            add("id", "you cannot deactivate your own account");
        }
        errors
    }
}

impl Draft<user::Entity> for UserDraft {
    fn apply(&self, context: &Context, row: &mut user::Model) -> Vec<FieldError> {
        let mut errors = self.errors.clone();
        errors.extend(self.flag_errors(context, row));
        let new = accounts::normalize(NewUser {
            username: self.username.clone().unwrap_or_default(),
            first_name: self.first_name.clone().unwrap_or_default(),
            last_name: self.last_name.clone().unwrap_or_default(),
            email: self.email.clone().unwrap_or_default(),
            ..NewUser::default()
        });
        let given = [
            ("username", self.username.is_some()),
            ("first_name", self.first_name.is_some()),
            ("last_name", self.last_name.is_some()),
            ("email", self.email.is_some()),
        ];
        // Stored values that Django would reject today do not concern this change.
        let is_given = |error: &FieldError| {
            given
                .iter()
                .any(|(field, given)| *given && error.path == [*field])
        };
        errors.extend(accounts::errors(&new).into_iter().filter(is_given));
        for (wanted, value, target) in [
            (&self.username, new.username, &mut row.username),
            (&self.first_name, new.first_name, &mut row.first_name),
            (&self.last_name, new.last_name, &mut row.last_name),
            (&self.email, new.email, &mut row.email),
        ] {
            if wanted.is_some() {
                *target = value;
            }
        }
        row.is_active = self.is_active.unwrap_or(row.is_active);
        row.is_staff = self.is_staff.unwrap_or(row.is_staff);
        row.is_superuser = self.is_superuser.unwrap_or(row.is_superuser);
        errors
    }

    async fn check(
        &self,
        context: &Context,
        tx: &Tx,
        id: Option<i32>,
        row: &user::Model,
    ) -> Result<Vec<FieldError>> {
        let granted = Permissions::read(context, tx).await?;
        let mut errors = Vec::new();
        if let Some(id) = id {
            let stored = positional::fetch_one(user::Entity::find_by_id(id), tx).await?;
            granted
                .check_rank(tx, stored.as_ref().ok_or(Error::NotFound)?)
                .await?;
        }
        if self.username.is_some()
            && is_taken::<user::Entity>(tx, user::Column::Username, &row.username, id).await?
        {
            errors.push(FieldError::new("username", Code::NotUnique));
        }
        if let Some(names) = &self.permissions {
            let stored = direct(tx, row.id).await?;
            errors.extend(granted.replace(names, &stored).err().into_iter().flatten());
        }
        Ok(errors)
    }

    async fn write_related(
        &self,
        context: &Context,
        unit: &mut Unit,
        _: Option<&user::Model>,
        row: &user::Model,
    ) -> Result<RelatedChanges> {
        let mut changes = RelatedChanges::default();
        let Some(names) = &self.permissions else {
            return Ok(changes);
        };
        let tx = &unit.tx;
        let stored = direct(tx, row.id).await?;
        let replaced = Permissions::read(context, tx)
            .await?
            .replace(names, &stored);
        let wanted = replaced.map_err(Error::Invalid)?;
        if set_permissions(tx, row.id, &stored, &wanted).await? {
            changes.fields.push("user_permissions");
        }
        Ok(changes)
    }
}

impl Record for user::Entity {
    const MODEL: AdminModel = AdminModel::auth("user");
    const UNIQUE: &'static str = "username";
    const FIELDS: &'static [(&'static str, &'static str)] = &[
        ("username", "Username"),
        ("first_name", "First name"),
        ("last_name", "Last name"),
        ("email", "Email address"),
        ("is_active", "Active"),
        ("is_staff", "Staff status"),
        ("is_superuser", "Superuser status"),
        ("groups", "Groups"),
        ("user_permissions", "User permissions"),
    ];

    fn id(row: &user::Model) -> i32 {
        row.id
    }

    fn text(row: &user::Model) -> String {
        row.username.clone()
    }

    async fn check_deletion(context: &Context, tx: &Tx, row: &user::Model) -> Result<()> {
        user_deletion::check(context, tx, row).await
    }

    async fn delete_related(_: &Context, unit: &mut Unit, row: &user::Model) -> Result<()> {
        user_deletion::delete_belongings(unit, row.id).await
    }
}

/// Sets the password of an account, which ends its sessions. `validate_only`: only checks it.
///
/// # Errors
/// [`Error::Unauthenticated`], [`Error::Forbidden`] without the permission to change accounts or if
/// the account has more permissions than the viewer, [`Error::NotFound`], [`Error::Invalid`] if the
/// installation's validators reject the password; database errors.
pub async fn set_password(
    context: &Context,
    id: i32,
    password: Secret,
    validate_only: bool,
) -> Result<user::Model> {
    permissions::require(context, "auth.change_user").await?;
    let tx = context.db.begin().await?;
    let checked = check_password(context, &tx, id, &password).await;
    tx.rollback().await?;
    let row = checked?;
    if validate_only {
        return Ok(row);
    }
    let hash = accounts::hash_for_viewer(context, password).await?;
    tasks::run_to_end(context, move |context| async move {
        let (context, hash) = (&context, &hash);
        let work = |mut unit: Unit| async move {
            let outcome = write_password(context, &mut unit, id, hash).await;
            (unit, outcome)
        };
        unit::run(context, &[], work).await
    })
    .await
}

/// The account of a select, whose rank must let the viewer change it.
async fn read_changeable(
    context: &Context,
    tx: &Tx,
    select: Select<user::Entity>,
) -> Result<user::Model> {
    let row = positional::fetch_one(select, tx)
        .await?
        .ok_or(Error::NotFound)?;
    Permissions::read(context, tx)
        .await?
        .check_rank(tx, &row)
        .await?;
    Ok(row)
}

/// The account, if the viewer may set this password.
async fn check_password(
    context: &Context,
    tx: &Tx,
    id: i32,
    password: &Secret,
) -> Result<user::Model> {
    let row = read_changeable(context, tx, user::Entity::find_by_id(id)).await?;
    let new = NewUser {
        username: row.username.clone(),
        email: row.email.clone(),
        first_name: row.first_name.clone(),
        last_name: row.last_name.clone(),
        password: Some(password.clone()),
        ..NewUser::default()
    };
    let errors = if password.0.is_empty() {
        vec![FieldError::new("password", Code::Required)]
    } else {
        accounts::password_errors(&context.config, &new)
    };
    if errors.is_empty() {
        Ok(row)
    } else {
        Err(Error::Invalid(errors))
    }
}

async fn write_password(
    context: &Context,
    unit: &mut Unit,
    id: i32,
    hash: &Secret,
) -> Result<user::Model> {
    let tx = &unit.tx;
    let select = user::Entity::find_by_id(id).lock_exclusive();
    // The account may have got more permissions while the password was hashed.
    let row = read_changeable(context, tx, select).await?;
    let mut active = row.into_active_model();
    active.password = Set(hash.clone());
    let row = active.update(tx).await?;
    // Django's form of passwords has no label for the field.
    let act = Act::Changed(vec!["password"], Vec::new());
    let model = <user::Entity as Record>::MODEL;
    admin_log::record(context, tx, model, (id, &row.username), &act).await?;
    Ok(row)
}

/// The IDs of the permissions that an account has directly.
pub(super) async fn direct(tx: &Tx, user: i32) -> Result<BTreeSet<i32>> {
    let ids: Vec<i32> = user_permission::Entity::find()
        .select_only()
        .column(user_permission::Column::PermissionId)
        .filter(user_permission::Column::UserId.eq(user))
        .into_tuple()
        .all(tx)
        .await?;
    Ok(ids.into_iter().collect())
}

/// Replaces the permissions that an account has directly. Returns whether they changed.
pub(super) async fn set_permissions(
    tx: &Tx,
    user: i32,
    stored: &BTreeSet<i32>,
    wanted: &BTreeSet<i32>,
) -> Result<bool> {
    use user_permission::{ActiveModel, Column, Entity};
    let removed: Vec<i32> = stored.difference(wanted).copied().collect();
    if !removed.is_empty() {
        Entity::delete_many()
            .filter(Column::UserId.eq(user))
            .filter(Column::PermissionId.is_in(removed))
            .exec(tx)
            .await?;
    }
    let row = |permission: &i32| ActiveModel {
        id: NotSet,
        user_id: Set(user),
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

/// The names of the permissions that accounts have directly, with the IDs of the accounts, sorted by
/// name. The caller checks [`super::groups::may_read`].
///
/// # Errors
/// Database errors.
pub async fn direct_permissions(context: &Context, users: &[i32]) -> Result<Vec<(i32, String)>> {
    let rows: Vec<(i32, String, String)> = user_permission::Entity::find()
        .join(
            JoinType::InnerJoin,
            user_permission::Relation::Permission.def(),
        )
        .join(JoinType::InnerJoin, permission::Relation::ContentType.def())
        .select_only()
        .column(user_permission::Column::UserId)
        .column(content_type::Column::AppLabel)
        .column(permission::Column::Codename)
        .filter(among(&context.db, user_permission::Column::UserId, users))
        .order_by_asc(content_type::Column::AppLabel)
        .order_by_asc(permission::Column::Codename)
        .into_tuple()
        .all(&context.db)
        .await?;
    Ok(rows
        .into_iter()
        .map(|(user, app, codename)| (user, format!("{app}.{codename}")))
        .collect())
}
