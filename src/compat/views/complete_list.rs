//! Lists of all rows as one array, as releases before 1.1 have them. The first rows are read before
//! the response begins, so that errors get their status. The others are read in parts while the
//! response is sent, so that memory does not grow with their number. An error then ends the
//! connection before the array is complete.

use std::sync::Arc;

use async_graphql::{Name, Value};
use bytes::Bytes;
use futures_util::{StreamExt as _, stream};

use crate::compat::Inner;
use crate::compat::exceptions::ApiException;
use crate::compat::execute::{Arguments, Object};
use crate::compat::fields::{Field, Site};
use crate::compat::routing::Resource;
use crate::compat::serializers::custom;
use crate::compat::views::{ViewRequest, ViewResponse, ViewResult, mixins};
use crate::domain::Context;

/// Rows that are read at once.
const ROWS: i32 = 100;

/// Lists all rows of the request's resource with the document `document`.
pub(super) async fn list(request: &ViewRequest<'_>, document: &'static str) -> ViewResult {
    let mut rows = Rows {
        api: Arc::clone(request.api),
        context: request.context.clone(),
        resource: request.route.resource,
        document,
        origin: request.origin.clone(),
        after: None,
        begun: false,
    };
    let mut out = vec![b'['];
    let mut has_more = rows.read(&mut out).await?;
    if request.streams {
        return Ok(ViewResponse {
            rest: has_more.then(|| rows.into_stream().boxed()),
            ..ViewResponse::ok(out)
        });
    }
    let limit = request.api.config.rest_framework.max_answer_size;
    while has_more {
        if limit > 0 && out.len() > limit {
            return Err(ApiException::answer_too_large(limit));
        }
        has_more = rows.read(&mut out).await?;
    }
    Ok(ViewResponse::ok(out))
}

/// The rows that have not been read yet.
struct Rows {
    api: Arc<Inner>,
    context: Context,
    resource: Resource,
    document: &'static str,
    origin: String,
    /// The cursor of the last row that was read.
    after: Option<String>,
    /// Whether a row was read, so that a comma must precede the next.
    begun: bool,
}

impl Rows {
    /// Appends the next rows, and the end of the array after the last. Returns whether more follow.
    async fn read(&mut self, out: &mut Vec<u8>) -> Result<bool, ApiException> {
        let mut arguments = Arguments::new().with("first", ROWS);
        if let Some(after) = &self.after {
            arguments = arguments.with("after", after.clone());
        }
        let mut data = self
            .api
            .executor
            .run(self.document, arguments, &self.context)
            .await?;
        let (nodes, next) = take_part(&mut data);
        let custom = custom::read_custom_fields(data.swap_remove("customFields"));
        for node in nodes {
            if std::mem::replace(&mut self.begun, true) {
                out.push(b',');
            }
            mixins::write_row(node, self.fields(), &custom, self.site(), out);
        }
        self.after = next;
        if self.after.is_none() {
            out.push(b']');
        }
        Ok(self.after.is_some())
    }

    fn fields(&self) -> &[Field] {
        let serializers = &self.api.serializers;
        match self.resource {
            Resource::Tickets => &serializers.ticket,
            Resource::FollowUps => &serializers.follow_up,
            Resource::Attachments => &serializers.attachment,
            Resource::UserTickets => &serializers.user_ticket,
            Resource::Users | Resource::Root => &[],
        }
    }

    fn site(&self) -> Site<'_> {
        Site::new(&self.api.config, &self.origin, &self.context)
    }

    fn into_stream(self) -> impl stream::Stream<Item = Result<Bytes, axum::Error>> + Send {
        stream::try_unfold(Some(self), |rows| async move {
            let Some(mut rows) = rows else {
                return Ok(None);
            };
            let mut out = Vec::new();
            match rows.read(&mut out).await {
                Ok(has_more) => Ok(Some((Bytes::from(out), has_more.then_some(rows)))),
                // The executor has logged the error.
                Err(_) => Err(axum::Error::new(Interrupted)),
            }
        })
    }
}

/// The rows could not be read to the end.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("a list could not be read to the end")]
struct Interrupted;

/// Removes the connection `page` from a result and returns its nodes, and the cursor after them if
/// more follow.
fn take_part(data: &mut Object) -> (Vec<Value>, Option<String>) {
    let (mut nodes, mut next) = (Vec::new(), None);
    if let Some(Value::Object(page)) = data.swap_remove(&Name::new("page")) {
        for value in page.into_values() {
            match value {
                Value::List(items) => nodes = items,
                Value::Object(info) => {
                    let has_next = info.get("hasNextPage") == Some(&Value::Boolean(true));
                    if let (true, Some(Value::String(cursor))) = (has_next, info.get("endCursor")) {
                        next = Some(cursor.clone());
                    }
                }
                _ => {}
            }
        }
    }
    (nodes, next)
}
