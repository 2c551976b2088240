//! Finds the ends of HTML constructs like the regular expressions of Python's `html.parser`.

use python::is_space;

/// Length of a numeric reference after `&#`, if a character other than a hexadecimal digit follows it.
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

/// The start of the end tag of a `script` or `style` element.
pub(super) fn cdata_end(text: &str, element: &str) -> Option<usize> {
    text.match_indices("</")
        .map(|(start, _)| start)
        .find(|start| {
            let name = text[start + 2..].trim_start_matches(is_space);
            name.get(..element.len())
                .is_some_and(|found| found.eq_ignore_ascii_case(element))
                && name[element.len()..]
                    .trim_start_matches(is_space)
                    .starts_with('>')
        })
}

/// The end of a comment: `--`, whitespace, `>`.
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

/// The end of a marked section: one or two `]` with whitespace after each, `>`.
pub(super) fn section_end(text: &str, brackets: usize) -> Option<usize> {
    text.match_indices(']').find_map(|(start, _)| {
        let mut rest = &text[start..];
        for _ in 0..brackets {
            rest = rest.strip_prefix(']')?.trim_start_matches(is_space);
        }
        rest.starts_with('>').then(|| text.len() - rest.len() + 1)
    })
}

/// Length of the tag name at the start of a text.
pub(super) fn tag_name_length(text: &str) -> usize {
    text.find(['\t', '\n', '\r', '\x0c', ' ', '/', '>', '\0'])
        .unwrap_or(text.len())
}

/// Skips whitespace and slashes that do not close a tag.
pub(super) fn skip_spaces_and_slashes(text: &str, mut index: usize) -> usize {
    while let Some(c) = text[index..].chars().next() {
        if is_space(c) || (c == '/' && !text[index + 1..].starts_with('>')) {
            index += c.len_utf8();
        } else {
            break;
        }
    }
    index
}

/// The end of the start tag at an index; `None` if it is incomplete.
pub(super) fn start_tag_end(text: &str, start: usize) -> Option<usize> {
    let mut index = start + 1 + tag_name_length(&text[start + 1..]);
    index += text[index..]
        .find(|c| !is_space(c) && c != '/')
        .unwrap_or(text.len() - index);
    while let Some(next) = skip_attribute(text, index) {
        index = next;
    }
    index += text[index..]
        .find(|c| !is_space(c))
        .unwrap_or(text.len() - index);
    match text[index..].chars().next()? {
        '>' => Some(index + 1),
        '/' if text[index..].starts_with("/>") => Some(index + 2),
        '=' | '/' => None,
        c if c.is_ascii_alphabetic() => None,
        _ => Some(index),
    }
}

/// The end of the attribute at an index, with the whitespace and slashes after it.
pub(super) fn skip_attribute(text: &str, start: usize) -> Option<usize> {
    let before = text[..start].chars().next_back()?;
    if !(is_space(before) || "'\"/".contains(before)) {
        return None;
    }
    let first = text[start..]
        .chars()
        .next()
        .filter(|c| !is_space(*c) && !"/>".contains(*c))?;
    let skip = |from: usize, test: &dyn Fn(char) -> bool| {
        text[from..]
            .find(|c| !test(c))
            .map_or(text.len(), |n| from + n)
    };
    let name = skip(start + first.len_utf8(), &|c| {
        !is_space(c) && !"/=>".contains(c)
    });
    let equals = skip(name, &is_space);
    let value = skip(equals, &|c| c == '=');
    let mut end = name;
    if value > equals {
        let value_start = skip(value, &is_space);
        let bare = |from: usize| skip(from, &|c| c != '>' && !is_space(c));
        end = match text[value_start..]
            .chars()
            .next()
            .filter(|c| "'\"".contains(*c))
        {
            Some(quote) => match text[value_start + 1..].find(quote) {
                Some(length) => value_start + 1 + length + 1,
                None if value_start > value => value_start,
                None if value - equals > 1 => bare(value - 1),
                None => name,
            },
            None => bare(value_start),
        };
    }
    Some(skip_spaces_and_slashes(text, end))
}
