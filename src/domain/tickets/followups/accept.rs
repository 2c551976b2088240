//! Accepts the resolution of a ticket and closes it (helpdesk/views/public.py, `ViewTicket`, and
//! helpdesk/views/staff.py, `view_ticket`: `?close`).

use entity::ticket;
use sea_orm::{ColumnTrait, QueryFilter};

use super::add::{self, AddedFollowUp, NewFollowUp};
use crate::domain::tickets::changes::Changes;
use crate::domain::{Context, Error, Result, access};

/// The comment of submitters, followers and visitors.
const BY_SUBMITTER: &str = "Submitter accepted resolution and closed ticket";
/// The comment of agents.
const BY_AGENT: &str = "Accepted resolution and closed ticket";

/// Closes a resolved ticket that the viewer may comment on, with a comment that says so. `None` with
/// `validate_only`.
///
/// # Errors
/// [`Error::Unauthenticated`], [`Error::NotFound`]; [`Error::Conflict`] if the ticket is not resolved;
/// those of [`add::add`].
pub async fn accept_resolution(
    context: &Context,
    id: i32,
    validate_only: bool,
) -> Result<Option<AddedFollowUp>> {
    add::may_add(context, id).await?;
    let row = access::commentable_tickets(context)
        .filter(ticket::Column::Id.eq(id))
        .one(&context.db)
        .await?;
    let ticket = row.ok_or(Error::NotFound)?;
    let helpdesk = &context.config.helpdesk;
    if ticket.status != helpdesk.ticket_resolved_status {
        return Err(Error::Conflict {
            field: "id",
            what: "the ticket is not resolved".into(),
        });
    }
    let comment = if access::is_agent(context) {
        BY_AGENT
    } else {
        BY_SUBMITTER
    };
    let input = NewFollowUp {
        ticket: id,
        comment: context.language.gettext(comment).into_owned(),
        public: true,
        changes: Changes {
            status: Some(helpdesk.ticket_closed_status),
            ..Changes::default()
        },
        expected_updated_at: Some(ticket.modified.0),
        validate_only,
        ..NewFollowUp::default()
    };
    match add::add(context, input).await {
        Err(Error::Conflict {
            field: "expected_updated_at",
            what,
        }) => Err(Error::Conflict { field: "id", what }),
        outcome => outcome,
    }
}
