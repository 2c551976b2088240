//! Which events of tickets are wanted.

use async_graphql::{ID, InputObject};

use crate::domain::access::Scope;
use crate::domain::access::in_memory::TicketAccess;
use crate::domain::live::{Event, Origin};
use crate::domain::unit::events::Kind;
use crate::domain::{Code, Context, Error, Result};
use crate::graphql::id::NodeKind;

/// Most entries of a list.
const MOST: usize = 500;

/// Which events are wanted. Several words must all hold; queue, owner and role are those that the
/// ticket has when the event is handed over. Global ids and numbers are both taken.
#[derive(Debug, Default, InputObject)]
pub struct TicketEventFilter {
    /// Tickets of one of these queues; those that leave it, too.
    queue: Option<Vec<ID>>,
    /// One of these kinds.
    kind: Option<Vec<Kind>>,
    /// One of these tickets.
    ticket: Option<Vec<ID>>,
    /// Tickets that one of these people owns.
    assigned_to: Option<Vec<ID>>,
    /// Tickets without an owner, or with one.
    unassigned: Option<bool>,
    /// Tickets that you see in this role.
    scope: Option<Scope>,
    /// Changes that were made here, or elsewhere.
    origin: Option<Origin>,
    /// Not what you did yourself.
    except_own: Option<bool>,
}

/// A filter that was found sound, in numbers.
#[derive(Clone, Debug, Default)]
pub struct Chosen {
    /// The one ticket that is followed.
    pub only: Option<i32>,
    queues: Option<Vec<i32>>,
    kinds: Option<Vec<Kind>>,
    tickets: Option<Vec<i32>>,
    owners: Option<Vec<i32>>,
    unassigned: Option<bool>,
    scope: Option<Scope>,
    origin: Option<Origin>,
    except_own: bool,
}

impl TicketEventFilter {
    /// The filter in numbers.
    ///
    /// # Errors
    /// [`Error::Invalid`] for ids that are none, or too many of them.
    pub fn chosen(self) -> Result<Chosen> {
        Ok(Chosen {
            only: None,
            queues: numbers("queue", NodeKind::Queue, self.queue)?,
            kinds: self.kind,
            tickets: numbers("ticket", NodeKind::Ticket, self.ticket)?,
            owners: numbers("assigned_to", NodeKind::User, self.assigned_to)?,
            unassigned: self.unassigned,
            scope: self.scope,
            origin: self.origin,
            except_own: self.except_own.unwrap_or_default(),
        })
    }
}

fn numbers(field: &str, kind: NodeKind, ids: Option<Vec<ID>>) -> Result<Option<Vec<i32>>> {
    let Some(ids) = ids else { return Ok(None) };
    let field = format!("filter.{field}");
    if ids.len() > MOST {
        return Err(Error::field(
            &field,
            Code::MaxValue(i64::try_from(MOST).unwrap_or(i64::MAX)),
        ));
    }
    let number = |id: &ID| kind.parse_id(id).map_err(|code| Error::field(&field, code));
    ids.iter().map(number).collect::<Result<_>>().map(Some)
}

fn among<T: PartialEq>(wanted: Option<&Vec<T>>, found: impl IntoIterator<Item = T>) -> bool {
    wanted.is_none_or(|wanted| found.into_iter().any(|found| wanted.contains(&found)))
}

impl Chosen {
    /// Everything that happens to one ticket.
    #[must_use]
    pub fn of_ticket(number: i32) -> Self {
        Self {
            only: Some(number),
            ..Self::default()
        }
    }

    /// Whether an event may be wanted, by what is known of it without its ticket.
    #[must_use]
    pub fn could_take(&self, context: &Context, event: &Event) -> bool {
        self.only.is_none_or(|only| only == event.ticket)
            && among(self.tickets.as_ref(), [event.ticket])
            && among(self.kinds.as_ref(), [event.kind])
            && self.origin.is_none_or(|origin| origin == event.origin)
            && !(self.except_own && event.actor.is_some() && event.actor == context.viewer.id())
    }

    /// Whether an event is wanted, by what its ticket is like.
    #[must_use]
    pub fn takes(&self, context: &Context, event: &Event, access: &TicketAccess) -> bool {
        among(
            self.queues.as_ref(),
            std::iter::once(access.queue)
                .chain(event.queue)
                .chain(event.old_queue),
        ) && among(self.owners.as_ref(), access.owner)
            && self
                .unassigned
                .is_none_or(|unassigned| unassigned == access.owner.is_none())
            && self.scope.is_none_or(|scope| match scope {
                Scope::Agent => access.is_workable_by(context),
                Scope::Submitter => access.is_submitted_by(context),
                Scope::Follower => access.is_followed_by(context),
            })
    }
}
