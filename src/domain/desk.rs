//! What agents keep beside tickets: prepared answers, saved searches, mail templates, checklist templates,
//! days off, ignored senders. Small tables, read whole; for agents alone.

use entity::{
    checklist_template, email_template, escalation_exclusion, ignore_email, preset_reply, preset_reply_queue,
    saved_search,
};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait};

use crate::domain::{Context, Error, Result, access};

/// Refuses who does not work on tickets.
fn agents_only(context: &Context) -> Result<()> {
    if !context.viewer.is_authenticated() {
        return Err(Error::Unauthenticated);
    }
    if access::is_agent(context) { Ok(()) } else { Err(Error::Forbidden) }
}

/// Prepared answers by name, each with the numbers of its queues; those of queues that the viewer does not
/// reach are left out, those of no queue are for all.
///
/// # Errors
/// [`Error::Forbidden`] for others than agents.
pub async fn preset_replies(context: &Context) -> Result<Vec<(preset_reply::Model, Vec<preset_reply_queue::Model>)>> {
    agents_only(context)?;
    let mut select = preset_reply::Entity::find();
    if !access::has_full_access(context) {
        let queues = access::queues(context, Some(access::QueueScope::Agent))
            .select_only()
            .column(entity::queue::Column::Id)
            .into_query();
        let bound = preset_reply_queue::Entity::find().select_only().column(preset_reply_queue::Column::PresetreplyId);
        let reached = bound.clone().filter(preset_reply_queue::Column::QueueId.in_subquery(queues));
        select = select.filter(
            Condition::any()
                .add(preset_reply::Column::Id.not_in_subquery(bound.into_query()))
                .add(preset_reply::Column::Id.in_subquery(reached.into_query())),
        );
    }
    let replies = select.order_by_asc(preset_reply::Column::Name).all(&context.db).await?;
    let ids: Vec<i32> = replies.iter().map(|reply| reply.id).collect();
    let links = preset_reply_queue::Entity::find()
        .filter(preset_reply_queue::Column::PresetreplyId.is_in(ids))
        .order_by_asc(preset_reply_queue::Column::Id)
        .all(&context.db)
        .await?;
    Ok(replies
        .into_iter()
        .map(|reply| {
            let mine = links.iter().filter(|link| link.presetreply_id == reply.id).cloned().collect();
            (reply, mine)
        })
        .collect())
}

/// The viewer's own searches, and those that others share.
///
/// # Errors
/// [`Error::Forbidden`] for others than agents.
pub async fn saved_searches(context: &Context) -> Result<Vec<saved_search::Model>> {
    agents_only(context)?;
    let mine = context.viewer.id().unwrap_or_default();
    Ok(saved_search::Entity::find()
        .filter(Condition::any().add(saved_search::Column::UserId.eq(mine)).add(saved_search::Column::Shared.eq(true)))
        .order_by_asc(saved_search::Column::Id)
        .all(&context.db)
        .await?)
}

/// The mail templates, by name and language.
///
/// # Errors
/// [`Error::Forbidden`] for others than agents.
pub async fn email_templates(context: &Context) -> Result<Vec<email_template::Model>> {
    agents_only(context)?;
    Ok(email_template::Entity::find()
        .order_by_asc(email_template::Column::TemplateName)
        .order_by_asc(email_template::Column::Locale)
        .order_by_asc(email_template::Column::Id)
        .all(&context.db)
        .await?)
}

/// The lists of tasks to start checklists from.
///
/// # Errors
/// [`Error::Forbidden`] for others than agents.
pub async fn checklist_templates(context: &Context) -> Result<Vec<checklist_template::Model>> {
    agents_only(context)?;
    Ok(checklist_template::Entity::find().order_by_asc(checklist_template::Column::Id).all(&context.db).await?)
}

/// The days on which tickets do not age.
///
/// # Errors
/// [`Error::Forbidden`] for others than agents.
pub async fn escalation_exclusions(context: &Context) -> Result<Vec<escalation_exclusion::Model>> {
    agents_only(context)?;
    Ok(escalation_exclusion::Entity::find().order_by_asc(escalation_exclusion::Column::Date).all(&context.db).await?)
}

/// The senders whose mails are not taken in.
///
/// # Errors
/// [`Error::Forbidden`] for others than agents.
pub async fn ignored_senders(context: &Context) -> Result<Vec<ignore_email::Model>> {
    agents_only(context)?;
    Ok(ignore_email::Entity::find().order_by_asc(ignore_email::Column::Id).all(&context.db).await?)
}
