//! `Decimal(text)` and `Decimal(float)`.

use std::fmt;
use std::str::FromStr;

use super::{Decimal, Special};
use crate::text::{digit, strip};

/// Largest absolute exponent. Python's limit is a million times larger, but no such number can be
/// printed.
const MAX_EXPONENT: i64 = 1_000_000_000_000;

/// The error of parsing a text that is not a decimal number (Python's `InvalidOperation`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidDecimal;

impl fmt::Display for InvalidDecimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a decimal number")
    }
}

impl std::error::Error for InvalidDecimal {}

impl FromStr for Decimal {
    type Err = InvalidDecimal;

    fn from_str(text: &str) -> Result<Self, InvalidDecimal> {
        Self::parse(text).ok_or(InvalidDecimal)
    }
}

impl Decimal {
    /// `Decimal(text)`, which ignores whitespace around the number and all underscores. `None` if
    /// Python raises `InvalidOperation`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text: String = strip(text).chars().filter(|c| *c != '_').collect();
        let (negative, unsigned) = match text.strip_prefix('-') {
            Some(unsigned) => (true, unsigned),
            None => (false, text.strip_prefix('+').unwrap_or(&text)),
        };
        if let Some(special) = parse_special(unsigned) {
            return Some(Self {
                negative,
                digits: Vec::new(),
                exponent: 0,
                special: Some(special),
            });
        }
        let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, parse_exponent(exponent)?),
            None => (unsigned, 0),
        };
        if exponent.abs() > MAX_EXPONENT {
            return None;
        }
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let (whole, fraction) = (digit_values(whole)?, digit_values(fraction)?);
        if whole.is_empty() && fraction.is_empty() {
            return None;
        }
        let exponent = exponent - i64::try_from(fraction.len()).ok()?;
        let digits = whole
            .into_iter()
            .chain(fraction)
            .skip_while(|digit| *digit == 0)
            .collect();
        Some(Self::finite(negative, digits, exponent))
    }

    /// `Decimal(number)`: the exact value of a float.
    #[must_use]
    pub fn from_f64(number: f64) -> Option<Self> {
        if number.is_finite() {
            // No float has more than 1074 decimal places, and Rust prints all of them exactly.
            Self::parse(&format!("{number:.1074}"))
        } else {
            Self::parse(&crate::float_repr(number))
        }
    }
}

fn parse_special(unsigned: &str) -> Option<Special> {
    let lower = unsigned.to_ascii_lowercase();
    if matches!(lower.as_str(), "inf" | "infinity") {
        return Some(Special::Infinity);
    }
    let payload = lower
        .strip_prefix('s')
        .unwrap_or(&lower)
        .strip_prefix("nan")?;
    digit_values(payload).map(|_| Special::Nan)
}

fn parse_exponent(text: &str) -> Option<i64> {
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => (-1, digits),
        None => (1, text.strip_prefix('+').unwrap_or(text)),
    };
    let digits = digit_values(digits).filter(|digits| !digits.is_empty())?;
    let exponent = digits.iter().try_fold(0_i64, |sum, digit| {
        sum.checked_mul(10)?.checked_add(i64::from(*digit))
    })?;
    Some(sign * exponent)
}

/// Values of decimal digits; `None` if there is another character.
fn digit_values(text: &str) -> Option<Vec<u8>> {
    text.chars().map(digit).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rejects_what_python_rejects() {
        for text in ["", "1.2.3", ".", "1e", "0x1"] {
            assert_eq!(text.parse::<Decimal>(), Err(InvalidDecimal), "{text:?}");
        }
    }

    #[test]
    fn converts_floats_exactly() {
        let tenth = Decimal::from_f64(0.1).unwrap();
        assert!(
            tenth
                .text()
                .starts_with("0.1000000000000000055511151231257827")
        );
        assert_eq!(Decimal::from_f64(f64::NAN).unwrap().text(), "NaN");
        assert_eq!(
            Decimal::from_f64(f64::NEG_INFINITY).unwrap().text(),
            "-Infinity"
        );
    }
}
