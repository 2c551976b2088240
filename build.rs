//! Compiles release builds again when the pages for browsers change, which they embed
//! (`src/http/bundle.rs`). Debug builds read them from disk.

use std::env;

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    if env::var("PROFILE").is_ok_and(|profile| profile == "release") {
        println!("cargo:rerun-if-changed=pages");
    }
}
