//! Filters users.

use entity::{ticket, user};
use sea_orm::{ColumnTrait, QueryFilter};

use super::{ListFilter, TicketFilter};
use crate::domain::query::{
    self, BooleanFilter, Criteria, DateTimeFilter, IntFilter, StringFilter, logic,
};
use crate::domain::{Result, access};

/// Filters users. Fields are combined with AND.
#[derive(Clone, Debug, Default, async_graphql::InputObject)]
#[graphql(name = "UserFilter")]
pub struct UserFilter {
    /// Numeric ID.
    pub database_id: Option<IntFilter>,
    /// Username.
    pub username: Option<StringFilter>,
    /// First name.
    pub first_name: Option<StringFilter>,
    /// Last name.
    pub last_name: Option<StringFilter>,
    /// Email address.
    pub email: Option<StringFilter>,
    /// Whether the user is staff.
    pub is_staff: Option<BooleanFilter>,
    /// Whether the user has all permissions.
    pub is_superuser: Option<BooleanFilter>,
    /// Whether the user may sign in.
    pub is_active: Option<BooleanFilter>,
    /// Time when the account was created.
    pub created_at: Option<DateTimeFilter>,
    /// Time of the last sign-in.
    pub last_login_at: Option<DateTimeFilter>,
    /// Tickets that the user owns.
    pub assigned_tickets: Option<ListFilter<TicketFilter>>,
    /// All of these filters match.
    pub and: Option<Vec<UserFilter>>,
    /// At least one of these filters matches.
    pub or: Option<Vec<UserFilter>>,
    /// This filter does not match.
    pub not: Option<Box<UserFilter>>,
}

impl query::Filter for UserFilter {
    logic!();

    fn criteria<'a, 'b>(&self, criteria: Criteria<'a, 'b>) -> Result<Criteria<'a, 'b>> {
        use user::Column as C;
        // With a NULL among the keys, `NOT IN` is never true, and `none` would find nothing.
        let owned = access::tickets(criteria.context(), None)
            .filter(ticket::Column::AssignedToId.is_not_null());
        criteria
            .column(self.database_id.as_ref(), C::Id)?
            .column(self.username.as_ref(), C::Username)?
            .column(self.first_name.as_ref(), C::FirstName)?
            .column(self.last_name.as_ref(), C::LastName)?
            .column(self.email.as_ref(), C::Email)?
            .column(self.is_staff.as_ref(), C::IsStaff)?
            .column(self.is_superuser.as_ref(), C::IsSuperuser)?
            .column(self.is_active.as_ref(), C::IsActive)?
            .column(self.created_at.as_ref(), C::DateJoined)?
            .column(self.last_login_at.as_ref(), C::LastLogin)?
            .to_many(
                self.assigned_tickets.as_ref().map(ListFilter::quantifiers),
                C::Id,
                &owned,
                ticket::Column::AssignedToId,
            )
    }
}
