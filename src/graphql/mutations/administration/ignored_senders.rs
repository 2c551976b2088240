//! Mutations of ignored senders.

use async_graphql::{ID, InputObject, MaybeUndefined};
use entity::ignore_email;

use super::record::{parse_ids, record_mutations};
use crate::domain::desk::administration::ignored_senders::{
    IgnoredSenderDraft, blank, submitter_of,
};
use crate::domain::{self, Code, Context, FieldError};
use crate::graphql::id::NodeKind;
use crate::graphql::id::Reference;
use crate::graphql::inputs::changes::given;
use crate::graphql::types::desk::{IgnoredSender, IgnoredSenders};

/// Ignored sender to create.
#[derive(InputObject)]
pub struct IgnoredSenderCreateInput {
    /// Name of the entry, at most 100 characters. The email address by default.
    pub name: Option<String>,
    /// Email address, or a pattern: `*@domain` or `name@*`, at most 150 characters. Required without
    /// `ticketId`.
    pub email_address: Option<String>,
    /// ID of a ticket whose submitter is ignored: a global ID or a number. Not allowed together with
    /// `emailAddress`.
    pub ticket_id: Option<ID>,
    /// Whether the sender's email stays in the mailbox. By default, it is deleted.
    pub keep_in_mailbox: Option<bool>,
    /// IDs of the queues that ignore the sender, at most 500: global IDs or numbers. All queues by
    /// default.
    pub queue_ids: Option<Vec<ID>>,
    /// Validates the input without writing anything.
    #[graphql(default)]
    pub validate_only: bool,
    /// Key that the client chooses, at most 255 characters. A repeated request with the same key
    /// and the same input returns the first result instead of creating a duplicate, for 24 hours
    /// unless the installation sets another time. A different input is a CONFLICT, and so is a
    /// created object that was deleted. An explicit default counts as an omitted field.
    pub idempotency_key: Option<String>,
}

/// Changes of an ignored sender. Omitted fields do not change.
#[derive(InputObject)]
pub struct IgnoredSenderUpdateInput {
    /// ID of the ignored sender: a global ID or a number.
    pub id: ID,
    /// Name of the entry, at most 100 characters. Not null.
    pub name: MaybeUndefined<String>,
    /// Email address, or a pattern: `*@domain` or `name@*`, at most 150 characters. Not null.
    pub email_address: MaybeUndefined<String>,
    /// Whether the sender's email stays in the mailbox. Not null.
    pub keep_in_mailbox: MaybeUndefined<bool>,
    /// IDs of all queues that ignore the sender, at most 500: global IDs or numbers. If the list is
    /// empty, all queues do. Not null.
    pub queue_ids: MaybeUndefined<Vec<ID>>,
    /// Validates the input without writing anything.
    #[graphql(default)]
    pub validate_only: bool,
}

impl IgnoredSenderCreateInput {
    /// Converts to the row with Django's defaults and the domain's input.
    async fn into_domain(
        self,
        context: &Context,
    ) -> domain::Result<(ignore_email::Model, IgnoredSenderDraft)> {
        let mut errors = Vec::new();
        let mut email_address = self.email_address;
        if let Some(ticket) = &self.ticket_id {
            if email_address.is_some() {
                errors.push(FieldError::new("ticket", Code::Exclusive("emailAddress")));
            } else if let Some(ticket) = Reference::TICKET.parse(ticket, &mut errors) {
                email_address = Some(submitter_of(context, ticket).await?);
            }
        }
        let draft = IgnoredSenderDraft {
            name: self.name.or_else(|| email_address.clone()),
            email_address,
            keep_in_mailbox: self.keep_in_mailbox,
            queues: parse_ids(NodeKind::Queue, "queue_ids", self.queue_ids, &mut errors),
            errors,
        };
        Ok((blank(context), draft))
    }
}

impl IgnoredSenderUpdateInput {
    /// Converts to the domain's input.
    fn into_domain(self) -> IgnoredSenderDraft {
        let mut errors = Vec::new();
        IgnoredSenderDraft {
            name: given(self.name, "name", &mut errors),
            email_address: given(self.email_address, "email_address", &mut errors),
            keep_in_mailbox: given(self.keep_in_mailbox, "keep_in_mailbox", &mut errors),
            queues: parse_ids(
                NodeKind::Queue,
                "queue_ids",
                given(self.queue_ids, "queue_ids", &mut errors),
                &mut errors,
            ),
            errors,
        }
    }
}

record_mutations! {
    /// Mutations of ignored senders.
    IgnoredSenderMutation: ignore_email::Entity, NodeKind::IgnoredSender, ignored_sender: IgnoredSender,
    |row| IgnoredSenders::of_rows(vec![row]).pop();

    /// Creates an ignored sender. Only for staff with the permission `helpdesk.add_ignoreemail`.
    ///
    #[doc = r#"```graphql
mutation {
  ignoredSenderCreate(input: { ticketId: "1" }) {
    ignoredSender { databaseId emailAddress queues { title } }
    userErrors { field message code }
  }
}
```"#]
    ignored_sender_create(IgnoredSenderCreateInput = "Ignored sender to create.")
        -> IgnoredSenderCreatePayload = "Result of `ignoredSenderCreate`.",
        "Created ignored sender. Null if there are errors or `validateOnly` is set.";

    /// Updates an ignored sender. Only for staff with the permission `helpdesk.change_ignoreemail`.
    ///
    #[doc = r#"```graphql
mutation {
  ignoredSenderUpdate(input: { id: "1", queueIds: ["1"] }) {
    ignoredSender { databaseId emailAddress queues { title } }
    userErrors { field message code }
  }
}
```"#]
    ignored_sender_update(IgnoredSenderUpdateInput = "Changes of the ignored sender.")
        -> IgnoredSenderUpdatePayload = "Result of `ignoredSenderUpdate`.",
        "Ignored sender after the update; with `validateOnly`, its current state. Null if there are errors.";

    /// Deletes an ignored sender. Only for staff with the permission
    /// `helpdesk.delete_ignoreemail`.
    ///
    #[doc = r#"```graphql
mutation {
  ignoredSenderDelete(input: { id: "1" }) { deletedId deletedDatabaseId userErrors { field message code } }
}
```"#]
    ignored_sender_delete(IgnoredSenderDeleteInput = "Ignored sender to delete.")
        -> IgnoredSenderDeletePayload = "Result of `ignoredSenderDelete`.";
}
