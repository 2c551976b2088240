//! `stringformat`: Python's `%` for one value.

use std::fmt::Write as _;

use super::Call;
use crate::error::{Exc, Fault, Outcome};
use crate::value::text::Sink;
use crate::value::{Value, float};

/// Digits behind the point that a number may be asked for.
const MOST_PLACES: usize = 10_000;

pub(super) fn stringformat(call: &Call<'_>) -> Outcome<Value> {
    let format = format!("%{}", call.argument_text()?);
    let value = match &call.value {
        tuple @ Value::Tuple(_) => tuple.text(call.env.limit())?.into(),
        other => other.clone(),
    };
    match formatted(&format, &value, call) {
        Ok(text) => Ok(text.into()),
        Err(fault) if fault.is(&[Exc::Value, Exc::Type]) => Ok("".into()),
        Err(fault) => Err(fault),
    }
}

/// What stands between `%` and the letter.
#[derive(Default)]
struct Spec {
    alternate: bool,
    zero: bool,
    left: bool,
    space: bool,
    plus: bool,
    width: usize,
    precision: Option<usize>,
}

fn formatted(format: &str, value: &Value, call: &Call<'_>) -> Outcome<String> {
    let mut out = call.sink();
    let mut used = matches!(value, Value::Dict(_) | Value::List(_));
    let mut rest = format;
    let mut taken = false;
    while let Some(at) = rest.find('%') {
        out.write_str(&rest[..at])?;
        rest = &rest[at + 1..];
        if let Some(after) = rest.strip_prefix('%') {
            out.write_char('%')?;
            rest = after;
            continue;
        }
        let mut chosen = None;
        if let Some(inner) = rest.strip_prefix('(') {
            let Value::Dict(dict) = value else {
                return Err(Fault::type_error("the format wants a dict"));
            };
            let (name, after) = inner
                .split_once(')')
                .ok_or_else(|| Fault::value_error("the format is not complete"))?;
            let found = crate::value::entry(dict, name).cloned();
            chosen = Some(found.ok_or_else(|| {
                Fault::Raise(Exc::Key, format!("the dict has no entry \"{name}\""))
            })?);
            rest = after;
        }
        let (spec, letter, after) = spec(rest)?;
        let one = match chosen {
            Some(value) => value,
            None if taken => return Err(Fault::type_error("the format wants more than one value")),
            None => value.clone(),
        };
        (taken, used) = (true, true);
        conversion(letter, &spec, &one, call, &mut out)?;
        rest = after;
    }
    out.write_str(rest)?;
    if used {
        Ok(out.into_text())
    } else {
        Err(Fault::type_error("the format wants no value"))
    }
}

fn spec(text: &str) -> Outcome<(Spec, char, &str)> {
    let mut spec = Spec::default();
    let mut rest = text;
    while let Some(flag) = rest.chars().next().filter(|c| "#0- +".contains(*c)) {
        match flag {
            '#' => spec.alternate = true,
            '0' => spec.zero = true,
            '-' => spec.left = true,
            ' ' => spec.space = true,
            _ => spec.plus = true,
        }
        rest = &rest[1..];
    }
    let number = |text: &mut &str| -> Outcome<Option<usize>> {
        let length = text
            .find(|c: char| !c.is_ascii_digit())
            .unwrap_or(text.len());
        let (digits, after) = text.split_at(length);
        *text = after;
        if digits.is_empty() {
            return Ok(None);
        }
        digits
            .parse()
            .map(Some)
            .map_err(|_| Fault::value_error("a number of the format is too large"))
    };
    spec.width = number(&mut rest)?.unwrap_or(0);
    if let Some(after) = rest.strip_prefix('.') {
        rest = after;
        spec.precision = Some(number(&mut rest)?.unwrap_or(0));
    }
    rest = rest.strip_prefix(['h', 'l', 'L']).unwrap_or(rest);
    let letter = rest
        .chars()
        .next()
        .ok_or_else(|| Fault::value_error("the format is not complete"))?;
    Ok((spec, letter, &rest[letter.len_utf8()..]))
}

fn conversion(
    letter: char,
    spec: &Spec,
    value: &Value,
    call: &Call<'_>,
    out: &mut Sink,
) -> Outcome<()> {
    let limit = call.env.limit();
    if spec.width > limit || spec.precision.unwrap_or(0) > MOST_PLACES {
        return Err(Fault::Limit(
            "stringformat is to make a text too long".into(),
        ));
    }
    let cut = |text: String| match spec.precision {
        Some(length) => text.chars().take(length).collect(),
        None => text,
    };
    match letter {
        's' => padded(&cut(value.text(limit)?), spec, out),
        'r' => padded(&cut(value.repr(limit)?), spec, out),
        'a' => padded(&cut(ascii(&value.repr(limit)?)), spec, out),
        'c' => padded(&character(value)?, spec, out),
        'd' | 'i' | 'u' => {
            let number = match value {
                Value::Str(_) => return Err(Fault::type_error("a text is no number")),
                other => other.int()?,
            };
            signed(
                number < 0,
                "",
                &number.unsigned_abs().to_string(),
                spec,
                out,
            )
        }
        'x' | 'X' | 'o' => {
            let number = match value {
                Value::Int(number) => *number,
                Value::Bool(yes) => i128::from(*yes),
                other => {
                    return Err(Fault::type_error(format!(
                        "{} is no whole number",
                        other.kind()
                    )));
                }
            };
            let size = number.unsigned_abs();
            let (prefix, digits) = match letter {
                'x' => ("0x", format!("{size:x}")),
                'X' => ("0X", format!("{size:X}")),
                _ => ("0o", format!("{size:o}")),
            };
            signed(
                number < 0,
                if spec.alternate { prefix } else { "" },
                &digits,
                spec,
                out,
            )
        }
        'e' | 'E' | 'f' | 'F' | 'g' | 'G' => {
            let number = match value {
                Value::Str(_) => return Err(Fault::type_error("a text is no number")),
                other => other.float()?,
            };
            let precision = spec.precision.unwrap_or(6);
            let size = number.abs();
            let digits = match letter {
                _ if size.is_nan() => "nan".to_owned(),
                _ if size.is_infinite() => "inf".to_owned(),
                'e' | 'E' => float::exponential(size, precision),
                'f' | 'F' => format!("{size:.precision$}"),
                _ => float::general(size, precision, spec.alternate),
            };
            let digits = if spec.alternate && size.is_finite() && !digits.contains('.') {
                let at = digits.find('e').unwrap_or(digits.len());
                format!("{}.{}", &digits[..at], &digits[at..])
            } else {
                digits
            };
            let digits = if letter.is_ascii_uppercase() {
                digits.to_uppercase()
            } else {
                digits
            };
            let spec = Spec {
                precision: None,
                ..*spec
            };
            signed(
                number.is_sign_negative() && !number.is_nan(),
                "",
                &digits,
                &spec,
                out,
            )
        }
        other => Err(Fault::value_error(format!(
            "the format has no letter {other}"
        ))),
    }
}

fn character(value: &Value) -> Outcome<String> {
    match value {
        Value::Str(text) if text.as_str().chars().count() == 1 => Ok(text.as_str().to_owned()),
        Value::Int(code) => {
            let found = u32::try_from(*code).ok().and_then(char::from_u32);
            found
                .map(String::from)
                .ok_or_else(|| Fault::Raise(Exc::Overflow, "there is no such character".into()))
        }
        Value::Bool(yes) => Ok(String::from(char::from(u8::from(*yes)))),
        other => Err(Fault::type_error(format!(
            "{} is no character",
            other.kind()
        ))),
    }
}

fn ascii(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match u32::from(c) {
            code if code < 0x80 => out.push(c),
            code if code < 0x100 => out.push_str(&format!("\\x{code:02x}")),
            code if code < 0x1_0000 => out.push_str(&format!("\\u{code:04x}")),
            code => out.push_str(&format!("\\U{code:08x}")),
        }
    }
    out
}

/// Digits with sign and prefix, filled with zeros or spaces.
fn signed(negative: bool, prefix: &str, digits: &str, spec: &Spec, out: &mut Sink) -> Outcome<()> {
    let sign = match (negative, spec.plus, spec.space) {
        (true, _, _) => "-",
        (false, true, _) => "+",
        (false, false, true) => " ",
        _ => "",
    };
    let mut digits = digits.to_owned();
    if let Some(least) = spec.precision.filter(|least| digits.len() < *least) {
        digits.insert_str(0, &"0".repeat(least - digits.len()));
    }
    let missing = spec
        .width
        .saturating_sub(sign.len() + prefix.len() + digits.len());
    if spec.zero && !spec.left {
        digits.insert_str(0, &"0".repeat(missing));
    }
    padded(&format!("{sign}{prefix}{digits}"), spec, out)
}

fn padded(text: &str, spec: &Spec, out: &mut Sink) -> Outcome<()> {
    let spaces = " ".repeat(spec.width.saturating_sub(text.chars().count()));
    if spec.left {
        write!(out, "{text}{spaces}")?;
    } else {
        write!(out, "{spaces}{text}")?;
    }
    Ok(())
}
