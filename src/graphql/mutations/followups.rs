//! Writing follow-ups.

use async_graphql::{Context, ID, Object, Result, SimpleObject};

use crate::domain::tickets::followups::{add, delete, update};
use crate::graphql::error::{UserError, user_errors};
use crate::graphql::id::NodeKind;
use crate::graphql::inputs::followups::{FollowUpAddInput, FollowUpUpdateInput};
use crate::graphql::mutations::deleted;
use crate::graphql::types::{FollowUp, FollowUps, Ticket, Tickets, context};

/// Entry points for writing follow-ups.
#[derive(Debug, Default)]
pub struct FollowUpMutation;

/// What came of `followUpAdd`.
#[derive(Debug, Default, SimpleObject)]
pub struct FollowUpAddPayload {
    /// The new follow-up. Null when there are faults, or when the input was only to be checked.
    follow_up: Option<FollowUp>,
    /// The ticket as it is then.
    ticket: Option<Ticket>,
    /// What is wrong with the input. Empty when all went well.
    user_errors: Vec<UserError>,
}

/// What came of `followUpUpdate`.
#[derive(Debug, Default, SimpleObject)]
pub struct FollowUpUpdatePayload {
    /// The follow-up as it is then, or as it is where the input was only to be checked. Null when
    /// there are faults.
    follow_up: Option<FollowUp>,
    /// What is wrong with the input. Empty when all went well.
    user_errors: Vec<UserError>,
}

/// What came of `followUpDelete`.
#[derive(Debug, SimpleObject)]
pub struct FollowUpDeletePayload {
    /// The global id of the follow-up that is gone. Null when there are faults, or when it was only
    /// to be checked.
    deleted_id: Option<ID>,
    /// Its number.
    deleted_database_id: Option<i32>,
    /// What is wrong with the input. Empty when all went well.
    user_errors: Vec<UserError>,
}

async fn say(ctx: &Context<'_>, input: FollowUpAddInput) -> Result<FollowUpAddPayload> {
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
            let ticket = Tickets::of_rows(vec![ticket]).pop();
            let follow_up = FollowUps::of_rows(vec![followup]).pop();
            Ok(FollowUpAddPayload {
                follow_up,
                ticket,
                user_errors: Vec::new(),
            })
        }
        Err(error) => Ok(FollowUpAddPayload {
            user_errors: user_errors(ctx, error, "ticketId")?,
            ..FollowUpAddPayload::default()
        }),
    }
}

async fn change(ctx: &Context<'_>, input: FollowUpUpdateInput) -> Result<FollowUpUpdatePayload> {
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

async fn remove(ctx: &Context<'_>, id: ID, validate_only: bool) -> Result<FollowUpDeletePayload> {
    let delete = |number| delete::delete(context(ctx), number, validate_only);
    let (deleted_id, deleted_database_id, user_errors) =
        deleted(ctx, NodeKind::FollowUp, &id, validate_only, delete).await?;
    Ok(FollowUpDeletePayload {
        deleted_id,
        deleted_database_id,
        user_errors,
    })
}

#[Object]
impl FollowUpMutation {
    /// Says something on a ticket, with files, and changes what is to be changed with it: all of
    /// it, or nothing. Who does not work on the ticket but sent it in, or follows it with the right
    /// to change it, may give a comment and files; these are public.
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
    followUp { date attachments { url } }
    ticket { statusLabel }
    userErrors { field message code }
  }
}
```"#]
    async fn follow_up_add(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The new follow-up.")] input: FollowUpAddInput,
    ) -> Option<Result<FollowUpAddPayload>> {
        Some(say(ctx, input).await)
    }

    /// Corrects what a follow-up says. The ticket itself stays as it is, but for its time of
    /// change.
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
        #[graphql(desc = "The change.")] input: FollowUpUpdateInput,
    ) -> Option<Result<FollowUpUpdatePayload>> {
        Some(change(ctx, input).await)
    }

    /// Deletes a follow-up with its files and its record of changes. What it changed on the ticket
    /// stays changed.
    ///
    /// ```graphql
    /// mutation { followUpDelete(id: "Rm9sbG93VXA6MQ") { deletedId deletedDatabaseId userErrors { field message code } } }
    /// ```
    async fn follow_up_delete(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The follow-up. The global id, or the number.")] id: ID,
        #[graphql(default, desc = "Looks whether it could be, and deletes nothing.")] validate_only: bool,
    ) -> Option<Result<FollowUpDeletePayload>> {
        Some(remove(ctx, id, validate_only).await)
    }
}
