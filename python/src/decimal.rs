//! `decimal.Decimal` as far as the decimal fields of Django and DRF need it: parsing, counting
//! digits, rounding to places, printing. No arithmetic.

use std::fmt::Write as _;

use crate::text::{digit, strip};

/// The maximum absolute exponent. Python's is a million times larger, but such a number could not be
/// printed here.
const MAX_EXPONENT: i64 = 1_000_000_000_000;
/// The maximum number of zeros to print for an exponent.
const MAX_ZEROS: u64 = 5000;
/// The precision of the default context (`decimal.getcontext().prec`).
const DEFAULT_PRECISION: u64 = 28;

/// A `Decimal`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decimal {
    /// Whether the sign is minus; zero may have one.
    pub negative: bool,
    /// Digits as values from 0 to 9, the most significant first, without leading zeros; `[0]` for
    /// zero, empty for a special value.
    pub digits: Vec<u8>,
    /// The power of ten of the last digit.
    pub exponent: i64,
    /// Set if the value is not a finite number.
    pub special: Option<Special>,
}

/// A value that is not a finite number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Special {
    /// `Infinity`
    Infinity,
    /// `NaN` and `sNaN`, with or without digits.
    Nan,
}

/// Values of decimal digits; `None` if there is another character.
fn values(text: &str) -> Option<Vec<u8>> {
    text.chars().map(digit).collect()
}

/// `Decimal(text)`: surrounding whitespace and all underscores are ignored. `None` where Python
/// raises `InvalidOperation`.
#[must_use]
pub fn decimal(text: &str) -> Option<Decimal> {
    let text: String = strip(text).chars().filter(|c| *c != '_').collect();
    let (negative, rest) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(&text)),
    };
    let lower = rest.to_ascii_lowercase();
    let special = match lower.as_str() {
        "inf" | "infinity" => Some(Special::Infinity),
        lower => {
            let payload = lower.strip_prefix('s').unwrap_or(lower).strip_prefix("nan");
            payload.and_then(values).map(|_| Special::Nan)
        }
    };
    if special.is_some() {
        return Some(Decimal {
            negative,
            digits: Vec::new(),
            exponent: 0,
            special,
        });
    }
    let (mantissa, exponent) = match rest.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => {
            let (sign, digits) = match exponent.strip_prefix('-') {
                Some(digits) => (-1, digits),
                None => (1, exponent.strip_prefix('+').unwrap_or(exponent)),
            };
            let digits = values(digits).filter(|digits| !digits.is_empty())?;
            let read = |sum: i64, digit: &u8| sum.checked_mul(10)?.checked_add(i64::from(*digit));
            (mantissa, sign * digits.iter().try_fold(0, read)?)
        }
        None => (rest, 0),
    };
    if exponent.abs() > MAX_EXPONENT {
        return None;
    }
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let (whole, fraction) = (values(whole)?, values(fraction)?);
    if whole.is_empty() && fraction.is_empty() {
        return None;
    }
    let exponent = exponent - i64::try_from(fraction.len()).ok()?;
    let mut digits: Vec<u8> = whole
        .into_iter()
        .chain(fraction)
        .skip_while(|digit| *digit == 0)
        .collect();
    if digits.is_empty() {
        digits.push(0);
    }
    Some(Decimal {
        negative,
        digits,
        exponent,
        special: None,
    })
}

impl Decimal {
    /// The number of digits in total, before and after the decimal point, as counted by
    /// `DecimalField.validate_precision` of DRF.
    #[must_use]
    pub fn counts(&self) -> (u64, u64, u64) {
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

    /// `quantize` to a number of places, rounding half to even; `None` if the result has more than
    /// `precision` digits.
    #[must_use]
    pub fn quantize(&self, places: u32, precision: Option<u64>) -> Option<Self> {
        let target = -i64::from(places);
        let precision = precision.unwrap_or(DEFAULT_PRECISION);
        if self.special.is_some() {
            return None;
        }
        if self.digits == [0] {
            return Some(Self {
                exponent: target,
                ..self.clone()
            });
        }
        let digits = if self.exponent >= target {
            let zeros = usize::try_from(self.exponent - target).ok()?;
            if (self.digits.len() + zeros) as u64 > precision {
                return None;
            }
            [self.digits.as_slice(), &vec![0; zeros]].concat()
        } else {
            round_half_even(&self.digits, usize::try_from(target - self.exponent).ok()?)
        };
        (digits.len() as u64 <= precision).then_some(Self {
            negative: self.negative,
            digits,
            exponent: target,
            special: None,
        })
    }

    /// `f"{self:f}"`; `None` for numbers with thousands of zeros.
    #[must_use]
    pub fn fixed(&self) -> Option<String> {
        if self.special.is_some() {
            return Some(self.text());
        }
        let digits = self.digit_text();
        let mut out = self.sign().to_owned();
        if self.exponent.unsigned_abs() > MAX_ZEROS {
            return None;
        }
        let power = usize::try_from(self.exponent.unsigned_abs()).ok()?;
        if self.exponent >= 0 {
            out.push_str(&digits);
            if self.digits != [0] {
                out.extend(std::iter::repeat_n('0', power));
            }
        } else if digits.len() > power {
            let (whole, fraction) = digits.split_at(digits.len() - power);
            let _ = write!(out, "{whole}.{fraction}");
        } else {
            let _ = write!(out, "0.{}{digits}", "0".repeat(power - digits.len()));
        }
        Some(out)
    }

    /// `str(self)`: with an exponent if it is positive or the number is less than 1e-6.
    #[must_use]
    pub fn text(&self) -> String {
        let sign = self.sign();
        match self.special {
            Some(Special::Infinity) => return format!("{sign}Infinity"),
            Some(Special::Nan) => return format!("{sign}NaN"),
            None => {}
        }
        let adjusted = self.exponent + i64::try_from(self.digits.len()).unwrap_or(i64::MAX) - 1;
        if self.exponent <= 0
            && adjusted >= -6
            && let Some(plain) = self.fixed()
        {
            return plain;
        }
        let digits = self.digit_text();
        let (first, rest) = digits.split_at(1);
        let point = if rest.is_empty() { "" } else { "." };
        format!("{sign}{first}{point}{rest}E{adjusted:+}")
    }

    fn sign(&self) -> &'static str {
        if self.negative { "-" } else { "" }
    }

    fn digit_text(&self) -> String {
        self.digits
            .iter()
            .map(|digit| char::from(b'0' + digit))
            .collect()
    }
}

/// Drops the last `cut` digits, rounding half to even.
fn round_half_even(digits: &[u8], cut: usize) -> Vec<u8> {
    let Some(keep) = digits.len().checked_sub(cut) else {
        return vec![0];
    };
    let (kept, dropped) = digits.split_at(keep);
    let half = dropped.first().copied().unwrap_or(0);
    let tail = dropped.iter().skip(1).any(|digit| *digit != 0);
    let odd = kept.last().is_some_and(|digit| digit % 2 == 1);
    let mut out = if kept.is_empty() {
        vec![0]
    } else {
        kept.to_vec()
    };
    if half > 5 || (half == 5 && (tail || odd)) {
        match out.iter().rposition(|digit| *digit != 9) {
            Some(at) => {
                out[at] += 1;
                out[at + 1..].fill(0);
            }
            None => {
                out.fill(0);
                out.insert(0, 1);
            }
        }
    }
    out
}
