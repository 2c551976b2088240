//! `/api/followups-attachments/`: `FollowUpAttachmentViewSet`.

use async_graphql::Value;
use http::Method;

use crate::compat::errors::{ErrorSource, field_errors};
use crate::compat::exceptions::ApiException;
use crate::compat::execute::Arguments;
use crate::compat::fields::Cleaned;
use crate::compat::views::mixins::{self, ModelViewSet};
use crate::compat::views::mutation::{MutationInput, to_scalar};
use crate::compat::views::validation::{self, Relation, RelationLookup, ValidatedData};
use crate::compat::views::{ViewRequest, ViewResponse, ViewResult};
use crate::domain::{Code, FieldError};

/// The object that an attachment refers to.
const RELATIONS: RelationLookup = RelationLookup {
    document: Some("AttachmentReferences"),
    references: &[Relation {
        field: "followup",
        list: "followUps",
        variable: "followUp",
        include_variable: "hasFollowUp",
    }],
};

fn viewset<'a>(request: &ViewRequest<'a>) -> ModelViewSet<'a> {
    ModelViewSet {
        model: "FollowUpAttachment",
        list: "AttachmentList",
        complete_list: "AttachmentCompleteList",
        count: "AttachmentCount",
        retrieve: "AttachmentRetrieve",
        exists: "AttachmentExists",
        fields: &request.api.serializers.attachment,
        arguments: |_| Arguments::new(),
    }
}

pub(super) async fn handle(request: &mut ViewRequest<'_>) -> ViewResult {
    let viewset = viewset(request);
    match (request.method.clone(), request.route.key.is_some()) {
        (Method::GET | Method::HEAD, false) => mixins::list(request, &viewset).await,
        (Method::GET | Method::HEAD, true) => mixins::retrieve(request, &viewset).await,
        (Method::POST, _) => write(request, &viewset, None).await,
        (Method::DELETE, _) => mixins::delete(request, &viewset, "AttachmentDelete").await,
        _ => {
            let id = mixins::object_id(request, &viewset).await?;
            write(request, &viewset, Some(id)).await
        }
    }
}

/// Checks that the attachment exists.
///
/// # Errors
/// 404
pub(super) async fn exists(request: &ViewRequest<'_>) -> Result<(), ApiException> {
    mixins::object_id(request, &viewset(request))
        .await
        .map(drop)
}

/// Creates an attachment, or updates the one with this ID.
async fn write(
    request: &mut ViewRequest<'_>,
    viewset: &ModelViewSet<'_>,
    id: Option<i32>,
) -> ViewResult {
    let partial = request.method == Method::PATCH;
    let mut validation =
        validation::validate_fields(request, viewset.fields, &RELATIONS, partial).await?;
    // The model's validator of the extension runs with those of the other fields.
    let helpdesk = &request.api.config.helpdesk;
    if let Some(Cleaned::File(upload)) = validation.value("file")
        && let Some(extension) = helpdesk.unsupported_extension(&upload.name)
    {
        let error = FieldError::new("file", Code::UnsupportedExtension(extension));
        validation.add_errors(field_errors(ErrorSource::Serializer, &[error], &[]));
    }
    let ValidatedData { values, .. } = validation.finish()?;
    let mut input = MutationInput::default();
    if let Some(id) = id {
        input.set("id", id);
    }
    for (name, value) in values {
        input.remember_reference(&name, &value);
        let member = match (name.as_str(), value) {
            ("file", Cleaned::File(file)) => {
                input.set_file("file", file);
                continue;
            }
            ("followup", value) => ("followUpId", value),
            ("filename", value) => ("filename", value),
            ("mime_type", value) => ("mimeType", value),
            ("size", Cleaned::Int(digits)) => {
                // The serializer has checked the range of the column.
                input.size = digits.parse().ok();
                continue;
            }
            _ => continue,
        };
        input.set(member.0, to_scalar(member.1));
    }
    let (document, field) = match id {
        Some(_) => ("AttachmentUpdate", "attachmentUpdate"),
        None => ("AttachmentAdd", "attachmentAdd"),
    };
    let mut payload = input.run(request, document, field).await?;
    let Some(row @ Value::Object(_)) = payload.swap_remove("attachment") else {
        return Err(ApiException::internal(document, &std::fmt::Error));
    };
    let mut out = Vec::with_capacity(256);
    mixins::write_row(row, viewset.fields, &[], request.site(), &mut out);
    Ok(ViewResponse {
        status: if id.is_some() { 200 } else { 201 },
        ..ViewResponse::ok(out)
    })
}
