//! The rows around a change of a ticket: its queue, its owner, the rows that decide who is
//! notified, and the data of email. One statement reads all of it under the ticket's lock.

use std::collections::HashMap;
use std::sync::Arc;

use entity::positional::Positions as _;
use entity::{followup, queue, site, ticket, ticket_cc, ticket_dependency, user, user_settings};
use sea_orm::sea_query::{SelectStatement, UnionType};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait as _, EntityTrait as _, JoinType, QueryFilter as _,
    QueryOrder as _, QueryResult, QuerySelect as _, QueryTrait as _, RelationTrait as _,
};

use super::recipients::{self, Change, Known};
use crate::config::Transport;
use crate::domain::delivery::notifications::Message;
use crate::domain::delivery::notifications::facts::OtherRows;
use crate::domain::delivery::notifications::templates::ExistingTemplates;
use crate::domain::delivery::outbox::mail::MailFacts;
use crate::domain::desk::queues;
use crate::domain::query::{CombinedRows, Kind, Part, Shapes, among_selected};
use crate::domain::tickets::changes::CheckedChanges;
use crate::domain::{Context, Error, Result};

/// The rows around a change.
#[derive(Debug)]
pub struct Surroundings {
    /// The queue of the ticket after the change.
    pub queue: Arc<queue::Model>,
    /// The owner before the change.
    pub old_owner: Option<Arc<user::Model>>,
    /// The owner after the change.
    pub owner: Option<Arc<user::Model>>,
    /// The rows that decide who is notified.
    pub known: Arc<Known>,
    /// The data of email. `None`: it is read if there is email.
    pub mail: Option<MailFacts>,
}

/// The parts of a statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "they are independent of each other"
)]
struct Wanted {
    queue: bool,
    old_owner: bool,
    notices: bool,
    mail: bool,
}

#[derive(Clone, Copy)]
enum Name {
    Queue,
    People,
    Settings,
    Followers,
    Templates,
    Site,
    Merged,
    Blocked,
    MessageId,
}

impl Wanted {
    fn names(self) -> Vec<Name> {
        let all = [
            (Name::Queue, self.queue),
            (Name::People, self.old_owner || self.notices),
            (Name::Settings, self.notices),
            (Name::Followers, self.notices),
            (Name::Templates, self.notices),
            (Name::Site, self.mail),
            (Name::Merged, self.mail),
            (Name::Blocked, self.mail),
            (Name::MessageId, self.mail),
        ];
        all.into_iter()
            .filter_map(|(name, wanted)| wanted.then_some(name))
            .collect()
    }
}

/// Reads what surrounds a change of the locked ticket `before`. `queue`: the ticket's queue, if it was
/// read. `messages`: the messages to send, if they are not those that the change causes.
///
/// # Errors
/// Database errors.
pub async fn read(
    inside: &Context,
    before: &ticket::Model,
    checked: &CheckedChanges,
    queue: Option<Arc<queue::Model>>,
    (change, messages): (&Change<'_>, Option<&[Message]>),
) -> Result<Surroundings> {
    static SHAPES: Shapes<(Wanted, Vec<i32>)> = Shapes::new();
    let queue_id = checked.changes.queue.unwrap_or(before.queue_id);
    let queue = checked
        .queue
        .clone()
        .or(queue.filter(|queue| queue.id == queue_id));
    let owner_id = match checked.changes.assigned_to {
        Some(owner) => owner,
        None => before.assigned_to_id,
    };
    let merged_to = match checked.changes.merged_to {
        Some(target) => target,
        None => before.merged_to_id,
    };
    let notices = messages.is_none() && !recipients::sends_nothing(inside, change);
    let sends = notices || messages.is_some_and(|messages| !messages.is_empty());
    let wanted = Wanted {
        queue: queue.is_none(),
        old_owner: before.assigned_to_id.is_some(),
        notices,
        mail: sends && inside.config.mail.transport != Transport::None,
    };
    let names = wanted.names();
    let mut found = Found::default();
    if !names.is_empty() {
        let open = inside.config.helpdesk.ticket_open_statuses.clone();
        // IDs are positive.
        let arguments = [
            Some(before.id),
            Some(queue_id),
            owner_id,
            merged_to,
            Some(inside.config.site_id),
        ]
        .map(|id| id.unwrap_or(-1));
        let build = |ids: &[i32]| {
            let part = |name: &Name| part(inside, *name, ids);
            names.iter().map(part).collect()
        };
        let backend = inside.db.get_database_backend();
        let shape = SHAPES.shape(backend, (wanted, open), true, arguments.len(), build);
        let rows = shape.read(&inside.db, &arguments).await?;
        found = Found::of_rows(&names, &rows)?;
    }
    let person = |id: Option<i32>| found.people.get(&id?).cloned();
    let old_owner = person(before.assigned_to_id);
    let owner = new_owner(before, checked, old_owner.as_ref());
    let known = Known::of_rows(
        before.id,
        found.settings,
        found.followers,
        &found.people,
        ExistingTemplates::of_rows(found.templates, inside.db.get_database_backend()),
    );
    let mail = wanted.mail.then_some(MailFacts {
        others: OtherRows {
            site: found.site,
            merged_to: found.merged,
            blocked: found.blocked,
        },
        newest_message_id: found.message_id,
    });
    Ok(Surroundings {
        queue: queue.or(found.queue).ok_or(Error::NotFound)?,
        old_owner,
        owner,
        known: Arc::new(known),
        mail,
    })
}

/// The rows around a change of the locked ticket `before`, from the rows that were read for several
/// tickets at once. Reads the queue if it is not among `checked`.
///
/// # Errors
/// Database errors.
pub async fn of_known(
    inside: &Context,
    before: &ticket::Model,
    checked: &CheckedChanges,
    known: Arc<Known>,
) -> Result<Surroundings> {
    let queue = match &checked.queue {
        Some(queue) => Arc::clone(queue),
        None => {
            let queue = queues::by_ids(inside, &[before.queue_id]).await?.pop();
            Arc::new(queue.ok_or(Error::NotFound)?)
        }
    };
    let old_owner = known.owner(before.assigned_to_id).cloned().map(Arc::new);
    Ok(Surroundings {
        queue,
        owner: new_owner(before, checked, old_owner.as_ref()),
        old_owner,
        known,
        mail: None,
    })
}

/// The owner after a change.
fn new_owner(
    before: &ticket::Model,
    checked: &CheckedChanges,
    old_owner: Option<&Arc<user::Model>>,
) -> Option<Arc<user::Model>> {
    let id = match checked.changes.assigned_to {
        Some(owner) => owner,
        None => before.assigned_to_id,
    };
    let kept = old_owner.filter(|_| id.is_some());
    checked.owner.as_ref().or(kept).cloned()
}

/// `ids`: of the ticket, its queue and its owner after the change, the ticket that it is merged into,
/// and the site.
fn part(inside: &Context, name: Name, ids: &[i32]) -> Part {
    let texts = |select: SelectStatement, name| Part::of_columns(select, vec![(name, Kind::Text)]);
    match name {
        Name::Queue => Part::new(queue::Entity::find_by_id(ids[1]), &[]),
        Name::People => {
            let owner = ticket::Entity::find_by_id(ids[0])
                .select_only()
                .column(ticket::Column::AssignedToId);
            let followers = ticket_cc::Entity::find()
                .select_only()
                .column(ticket_cc::Column::UserId)
                .filter(ticket_cc::Column::TicketId.eq(ids[0]));
            let mut people = owner.into_query();
            people.union(UnionType::Distinct, followers.into_query());
            let are_people = among_selected(&inside.db, user::Column::Id, people);
            Part::new(user::Entity::find().filter(are_people), &[])
        }
        Name::Settings => {
            let of_owner = user_settings::Column::UserId.eq(ids[2]);
            Part::new(user_settings::Entity::find().filter(of_owner), &[])
        }
        Name::Followers => {
            let of_ticket = ticket_cc::Column::TicketId.eq(ids[0]);
            Part::new(ticket_cc::Entity::find().filter(of_ticket), &[])
        }
        Name::Templates => ExistingTemplates::part(recipients::template_names()),
        Name::Site => {
            let select = site::Entity::find_by_id(ids[4])
                .select_only()
                .column(site::Column::Domain);
            texts(select.into_query(), "domain")
        }
        Name::Merged => {
            use ticket::Column as C;
            let select = ticket::Entity::find_by_id(ids[3])
                .select_only()
                .columns([C::Id, C::Title]);
            let columns = vec![("id", Kind::Integer), ("title", Kind::Text)];
            Part::of_columns(select.into_query(), columns)
        }
        Name::Blocked => {
            use ticket_dependency::{Column as C, Relation};
            let open = inside.config.helpdesk.ticket_open_statuses.iter().copied();
            let select = ticket_dependency::Entity::find()
                .select_only()
                .column(C::TicketId)
                .join(JoinType::InnerJoin, Relation::DependsOn.def())
                .filter(C::TicketId.eq(ids[0]))
                .filter(ticket::Column::Status.is_in(open))
                .limit(1);
            Part::of_columns(select.into_query(), vec![("ticket_id", Kind::Integer)])
        }
        Name::MessageId => {
            use followup::Column as C;
            let select = followup::Entity::find()
                .select_only()
                .column(C::MessageId)
                .filter(C::TicketId.eq(ids[0]))
                .filter(C::MessageId.is_not_null())
                .order_by_desc(C::Id)
                .limit(1);
            texts(select.into_query(), "message_id")
        }
    }
}

/// The rows of a statement.
#[derive(Default)]
struct Found {
    queue: Option<Arc<queue::Model>>,
    people: HashMap<i32, Arc<user::Model>>,
    settings: Vec<user_settings::Model>,
    followers: Vec<ticket_cc::Model>,
    templates: Vec<(String, Option<String>)>,
    site: Option<String>,
    merged: Option<(i32, String)>,
    blocked: bool,
    message_id: Option<String>,
}

impl Found {
    fn of_rows(names: &[Name], rows: &CombinedRows<'_>) -> Result<Self> {
        let mut found = Self::default();
        for (part, name) in names.iter().enumerate() {
            match name {
                Name::Queue => found.queue = rows.models(part)?.pop().map(Arc::new),
                Name::People => {
                    let people: Vec<user::Model> = rows.models(part)?;
                    let people = people.into_iter().map(|row| (row.id, Arc::new(row)));
                    found.people = people.collect();
                }
                Name::Settings => found.settings = rows.models(part)?,
                Name::Followers => {
                    found.followers = rows.models(part)?;
                    found.followers.sort_by_key(|row| row.id);
                }
                Name::Templates => found.templates = ExistingTemplates::rows(rows, part)?,
                Name::Site => found.site = rows.column(part)?.pop(),
                Name::Merged => {
                    let id_and_title = |row: &QueryResult, at: &[usize]| {
                        let (id, title) = (at.index(0), at.index(1));
                        Ok((row.try_get_by_index(id)?, row.try_get_by_index(title)?))
                    };
                    found.merged = rows.map(part, id_and_title)?.pop();
                }
                Name::Blocked => found.blocked = !rows.column::<i32>(part)?.is_empty(),
                Name::MessageId => found.message_id = rows.column(part)?.pop(),
            }
        }
        Ok(found)
    }
}
