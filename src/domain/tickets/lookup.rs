//! Looks up what an input refers to (queue, owner, ticket, article, custom fields) in one statement.
//! Rows that the request has just read are not read again ([`crate::domain::core::known`]).

use std::sync::Arc;

use entity::{custom_field, kb_item, queue, site, ticket, user, user_settings};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait as _, EntityTrait as _, QueryFilter as _, QuerySelect as _,
    QueryTrait as _,
};

use crate::domain::access::{self, QueueScope, Scope};
use crate::domain::core::known::{Notices, Rows};
use crate::domain::delivery::notifications::templates::ExistingTemplates;
use crate::domain::desk::custom_fields::list::sort_definitions;
use crate::domain::query::{CombinedRows, Kind, Part, Shapes, among_selected};
use crate::domain::{Context, Result};

/// The templates of email about a new ticket.
pub const NEW_TICKET_TEMPLATES: [&str; 3] =
    ["newticket_submitter", "newticket_cc", "assigned_owner"];

/// The objects to look up.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lookup {
    /// The ID of a queue in which the viewer may create tickets.
    pub queue: Option<i32>,
    /// The ID of a user.
    pub user: Option<i32>,
    /// The ID of a ticket that the viewer works on.
    pub ticket: Option<i32>,
    /// If not empty, the ticket has one of these statuses.
    pub statuses: Vec<i32>,
    /// Also the queue of the ticket.
    pub ticket_queue: bool,
    /// The ID of an article that the viewer may read.
    pub kb_item: Option<i32>,
    /// The definitions of all custom fields.
    pub definitions: bool,
    /// The rows that decide about email for a new ticket of this user.
    pub notices: bool,
}

/// The parts of a statement.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "they are independent of each other"
)]
struct Parts {
    queue: bool,
    user: bool,
    ticket: bool,
    ticket_queue: bool,
    kb_item: bool,
    definitions: bool,
    notices: bool,
}

#[derive(Clone, Copy)]
enum Name {
    Queue,
    User,
    Ticket,
    TicketQueue,
    KbItem,
    Definitions,
    Settings,
    Templates,
    Site,
}

impl Parts {
    /// The parts that are not known.
    fn missing(lookup: &Lookup, known: &Rows) -> Self {
        let ticket = known.ticket(lookup.ticket);
        let has_queue = ticket.is_some_and(|row| known.ticket_queue(row.queue_id).is_some());
        let notices = known.notices.as_ref();
        Self {
            queue: lookup.queue.is_some() && known.queue(lookup.queue).is_none(),
            user: lookup.user.is_some() && known.user(lookup.user).is_none(),
            ticket: lookup.ticket.is_some() && ticket.is_none(),
            ticket_queue: lookup.ticket_queue && lookup.ticket.is_some() && !has_queue,
            kb_item: lookup
                .kb_item
                .is_some_and(|id| !known.kb_items.contains(&id)),
            definitions: lookup.definitions && known.definitions.is_none(),
            notices: lookup.notices && notices.is_none_or(|known| known.user != lookup.user),
        }
    }

    fn names(self) -> Vec<Name> {
        let all = [
            (Name::Queue, self.queue),
            (Name::User, self.user),
            (Name::Ticket, self.ticket),
            (Name::TicketQueue, self.ticket_queue),
            (Name::KbItem, self.kb_item),
            (Name::Definitions, self.definitions),
            (Name::Settings, self.notices),
            (Name::Templates, self.notices),
            (Name::Site, self.notices),
        ];
        all.into_iter()
            .filter_map(|(name, wanted)| wanted.then_some(name))
            .collect()
    }
}

/// Reads the objects that exist and are not known yet, and returns them with those that are known.
///
/// # Errors
/// Database errors.
pub async fn read(context: &Context, lookup: &Lookup) -> Result<Rows> {
    let known = context.known_rows.recent(&context.clock);
    read_more(context, known, lookup).await
}

/// Adds to rows the objects that they lack.
///
/// # Errors
/// Database errors.
pub async fn read_more(context: &Context, mut rows: Rows, lookup: &Lookup) -> Result<Rows> {
    static SHAPES: Shapes<(Parts, bool)> = Shapes::new();
    let parts = Parts::missing(lookup, &rows);
    let names = parts.names();
    if names.is_empty() {
        return Ok(rows);
    }
    let keep = access::has_full_access(context) && lookup.statuses.is_empty();
    // IDs are positive.
    let arguments = [
        lookup.queue,
        lookup.user,
        lookup.ticket,
        lookup.kb_item,
        Some(context.config.site_id),
    ]
    .map(|id| id.unwrap_or(-1));
    let build = |ids: &[i32]| {
        names
            .iter()
            .map(|name| part(context, lookup, *name, ids))
            .collect()
    };
    let shape = SHAPES.shape(
        context.db.get_database_backend(),
        (parts, context.config.helpdesk.kb_enabled),
        keep,
        arguments.len(),
        build,
    );
    let read = shape.read(&context.db, &arguments).await?;
    add(&mut rows, context, lookup, &names, &read)?;
    Ok(rows)
}

/// `ids`: of the queue, the user, the ticket, the article and the site.
fn part(context: &Context, lookup: &Lookup, name: Name, ids: &[i32]) -> Part {
    let of_ticket = || {
        let select = access::tickets(context, Some(Scope::Agent));
        let select = select.filter(ticket::Column::Id.eq(ids[2]));
        if lookup.statuses.is_empty() {
            return select;
        }
        select.filter(ticket::Column::Status.is_in(lookup.statuses.iter().copied()))
    };
    match name {
        Name::Queue => {
            let select = access::queues(context, Some(QueueScope::Create));
            Part::new(select.filter(queue::Column::Id.eq(ids[0])), &[])
        }
        Name::User => Part::new(user::Entity::find_by_id(ids[1]), &[]),
        Name::Ticket => Part::new(of_ticket(), &[]),
        Name::TicketQueue => {
            let id = of_ticket().select_only().column(ticket::Column::QueueId);
            let queue = among_selected(&context.db, queue::Column::Id, id.into_query());
            Part::new(queue::Entity::find().filter(queue), &[])
        }
        Name::KbItem => {
            let select = access::kb_items(context).filter(kb_item::Column::Id.eq(ids[3]));
            let id = select.select_only().column(kb_item::Column::Id);
            Part::of_columns(id.into_query(), vec![("id", Kind::Integer)])
        }
        Name::Definitions => Part::new(access::custom_fields(context), &[]),
        Name::Settings => {
            let of_user = user_settings::Column::UserId.eq(ids[1]);
            Part::new(user_settings::Entity::find().filter(of_user), &[])
        }
        Name::Templates => ExistingTemplates::part(NEW_TICKET_TEMPLATES),
        Name::Site => {
            let domain = site::Entity::find_by_id(ids[4])
                .select_only()
                .column(site::Column::Domain);
            Part::of_columns(domain.into_query(), vec![("domain", Kind::Text)])
        }
    }
}

fn add(
    rows: &mut Rows,
    context: &Context,
    lookup: &Lookup,
    names: &[Name],
    read: &CombinedRows<'_>,
) -> Result<()> {
    let mut notices = Notices {
        user: lookup.user,
        ..Notices::default()
    };
    for (part, name) in names.iter().enumerate() {
        match name {
            Name::Queue => rows
                .queues
                .extend(read.models(part)?.into_iter().map(Arc::new)),
            Name::User => rows
                .users
                .extend(read.models(part)?.into_iter().map(Arc::new)),
            Name::Ticket => rows
                .tickets
                .extend(read.models(part)?.into_iter().map(Arc::new)),
            Name::TicketQueue => rows
                .ticket_queues
                .extend(read.models(part)?.into_iter().map(Arc::new)),
            Name::KbItem => rows.kb_items.extend(read.column::<i32>(part)?),
            Name::Definitions => {
                let mut definitions: Vec<custom_field::Model> = read.models(part)?;
                sort_definitions(&mut definitions, context.db.get_database_backend());
                rows.definitions = Some(definitions.into_iter().map(Arc::new).collect());
            }
            Name::Settings => notices.settings = read.models(part)?.pop(),
            Name::Templates => notices.templates = ExistingTemplates::rows(read, part)?,
            Name::Site => notices.site = read.column::<String>(part)?.pop(),
        }
    }
    if lookup.notices
        && rows
            .notices
            .as_ref()
            .is_none_or(|known| known.user != lookup.user)
    {
        rows.notices = Some(Arc::new(notices));
    }
    Ok(())
}
