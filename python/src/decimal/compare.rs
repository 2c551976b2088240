//! Comparison.

use std::cmp::Ordering;

use super::{Decimal, Special};

impl Decimal {
    /// Compares the values, so that `1.0` equals `1`; `None` if one of them is NaN.
    #[must_use]
    pub fn compare(&self, other: &Self) -> Option<Ordering> {
        if self.special == Some(Special::Nan) || other.special == Some(Special::Nan) {
            return None;
        }
        let (rank, other_rank) = (self.rank(), other.rank());
        if rank != other_rank || rank.abs() != 1 {
            return Some(rank.cmp(&other_rank));
        }
        let magnitude =
            (self.digit_count() + self.exponent).cmp(&(other.digit_count() + other.exponent));
        let ordering = magnitude.then_with(|| {
            let digit =
                |number: &Self, index: usize| number.digits.get(index).copied().unwrap_or(0);
            (0..self.digits.len().max(other.digits.len()))
                .map(|index| digit(self, index).cmp(&digit(other, index)))
                .fold(Ordering::Equal, Ordering::then)
        });
        Some(if rank < 0 {
            ordering.reverse()
        } else {
            ordering
        })
    }

    /// -2 and 2 for infinities, 0 for zero, -1 and 1 for other numbers.
    fn rank(&self) -> i8 {
        let magnitude = match self.special {
            Some(_) => 2,
            None if self.is_zero() => return 0,
            None => 1,
        };
        if self.negative { -magnitude } else { magnitude }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn compares_values() {
        let compare = |left: &str, right: &str| {
            Decimal::parse(left)
                .unwrap()
                .compare(&Decimal::parse(right).unwrap())
        };
        assert_eq!(compare("1.0", "1"), Some(Ordering::Equal));
        assert_eq!(compare("-10", "2"), Some(Ordering::Less));
        assert_eq!(compare("1e900", "2"), Some(Ordering::Greater));
        assert_eq!(compare("-0", "0"), Some(Ordering::Equal));
        assert_eq!(compare("-Infinity", "-5"), Some(Ordering::Less));
        assert_eq!(compare("NaN", "0"), None);
    }
}
