//! Loads groups, accounts, and what they are granted.

use std::collections::{BTreeSet, HashMap};

use entity::values::Secret;
use entity::{Tx, group, user};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};

use super::check::{error, new_user};
use super::document::{Group, User};
use super::grants::{self, Permissions};
use super::queues::Queues;
use super::report::{Kind, Outcome, Report};
use super::save::save;
use crate::config::Config;
use crate::domain::desk::accounts;
use crate::domain::{Clock, Code, Error, Result};

/// The IDs of all accounts by username.
#[derive(Debug, Default)]
pub(super) struct Users(HashMap<String, i32>);

impl Users {
    /// Reads the stored accounts.
    pub(super) async fn read(db: &impl ConnectionTrait) -> Result<Self> {
        let rows: Vec<(String, i32)> = user::Entity::find()
            .select_only()
            .column(user::Column::Username)
            .column(user::Column::Id)
            .into_tuple()
            .all(db)
            .await?;
        Ok(Self(rows.into_iter().collect()))
    }

    /// The ID of an account.
    pub(super) fn get(&self, username: &str) -> Option<i32> {
        self.0.get(username).copied()
    }

    /// Whether there are no accounts.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// Creates or changes the rows of accounts. `hashes` contains the passwords of new ones.
pub(super) async fn apply(
    tx: &Tx,
    document: &[User],
    hashes: &HashMap<String, Secret>,
    (config, clock): (&Config, &Clock),
    users: &mut Users,
    report: &mut Report,
) -> Result<()> {
    for input in document {
        let name = input.username.as_str();
        let old = match users.get(name) {
            Some(id) => user::Entity::find_by_id(id).one(tx).await?,
            None => None,
        };
        let (old, is_new) = match old {
            Some(row) => (row, false),
            None => {
                let mut new = new_user(input);
                new.password = None;
                // A superuser who is not an agent could not use the help desk.
                new.is_staff = input.is_staff.unwrap_or(new.is_superuser);
                let hash = hashes.get(name).cloned();
                let row = accounts::create_in(config, tx, clock, new, hash)
                    .await
                    .map_err(|error| with_name(error, name))?;
                (row, true)
            }
        };
        users.0.insert(name.to_owned(), old.id);
        let mut row = old.clone();
        super::set(&mut row.email, input.email.as_ref());
        super::set(&mut row.first_name, input.first_name.as_ref());
        super::set(&mut row.last_name, input.last_name.as_ref());
        super::set(&mut row.is_staff, input.is_staff.as_ref());
        super::set(&mut row.is_superuser, input.is_superuser.as_ref());
        super::set(&mut row.is_active, input.is_active.as_ref());
        let (_, outcome) = save::<user::ActiveModel, _>(tx, Some(old), row).await?;
        let outcome = if is_new { Outcome::Created } else { outcome };
        report.add(Kind::User, name, outcome);
    }
    Ok(())
}

/// Names the account in the errors of its fields.
fn with_name(error: Error, name: &str) -> Error {
    let Error::Invalid(errors) = error else {
        return error;
    };
    let named = errors
        .into_iter()
        .map(|found| super::check::error("user", name, &found.path.join("."), found.code));
    Error::Invalid(named.collect())
}

/// Creates groups and changes what they are granted.
pub(super) async fn apply_groups(
    tx: &Tx,
    document: &[Group],
    (queues, permissions): (&Queues, &mut Permissions),
    report: &mut Report,
) -> Result<()> {
    for input in document {
        let name = input.name.as_str();
        let old = group::Entity::find()
            .filter(group::Column::Name.eq(name))
            .one(tx)
            .await?;
        let new = old.clone().unwrap_or(group::Model {
            id: 0,
            name: name.to_owned(),
        });
        let (row, outcome) = save::<group::ActiveModel, _>(tx, old, new).await?;
        report.add(Kind::Group, name, outcome);
        let stored = grants::of_group(tx, row.id).await?;
        let granted = (input.queues.as_deref(), input.permissions.as_deref());
        let (wanted, changed) = permissions
            .wanted(tx, ("group", name), granted, queues, &stored)
            .await?;
        grants::set_of_group(tx, row.id, &stored, &wanted).await?;
        for field in changed {
            report.add_change(Kind::Group, name, field);
        }
    }
    Ok(())
}

/// Changes the groups of accounts and what they are granted.
pub(super) async fn apply_grants(
    tx: &Tx,
    document: &[User],
    (queues, permissions, users): (&Queues, &mut Permissions, &Users),
    report: &mut Report,
) -> Result<()> {
    if document.is_empty() {
        return Ok(());
    }
    let groups: HashMap<String, i32> = group::Entity::find()
        .all(tx)
        .await?
        .into_iter()
        .map(|row| (row.name, row.id))
        .collect();
    for input in document {
        let name = input.username.as_str();
        let Some(id) = users.get(name) else { continue };
        if let Some(names) = &input.groups {
            let mut wanted = BTreeSet::new();
            for group in names {
                let code = || Code::DoesNotExist(group.clone());
                let missing = || Error::Invalid(vec![error("user", name, "groups", code())]);
                wanted.insert(*groups.get(group).ok_or_else(missing)?);
            }
            let stored = grants::groups_of_user(tx, id).await?;
            if grants::set_groups_of_user(tx, id, &stored, &wanted).await? {
                report.add_change(Kind::User, name, "groups");
            }
        }
        let stored = grants::of_user(tx, id).await?;
        let granted = (input.queues.as_deref(), input.permissions.as_deref());
        let (wanted, changed) = permissions
            .wanted(tx, ("user", name), granted, queues, &stored)
            .await?;
        grants::set_of_user(tx, id, &stored, &wanted).await?;
        for field in changed {
            report.add_change(Kind::User, name, field);
        }
    }
    Ok(())
}
