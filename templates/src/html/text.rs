//! The text in the `<body>` of an HTML document, as Beautiful Soup gives it with `html.parser`:
//! without scripts, styles and templates.

use super::parser::{Handler, Parser};

/// Elements whose content is not text.
const HIDDEN: [&str; 3] = ["script", "style", "template"];

#[derive(Default)]
struct Text {
    is_inside: bool,
    hidden: usize,
    text: String,
    is_found: bool,
}

impl Handler for Text {
    fn start(&mut self, tag: &str, _source: &str, self_closing: bool) -> bool {
        if tag == "body" && !self.is_found {
            self.is_inside = true;
            self.is_found = true;
        } else if HIDDEN.contains(&tag) && !self_closing {
            self.hidden += 1;
        }
        true
    }

    fn end(&mut self, tag: &str) -> bool {
        if HIDDEN.contains(&tag) {
            self.hidden = self.hidden.saturating_sub(1);
        }
        // Text after the end of the body is not part of it.
        !(self.is_inside && matches!(tag, "body" | "html"))
    }

    fn data(&mut self, data: &str) -> bool {
        if self.is_inside && self.hidden == 0 {
            self.text.push_str(data);
        }
        true
    }

    fn reference(&mut self, _name: &str) -> bool {
        true
    }
}

/// The text; `None` if there is no `<body>`, or if parsing takes too long.
#[must_use]
pub fn html_body_text(html: &str) -> Option<String> {
    let mut text = Text::default();
    let parsed = Parser::new(&mut text, true).feed(html, true).is_ok();
    (parsed && text.is_found).then_some(text.text)
}
