//! Development tasks that need more than one command: `cargo xtask`. Uses the standard library only,
//! so that it compiles in a second.

mod pages;

use std::env;
use std::path::Path;
use std::process::{Command, ExitCode};
use std::thread;

const USAGE: &str = "\
Usage: cargo xtask COMMAND

  demo [OPTIONS]   builds deskql with its pages and runs `deskql demo OPTIONS`
  pages            builds the pages for browsers into pages/, for release builds to embed
  release          builds the pages and the optimized binary, target/release/deskql";

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .unwrap_or(Path::new("."));
    match arguments.split_first() {
        Some((command, options)) if command == "demo" => demo(root, options),
        Some((command, [])) if command == "pages" => pages(root),
        Some((command, [])) if command == "release" => release(root),
        Some((option, [])) if option == "--help" || option == "-h" => {
            println!("{USAGE}");
            ExitCode::SUCCESS
        }
        _ => {
            eprintln!("{USAGE}");
            ExitCode::from(2)
        }
    }
}

fn pages(root: &Path) -> ExitCode {
    match pages::build_all(root) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

/// The options of a release build. The development profile lacks `jemalloc`, whose build script runs
/// for minutes.
const RELEASE: &[&str] = &[
    "--release",
    "--locked",
    "--bin",
    "deskql",
    "--features",
    "jemalloc",
];

/// Builds the binary for production. The pages come first, because it embeds them.
fn release(root: &Path) -> ExitCode {
    let built = pages(root);
    if built != ExitCode::SUCCESS {
        eprintln!(
            "To build without the pages for browsers, run: cargo build {}",
            RELEASE.join(" ")
        );
        return built;
    }
    cargo(root, "build", RELEASE, &[])
}

/// Runs the demo, without the pages if they cannot be built. The development profile compiles in a
/// third of the time of the release profile, and does not need the pages to compile.
fn demo(root: &Path, options: &[String]) -> ExitCode {
    let built = thread::scope(|scope| {
        let pages = scope.spawn(|| pages::build_all(root));
        let built = cargo(root, "build", &["--bin", "deskql"], &[]);
        match pages.join() {
            Ok(Ok(())) => {}
            Ok(Err(error)) => {
                eprintln!("warning: continuing without the pages for browsers: {error}");
            }
            Err(_) => eprintln!("warning: continuing without the pages for browsers"),
        }
        built
    });
    if built == ExitCode::SUCCESS {
        cargo(
            root,
            "run",
            &["--quiet", "--bin", "deskql", "--", "demo"],
            options,
        )
    } else {
        built
    }
}

/// Runs a command of cargo on the workspace; returns its exit code.
fn cargo(root: &Path, command: &str, arguments: &[&str], options: &[String]) -> ExitCode {
    let program = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let status = Command::new(program)
        .arg(command)
        .arg("--manifest-path")
        .arg(root.join("Cargo.toml"))
        .args(arguments)
        .args(options)
        .status();
    match status {
        Ok(status) => status
            .code()
            .and_then(|code| u8::try_from(code).ok())
            .map_or(ExitCode::FAILURE, ExitCode::from),
        Err(error) => {
            eprintln!("error: cannot run cargo: {error}");
            ExitCode::FAILURE
        }
    }
}
