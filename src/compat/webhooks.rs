//! The bodies of webhooks: a ticket as `TicketSerializer` renders it without a request, in the
//! format of Python's `json` (helpdesk/webhooks.py). `notify` sends them.

use crate::compat::exceptions::ApiException;
use crate::compat::execute::Arguments;
use crate::compat::fields::{Site, string};
use crate::compat::serializers::custom;
use crate::compat::views::mixins;
use crate::compat::{Api, python};
use crate::domain::core::signals::{WebhookBodies, WebhookEvent};
use crate::domain::{Context, Error, Result};

#[async_trait::async_trait]
impl WebhookBodies for Api {
    async fn body(&self, context: &Context, event: WebhookEvent<'_>) -> Result<String> {
        // The executor has already logged the error.
        let error = |_: ApiException| Error::Internal(Box::new(TicketUnavailable));
        let executor = &self.0.executor;
        let arguments = Arguments::new().with("id", event.ticket);
        let mut data = executor
            .run("TicketRetrieve", arguments, context)
            .await
            .map_err(error)?;
        let Some(ticket) = mixins::take_page(&mut data).1.into_iter().next() else {
            return Err(Error::NotFound);
        };
        let custom = custom::read_custom_fields(data.swap_remove("customFields"));
        // Without a request, file URLs have no host.
        let site = Site::new(&self.0.config, "", context);
        let mut out = Vec::with_capacity(2048);
        out.extend_from_slice(b"{\"ticket\":");
        mixins::write_row(ticket, &self.0.serializers.ticket, &custom, site, &mut out);
        out.extend_from_slice(b",\"queue_slug\":");
        string(event.queue_slug, &mut out);
        if let Some(followup) = event.followup {
            out.extend_from_slice(format!(",\"followup_id\":{followup}").as_bytes());
        }
        out.push(b'}');
        let json = String::from_utf8(out).map_err(|error| Error::Internal(Box::new(error)))?;
        Ok(python::json_dumps_compact(&json))
    }
}

/// The schema did not answer the document.
#[derive(Debug, thiserror::Error)]
#[error("could not read the ticket of a webhook")]
struct TicketUnavailable;
