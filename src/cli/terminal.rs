//! How the commands speak: notes and errors as plain lines on standard error, coloured on a
//! terminal alone (`NO_COLOR` is honoured). What a command was asked for goes to standard output by
//! `println!`, not through here.

use anstyle::{AnsiColor, Style};

use crate::config;

const ERROR: Style = AnsiColor::Red.on_default().bold();
const HINT: Style = AnsiColor::Cyan.on_default().bold();
const STRONG: Style = Style::new().bold();

/// Why a command could not do its work, and what the person can do about it.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub struct Failure {
    message: String,
    hint: Option<String>,
}

impl Failure {
    /// A failure in one line, without a full stop.
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

/// Tells how the work goes on.
pub fn note(text: impl std::fmt::Display) {
    anstream::eprintln!("{text}");
}

/// The text in bold, where that can be shown.
#[must_use]
pub fn strong(text: impl std::fmt::Display) -> String {
    format!("{STRONG}{text}{STRONG:#}")
}

/// Prints an error as `error: …`, and `hint: …` if something is known to help. Never a backtrace or
/// `Debug` text.
pub fn report(error: &anyhow::Error) {
    for line in explain(error).lines() {
        let (style, line) = match line.strip_prefix("hint: ") {
            Some(hint) => (HINT, ("hint", hint)),
            None => (ERROR, ("error", line)),
        };
        anstream::eprintln!("{style}{}:{style:#} {}", line.0, line.1);
    }
}

/// The lines to print: one an error, hints begin with `hint: `.
fn explain(error: &anyhow::Error) -> String {
    if let Some(settings) = error.downcast_ref::<config::Error>() {
        let hint = "hint: every setting with its default and meaning: deskql config --defaults";
        return format!("{settings}\n{hint}");
    }
    let mut text = String::new();
    for cause in error.chain().map(ToString::to_string) {
        // Many errors repeat their cause in their own text.
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
        .find_map(|cause| cause.downcast_ref::<Failure>()?.hint.as_deref())
    {
        text.push_str("\nhint: ");
        text.push_str(&hint.replace('\n', " "));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{Failure, explain};

    #[test]
    fn causes_follow_once_and_the_hint_stands_on_its_own_line() {
        let error = anyhow::Error::new(Failure::new("the port is taken").hint("take another"));
        assert_eq!(
            explain(&error.context("cannot listen")),
            "cannot listen: the port is taken\nhint: take another"
        );
        let error =
            anyhow::Error::new(std::io::Error::other("broken")).context("cannot read: broken");
        assert_eq!(explain(&error), "cannot read: broken");
    }
}
