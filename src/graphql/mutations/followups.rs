//! Mutations of follow-ups.

use async_graphql::{Context, ID, Object, Result, SimpleObject};

use crate::domain::tickets::followups::{add, delete, update};
use crate::graphql::error::{UserError, user_errors};
use crate::graphql::id::NodeKind;
use crate::graphql::inputs::delete::FollowUpDeleteInput;
use crate::graphql::inputs::followups::{FollowUpAddInput, FollowUpUpdateInput};
use crate::graphql::mutations::{current_ticket, delete_by_id};
use crate::graphql::types::{FollowUp, FollowUps, Ticket, Tickets, context};

/// Mutations of follow-ups.
#[derive(Debug, Default)]
pub struct FollowUpMutation;

/// Result of `followUpAdd`.
#[derive(Debug, Default, SimpleObject)]
pub struct FollowUpAddPayload {
    /// Added follow-up. Null if there are errors or `validateOnly` is set.
    follow_up: Option<FollowUp>,
    /// Ticket after the mutation. After a CONFLICT with `expectedUpdatedAt`, the ticket as it is
    /// now. Null after other errors or if `validateOnly` is set.
    ticket: Option<Ticket>,
    /// Errors of the input. Empty on success.
    user_errors: Vec<UserError>,
}

/// Result of `followUpUpdate`.
#[derive(Debug, Default, SimpleObject)]
pub struct FollowUpUpdatePayload {
    /// Follow-up after the update; with `validateOnly`, its current state. Null if there are
    /// errors.
    follow_up: Option<FollowUp>,
    /// Errors of the input. Empty on success.
    user_errors: Vec<UserError>,
}

/// Result of `followUpDelete`.
#[derive(Debug, SimpleObject)]
pub struct FollowUpDeletePayload {
    /// Global ID of the deleted follow-up. Null if there are errors or `validateOnly` is set.
    deleted_id: Option<ID>,
    /// Numeric ID of the deleted follow-up.
    deleted_database_id: Option<i32>,
    /// Errors of the input. Empty on success.
    user_errors: Vec<UserError>,
}

async fn add_followup(ctx: &Context<'_>, input: FollowUpAddInput) -> Result<FollowUpAddPayload> {
    let ticket = NodeKind::Ticket.parse_id(&input.ticket_id).ok();
    let outcome = match input.receive_files(ctx).await? {
        Ok(()) => match input.into_domain(ctx).await {
            Ok(input) => add::add(context(ctx), input).await,
            Err(error) => Err(error),
        },
        Err(error) => Err(error),
    };
    match outcome {
        Ok(None) => Ok(FollowUpAddPayload::default()),
        Ok(Some(add::AddedFollowUp { ticket, followup })) => {
            let ticket = Tickets::of_payload(ticket, ctx).await;
            let follow_up = FollowUps::of_rows(vec![followup]).pop();
            Ok(FollowUpAddPayload {
                follow_up,
                ticket,
                user_errors: Vec::new(),
            })
        }
        Err(error) => Ok(FollowUpAddPayload {
            follow_up: None,
            ticket: current_ticket(ctx, &error, ticket).await?,
            user_errors: user_errors(ctx, error, "ticketId")?,
        }),
    }
}

async fn update_followup(
    ctx: &Context<'_>,
    input: FollowUpUpdateInput,
) -> Result<FollowUpUpdatePayload> {
    let outcome = match input.into_domain(ctx) {
        Ok(input) => update::update(context(ctx), input).await,
        Err(error) => Err(error),
    };
    match outcome {
        Ok(row) => {
            let follow_up = FollowUps::of_rows(vec![row]).pop();
            Ok(FollowUpUpdatePayload {
                follow_up,
                user_errors: Vec::new(),
            })
        }
        Err(error) => Ok(FollowUpUpdatePayload {
            follow_up: None,
            user_errors: user_errors(ctx, error, "id")?,
        }),
    }
}

async fn delete_followup(
    ctx: &Context<'_>,
    input: FollowUpDeleteInput,
) -> Result<FollowUpDeletePayload> {
    let delete = |number| delete::delete(context(ctx), number, input.validate_only);
    let (deleted_id, deleted_database_id, user_errors) = delete_by_id(
        ctx,
        NodeKind::FollowUp,
        &input.id,
        input.validate_only,
        delete,
    )
    .await?;
    Ok(FollowUpDeletePayload {
        deleted_id,
        deleted_database_id,
        user_errors,
    })
}

#[Object]
impl FollowUpMutation {
    /// Adds a follow-up to a ticket, with a comment, files and changes of the ticket. Users who
    /// submitted the ticket, or who are on CC with permission to update it, may only send a comment
    /// and files, and these are always public.
    ///
    #[doc = r#"```graphql
mutation Answer($file: Upload!) {
  followUpAdd(
    input: {
      ticketId: "VGlja2V0OjE"
      comment: "It is out. The report is attached."
      public: true
      timeSpent: "PT25M"
      attachments: [$file]
      changes: { statusCode: 3, resolution: "Put out." }
    }
  ) {
    followUp { createdAt attachments { url } }
    ticket { statusLabel }
    userErrors { field message code }
  }
}
```"#]
    async fn follow_up_add(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Follow-up to add.")] input: FollowUpAddInput,
    ) -> Option<Result<FollowUpAddPayload>> {
        Some(add_followup(ctx, input).await)
    }

    /// Updates a follow-up. Of the ticket, only its time of modification changes.
    ///
    #[doc = r#"```graphql
mutation {
  followUpUpdate(input: { id: "Rm9sbG93VXA6MQ", comment: "What I meant to say." }) {
    followUp { comment }
    userErrors { field message }
  }
}
```"#]
    async fn follow_up_update(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Changes of the follow-up.")] input: FollowUpUpdateInput,
    ) -> Option<Result<FollowUpUpdatePayload>> {
        Some(update_followup(ctx, input).await)
    }

    /// Deletes a follow-up with its files and its record of changes. Does not revert its changes of
    /// the ticket.
    ///
    /// ```graphql
    /// mutation { followUpDelete(input: { id: "Rm9sbG93VXA6MQ" }) { deletedId deletedDatabaseId userErrors { field message code } } }
    /// ```
    async fn follow_up_delete(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Follow-up to delete.")] input: FollowUpDeleteInput,
    ) -> Option<Result<FollowUpDeletePayload>> {
        Some(delete_followup(ctx, input).await)
    }
}
