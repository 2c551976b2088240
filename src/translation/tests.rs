//! Tests of the lookup of texts: folders, languages and their fallbacks.

use std::path::Path;

use super::mo::tests::compiled;
use super::{Language, Translations, substitute};
use crate::config::Config;

fn catalogue(folder: &Path, app: &str, language: &str, messages: &[(&str, &str)]) -> String {
    let folder = folder.join(app);
    let place = folder.join(language).join("LC_MESSAGES");
    std::fs::create_dir_all(&place).unwrap();
    let header = [(
        "",
        "Content-Type: text/plain; charset=UTF-8\nPlural-Forms: nplurals=2; plural=(n > 1);\n",
    )];
    let messages: Vec<_> = header.into_iter().chain(messages.iter().copied()).collect();
    std::fs::write(place.join("django.mo"), compiled(&messages)).unwrap();
    folder.display().to_string()
}

/// A project of two apps with catalogues in German, Austrian German and French.
fn translations(folder: &Path, language: &str) -> Translations {
    let first = catalogue(
        folder,
        "first",
        "de",
        &[("Open", "Offen"), ("Owner", "Besitzer")],
    );
    catalogue(folder, "first", "de_AT", &[("Owner", "Inhaber")]);
    let second = catalogue(
        folder,
        "second",
        "de",
        &[("Open", "Geöffnet"), ("Queue", "Schlange")],
    );
    catalogue(
        folder,
        "second",
        "fr",
        &[
            ("Open", "Ouvert"),
            ("%d file\0%d files", "%d fichier\0%d fichiers"),
        ],
    );
    let config = Config {
        language_code: language.to_owned(),
        locale_paths: vec![first, second],
        locale_middleware: true,
        ..Config::default()
    };
    Translations::load(&config).unwrap()
}

#[test]
fn earlier_folders_and_specific_catalogues_come_first() {
    let folder = tempfile::tempdir().unwrap();
    for (language, expected) in [
        ("de", ["Offen", "Besitzer", "Schlange", "Title"]),
        ("de-at", ["Geöffnet", "Inhaber", "Schlange", "Title"]),
        ("en-us", ["Open", "Owner", "Queue", "Title"]),
        ("../first/de", ["Open", "Owner", "Queue", "Title"]),
    ] {
        let translations = translations(folder.path(), language);
        let texts = ["Open", "Owner", "Queue", "Title"]
            .map(|text| translations.site().gettext(text).into_owned());
        assert_eq!(texts, expected, "{language}");
    }
}

#[test]
fn requests_choose_among_languages() {
    let folder = tempfile::tempdir().unwrap();
    let translations = translations(folder.path(), "de");
    for (cookie, header, code, open, owner) in [
        (None, "", "de", "Offen", "Besitzer"),
        (None, "fr-CH, en;q=0.5", "fr", "Ouvert", "Besitzer"),
        (None, "it, *", "de", "Offen", "Besitzer"),
        (Some("fr"), "de", "fr", "Ouvert", "Besitzer"),
        (Some("../../etc"), "fr", "fr", "Ouvert", "Besitzer"),
        (None, "pl", "de", "Offen", "Besitzer"),
    ] {
        let language = translations.requested(cookie, header);
        assert_eq!(language.code(), code, "{cookie:?} {header}");
        assert_eq!(
            [language.gettext("Open"), language.gettext("Owner")],
            [open, owner],
            "{cookie:?} {header}"
        );
    }
}

#[test]
fn chooses_plural_forms() {
    let folder = tempfile::tempdir().unwrap();
    let french = translations(folder.path(), "fr");
    let shown =
        |language: &Language, count| language.ngettext("%d file", "%d files", count).into_owned();
    assert_eq!(
        [0, 1, 2].map(|count| shown(french.site(), count)),
        ["%d fichier", "%d fichier", "%d fichiers"]
    );
    let english = Language::default();
    assert_eq!(
        [0, 1, 2].map(|count| shown(&english, count)),
        ["%d files", "%d file", "%d files"]
    );
}

#[test]
fn errors_name_the_file_or_folder() {
    let folder = tempfile::tempdir().unwrap();
    let path = catalogue(folder.path(), "app", "de", &[]);
    let mut config = Config {
        language_code: "de".to_owned(),
        locale_paths: vec![path.clone()],
        ..Config::default()
    };
    assert_eq!(Translations::load(&config).unwrap().site().files().len(), 1);
    std::fs::write(Path::new(&path).join("de/LC_MESSAGES/django.mo"), "msgid").unwrap();
    assert!(
        Translations::load(&config)
            .unwrap_err()
            .to_string()
            .contains("not a compiled catalogue")
    );
    config.locale_paths = vec!["/nowhere/at/all".to_owned()];
    assert_eq!(
        Translations::load(&config).unwrap_err().to_string(),
        "/nowhere/at/all: there is no such folder"
    );
}

#[test]
fn substitutes_values() {
    for (text, expected) in [
        ("at most {limit} of {other}", "at most 5 of x{limit}"),
        ("%(limit)d%(other)s %", "5x{limit} %"),
        ("%d and %s", "5 and 5"),
        (
            "{ {unknown} %(unknown)s 100%",
            "{ {unknown} %(unknown)s 100%",
        ),
    ] {
        assert_eq!(
            substitute(text, &[("limit", "5"), ("other", "x{limit}")]),
            expected
        );
    }
}

/// Texts are found in all languages of the site, whatever the language of the request.
#[test]
fn originals_are_found_in_all_languages() {
    let folder = tempfile::tempdir().unwrap();
    let translations = translations(folder.path(), "de");
    let texts = ["Owner", "Open"];
    for language in [
        translations.site().clone(),
        translations.requested(None, "fr"),
    ] {
        let originals = language.originals(&texts);
        for (text, index) in [
            ("Owner", Some(0)),
            ("Besitzer", Some(0)),
            // The site does not have the language de-at.
            ("Inhaber", None),
            ("Open", Some(1)),
            ("Offen", Some(1)),
            ("Geöffnet", Some(1)),
            ("Ouvert", Some(1)),
            ("Schlange", None),
        ] {
            assert_eq!(originals.get(text).copied(), index, "{text}");
        }
    }
    let english = Language::default().originals(&texts);
    assert_eq!(english.get("Offen"), None);
    assert_eq!(english["Open"], 1);
}
