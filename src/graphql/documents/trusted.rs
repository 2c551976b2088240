//! Trusted documents: those that a frontend was built with, by names. Read once, at start, from a
//! folder of `.graphql` files or from a manifest, as Relay, GraphQL Code Generator or Apollo write
//! it.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::Fault;
use super::parser::parse;
use super::persisted::sha256;
use crate::config::TrustedDocuments;

/// Why the trusted documents cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("graphql.trusted_documents_path: {}: {reason}", .path.display())]
pub struct Unreadable {
    path: PathBuf,
    reason: String,
}

impl Unreadable {
    fn new(path: &Path, reason: impl ToString) -> Self {
        Self {
            path: path.to_owned(),
            reason: reason.to_string(),
        }
    }
}

/// The documents by their names and by their hashes.
#[derive(Debug)]
pub(super) struct Trusted {
    mode: TrustedDocuments,
    by_id: HashMap<String, String>,
    hashes: HashSet<String>,
}

/// Nothing but trusted documents is executed, and this is none.
pub(super) fn not_trusted() -> Fault {
    Fault::document(
        "DOCUMENT_NOT_TRUSTED",
        "only documents that this installation knows are executed here",
    )
}

impl Trusted {
    /// Reads the documents at `path`; none where they are switched off.
    pub(super) fn read(mode: TrustedDocuments, path: &str) -> Result<Self, Unreadable> {
        let mut trusted = Self {
            mode,
            by_id: HashMap::new(),
            hashes: HashSet::new(),
        };
        if mode == TrustedDocuments::Off {
            return Ok(trusted);
        }
        let path = Path::new(path);
        let documents = if path.is_dir() {
            folder(path)?
        } else {
            manifest(path)?
        };
        for (id, text) in documents {
            if let Err(fault) = parse(&text, usize::MAX) {
                let line = &fault.errors[0]["locations"][0]["line"];
                return Err(Unreadable::new(
                    path,
                    format_args!("the document {id:?} is no GraphQL (its line {line})"),
                ));
            }
            let hash = sha256(&text);
            trusted
                .by_id
                .entry(hash.clone())
                .or_insert_with(|| text.clone());
            trusted.hashes.insert(hash);
            trusted.by_id.insert(id, text);
        }
        Ok(trusted)
    }

    pub(super) fn mode(&self) -> TrustedDocuments {
        self.mode
    }

    /// The document of a name; its hash is a name too, with and without `sha256:` before it.
    pub(super) fn get(&self, id: &str) -> Option<&str> {
        let bare = || {
            id.strip_prefix("sha256:")
                .and_then(|hash| self.by_id.get(hash))
        };
        self.by_id.get(id).or_else(bare).map(String::as_str)
    }

    /// Whether this text is one of the documents.
    pub(super) fn has(&self, query: &str) -> bool {
        self.hashes.contains(&sha256(query))
    }
}

/// The `.graphql` files of a folder, by their names without the ending.
fn folder(path: &Path) -> Result<Vec<(String, String)>, Unreadable> {
    let mut documents = Vec::new();
    for entry in std::fs::read_dir(path).map_err(|error| Unreadable::new(path, error))? {
        let file = entry.map_err(|error| Unreadable::new(path, error))?.path();
        let stem = file.file_stem().and_then(|stem| stem.to_str());
        if let Some(id) =
            stem.filter(|_| file.extension().is_some_and(|ending| ending == "graphql"))
        {
            let text =
                std::fs::read_to_string(&file).map_err(|error| Unreadable::new(&file, error))?;
            documents.push((id.to_owned(), text));
        }
    }
    if documents.is_empty() {
        return Err(Unreadable::new(
            path,
            "there is no .graphql file in this folder",
        ));
    }
    Ok(documents)
}

/// A JSON object of names and documents, or Apollo's manifest.
fn manifest(path: &Path) -> Result<Vec<(String, String)>, Unreadable> {
    let text = std::fs::read_to_string(path).map_err(|error| Unreadable::new(path, error))?;
    let read: Value = serde_json::from_str(&text).map_err(|error| Unreadable::new(path, error))?;
    let wrong = || {
        Unreadable::new(
            path,
            "it is neither an object of names and documents nor Apollo's manifest of operations",
        )
    };
    let members = read.as_object().ok_or_else(wrong)?;
    let pair = |id: Option<&str>, text: Option<&str>| Some((id?.to_owned(), text?.to_owned()));
    let documents: Option<Vec<_>> = match members.get("operations").and_then(Value::as_array) {
        Some(operations) => operations
            .iter()
            .map(|each| pair(each["id"].as_str(), each["body"].as_str()))
            .collect(),
        None => members
            .iter()
            .map(|(id, text)| pair(Some(id), text.as_str()))
            .collect(),
    };
    documents.ok_or_else(wrong)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(file: &Path) -> Result<Trusted, Unreadable> {
        Trusted::read(TrustedDocuments::On, file.to_str().unwrap())
    }

    #[test]
    fn manifests_and_folders_are_read() {
        let place = tempfile::tempdir().unwrap();
        let put = |name: &str, text: &str| {
            let file = place.path().join(name);
            std::fs::write(&file, text).unwrap();
            file
        };
        let text = "{ __typename }";
        let plain = put("plain.json", r#"{"a": "{ __typename }"}"#);
        let apollo = put(
            "apollo.json",
            r#"{"format": "apollo-persisted-query-manifest", "version": 1,
                "operations": [{"id": "a", "name": "A", "type": "query", "body": "{ __typename }"}]}"#,
        );
        put("a.graphql", text);
        for from in [plain.as_path(), apollo.as_path(), place.path()] {
            let trusted = read(from).unwrap();
            assert_eq!(trusted.get("a"), Some(text), "{from:?}");
            assert_eq!(trusted.get(&sha256(text)), Some(text));
            assert_eq!(trusted.get(&format!("sha256:{}", sha256(text))), Some(text));
            assert!(
                trusted.get("b").is_none() && trusted.has(text) && !trusted.has("{__typename}")
            );
        }
        for (name, text, said) in [
            ("x.json", "[", "EOF"),
            ("y.json", "[]", "neither"),
            ("z.json", r#"{"a": 1}"#, "neither"),
            ("q.json", r#"{"a": "{"}"#, "\"a\" is no GraphQL"),
        ] {
            let error = read(&put(name, text)).unwrap_err().to_string();
            assert!(error.contains(name) && error.contains(said), "{error}");
        }
        assert!(read(&place.path().join("nowhere")).is_err());
        assert!(Trusted::read(TrustedDocuments::Off, "nowhere").is_ok());
    }
}
