//! Decimal numbers in text, compared exactly, as PostgreSQL's `numeric` does it. For SQLite, which
//! has no such type.

use std::cmp::Ordering;

/// Compares two texts as numbers. What is none comes behind all that are, and is equal among
/// itself.
pub(crate) fn compare(one: &str, other: &str) -> Ordering {
    match (Number::read(one), Number::read(other)) {
        (Some(one), Some(other)) => one.compare(&other),
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        (None, None) => Ordering::Equal,
    }
}

/// The digits of a number, without zeros that say nothing.
struct Number<'a> {
    negative: bool,
    whole: &'a str,
    fraction: &'a str,
}

impl<'a> Number<'a> {
    fn read(text: &'a str) -> Option<Self> {
        let text = text.trim_matches([' ', '\t', '\n', '\r', '\u{b}', '\u{c}']);
        let (negative, digits) = match text.as_bytes().first()? {
            b'-' => (true, &text[1..]),
            b'+' => (false, &text[1..]),
            _ => (false, text),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let fits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if whole.is_empty() && fraction.is_empty() || !fits(whole) || !fits(fraction) {
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
            (true, true) => other.size(self),
            (false, false) => self.size(other),
        }
    }

    fn size(&self, other: &Self) -> Ordering {
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
    fn numbers_are_compared_to_the_last_digit() {
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
        for (at, one) in ascending.iter().enumerate() {
            for (place, other) in ascending.iter().enumerate() {
                assert_eq!(compare(one, other), at.cmp(&place), "{one} {other}");
            }
        }
        for (one, other) in [
            ("1.50", "1.5"),
            ("+1", "01."),
            ("-0", "0.00"),
            (" 7\n", "7"),
            ("x", ""),
            ("1e5", "1,5"),
        ] {
            assert_eq!(compare(one, other), Ordering::Equal, "{one} {other}");
        }
        for rubbish in ["", ".", "-", "1.2.3", "1e5", "NaN", "٣", "--1", "1 2"] {
            assert_eq!(
                compare(rubbish, "999999999999999999999"),
                Ordering::Greater,
                "{rubbish:?}"
            );
        }
    }
}
