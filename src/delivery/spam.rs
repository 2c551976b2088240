//! Checks visitors' tickets for spam: with Akismet's API, a program or an HTTP service.

use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use reqwest::{Client, Response};
use serde_json::{Value, json};
use tokio::io::AsyncWriteExt as _;
use tokio::process::Command;
use tokio::sync::Semaphore;

use crate::config::{Config, Spam};
use crate::domain::core::spam::{SpamCheck, Submission};
use crate::domain::{Error, Result};

/// Maximum number of bytes to read of a response.
const MAX_ANSWER: usize = 65_536;
/// Maximum number of characters of a description to check.
const MAX_TEXT: usize = 60_000;
/// The exit status of a program for spam.
const SPAM_STATUS: i32 = 1;

/// The check of the settings.
#[derive(Debug)]
pub struct Checker {
    settings: Spam,
    client: Client,
    running: Semaphore,
}

/// The check that the settings choose; `None` if they choose none.
///
/// # Errors
/// The system has no root certificates.
pub fn spam_check(config: &Config) -> anyhow::Result<Option<Arc<dyn SpamCheck>>> {
    let settings = config.spam.clone();
    if settings.akismet_api_key.0.is_empty()
        && settings.command.is_empty()
        && settings.endpoint.is_empty()
    {
        return Ok(None);
    }
    let client = Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .user_agent(concat!("deskql/", env!("CARGO_PKG_VERSION")))
        .build()?;
    Ok(Some(Arc::new(Checker {
        running: Semaphore::new(settings.max_concurrency),
        settings,
        client,
    })))
}

#[async_trait]
impl SpamCheck for Checker {
    async fn is_spam(&self, submission: &Submission) -> Result<bool> {
        let limit = Duration::from_secs_f64(self.settings.timeout_seconds);
        let failure = match tokio::time::timeout(limit, self.check(submission)).await {
            Ok(Ok(is_spam)) => return Ok(is_spam),
            Ok(Err(failure)) => failure,
            Err(_) => anyhow::anyhow!("no answer within {} s", self.settings.timeout_seconds),
        };
        tracing::warn!(error = %format!("{failure:#}"), "the check for spam failed");
        if self.settings.fail_closed {
            return Err(Error::Unavailable {
                raced: false,
                source: "the check for spam failed".into(),
            });
        }
        Ok(false)
    }
}

impl Checker {
    async fn check(&self, submission: &Submission) -> anyhow::Result<bool> {
        let _permit = self.running.acquire().await?;
        if !self.settings.akismet_api_key.0.is_empty() {
            self.ask_akismet(submission).await
        } else if self.settings.endpoint.is_empty() {
            self.run_command(submission).await
        } else {
            self.ask_endpoint(submission).await
        }
    }

    /// Akismet's `comment-check` (helpdesk/lib.py, `text_is_spam`).
    async fn ask_akismet(&self, submission: &Submission) -> anyhow::Result<bool> {
        let url = format!(
            "{}/comment-check",
            self.settings.akismet_url.trim_end_matches('/')
        );
        let blog = format!("http://{}/", submission.site);
        let content = format!(
            "{}\n\n{}",
            submission.title,
            shortened(&submission.description)
        );
        let body = form_urlencoded::Serializer::new(String::new())
            .extend_pairs([
                ("api_key", self.settings.akismet_api_key.0.as_str()),
                ("blog", &blog),
                ("user_ip", &submission.origin.address),
                ("user_agent", &submission.origin.user_agent),
                ("referrer", &submission.origin.referrer),
                ("comment_type", "contact-form"),
                ("comment_author", ""),
                ("comment_author_email", &submission.email),
                ("comment_content", &content),
            ])
            .finish();
        let request = self
            .client
            .post(url)
            .header("content-type", "application/x-www-form-urlencoded")
            .body(body);
        let answer = read(request.send().await?).await?;
        match answer.trim() {
            "true" => Ok(true),
            "false" => Ok(false),
            _ => anyhow::bail!("Akismet rejects the request or the key"),
        }
    }

    /// A service that answers `{"spam": true}` or `{"spam": false}`.
    async fn ask_endpoint(&self, submission: &Submission) -> anyhow::Result<bool> {
        let request = self
            .client
            .post(&self.settings.endpoint)
            .json(&as_json(submission));
        let answer: Value = serde_json::from_str(&read(request.send().await?).await?)?;
        let is_spam = answer.get("spam").and_then(Value::as_bool);
        is_spam.ok_or_else(|| anyhow::anyhow!("the answer has no boolean \"spam\""))
    }

    /// A program that reads JSON and exits with 0, or with 1 for spam.
    async fn run_command(&self, submission: &Submission) -> anyhow::Result<bool> {
        let Some((program, arguments)) = self.settings.command.split_first() else {
            return Ok(false);
        };
        let mut child = Command::new(program)
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            // After the timeout.
            .kill_on_drop(true)
            .spawn()?;
        if let Some(mut input) = child.stdin.take() {
            // A program that does not read everything has decided.
            let _ = input
                .write_all(as_json(submission).to_string().as_bytes())
                .await;
        }
        match child.wait().await?.code() {
            Some(0) => Ok(false),
            Some(SPAM_STATUS) => Ok(true),
            code => anyhow::bail!("the program ended with status {code:?}"),
        }
    }
}

fn as_json(submission: &Submission) -> Value {
    json!({
        "title": submission.title,
        "description": shortened(&submission.description),
        "email": submission.email,
        "site": submission.site,
        "address": submission.origin.address,
        "userAgent": submission.origin.user_agent,
        "referrer": submission.origin.referrer,
    })
}

fn shortened(text: &str) -> &str {
    let end = text.char_indices().nth(MAX_TEXT);
    end.map_or(text, |(at, _)| &text[..at])
}

/// The text of a successful response.
async fn read(response: Response) -> anyhow::Result<String> {
    let mut response = response.error_for_status()?;
    let mut bytes = Vec::new();
    while let Some(chunk) = response.chunk().await? {
        anyhow::ensure!(
            bytes.len() + chunk.len() <= MAX_ANSWER,
            "the answer is too long"
        );
        bytes.extend_from_slice(&chunk);
    }
    Ok(String::from_utf8(bytes)?)
}
