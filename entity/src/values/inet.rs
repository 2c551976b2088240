//! An IP address.

use sea_orm::sea_query::ColumnType;
use sea_orm::{ColIdx, QueryResult, TryGetError, TryGetable};

use super::bound_as_text;

/// An IP address: `inet` on PostgreSQL, text elsewhere.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Inet(pub String);

bound_as_text!(
    Inet,
    "inet",
    ColumnType::Inet,
    |inet: Inet| inet.0,
    |text: &str| Some(Inet(text.to_owned()))
);

impl TryGetable for Inet {
    fn try_get_by<I: ColIdx>(row: &QueryResult, index: I) -> Result<Self, TryGetError> {
        if row.try_as_pg_row().is_some() {
            let network = <sea_orm::prelude::IpNetwork as TryGetable>::try_get_by(row, index)?;
            return Ok(Self(network.ip().to_string()));
        }
        String::try_get_by(row, index).map(Self)
    }
}
