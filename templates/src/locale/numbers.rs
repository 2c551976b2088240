//! How a language writes numbers (django/utils/numberformat.py).

use crate::render::env::Env;
use crate::value::{Decimal, Value, float};

/// Digits in all past which a number is written with an exponent.
const LONGEST: i64 = 200;

/// How to write a number.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Style {
    /// So many digits behind the point; `None`: as many as there are.
    pub(crate) places: Option<usize>,
    /// As the language does, or as the settings do.
    pub(crate) localized: bool,
    /// In groups, whatever the settings say.
    pub(crate) grouped: bool,
}

/// A number, or the digits of one, in the language.
pub(crate) fn number(value: &Value, style: Style, env: &Env<'_>) -> String {
    match value {
        Value::Int(number) => digits(&number.to_string(), style, env),
        Value::Bool(yes) => digits(if *yes { "1" } else { "0" }, style, env),
        Value::Float(number) => {
            let text = float::repr(*number);
            match (text.contains('e'), text.parse::<Decimal>()) {
                (true, Ok(number)) => decimal(&number, style, env),
                _ => digits(&text, style, env),
            }
        }
        Value::Decimal(number) => decimal(number, style, env),
        Value::Str(text) => digits(text.as_str(), style, env),
        _ => String::new(),
    }
}

fn decimal(number: &Decimal, style: Style, env: &Env<'_>) -> String {
    if number.special.is_some() {
        return digits(&number.text(), style, env);
    }
    let length = number.exponent.abs() + i64::try_from(number.digits.len()).unwrap_or(i64::MAX);
    if let Some(places) = style.places
        && is_below(number, places)
    {
        return digits("0", style, env);
    }
    if length <= LONGEST {
        return digits(&number.plain(), style, env);
    }
    let text = number.scientific('e');
    let (coefficient, exponent) = text.split_once('e').unwrap_or((&text, "+0"));
    format!("{}e{exponent}", digits(coefficient, style, env))
}

/// Whether nothing of it shows in so many places.
fn is_below(number: &Decimal, places: usize) -> bool {
    let cutoff = format!("0.{:0>places$}", "1").parse::<Decimal>();
    let size = Decimal {
        negative: false,
        ..number.clone()
    };
    cutoff.is_ok_and(|cutoff| size.compare(&cutoff) == Some(std::cmp::Ordering::Less))
}

/// Digits with a point, as the language writes them.
fn digits(text: &str, style: Style, env: &Env<'_>) -> String {
    let format = |name| {
        if style.localized {
            env.format(name)
        } else {
            super::default_format(name).unwrap_or_default()
        }
    };
    let (sign, unsigned) = text
        .strip_prefix('-')
        .map_or(("", text), |rest| ("-", rest));
    let (whole, part) = unsigned.split_once('.').unwrap_or((unsigned, ""));
    let mut part = part.to_owned();
    if let Some(places) = style.places {
        part.truncate(places);
        while part.len() < places {
            part.push('0');
        }
    }
    if !part.is_empty() {
        part.insert_str(0, format("DECIMAL_SEPARATOR"));
    }
    let grouping = if style.localized {
        env.locale.grouping()
    } else {
        &[0]
    };
    let asked = style.grouped || (style.localized && env.options.thousand_separator);
    let whole = if asked && grouping != [0] {
        grouped(whole, grouping, format("THOUSAND_SEPARATOR"))
    } else {
        whole.into()
    };
    format!("{sign}{whole}{part}")
}

fn grouped(digits: &str, grouping: &[usize], separator: &str) -> String {
    let mut groups: Vec<String> = Vec::new();
    let mut rest: Vec<char> = digits.chars().collect();
    let mut sizes = grouping.iter().copied();
    let mut size = sizes.next().unwrap_or(0);
    while size > 0 && rest.len() > size {
        groups.push(rest.split_off(rest.len() - size).into_iter().collect());
        size = sizes.next().filter(|next| *next > 0).unwrap_or(size);
    }
    groups.push(rest.into_iter().collect());
    groups.reverse();
    groups.join(separator)
}
