//! Everything but tickets: accounts, queues, the knowledge base, custom fields, and the tables that
//! only agents see ([`DeskTable`]).

pub mod accounts;
pub mod admin_log;
pub mod administration;
pub mod checklist_templates;
pub mod custom_fields;
pub mod email_templates;
pub mod escalation_exclusions;
pub mod ignored_senders;
pub mod knowledge_base;
pub mod preset_replies;
pub mod queues;
pub mod saved_searches;
pub mod slugs;
pub mod status;
pub mod users;
pub mod votes;

use entity::positional::{self, FromColumns};
use sea_orm::{EntityTrait, QueryFilter, Select};

use crate::domain::query::{Filter, Order, Query, Sortable, among, apply_filter};
use crate::domain::{Context, Error, Result, access};

/// A table that only agents see, such as preset replies and email templates.
pub trait DeskTable: Sortable + EntityTrait<Model: FromColumns> {
    /// The filter of its rows.
    type Filter: Filter;

    /// The rows that the viewer may see.
    fn visible_to(context: &Context) -> Select<Self>;
}

/// The rows that the viewer may see and that match `filter`.
///
/// # Errors
/// [`Error::Unauthenticated`] without sign-in, [`Error::Forbidden`] if the viewer is not an agent,
/// [`Error::Invalid`] if the filter or the order is too large.
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
        apply_filter(context, E::visible_to(context), filter)?,
        order,
    )
}

/// The rows with these IDs that the viewer may see.
///
/// # Errors
/// Database errors.
pub async fn by_ids<E: DeskTable>(context: &Context, ids: &[i32]) -> Result<Vec<E::Model>> {
    let select = E::visible_to(context).filter(among(&context.db, E::column(E::id()), ids));
    Ok(positional::fetch_all(select, &context.db).await?)
}
