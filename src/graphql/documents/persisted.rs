//! Automatic persisted queries: a client names a document by its SHA-256, and sends the text along
//! only when it is not known. What is known lives in memory, the least used going first; a client
//! that is told "not found" sends it again.

use std::sync::Arc;

use moka::sync::Cache;
use sha2::{Digest, Sha256};

use super::{Fault, Result};

/// Documents by their hashes.
#[derive(Debug)]
pub(super) struct Persisted(Option<Cache<String, Arc<str>>>);

/// Refuses a hash that is not the document's.
pub(super) fn check(hash: &str, query: &str) -> Result<()> {
    if hash.eq_ignore_ascii_case(&sha256(query)) {
        return Ok(());
    }
    Err(Fault::request(
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
            // Writing into text has nothing to fail on.
            let _ = write!(hex, "{byte:02x}");
            hex
        })
}

/// Clients know these words: they send the document next.
pub(super) fn not_found() -> Fault {
    Fault::document("PERSISTED_QUERY_NOT_FOUND", "PersistedQueryNotFound")
}

impl Persisted {
    /// Room for so many bytes of documents; without any, nothing is kept.
    pub(super) fn new(bytes: u64) -> Self {
        let weight = |hash: &String, text: &Arc<str>| {
            u32::try_from(hash.len() + text.len() + 64).unwrap_or(u32::MAX)
        };
        Self((bytes > 0).then(|| Cache::builder().weigher(weight).max_capacity(bytes).build()))
    }

    /// The document of a hash.
    pub(super) fn get(&self, hash: &str) -> Result<String> {
        let Some(known) = &self.0 else {
            return Err(Fault::document(
                "PERSISTED_QUERY_NOT_SUPPORTED",
                "PersistedQueryNotSupported",
            ));
        };
        known
            .get(&hash.to_ascii_lowercase())
            .map(|text| text.to_string())
            .ok_or_else(not_found)
    }

    /// Keeps a document whose hash was found right.
    pub(super) fn keep(&self, hash: &str, query: &str) {
        let Some(known) = &self.0 else { return };
        let hash = hash.to_ascii_lowercase();
        if !known.contains_key(&hash) {
            known.insert(hash, Arc::from(query));
        }
    }
}
