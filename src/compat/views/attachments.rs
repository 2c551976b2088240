//! `/api/followups-attachments/`: `FollowUpAttachmentViewSet`.

use crate::compat::exceptions::Refusal;
use crate::compat::execute::Arguments;
use crate::compat::views::listing::{self, Rows};
use crate::compat::views::{Exchange, Outcome};

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

/// Answers by method.
pub(super) async fn handle(exchange: &mut Exchange<'_>) -> Outcome {
    let rows = rows(exchange);
    match (exchange.method.as_str(), exchange.route.key.is_some()) {
        ("GET" | "HEAD", false) => listing::list(exchange, &rows).await,
        ("GET" | "HEAD", true) => listing::retrieve(exchange, &rows).await,
        ("POST", _) => listing::not_yet(exchange, &rows, "Adding an attachment").await,
        ("DELETE", _) => listing::not_yet(exchange, &rows, "Deleting an attachment").await,
        _ => listing::not_yet(exchange, &rows, "Changing an attachment").await,
    }
}

/// Whether the row is there.
///
/// # Errors
/// 404.
pub(super) async fn exists(exchange: &Exchange<'_>) -> Result<(), Refusal> {
    listing::exists(exchange, &rows(exchange)).await
}
