//! Where the pieces of HTML end, as the regular expressions of Python's `html.parser` find it.

use crate::value::pytext::is_space;

/// The digits of a numeric reference, if a character that is no hexadecimal digit follows them.
pub(super) fn number_length(number: &str) -> Option<usize> {
    let hex = number.starts_with(['x', 'X']);
    let digits = if hex { &number[1..] } else { number };
    let count = digits.find(|c: char| {
        !if hex {
            c.is_ascii_hexdigit()
        } else {
            c.is_ascii_digit()
        }
    })?;
    (count > 0 && !digits[count..].starts_with(|c: char| c.is_ascii_hexdigit()))
        .then_some(count + usize::from(hex))
}

/// Where `</raw>` begins.
pub(super) fn raw_end(text: &str, raw: &str) -> Option<usize> {
    text.match_indices("</").map(|(at, _)| at).find(|at| {
        let name = text[at + 2..].trim_start_matches(is_space);
        name.get(..raw.len())
            .is_some_and(|found| found.eq_ignore_ascii_case(raw))
            && name[raw.len()..]
                .trim_start_matches(is_space)
                .starts_with('>')
    })
}

/// The end of a comment: `--`, spaces, `>`.
pub(super) fn comment_end(text: &str) -> Option<usize> {
    let mut from = 0;
    while let Some(found) = text[from..].find("--") {
        let after = from + found + 2;
        let rest = text[after..].trim_start_matches(is_space);
        if rest.starts_with('>') {
            return Some(text.len() - rest.len() + 1);
        }
        from += found + 1;
    }
    None
}

/// The end of a section: one or two `]`, spaces between and after them, `>`.
pub(super) fn section_end(text: &str, brackets: usize) -> Option<usize> {
    text.match_indices(']').find_map(|(at, _)| {
        let mut rest = &text[at..];
        for _ in 0..brackets {
            rest = rest.strip_prefix(']')?.trim_start_matches(is_space);
        }
        rest.starts_with('>').then(|| text.len() - rest.len() + 1)
    })
}

/// The length of the tag name that a text begins with.
pub(super) fn tag_name(text: &str) -> usize {
    text.find(['\t', '\n', '\r', '\x0c', ' ', '/', '>', '\0'])
        .unwrap_or(text.len())
}

/// Past spaces and slashes that close no tag.
pub(super) fn spaces_and_slashes(text: &str, mut at: usize) -> usize {
    while let Some(c) = text[at..].chars().next() {
        if is_space(c) || (c == '/' && !text[at + 1..].starts_with('>')) {
            at += c.len_utf8();
        } else {
            break;
        }
    }
    at
}

/// The end of a start tag; `None`: it is not complete.
pub(super) fn tag_end(text: &str, at: usize) -> Option<usize> {
    let mut place = at + 1 + tag_name(&text[at + 1..]);
    place += text[place..]
        .find(|c| !is_space(c) && c != '/')
        .unwrap_or(text.len() - place);
    while let Some(next) = attribute(text, place) {
        place = next;
    }
    place += text[place..]
        .find(|c| !is_space(c))
        .unwrap_or(text.len() - place);
    match text[place..].chars().next()? {
        '>' => Some(place + 1),
        '/' if text[place..].starts_with("/>") => Some(place + 2),
        '=' | '/' => None,
        c if c.is_ascii_alphabetic() => None,
        _ => Some(place),
    }
}

/// The end of the attribute that begins here, with spaces and slashes after it.
pub(super) fn attribute(text: &str, at: usize) -> Option<usize> {
    let before = text[..at].chars().next_back()?;
    if !(is_space(before) || "'\"/".contains(before)) {
        return None;
    }
    let first = text[at..]
        .chars()
        .next()
        .filter(|c| !is_space(*c) && !"/>".contains(*c))?;
    let skip = |from: usize, test: &dyn Fn(char) -> bool| {
        text[from..]
            .find(|c| !test(c))
            .map_or(text.len(), |n| from + n)
    };
    let name = skip(at + first.len_utf8(), &|c| {
        !is_space(c) && !"/=>".contains(c)
    });
    let equals = skip(name, &is_space);
    let value = skip(equals, &|c| c == '=');
    let mut end = name;
    if value > equals {
        let start = skip(value, &is_space);
        let bare = |from: usize| skip(from, &|c| c != '>' && !is_space(c));
        end = match text[start..].chars().next().filter(|c| "'\"".contains(*c)) {
            Some(quote) => match text[start + 1..].find(quote) {
                Some(length) => start + 1 + length + 1,
                None if start > value => start,
                None if value - equals > 1 => bare(value - 1),
                None => name,
            },
            None => bare(start),
        };
    }
    Some(spaces_and_slashes(text, end))
}
