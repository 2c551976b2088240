//! "Did you mean …?" for names that the schema does not have. Only for viewers who may use
//! introspection, because suggestions reveal names of the schema.

/// Maximum length of a name for which there are suggestions, in bytes.
const MAX_LENGTH: usize = 60;
/// Maximum number of suggestions for a name.
const MAX_SUGGESTIONS: usize = 3;

/// Whether to suggest names.
#[derive(Clone, Copy, Debug)]
pub(super) struct Suggestions(pub bool);

impl Suggestions {
    /// The most similar of `known` names as a sentence after a space, or nothing.
    pub(super) fn sentence<'a>(self, name: &str, known: impl Iterator<Item = &'a str>) -> String {
        if !self.0 || name.len() > MAX_LENGTH {
            return String::new();
        }
        let wanted = name.to_lowercase();
        let length = wanted.chars().count();
        let max_distance = length * 2 / 5 + 1;
        let distance = |known: &str| {
            let known = known.to_lowercase();
            (known.chars().count().abs_diff(length) <= max_distance)
                .then(|| strsim::damerau_levenshtein(&wanted, &known))
        };
        let mut similar: Vec<(usize, &str)> = known
            .filter(|known| !known.starts_with("__"))
            .filter_map(|known| Some((distance(known)?, known)))
            .filter(|(distance, _)| *distance <= max_distance && *distance < length)
            .collect();
        similar.sort_unstable();
        let names: Vec<String> = similar
            .into_iter()
            .take(MAX_SUGGESTIONS)
            .map(|(_, name)| format!("\"{name}\""))
            .collect();
        match names.split_last() {
            None => String::new(),
            Some((only, [])) => format!(" Did you mean {only}?"),
            Some((last, others)) => format!(" Did you mean {} or {last}?", others.join(", ")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Suggestions;

    #[test]
    fn suggests_similar_names_in_order() {
        let suggest =
            |name: &str, known: &[&str]| Suggestions(true).sentence(name, known.iter().copied());
        let known = ["createdAt", "dueAt", "title", "__typename"];
        assert_eq!(suggest("dueDate", &known), " Did you mean \"dueAt\"?");
        assert_eq!(suggest("TITLE", &known), " Did you mean \"title\"?");
        assert_eq!(
            suggest("ab", &["ac", "ad", "bb", "cd"]),
            " Did you mean \"ac\", \"ad\" or \"bb\"?"
        );
        for name in ["reference", "__typenam", &"title".repeat(20)] {
            assert_eq!(suggest(name, &known), "", "{name}");
        }
    }

    #[test]
    fn suggests_nothing_without_introspection() {
        assert_eq!(
            Suggestions(false).sentence("titel", ["title"].into_iter()),
            ""
        );
    }
}
