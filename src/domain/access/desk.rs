//! Access to the desk's tables besides tickets: only agents may read them.

use entity::{
    checklist_template, email_template, escalation_exclusion, ignore_email, personal_token,
    preset_reply, preset_reply_queue, queue, saved_search,
};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QuerySelect, QueryTrait, Select};

use super::{QueueScope, has_full_access, is_agent, no_rows, queues};
use crate::domain::Context;

/// All rows of a table for agents, no rows for others.
fn for_agents<E: EntityTrait>(context: &Context) -> Select<E> {
    let select = E::find();
    if is_agent(context) {
        select
    } else {
        select.filter(no_rows())
    }
}

/// Preset replies of the viewer's queues, and those without a queue, which all agents may use.
#[must_use]
pub fn preset_replies(context: &Context) -> Select<preset_reply::Entity> {
    let select = for_agents::<preset_reply::Entity>(context);
    if has_full_access(context) {
        return select;
    }
    let viewer_queues = queues(context, Some(QueueScope::Agent))
        .select_only()
        .column(queue::Column::Id)
        .into_query();
    let with_queue = preset_reply_queue::Entity::find()
        .select_only()
        .column(preset_reply_queue::Column::PresetreplyId);
    let in_viewer_queues = with_queue
        .clone()
        .filter(preset_reply_queue::Column::QueueId.in_subquery(viewer_queues));
    select.filter(
        Condition::any()
            .add(preset_reply::Column::Id.not_in_subquery(with_queue.into_query()))
            .add(preset_reply::Column::Id.in_subquery(in_viewer_queues.into_query())),
    )
}

/// The viewer's saved searches, and those that others share.
#[must_use]
pub fn saved_searches(context: &Context) -> Select<saved_search::Entity> {
    let mine = context.viewer.id().unwrap_or_default();
    for_agents::<saved_search::Entity>(context).filter(
        Condition::any()
            .add(saved_search::Column::UserId.eq(mine))
            .add(saved_search::Column::Shared.eq(true)),
    )
}

/// The viewer's personal tokens.
#[must_use]
pub fn personal_tokens(context: &Context) -> Select<personal_token::Entity> {
    let select = personal_token::Entity::find();
    match context.viewer.id() {
        Some(id) => select.filter(personal_token::Column::UserId.eq(id)),
        None => select.filter(no_rows()),
    }
}

/// Email templates.
#[must_use]
pub fn email_templates(context: &Context) -> Select<email_template::Entity> {
    for_agents(context)
}

/// Checklist templates.
#[must_use]
pub fn checklist_templates(context: &Context) -> Select<checklist_template::Entity> {
    for_agents(context)
}

/// Days on which tickets are not escalated.
#[must_use]
pub fn escalation_exclusions(context: &Context) -> Select<escalation_exclusion::Entity> {
    for_agents(context)
}

/// Senders whose email is ignored.
#[must_use]
pub fn ignored_senders(context: &Context) -> Select<ignore_email::Entity> {
    for_agents(context)
}
