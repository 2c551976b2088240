//! Finds the most similar known name, for "did you mean …?".

/// Minimum similarity of a suggestion, from 0 to 1.
const MIN_SIMILARITY: f64 = 0.8;

/// The candidate most similar to `name`. Ignores case and punctuation, and also finds names in a
/// wrong section.
pub fn nearest<'a>(name: &str, candidates: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let wanted = normalize(name);
    let wanted_end = normalize(name.rsplit('.').next().unwrap_or_default());
    candidates
        .map(|candidate| {
            let end = normalize(candidate.rsplit('.').next().unwrap_or_default());
            let similarity = strsim::normalized_damerau_levenshtein(&wanted, &normalize(candidate));
            // The right name in a wrong section ranks just below an exact match.
            let misplaced = 0.95 * strsim::normalized_damerau_levenshtein(&wanted_end, &end);
            (similarity.max(misplaced), candidate)
        })
        .filter(|(similarity, _)| *similarity >= MIN_SIMILARITY)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, candidate)| candidate)
}

fn normalize(name: &str) -> String {
    name.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::nearest;

    const NAMES: [&str; 4] = [
        "time_zone",
        "server.listen",
        "helpdesk.valid_extensions",
        "helpdesk.kb_enabled",
    ];

    #[test]
    fn suggests_similar_names() {
        for (typed, expected) in [
            ("time_zon", Some("time_zone")),
            ("TIME_ZONE", Some("time_zone")),
            ("server.time_zone", Some("time_zone")),
            ("listen", Some("server.listen")),
            (
                "helpdesk_valid_extensions",
                Some("helpdesk.valid_extensions"),
            ),
            ("colour", None),
        ] {
            assert_eq!(nearest(typed, NAMES.into_iter()), expected, "{typed}");
        }
    }
}
