//! Filters that cut a text off (django/utils/text.py, Truncator). Those for HTML close the tags
//! that are open.

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::canonical_combining_class;

use super::Call;
use crate::error::Outcome;
use crate::html::escape;
use crate::html::parser::{Handler, Parser};
use crate::value::Value;
use crate::value::number::parse_int;
use crate::value::pytext::{self, is_space};

/// Elements that have no end.
const VOID: [&str; 16] = [
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source",
    "track", "wbr", "frame", "spacer",
];

/// The argument; `None`: it is no number, and the text stays.
fn count(call: &Call<'_>) -> Outcome<Option<i128>> {
    match call.argument() {
        Value::Str(text) => Ok(parse_int(text.as_str())),
        other => other.int().map(Some),
    }
}

/// What stands for the rest of a text, with the text before it.
fn cut_off(call: &Call<'_>, text: &str, mark: Option<&str>) -> String {
    match mark {
        None => {
            let pattern = call.env.pgettext(
                "String to return when truncating text",
                "%(truncated_text)s…",
            );
            pattern.replace("%(truncated_text)s", text)
        }
        Some(mark) if text.ends_with(mark) => text.to_owned(),
        Some(mark) => format!("{text}{mark}"),
    }
}

fn is_combining(c: char) -> bool {
    canonical_combining_class(c) != 0
}

/// The letters that are left beside the mark.
fn room(call: &Call<'_>, length: i128) -> i128 {
    let mark = cut_off(call, "", None);
    let marks = mark.chars().filter(|c| !is_combining(*c)).count();
    (length - i128::try_from(marks).unwrap_or(0)).max(0)
}

pub(super) fn chars(call: &Call<'_>) -> Outcome<Value> {
    let text = call.text()?;
    let Some(length) = count(call)? else {
        return Ok(text.into());
    };
    if length <= 0 {
        return Ok("".into());
    }
    let text: String = text.nfc().collect();
    let room = room(call, length);
    let mut letters = 0;
    let mut end = None;
    for (at, c) in text.char_indices() {
        if is_combining(c) {
            continue;
        }
        letters += 1;
        if end.is_none() && letters > room {
            end = Some(at);
        }
        if letters > length {
            return Ok(cut_off(call, &text[..end.unwrap_or(0)], None).into());
        }
    }
    Ok(text.into())
}

pub(super) fn words(call: &Call<'_>) -> Outcome<Value> {
    let text = call.text()?;
    let Some(length) = count(call)? else {
        return Ok(text.into());
    };
    if length <= 0 {
        return Ok("".into());
    }
    let words: Vec<&str> = pytext::words(&text).collect();
    match usize::try_from(length)
        .ok()
        .filter(|length| words.len() > *length)
    {
        Some(length) => Ok(cut_off(call, &words[..length].join(" "), Some(" …")).into()),
        None => Ok(words.join(" ").into()),
    }
}

pub(super) fn chars_html(call: &Call<'_>) -> Outcome<Value> {
    html(call, false)
}

pub(super) fn words_html(call: &Call<'_>) -> Outcome<Value> {
    html(call, true)
}

fn html(call: &Call<'_>, by_words: bool) -> Outcome<Value> {
    let text = call.text()?;
    let Some(length) = count(call)? else {
        return Ok(text.into());
    };
    if length <= 0 {
        return Ok("".into());
    }
    let text: String = if by_words { text } else { text.nfc().collect() };
    let remaining = if by_words { length } else { room(call, length) };
    let mut cutter = Cutter {
        call,
        by_words,
        length,
        remaining: usize::try_from(remaining).unwrap_or(usize::MAX),
        seen: 0,
        whole: text.chars().count(),
        out: String::new(),
        letters: 0,
        open: Vec::new(),
    };
    // What is not complete at the end is left out, as Django does, which feeds the parser only
    // once.
    Parser::new(&mut cutter, true).feed(&text, false)?;
    Ok(cutter.out.into())
}

struct Cutter<'c> {
    call: &'c Call<'c>,
    by_words: bool,
    length: i128,
    /// Letters or words that may still be shown.
    remaining: usize,
    /// Letters of text so far.
    seen: usize,
    /// Letters of the HTML.
    whole: usize,
    out: String,
    /// Letters in `out`.
    letters: usize,
    open: Vec<String>,
}

impl Cutter<'_> {
    fn push(&mut self, text: &str) {
        self.out.push_str(text);
        self.letters += text.chars().count();
    }

    fn finish(&mut self) -> bool {
        while let Some(tag) = self.open.pop() {
            self.push(&format!("</{tag}>"));
        }
        false
    }
}

impl Handler for Cutter<'_> {
    fn start(&mut self, tag: &str, source: &str, closed: bool) -> bool {
        self.push(source);
        if !VOID.contains(&tag) {
            self.open.push(tag.to_owned());
            if closed {
                return self.end(tag);
            }
        }
        true
    }

    fn end(&mut self, tag: &str) -> bool {
        if !VOID.contains(&tag) {
            self.push(&format!("</{tag}>"));
            if self.open.last().is_some_and(|open| open == tag) {
                self.open.pop();
            }
        }
        true
    }

    fn data(&mut self, data: &str) -> bool {
        let (count, shown) = if self.by_words {
            let pieces = pieces(data);
            let shown = pieces[..pieces.len().min(self.remaining)].join(" ");
            (pieces.len(), shown)
        } else {
            let count = data.chars().count();
            self.seen += count;
            if i128::try_from(self.seen) == Ok(self.length) && self.letters + count == self.whole {
                self.push(data);
                return self.finish();
            }
            (count, data.chars().take(self.remaining).collect())
        };
        let shown = escape(&shown);
        if self.remaining < count {
            self.remaining = 0;
            let mark = if self.by_words { Some(" …") } else { None };
            let cut = cut_off(self.call, &shown, mark);
            self.push(&cut);
            return self.finish();
        }
        self.remaining -= count;
        self.push(&shown);
        true
    }

    fn reference(&mut self, _: &str) -> bool {
        true
    }
}

/// A text split at the spaces between words; those around it stay.
fn pieces(data: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let (mut start, mut end) = (0, 0);
    let mut word = false;
    for (at, c) in data.char_indices() {
        if is_space(c) {
            continue;
        }
        if word && end < at {
            pieces.push(&data[start..end]);
            start = at;
        }
        word = true;
        end = at + c.len_utf8();
    }
    pieces.push(&data[start..]);
    pieces
}
