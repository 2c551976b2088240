//! `truncatechars`, `truncatewords` and their variants for HTML, which close open tags (`Truncator` in
//! `django/utils/text.py`).

use python::html::escape;
use python::is_space;
use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::canonical_combining_class;

use super::FilterCall;
use crate::error::RenderResult;
use crate::html::parser::{Handler, Parser};
use crate::value::Value;
use crate::value::number::parse_int;

/// Elements without an end tag.
const VOID_ELEMENTS: [&str; 16] = [
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source",
    "track", "wbr", "frame", "spacer",
];

/// The maximum length; `None` if the argument is not a number, so that nothing is truncated.
fn max_length(call: &FilterCall<'_>) -> RenderResult<Option<i128>> {
    match call.argument() {
        Value::Str(text) => Ok(parse_int(text.as_str())),
        other => other.to_int().map(Some),
    }
}

/// Appends the text that marks a truncation: that of the language, or `marker`
/// (`add_truncation_text`).
fn add_truncation_text(call: &FilterCall<'_>, text: &str, marker: Option<&str>) -> String {
    match marker {
        None => {
            let pattern = call.env.pgettext(
                "String to return when truncating text",
                "%(truncated_text)s…",
            );
            pattern.replace("%(truncated_text)s", text)
        }
        Some(marker) if text.ends_with(marker) => text.to_owned(),
        Some(marker) => format!("{text}{marker}"),
    }
}

fn is_combining(c: char) -> bool {
    canonical_combining_class(c) != 0
}

/// Number of characters that remain for the text (`calculate_truncate_chars_length`).
fn remaining_length(call: &FilterCall<'_>, length: i128) -> i128 {
    let marker = add_truncation_text(call, "", None);
    let marker_length = marker.chars().filter(|c| !is_combining(*c)).count();
    (length - i128::try_from(marker_length).unwrap_or(0)).max(0)
}

pub(super) fn chars(call: &FilterCall<'_>) -> RenderResult<Value> {
    let text = call.text()?;
    let Some(length) = max_length(call)? else {
        return Ok(text.into());
    };
    if length <= 0 {
        return Ok("".into());
    }
    let text: String = text.nfc().collect();
    let remaining = remaining_length(call, length);
    let mut characters = 0;
    let mut end = None;
    for (index, c) in text.char_indices() {
        if is_combining(c) {
            continue;
        }
        characters += 1;
        if end.is_none() && characters > remaining {
            end = Some(index);
        }
        if characters > length {
            return Ok(add_truncation_text(call, &text[..end.unwrap_or(0)], None).into());
        }
    }
    Ok(text.into())
}

pub(super) fn words(call: &FilterCall<'_>) -> RenderResult<Value> {
    let text = call.text()?;
    let Some(length) = max_length(call)? else {
        return Ok(text.into());
    };
    if length <= 0 {
        return Ok("".into());
    }
    let words: Vec<&str> = python::split(&text).collect();
    match usize::try_from(length)
        .ok()
        .filter(|length| words.len() > *length)
    {
        Some(length) => {
            Ok(add_truncation_text(call, &words[..length].join(" "), Some(" …")).into())
        }
        None => Ok(words.join(" ").into()),
    }
}

pub(super) fn chars_html(call: &FilterCall<'_>) -> RenderResult<Value> {
    truncate_html(call, Unit::Characters)
}

pub(super) fn words_html(call: &FilterCall<'_>) -> RenderResult<Value> {
    truncate_html(call, Unit::Words)
}

fn truncate_html(call: &FilterCall<'_>, unit: Unit) -> RenderResult<Value> {
    let text = call.text()?;
    let Some(length) = max_length(call)? else {
        return Ok(text.into());
    };
    if length <= 0 {
        return Ok("".into());
    }
    let (text, remaining) = match unit {
        Unit::Words => (text, length),
        Unit::Characters => (text.nfc().collect(), remaining_length(call, length)),
    };
    let mut truncator = HtmlTruncator {
        call,
        unit,
        length,
        remaining: usize::try_from(remaining).unwrap_or(usize::MAX),
        read_characters: 0,
        source_characters: text.chars().count(),
        out: String::new(),
        out_characters: 0,
        open_tags: Vec::new(),
    };
    // Like Django, omits incomplete markup at the end.
    Parser::new(&mut truncator, true).feed(&text, false)?;
    Ok(truncator.out.into())
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Unit {
    Characters,
    Words,
}

/// Copies HTML up to a number of characters or words.
struct HtmlTruncator<'c> {
    call: &'c FilterCall<'c>,
    unit: Unit,
    length: i128,
    /// Characters or words that may still be copied.
    remaining: usize,
    /// Characters of text read so far.
    read_characters: usize,
    /// Characters of the HTML.
    source_characters: usize,
    out: String,
    /// Characters in `out`.
    out_characters: usize,
    open_tags: Vec<String>,
}

impl HtmlTruncator<'_> {
    fn push(&mut self, text: &str) {
        self.out.push_str(text);
        self.out_characters += text.chars().count();
    }

    /// Closes the open tags and stops the parser.
    fn finish(&mut self) -> bool {
        while let Some(tag) = self.open_tags.pop() {
            self.push(&format!("</{tag}>"));
        }
        false
    }
}

impl Handler for HtmlTruncator<'_> {
    fn start(&mut self, tag: &str, source: &str, closed: bool) -> bool {
        self.push(source);
        if !VOID_ELEMENTS.contains(&tag) {
            self.open_tags.push(tag.to_owned());
            if closed {
                return self.end(tag);
            }
        }
        true
    }

    fn end(&mut self, tag: &str) -> bool {
        if !VOID_ELEMENTS.contains(&tag) {
            self.push(&format!("</{tag}>"));
            if self.open_tags.last().is_some_and(|open| open == tag) {
                self.open_tags.pop();
            }
        }
        true
    }

    fn data(&mut self, data: &str) -> bool {
        let (count, copied) = if self.unit == Unit::Words {
            let words = split_words(data);
            let copied = words[..words.len().min(self.remaining)].join(" ");
            (words.len(), copied)
        } else {
            let count = data.chars().count();
            self.read_characters += count;
            if i128::try_from(self.read_characters) == Ok(self.length)
                && self.out_characters + count == self.source_characters
            {
                self.push(data);
                return self.finish();
            }
            (count, data.chars().take(self.remaining).collect())
        };
        let copied = escape(&copied);
        if self.remaining < count {
            self.remaining = 0;
            let marker = (self.unit == Unit::Words).then_some(" …");
            let truncated = add_truncation_text(self.call, &copied, marker);
            self.push(&truncated);
            return self.finish();
        }
        self.remaining -= count;
        self.push(&copied);
        true
    }

    fn reference(&mut self, _: &str) -> bool {
        true
    }
}

/// Splits a text at whitespace between words; whitespace around the text remains.
fn split_words(data: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let (mut start, mut end) = (0, 0);
    let mut in_text = false;
    for (index, c) in data.char_indices() {
        if is_space(c) {
            continue;
        }
        if in_text && end < index {
            words.push(&data[start..end]);
            start = index;
        }
        in_text = true;
        end = index + c.len_utf8();
    }
    words.push(&data[start..]);
    words
}
