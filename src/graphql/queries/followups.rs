//! Follow-ups and files, over all tickets.

use async_graphql::{Context, Object, Result};
use entity::{followup, followup_attachment};

use crate::domain::access::Scope;
use crate::domain::filters::{AttachmentFilter, FollowUpFilter};
use crate::domain::tickets::attachments::list as attachments;
use crate::domain::tickets::followups::list as followups;
use crate::graphql::connection::{Connection, page};
use crate::graphql::inputs::{AttachmentOrder, FollowUpOrder};
use crate::graphql::types::{Attachment, Attachments, FollowUp, FollowUps, context};

/// Entry points for follow-ups and files.
#[derive(Debug, Default)]
pub struct FollowUpQuery;

#[Object]
impl FollowUpQuery {
    /// Follow-ups that are yours to see.
    ///
    #[doc = r#"```graphql
{
  followUps(filter: { public: { eq: true } }, orderBy: [{ field: DATE, direction: DESC }], first: 10) {
    nodes { date title comment ticket { reference title } }
  }
}
```"#]
    #[expect(
        clippy::too_many_arguments,
        reason = "they are the arguments of the field"
    )]
    async fn follow_ups(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "In which role you look; any when nothing is said.")] scope: Option<Scope>,
        #[graphql(desc = "Which follow-ups.")] filter: Option<FollowUpFilter>,
        #[graphql(desc = "The order; by date when nothing is said.")] order_by: Option<
            Vec<FollowUpOrder>,
        >,
        #[graphql(desc = "So many from the start.")] first: Option<i32>,
        #[graphql(desc = "Behind this cursor.")] after: Option<String>,
        #[graphql(desc = "So many from the end.")] last: Option<i32>,
        #[graphql(desc = "Before this cursor.")] before: Option<String>,
        #[graphql(desc = "Rows to skip, for numbered pages; not together with cursors.")]
        offset: Option<i32>,
    ) -> Result<Connection<FollowUp, followup::Entity>> {
        let context = context(ctx);
        let page = page(first, after, last, before, offset);
        let query = followups::query(
            context,
            scope,
            filter.as_ref(),
            FollowUpOrder::or(order_by, followups::Field::Date),
        )?;
        Ok(Connection::read(context, query, &page, FollowUps::of_rows).await?)
    }

    /// Files of follow-ups that are yours to see.
    ///
    /// ```graphql
    /// { attachments(filter: { mimeType: { startsWith: "text/" } }) { nodes { filename size url followUp { ticket { reference } } } } }
    /// ```
    #[expect(
        clippy::too_many_arguments,
        reason = "they are the arguments of the field"
    )]
    async fn attachments(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "In which role you look; any when nothing is said.")] scope: Option<Scope>,
        #[graphql(desc = "Which files.")] filter: Option<AttachmentFilter>,
        #[graphql(desc = "The order; by name when nothing is said.")] order_by: Option<
            Vec<AttachmentOrder>,
        >,
        #[graphql(desc = "So many from the start.")] first: Option<i32>,
        #[graphql(desc = "Behind this cursor.")] after: Option<String>,
        #[graphql(desc = "So many from the end.")] last: Option<i32>,
        #[graphql(desc = "Before this cursor.")] before: Option<String>,
        #[graphql(desc = "Rows to skip, for numbered pages; not together with cursors.")]
        offset: Option<i32>,
    ) -> Result<Connection<Attachment, followup_attachment::Entity>> {
        let context = context(ctx);
        let page = page(first, after, last, before, offset);
        let query = attachments::query(
            context,
            scope,
            filter.as_ref(),
            AttachmentOrder::or(order_by, attachments::Field::Filename),
        )?;
        Ok(Connection::read(context, query, &page, Attachments::of_rows).await?)
    }
}
