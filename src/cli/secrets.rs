//! Passwords from files, variables and standard input.

use std::io::BufRead as _;
use std::path::Path;

use super::terminal::CommandError;

/// The content of a file without the final line end.
pub(super) fn read_file(path: &Path) -> anyhow::Result<String> {
    let path_text = path.display();
    let text = std::fs::read_to_string(path).map_err(|error| {
        CommandError::new(format!("cannot read the password in {path_text}: {error}"))
    })?;
    let text = text.trim_end_matches(['\r', '\n']);
    if text.is_empty() {
        return Err(CommandError::new(format!("the file {path_text} has no password")).into());
    }
    Ok(text.to_owned())
}

/// The value of `variable`, or the content of the file that `{variable}_FILE` names; `None` if both
/// are unset or empty.
pub(super) fn read_variable(variable: &str) -> anyhow::Result<Option<String>> {
    let value = |name: &str| std::env::var(name).ok().filter(|text| !text.is_empty());
    let file_variable = format!("{variable}_FILE");
    match (value(variable), value(&file_variable)) {
        (Some(_), Some(_)) => Err(CommandError::new(format!(
            "{variable} and {file_variable} are both set; set only one of them"
        ))
        .into()),
        (Some(text), None) => Ok(Some(text)),
        (None, Some(path)) => read_file(Path::new(&path)).map(Some),
        (None, None) => Ok(None),
    }
}

/// The first line of standard input.
pub(super) fn read_stdin() -> anyhow::Result<String> {
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line)?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}
