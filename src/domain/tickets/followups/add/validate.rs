//! Validation of a follow-up to add.

use entity::{queue, ticket};
use sea_orm::{ConnectionTrait, EntityTrait};

use super::{NewFollowUp, select_commentable};
use crate::domain::core::text;
use crate::domain::tickets::attachments::store::{self, Upload};
use crate::domain::tickets::changes::{self, Changes};
use crate::domain::tickets::followups::comment;
use crate::domain::tickets::followups::customers::{self, Answer};
use crate::domain::tickets::followups::record::Draft;
use crate::domain::tickets::related;
use crate::domain::tickets::update::check_unmodified;
use crate::domain::{Code, Context, Error, FieldError, Result};

/// Validates the input. Returns the ticket, the draft without files, and the files.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`], [`Error::Invalid`], [`Error::Conflict`]; database errors.
pub(super) async fn validate(
    context: &Context,
    mut input: NewFollowUp,
) -> Result<(ticket::Model, Draft, Vec<Upload>)> {
    let ticket = select_commentable(context, input.ticket)
        .one(&context.db)
        .await?
        .ok_or(Error::NotFound)?;
    let answer = if !context.dialect.limits_comments_to_agents()
        && related::workable_tickets(context, &[ticket.id])
            .await?
            .is_empty()
    {
        let status = input.changes.status.take();
        if input.title.is_some()
            || input.time_spent.is_some()
            || input.changes != Changes::default()
        {
            return Err(Error::Forbidden);
        }
        let answer = Answer {
            status,
            has_content: !input.comment.trim().is_empty() || !input.attachments.is_empty(),
        };
        input.changes.status = customers::new_status(context, &ticket, answer)
            .map_err(|error| nested(context, error))?;
        input.public = true;
        Some(answer)
    } else {
        None
    };
    let uploads = std::mem::take(&mut input.attachments);
    // A concurrent change is the cause of other errors, so it is reported first.
    check_unmodified(&ticket, input.expected_updated_at)?;
    let draft = Draft {
        answer,
        ..check(context, &ticket, input, &uploads).await?
    };
    if uploads.is_empty() {
        require_content(context, &context.db, &ticket, &draft).await?;
    }
    Ok((ticket, draft, uploads))
}

/// Checks that a draft contains or changes anything. REST accepts an empty one, as django-helpdesk
/// does.
///
/// # Errors
/// [`Error::Invalid`] if it does not; database errors.
pub(super) async fn require_content(
    context: &Context,
    db: &impl ConnectionTrait,
    ticket: &ticket::Model,
    draft: &Draft,
) -> Result<()> {
    let has_content =
        !draft.comment.trim().is_empty() || draft.time_spent.is_some() || !draft.files.is_empty();
    if context.dialect.accepts_empty_followups()
        || has_content
        || changes::changes_anything(db, ticket, &draft.checked).await?
    {
        return Ok(());
    }
    Err(Error::field("comment", Code::Required))
}

async fn check(
    context: &Context,
    ticket: &ticket::Model,
    input: NewFollowUp,
    uploads: &[Upload],
) -> Result<Draft> {
    let mut errors = Vec::new();
    let NewFollowUp {
        title,
        mut comment,
        public,
        time_spent,
        mut changes,
        sent,
        ..
    } = input;
    let given_title = title.as_deref().unwrap_or_default();
    errors.extend(text::field_error(context, "title", given_title, Some(200)));
    let comment_error = text::field_error(context, "comment", &comment, None);
    let renders = context.dialect.renders_comments() && sent.is_none() && comment_error.is_none();
    errors.extend(comment_error);
    errors.extend(negative_time_error(context, time_spent));
    errors.extend(store::check_uploads(context, uploads));
    let title = if context.dialect.shares_title_with_ticket() && sent.is_none() {
        changes.title = title.clone().filter(|title| !title.is_empty());
        title.or_else(|| Some(ticket.title.clone()))
    } else {
        title
    };
    if renders {
        let queue = queue::Entity::find_by_id(ticket.queue_id)
            .one(&context.db)
            .await?
            .ok_or(Error::NotFound)?;
        match comment::render(context, ticket, &queue, &comment).await {
            Ok(rendered) => {
                errors.extend(text::field_error(context, "comment", &rendered, None));
                comment = rendered;
            }
            Err(Error::Invalid(broken)) => errors.extend(broken),
            Err(error) => return Err(error),
        }
    }
    let checked = changes::check(context, Some(ticket), changes).await;
    match checked.map_err(|error| nested(context, error)) {
        Ok(checked) if errors.is_empty() => Ok(Draft {
            title,
            comment,
            public,
            time_spent,
            checked,
            sent,
            ..Draft::default()
        }),
        Ok(_) => Err(Error::Invalid(errors)),
        Err(Error::Invalid(more)) => {
            errors.extend(more);
            Err(Error::Invalid(errors))
        }
        Err(error) => Err(error),
    }
}

/// Adds to the errors of changes the path that changes have in the input.
pub(super) fn nested(context: &Context, error: Error) -> Error {
    match error {
        Error::Invalid(mut errors) if context.dialect.nests_changes() => {
            for error in &mut errors {
                error.path.insert(0, "changes".to_owned());
            }
            Error::Invalid(errors)
        }
        error => error,
    }
}

/// The error of a negative time. REST accepts it, as django-helpdesk does.
pub(in crate::domain::tickets) fn negative_time_error(
    context: &Context,
    time_spent: Option<i64>,
) -> Option<FieldError> {
    let less =
        !context.dialect.accepts_negative_time() && time_spent.is_some_and(|micros| micros < 0);
    less.then(|| FieldError::new("time_spent", Code::MinValue(0)))
}
