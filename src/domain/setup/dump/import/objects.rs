//! Splits a dump, which is a list in JSON, into its objects without reading it into memory.

use std::io::BufRead;

use serde::Deserialize;
use serde_json::{Map, Value as Json};

use super::Problem;
use crate::domain::setup::dump::DumpError;

/// Largest object in bytes, so that a file in another format does not fill the memory.
const MAX_OBJECT: usize = 256 << 20;

/// An object of a dump.
#[derive(Debug)]
pub(super) struct Object {
    /// The line where it begins, from 1.
    pub(super) line: u64,
    /// Its size in bytes.
    pub(super) size: usize,
    /// Its model in lower case.
    pub(super) model: String,
    /// Its primary key; null or absent with `--natural-primary`.
    pub(super) pk: Json,
    pub(super) fields: Map<String, Json>,
}

#[derive(Deserialize)]
struct Parsed {
    model: String,
    #[serde(default)]
    pk: Json,
    fields: Map<String, Json>,
}

/// The objects of a dump.
pub(super) struct Objects<R> {
    input: R,
    line: u64,
    state: State,
    buffer: Vec<u8>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Start,
    /// After the bracket at the start.
    First,
    /// After an object.
    Next,
    End,
}

impl<R: BufRead> Objects<R> {
    pub(super) fn new(input: R) -> Self {
        Self {
            input,
            line: 1,
            state: State::Start,
            buffer: Vec::new(),
        }
    }

    /// The next object; `None` after the last one.
    pub(super) fn next(&mut self) -> Result<Option<Object>, DumpError> {
        if self.state == State::Start {
            if self.skip_space()? != Some(b'[') {
                return Err(self.problem("expected a list of objects, as dumpdata writes it"));
            }
            self.input.consume(1);
            self.state = State::First;
        }
        let mut byte = self.skip_space()?;
        match (self.state, byte) {
            (State::End, None) => return Ok(None),
            (State::End, Some(_)) => return Err(self.problem("unexpected text after the list")),
            (_, Some(b']')) => {
                self.input.consume(1);
                self.state = State::End;
                return self.next();
            }
            (State::Next, Some(b',')) => {
                self.input.consume(1);
                byte = self.skip_space()?;
            }
            (State::Next, Some(_)) => {
                return Err(self.problem("expected a comma between two objects"));
            }
            _ => {}
        }
        match byte {
            Some(b'{') => {}
            None => return Err(self.problem("the list does not end")),
            Some(_) => return Err(self.problem("expected an object")),
        }
        let line = self.line;
        self.read_object()?;
        self.state = State::Next;
        let parsed: Parsed = serde_json::from_slice(&self.buffer).map_err(|error| {
            let message = error.to_string();
            let message = message.split(" at line ").next().unwrap_or_default();
            // The parser counts lines within the object.
            let line = line + (error.line() as u64).saturating_sub(1);
            invalid(line, message)
        })?;
        Ok(Some(Object {
            line,
            size: self.buffer.len(),
            model: parsed.model.to_ascii_lowercase(),
            pk: parsed.pk,
            fields: parsed.fields,
        }))
    }

    /// Skips white space; returns the byte after it.
    fn skip_space(&mut self) -> Result<Option<u8>, DumpError> {
        loop {
            let Some(byte) = self.input.fill_buf().map_err(DumpError::File)?.first() else {
                return Ok(None);
            };
            let byte = *byte;
            if !byte.is_ascii_whitespace() {
                return Ok(Some(byte));
            }
            self.line += u64::from(byte == b'\n');
            self.input.consume(1);
        }
    }

    /// Reads up to the brace that closes the object.
    fn read_object(&mut self) -> Result<(), DumpError> {
        self.buffer.clear();
        let (mut depth, mut in_string, mut escaped) = (0_u32, false, false);
        loop {
            let chunk = self.input.fill_buf().map_err(DumpError::File)?;
            if chunk.is_empty() {
                return Err(self.problem("the file ends within an object"));
            }
            let mut end = None;
            for (at, byte) in chunk.iter().enumerate() {
                match byte {
                    b'\n' => self.line += 1,
                    _ if escaped => {
                        escaped = false;
                        continue;
                    }
                    b'\\' if in_string => escaped = true,
                    b'"' => in_string = !in_string,
                    b'{' | b'[' if !in_string => depth += 1,
                    b'}' | b']' if !in_string => {
                        depth = depth.saturating_sub(1);
                        if depth == 0 {
                            end = Some(at + 1);
                            break;
                        }
                    }
                    _ => {}
                }
            }
            let used = end.unwrap_or(chunk.len());
            self.buffer.extend_from_slice(&chunk[..used]);
            self.input.consume(used);
            if end.is_some() {
                return Ok(());
            }
            if self.buffer.len() > MAX_OBJECT {
                let limit = MAX_OBJECT >> 20;
                return Err(self.problem(&format!("an object has more than {limit} MiB")));
            }
        }
    }

    fn problem(&self, what: &str) -> DumpError {
        invalid(self.line, what)
    }
}

fn invalid(line: u64, what: &str) -> DumpError {
    DumpError::Invalid(vec![Problem {
        line,
        object: None,
        field: None,
        what: what.to_owned(),
    }])
}

#[cfg(test)]
mod tests {
    use std::io::BufReader;

    use super::*;

    /// The lines of the objects, or the error. The buffer is smaller than the objects.
    fn lines(text: &str) -> Result<Vec<u64>, String> {
        let mut objects = Objects::new(BufReader::with_capacity(3, text.as_bytes()));
        let mut lines = Vec::new();
        loop {
            match objects.next() {
                Ok(Some(object)) => lines.push(object.line),
                Ok(None) => return Ok(lines),
                Err(DumpError::Invalid(problems)) => return Err(problems[0].to_string()),
                Err(error) => panic!("{error}"),
            }
        }
    }

    #[test]
    fn finds_the_objects_and_their_lines() {
        let object = r#"{"model": "A.b", "pk": 1, "fields": {"x": "}]\"\\", "y": [{}]}}"#;
        assert_eq!(lines("[]"), Ok(vec![]));
        assert_eq!(lines(&format!("[{object}, {object}]\n")), Ok(vec![1, 1]));
        let pretty = object.replace(", ", ",\n");
        assert_eq!(lines(&format!("\n[\n{pretty}\n,{object}]")), Ok(vec![3, 7]));
    }

    #[test]
    fn names_the_line_of_an_error() {
        let object = r#"{"model": "a.b", "pk": 1, "fields": {}}"#;
        for (text, expected) in [
            ("", "1: expected a list of objects"),
            ("\n{}", "2: expected a list of objects"),
            ("[\n1]", "2: expected an object"),
            (&format!("[{object}\n{object}]"), "2: expected a comma"),
            (&format!("[{object},\n]"), "2: expected an object"),
            (&format!("[{object}\n"), "2: the list does not end"),
            (&object[..object.len() - 1].replace('{', "[{"), "1: "),
            (&format!("[{object}]\n]"), "2: unexpected text"),
            ("[{\"model\": \"a.b\",\n\"fields\": 3}]", "2: invalid type"),
            ("[\n{\"model\": \"a.b\"}]", "2: missing field `fields`"),
        ] {
            let error = lines(text).unwrap_err();
            assert!(error.starts_with(expected), "{text:?}: {error}");
        }
    }
}
