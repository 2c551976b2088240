//! Python's `decimal.Decimal`, as far as DRF's and Django's decimal fields go: reading, counting digits, rounding to
//! places, printing. No arithmetic.

use std::fmt::Write as _;

use crate::compat::python::{digit, int_digits, strip};

/// `decimal.Decimal`: sign, digits without leading zeros, and the power of ten of the last digit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Decimal {
    negative: bool,
    /// ASCII digits; `0` for zero.
    digits: String,
    exponent: i64,
}

/// What `Decimal(text)` makes of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum DecimalText {
    /// A number.
    Finite(Decimal),
    /// `Infinity`, `-inf` …
    Infinite,
    /// `NaN`, `sNaN` …
    NaN,
}

impl Decimal {
    /// `Decimal(text)`; `None` where Python raises.
    pub(crate) fn parse(text: &str) -> Option<DecimalText> {
        let text: String = strip(text).chars().filter(|c| *c != '_').collect();
        let (negative, body) = match text.as_bytes().first()? {
            b'-' => (true, &text[1..]),
            b'+' => (false, &text[1..]),
            _ => (false, text.as_str()),
        };
        let lower = body.to_ascii_lowercase();
        if lower == "inf" || lower == "infinity" {
            return Some(DecimalText::Infinite);
        }
        if let Some(payload) = lower.strip_prefix("snan").or_else(|| lower.strip_prefix("nan")) {
            return payload.chars().all(|c| digit(c).is_some()).then_some(DecimalText::NaN);
        }
        let (mantissa, exponent) = match body.find(['e', 'E']) {
            Some(at) => (&body[..at], int_digits(&body[at + 1..])?.parse::<i64>().ok()?),
            None => (body, 0),
        };
        if exponent.abs() > 999_999_999_999 {
            return None;
        }
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let read = |part: &str| if part.is_empty() { Some(String::new()) } else { super::digits(part) };
        let (whole, fraction) = (read(whole)?, read(fraction)?);
        if whole.is_empty() && fraction.is_empty() {
            return None;
        }
        let exponent = exponent - i64::try_from(fraction.len()).ok()?;
        let all = format!("{whole}{fraction}");
        let trimmed = all.trim_start_matches('0');
        let digits = if trimmed.is_empty() { "0".to_owned() } else { trimmed.to_owned() };
        Some(DecimalText::Finite(Self { negative, digits, exponent }))
    }

    /// Digits in total, before the point and after it, as `DecimalField.validate_precision` counts them.
    pub(crate) fn counts(&self) -> (u64, u64, u64) {
        let digits = self.digits.len() as u64;
        let power = self.exponent.unsigned_abs();
        if self.exponent >= 0 {
            (digits + power, digits + power, 0)
        } else if digits > power {
            (digits, digits - power, power)
        } else {
            (power, 0, power)
        }
    }

    /// `quantize` to so many places, half to even; `None` where the result has more than `precision` digits.
    pub(crate) fn quantize(&self, places: u32, precision: Option<u64>) -> Option<Self> {
        let target = -i64::from(places);
        let precision = precision.unwrap_or(28);
        if self.digits == "0" {
            return Some(Self { exponent: target, ..self.clone() });
        }
        let digits = if self.exponent >= target {
            let zeros = usize::try_from(self.exponent - target).ok()?;
            if (self.digits.len() + zeros) as u64 > precision {
                return None;
            }
            format!("{}{}", self.digits, "0".repeat(zeros))
        } else {
            let cut = usize::try_from(target - self.exponent).ok()?;
            round_half_even(&self.digits, cut)
        };
        (digits.len() as u64 <= precision).then_some(Self { negative: self.negative, digits, exponent: target })
    }

    /// `f"{value:f}"`; `None` for numbers that nobody wants to see written out.
    pub(crate) fn fixed(&self) -> Option<String> {
        let mut out = String::new();
        if self.negative {
            out.push('-');
        }
        if self.exponent >= 0 {
            let zeros = usize::try_from(self.exponent).ok().filter(|zeros| *zeros <= 5000)?;
            out.push_str(&self.digits);
            if self.digits != "0" {
                out.extend(std::iter::repeat_n('0', zeros));
            }
            return Some(out);
        }
        let places = usize::try_from(-self.exponent).ok().filter(|places| *places <= 5000)?;
        if self.digits.len() > places {
            let (whole, fraction) = self.digits.split_at(self.digits.len() - places);
            let _ = write!(out, "{whole}.{fraction}");
        } else {
            let _ = write!(out, "0.{}{}", "0".repeat(places - self.digits.len()), self.digits);
        }
        Some(out)
    }
}

/// Drops the last `cut` digits, rounding half to even.
fn round_half_even(digits: &str, cut: usize) -> String {
    let Some(keep) = digits.len().checked_sub(cut) else { return "0".to_owned() };
    let (kept, dropped) = digits.split_at(keep);
    let half = dropped.as_bytes().first().copied().unwrap_or(b'0');
    let tail = dropped.bytes().skip(1).any(|b| b != b'0');
    let odd = kept.bytes().last().is_some_and(|b| b % 2 == 1);
    let up = half > b'5' || (half == b'5' && (tail || odd));
    let mut out = if kept.is_empty() { vec![b'0'] } else { kept.as_bytes().to_vec() };
    if up {
        let mut at = out.len();
        loop {
            if at == 0 {
                out.insert(0, b'1');
                break;
            }
            at -= 1;
            if out[at] == b'9' {
                out[at] = b'0';
            } else {
                out[at] += 1;
                break;
            }
        }
    }
    String::from_utf8(out).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn decimals_quantised_as_python_prints_them() {
        let shown = |text: &str, places, precision| match Decimal::parse(text) {
            Some(DecimalText::Finite(number)) => number.quantize(places, precision).and_then(|number| number.fixed()),
            _ => None,
        };
        assert_eq!(shown("12345.678", 3, Some(8)).as_deref(), Some("12345.678"));
        assert_eq!(shown("2", 3, Some(8)).as_deref(), Some("2.000"));
        assert_eq!(shown("-0.0005", 3, Some(8)).as_deref(), Some("-0.000"));
        assert_eq!(shown("0.0015", 3, Some(8)).as_deref(), Some("0.002"));
        assert_eq!(shown("0.9995", 3, Some(8)).as_deref(), Some("1.000"));
        assert_eq!(shown("1e2", 1, Some(8)).as_deref(), Some("100.0"));
        assert_eq!(shown("123456789", 3, Some(8)), None);
        assert_eq!(shown("", 3, Some(8)), None);
        assert_eq!(Decimal::parse("-inf"), Some(DecimalText::Infinite));
        assert_eq!(Decimal::parse("NaN"), Some(DecimalText::NaN));
        assert_eq!(Decimal::parse("forty-two"), None);
    }

    proptest! {
        #[test]
        fn never_panics(text in "\\PC*", places in 0u32..40, precision in proptest::option::of(0u64..40)) {
            if let Some(DecimalText::Finite(number)) = Decimal::parse(&text) {
                let _ = number.counts();
                let _ = number.quantize(places, precision).map(|number| number.fixed());
            }
        }

        #[test]
        fn numbers_never_panic(text in "[-+]?[0-9_]{0,30}(\\.[0-9]{0,30})?([eE][-+]?[0-9]{1,20})?", places in 0u32..40) {
            if let Some(DecimalText::Finite(number)) = Decimal::parse(&text) {
                let _ = number.counts();
                let _ = number.fixed();
                let _ = number.quantize(places, None).map(|number| number.fixed());
            }
        }
    }
}
