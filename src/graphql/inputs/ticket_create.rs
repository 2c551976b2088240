//! What `ticketCreate` takes.

use async_graphql::{Context, ID, InputObject, OneofObject, Upload};

use crate::domain;
use crate::domain::desk::custom_fields::clean::Input as CustomValue;
use crate::domain::tickets::create::{self, NewTicket};
use crate::graphql::id::Reference;
use crate::graphql::inputs::{idempotency, upload};
use crate::graphql::scalars::{BigInt, Date, DateTime, Decimal, Time};
use crate::graphql::types::context;

/// A new ticket.
#[derive(Debug, InputObject)]
pub struct TicketCreateInput {
    /// The queue: one that you reach, or that takes tickets from everybody. The global id, or the
    /// number.
    pub queue_id: ID,
    /// The title, at most 200 characters; blanks around it are cut off.
    pub title: String,
    /// What is asked for, in Markdown.
    pub description: Option<String>,
    /// The address that gets answers. Customers' own address is taken whatever stands here.
    pub submitter_email: Option<String>,
    /// The owner; for those who work on tickets. The global id, or the number.
    pub assigned_to_id: Option<ID>,
    /// The number of the priority, 1 being the most urgent; 3 when nothing is said.
    pub priority_code: Option<i32>,
    /// When it is due.
    pub due_date: Option<DateTime>,
    /// Values of custom fields. Fields that are left out get their empty value.
    pub custom_fields: Option<Vec<CustomFieldInput>>,
    /// Files of the first follow-up, by the GraphQL multipart request specification.
    pub attachments: Option<Vec<Upload>>,
    /// Checks everything and opens nothing.
    #[graphql(default)]
    pub validate_only: bool,
    /// A name of your own for this request, at most 255 characters: said again within a day (or
    /// what the installation sets) it makes nothing anew, but gives what the first request made.
    /// With another input it is a conflict, and so it is when what was made is gone or not yours to
    /// see any more. An explicit default is the same input as none.
    pub idempotency_key: Option<String>,
}

/// A value for a custom field.
#[derive(Clone, Debug, InputObject)]
pub struct CustomFieldInput {
    /// The name of the field.
    pub name: String,
    /// The value; null for none.
    pub value: Option<CustomFieldValueInput>,
}

/// A value in one of the types of custom fields. Text is taken for every type and read in it.
#[derive(Clone, Debug, OneofObject)]
pub enum CustomFieldValueInput {
    /// Text, or any value spelled as text.
    Text(String),
    /// A whole number.
    Integer(BigInt),
    /// A decimal number.
    Decimal(Decimal),
    /// Yes or no.
    Boolean(bool),
    /// A day.
    Date(Date),
    /// A time of day.
    Time(Time),
    /// A moment; kept to the minute, in the site's zone.
    DateTime(DateTime),
    /// A choice of a list.
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
    /// Receives the files, if the viewer may open a ticket in the queue.
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

    /// The input as the domain takes it; uploads are opened.
    ///
    /// # Errors
    /// A file that was spooled and cannot be read.
    pub async fn into_domain(self, ctx: &Context<'_>) -> domain::Result<NewTicket> {
        let attachments = upload::open_all(self.attachments, ctx).await?;
        let request = idempotency::request(ctx, self.idempotency_key, &attachments).await?;
        let mut faults = Vec::new();
        let custom = self.custom_fields.into_iter().flatten();
        Ok(NewTicket {
            queue: Reference::QUEUE.parse(&self.queue_id, &mut faults),
            title: self.title,
            description: self.description.unwrap_or_default(),
            submitter_email: self.submitter_email,
            assigned_to: self
                .assigned_to_id
                .and_then(|id| Reference::ASSIGNED_TO.parse(&id, &mut faults)),
            priority: self.priority_code,
            due_date: self.due_date.map(|moment| moment.0.0),
            custom_fields: custom
                .map(|field| (field.name, field.value.map(Into::into)))
                .collect(),
            attachments,
            errors: faults,
            validate_only: self.validate_only,
            request,
        })
    }
}
