//! Questions on a terminal. A question is repeated until the answer is valid.

use dialoguer::{Confirm, Input, Password};

use super::terminal::CommandError;

/// Asks for a text. `check` returns an error message for invalid answers.
pub(super) fn text(
    prompt: &str,
    default: &str,
    check: impl Fn(&str) -> Result<(), String>,
) -> anyhow::Result<String> {
    let mut input = Input::<String>::new()
        .with_prompt(prompt)
        .allow_empty(true)
        .validate_with(|answer: &String| check(answer));
    if !default.is_empty() {
        input = input.default(default.to_owned());
    }
    let answer = input.interact_text().map_err(aborted)?;
    Ok(answer.trim().to_owned())
}

/// Asks a question that is answered by yes or no.
pub(super) fn confirm(prompt: &str) -> anyhow::Result<bool> {
    Confirm::new()
        .with_prompt(prompt)
        .default(true)
        .interact()
        .map_err(aborted)
}

/// Asks for a password twice, without echo.
pub(super) fn password(
    prompt: &str,
    check: impl Fn(&str) -> Result<(), String>,
) -> anyhow::Result<String> {
    Password::new()
        .with_prompt(prompt)
        .with_confirmation("Password again", "The two passwords differ.")
        .validate_with(|answer: &String| check(answer))
        .interact()
        .map_err(aborted)
}

fn aborted(error: dialoguer::Error) -> anyhow::Error {
    let dialoguer::Error::IO(error) = error;
    match error.kind() {
        std::io::ErrorKind::Interrupted | std::io::ErrorKind::UnexpectedEof => {
            CommandError::new("cancelled; nothing was changed").into()
        }
        _ => error.into(),
    }
}
