//! Slugs that are made from titles.

use unicode_normalization::UnicodeNormalization as _;

/// Maximum number of characters of slugs.
pub const MAX_SLUG: usize = 50;

/// The slug that Django's admin suggests for a title (django/utils/text.py, `slugify`); empty if no
/// character of the title is a letter or digit without its accent.
#[must_use]
pub fn slug_of(title: &str) -> String {
    let mut slug = String::new();
    let mut needs_hyphen = false;
    for c in title.nfkd().filter(char::is_ascii) {
        if c == '-' || c.is_ascii_whitespace() {
            needs_hyphen = true;
        } else if c.is_ascii_alphanumeric() || c == '_' {
            if needs_hyphen {
                slug.push('-');
            }
            needs_hyphen = false;
            slug.push(c.to_ascii_lowercase());
        }
    }
    let slug = slug.trim_matches(['-', '_']);
    let slug: String = slug.chars().take(MAX_SLUG).collect();
    slug.trim_end_matches(['-', '_']).to_owned()
}
