//! `floatformat`, `get_digit` and `filesizeformat`.

use python::Decimal;

use super::FilterCall;
use crate::error::{Exception, RenderError, RenderResult};
use crate::formats::number::{self, NumberStyle};
use crate::value::Value;
use crate::value::number::parse_int;

/// Number of digits above which `floatformat` returns a number as it is.
const MAX_DIGITS: i64 = 200;
/// Maximum number of decimal places for `floatformat`.
const MAX_PLACES: i64 = 100_000;

pub(super) fn floatformat(call: &FilterCall<'_>) -> RenderResult<Value> {
    let FloatFormat {
        places,
        use_l10n,
        force_grouping,
    } = parse_argument(call)?;
    let input = call.text()?;
    let number = match input.parse::<Decimal>() {
        Ok(number) => number,
        Err(_) => match call
            .value
            .to_float()
            .ok()
            .and_then(|number| python::float_repr(number).parse::<Decimal>().ok())
        {
            Some(number) => number,
            None => return Ok("".into()),
        },
    };
    let Some(places) = places? else {
        return Ok(Value::str(input, call.value.is_safe()));
    };
    let length = i64::try_from(number.digits.len()).unwrap_or(i64::MAX);
    if number.special.is_some() || length.saturating_add(number.exponent.abs()) > MAX_DIGITS {
        return Ok(Value::str(input, call.value.is_safe()));
    }
    if number.is_integer() && places <= 0 {
        let integer = Value::from(integer_part(&number));
        let style = NumberStyle {
            places: Some(0),
            use_l10n,
            force_grouping,
        };
        return Ok(Value::safe(number::format(&integer, style, call.env)));
    }
    let count = i64::try_from(places.unsigned_abs()).unwrap_or(i64::MAX);
    if count > MAX_PLACES {
        return Err(RenderError::LimitExceeded(format!(
            "floatformat supports at most {MAX_PLACES} decimal places"
        )));
    }
    let mut rounded = number.round_half_up(count);
    if rounded.is_zero() {
        rounded.negative = false;
    }
    let mut digits = rounded.fixed_unbounded();
    if count == 0 {
        digits.push('.');
    }
    let style = NumberStyle {
        places: usize::try_from(count).ok(),
        use_l10n,
        force_grouping,
    };
    Ok(Value::safe(number::format(&digits.into(), style, call.env)))
}

/// The argument of `floatformat`.
struct FloatFormat {
    /// Number of decimal places, negative to omit those of an integer. `None` if the argument is not
    /// a number. An error is raised only if the value is a number.
    places: RenderResult<Option<i128>>,
    use_l10n: bool,
    force_grouping: bool,
}

fn parse_argument(call: &FilterCall<'_>) -> RenderResult<FloatFormat> {
    const DEFAULT_PLACES: i128 = -1;
    let localized = |places| FloatFormat {
        places,
        use_l10n: true,
        force_grouping: false,
    };
    let text = match &call.argument {
        None => return Ok(localized(Ok(Some(DEFAULT_PLACES)))),
        Some(Value::Str(text)) => text.as_str(),
        Some(number) => return Ok(localized(number.to_int().map(Some))),
    };
    let (places, use_l10n, force_grouping) =
        match text.strip_suffix("gu").or_else(|| text.strip_suffix("ug")) {
            Some(places) => (places, false, true),
            None => match (text.strip_suffix('g'), text.strip_suffix('u')) {
                (Some(places), _) => (places, true, true),
                (_, Some(places)) => (places, false, false),
                _ if text.is_empty() => {
                    return Err(RenderError::Exception(
                        Exception::IndexError,
                        "the argument of floatformat is empty".into(),
                    ));
                }
                _ => return Ok(localized(Ok(parse_int(text)))),
            },
        };
    Ok(FloatFormat {
        places: Ok(if places.is_empty() {
            Some(DEFAULT_PLACES)
        } else {
            parse_int(places)
        }),
        use_l10n,
        force_grouping,
    })
}

/// The digits before the point, with the sign unless they are zero.
fn integer_part(number: &Decimal) -> String {
    let fixed = number.fixed_unbounded();
    let integer = fixed.split('.').next().unwrap_or("0");
    if integer == "-0" { "0" } else { integer }.to_owned()
}

pub(super) fn get_digit(call: &FilterCall<'_>) -> RenderResult<Value> {
    let numbers = call
        .argument()
        .to_int()
        .and_then(|position| Ok((position, call.value.to_int()?)));
    let (position, value) = match numbers {
        Ok(numbers) => numbers,
        Err(error) if error.is(&[Exception::ValueError]) => return Ok(call.value.clone()),
        Err(error) => return Err(error),
    };
    if position < 1 {
        return Ok(Value::Int(value));
    }
    let digits = value.to_string();
    let digit = usize::try_from(position)
        .ok()
        .and_then(|position| digits.len().checked_sub(position))
        .map(|index| &digits[index..=index]);
    match digit {
        None => Ok(Value::Int(0)),
        Some(digit) => match digit.parse() {
            Ok(digit) => Ok(Value::Int(digit)),
            Err(_) => Err(RenderError::value_error("the sign is not a digit")),
        },
    }
}

pub(super) fn filesizeformat(call: &FilterCall<'_>) -> RenderResult<Value> {
    let bytes = match call.value.to_int() {
        Ok(bytes) => bytes,
        Err(error) if error.is(&[Exception::TypeError, Exception::ValueError]) => 0,
        Err(error) => return Err(error),
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
        #[expect(clippy::cast_precision_loss, reason = "like the division in Python")]
        let value = size as f64 / (1u64 << power) as f64;
        // Like `round(value, 1)`, rounds the exact value of the float.
        let rounded: f64 = format!("{value:.1}").parse().unwrap_or(value);
        let style = NumberStyle {
            places: Some(1),
            use_l10n: true,
            force_grouping: false,
        };
        call.env.gettext(unit).replace(
            "%s",
            &number::format(&Value::Float(rounded), style, call.env),
        )
    };
    let sign = if bytes < 0 { "-" } else { "" };
    Ok(format!("{sign}{text}").replace(' ', "\u{a0}").into())
}
