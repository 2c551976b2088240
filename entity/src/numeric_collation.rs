//! Compares decimal numbers in text exactly, as PostgreSQL's `numeric` does, for a collation of
//! SQLite, which has no such type.

use std::cmp::Ordering;

/// Compares two texts as numbers. Texts that are not numbers are equal to each other and greater
/// than all numbers.
pub(crate) fn compare(left: &str, right: &str) -> Ordering {
    match (Number::parse(left), Number::parse(right)) {
        (Some(left), Some(right)) => left.compare(&right),
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        (None, None) => Ordering::Equal,
    }
}

/// The digits of a number, without leading and trailing zeros.
struct Number<'a> {
    negative: bool,
    whole: &'a str,
    fraction: &'a str,
}

impl<'a> Number<'a> {
    fn parse(text: &'a str) -> Option<Self> {
        let text = text.trim_matches([' ', '\t', '\n', '\r', '\u{b}', '\u{c}']);
        let (negative, digits) = match text.as_bytes().first()? {
            b'-' => (true, &text[1..]),
            b'+' => (false, &text[1..]),
            _ => (false, text),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let is_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if whole.is_empty() && fraction.is_empty() || !is_digits(whole) || !is_digits(fraction) {
            return None;
        }
        let (whole, fraction) = (
            whole.trim_start_matches('0'),
            fraction.trim_end_matches('0'),
        );
        let zero = whole.is_empty() && fraction.is_empty();
        Some(Self {
            negative: negative && !zero,
            whole,
            fraction,
        })
    }

    fn compare(&self, other: &Self) -> Ordering {
        match (self.negative, other.negative) {
            (true, false) => Ordering::Less,
            (false, true) => Ordering::Greater,
            (true, true) => other.compare_magnitude(self),
            (false, false) => self.compare_magnitude(other),
        }
    }

    fn compare_magnitude(&self, other: &Self) -> Ordering {
        (self.whole.len(), self.whole, self.fraction).cmp(&(
            other.whole.len(),
            other.whole,
            other.fraction,
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn compares_numbers_exactly() {
        let ascending = [
            "-12345678901234567.02",
            "-10",
            "-9.5",
            "-0.01",
            "0",
            ".5",
            "0.51",
            "1",
            "1.05",
            "1.5",
            "2",
            "10",
            "10.000000000000000001",
            "12345678901234567.01",
            "12345678901234567.02",
        ];
        for (i, left) in ascending.iter().enumerate() {
            for (j, right) in ascending.iter().enumerate() {
                assert_eq!(compare(left, right), i.cmp(&j), "{left} {right}");
            }
        }
    }

    #[test]
    fn equates_different_spellings_of_a_number() {
        for (left, right) in [
            ("1.50", "1.5"),
            ("+1", "01."),
            ("-0", "0.00"),
            (" 7\n", "7"),
        ] {
            assert_eq!(compare(left, right), Ordering::Equal, "{left} {right}");
        }
    }

    #[test]
    fn sorts_other_texts_after_numbers() {
        for text in ["", ".", "-", "1.2.3", "1e5", "NaN", "٣", "--1", "1 2"] {
            assert_eq!(
                compare(text, "999999999999999999999"),
                Ordering::Greater,
                "{text:?}"
            );
        }
        assert_eq!(compare("x", ""), Ordering::Equal);
        assert_eq!(compare("1e5", "1,5"), Ordering::Equal);
    }
}
