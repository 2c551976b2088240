//! The search: full text over tickets and the knowledge base.
//!
//! Text is split into words here (`words`), for documents and queries alike; the databases' text
//! indexes only store and find them. So the three databases find the same, and
//! `tests/it/search/agreement.rs` compares them with a scan of all rows.
//!
//! - `parse` reads the language of search texts, `operators` gives its operators their meaning
//! - `class`, `document`, `sources` and `index` build the documents and keep them up to date
//! - `matching` and `find` compile a search to SQL, starting in `access`
//! - `contents` and `highlight` read the hits of a page and find the words in their texts

pub mod class;
pub mod contents;
pub mod document;
pub mod find;
pub mod highlight;
pub mod index;
pub mod indexer;
mod matching;
mod operators;
pub mod parse;
mod sources;
pub mod words;
