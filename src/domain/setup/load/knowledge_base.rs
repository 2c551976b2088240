//! Loads the categories and articles of the knowledge base.

use entity::values::{Positive, Timestamp};
use entity::{Tx, kb_category, kb_item};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use super::check::error;
use super::document::{KbCategory, KbItem};
use super::queues::Queues;
use super::report::{Kind, Report};
use super::save::save;
use crate::domain::{Clock, Code, Error, Result};

/// An article's title with its category, for reports and errors.
pub(super) fn identity(category: &str, title: &str) -> String {
    if title.is_empty() {
        String::new()
    } else {
        format!("{category}/{title}")
    }
}

/// Creates or changes the categories of a document with their articles.
pub(super) async fn apply(
    tx: &Tx,
    document: &[KbCategory],
    queues: &Queues,
    clock: &Clock,
    report: &mut Report,
) -> Result<()> {
    use kb_category::{ActiveModel, Column, Entity};
    for input in document {
        let slug = input.slug.as_deref().unwrap_or_default();
        let old = Entity::find()
            .filter(Column::Slug.eq(slug))
            .order_by_asc(Column::Id)
            .one(tx)
            .await?;
        let new = category(input, old.clone(), queues)?;
        let (row, outcome) = save::<ActiveModel, _>(tx, old, new).await?;
        report.add(Kind::KbCategory, slug, outcome);
        for article in &input.items {
            item(tx, article, (row.id, slug), clock, report).await?;
        }
    }
    Ok(())
}

fn category(
    input: &KbCategory,
    old: Option<kb_category::Model>,
    queues: &Queues,
) -> Result<kb_category::Model> {
    let slug = input.slug.as_deref().unwrap_or_default();
    let invalid = |field, code| Error::Invalid(vec![error("category", slug, field, code)]);
    let is_new = old.is_none();
    if is_new && input.title.is_none() {
        return Err(invalid("title", Code::Required));
    }
    let mut row = old.unwrap_or_else(|| kb_category::Model {
        id: 0,
        title: String::new(),
        slug: slug.to_owned(),
        description: String::new(),
        queue_id: None,
        public: true,
        name: String::new(),
    });
    super::set(&mut row.title, input.title.as_ref());
    let default_name = input.title.as_ref().filter(|_| is_new);
    super::set(&mut row.name, input.name.as_ref().or(default_name));
    super::set(&mut row.description, input.description.as_ref());
    super::set(&mut row.public, input.public.as_ref());
    match input.queue.as_deref() {
        None => {}
        Some("") => row.queue_id = None,
        Some(queue) => {
            let missing = || invalid("queue", Code::DoesNotExist(queue.to_owned()));
            row.queue_id = Some(queues.get(queue).ok_or_else(missing)?.id);
        }
    }
    Ok(row)
}

async fn item(
    tx: &Tx,
    input: &KbItem,
    (category, slug): (i32, &str),
    clock: &Clock,
    report: &mut Report,
) -> Result<()> {
    use kb_item::{ActiveModel, Column, Entity};
    let name = identity(slug, &input.title);
    let old = Entity::find()
        .filter(Column::CategoryId.eq(category))
        .filter(Column::Title.eq(&input.title))
        .order_by_asc(Column::Id)
        .one(tx)
        .await?;
    for (field, value) in [("question", &input.question), ("answer", &input.answer)] {
        if old.is_none() && value.is_none() {
            let error = error("article", &name, field, Code::Required);
            return Err(Error::Invalid(vec![error]));
        }
    }
    let now = Timestamp::from(clock.now());
    let mut row = old.clone().unwrap_or_else(|| kb_item::Model {
        id: 0,
        title: input.title.clone(),
        question: String::new(),
        answer: String::new(),
        votes: 0,
        recommendations: 0,
        last_updated: now,
        category_id: category,
        team_id: None,
        order: None,
        enabled: true,
    });
    super::set(&mut row.question, input.question.as_ref());
    super::set(&mut row.answer, input.answer.as_ref());
    let order = input.order.map(Positive);
    row.order = order.or(row.order);
    super::set(&mut row.enabled, input.enabled.as_ref());
    let has_new_text = old
        .as_ref()
        .is_some_and(|old| old.question != row.question || old.answer != row.answer);
    if has_new_text {
        row.last_updated = now;
    }
    let (_, outcome) = save::<ActiveModel, _>(tx, old, row).await?;
    report.add(Kind::KbItem, &name, outcome);
    Ok(())
}
