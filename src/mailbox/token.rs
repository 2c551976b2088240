//! Access tokens for mailboxes, printed by a program of the settings.

use std::process::Stdio;
use std::time::Duration;

use tokio::io::AsyncReadExt as _;
use tokio::process::Command;

use super::source::Failure;
use crate::config::Mailboxes;

/// Maximum time that the program runs.
const TIMEOUT: Duration = Duration::from_secs(60);
/// Maximum length of a token, in bytes.
const MAX_TOKEN: u64 = 64 << 10;

/// Runs the program and reads the token.
pub(super) async fn read(settings: &Mailboxes, user: &str, queue: &str) -> Result<String, Failure> {
    let fill = |argument: &String| argument.replace("{user}", user).replace("{queue}", queue);
    let arguments: Vec<String> = settings.token_command.iter().map(fill).collect();
    let Some((program, arguments)) = arguments.split_first() else {
        return Err(Failure(
            "mailboxes.token_command is empty, but the mailbox needs a token".to_owned(),
        ));
    };
    let failure = |error: &dyn std::fmt::Display| Failure::of("the token command failed", error);
    let run = async {
        let mut child = Command::new(program)
            .args(arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .map_err(|error| failure(&error))?;
        let mut token = String::new();
        if let Some(output) = child.stdout.take() {
            let mut output = output.take(MAX_TOKEN);
            let read = output.read_to_string(&mut token).await;
            read.map_err(|error| failure(&error))?;
        }
        let status = child.wait().await.map_err(|error| failure(&error))?;
        match status.success() {
            true => Ok(token.trim().to_owned()),
            false => Err(failure(&status)),
        }
    };
    let token = tokio::time::timeout(TIMEOUT, run)
        .await
        .map_err(|_| failure(&"it took longer than a minute"))??;
    match token.is_empty() || token.contains(char::is_control) {
        true => Err(failure(&"it printed no token")),
        false => Ok(token),
    }
}
