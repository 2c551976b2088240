//! Translates texts into the language of the site or of a request, with the compiled message
//! catalogues of a Django installation: those of Django, DRF, django-helpdesk and the project. Texts
//! are looked up by their English originals, which remain where no catalogue has a translation.

mod locale;
mod mo;
mod originals;
mod plural;

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};
use std::fmt;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use crate::config::Config;
use mo::Catalogue;
use originals::Languages;
pub use originals::Originals;

/// The path of a catalogue in the folder of its language (`DjangoTranslation.domain`).
const FILE: &str = "LC_MESSAGES/django.mo";

/// The catalogues of a site. Clones share them.
#[derive(Clone)]
pub struct Translations(Arc<Inner>);

struct Inner {
    /// Folders of catalogues; the first that has a message counts.
    folders: Vec<PathBuf>,
    /// Codes of the languages that requests may choose.
    offered: Vec<String>,
    /// Those that have a catalogue.
    available: BTreeSet<String>,
    languages: Arc<Languages>,
    default: Language,
    /// Loaded languages by their codes, all of which are in `offered`.
    loaded: Mutex<HashMap<String, Language>>,
}

/// A language with its translations. Clones share them.
#[derive(Clone)]
pub struct Language(Arc<Texts>);

#[derive(Default)]
struct Texts {
    code: String,
    /// In the order of lookup.
    catalogues: Vec<Arc<Catalogue>>,
    files: Vec<PathBuf>,
    /// The site's language, if this is another one.
    fallback: Option<Language>,
    /// All languages of the site.
    site: Arc<Languages>,
}

/// A catalogue cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("{}: {reason}", path.display())]
pub struct Error {
    /// The file or folder.
    pub path: PathBuf,
    /// Why it cannot be used.
    pub reason: String,
}

impl fmt::Debug for Translations {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Translations")
            .field(&self.0.default)
            .finish()
    }
}

impl fmt::Debug for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Language").field(&self.0.code).finish()
    }
}

impl Default for Language {
    /// English without a catalogue.
    fn default() -> Self {
        Self(Arc::new(Texts {
            code: "en-us".to_owned(),
            ..Texts::default()
        }))
    }
}

impl Translations {
    /// Loads the catalogues of the site's language (`LANGUAGE_CODE`) from the folders of the
    /// settings.
    ///
    /// # Errors
    /// A folder does not exist, or a file cannot be read or is not a catalogue.
    pub fn load(config: &Config) -> Result<Self, Error> {
        let folders: Vec<PathBuf> = config.locale_paths.iter().map(PathBuf::from).collect();
        if let Some(path) = folders.iter().find(|path| !path.is_dir()) {
            return Err(Error {
                path: path.clone(),
                reason: "there is no such folder".to_owned(),
            });
        }
        let offered = match config.languages.as_slice() {
            [] => locale::LANGUAGES
                .iter()
                .map(|code| (*code).to_owned())
                .collect(),
            codes => codes.to_vec(),
        };
        let mut available = BTreeSet::new();
        if config.locale_middleware {
            let exists = |code: &&String| {
                let names = locale::folders(code);
                locale::is_code(code)
                    && folders
                        .iter()
                        .any(|folder| find(folder, &names).next().is_some())
            };
            available.extend(
                offered
                    .iter()
                    .filter(exists)
                    .map(|code| code.to_lowercase()),
            );
        }
        let mut codes = vec![config.language_code.clone()];
        codes.extend(
            available
                .iter()
                .filter(|code| **code != config.language_code)
                .cloned(),
        );
        let languages = Arc::new(Languages::new(folders.clone(), codes));
        let default = load(&folders, &languages, &config.language_code, None)?;
        Ok(Self(Arc::new(Inner {
            folders,
            offered,
            available,
            languages,
            default,
            loaded: Mutex::default(),
        })))
    }

    /// The site's language.
    #[must_use]
    pub fn site(&self) -> &Language {
        &self.0.default
    }

    /// The language of a request: that of its cookie, else the preferred one of `Accept-Language`,
    /// else the site's (`get_language_from_request`).
    #[must_use]
    pub fn requested(&self, cookie: Option<&str>, accept_language: &str) -> Language {
        let inner = &*self.0;
        let find = |code: &str| {
            locale::supported(code, &inner.offered, |known| {
                inner.available.contains(&known.to_lowercase())
            })
        };
        let code = cookie.and_then(find).or_else(|| {
            let accepted = locale::accepted(accept_language).into_iter();
            accepted
                .take_while(|code| code != "*")
                .find_map(|code| find(&code))
        });
        let code = code.or_else(|| find(&inner.default.0.code));
        let Some(code) = code.filter(|code| *code != inner.default.0.code) else {
            return inner.default.clone();
        };
        let mut loaded = inner.loaded.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(language) = loaded.get(&code) {
            return language.clone();
        }
        let fallback = Some(inner.default.clone()).filter(|_| !code.starts_with("en"));
        let language = load(&inner.folders, &inner.languages, &code, fallback).unwrap_or_else(|error| {
            tracing::error!(%error, "a catalogue cannot be used; texts are in the site's language");
            inner.default.clone()
        });
        loaded.insert(code, language.clone());
        language
    }
}

/// The catalogues of a language in a folder, the most specific first.
fn find<'a>(folder: &'a Path, names: &'a [String]) -> impl Iterator<Item = PathBuf> + 'a {
    names
        .iter()
        .map(move |name| folder.join(name).join(FILE))
        .filter(|path| path.is_file())
}

/// Loads a language. The most specific catalogues of all folders come before the general ones
/// (`DjangoTranslation.merge`).
fn load(
    folders: &[PathBuf],
    languages: &Arc<Languages>,
    code: &str,
    fallback: Option<Language>,
) -> Result<Language, Error> {
    let mut texts = Texts {
        code: code.to_owned(),
        fallback,
        site: Arc::clone(languages),
        ..Texts::default()
    };
    let mut general: Vec<Vec<PathBuf>> = Vec::new();
    if locale::is_code(code) {
        let names = locale::folders(code);
        for folder in folders {
            let mut found = find(folder, &names);
            texts.files.extend(found.next());
            general.push(found.collect());
        }
    }
    // The fallbacks of the catalogue that was merged first come first, and Django merges its own
    // catalogues before those of apps.
    texts.files.extend(general.into_iter().rev().flatten());
    for path in &texts.files {
        let error = |reason: String| Error {
            path: path.clone(),
            reason,
        };
        let mut bytes = Vec::new();
        let file = std::fs::File::open(path).map_err(|cause| error(cause.to_string()))?;
        file.take(mo::MAX_SIZE)
            .read_to_end(&mut bytes)
            .map_err(|cause| error(cause.to_string()))?;
        let catalogue = Catalogue::parse(&bytes).map_err(|cause| error(cause.to_string()))?;
        texts.catalogues.push(Arc::new(catalogue));
    }
    Ok(Language(Arc::new(texts)))
}

impl Language {
    /// The code of the language (`de`, `pt-br`).
    #[must_use]
    pub fn code(&self) -> &str {
        &self.0.code
    }

    /// The files of the catalogues, in the order of lookup.
    #[must_use]
    pub fn files(&self) -> &[PathBuf] {
        &self.0.files
    }

    /// The translation of a text, or the text itself.
    #[must_use]
    pub fn gettext<'a>(&'a self, text: &'a str) -> Cow<'a, str> {
        let mut language = Some(self);
        while let Some(Self(texts)) = language {
            if let Some(found) = texts
                .catalogues
                .iter()
                .find_map(|catalogue| catalogue.singular.get(text))
            {
                return Cow::Borrowed(found);
            }
            language = texts.fallback.as_ref();
        }
        Cow::Borrowed(text)
    }

    /// The translations of `texts` in all languages of the site, each with the index of its original.
    /// The first call with a list of texts reads all catalogues.
    #[must_use]
    pub fn originals(&self, texts: &[&str]) -> Arc<Originals> {
        self.0.site.originals(texts)
    }

    /// The translation for a count, or the English singular or plural.
    #[must_use]
    pub fn ngettext<'a>(&'a self, singular: &'a str, plural: &'a str, count: u64) -> Cow<'a, str> {
        let mut language = Some(self);
        while let Some(Self(texts)) = language {
            let found = texts.catalogues.iter().find_map(|catalogue| {
                catalogue
                    .plural
                    .get(singular)?
                    .get(catalogue.rule.form(count))
            });
            if let Some(found) = found {
                return Cow::Borrowed(found);
            }
            language = texts.fallback.as_ref();
        }
        Cow::Borrowed(if count == 1 { singular } else { plural })
    }

    /// Translates a text and substitutes values for its `%(name)s`.
    #[must_use]
    pub fn format(&self, text: &str, values: &[(&str, &str)]) -> String {
        substitute(&self.gettext(text), values)
    }
}

/// Substitutes values in a text: for `%(name)s` and `%(name)d` of Python's `%` operator, for `{name}`
/// of `str.format`, and the first value for `%d` or `%s` without a name.
#[must_use]
pub fn substitute(text: &str, values: &[(&str, &str)]) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    let mut rest = text;
    'text: while let Some(at) = rest.find(['%', '{']) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        for (index, (name, value)) in values.iter().enumerate() {
            let after = |prefix: &str, suffix: &str| {
                rest.strip_prefix(prefix)?
                    .strip_prefix(name)?
                    .strip_prefix(suffix)
            };
            let unnamed = || {
                (index == 0)
                    .then(|| rest.strip_prefix("%d").or_else(|| rest.strip_prefix("%s")))
                    .flatten()
            };
            let found = after("%(", ")s")
                .or_else(|| after("%(", ")d"))
                .or_else(|| after("{", "}"))
                .or_else(unnamed);
            if let Some(found) = found {
                out.push_str(value);
                rest = found;
                continue 'text;
            }
        }
        let (mark, after) = rest.split_at(1);
        out.push_str(mark);
        rest = after;
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests;
