//! The rows of the demo by table, before they are written, and their IDs.

use entity::Tx;
use entity::values::Integer;
use entity::{
    checklist, checklist_task, checklist_template, custom_field, custom_field_value, followup,
    followup_attachment, group, group_permission, kb_category, kb_item, kb_item_attachment,
    kb_item_downvoted_by, kb_item_voted_by, permission, preset_reply, preset_reply_queue, queue,
    saved_search, ticket, ticket_cc, ticket_change, ticket_dependency, token, user, user_group,
    user_permission, user_settings,
};
use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel, ModelTrait};

use crate::domain::Result;

/// Number of rows per statement. SQLite accepts up to 32,766 values, PostgreSQL 65,535.
const BATCH: usize = 200;

macro_rules! tables {
    ($($field:ident: $module:ident),* $(,)?) => {
        /// The rows by table. Parents come before their children.
        #[derive(Debug, Default)]
        pub(super) struct Rows {
            $(pub(super) $field: Vec<$module::Model>,)*
        }

        impl Rows {
            /// Inserts all rows.
            pub(super) async fn insert(self, tx: &Tx) -> Result<()> {
                $(write::<$module::ActiveModel, _>(self.$field, tx).await?;)*
                Ok(())
            }
        }
    };
}

tables! {
    users: user,
    tokens: token,
    groups: group,
    permissions: permission,
    user_groups: user_group,
    group_permissions: group_permission,
    user_permissions: user_permission,
    user_settings: user_settings,
    queues: queue,
    custom_fields: custom_field,
    preset_replies: preset_reply,
    preset_reply_queues: preset_reply_queue,
    checklist_templates: checklist_template,
    saved_searches: saved_search,
    kb_categories: kb_category,
    kb_items: kb_item,
    kb_item_voted_by: kb_item_voted_by,
    kb_item_downvoted_by: kb_item_downvoted_by,
    kb_item_attachments: kb_item_attachment,
    tickets: ticket,
    followups: followup,
    changes: ticket_change,
    attachments: followup_attachment,
    custom_values: custom_field_value,
    ccs: ticket_cc,
    dependencies: ticket_dependency,
    checklists: checklist,
    checklist_tasks: checklist_task,
}

async fn write<A, M>(rows: Vec<M>, tx: &Tx) -> Result<()>
where
    A: ActiveModelTrait + Send,
    M: ModelTrait<Entity = A::Entity> + IntoActiveModel<A>,
{
    let mut rows = rows.into_iter().peekable();
    while rows.peek().is_some() {
        A::Entity::insert_many(
            rows.by_ref()
                .take(BATCH)
                .map(IntoActiveModel::into_active_model),
        )
        .exec_without_returning(tx)
        .await?;
    }
    Ok(())
}

/// The ID of the next row of a table.
pub(super) fn next_id<T>(rows: &[T]) -> i32 {
    i32::try_from(rows.len()).unwrap_or(i32::MAX - 1) + 1
}

/// The object that a file belongs to.
#[derive(Clone, Copy, Debug)]
pub(super) enum Owner {
    Followup(i32),
    KbItem(i32),
}

/// A file to save, with the path of Django's `upload_to` (helpdesk/models.py, `attachment_path`).
#[derive(Debug)]
pub(super) struct Upload {
    pub(super) owner: Owner,
    pub(super) path: String,
    pub(super) name: String,
    pub(super) mime_type: &'static str,
    pub(super) content: Vec<u8>,
}

impl Rows {
    /// Adds the row of a saved file.
    pub(super) fn attach(
        &mut self,
        owner: Owner,
        file: String,
        filename: String,
        mime_type: &str,
        size: i32,
    ) {
        let mime_type = mime_type.to_owned();
        match owner {
            Owner::Followup(followup_id) => {
                let id = next_id(&self.attachments);
                self.attachments.push(followup_attachment::Model {
                    id,
                    file,
                    filename,
                    mime_type,
                    size: Integer(size.into()),
                    followup_id,
                });
            }
            Owner::KbItem(kbitem_id) => {
                let id = next_id(&self.kb_item_attachments);
                self.kb_item_attachments.push(kb_item_attachment::Model {
                    id,
                    file,
                    filename,
                    mime_type,
                    size,
                    kbitem_id,
                });
            }
        }
    }
}
