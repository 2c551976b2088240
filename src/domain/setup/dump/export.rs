//! Writes a dump from one snapshot of the database, in pages of rows, so that memory does not grow
//! with the database.

use std::collections::HashMap;
use std::io::Write;

use entity::{Db, content_type, permission};
use sea_orm::sea_query::{Expr, ExprTrait as _, Order, Query, Value};
use sea_orm::{ConnectionTrait, DatabaseTransaction, EntityTrait as _, QueryResult};
use serde_json::{Map, Value as Json, json};

use super::models::{CONTENT_TYPE, Column, Kind, MODELS, Many, Model, PERMISSION};
use super::values;
use super::{Count, DumpError, Inventory};
use crate::domain::setup::snapshot::begin_snapshot;

/// Bounds of the number of rows of a page.
const PAGE: std::ops::RangeInclusive<u64> = 20..=1000;
/// Number of bytes that a page should have, according to the page before.
const PAGE_BYTES: u64 = 2 << 20;

/// Writes a dump. Returns the number of objects of each model. With `natural_keys`, content types
/// and permissions have natural keys instead of numbers, which differ between databases.
///
/// # Errors
/// [`DumpError::File`], [`DumpError::Unreadable`] and [`DumpError::Database`]. The output is not
/// complete then.
pub async fn export(
    db: &Db,
    out: &mut impl Write,
    natural_keys: bool,
) -> Result<Vec<Count>, DumpError> {
    let snapshot = begin_snapshot(db).await?;
    let keys = match natural_keys {
        true => Some(NaturalKeys::read(&snapshot).await?),
        false => None,
    };
    let mut writer = Writer {
        snapshot: &snapshot,
        inventory: Inventory::read(&snapshot).await?,
        keys,
        out,
        is_first: true,
    };
    let counts = writer.write_all().await?;
    snapshot.rollback().await?;
    Ok(counts)
}

struct Writer<'a, W> {
    snapshot: &'a DatabaseTransaction,
    inventory: Inventory,
    keys: Option<NaturalKeys>,
    out: &'a mut W,
    is_first: bool,
}

/// The natural keys of content types and permissions by number.
struct NaturalKeys {
    content_types: HashMap<i64, Json>,
    permissions: HashMap<i64, Json>,
}

impl NaturalKeys {
    async fn read(snapshot: &DatabaseTransaction) -> Result<Self, DumpError> {
        let rows = content_type::Entity::find().all(snapshot).await?;
        let names: HashMap<_, _> = rows
            .into_iter()
            .map(|row| (row.id, (row.app_label, row.model)))
            .collect();
        let rows = permission::Entity::find().all(snapshot).await?;
        let permissions = rows.into_iter().filter_map(|row| {
            let (app_label, model) = names.get(&row.content_type_id)?;
            Some((row.id.into(), json!([row.codename, app_label, model])))
        });
        Ok(Self {
            permissions: permissions.collect(),
            content_types: names
                .iter()
                .map(|(id, (app_label, model))| ((*id).into(), json!([app_label, model])))
                .collect(),
        })
    }

    /// The keys of a model.
    fn of(&self, label: &str) -> Option<&HashMap<i64, Json>> {
        match label {
            CONTENT_TYPE => Some(&self.content_types),
            PERMISSION => Some(&self.permissions),
            _ => None,
        }
    }

    /// Replaces the number of an object of a model with its natural key.
    fn replace(&self, label: &str, value: &mut Json) {
        let key = self.of(label).and_then(|keys| keys.get(&value.as_i64()?));
        if let Some(key) = key {
            *value = key.clone();
        }
    }
}

/// The numbers of related objects by the number of their owner.
type Related = HashMap<i64, Vec<Json>>;

impl<W: Write> Writer<'_, W> {
    async fn write_all(&mut self) -> Result<Vec<Count>, DumpError> {
        self.put(b"[")?;
        let mut counts = Vec::new();
        for model in MODELS.iter() {
            if self.inventory.has_table(model.table) {
                counts.push((model.label.to_owned(), self.write_model(model).await?));
            }
        }
        self.put(b"\n]\n")?;
        self.out.flush().map_err(DumpError::File)?;
        Ok(counts)
    }

    /// Writes the objects of a model in the order of their keys.
    async fn write_model(&mut self, model: &Model) -> Result<u64, DumpError> {
        let columns: Vec<_> = model
            .columns
            .iter()
            .filter(|column| self.inventory.has_column(model.table, column.name))
            .collect();
        let (mut count, mut size) = (0, *PAGE.start());
        let mut last: Option<Value> = None;
        loop {
            let mut select = Query::select();
            select
                .column(model.key)
                .columns(columns.iter().map(|column| column.name))
                .from(model.table)
                .order_by(model.key, Order::Asc)
                .limit(size);
            if let Some(last) = last.take() {
                select.and_where(Expr::col(model.key).gt(last));
            }
            let rows = self.snapshot.query_all(&select).await?;
            let keys = rows
                .iter()
                .map(|row| key_of(row, model))
                .collect::<Result<Vec<_>, _>>()?;
            let (Some(first_key), Some(last_key)) = (keys.first(), keys.last()) else {
                return Ok(count);
            };
            let range = (first_key.as_i64(), last_key.as_i64());
            let mut related = Vec::with_capacity(model.many.len());
            for many in &model.many {
                related.push((many, self.related(many, range).await?));
            }
            let mut bytes = 0;
            for (row, key) in rows.iter().zip(&keys) {
                bytes += self.write_object((model, &columns), row, key, &mut related)?;
            }
            let read = rows.len() as u64;
            count += read;
            if read < size {
                return Ok(count);
            }
            let fitting = PAGE_BYTES * read / Ord::max(bytes, 1);
            size = Ord::clamp(fitting, *PAGE.start(), *PAGE.end());
            last = Some(match last_key {
                Json::String(key) => key.clone().into(),
                key => values::bind_integer(key.as_i64().unwrap_or_default()),
            });
        }
    }

    /// The related objects of the owners in a range of numbers.
    async fn related(
        &self,
        many: &Many,
        (first, last): (Option<i64>, Option<i64>),
    ) -> Result<Related, DumpError> {
        let mut related = Related::new();
        if !self.inventory.has_table(many.table) {
            return Ok(related);
        }
        let (owner, target) = (many.owner.as_str(), many.target_column.as_str());
        let select = Query::select()
            .columns([owner.to_owned(), target.to_owned()])
            .from(many.table)
            .and_where(Expr::col(owner.to_owned()).between(
                values::bind_integer(first.unwrap_or_default()),
                values::bind_integer(last.unwrap_or_default()),
            ))
            .order_by(target.to_owned(), Order::Asc)
            .take();
        for row in self.snapshot.query_all(&select).await? {
            let (owner, target) = (
                values::read_integer(&row, 0)?,
                values::read_integer(&row, 1)?,
            );
            if let (Some(owner), Some(target)) = (owner, target) {
                related.entry(owner).or_default().push(target.into());
            }
        }
        Ok(related)
    }

    /// Writes an object; returns its number of bytes.
    fn write_object(
        &mut self,
        (model, columns): (&Model, &[&Column]),
        row: &QueryResult,
        key: &Json,
        related: &mut [(&Many, Related)],
    ) -> Result<u64, DumpError> {
        let mut fields = Map::new();
        for (index, column) in columns.iter().enumerate() {
            let mut value = values::read(row, index + 1, column.kind).map_err(|source| {
                DumpError::Unreadable {
                    object: name_of(model, key),
                    field: column.field,
                    source,
                }
            })?;
            if let (Some(keys), Kind::Reference(target)) = (&self.keys, column.kind) {
                keys.replace(MODELS[target].label, &mut value);
            }
            fields.insert(column.field.to_owned(), value);
        }
        for (many, related) in related {
            let numbers = key.as_i64().and_then(|key| related.remove(&key));
            let mut numbers = numbers.unwrap_or_default();
            if let Some(keys) = &self.keys {
                let label = MODELS[many.target].label;
                numbers
                    .iter_mut()
                    .for_each(|number| keys.replace(label, number));
            }
            fields.insert(many.field.to_owned(), numbers.into());
        }
        let mut object = Map::from_iter([("model".to_owned(), model.label.into())]);
        let has_number = self
            .keys
            .as_ref()
            .is_none_or(|keys| keys.of(model.label).is_none());
        if has_number {
            object.insert("pk".to_owned(), key.clone());
        }
        object.insert("fields".to_owned(), Json::Object(fields));
        let object = Json::Object(object).to_string();
        let separator: &[u8] = if self.is_first { b"\n" } else { b",\n" };
        self.is_first = false;
        self.put(separator)?;
        self.put(object.as_bytes())?;
        Ok(object.len() as u64)
    }

    fn put(&mut self, bytes: &[u8]) -> Result<(), DumpError> {
        self.out.write_all(bytes).map_err(DumpError::File)
    }
}

fn key_of(row: &QueryResult, model: &Model) -> Result<Json, DumpError> {
    let kind = if model.has_text_key {
        Kind::Text
    } else {
        Kind::Integer
    };
    Ok(values::read(row, 0, kind)?)
}

/// The object for messages. The key of a token is a secret.
fn name_of(model: &Model, key: &Json) -> String {
    if model.has_text_key {
        model.label.to_owned()
    } else {
        format!("{} {key}", model.label)
    }
}
