//! The table of queues: its fields in Django's admin, what `save` completes, and deletions.

use entity::values::Inet;
use entity::{
    Tx, content_type, escalation_exclusion_queue, group_permission, ignore_email_queue,
    kb_category, permission, preset_reply_queue, queue, ticket, user_permission,
};
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait, EntityTrait, JoinType, NotSet, PaginatorTrait, QueryFilter,
    QuerySelect, RelationTrait, Set,
};

use super::super::Record;
use super::QUEUE_ACCESS;
use crate::domain::desk::admin_log::AdminModel;
use crate::domain::unit::Unit;
use crate::domain::{Context, Error, Result};

impl Record for queue::Entity {
    const MODEL: AdminModel = AdminModel::helpdesk("queue");
    const UNIQUE: &'static str = "slug";
    const FIELDS: &'static [(&'static str, &'static str)] = &[
        ("title", "Title"),
        ("slug", "Slug"),
        ("email_address", "E-Mail Address"),
        ("locale", "Locale"),
        ("allow_public_submission", "Allow Public Submission?"),
        ("allow_email_submission", "Allow E-Mail Submission?"),
        ("escalate_days", "Escalation Days"),
        ("new_ticket_cc", "New Ticket CC Address"),
        ("updated_ticket_cc", "Updated Ticket CC Address"),
        (
            "enable_notifications_on_email_events",
            "Notify contacts when email updates arrive",
        ),
        ("email_box_type", "E-Mail Box Type"),
        ("email_box_host", "E-Mail Hostname"),
        ("email_box_port", "E-Mail Port"),
        ("email_box_ssl", "Use SSL for E-Mail?"),
        ("email_box_user", "E-Mail Username"),
        ("email_box_pass", "E-Mail Password"),
        ("email_box_imap_folder", "IMAP Folder"),
        ("email_box_local_dir", "E-Mail Local Directory"),
        ("email_box_interval", "E-Mail Check Interval"),
        ("socks_proxy_type", "Socks Proxy Type"),
        ("socks_proxy_host", "Socks Proxy Host"),
        ("socks_proxy_port", "Socks Proxy Port"),
        ("logging_type", "Logging Type"),
        ("logging_dir", "Logging Directory"),
        ("default_owner", "Default owner"),
        ("dedicated_time", "Dedicated time"),
    ];

    fn id(row: &queue::Model) -> i32 {
        row.id
    }

    fn text(row: &queue::Model) -> String {
        row.title.clone()
    }

    fn complete(row: &mut queue::Model) {
        let kind = row.email_box_type.clone().unwrap_or_default();
        if kind == "imap" && row.email_box_imap_folder.is_none() {
            row.email_box_imap_folder = Some("INBOX".to_owned());
        }
        if row.socks_proxy_type.is_some() {
            row.socks_proxy_host
                .get_or_insert_with(|| Inet("127.0.0.1".to_owned()));
            row.socks_proxy_port.get_or_insert(9150);
        } else {
            row.socks_proxy_host = None;
            row.socks_proxy_port = None;
        }
        if matches!(row.email_box_port, None | Some(0)) {
            row.email_box_port = match (kind.as_str(), row.email_box_ssl) {
                ("imap", true) => Some(993),
                ("imap", false) => Some(143),
                ("pop3", true) => Some(995),
                ("pop3", false) => Some(110),
                _ => row.email_box_port,
            };
        }
        if row.id == 0 {
            row.permission_name = Some(format!("helpdesk.{QUEUE_ACCESS}{}", row.slug));
        }
    }

    /// Django would delete the tickets and the categories of the knowledge base with the queue.
    async fn check_deletion(_: &Context, tx: &Tx, row: &queue::Model) -> Result<()> {
        let tickets = ticket::Entity::find()
            .filter(ticket::Column::QueueId.eq(row.id))
            .count(tx)
            .await?;
        let categories = kb_category::Entity::find()
            .filter(kb_category::Column::QueueId.eq(row.id))
            .count(tx)
            .await?;
        let mut used = Vec::new();
        for (number, one, many) in [
            (tickets, "ticket", "tickets"),
            (
                categories,
                "category of the knowledge base",
                "categories of the knowledge base",
            ),
        ] {
            match number {
                0 => {}
                1 => used.push(format!("1 {one}")),
                number => used.push(format!("{number} {many}")),
            }
        }
        if used.is_empty() {
            return Ok(());
        }
        let what = format!(
            "the queue has {}; move or delete these first",
            used.join(" and ")
        );
        Err(Error::Conflict {
            field: "id",
            what: what.into(),
        })
    }

    async fn delete_related(_: &Context, unit: &mut Unit, row: &queue::Model) -> Result<()> {
        let tx = &unit.tx;
        preset_reply_queue::Entity::delete_many()
            .filter(preset_reply_queue::Column::QueueId.eq(row.id))
            .exec(tx)
            .await?;
        escalation_exclusion_queue::Entity::delete_many()
            .filter(escalation_exclusion_queue::Column::QueueId.eq(row.id))
            .exec(tx)
            .await?;
        ignore_email_queue::Entity::delete_many()
            .filter(ignore_email_queue::Column::QueueId.eq(row.id))
            .exec(tx)
            .await?;
        Ok(())
    }

    async fn after_deletion(_: &Context, unit: &mut Unit, row: &queue::Model) -> Result<()> {
        let tx = &unit.tx;
        let Some(name) = row.permission_name.as_deref() else {
            return Ok(());
        };
        let Some((_, codename)) = name.split_once('.') else {
            return Ok(());
        };
        let Some(permission) = permission_of(tx, codename).await? else {
            return Ok(());
        };
        group_permission::Entity::delete_many()
            .filter(group_permission::Column::PermissionId.eq(permission))
            .exec(tx)
            .await?;
        user_permission::Entity::delete_many()
            .filter(user_permission::Column::PermissionId.eq(permission))
            .exec(tx)
            .await?;
        permission::Entity::delete_by_id(permission)
            .exec(tx)
            .await?;
        Ok(())
    }
}

/// The ID of django-helpdesk's permission with this codename.
pub(in crate::domain::desk::administration) async fn permission_of(
    tx: &Tx,
    codename: &str,
) -> Result<Option<i32>> {
    let found: Vec<(i32, String)> = permission::Entity::find()
        .join(JoinType::InnerJoin, permission::Relation::ContentType.def())
        .select_only()
        .column(permission::Column::Id)
        .column(permission::Column::Codename)
        .filter(content_type::Column::AppLabel.eq("helpdesk"))
        .filter(permission::Column::Codename.eq(codename))
        .into_tuple()
        .all(tx)
        .await?;
    // MariaDB ignores case, so the exact name is compared here.
    let exact = found.into_iter().find(|(_, name)| name == codename);
    Ok(exact.map(|(id, _)| id))
}

/// Creates the permission to access a queue. Returns its ID.
pub(in crate::domain::desk::administration) async fn create_permission(
    tx: &Tx,
    row: &queue::Model,
) -> Result<i32> {
    let content_type: Option<i32> = content_type::Entity::find()
        .select_only()
        .column(content_type::Column::Id)
        .filter(content_type::Column::AppLabel.eq("helpdesk"))
        .filter(content_type::Column::Model.eq("queue"))
        .into_tuple()
        .one(tx)
        .await?;
    let content_type = content_type.ok_or_else(|| {
        Error::Internal("django_content_type has no row for helpdesk.queue".into())
    })?;
    let name = row.permission_name.as_deref().unwrap_or_default();
    let codename = name.split_once('.').map_or(name, |(_, codename)| codename);
    let permission = permission::ActiveModel {
        id: NotSet,
        name: Set(format!("Permission for queue: {}", row.title)),
        content_type_id: Set(content_type),
        codename: Set(codename.to_owned()),
    };
    Ok(permission.insert(tx).await?.id)
}
