//! People, as others see them.

use entity::{positional, ticket, user, user_settings};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use crate::domain::access;
use crate::domain::listing::{
    self, BooleanFilter, DateTimeFilter, Filtering, IntFilter, ListFilter, Order, Query,
    StringFilter, Words, among, logic, sortable,
};
use crate::domain::{Context, Result, tickets};

/// What people can be sorted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, async_graphql::Enum)]
#[graphql(name = "UserOrderField")]
pub enum Field {
    /// The number of the account.
    Id,
    /// The name to log in with, as the database sorts text.
    Username,
    /// The last name, as the database sorts text.
    LastName,
    /// When the account was made.
    DateJoined,
    /// When they last logged in; who never did comes last.
    LastLogin,
}

sortable!(
    user,
    Field {
        Id,
        Username,
        LastName,
        DateJoined,
        LastLogin
    }
);

/// Which people are meant. Several words must all hold.
#[derive(Clone, Debug, Default, async_graphql::InputObject)]
#[graphql(name = "UserFilter")]
pub struct Filter {
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
    pub assigned_tickets: Option<ListFilter<tickets::list::Filter>>,
    /// All of these.
    pub and: Option<Vec<Filter>>,
    /// At least one of these.
    pub or: Option<Vec<Filter>>,
    /// Not this.
    pub not: Option<Box<Filter>>,
}

impl listing::Filter for Filter {
    logic!();

    fn words<'a, 'b>(&self, words: Words<'a, 'b>) -> Result<Words<'a, 'b>> {
        use user::Column as C;
        // A key that is NULL would make every `none` unknown.
        let owned = access::tickets(words.context(), None)
            .filter(ticket::Column::AssignedToId.is_not_null());
        words
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
                self.assigned_tickets.as_ref(),
                C::Id,
                &owned,
                ticket::Column::AssignedToId,
            )
    }
}

/// The people whom the viewer may look up and whom a filter lets through.
///
/// # Errors
/// A filter or an order that is too large.
pub fn query(
    context: &Context,
    filter: Option<&Filter>,
    order: Vec<Order<Field>>,
) -> Result<Query<user::Entity>> {
    Query::new(
        Filtering::select(context, access::users(context), filter)?,
        order,
    )
}

/// The people of visible things: whoever sees a follow-up sees its author's name. What else of them
/// is shown is said by [`shows_contact`].
///
/// # Errors
/// What the database says.
pub async fn by_ids(context: &Context, ids: &[i32]) -> Result<Vec<user::Model>> {
    Ok(positional::fetch_all(
        user::Entity::find().filter(among(&context.db, user::Column::Id, ids)),
        &context.db,
    )
    .await?)
}

/// The people of these numbers whom the viewer may look up.
///
/// # Errors
/// What the database says.
pub async fn visible(context: &Context, ids: &[i32]) -> Result<Vec<user::Model>> {
    Ok(positional::fetch_all(
        access::users(context).filter(among(&context.db, user::Column::Id, ids)),
        &context.db,
    )
    .await?)
}

/// Whether the viewer may see a person's address and rights, and not just their name.
#[must_use]
pub fn shows_contact(context: &Context, id: i32) -> bool {
    access::is_agent(context) || context.viewer.id() == Some(id)
}

/// Whether the viewer may see this address, whosever it is. REST shows addresses to nobody but
/// agents.
#[must_use]
pub fn shows_address(context: &Context, address: &str) -> bool {
    context.rest || access::is_agent(context) || access::is_own_address(context, Some(address))
}

/// The viewer's own settings.
///
/// # Errors
/// What the database says.
pub async fn settings(context: &Context) -> Result<Option<user_settings::Model>> {
    let Some(id) = context.viewer.id() else {
        return Ok(None);
    };
    Ok(user_settings::Entity::find()
        .filter(user_settings::Column::UserId.eq(id))
        .one(&context.db)
        .await?)
}

/// A person's name as Django makes it: first and last name with what is missing left out.
#[must_use]
pub fn full_name(user: &user::Model) -> String {
    python::strip(&format!("{} {}", user.first_name, user.last_name)).to_owned()
}

/// Whether tickets may be given to somebody: active, and staff where only staff may own tickets
/// (helpdesk/lib.py, `get_assignable_users`).
#[must_use]
pub fn may_own(context: &Context, user: &user::Model) -> bool {
    user.is_active && (user.is_staff || !context.config.helpdesk.staff_only_ticket_owners)
}
