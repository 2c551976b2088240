//! `stringformat`: Python's `%` operator with one value.

use std::fmt::Write as _;

use super::FilterCall;
use crate::error::{Exception, RenderError, RenderResult};
use crate::value::{LimitedString, Value, get_item};

/// Maximum precision.
const MAX_PRECISION: usize = 10_000;

pub(super) fn stringformat(call: &FilterCall<'_>) -> RenderResult<Value> {
    let format = format!("%{}", call.argument_text()?);
    let value = match &call.value {
        tuple @ Value::Tuple(_) => tuple.to_text(call.env.max_length())?.into(),
        other => other.clone(),
    };
    match format_value(&format, &value, call) {
        Ok(text) => Ok(text.into()),
        Err(error) if error.is(&[Exception::ValueError, Exception::TypeError]) => Ok("".into()),
        Err(error) => Err(error),
    }
}

/// The flags, width and precision of a conversion.
#[derive(Default)]
struct Spec {
    alternate: bool,
    zero_padded: bool,
    left_adjusted: bool,
    space: bool,
    plus: bool,
    width: usize,
    precision: Option<usize>,
}

/// `format % value`.
fn format_value(format: &str, value: &Value, call: &FilterCall<'_>) -> RenderResult<String> {
    let mut out = call.limited_string();
    // Python does not complain about an unused dict or list.
    let mut is_used = matches!(value, Value::Dict(_) | Value::List(_));
    let mut rest = format;
    let mut has_conversion = false;
    while let Some(start) = rest.find('%') {
        out.write_str(&rest[..start])?;
        rest = &rest[start + 1..];
        if let Some(after) = rest.strip_prefix('%') {
            out.write_char('%')?;
            rest = after;
            continue;
        }
        let mut item = None;
        if let Some(inner) = rest.strip_prefix('(') {
            let Value::Dict(dict) = value else {
                return Err(RenderError::type_error("the format needs a dict"));
            };
            let (name, after) = inner
                .split_once(')')
                .ok_or_else(|| RenderError::value_error("the format is incomplete"))?;
            let value = get_item(dict, name).cloned();
            item = Some(value.ok_or_else(|| {
                RenderError::key_error(format!("the dict has no key \"{name}\""))
            })?);
            rest = after;
        }
        let (spec, conversion, after) = parse_spec(rest)?;
        let converted = match item {
            Some(item) => item,
            None if has_conversion => {
                return Err(RenderError::type_error("the format needs several values"));
            }
            None => value.clone(),
        };
        (has_conversion, is_used) = (true, true);
        write_conversion(conversion, &spec, &converted, call, &mut out)?;
        rest = after;
    }
    out.write_str(rest)?;
    if is_used {
        Ok(out.into_string())
    } else {
        Err(RenderError::type_error("the format uses no value"))
    }
}

/// Parses a conversion after `%`; returns the rest of the text, too.
fn parse_spec(text: &str) -> RenderResult<(Spec, char, &str)> {
    let mut spec = Spec::default();
    let mut rest = text;
    while let Some(flag) = rest.chars().next().filter(|c| "#0- +".contains(*c)) {
        match flag {
            '#' => spec.alternate = true,
            '0' => spec.zero_padded = true,
            '-' => spec.left_adjusted = true,
            ' ' => spec.space = true,
            _ => spec.plus = true,
        }
        rest = &rest[1..];
    }
    let take_number = |text: &mut &str| -> RenderResult<Option<usize>> {
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
            .map_err(|_| RenderError::value_error("a number in the format is too large"))
    };
    spec.width = take_number(&mut rest)?.unwrap_or(0);
    if let Some(after) = rest.strip_prefix('.') {
        rest = after;
        spec.precision = Some(take_number(&mut rest)?.unwrap_or(0));
    }
    rest = rest.strip_prefix(['h', 'l', 'L']).unwrap_or(rest);
    let conversion = rest
        .chars()
        .next()
        .ok_or_else(|| RenderError::value_error("the format is incomplete"))?;
    Ok((spec, conversion, &rest[conversion.len_utf8()..]))
}

fn write_conversion(
    conversion: char,
    spec: &Spec,
    value: &Value,
    call: &FilterCall<'_>,
    out: &mut LimitedString,
) -> RenderResult<()> {
    let max_length = call.env.max_length();
    if spec.width > max_length || spec.precision.unwrap_or(0) > MAX_PRECISION {
        return Err(RenderError::LimitExceeded(
            "the width or precision of stringformat is too large".into(),
        ));
    }
    let truncate = |text: String| match spec.precision {
        Some(length) => text.chars().take(length).collect(),
        None => text,
    };
    match conversion {
        's' => write_padded(&truncate(value.to_text(max_length)?), spec, out),
        'r' => write_padded(&truncate(value.to_repr(max_length)?), spec, out),
        'a' => write_padded(
            &truncate(python::ascii(&value.to_repr(max_length)?)),
            spec,
            out,
        ),
        'c' => write_padded(&character(value)?, spec, out),
        'd' | 'i' | 'u' => {
            let number = match value {
                Value::Str(_) => return Err(RenderError::type_error("a string is not a number")),
                other => other.to_int()?,
            };
            write_number(
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
                    return Err(RenderError::type_error(format!(
                        "{} is not an integer",
                        other.type_description()
                    )));
                }
            };
            let absolute = number.unsigned_abs();
            let (prefix, digits) = match conversion {
                'x' => ("0x", format!("{absolute:x}")),
                'X' => ("0X", format!("{absolute:X}")),
                _ => ("0o", format!("{absolute:o}")),
            };
            write_number(
                number < 0,
                if spec.alternate { prefix } else { "" },
                &digits,
                spec,
                out,
            )
        }
        'e' | 'E' | 'f' | 'F' | 'g' | 'G' => {
            let number = match value {
                Value::Str(_) => return Err(RenderError::type_error("a string is not a number")),
                other => other.to_float()?,
            };
            let precision = spec.precision.unwrap_or(6);
            let absolute = number.abs();
            let digits = match conversion {
                _ if absolute.is_nan() => "nan".to_owned(),
                _ if absolute.is_infinite() => "inf".to_owned(),
                'e' | 'E' => python::format_e(absolute, precision),
                'f' | 'F' => format!("{absolute:.precision$}"),
                _ => python::format_g(absolute, precision, spec.alternate),
            };
            let digits = if spec.alternate && absolute.is_finite() && !digits.contains('.') {
                let (mantissa, exponent) =
                    digits.split_at(digits.find('e').unwrap_or(digits.len()));
                format!("{mantissa}.{exponent}")
            } else {
                digits
            };
            let digits = if conversion.is_ascii_uppercase() {
                digits.to_uppercase()
            } else {
                digits
            };
            let spec = Spec {
                precision: None,
                ..*spec
            };
            write_number(
                number.is_sign_negative() && !number.is_nan(),
                "",
                &digits,
                &spec,
                out,
            )
        }
        other => Err(RenderError::value_error(format!(
            "unsupported format character \"{other}\""
        ))),
    }
}

fn character(value: &Value) -> RenderResult<String> {
    match value {
        Value::Str(text) if text.as_str().chars().count() == 1 => Ok(text.as_str().to_owned()),
        Value::Int(code) => {
            let c = u32::try_from(*code).ok().and_then(char::from_u32);
            c.map(String::from)
                .ok_or_else(|| RenderError::overflow_error("the number is not a character"))
        }
        Value::Bool(yes) => Ok(String::from(char::from(u8::from(*yes)))),
        other => Err(RenderError::type_error(format!(
            "{} is not a character",
            other.type_description()
        ))),
    }
}

/// Writes digits with sign and prefix, padded with zeros or spaces.
fn write_number(
    negative: bool,
    prefix: &str,
    digits: &str,
    spec: &Spec,
    out: &mut LimitedString,
) -> RenderResult<()> {
    let sign = match (negative, spec.plus, spec.space) {
        (true, _, _) => "-",
        (false, true, _) => "+",
        (false, false, true) => " ",
        _ => "",
    };
    let mut digits = digits.to_owned();
    if let Some(min) = spec.precision.filter(|min| digits.len() < *min) {
        digits.insert_str(0, &"0".repeat(min - digits.len()));
    }
    let missing = spec
        .width
        .saturating_sub(sign.len() + prefix.len() + digits.len());
    if spec.zero_padded && !spec.left_adjusted {
        digits.insert_str(0, &"0".repeat(missing));
    }
    write_padded(&format!("{sign}{prefix}{digits}"), spec, out)
}

fn write_padded(text: &str, spec: &Spec, out: &mut LimitedString) -> RenderResult<()> {
    let spaces = " ".repeat(spec.width.saturating_sub(text.chars().count()));
    if spec.left_adjusted {
        write!(out, "{text}{spaces}")?;
    } else {
        write!(out, "{spaces}{text}")?;
    }
    Ok(())
}
