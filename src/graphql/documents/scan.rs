//! Looks through variables before anything reads them by recursion.

use serde_json::{Map, Value};

use super::{Fault, Result, files};
use crate::graphql::inputs::upload::MARK;

/// Deepest nesting of brackets.
pub(super) const DEEPEST: usize = 64;

/// Refuses variables that are nested deeper than a document could have them: the schema reads them
/// by recursion. Refuses texts that stand for files, too, where there are more than the `files`
/// that were put there.
pub(super) fn variables(variables: &Map<String, Value>, files: usize) -> Result<()> {
    let mut marks = 0;
    let mut rest: Vec<(usize, &Value)> = variables.values().map(|value| (1, value)).collect();
    while let Some((depth, value)) = rest.pop() {
        if depth > DEEPEST {
            return Err(Fault::limit(
                "QUERY_TOO_DEEP",
                format_args!("variables are nested deeper than {DEEPEST}"),
            ));
        }
        match value {
            Value::Array(items) => rest.extend(items.iter().map(|item| (depth + 1, item))),
            Value::Object(members) => {
                rest.extend(members.values().map(|member| (depth + 1, member)))
            }
            Value::String(text) if text.starts_with(MARK) => {
                marks += 1;
                if marks > files {
                    return files::text(text);
                }
            }
            _ => {}
        }
    }
    Ok(())
}
