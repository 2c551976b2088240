//! Filter of ticket events.

use async_graphql::{ID, InputObject};

use crate::domain::access::Scope;
use crate::domain::access::in_memory::TicketAccess;
use crate::domain::live::{Event, Origin};
use crate::domain::unit::events::Kind;
use crate::domain::{Code, Context, Error, Result};
use crate::graphql::id::NodeKind;

/// Maximum number of values in a list.
const MAX_VALUES: usize = 500;

/// Filters ticket events. Fields are combined with AND. Queue, owner and scope are those of the
/// ticket at the time of delivery. IDs are global IDs or numbers.
#[derive(Debug, Default, InputObject)]
pub struct TicketEventFilter {
    /// IDs of the queues of the tickets. Also matches tickets that leave one of these queues.
    queue: Option<Vec<ID>>,
    /// Kinds of events.
    kind: Option<Vec<Kind>>,
    /// IDs of the tickets.
    ticket: Option<Vec<ID>>,
    /// IDs of the owners of the tickets.
    assigned_to: Option<Vec<ID>>,
    /// Whether the tickets have no owner.
    unassigned: Option<bool>,
    /// Role in which you see the tickets.
    scope: Option<Scope>,
    /// Origin of the changes.
    origin: Option<Origin>,
    /// Excludes your own changes.
    except_own: Option<bool>,
}

/// A valid filter, with row numbers.
#[derive(Clone, Debug, Default)]
pub struct EventSelection {
    /// The only ticket to watch.
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
    /// Parses the IDs of the filter.
    ///
    /// # Errors
    /// [`Error::Invalid`] for invalid or too many IDs.
    pub fn parse(self) -> Result<EventSelection> {
        Ok(EventSelection {
            only: None,
            queues: parse_ids("queue", NodeKind::Queue, self.queue)?,
            kinds: self.kind,
            tickets: parse_ids("ticket", NodeKind::Ticket, self.ticket)?,
            owners: parse_ids("assigned_to", NodeKind::User, self.assigned_to)?,
            unassigned: self.unassigned,
            scope: self.scope,
            origin: self.origin,
            except_own: self.except_own.unwrap_or_default(),
        })
    }
}

fn parse_ids(field: &str, kind: NodeKind, ids: Option<Vec<ID>>) -> Result<Option<Vec<i32>>> {
    let Some(ids) = ids else { return Ok(None) };
    let field = format!("filter.{field}");
    if ids.len() > MAX_VALUES {
        return Err(Error::field(
            &field,
            Code::MaxItems(i64::try_from(MAX_VALUES).unwrap_or(i64::MAX)),
        ));
    }
    let number = |id: &ID| kind.parse_id(id).map_err(|code| Error::field(&field, code));
    ids.iter().map(number).collect::<Result<_>>().map(Some)
}

/// Whether one of the values is in the list; true without a list.
fn contains_any<T: PartialEq>(list: Option<&Vec<T>>, values: impl IntoIterator<Item = T>) -> bool {
    list.is_none_or(|list| values.into_iter().any(|value| list.contains(&value)))
}

impl EventSelection {
    /// All events of one ticket.
    #[must_use]
    pub fn of_ticket(number: i32) -> Self {
        Self {
            only: Some(number),
            ..Self::default()
        }
    }

    /// Whether an event may match, as far as the event itself tells. [`Self::matches`] decides.
    #[must_use]
    pub fn may_match(&self, context: &Context, event: &Event) -> bool {
        self.only.is_none_or(|only| only == event.ticket)
            && contains_any(self.tickets.as_ref(), [event.ticket])
            && contains_any(self.kinds.as_ref(), [event.kind])
            && self.origin.is_none_or(|origin| origin == event.origin)
            && !(self.except_own && event.actor.is_some() && event.actor == context.viewer.id())
    }

    /// Whether the ticket of an event that may match does match.
    #[must_use]
    pub fn matches(&self, context: &Context, event: &Event, access: &TicketAccess) -> bool {
        contains_any(
            self.queues.as_ref(),
            std::iter::once(access.queue)
                .chain(event.queue)
                .chain(event.old_queue),
        ) && contains_any(self.owners.as_ref(), access.owner)
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
