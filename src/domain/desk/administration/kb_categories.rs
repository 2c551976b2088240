//! Categories of the knowledge base (helpdesk/models.py, `KBCategory`).

use entity::{Tx, kb_category, kb_item, queue};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};

use super::links::set;
use super::{Checker, Draft, Record, is_taken};
use crate::domain::desk::admin_log::AdminModel;
use crate::domain::desk::slugs::slug_of;
use crate::domain::{Code, Context, Error, FieldError, Result};

/// The values of a category. `None` leaves a value unchanged; `Some(None)` clears it.
#[derive(Clone, Debug, Default)]
pub struct KbCategoryDraft {
    /// The title for readers, at most 100 characters.
    pub title: Option<String>,
    /// The name for staff, at most 100 characters. That of a new category is its title by default.
    pub name: Option<String>,
    /// The slug, at most 50 characters. A new category gets one made from its title by default.
    pub slug: Option<String>,
    /// The description.
    pub description: Option<String>,
    /// The ID of the queue of tickets that readers create.
    pub queue: Option<Option<i32>>,
    /// Whether everybody may read it.
    pub public: Option<bool>,
    /// Errors found while the input was converted.
    pub errors: Vec<FieldError>,
}

/// A category with Django's defaults.
#[must_use]
pub fn blank() -> kb_category::Model {
    kb_category::Model {
        id: 0,
        title: String::new(),
        slug: String::new(),
        description: String::new(),
        queue_id: None,
        public: true,
        name: String::new(),
    }
}

impl Draft<kb_category::Entity> for KbCategoryDraft {
    fn apply(&self, context: &Context, row: &mut kb_category::Model) -> Vec<FieldError> {
        let mut checker = Checker::new(context);
        checker.errors.extend(self.errors.iter().cloned());
        if !context.config.helpdesk.kb_enabled {
            checker.add("title", Code::Disabled);
            return checker.errors;
        }
        checker.required("title", self.title.as_ref(), Some(100), &mut row.title);
        match &self.name {
            None if row.name.is_empty() => row.name.clone_from(&row.title),
            name => checker.required("name", name.as_ref(), Some(100), &mut row.name),
        }
        match &self.slug {
            None if row.slug.is_empty() => {
                row.slug = slug_of(&row.title);
                if row.slug.is_empty() && !row.title.is_empty() {
                    checker.add("slug", Code::Required);
                }
            }
            slug => checker.required("slug", slug.as_ref(), Some(50), &mut row.slug),
        }
        checker.slug("slug", &row.slug);
        if let Some(description) = &self.description {
            python::strip(description).clone_into(&mut row.description);
            checker.length("description", &row.description, None);
        }
        set(&mut row.queue_id, self.queue.as_ref());
        set(&mut row.public, self.public.as_ref());
        checker.errors
    }

    async fn check(
        &self,
        _: &Context,
        tx: &Tx,
        id: Option<i32>,
        row: &kb_category::Model,
    ) -> Result<Vec<FieldError>> {
        let mut errors = Vec::new();
        // Django does not require it, but finds categories by their slugs.
        if (self.slug.is_some() || id.is_none())
            && is_taken::<kb_category::Entity>(tx, kb_category::Column::Slug, &row.slug, id).await?
        {
            errors.push(FieldError::new("slug", Code::NotUnique));
        }
        if let Some(Some(wanted)) = self.queue
            && queue::Entity::find_by_id(wanted).count(tx).await? == 0
        {
            let code = Code::DoesNotExist(wanted.to_string());
            errors.push(FieldError::new("queue", code));
        }
        Ok(errors)
    }
}

impl Record for kb_category::Entity {
    const MODEL: AdminModel = AdminModel::helpdesk("kbcategory");
    const UNIQUE: &'static str = "slug";
    const FIELDS: &'static [(&'static str, &'static str)] = &[
        ("name", "Name of the category"),
        ("title", "Title on knowledgebase page"),
        ("slug", "Slug"),
        ("description", "Description"),
        (
            "queue",
            "Default queue when creating a ticket after viewing this category.",
        ),
        ("public", "Is KBCategory publicly visible?"),
    ];

    fn id(row: &kb_category::Model) -> i32 {
        row.id
    }

    fn text(row: &kb_category::Model) -> String {
        row.name.clone()
    }

    /// Django would delete the items, and the tickets about them.
    async fn check_deletion(_: &Context, tx: &Tx, row: &kb_category::Model) -> Result<()> {
        let items = kb_item::Entity::find()
            .filter(kb_item::Column::CategoryId.eq(row.id))
            .count(tx)
            .await?;
        let used = match items {
            0 => return Ok(()),
            1 => "1 item".to_owned(),
            items => format!("{items} items"),
        };
        Err(Error::Conflict {
            field: "id",
            what: format!("the category has {used}; move or delete these first").into(),
        })
    }
}
