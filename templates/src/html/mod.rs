//! Python's `html.parser`.

pub(crate) mod parser;
mod scan;
