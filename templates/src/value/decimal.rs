//! Python's `decimal.Decimal`, as far as templates need it: read, print, compare, round. Digits are
//! kept as they were written, which `rust_decimal` (28 digits) and `bigdecimal` (no limit on the
//! exponent) do not do safely: nothing here takes longer than the number is long.

use std::cmp::Ordering;
use std::str::FromStr;

pub(crate) use python::Special;

/// A decimal number: sign, digits and exponent, or one of the special values.
#[derive(Clone, Debug, PartialEq)]
pub struct Decimal {
    pub(crate) negative: bool,
    /// Digits 0 to 9, the highest first, without leading zeros; `[0]` for zero. Empty for a special
    /// value.
    pub(crate) digits: Vec<u8>,
    pub(crate) exponent: i64,
    pub(crate) special: Option<Special>,
}

/// A text that is no decimal number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a decimal number")]
pub struct NotDecimal;

impl FromStr for Decimal {
    type Err = NotDecimal;

    /// As `decimal.Decimal(text)`.
    fn from_str(text: &str) -> Result<Self, NotDecimal> {
        let python::Decimal {
            negative,
            digits,
            exponent,
            special,
        } = python::decimal(text).ok_or(NotDecimal)?;
        Ok(Self {
            negative,
            digits,
            exponent,
            special,
        })
    }
}

impl Decimal {
    pub(crate) fn finite(negative: bool, mut digits: Vec<u8>, exponent: i64) -> Self {
        if digits.is_empty() {
            digits.push(0);
        }
        Self {
            negative,
            digits,
            exponent,
            special: None,
        }
    }

    pub(crate) fn is_zero(&self) -> bool {
        self.special.is_none() && self.digits.iter().all(|d| *d == 0)
    }

    fn places(&self) -> i64 {
        i64::try_from(self.digits.len()).unwrap_or(i64::MAX)
    }

    fn digit_text(&self) -> String {
        self.digits.iter().map(|d| char::from(b'0' + d)).collect()
    }

    fn sign(&self) -> &'static str {
        if self.negative { "-" } else { "" }
    }

    fn special_text(&self) -> Option<String> {
        self.special.map(|special| match special {
            Special::Infinity => format!("{}Infinity", self.sign()),
            Special::Nan => format!("{}NaN", self.sign()),
        })
    }

    /// `str()` of it: with an exponent when it has zeros to spare or lies below 1e-6.
    pub(crate) fn text(&self) -> String {
        if let Some(special) = self.special_text() {
            return special;
        }
        let adjusted = self.exponent + self.places() - 1;
        if self.exponent <= 0 && adjusted >= -6 {
            return self.plain();
        }
        self.scientific('E')
    }

    /// `{:e}` of it, or with a capital E.
    pub(crate) fn scientific(&self, letter: char) -> String {
        let text = self.digit_text();
        let (first, rest) = text.split_at(1);
        let point = if rest.is_empty() { "" } else { "." };
        format!(
            "{}{first}{point}{rest}{letter}{:+}",
            self.sign(),
            self.exponent + self.places() - 1
        )
    }

    /// `{:f}` of it: never an exponent. Callers see to it that it is not too long (200 digits).
    pub(crate) fn plain(&self) -> String {
        if let Some(special) = self.special_text() {
            return special;
        }
        let mut text = self.digit_text();
        if self.exponent >= 0 {
            if !self.is_zero() {
                text.extend(std::iter::repeat_n(
                    '0',
                    usize::try_from(self.exponent).unwrap_or(0),
                ));
            }
        } else {
            let places = usize::try_from(-self.exponent).unwrap_or(0);
            if text.len() <= places {
                text.insert_str(0, &"0".repeat(places - text.len() + 1));
            }
            text.insert(text.len() - places, '.');
        }
        format!("{}{text}", self.sign())
    }

    /// The whole part, towards zero; `None`: it has more than 38 digits, or is none.
    pub(crate) fn whole(&self) -> Option<i128> {
        if self.special.is_some() {
            return None;
        }
        if self.is_zero() {
            return Some(0);
        }
        let length = self.places() + self.exponent;
        if length <= 0 {
            return Some(0);
        }
        let mut number: i128 = 0;
        for place in 0..usize::try_from(length).ok()?.min(64) {
            number = number
                .checked_mul(10)?
                .checked_add(self.digits.get(place).copied().unwrap_or(0).into())?;
        }
        if length > 64 {
            None
        } else {
            Some(if self.negative { -number } else { number })
        }
    }

    /// Whether it has no part after the point.
    pub(crate) fn is_whole(&self) -> bool {
        let Ok(behind) = usize::try_from(-self.exponent) else {
            return true;
        };
        self.digits.iter().rev().take(behind).all(|d| *d == 0)
    }

    /// The whole part as digits with its sign, however long. Callers see to it that it is not too
    /// long.
    pub(crate) fn whole_text(&self) -> String {
        let plain = self.plain();
        let whole = plain.split('.').next().unwrap_or("0");
        if whole == "-0" {
            "0".into()
        } else {
            whole.into()
        }
    }

    /// Rounded to so many places, half away from zero.
    pub(crate) fn rounded(&self, places: i64) -> Self {
        if -self.exponent <= places {
            let mut digits = self.digits.clone();
            if self.is_zero() {
                digits = vec![0];
            } else {
                digits.extend(std::iter::repeat_n(
                    0,
                    usize::try_from(places + self.exponent).unwrap_or(0),
                ));
            }
            return Self::finite(self.negative, digits, -places);
        }
        let cut = -self.exponent - places;
        let keep = self.places() - cut;
        if keep < 0 {
            return Self::finite(self.negative, vec![0], -places);
        }
        let keep = usize::try_from(keep).unwrap_or(0);
        let mut digits: Vec<u8> = self.digits[..keep.min(self.digits.len())].to_vec();
        if self.digits.get(keep).is_some_and(|d| *d >= 5) {
            let mut carry = true;
            for digit in digits.iter_mut().rev() {
                if *digit == 9 {
                    *digit = 0;
                } else {
                    *digit += 1;
                    carry = false;
                    break;
                }
            }
            if carry {
                digits.insert(0, 1);
            }
        }
        let digits: Vec<u8> = digits.into_iter().skip_while(|d| *d == 0).collect();
        Self::finite(self.negative, digits, -places)
    }

    /// As a floating point number.
    pub(crate) fn float(&self) -> f64 {
        match self.special {
            Some(Special::Nan) => f64::NAN,
            Some(Special::Infinity) if self.negative => f64::NEG_INFINITY,
            Some(Special::Infinity) => f64::INFINITY,
            None => format!("{}{}e{}", self.sign(), self.digit_text(), self.exponent)
                .parse()
                .unwrap_or(f64::NAN),
        }
    }

    /// How it stands to another; `None`: one is no number.
    pub(crate) fn compare(&self, other: &Self) -> Option<Ordering> {
        if self.special == Some(Special::Nan) || other.special == Some(Special::Nan) {
            return None;
        }
        let size = |number: &Self| -> i8 {
            match (number.special, number.is_zero(), number.negative) {
                (Some(_), _, false) => 2,
                (Some(_), _, true) => -2,
                (None, true, _) => 0,
                (None, false, false) => 1,
                (None, false, true) => -1,
            }
        };
        let (mine, theirs) = (size(self), size(other));
        if mine != theirs || mine.abs() != 1 {
            return Some(mine.cmp(&theirs));
        }
        let height = (self.places() + self.exponent).cmp(&(other.places() + other.exponent));
        let length = self.digits.len().max(other.digits.len());
        let digit = |number: &Self, place: usize| number.digits.get(place).copied().unwrap_or(0);
        let ordering = height.then_with(|| {
            (0..length)
                .map(|i| digit(self, i).cmp(&digit(other, i)))
                .fold(Ordering::Equal, Ordering::then)
        });
        Some(if mine < 0 {
            ordering.reverse()
        } else {
            ordering
        })
    }
}

impl From<i128> for Decimal {
    fn from(number: i128) -> Self {
        let digits = number
            .unsigned_abs()
            .to_string()
            .bytes()
            .map(|b| b - b'0')
            .collect();
        Self::finite(number < 0, digits, 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decimal(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    #[test]
    fn printed_as_python_does() {
        for text in [
            "1.50",
            "0",
            "-0.00",
            "1E+3",
            "1E-7",
            "0.000001",
            "123456789.123456789123456789",
            "Infinity",
            "NaN",
        ] {
            assert_eq!(decimal(text).text(), text);
        }
        assert_eq!(decimal(" 1_000.5e2 ").text(), "1.0005E+5");
        assert!("1.2.3".parse::<Decimal>().is_err());
        assert!("".parse::<Decimal>().is_err());
    }

    #[test]
    fn rounds_half_up() {
        for (text, places, rounded) in [
            ("2.5", 0, "3"),
            ("-2.45", 1, "-2.5"),
            ("9.99", 1, "10.0"),
            ("0.04", 1, "0.0"),
            ("0.06", 1, "0.1"),
            ("1", 2, "1.00"),
        ] {
            assert_eq!(decimal(text).rounded(places).plain(), rounded);
        }
    }

    #[test]
    fn compares() {
        assert_eq!(decimal("1.0").compare(&decimal("1")), Some(Ordering::Equal));
        assert_eq!(decimal("-10").compare(&decimal("2")), Some(Ordering::Less));
        assert_eq!(
            decimal("1e900").compare(&decimal("2")),
            Some(Ordering::Greater)
        );
        assert_eq!(decimal("-0").compare(&decimal("0")), Some(Ordering::Equal));
    }
}
