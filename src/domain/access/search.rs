//! Access of the search. A ticket has one document with the words of all its parts. A viewer who
//! works on the ticket finds it by all of them, others by those of its public parts.

use entity::{search_change, ticket};
use sea_orm::sea_query::{CaseStatement, Expr, ExprTrait, Query};
use sea_orm::{ColumnTrait, Condition, QueryFilter, Select};

use super::{Scope, has_full_access, is_agent, tickets, tickets_condition};
use crate::domain::Context;

/// The kinds of words by which a viewer finds a ticket that they work on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reach {
    /// Whether the viewer can find any ticket by its private parts.
    pub private: bool,
    /// Whether these include custom fields for staff.
    pub staff_only: bool,
    /// Whether all tickets are found by their private parts, so that public ones need not be
    /// searched separately.
    pub everywhere: bool,
}

/// The kinds of words that the viewer can find.
#[must_use]
pub fn reach(context: &Context) -> Reach {
    Reach {
        private: context.viewer.account().is_some(),
        staff_only: is_agent(context),
        everywhere: has_full_access(context),
    }
}

/// The tickets that the viewer may see and whose documents match: `whole` is the condition that any
/// word of the document matches, `public` that words of its public parts match.
///
/// A document may be older than its ticket by about a second. A comment that has just been made
/// private must not be found, so tickets with unread changes are not found by viewers who see only
/// public parts.
#[must_use]
pub fn matching_tickets(context: &Context, whole: Expr, public: Expr) -> Select<ticket::Entity> {
    let select = tickets(context, None);
    if has_full_access(context) {
        return select.filter(whole);
    }
    let changed = |condition: Condition| {
        Expr::exists(
            Query::select()
                .expr(Expr::val(1))
                .from(search_change::Entity)
                .cond_where(condition)
                .take(),
        )
    };
    let ticket_changed = Condition::all()
        .add(search_change::Column::Kind.eq("ticket"))
        .add(
            Expr::col((search_change::Entity, search_change::Column::ObjectId))
                .equals((ticket::Entity, ticket::Column::Id)),
        );
    let field_changed = Condition::all().add(search_change::Column::Kind.eq("field"));
    let public = public
        .and(changed(ticket_changed).not())
        .and(changed(field_changed).not());
    // Not `OR`: an excluded word in a private part excludes a ticket for those who work on it. Not
    // `NOT`: the condition is NULL for tickets without an owner.
    let matches: Expr = CaseStatement::new()
        .case(tickets_condition(context, Some(Scope::Agent)), whole)
        .finally(public)
        .into();
    select.filter(matches)
}
