//! Mutations of checklist templates.

use async_graphql::{ID, InputObject, MaybeUndefined};
use entity::checklist_template;

use super::record::record_mutations;
use crate::domain::desk::administration::checklist_templates::{ChecklistTemplateDraft, blank};
use crate::domain::{self, Context};
use crate::graphql::id::NodeKind;
use crate::graphql::inputs::changes::given;
use crate::graphql::types::desk::ChecklistTemplate;

/// Checklist template to create.
#[derive(InputObject)]
pub struct ChecklistTemplateCreateInput {
    /// Name of the template, at most 100 characters.
    pub name: String,
    /// Descriptions of the tasks in order: 1 to 500, each at most 250 characters.
    pub tasks: Vec<String>,
    /// Validates the input without writing anything.
    #[graphql(default)]
    pub validate_only: bool,
    /// Key that the client chooses, at most 255 characters. A repeated request with the same key
    /// and the same input returns the first result instead of creating a duplicate, for 24 hours
    /// unless the installation sets another time. A different input is a CONFLICT, and so is a
    /// created object that was deleted. An explicit default counts as an omitted field.
    pub idempotency_key: Option<String>,
}

/// Changes of a checklist template. Omitted fields do not change.
#[derive(InputObject)]
pub struct ChecklistTemplateUpdateInput {
    /// ID of the checklist template: a global ID or a number.
    pub id: ID,
    /// Name of the template, at most 100 characters. Not null.
    pub name: MaybeUndefined<String>,
    /// Descriptions of the tasks in order: 1 to 500, each at most 250 characters. Not null.
    pub tasks: MaybeUndefined<Vec<String>>,
    /// Validates the input without writing anything.
    #[graphql(default)]
    pub validate_only: bool,
}

impl ChecklistTemplateCreateInput {
    /// Converts to the row with Django's defaults and the domain's input.
    async fn into_domain(
        self,
        _context: &Context,
    ) -> domain::Result<(checklist_template::Model, ChecklistTemplateDraft)> {
        let errors = Vec::new();
        let draft = ChecklistTemplateDraft {
            name: Some(self.name),
            tasks: Some(self.tasks),
            errors,
        };
        Ok((blank(), draft))
    }
}

impl ChecklistTemplateUpdateInput {
    /// Converts to the domain's input.
    fn into_domain(self) -> ChecklistTemplateDraft {
        let mut errors = Vec::new();
        ChecklistTemplateDraft {
            name: given(self.name, "name", &mut errors),
            tasks: given(self.tasks, "tasks", &mut errors),
            errors,
        }
    }
}

record_mutations! {
    /// Mutations of checklist templates.
    ChecklistTemplateMutation: checklist_template::Entity, NodeKind::ChecklistTemplate, checklist_template: ChecklistTemplate,
    |row| Some(ChecklistTemplate::from(row));

    /// Creates a checklist template. Only for staff with the permission `helpdesk.add_checklisttemplate`.
    ///
    #[doc = r#"```graphql
mutation {
  checklistTemplateCreate(input: { name: "Return", tasks: ["Print the label", "Inform the customer"] }) {
    checklistTemplate { databaseId name tasks }
    userErrors { field message code }
  }
}
```"#]
    checklist_template_create(ChecklistTemplateCreateInput = "Checklist template to create.")
        -> ChecklistTemplateCreatePayload = "Result of `checklistTemplateCreate`.",
        "Created checklist template. Null if there are errors or `validateOnly` is set.";

    /// Updates a checklist template. Only for staff with the permission `helpdesk.change_checklisttemplate`.
    ///
    #[doc = r#"```graphql
mutation {
  checklistTemplateUpdate(input: { id: "1", tasks: ["One", "Two"] }) {
    checklistTemplate { databaseId name tasks }
    userErrors { field message code }
  }
}
```"#]
    checklist_template_update(ChecklistTemplateUpdateInput = "Changes of the checklist template.")
        -> ChecklistTemplateUpdatePayload = "Result of `checklistTemplateUpdate`.",
        "Checklist template after the update; with `validateOnly`, its current state. Null if there are errors.";

    /// Deletes a checklist template. Only for staff with the permission
    /// `helpdesk.delete_checklisttemplate`.
    ///
    #[doc = r#"```graphql
mutation {
  checklistTemplateDelete(input: { id: "1" }) { deletedId deletedDatabaseId userErrors { field message code } }
}
```"#]
    checklist_template_delete(ChecklistTemplateDeleteInput = "Checklist template to delete.")
        -> ChecklistTemplateDeletePayload = "Result of `checklistTemplateDelete`.";
}
