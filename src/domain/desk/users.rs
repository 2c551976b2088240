//! Users, as other users see them.

use entity::{positional, user, user_settings};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use crate::domain::filters::UserFilter;
use crate::domain::query::{Order, Query, among, apply_filter, sortable};
use crate::domain::{Context, Result, access};

/// Fields to sort users by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, async_graphql::Enum)]
pub enum UserOrderField {
    /// Numeric ID.
    Id,
    /// Username, by the collation of the database.
    Username,
    /// Last name, by the collation of the database.
    LastName,
    /// Time when the account was created.
    #[graphql(name = "CREATED_AT")]
    DateJoined,
    /// Time of the last sign-in. Users who never signed in come last.
    #[graphql(name = "LAST_LOGIN_AT")]
    LastLogin,
}

sortable!(
    user,
    UserOrderField {
        Id,
        Username,
        LastName,
        DateJoined,
        LastLogin
    }
);

/// The users whom the viewer may see and who match `filter`.
///
/// # Errors
/// [`Error::Invalid`](crate::domain::Error::Invalid) if the filter or the order is too large.
pub fn query(
    context: &Context,
    filter: Option<&UserFilter>,
    order: Vec<Order<UserOrderField>>,
) -> Result<Query<user::Entity>> {
    Query::new(
        apply_filter(context, access::users(context), filter)?,
        order,
    )
}

/// The users with these IDs, for objects that the viewer may see: the name of a follow-up's author,
/// for example, is visible too. [`shows_contact`] decides about their other fields.
///
/// # Errors
/// Database errors.
pub async fn by_ids(context: &Context, ids: &[i32]) -> Result<Vec<user::Model>> {
    Ok(positional::fetch_all(
        user::Entity::find().filter(among(&context.db, user::Column::Id, ids)),
        &context.db,
    )
    .await?)
}

/// The users with these IDs whom the viewer may see.
///
/// # Errors
/// Database errors.
pub async fn visible(context: &Context, ids: &[i32]) -> Result<Vec<user::Model>> {
    Ok(positional::fetch_all(
        access::users(context).filter(among(&context.db, user::Column::Id, ids)),
        &context.db,
    )
    .await?)
}

/// The users with these usernames whom the viewer may see.
///
/// # Errors
/// Database errors.
pub async fn by_usernames(context: &Context, names: &[&str]) -> Result<Vec<user::Model>> {
    let select = access::users(context).filter(user::Column::Username.is_in(names.iter().copied()));
    Ok(positional::fetch_all(select, &context.db).await?)
}

/// The users with these email addresses whom the viewer may see.
///
/// # Errors
/// Database errors.
pub async fn by_emails(context: &Context, addresses: &[&str]) -> Result<Vec<user::Model>> {
    let addresses = addresses.iter().filter(|address| !address.is_empty());
    let select = access::users(context).filter(user::Column::Email.is_in(addresses.copied()));
    Ok(positional::fetch_all(select, &context.db).await?)
}

/// Whether the viewer may see a user's email address and permissions, not only the name.
#[must_use]
pub fn shows_contact(context: &Context, id: i32) -> bool {
    access::is_agent(context) || context.viewer.id() == Some(id)
}

/// Whether the viewer may see an email address: agents see all, others their own. In REST, only
/// agents and submitters see objects with addresses.
#[must_use]
pub fn shows_address(context: &Context, address: &str) -> bool {
    context.dialect.shows_whole_objects()
        || access::is_agent(context)
        || access::is_own_address(context, Some(address))
        || context
            .viewer
            .visit()
            .is_some_and(|visit| visit.email == address)
}

/// The viewer's settings.
///
/// # Errors
/// Database errors.
pub async fn settings(context: &Context) -> Result<Option<user_settings::Model>> {
    let Some(id) = context.viewer.id() else {
        return Ok(None);
    };
    let select = user_settings::Entity::find().filter(user_settings::Column::UserId.eq(id));
    let mut settings = positional::fetch_one(select, &context.db).await?;
    if let Some(settings) = &mut settings {
        let defaults = &context.config.helpdesk_default_settings;
        settings
            .ticket_respond_layout
            .get_or_insert_with(|| defaults.ticket_respond_layout.clone());
    }
    Ok(settings)
}

/// First and last name of a user, like Django's `get_full_name`.
#[must_use]
pub fn full_name(user: &user::Model) -> String {
    python::strip(&format!("{} {}", user.first_name, user.last_name)).to_owned()
}

/// First and last name of a user, or the username if both are empty.
#[must_use]
pub fn display_name(user: &user::Model) -> String {
    match full_name(user) {
        name if name.is_empty() => user.username.clone(),
        name => name,
    }
}

/// Whether tickets can be assigned to a user: active, and staff if `staff_only_ticket_owners` is on
/// (helpdesk/lib.py, `get_assignable_users`).
#[must_use]
pub fn may_own(context: &Context, user: &user::Model) -> bool {
    user.is_active && (user.is_staff || !context.config.helpdesk.staff_only_ticket_owners)
}
