//! People, as others see them.

use entity::{positional, user, user_settings};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use crate::domain::filters::UserFilter;
use crate::domain::query::{Filtering, Order, Query, among, sortable};
use crate::domain::{Context, Result, access};

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

/// The people whom the viewer may look up and whom a filter lets through.
///
/// # Errors
/// A filter or an order that is too large.
pub fn query(
    context: &Context,
    filter: Option<&UserFilter>,
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
    context.dialect.shows_whole_objects()
        || access::is_agent(context)
        || access::is_own_address(context, Some(address))
}

/// The viewer's own settings.
///
/// # Errors
/// What the database says.
pub async fn settings(context: &Context) -> Result<Option<user_settings::Model>> {
    let Some(id) = context.viewer.id() else {
        return Ok(None);
    };
    let select = user_settings::Entity::find().filter(user_settings::Column::UserId.eq(id));
    Ok(positional::fetch_one(select, &context.db).await?)
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
