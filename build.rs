//! Embeds the pages for browsers that `cargo xtask pages` has built into `pages/`: writes a table of
//! their files for each page. A page that is not built gets an empty table.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

/// The folders in `pages/`, and the names of the tables.
const PAGES: [&str; 2] = ["playground", "example_frontend"];

fn main() -> io::Result<()> {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-changed=pages");
    let out = env::var_os("OUT_DIR").ok_or_else(|| io::Error::other("cargo sets OUT_DIR"))?;
    for page in PAGES {
        let folder = Path::new("pages").join(page);
        let mut files = files(&folder)?;
        files.sort();
        let table = Path::new(&out).join(page).with_extension("rs");
        fs::write(table, module(&folder, &files))?;
    }
    Ok(())
}

/// All files in a folder; none if there is no folder.
fn files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    if folder.is_dir() {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_dir() {
                found.extend(files(&path)?);
            } else {
                found.push(path);
            }
        }
    }
    Ok(found)
}

/// Rust source of the table: names without `.gz`, and compressed contents.
fn module(folder: &Path, files: &[PathBuf]) -> String {
    let mut source = String::from("static FILES: &[(&str, &[u8])] = &[\n");
    for file in files {
        let name = with_slashes(file.strip_prefix(folder).unwrap_or(file));
        let name = name.trim_end_matches(".gz");
        let path = format!("/{}", with_slashes(file));
        let _ = writeln!(
            source,
            "    ({name:?}, include_bytes!(concat!(env!(\"CARGO_MANIFEST_DIR\"), {path:?}))),"
        );
    }
    source.push_str("];\n");
    source
}

fn with_slashes(path: &Path) -> String {
    path.iter()
        .map(|part| part.to_string_lossy())
        .collect::<Vec<_>>()
        .join("/")
}
