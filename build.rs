//! Bundles GraphiQL (playground/) into the binary, where npm is at hand. Where it is not, says so and goes on: the
//! service then shows a page with examples instead. Works in OUT_DIR alone; the source tree stays as it is.
//! `DESKQL_GRAPHIQL=off` leaves GraphiQL out.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs, io};

/// What the bundle is made from.
const SOURCES: [&str; 6] = ["package.json", "package-lock.json", "build.mjs", "index.html", "main.js", "style.css"];

fn main() -> io::Result<()> {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-env-changed=DESKQL_GRAPHIQL");
    for file in SOURCES {
        println!("cargo:rerun-if-changed=playground/{file}");
    }
    let out = PathBuf::from(env::var_os("OUT_DIR").ok_or_else(|| io::Error::other("cargo sets OUT_DIR"))?);
    let dist = if env::var("DESKQL_GRAPHIQL").is_ok_and(|value| value == "off") {
        Vec::new()
    } else {
        bundle(&out.join("playground")).unwrap_or_else(|why| {
            println!("cargo:warning=GraphiQL is left out of this build: {why}");
            println!("cargo:warning=to try again when npm works: touch playground/package.json");
            Vec::new()
        })
    };
    fs::write(out.join("playground.rs"), module(&dist))
}

/// Makes the bundle in `folder`, unless it is there already; the packed files.
fn bundle(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let dist = folder.join("dist");
    let made_from = dist.join("made-from");
    let mut sources = String::new();
    for file in SOURCES {
        sources.push_str(
            &fs::read_to_string(Path::new("playground").join(file)).map_err(|error| format!("{file}: {error}"))?,
        );
    }
    if fs::read_to_string(&made_from).ok().as_deref() != Some(&sources) {
        fs::create_dir_all(folder).map_err(|error| error.to_string())?;
        for file in SOURCES {
            fs::copy(Path::new("playground").join(file), folder.join(file)).map_err(|error| error.to_string())?;
        }
        npm(
            folder,
            &[
                "ci",
                "--ignore-scripts",
                "--no-audit",
                "--no-fund",
                "--prefer-offline",
                "--fetch-retries=1",
                "--fetch-timeout=30000",
            ],
        )?;
        npm(folder, &["run", "build", "--silent"])?;
        // A hundred megabytes of which two were needed.
        let _ = fs::remove_dir_all(folder.join("node_modules"));
        fs::write(&made_from, sources).map_err(|error| error.to_string())?;
    }
    let mut files: Vec<PathBuf> = fs::read_dir(&dist)
        .map_err(|error| error.to_string())?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|ending| ending == "gz"))
        .collect();
    files.sort();
    Ok(files)
}

fn npm(folder: &Path, arguments: &[&str]) -> Result<(), String> {
    let program = if cfg!(windows) { "npm.cmd" } else { "npm" };
    let output =
        Command::new(program).args(arguments).current_dir(folder).output().map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => "npm is not installed".to_owned(),
            _ => format!("npm: {error}"),
        })?;
    if output.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    let line = said.lines().find(|line| !line.trim().is_empty()).unwrap_or("it does not say why");
    Err(format!("`npm {}` failed: {line}", arguments[0]))
}

/// Rust source of the table of files: name without `.gz`, packed content.
fn module(files: &[PathBuf]) -> String {
    let mut source = String::from("static FILES: &[(&str, &[u8])] = &[\n");
    for file in files {
        let name = file.file_stem().unwrap_or_default().to_string_lossy();
        let _ = writeln!(source, "    ({name:?}, include_bytes!({:?})),", file.display().to_string());
    }
    source.push_str("];\n");
    source
}
