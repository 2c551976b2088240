//! Lists: a select with a filter and an order, read page by page with cursors or an offset. Knows
//! no table and no access rule: every list starts with a select of [`crate::domain::access`].

mod children;
mod combined;
mod comparators;
mod cursor;
mod filter;
mod list;
mod lowered;
mod moment;
mod operand;
mod order;
mod page;
pub mod scalars;
mod string_filter;

pub(crate) use children::list_text;
pub use children::{ChildSelect, among, among_selected};
pub use combined::{Combined, CombinedRows, Kind, Part};
pub(crate) use comparators::check_text;
pub use comparators::{
    BigIntFilter, BooleanFilter, Comparison, DateFilter, DateTimeFilter, DecimalFilter, IntFilter,
    LocalDateTimeFilter, TimeFilter,
};
pub use cursor::Cursor;
pub use filter::{
    Criteria, Filter, FilterBuilder, Logic, OptionalRelation, Quantifiers, apply_filter,
};
pub(crate) use filter::{RELATION_COST, logic};
pub use list::{Computed, Query};
pub use operand::{Operand, Terms};
pub(crate) use order::sortable;
pub use order::{Order, Ordering, Sortable};
pub use page::{Page, Slice, Window};
pub use string_filter::StringFilter;
