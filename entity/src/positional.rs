//! Reads models by the positions of their columns. sea-orm looks each column up by name, which costs
//! more than reading its value, and a page of tickets reads about 1,500 values. Works for selects of
//! an entity's columns in their order, as `Entity::find` selects them.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::Arc;

use sea_orm::{
    ConnectionTrait, DbErr, EntityTrait, FromQueryResult, Iterable as _, QueryResult,
    QuerySelect as _, QueryTrait, Select, SelectTwoMany,
};

use crate::sqlite_value::is_null;

/// A model that can be read from consecutive columns.
pub trait FromColumns: Sized {
    /// Reads the model from the columns that begin at index `first`. Values of another type, which
    /// other programs may have written, are read as Django reads them or replaced
    /// ([`crate::lenient`]).
    ///
    /// # Errors
    /// A column is missing, or has another type than Django gives it.
    fn from_columns(row: &QueryResult, first: usize) -> Result<Self, DbErr>;
}

impl FromColumns for crate::outbox::Model {
    fn from_columns(row: &QueryResult, first: usize) -> Result<Self, DbErr> {
        Ok(Self {
            id: row.try_get_by_index(first)?,
            kind: row.try_get_by_index(first + 1)?,
            ticket_id: row.try_get_by_index(first + 2)?,
            destination: row.try_get_by_index(first + 3)?,
            lane: row.try_get_by_index(first + 4)?,
            payload: row.try_get_by_index(first + 5)?,
            state: row.try_get_by_index(first + 6)?,
            created_at: row.try_get_by_index(first + 7)?,
            pending_since: row.try_get_by_index(first + 8)?,
            due_at: row.try_get_by_index(first + 9)?,
            attempts: row.try_get_by_index(first + 10)?,
            last_error: row.try_get_by_index(first + 11)?,
            claimed_by: row.try_get_by_index(first + 12)?,
            claimed_until: row.try_get_by_index(first + 13)?,
        })
    }
}

/// A model read from the first columns of a row.
#[derive(Clone, Debug)]
pub struct Positional<M>(pub M);

impl<M: FromColumns> FromQueryResult for Positional<M> {
    fn from_query_result(row: &QueryResult, _: &str) -> Result<Self, DbErr> {
        M::from_columns(row, 0).map(Self)
    }
}

/// Fetches all models of a select.
///
/// # Errors
/// The database's error, or that of [`FromColumns::from_columns`].
pub async fn fetch_all<E>(
    select: Select<E>,
    db: &impl ConnectionTrait,
) -> Result<Vec<E::Model>, DbErr>
where
    E: EntityTrait<Model: FromColumns>,
{
    let rows = db
        .query_all_raw(select.build(db.get_database_backend()))
        .await?;
    rows.iter()
        .map(|row| E::Model::from_columns(row, 0))
        .collect()
}

/// Fetches the first model of a select.
///
/// # Errors
/// As [`fetch_all`].
pub async fn fetch_one<E>(
    select: Select<E>,
    db: &impl ConnectionTrait,
) -> Result<Option<E::Model>, DbErr>
where
    E: EntityTrait<Model: FromColumns>,
{
    Ok(fetch_all(select.limit(1), db).await?.pop())
}

/// Fetches all models of a select, each with its related models. The select must return the rows of
/// a model one after the other.
///
/// # Errors
/// As [`fetch_all`].
pub async fn fetch_all_with_related<E, R>(
    select: SelectTwoMany<E, R>,
    db: &impl ConnectionTrait,
) -> Result<Vec<(E::Model, Vec<R::Model>)>, DbErr>
where
    E: EntityTrait<Model: FromColumns + PartialEq>,
    R: EntityTrait<Model: FromColumns>,
{
    let first_related = E::Column::iter().count();
    let rows = db
        .query_all_raw(select.build(db.get_database_backend()))
        .await?;
    let mut models: Vec<(E::Model, Vec<R::Model>)> = Vec::new();
    for row in &rows {
        let model = E::Model::from_columns(row, 0)?;
        if models.last().is_none_or(|(last, _)| *last != model) {
            models.push((model, Vec::new()));
        }
        let Some((_, related)) = models.last_mut() else {
            continue;
        };
        if is_null(row, first_related) == Some(false) {
            related.push(R::Model::from_columns(row, first_related)?);
        }
    }
    Ok(models)
}

/// Joined models by primary key. Many rows of a result may repeat one; it is read once.
#[derive(Debug)]
pub struct ModelCache<M>(HashMap<i32, Arc<M>>);

impl<M> Default for ModelCache<M> {
    fn default() -> Self {
        Self(HashMap::new())
    }
}

impl<M: FromColumns> ModelCache<M> {
    /// The model with the primary key `id`, read from the columns that begin at `first` unless it
    /// is cached.
    ///
    /// # Errors
    /// Those of [`FromColumns::from_columns`].
    pub fn read(&mut self, id: i32, row: &QueryResult, first: usize) -> Result<Arc<M>, DbErr> {
        Ok(Arc::clone(match self.0.entry(id) {
            Entry::Occupied(entry) => entry.into_mut(),
            Entry::Vacant(entry) => entry.insert(Arc::new(M::from_columns(row, first)?)),
        }))
    }
}

/// Implements [`FromColumns`] for models. The list names all fields in their order; a test compares
/// it with the entity.
macro_rules! from_columns {
    ($($module:ident { $first:ident $(, $field:ident)* $(,)? })+) => {
        $(impl FromColumns for crate::$module::Model {
            fn from_columns(row: &QueryResult, first: usize) -> Result<Self, DbErr> {
                let mut index = first;
                let $first = row.try_get_by_index(index)?;
                $(
                    index += 1;
                    let (table, column) = (stringify!($module), stringify!($field));
                    let $field = crate::lenient::read(row, index, table, $first, column)?;
                )*
                Ok(Self { $first, $($field),* })
            }
        })+

        #[cfg(test)]
        mod tests {
            use sea_orm::{IdenStatic, Iterable};

            #[test]
            fn lists_the_columns_in_order() {
                $(
                    let columns: Vec<&str> = crate::$module::Column::iter()
                        .map(|column| column.as_str())
                        .collect();
                    assert_eq!(columns, [stringify!($first) $(, stringify!($field))*]);
                )+
            }
        }
    };
}

from_columns! {
    ticket {
        id, title, created, modified, submitter_email, status, on_hold, description, resolution,
        priority, due_date, last_escalation, assigned_to_id, queue_id, secret_key, kbitem_id,
        merged_to_id,
    }
    followup {
        id, date, title, comment, public, new_status, ticket_id, user_id, message_id, time_spent,
        email_recipients,
    }
    queue {
        id, title, slug, email_address, locale, allow_public_submission, allow_email_submission,
        escalate_days, new_ticket_cc, updated_ticket_cc, email_box_type, email_box_host,
        email_box_port, email_box_ssl, email_box_user, email_box_pass, email_box_imap_folder,
        email_box_interval, email_box_last_check, socks_proxy_type, socks_proxy_host,
        socks_proxy_port, permission_name, default_owner_id, email_box_local_dir, logging_dir,
        logging_type, enable_notifications_on_email_events, dedicated_time,
    }
    user {
        id, password, last_login, is_superuser, username, first_name, last_name, email, is_staff,
        is_active, date_joined,
    }
    kb_item {
        id, title, question, answer, votes, recommendations, last_updated, category_id, team_id,
        order, enabled,
    }
    followup_attachment { id, file, filename, mime_type, size, followup_id }
    custom_field_value { id, value, field_id, ticket_id }
    custom_field {
        id, name, label, help_text, data_type, max_length, decimal_places, empty_selection_list,
        list_values, ordering, required, staff_only,
    }
    kb_category { id, title, slug, description, queue_id, public, name }
    preset_reply { id, name, body }
    saved_search { id, title, shared, query, user_id }
    email_template { id, template_name, subject, heading, plain_text, html, locale }
    checklist_template { id, name, task_list }
    escalation_exclusion { id, name, date }
    ignore_email { id, name, date, email_address, keep_in_mailbox }
    ticket_change { id, field, old_value, new_value, followup_id }
    ticket_cc { id, email, can_view, can_update, ticket_id, user_id }
    ticket_dependency { id, depends_on_id, ticket_id }
    group { id, name }
    checklist { id, name, ticket_id }
    checklist_task { id, description, completion_date, position, checklist_id }
    kb_item_attachment { id, file, filename, mime_type, size, kbitem_id }
    user_settings {
        id, settings_pickled, user_id, email_on_ticket_assign, email_on_ticket_change,
        login_view_ticketlist, tickets_per_page, use_email_as_submitter, ticket_respond_layout,
    }
}
