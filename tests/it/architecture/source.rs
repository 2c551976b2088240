//! Reads Rust sources: separates code from comments and string literals. It does not parse Rust.

use std::path::Path;

use crate::support::root;

/// A source file.
#[derive(Debug)]
pub struct Source {
    /// Its path in the project.
    pub path: String,
    /// Its whole text.
    pub text: String,
    /// Its code up to the unit tests, without comments and string literals.
    pub code: String,
    /// The string literals of that code, unescaped.
    pub texts: Vec<String>,
}

/// The Rust files below `folders`.
pub fn all(folders: &[&str]) -> Vec<Source> {
    let mut sources = Vec::new();
    for folder in folders {
        walk(&root().join(folder), &mut |path| {
            if path.extension().is_some_and(|ending| ending == "rs") {
                let text = std::fs::read_to_string(path).unwrap();
                let name = path
                    .strip_prefix(root())
                    .unwrap()
                    .to_str()
                    .unwrap()
                    .replace('\\', "/");
                sources.push(Source::read(&name, &text));
            }
        });
    }
    assert!(!sources.is_empty(), "no sources in {folders:?}");
    sources
}

/// The paths and texts of all files of the project, except for recordings of the contract.
pub fn committed() -> Vec<(String, String)> {
    let mut files = Vec::new();
    walk(&root(), &mut |path| {
        let name = path
            .strip_prefix(root())
            .unwrap()
            .to_str()
            .unwrap()
            .replace('\\', "/");
        if let Ok(text) = std::fs::read_to_string(path) {
            files.push((name, text));
        }
    });
    files
}

fn walk(folder: &Path, visit: &mut dyn FnMut(&Path)) {
    if folder.is_file() {
        visit(folder);
        return;
    }
    let mut entries: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    entries.sort();
    for path in entries {
        let name = path.file_name().unwrap().to_str().unwrap();
        let recorded = path == root().join("tests/contract");
        if path.is_dir() {
            if !recorded
                && !matches!(
                    name,
                    ".git" | "target" | "node_modules" | "venv" | "demo" | "__pycache__"
                )
            {
                walk(&path, visit);
            }
        } else if name != ".git" {
            visit(&path);
        }
    }
}

impl Source {
    /// Splits a file.
    pub fn read(path: &str, text: &str) -> Self {
        let (code, texts) = lex(without_unit_tests(text));
        Self {
            path: path.to_owned(),
            text: text.to_owned(),
            code,
            texts,
        }
    }

    /// `domain` of `src/domain/tickets/create.rs`, `app` of `src/app.rs`.
    pub fn top_module(&self) -> &str {
        let mut parts = self
            .path
            .split('/')
            .skip_while(|part| *part != "src")
            .skip(1);
        parts.next().unwrap_or(&self.path).trim_end_matches(".rs")
    }

    /// The paths that follow `name::` in the code, up to two names long, with one path per member of a
    /// group: `domain::Error`, `storage`.
    pub fn references(&self, name: &str) -> Vec<String> {
        let mut found = Vec::new();
        let start = format!("{name}::");
        for (at, _) in self.code.match_indices(&start) {
            // `::name::` is a crate, `path::name::` is not.
            let before = &self.code[..at];
            let before = before.strip_suffix("::").unwrap_or(before);
            if !ends_in_name(before) && !before.ends_with('>') {
                paths(&self.code[at + start.len()..], "", &mut found);
            }
        }
        found
    }
}

/// The text up to a module of unit tests. A declaration `mod tests;` does not end the text.
fn without_unit_tests(text: &str) -> &str {
    let module = text.match_indices("#[cfg(test)]\nmod ").find(|(at, _)| {
        let line = text[*at..].lines().nth(1).unwrap_or_default();
        !line.ends_with(';')
    });
    module.map_or(text, |(at, _)| &text[..at])
}

/// Collects the paths at the start of `code`; `prefix` is the path before a group.
fn paths(code: &str, prefix: &str, found: &mut Vec<String>) {
    let code = code.trim_start();
    if let Some(group) = code.strip_prefix('{') {
        let (mut depth, mut begin) = (1, 0);
        for (at, c) in group.char_indices() {
            match c {
                '{' => depth += 1,
                '}' => depth -= 1,
                _ => {}
            }
            if depth == 0 || (depth == 1 && c == ',') {
                if !group[begin..at].trim().is_empty() {
                    paths(&group[begin..at], prefix, found);
                }
                begin = at + 1;
            }
            if depth == 0 {
                return;
            }
        }
        return;
    }
    let end = code
        .find(|c: char| !c.is_alphanumeric() && c != '_')
        .unwrap_or(code.len());
    let (name, rest) = code.split_at(end);
    match (prefix, rest.strip_prefix("::")) {
        ("", Some(rest))
            if rest.starts_with(|c: char| c.is_alphabetic() || c == '_' || c == '{') =>
        {
            paths(rest, name, found);
        }
        ("", _) => found.push(name.to_owned()),
        (prefix, _) => found.push(format!("{prefix}::{name}")),
    }
}

/// Separates code from string literals, and removes comments.
fn lex(text: &str) -> (String, Vec<String>) {
    let (mut code, mut texts) = (String::new(), Vec::new());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let length = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            block_comment(rest)
        } else if let Some((hashes, body)) = raw_start(rest).filter(|_| !ends_in_name(&code)) {
            let close = format!("\"{}", "#".repeat(hashes));
            let end = rest[body..]
                .find(&close)
                .map_or(rest.len(), |end| body + end);
            texts.push(rest[body..end].to_owned());
            (end + close.len()).min(rest.len())
        } else if c == '"' {
            let end = string_end(rest);
            texts.push(rest[1..end].to_owned());
            (end + 1).min(rest.len())
        } else if c == '\'' {
            character(rest)
        } else {
            code.push(c);
            c.len_utf8()
        };
        rest = &rest[length..];
    }
    (code, texts)
}

fn ends_in_name(code: &str) -> bool {
    code.ends_with(|c: char| c.is_alphanumeric() || c == '_')
}

/// The number of hashes and the start of the body of a raw string (`r"`, `r#"`, `br"`).
fn raw_start(rest: &str) -> Option<(usize, usize)> {
    let after = rest.strip_prefix("br").or_else(|| rest.strip_prefix('r'))?;
    let hashes = after.len() - after.trim_start_matches('#').len();
    after[hashes..]
        .starts_with('"')
        .then(|| (hashes, rest.len() - after.len() + hashes + 1))
}

fn string_end(rest: &str) -> usize {
    let mut escaped = false;
    for (at, c) in rest.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return at,
            _ => {}
        }
    }
    rest.len()
}

fn block_comment(rest: &str) -> usize {
    let (mut depth, mut at) = (0_usize, 0);
    while at < rest.len() {
        if rest[at..].starts_with("/*") {
            (depth, at) = (depth + 1, at + 2);
        } else if rest[at..].starts_with("*/") {
            (depth, at) = (depth - 1, at + 2);
            if depth == 0 {
                return at;
            }
        } else {
            at += rest[at..].chars().next().map_or(1, char::len_utf8);
        }
    }
    rest.len()
}

/// The length of a character literal, or 1 for the quote of a lifetime.
fn character(rest: &str) -> usize {
    let mut chars = rest.char_indices().skip(1);
    match (chars.next(), chars.next()) {
        (Some((_, '\\')), Some(_)) => rest[3..].find('\'').map_or(rest.len(), |end| end + 4),
        (Some(_), Some((at, '\''))) => at + 1,
        _ => 1,
    }
}
