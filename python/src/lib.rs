//! Python's rules for text and numbers, as clients see them: what `str.strip()` removes, which
//! digits `int()` reads, how `repr()` escapes, what bytes mean in a charset. Knows nothing about
//! Django or requests. The tables are those of Python 3.11 (Unicode 14), which recorded the
//! contract.

mod codec;
mod decimal;
mod json;
mod number;
mod repr;
mod tables;
mod text;
mod zone;

pub use codec::{Codec, DecodeError, LookupError};
pub use decimal::{Decimal, Special, decimal};
pub use json::json_dumps;
pub use number::{float, float_repr, int_digits};
pub use repr::write_repr;
pub use text::{ascii_digits, digit, is_printable, is_space, lines, lines_with_ends, strip, words};
pub use zone::{in_tables, offset, offset_of_local};
