//! Bundles the pages for browsers into the binary, where npm is at hand: GraphiQL (playground/) and the example
//! frontend (examples/frontend/). Where it is not, says so and goes on: the service then does without. Works in
//! OUT_DIR alone; the source tree stays as it is, and a page is built again only when its sources have changed.
//! `DESKQL_PAGES=off` leaves them out.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs, io};

/// A page that Vite builds.
struct Page {
    /// What people call it.
    title: &'static str,
    /// Name of its table of files, and of its folder in OUT_DIR.
    name: &'static str,
    /// Where its sources are.
    folder: &'static str,
    /// What it is made from; folders with all that is in them.
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
/// Packs what Vite has built.
const PACK: &str = "playground/pack.mjs";

/// What went wrong, in a line.
type Result<T> = std::result::Result<T, String>;

fn main() -> io::Result<()> {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-changed={PACK}");
    println!("cargo:rerun-if-env-changed=DESKQL_PAGES");
    let out = PathBuf::from(
        env::var_os("OUT_DIR").ok_or_else(|| io::Error::other("cargo sets OUT_DIR"))?,
    );
    let off = env::var("DESKQL_PAGES").is_ok_and(|value| value == "off");
    // Without a network nobody waits for npm twice.
    let mut npm_works = true;
    for page in PAGES {
        for source in page.sources {
            println!("cargo:rerun-if-changed={}/{source}", page.folder);
        }
        let files = if off {
            Ok(Vec::new())
        } else {
            page.bundle(&out.join(page.name), npm_works)
        };
        let files = files.unwrap_or_else(|why| {
            npm_works = false;
            println!(
                "cargo:warning={} is left out of this build: {why}",
                page.title
            );
            println!(
                "cargo:warning=to try again when npm works: touch {}/package.json",
                page.folder
            );
            Vec::new()
        });
        fs::write(
            out.join(page.name).with_extension("rs"),
            module(&out, &files),
        )?;
    }
    Ok(())
}

impl Page {
    /// Makes the page in `folder`, unless it is there already; the names of its files, and where they are.
    fn bundle(&self, folder: &Path, npm_works: bool) -> Result<Vec<(String, PathBuf)>> {
        let packed = folder.join("packed");
        let made_from = folder.join("made-from");
        let sources = self.read()?;
        let pack = fs::read_to_string(PACK).map_err(said)?;
        let text: String = sources
            .iter()
            .map(|(name, content)| format!("{name}\n{content}\n"))
            .collect();
        let text = text + &pack;
        if fs::read_to_string(&made_from).ok().as_deref() != Some(&text) {
            if !npm_works {
                return Err("npm has just failed".to_owned());
            }
            // What is left of an earlier one: a source that is gone must not be found.
            if folder.exists() {
                fs::remove_dir_all(folder).map_err(said)?;
            }
            for (name, content) in &sources {
                let path = folder.join(name);
                fs::create_dir_all(path.parent().unwrap_or(folder)).map_err(said)?;
                fs::write(path, content).map_err(said)?;
            }
            fs::write(folder.join("pack.mjs"), pack).map_err(said)?;
            run(folder, NPM, &INSTALL)?;
            run(folder, NPM, &["run", "build", "--silent"])?;
            run(folder, "node", &["pack.mjs", "dist", "packed"])?;
            // Tens of megabytes of which one was needed.
            let _ = fs::remove_dir_all(folder.join("node_modules"));
            fs::write(&made_from, text).map_err(said)?;
        }
        let mut files = Vec::new();
        walk(&packed, &mut |path| {
            let name = name_below(&packed, &path.with_extension(""));
            files.push((name, path));
            Ok(())
        })?;
        files.sort();
        Ok(files)
    }

    /// Names and contents of the sources.
    fn read(&self) -> Result<Vec<(String, String)>> {
        let mut sources = Vec::new();
        let folder = Path::new(self.folder);
        for source in self.sources {
            walk(&folder.join(source), &mut |path| {
                let content = fs::read_to_string(&path)
                    .map_err(|error| format!("{}: {error}", path.display()))?;
                sources.push((name_below(folder, &path), content));
                Ok(())
            })?;
        }
        sources.sort();
        Ok(sources)
    }
}

const NPM: &str = if cfg!(windows) { "npm.cmd" } else { "npm" };
/// Without a network npm gives up after a minute.
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

#[expect(clippy::needless_pass_by_value, reason = "it is for map_err")]
fn said(error: io::Error) -> String {
    error.to_string()
}

/// Calls `with` for a file, or for all files of a folder.
fn walk(path: &Path, with: &mut dyn FnMut(PathBuf) -> Result<()>) -> Result<()> {
    if !path.is_dir() {
        return with(path.to_owned());
    }
    for entry in fs::read_dir(path).map_err(said)? {
        walk(&entry.map_err(said)?.path(), with)?;
    }
    Ok(())
}

/// The name of a file from its folder on, with slashes.
fn name_below(folder: &Path, file: &Path) -> String {
    let rest = file.strip_prefix(folder).unwrap_or(file);
    rest.iter()
        .map(|part| part.to_string_lossy())
        .collect::<Vec<_>>()
        .join("/")
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
    let said = String::from_utf8_lossy(&output.stderr);
    let line = said
        .lines()
        .find(|line| !line.trim().is_empty())
        .unwrap_or("it does not say why");
    Err(format!("`{program} {}` failed: {line}", arguments[0]))
}

/// Rust source of the table of files: name, packed content. Places are told from OUT_DIR on, so that a checkout that is
/// moved with its target folder still builds.
fn module(out: &Path, files: &[(String, PathBuf)]) -> String {
    let mut source = String::from("static FILES: &[(&str, &[u8])] = &[\n");
    for (name, path) in files {
        let path = format!("/{}", name_below(out, path));
        let _ = writeln!(
            source,
            "    ({name:?}, include_bytes!(concat!(env!(\"OUT_DIR\"), {path:?}))),"
        );
    }
    source.push_str("];\n");
    source
}
