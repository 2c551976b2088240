//! `urlize` and `urlizetrunc`: addresses in text become links (django/utils/html.py, Urlizer).

use std::net::{IpAddr, Ipv6Addr};

use super::Call;
use super::urls::{quote, unquote};
use crate::error::{Fault, Outcome};
use crate::html::{escape, unescape};
use crate::value::Value;
use crate::value::pytext::is_space;

/// Letters past which a word is no address.
const LONGEST: usize = 2048;
const ENDINGS: [&str; 7] = ["com", "edu", "gov", "int", "mil", "net", "org"];

pub(super) fn urlize(call: &Call<'_>) -> Outcome<Value> {
    linked(call, None)
}

pub(super) fn urlizetrunc(call: &Call<'_>) -> Outcome<Value> {
    let limit = call.argument().int()?;
    linked(call, Some(limit))
}

fn linked(call: &Call<'_>, limit: Option<i128>) -> Outcome<Value> {
    let text = call.text()?;
    let separator = |c: char| is_space(c) || "<>\"'".contains(c);
    let mut out = String::with_capacity(text.len() * 2);
    let mut rest = text.as_str();
    while let Some(first) = rest.chars().next() {
        let apart = separator(first);
        let end = rest.find(|c| separator(c) != apart).unwrap_or(rest.len());
        let (word, after) = rest.split_at(end);
        match if apart {
            None
        } else {
            link(word, limit, call.escapes())
        } {
            Some(link) => out.push_str(&link),
            None if call.escapes() => out.push_str(&escape(word)),
            None => out.push_str(word),
        }
        if out.len() > call.env.limit() {
            return Err(Fault::Limit("a value of the template gets too long".into()));
        }
        rest = after;
    }
    Ok(Value::safe(out))
}

/// A word as a link; `None`: there is no address in it.
fn link(word: &str, limit: Option<i128>, escapes: bool) -> Option<String> {
    if !word.contains(['.', '@', ':']) {
        return None;
    }
    let (lead, middle, trail) = trimmed(word);
    let short = middle.chars().count() <= LONGEST;
    let (address, attributes) = if short && has_scheme(middle) {
        (quoted(&unescape(middle)), " rel=\"nofollow\"")
    } else if short && is_host(middle) {
        (
            quoted(&format!("http://{}", unescape(middle))),
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
    let shown = match limit {
        Some(limit)
            if i128::try_from(middle.chars().count()).is_ok_and(|length| length > limit) =>
        {
            let keep = usize::try_from((limit - 1).max(0)).unwrap_or(0);
            middle.chars().take(keep).chain("…".chars()).collect()
        }
        _ => middle.to_owned(),
    };
    let safe = |text: &str| {
        if escapes {
            escape(text)
        } else {
            text.to_owned()
        }
    };
    let address = escape(&address);
    Some(format!(
        "{}<a href=\"{address}\"{attributes}>{}</a>{}",
        safe(lead),
        safe(&shown),
        safe(&trail)
    ))
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// `http://` or `https://` and a letter of a host.
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
    host.starts_with(is_word)
}

/// `www.…`, or a name that ends like one of the first domains there were.
fn is_host(text: &str) -> bool {
    let lower = text.to_lowercase();
    if lower.starts_with("www.") {
        return true;
    }
    if lower.starts_with("http") || !lower.starts_with(is_word) {
        return false;
    }
    ENDINGS.iter().any(|ending| {
        lower
            .match_indices(&format!(".{ending}"))
            .any(|(at, found)| {
                let rest = &lower[at + found.len()..];
                let before = &lower[..at];
                let sound = before.chars().count() >= 2 && !before.contains('@');
                sound && (rest.is_empty() || rest.starts_with('/'))
            })
    })
}

/// What an address is without the punctuation around it, which is before and after.
fn trimmed(word: &str) -> (&str, &str, String) {
    let middle = word.trim_start_matches(['(', '[']);
    let lead = &word[..word.len() - middle.len()];
    let count = |c: char| middle.matches(c).count();
    let opened = [count('('), count('[')];
    let mut closed = [count(')'), count(']')];
    let mut middle = middle;
    let mut trail = String::new();
    loop {
        let before = middle.len();
        for (place, close) in [')', ']'].into_iter().enumerate() {
            if opened[place] < closed[place] && middle.ends_with(close) {
                // As many letters as there are closing marks too many, whatever letters these are;
                // what was cut off before is lost. Both are Django's.
                let extra = closed[place] - opened[place];
                let end = middle
                    .char_indices()
                    .rev()
                    .nth(extra - 1)
                    .map_or(0, |(at, _)| at);
                middle[end..].clone_into(&mut trail);
                middle = &middle[..end];
                closed[place] -= extra;
            }
        }
        let entity = middle.rfind('&');
        let plain: &[char] = if entity.is_some() {
            &['.', ',', ':', '!']
        } else {
            &['.', ',', ':', '!', ';']
        };
        let mut end = middle.trim_end_matches(plain).len();
        trail.insert_str(0, &middle[end..]);
        middle = &middle[..end];
        if middle.ends_with(';') {
            end = semicolon(middle, entity);
            trail.insert_str(0, &middle[end..]);
            middle = &middle[..end];
        }
        if middle.len() == before || middle.is_empty() {
            return (lead, middle, trail);
        }
    }
}

/// Where a text ends without a semicolon that ends no reference to a character.
fn semicolon(text: &str, entity: Option<usize>) -> usize {
    let from = entity.unwrap_or(text.len().saturating_sub(1));
    let candidate = text.get(from..).unwrap_or("");
    let unescaped = unescape(candidate);
    if unescaped != candidate && !unescaped.ends_with(';') {
        return text.len();
    }
    let bare = text.trim_end_matches(['.', ',', ':', ';', '!']).len();
    let semicolons = text.len() - text.trim_end_matches(';').len();
    match text[bare..].find(';') {
        Some(first) if entity.is_some() && semicolons > 1 => bare + first + 1,
        _ => bare,
    }
}

/// An address with what does not belong into one quoted, unless it is already.
fn quoted(url: &str) -> String {
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
    let (host, path) = rest.find('/').map_or((rest, ""), |at| rest.split_at(at));
    if !is_bracketed_well(host) {
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
        out.push_str(&requery(query));
    }
    if let Some(fragment) = fragment.filter(|fragment| !fragment.is_empty()) {
        out.push('#');
        out.push_str(&requote(fragment));
    }
    out
}

/// Brackets in a host stand around an IPv6 address, or there are none.
fn is_bracketed_well(host: &str) -> bool {
    match (host.find('['), host.find(']')) {
        (None, None) => true,
        (Some(open), Some(close)) if open < close => {
            let inner = host[open + 1..close].split('%').next().unwrap_or_default();
            inner.parse::<Ipv6Addr>().is_ok()
        }
        _ => false,
    }
}

/// A query string with its names and values quoted again.
fn requery(query: &str) -> String {
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

/// Whether a text is an address of mail, as Django's EmailValidator has it.
fn is_email(text: &str) -> bool {
    if text.chars().count() > 320 {
        return false;
    }
    let Some((local, domain)) = text.rsplit_once('@') else {
        return false;
    };
    let atom = |part: &str| {
        !part.is_empty()
            && part
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || "-!#$%&'*+/=?^_`{}|~".contains(c))
    };
    local.split('.').all(atom) && is_domain(domain)
}

fn is_domain(domain: &str) -> bool {
    if let Some(address) = domain
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'))
    {
        return address.parse::<IpAddr>().is_ok();
    }
    let letter = |c: char| c.is_ascii_alphabetic() || ('\u{a1}'..='\u{ffff}').contains(&c);
    let labels: Vec<&str> = domain.split('.').collect();
    let Some((last, labels)) = labels.split_last() else {
        return false;
    };
    let framed = |label: &str| !label.starts_with('-') && !label.ends_with('-');
    let size = |label: &str| label.chars().count();
    let label = |label: &&str| {
        (1..=63).contains(&size(label))
            && framed(label)
            && label
                .chars()
                .all(|c| letter(c) || c.is_ascii_digit() || c == '-')
    };
    let puny = |label: &str| {
        label
            .to_ascii_lowercase()
            .strip_prefix("xn--")
            .is_some_and(|rest| {
                (1..=59).contains(&rest.len()) && rest.bytes().all(|b| b.is_ascii_alphanumeric())
            })
    };
    let top = (2..=63).contains(&size(last))
        && last.chars().all(|c| letter(c) || c == '-')
        && framed(last);
    !labels.is_empty() && labels.iter().all(label) && (top || puny(last))
}
