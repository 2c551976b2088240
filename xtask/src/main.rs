//! Development tasks that need more than one command: `cargo xtask`. Uses the standard library only,
//! so that it compiles in a second.

mod pages;

use std::env;
use std::path::Path;
use std::process::{Command, ExitCode};

const USAGE: &str = "\
Usage: cargo xtask COMMAND

  demo [OPTIONS]   builds deskql with its pages and runs `deskql demo OPTIONS`
  pages            builds the pages for browsers into pages/, for the next `cargo build`";

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .unwrap_or(Path::new("."));
    match arguments.split_first() {
        Some((command, options)) if command == "demo" => demo(root, options),
        Some((command, [])) if command == "pages" => match pages::build_all(root) {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => {
                eprintln!("error: {error}");
                ExitCode::FAILURE
            }
        },
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

/// Runs the demo, without the pages if they cannot be built. The development profile compiles in a
/// third of the time of the release profile.
fn demo(root: &Path, options: &[String]) -> ExitCode {
    if let Err(error) = pages::build_all(root) {
        eprintln!("warning: continuing without the pages for browsers: {error}");
    }
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let status = Command::new(cargo)
        .args(["run", "--manifest-path"])
        .arg(root.join("Cargo.toml"))
        .args(["--", "demo"])
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
