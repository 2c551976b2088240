//! Cuts a template's source into text, variables, tags and comments, as Django's lexer does: each
//! ends on its line, and nothing counts within `{% verbatim %}`. Then cuts a tag into its words.

use crate::error::Error;
use crate::options::Limits;
use crate::value::pytext::{is_space, strip};

/// Bytes that a tag or a variable may have between its marks.
const LONGEST: usize = 16 << 10;

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Type {
    Text,
    Variable,
    Block,
    /// It shows nothing, but may not stand everywhere.
    Comment,
}

/// A piece of the source.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Token<'s> {
    pub(crate) kind: Type,
    /// Text as it is; of a tag or a variable, what is between its marks, without spaces around it.
    pub(crate) contents: &'s str,
    /// The line it begins on, from 1.
    pub(crate) line: usize,
}

/// The tokens of a source.
pub(crate) fn tokens<'s>(source: &'s str, limits: &Limits) -> Result<Vec<Token<'s>>, Error> {
    if source.len() > limits.source {
        return Err(Error::limit(
            1,
            format!("a template may have {} bytes at most", limits.source),
        ));
    }
    let mut lexer = Lexer {
        tokens: Vec::new(),
        verbatim: None,
        line: 1,
    };
    let mut from = 0;
    for (start, end) in Marks::new(source) {
        lexer.text(&source[from..start]);
        lexer.tag(&source[start..end])?;
        from = end;
    }
    lexer.text(&source[from..]);
    Ok(lexer.tokens)
}

struct Lexer<'s> {
    tokens: Vec<Token<'s>>,
    /// The tag that ends the verbatim block that we are in.
    verbatim: Option<String>,
    line: usize,
}

impl<'s> Lexer<'s> {
    fn text(&mut self, text: &'s str) {
        if !text.is_empty() {
            self.tokens.push(Token {
                kind: Type::Text,
                contents: text,
                line: self.line,
            });
            self.line += text.matches('\n').count();
        }
    }

    fn tag(&mut self, tag: &'s str) -> Result<(), Error> {
        let contents = strip(&tag[2..tag.len() - 2]);
        let kind = match (&tag[..2], &self.verbatim) {
            ("{%", Some(end)) if contents == end => {
                self.verbatim = None;
                Type::Block
            }
            (_, Some(_)) => {
                self.text(tag);
                return Ok(());
            }
            ("{#", None) => Type::Comment,
            ("{{", None) => Type::Variable,
            (_, None) => {
                if contents == "verbatim" || contents.starts_with("verbatim ") {
                    self.verbatim = Some(format!("end{contents}"));
                }
                Type::Block
            }
        };
        if contents.len() > LONGEST && kind != Type::Comment {
            return Err(Error::limit(
                self.line,
                format!("a tag may have {LONGEST} bytes at most"),
            ));
        }
        self.tokens.push(Token {
            kind,
            contents,
            line: self.line,
        });
        Ok(())
    }
}

/// Finds the tags, variables and comments of a source.
struct Marks<'s> {
    source: &'s str,
    at: usize,
    /// The end of the line that `at` is in, once it is known.
    line_end: usize,
    /// Up to where the closing mark of each kind was looked for in vain.
    vain: [usize; 3],
}

impl<'s> Marks<'s> {
    fn new(source: &'s str) -> Self {
        Self {
            source,
            at: 0,
            line_end: 0,
            vain: [0; 3],
        }
    }
}

impl Iterator for Marks<'_> {
    type Item = (usize, usize);

    fn next(&mut self) -> Option<(usize, usize)> {
        let bytes = self.source.as_bytes();
        loop {
            let start = self.at + self.source[self.at..].find('{')?;
            self.at = start + 1;
            let (kind, close) = match bytes.get(start + 1) {
                Some(b'%') => (0, "%}"),
                Some(b'{') => (1, "}}"),
                Some(b'#') => (2, "#}"),
                _ => continue,
            };
            if self.line_end <= start {
                self.line_end = self.source[start..]
                    .find('\n')
                    .map_or(self.source.len(), |at| start + at);
            }
            if self.vain[kind] > start {
                continue;
            }
            match self.source[start + 2..self.line_end].find(close) {
                Some(length) => {
                    self.at = start + 2 + length + 2;
                    return Some((start, self.at));
                }
                None => self.vain[kind] = self.line_end,
            }
        }
    }
}

/// The words of a tag: split at spaces, except within quotes and within `_("…")`.
pub(crate) fn words(contents: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut pieces = pieces(contents).into_iter();
    while let Some(piece) = pieces.next() {
        let mut word = piece.to_owned();
        if word.starts_with("_(\"") || word.starts_with("_('") {
            let end = if word.starts_with("_(\"") {
                "\")"
            } else {
                "')"
            };
            let mut last = piece;
            while !last.ends_with(end) {
                let Some(next) = pieces.next() else { break };
                word.push(' ');
                word.push_str(next);
                last = next;
            }
        }
        words.push(word);
    }
    words
}

fn pieces(text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut rest = text.trim_start_matches(is_space);
    while !rest.is_empty() {
        let mut end = plain(rest);
        let mut quoted = false;
        while let Some(length) = quotation(&rest[end..]) {
            quoted = true;
            end += length;
            end += plain(&rest[end..]);
        }
        if !quoted {
            end = rest.find(is_space).unwrap_or(rest.len());
        }
        pieces.push(&rest[..end]);
        rest = rest[end..].trim_start_matches(is_space);
    }
    pieces
}

/// How far neither a space nor a quote stands.
fn plain(text: &str) -> usize {
    text.find(|c| is_space(c) || c == '"' || c == '\'')
        .unwrap_or(text.len())
}

/// The length of the quotation that a text begins with.
pub(crate) fn quotation(text: &str) -> Option<usize> {
    let mark = text.chars().next().filter(|c| *c == '"' || *c == '\'')?;
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            c if c == mark => return Some(at + 1),
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_a_tag() {
        assert_eq!(
            words(r#"a  "b c"|x:'d e' _("f g")  h="i"j "k"#),
            ["a", r#""b c"|x:'d e'"#, r#"_("f g")"#, r#"h="i"j"#, "\"k"]
        );
    }

    #[test]
    fn many_open_marks_take_no_time() {
        let source = "{{".repeat(500_000) + "{%";
        assert_eq!(tokens(&source, &Limits::default()).unwrap().len(), 1);
    }
}
