//! Filters of numbers.

use super::Call;
use crate::error::{Exc, Outcome};
use crate::locale::numbers::{Style, number};
use crate::value::number::parse_int;
use crate::value::{Decimal, Value, float};

/// Digits and exponent past which a number is shown as it came.
const LONGEST: i64 = 200;

pub(super) fn floatformat(call: &Call<'_>) -> Outcome<Value> {
    let (places, localized, grouped) = style(call)?;
    let input = call.text()?;
    let number = match input.parse::<Decimal>() {
        Ok(number) => number,
        Err(_) => match call
            .value
            .float()
            .ok()
            .and_then(|number| float::repr(number).parse::<Decimal>().ok())
        {
            Some(number) => number,
            None => return Ok("".into()),
        },
    };
    let Some(places) = places? else {
        return Ok(Value::str(input, call.value.is_safe()));
    };
    let length = i64::try_from(number.digits.len()).unwrap_or(i64::MAX);
    if number.special.is_some() || length.saturating_add(number.exponent.abs()) > LONGEST {
        return Ok(Value::str(input, call.value.is_safe()));
    }
    if number.is_whole() && places <= 0 {
        let whole = Value::from(number.whole_text());
        return Ok(Value::safe(self::number(
            &whole,
            Style {
                places: Some(0),
                localized,
                grouped,
            },
            call.env,
        )));
    }
    let count = i64::try_from(places.unsigned_abs()).unwrap_or(i64::MAX);
    if count > 100_000 {
        return Err(crate::error::Fault::Limit(
            "floatformat is to show too many places".into(),
        ));
    }
    let mut rounded = number.rounded(count);
    if rounded.is_zero() {
        rounded.negative = false;
    }
    let mut digits = rounded.plain();
    if count == 0 {
        digits.push('.');
    }
    let style = Style {
        places: usize::try_from(count).ok(),
        localized,
        grouped,
    };
    Ok(Value::safe(self::number(&digits.into(), style, call.env)))
}

/// How many places, whether in the language's format, whether in groups. No places: the argument is
/// none. What the argument is at fault for is told only when the value is a number.
fn style(call: &Call<'_>) -> Outcome<(Outcome<Option<i128>>, bool, bool)> {
    let Some(argument) = &call.argument else {
        return Ok((Ok(Some(-1)), true, false));
    };
    let Value::Str(text) = argument else {
        return Ok((argument.int().map(Some), true, false));
    };
    let text = text.as_str();
    let (rest, localized, grouped) =
        match text.strip_suffix("gu").or_else(|| text.strip_suffix("ug")) {
            Some(rest) => (rest, false, true),
            None => match (text.strip_suffix('g'), text.strip_suffix('u')) {
                (Some(rest), _) => (rest, true, true),
                (_, Some(rest)) => (rest, false, false),
                _ if text.is_empty() => {
                    return Err(crate::error::Fault::Raise(
                        Exc::Index,
                        "floatformat takes a number".into(),
                    ));
                }
                _ => return Ok((Ok(parse_int(text)), true, false)),
            },
        };
    Ok((
        Ok(if rest.is_empty() {
            Some(-1)
        } else {
            parse_int(rest)
        }),
        localized,
        grouped,
    ))
}

pub(super) fn get_digit(call: &Call<'_>) -> Outcome<Value> {
    let numbers = call
        .argument()
        .int()
        .and_then(|place| Ok((place, call.value.int()?)));
    let (place, value) = match numbers {
        Ok(numbers) => numbers,
        Err(fault) if fault.is(&[Exc::Value]) => return Ok(call.value.clone()),
        Err(fault) => return Err(fault),
    };
    if place < 1 {
        return Ok(Value::Int(value));
    }
    let digits = value.to_string();
    let digit = usize::try_from(place)
        .ok()
        .and_then(|place| digits.len().checked_sub(place))
        .map(|at| &digits[at..=at]);
    match digit {
        None => Ok(Value::Int(0)),
        Some(digit) => match digit.parse() {
            Ok(digit) => Ok(Value::Int(digit)),
            Err(_) => Err(crate::error::Fault::value_error(
                "the sign of a number is no digit",
            )),
        },
    }
}

pub(super) fn filesizeformat(call: &Call<'_>) -> Outcome<Value> {
    let bytes = match call.value.int() {
        Ok(bytes) => bytes,
        Err(fault) if fault.is(&[Exc::Type, Exc::Value]) => 0,
        Err(fault) => return Err(fault),
    };
    let size = bytes.unsigned_abs();
    let text = if size < 1 << 10 {
        let count = i128::try_from(size).unwrap_or(0);
        call.env
            .ngettext(None, "%(size)d byte", "%(size)d bytes", count)
            .replace("%(size)d", &size.to_string())
    } else {
        let units = [
            (10, "%s KB"),
            (20, "%s MB"),
            (30, "%s GB"),
            (40, "%s TB"),
            (50, "%s PB"),
        ];
        let (power, unit) = units
            .into_iter()
            .rev()
            .find(|(power, _)| size >= 1 << power)
            .unwrap_or((10, "%s KB"));
        #[expect(clippy::cast_precision_loss, reason = "as Python divides")]
        let value = size as f64 / (1u64 << power) as f64;
        // Python's round(…, 1): to the nearest, of the decimal that the float exactly is.
        let rounded: f64 = format!("{value:.1}").parse().unwrap_or(value);
        let style = Style {
            places: Some(1),
            localized: true,
            grouped: false,
        };
        call.env
            .gettext(unit)
            .replace("%s", &number(&Value::Float(rounded), style, call.env))
    };
    let sign = if bytes < 0 { "-" } else { "" };
    Ok(format!("{sign}{text}").replace(' ', "\u{a0}").into())
}
