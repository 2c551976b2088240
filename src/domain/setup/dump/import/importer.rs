//! Converts the objects of a dump to rows, and collects what the rows cannot tell: references, skipped
//! values and numbers.

use std::collections::BTreeMap;

use entity::Tx;
use sea_orm::ConnectionTrait as _;
use sea_orm::sea_query::{Query, Value};
use serde_json::Value as Json;

use super::objects::Object;
use super::permissions::Pending;
use super::references::{Place, References, name_of};
use super::rows::Table;
use super::{Options, Problem, Report};
use crate::domain::setup::dump::models::{
    CONTENT_TYPE, Column, Kind, MODELS, Model, PERMISSION, REPLACED, index_of,
};
use crate::domain::setup::dump::{DumpError, Inventory, values};

/// The largest primary key. MariaDB gives an object with the number 0 another one.
const MAX_NUMBER: i64 = i32::MAX as i64;

/// The state of an import.
pub(super) struct Importer<'a> {
    tx: &'a Tx,
    options: Options,
    tables: Vec<Target>,
    /// The tables of the relations of each model.
    relations: Vec<Vec<Table>>,
    references: References,
    pending: Pending,
    counts: Vec<u64>,
    skipped: BTreeMap<String, u64>,
    skipped_values: BTreeMap<String, u64>,
}

/// The table of a model.
struct Target {
    model: &'static Model,
    exists: bool,
    /// Whether the table has each column of the model.
    has_column: Vec<bool>,
    table: Table,
}

impl<'a> Importer<'a> {
    pub(super) fn new(tx: &'a Tx, inventory: &Inventory, options: Options) -> Self {
        let mut tables = Vec::new();
        let mut relations = Vec::new();
        for (index, model) in MODELS.iter().enumerate() {
            let has_column: Vec<_> = model
                .columns
                .iter()
                .map(|column| inventory.has_column(model.table, column.name))
                .collect();
            let stored = model.columns.iter().zip(&has_column);
            let stored = stored.filter(|(_, has)| **has);
            let names = stored.map(|(column, _)| column.name.to_owned());
            let columns = std::iter::once(model.key.to_owned()).chain(names).collect();
            tables.push(Target {
                model,
                exists: inventory.has_table(model.table),
                has_column,
                table: Table::new(model.table, columns, index, None),
            });
            let of_model = model.many.iter().map(|many| {
                let columns = vec![many.owner.clone(), many.target_column.clone()];
                Table::new(many.table, columns, index, Some(many.field))
            });
            relations.push(of_model.collect());
        }
        Self {
            tx,
            options,
            counts: vec![0; tables.len()],
            tables,
            relations,
            references: References::new(),
            pending: Pending::default(),
            skipped: BTreeMap::new(),
            skipped_values: BTreeMap::new(),
        }
    }

    /// Inserts an object, or keeps it until the batch or the dump ends.
    pub(super) async fn add(&mut self, mut object: Object) -> Result<(), DumpError> {
        let index = index_of(&object.model).filter(|index| self.tables[*index].exists);
        let Some(index) = index else {
            *self.skipped.entry(object.model).or_default() += 1;
            return Ok(());
        };
        let model = self.tables[index].model;
        if self.counts[index] == 0 && REPLACED.contains(&model.label) {
            let delete = Query::delete().from_table(model.table).take();
            self.tx.execute(&delete).await?;
        }
        self.counts[index] += 1;
        if model.has_text_key {
            return self.add_row(index, object, 0).await;
        }
        let number = match std::mem::take(&mut object.pk) {
            Json::Null => None,
            pk => match pk
                .as_i64()
                .filter(|number| (1..=MAX_NUMBER).contains(number))
            {
                Some(number) => Some(number),
                None => {
                    let what = format!("pk must be a number from 1 to {MAX_NUMBER}");
                    return Err(problem(&object, model.label, &what));
                }
            },
        };
        let Some(added) = self.references.add(index, number) else {
            let object_name = name_of(model, number.unwrap_or_default());
            return Err(problem(&object, &object_name, "is twice in the file"));
        };
        match model.label {
            CONTENT_TYPE => self.pending.add_content_type(object, number),
            PERMISSION => self.pending.add_permission(object, number),
            _ => self.add_row(index, object, added).await,
        }
    }

    async fn add_row(
        &mut self,
        index: usize,
        mut object: Object,
        number: i64,
    ) -> Result<(), DumpError> {
        let model = self.tables[index].model;
        let key = if model.has_text_key {
            match std::mem::take(&mut object.pk) {
                Json::String(key) => key.into(),
                _ => return Err(problem(&object, model.label, "pk must be a text")),
            }
        } else {
            values::bind_integer(number)
        };
        if let Some(Json::String(name)) = model.natural_key.and_then(|key| object.fields.get(key)) {
            self.references.add_name(index, name, number);
        }
        let (mut row, mut problems) = (vec![key], Vec::new());
        for (at, column) in model.columns.iter().enumerate() {
            let place = Place {
                line: object.line,
                model: index,
                number,
                field: column.field,
            };
            let value = object.fields.remove(column.field);
            if !self.tables[index].has_column[at] {
                if value.is_some_and(|value| !value.is_null()) {
                    self.skip_value(model, column.field);
                }
                continue;
            }
            match self.bind(column, value, place) {
                Ok(value) => row.push(value),
                Err(what) => problems.push(place.problem(what)),
            }
        }
        let related = self.take_related(index, &mut object, number, &mut problems);
        for field in object.fields.keys() {
            if self.options.skips_unknown_fields {
                self.skip_value(model, field);
            } else {
                problems.push(Problem {
                    line: object.line,
                    object: Some(name_of(model, number)),
                    field: Some(field.clone()),
                    what: "is not a field of the model".to_owned(),
                });
            }
        }
        if !problems.is_empty() {
            return Err(DumpError::Invalid(problems));
        }
        let place = (object.line, number);
        let table = &mut self.tables[index].table;
        table.add(self.tx, place, row, object.size).await?;
        for (relation, target) in related {
            let row = vec![values::bind_integer(number), values::bind_integer(target)];
            let table = &mut self.relations[index][relation];
            table.add(self.tx, place, row, 0).await?;
        }
        Ok(())
    }

    /// The value of a column, or why it has none.
    fn bind(
        &mut self,
        column: &Column,
        value: Option<Json>,
        place: Place,
    ) -> Result<Value, String> {
        let value = match (value, column.default) {
            (Some(value), _) => value,
            (None, Some(default)) => serde_json::from_str(default).unwrap_or_default(),
            (None, None) if column.nullable => Json::Null,
            (None, None) => return Err("is missing".to_owned()),
        };
        if value.is_null() {
            return if column.nullable {
                Ok(values::null(column.kind))
            } else {
                Err("must not be null".to_owned())
            };
        }
        match column.kind {
            Kind::Reference(target) => self
                .references
                .resolve(&value, target, place)
                .map(values::bind_integer),
            kind => values::bind(value, kind, self.options.time_zone)
                .map_err(|expected| format!("expected {expected}")),
        }
    }

    /// Takes the relations of an object: pairs of the index of the relation and the number of the
    /// other object. Permissions wait until the end.
    fn take_related(
        &mut self,
        index: usize,
        object: &mut Object,
        number: i64,
        problems: &mut Vec<Problem>,
    ) -> Vec<(usize, i64)> {
        let mut related = Vec::new();
        for (relation, many) in MODELS[index].many.iter().enumerate() {
            let place = Place {
                line: object.line,
                model: index,
                number,
                field: many.field,
            };
            let list = match object.fields.remove(many.field) {
                None => continue,
                Some(Json::Array(list)) => list,
                Some(_) => {
                    problems.push(place.problem("expected a list"));
                    continue;
                }
            };
            for (at, value) in list.iter().enumerate() {
                // Django accepts repetitions.
                if list[..at].contains(value) {
                    continue;
                }
                if MODELS[many.target].label == PERMISSION {
                    self.pending.grant(place, relation, value.clone());
                    continue;
                }
                match self.references.resolve(value, many.target, place) {
                    Ok(target) => related.push((relation, target)),
                    Err(what) => problems.push(place.problem(what)),
                }
            }
        }
        related
    }

    fn skip_value(&mut self, model: &Model, field: &str) {
        let name = format!("{}.{field}", model.label);
        *self.skipped_values.entry(name).or_default() += 1;
    }

    /// Inserts what is left, and checks all references.
    pub(super) async fn finish(mut self) -> Result<Report, DumpError> {
        for target in &mut self.tables {
            target.table.flush(self.tx).await?;
        }
        let problems = self.references.broken();
        if !problems.is_empty() {
            return Err(DumpError::Invalid(problems));
        }
        self.pending.insert(self.tx, &mut self.relations).await?;
        for table in self.relations.iter_mut().flatten() {
            table.flush(self.tx).await?;
        }
        let imported = self.tables.iter().zip(&self.counts);
        Ok(Report {
            imported: imported
                .filter(|(_, count)| **count > 0)
                .map(|(target, count)| (target.model.label.to_owned(), *count))
                .collect(),
            skipped: self.skipped.into_iter().collect(),
            skipped_values: self.skipped_values.into_iter().collect(),
        })
    }
}

fn problem(object: &Object, name: &str, what: &str) -> DumpError {
    DumpError::Invalid(vec![Problem {
        line: object.line,
        object: Some(name.to_owned()),
        field: None,
        what: what.to_owned(),
    }])
}
