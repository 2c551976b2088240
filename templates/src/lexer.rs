//! Splits a template's source into tokens as Django's lexer does: a tag, variable or comment ends on
//! its line, and `{% verbatim %}` contains only text. Also splits the contents of a tag.

use python::{is_space, strip};

use crate::error::Error;
use crate::options::Limits;

/// Maximum size of a tag's or variable's contents in bytes.
const MAX_CONTENTS: usize = 16 << 10;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TokenType {
    Text,
    Variable,
    Block,
    Comment,
}

/// A part of the source.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Token<'s> {
    pub(crate) token_type: TokenType,
    /// The text, or what is between the delimiters, without whitespace around it.
    pub(crate) contents: &'s str,
    /// The line on which it starts, from 1.
    pub(crate) line: usize,
}

/// Splits a source into tokens.
pub(crate) fn tokenize<'s>(source: &'s str, limits: &Limits) -> Result<Vec<Token<'s>>, Error> {
    if source.len() > limits.source {
        return Err(Error::limit(
            1,
            format!("the template is longer than {} bytes", limits.source),
        ));
    }
    let mut lexer = Lexer {
        tokens: Vec::new(),
        verbatim_end: None,
        line: 1,
    };
    let mut end_of_last = 0;
    for (start, end) in Tags::new(source) {
        lexer.push_text(&source[end_of_last..start]);
        lexer.push_tag(&source[start..end])?;
        end_of_last = end;
    }
    lexer.push_text(&source[end_of_last..]);
    Ok(lexer.tokens)
}

struct Lexer<'s> {
    tokens: Vec<Token<'s>>,
    /// Within a verbatim block, the contents of the tag that ends it.
    verbatim_end: Option<String>,
    line: usize,
}

impl<'s> Lexer<'s> {
    fn push_text(&mut self, text: &'s str) {
        if !text.is_empty() {
            self.tokens.push(Token {
                token_type: TokenType::Text,
                contents: text,
                line: self.line,
            });
            self.line += text.matches('\n').count();
        }
    }

    fn push_tag(&mut self, tag: &'s str) -> Result<(), Error> {
        let contents = strip(&tag[2..tag.len() - 2]);
        let token_type = match (&tag[..2], &self.verbatim_end) {
            ("{%", Some(end)) if contents == end => {
                self.verbatim_end = None;
                TokenType::Block
            }
            (_, Some(_)) => {
                self.push_text(tag);
                return Ok(());
            }
            ("{#", None) => TokenType::Comment,
            ("{{", None) => TokenType::Variable,
            (_, None) => {
                if contents == "verbatim" || contents.starts_with("verbatim ") {
                    self.verbatim_end = Some(format!("end{contents}"));
                }
                TokenType::Block
            }
        };
        if contents.len() > MAX_CONTENTS && token_type != TokenType::Comment {
            return Err(Error::limit(
                self.line,
                format!("a tag or variable is longer than {MAX_CONTENTS} bytes"),
            ));
        }
        self.tokens.push(Token {
            token_type,
            contents,
            line: self.line,
        });
        Ok(())
    }
}

/// Iterates over the byte ranges of tags, variables and comments.
struct Tags<'s> {
    source: &'s str,
    position: usize,
    /// End of the line at `position`, once it is known.
    line_end: usize,
    /// For each kind of tag, no closing delimiter exists before this position. Avoids searching a
    /// line again for each opening delimiter.
    unclosed_until: [usize; 3],
}

impl<'s> Tags<'s> {
    fn new(source: &'s str) -> Self {
        Self {
            source,
            position: 0,
            line_end: 0,
            unclosed_until: [0; 3],
        }
    }
}

impl Iterator for Tags<'_> {
    type Item = (usize, usize);

    fn next(&mut self) -> Option<(usize, usize)> {
        let bytes = self.source.as_bytes();
        loop {
            let start = self.position + self.source[self.position..].find('{')?;
            self.position = start + 1;
            let (kind, close) = match bytes.get(start + 1) {
                Some(b'%') => (0, "%}"),
                Some(b'{') => (1, "}}"),
                Some(b'#') => (2, "#}"),
                _ => continue,
            };
            if self.line_end <= start {
                self.line_end = self.source[start..]
                    .find('\n')
                    .map_or(self.source.len(), |length| start + length);
            }
            if self.unclosed_until[kind] > start {
                continue;
            }
            match self.source[start + 2..self.line_end].find(close) {
                Some(length) => {
                    self.position = start + 2 + length + 2;
                    return Some((start, self.position));
                }
                None => self.unclosed_until[kind] = self.line_end,
            }
        }
    }
}

/// Splits the contents of a tag at whitespace, except within quotes and `_("…")`
/// (`Token.split_contents`).
pub(crate) fn split_contents(contents: &str) -> Vec<String> {
    let mut bits: Vec<String> = Vec::new();
    let mut words = smart_split(contents).into_iter();
    while let Some(word) = words.next() {
        let mut bit = word.to_owned();
        if bit.starts_with("_(\"") || bit.starts_with("_('") {
            let sentinel = if bit.starts_with("_(\"") { "\")" } else { "')" };
            let mut last = word;
            while !last.ends_with(sentinel) {
                let Some(next) = words.next() else { break };
                bit.push(' ');
                bit.push_str(next);
                last = next;
            }
        }
        bits.push(bit);
    }
    bits
}

/// Splits a text at whitespace, except within quotes (`django.utils.text.smart_split`).
fn smart_split(text: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut rest = text.trim_start_matches(is_space);
    while !rest.is_empty() {
        let mut end = unquoted_length(rest);
        let mut has_quotes = false;
        while let Some(length) = quoted_length(&rest[end..]) {
            has_quotes = true;
            end += length;
            end += unquoted_length(&rest[end..]);
        }
        if !has_quotes {
            end = rest.find(is_space).unwrap_or(rest.len());
        }
        words.push(&rest[..end]);
        rest = rest[end..].trim_start_matches(is_space);
    }
    words
}

/// Length up to the first whitespace or quote.
fn unquoted_length(text: &str) -> usize {
    text.find(|c| is_space(c) || c == '"' || c == '\'')
        .unwrap_or(text.len())
}

/// Length of the quoted string at the start of a text, if there is one.
pub(crate) fn quoted_length(text: &str) -> Option<usize> {
    let quote = text.chars().next().filter(|c| *c == '"' || *c == '\'')?;
    let mut escaped = false;
    for (index, c) in text.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            c if c == quote => return Some(index + 1),
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn splits_contents_outside_of_quotes() {
        assert_eq!(
            split_contents(r#"a  "b c"|x:'d e' _("f g")  h="i"j "k"#),
            ["a", r#""b c"|x:'d e'"#, r#"_("f g")"#, r#"h="i"j"#, "\"k"]
        );
    }

    #[test]
    fn handles_many_unclosed_tags_in_linear_time() {
        let source = "{{".repeat(500_000) + "{%";
        assert_eq!(tokenize(&source, &Limits::default()).unwrap().len(), 1);
    }
}
