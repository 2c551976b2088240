//! `str(decimal)` and `format(decimal, 'f')`.

use super::{Decimal, Special};

/// Largest absolute exponent that [`Decimal::fixed`] writes as zeros.
const MAX_ZEROS: u64 = 5000;

impl Decimal {
    /// `str(self)`: with an exponent if the exponent is positive or the number is below 1e-6.
    #[must_use]
    pub fn text(&self) -> String {
        if self.special.is_none() && (self.exponent > 0 || self.adjusted_exponent() < -6) {
            self.scientific('E')
        } else {
            self.fixed_unbounded()
        }
    }

    /// `f"{self:f}"`, without an exponent. `None` if that would take too many zeros.
    #[must_use]
    pub fn fixed(&self) -> Option<String> {
        (self.exponent.unsigned_abs() <= MAX_ZEROS).then(|| self.fixed_unbounded())
    }

    /// `f"{self:f}"`, as long as the exponent is large.
    #[must_use]
    pub fn fixed_unbounded(&self) -> String {
        if let Some(special) = self.special {
            return self.special_text(special);
        }
        let mut out = self.digit_text();
        if self.exponent >= 0 {
            if !self.is_zero() {
                let zeros = usize::try_from(self.exponent).unwrap_or(0);
                out.extend(std::iter::repeat_n('0', zeros));
            }
        } else {
            let places = usize::try_from(-self.exponent).unwrap_or(0);
            if out.len() <= places {
                out.insert_str(0, &"0".repeat(places - out.len() + 1));
            }
            out.insert(out.len() - places, '.');
        }
        format!("{}{out}", self.sign())
    }

    /// `f"{self:e}"`, with the letter for the exponent. The number must be finite.
    #[must_use]
    pub fn scientific(&self, letter: char) -> String {
        let digits = self.digit_text();
        let (first, rest) = digits.split_at(digits.len().min(1));
        let point = if rest.is_empty() { "" } else { "." };
        format!(
            "{}{first}{point}{rest}{letter}{:+}",
            self.sign(),
            self.adjusted_exponent()
        )
    }

    /// The power of ten of the first digit (`adjusted()`).
    fn adjusted_exponent(&self) -> i64 {
        self.exponent + self.digit_count() - 1
    }

    fn special_text(&self, special: Special) -> String {
        match special {
            Special::Infinity => format!("{}Infinity", self.sign()),
            Special::Nan => format!("{}NaN", self.sign()),
        }
    }

    pub(super) fn sign(&self) -> &'static str {
        if self.negative { "-" } else { "" }
    }

    pub(super) fn digit_text(&self) -> String {
        self.digits
            .iter()
            .map(|digit| char::from(b'0' + digit))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prints_as_python_does() {
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
            assert_eq!(Decimal::parse(text).unwrap().text(), text);
        }
        assert_eq!(Decimal::parse(" 1_000.5e2 ").unwrap().text(), "1.0005E+5");
    }

    #[test]
    fn prints_long_numbers_without_exponent() {
        let text = format!("{}.{}", "1".repeat(6000), "2".repeat(5500));
        assert_eq!(Decimal::parse(&text).unwrap().text(), text);
        assert_eq!(Decimal::parse("1e5001").unwrap().fixed(), None);
    }
}
