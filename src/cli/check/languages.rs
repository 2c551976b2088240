//! The languages section of `deskql check`: the catalogs in use, and those of a Django
//! installation.

use std::path::{Path, PathBuf};

use crate::config::Config;
use crate::translation::Translations;

/// Catalog folders of apps in the order of the usual INSTALLED_APPS, with Django's own last. If two
/// catalogs have a message, the first one is used.
const APPS: [&str; 9] = [
    "django/contrib/admin/locale",
    "django/contrib/auth/locale",
    "django/contrib/contenttypes/locale",
    "django/contrib/sessions/locale",
    "django/contrib/sites/locale",
    "django/contrib/humanize/locale",
    "rest_framework/locale",
    "helpdesk/locale",
    "django/conf/locale",
];

/// Usual places of virtual environments, relative to the working directory.
const ENVIRONMENTS: [&str; 4] = ["venv", ".venv", "env", "../venv"];

/// The lines of the section.
pub(super) fn report(config: &Config, python: Option<&Path>) -> Vec<String> {
    let language = &config.language_code;
    let mut lines = match Translations::load(config) {
        Err(error) => vec![format!("locale_paths is invalid: {error}.")],
        Ok(translations) => match translations.site().files() {
            [] if is_english(language) => vec![format!(
                "Texts are English (language_code is {language:?})."
            )],
            [] => vec![format!(
                "Texts are English although language_code is {language:?}, because no folder of locale_paths has \
                 catalogs for it."
            )],
            files => {
                let mut lines = vec![format!("Texts are in {language:?}, from these catalogs:")];
                lines.extend(files.iter().map(|file| format!("  {}", file.display())));
                lines
            }
        },
    };
    if config.locale_middleware {
        lines.push(
            "A cookie or the Accept-Language header of a request can select another language \
             (locale_middleware)."
                .to_owned(),
        );
    }
    let found = installed(python);
    if config.locale_paths.is_empty()
        && !found.is_empty()
        && (python.is_some() || !is_english(language))
    {
        lines.push(
            "A Django installation has catalogs in these folders; apps of the project may have more:"
                .to_owned(),
        );
        let folders: Vec<String> = found
            .iter()
            .map(|folder| format!("    {:?},", folder.display().to_string()))
            .collect();
        lines.extend([
            "  locale_paths = [".to_owned(),
            folders.join("\n"),
            "  ]".to_owned(),
        ]);
    } else if config.locale_paths.is_empty() && !is_english(language) {
        lines.push(
            "To search a virtual environment for catalogs, run: deskql check --python FOLDER"
                .to_owned(),
        );
    }
    lines
}

fn is_english(language: &str) -> bool {
    language == "en" || language.starts_with("en-")
}

/// The catalog folders of a virtual environment, or of the first one found in the usual places.
fn installed(python: Option<&Path>) -> Vec<PathBuf> {
    let usual = || {
        let active = std::env::var_os("VIRTUAL_ENV").map(PathBuf::from);
        active
            .into_iter()
            .chain(ENVIRONMENTS.iter().map(PathBuf::from))
            .collect()
    };
    let environments: Vec<PathBuf> = python.map_or_else(usual, |python| vec![python.to_owned()]);
    environments
        .iter()
        .map(|environment| catalogs(environment))
        .find(|found| !found.is_empty())
        .unwrap_or_default()
}

fn catalogs(environment: &Path) -> Vec<PathBuf> {
    let versions = std::fs::read_dir(environment.join("lib"))
        .into_iter()
        .flatten()
        .flatten();
    let mut packages: Vec<PathBuf> = versions
        .map(|version| version.path().join("site-packages"))
        .collect();
    packages.push(environment.to_owned());
    packages.sort();
    let helpdesk = packages
        .into_iter()
        .find(|packages| packages.join("helpdesk/locale").is_dir());
    let folders = |packages: PathBuf| {
        APPS.iter()
            .map(|app| packages.join(app))
            .filter(|folder| folder.is_dir())
            .collect()
    };
    let found: Vec<PathBuf> = helpdesk.map(folders).unwrap_or_default();
    found
        .into_iter()
        .map(|folder| folder.canonicalize().unwrap_or(folder))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_catalogs_of_an_installation() {
        let folder = tempfile::tempdir().unwrap();
        let packages = folder.path().join("lib/python3.11/site-packages");
        for app in [
            "helpdesk/locale",
            "django/conf/locale",
            "rest_framework/locale",
            "other/locale",
        ] {
            std::fs::create_dir_all(packages.join(app)).unwrap();
        }
        let config = Config {
            language_code: "de".to_owned(),
            ..Config::default()
        };
        let lines = report(&config, Some(folder.path())).join("\n");
        assert!(
            lines.starts_with("Texts are English although language_code is \"de\""),
            "{lines}"
        );
        let places: Vec<usize> = [
            "rest_framework/locale",
            "helpdesk/locale",
            "django/conf/locale",
        ]
        .iter()
        .map(|app| lines.find(app).unwrap())
        .collect();
        assert!(places.is_sorted(), "{lines}");
        assert!(!lines.contains("other/locale"), "{lines}");
    }

    #[test]
    fn suggests_an_environment_if_nothing_is_found() {
        let folder = tempfile::tempdir().unwrap();
        let config = Config {
            language_code: "de".to_owned(),
            ..Config::default()
        };
        assert!(
            report(&config, Some(folder.path()))
                .join("\n")
                .contains("--python")
        );
        assert_eq!(report(&Config::default(), Some(folder.path())).len(), 1);
    }
}
