//! `multipart/form-data` for both APIs: splits a body into parts and parses their headers as Django
//! does (`django/http/multipartparser.py`), in time linear in the length of the body. Callers limit
//! the number of fields and files.

mod base64;
mod encoded_word;
mod file_name;
mod head;
mod parameters;
mod parts;

pub use base64::{Base64, decode_lenient};
pub use encoded_word::decode_encoded_words;
pub use file_name::{has_valid_name, sanitize_file_name};
pub use head::{Head, Kind};
pub use parameters::parse_header_parameters;
pub use parts::{Error, Parts};

/// Whether Django accepts a boundary (`[ -~]{0,200}[!-~]`).
#[must_use]
pub fn is_boundary(text: &str) -> bool {
    (1..=201).contains(&text.len())
        && text.bytes().all(|b| (b' '..=b'~').contains(&b))
        && !text.ends_with(' ')
}
