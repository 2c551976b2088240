//! What agents keep beside tickets, one file a table: prepared answers, saved searches, mail
//! templates, checklist templates, days off, ignored senders. For agents alone.

pub mod accounts;
pub mod checklist_templates;
pub mod custom_fields;
pub mod email_templates;
pub mod escalation_exclusions;
pub mod ignored_senders;
pub mod knowledge_base;
pub mod preset_replies;
pub mod queues;
pub mod saved_searches;
pub mod status;
pub mod users;

use entity::positional::{self, FromColumns};
use sea_orm::{EntityTrait, QueryFilter, Select};

use crate::domain::query::{Filter, Filtering, Order, Query, Sortable, among};
use crate::domain::{Context, Error, Result, access};

/// A table that agents keep.
pub trait DeskTable: Sortable + EntityTrait<Model: FromColumns> {
    /// What its rows are filtered by.
    type Filter: Filter;

    /// The rows that the viewer may see.
    fn visible_to(context: &Context) -> Select<Self>;
}

/// The rows that the viewer may see and that a filter lets through, in an order.
///
/// # Errors
/// [`Error::Unauthenticated`] for strangers and [`Error::Forbidden`] for others than agents; a
/// filter or an order that is too large.
pub fn query<E: DeskTable>(
    context: &Context,
    filter: Option<&E::Filter>,
    order: Vec<Order<E::Field>>,
) -> Result<Query<E>> {
    if !context.viewer.is_authenticated() {
        return Err(Error::Unauthenticated);
    }
    if !access::is_agent(context) {
        return Err(Error::Forbidden);
    }
    Query::new(
        Filtering::select(context, E::visible_to(context), filter)?,
        order,
    )
}

/// The rows of these numbers that the viewer may see.
///
/// # Errors
/// What the database says.
pub async fn by_ids<E: DeskTable>(context: &Context, ids: &[i32]) -> Result<Vec<E::Model>> {
    let these = among(&context.db, E::column(E::id()), ids);
    Ok(positional::fetch_all(E::visible_to(context).filter(these), &context.db).await?)
}
