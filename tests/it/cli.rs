//! The command line: output, error messages and exit codes.

mod backends;
mod backup;
mod compose;
mod connections;
mod create;
mod deep_requests;
mod demo;
mod documented_curl;
mod dumps;
mod early_responses;
mod environment;
mod help;
mod init;
mod load;
mod outbox;
mod queue;
mod read_only;
mod repair;
mod serve;
mod served;
mod shared_limits;
mod slow_clients;
mod start_errors;

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

/// A deskql command in `folder`, without the caller's environment.
fn deskql(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_deskql"));
    command
        .current_dir(folder)
        .env_clear()
        .env("COLUMNS", "100")
        .stdin(Stdio::null());
    command
}

/// The lines of standard error that begin with `error:` or `hint:`.
fn error_lines(output: &Output) -> Vec<String> {
    let text = String::from_utf8_lossy(&output.stderr);
    assert!(
        !text.contains("panicked") && !text.contains("stack backtrace") && !text.contains('\x1b'),
        "{text}"
    );
    text.lines()
        .filter(|line| line.starts_with("error:") || line.starts_with("hint:"))
        .map(ToOwned::to_owned)
        .collect()
}

/// Runs a command that must fail with exit code 1 and without output; returns its error lines.
fn run_failing(command: &mut Command) -> Vec<String> {
    let output = command.output().unwrap();
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{stderr}");
    assert!(
        output.stdout.is_empty(),
        "{}",
        String::from_utf8_lossy(&output.stdout)
    );
    error_lines(&output)
}

/// A running program, killed when dropped.
struct Running(Child);

impl Running {
    fn start(command: &mut Command) -> Self {
        Self(
            command
                .stdout(Stdio::piped())
                .stderr(Stdio::piped())
                .spawn()
                .unwrap(),
        )
    }

    /// Reads standard output up to a line that contains `part`.
    fn read_stdout_until(&mut self, part: &str) -> Vec<String> {
        let mut lines = Vec::new();
        let mut output = BufReader::new(self.0.stdout.as_mut().unwrap());
        loop {
            let mut line = String::new();
            if output.read_line(&mut line).unwrap() == 0 {
                let mut error = String::new();
                std::io::Read::read_to_string(self.0.stderr.as_mut().unwrap(), &mut error).unwrap();
                panic!("it ended before printing {part:?}: {lines:?} {error}");
            }
            lines.push(line.trim_end().to_owned());
            if line.contains(part) {
                return lines;
            }
        }
    }

    /// Reads standard error up to a line that contains `part`; returns that line.
    fn read_stderr_until(&mut self, part: &str) -> String {
        let mut output = BufReader::new(self.0.stderr.as_mut().unwrap());
        loop {
            let mut line = String::new();
            assert_ne!(
                output.read_line(&mut line).unwrap(),
                0,
                "it ended before logging {part:?}"
            );
            if line.contains(part) {
                return line;
            }
        }
    }

    /// Sends SIGTERM.
    fn send_sigterm(&self) {
        let pid = self.0.id().to_string();
        assert!(
            Command::new("kill")
                .args(["-TERM", &pid])
                .status()
                .unwrap()
                .success()
        );
    }

    /// Sends SIGTERM and returns the exit code.
    fn terminate(&mut self) -> Option<i32> {
        self.send_sigterm();
        self.0.wait().unwrap().code()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
