//! Formats numbers for the locale (`django/utils/numberformat.py`).

use python::Decimal;

use crate::env::Env;
use crate::locale::default_format;
use crate::value::Value;

/// Digits after which a number is written with an exponent.
const MAX_DIGITS: i64 = 200;

/// How to format a number.
#[derive(Clone, Copy, Debug)]
pub(crate) struct NumberStyle {
    /// Number of decimal places; `None` for those that the number has.
    pub(crate) places: Option<usize>,
    /// Whether to use the formats of the locale or those of the settings.
    pub(crate) use_l10n: bool,
    /// Whether to use thousand separators whatever the settings say.
    pub(crate) force_grouping: bool,
}

/// Formats a number, or the text of one.
pub(crate) fn format(value: &Value, style: NumberStyle, env: &Env<'_>) -> String {
    match value {
        Value::Int(number) => format_digits(&number.to_string(), style, env),
        Value::Bool(yes) => format_digits(if *yes { "1" } else { "0" }, style, env),
        Value::Float(number) => {
            let text = python::float_repr(*number);
            match (text.contains('e'), text.parse::<Decimal>()) {
                (true, Ok(number)) => format_decimal(&number, style, env),
                _ => format_digits(&text, style, env),
            }
        }
        Value::Decimal(number) => format_decimal(number, style, env),
        Value::Str(text) => format_digits(text.as_str(), style, env),
        _ => String::new(),
    }
}

fn format_decimal(number: &Decimal, style: NumberStyle, env: &Env<'_>) -> String {
    if number.special.is_some() {
        return format_digits(&number.text(), style, env);
    }
    let length = number.exponent.abs() + i64::try_from(number.digits.len()).unwrap_or(i64::MAX);
    if let Some(places) = style.places
        && is_below_last_place(number, places)
    {
        return format_digits("0", style, env);
    }
    if length <= MAX_DIGITS {
        return format_digits(&number.fixed_unbounded(), style, env);
    }
    let text = number.scientific('e');
    let (coefficient, exponent) = text.split_once('e').unwrap_or((&text, "+0"));
    format!("{}e{exponent}", format_digits(coefficient, style, env))
}

/// Whether the absolute value is below the last decimal place.
fn is_below_last_place(number: &Decimal, places: usize) -> bool {
    let cutoff = format!("0.{:0>places$}", "1").parse::<Decimal>();
    let absolute = Decimal {
        negative: false,
        ..number.clone()
    };
    cutoff.is_ok_and(|cutoff| absolute.compare(&cutoff) == Some(std::cmp::Ordering::Less))
}

/// Formats digits, with or without a point.
fn format_digits(text: &str, style: NumberStyle, env: &Env<'_>) -> String {
    let get_format = |name| {
        if style.use_l10n {
            env.get_format(name)
        } else {
            default_format(name).unwrap_or_default()
        }
    };
    let (sign, unsigned) = text
        .strip_prefix('-')
        .map_or(("", text), |rest| ("-", rest));
    let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
    let mut fraction = fraction.to_owned();
    if let Some(places) = style.places {
        fraction.truncate(places);
        while fraction.len() < places {
            fraction.push('0');
        }
    }
    if !fraction.is_empty() {
        fraction.insert_str(0, get_format("DECIMAL_SEPARATOR"));
    }
    let grouping = if style.use_l10n {
        env.locale.grouping()
    } else {
        &[0]
    };
    let use_grouping = style.force_grouping || (style.use_l10n && env.options.thousand_separator);
    let whole = if use_grouping && grouping != [0] {
        group(whole, grouping, get_format("THOUSAND_SEPARATOR"))
    } else {
        whole.into()
    };
    format!("{sign}{whole}{fraction}")
}

/// Separates groups of digits; the last size repeats.
fn group(digits: &str, grouping: &[usize], separator: &str) -> String {
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
