//! Filters attachments.

use entity::{followup, followup_attachment};

use super::FollowUpFilter;
use crate::domain::query::{self, Criteria, IntFilter, StringFilter, logic};
use crate::domain::{Result, access};

/// Filters attachments. Fields are combined with AND.
#[derive(Clone, Debug, Default, async_graphql::InputObject)]
#[graphql(name = "AttachmentFilter")]
pub struct AttachmentFilter {
    /// Numeric ID.
    pub database_id: Option<IntFilter>,
    /// Numeric ID of the follow-up.
    pub follow_up_id: Option<IntFilter>,
    /// Follow-up, if you may see it.
    pub follow_up: Option<Box<FollowUpFilter>>,
    /// File name.
    pub filename: Option<StringFilter>,
    /// MIME type.
    pub mime_type: Option<StringFilter>,
    /// Size in bytes.
    pub size: Option<IntFilter>,
    /// All of these filters match.
    pub and: Option<Vec<AttachmentFilter>>,
    /// At least one of these filters matches.
    pub or: Option<Vec<AttachmentFilter>>,
    /// This filter does not match.
    pub not: Option<Box<AttachmentFilter>>,
}

impl query::Filter for AttachmentFilter {
    logic!();

    fn criteria<'a, 'b>(&self, criteria: Criteria<'a, 'b>) -> Result<Criteria<'a, 'b>> {
        use followup_attachment::Column as C;
        let followups = access::followups(criteria.context(), None);
        criteria
            .column(self.database_id.as_ref(), C::Id)?
            .column(self.follow_up_id.as_ref(), C::FollowupId)?
            .to_one(
                self.follow_up.as_deref(),
                C::FollowupId,
                followups,
                followup::Column::Id,
            )?
            .column(self.filename.as_ref(), C::Filename)?
            .column(self.mime_type.as_ref(), C::MimeType)?
            .column(self.size.as_ref(), C::Size)
    }
}
