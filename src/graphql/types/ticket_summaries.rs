//! The rows around a batch of tickets: last follow-ups, times, files, merged tickets, submitters and
//! articles.

use std::collections::{BTreeSet, HashSet};

use async_graphql::Context;
use entity::values::{Interval, Timestamp};

use crate::domain;
use crate::domain::desk::{knowledge_base, users};
use crate::domain::tickets::summaries;
use crate::graphql::connection::Row;
use crate::graphql::types::knowledge_base::KbItem;
use crate::graphql::types::user::Users;
use crate::graphql::types::{Attachment, Attachments, Ticket, Tickets, User, context};

impl Tickets {
    /// When the last follow-up of a ticket was created that the viewer may see.
    pub(crate) async fn last_followup(
        &self,
        ctx: &Context<'_>,
        ticket: i32,
    ) -> domain::Result<Option<Timestamp>> {
        let read = || async { summaries::last_followups(context(ctx), &self.ids()).await };
        Ok(self.last_followups.get(read).await?.get(&ticket).copied())
    }

    /// The time that the follow-ups of a ticket record together; none if the viewer does not work on
    /// the ticket.
    pub(crate) async fn time_spent(
        &self,
        ctx: &Context<'_>,
        ticket: i32,
    ) -> domain::Result<Option<Interval>> {
        if !self.workable(ctx).await?.contains(&ticket) {
            return Ok(None);
        }
        let read = || async { summaries::times_spent(context(ctx), &self.ids()).await };
        let times = self.times_spent.get(read).await?;
        Ok(Some(times.get(&ticket).copied().unwrap_or(Interval(0))))
    }

    /// The visible tickets that were merged into a ticket.
    pub(crate) async fn merged(&self, ctx: &Context<'_>, ticket: i32) -> domain::Result<&[Ticket]> {
        let read = || async {
            let tickets = Self::of_page(summaries::merged(context(ctx), &self.ids()).await?);
            Ok(tickets
                .into_iter()
                .filter_map(|ticket| Some((ticket.model().merged_to_id?, ticket)))
                .collect())
        };
        Ok(self.merged.get(read).await?.of(ticket))
    }

    /// The attachments of a ticket that the viewer may see.
    pub(crate) async fn files(
        &self,
        ctx: &Context<'_>,
        ticket: i32,
    ) -> domain::Result<&[Attachment]> {
        let read = || async {
            let files = summaries::files(context(ctx), &self.ids()).await?;
            let (tickets, rows): (Vec<i32>, Vec<_>) = files.into_iter().unzip();
            Ok(tickets
                .into_iter()
                .zip(Attachments::of_rows(rows))
                .collect())
        };
        Ok(self.files.get(read).await?.of(ticket))
    }

    /// The account with the address of a submitter, as django-helpdesk finds it: none if there are
    /// several (helpdesk/models.py, `get_submitter_userprofile`).
    pub(crate) async fn submitter(
        &self,
        ctx: &Context<'_>,
        address: &str,
    ) -> domain::Result<Option<User>> {
        let read = || async {
            let addresses: BTreeSet<&str> = self
                .rows
                .iter()
                .filter_map(|row| row.submitter_email.as_deref())
                .collect();
            let addresses: Vec<&str> = addresses.into_iter().collect();
            Ok(Users::of_rows(
                users::by_emails(context(ctx), &addresses).await?,
            ))
        };
        let users = self.submitters.get(read).await?;
        let mut found = users
            .iter()
            .filter(|user| user.row().is_some_and(|row| row.email == address));
        Ok(match (found.next(), found.next()) {
            (Some(user), None) => Some(user.clone()),
            _ => None,
        })
    }

    /// The article with an ID from which tickets of the batch were created, if the viewer may see
    /// it.
    pub(crate) async fn kb_item(
        &self,
        ctx: &Context<'_>,
        id: i32,
    ) -> domain::Result<Option<KbItem>> {
        let read = || async {
            let ids: HashSet<i32> = self.rows.iter().filter_map(|row| row.kbitem_id).collect();
            let ids: Vec<i32> = ids.into_iter().collect();
            Ok(KbItem::of_item_rows(
                knowledge_base::items_with_categories(context(ctx), &ids).await?,
            ))
        };
        let items = self.kb_items.get(read).await?;
        Ok(items.iter().find(|item| item.model().id == id).cloned())
    }
}
