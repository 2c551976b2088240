//! Lists of follow-ups, and their changes.

use entity::{followup, ticket_change};
use sea_orm::sea_query::Value;
use sea_orm::{Condition, EntityTrait, QueryFilter, QueryOrder, Select};

use crate::domain::access::{self, Scope};
use crate::domain::listing::{BooleanFilter, Children, DateTimeFilter, IntFilter, Order, Query, Sortable, among};
use crate::domain::{Context, Result};

/// What follow-ups can be sorted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, async_graphql::Enum)]
#[graphql(name = "FollowUpOrderField")]
pub enum Field {
    /// The number of the follow-up.
    Id,
    /// When it was written.
    Date,
}

impl Sortable for followup::Entity {
    type Field = Field;

    fn column(field: Field) -> followup::Column {
        match field {
            Field::Id => followup::Column::Id,
            Field::Date => followup::Column::Date,
        }
    }

    fn key(row: &followup::Model, field: Field) -> Value {
        match field {
            Field::Id => row.id.into(),
            Field::Date => row.date.into(),
        }
    }

    fn like(field: Field) -> Value {
        match field {
            Field::Id => Value::Int(None),
            Field::Date => None::<entity::values::Timestamp>.into(),
        }
    }

    fn nullable(_: Field) -> bool {
        false
    }

    fn id() -> Field {
        Field::Id
    }
}

/// Which follow-ups are meant. Several words must all hold.
#[derive(Clone, Debug, Default, async_graphql::InputObject)]
#[graphql(name = "FollowUpFilter")]
pub struct Filter {
    /// By number.
    pub database_id: Option<IntFilter>,
    /// By the number of the ticket.
    pub ticket_id: Option<IntFilter>,
    /// By the number of the author.
    pub user_id: Option<IntFilter>,
    /// Whether the submitter may read it.
    pub public: Option<BooleanFilter>,
    /// By the time of writing.
    pub date: Option<DateTimeFilter>,
}

impl Filter {
    fn condition(&self) -> Condition {
        use followup::Column as C;
        Condition::all()
            .add_option(self.database_id.as_ref().map(|filter| filter.on(C::Id)))
            .add_option(self.ticket_id.as_ref().map(|filter| filter.on(C::TicketId)))
            .add_option(self.user_id.as_ref().map(|filter| filter.on(C::UserId)))
            .add_option(self.public.as_ref().map(|filter| filter.on(C::Public)))
            .add_option(self.date.as_ref().map(|filter| filter.on(C::Date)))
    }
}

/// The follow-ups that the viewer may see in a role and that a filter lets through, in an order.
#[must_use]
pub fn query(
    context: &Context,
    scope: Option<Scope>,
    filter: Option<&Filter>,
    order: Vec<Order<Field>>,
) -> Query<followup::Entity> {
    let mut select = access::followups(context, scope);
    if let Some(filter) = filter {
        select = select.filter(filter.condition());
    }
    Query::new(select, order)
}

/// The follow-ups of these tickets that the viewer may see, oldest first.
///
/// # Errors
/// What the database says.
pub async fn of_tickets(context: &Context, tickets: &[i32]) -> Result<Vec<followup::Model>> {
    let in_order = |select: Select<followup::Entity>| {
        select.order_by_asc(followup::Column::Date).order_by_asc(followup::Column::Id)
    };
    if access::has_full_access(context) {
        static ALL: Children = Children::new();
        let select = || in_order(followup::Entity::find());
        return ALL.read(&context.db, followup::Column::TicketId, tickets, select).await;
    }
    let select = access::followups(context, None).filter(among(&context.db, followup::Column::TicketId, tickets));
    Ok(in_order(select).all(&context.db).await?)
}

/// What these (visible) follow-ups changed, in the order in which it was written.
///
/// # Errors
/// What the database says.
pub async fn changes(context: &Context, followups: &[i32]) -> Result<Vec<ticket_change::Model>> {
    Ok(ticket_change::Entity::find()
        .filter(among(&context.db, ticket_change::Column::FollowupId, followups))
        .order_by_asc(ticket_change::Column::Id)
        .all(&context.db)
        .await?)
}

/// The follow-ups of these numbers that the viewer may see.
///
/// # Errors
/// What the database says.
pub async fn by_ids(context: &Context, ids: &[i32]) -> Result<Vec<followup::Model>> {
    Ok(access::followups(context, None).filter(among(&context.db, followup::Column::Id, ids)).all(&context.db).await?)
}
