//! `deskql schema`: prints the GraphQL schema or the OpenAPI description of the REST API, or
//! compares it with a file. Does not open the database.

use std::path::PathBuf;

use anyhow::Context as _;

use super::terminal::CommandError;

/// Options of `deskql schema`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Print the OpenAPI description of the REST API instead of the GraphQL schema
    #[arg(long)]
    pub rest: bool,
    /// Print the GraphQL schema as a subgraph of Apollo Federation v2 (setting graphql.federation)
    #[arg(long, conflicts_with = "rest")]
    pub federation: bool,
    /// Compare with a file instead of printing; exit code 1 if they differ
    #[arg(long, value_name = "FILE")]
    pub check: Option<PathBuf>,
}

/// Prints a schema, or compares it with a file.
///
/// # Errors
/// The file cannot be read, or differs; the error names the first differing line.
pub fn run(args: &Args, text: &str) -> anyhow::Result<()> {
    let Some(file) = &args.check else {
        anstream::print!("{text}");
        return Ok(());
    };
    let found =
        std::fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
    match first_difference(&found, text) {
        None => Ok(()),
        Some((line, found, expected)) => {
            let message = format!(
                "{}:{line} is outdated: found {}, expected {}",
                file.display(),
                quoted(found),
                quoted(expected)
            );
            let option = if args.rest {
                " --rest"
            } else if args.federation {
                " --federation"
            } else {
                ""
            };
            Err(CommandError::new(message)
                .hint(format!("run: deskql schema{option} > {}", file.display()))
                .into())
        }
    }
}

fn quoted(line: Option<&str>) -> String {
    line.map_or_else(
        || "the end of the file".to_owned(),
        |line| format!("`{}`", line.trim()),
    )
}

/// The number of the first differing line, starting at 1, and the line in both texts.
fn first_difference<'a>(
    found: &'a str,
    expected: &'a str,
) -> Option<(usize, Option<&'a str>, Option<&'a str>)> {
    let (mut found, mut expected) = (found.lines(), expected.lines());
    for line in 1.. {
        match (found.next(), expected.next()) {
            (None, None) => return None,
            (found, expected) if found == expected => {}
            (found, expected) => return Some((line, found, expected)),
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::first_difference;

    #[test]
    fn finds_the_first_difference() {
        assert_eq!(first_difference("a\nb\n", "a\nb"), None);
        assert_eq!(
            first_difference("a\nb", "a\nc"),
            Some((2, Some("b"), Some("c")))
        );
        assert_eq!(first_difference("a", "a\nc"), Some((2, None, Some("c"))));
    }
}
