//! Whether a password resembles an attribute of its owner, measured like Python's
//! `SequenceMatcher.quick_ratio`: by the characters that two texts have in common, wherever they
//! are.

use std::collections::HashMap;
use std::sync::LazyLock;

use regex::Regex;

use super::{UserAttribute, UserAttributes};

/// The first attribute that the password resembles, as a whole or in one of its words.
pub(super) fn find_similar(
    password: &str,
    user: &UserAttributes<'_>,
    attributes: &[UserAttribute],
    ratio: f64,
) -> Option<UserAttribute> {
    #[expect(
        clippy::expect_used,
        reason = "the pattern is fixed, and a test uses it"
    )]
    static BETWEEN: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"[^\p{L}\p{N}_]+").expect("a pattern"));
    let password: Vec<char> = password.to_lowercase().chars().collect();
    let text = |attribute: UserAttribute| match attribute {
        UserAttribute::Username => user.username,
        UserAttribute::FirstName => user.first_name,
        UserAttribute::LastName => user.last_name,
        UserAttribute::Email => user.email,
    };
    let resembles = |part: &str| {
        let part: Vec<char> = part.chars().collect();
        !is_much_shorter(part.len(), password.len(), ratio)
            && quick_ratio(&password, &part) >= ratio
    };
    let texts = attributes
        .iter()
        .map(|attribute| (*attribute, text(*attribute)));
    let mut found = texts.filter(|(_, text)| !text.is_empty());
    let found = found.find(|(_, text)| {
        let text = text.to_lowercase();
        BETWEEN.split(&text).chain([text.as_str()]).any(resembles)
    });
    found.map(|(attribute, _)| attribute)
}

/// Whether a text is too short to resemble the password (`exceeds_maximum_length_ratio`).
#[expect(clippy::cast_precision_loss, reason = "the lengths are far below 2^52")]
fn is_much_shorter(text: usize, password: usize, ratio: f64) -> bool {
    password >= 10 * text && (text as f64) < ratio / 2.0 * password as f64
}

/// `SequenceMatcher(a, b).quick_ratio()`: an upper bound of the similarity, from 0 to 1.
#[expect(clippy::cast_precision_loss, reason = "the lengths are far below 2^52")]
pub(super) fn quick_ratio(a: &[char], b: &[char]) -> f64 {
    let length = a.len() + b.len();
    if length == 0 {
        return 1.0;
    }
    let mut left: HashMap<char, usize> = HashMap::new();
    for c in b {
        *left.entry(*c).or_default() += 1;
    }
    let mut matches = 0_usize;
    for c in a {
        if let Some(count) = left.get_mut(c).filter(|count| **count > 0) {
            *count -= 1;
            matches += 1;
        }
    }
    2.0 * matches as f64 / length as f64
}
