//! Makes users who answer a ticket follow it, if the site wants that
//! (`AUTO_SUBSCRIBE_ON_TICKET_RESPONSE`; helpdesk/update_ticket.py, `add_staff_subscription`).

use entity::{ticket, ticket_cc, user};
use sea_orm::ActiveValue::Set;
use sea_orm::{ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use crate::domain::{Context, Result};

/// Makes the viewer a follower of a ticket, unless they are its submitter, its owner or a follower.
///
/// # Errors
/// Database errors.
pub async fn subscribe(
    context: &Context,
    db: &impl ConnectionTrait,
    ticket: &ticket::Model,
    owner: Option<&user::Model>,
) -> Result<()> {
    let Some(viewer) = context
        .viewer
        .user()
        .filter(|_| context.config.helpdesk.auto_subscribe_on_ticket_response)
    else {
        return Ok(());
    };
    let names = [viewer.username.to_uppercase(), viewer.email.to_uppercase()];
    let is_viewer = |text: &str| names.contains(&text.to_uppercase());
    // Python prints a missing owner as `None`, which can also be a user's name.
    let owner = owner.map_or("None", |owner| owner.username.as_str());
    if ticket.submitter_email.as_deref().is_some_and(is_viewer) || is_viewer(owner) {
        return Ok(());
    }
    let followers = ticket_cc::Entity::find()
        .find_also_related(user::Entity)
        .filter(ticket_cc::Column::TicketId.eq(ticket.id))
        .all(db)
        .await?;
    let known = followers.iter().any(|(cc, user)| {
        let name = user
            .as_ref()
            .map(|user| user.username.as_str())
            .or(cc.email.as_deref());
        is_viewer(name.unwrap_or("None")) || cc.user_id == Some(viewer.id) && cc.email.is_none()
    });
    if !known {
        let row = ticket_cc::ActiveModel {
            ticket_id: Set(ticket.id),
            user_id: Set(Some(viewer.id)),
            email: Set(None),
            can_view: Set(true),
            can_update: Set(false),
            ..Default::default()
        };
        row.insert(db).await?;
    }
    Ok(())
}
