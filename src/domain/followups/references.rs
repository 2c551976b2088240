//! Tickets that a comment refers to with `#42` are told so (helpdesk/update_ticket.py, `create_ticket_backlinks`).

use std::collections::BTreeSet;
use std::sync::LazyLock;

use entity::values::Timestamp;
use entity::{followup, ticket};
use regex::Regex;
use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::domain::access::{self, Scope};
use crate::domain::events::{Kind, Note};
use crate::domain::unit::Unit;
use crate::domain::{Context, Result};

/// `#42` in a comment, but not the `#39` of `&#39;` (helpdesk/update_ticket.py).
static REFERENCE: LazyLock<Regex> = LazyLock::new(|| {
    #[expect(clippy::expect_used, reason = "the pattern is a constant, and a test compiles it")]
    Regex::new(r"(?:[^&]|\b|^)#(\d+)\b").expect("a well-formed pattern")
});

/// The numbers of the tickets that a comment refers to.
#[must_use]
pub fn mentioned(comment: &str) -> BTreeSet<i32> {
    REFERENCE.captures_iter(comment).filter_map(|found| found[1].parse().ok()).collect()
}

/// Writes on each ticket that the follow-up refers to, and that the viewer works on, that it was referred to: once.
///
/// # Errors
/// What the database says.
pub async fn refer_back(
    context: &Context,
    unit: &mut Unit,
    source: &ticket::Model,
    comment: Option<&str>,
    now: Timestamp,
) -> Result<()> {
    if !context.config.helpdesk.enable_backlinks {
        return Ok(());
    }
    let mut ids = mentioned(comment.unwrap_or_default());
    ids.remove(&source.id);
    if ids.is_empty() {
        return Ok(());
    }
    let tx = &unit.tx;
    let title = format!("Referenced in ticket #{}", source.id);
    let targets = access::tickets(context, Some(Scope::Agent))
        .filter(ticket::Column::Id.is_in(ids))
        .order_by_asc(ticket::Column::Id)
        .all(tx)
        .await?;
    let linked = followup::Entity::find()
        .filter(followup::Column::TicketId.is_in(targets.iter().map(|target| target.id)))
        .filter(followup::Column::Title.eq(title.as_str()))
        .all(tx)
        .await?;
    let new: Vec<i32> = targets
        .iter()
        .map(|target| target.id)
        .filter(|id| !linked.iter().any(|followup| followup.ticket_id == *id))
        .collect();
    if new.is_empty() {
        return Ok(());
    }
    let rows = new.iter().map(|id| followup::ActiveModel {
        ticket_id: Set(*id),
        date: Set(now),
        title: Set(Some(title.clone())),
        comment: Set(None),
        public: Set(false),
        user_id: Set(context.viewer.id()),
        new_status: Set(None),
        message_id: Set(None),
        time_spent: Set(None),
        email_recipients: Set(None),
        ..Default::default()
    });
    let written = followup::Entity::insert_many(rows).exec_with_returning(tx).await?;
    ticket::Entity::update_many()
        .col_expr(ticket::Column::Modified, sea_orm::sea_query::Expr::val(now))
        .filter(ticket::Column::Id.is_in(new))
        .exec(tx)
        .await?;
    for row in written {
        unit.note(Note::new(Kind::FollowUpAdded, row.ticket_id).followup(row.id, false));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::REFERENCE;

    #[test]
    fn references_are_found_and_entities_are_not() {
        let found = |text: &str| REFERENCE.captures_iter(text).map(|hit| hit[1].to_owned()).collect::<Vec<_>>();
        assert_eq!(found("See #1, #22 and (#3)"), ["1", "22", "3"]);
        assert_eq!(found("it&#39;s"), Vec::<String>::new());
        assert_eq!(found("#4x"), Vec::<String>::new());
    }
}
