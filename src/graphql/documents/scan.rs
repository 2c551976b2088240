//! Checks variables before any code reads them recursively.

use serde_json::{Map, Value};

use super::{DocumentError, Result, files};
use crate::graphql::inputs::upload::FILE_PREFIX;

/// Maximum nesting of brackets.
pub(super) const MAX_NESTING: usize = 64;

/// Rejects variables that are nested more deeply than a document may be, because the schema reads
/// them recursively. Also rejects more placeholders of files than `files`: the caller wrote some.
pub(super) fn check_variables(variables: &Map<String, Value>, files: usize) -> Result<()> {
    let mut placeholders = 0;
    let mut rest: Vec<(usize, &Value)> = variables.values().map(|value| (1, value)).collect();
    while let Some((depth, value)) = rest.pop() {
        if depth > MAX_NESTING {
            return Err(DocumentError::limit(
                "QUERY_TOO_DEEP",
                format_args!("variables are nested deeper than {MAX_NESTING} levels"),
            ));
        }
        match value {
            Value::Array(items) => rest.extend(items.iter().map(|item| (depth + 1, item))),
            Value::Object(members) => {
                rest.extend(members.values().map(|member| (depth + 1, member)))
            }
            Value::String(text) if text.starts_with(FILE_PREFIX) => {
                placeholders += 1;
                if placeholders > files {
                    return files::check_string(text);
                }
            }
            _ => {}
        }
    }
    Ok(())
}
