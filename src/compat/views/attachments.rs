//! `/api/followups-attachments/`: `FollowUpAttachmentViewSet`.

use async_graphql::Value;

use crate::compat::exceptions::Refusal;
use crate::compat::execute::Arguments;
use crate::compat::fields::Cleaned;
use crate::compat::views::incoming::{self, Incoming, LookUp, Reference};
use crate::compat::views::listing::{self, Rows};
use crate::compat::views::mutation::{Input, scalar};
use crate::compat::views::{Answer, Exchange, Outcome};

/// The object that an attachment refers to.
const LOOK_UP: LookUp = LookUp {
    document: Some("AttachmentReferences"),
    references: &[Reference {
        field: "followup",
        list: "followUps",
        variable: "followUp",
        switch: "hasFollowUp",
    }],
};

fn rows<'a>(exchange: &Exchange<'a>) -> Rows<'a> {
    Rows {
        model: "FollowUpAttachment",
        list: "AttachmentList",
        count: "AttachmentCount",
        retrieve: "AttachmentRetrieve",
        exists: "AttachmentExists",
        fields: &exchange.api.serializers.attachment,
        arguments: |_| Arguments::new(),
    }
}

pub(super) async fn handle(exchange: &mut Exchange<'_>) -> Outcome {
    let rows = rows(exchange);
    match (exchange.method.as_str(), exchange.route.key.is_some()) {
        ("GET" | "HEAD", false) => listing::list(exchange, &rows).await,
        ("GET" | "HEAD", true) => listing::retrieve(exchange, &rows).await,
        ("POST", _) => write(exchange, &rows, None).await,
        ("DELETE", _) => listing::delete(exchange, &rows, "AttachmentDelete").await,
        _ => {
            let id = listing::exists(exchange, &rows).await?;
            write(exchange, &rows, Some(id)).await
        }
    }
}

/// Checks that the attachment exists.
///
/// # Errors
/// 404
pub(super) async fn exists(exchange: &Exchange<'_>) -> Result<(), Refusal> {
    listing::exists(exchange, &rows(exchange)).await.map(drop)
}

/// Creates an attachment, or updates the one with this ID.
async fn write(exchange: &mut Exchange<'_>, rows: &Rows<'_>, id: Option<i32>) -> Outcome {
    let partial = exchange.method == "PATCH";
    let Incoming { values, .. } = incoming::read(exchange, rows.fields, &LOOK_UP, partial).await?;
    let mut input = Input::default();
    if let Some(id) = id {
        input.set("id", id);
    }
    for (name, value) in values {
        input.refers(&name, &value);
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
        input.set(member.0, scalar(member.1));
    }
    let (document, field) = match id {
        Some(_) => ("AttachmentUpdate", "attachmentUpdate"),
        None => ("AttachmentAdd", "attachmentAdd"),
    };
    let mut payload = input.run(exchange, document, field).await?;
    let Some(row @ Value::Object(_)) = payload.swap_remove("attachment") else {
        return Err(Refusal::internal(document, &std::fmt::Error));
    };
    let mut out = Vec::with_capacity(256);
    listing::item(row, rows.fields, &[], exchange.site(), &mut out);
    Ok(Answer {
        status: if id.is_some() { 200 } else { 201 },
        ..Answer::ok(out)
    })
}
