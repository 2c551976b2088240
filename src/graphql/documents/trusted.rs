//! Trusted documents: the documents of a frontend, by ID. They are read at start from a folder of
//! `.graphql` files, or from a manifest of Relay, GraphQL Code Generator or Apollo.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::DocumentError;
use super::parser::parse;
use super::persisted::sha256;
use crate::config::TrustedDocuments;

/// The trusted documents cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("graphql.trusted_documents_path: {}: {reason}", .path.display())]
pub struct TrustedDocumentError {
    path: PathBuf,
    reason: String,
}

impl TrustedDocumentError {
    fn new(path: &Path, reason: impl ToString) -> Self {
        Self {
            path: path.to_owned(),
            reason: reason.to_string(),
        }
    }
}

/// The documents by ID and by hash.
#[derive(Debug)]
pub(super) struct Trusted {
    mode: TrustedDocuments,
    by_id: HashMap<String, String>,
    hashes: HashSet<String>,
}

/// Only trusted documents are executed, and this one is not trusted.
pub(super) fn not_trusted() -> DocumentError {
    DocumentError::document(
        "DOCUMENT_NOT_TRUSTED",
        "this service executes only trusted documents",
    )
}

impl Trusted {
    /// Reads the documents at `path`, unless they are disabled.
    pub(super) fn read(mode: TrustedDocuments, path: &str) -> Result<Self, TrustedDocumentError> {
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
            read_folder(path)?
        } else {
            read_manifest(path)?
        };
        for (id, text) in documents {
            if let Err(error) = parse(&text, usize::MAX) {
                let line = &error.errors[0]["locations"][0]["line"];
                return Err(TrustedDocumentError::new(
                    path,
                    format_args!("the document {id:?} has a syntax error in line {line}"),
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

    /// The document with an ID. Its hash is also an ID, with and without the prefix `sha256:`.
    pub(super) fn get(&self, id: &str) -> Option<&str> {
        let by_hash = || {
            id.strip_prefix("sha256:")
                .and_then(|hash| self.by_id.get(hash))
        };
        self.by_id.get(id).or_else(by_hash).map(String::as_str)
    }

    /// Whether a text is one of the documents.
    pub(super) fn contains(&self, query: &str) -> bool {
        self.hashes.contains(&sha256(query))
    }
}

/// Reads the `.graphql` files of a folder. A file's ID is its name without the extension.
fn read_folder(path: &Path) -> Result<Vec<(String, String)>, TrustedDocumentError> {
    let mut documents = Vec::new();
    for entry in std::fs::read_dir(path).map_err(|error| TrustedDocumentError::new(path, error))? {
        let file = entry
            .map_err(|error| TrustedDocumentError::new(path, error))?
            .path();
        let stem = file.file_stem().and_then(|stem| stem.to_str());
        if let Some(id) = stem.filter(|_| {
            file.extension()
                .is_some_and(|extension| extension == "graphql")
        }) {
            let text = std::fs::read_to_string(&file)
                .map_err(|error| TrustedDocumentError::new(&file, error))?;
            documents.push((id.to_owned(), text));
        }
    }
    if documents.is_empty() {
        return Err(TrustedDocumentError::new(
            path,
            "the folder has no .graphql file",
        ));
    }
    Ok(documents)
}

/// Reads a JSON object of IDs and documents, or Apollo's manifest.
fn read_manifest(path: &Path) -> Result<Vec<(String, String)>, TrustedDocumentError> {
    let text =
        std::fs::read_to_string(path).map_err(|error| TrustedDocumentError::new(path, error))?;
    let manifest: Value =
        serde_json::from_str(&text).map_err(|error| TrustedDocumentError::new(path, error))?;
    let invalid = || {
        TrustedDocumentError::new(
            path,
            "expected an object of IDs and documents, or Apollo's manifest of operations",
        )
    };
    let members = manifest.as_object().ok_or_else(invalid)?;
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
    documents.ok_or_else(invalid)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(file: &Path) -> Result<Trusted, TrustedDocumentError> {
        Trusted::read(TrustedDocuments::On, file.to_str().unwrap())
    }

    #[test]
    fn manifests_and_folders_are_read() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| {
            let file = folder.path().join(name);
            std::fs::write(&file, text).unwrap();
            file
        };
        let text = "{ __typename }";
        let plain = write("plain.json", r#"{"a": "{ __typename }"}"#);
        let apollo = write(
            "apollo.json",
            r#"{"format": "apollo-persisted-query-manifest", "version": 1,
                "operations": [{"id": "a", "name": "A", "type": "query", "body": "{ __typename }"}]}"#,
        );
        write("a.graphql", text);
        for path in [plain.as_path(), apollo.as_path(), folder.path()] {
            let trusted = read(path).unwrap();
            assert_eq!(trusted.get("a"), Some(text), "{path:?}");
            assert_eq!(trusted.get(&sha256(text)), Some(text));
            assert_eq!(trusted.get(&format!("sha256:{}", sha256(text))), Some(text));
            assert!(
                trusted.get("b").is_none()
                    && trusted.contains(text)
                    && !trusted.contains("{__typename}")
            );
        }
        for (name, text, expected) in [
            ("x.json", "[", "EOF"),
            ("y.json", "[]", "expected an object"),
            ("z.json", r#"{"a": 1}"#, "expected an object"),
            ("q.json", r#"{"a": "{"}"#, "\"a\" has a syntax error"),
        ] {
            let error = read(&write(name, text)).unwrap_err().to_string();
            assert!(error.contains(name) && error.contains(expected), "{error}");
        }
        assert!(read(&folder.path().join("nowhere")).is_err());
        assert!(Trusted::read(TrustedDocuments::Off, "nowhere").is_ok());
    }
}
