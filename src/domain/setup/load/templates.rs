//! Loads email templates and preset replies.

use std::collections::BTreeSet;

use entity::{Tx, email_template, preset_reply, preset_reply_queue};
use sea_orm::{ColumnTrait, EntityTrait, NotSet, QueryFilter, QueryOrder, QuerySelect, Set};

use super::check::error;
use super::document::{EmailTemplate, PresetReply};
use super::queues::Queues;
use super::report::{Kind, Report};
use super::save::{replace, save};
use crate::domain::{Code, Error, Result};

/// A template's name with its locale, for reports and errors.
pub(super) fn identity(template: &EmailTemplate) -> String {
    match template.locale.as_deref() {
        None | Some("") => template.template_name.clone(),
        Some(locale) => format!("{} ({locale})", template.template_name),
    }
}

/// Creates or changes the email templates of a document.
pub(super) async fn apply(tx: &Tx, document: &[EmailTemplate], report: &mut Report) -> Result<()> {
    use email_template::{ActiveModel, Column, Entity};
    for input in document {
        let locale = input.locale.as_deref().filter(|locale| !locale.is_empty());
        let of_locale = match locale {
            Some(locale) => Column::Locale.eq(locale),
            None => Column::Locale.is_null(),
        };
        let old = Entity::find()
            .filter(Column::TemplateName.eq(&input.template_name))
            .filter(of_locale)
            .order_by_asc(Column::Id)
            .one(tx)
            .await?;
        let name = identity(input);
        if old.is_none() {
            let invalid =
                |field, code| Error::Invalid(vec![error("email template", &name, field, code)]);
            let known = migration::email_templates::all()
                .iter()
                .any(|template| template.template_name == input.template_name);
            if !known {
                let code = Code::InvalidChoice(input.template_name.clone());
                return Err(invalid("template_name", code));
            }
            for (field, value) in [
                ("subject", &input.subject),
                ("heading", &input.heading),
                ("plain_text", &input.plain_text),
                ("html", &input.html),
            ] {
                if value.is_none() {
                    return Err(invalid(field, Code::Required));
                }
            }
        }
        let mut row = old.clone().unwrap_or_else(|| email_template::Model {
            id: 0,
            template_name: input.template_name.clone(),
            subject: String::new(),
            heading: String::new(),
            plain_text: String::new(),
            html: String::new(),
            locale: locale.map(ToOwned::to_owned),
        });
        super::set(&mut row.subject, input.subject.as_ref());
        super::set(&mut row.heading, input.heading.as_ref());
        super::set(&mut row.plain_text, input.plain_text.as_ref());
        super::set(&mut row.html, input.html.as_ref());
        let (_, outcome) = save::<ActiveModel, _>(tx, old, row).await?;
        report.add(Kind::EmailTemplate, &name, outcome);
    }
    Ok(())
}

/// Creates or changes the preset replies of a document.
pub(super) async fn apply_replies(
    tx: &Tx,
    document: &[PresetReply],
    queues: &Queues,
    report: &mut Report,
) -> Result<()> {
    use preset_reply::{ActiveModel, Column, Entity};
    for input in document {
        let name = input.name.as_str();
        let invalid = |field, code| Error::Invalid(vec![error("preset reply", name, field, code)]);
        let old = Entity::find()
            .filter(Column::Name.eq(name))
            .order_by_asc(Column::Id)
            .one(tx)
            .await?;
        if old.is_none() && input.body.is_none() {
            return Err(invalid("body", Code::Required));
        }
        let mut row = old.clone().unwrap_or_else(|| preset_reply::Model {
            id: 0,
            name: name.to_owned(),
            body: String::new(),
        });
        super::set(&mut row.body, input.body.as_ref());
        let (row, outcome) = save::<ActiveModel, _>(tx, old, row).await?;
        report.add(Kind::PresetReply, name, outcome);
        let Some(slugs) = &input.queues else { continue };
        let mut wanted = BTreeSet::new();
        for slug in slugs {
            let missing = || invalid("queues", Code::DoesNotExist(slug.clone()));
            wanted.insert(queues.get(slug).ok_or_else(missing)?.id);
        }
        if offer(tx, row.id, &wanted).await? {
            report.add_change(Kind::PresetReply, name, "queues");
        }
    }
    Ok(())
}

/// Sets the queues of a preset reply; returns whether they changed.
async fn offer(tx: &Tx, reply: i32, wanted: &BTreeSet<i32>) -> Result<bool> {
    use preset_reply_queue::{ActiveModel, Column, Entity};
    let stored: Vec<i32> = Entity::find()
        .select_only()
        .column(Column::QueueId)
        .filter(Column::PresetreplyId.eq(reply))
        .into_tuple()
        .all(tx)
        .await?;
    let row = |queue| ActiveModel {
        id: NotSet,
        presetreply_id: Set(reply),
        queue_id: Set(queue),
    };
    let stored = stored.into_iter().collect();
    let owner = (Column::PresetreplyId, reply);
    replace(tx, owner, Column::QueueId, &stored, wanted, row).await
}
