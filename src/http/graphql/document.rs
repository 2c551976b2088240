//! A document is read and held against limits here, before the schema sees it: some documents are short and yet
//! would keep the checks themselves busy for hours.

use std::collections::HashMap;

use async_graphql::Name;
use async_graphql::parser::types::{DocumentOperations, ExecutableDocument, OperationType, Selection, SelectionSet};
use async_graphql::{ServerError, parser};
use serde_json::{Value, json};

use super::refusal::{Refusal, Result};

/// Longest document in bytes.
const LONGEST: usize = 256 * 1024;
/// Deepest nesting of brackets, and of selections through fragments.
const DEEPEST: usize = 64;

/// Reads a document whose fragments, written out, make at most `max_selections` selections.
pub(super) fn read(text: &str, max_selections: usize) -> Result<ExecutableDocument> {
    if text.len() > LONGEST {
        return Err(Refusal::too_large(format_args!("the document is longer than {LONGEST} bytes")));
    }
    if nesting(text) > DEEPEST {
        return Err(Refusal::fault("QUERY_TOO_DEEP", format_args!("brackets are nested deeper than {DEEPEST}")));
    }
    let document = parser::parse_query(text).map_err(syntax)?;
    let mut sizes = Sizes { document: &document, known: HashMap::new() };
    for (_, operation) in document.operations.iter() {
        let size = sizes.of(&operation.node.selection_set.node, 0)?;
        if size > max_selections {
            let message = format_args!("the operation has more than {max_selections} fields").to_string();
            return Err(Refusal::fault("QUERY_TOO_COMPLEX", message));
        }
    }
    Ok(document)
}

/// The type of the operation that is asked for.
pub(super) fn operation_type(document: &ExecutableDocument, name: Option<&str>) -> Result<OperationType> {
    let unresolved = |message: String| Refusal::fault("OPERATION_RESOLUTION_FAILURE", message);
    let operation = match (&document.operations, name) {
        (DocumentOperations::Single(operation), None) => operation,
        (DocumentOperations::Multiple(operations), Some(name)) if operations.contains_key(name) => &operations[name],
        (_, Some(name)) => return Err(unresolved(format!("the document has no operation {name:?}"))),
        (DocumentOperations::Multiple(operations), None) => match operations.values().next() {
            Some(operation) if operations.len() == 1 => operation,
            _ => return Err(unresolved("the document has several operations: name one in operationName".to_owned())),
        },
    };
    Ok(operation.node.ty)
}

/// A syntax error, without the parser's drawing.
fn syntax(error: parser::Error) -> Refusal {
    let error = ServerError::from(error);
    let expected = error.message.rsplit("= ").next().unwrap_or_default().trim();
    Refusal::document(vec![json!({
        "message": format!("syntax error: {expected}"),
        "locations": error.locations.iter().map(|at| json!({"line": at.line, "column": at.column})).collect::<Value>(),
        "extensions": { "code": "GRAPHQL_PARSE_FAILED" },
    })])
}

/// The deepest nesting of brackets outside of strings and comments. The parser goes one call deeper with each.
fn nesting(text: &str) -> usize {
    let (mut depth, mut deepest) = (0_usize, 0);
    let mut rest = text;
    while let Some(at) = rest.find(['{', '[', '(', '}', ']', ')', '"', '#']) {
        let found = &rest[at..];
        rest = match found.as_bytes()[0] {
            b'#' => found.find(['\n', '\r']).map_or("", |end| &found[end..]),
            b'"' if found.starts_with("\"\"\"") => after_string(&found[3..], "\"\"\"", "\\\"\"\""),
            b'"' => after_string(&found[1..], "\"", "\\"),
            b'{' | b'[' | b'(' => {
                depth += 1;
                deepest = deepest.max(depth);
                &found[1..]
            }
            _ => {
                depth = depth.saturating_sub(1);
                &found[1..]
            }
        };
    }
    deepest
}

/// What follows a string that ends with `quote`; `escape` (for short strings with the character after it) does not
/// end it.
fn after_string<'a>(mut text: &'a str, quote: &str, escape: &str) -> &'a str {
    loop {
        match (text.find(quote), text.find(escape)) {
            (Some(end), Some(escaped)) if escaped < end => {
                let after = &text[escaped + escape.len()..];
                let skipped = if escape == "\\" { after.chars().next().map_or(0, char::len_utf8) } else { 0 };
                text = &after[skipped..];
            }
            (Some(end), _) => return &text[end + quote.len()..],
            (None, _) => return "",
        }
    }
}

/// Counts selections with fragments written out; each fragment is looked at once.
struct Sizes<'a> {
    document: &'a ExecutableDocument,
    /// `None` while a fragment is being looked at.
    known: HashMap<&'a Name, Option<usize>>,
}

impl<'a> Sizes<'a> {
    fn of(&mut self, set: &'a SelectionSet, depth: usize) -> Result<usize> {
        if depth > DEEPEST {
            return Err(Refusal::fault("QUERY_TOO_DEEP", format_args!("selections are nested deeper than {DEEPEST}")));
        }
        let mut size = 0_usize;
        for selection in &set.items {
            let below = match &selection.node {
                Selection::Field(field) => self.of(&field.node.selection_set.node, depth + 1)?,
                Selection::InlineFragment(inline) => self.of(&inline.node.selection_set.node, depth + 1)?,
                Selection::FragmentSpread(spread) => self.of_fragment(&spread.node.fragment_name.node, depth + 1)?,
            };
            size = size.saturating_add(1).saturating_add(below);
        }
        Ok(size)
    }

    fn of_fragment(&mut self, name: &'a Name, depth: usize) -> Result<usize> {
        match self.known.get(name) {
            Some(Some(size)) => return Ok(*size),
            Some(None) => {
                let message = format_args!("the fragment {name:?} spreads itself").to_string();
                return Err(Refusal::fault("GRAPHQL_VALIDATION_FAILED", message));
            }
            None => {}
        }
        // An unknown fragment is for the schema's checks to tell.
        let Some(fragment) = self.document.fragments.get(name) else { return Ok(0) };
        self.known.insert(name, None);
        let size = self.of(&fragment.node.selection_set.node, depth)?;
        self.known.insert(name, Some(size));
        Ok(size)
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use super::*;

    #[test]
    fn brackets_in_strings_and_comments_do_not_nest() {
        assert_eq!(nesting("{a(b:[1])}"), 3);
        assert_eq!(nesting("{a} {b{c}}"), 2);
        assert_eq!(nesting(r#"{a(b:"[[[[\"[[[\\")}"#), 2);
        assert_eq!(nesting("{a(b:\"\"\"[[ \\\"\"\" [[ \" [[\"\"\")} # [[[[\n{b}"), 2);
        assert_eq!(nesting("\"[["), 0);
        assert_eq!(nesting("\"\\"), 0);
    }

    #[test]
    fn deep_documents_are_refused_and_do_not_crash() {
        for (open, close) in [("{a", "}"), ("{a(b:[", "])}"), ("{a(b:{c:", "})}")] {
            for depth in [DEEPEST / 2 - 2, 100, 20_000] {
                let text = format!("{}{}", open.repeat(depth), close.repeat(depth));
                let read = read(&text, 10_000);
                assert!(depth < DEEPEST || read.is_err(), "{open} {depth}");
            }
        }
        let list = format!("{{a(b:{}1{})}}", "[".repeat(60), "]".repeat(60));
        assert!(read(&list, 10_000).is_ok());
    }

    #[test]
    fn fragments_that_multiply_are_refused_at_once() {
        let mut text = String::from("{ ...f0 }");
        for i in 0..40 {
            let _ = write!(text, " fragment f{i} on Query {{ ...f{0} ...f{0} }}", i + 1);
        }
        text.push_str(" fragment f40 on Query { __typename }");
        assert!(read(&text, 10_000).is_err());
        assert!(read("{ ...a } fragment a on Query { ...b } fragment b on Query { ...a }", 10_000).is_err());
        let mut chain = String::from("{ ...f0 }");
        for i in 0..3000 {
            let _ = write!(chain, " fragment f{i} on Query {{ ...f{} }}", i + 1);
        }
        assert!(read(&chain, 10_000).is_err());
        assert!(read("{ ...a ...a } fragment a on Query { __typename }", 5).is_ok());
        assert!(read("{ ...a ...a } fragment a on Query { __typename }", 3).is_err());
    }

    #[test]
    fn operations_are_found_by_name() {
        let two = read("query A { a } mutation B { b }", 100).unwrap();
        assert_eq!(operation_type(&two, Some("B")).unwrap(), OperationType::Mutation);
        assert!(operation_type(&two, None).is_err());
        assert!(operation_type(&two, Some("C")).is_err());
        let one = read("query A { a }", 100).unwrap();
        assert_eq!(operation_type(&one, None).unwrap(), OperationType::Query);
        assert!(operation_type(&read("{ a }", 100).unwrap(), Some("A")).is_err());
    }
}
