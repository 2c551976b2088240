//! `deskql schema`: the GraphQL schema, or the REST API's OpenAPI description, as text, or whether
//! a file still tells it. Opens no database.

use std::path::PathBuf;

use anyhow::Context as _;

use super::terminal::Failure;

/// Options of `deskql schema`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The OpenAPI description of the REST API instead of the GraphQL schema
    #[arg(long)]
    pub rest: bool,
    /// The GraphQL schema as a subgraph of Apollo Federation v2, for composition (see
    /// graphql.federation)
    #[arg(long, conflicts_with = "rest")]
    pub federation: bool,
    /// Compare with this file instead of printing; exit code 1 if they differ
    #[arg(long, value_name = "FILE")]
    pub check: Option<PathBuf>,
}

/// Prints a schema, or compares it with a file.
///
/// # Errors
/// The file cannot be read, or tells another schema: then its first differing line is named.
pub fn run(args: &Args, text: &str) -> anyhow::Result<()> {
    let Some(file) = &args.check else {
        anstream::print!("{text}");
        return Ok(());
    };
    let there =
        std::fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
    match difference(&there, text) {
        None => Ok(()),
        Some((line, there, here)) => {
            let message = format!(
                "{}:{line} differs from this program's schema: the file has {}, the program {}",
                file.display(),
                quoted(there),
                quoted(here)
            );
            let option = if args.rest { " --rest" } else { "" };
            Err(Failure::new(message)
                .hint(format!("deskql schema{option} > {}", file.display()))
                .into())
        }
    }
}

fn quoted(line: Option<&str>) -> String {
    line.map_or_else(
        || "nothing more".to_owned(),
        |line| format!("`{}`", line.trim()),
    )
}

/// The first line that differs, counted from 1, on both sides.
fn difference<'a>(
    there: &'a str,
    here: &'a str,
) -> Option<(usize, Option<&'a str>, Option<&'a str>)> {
    let (mut there, mut here) = (there.lines(), here.lines());
    for line in 1.. {
        match (there.next(), here.next()) {
            (None, None) => return None,
            (there, here) if there == here => {}
            (there, here) => return Some((line, there, here)),
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::difference;

    #[test]
    fn the_first_difference_is_named() {
        assert_eq!(difference("a\nb\n", "a\nb"), None);
        assert_eq!(difference("a\nb", "a\nc"), Some((2, Some("b"), Some("c"))));
        assert_eq!(difference("a", "a\nc"), Some((2, None, Some("c"))));
    }
}
