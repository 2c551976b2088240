//! `quantize()` and rounding.

use super::Decimal;

/// Maximum digits of a result by default (`decimal.getcontext().prec`).
const DEFAULT_PRECISION: u64 = 28;

impl Decimal {
    /// `quantize()` to a number of decimal places, rounding half to even. `None` for special values,
    /// and if the result has more than `precision` digits (28 by default).
    #[must_use]
    pub fn quantize(&self, places: u32, precision: Option<u64>) -> Option<Self> {
        let exponent = -i64::from(places);
        let precision = precision.unwrap_or(DEFAULT_PRECISION);
        if self.special.is_some() {
            return None;
        }
        if self.digits == [0] {
            return Some(Self {
                exponent,
                ..self.clone()
            });
        }
        let digits = if self.exponent >= exponent {
            let zeros = usize::try_from(self.exponent - exponent).ok()?;
            if (self.digits.len() + zeros) as u64 > precision {
                return None;
            }
            [self.digits.as_slice(), &vec![0; zeros]].concat()
        } else {
            round_half_even(
                &self.digits,
                usize::try_from(exponent - self.exponent).ok()?,
            )
        };
        (digits.len() as u64 <= precision).then(|| Self::finite(self.negative, digits, exponent))
    }

    /// Rounds to a number of decimal places, half away from zero (`ROUND_HALF_UP`), with any number
    /// of digits. The number must be finite, and `places` not negative.
    #[must_use]
    pub fn round_half_up(&self, places: i64) -> Self {
        if -self.exponent <= places {
            let mut digits = self.digits.clone();
            if self.is_zero() {
                digits = vec![0];
            } else {
                let zeros = usize::try_from(places + self.exponent).unwrap_or(0);
                digits.extend(std::iter::repeat_n(0, zeros));
            }
            return Self::finite(self.negative, digits, -places);
        }
        let kept_count = self.digit_count() + self.exponent + places;
        let Ok(kept_count) = usize::try_from(kept_count) else {
            return Self::finite(self.negative, vec![0], -places);
        };
        let mut digits = self.digits[..kept_count.min(self.digits.len())].to_vec();
        if self.digits.get(kept_count).is_some_and(|digit| *digit >= 5) {
            increment(&mut digits);
        }
        let digits = digits.into_iter().skip_while(|digit| *digit == 0).collect();
        Self::finite(self.negative, digits, -places)
    }
}

/// Drops the last `count` digits, rounding half to even.
fn round_half_even(digits: &[u8], count: usize) -> Vec<u8> {
    let Some(kept_count) = digits.len().checked_sub(count) else {
        return vec![0];
    };
    let (kept, dropped) = digits.split_at(kept_count);
    let first_dropped = dropped.first().copied().unwrap_or(0);
    let above_half = dropped.iter().skip(1).any(|digit| *digit != 0);
    let is_odd = kept.last().is_some_and(|digit| digit % 2 == 1);
    let mut rounded = if kept.is_empty() {
        vec![0]
    } else {
        kept.to_vec()
    };
    if first_dropped > 5 || (first_dropped == 5 && (above_half || is_odd)) {
        increment(&mut rounded);
    }
    rounded
}

/// Adds one to the last digit.
fn increment(digits: &mut Vec<u8>) {
    match digits.iter().rposition(|digit| *digit != 9) {
        Some(index) => {
            digits[index] += 1;
            digits[index + 1..].fill(0);
        }
        None => {
            digits.fill(0);
            digits.insert(0, 1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
            let number = Decimal::parse(text).unwrap();
            assert_eq!(number.round_half_up(places).fixed_unbounded(), rounded);
        }
    }
}
