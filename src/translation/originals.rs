//! Finds the English originals of translated texts: of those that Django or this service stored in
//! the language that a request had at that time.

use std::collections::HashMap;
use std::fs::File;
use std::io::Read as _;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use super::mo::{self, Catalogue};
use super::{find, locale};

/// The translations of some texts, each with the index of its original.
pub type Originals = HashMap<String, usize>;

/// The languages of a site, in which texts may be stored.
#[derive(Default)]
pub(super) struct Languages {
    folders: Vec<PathBuf>,
    codes: Vec<String>,
    /// By the texts that were searched, of which there are few lists.
    found: Mutex<HashMap<Vec<String>, Arc<Originals>>>,
}

impl Languages {
    /// The languages with these codes, in the order of lookup.
    pub(super) fn new(folders: Vec<PathBuf>, codes: Vec<String>) -> Self {
        Self {
            folders,
            codes,
            found: Mutex::default(),
        }
    }

    /// The translations of `texts`, and the texts themselves. If two texts have the same translation,
    /// it belongs to the first of them.
    pub(super) fn originals(&self, texts: &[&str]) -> Arc<Originals> {
        let key: Vec<String> = texts.iter().map(|text| (*text).to_owned()).collect();
        let mut found = self.found.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(
            found
                .entry(key)
                .or_insert_with(|| Arc::new(self.read(texts))),
        )
    }

    fn read(&self, texts: &[&str]) -> Originals {
        let mut originals = Originals::new();
        for (index, text) in texts.iter().enumerate() {
            originals.entry((*text).to_owned()).or_insert(index);
        }
        let files = self.codes.iter().filter(|code| locale::is_code(code));
        let files = files.flat_map(|code| {
            let names = locale::folders(code);
            let files: Vec<PathBuf> = self
                .folders
                .iter()
                .flat_map(|folder| find(folder, &names).collect::<Vec<_>>())
                .collect();
            files
        });
        // A file that cannot be read was reported when its language was loaded.
        for catalogue in files.filter_map(|path| read(&path)) {
            for (index, text) in texts.iter().enumerate() {
                if let Some(translation) = catalogue.singular.get(*text) {
                    originals.entry(translation.clone()).or_insert(index);
                }
            }
        }
        originals
    }
}

fn read(path: &std::path::Path) -> Option<Catalogue> {
    let mut bytes = Vec::new();
    let file = File::open(path).ok()?;
    file.take(mo::MAX_SIZE).read_to_end(&mut bytes).ok()?;
    Catalogue::parse(&bytes).ok()
}
