//! Reads the users of many tickets in one statement: owners, authors of follow-ups, followers.

use entity::{followup, positional, queue, ticket, ticket_cc, user};
use sea_orm::sea_query::UnionType;
use sea_orm::{EntityTrait, JoinType, QueryFilter, QuerySelect, QueryTrait, RelationTrait, Select};

use crate::domain::query::{among, among_selected};
use crate::domain::{Context, Result};

/// The groups of users who belong to tickets.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Groups {
    /// The owners.
    pub owners: bool,
    /// The default owners of the queues.
    pub keepers: bool,
    /// The authors of follow-ups.
    pub authors: bool,
    /// The followers.
    pub followers: bool,
}

impl Groups {
    /// Everybody.
    pub const ALL: Self = Self {
        owners: true,
        keepers: true,
        authors: true,
        followers: true,
    };

    /// Whether there is a group.
    #[must_use]
    pub fn any(self) -> bool {
        self.owners || self.keepers || self.authors || self.followers
    }
}

/// Selects the users of some groups of these (visible) tickets.
pub(super) fn select(context: &Context, ids: &[i32], groups: Groups) -> Select<user::Entity> {
    let mut selects = Vec::new();
    if groups.owners {
        let owners = ticket::Entity::find()
            .select_only()
            .column(ticket::Column::AssignedToId)
            .filter(among(&context.db, ticket::Column::Id, ids));
        selects.push(owners.into_query());
    }
    if groups.keepers {
        let keepers = ticket::Entity::find()
            .select_only()
            .column(queue::Column::DefaultOwnerId)
            .join(JoinType::InnerJoin, ticket::Relation::Queue.def())
            .filter(among(&context.db, ticket::Column::Id, ids));
        selects.push(keepers.into_query());
    }
    if groups.authors {
        let authors = followup::Entity::find()
            .select_only()
            .column(followup::Column::UserId)
            .filter(among(&context.db, followup::Column::TicketId, ids));
        selects.push(authors.into_query());
    }
    if groups.followers {
        let followers = ticket_cc::Entity::find()
            .select_only()
            .column(ticket_cc::Column::UserId)
            .filter(among(&context.db, ticket_cc::Column::TicketId, ids));
        selects.push(followers.into_query());
    }
    let mut selects = selects.into_iter();
    let mut people = selects.next().unwrap_or_default();
    people.unions(selects.map(|select| (UnionType::Distinct, select)));
    user::Entity::find().filter(among_selected(&context.db, user::Column::Id, people))
}

/// The users who own, wrote on or follow one of these (visible) tickets, and the default owners of
/// their queues.
///
/// # Errors
/// Database errors.
pub async fn of_tickets(context: &Context, ids: &[i32]) -> Result<Vec<user::Model>> {
    let select = select(context, ids, Groups::ALL);
    Ok(positional::fetch_all(select, &context.db).await?)
}
