//! Automatic persisted queries: a client sends the SHA-256 of a document, and the text only if the
//! service does not know it. The documents are cached in memory, with eviction of those that are
//! used least. A client that receives `PersistedQueryNotFound` sends the text again.

use std::sync::Arc;

use moka::sync::Cache;
use sha2::{Digest, Sha256};

use super::{DocumentError, Result};

/// Documents by hash; `None` if persisted queries are disabled.
#[derive(Debug)]
pub(super) struct Persisted(Option<Cache<String, Arc<str>>>);

/// Rejects a hash that is not the document's.
pub(super) fn check(hash: &str, query: &str) -> Result<()> {
    if hash.eq_ignore_ascii_case(&sha256(query)) {
        return Ok(());
    }
    Err(DocumentError::request(
        "PERSISTED_QUERY_HASH_MISMATCH",
        "sha256Hash is not the SHA-256 of the query in hexadecimal",
    ))
}

/// The SHA-256 of a document in hexadecimal.
pub(super) fn sha256(text: &str) -> String {
    use std::fmt::Write;
    Sha256::digest(text.as_bytes())
        .iter()
        .fold(String::with_capacity(64), |mut hex, byte| {
            // Writing to a string never fails.
            let _ = write!(hex, "{byte:02x}");
            hex
        })
}

/// The document is unknown. Clients recognize this message and send the text.
pub(super) fn not_found() -> DocumentError {
    DocumentError::document("PERSISTED_QUERY_NOT_FOUND", "PersistedQueryNotFound")
}

impl Persisted {
    /// A cache of at most `bytes`; 0 disables persisted queries.
    pub(super) fn new(bytes: u64) -> Self {
        let weight = |hash: &String, text: &Arc<str>| {
            u32::try_from(hash.len() + text.len() + 64).unwrap_or(u32::MAX)
        };
        Self((bytes > 0).then(|| Cache::builder().weigher(weight).max_capacity(bytes).build()))
    }

    /// The document with a hash.
    pub(super) fn get(&self, hash: &str) -> Result<String> {
        let Some(documents) = &self.0 else {
            return Err(DocumentError::document(
                "PERSISTED_QUERY_NOT_SUPPORTED",
                "PersistedQueryNotSupported",
            ));
        };
        documents
            .get(&hash.to_ascii_lowercase())
            .map(|text| text.to_string())
            .ok_or_else(not_found)
    }

    /// Stores a document whose hash was checked.
    pub(super) fn insert(&self, hash: &str, query: &str) {
        let Some(documents) = &self.0 else { return };
        let hash = hash.to_ascii_lowercase();
        if !documents.contains_key(&hash) {
            documents.insert(hash, Arc::from(query));
        }
    }
}
