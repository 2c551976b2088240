//! Hands emails to an SMTP server. lettre implements the protocol; this file adds errors per
//! recipient, timeouts per step, and reuse of connections. lettre's own transport aborts an email
//! at the first rejected recipient and has no timeouts.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use lettre::Address;
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{AsyncSmtpConnection, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt, Rset};
use lettre::transport::smtp::extension::{ClientId, Extension, MailBodyParameter, MailParameter};

use super::tls;
use crate::config;

/// How long idle connections are kept. Servers close them after five minutes (RFC 5321, 4.5.3.2.7).
const IDLE_TIME: Duration = Duration::from_secs(30);
/// Maximum number of idle connections.
const MAX_IDLE: usize = 4;
/// Timeout for the message itself, in steps. Generous, because giving up here can deliver an email
/// twice.
const MESSAGE_STEPS: u32 = 10;

/// An email with its envelope.
#[derive(Clone, Debug)]
pub struct OutgoingMail {
    /// The sender of the envelope.
    pub sender: Address,
    /// The recipients of the envelope.
    pub recipients: Vec<Address>,
    /// The MIME message.
    pub message: Vec<u8>,
}

/// Why an email could not be sent, or not to one of its recipients.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{text}")]
pub struct SendError {
    /// Whether a retry cannot help.
    pub permanent: bool,
    /// The server's answer, or a description of the failure.
    pub text: String,
}

impl SendError {
    /// An error that a retry may resolve.
    #[must_use]
    pub fn temporary(text: impl Into<String>) -> Self {
        Self {
            permanent: false,
            text: text.into(),
        }
    }

    /// An error that a retry cannot resolve.
    #[must_use]
    pub fn permanent(text: impl Into<String>) -> Self {
        Self {
            permanent: true,
            text: text.into(),
        }
    }
}

/// The recipients that the server rejected; it accepted the email for the others.
pub type Outcome = Result<Vec<(Address, SendError)>, SendError>;

/// A client for one mail server.
pub struct Smtp {
    host: String,
    port: u16,
    hello: ClientId,
    credentials: Option<Credentials>,
    tls: Option<(TlsParameters, TlsMode)>,
    step_timeout: Duration,
    idle: Mutex<Vec<(AsyncSmtpConnection, Instant)>>,
    has_idle_task: AtomicBool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum TlsMode {
    /// TLS from the first byte.
    Implicit,
    StartTls,
}

impl std::fmt::Debug for Smtp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Smtp")
            .field("host", &self.host)
            .field("port", &self.port)
            .finish_non_exhaustive()
    }
}

impl Smtp {
    /// Creates a client for the configured server. Does not connect yet.
    ///
    /// # Errors
    /// A certificate or key file is invalid.
    pub fn new(mail: &config::Mail) -> Result<Self, tls::Error> {
        let mode = match (mail.email_use_ssl, mail.email_use_tls) {
            (true, _) => Some(TlsMode::Implicit),
            (_, true) => Some(TlsMode::StartTls),
            _ => None,
        };
        let tls = match mode {
            Some(mode) => Some((tls::parameters(mail)?, mode)),
            None => None,
        };
        let hello = match mail.local_hostname.as_str() {
            "" => ClientId::default(),
            name => ClientId::Domain(name.to_owned()),
        };
        let credentials = (!mail.email_host_user.is_empty()).then(|| {
            Credentials::new(
                mail.email_host_user.clone(),
                mail.email_host_password.0.clone(),
            )
        });
        Ok(Self {
            host: mail.email_host.clone(),
            port: mail.email_port,
            hello,
            credentials,
            tls,
            step_timeout: Duration::from_secs(mail.email_timeout),
            idle: Mutex::default(),
            has_idle_task: AtomicBool::new(false),
        })
    }

    /// Sends an email.
    ///
    /// # Errors
    /// Why no recipient received it.
    pub async fn send(&self, mail: &OutgoingMail) -> Outcome {
        if let Some(connection) = self.take_idle() {
            match self.transmit(connection, mail).await {
                // The server closed the idle connection and has accepted nothing yet.
                Err(SessionError::BeforeMail(_)) => {}
                Err(SessionError::Later(error)) => return Err(error),
                Ok(refused) => return Ok(refused),
            }
        }
        let connection = self.connect().await?;
        self.transmit(connection, mail)
            .await
            .map_err(SessionError::into_error)
    }

    /// Connects, encrypts and signs in.
    async fn connect(&self) -> Result<AsyncSmtpConnection, SendError> {
        let at = format!("{}:{}", self.host, self.port);
        let failed = |what: &str, error: StepError| {
            SendError::temporary(match error {
                StepError::Failed(error) => format!("{at}: {what} failed: {}", describe(&error)),
                StepError::TimedOut(seconds) => {
                    format!("{at}: {what} did not complete within {seconds} s")
                }
            })
        };
        let implicit_tls = self
            .tls
            .as_ref()
            .filter(|(_, mode)| *mode == TlsMode::Implicit)
            .map(|(tls, _)| tls.clone());
        let target = (self.host.as_str(), self.port);
        let opening = AsyncSmtpConnection::connect_tokio1(
            target,
            Some(self.step_timeout),
            &self.hello,
            implicit_tls,
            None,
        );
        // Two steps each, because they wait for more than one answer (DNS and greeting, for example).
        let mut connection = self
            .within(2, opening)
            .await
            .map_err(|error| failed("connecting", error))?;
        if let Some((tls, TlsMode::StartTls)) = &self.tls {
            let securing = connection.starttls(tls.clone(), &self.hello);
            self.within(2, securing)
                .await
                .map_err(|error| failed("STARTTLS", error))?;
        }
        if let Some(credentials) = &self.credentials {
            let signing_in = connection.auth(&[Mechanism::Plain, Mechanism::Login], credentials);
            self.within(2, signing_in)
                .await
                .map_err(|error| failed("login", error))?;
        }
        Ok(connection)
    }

    /// Sends one email over a connection and keeps the connection if it still works.
    async fn transmit(
        &self,
        mut connection: AsyncSmtpConnection,
        mail: &OutgoingMail,
    ) -> Result<Vec<(Address, SendError)>, SessionError> {
        let mut options = Vec::new();
        let server = connection.server_info();
        if !mail.message.is_ascii() {
            if !server.supports_feature(Extension::EightBitMime)
                || !server.supports_feature(Extension::SmtpUtfEight)
            {
                self.keep(connection);
                let text = "an address has non-ASCII characters, and the mail server does not \
                            support SMTPUTF8";
                return Ok(mail
                    .recipients
                    .iter()
                    .map(|to| (to.clone(), SendError::permanent(text)))
                    .collect());
            }
            options.push(MailParameter::SmtpUtfEight);
            options.push(MailParameter::Body(MailBodyParameter::EightBitMime));
        }
        let mail_from = connection.command(Mail::new(Some(mail.sender.clone()), options));
        // An error here concerns us or the server, not this email, so it is always temporary.
        self.within(1, mail_from).await.map_err(|error| {
            SessionError::BeforeMail(SendError::temporary(error.in_step("MAIL FROM").text))
        })?;

        let mut refused = Vec::new();
        for to in &mail.recipients {
            match self
                .within(1, connection.command(Rcpt::new(to.clone(), Vec::new())))
                .await
            {
                Ok(_) => {}
                Err(StepError::Failed(error)) if error.status().is_some() => {
                    refused.push((to.clone(), StepError::Failed(error).in_step("RCPT TO")));
                }
                Err(error) => return Err(SessionError::Later(error.in_step("RCPT TO"))),
            }
        }
        if refused.len() == mail.recipients.len() {
            if self.within(1, connection.command(Rset)).await.is_ok() {
                self.keep(connection);
            }
            return Ok(refused);
        }
        self.within(1, connection.command(Data))
            .await
            .map_err(|error| SessionError::Later(error.in_step("DATA")))?;
        self.within(MESSAGE_STEPS, connection.message(&mail.message))
            .await
            .map_err(|error| SessionError::Later(error.in_step("the message")))?;
        self.keep(connection);
        Ok(refused)
    }

    /// Runs a part of the SMTP dialogue with the timeout of `steps` steps.
    async fn within<T>(
        &self,
        steps: u32,
        work: impl Future<Output = Result<T, Error>>,
    ) -> Result<T, StepError> {
        let limit = self.step_timeout.saturating_mul(steps);
        match tokio::time::timeout(limit, work).await {
            Ok(done) => done.map_err(StepError::Failed),
            Err(_) => Err(StepError::TimedOut(limit.as_secs())),
        }
    }

    fn take_idle(&self) -> Option<AsyncSmtpConnection> {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        idle.retain(|(_, since)| since.elapsed() < IDLE_TIME);
        idle.pop().map(|(connection, _)| connection)
    }

    fn keep(&self, connection: AsyncSmtpConnection) {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        if idle.len() < MAX_IDLE && !connection.has_broken() {
            idle.push((connection, Instant::now()));
        }
    }

    /// Closes all idle connections, or only those idle for longer than [`IDLE_TIME`].
    pub async fn close_idle(&self, all: bool) {
        let closing: Vec<_> = {
            let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
            let (closing, kept) = idle
                .drain(..)
                .partition(|(_, since)| all || since.elapsed() >= IDLE_TIME);
            *idle = kept;
            closing
        };
        for (mut connection, _) in closing {
            // The connection closes even if the server does not answer.
            let _ = self.within(1, connection.quit()).await;
        }
    }

    /// Starts a task that closes idle connections, unless one is running.
    pub fn close_idle_later(self: &Arc<Self>) {
        if self.has_idle_task.swap(true, Ordering::AcqRel) {
            return;
        }
        let server = Arc::downgrade(self);
        tokio::spawn(async move {
            loop {
                tokio::time::sleep(IDLE_TIME).await;
                let Some(server) = server.upgrade() else {
                    return;
                };
                server.close_idle(false).await;
                if server
                    .idle
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner)
                    .is_empty()
                {
                    server.has_idle_task.store(false, Ordering::Release);
                    return;
                }
            }
        });
    }
}

/// Why an SMTP session failed.
enum SessionError {
    /// Before the server accepted the sender.
    BeforeMail(SendError),
    /// After the server accepted the sender.
    Later(SendError),
}

impl SessionError {
    fn into_error(self) -> SendError {
        match self {
            Self::BeforeMail(error) | Self::Later(error) => error,
        }
    }
}

/// Why a step failed.
enum StepError {
    Failed(Error),
    TimedOut(u64),
}

impl StepError {
    fn in_step(self, step: &str) -> SendError {
        match self {
            Self::Failed(error) => SendError {
                permanent: error.is_permanent(),
                text: format!("{step}: {}", describe(&error)),
            },
            Self::TimedOut(seconds) => {
                SendError::temporary(format!("{step}: no answer within {seconds} s"))
            }
        }
    }
}

/// An error and its sources on one line.
fn describe(error: &Error) -> String {
    let mut text = error.to_string();
    let mut source = std::error::Error::source(error);
    while let Some(error) = source {
        let more = error.to_string();
        if !text.contains(&more) {
            text.push_str(": ");
            text.push_str(&more);
        }
        source = error.source();
    }
    text.chars()
        .map(|letter| if letter.is_control() { ' ' } else { letter })
        .take(500)
        .collect()
}
