//! Lists: a select with a filter and an order, read a page at a time by keyset cursors or by
//! offset. Knows no table and no access rule; every list begins with the `visible_to` of its own
//! module.

mod children;
mod comparators;
mod cursor;
mod filter;
mod list;
mod lowered;
mod moment;
pub mod scalars;

pub use children::{Children, among};
pub(crate) use comparators::sound;
pub use comparators::{
    BigIntFilter, BooleanFilter, Comparison, DateFilter, DateTimeFilter, DecimalFilter, IntFilter,
    LocalDateTimeFilter, Operand, StringFilter, Terms, TimeFilter,
};
pub use cursor::Cursor;
pub use filter::{Criteria, Filter, Filtering, Logic, Quantifiers};
pub(crate) use filter::{RELATION, logic};
pub(crate) use list::sortable;
pub use list::{Order, Ordering, Page, Query, Slice, Sortable, Window};
