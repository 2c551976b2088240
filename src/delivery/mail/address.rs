//! Parses email addresses as people write them in settings and forms into mailboxes that a mail
//! server accepts.

use std::borrow::Cow;

use lettre::Address;
use lettre::message::Mailbox;

/// Splits a comma-separated list. Commas in quotes or angle brackets do not separate.
pub(super) fn split(list: &str) -> Vec<&str> {
    let (mut parts, mut start, mut quoted, mut bracketed) = (Vec::new(), 0, false, false);
    for (at, letter) in list.char_indices() {
        match letter {
            '"' => quoted = !quoted,
            '<' if !quoted => bracketed = true,
            '>' if !quoted => bracketed = false,
            ',' if !quoted && !bracketed => {
                parts.push(&list[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&list[start..]);
    parts
        .into_iter()
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .collect()
}

/// Parses an address with or without a name: `Max <max@example.org>`.
pub(super) fn mailbox(text: &str) -> Option<Mailbox> {
    let text = text.trim();
    match text
        .strip_suffix('>')
        .and_then(|rest| rest.rsplit_once('<'))
    {
        Some((name, address)) => named(name.trim().trim_matches('"'), address),
        None => named("", text),
    }
}

/// A mailbox of a name, which may be empty, and an address.
pub(super) fn named(name: &str, address: &str) -> Option<Mailbox> {
    let (user, domain) = address.trim().rsplit_once('@')?;
    // Servers accept only ASCII domains (django/core/mail/message.py, `sanitize_address`).
    let domain = if domain.is_ascii() {
        domain.to_owned()
    } else {
        idna::domain_to_ascii(domain).ok()?
    };
    let quoted = user.starts_with('"');
    let odd = |letter: char| letter.is_control() || letter.is_whitespace();
    if user
        .chars()
        .any(|letter| odd(letter) && !(quoted && letter == ' '))
        || domain.contains(odd)
    {
        return None;
    }
    let name = one_line(name);
    let user = &*local_part(user);
    Some(Mailbox::new(
        Some(name).filter(|name| !name.is_empty()),
        Address::new(user, domain).ok()?,
    ))
}

/// The part before the `@` as Python writes it: with quotes and escapes only where necessary.
fn local_part(user: &str) -> Cow<'_, str> {
    let Some(quoted) = user
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'))
        .filter(|_| user.len() > 1)
    else {
        return Cow::Borrowed(user);
    };
    let (mut text, mut escaped) = (String::new(), false);
    for letter in quoted.chars() {
        escaped = letter == '\\' && !escaped;
        if !escaped {
            text.push(letter);
        }
    }
    let atoms = text.split('.').all(|atom| !atom.is_empty());
    if atoms
        && text
            .chars()
            .all(|letter| letter.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.".contains(letter))
    {
        return Cow::Owned(text);
    }
    Cow::Owned(format!(
        "\"{}\"",
        text.replace('\\', "\\\\").replace('"', "\\\"")
    ))
}

/// Removes line ends and replaces other control characters by spaces, so that a text cannot end a
/// header.
pub(super) fn one_line(text: &str) -> String {
    let text: String = text
        .chars()
        .filter(|letter| !matches!(letter, '\n' | '\r'))
        .collect();
    text.chars()
        .map(|letter| if letter.is_control() { ' ' } else { letter })
        .collect::<String>()
        .trim()
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn splits_lists_at_commas_between_addresses() {
        for (list, parts) in [
            ("a@example.org", vec!["a@example.org"]),
            (
                "a@example.org,b@example.org",
                vec!["a@example.org", "b@example.org"],
            ),
            (
                " a@example.org , ,b@example.org,",
                vec!["a@example.org", "b@example.org"],
            ),
            (
                "\"Doe, Jane\" <jane@example.org>,b@x.org",
                vec!["\"Doe, Jane\" <jane@example.org>", "b@x.org"],
            ),
            ("", vec![]),
        ] {
            assert_eq!(split(list), parts, "{list:?}");
        }
    }

    #[test]
    fn parses_addresses() {
        for (text, name, address) in [
            ("a@example.org", None, "a@example.org"),
            ("Max <max@example.org>", Some("Max"), "max@example.org"),
            (
                "\"Doe, Jane\" <jane@example.org>",
                Some("Doe, Jane"),
                "jane@example.org",
            ),
            (
                "Jörg <jörg@bücher.example>",
                Some("Jörg"),
                "jörg@xn--bcher-kva.example",
            ),
            ("<a@example.org>", None, "a@example.org"),
            ("\"a.b\"@example.org", None, "a.b@example.org"),
            ("\"a\\ b\\\\\"@example.org", None, "\"a b\\\\\"@example.org"),
            ("me@[127.0.0.1]", None, "me@[127.0.0.1]"),
            (
                "Evil\r\nBcc: x@y.z <a@example.org>",
                Some("EvilBcc: x@y.z"),
                "a@example.org",
            ),
        ] {
            let mailbox = mailbox(text).unwrap();
            assert_eq!(
                (mailbox.name.as_deref(), mailbox.email.as_ref()),
                (name, address),
                "{text:?}"
            );
        }
        for text in [
            "",
            "nobody",
            "@example.org",
            "a@",
            "a b@example.org",
            "a@exa mple.org",
            "a@b\r\nBcc: c@d",
            "a@@b",
        ] {
            assert_eq!(mailbox(text), None, "{text:?}");
        }
    }
}
