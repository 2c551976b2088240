//! "Did you mean …?": the known name that a mistyped one is nearest to. Knows no settings itself.

/// How alike two names must be, from 0 to 1, for one to be offered for the other.
const ALIKE: f64 = 0.8;

/// The candidate most like `name`, if any is like it at all. Case, dashes, dots and underscores
/// don't count, and a name that only stands in the wrong section is found too.
pub fn nearest<'a>(name: &str, candidates: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let wanted = plain(name);
    let wanted_end = plain(name.rsplit('.').next().unwrap_or_default());
    candidates
        .map(|candidate| {
            let end = plain(candidate.rsplit('.').next().unwrap_or_default());
            let likeness = strsim::normalized_damerau_levenshtein(&wanted, &plain(candidate));
            // Right name, wrong section: as good as a hit, but behind one.
            let misplaced = 0.95 * strsim::normalized_damerau_levenshtein(&wanted_end, &end);
            (likeness.max(misplaced), candidate)
        })
        .filter(|(likeness, _)| *likeness >= ALIKE)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, candidate)| candidate)
}

fn plain(name: &str) -> String {
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
    fn finds_what_was_meant() {
        for (typed, meant) in [
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
            assert_eq!(nearest(typed, NAMES.into_iter()), meant, "{typed}");
        }
    }
}
