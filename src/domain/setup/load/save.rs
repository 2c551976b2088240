//! Writes a row only if it differs from the stored one, and replaces the rows of a relation.

use std::collections::BTreeSet;

use entity::Tx;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, DbErr, EntityTrait, IdenStatic as _, IntoActiveModel,
    Iterable as _, ModelTrait, QueryFilter, SqlErr,
};

use super::report::Outcome;
use crate::domain::{Error, Result};

/// Inserts the row if there is no old one, else updates the columns that differ. Returns the stored
/// row.
pub(super) async fn save<A, M>(tx: &Tx, old: Option<M>, new: M) -> Result<(M, Outcome)>
where
    A: ActiveModelTrait + sea_orm::ActiveModelBehavior + Send,
    A::Entity: EntityTrait<Model = M>,
    M: ModelTrait<Entity = A::Entity> + IntoActiveModel<A> + Clone,
    <A::Entity as EntityTrait>::Model: IntoActiveModel<A>,
{
    let mut row = new.clone().into_active_model();
    let Some(old) = old else {
        for key in <A::Entity as EntityTrait>::PrimaryKey::iter() {
            row.not_set(sea_orm::PrimaryKeyToColumn::into_column(key));
        }
        let row = row.insert(tx).await.map_err(conflict)?;
        return Ok((row, Outcome::Created));
    };
    let old = old.into_active_model();
    let mut changed = Vec::new();
    for column in <A::Entity as EntityTrait>::Column::iter() {
        if old.get(column).into_value() != row.get(column).into_value() {
            row.reset(column);
            let name = column.as_str();
            changed.push(name.strip_suffix("_id").unwrap_or(name).to_owned());
        }
    }
    if changed.is_empty() {
        return Ok((new, Outcome::Unchanged));
    }
    let row = row.update(tx).await.map_err(conflict)?;
    Ok((row, Outcome::Changed(changed)))
}

/// On MariaDB, values that differ in case are equal for the database.
fn conflict(error: DbErr) -> Error {
    match error.sql_err() {
        Some(SqlErr::UniqueConstraintViolation(_)) => Error::Conflict {
            field: "name",
            what: "another row has this value in other letters".into(),
        },
        _ => error.into(),
    }
}

/// Makes `wanted` the values of `column` in the rows of one owner. `stored` contains the current
/// values; `row` builds a new row. Returns whether anything changed.
pub(super) async fn replace<A>(
    tx: &Tx,
    (owner_column, owner): (<A::Entity as EntityTrait>::Column, i32),
    column: <A::Entity as EntityTrait>::Column,
    stored: &BTreeSet<i32>,
    wanted: &BTreeSet<i32>,
    row: impl Fn(i32) -> A,
) -> Result<bool>
where
    A: ActiveModelTrait + Send,
{
    let removed: Vec<i32> = stored.difference(wanted).copied().collect();
    if !removed.is_empty() {
        A::Entity::delete_many()
            .filter(owner_column.eq(owner))
            .filter(column.is_in(removed.iter().copied()))
            .exec(tx)
            .await?;
    }
    let added: Vec<A> = wanted.difference(stored).copied().map(row).collect();
    let changed = !removed.is_empty() || !added.is_empty();
    if !added.is_empty() {
        A::Entity::insert_many(added)
            .exec_without_returning(tx)
            .await?;
    }
    Ok(changed)
}
