//! Every declared dependency is used. `cargo machete` would have to be installed, and accepts a name
//! in a comment as a use.

use super::source;
use crate::support::root;

/// The crates of the workspace, by folder.
const CRATES: [&str; 6] = ["", "entity", "migration", "python", "templates", "xtask"];

/// Dependencies that only pin a version.
const PINNED: [&str; 2] = ["async-graphql-derive", "async-graphql-parser"];

/// The names in the tables `tables` of a crate's Cargo.toml.
fn declared(folder: &str, tables: &[&str]) -> Vec<String> {
    let path = root().join(folder).join("Cargo.toml");
    let manifest: toml::Table = std::fs::read_to_string(path).unwrap().parse().unwrap();
    tables
        .iter()
        .filter_map(|table| manifest.get(*table)?.as_table())
        .flat_map(|table| table.keys().cloned())
        .filter(|name| !PINNED.contains(&name.as_str()))
        .collect()
}

/// The Rust sources at `places` of a crate, if they exist.
fn sources(folder: &str, places: &[&str]) -> Vec<source::Source> {
    let paths = places
        .iter()
        .map(|place| [folder, place].join("/").trim_start_matches('/').to_owned())
        .filter(|path| root().join(path).exists());
    paths.flat_map(|path| source::all(&[&path])).collect()
}

#[test]
fn every_dependency_is_used() {
    let mut unused = Vec::new();
    for folder in CRATES {
        let code = sources(folder, &["src", "build.rs"]);
        for name in declared(folder, &["dependencies", "build-dependencies"]) {
            let module = name.replace('-', "_");
            if code
                .iter()
                .all(|source| source.references(&module).is_empty())
            {
                unused.push(format!("{folder}/Cargo.toml: {name}"));
            }
        }
        let tests = sources(folder, &["src", "tests"]);
        for name in declared(folder, &["dev-dependencies"]) {
            let path = format!("{}::", name.replace('-', "_"));
            if !tests.iter().any(|source| source.text.contains(&path)) {
                unused.push(format!("{folder}/Cargo.toml: {name} (for tests)"));
            }
        }
    }
    assert!(
        unused.is_empty(),
        "remove dependencies that no code names:\n{}",
        unused.join("\n")
    );
}
