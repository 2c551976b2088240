//! Rows read by the places of their columns. sea-orm's own models look each column up by its name,
//! which costs more than reading it; a page of tickets has some fifteen hundred. For selects of an
//! entity's own columns in their order, which is how `Entity::find` selects them.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::Arc;

use sea_orm::{
    ConnectionTrait, DbErr, EntityTrait, FromQueryResult, QueryResult, QueryTrait, Select,
};

/// A model that can be read from columns that stand in its own order.
pub trait FromColumns: Sized {
    /// Reads the model from the columns that begin at `first`.
    ///
    /// What another program wrote is read as Django reads it, or counts as no value.
    ///
    /// # Errors
    /// A column that is missing or of another type.
    fn from_columns(row: &QueryResult, first: usize) -> Result<Self, DbErr>;
}

/// A row whose first columns are a model's.
#[derive(Clone, Debug)]
pub struct InOrder<M>(pub M);

impl<M: FromColumns> FromQueryResult for InOrder<M> {
    fn from_query_result(row: &QueryResult, _: &str) -> Result<Self, DbErr> {
        M::from_columns(row, 0).map(Self)
    }
}

/// All rows of a select of an entity's own columns, whatever another program wrote in them.
///
/// # Errors
/// What the database says.
pub async fn all<E>(select: Select<E>, db: &impl ConnectionTrait) -> Result<Vec<E::Model>, DbErr>
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

/// Models that many rows of one answer bring along, by their numbers: each is read once.
#[derive(Debug)]
pub struct Known<M>(HashMap<i32, Arc<M>>);

impl<M> Default for Known<M> {
    fn default() -> Self {
        Self(HashMap::new())
    }
}

impl<M: FromColumns> Known<M> {
    /// The model of a number, whose columns begin at `first`; read where it was not met before.
    ///
    /// # Errors
    /// As [`FromColumns::from_columns`].
    pub fn read(&mut self, number: i32, row: &QueryResult, first: usize) -> Result<Arc<M>, DbErr> {
        Ok(Arc::clone(match self.0.entry(number) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(place) => place.insert(Arc::new(M::from_columns(row, first)?)),
        }))
    }
}

/// Implements [`FromColumns`] for a model; the fields must be all of them, in their order (a test
/// holds this).
macro_rules! from_columns {
    ($($module:ident { $first:ident $(, $field:ident)* $(,)? })+) => {
        $(impl FromColumns for crate::$module::Model {
            fn from_columns(row: &QueryResult, first: usize) -> Result<Self, DbErr> {
                let mut at = first;
                let $first = row.try_get_by_index(at)?;
                $(
                    at += 1;
                    let $field = crate::readable::read(row, at, stringify!($module), $first, stringify!($field))?;
                )*
                Ok(Self { $first, $($field),* })
            }
        })+

        #[cfg(test)]
        mod tests {
            use sea_orm::{IdenStatic, Iterable};

            #[test]
            fn the_fields_are_the_columns_in_their_order() {
                $(
                    let columns: Vec<&str> = crate::$module::Column::iter().map(|column| column.as_str()).collect();
                    assert_eq!(columns, [stringify!($first) $(, stringify!($field))*]);
                )+
            }
        }
    };
}

from_columns! {
    ticket {
        id, title, created, modified, submitter_email, status, on_hold, description, resolution, priority, due_date,
        last_escalation, assigned_to_id, queue_id, secret_key, kbitem_id, merged_to_id,
    }
    followup {
        id, date, title, comment, public, new_status, ticket_id, user_id, message_id, time_spent, email_recipients,
    }
    queue { id, title, slug, email_address, locale, allow_public_submission, allow_email_submission, escalate_days, new_ticket_cc, updated_ticket_cc, email_box_type, email_box_host, email_box_port, email_box_ssl, email_box_user, email_box_pass, email_box_imap_folder, email_box_interval, email_box_last_check, socks_proxy_type, socks_proxy_host, socks_proxy_port, permission_name, default_owner_id, email_box_local_dir, logging_dir, logging_type, enable_notifications_on_email_events, dedicated_time }
    user { id, password, last_login, is_superuser, username, first_name, last_name, email, is_staff, is_active, date_joined }
    kb_item { id, title, question, answer, votes, recommendations, last_updated, category_id, team_id, order, enabled }
    followup_attachment { id, file, filename, mime_type, size, followup_id }
    custom_field_value { id, value, field_id, ticket_id }
    custom_field {
        id, name, label, help_text, data_type, max_length, decimal_places, empty_selection_list, list_values, ordering,
        required, staff_only,
    }
    kb_category { id, title, slug, description, queue_id, public, name }
    preset_reply { id, name, body }
    saved_search { id, title, shared, query, user_id }
    email_template { id, template_name, subject, heading, plain_text, html, locale }
    checklist_template { id, name, task_list }
    escalation_exclusion { id, name, date }
    ignore_email { id, name, date, email_address, keep_in_mailbox }
}
