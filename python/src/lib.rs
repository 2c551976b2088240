//! Python's rules for values as text: which texts `int()`, `Decimal()` and `fromisoformat()` accept,
//! what `str.strip()` removes, how `repr()` and `json.dumps()` print, what bytes mean in a charset.
//! Everything that shows values to clients as Django does uses this crate. Django's rules for dates,
//! durations and escaped HTML ([`dateparse`], [`parse_duration`], [`html`]) are here as well, because
//! several crates need them.
//!
//! The character tables are those of Python 3.11 (Unicode 14), with which the contract was recorded.

mod case;
mod codec;
pub mod dateparse;
mod datetime;
mod decimal;
mod duration;
pub mod html;
mod json;
mod number;
mod printf;
mod repr;
mod tables;
mod text;
pub mod urllib;
mod zone;

pub use case::{capitalize, istitle, swapcase, title};
pub use codec::{Codec, DecodeError, LookupError};
pub use datetime::{isoformat_date, isoformat_offset, isoformat_time};
pub use decimal::{Decimal, InvalidDecimal, Special};
pub use duration::{DurationError, duration_string, parse_duration};
pub use json::{json_dumps, json_dumps_compact};
pub use number::{float_repr, int_digits, parse_float};
pub use printf::{format_e, format_g};
pub use repr::{ascii, write_repr};
pub use text::{
    ascii_digits, digit, expandtabs, is_printable, is_space, split, splitlines,
    splitlines_keepends, strip,
};
pub use zone::{in_tables, offset, offset_of_local};
