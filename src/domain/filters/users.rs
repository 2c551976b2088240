//! Filter of users.

use entity::{ticket, user};
use sea_orm::{ColumnTrait, QueryFilter};

use super::{ListFilter, TicketFilter};
use crate::domain::query::{
    self, BooleanFilter, Criteria, DateTimeFilter, IntFilter, StringFilter, logic,
};
use crate::domain::{Result, access};

/// Which people are meant. Several words must all hold.
#[derive(Clone, Debug, Default, async_graphql::InputObject)]
#[graphql(name = "UserFilter")]
pub struct UserFilter {
    /// By number.
    pub database_id: Option<IntFilter>,
    /// By the name to log in with.
    pub username: Option<StringFilter>,
    /// By first name.
    pub first_name: Option<StringFilter>,
    /// By last name.
    pub last_name: Option<StringFilter>,
    /// By address.
    pub email: Option<StringFilter>,
    /// Whether they are staff.
    pub is_staff: Option<BooleanFilter>,
    /// Whether every right is theirs.
    pub is_superuser: Option<BooleanFilter>,
    /// Whether they may log in.
    pub is_active: Option<BooleanFilter>,
    /// By the time when the account was made.
    pub date_joined: Option<DateTimeFilter>,
    /// By the time of the last login.
    pub last_login: Option<DateTimeFilter>,
    /// By the tickets that they own.
    pub assigned_tickets: Option<ListFilter<TicketFilter>>,
    /// All of these.
    pub and: Option<Vec<UserFilter>>,
    /// At least one of these.
    pub or: Option<Vec<UserFilter>>,
    /// Not this.
    pub not: Option<Box<UserFilter>>,
}

impl query::Filter for UserFilter {
    logic!();

    fn criteria<'a, 'b>(&self, criteria: Criteria<'a, 'b>) -> Result<Criteria<'a, 'b>> {
        use user::Column as C;
        // A key that is NULL would make every `none` unknown.
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
            .column(self.date_joined.as_ref(), C::DateJoined)?
            .column(self.last_login.as_ref(), C::LastLogin)?
            .many(
                self.assigned_tickets.as_ref().map(ListFilter::quantifiers),
                C::Id,
                &owned,
                ticket::Column::AssignedToId,
            )
    }
}
