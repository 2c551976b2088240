//! Builds the pages for browsers with npm: GraphiQL and the REST API's page (`playground/`), and the
//! example frontend (`examples/frontend/`). The result goes to `pages/`; release builds of deskql
//! embed it, debug builds read it there. A page is rebuilt only when its sources have changed.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

/// A page that Vite builds.
struct Page {
    /// The name for people.
    title: &'static str,
    /// Its folder in `pages/`.
    name: &'static str,
    /// The folder of its sources.
    folder: &'static str,
    /// Files and folders in `folder` that the build needs.
    sources: &'static [&'static str],
}

const PAGES: [Page; 2] = [
    Page {
        title: "GraphiQL",
        name: "playground",
        folder: "playground",
        sources: &[
            "package.json",
            "package-lock.json",
            "vite.config.js",
            "index.html",
            "rest.html",
            "src",
        ],
    },
    Page {
        title: "the example frontend",
        name: "example_frontend",
        folder: "examples/frontend",
        sources: &[
            "package.json",
            "package-lock.json",
            "vite.config.ts",
            "tsconfig.json",
            "index.html",
            "src",
        ],
    },
];
/// The script that compresses what Vite has built.
const PACK: &str = "playground/pack.mjs";

const NPM: &str = if cfg!(windows) { "npm.cmd" } else { "npm" };
/// Without a network npm gives up after half a minute.
const INSTALL: [&str; 8] = [
    "ci",
    "--omit=dev",
    "--ignore-scripts",
    "--no-audit",
    "--no-fund",
    "--prefer-offline",
    "--fetch-retries=1",
    "--fetch-timeout=30000",
];

/// The error is a sentence for people.
type Result<T> = std::result::Result<T, String>;

/// Builds all pages that have changed.
///
/// # Errors
/// npm or Node.js is missing, or fails.
pub fn build_all(root: &Path) -> Result<()> {
    PAGES.iter().try_for_each(|page| page.build(root))
}

impl Page {
    fn build(&self, root: &Path) -> Result<()> {
        let output = root.join("pages").join(self.name);
        let built_from = root.join("pages").join(format!("{}.hash", self.name));
        let sources = self.sources(root)?;
        let pack = read(&root.join(PACK))?;
        let mut hasher = DefaultHasher::new();
        (&sources, &pack).hash(&mut hasher);
        let hash = hasher.finish().to_string();
        if fs::read_to_string(&built_from).ok().as_deref() == Some(&hash) {
            return Ok(());
        }
        eprintln!("Building {} …", self.title);
        // npm works on a copy, so that node_modules of a developer stays as it is.
        let work = env::temp_dir().join(format!("deskql-{}-{}", self.name, std::process::id()));
        let built = self.build_in(&work, &sources, &pack);
        let moved = built.and_then(|packed| {
            remove(&built_from)?;
            remove(&output)?;
            copy(&packed, &output)
        });
        remove(&work)?;
        moved?;
        fs::write(&built_from, hash).map_err(|error| at(&built_from, &error))
    }

    /// Builds in the new folder `work`; returns the folder with the compressed files.
    fn build_in(&self, work: &Path, sources: &[(String, String)], pack: &str) -> Result<PathBuf> {
        for (name, content) in sources {
            write(&work.join(name), content)?;
        }
        write(&work.join("pack.mjs"), pack)?;
        run(work, NPM, &INSTALL)?;
        run(work, NPM, &["run", "build", "--silent"])?;
        run(work, "node", &["pack.mjs", "dist", "packed"])?;
        Ok(work.join("packed"))
    }

    /// Names and contents of the sources.
    fn sources(&self, root: &Path) -> Result<Vec<(String, String)>> {
        let folder = root.join(self.folder);
        let mut sources = Vec::new();
        for source in self.sources {
            for path in files(&folder.join(source))? {
                sources.push((name_in(&folder, &path), read(&path)?));
            }
        }
        sources.sort();
        Ok(sources)
    }
}

/// The file itself, or all files in a folder.
fn files(path: &Path) -> Result<Vec<PathBuf>> {
    if !path.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let mut found = Vec::new();
    for entry in fs::read_dir(path).map_err(|error| at(path, &error))? {
        let entry = entry.map_err(|error| at(path, &error))?;
        found.extend(files(&entry.path())?);
    }
    Ok(found)
}

/// The path of a file in a folder, with slashes.
fn name_in(folder: &Path, file: &Path) -> String {
    let rest = file.strip_prefix(folder).unwrap_or(file);
    rest.iter()
        .map(|part| part.to_string_lossy())
        .collect::<Vec<_>>()
        .join("/")
}

fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path).map_err(|error| at(path, &error))
}

fn write(path: &Path, content: &str) -> Result<()> {
    let folder = path.parent().unwrap_or(path);
    fs::create_dir_all(folder)
        .and_then(|()| fs::write(path, content))
        .map_err(|error| at(path, &error))
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    for file in files(from)? {
        let target = to.join(name_in(from, &file));
        let folder = target.parent().unwrap_or(to);
        fs::create_dir_all(folder)
            .and_then(|()| fs::copy(&file, &target))
            .map_err(|error| at(&target, &error))?;
    }
    Ok(())
}

/// Removes a file or a folder, if there is one.
fn remove(path: &Path) -> Result<()> {
    let removed = if path.is_dir() {
        fs::remove_dir_all(path)
    } else {
        fs::remove_file(path)
    };
    match removed {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(at(path, &error)),
        _ => Ok(()),
    }
}

fn at(path: &Path, error: &io::Error) -> String {
    format!("{}: {error}", path.display())
}

fn run(folder: &Path, program: &str, arguments: &[&str]) -> Result<()> {
    let output = Command::new(program)
        .args(arguments)
        .current_dir(folder)
        .output()
        .map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => format!("{program} is not installed"),
            _ => format!("{program}: {error}"),
        })?;
    if output.status.success() {
        return Ok(());
    }
    let stderr = String::from_utf8_lossy(&output.stderr);
    let line = stderr
        .lines()
        .find(|line| !line.trim().is_empty())
        .unwrap_or("no error message");
    Err(format!("`{program} {}` failed: {line}", arguments[0]))
}
