//! HTML as Python's `html.parser` (3.11) takes it apart, with its quirks: what `striptags` and
//! `truncatechars_html` make of broken HTML depends on them. Attributes are passed over, nobody
//! here asks for them.

use super::scan::{
    attribute, comment_end, number_length, raw_end, section_end, spaces_and_slashes, tag_end,
    tag_name,
};
use super::unescape;
use crate::error::{Exc, Fault, Outcome};
use crate::value::pytext::is_space;

/// Bytes that the parsing of a text may look at. Tags that are never closed are looked at again and
/// again, and a text whose tags are taken out may have new ones.
const WORK: usize = 16 << 20;

/// Who is told what was found. `false` ends the parsing.
pub(crate) trait Handler {
    /// `<tag …>`, as it stands in the source; `closed`: `<tag … />`.
    fn start(&mut self, tag: &str, source: &str, closed: bool) -> bool;
    /// `</tag>`.
    fn end(&mut self, tag: &str) -> bool;
    /// Text.
    fn data(&mut self, data: &str) -> bool;
    /// A reference that is not converted: what is between `&` and `;`.
    fn reference(&mut self, name: &str) -> bool;
}

/// Where a construct ends.
enum End {
    At(usize),
    /// It is not complete.
    Open,
    /// The handler has enough.
    Stop,
}

/// A parser, which keeps what it needs from one piece to the next.
pub(crate) struct Parser<'h, H> {
    handler: &'h mut H,
    /// Whether references become characters.
    convert: bool,
    /// Within `script` or `style`, its name.
    raw: Option<String>,
    work: usize,
}

impl<'h, H: Handler> Parser<'h, H> {
    pub(crate) fn new(handler: &'h mut H, convert: bool) -> Self {
        Self::after(0, handler, convert)
    }

    /// A parser that goes on with what another one made, and its work.
    pub(crate) fn after(work: usize, handler: &'h mut H, convert: bool) -> Self {
        Self {
            handler,
            convert,
            raw: None,
            work,
        }
    }

    /// The bytes that were looked at.
    pub(crate) fn work(&self) -> usize {
        self.work
    }

    /// Parses and answers what was left because it is not complete; nothing is left at the `last`
    /// piece, unless within `script`. `None`: the handler has enough.
    pub(crate) fn feed<'t>(&mut self, text: &'t str, last: bool) -> Outcome<Option<&'t str>> {
        self.spend(text.len())?;
        let mut at = 0;
        while at < text.len() {
            let Some(next) = self.interesting(text, at)? else {
                break;
            };
            if at < next && !self.text(&text[at..next]) {
                return Ok(None);
            }
            at = next;
            if at == text.len() {
                break;
            }
            let end = if text[at..].starts_with('<') {
                self.markup(text, at, last)?
            } else {
                self.reference(text, at, last)
            };
            match end {
                Step::To(next) => at = next,
                Step::Break(next) => {
                    at = next;
                    break;
                }
                Step::Stop => return Ok(None),
            }
        }
        if last && at < text.len() && self.raw.is_none() {
            if !self.text(&text[at..]) {
                return Ok(None);
            }
            at = text.len();
        }
        Ok(Some(&text[at..]))
    }

    fn text(&mut self, text: &str) -> bool {
        if self.convert && self.raw.is_none() {
            self.handler.data(&unescape(text))
        } else {
            self.handler.data(text)
        }
    }

    /// Counts what is looked at.
    fn spend(&mut self, bytes: usize) -> Outcome<()> {
        self.work += bytes;
        if self.work > WORK {
            Err(Fault::Limit("the HTML has too many open tags".into()))
        } else {
            Ok(())
        }
    }

    /// Where the next markup begins, or the text ends; `None`: what follows is not complete.
    fn interesting(&mut self, text: &str, at: usize) -> Outcome<Option<usize>> {
        let rest = &text[at..];
        if let Some(raw) = self.raw.clone() {
            self.spend(rest.len())?;
            return Ok(raw_end(rest, &raw).map(|found| at + found));
        }
        if !self.convert {
            return Ok(Some(
                rest.find(['&', '<']).map_or(text.len(), |found| at + found),
            ));
        }
        if let Some(found) = rest.find('<') {
            return Ok(Some(at + found));
        }
        // A reference at the very end may go on in the next piece.
        let mut near = text.len().saturating_sub(34).max(at);
        while !text.is_char_boundary(near) {
            near += 1;
        }
        match text[near..].rfind('&') {
            Some(amp) if !text[near + amp..].contains(|c| is_space(c) || c == ';') => Ok(None),
            _ => Ok(Some(text.len())),
        }
    }

    fn markup(&mut self, text: &str, at: usize, last: bool) -> Outcome<Step> {
        let rest = &text[at..];
        let end = if rest[1..].starts_with(|c: char| c.is_ascii_alphabetic()) {
            self.start_tag(text, at)?
        } else if rest.starts_with("</") {
            self.end_tag(text, at)?
        } else if rest.starts_with("<!--") {
            self.find(text, at + 4, comment_end)?
        } else if rest.starts_with("<?") {
            self.find(text, at + 2, |rest| rest.find('>').map(|found| found + 1))?
        } else if rest.starts_with("<!") {
            self.declaration(text, at)?
        } else if rest.len() > 1 {
            if !self.handler.data("<") {
                return Ok(Step::Stop);
            }
            End::At(at + 1)
        } else {
            return Ok(Step::Break(at));
        };
        match end {
            End::At(end) => Ok(Step::To(end)),
            End::Stop => Ok(Step::Stop),
            End::Open if !last => Ok(Step::Break(at)),
            End::Open => {
                let end = match (text[at + 1..].find('>'), text[at + 1..].find('<')) {
                    (Some(found), _) => at + 1 + found + 1,
                    (None, Some(found)) => at + 1 + found,
                    (None, None) => at + 1,
                };
                self.spend(end - at)?;
                Ok(if self.text(&text[at..end]) {
                    Step::To(end)
                } else {
                    Step::Stop
                })
            }
        }
    }

    fn find(&mut self, text: &str, from: usize, end: fn(&str) -> Option<usize>) -> Outcome<End> {
        let found = end(&text[from..]);
        self.spend(found.unwrap_or(text.len() - from))?;
        Ok(found.map_or(End::Open, |length| End::At(from + length)))
    }

    fn declaration(&mut self, text: &str, at: usize) -> Outcome<End> {
        let rest = &text[at..];
        if !rest.starts_with("<![") {
            let from = if rest
                .get(..9)
                .is_some_and(|s| s.eq_ignore_ascii_case("<!doctype"))
            {
                at + 9
            } else {
                at + 2
            };
            return self.find(text, from, |rest| rest.find('>').map(|found| found + 1));
        }
        let name = &rest[3..];
        if name.is_empty() {
            return Ok(End::Open);
        }
        let length = name
            .find(|c: char| !(c.is_ascii_alphanumeric() || "-_.".contains(c)))
            .unwrap_or(name.len());
        let fault = || {
            Fault::Raise(
                Exc::Other,
                "the HTML has a section <![…]> of no known kind".into(),
            )
        };
        if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
            return Err(fault());
        }
        if name[length..].trim_start_matches(is_space).is_empty() {
            return Ok(End::Open);
        }
        match name[..length].to_ascii_lowercase().as_str() {
            "temp" | "cdata" | "ignore" | "include" | "rcdata" => {
                self.find(text, at + 3, |rest| section_end(rest, 2))
            }
            "if" | "else" | "endif" => self.find(text, at + 3, |rest| section_end(rest, 1)),
            _ => Err(fault()),
        }
    }

    fn start_tag(&mut self, text: &str, at: usize) -> Outcome<End> {
        let Some(end) = tag_end(text, at) else {
            self.spend(text.len() - at)?;
            return Ok(End::Open);
        };
        self.spend(end - at)?;
        let name_end = at + 1 + tag_name(&text[at + 1..]);
        let tag = text[at + 1..name_end].to_lowercase();
        let mut place = spaces_and_slashes(text, name_end);
        while place < end {
            let Some(next) = attribute(text, place) else {
                break;
            };
            place = next;
        }
        let rest = text.get(place..end).unwrap_or("").trim_matches(is_space);
        let source = &text[at..end];
        let go_on = match rest {
            "/>" => self.handler.start(&tag, source, true),
            ">" => {
                let go_on = self.handler.start(&tag, source, false);
                if tag == "script" || tag == "style" {
                    self.raw = Some(tag);
                }
                go_on
            }
            _ => self.handler.data(source),
        };
        Ok(if go_on { End::At(end) } else { End::Stop })
    }

    fn end_tag(&mut self, text: &str, at: usize) -> Outcome<End> {
        let Some(close) = text[at + 1..].find('>').map(|found| at + 1 + found + 1) else {
            self.spend(text.len() - at)?;
            return Ok(End::Open);
        };
        self.spend(close - at)?;
        let inner = text[at + 2..close - 1].trim_matches(is_space);
        let sound = inner.starts_with(|c: char| c.is_ascii_alphabetic())
            && inner
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || "-.:_".contains(c));
        if sound {
            let tag = inner.to_lowercase();
            if self.raw.as_ref().is_some_and(|raw| *raw != tag) {
                return Ok(if self.handler.data(&text[at..close]) {
                    End::At(close)
                } else {
                    End::Stop
                });
            }
            let go_on = self.handler.end(&tag);
            self.raw = None;
            return Ok(if go_on { End::At(close) } else { End::Stop });
        }
        if self.raw.is_some() {
            return Ok(if self.handler.data(&text[at..close]) {
                End::At(close)
            } else {
                End::Stop
            });
        }
        if !text[at + 2..].starts_with(|c: char| c.is_ascii_alphabetic()) {
            return Ok(End::At(close));
        }
        let name_end = at + 2 + tag_name(&text[at + 2..]);
        let from = spaces_and_slashes(text, name_end);
        // Without another `>` Python begins again at the first letter; it would not end. Here the
        // tag ends.
        let end = text[from..]
            .find('>')
            .map_or(close, |found| from + found + 1);
        Ok(
            if self.handler.end(&text[at + 2..name_end].to_lowercase()) {
                End::At(end)
            } else {
                End::Stop
            },
        )
    }

    /// A reference that is not to be converted.
    fn reference(&mut self, text: &str, at: usize, last: bool) -> Step {
        let rest = &text[at..];
        if let Some(number) = rest.strip_prefix("&#") {
            let Some(length) = number_length(number) else {
                if rest.contains(';') {
                    let go_on = self.handler.data("&#");
                    return if go_on {
                        Step::Break(at + 2)
                    } else {
                        Step::Stop
                    };
                }
                return Step::Break(at);
            };
            let end = at + 2 + length;
            let go_on = self.handler.reference(&format!("#{}", &number[..length]));
            return if go_on {
                Step::To(end + usize::from(text[end..].starts_with(';')))
            } else {
                Step::Stop
            };
        }
        let name = &rest[1..];
        if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
            if name.is_empty() {
                return Step::Break(at);
            }
            return if self.handler.data("&") {
                Step::To(at + 1)
            } else {
                Step::Stop
            };
        }
        let greedy = name
            .find(|c: char| !(c.is_ascii_alphanumeric() || "-.".contains(c)))
            .unwrap_or(name.len());
        let length = if greedy < name.len() {
            Some(greedy)
        } else {
            name.rfind(['-', '.'])
        };
        match length {
            Some(length) => {
                let end = at + 1 + length;
                let go_on = self.handler.reference(&name[..length]);
                if go_on {
                    Step::To(end + usize::from(text[end..].starts_with(';')))
                } else {
                    Step::Stop
                }
            }
            None if last && name.len() == 1 => Step::Break(at + 1),
            None => Step::Break(at),
        }
    }
}

/// How the parsing goes on.
enum Step {
    To(usize),
    /// No further with this piece.
    Break(usize),
    Stop,
}
