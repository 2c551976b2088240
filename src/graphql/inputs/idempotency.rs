//! The key of a creating mutation, with a hash of all that it was given: the members of `input` in
//! the order of their names, and of each file its name, type, length and content. The key itself is
//! not in it, nor is a password, whose quick hash must lie nowhere: `domain::accounts` compares
//! that one in its own way. Members that say nothing are the same as none: null, and `false`, which
//! is what the switches of these inputs are without a word. An object is the same by its global id
//! and by its number.

use std::io::{Read, Seek};

use async_graphql::{Context, Value};
use sha2::{Digest, Sha256};

use crate::domain::tickets::attachments::store::Upload;
use crate::domain::unit::idempotency::Request;
use crate::domain::{Error, Result};
use crate::graphql::id::Reference;

/// Members of `input` that are not hashed as they stand; files are hashed by their content. What is
/// only to be checked is held against what was done.
const LEFT_OUT: [&str; 5] = [
    "idempotencyKey",
    "attachments",
    "file",
    "password",
    "validateOnly",
];
/// Bytes of a file that are read at once.
const CHUNK: usize = 64 * 1024;

/// The request of this field under `key`; `None` without a key. The files are read once and stand
/// at their start again.
///
/// # Errors
/// [`Error::Internal`]: a file that was spooled and cannot be read.
pub async fn request(
    ctx: &Context<'_>,
    key: Option<String>,
    files: &[Upload],
) -> Result<Option<Request>> {
    let Some(key) = key else { return Ok(None) };
    let mut hash = Sha256::new();
    text(&mut hash, ctx.field().name());
    let arguments = ctx
        .field()
        .arguments()
        .map_err(|error| internal(std::io::Error::other(error.message)))?;
    for (name, value) in &arguments {
        text(&mut hash, name);
        match value {
            Value::Object(input) => members(
                &mut hash,
                input.iter().filter(|(name, value)| says(name, value)),
            ),
            other => feed(&mut hash, other),
        }
    }
    count(&mut hash, files.len());
    for file in files {
        text(&mut hash, &file.filename);
        text(&mut hash, file.content_type.as_deref().unwrap_or_default());
        hash.update(file.size.to_be_bytes());
        let content = file.content.try_clone().map_err(internal)?;
        let digest = tokio::task::spawn_blocking(move || content_of(content)).await;
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

/// Whether a member of `input` is one that counts.
fn says(name: &str, value: &Value) -> bool {
    !LEFT_OUT.contains(&name) && !matches!(value, Value::Null | Value::Boolean(false))
}

fn internal(error: std::io::Error) -> Error {
    Error::Internal(Box::new(error))
}

/// SHA-256 of a file. A clone of a handle shares its place, so that is set back.
fn content_of(mut file: std::fs::File) -> std::io::Result<[u8; 32]> {
    let mut hash = Sha256::new();
    let mut chunk = vec![0; CHUNK];
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

fn count(hash: &mut Sha256, length: usize) {
    hash.update((length as u64).to_be_bytes());
}

fn text(hash: &mut Sha256, text: &str) {
    count(hash, text.len());
    hash.update(text);
}

fn members<'a>(
    hash: &mut Sha256,
    members: impl Iterator<Item = (&'a async_graphql::Name, &'a Value)>,
) {
    let mut members: Vec<_> = members.collect();
    members.sort_by_key(|(name, _)| name.as_str());
    hash.update(b"{");
    count(hash, members.len());
    for (name, value) in members {
        text(hash, name);
        match named(name, value) {
            Some(object) => number(hash, &object.to_string()),
            None => feed(hash, value),
        }
    }
}

/// The number of the object that a member names, however it does.
fn named(member: &str, value: &Value) -> Option<i32> {
    match value {
        Value::String(given) => Reference::row_number(member, given),
        Value::Number(given) => Reference::row_number(member, &given.to_string()),
        _ => None,
    }
}

fn number(hash: &mut Sha256, digits: &str) {
    hash.update(b"d");
    text(hash, digits);
}

/// A value with a letter for its kind and its length before it, so that no two run into one
/// another.
fn feed(hash: &mut Sha256, value: &Value) {
    match value {
        Value::Null => hash.update(b"n"),
        Value::Boolean(truth) => hash.update(if *truth { b"t" } else { b"f" }),
        Value::Number(given) => number(hash, &given.to_string()),
        Value::String(string) => {
            hash.update(b"s");
            text(hash, string);
        }
        // In variables a word of an enum is a string.
        Value::Enum(word) => {
            hash.update(b"s");
            text(hash, word);
        }
        Value::Binary(bytes) => {
            hash.update(b"b");
            count(hash, bytes.len());
            hash.update(bytes);
        }
        Value::List(items) => {
            hash.update(b"[");
            count(hash, items.len());
            items.iter().for_each(|item| feed(hash, item));
        }
        Value::Object(object) => members(hash, object.iter()),
    }
}
