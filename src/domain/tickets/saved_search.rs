//! Runs saved searches (helpdesk/query.py). Unlike there, dates are not searched as text.

use chrono::{NaiveDate, NaiveTime, TimeZone as _};
use entity::values::Timestamp;
use entity::{custom_field_value, queue, saved_search, ticket, user};
use sea_orm::sea_query::{Expr, ExprTrait, Func, LikeExpr, SelectStatement};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbBackend, EntityTrait, QueryFilter, QuerySelect,
    QueryTrait, Select,
};

use super::list::Field;
use crate::domain::access::{self, Scope};
use crate::domain::desk::search_criteria::{SavedSearchSort, SearchCriteria};
use crate::domain::query::{Order, Query, among};
use crate::domain::{Code, Context, Error, Result};

/// Maximum number of texts that a search combines with `OR`.
const MAX_TEXTS: usize = 20;

/// The tickets that the viewer works on and that match a saved search that they may see. By
/// default in its order.
///
/// # Errors
/// [`Error::Unauthenticated`]; [`Error::NotFound`]; [`Error::Invalid`] if the search has criteria
/// that cannot be run, or the order is too large; database errors.
pub async fn query(
    context: &Context,
    id: i32,
    order: Option<Vec<Order<Field>>>,
) -> Result<Query<ticket::Entity>> {
    if !context.viewer.is_authenticated() {
        return Err(Error::Unauthenticated);
    }
    let row = access::desk::saved_searches(context)
        .filter(saved_search::Column::Id.eq(id))
        .one(&context.db)
        .await?
        .ok_or(Error::NotFound)?;
    let criteria = SearchCriteria::decode(&row.query)
        .ok_or_else(|| Error::field("id", Code::Unsupported("query".to_owned())))?;
    if !criteria.unsupported.is_empty() {
        let names = criteria.unsupported.join(", ");
        return Err(Error::field("id", Code::Unsupported(names)));
    }
    let order = order.unwrap_or_else(|| own_order(&criteria));
    let select = access::tickets(context, Some(Scope::Agent));
    Query::new(select.filter(condition(context, &criteria)), order)
}

/// The order of a search. Fields without a sort key are left out.
fn own_order(criteria: &SearchCriteria) -> Vec<Order<Field>> {
    let field = match criteria.sort {
        Some(SavedSearchSort::Id) => Field::Id,
        Some(SavedSearchSort::Title) => Field::Title,
        Some(SavedSearchSort::Priority) => Field::Priority,
        Some(SavedSearchSort::Queue) => Field::QueueId,
        Some(SavedSearchSort::Status) => Field::Status,
        Some(SavedSearchSort::Created) => Field::Created,
        Some(SavedSearchSort::DueDate) => Field::DueDate,
        Some(SavedSearchSort::AssignedTo) => Field::AssignedToId,
        Some(SavedSearchSort::SubmitterEmail) => Field::SubmitterEmail,
        Some(SavedSearchSort::LastFollowUp | SavedSearchSort::KbItem) | None => {
            return Vec::new();
        }
    };
    let descending = criteria.descending;
    vec![Order { field, descending }]
}

fn condition(context: &Context, criteria: &SearchCriteria) -> Condition {
    use ticket::Column as C;
    let db = &context.db;
    let mut all = Condition::all();
    for (column, list, or_null) in [
        (C::QueueId, &criteria.queues, false),
        (C::AssignedToId, &criteria.owners, criteria.unassigned),
        (C::Status, &criteria.statuses, false),
        (C::Priority, &criteria.priorities, false),
        (C::KbitemId, &criteria.kb_items, criteria.without_kb_item),
    ] {
        let listed = list.as_ref().map(|list| among(db, column, list));
        let null = or_null.then(|| column.is_null());
        if listed.is_some() || null.is_some() {
            let parts = listed.into_iter().chain(null);
            all = all.add(parts.fold(Condition::any(), Condition::add));
        }
    }
    let midnight = |date: NaiveDate| {
        let local = date.and_time(NaiveTime::MIN);
        let moment = context
            .config
            .time_zone
            .from_local_datetime(&local)
            .earliest();
        Timestamp::from(moment.map_or_else(|| local.and_utc(), |moment| moment.to_utc()))
    };
    if let Some(from) = criteria.created_from {
        all = all.add(C::Created.gte(midnight(from)));
    }
    if let Some(to) = criteria.created_to {
        all = all.add(C::Created.lte(midnight(to)));
    }
    match search_condition(context, &criteria.search) {
        Some(search) => all.add(search),
        None => all,
    }
}

/// The condition of a searched text; `None` if it is empty (helpdesk/query.py,
/// `get_search_filter_args`).
fn search_condition(context: &Context, search: &str) -> Option<Condition> {
    let backend = context.db.get_database_backend();
    if search.is_empty() {
        return None;
    }
    if let Some(title) = search.strip_prefix("queue:") {
        let queues = queue::Entity::find()
            .select_only()
            .column(queue::Column::Id)
            .filter(contains(backend, column(queue::Column::Title), title));
        let queues = ticket::Column::QueueId.in_subquery(queues.into_query());
        return Some(Condition::all().add(queues));
    }
    if let Some(priority) = search.strip_prefix("priority:") {
        let text = as_text(backend, ticket::Column::Priority);
        return Some(Condition::all().add(contains(backend, text, priority)));
    }
    let texts = search.split("OR").map(str::trim);
    let mut texts = texts.filter(|text| !text.is_empty()).take(MAX_TEXTS);
    let first = contains_anywhere(context, backend, texts.next()?);
    Some(texts.fold(first, |any, text| {
        any.add(contains_anywhere(context, backend, text))
    }))
}

/// Tickets that contain a text in one of the searched columns.
fn contains_anywhere(context: &Context, backend: DbBackend, text: &str) -> Condition {
    use ticket::Column as C;
    let ids = |select: Select<_>| -> SelectStatement { QueryTrait::into_query(select) };
    let owners = user::Entity::find()
        .select_only()
        .column(user::Column::Id)
        .filter(contains(backend, column(user::Column::Email), text));
    // The fields that the viewer may see.
    let values = access::custom_field_values(context)
        .select_only()
        .column(custom_field_value::Column::TicketId)
        .filter(contains(
            backend,
            column(custom_field_value::Column::Value),
            text,
        ));
    let mut any = Condition::any()
        .add(C::AssignedToId.in_subquery(ids(owners)))
        .add(C::Id.in_subquery(values.into_query()));
    for number in [C::Id, C::Priority] {
        any = any.add(contains(backend, as_text(backend, number), text));
    }
    for searched in [C::Title, C::Description, C::Resolution, C::SubmitterEmail] {
        any = any.add(contains(backend, column(searched), text));
    }
    any
}

fn column(column: impl ColumnTrait) -> Expr {
    Expr::col(column.as_column_ref())
}

fn as_text(backend: DbBackend, number: ticket::Column) -> Expr {
    let kind = if backend == DbBackend::MySql {
        "char"
    } else {
        "text"
    };
    column(number).cast_as(kind)
}

/// Whether a text contains another in any case. SQLite knows only the case of ASCII letters.
fn contains(backend: DbBackend, text: Expr, part: &str) -> Expr {
    let part = part
        .replace('\\', "\\\\")
        .replace('%', "\\%")
        .replace('_', "\\_");
    let like = |pattern: String| LikeExpr::new(pattern).escape('\\');
    match backend {
        DbBackend::Postgres => {
            Expr::expr(Func::lower(text)).like(like(format!("%{}%", part.to_lowercase())))
        }
        _ => text.like(like(format!("%{part}%"))),
    }
}
