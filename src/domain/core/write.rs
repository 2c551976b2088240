//! Writes rows without reading them again: their values are known, and only the ID of a new row comes
//! from the database.

use sea_orm::{
    ActiveModelTrait, ConnectionTrait, EntityTrait, Insert, Iterable as _, PrimaryKeyToColumn as _,
    PrimaryKeyTrait, TryIntoModel, Update,
};

use crate::domain::Result;

/// The key of an entity.
type Key<E> = <E as EntityTrait>::PrimaryKey;

/// Inserts a row with one statement and returns it. All columns but the ID must be set.
///
/// # Errors
/// Database errors; a column is not set.
pub async fn insert<A, E>(db: &impl ConnectionTrait, mut row: A) -> Result<E::Model>
where
    A: ActiveModelTrait<Entity = E> + TryIntoModel<E::Model>,
    E: EntityTrait,
    Key<E>: PrimaryKeyTrait<ValueType = i32>,
{
    let inserted = Insert::one(row.clone()).exec(db).await?;
    for key in Key::<E>::iter() {
        row.try_set(key.into_column(), inserted.last_insert_id.into())?;
    }
    Ok(row.try_into_model()?)
}

/// Updates the changed columns of a row that exists, with one statement, and returns the row.
///
/// # Errors
/// Database errors; a column is not set.
pub async fn update<A, E>(db: &impl ConnectionTrait, row: A) -> Result<E::Model>
where
    A: ActiveModelTrait<Entity = E> + TryIntoModel<E::Model>,
    E: EntityTrait,
{
    let updated = row.clone().try_into_model()?;
    let statement = Update::one(row).validate()?;
    statement.exec_without_returning(db).await?;
    Ok(updated)
}
