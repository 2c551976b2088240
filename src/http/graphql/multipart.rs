//! Uploads by the GraphQL multipart request specification: `operations`, `map`, then the files, each spooled to a
//! file of the system's temporary folder and never held in memory.

use std::collections::{HashMap, HashSet};
use std::io::SeekFrom;

use async_graphql::UploadValue;
use axum::body::Body;
use multer::{Field, Multipart};
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::{Map, Value};
use tempfile::NamedTempFile;
use tokio::io::{AsyncSeekExt, AsyncWriteExt};

use super::parameters::{self, LARGEST_JSON, Parameters};
use super::refusal::{Refusal, Result};
use crate::config::{Config, Server};
use crate::graphql::inputs::upload;
use crate::storage::names;

/// Reads a request with files.
pub(super) async fn read(body: Body, boundary: String, config: &Config) -> Result<Parameters> {
    let (config, limits) = (&config.server, &config.graphql);
    let mut form = Multipart::new(body.into_data_stream(), boundary);
    let operations = text(&mut form, "operations", config).await?;
    let mut parameters = parameters::from_json(operations.as_bytes(), limits)?;
    let mut map = places(&text(&mut form, "map", config).await?, &mut parameters.asked.variables)?;
    // A file counts as often as it is used.
    if map.values().map(Vec::len).sum::<usize>().max(map.len()) > config.max_files {
        return Err(Refusal::too_large(format_args!("more than {} files", config.max_files)));
    }
    while let Some(field) = form.next_field().await.map_err(|error| broken(error, config))? {
        let name = field.name().unwrap_or_default().to_owned();
        let Some(places) = map.remove(&name) else {
            return Err(Refusal::bad(format_args!("the file {name:?} is not in \"map\", or comes twice")));
        };
        let filename = names::base_name(field.file_name().unwrap_or_default());
        if filename.is_empty() {
            return Err(Refusal::bad(format_args!("the part {name:?} is not a file: it has no filename")));
        }
        let content_type = field.content_type().map(ToString::to_string);
        let spooled = spool(field, &name, config).await?;
        for place in places {
            // Opened anew for each place: readers of one handle would move each other.
            let content = spooled.reopen().map_err(|error| disk(&error))?;
            let file = UploadValue { filename: filename.clone(), content_type: content_type.clone(), content };
            if let Some(variable) = variable(&mut parameters.asked.variables, &place) {
                *variable = upload::name(parameters.uploads.len()).into();
            }
            parameters.asked.files.push(place);
            parameters.uploads.push(file);
        }
    }
    match map.into_keys().min() {
        Some(missing) => Err(Refusal::bad(format_args!("the file {missing:?} of \"map\" is missing"))),
        None => Ok(parameters),
    }
}

/// The next part, which must be the text `name`.
async fn text(form: &mut Multipart<'_>, name: &str, config: &Server) -> Result<String> {
    let wrong = || Refusal::bad("the parts must be \"operations\", then \"map\", then the files");
    let mut field = form.next_field().await.map_err(|error| broken(error, config))?.ok_or_else(wrong)?;
    if field.name() != Some(name) {
        return Err(wrong());
    }
    let mut bytes = Vec::new();
    while let Some(chunk) = field.chunk().await.map_err(|error| broken(error, config))? {
        if bytes.len() + chunk.len() > LARGEST_JSON {
            return Err(Refusal::too_large(format_args!("{name:?} is larger than {LARGEST_JSON} bytes")));
        }
        bytes.extend_from_slice(&chunk);
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

    fn visit_map<A: MapAccess<'de>>(mut self, mut members: A) -> std::result::Result<Self, A::Error> {
        while let Some(member) = members.next_entry()? {
            self.0.push(member);
        }
        Ok(self)
    }
}

/// Reads `map`: for each file the variables that it stands for, which must be there and be null. A variable has one file.
fn places(text: &str, variables: &mut Map<String, Value>) -> Result<HashMap<String, Vec<String>>> {
    let Members(members) = serde_json::from_str(text).map_err(|error| {
        Refusal::bad(format_args!("\"map\" must be JSON such as {{\"0\": [\"variables.file\"]}}: {error}"))
    })?;
    let mut map: HashMap<String, Vec<String>> = HashMap::new();
    let mut taken = HashSet::new();
    for (name, places) in members {
        for place in &places {
            if !taken.insert(place.clone()) {
                return Err(Refusal::bad(format_args!("{place:?} stands twice in \"map\"")));
            }
        }
        if map.contains_key(&name) {
            return Err(Refusal::bad(format_args!("the file {name:?} stands twice in \"map\"")));
        }
        map.insert(name, places);
    }
    for place in map.values().flatten() {
        if variable(variables, place) != Some(&mut Value::Null) {
            return Err(Refusal::bad(format_args!("{place:?} of \"map\" is not a variable that is null")));
        }
    }
    Ok(map)
}

/// The variable at a place such as `variables.input.files.0`.
fn variable<'a>(variables: &'a mut Map<String, Value>, place: &str) -> Option<&'a mut Value> {
    let mut steps = place.strip_prefix("variables.")?.split('.');
    let first = variables.get_mut(steps.next()?)?;
    steps.try_fold(first, |value, step| match value {
        Value::Object(members) => members.get_mut(step),
        // One name for each place: not "00" besides "0".
        Value::Array(items) => {
            let index = step.parse::<usize>().ok().filter(|index| index.to_string() == step)?;
            items.get_mut(index)
        }
        _ => None,
    })
}

/// Writes a file to a temporary one, to be read from its beginning.
async fn spool(mut field: Field<'_>, name: &str, config: &Server) -> Result<NamedTempFile> {
    let made = tokio::task::spawn_blocking(NamedTempFile::new).await.map_err(|error| disk(&error))?;
    let temporary = made.map_err(|error| disk(&error))?;
    let mut file = tokio::fs::File::from_std(temporary.reopen().map_err(|error| disk(&error))?);
    let mut size = 0;
    while let Some(chunk) = field.chunk().await.map_err(|error| broken(error, config))? {
        size += chunk.len();
        if size > config.max_file_size {
            let message = format_args!("the file {name:?} is larger than {} bytes", config.max_file_size).to_string();
            return Err(Refusal::too_large(message));
        }
        file.write_all(&chunk).await.map_err(|error| disk(&error))?;
    }
    file.flush().await.map_err(|error| disk(&error))?;
    file.seek(SeekFrom::Start(0)).await.map_err(|error| disk(&error))?;
    Ok(temporary)
}

fn disk(error: &impl std::error::Error) -> Refusal {
    tracing::error!(%error, "an upload could not be spooled");
    Refusal::internal()
}

fn broken(error: multer::Error, config: &Server) -> Refusal {
    match error {
        multer::Error::StreamReadFailed(source) => {
            let limit = config.max_body_size;
            parameters::unreadable(source.as_ref(), format_args!("the body is larger than {limit} bytes"))
        }
        error => Refusal::bad(format_args!("the form is malformed: {error}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_must_be_null_variables() {
        let variables = serde_json::json!({ "file": null, "input": { "files": [null, null], "title": "x" } });
        let Value::Object(mut variables) = variables else { panic!() };
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
