//! Lists: a select with an order, read a page at a time by keyset cursors or by offset. Knows no table and no
//! access rule; every list begins with the `visible_to` of its own module.

mod children;
mod cursor;
mod filter;
mod query;

pub use children::{Children, among};
pub use cursor::Cursor;
pub use filter::{BooleanFilter, DateTimeFilter, IntFilter, StringFilter};
pub use query::{Order, Ordering, Page, Query, Slice, Sortable, Window};
