//! Mutations of the definitions of custom fields.

use async_graphql::{
    ComplexObject, Context, ID, InputObject, MaybeUndefined, Object, Result, SimpleObject,
};
use entity::custom_field;

use crate::domain;
use crate::domain::desk::administration::custom_fields::{
    self, CustomFieldDraft, Definition, blank,
};
use crate::domain::desk::administration::{create, delete, update};
use crate::domain::desk::custom_fields::value;
use crate::domain::{Error, FieldError};
use crate::graphql::error::UserError;
use crate::graphql::id::NodeKind;
use crate::graphql::inputs::changes::{given, maybe};
use crate::graphql::inputs::idempotency;
use crate::graphql::mutations::{delete_by_id, split};
use crate::graphql::types::context;
use crate::graphql::types::custom_field::{CustomField, DataType};

/// Mutations of custom fields.
#[derive(Debug, Default)]
pub struct CustomFieldMutation;

/// Fields of a definition that may be omitted.
#[derive(InputObject)]
pub struct CustomFieldFieldsInput {
    /// Explanation for users.
    pub help_text: MaybeUndefined<String>,
    /// Maximum number of characters, or of digits in a decimal number.
    pub max_length: MaybeUndefined<i32>,
    /// Number of decimal places in a decimal number, at most `maxLength`.
    pub decimal_places: MaybeUndefined<i32>,
    /// Whether the choices of a list start with an empty choice. False by default.
    pub empty_selection_list: MaybeUndefined<bool>,
    /// Choices of a list without the empty one, at most 1000. Required for a list.
    pub choices: MaybeUndefined<Vec<String>>,
    /// Position among the custom fields, lowest first.
    pub ordering: MaybeUndefined<i32>,
    /// Whether a value is required. False by default.
    pub required: MaybeUndefined<bool>,
    /// Whether the field is visible to agents only. False by default.
    pub staff_only: MaybeUndefined<bool>,
}

/// Custom field to create.
#[derive(InputObject)]
pub struct CustomFieldCreateInput {
    /// Unique name: at most 50 ASCII letters, digits, hyphens and underscores.
    pub name: String,
    /// Name for display, at most 30 characters.
    pub label: String,
    /// Data type.
    pub data_type: DataType,
    /// The other fields.
    #[graphql(flatten)]
    pub fields: CustomFieldFieldsInput,
    /// Validates the input without writing anything.
    #[graphql(default)]
    pub validate_only: bool,
    /// Key that the client chooses, at most 255 characters. A repeated request with the same key
    /// and the same input returns the first result instead of creating a duplicate, for 24 hours
    /// unless the installation sets another time. A different input is a CONFLICT, and so is a
    /// created object that was deleted. An explicit default counts as an omitted field.
    pub idempotency_key: Option<String>,
}

/// Changes of a custom field. Omitted fields do not change. Null clears a field, unless it requires
/// a value.
#[derive(InputObject)]
pub struct CustomFieldUpdateInput {
    /// ID of the custom field: a global ID or a number.
    pub id: ID,
    /// Unique name, at most 50 characters. Not null. The REST API names the field after it.
    pub name: MaybeUndefined<String>,
    /// Name for display, at most 30 characters. Not null.
    pub label: MaybeUndefined<String>,
    /// Data type. Not null. Stored values stay as they are; `unacceptedValueCount` of the payload
    /// counts those that the new type does not accept.
    pub data_type: MaybeUndefined<DataType>,
    /// The other fields.
    #[graphql(flatten)]
    pub fields: CustomFieldFieldsInput,
    /// Validates the input without writing anything.
    #[graphql(default)]
    pub validate_only: bool,
}

/// Custom field to delete.
#[derive(InputObject)]
pub struct CustomFieldDeleteInput {
    /// ID of the custom field: a global ID or a number.
    pub id: ID,
    /// Validates the request without deleting anything.
    #[graphql(default)]
    pub validate_only: bool,
}

/// New order of custom fields.
#[derive(InputObject)]
pub struct CustomFieldsReorderInput {
    /// IDs of custom fields in their new order, global IDs or numbers, at most 1000. The other
    /// custom fields follow in their present order.
    pub ids: Vec<ID>,
    /// Validates the input without writing anything.
    #[graphql(default)]
    pub validate_only: bool,
}

/// Result of `customFieldCreate`.
#[derive(Debug, Default, SimpleObject)]
pub struct CustomFieldCreatePayload {
    /// Created custom field. Null if there are errors or `validateOnly` is set.
    custom_field: Option<CustomField>,
    /// Errors of the input. Empty on success.
    user_errors: Vec<UserError>,
}

/// Result of `customFieldUpdate`.
#[derive(Debug, Default, SimpleObject)]
#[graphql(complex)]
pub struct CustomFieldUpdatePayload {
    /// Custom field after the update; with `validateOnly`, its current state. Null if there are
    /// errors.
    custom_field: Option<CustomField>,
    /// Errors of the input. Empty on success.
    user_errors: Vec<UserError>,
    #[graphql(skip)]
    definition: Option<Definition>,
}

#[ComplexObject]
impl CustomFieldUpdatePayload {
    /// Number of stored values that the definition does not accept after the update. They stay
    /// stored, but their tickets need a new value when they are edited. With `validateOnly`, a
    /// preview. Null if there are errors.
    async fn unaccepted_value_count(&self, ctx: &Context<'_>) -> Result<Option<u64>> {
        match &self.definition {
            None => Ok(None),
            Some(definition) => {
                let count = custom_fields::count_unaccepted(context(ctx), definition);
                Ok(Some(count.await?))
            }
        }
    }
}

/// Result of `customFieldDelete`.
#[derive(Debug, SimpleObject)]
pub struct CustomFieldDeletePayload {
    /// Global ID of the deleted custom field. Null if there are errors or `validateOnly` is set.
    deleted_id: Option<ID>,
    /// Numeric ID of the deleted custom field.
    deleted_database_id: Option<i32>,
    /// Number of tickets that lose a value; with `validateOnly`, that would lose it. Null if there
    /// are errors.
    value_count: Option<u64>,
    /// Errors of the input. Empty on success.
    user_errors: Vec<UserError>,
}

/// Result of `customFieldsReorder`.
#[derive(Debug, Default, SimpleObject)]
pub struct CustomFieldsReorderPayload {
    /// All custom fields in their new order; with `validateOnly`, in their present order. Null if
    /// there are errors.
    custom_fields: Option<Vec<CustomField>>,
    /// Errors of the input. Empty on success.
    user_errors: Vec<UserError>,
}

impl CustomFieldFieldsInput {
    fn into_domain(self) -> CustomFieldDraft {
        let mut errors = Vec::new();
        CustomFieldDraft {
            name: None,
            label: None,
            help_text: maybe(self.help_text),
            data_type: None,
            max_length: maybe(self.max_length),
            decimal_places: maybe(self.decimal_places),
            empty_selection_list: given(
                self.empty_selection_list,
                "empty_selection_list",
                &mut errors,
            ),
            choices: maybe(self.choices).map(Option::unwrap_or_default),
            ordering: maybe(self.ordering),
            required: given(self.required, "required", &mut errors),
            staff_only: given(self.staff_only, "staff_only", &mut errors),
            errors,
        }
    }
}

async fn create_field(
    ctx: &Context<'_>,
    input: CustomFieldCreateInput,
) -> Result<CustomFieldCreatePayload> {
    let request = idempotency::request(ctx, input.idempotency_key, &[]).await?;
    let draft = CustomFieldDraft {
        name: Some(input.name),
        label: Some(input.label),
        data_type: Some(input.data_type),
        ..input.fields.into_domain()
    };
    let outcome = create::<custom_field::Entity, _>(
        context(ctx),
        blank(),
        draft,
        request.as_ref(),
        input.validate_only,
    )
    .await;
    let (row, user_errors) = split(ctx, outcome, "id")?;
    Ok(CustomFieldCreatePayload {
        custom_field: row.map(CustomField::from),
        user_errors,
    })
}

/// The definition of a field after a change of its row, which may not be written.
fn definition(row: &custom_field::Model, draft: &CustomFieldDraft) -> Option<Definition> {
    let stored = || value::choices(row.list_values.as_deref(), false);
    Some(Definition {
        id: row.id,
        data_type: draft
            .data_type
            .or_else(|| DataType::from_name(&row.data_type))?,
        max_length: draft.max_length.unwrap_or(row.max_length),
        choices: draft.choices.clone().unwrap_or_else(stored),
    })
}

async fn update_field(
    ctx: &Context<'_>,
    input: CustomFieldUpdateInput,
) -> Result<CustomFieldUpdatePayload> {
    let mut draft = input.fields.into_domain();
    draft.name = given(input.name, "name", &mut draft.errors);
    draft.label = given(input.label, "label", &mut draft.errors);
    draft.data_type = given(input.data_type, "data_type", &mut draft.errors);
    let outcome = match NodeKind::CustomField.parse_target(context(ctx), "id", &input.id) {
        Ok(id) => {
            let draft = draft.clone();
            update::<custom_field::Entity, _>(context(ctx), id, draft, input.validate_only).await
        }
        Err(error) => Err(error),
    };
    let (row, user_errors) = split(ctx, outcome.map(Some), "id")?;
    Ok(CustomFieldUpdatePayload {
        definition: row.as_ref().and_then(|row| definition(row, &draft)),
        custom_field: row.map(CustomField::from),
        user_errors,
    })
}

async fn delete_field(
    ctx: &Context<'_>,
    input: CustomFieldDeleteInput,
) -> Result<CustomFieldDeletePayload> {
    let CustomFieldDeleteInput { id, validate_only } = input;
    let mut value_count = None;
    let delete = async |number| {
        // First the check, so that only those who may delete learn the number.
        delete::<custom_field::Entity>(context(ctx), number, true).await?;
        value_count = Some(custom_fields::count_values(context(ctx), number).await?);
        if validate_only {
            return Ok(());
        }
        delete::<custom_field::Entity>(context(ctx), number, false).await
    };
    let (deleted_id, deleted_database_id, user_errors) =
        delete_by_id(ctx, NodeKind::CustomField, &id, validate_only, delete).await?;
    Ok(CustomFieldDeletePayload {
        deleted_id,
        deleted_database_id,
        value_count: value_count.filter(|_| user_errors.is_empty()),
        user_errors,
    })
}

async fn reorder_fields(
    ctx: &Context<'_>,
    input: CustomFieldsReorderInput,
) -> Result<CustomFieldsReorderPayload> {
    let outcome = async {
        if !context(ctx).viewer.is_authenticated() {
            return Err(Error::Unauthenticated);
        }
        let (mut ids, mut errors) = (Vec::new(), Vec::new());
        for (at, id) in input.ids.iter().enumerate() {
            match NodeKind::CustomField.parse_id(id) {
                Ok(id) => ids.push(id),
                Err(code) => errors.push(FieldError {
                    path: vec!["ids".to_owned(), at.to_string()],
                    code,
                }),
            }
        }
        if !errors.is_empty() {
            return Err(Error::Invalid(errors));
        }
        custom_fields::reorder(context(ctx), ids, input.validate_only).await
    };
    let outcome: domain::Result<_> = outcome.await;
    let (rows, user_errors) = split(ctx, outcome.map(Some), "ids")?;
    Ok(CustomFieldsReorderPayload {
        custom_fields: rows.map(|rows| rows.into_iter().map(CustomField::from).collect()),
        user_errors,
    })
}

#[Object]
impl CustomFieldMutation {
    /// Creates a custom field of tickets. Only for staff with the permission
    /// `helpdesk.add_customfield`.
    ///
    #[doc = r#"```graphql
mutation {
  customFieldCreate(input: { name: "floor", label: "Floor", dataType: LIST, choices: ["Ground", "First"] }) {
    customField { databaseId choices }
    userErrors { field message code }
  }
}
```"#]
    async fn custom_field_create(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Custom field to create.")] input: CustomFieldCreateInput,
    ) -> Option<Result<CustomFieldCreatePayload>> {
        Some(create_field(ctx, input).await)
    }

    /// Updates a custom field. Only for staff with the permission `helpdesk.change_customfield`.
    ///
    #[doc = r#"```graphql
mutation {
  customFieldUpdate(input: { id: "Q3VzdG9tRmllbGQ6MQ", dataType: INTEGER, validateOnly: true }) {
    unacceptedValueCount
    userErrors { field message code }
  }
}
```"#]
    async fn custom_field_update(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Changes of the custom field.")] input: CustomFieldUpdateInput,
    ) -> Option<Result<CustomFieldUpdatePayload>> {
        Some(update_field(ctx, input).await)
    }

    /// Deletes a custom field and its values on all tickets. With `validateOnly`, `valueCount` shows
    /// how many values would be lost. Only for staff with the permission
    /// `helpdesk.delete_customfield`.
    ///
    #[doc = r#"```graphql
mutation {
  customFieldDelete(input: { id: "Q3VzdG9tRmllbGQ6MQ", validateOnly: true }) {
    valueCount
    userErrors { field message code }
  }
}
```"#]
    async fn custom_field_delete(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Custom field to delete.")] input: CustomFieldDeleteInput,
    ) -> Option<Result<CustomFieldDeletePayload>> {
        Some(delete_field(ctx, input).await)
    }

    /// Changes the order of custom fields. Only for staff with the permission
    /// `helpdesk.change_customfield`.
    async fn custom_fields_reorder(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "New order.")] input: CustomFieldsReorderInput,
    ) -> Option<Result<CustomFieldsReorderPayload>> {
        Some(reorder_fields(ctx, input).await)
    }
}
