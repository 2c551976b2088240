//! The tags and filters that are available to a template, and the libraries for `{% load %}`.

use std::collections::HashSet;

use super::{BUILTIN_FILTERS, Filter, LIBRARY_FILTERS};

/// Tags that are always available.
const BUILTIN_TAGS: &[&str] = &[
    "autoescape",
    "block",
    "comment",
    "csrf_token",
    "cycle",
    "debug",
    "extends",
    "filter",
    "firstof",
    "for",
    "if",
    "ifchanged",
    "include",
    "load",
    "lorem",
    "now",
    "querystring",
    "regroup",
    "resetcycle",
    "spaceless",
    "templatetag",
    "url",
    "verbatim",
    "widthratio",
    "with",
];

/// The library of a name.
struct LibraryContents {
    name: &'static str,
    tags: &'static [&'static str],
    filters: &'static [&'static str],
}

const LIBRARIES: &[LibraryContents] = &[
    LibraryContents {
        name: "cache",
        tags: &["cache"],
        filters: &[],
    },
    LibraryContents {
        name: "humanize",
        tags: &[],
        filters: &[
            "apnumber",
            "intcomma",
            "intword",
            "naturalday",
            "naturaltime",
            "ordinal",
        ],
    },
    LibraryContents {
        name: "i18n",
        tags: &[
            "get_available_languages",
            "get_language_info",
            "get_language_info_list",
            "get_current_language",
            "get_current_language_bidi",
            "trans",
            "translate",
            "blocktrans",
            "blocktranslate",
            "language",
        ],
        filters: &[
            "language_name",
            "language_name_translated",
            "language_name_local",
            "language_bidi",
        ],
    },
    LibraryContents {
        name: "l10n",
        tags: &["localize"],
        filters: &["localize", "unlocalize"],
    },
    LibraryContents {
        name: "static",
        tags: &["static", "get_static_prefix", "get_media_prefix"],
        filters: &[],
    },
    LibraryContents {
        name: "tz",
        tags: &["localtime", "timezone", "get_current_timezone"],
        filters: &["localtime", "utc", "timezone"],
    },
];

/// Name of the library that has a tag.
pub(crate) fn library_with_tag(tag: &str) -> Option<&'static str> {
    LIBRARIES
        .iter()
        .find(|library| library.tags.contains(&tag))
        .map(|library| library.name)
}

/// The tags and filters that a template has loaded.
#[derive(Default)]
pub(crate) struct Library {
    tags: HashSet<&'static str>,
    filters: HashSet<&'static str>,
}

impl Library {
    pub(crate) fn has_tag(&self, name: &str) -> bool {
        BUILTIN_TAGS.contains(&name) || self.tags.contains(name)
    }

    /// The filter of this name; the error is a message.
    pub(crate) fn filter(&self, name: &str) -> Result<&'static Filter, String> {
        let builtin = BUILTIN_FILTERS.iter().find(|filter| filter.name == name);
        let loaded = || {
            LIBRARY_FILTERS
                .iter()
                .find(|filter| filter.name == name && self.filters.contains(name))
        };
        builtin.or_else(loaded).ok_or_else(|| {
            let library = LIBRARIES
                .iter()
                .find(|library| library.filters.contains(&name));
            let hint = library.map_or_else(String::new, |library| {
                format!("; load it with {{% load {} %}}", library.name)
            });
            format!("unknown filter \"{name}\"{hint}")
        })
    }

    /// Loads a library; the error is a message.
    pub(crate) fn load(&mut self, name: &str) -> Result<(), String> {
        let library = find_library(name)?;
        self.tags.extend(library.tags);
        self.filters.extend(library.filters);
        Ok(())
    }

    /// Loads some tags and filters of a library; the error is a message.
    pub(crate) fn load_from(&mut self, library: &str, names: &[String]) -> Result<(), String> {
        let library = find_library(library)?;
        for name in names {
            let tag = library.tags.iter().find(|tag| *tag == name);
            let filter = library.filters.iter().find(|filter| *filter == name);
            if tag.is_none() && filter.is_none() {
                return Err(format!(
                    "the library \"{}\" has no tag or filter \"{name}\"",
                    library.name
                ));
            }
            self.tags.extend(tag);
            self.filters.extend(filter);
        }
        Ok(())
    }
}

fn find_library(name: &str) -> Result<&'static LibraryContents, String> {
    LIBRARIES
        .iter()
        .find(|library| library.name == name)
        .ok_or_else(|| {
            let names: Vec<&str> = LIBRARIES.iter().map(|library| library.name).collect();
            format!(
                "unknown library \"{name}\"; available are {}",
                names.join(", ")
            )
        })
}
