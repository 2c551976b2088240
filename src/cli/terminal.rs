//! Messages of commands: notes and errors on standard error, in color on a terminal unless
//! `NO_COLOR` is set. The output of a command goes to standard output and does not pass through
//! here.

use anstyle::{AnsiColor, Style};

use crate::config;

const ERROR: Style = AnsiColor::Red.on_default().bold();
const HINT: Style = AnsiColor::Cyan.on_default().bold();
const STRONG: Style = Style::new().bold();

/// Why a command failed, and what to do about it.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub struct CommandError {
    message: String,
    hint: Option<String>,
}

impl CommandError {
    /// An error in one line, without a period at the end.
    #[must_use]
    pub fn new(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            hint: None,
        }
    }

    /// Adds what to do next.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

/// Several errors, such as those of invalid fields; printed in one line each.
#[derive(Debug, thiserror::Error)]
#[error("{}", .0.join("; "))]
pub struct ErrorList(pub Vec<String>);

/// Prints a progress message.
pub fn note(text: impl std::fmt::Display) {
    anstream::eprintln!("{text}");
}

/// The text in bold, if the terminal supports it.
#[must_use]
pub fn strong(text: impl std::fmt::Display) -> String {
    format!("{STRONG}{text}{STRONG:#}")
}

/// Prints an error as `error: …`, with its hint as `hint: …`. Never prints backtraces or `Debug`
/// output.
pub fn report(error: &anyhow::Error) {
    for line in explain(error).lines() {
        let (style, line) = match line.strip_prefix("hint: ") {
            Some(hint) => (HINT, ("hint", hint)),
            None => (ERROR, ("error", line)),
        };
        anstream::eprintln!("{style}{}:{style:#} {}", line.0, line.1);
    }
}

/// The lines to print: one per error; hints begin with `hint: `.
fn explain(error: &anyhow::Error) -> String {
    if let Some(settings) = error.downcast_ref::<config::Error>() {
        let hint = "hint: to list all settings with defaults and descriptions, run: deskql config --defaults";
        return format!("{settings}\n{hint}");
    }
    if let Some(ErrorList(errors)) = error.downcast_ref::<ErrorList>() {
        let lines: Vec<_> = errors.iter().map(|line| line.replace('\n', " ")).collect();
        return lines.join("\n");
    }
    let mut text = String::new();
    for cause in error.chain().map(ToString::to_string) {
        // Many errors include the text of their cause.
        if !text.contains(cause.trim()) {
            if !text.is_empty() {
                text.push_str(": ");
            }
            text.push_str(cause.trim());
        }
    }
    let mut text = text.replace('\n', " ");
    if let Some(hint) = error
        .chain()
        .find_map(|cause| cause.downcast_ref::<CommandError>()?.hint.as_deref())
    {
        text.push_str("\nhint: ");
        text.push_str(&hint.replace('\n', " "));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{CommandError, explain};

    #[test]
    fn prints_each_cause_once_and_the_hint_on_its_own_line() {
        let error = anyhow::Error::new(CommandError::new("the port is in use").hint("stop it"));
        assert_eq!(
            explain(&error.context("cannot listen")),
            "cannot listen: the port is in use\nhint: stop it"
        );
        let error =
            anyhow::Error::new(std::io::Error::other("broken")).context("cannot read: broken");
        assert_eq!(explain(&error), "cannot read: broken");
    }
}
