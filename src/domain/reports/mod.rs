//! Counts and reports of tickets, computed by the database: numbers of tickets, statistics of
//! durations, and times spent, in groups. Every statement starts in [`super::access`], so that a
//! count contains only rows that the viewer may see. The number of statements depends neither on the
//! number of rows nor on the number of groups.

pub mod counts;
mod dimension;
pub mod durations;
mod key;
mod measure;
pub mod period;
mod pivot;
mod sql;
pub mod time_spent;

use chrono_tz::Tz;
use entity::ticket;
use sea_orm::Select;

pub use dimension::{TicketDimension, TimeSpentDimension};
pub use key::{AgeBand, Key};
pub use measure::TicketMeasure;

use crate::domain::access::{self, Scope};
use crate::domain::filters::TicketFilter;
use crate::domain::query::apply_filter;
use crate::domain::tickets::saved_search;
use crate::domain::{Code, Context, Error, Result};

/// Number of groups without an argument.
pub const DEFAULT_GROUPS: i32 = 200;
/// Maximum number of groups.
pub const MAX_GROUPS: i32 = 2000;
/// Maximum number of dimensions.
const MAX_DIMENSIONS: u8 = 2;

/// The tickets of a report, and how they are grouped.
#[derive(Clone, Debug)]
pub struct Report {
    /// The role in which the viewer sees the tickets; any by default.
    pub scope: Option<Scope>,
    /// Only tickets that match.
    pub filter: Option<TicketFilter>,
    /// Only tickets that match this saved search, and that the viewer works on.
    pub saved_search: Option<i32>,
    /// Name of the custom field of [`TicketDimension::CustomField`].
    pub custom_field: Option<String>,
    /// Name of the time zone of days, weeks and months; the site's by default.
    pub time_zone: Option<String>,
    /// Maximum number of groups: from 1 to [`MAX_GROUPS`].
    pub first: i32,
}

impl Default for Report {
    fn default() -> Self {
        Self {
            scope: None,
            filter: None,
            saved_search: None,
            custom_field: None,
            time_zone: None,
            first: DEFAULT_GROUPS,
        }
    }
}

impl Report {
    /// Checks the caller and the arguments. Returns the time zone and the number of groups.
    fn checked<D: PartialEq>(&self, context: &Context, dimensions: &[D]) -> Result<(Tz, u64)> {
        // Visitors with a link see one ticket; counting is for people who are signed in.
        if !context.viewer.is_authenticated() {
            return Err(Error::Unauthenticated);
        }
        if dimensions.len() > usize::from(MAX_DIMENSIONS) {
            return Err(Error::field(
                "groupBy",
                Code::MaxItems(MAX_DIMENSIONS.into()),
            ));
        }
        if matches!(dimensions, [one, other] if one == other) {
            return Err(Error::field("groupBy", Code::Twice));
        }
        if self.first < 1 {
            return Err(Error::field("first", Code::MinValue(1)));
        }
        if self.first > MAX_GROUPS {
            return Err(Error::field("first", Code::MaxValue(MAX_GROUPS.into())));
        }
        let groups = u64::try_from(self.first).unwrap_or_default();
        Ok((self.zone(context)?, groups))
    }

    fn zone(&self, context: &Context) -> Result<Tz> {
        match &self.time_zone {
            None => Ok(context.config.time_zone),
            Some(name) => name
                .parse()
                .map_err(|_| Error::field("timeZone", Code::Invalid)),
        }
    }

    /// The role in which the viewer sees the tickets and their follow-ups.
    fn scope(&self) -> Option<Scope> {
        self.scope.or(self.saved_search.map(|_| Scope::Agent))
    }

    /// The tickets of the report that the viewer may see.
    async fn tickets(&self, context: &Context) -> Result<Select<ticket::Entity>> {
        let select = match self.saved_search {
            Some(id) => {
                let found = saved_search::tickets(context, id, "savedSearchId").await?;
                // The role narrows the search, which has the tickets that the viewer works on.
                match self.scope {
                    None | Some(Scope::Agent) => found.0,
                    Some(_) => return Err(Error::field("scope", Code::Exclusive("savedSearchId"))),
                }
            }
            None => access::tickets(context, self.scope),
        };
        apply_filter(context, select, self.filter.as_ref())
    }
}
