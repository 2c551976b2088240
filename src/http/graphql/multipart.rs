//! Uploads by the GraphQL multipart request specification: the parts `operations` and `map`, then
//! the files. Each file is written to a temporary file and never held in memory. Unlike Django,
//! this parser rejects everything that is malformed.

use std::collections::{HashMap, HashSet};
use std::io::SeekFrom;

use async_graphql::UploadValue;
use axum::body::{Body, BodyDataStream};
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::{Map, Value};
use tempfile::NamedTempFile;
use tokio::io::{AsyncSeekExt, AsyncWriteExt};

use super::parameters;
use super::request_error::{RequestError, Result};
use crate::config::Config;
use crate::graphql::documents::Parameters;
use crate::graphql::inputs::upload;
use crate::multipart::{
    self, Base64, Error, Head, Kind, decode_encoded_words, decode_lenient, is_boundary,
};
use crate::storage::names;

type Parts = multipart::Parts<BodyDataStream>;

/// The files of a form, before they are read.
pub(super) struct Files {
    parts: Parts,
    /// For the name of each file, the numbers of the variables that it is assigned to.
    numbers: HashMap<String, Vec<usize>>,
}

/// Reads the operation of a form; its files are read later. `limit` is the maximum size of
/// `operations` and `map` together.
pub(super) async fn read_operation(
    body: Body,
    boundary: &str,
    config: &Config,
    limit: usize,
) -> Result<(Parameters, Files)> {
    if !is_boundary(boundary) {
        return Err(RequestError::bad_request(
            "the boundary of multipart/form-data is invalid",
        ));
    }
    let mut parts = Parts::new(body.into_data_stream(), boundary);
    // Skips the preamble.
    parts
        .head()
        .await
        .map_err(|error| unreadable(error, config))?;
    let mut left = limit;
    let operations = read_text(&mut parts, "operations", config, &mut left).await?;
    let mut parameters = parameters::from_json(operations.as_bytes(), config)?;
    let map = read_text(&mut parts, "map", config, &mut left).await?;
    let map = parse_map(&map, &mut parameters.variables)?;
    // A file counts once for each variable that it is assigned to.
    let uses: usize = map.iter().map(|(_, paths)| paths.len()).sum();
    let max_files = config.max_files();
    if uses.max(map.len()) > max_files {
        return Err(RequestError::too_large(format_args!(
            "more than {max_files} files"
        )));
    }
    let mut numbers = HashMap::with_capacity(map.len());
    for (name, paths) in map {
        let mut file_numbers = Vec::with_capacity(paths.len());
        for path in paths {
            let number = parameters.files.len();
            if let Some(variable) = variable_at(&mut parameters.variables, &path) {
                *variable = upload::file_reference(number).into();
            }
            parameters.files.push(path);
            file_numbers.push(number);
        }
        numbers.insert(name, file_numbers);
    }
    Ok((parameters, Files { parts, numbers }))
}

impl Files {
    /// Whether `map` names no files.
    pub(super) fn is_empty(&self) -> bool {
        self.numbers.is_empty()
    }

    /// Reads all files, and returns them in the order of their numbers.
    pub(super) async fn read(self, config: &Config) -> Result<Vec<UploadValue>> {
        let Self {
            mut parts,
            mut numbers,
        } = self;
        let mut uploads = Vec::new();
        while let Some(head) = next_part(&mut parts, config).await? {
            let base64 = is_base64(&head)?;
            let name = head.name.as_deref().unwrap_or_default();
            let Some(numbers) = numbers.remove(name) else {
                return Err(RequestError::bad_request(format_args!(
                    "the file {name:?} is not in \"map\", or was sent twice"
                )));
            };
            let filename = decode_filename(&head, name)?;
            let content_type = head.content_type.clone();
            let file = spool(&mut parts, base64, name, config).await?;
            for number in numbers {
                // Each variable gets its own handle, because handles have a position.
                let upload = UploadValue {
                    filename: filename.clone(),
                    content_type: content_type.clone(),
                    content: file.reopen().map_err(|error| disk_error(&error))?,
                };
                uploads.push((number, upload));
            }
        }
        if let Some(missing) = numbers.into_keys().min() {
            return Err(RequestError::bad_request(format_args!(
                "the file {missing:?} of \"map\" is missing"
            )));
        }
        uploads.sort_by_key(|(number, _)| *number);
        Ok(uploads.into_iter().map(|(_, upload)| upload).collect())
    }
}

/// The head of the next part; `None` after the last boundary.
async fn next_part(parts: &mut Parts, config: &Config) -> Result<Option<Head>> {
    let mut skipped = parts
        .piece()
        .await
        .map_err(|error| unreadable(error, config))?;
    while skipped.is_some() {
        skipped = parts
            .piece()
            .await
            .map_err(|error| unreadable(error, config))?;
    }
    let head = match parts
        .head()
        .await
        .map_err(|error| unreadable(error, config))?
    {
        Some(head) if parts.is_closed() => head,
        _ => {
            return Err(RequestError::bad_request(
                "malformed form: it ends without the last boundary",
            ));
        }
    };
    if head.kind != Kind::Raw || head.undecodable_file {
        return Ok(Some(head));
    }
    let rest = parts
        .piece()
        .await
        .map_err(|error| unreadable(error, config))?;
    match rest {
        Some(rest) if rest.starts_with(b"--") => Ok(None),
        _ => Err(RequestError::bad_request(
            "malformed form: a part has no Content-Disposition",
        )),
    }
}

/// Whether the content of a part is base64. Other encodings are not supported.
fn is_base64(head: &Head) -> Result<bool> {
    match head.transfer_encoding.as_str() {
        "" | "7bit" | "8bit" | "binary" => Ok(false),
        "base64" => Ok(true),
        other => Err(RequestError::bad_request(format_args!(
            "unsupported Content-Transfer-Encoding {other:?}"
        ))),
    }
}

/// The name of a file: `filename*` or else `filename`, with encoded words decoded.
fn decode_filename(head: &Head, name: &str) -> Result<String> {
    let undecodable = || {
        RequestError::bad_request(format_args!(
            "the file name of the part {name:?} cannot be decoded"
        ))
    };
    if head.undecodable_file {
        return Err(undecodable());
    }
    let sent = decode_encoded_words(head.filename.as_deref().unwrap_or_default())
        .ok_or_else(undecodable)?;
    let filename = names::base_name(&sent);
    if filename.is_empty() {
        return Err(RequestError::bad_request(format_args!(
            "the part {name:?} is not a file: it has no filename"
        )));
    }
    Ok(filename)
}

/// Reads the next part, which must be the text `name`, and subtracts its size from `left`.
async fn read_text(
    parts: &mut Parts,
    name: &str,
    config: &Config,
    left: &mut usize,
) -> Result<String> {
    let wrong_order = || {
        RequestError::bad_request(
            "the parts must be \"operations\", \"map\" and the files, in this order",
        )
    };
    let head = next_part(parts, config).await?.ok_or_else(wrong_order)?;
    if head.name.as_deref() != Some(name) {
        return Err(wrong_order());
    }
    let mut bytes = Vec::new();
    while let Some(piece) = parts
        .piece()
        .await
        .map_err(|error| unreadable(error, config))?
    {
        *left = left.checked_sub(piece.len()).ok_or_else(|| {
            RequestError::too_large(format_args!(
                "{name:?} is larger than {} bytes",
                bytes.len() + *left
            ))
        })?;
        bytes.extend_from_slice(&piece);
    }
    if is_base64(&head)? {
        bytes = decode_lenient(&bytes).ok_or_else(|| {
            RequestError::bad_request(format_args!("{name:?} is not valid base64"))
        })?;
    }
    String::from_utf8(bytes)
        .map_err(|_| RequestError::bad_request(format_args!("{name:?} is not UTF-8")))
}

/// The members of `map` in their order. Unlike a map, it keeps members with the same name.
#[derive(Default)]
struct Members(Vec<(String, Vec<String>)>);

impl<'de> Deserialize<'de> for Members {
    fn deserialize<D: Deserializer<'de>>(json: D) -> std::result::Result<Self, D::Error> {
        json.deserialize_map(Self::default())
    }
}

impl<'de> Visitor<'de> for Members {
    type Value = Self;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("an object of lists")
    }

    fn visit_map<A: MapAccess<'de>>(
        mut self,
        mut members: A,
    ) -> std::result::Result<Self, A::Error> {
        while let Some(member) = members.next_entry()? {
            self.0.push(member);
        }
        Ok(self)
    }
}

/// Parses `map`: for each file the paths of its variables, which must exist and be null. A variable
/// takes one file.
fn parse_map(text: &str, variables: &mut Map<String, Value>) -> Result<Vec<(String, Vec<String>)>> {
    let Members(members) = serde_json::from_str(text).map_err(|error| {
        RequestError::bad_request(format_args!(
            "\"map\" must be JSON such as {{\"0\": [\"variables.file\"]}}: {error}"
        ))
    })?;
    let (mut file_names, mut seen_paths) = (HashSet::new(), HashSet::new());
    for (name, paths) in &members {
        for path in paths {
            if !seen_paths.insert(path) {
                return Err(RequestError::bad_request(format_args!(
                    "\"map\" contains {path:?} twice"
                )));
            }
        }
        if !file_names.insert(name) {
            return Err(RequestError::bad_request(format_args!(
                "\"map\" contains the file {name:?} twice"
            )));
        }
    }
    for path in members.iter().flat_map(|(_, paths)| paths) {
        if variable_at(variables, path) != Some(&mut Value::Null) {
            return Err(RequestError::bad_request(format_args!(
                "{path:?} in \"map\" is not a variable with the value null"
            )));
        }
    }
    Ok(members)
}

/// The value at a path such as `variables.input.files.0`.
fn variable_at<'a>(variables: &'a mut Map<String, Value>, path: &str) -> Option<&'a mut Value> {
    let mut steps = path.strip_prefix("variables.")?.split('.');
    let first = variables.get_mut(steps.next()?)?;
    steps.try_fold(first, |value, step| match value {
        Value::Object(members) => members.get_mut(step),
        // "00" is rejected, so that each value has one path.
        Value::Array(items) => {
            let index = step
                .parse::<usize>()
                .ok()
                .filter(|index| index.to_string() == step)?;
            items.get_mut(index)
        }
        _ => None,
    })
}

/// Writes the content of a part to a temporary file.
async fn spool(
    parts: &mut Parts,
    base64: bool,
    name: &str,
    config: &Config,
) -> Result<NamedTempFile> {
    let created = tokio::task::spawn_blocking(NamedTempFile::new)
        .await
        .map_err(|error| disk_error(&error))?;
    let temporary = created.map_err(|error| disk_error(&error))?;
    let mut file =
        tokio::fs::File::from_std(temporary.reopen().map_err(|error| disk_error(&error))?);
    let limit = config.server.max_file_size;
    let mut size = 0;
    let mut decoder = base64.then(Base64::default);
    while let Some(piece) = parts
        .piece()
        .await
        .map_err(|error| unreadable(error, config))?
    {
        let decoded = decoder.as_mut().map(|decoder| decoder.push(&piece));
        let piece = decoded.as_deref().unwrap_or(&piece);
        size += piece.len();
        if size > limit {
            return Err(RequestError::too_large(format_args!(
                "the file {name:?} is larger than {limit} bytes"
            )));
        }
        file.write_all(piece)
            .await
            .map_err(|error| disk_error(&error))?;
    }
    if decoder.is_some_and(|decoder| decoder.finish().is_err()) {
        return Err(RequestError::bad_request(format_args!(
            "the file {name:?} is not valid base64"
        )));
    }
    file.flush().await.map_err(|error| disk_error(&error))?;
    file.seek(SeekFrom::Start(0))
        .await
        .map_err(|error| disk_error(&error))?;
    Ok(temporary)
}

fn disk_error(error: &impl std::error::Error) -> RequestError {
    tracing::error!(%error, "an upload could not be written to a temporary file");
    RequestError::internal()
}

fn unreadable(error: Error<axum::Error>, config: &Config) -> RequestError {
    let limit = config.server.max_body_size;
    match error {
        Error::Headers => RequestError::bad_request("the headers of a part exceed 1024 bytes"),
        Error::Stream(source) => parameters::unreadable_body(
            &source,
            format_args!("the request body is larger than {limit} bytes"),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accepts_only_paths_of_null_variables() {
        let variables =
            serde_json::json!({ "file": null, "input": { "files": [null, null], "title": "x" } });
        let Value::Object(mut variables) = variables else {
            panic!()
        };
        for (path, is_accepted) in [
            ("variables.file", true),
            ("variables.input.files.1", true),
            ("variables.input.files.2", false),
            ("variables.input.files.01", false),
            ("variables.input.title", false),
            ("variables.other", false),
            ("variables", false),
            ("0.variables.file", false),
            ("", false),
        ] {
            let map = serde_json::json!({ "0": [path] }).to_string();
            assert_eq!(
                parse_map(&map, &mut variables).is_ok(),
                is_accepted,
                "{path}"
            );
        }
        assert!(parse_map("[]", &mut variables).is_err());
        for twice in [
            r#"{"0": ["variables.file"], "1": ["variables.file"]}"#,
            r#"{"0": ["variables.file", "variables.file"]}"#,
            r#"{"0": ["variables.file"], "0": ["variables.input.files.0"]}"#,
        ] {
            assert!(parse_map(twice, &mut variables).is_err(), "{twice}");
        }
    }
}
