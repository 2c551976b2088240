//! Language codes: the folders of a language's catalogues, and the language that a request chooses
//! (`django/utils/translation/trans_real.py`, Python's `gettext.find` and `locale.normalize`).

/// The maximum length of a language code and of an `Accept-Language` header.
const MAX_LENGTH: usize = 500;

/// The countries that Python's `locale.normalize` adds to languages without one.
const TERRITORIES: &[(&str, &str)] = &[
    ("af", "ZA"),
    ("am", "ET"),
    ("ar", "AA"),
    ("az", "AZ"),
    ("be", "BY"),
    ("bg", "BG"),
    ("br", "FR"),
    ("bs", "BA"),
    ("ca", "ES"),
    ("cs", "CZ"),
    ("cy", "GB"),
    ("da", "DK"),
    ("de", "DE"),
    ("el", "GR"),
    ("en", "US"),
    ("eo", "XX"),
    ("es", "ES"),
    ("et", "EE"),
    ("eu", "ES"),
    ("fa", "IR"),
    ("fi", "FI"),
    ("fr", "FR"),
    ("ga", "IE"),
    ("gd", "GB"),
    ("gl", "ES"),
    ("he", "IL"),
    ("hi", "IN"),
    ("hr", "HR"),
    ("hu", "HU"),
    ("id", "ID"),
    ("is", "IS"),
    ("it", "IT"),
    ("ja", "JP"),
    ("ka", "GE"),
    ("kn", "IN"),
    ("ko", "KR"),
    ("ky", "KG"),
    ("lt", "LT"),
    ("lv", "LV"),
    ("mk", "MK"),
    ("ml", "IN"),
    ("mr", "IN"),
    ("ms", "MY"),
    ("nb", "NO"),
    ("nl", "NL"),
    ("nn", "NO"),
    ("no", "NO"),
    ("pa", "IN"),
    ("pl", "PL"),
    ("pt", "PT"),
    ("ro", "RO"),
    ("ru", "RU"),
    ("sk", "SK"),
    ("sl", "SI"),
    ("sq", "AL"),
    ("sr", "RS"),
    ("sv", "SE"),
    ("ta", "IN"),
    ("te", "IN"),
    ("tg", "TJ"),
    ("th", "TH"),
    ("tr", "TR"),
    ("tt", "RU"),
    ("uk", "UA"),
    ("ur", "PK"),
    ("uz", "UZ"),
    ("vi", "VN"),
    ("zh", "CN"),
];

/// Django's `LANGUAGES`.
pub(super) const LANGUAGES: &[&str] = &[
    "af", "ar", "ar-dz", "ast", "az", "bg", "be", "bn", "br", "bs", "ca", "ckb", "cs", "cy", "da",
    "de", "dsb", "el", "en", "en-au", "en-gb", "eo", "es", "es-ar", "es-co", "es-mx", "es-ni",
    "es-ve", "et", "eu", "fa", "fi", "fr", "fy", "ga", "gd", "gl", "he", "hi", "hr", "hsb", "hu",
    "hy", "ia", "id", "ig", "io", "is", "it", "ja", "ka", "kab", "kk", "km", "kn", "ko", "ky",
    "lb", "lt", "lv", "mk", "ml", "mn", "mr", "ms", "my", "nb", "ne", "nl", "nn", "os", "pa", "pl",
    "pt", "pt-br", "ro", "ru", "sk", "sl", "sq", "sr", "sr-latn", "sv", "sw", "ta", "te", "tg",
    "th", "tk", "tr", "tt", "udm", "ug", "uk", "ur", "uz", "vi", "zh-hans", "zh-hant",
];

/// Languages that replace others (`LANG_INFO` in `django/conf/locale/__init__.py`).
const FALLBACKS: &[(&str, &str)] = &[
    ("zh-cn", "zh-hans"),
    ("zh-hk", "zh-hant"),
    ("zh-mo", "zh-hant"),
    ("zh-my", "zh-hans"),
    ("zh-sg", "zh-hans"),
    ("zh-tw", "zh-hant"),
];

/// The names of the folders for a language's catalogues, the most specific first: `de_AT` and `de`
/// for `de-at`.
pub(super) fn folders(language: &str) -> Vec<String> {
    let lower = language.to_lowercase();
    let Some((name, country)) = lower.split_once('-') else {
        let territory = TERRITORIES.iter().find(|(known, _)| *known == lower);
        let specific = territory.map(|(name, territory)| format!("{name}_{territory}"));
        return specific.into_iter().chain([lower]).collect();
    };
    let (country, tail) = country
        .split_once('-')
        .map_or((country, None), |(country, tail)| (country, Some(tail)));
    let country = if country.chars().count() > 2 {
        title(country)
    } else {
        country.to_uppercase()
    };
    let tail = tail.map(|tail| format!("-{tail}")).unwrap_or_default();
    vec![format!("{name}_{country}{tail}"), name.to_owned()]
}

fn title(text: &str) -> String {
    let mut characters = text.chars();
    characters
        .next()
        .map(|first| first.to_uppercase().chain(characters).collect())
        .unwrap_or_default()
}

/// Whether a text has the format of a language code. Such a text cannot leave a folder of catalogues
/// as part of a path.
pub(super) fn is_code(text: &str) -> bool {
    let mut parts = text.split('-');
    let alphabetic = |part: &str| part.bytes().all(|byte| byte.is_ascii_alphabetic());
    let fits = |part: &str| {
        matches!(part.len(), 1..=8) && part.bytes().all(|byte| byte.is_ascii_alphanumeric())
    };
    parts
        .next()
        .is_some_and(|first| fits(first) && alphabetic(first))
        && parts.all(fits)
}

/// The supported language for a code: the same one, a more general one, or that of another country.
/// `exists` returns whether an offered language has a catalogue.
pub(super) fn supported(
    code: &str,
    offered: &[String],
    exists: impl Fn(&str) -> bool,
) -> Option<String> {
    let code = match code.get(..MAX_LENGTH) {
        Some(start) if code.len() > MAX_LENGTH => {
            &start[..start.rfind('-').filter(|at| *at > 0)?]
        }
        _ => code,
    };
    if !is_code(code) {
        return None;
    }
    let mut candidates = vec![code];
    candidates.extend(
        FALLBACKS
            .iter()
            .filter(|(known, _)| *known == code)
            .map(|(_, fallback)| *fallback),
    );
    let mut general = code;
    while let Some(at) = general.rfind('-') {
        general = &general[..at];
        candidates.push(general);
    }
    let offers = |candidate: &str| {
        offered
            .iter()
            .any(|known| known.eq_ignore_ascii_case(candidate))
    };
    if let Some(found) = candidates
        .iter()
        .find(|candidate| offers(candidate) && exists(candidate))
    {
        return Some((*found).to_owned());
    }
    let general = format!("{}-", candidates.last()?.to_lowercase());
    offered
        .iter()
        .map(|known| known.to_lowercase())
        .find(|known| known.starts_with(&general))
}

/// The languages of an `Accept-Language` header, the preferred first; none if it is malformed.
pub(super) fn accepted(header: &str) -> Vec<String> {
    let header = match header.get(..MAX_LENGTH) {
        Some(start) if header.len() > MAX_LENGTH => match start.rfind(',').filter(|at| *at > 0) {
            Some(at) => &start[..at],
            None => return Vec::new(),
        },
        _ => header,
    };
    let header = header.to_lowercase();
    let mut out: Vec<(u32, String)> = Vec::new();
    for range in header.split(',') {
        let (language, quality) = range.split_once(';').unwrap_or((range, ""));
        let language = language.trim();
        let quality = quality.trim();
        let weight = if quality.is_empty() {
            Some(1000)
        } else {
            quality.strip_prefix("q=").and_then(weight)
        };
        match weight {
            Some(weight) if language == "*" || is_code(language) => {
                out.push((weight, language.to_owned()))
            }
            // A comma at the end is not an error.
            None | Some(_) if range.trim().is_empty() => {}
            _ => return Vec::new(),
        }
    }
    out.sort_by_key(|(weight, _)| std::cmp::Reverse(*weight));
    out.into_iter().map(|(_, language)| language).collect()
}

/// A quality from 0 to 1 with at most three decimals, in thousandths.
fn weight(text: &str) -> Option<u32> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    if fraction.len() > 3 || !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let thousandths: u32 = format!("{fraction:0<3}").parse().ok()?;
    match whole {
        "0" => Some(thousandths),
        "1" if thousandths == 0 => Some(1000),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_folders_of_languages() {
        for (language, expected) in [
            ("de", &["de_DE", "de"][..]),
            ("de-at", &["de_AT", "de"]),
            ("nb", &["nb_NO", "nb"]),
            ("en-us", &["en_US", "en"]),
            ("zh-hans", &["zh_Hans", "zh"]),
            ("sr-Latn", &["sr_Latn", "sr"]),
            ("pt-BR", &["pt_BR", "pt"]),
            ("kab", &["kab"]),
        ] {
            assert_eq!(folders(language), expected, "{language}");
        }
    }

    #[test]
    fn finds_supported_variants() {
        let offered: Vec<String> = ["de", "fr-ca", "zh-hans", "pt-br"]
            .map(str::to_owned)
            .into();
        let find = |code: &str| supported(code, &offered, |_| true);
        for (code, expected) in [
            ("de", Some("de")),
            ("de-at", Some("de")),
            ("fr", Some("fr-ca")),
            ("fr-fr", Some("fr-ca")),
            ("zh-cn", Some("zh-hans")),
            ("pt", Some("pt-br")),
            ("it", None),
            ("../de", None),
            ("", None),
        ] {
            assert_eq!(find(code).as_deref(), expected, "{code}");
        }
    }

    #[test]
    fn parses_accept_language() {
        for (header, expected) in [
            ("de", &["de"][..]),
            ("de;q=0.5, FR", &["fr", "de"]),
            (
                "fr-CH, fr;q=0.9, en;q=0.8, *;q=0.5",
                &["fr-ch", "fr", "en", "*"],
            ),
            ("de,", &["de"]),
            ("de;q=2", &[]),
            ("de;q=0.1234", &[]),
            ("de_DE", &[]),
            ("", &[]),
        ] {
            assert_eq!(accepted(header), expected, "{header}");
        }
    }

    proptest::proptest! {
        #[test]
        fn never_panics(header in "\\PC{0,600}") {
            for language in accepted(&header) {
                let _ = supported(&language, &[], |_| true);
            }
            let _ = supported(&header, &[], |_| true);
        }
    }
}
