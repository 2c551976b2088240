//! Input of `ticketCreate`.

use async_graphql::{Context, ID, InputObject, OneofObject, Upload};

use crate::domain;
use crate::domain::desk::custom_fields::clean::CustomValue;
use crate::domain::tickets::create::{self, NewTicket};
use crate::graphql::id::Reference;
use crate::graphql::inputs::{idempotency, upload};
use crate::graphql::scalars::{BigInt, Date, DateTime, Decimal, Time};
use crate::graphql::types::context;

/// Ticket to create.
#[derive(Debug, InputObject)]
pub struct TicketCreateInput {
    /// ID of the queue: a global ID or a number. You need access to the queue, or it allows public
    /// submission.
    pub queue_id: ID,
    /// Title, at most 200 characters. Surrounding whitespace is removed.
    pub title: String,
    /// Description in Markdown. Not empty.
    pub description: String,
    /// Email address of the submitter, who receives replies. Ignored for customers, whose own
    /// address is used. Required for visitors without an account.
    pub submitter_email: Option<String>,
    /// ID of the item of the knowledge base that led to the ticket: a global ID or a number.
    pub kb_item_id: Option<ID>,
    /// ID of the owner: a global ID or a number. Only for agents.
    pub assigned_to_id: Option<ID>,
    /// Code of the priority: 1 is the most urgent. The default is 3.
    pub priority_code: Option<i32>,
    /// Date and time when the ticket is due.
    pub due_at: Option<DateTime>,
    /// Trap for programs that fill in every field of a form: hide it and leave it empty. Text in it
    /// rejects the tickets of visitors.
    pub website: Option<String>,
    /// Values of custom fields. Omitted fields get their empty value.
    pub custom_fields: Option<Vec<CustomFieldInput>>,
    /// Files of the first follow-up, sent as in the GraphQL multipart request specification.
    pub attachments: Option<Vec<Upload>>,
    /// Validates the input without writing anything.
    #[graphql(default)]
    pub validate_only: bool,
    /// Key that the client chooses, at most 255 characters. A repeated request with the same key
    /// and the same input returns the first result instead of creating a duplicate, for 24 hours
    /// unless the installation sets another time. A different input is a CONFLICT, and so is a
    /// created object that was deleted or that you may no longer see. An explicit default counts
    /// as an omitted field.
    pub idempotency_key: Option<String>,
}

/// Value of a custom field.
#[derive(Clone, Debug, InputObject)]
pub struct CustomFieldInput {
    /// Name of the field.
    pub name: String,
    /// Value. Null clears the field.
    pub value: Option<CustomFieldValueInput>,
}

/// Value of a custom field by type. Text is accepted for every type and parsed as that type.
#[derive(Clone, Debug, OneofObject)]
pub enum CustomFieldValueInput {
    /// Text, or any value as text.
    Text(String),
    /// Integer.
    Integer(BigInt),
    /// Decimal number.
    Decimal(Decimal),
    /// Boolean.
    Boolean(bool),
    /// Date.
    Date(Date),
    /// Time of day.
    Time(Time),
    /// Date and time. Stored in the site's time zone, without seconds.
    DateTime(DateTime),
    /// Choice of a list.
    List(String),
}

impl From<CustomFieldValueInput> for CustomValue {
    fn from(value: CustomFieldValueInput) -> Self {
        match value {
            CustomFieldValueInput::Text(text) | CustomFieldValueInput::List(text) => {
                Self::Text(text)
            }
            CustomFieldValueInput::Integer(number) => Self::Integer(number.0),
            CustomFieldValueInput::Decimal(digits) => Self::Decimal(digits.0),
            CustomFieldValueInput::Boolean(truth) => Self::Boolean(truth),
            CustomFieldValueInput::Date(date) => Self::Date(date.0),
            CustomFieldValueInput::Time(time) => Self::Time(time.0),
            CustomFieldValueInput::DateTime(moment) => Self::DateTime(moment.0.0),
        }
    }
}

impl TicketCreateInput {
    /// Receives the files if the viewer may create a ticket in the queue.
    ///
    /// # Errors
    /// As [`upload::receive`].
    pub async fn receive_files(
        &self,
        ctx: &Context<'_>,
    ) -> async_graphql::Result<domain::Result<()>> {
        let uses = self.attachments.as_ref().map_or(0, Vec::len);
        let check = || async {
            let mut errors = Vec::new();
            match Reference::QUEUE.parse(&self.queue_id, &mut errors) {
                Some(queue) => create::may_create(context(ctx), queue).await,
                None => Err(domain::Error::Invalid(errors)),
            }
        };
        upload::receive(ctx, uses, self.idempotency_key.as_deref(), check).await
    }

    /// Converts to the domain's input and opens the uploads.
    ///
    /// # Errors
    /// A spooled file that cannot be read.
    pub async fn into_domain(self, ctx: &Context<'_>) -> domain::Result<NewTicket> {
        let attachments = upload::open_all(self.attachments, ctx).await?;
        let request = idempotency::request(ctx, self.idempotency_key, &attachments).await?;
        let mut errors = Vec::new();
        let custom = self.custom_fields.into_iter().flatten();
        Ok(NewTicket {
            queue: Reference::QUEUE.parse(&self.queue_id, &mut errors),
            title: self.title,
            description: self.description,
            submitter_email: self.submitter_email,
            kbitem: self
                .kb_item_id
                .and_then(|id| Reference::KB_ITEM.parse(&id, &mut errors)),
            assigned_to: self
                .assigned_to_id
                .and_then(|id| Reference::ASSIGNED_TO.parse(&id, &mut errors)),
            priority: self.priority_code,
            due_date: self.due_at.map(|moment| moment.0.0),
            website: self.website,
            custom_fields: custom
                .map(|field| (field.name, field.value.map(Into::into)))
                .collect(),
            attachments,
            errors,
            validate_only: self.validate_only,
            request,
        })
    }
}
