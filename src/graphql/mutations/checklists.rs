//! Mutations of checklists.

use async_graphql::{Context, ID, Object, Result, SimpleObject};

use crate::domain;
use crate::domain::Error;
use crate::domain::tickets::checklists::{
    Act, EditedChecklist, NewChecklist, Target, create, edit,
};
use crate::domain::tickets::list;
use crate::graphql::error::{UserError, user_errors};
use crate::graphql::id::{self, NodeKind, Reference};
use crate::graphql::inputs::checklists::{
    ChecklistCreateInput, ChecklistDeleteInput, ChecklistTaskAddInput, ChecklistTaskInput,
    ChecklistTaskReorderInput, ChecklistTaskUpdateInput, ChecklistUpdateInput,
};
use crate::graphql::inputs::idempotency;
use crate::graphql::mutations::administration::record::parse_ids;
use crate::graphql::types::checklist::{Checklist, ChecklistTask};
use crate::graphql::types::{FollowUp, FollowUps, Ticket, Tickets, context};

/// Mutations of checklists.
#[derive(Debug, Default)]
pub struct ChecklistMutation;

/// Result of `checklistCreate` and `checklistUpdate`.
#[derive(Debug, Default, SimpleObject)]
pub struct ChecklistPayload {
    /// Checklist after the mutation. Null if there are errors. With `validateOnly`, null for
    /// `checklistCreate` and the current state for `checklistUpdate`.
    checklist: Option<Checklist>,
    /// Ticket of the checklist. Null if there are errors, and for `checklistCreate` with
    /// `validateOnly`.
    ticket: Option<Ticket>,
    /// Errors of the input. Empty on success.
    user_errors: Vec<UserError>,
}

/// Result of `checklistDelete`.
#[derive(Debug, Default, SimpleObject)]
pub struct ChecklistDeletePayload {
    /// Global ID of the deleted checklist. Null if there are errors or `validateOnly` is set.
    deleted_id: Option<ID>,
    /// Numeric ID of the deleted checklist.
    deleted_database_id: Option<i32>,
    /// Ticket of the checklist. Null if there are errors.
    ticket: Option<Ticket>,
    /// Errors of the input. Empty on success.
    user_errors: Vec<UserError>,
}

/// Result of the mutations of tasks.
#[derive(Debug, Default, SimpleObject)]
pub struct ChecklistTaskPayload {
    /// Task after the mutation; with `validateOnly`, its current state. Null if there are errors,
    /// for `checklistTaskReorder`, and for `checklistTaskAdd` with `validateOnly`.
    task: Option<ChecklistTask>,
    /// Checklist after the mutation; with `validateOnly`, its current state. Null if there are
    /// errors.
    checklist: Option<Checklist>,
    /// Ticket of the checklist. Null if there are errors.
    ticket: Option<Ticket>,
    /// Private follow-up that records that the task was completed or reopened. Null if there is
    /// none.
    follow_up: Option<FollowUp>,
    /// Errors of the input. Empty on success.
    user_errors: Vec<UserError>,
}

/// Result of `checklistTaskRemove`.
#[derive(Debug, Default, SimpleObject)]
pub struct ChecklistTaskRemovePayload {
    /// Global ID of the removed task. Null if there are errors or `validateOnly` is set.
    deleted_id: Option<ID>,
    /// Numeric ID of the removed task.
    deleted_database_id: Option<i32>,
    /// Checklist after the mutation; with `validateOnly`, its current state. Null if there are
    /// errors.
    checklist: Option<Checklist>,
    /// Ticket of the checklist. Null if there are errors.
    ticket: Option<Ticket>,
    /// Errors of the input. Empty on success.
    user_errors: Vec<UserError>,
}

/// The ticket with this ID.
async fn read_ticket(ctx: &Context<'_>, id: i32) -> Result<Option<Ticket>> {
    let rows = list::by_ids(context(ctx), &[id]).await?;
    Ok(Tickets::of_rows(rows).pop())
}

async fn create_checklist(
    ctx: &Context<'_>,
    input: ChecklistCreateInput,
) -> Result<ChecklistPayload> {
    let request = idempotency::request(ctx, input.idempotency_key, &[]).await?;
    let outcome = async {
        let mut errors = Vec::new();
        let new = NewChecklist {
            ticket: Reference::TICKET.parse_target(context(ctx), &input.ticket_id)?,
            name: input.name,
            template: input
                .template_id
                .and_then(|id| Reference::CHECKLIST_TEMPLATE.parse(&id, &mut errors)),
            errors,
        };
        create(context(ctx), new, request.as_ref(), input.validate_only).await
    };
    match outcome.await {
        Ok(Some(checklist)) => Ok(ChecklistPayload {
            ticket: read_ticket(ctx, checklist.0.ticket_id).await?,
            checklist: Some(checklist.into()),
            user_errors: Vec::new(),
        }),
        Ok(None) => Ok(ChecklistPayload::default()),
        Err(error) => Ok(ChecklistPayload {
            user_errors: user_errors(ctx, error, "ticketId")?,
            ..ChecklistPayload::default()
        }),
    }
}

/// Changes a checklist.
async fn edit_checklist(
    ctx: &Context<'_>,
    (id, act): (&ID, Act),
    validate_only: bool,
) -> domain::Result<(i32, EditedChecklist)> {
    let number = NodeKind::Checklist.parse_target(context(ctx), "id", id)?;
    let target = Target::Checklist(number);
    let edited = edit(context(ctx), target, act, None, validate_only).await?;
    Ok((number, edited))
}

/// Changes a task.
async fn edit_task(
    ctx: &Context<'_>,
    (id, act): (&ID, Act),
    validate_only: bool,
) -> domain::Result<(i32, EditedChecklist)> {
    let number = NodeKind::ChecklistTask.parse_target(context(ctx), "id", id)?;
    let edited = edit(context(ctx), Target::Task(number), act, None, validate_only).await?;
    Ok((number, edited))
}

async fn update_checklist(
    ctx: &Context<'_>,
    input: ChecklistUpdateInput,
) -> Result<ChecklistPayload> {
    let act = Act::Rename(input.name);
    match edit_checklist(ctx, (&input.id, act), input.validate_only).await {
        Ok((_, edited)) => Ok(ChecklistPayload {
            ticket: read_ticket(ctx, edited.checklist.0.ticket_id).await?,
            checklist: Some(edited.checklist.into()),
            user_errors: Vec::new(),
        }),
        Err(error) => Ok(ChecklistPayload {
            user_errors: user_errors(ctx, error, "id")?,
            ..ChecklistPayload::default()
        }),
    }
}

async fn delete_checklist(
    ctx: &Context<'_>,
    input: ChecklistDeleteInput,
) -> Result<ChecklistDeletePayload> {
    match edit_checklist(ctx, (&input.id, Act::Delete), input.validate_only).await {
        Ok((number, edited)) => {
            let deleted = (!input.validate_only).then_some(number);
            Ok(ChecklistDeletePayload {
                deleted_id: deleted.map(|number| id::encode(NodeKind::Checklist, number)),
                deleted_database_id: deleted,
                ticket: read_ticket(ctx, edited.checklist.0.ticket_id).await?,
                user_errors: Vec::new(),
            })
        }
        Err(error) => Ok(ChecklistDeletePayload {
            user_errors: user_errors(ctx, error, "id")?,
            ..ChecklistDeletePayload::default()
        }),
    }
}

/// The payload of a mutation of a task.
async fn task_payload(
    ctx: &Context<'_>,
    outcome: domain::Result<EditedChecklist>,
    target: &str,
) -> Result<ChecklistTaskPayload> {
    match outcome {
        Ok(edited) => {
            let (row, tasks) = edited.checklist;
            let task = tasks.iter().find(|task| edited.task == Some(task.id));
            let followups = edited.followup.into_iter().collect();
            Ok(ChecklistTaskPayload {
                task: task.cloned().map(ChecklistTask::from),
                ticket: read_ticket(ctx, row.ticket_id).await?,
                checklist: Some((row, tasks).into()),
                follow_up: FollowUps::of_rows(followups).pop(),
                user_errors: Vec::new(),
            })
        }
        Err(error) => Ok(ChecklistTaskPayload {
            user_errors: user_errors(ctx, error, target)?,
            ..ChecklistTaskPayload::default()
        }),
    }
}

async fn add_task(ctx: &Context<'_>, input: ChecklistTaskAddInput) -> Result<ChecklistTaskPayload> {
    let request = idempotency::request(ctx, input.idempotency_key, &[]).await?;
    let outcome = async {
        let id = Reference::CHECKLIST.parse_target(context(ctx), &input.checklist_id)?;
        let act = Act::AddTask(input.description);
        let target = Target::Checklist(id);
        edit(
            context(ctx),
            target,
            act,
            request.as_ref(),
            input.validate_only,
        )
        .await
    };
    task_payload(ctx, outcome.await, "checklistId").await
}

async fn reorder_tasks(
    ctx: &Context<'_>,
    input: ChecklistTaskReorderInput,
) -> Result<ChecklistTaskPayload> {
    let outcome = async {
        let id = Reference::CHECKLIST.parse_target(context(ctx), &input.checklist_id)?;
        let mut errors = Vec::new();
        let kind = NodeKind::ChecklistTask;
        let tasks = parse_ids(kind, "task_ids", Some(input.task_ids), &mut errors);
        if !errors.is_empty() {
            return Err(Error::Invalid(errors));
        }
        let act = Act::Reorder(tasks.unwrap_or_default());
        let target = Target::Checklist(id);
        edit(context(ctx), target, act, None, input.validate_only).await
    };
    task_payload(ctx, outcome.await, "checklistId").await
}

async fn change_task(
    ctx: &Context<'_>,
    id: &ID,
    act: Act,
    validate_only: bool,
) -> Result<ChecklistTaskPayload> {
    let outcome = edit_task(ctx, (id, act), validate_only).await;
    task_payload(ctx, outcome.map(|(_, edited)| edited), "id").await
}

async fn remove_task(
    ctx: &Context<'_>,
    input: ChecklistTaskInput,
) -> Result<ChecklistTaskRemovePayload> {
    match edit_task(ctx, (&input.id, Act::RemoveTask), input.validate_only).await {
        Ok((number, edited)) => {
            let removed = (!input.validate_only).then_some(number);
            Ok(ChecklistTaskRemovePayload {
                deleted_id: removed.map(|number| id::encode(NodeKind::ChecklistTask, number)),
                deleted_database_id: removed,
                ticket: read_ticket(ctx, edited.checklist.0.ticket_id).await?,
                checklist: Some(edited.checklist.into()),
                user_errors: Vec::new(),
            })
        }
        Err(error) => Ok(ChecklistTaskRemovePayload {
            user_errors: user_errors(ctx, error, "id")?,
            ..ChecklistTaskRemovePayload::default()
        }),
    }
}

/// Only for agents who work on the ticket.
#[Object]
impl ChecklistMutation {
    /// Creates a checklist of a ticket, empty or from a template. Only for agents who work on the
    /// ticket.
    ///
    #[doc = r#"```graphql
mutation {
  checklistCreate(input: { ticketId: "1", templateId: "1" }) {
    checklist { databaseId name tasks { description position } }
    ticket { reference }
    userErrors { field message code }
  }
}
```"#]
    async fn checklist_create(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Checklist to create.")] input: ChecklistCreateInput,
    ) -> Option<Result<ChecklistPayload>> {
        Some(create_checklist(ctx, input).await)
    }

    /// Renames a checklist. Only for agents who work on the ticket.
    ///
    #[doc = r#"```graphql
mutation {
  checklistUpdate(input: { id: "1", name: "Before shipping" }) {
    checklist { name }
    userErrors { field message code }
  }
}
```"#]
    async fn checklist_update(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Changes of the checklist.")] input: ChecklistUpdateInput,
    ) -> Option<Result<ChecklistPayload>> {
        Some(update_checklist(ctx, input).await)
    }

    /// Deletes a checklist with its tasks. Only for agents who work on the ticket.
    ///
    #[doc = r#"```graphql
mutation {
  checklistDelete(input: { id: "1" }) { deletedId ticket { reference } userErrors { field message code } }
}
```"#]
    async fn checklist_delete(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Checklist to delete.")] input: ChecklistDeleteInput,
    ) -> Option<Result<ChecklistDeletePayload>> {
        Some(delete_checklist(ctx, input).await)
    }

    /// Appends a task to a checklist. Only for agents who work on the ticket.
    ///
    #[doc = r#"```graphql
mutation {
  checklistTaskAdd(input: { checklistId: "1", description: "Take a photo" }) {
    task { databaseId description position }
    userErrors { field message code }
  }
}
```"#]
    async fn checklist_task_add(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Task to add.")] input: ChecklistTaskAddInput,
    ) -> Option<Result<ChecklistTaskPayload>> {
        Some(add_task(ctx, input).await)
    }

    /// Changes the description of a task. Only for agents who work on the ticket.
    ///
    #[doc = r#"```graphql
mutation {
  checklistTaskUpdate(input: { id: "1", description: "Call back twice" }) {
    task { description }
    userErrors { field message code }
  }
}
```"#]
    async fn checklist_task_update(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Changes of the task.")] input: ChecklistTaskUpdateInput,
    ) -> Option<Result<ChecklistTaskPayload>> {
        let act = Act::Describe(input.description);
        Some(change_task(ctx, &input.id, act, input.validate_only).await)
    }

    /// Removes a task from its checklist. Only for agents who work on the ticket.
    ///
    #[doc = r#"```graphql
mutation {
  checklistTaskRemove(input: { id: "1" }) {
    deletedId
    checklist { tasks { description } }
    userErrors { field message code }
  }
}
```"#]
    async fn checklist_task_remove(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Task to remove.")] input: ChecklistTaskInput,
    ) -> Option<Result<ChecklistTaskRemovePayload>> {
        Some(remove_task(ctx, input).await)
    }

    /// Completes a task. A private follow-up records it. Does nothing if the task is completed.
    /// Only for agents who work on the ticket.
    ///
    #[doc = r#"```graphql
mutation {
  checklistTaskComplete(input: { id: "2" }) {
    task { description }
    followUp { title changes { field oldValue newValue } }
    userErrors { field message code }
  }
}
```"#]
    async fn checklist_task_complete(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Task to complete.")] input: ChecklistTaskInput,
    ) -> Option<Result<ChecklistTaskPayload>> {
        let act = Act::SetCompleted(true);
        Some(change_task(ctx, &input.id, act, input.validate_only).await)
    }

    /// Reopens a completed task. A private follow-up records it. Does nothing if the task is open.
    /// Only for agents who work on the ticket.
    ///
    #[doc = r#"```graphql
mutation {
  checklistTaskReopen(input: { id: "1" }) {
    task { description }
    followUp { title changes { field oldValue newValue } }
    userErrors { field message code }
  }
}
```"#]
    async fn checklist_task_reopen(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Task to reopen.")] input: ChecklistTaskInput,
    ) -> Option<Result<ChecklistTaskPayload>> {
        let act = Act::SetCompleted(false);
        Some(change_task(ctx, &input.id, act, input.validate_only).await)
    }

    /// Orders the tasks of a checklist. Only for agents who work on the ticket.
    ///
    #[doc = r#"```graphql
mutation {
  checklistTaskReorder(input: { checklistId: "1", taskIds: ["2", "1"] }) {
    checklist { tasks { description position } }
    userErrors { field message code }
  }
}
```"#]
    async fn checklist_task_reorder(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "New order of the tasks.")] input: ChecklistTaskReorderInput,
    ) -> Option<Result<ChecklistTaskPayload>> {
        Some(reorder_tasks(ctx, input).await)
    }
}
