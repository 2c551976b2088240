//! `decimal.Decimal` as far as Django and DRF need it: parsing, printing, comparing and rounding, but
//! no arithmetic. Digits are kept as written, however many; nothing takes longer than the number is
//! long.

mod compare;
mod format;
mod parse;
mod round;

pub use parse::InvalidDecimal;

/// A decimal number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decimal {
    /// Whether it has a minus sign; zero may have one, too.
    pub negative: bool,
    /// Digits 0 to 9, the most significant first, without leading zeros; `[0]` for zero, empty for
    /// a special value.
    pub digits: Vec<u8>,
    /// The power of ten of the last digit.
    pub exponent: i64,
    /// Set if it is not a finite number.
    pub special: Option<Special>,
}

/// A value that is not a finite number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Special {
    /// `Infinity`
    Infinity,
    /// `NaN` or `sNaN`.
    Nan,
}

impl Decimal {
    /// A finite number; no digits mean zero.
    fn finite(negative: bool, mut digits: Vec<u8>, exponent: i64) -> Self {
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

    /// Whether it is zero.
    #[must_use]
    pub fn is_zero(&self) -> bool {
        self.special.is_none() && self.digits.iter().all(|digit| *digit == 0)
    }

    /// Whether it has no fractional part. Unspecified for special values.
    #[must_use]
    pub fn is_integer(&self) -> bool {
        let Ok(places) = usize::try_from(-self.exponent) else {
            return true;
        };
        self.digits
            .iter()
            .rev()
            .take(places)
            .all(|digit| *digit == 0)
    }

    /// Number of digits in total, before the point and after it, as DRF's
    /// `DecimalField.validate_precision` counts them.
    #[must_use]
    pub fn digit_counts(&self) -> (u64, u64, u64) {
        let digits = self.digits.len() as u64;
        let exponent = self.exponent.unsigned_abs();
        if self.exponent >= 0 {
            (digits + exponent, digits + exponent, 0)
        } else if digits > exponent {
            (digits, digits - exponent, exponent)
        } else {
            (exponent, 0, exponent)
        }
    }

    /// `int(self)`, which rounds towards zero. `None` for more than 38 digits and special values.
    #[must_use]
    pub fn to_i128(&self) -> Option<i128> {
        if self.special.is_some() {
            return None;
        }
        let length = self.digit_count() + self.exponent;
        if self.is_zero() || length <= 0 {
            return Some(0);
        }
        if length > 64 {
            return None;
        }
        let mut number: i128 = 0;
        for index in 0..usize::try_from(length).ok()? {
            let digit = self.digits.get(index).copied().unwrap_or(0);
            number = number.checked_mul(10)?.checked_add(digit.into())?;
        }
        Some(if self.negative { -number } else { number })
    }

    /// `float(self)`.
    #[must_use]
    pub fn to_f64(&self) -> f64 {
        match self.special {
            Some(Special::Nan) => f64::NAN,
            Some(Special::Infinity) if self.negative => f64::NEG_INFINITY,
            Some(Special::Infinity) => f64::INFINITY,
            None => format!("{}{}e{}", self.sign(), self.digit_text(), self.exponent)
                .parse()
                .unwrap_or(f64::NAN),
        }
    }

    fn digit_count(&self) -> i64 {
        i64::try_from(self.digits.len()).unwrap_or(i64::MAX)
    }
}

impl From<i128> for Decimal {
    fn from(number: i128) -> Self {
        let digits = number.unsigned_abs().to_string();
        Self::finite(
            number < 0,
            digits.bytes().map(|byte| byte - b'0').collect(),
            0,
        )
    }
}
