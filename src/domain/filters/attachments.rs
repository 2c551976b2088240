//! Filter of the files of follow-ups.

use entity::{followup, followup_attachment};

use super::FollowUpFilter;
use crate::domain::query::{self, Criteria, IntFilter, StringFilter, logic};
use crate::domain::{Result, access};

/// Which files are meant. Several words must all hold.
#[derive(Clone, Debug, Default, async_graphql::InputObject)]
#[graphql(name = "AttachmentFilter")]
pub struct AttachmentFilter {
    /// By number.
    pub database_id: Option<IntFilter>,
    /// By the number of the follow-up.
    pub follow_up_id: Option<IntFilter>,
    /// By the follow-up.
    pub follow_up: Option<Box<FollowUpFilter>>,
    /// By name.
    pub filename: Option<StringFilter>,
    /// By type.
    pub mime_type: Option<StringFilter>,
    /// By its length in bytes.
    pub size: Option<IntFilter>,
    /// All of these.
    pub and: Option<Vec<AttachmentFilter>>,
    /// At least one of these.
    pub or: Option<Vec<AttachmentFilter>>,
    /// Not this.
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
            .one(
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
