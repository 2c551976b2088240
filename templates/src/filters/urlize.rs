//! `urlize` and `urlizetrunc`, which convert URLs and email addresses to links (`Urlizer` in
//! `django/utils/html.py`).

use std::net::{IpAddr, Ipv6Addr};

use python::html::{escape, unescape};
use python::is_space;
use python::urllib::{quote, unquote};

use super::FilterCall;
use crate::error::{RenderError, RenderResult};
use crate::value::Value;

/// Maximum length of a URL in characters.
const MAX_URL_LENGTH: usize = 2048;
/// Top-level domains that are recognized without a scheme.
const TOP_LEVEL_DOMAINS: [&str; 7] = ["com", "edu", "gov", "int", "mil", "net", "org"];

pub(super) fn urlize(call: &FilterCall<'_>) -> RenderResult<Value> {
    urlize_words(call, None)
}

pub(super) fn urlizetrunc(call: &FilterCall<'_>) -> RenderResult<Value> {
    let limit = call.argument().to_int()?;
    urlize_words(call, Some(limit))
}

fn urlize_words(call: &FilterCall<'_>, limit: Option<i128>) -> RenderResult<Value> {
    let text = call.text()?;
    let is_separator = |c: char| is_space(c) || "<>\"'".contains(c);
    let mut out = String::with_capacity(text.len() * 2);
    let mut rest = text.as_str();
    while let Some(first) = rest.chars().next() {
        let is_gap = is_separator(first);
        let end = rest
            .find(|c| is_separator(c) != is_gap)
            .unwrap_or(rest.len());
        let (word, after) = rest.split_at(end);
        let link = if is_gap {
            None
        } else {
            link(word, limit, call.must_escape())
        };
        match link {
            Some(link) => out.push_str(&link),
            None if call.must_escape() => out.push_str(&escape(word)),
            None => out.push_str(word),
        }
        if out.len() > call.env.max_length() {
            return Err(RenderError::value_too_long());
        }
        rest = after;
    }
    Ok(Value::safe(out))
}

/// A word as a link; `None` if it is neither a URL nor an email address.
fn link(word: &str, limit: Option<i128>, must_escape: bool) -> Option<String> {
    if !word.contains(['.', '@', ':']) {
        return None;
    }
    let (lead, middle, trail) = trim_punctuation(word);
    let is_short = middle.chars().count() <= MAX_URL_LENGTH;
    let (url, attributes) = if is_short && has_scheme(middle) {
        (smart_urlquote(&unescape(middle)), " rel=\"nofollow\"")
    } else if is_short && is_host(middle) {
        (
            smart_urlquote(&format!("http://{}", unescape(middle))),
            " rel=\"nofollow\"",
        )
    } else if !middle.contains(':') && is_email(middle) {
        let (local, domain) = middle.rsplit_once('@')?;
        (
            format!("mailto:{}@{}", quote(local, ""), quote(domain, "")),
            "",
        )
    } else {
        return None;
    };
    let label = match limit {
        Some(limit)
            if i128::try_from(middle.chars().count()).is_ok_and(|length| length > limit) =>
        {
            let keep = usize::try_from((limit - 1).max(0)).unwrap_or(0);
            middle.chars().take(keep).chain("…".chars()).collect()
        }
        _ => middle.to_owned(),
    };
    let maybe_escape = |text: &str| {
        if must_escape {
            escape(text)
        } else {
            text.to_owned()
        }
    };
    Some(format!(
        "{}<a href=\"{}\"{attributes}>{}</a>{}",
        maybe_escape(lead),
        escape(&url),
        maybe_escape(&label),
        maybe_escape(&trail)
    ))
}

fn is_word_character(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// Whether a text starts with `http://` or `https://` and a host (`simple_url_re`).
fn has_scheme(text: &str) -> bool {
    let lower = text.get(..8).unwrap_or(text).to_ascii_lowercase();
    let length = if lower.starts_with("https://") {
        8
    } else if lower.starts_with("http://") {
        7
    } else {
        return false;
    };
    let host = text[length..].strip_prefix('[').unwrap_or(&text[length..]);
    host.starts_with(is_word_character)
}

/// Whether a text starts with `www.` or has a known top-level domain (`simple_url_2_re`).
fn is_host(text: &str) -> bool {
    let lower = text.to_lowercase();
    if lower.starts_with("www.") {
        return true;
    }
    if lower.starts_with("http") || !lower.starts_with(is_word_character) {
        return false;
    }
    TOP_LEVEL_DOMAINS.iter().any(|domain| {
        lower
            .match_indices(&format!(".{domain}"))
            .any(|(index, suffix)| {
                let rest = &lower[index + suffix.len()..];
                let before = &lower[..index];
                let is_valid = before.chars().count() >= 2 && !before.contains('@');
                is_valid && (rest.is_empty() || rest.starts_with('/'))
            })
    })
}

/// Splits punctuation off the start and end of a word (`trim_punctuation`).
fn trim_punctuation(word: &str) -> (&str, &str, String) {
    let middle = word.trim_start_matches(['(', '[']);
    let lead = &word[..word.len() - middle.len()];
    let count = |c: char| middle.matches(c).count();
    let opened = [count('('), count('[')];
    let mut closed = [count(')'), count(']')];
    let mut middle = middle;
    let mut trail = String::new();
    loop {
        let before = middle.len();
        for (index, close) in [')', ']'].into_iter().enumerate() {
            if opened[index] < closed[index] && middle.ends_with(close) {
                // Like Django, splits off as many characters as there are surplus closing brackets,
                // whatever they are, and drops what was split off before.
                let surplus = closed[index] - opened[index];
                let end = middle
                    .char_indices()
                    .rev()
                    .nth(surplus - 1)
                    .map_or(0, |(start, _)| start);
                middle[end..].clone_into(&mut trail);
                middle = &middle[..end];
                closed[index] -= surplus;
            }
        }
        let entity = middle.rfind('&');
        let punctuation: &[char] = if entity.is_some() {
            &['.', ',', ':', '!']
        } else {
            &['.', ',', ':', '!', ';']
        };
        let mut end = middle.trim_end_matches(punctuation).len();
        trail.insert_str(0, &middle[end..]);
        middle = &middle[..end];
        if middle.ends_with(';') {
            end = trim_semicolon(middle, entity);
            trail.insert_str(0, &middle[end..]);
            middle = &middle[..end];
        }
        if middle.len() == before || middle.is_empty() {
            return (lead, middle, trail);
        }
    }
}

/// The end of a text without trailing semicolons, except that of a character reference.
fn trim_semicolon(text: &str, entity: Option<usize>) -> usize {
    let start = entity.unwrap_or(text.len().saturating_sub(1));
    let candidate = text.get(start..).unwrap_or("");
    let unescaped = unescape(candidate);
    if unescaped != candidate && !unescaped.ends_with(';') {
        return text.len();
    }
    let trimmed = text.trim_end_matches(['.', ',', ':', ';', '!']).len();
    let semicolons = text.len() - text.trim_end_matches(';').len();
    match text[trimmed..].find(';') {
        Some(first) if entity.is_some() && semicolons > 1 => trimmed + first + 1,
        _ => trimmed,
    }
}

/// Percent-encodes a URL that may already be encoded (`smart_urlquote`).
fn smart_urlquote(url: &str) -> String {
    let requote = |part: &str| quote(&unquote(part), "!$&'()*+,;=:/?#[]@~");
    let Some((scheme, rest)) = url.split_once("://") else {
        return requote(url);
    };
    let (rest, fragment) = rest
        .split_once('#')
        .map_or((rest, None), |(rest, fragment)| (rest, Some(fragment)));
    let (rest, query) = rest
        .split_once('?')
        .map_or((rest, None), |(rest, query)| (rest, Some(query)));
    let (host, path) = rest
        .find('/')
        .map_or((rest, ""), |path| rest.split_at(path));
    if !has_valid_brackets(host) {
        return requote(url);
    }
    let mut out = format!(
        "{}://{}{}",
        scheme.to_lowercase(),
        requote(host),
        requote(path)
    );
    if let Some(query) = query.filter(|query| !query.is_empty()) {
        out.push('?');
        out.push_str(&requote_query(query));
    }
    if let Some(fragment) = fragment.filter(|fragment| !fragment.is_empty()) {
        out.push('#');
        out.push_str(&requote(fragment));
    }
    out
}

/// Whether a host has no brackets or an IPv6 address in brackets.
fn has_valid_brackets(host: &str) -> bool {
    match (host.find('['), host.find(']')) {
        (None, None) => true,
        (Some(open), Some(close)) if open < close => {
            let inner = host[open + 1..close].split('%').next().unwrap_or_default();
            inner.parse::<Ipv6Addr>().is_ok()
        }
        _ => false,
    }
}

/// Decodes and encodes the names and values of a query string.
fn requote_query(query: &str) -> String {
    let part = |text: &str| {
        let text = unquote(&unquote(&text.replace('+', " ")));
        quote(&text, "").replace("%20", "+")
    };
    let pairs = query.split('&').filter(|pair| !pair.is_empty());
    let pairs: Vec<String> = pairs
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            format!("{}={}", part(name), part(value))
        })
        .collect();
    pairs.join("&")
}

/// Whether a text is an email address (Django's `EmailValidator`).
fn is_email(text: &str) -> bool {
    if text.chars().count() > 320 {
        return false;
    }
    let Some((local, domain)) = text.rsplit_once('@') else {
        return false;
    };
    let is_atom = |part: &str| {
        !part.is_empty()
            && part
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || "-!#$%&'*+/=?^_`{}|~".contains(c))
    };
    local.split('.').all(is_atom) && is_domain(domain)
}

fn is_domain(domain: &str) -> bool {
    if let Some(address) = domain
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'))
    {
        return address.parse::<IpAddr>().is_ok();
    }
    let is_letter = |c: char| c.is_ascii_alphabetic() || ('\u{a1}'..='\u{ffff}').contains(&c);
    let labels: Vec<&str> = domain.split('.').collect();
    let Some((last, labels)) = labels.split_last() else {
        return false;
    };
    let has_no_outer_hyphen = |label: &str| !label.starts_with('-') && !label.ends_with('-');
    let length = |label: &str| label.chars().count();
    let is_label = |label: &&str| {
        (1..=63).contains(&length(label))
            && has_no_outer_hyphen(label)
            && label
                .chars()
                .all(|c| is_letter(c) || c.is_ascii_digit() || c == '-')
    };
    let is_punycode = |label: &str| {
        label
            .to_ascii_lowercase()
            .strip_prefix("xn--")
            .is_some_and(|rest| {
                (1..=59).contains(&rest.len()) && rest.bytes().all(|b| b.is_ascii_alphanumeric())
            })
    };
    let is_top_level_domain = (2..=63).contains(&length(last))
        && last.chars().all(|c| is_letter(c) || c == '-')
        && has_no_outer_hyphen(last);
    !labels.is_empty() && labels.iter().all(is_label) && (is_top_level_domain || is_punycode(last))
}
