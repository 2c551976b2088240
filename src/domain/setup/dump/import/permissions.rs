//! Content types and permissions. The database has those of Django's migrations, with numbers that
//! differ between databases, so they are identified by their natural keys. `dumpdata` writes
//! permissions before the content types to which they refer, so all of them are kept until the end
//! of the dump, with the permissions that groups and users have.

use std::collections::HashMap;

use entity::{Tx, content_type, permission};
use sea_orm::sea_query::Value;
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value as Json;

use super::Problem;
use super::objects::Object;
use super::references::Place;
use super::rows::Table;
use crate::domain::setup::dump::DumpError;
use crate::domain::setup::dump::models::{CONTENT_TYPE, MODELS, PERMISSION, index_of};
use crate::domain::setup::dump::values::bind_integer;

#[derive(Deserialize)]
struct ContentType {
    app_label: String,
    model: String,
}

#[derive(Deserialize)]
struct Permission {
    name: String,
    content_type: Json,
    codename: String,
}

/// Content types and permissions with their lines and numbers, and the granted permissions with the
/// index of their relation.
#[derive(Default)]
pub(super) struct Pending {
    content_types: Vec<(u64, Option<i64>, ContentType)>,
    permissions: Vec<(u64, Option<i64>, Permission)>,
    grants: Vec<(Place, usize, Json)>,
}

/// Rows of the database by natural key, and their numbers by those of the dump.
struct Known<K> {
    by_key: HashMap<K, i32>,
    by_number: HashMap<i64, i32>,
    largest: i32,
}

impl<K: std::hash::Hash + Eq> Known<K> {
    fn new(rows: impl Iterator<Item = (K, i32)>) -> Self {
        let by_key: HashMap<_, _> = rows.collect();
        let largest = by_key.values().copied().max().unwrap_or(0);
        Self {
            by_key,
            by_number: HashMap::new(),
            largest,
        }
    }

    /// Adds an object of the dump. Returns its number in the database, and whether it is new there.
    fn add(&mut self, number: Option<i64>, key: K) -> (i32, bool) {
        let known = self.by_key.get(&key).copied();
        let stored = known.unwrap_or_else(|| {
            // The number of the dump, if it is free.
            let wanted = number.and_then(|number| i32::try_from(number).ok());
            let is_free = |wanted: &i32| !self.by_key.values().any(|used| used == wanted);
            wanted
                .filter(is_free)
                .unwrap_or(self.largest.saturating_add(1))
        });
        self.largest = self.largest.max(stored);
        self.by_key.insert(key, stored);
        if let Some(number) = number {
            self.by_number.insert(number, stored);
        }
        (stored, known.is_none())
    }
}

impl Pending {
    /// Keeps a content type.
    pub(super) fn add_content_type(
        &mut self,
        object: Object,
        number: Option<i64>,
    ) -> Result<(), DumpError> {
        let line = object.line;
        self.content_types
            .push((line, number, parse(CONTENT_TYPE, object, number)?));
        Ok(())
    }

    /// Keeps a permission.
    pub(super) fn add_permission(
        &mut self,
        object: Object,
        number: Option<i64>,
    ) -> Result<(), DumpError> {
        let line = object.line;
        self.permissions
            .push((line, number, parse(PERMISSION, object, number)?));
        Ok(())
    }

    /// Keeps a permission of a group or a user, by the index of the relation.
    pub(super) fn grant(&mut self, place: Place, relation: usize, permission: Json) {
        self.grants.push((place, relation, permission));
    }

    /// Inserts what the database lacks.
    ///
    /// # Errors
    /// A reference leads nowhere, or the database's.
    pub(super) async fn insert(
        self,
        tx: &Tx,
        relations: &mut [Vec<Table>],
    ) -> Result<(), DumpError> {
        let content_types = insert_content_types(tx, self.content_types).await?;
        let permissions = insert_permissions(tx, self.permissions, &content_types).await?;
        let mut problems = Vec::new();
        for (place, relation, value) in self.grants {
            match find_permission(&value, &permissions, &content_types) {
                Ok(permission) => {
                    let row = vec![bind_integer(place.number), permission.into()];
                    relations[place.model][relation]
                        .add(tx, (place.line, place.number), row, 0)
                        .await?;
                }
                Err(what) => problems.push(place.problem(what)),
            }
        }
        if problems.is_empty() {
            Ok(())
        } else {
            Err(DumpError::Invalid(problems))
        }
    }
}

fn parse<T: DeserializeOwned>(
    label: &str,
    object: Object,
    number: Option<i64>,
) -> Result<T, DumpError> {
    serde_json::from_value(Json::Object(object.fields)).map_err(|error| {
        DumpError::Invalid(vec![Problem {
            line: object.line,
            object: Some(match number {
                Some(number) => format!("{label} {number}"),
                None => label.to_owned(),
            }),
            field: None,
            what: error.to_string(),
        }])
    })
}

type ContentTypes = Known<(String, String)>;
type Permissions = Known<(i32, String)>;

async fn insert_content_types(
    tx: &Tx,
    dumped: Vec<(u64, Option<i64>, ContentType)>,
) -> Result<ContentTypes, DumpError> {
    let rows = content_type::Entity::find().all(tx).await?;
    let rows = rows.into_iter();
    let mut known = Known::new(rows.map(|row| ((row.app_label, row.model), row.id)));
    let mut table = table_of(CONTENT_TYPE);
    for (line, number, ContentType { app_label, model }) in dumped {
        let (stored, is_new) = known.add(number, (app_label.clone(), model.clone()));
        if is_new {
            let columns = [("app_label", app_label.into()), ("model", model.into())];
            add(&mut table, tx, CONTENT_TYPE, (line, stored), columns).await?;
        }
    }
    table.flush(tx).await?;
    Ok(known)
}

async fn insert_permissions(
    tx: &Tx,
    dumped: Vec<(u64, Option<i64>, Permission)>,
    content_types: &ContentTypes,
) -> Result<Permissions, DumpError> {
    let rows = permission::Entity::find().all(tx).await?;
    let mut names: HashMap<i32, String> = HashMap::new();
    let mut known = Known::new(rows.into_iter().map(|row| {
        names.insert(row.id, row.name);
        ((row.content_type_id, row.codename), row.id)
    }));
    let mut table = table_of(PERMISSION);
    for (line, number, permission) in dumped {
        let content_type =
            find_content_type(&permission.content_type, content_types).map_err(|what| {
                DumpError::Invalid(vec![Problem {
                    line,
                    object: Some(number.map_or_else(
                        || PERMISSION.to_owned(),
                        |number| format!("{PERMISSION} {number}"),
                    )),
                    field: Some("content_type".to_owned()),
                    what,
                }])
            })?;
        let (stored, is_new) = known.add(number, (content_type, permission.codename.clone()));
        if is_new {
            let columns = [
                ("name", permission.name.into()),
                ("content_type_id", content_type.into()),
                ("codename", permission.codename.into()),
            ];
            add(&mut table, tx, PERMISSION, (line, stored), columns).await?;
        } else if names.get(&stored) != Some(&permission.name) {
            permission::Entity::update_many()
                .col_expr(permission::Column::Name, permission.name.into())
                .filter(permission::Column::Id.eq(stored))
                .exec(tx)
                .await?;
        }
    }
    table.flush(tx).await?;
    Ok(known)
}

/// A content type by its number in the dump or by its natural key.
fn find_content_type(value: &Json, content_types: &ContentTypes) -> Result<i32, String> {
    let found = match (value.as_i64(), value.as_array().map(Vec::as_slice)) {
        (Some(number), _) => content_types.by_number.get(&number),
        (_, Some([Json::String(app_label), Json::String(model)])) => content_types
            .by_key
            .get(&(app_label.clone(), model.clone())),
        _ => None,
    };
    found
        .copied()
        .ok_or_else(|| missing(CONTENT_TYPE, value, "contenttypes"))
}

/// A permission by its number in the dump or by its natural key.
fn find_permission(
    value: &Json,
    permissions: &Permissions,
    content_types: &ContentTypes,
) -> Result<i32, String> {
    let found = match (value.as_i64(), value.as_array().map(Vec::as_slice)) {
        (Some(number), _) => permissions.by_number.get(&number),
        (
            _,
            Some(
                [
                    Json::String(codename),
                    Json::String(app_label),
                    Json::String(model),
                ],
            ),
        ) => content_types
            .by_key
            .get(&(app_label.clone(), model.clone()))
            .and_then(|content_type| permissions.by_key.get(&(*content_type, codename.clone()))),
        _ => None,
    };
    found
        .copied()
        .ok_or_else(|| missing(PERMISSION, value, PERMISSION))
}

fn missing(label: &str, value: &Json, argument: &str) -> String {
    format!(
        "{label} {value} is not in the file; numbers differ between databases, so dump {argument} \
         too, or use --natural-foreign"
    )
}

fn table_of(label: &'static str) -> Table {
    let index = index_of(label).unwrap_or_default();
    let model = &MODELS[index];
    let columns = model.columns.iter().map(|column| column.name.to_owned());
    let columns = std::iter::once(model.key.to_owned())
        .chain(columns)
        .collect();
    Table::new(model.table, columns, index, None)
}

/// Adds a row with its columns by name.
async fn add<const N: usize>(
    table: &mut Table,
    tx: &Tx,
    label: &'static str,
    (line, number): (u64, i32),
    columns: [(&str, Value); N],
) -> Result<(), DumpError> {
    let model = &MODELS[index_of(label).unwrap_or_default()];
    let mut values = vec![number.into()];
    for column in &model.columns {
        let value = columns.iter().find(|(name, _)| *name == column.name);
        values.extend(value.map(|(_, value)| value.clone()));
    }
    table.add(tx, (line, number.into()), values, 0).await
}
