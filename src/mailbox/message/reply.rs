//! The reply in the text of an email: without quoted messages and signature. Gives the results of
//! email_reply_parser 0.5, which django-helpdesk uses, in linear time.

/// Number of insertions before lines of dashes; the original passes a flag where the library expects
/// a count.
const MAX_INSERTIONS: usize = 8;

/// A paragraph.
#[derive(Debug, Default)]
struct Fragment<'a> {
    /// Its lines, the last first.
    lines: Vec<&'a str>,
    is_quoted: bool,
    is_header: bool,
    is_signature: bool,
    is_hidden: bool,
}

/// Returns the reply.
pub(super) fn reply(text: &str) -> String {
    let text = text.replace("\r\n", "\n");
    let text = separate_dashes(&join_quote_header(&text));
    let mut fragments: Vec<Fragment<'_>> = Vec::new();
    let mut current: Option<Fragment<'_>> = None;
    let mut state = State::default();
    for line in text.split('\n').rev() {
        let is_blank = python::strip(line).is_empty();
        let is_quote_header = line.starts_with("On") && line.len() >= 8 && line.ends_with("wrote:");
        let is_quoted = line.starts_with('>');
        let is_header = is_quote_header || is_message_header(line);
        if is_blank
            && let Some(mut fragment) =
                current.take_if(|fragment| fragment.lines.last().is_some_and(|l| is_signature(l)))
        {
            fragment.is_signature = true;
            state.finish(fragment, &mut fragments);
        }
        let continues = current.as_ref().is_some_and(|fragment| {
            fragment.is_header == is_header && fragment.is_quoted == is_quoted
                || fragment.is_quoted && (is_quote_header || is_blank)
        });
        match &mut current {
            Some(fragment) if continues => fragment.lines.push(line),
            _ => {
                if let Some(fragment) = current.take() {
                    state.finish(fragment, &mut fragments);
                }
                current = Some(Fragment {
                    lines: vec![line],
                    is_quoted,
                    is_header,
                    ..Fragment::default()
                });
            }
        }
    }
    if let Some(fragment) = current.take() {
        state.finish(fragment, &mut fragments);
    }
    let visible = fragments
        .iter()
        .enumerate()
        .filter(|(at, fragment)| *at >= state.hidden && !fragment.is_hidden && !fragment.is_quoted)
        .map(|(_, fragment)| fragment.content());
    let mut visible: Vec<String> = visible.collect();
    visible.reverse();
    visible.join("\n")
}

/// Which fragments are hidden, while the text is read from its end.
#[derive(Default)]
struct State {
    found_visible: bool,
    /// Number of fragments at the end of the text that a header hides.
    hidden: usize,
}

impl State {
    fn finish<'a>(&mut self, mut fragment: Fragment<'a>, fragments: &mut Vec<Fragment<'a>>) {
        if fragment.is_header {
            // Everything after the headers of a quoted message belongs to it.
            self.found_visible = false;
            self.hidden = fragments.len();
        }
        if !self.found_visible {
            if fragment.is_quoted
                || fragment.is_header
                || fragment.is_signature
                || fragment.is_blank()
            {
                fragment.is_hidden = true;
            } else {
                self.found_visible = true;
            }
        }
        fragments.push(fragment);
    }
}

impl Fragment<'_> {
    fn is_blank(&self) -> bool {
        self.lines.iter().all(|line| python::strip(line).is_empty())
    }

    fn content(&self) -> String {
        let lines: Vec<&str> = self.lines.iter().rev().copied().collect();
        python::strip(&lines.join("\n")).to_owned()
    }
}

/// Whether a line is one of a forwarded message's headers: `From: …`, also `*From:* …`.
fn is_message_header(line: &str) -> bool {
    let line = line.strip_prefix('*').unwrap_or(line);
    ["From", "Sent", "To", "Subject"].iter().any(|name| {
        let rest = line
            .strip_prefix(name)
            .and_then(|rest| rest.strip_prefix(':'));
        rest.is_some_and(|rest| {
            let rest = rest.strip_prefix('*').unwrap_or(rest);
            rest.strip_prefix(' ').is_some_and(|rest| !rest.is_empty())
        })
    })
}

/// Whether a line starts a signature: `--`, `__`, `-Ada` or `Sent from my phone`.
fn is_signature(line: &str) -> bool {
    let line = python::strip(line);
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    line.starts_with("--")
        || line.starts_with("__")
        || line
            .strip_prefix('-')
            .is_some_and(|rest| rest.starts_with(is_word))
        || line
            .strip_prefix("Sent from my ")
            .is_some_and(|rest| rest.starts_with(is_word))
}

/// Joins the lines of the last `On … wrote:` that spans several.
fn join_quote_header(text: &str) -> String {
    let Some(last) = text.rfind("wrote:") else {
        return text.to_owned();
    };
    // The last start that has text and `wrote:` after it.
    let start = text[..last]
        .rmatch_indices("On")
        .map(|(at, _)| at)
        .find(|at| after_space(text, *at).is_some_and(|from| next_char(text, from) <= last));
    let Some(start) = start else {
        return text.to_owned();
    };
    let Some(from) = after_space(text, start).map(|from| next_char(text, from)) else {
        return text.to_owned();
    };
    let Some(end) = text[from..].find("wrote:").map(|at| from + at + 6) else {
        return text.to_owned();
    };
    format!(
        "{}{}{}",
        &text[..start],
        text[start..end].replace('\n', ""),
        &text[end..]
    )
}

/// The position after `On` and one space.
fn after_space(text: &str, at: usize) -> Option<usize> {
    let space = text[at + 2..].chars().next()?;
    python::is_space(space).then_some(at + 2 + space.len_utf8())
}

/// The position after the character at this one.
fn next_char(text: &str, at: usize) -> usize {
    at + text[at..].chars().next().map_or(0, char::len_utf8)
}

/// Separates a line of dashes from the line before it, which Outlook does not.
fn separate_dashes(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + MAX_INSERTIONS);
    let mut inserted = 0;
    for (at, line) in text.split('\n').enumerate() {
        let before = out.chars().next_back();
        if at > 0 {
            out.push('\n');
        }
        let dashes = line.strip_prefix(' ').unwrap_or(line);
        let is_rule = dashes
            .chars()
            .take_while(|c| matches!(c, '_' | '-'))
            .count()
            >= 7;
        if at > 0 && is_rule && inserted < MAX_INSERTIONS && !matches!(before, None | Some('\n')) {
            out.push('\n');
            inserted += 1;
        }
        out.push_str(line);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::reply;

    /// Expected values are from email_reply_parser 0.5.12.
    #[test]
    fn finds_the_reply() {
        for (text, expected) in [
            ("Hi\n\nThanks", "Hi\n\nThanks"),
            ("Hi\n\nOn Mon, Ada wrote:\n> Hello\n", "Hi"),
            ("Hi\n\nOn Mon, Ada <a@x.com>\nwrote:\n> Hello\n", "Hi"),
            ("Hi\n-- \nAda", "Hi\n-- \nAda"),
            ("Hi\n\n-- \nAda", "Hi"),
            ("Hi\n\nSent from my phone", "Hi"),
            (
                "Hi\n________________________________\nFrom: Ada\nHello",
                "Hi",
            ),
            ("Hi\n\nFrom: a@x.com\nSent: today\n\nHello", "Hi"),
            ("> quoted\nanswer\n> more\nsecond", "answer\nsecond"),
            ("", ""),
            ("\n\n", ""),
        ] {
            assert_eq!(reply(text), expected, "{text:?}");
        }
    }
}
