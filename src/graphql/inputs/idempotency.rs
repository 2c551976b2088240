//! Idempotency keys of mutations that create something, with a hash of the input.
//!
//! The hash covers the fields of `input`, sorted by name, and the name, type, size and content of
//! each file. It leaves out the key itself and passwords: a fast hash of a password must not be
//! stored, so `domain::desk::accounts` compares it separately. Fields that are null or `false`, the
//! default of all flags, count as omitted. The global ID and the number of an object count as
//! equal.

use std::io::{Read, Seek};

use async_graphql::{Context, Value};
use sha2::{Digest, Sha256};

use crate::domain::tickets::attachments::store::Upload;
use crate::domain::unit::idempotency::Request;
use crate::domain::{Error, Result};
use crate::graphql::id::Reference;

/// Fields of `input` that are not hashed here. Files are hashed separately. A request with
/// `validateOnly` counts as the same request, so that a used key is checked.
const NOT_HASHED: [&str; 6] = [
    "idempotencyKey",
    "attachments",
    "file",
    "password",
    "mailboxPassword",
    "validateOnly",
];
/// Size of the chunks in which files are read, in bytes.
const CHUNK_SIZE: usize = 64 * 1024;

/// The request of this field with its key; `None` without a key. Reads the files and rewinds them.
///
/// # Errors
/// [`Error::Internal`] for a spooled file that cannot be read.
pub async fn request(
    ctx: &Context<'_>,
    key: Option<String>,
    files: &[Upload],
) -> Result<Option<Request>> {
    let Some(key) = key else { return Ok(None) };
    let mut hash = Sha256::new();
    hash_text(&mut hash, ctx.field().name());
    let arguments = ctx
        .field()
        .arguments()
        .map_err(|error| internal(std::io::Error::other(error.message)))?;
    for (name, value) in &arguments {
        hash_text(&mut hash, name);
        match value {
            Value::Object(input) => hash_object(
                &mut hash,
                input.iter().filter(|(name, value)| is_hashed(name, value)),
            ),
            other => hash_value(&mut hash, other),
        }
    }
    hash_length(&mut hash, files.len());
    for file in files {
        hash_text(&mut hash, &file.filename);
        hash_text(&mut hash, file.content_type.as_deref().unwrap_or_default());
        hash.update(file.size.to_be_bytes());
        let content = file.content.try_clone().map_err(internal)?;
        let digest = tokio::task::spawn_blocking(move || hash_content(content)).await;
        hash.update(
            digest
                .map_err(std::io::Error::other)
                .and_then(|read| read)
                .map_err(internal)?,
        );
    }
    Ok(Some(Request {
        key,
        input: hash.finalize().into(),
    }))
}

/// Whether a field of `input` is hashed.
fn is_hashed(name: &str, value: &Value) -> bool {
    !NOT_HASHED.contains(&name) && !matches!(value, Value::Null | Value::Boolean(false))
}

fn internal(error: std::io::Error) -> Error {
    Error::Internal(Box::new(error))
}

/// SHA-256 of a file. Cloned handles share their position, so the file is rewound.
fn hash_content(mut file: std::fs::File) -> std::io::Result<[u8; 32]> {
    let mut hash = Sha256::new();
    let mut chunk = vec![0; CHUNK_SIZE];
    file.rewind()?;
    loop {
        match file.read(&mut chunk)? {
            0 => break,
            length => hash.update(&chunk[..length]),
        }
    }
    file.rewind()?;
    Ok(hash.finalize().into())
}

fn hash_length(hash: &mut Sha256, length: usize) {
    hash.update((length as u64).to_be_bytes());
}

fn hash_text(hash: &mut Sha256, text: &str) {
    hash_length(hash, text.len());
    hash.update(text);
}

fn hash_object<'a>(
    hash: &mut Sha256,
    members: impl Iterator<Item = (&'a async_graphql::Name, &'a Value)>,
) {
    let mut members: Vec<_> = members.collect();
    members.sort_by_key(|(name, _)| name.as_str());
    hash.update(b"{");
    hash_length(hash, members.len());
    for (name, value) in members {
        hash_text(hash, name);
        match row_number(name, value) {
            Some(object) => hash_number(hash, &object.to_string()),
            None => hash_value(hash, value),
        }
    }
}

/// The row number that a field refers to, by global ID or by number.
fn row_number(field: &str, value: &Value) -> Option<i32> {
    match value {
        Value::String(given) => Reference::row_number(field, given),
        Value::Number(given) => Reference::row_number(field, &given.to_string()),
        _ => None,
    }
}

fn hash_number(hash: &mut Sha256, digits: &str) {
    hash.update(b"d");
    hash_text(hash, digits);
}

/// Hashes a value after a letter for its type, and a length where it varies, so that different
/// inputs never produce the same bytes.
fn hash_value(hash: &mut Sha256, value: &Value) {
    match value {
        Value::Null => hash.update(b"n"),
        Value::Boolean(truth) => hash.update(if *truth { b"t" } else { b"f" }),
        Value::Number(given) => hash_number(hash, &given.to_string()),
        Value::String(string) => {
            hash.update(b"s");
            hash_text(hash, string);
        }
        // In variables, enum values are strings.
        Value::Enum(name) => {
            hash.update(b"s");
            hash_text(hash, name);
        }
        Value::Binary(bytes) => {
            hash.update(b"b");
            hash_length(hash, bytes.len());
            hash.update(bytes);
        }
        Value::List(items) => {
            hash.update(b"[");
            hash_length(hash, items.len());
            items.iter().for_each(|item| hash_value(hash, item));
        }
        Value::Object(object) => hash_object(hash, object.iter()),
    }
}
