//! People, as others see them.

use entity::{user, user_settings};
use sea_orm::sea_query::Value;
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter};

use crate::domain::access;
use crate::domain::listing::{BooleanFilter, IntFilter, Order, Query, Sortable, StringFilter, among};
use crate::domain::{Context, Result};

/// What people can be sorted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, async_graphql::Enum)]
#[graphql(name = "UserOrderField")]
pub enum Field {
    /// The number of the account.
    Id,
    /// The name to log in with, as the database sorts text.
    Username,
}

impl Sortable for user::Entity {
    type Field = Field;

    fn column(field: Field) -> user::Column {
        match field {
            Field::Id => user::Column::Id,
            Field::Username => user::Column::Username,
        }
    }

    fn key(row: &user::Model, field: Field) -> Value {
        match field {
            Field::Id => row.id.into(),
            Field::Username => row.username.as_str().into(),
        }
    }

    fn like(field: Field) -> Value {
        match field {
            Field::Id => Value::Int(None),
            Field::Username => Value::String(None),
        }
    }

    fn nullable(_: Field) -> bool {
        false
    }

    fn id() -> Field {
        Field::Id
    }
}

/// Which people are meant. Several words must all hold.
#[derive(Clone, Debug, Default, async_graphql::InputObject)]
#[graphql(name = "UserFilter")]
pub struct Filter {
    /// By number.
    pub database_id: Option<IntFilter>,
    /// By the name to log in with.
    pub username: Option<StringFilter>,
    /// By address.
    pub email: Option<StringFilter>,
    /// Whether they are staff.
    pub is_staff: Option<BooleanFilter>,
    /// Whether they may log in.
    pub is_active: Option<BooleanFilter>,
}

impl Filter {
    fn condition(&self) -> Condition {
        use user::Column as C;
        Condition::all()
            .add_option(self.database_id.as_ref().map(|filter| filter.on(C::Id)))
            .add_option(self.username.as_ref().map(|filter| filter.on(C::Username)))
            .add_option(self.email.as_ref().map(|filter| filter.on(C::Email)))
            .add_option(self.is_staff.as_ref().map(|filter| filter.on(C::IsStaff)))
            .add_option(self.is_active.as_ref().map(|filter| filter.on(C::IsActive)))
    }
}

/// The people whom the viewer may look up and whom a filter lets through.
#[must_use]
pub fn query(context: &Context, filter: Option<&Filter>, order: Vec<Order<Field>>) -> Query<user::Entity> {
    let mut select = access::users(context);
    if let Some(filter) = filter {
        select = select.filter(filter.condition());
    }
    Query::new(select, order)
}

/// The people of visible things: whoever sees a follow-up sees its author's name. What else of them is shown
/// is said by [`shows_contact`].
///
/// # Errors
/// What the database says.
pub async fn by_ids(context: &Context, ids: &[i32]) -> Result<Vec<user::Model>> {
    Ok(user::Entity::find().filter(among(&context.db, user::Column::Id, ids)).all(&context.db).await?)
}

/// The people of these numbers whom the viewer may look up.
///
/// # Errors
/// What the database says.
pub async fn visible(context: &Context, ids: &[i32]) -> Result<Vec<user::Model>> {
    Ok(access::users(context).filter(among(&context.db, user::Column::Id, ids)).all(&context.db).await?)
}

/// Whether the viewer may see a person's address and rights, and not just their name.
#[must_use]
pub fn shows_contact(context: &Context, id: i32) -> bool {
    access::is_agent(context) || context.viewer.id() == Some(id)
}

/// The viewer's own settings.
///
/// # Errors
/// What the database says.
pub async fn settings(context: &Context) -> Result<Option<user_settings::Model>> {
    let Some(id) = context.viewer.id() else { return Ok(None) };
    Ok(user_settings::Entity::find().filter(user_settings::Column::UserId.eq(id)).one(&context.db).await?)
}

/// A person's name as Django makes it: first and last name with what is missing left out.
#[must_use]
pub fn full_name(user: &user::Model) -> String {
    format!("{} {}", user.first_name, user.last_name).trim().to_owned()
}

/// Whether tickets may be given to somebody: active, and staff where only staff may own tickets
/// (helpdesk/lib.py, `get_assignable_users`).
#[must_use]
pub fn may_own(context: &Context, user: &user::Model) -> bool {
    user.is_active && (user.is_staff || !context.config.helpdesk.staff_only_ticket_owners)
}
