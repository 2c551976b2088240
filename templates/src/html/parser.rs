//! Python's `html.parser` (3.11) with its quirks, on which the results of `striptags` and
//! `truncatechars_html` for malformed HTML depend. Attributes are skipped.

use python::html::unescape;
use python::is_space;

use super::scan::{
    cdata_end, comment_end, number_length, section_end, skip_attribute, skip_spaces_and_slashes,
    start_tag_end, tag_name_length,
};
use crate::error::{Exception, RenderError, RenderResult};

/// Maximum number of bytes scanned. Unclosed tags are scanned repeatedly, and removing tags may leave
/// new ones to parse.
const MAX_WORK: usize = 16 << 20;

/// Receives the parts of the HTML. Returning `false` stops the parser.
pub(crate) trait Handler {
    /// A start tag and its source; `self_closing` if it ends with `/>`.
    fn start(&mut self, tag: &str, source: &str, self_closing: bool) -> bool;
    /// An end tag.
    fn end(&mut self, tag: &str) -> bool;
    /// Text.
    fn data(&mut self, data: &str) -> bool;
    /// A character reference without `&` and `;`, if the parser does not convert them.
    fn reference(&mut self, name: &str) -> bool;
}

/// The end of a construct.
enum End {
    At(usize),
    /// The construct is incomplete.
    Incomplete,
    /// The handler has stopped the parser.
    Stop,
}

/// A parser that can be fed in parts.
pub(crate) struct Parser<'h, H> {
    handler: &'h mut H,
    /// Whether to convert character references (`convert_charrefs`).
    convert_charrefs: bool,
    /// Name of the `script` or `style` element in which the parser is.
    cdata_element: Option<String>,
    /// Number of bytes scanned.
    work: usize,
}

impl<'h, H: Handler> Parser<'h, H> {
    pub(crate) fn new(handler: &'h mut H, convert_charrefs: bool) -> Self {
        Self::with_work(0, handler, convert_charrefs)
    }

    /// A parser that adds to the work of another one.
    pub(crate) fn with_work(work: usize, handler: &'h mut H, convert_charrefs: bool) -> Self {
        Self {
            handler,
            convert_charrefs,
            cdata_element: None,
            work,
        }
    }

    /// Number of bytes scanned.
    pub(crate) fn work(&self) -> usize {
        self.work
    }

    /// Parses a part and returns its incomplete end. The `last` part is parsed completely, except
    /// within `script`. Returns `None` if the handler has stopped the parser.
    pub(crate) fn feed<'t>(&mut self, text: &'t str, last: bool) -> RenderResult<Option<&'t str>> {
        self.add_work(text.len())?;
        let mut at = 0;
        while at < text.len() {
            let Some(next) = self.find_markup(text, at)? else {
                break;
            };
            if at < next && !self.push_text(&text[at..next]) {
                return Ok(None);
            }
            at = next;
            if at == text.len() {
                break;
            }
            let end = if text[at..].starts_with('<') {
                self.parse_markup(text, at, last)?
            } else {
                self.parse_reference(text, at, last)
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
        if last && at < text.len() && self.cdata_element.is_none() {
            if !self.push_text(&text[at..]) {
                return Ok(None);
            }
            at = text.len();
        }
        Ok(Some(&text[at..]))
    }

    fn push_text(&mut self, text: &str) -> bool {
        if self.convert_charrefs && self.cdata_element.is_none() {
            self.handler.data(&unescape(text))
        } else {
            self.handler.data(text)
        }
    }

    /// Counts scanned bytes against the limit.
    fn add_work(&mut self, bytes: usize) -> RenderResult<()> {
        self.work += bytes;
        if self.work > MAX_WORK {
            Err(RenderError::LimitExceeded(
                "the HTML has too many unclosed tags".into(),
            ))
        } else {
            Ok(())
        }
    }

    /// The start of the next markup or the end of the text; `None` if the rest may be incomplete.
    fn find_markup(&mut self, text: &str, at: usize) -> RenderResult<Option<usize>> {
        let rest = &text[at..];
        if let Some(element) = self.cdata_element.clone() {
            self.add_work(rest.len())?;
            return Ok(cdata_end(rest, &element).map(|found| at + found));
        }
        if !self.convert_charrefs {
            return Ok(Some(
                rest.find(['&', '<']).map_or(text.len(), |found| at + found),
            ));
        }
        if let Some(found) = rest.find('<') {
            return Ok(Some(at + found));
        }
        // A character reference at the end may continue in the next part.
        let mut near = text.len().saturating_sub(34).max(at);
        while !text.is_char_boundary(near) {
            near += 1;
        }
        match text[near..].rfind('&') {
            Some(amp) if !text[near + amp..].contains(|c| is_space(c) || c == ';') => Ok(None),
            _ => Ok(Some(text.len())),
        }
    }

    fn parse_markup(&mut self, text: &str, at: usize, last: bool) -> RenderResult<Step> {
        let rest = &text[at..];
        let end = if rest[1..].starts_with(|c: char| c.is_ascii_alphabetic()) {
            self.parse_start_tag(text, at)?
        } else if rest.starts_with("</") {
            self.parse_end_tag(text, at)?
        } else if rest.starts_with("<!--") {
            self.parse_until(text, at + 4, comment_end)?
        } else if rest.starts_with("<?") {
            self.parse_until(text, at + 2, |rest| rest.find('>').map(|found| found + 1))?
        } else if rest.starts_with("<!") {
            self.parse_declaration(text, at)?
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
            End::Incomplete if !last => Ok(Step::Break(at)),
            End::Incomplete => {
                let end = match (text[at + 1..].find('>'), text[at + 1..].find('<')) {
                    (Some(found), _) => at + 1 + found + 1,
                    (None, Some(found)) => at + 1 + found,
                    (None, None) => at + 1,
                };
                self.add_work(end - at)?;
                Ok(if self.push_text(&text[at..end]) {
                    Step::To(end)
                } else {
                    Step::Stop
                })
            }
        }
    }

    fn parse_until(
        &mut self,
        text: &str,
        from: usize,
        end: fn(&str) -> Option<usize>,
    ) -> RenderResult<End> {
        let found = end(&text[from..]);
        self.add_work(found.unwrap_or(text.len() - from))?;
        Ok(found.map_or(End::Incomplete, |length| End::At(from + length)))
    }

    fn parse_declaration(&mut self, text: &str, at: usize) -> RenderResult<End> {
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
            return self.parse_until(text, from, |rest| rest.find('>').map(|found| found + 1));
        }
        let name = &rest[3..];
        if name.is_empty() {
            return Ok(End::Incomplete);
        }
        let length = name
            .find(|c: char| !(c.is_ascii_alphanumeric() || "-_.".contains(c)))
            .unwrap_or(name.len());
        let unknown_section = || {
            RenderError::Exception(
                Exception::Other,
                "the HTML has an unknown marked section <![…]>".into(),
            )
        };
        if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
            return Err(unknown_section());
        }
        if name[length..].trim_start_matches(is_space).is_empty() {
            return Ok(End::Incomplete);
        }
        match name[..length].to_ascii_lowercase().as_str() {
            "temp" | "cdata" | "ignore" | "include" | "rcdata" => {
                self.parse_until(text, at + 3, |rest| section_end(rest, 2))
            }
            "if" | "else" | "endif" => self.parse_until(text, at + 3, |rest| section_end(rest, 1)),
            _ => Err(unknown_section()),
        }
    }

    fn parse_start_tag(&mut self, text: &str, at: usize) -> RenderResult<End> {
        let Some(end) = start_tag_end(text, at) else {
            self.add_work(text.len() - at)?;
            return Ok(End::Incomplete);
        };
        self.add_work(end - at)?;
        let name_end = at + 1 + tag_name_length(&text[at + 1..]);
        let tag = text[at + 1..name_end].to_lowercase();
        let mut index = skip_spaces_and_slashes(text, name_end);
        while index < end {
            let Some(next) = skip_attribute(text, index) else {
                break;
            };
            index = next;
        }
        let rest = text.get(index..end).unwrap_or("").trim_matches(is_space);
        let source = &text[at..end];
        let should_continue = match rest {
            "/>" => self.handler.start(&tag, source, true),
            ">" => {
                let should_continue = self.handler.start(&tag, source, false);
                if tag == "script" || tag == "style" {
                    self.cdata_element = Some(tag);
                }
                should_continue
            }
            _ => self.handler.data(source),
        };
        Ok(if should_continue {
            End::At(end)
        } else {
            End::Stop
        })
    }

    fn parse_end_tag(&mut self, text: &str, at: usize) -> RenderResult<End> {
        let Some(close) = text[at + 1..].find('>').map(|found| at + 1 + found + 1) else {
            self.add_work(text.len() - at)?;
            return Ok(End::Incomplete);
        };
        self.add_work(close - at)?;
        let inner = text[at + 2..close - 1].trim_matches(is_space);
        let is_valid = inner.starts_with(|c: char| c.is_ascii_alphabetic())
            && inner
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || "-.:_".contains(c));
        if is_valid {
            let tag = inner.to_lowercase();
            if self
                .cdata_element
                .as_ref()
                .is_some_and(|element| *element != tag)
            {
                return Ok(if self.handler.data(&text[at..close]) {
                    End::At(close)
                } else {
                    End::Stop
                });
            }
            let should_continue = self.handler.end(&tag);
            self.cdata_element = None;
            return Ok(if should_continue {
                End::At(close)
            } else {
                End::Stop
            });
        }
        if self.cdata_element.is_some() {
            return Ok(if self.handler.data(&text[at..close]) {
                End::At(close)
            } else {
                End::Stop
            });
        }
        if !text[at + 2..].starts_with(|c: char| c.is_ascii_alphabetic()) {
            return Ok(End::At(close));
        }
        let name_end = at + 2 + tag_name_length(&text[at + 2..]);
        let from = skip_spaces_and_slashes(text, name_end);
        // Without another `>`, Python would loop forever, so the tag ends here.
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

    /// A character reference that is not converted.
    fn parse_reference(&mut self, text: &str, at: usize, last: bool) -> Step {
        let rest = &text[at..];
        if let Some(number) = rest.strip_prefix("&#") {
            let Some(length) = number_length(number) else {
                if rest.contains(';') {
                    let should_continue = self.handler.data("&#");
                    return if should_continue {
                        Step::Break(at + 2)
                    } else {
                        Step::Stop
                    };
                }
                return Step::Break(at);
            };
            let end = at + 2 + length;
            let should_continue = self.handler.reference(&format!("#{}", &number[..length]));
            return if should_continue {
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
                let should_continue = self.handler.reference(&name[..length]);
                if should_continue {
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

/// The next step of the parser.
enum Step {
    /// Continues at an index.
    To(usize),
    /// Waits for the next part at an index.
    Break(usize),
    /// The handler has stopped the parser.
    Stop,
}
