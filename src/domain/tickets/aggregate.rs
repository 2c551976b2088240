//! Reads what belongs to tickets (follow-ups with files, people, custom values, …) in one statement.
//! Callers have checked that the tickets are visible.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use entity::positional::Positions as _;
use entity::{
    checklist, checklist_task, custom_field, custom_field_value, followup, followup_attachment,
    queue, ticket, ticket_cc, ticket_change, ticket_dependency, user,
};
use sea_orm::sea_query::{Value, Values};
use sea_orm::{
    ConnectionTrait as _, DbBackend, DbErr, EntityTrait as _, QueryFilter as _, QueryResult,
    QuerySelect as _, QueryTrait as _, Select, Statement,
};

use super::list::{Row, part_with_blocked, read_with_blocked};
use super::people::{self, Groups};
use super::related;
use crate::domain::desk::custom_fields::list::ValueRow;
use crate::domain::query::{Combined, CombinedRows, Kind, Part, among, among_selected, list_text};
use crate::domain::{Context, Result, access};

/// Maximum number of statements whose SQL is kept.
const MAX_SHAPES: usize = 200;

/// The parts of tickets to read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "they are independent of each other"
)]
pub struct Wanted {
    /// The queues with all columns.
    pub queues: bool,
    /// The names of the queues.
    pub queue_names: bool,
    /// Users.
    pub people: Groups,
    /// The follow-ups that the viewer may see.
    pub followups: bool,
    /// The files of these follow-ups.
    pub attachments: bool,
    /// The changes that these follow-ups recorded.
    pub changes: bool,
    /// The values of custom fields.
    pub values: bool,
    /// The definitions of these values' fields.
    pub definitions: bool,
    /// The definitions of all custom fields that the viewer may see.
    pub all_definitions: bool,
    /// The followers.
    pub ccs: bool,
    /// The dependencies in both directions.
    pub edges: bool,
    /// The visible tickets at the other end of dependencies, and those into which tickets were
    /// merged.
    pub linked: bool,
    /// The checklists with their tasks.
    pub checklists: bool,
    /// The tickets that the viewer works on.
    pub workable: bool,
    /// The tickets that the viewer may comment on.
    pub answerable: bool,
}

impl Wanted {
    fn parts(self) -> Vec<Name> {
        let all = [
            (Name::Queues, self.queues),
            (Name::QueueNames, self.queue_names),
            (Name::People, self.people.any()),
            (Name::FollowUps, self.followups),
            (Name::Attachments, self.attachments),
            (Name::Changes, self.changes),
            (Name::Values, self.values),
            (Name::Definitions, self.definitions || self.all_definitions),
            (Name::Ccs, self.ccs),
            (Name::Edges, self.edges),
            (Name::Linked, self.linked),
            (Name::Checklists, self.checklists),
            (Name::Tasks, self.checklists),
            (Name::Workable, self.workable),
            (Name::Answerable, self.answerable),
        ];
        all.into_iter()
            .filter_map(|(name, wanted)| wanted.then_some(name))
            .collect()
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Name {
    Queues,
    QueueNames,
    People,
    FollowUps,
    Attachments,
    Changes,
    Values,
    Definitions,
    Ccs,
    Edges,
    Linked,
    Checklists,
    Tasks,
    Workable,
    Answerable,
}

/// How a queue is called.
#[derive(Clone, Debug)]
pub struct QueueName {
    /// The ID of the queue.
    pub id: i32,
    /// The name for display.
    pub title: String,
    /// The name in references.
    pub slug: String,
}

impl QueueName {
    fn read(row: &QueryResult, positions: &[usize]) -> std::result::Result<Self, DbErr> {
        Ok(Self {
            id: row.try_get_by_index(positions.index(0))?,
            title: row.try_get_by_index(positions.index(1))?,
            slug: row.try_get_by_index(positions.index(2))?,
        })
    }
}

/// The parts that were read. Those that were not are empty.
#[derive(Debug, Default)]
pub struct Aggregate {
    /// The queues.
    pub queues: Vec<queue::Model>,
    /// The names of the queues. `None` if a name is not a text; SQLite allows that.
    pub queue_names: Option<Vec<QueueName>>,
    /// Users.
    pub people: Vec<user::Model>,
    /// Follow-ups, the oldest first.
    pub followups: Vec<followup::Model>,
    /// Files, sorted by name.
    pub attachments: Vec<followup_attachment::Model>,
    /// Changes, in the order in which they were recorded.
    pub changes: Vec<ticket_change::Model>,
    /// Values: with definitions, in the order of these; otherwise in the order of their IDs.
    pub values: Vec<ValueRow>,
    /// Definitions of custom fields, in the order of the form.
    pub definitions: Vec<Arc<custom_field::Model>>,
    /// Followers, in the order in which they were added.
    pub ccs: Vec<ticket_cc::Model>,
    /// Dependencies, in the order of their IDs.
    pub edges: Vec<ticket_dependency::Model>,
    /// Linked tickets.
    pub linked: Vec<Row>,
    /// Checklists, each with its tasks in order.
    pub checklists: Vec<(checklist::Model, Vec<checklist_task::Model>)>,
    /// The IDs of tickets that the viewer works on.
    pub workable: Vec<i32>,
    /// The IDs of tickets that the viewer may comment on.
    pub answerable: Vec<i32>,
}

/// Reads parts of these (visible) tickets in one statement.
///
/// # Errors
/// Database errors.
pub async fn read(context: &Context, tickets: &[i32], mut wanted: Wanted) -> Result<Aggregate> {
    let sees_all = access::has_full_access(context);
    let (workable, answerable) = (wanted.workable, wanted.answerable);
    wanted.workable &= !sees_all;
    wanted.answerable &= !sees_all;
    let names = wanted.parts();
    let mut read = Aggregate::default();
    if !names.is_empty() && !tickets.is_empty() {
        let (statement, shape) = statement(context, tickets, wanted, &names);
        let rows = context.db.query_all_raw(statement).await?;
        let rows = CombinedRows::new(&shape.positions, rows)?;
        let nulls_last = context.db.get_database_backend() == DbBackend::Postgres;
        fill(&mut read, wanted, &names, &rows, nulls_last)?;
    }
    if sees_all && workable {
        read.workable = tickets.to_vec();
    }
    if sees_all && answerable {
        read.answerable = tickets.to_vec();
    }
    Ok(read)
}

/// The SQL of a statement, and where its rows have the columns of each part.
#[derive(Debug)]
struct Shape {
    sql: String,
    /// How often the IDs of the tickets are bound.
    binds: usize,
    positions: Vec<Vec<usize>>,
}

/// Shapes by the database and the parts.
type Shapes = HashMap<(u8, Wanted), Arc<Shape>>;

/// The statement for some parts. Building it costs more than running it, so the SQL is kept if it
/// does not depend on the viewer: then it binds nothing but the IDs of the tickets.
fn statement(
    context: &Context,
    tickets: &[i32],
    wanted: Wanted,
    names: &[Name],
) -> (Statement, Arc<Shape>) {
    static SHAPES: Mutex<Option<Shapes>> = Mutex::new(None);
    let backend = context.db.get_database_backend();
    let key = match backend {
        DbBackend::Postgres => (0, wanted),
        DbBackend::Sqlite => (1, wanted),
        _ => (2, wanted),
    };
    let ids = Value::from(list_text(backend, tickets));
    let depends_on_viewer = !access::has_full_access(context);
    let known = || {
        let shapes = SHAPES.lock().unwrap_or_else(PoisonError::into_inner);
        shapes.as_ref()?.get(&key).cloned()
    };
    if !depends_on_viewer && let Some(shape) = known() {
        let statement = Statement {
            sql: shape.sql.clone(),
            values: Some(Values(vec![ids; shape.binds])),
            db_backend: backend,
        };
        return (statement, shape);
    }
    let parts = names
        .iter()
        .map(|name| part(context, tickets, wanted, *name))
        .collect();
    let Combined {
        statement,
        positions,
    } = Combined::new(backend, parts);
    let values = statement
        .values
        .as_ref()
        .map_or(&[][..], |values| &values.0);
    let shape = Arc::new(Shape {
        sql: statement.sql.clone(),
        binds: values.len(),
        positions,
    });
    if !depends_on_viewer && values.iter().all(|value| *value == ids) {
        let mut shapes = SHAPES.lock().unwrap_or_else(PoisonError::into_inner);
        let shapes = shapes.get_or_insert_default();
        if shapes.len() < MAX_SHAPES {
            shapes.insert(key, Arc::clone(&shape));
        }
    }
    (statement, shape)
}

/// Only files are sorted by the database, whose collation decides. Sorting the few other rows here is
/// cheaper.
fn part(context: &Context, tickets: &[i32], wanted: Wanted, name: Name) -> Part {
    let db = &context.db;
    let followups =
        || access::followups(context, None).filter(among(db, followup::Column::TicketId, tickets));
    let followup_ids = || {
        followups()
            .select_only()
            .column(followup::Column::Id)
            .into_query()
    };
    let queues = || {
        let of_tickets = ticket::Entity::find()
            .select_only()
            .column(ticket::Column::QueueId)
            .filter(among(db, ticket::Column::Id, tickets));
        queue::Entity::find().filter(among_selected(
            db,
            queue::Column::Id,
            of_tickets.into_query(),
        ))
    };
    let ids = |select: Select<ticket::Entity>| {
        Part::of_columns(select.into_query(), vec![("id", Kind::Integer)])
    };
    match name {
        Name::Queues => Part::new(queues(), &[]),
        Name::QueueNames => {
            use queue::Column as C;
            let names = queues().select_only().columns([C::Id, C::Title, C::Slug]);
            Part::of_columns(
                names.into_query(),
                vec![
                    ("id", Kind::Integer),
                    ("title", Kind::Text),
                    ("slug", Kind::Text),
                ],
            )
        }
        Name::People => Part::new(people::select(context, tickets, wanted.people), &[]),
        Name::FollowUps => Part::new(followups(), &[]),
        Name::Attachments => {
            use followup_attachment::Column as C;
            let select = followup_attachment::Entity::find().filter(among_selected(
                db,
                C::FollowupId,
                followup_ids(),
            ));
            Part::new(select, &[C::Filename, C::Id])
        }
        Name::Changes => {
            use ticket_change::Column as C;
            let select =
                access::changes(context).filter(among_selected(db, C::FollowupId, followup_ids()));
            Part::new(select, &[])
        }
        Name::Values => {
            use custom_field_value::Column as C;
            let select =
                access::custom_field_values(context).filter(among(db, C::TicketId, tickets));
            Part::new(select, &[])
        }
        Name::Definitions => {
            use custom_field::Column as C;
            let mut select = access::custom_fields(context);
            if !wanted.all_definitions {
                let of_values = custom_field_value::Entity::find()
                    .select_only()
                    .column(custom_field_value::Column::FieldId)
                    .filter(among(db, custom_field_value::Column::TicketId, tickets));
                select = select.filter(among_selected(db, C::Id, of_values.into_query()));
            }
            Part::new(select, &[])
        }
        Name::Ccs => Part::new(related::select_ccs(context, tickets), &[]),
        Name::Edges => Part::new(related::select_dependencies(context, tickets), &[]),
        Name::Linked => part_with_blocked(context, related::select_linked(context, tickets)),
        Name::Checklists => {
            use checklist::Column as C;
            let select = checklist::Entity::find().filter(among(db, C::TicketId, tickets));
            Part::new(select, &[])
        }
        Name::Tasks => {
            use checklist_task::Column as C;
            let checklists = checklist::Entity::find()
                .select_only()
                .column(checklist::Column::Id)
                .filter(among(db, checklist::Column::TicketId, tickets));
            let select = checklist_task::Entity::find().filter(among_selected(
                db,
                C::ChecklistId,
                checklists.into_query(),
            ));
            Part::new(select, &[])
        }
        Name::Workable => ids(related::select_workable(context, tickets)),
        Name::Answerable => ids(related::select_commentable(context, tickets)),
    }
}

fn fill(
    read: &mut Aggregate,
    wanted: Wanted,
    names: &[Name],
    rows: &CombinedRows<'_>,
    nulls_last: bool,
) -> Result<()> {
    let ids = |part| {
        rows.map(part, |row, positions| {
            row.try_get_by_index(positions.first().copied().unwrap_or_default())
        })
    };
    let mut values = Vec::new();
    let mut tasks: Vec<checklist_task::Model> = Vec::new();
    for (part, name) in names.iter().enumerate() {
        match name {
            Name::Queues => read.queues = rows.models(part)?,
            Name::QueueNames => read.queue_names = rows.map(part, QueueName::read).ok(),
            Name::People => read.people = rows.models(part)?,
            Name::FollowUps => read.followups = rows.models(part)?,
            Name::Attachments => read.attachments = rows.models(part)?,
            Name::Changes => read.changes = rows.models(part)?,
            Name::Values => values = rows.models(part)?,
            Name::Definitions => {
                let mut definitions: Vec<custom_field::Model> = rows.models(part)?;
                // As the databases sort: PostgreSQL puts NULL last.
                definitions.sort_by_key(|field| {
                    (
                        field.ordering.is_none() == nulls_last,
                        field.ordering,
                        field.id,
                    )
                });
                read.definitions = definitions.into_iter().map(Arc::new).collect();
            }
            Name::Ccs => read.ccs = rows.models(part)?,
            Name::Edges => read.edges = rows.models(part)?,
            Name::Linked => read.linked = rows.map(part, read_with_blocked)?,
            Name::Checklists => {
                let checklists: Vec<checklist::Model> = rows.models(part)?;
                read.checklists = checklists
                    .into_iter()
                    .map(|checklist| (checklist, Vec::new()))
                    .collect();
            }
            Name::Tasks => tasks = rows.models(part)?,
            Name::Workable => read.workable = ids(part)?,
            Name::Answerable => read.answerable = ids(part)?,
        }
    }
    sort(read, &mut values, &mut tasks);
    for task in tasks {
        let of_task = read
            .checklists
            .iter_mut()
            .find(|(checklist, _)| checklist.id == task.checklist_id);
        if let Some((_, tasks)) = of_task {
            tasks.push(task);
        }
    }
    read.values = if wanted.definitions {
        with_definitions(values, &read.definitions)
    } else {
        values.into_iter().map(|value| (value, None)).collect()
    };
    Ok(())
}

fn sort(
    read: &mut Aggregate,
    values: &mut [custom_field_value::Model],
    tasks: &mut [checklist_task::Model],
) {
    read.followups.sort_by_key(|row| (row.date, row.id));
    read.changes.sort_by_key(|row| row.id);
    read.ccs.sort_by_key(|row| row.id);
    read.edges.sort_by_key(|row| row.id);
    read.checklists.sort_by_key(|(row, _)| row.id);
    values.sort_by_key(|row| row.id);
    tasks.sort_by_key(|row| (row.position, row.id));
}

/// Joins values with the definitions of their fields, and sorts them in the order of these.
fn with_definitions(
    values: Vec<custom_field_value::Model>,
    definitions: &[Arc<custom_field::Model>],
) -> Vec<ValueRow> {
    let by_id: HashMap<i32, &Arc<custom_field::Model>> = definitions
        .iter()
        .map(|definition| (definition.id, definition))
        .collect();
    let mut rows: Vec<ValueRow> = values
        .into_iter()
        .filter_map(|value| {
            let definition = Arc::clone(by_id.get(&value.field_id)?);
            Some((value, Some(definition)))
        })
        .collect();
    rows.sort_by_key(|(value, definition)| {
        let ordering = definition.as_ref().and_then(|field| field.ordering);
        (ordering.is_none(), ordering, value.field_id)
    });
    rows
}
