//! Mutations of queues.

use async_graphql::{Context, ID, InputObject, MaybeUndefined, Object, Result, SimpleObject};
use entity::queue;
use entity::values::Secret;

use crate::domain;
use crate::domain::desk::administration::queues::{
    MailboxKind, MailboxLoggingType, QueueDraft, SocksProxyType, blank,
};
use crate::domain::desk::administration::{create, delete, update};
use crate::graphql::error::UserError;
use crate::graphql::id::{NodeKind, Reference};
use crate::graphql::inputs::changes::{given, maybe};
use crate::graphql::inputs::idempotency;
use crate::graphql::mutations::{delete_by_id, split};
use crate::graphql::scalars::Duration;
use crate::graphql::types::queue::Queues;
use crate::graphql::types::{Queue, context};

/// Mutations of queues.
#[derive(Debug, Default)]
pub struct QueueMutation;

/// Fields of a queue that may be omitted.
#[derive(InputObject)]
pub struct QueueFieldsInput {
    /// Email address that sends and receives the queue's email, at most 254 characters.
    pub email_address: MaybeUndefined<String>,
    /// Language of the queue's email, such as `de`, at most 10 characters.
    pub locale: MaybeUndefined<String>,
    /// Whether customers can create tickets in the queue. False by default.
    pub allow_public_submission: MaybeUndefined<bool>,
    /// Whether received email creates tickets in the queue. False by default.
    pub allow_email_submission: MaybeUndefined<bool>,
    /// Number of days after which tickets escalate. If 0 or null, tickets never escalate.
    pub escalate_days: MaybeUndefined<i32>,
    /// Email addresses that are notified of new tickets, separated by commas, at most 200
    /// characters.
    pub new_ticket_cc: MaybeUndefined<String>,
    /// Email addresses that are notified of new tickets and all changes, separated by commas, at
    /// most 200 characters.
    pub updated_ticket_cc: MaybeUndefined<String>,
    /// Whether followers of tickets are notified when email arrives. False by default.
    pub enable_notifications_on_email_events: MaybeUndefined<bool>,
    /// ID of the user who owns tickets that customers create: a global ID or a number.
    pub default_owner_id: MaybeUndefined<ID>,
    /// Total time dedicated to the queue's tickets.
    pub dedicated_time: MaybeUndefined<Duration>,
    /// Kind of the mailbox.
    pub mailbox_kind: MaybeUndefined<MailboxKind>,
    /// Hostname of the mail server, at most 200 characters.
    pub mailbox_host: MaybeUndefined<String>,
    /// Port of the mail server. The default depends on the kind and on TLS.
    pub mailbox_port: MaybeUndefined<i32>,
    /// Whether the connection uses TLS. False by default.
    pub mailbox_ssl: MaybeUndefined<bool>,
    /// Username on the mail server, at most 200 characters.
    pub mailbox_user: MaybeUndefined<String>,
    /// Password on the mail server, at most 200 characters. It is never returned.
    #[graphql(secret)]
    pub mailbox_password: MaybeUndefined<String>,
    /// IMAP folder, at most 100 characters. `INBOX` by default.
    pub mailbox_folder: MaybeUndefined<String>,
    /// Folder on django-helpdesk's machine, for `LOCAL`, at most 200 characters.
    pub mailbox_local_dir: MaybeUndefined<String>,
    /// Number of minutes between checks. 5 by default.
    pub mailbox_interval: MaybeUndefined<i32>,
    /// Protocol of the SOCKS proxy to the mail server. Null connects without a proxy, and clears
    /// its host and port.
    pub socks_proxy_type: MaybeUndefined<SocksProxyType>,
    /// IP address of the SOCKS proxy. `127.0.0.1` by default.
    pub socks_proxy_host: MaybeUndefined<String>,
    /// Port of the SOCKS proxy. 9150 by default.
    pub socks_proxy_port: MaybeUndefined<i32>,
    /// Lowest level of the messages that django-helpdesk logs while it reads the mailbox.
    pub logging_type: MaybeUndefined<MailboxLoggingType>,
    /// Folder of these logs on django-helpdesk's machine, at most 200 characters.
    pub logging_dir: MaybeUndefined<String>,
}

/// Queue to create.
#[derive(InputObject)]
pub struct QueueCreateInput {
    /// Name for display, at most 100 characters.
    pub title: String,
    /// Unique short name, the first part of `reference` of its tickets: at most 50 ASCII letters,
    /// digits, hyphens and underscores. Made from the title by default.
    pub slug: Option<String>,
    /// The other fields.
    #[graphql(flatten)]
    pub fields: QueueFieldsInput,
    /// Validates the input without writing anything.
    #[graphql(default)]
    pub validate_only: bool,
    /// Key that the client chooses, at most 255 characters. A repeated request with the same key
    /// and the same input returns the first result instead of creating a duplicate, for 24 hours
    /// unless the installation sets another time. A different input is a CONFLICT, and so is a
    /// created object that was deleted. An explicit default counts as an omitted field, and the
    /// mailbox password is not compared.
    pub idempotency_key: Option<String>,
}

/// Changes of a queue. Omitted fields do not change. Null clears a field, unless it requires a
/// value.
#[derive(InputObject)]
pub struct QueueUpdateInput {
    /// ID of the queue: a global ID or a number.
    pub id: ID,
    /// Name for display, at most 100 characters. Not null.
    pub title: MaybeUndefined<String>,
    /// Unique short name, at most 50 characters. Not null. References to tickets in email that was
    /// already sent contain the former slug.
    pub slug: MaybeUndefined<String>,
    /// The other fields.
    #[graphql(flatten)]
    pub fields: QueueFieldsInput,
    /// Validates the input without writing anything.
    #[graphql(default)]
    pub validate_only: bool,
}

/// Queue to delete.
#[derive(InputObject)]
pub struct QueueDeleteInput {
    /// ID of the queue: a global ID or a number.
    pub id: ID,
    /// Validates the request without deleting anything.
    #[graphql(default)]
    pub validate_only: bool,
}

/// Result of `queueCreate`.
#[derive(Debug, Default, SimpleObject)]
pub struct QueueCreatePayload {
    /// Created queue. Null if there are errors or `validateOnly` is set.
    queue: Option<Queue>,
    /// Errors of the input. Empty on success.
    user_errors: Vec<UserError>,
}

/// Result of `queueUpdate`.
#[derive(Debug, Default, SimpleObject)]
pub struct QueueUpdatePayload {
    /// Queue after the update; with `validateOnly`, its current state. Null if there are errors.
    queue: Option<Queue>,
    /// Errors of the input. Empty on success.
    user_errors: Vec<UserError>,
}

/// Result of `queueDelete`.
#[derive(Debug, SimpleObject)]
pub struct QueueDeletePayload {
    /// Global ID of the deleted queue. Null if there are errors or `validateOnly` is set.
    deleted_id: Option<ID>,
    /// Numeric ID of the deleted queue.
    deleted_database_id: Option<i32>,
    /// Errors of the input. Empty on success.
    user_errors: Vec<UserError>,
}

impl QueueFieldsInput {
    fn into_domain(self) -> QueueDraft {
        let mut errors = Vec::new();
        QueueDraft {
            title: None,
            slug: None,
            email_address: maybe(self.email_address),
            locale: maybe(self.locale),
            allow_public_submission: given(
                self.allow_public_submission,
                "allow_public_submission",
                &mut errors,
            ),
            allow_email_submission: given(
                self.allow_email_submission,
                "allow_email_submission",
                &mut errors,
            ),
            escalate_days: maybe(self.escalate_days),
            new_ticket_cc: maybe(self.new_ticket_cc),
            updated_ticket_cc: maybe(self.updated_ticket_cc),
            enable_notifications_on_email_events: given(
                self.enable_notifications_on_email_events,
                "enable_notifications_on_email_events",
                &mut errors,
            ),
            default_owner: maybe(
                Reference::DEFAULT_OWNER.parse_optional(self.default_owner_id, &mut errors),
            ),
            dedicated_time: maybe(self.dedicated_time).map(|time| time.map(|time| time.0)),
            mailbox_kind: maybe(self.mailbox_kind),
            mailbox_host: maybe(self.mailbox_host),
            mailbox_port: maybe(self.mailbox_port),
            mailbox_ssl: given(self.mailbox_ssl, "mailbox_ssl", &mut errors),
            mailbox_user: maybe(self.mailbox_user),
            mailbox_password: maybe(self.mailbox_password).map(|password| password.map(Secret)),
            mailbox_folder: maybe(self.mailbox_folder),
            mailbox_local_dir: maybe(self.mailbox_local_dir),
            mailbox_interval: maybe(self.mailbox_interval),
            socks_proxy_type: maybe(self.socks_proxy_type),
            socks_proxy_host: maybe(self.socks_proxy_host),
            socks_proxy_port: maybe(self.socks_proxy_port),
            logging_type: maybe(self.logging_type),
            logging_dir: maybe(self.logging_dir),
            errors,
        }
    }
}

fn object(row: queue::Model) -> Option<Queue> {
    Queues::of_rows(vec![row]).pop()
}

async fn create_queue(ctx: &Context<'_>, input: QueueCreateInput) -> Result<QueueCreatePayload> {
    let request = idempotency::request(ctx, input.idempotency_key, &[]).await?;
    let draft = QueueDraft {
        title: Some(input.title),
        slug: input.slug,
        ..input.fields.into_domain()
    };
    let outcome = create::<queue::Entity, _>(
        context(ctx),
        blank(),
        draft,
        request.as_ref(),
        input.validate_only,
    )
    .await;
    let (row, user_errors) = split(ctx, outcome, "id")?;
    let queue = row.and_then(object);
    Ok(QueueCreatePayload { queue, user_errors })
}

async fn update_queue(ctx: &Context<'_>, input: QueueUpdateInput) -> Result<QueueUpdatePayload> {
    let outcome = async {
        let id = NodeKind::Queue.parse_target(context(ctx), "id", &input.id)?;
        let mut draft = input.fields.into_domain();
        draft.title = given(input.title, "title", &mut draft.errors);
        draft.slug = given(input.slug, "slug", &mut draft.errors);
        update::<queue::Entity, _>(context(ctx), id, draft, input.validate_only).await
    };
    let outcome: domain::Result<queue::Model> = outcome.await;
    let (row, user_errors) = split(ctx, outcome.map(Some), "id")?;
    let queue = row.and_then(object);
    Ok(QueueUpdatePayload { queue, user_errors })
}

async fn delete_queue(ctx: &Context<'_>, input: QueueDeleteInput) -> Result<QueueDeletePayload> {
    let QueueDeleteInput { id, validate_only } = input;
    let delete = |number| delete::<queue::Entity>(context(ctx), number, validate_only);
    let (deleted_id, deleted_database_id, user_errors) =
        delete_by_id(ctx, NodeKind::Queue, &id, validate_only, delete).await?;
    Ok(QueueDeletePayload {
        deleted_id,
        deleted_database_id,
        user_errors,
    })
}

#[Object]
impl QueueMutation {
    /// Creates a queue. Only for staff with the permission `helpdesk.add_queue`.
    ///
    #[doc = r#"```graphql
mutation {
  queueCreate(input: { title: "Returns", emailAddress: "returns@example.com", allowPublicSubmission: true }) {
    queue { databaseId slug }
    userErrors { field message code }
  }
}
```"#]
    async fn queue_create(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Queue to create.")] input: QueueCreateInput,
    ) -> Option<Result<QueueCreatePayload>> {
        Some(create_queue(ctx, input).await)
    }

    /// Updates a queue. Only for staff with the permission `helpdesk.change_queue`.
    ///
    #[doc = r#"```graphql
mutation {
  queueUpdate(input: { id: "UXVldWU6MQ", escalateDays: 3, mailboxKind: IMAP, mailboxHost: "mail.example.com", mailboxSsl: true }) {
    queue { escalateDays mailbox { host port } }
    userErrors { field message code }
  }
}
```"#]
    async fn queue_update(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Changes of the queue.")] input: QueueUpdateInput,
    ) -> Option<Result<QueueUpdatePayload>> {
        Some(update_queue(ctx, input).await)
    }

    /// Deletes a queue, and the permission to access it. A queue that has tickets, or categories of
    /// the knowledge base, is not deleted: the CONFLICT contains their number. Only for staff with
    /// the permission `helpdesk.delete_queue`.
    ///
    /// ```graphql
    /// mutation { queueDelete(input: { id: "UXVldWU6MQ" }) { deletedId deletedDatabaseId userErrors { field message code } } }
    /// ```
    async fn queue_delete(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Queue to delete.")] input: QueueDeleteInput,
    ) -> Option<Result<QueueDeletePayload>> {
        Some(delete_queue(ctx, input).await)
    }
}
