//! Loads queues, each with the permission that django-helpdesk creates with it (helpdesk/models.py,
//! `Queue.save`).

use std::collections::HashMap;

use entity::{Db, Tx, queue};
use sea_orm::{ConnectionTrait, EntityTrait as _, QueryOrder as _};

use super::check::error;
use super::document::Queue;
use super::grants::Permissions;
use super::report::{Kind, Outcome, Report};
use super::save::save;
use super::{Expect, Users};
use crate::domain::{Code, Error, FieldError, Result};

/// The queues by slug, those of the document included.
#[derive(Debug, Default)]
pub(super) struct Queues(HashMap<String, queue::Model>);

impl Queues {
    /// Reads the stored queues.
    pub(super) async fn read(db: &impl ConnectionTrait) -> Result<Self> {
        let rows = queue::Entity::find().all(db).await?;
        Ok(Self(
            rows.into_iter()
                .map(|row| (row.slug.clone(), row))
                .collect(),
        ))
    }

    /// The queue with this slug.
    pub(super) fn get(&self, slug: &str) -> Option<&queue::Model> {
        self.0.get(slug)
    }

    /// Whether there are no queues.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// The stored queues, by number.
///
/// # Errors
/// The database's.
pub async fn queues(db: &Db) -> Result<Vec<queue::Model>> {
    Ok(queue::Entity::find()
        .order_by_asc(queue::Column::Id)
        .all(db)
        .await?)
}

/// Creates or changes the queues of a document.
pub(super) async fn apply(
    tx: &Tx,
    document: &[Queue],
    expect: Expect,
    (queues, permissions, users): (&mut Queues, &mut Permissions, &Users),
    report: &mut Report,
) -> Result<()> {
    let mut errors = Vec::new();
    for input in document {
        let slug = input.slug.as_deref().unwrap_or_default();
        let old = queues.get(slug).cloned();
        match row(input, old.clone(), expect, users) {
            Err(found) => errors.extend(found),
            Ok(new) => {
                let (row, outcome) = save::<queue::ActiveModel, _>(tx, old, new).await?;
                if outcome == Outcome::Created {
                    permissions.of_queue(tx, &row).await?;
                }
                report.add(Kind::Queue, slug, outcome);
                queues.0.insert(slug.to_owned(), row);
            }
        }
    }
    if errors.is_empty() {
        Ok(())
    } else {
        Err(Error::Invalid(errors))
    }
}

/// The row as the document describes it.
fn row(
    input: &Queue,
    old: Option<queue::Model>,
    expect: Expect,
    users: &Users,
) -> Result<queue::Model, Vec<FieldError>> {
    let slug = input.slug.as_deref().unwrap_or_default();
    let error = |field, code| vec![error("queue", slug, field, code)];
    match (expect, &old) {
        (Expect::New, Some(_)) => return Err(error("slug", Code::NotUnique)),
        (Expect::Existing, None) => {
            return Err(error("slug", Code::DoesNotExist(slug.to_owned())));
        }
        _ => {}
    }
    if old.is_none() && input.title.is_none() {
        return Err(error("title", Code::Required));
    }
    let mut row = old.unwrap_or_else(|| blank(slug));
    super::set(&mut row.title, input.title.as_ref());
    super::set_optional(&mut row.email_address, input.email_address.as_ref());
    super::set_optional(&mut row.locale, input.locale.as_ref());
    super::set(
        &mut row.allow_public_submission,
        input.allow_public_submission.as_ref(),
    );
    super::set(
        &mut row.allow_email_submission,
        input.allow_email_submission.as_ref(),
    );
    row.escalate_days = input.escalate_days.or(row.escalate_days);
    super::set_optional(&mut row.new_ticket_cc, input.new_ticket_cc.as_ref());
    super::set_optional(&mut row.updated_ticket_cc, input.updated_ticket_cc.as_ref());
    super::set(
        &mut row.enable_notifications_on_email_events,
        input.enable_notifications_on_email_events.as_ref(),
    );
    if let Some(owner) = &input.default_owner {
        row.default_owner_id = match owner.as_str() {
            "" => None,
            name => match users.get(name) {
                Some(id) => Some(id),
                None => {
                    return Err(error("default_owner", Code::DoesNotExist(name.to_owned())));
                }
            },
        };
    }
    Ok(row)
}

/// A queue with Django's defaults.
pub(in crate::domain::setup) fn blank(slug: &str) -> queue::Model {
    queue::Model {
        id: 0,
        title: String::new(),
        slug: slug.to_owned(),
        email_address: None,
        locale: None,
        allow_public_submission: false,
        allow_email_submission: false,
        escalate_days: None,
        new_ticket_cc: None,
        updated_ticket_cc: None,
        email_box_type: None,
        email_box_host: None,
        email_box_port: None,
        email_box_ssl: false,
        email_box_user: None,
        email_box_pass: None,
        email_box_imap_folder: None,
        email_box_interval: Some(5),
        email_box_last_check: None,
        socks_proxy_type: None,
        socks_proxy_host: None,
        socks_proxy_port: None,
        permission_name: Some(format!("helpdesk.queue_access_{slug}")),
        default_owner_id: None,
        email_box_local_dir: None,
        logging_dir: None,
        logging_type: None,
        enable_notifications_on_email_events: false,
        dedicated_time: None,
    }
}
