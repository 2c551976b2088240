//! Addresses as people write them into settings and forms, made into what a mail server takes. Nothing is sent here,
//! and nobody's address is looked up.

use lettre::Address;
use lettre::message::Mailbox;

/// The parts of a list with commas between; a comma in quotes or angle brackets is none.
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
    parts.into_iter().map(str::trim).filter(|part| !part.is_empty()).collect()
}

/// An address with or without a name: `Max <max@example.org>`. `None`: it is none.
pub(super) fn mailbox(text: &str) -> Option<Mailbox> {
    let text = text.trim();
    match text.strip_suffix('>').and_then(|rest| rest.rsplit_once('<')) {
        Some((name, address)) => named(name.trim().trim_matches('"'), address),
        None => named("", text),
    }
}

/// An address with a name, which may be empty. `None`: it is none.
pub(super) fn named(name: &str, address: &str) -> Option<Mailbox> {
    let (user, domain) = address.trim().rsplit_once('@')?;
    // As Django writes it (django/core/mail/message.py, `sanitize_address`): servers know no other domains.
    let domain = if domain.is_ascii() { domain.to_owned() } else { idna::domain_to_ascii(domain).ok()? };
    if user.chars().chain(domain.chars()).any(|letter| letter.is_control() || letter.is_whitespace()) {
        return None;
    }
    let name = one_line(name);
    Some(Mailbox::new(Some(name).filter(|name| !name.is_empty()), Address::new(user, domain).ok()?))
}

/// A text on one line: what ends lines or steers terminals is gone, so that no header can end early.
pub(super) fn one_line(text: &str) -> String {
    let text: String = text.chars().filter(|letter| !matches!(letter, '\n' | '\r')).collect();
    text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect::<String>().trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_split_where_addresses_end() {
        for (list, parts) in [
            ("a@example.org", vec!["a@example.org"]),
            ("a@example.org,b@example.org", vec!["a@example.org", "b@example.org"]),
            (" a@example.org , ,b@example.org,", vec!["a@example.org", "b@example.org"]),
            ("\"Doe, Jane\" <jane@example.org>,b@x.org", vec!["\"Doe, Jane\" <jane@example.org>", "b@x.org"]),
            ("", vec![]),
        ] {
            assert_eq!(split(list), parts, "{list:?}");
        }
    }

    #[test]
    fn addresses_become_mailboxes() {
        for (text, name, address) in [
            ("a@example.org", None, "a@example.org"),
            ("Max <max@example.org>", Some("Max"), "max@example.org"),
            ("\"Doe, Jane\" <jane@example.org>", Some("Doe, Jane"), "jane@example.org"),
            ("Jörg <jörg@bücher.example>", Some("Jörg"), "jörg@xn--bcher-kva.example"),
            ("<a@example.org>", None, "a@example.org"),
            ("Evil\r\nBcc: x@y.z <a@example.org>", Some("EvilBcc: x@y.z"), "a@example.org"),
        ] {
            let mailbox = mailbox(text).unwrap();
            assert_eq!((mailbox.name.as_deref(), mailbox.email.as_ref()), (name, address), "{text:?}");
        }
        for text in ["", "nobody", "@example.org", "a@", "a b@example.org", "a@exa mple.org", "a@b\r\nBcc: c@d", "a@@b"]
        {
            assert_eq!(mailbox(text), None, "{text:?}");
        }
    }
}
