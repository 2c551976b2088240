//! Items of the knowledge base (helpdesk/models.py, `KBItem`). Their files are in
//! `tickets/attachments`.

use entity::values::{Positive, Timestamp};
use entity::{
    Tx, kb_category, kb_item, kb_item_attachment, kb_item_downvoted_by, kb_item_voted_by,
    positional, ticket,
};
use sea_orm::sea_query::{CaseStatement, Expr};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};

use super::links::set;
use super::{Checker, Draft, Record};
use crate::domain::access::permissions;
use crate::domain::core::tasks;
use crate::domain::desk::admin_log::{self, Act, AdminModel, PartAct, PartVerb};
use crate::domain::query::among;
use crate::domain::unit::{self, Unit};
use crate::domain::{Code, Context, Error, FieldError, Result};

/// Maximum number of items that are ordered at once.
const MAX_ORDERED: usize = 500;

/// The values of an item. `None` leaves a value unchanged; `Some(None)` clears it.
#[derive(Clone, Debug, Default)]
pub struct KbItemDraft {
    /// The ID of the category.
    pub category: Option<i32>,
    /// The title, at most 100 characters.
    pub title: Option<String>,
    /// The question.
    pub question: Option<String>,
    /// The answer in Markdown.
    pub answer: Option<String>,
    /// The position in the category.
    pub order: Option<Option<i32>>,
    /// Whether customers can see it.
    pub enabled: Option<bool>,
    /// Errors found while the input was converted.
    pub errors: Vec<FieldError>,
}

/// An item with Django's defaults.
#[must_use]
pub fn blank(context: &Context) -> kb_item::Model {
    kb_item::Model {
        id: 0,
        title: String::new(),
        question: String::new(),
        answer: String::new(),
        votes: 0,
        recommendations: 0,
        last_updated: Timestamp::from(context.clock.now()),
        category_id: 0,
        team_id: None,
        order: None,
        enabled: true,
    }
}

impl Draft<kb_item::Entity> for KbItemDraft {
    fn apply(&self, context: &Context, row: &mut kb_item::Model) -> Vec<FieldError> {
        let mut checker = Checker::new(context);
        checker.errors.extend(self.errors.iter().cloned());
        if !context.config.helpdesk.kb_enabled {
            checker.add("title", Code::Disabled);
            return checker.errors;
        }
        let before = row.clone();
        set(&mut row.category_id, self.category.as_ref());
        checker.required("title", self.title.as_ref(), Some(100), &mut row.title);
        checker.required("question", self.question.as_ref(), None, &mut row.question);
        checker.required("answer", self.answer.as_ref(), None, &mut row.answer);
        if let Some(order) = self.order {
            row.order = order.map(Positive);
            checker.range("order", order, 0..=i32::MAX);
        }
        set(&mut row.enabled, self.enabled.as_ref());
        let has_new_text = before.title != row.title
            || before.question != row.question
            || before.answer != row.answer;
        if has_new_text {
            row.last_updated = Timestamp::from(context.clock.now());
        }
        checker.errors
    }

    async fn check(
        &self,
        _: &Context,
        tx: &Tx,
        _: Option<i32>,
        _: &kb_item::Model,
    ) -> Result<Vec<FieldError>> {
        let Some(category) = self.category else {
            return Ok(Vec::new());
        };
        let exists = kb_category::Entity::find_by_id(category).count(tx).await? > 0;
        let code = Code::DoesNotExist(category.to_string());
        Ok((!exists)
            .then(|| FieldError::new("category", code))
            .into_iter()
            .collect())
    }
}

impl Record for kb_item::Entity {
    const MODEL: AdminModel = AdminModel::helpdesk("kbitem");
    const UNIQUE: &'static str = "title";
    const FIELDS: &'static [(&'static str, &'static str)] = &[
        ("category", "Category"),
        ("title", "Title"),
        ("question", "Question"),
        ("answer", "Answer"),
        ("votes", "Votes"),
        ("recommendations", "Positive Votes"),
        ("last_updated", "Last Updated"),
        ("team", "Team"),
        ("order", "Order"),
        ("enabled", "Enabled to display to users"),
    ];

    fn id(row: &kb_item::Model) -> i32 {
        row.id
    }

    fn text(row: &kb_item::Model) -> String {
        row.title.clone()
    }

    async fn full_text(tx: &Tx, row: &kb_item::Model) -> Result<String> {
        let category: Option<String> = kb_category::Entity::find_by_id(row.category_id)
            .select_only()
            .column(kb_category::Column::Title)
            .into_tuple()
            .one(tx)
            .await?;
        let category = category.unwrap_or_default();
        Ok(format!("{category}: {}", row.title))
    }

    /// Django would delete the tickets about the item.
    async fn check_deletion(_: &Context, tx: &Tx, row: &kb_item::Model) -> Result<()> {
        let tickets = ticket::Entity::find()
            .filter(ticket::Column::KbitemId.eq(row.id))
            .count(tx)
            .await?;
        let used = match tickets {
            0 => return Ok(()),
            1 => "1 ticket is".to_owned(),
            tickets => format!("{tickets} tickets are"),
        };
        Err(Error::Conflict {
            field: "id",
            what: format!("{used} about the item; disable it instead").into(),
        })
    }

    async fn delete_related(_: &Context, unit: &mut Unit, row: &kb_item::Model) -> Result<()> {
        use kb_item_attachment::Column as File;
        let files: Vec<String> = kb_item_attachment::Entity::find()
            .select_only()
            .column(File::File)
            .filter(File::KbitemId.eq(row.id))
            .into_tuple()
            .all(&unit.tx)
            .await?;
        kb_item_attachment::Entity::delete_many()
            .filter(File::KbitemId.eq(row.id))
            .exec(&unit.tx)
            .await?;
        kb_item_voted_by::Entity::delete_many()
            .filter(kb_item_voted_by::Column::KbitemId.eq(row.id))
            .exec(&unit.tx)
            .await?;
        kb_item_downvoted_by::Entity::delete_many()
            .filter(kb_item_downvoted_by::Column::KbitemId.eq(row.id))
            .exec(&unit.tx)
            .await?;
        files.into_iter().for_each(|file| unit.orphan(file));
        Ok(())
    }
}

/// Orders the items of a category: those of `wanted` come first, in this order, the others keep
/// theirs. Returns the category. The log has one row, for the category.
///
/// # Errors
/// [`Error::Unauthenticated`], [`Error::Forbidden`] without the permission to change items,
/// [`Error::NotFound`] for the category, [`Error::Invalid`]; database errors.
pub async fn reorder(
    context: &Context,
    category: i32,
    wanted: Vec<i32>,
    validate_only: bool,
) -> Result<kb_category::Model> {
    permissions::require(context, &kb_item::Entity::MODEL.permission("change")).await?;
    if wanted.len() > MAX_ORDERED {
        let limit = i64::try_from(MAX_ORDERED).unwrap_or(i64::MAX);
        return Err(Error::field("item_ids", Code::MaxItems(limit)));
    }
    if validate_only {
        let tx = context.db.begin().await?;
        let outcome = load_order(&tx, category, &wanted).await;
        tx.rollback().await?;
        return outcome.map(|(category, _)| category);
    }
    tasks::run_to_end(context, move |context| async move {
        let (context, wanted) = (&context, &wanted);
        let work = |mut unit: Unit| async move {
            let outcome = write_order(context, &mut unit, category, wanted).await;
            (unit, outcome)
        };
        unit::run(context, &[], work).await
    })
    .await
}

/// A category and its items in their new order.
async fn load_order(
    tx: &Tx,
    category: i32,
    wanted: &[i32],
) -> Result<(kb_category::Model, Vec<kb_item::Model>)> {
    let select = kb_category::Entity::find_by_id(category).lock_exclusive();
    let category = positional::fetch_one(select, tx)
        .await?
        .ok_or(Error::NotFound)?;
    let select = kb_item::Entity::find()
        .filter(kb_item::Column::CategoryId.eq(category.id))
        .order_by_asc(kb_item::Column::Order)
        .order_by_asc(kb_item::Column::Title)
        .order_by_asc(kb_item::Column::Id);
    let mut items = positional::fetch_all(select, tx).await?;
    let mut errors = Vec::new();
    for (index, id) in wanted.iter().enumerate() {
        let code = if items.iter().all(|item| item.id != *id) {
            Code::DoesNotExist(id.to_string())
        } else if wanted[..index].contains(id) {
            Code::Twice
        } else {
            continue;
        };
        let path = vec!["item_ids".to_owned(), index.to_string()];
        errors.push(FieldError { path, code });
    }
    if !errors.is_empty() {
        return Err(Error::Invalid(errors));
    }
    let place = |id| wanted.iter().position(|wanted| *wanted == id);
    items.sort_by_key(|item| place(item.id).unwrap_or(usize::MAX));
    Ok((category, items))
}

async fn write_order(
    context: &Context,
    unit: &mut Unit,
    category: i32,
    wanted: &[i32],
) -> Result<kb_category::Model> {
    let tx = &unit.tx;
    let (category, items) = load_order(tx, category, wanted).await?;
    let moved: Vec<(&kb_item::Model, i32)> = items
        .iter()
        .zip(1..)
        .filter(|(item, order)| item.order != Some(Positive(*order)))
        .collect();
    if moved.is_empty() {
        return Ok(category);
    }
    let mut orders = CaseStatement::new();
    for (item, order) in &moved {
        orders = orders.case(kb_item::Column::Id.eq(item.id), Expr::val(*order));
    }
    let ids: Vec<i32> = moved.iter().map(|(item, _)| item.id).collect();
    kb_item::Entity::update_many()
        .col_expr(kb_item::Column::Order, orders.into())
        .filter(among(tx, kb_item::Column::Id, &ids))
        .exec(tx)
        .await?;
    let part = |(item, _): &(&kb_item::Model, i32)| PartAct {
        kind: "Knowledge base item",
        text: format!("{}: {}", category.title, item.title),
        verb: PartVerb::Changed(vec!["Order"]),
    };
    let act = Act::Changed(Vec::new(), moved.iter().map(part).collect());
    let object = (category.id, category.name.as_str());
    admin_log::record(context, tx, kb_category::Entity::MODEL, object, &act).await?;
    Ok(category)
}
