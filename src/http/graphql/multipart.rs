//! Uploads by the GraphQL multipart request specification: `operations`, `map`, then the files,
//! each spooled to a file of the system's temporary folder and never held in memory. Strict where
//! Django forgives: what cannot be meant is an error.

use std::collections::{HashMap, HashSet};
use std::io::SeekFrom;

use async_graphql::UploadValue;
use axum::body::{Body, BodyDataStream};
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::{Map, Value};
use tempfile::NamedTempFile;
use tokio::io::{AsyncSeekExt, AsyncWriteExt};

use super::parameters::{self, Parameters};
use super::refusal::{Refusal, Result};
use crate::config::Config;
use crate::graphql::inputs::upload;
use crate::multipart::{
    self, Base64, Error, Head, Kind, decode_encoded_words, decode_lenient, is_boundary,
};
use crate::storage::names;

type Parts = multipart::Parts<BodyDataStream>;

/// The files of a form that were not read yet.
pub(super) struct Files {
    parts: Parts,
    /// The numbers of the uploads that each file stands for.
    numbers: HashMap<String, Vec<usize>>,
}

/// Reads a form up to its files: what is to be executed, and the files. `limit` bounds `operations`
/// and `map` together.
pub(super) async fn begin(
    body: Body,
    boundary: &str,
    config: &Config,
    limit: usize,
) -> Result<(Parameters, Files)> {
    if !is_boundary(boundary) {
        return Err(Refusal::bad(
            "multipart/form-data with a boundary that no body can have",
        ));
    }
    let mut parts = Parts::new(body.into_data_stream(), boundary);
    // What stands before the first boundary is nothing.
    parts.head().await.map_err(|error| broken(error, config))?;
    let mut left = limit;
    let operations = text(&mut parts, "operations", config, &mut left).await?;
    let mut parameters = parameters::from_json(operations.as_bytes(), config)?;
    let map = places(
        &text(&mut parts, "map", config, &mut left).await?,
        &mut parameters.asked.variables,
    )?;
    // A file counts as often as it is used.
    let most = config.max_files();
    if map
        .iter()
        .map(|(_, places)| places.len())
        .sum::<usize>()
        .max(map.len())
        > most
    {
        return Err(Refusal::too_large(format_args!("more than {most} files")));
    }
    let mut numbers = HashMap::with_capacity(map.len());
    for (name, places) in map {
        let mut of_file = Vec::with_capacity(places.len());
        for place in places {
            let number = parameters.asked.files.len();
            if let Some(variable) = variable(&mut parameters.asked.variables, &place) {
                *variable = upload::name(number).into();
            }
            parameters.asked.files.push(place);
            of_file.push(number);
        }
        numbers.insert(name, of_file);
    }
    Ok((parameters, Files { parts, numbers }))
}

impl Files {
    /// Whether none is announced.
    pub(super) fn is_empty(&self) -> bool {
        self.numbers.is_empty()
    }

    /// Reads the files, in the order of their numbers.
    pub(super) async fn read(self, config: &Config) -> Result<Vec<UploadValue>> {
        let Self {
            mut parts,
            mut numbers,
        } = self;
        let mut uploads = Vec::new();
        while let Some(head) = next(&mut parts, config).await? {
            let base64 = is_base64(&head)?;
            let name = head.name.as_deref().unwrap_or_default();
            let Some(numbers) = numbers.remove(name) else {
                return Err(Refusal::bad(format_args!(
                    "the file {name:?} is not in \"map\", or comes twice"
                )));
            };
            let filename = filename(&head, name)?;
            let content_type = head.content_type.clone();
            let spooled = spool(&mut parts, base64, name, config).await?;
            for number in numbers {
                // Opened anew for each place: readers of one handle would move each other.
                let content = spooled.reopen().map_err(|error| disk(&error))?;
                let file = UploadValue {
                    filename: filename.clone(),
                    content_type: content_type.clone(),
                    content,
                };
                uploads.push((number, file));
            }
        }
        if let Some(missing) = numbers.into_keys().min() {
            return Err(Refusal::bad(format_args!(
                "the file {missing:?} of \"map\" is missing"
            )));
        }
        uploads.sort_by_key(|(number, _)| *number);
        Ok(uploads.into_iter().map(|(_, file)| file).collect())
    }
}

/// The next part; `None` behind the last boundary.
async fn next(parts: &mut Parts, config: &Config) -> Result<Option<Head>> {
    let mut passed = parts.piece().await.map_err(|error| broken(error, config))?;
    while passed.is_some() {
        passed = parts.piece().await.map_err(|error| broken(error, config))?;
    }
    let head = match parts.head().await.map_err(|error| broken(error, config))? {
        Some(head) if parts.is_closed() => head,
        _ => {
            return Err(Refusal::bad(
                "the form is malformed: it ends without its last boundary",
            ));
        }
    };
    if head.kind != Kind::Raw || head.undecodable_file {
        return Ok(Some(head));
    }
    let rest = parts.piece().await.map_err(|error| broken(error, config))?;
    match rest {
        Some(rest) if rest.starts_with(b"--") => Ok(None),
        _ => Err(Refusal::bad(
            "the form is malformed: a part has no Content-Disposition",
        )),
    }
}

/// Whether the content of a part is base64; it may not be anything else that is to be decoded.
fn is_base64(head: &Head) -> Result<bool> {
    match head.transfer_encoding.as_str() {
        "" | "7bit" | "8bit" | "binary" => Ok(false),
        "base64" => Ok(true),
        other => Err(Refusal::bad(format_args!(
            "the Content-Transfer-Encoding {other:?} is not supported"
        ))),
    }
}

/// The name of a file: `filename*` before `filename`, encoded words decoded.
fn filename(head: &Head, name: &str) -> Result<String> {
    let undecodable = || {
        Refusal::bad(format_args!(
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
        return Err(Refusal::bad(format_args!(
            "the part {name:?} is not a file: it has no filename"
        )));
    }
    Ok(filename)
}

/// The next part, which must be the text `name`; its length is taken from what is left.
async fn text(parts: &mut Parts, name: &str, config: &Config, left: &mut usize) -> Result<String> {
    let wrong = || Refusal::bad("the parts must be \"operations\", then \"map\", then the files");
    let head = next(parts, config).await?.ok_or_else(wrong)?;
    if head.name.as_deref() != Some(name) {
        return Err(wrong());
    }
    let mut bytes = Vec::new();
    while let Some(piece) = parts.piece().await.map_err(|error| broken(error, config))? {
        *left = left.checked_sub(piece.len()).ok_or_else(|| {
            Refusal::too_large(format_args!(
                "{name:?} is larger than {} bytes",
                bytes.len() + *left
            ))
        })?;
        bytes.extend_from_slice(&piece);
    }
    if is_base64(&head)? {
        bytes = decode_lenient(&bytes)
            .ok_or_else(|| Refusal::bad(format_args!("{name:?} is not base64")))?;
    }
    String::from_utf8(bytes).map_err(|_| Refusal::bad(format_args!("{name:?} is not UTF-8")))
}

/// The members of `map` as they are written, so that none is lost where two have one name.
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

/// Reads `map`: for each file the variables that it stands for, which must be there and be null. A
/// variable has one file.
fn places(text: &str, variables: &mut Map<String, Value>) -> Result<Vec<(String, Vec<String>)>> {
    let Members(members) = serde_json::from_str(text).map_err(|error| {
        Refusal::bad(format_args!(
            "\"map\" must be JSON such as {{\"0\": [\"variables.file\"]}}: {error}"
        ))
    })?;
    let (mut files, mut taken) = (HashSet::new(), HashSet::new());
    for (name, places) in &members {
        for place in places {
            if !taken.insert(place) {
                return Err(Refusal::bad(format_args!(
                    "{place:?} stands twice in \"map\""
                )));
            }
        }
        if !files.insert(name) {
            return Err(Refusal::bad(format_args!(
                "the file {name:?} stands twice in \"map\""
            )));
        }
    }
    for place in members.iter().flat_map(|(_, places)| places) {
        if variable(variables, place) != Some(&mut Value::Null) {
            return Err(Refusal::bad(format_args!(
                "{place:?} of \"map\" is not a variable that is null"
            )));
        }
    }
    Ok(members)
}

/// The variable at a place such as `variables.input.files.0`.
fn variable<'a>(variables: &'a mut Map<String, Value>, place: &str) -> Option<&'a mut Value> {
    let mut steps = place.strip_prefix("variables.")?.split('.');
    let first = variables.get_mut(steps.next()?)?;
    steps.try_fold(first, |value, step| match value {
        Value::Object(members) => members.get_mut(step),
        // One name for each place: not "00" besides "0".
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

/// Writes the content of a part to a temporary file, to be read from its beginning.
async fn spool(
    parts: &mut Parts,
    base64: bool,
    name: &str,
    config: &Config,
) -> Result<NamedTempFile> {
    let made = tokio::task::spawn_blocking(NamedTempFile::new)
        .await
        .map_err(|error| disk(&error))?;
    let temporary = made.map_err(|error| disk(&error))?;
    let mut file = tokio::fs::File::from_std(temporary.reopen().map_err(|error| disk(&error))?);
    let limit = config.server.max_file_size;
    let mut size = 0;
    let mut decoder = base64.then(Base64::default);
    while let Some(piece) = parts.piece().await.map_err(|error| broken(error, config))? {
        let decoded = decoder.as_mut().map(|decoder| decoder.push(&piece));
        let piece = decoded.as_deref().unwrap_or(&piece);
        size += piece.len();
        if size > limit {
            return Err(Refusal::too_large(format_args!(
                "the file {name:?} is larger than {limit} bytes"
            )));
        }
        file.write_all(piece).await.map_err(|error| disk(&error))?;
    }
    if decoder.is_some_and(|decoder| decoder.finish().is_err()) {
        return Err(Refusal::bad(format_args!(
            "the file {name:?} is not base64 to its end"
        )));
    }
    file.flush().await.map_err(|error| disk(&error))?;
    file.seek(SeekFrom::Start(0))
        .await
        .map_err(|error| disk(&error))?;
    Ok(temporary)
}

fn disk(error: &impl std::error::Error) -> Refusal {
    tracing::error!(%error, "an upload could not be spooled");
    Refusal::internal()
}

fn broken(error: Error<axum::Error>, config: &Config) -> Refusal {
    let limit = config.server.max_body_size;
    match error {
        Error::Headers => Refusal::bad("the headers of a part are longer than 1024 bytes"),
        Error::Stream(source) => parameters::unreadable(
            &source,
            format_args!("the body is larger than {limit} bytes"),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_must_be_null_variables() {
        let variables =
            serde_json::json!({ "file": null, "input": { "files": [null, null], "title": "x" } });
        let Value::Object(mut variables) = variables else {
            panic!()
        };
        for (place, fits) in [
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
            let map = serde_json::json!({ "0": [place] }).to_string();
            assert_eq!(places(&map, &mut variables).is_ok(), fits, "{place}");
        }
        assert!(places("[]", &mut variables).is_err());
        for twice in [
            r#"{"0": ["variables.file"], "1": ["variables.file"]}"#,
            r#"{"0": ["variables.file", "variables.file"]}"#,
            r#"{"0": ["variables.file"], "0": ["variables.input.files.0"]}"#,
        ] {
            assert!(places(twice, &mut variables).is_err(), "{twice}");
        }
    }
}
