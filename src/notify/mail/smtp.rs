//! Handing a mail to an SMTP server. lettre speaks the protocol; here it is said which recipient
//! was refused, how long a step may take, and which connections are kept for the next mail.
//! lettre's own transport ends a mail at the first recipient that is refused, and waits for ever.

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

/// So long an idle connection is kept; servers end them after five minutes (RFC 5321, 4.5.3.2.7).
const IDLE: Duration = Duration::from_secs(30);
/// Most connections that are kept idle.
const KEPT: usize = 4;
/// Taking a whole mail may last so many steps: giving up then means that the mail may arrive twice.
const WHOLE: u32 = 10;

/// A mail as a server takes it.
#[derive(Clone, Debug)]
pub struct Parcel {
    /// Whom it is from.
    pub sender: Address,
    /// Whom it goes to.
    pub recipients: Vec<Address>,
    /// The message.
    pub message: Vec<u8>,
}

/// Why a mail did not go, or not to one of its recipients.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{text}")]
pub struct Refusal {
    /// Trying again would not help.
    pub permanent: bool,
    /// What the server said, or what failed.
    pub text: String,
}

impl Refusal {
    /// Trying again may help.
    #[must_use]
    pub fn temporary(text: impl Into<String>) -> Self {
        Self {
            permanent: false,
            text: text.into(),
        }
    }

    /// Trying again would not help.
    #[must_use]
    pub fn permanent(text: impl Into<String>) -> Self {
        Self {
            permanent: true,
            text: text.into(),
        }
    }
}

/// What became of a mail: nothing by a recipient's name means that it was taken for them.
pub type Outcome = Result<Vec<(Address, Refusal)>, Refusal>;

/// A mail server.
pub struct Smtp {
    host: String,
    port: u16,
    hello: ClientId,
    credentials: Option<Credentials>,
    tls: Option<(TlsParameters, Begin)>,
    step: Duration,
    idle: Mutex<Vec<(AsyncSmtpConnection, Instant)>>,
    tidying: AtomicBool,
}

/// When encryption begins.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Begin {
    AtOnce,
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
    /// The server of the settings; nothing is connected yet.
    ///
    /// # Errors
    /// A file with a certificate or key that cannot be used.
    pub fn new(mail: &config::Mail) -> Result<Self, tls::Error> {
        let begin = match (mail.email_use_ssl, mail.email_use_tls) {
            (true, _) => Some(Begin::AtOnce),
            (_, true) => Some(Begin::StartTls),
            _ => None,
        };
        let tls = match begin {
            Some(begin) => Some((tls::parameters(mail)?, begin)),
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
            step: Duration::from_secs(mail.email_timeout),
            idle: Mutex::default(),
            tidying: AtomicBool::new(false),
        })
    }

    /// Hands over a mail.
    ///
    /// # Errors
    /// What kept it from all recipients.
    pub async fn send(&self, parcel: &Parcel) -> Outcome {
        if let Some(connection) = self.kept() {
            match self.hand_over(connection, parcel).await {
                // The server ended the connection while it lay idle: nothing was taken yet.
                Err(Broken::BeforeMail(_)) => {}
                Err(Broken::Later(refusal)) => return Err(refusal),
                Ok(refused) => return Ok(refused),
            }
        }
        let connection = self.connect().await?;
        self.hand_over(connection, parcel)
            .await
            .map_err(Broken::into_refusal)
    }

    /// A connection that is ready for a mail.
    async fn connect(&self) -> Result<AsyncSmtpConnection, Refusal> {
        let at = format!("{}:{}", self.host, self.port);
        let said = |what: &str, error: &Error| {
            Refusal::temporary(format!("{at}: {what}: {}", words(error)))
        };
        let at_once = self
            .tls
            .as_ref()
            .filter(|(_, begin)| *begin == Begin::AtOnce)
            .map(|(tls, _)| tls.clone());
        let target = (self.host.as_str(), self.port);
        let opening = AsyncSmtpConnection::connect_tokio1(
            target,
            Some(self.step),
            &self.hello,
            at_once,
            None,
        );
        // The name is looked up, the connection made and the greeting exchanged.
        let mut connection = self.within(2, opening).await.map_err(|error| match error {
            Late::Failed(error) => said("no connection", &error),
            Late::TooLate(seconds) => {
                Refusal::temporary(format!("{at}: no greeting within {seconds} s"))
            }
        })?;
        if let Some((tls, Begin::StartTls)) = &self.tls {
            let securing = connection.starttls(tls.clone(), &self.hello);
            self.within(2, securing)
                .await
                .map_err(|error| match error {
                    Late::Failed(error) => said("no encryption", &error),
                    Late::TooLate(seconds) => {
                        Refusal::temporary(format!("{at}: no encryption within {seconds} s"))
                    }
                })?;
        }
        if let Some(credentials) = &self.credentials {
            let signing_in = connection.auth(&[Mechanism::Plain, Mechanism::Login], credentials);
            self.within(2, signing_in)
                .await
                .map_err(|error| match error {
                    Late::Failed(error) => said("the mail server does not let us in", &error),
                    Late::TooLate(seconds) => {
                        Refusal::temporary(format!("{at}: no login within {seconds} s"))
                    }
                })?;
        }
        Ok(connection)
    }

    /// One mail over a connection, which is kept if it is still good.
    async fn hand_over(
        &self,
        mut connection: AsyncSmtpConnection,
        parcel: &Parcel,
    ) -> Result<Vec<(Address, Refusal)>, Broken> {
        let mut options = Vec::new();
        let server = connection.server_info();
        if !parcel.message.is_ascii() {
            if !server.supports_feature(Extension::EightBitMime)
                || !server.supports_feature(Extension::SmtpUtfEight)
            {
                self.keep(connection);
                let text = "an address has letters that the mail server cannot take (no SMTPUTF8)";
                return Ok(parcel
                    .recipients
                    .iter()
                    .map(|to| (to.clone(), Refusal::permanent(text)))
                    .collect());
            }
            options.push(MailParameter::SmtpUtfEight);
            options.push(MailParameter::Body(MailBodyParameter::EightBitMime));
        }
        let mail = connection.command(Mail::new(Some(parcel.sender.clone()), options));
        // Whatever is wrong here is wrong with us or the server, not with this mail: it is tried
        // again.
        self.within(1, mail)
            .await
            .map_err(|error| Broken::BeforeMail(error.refusal("MAIL FROM").lasting(false)))?;

        let mut refused = Vec::new();
        for to in &parcel.recipients {
            match self
                .within(1, connection.command(Rcpt::new(to.clone(), Vec::new())))
                .await
            {
                Ok(_) => {}
                Err(Late::Failed(error)) if error.status().is_some() => {
                    refused.push((to.clone(), Late::Failed(error).refusal("RCPT TO")));
                }
                Err(error) => return Err(Broken::Later(error.refusal("RCPT TO"))),
            }
        }
        if refused.len() == parcel.recipients.len() {
            if self.within(1, connection.command(Rset)).await.is_ok() {
                self.keep(connection);
            }
            return Ok(refused);
        }
        self.within(1, connection.command(Data))
            .await
            .map_err(|error| Broken::Later(error.refusal("DATA")))?;
        match self
            .within(WHOLE, connection.message(&parcel.message))
            .await
        {
            Ok(_) => {}
            Err(error) => return Err(Broken::Later(error.refusal("the message"))),
        }
        self.keep(connection);
        Ok(refused)
    }

    /// Runs a step of the conversation for as long as `steps` may take.
    async fn within<T>(
        &self,
        steps: u32,
        work: impl Future<Output = Result<T, Error>>,
    ) -> Result<T, Late> {
        let limit = self.step.saturating_mul(steps);
        match tokio::time::timeout(limit, work).await {
            Ok(done) => done.map_err(Late::Failed),
            Err(_) => Err(Late::TooLate(limit.as_secs())),
        }
    }

    fn kept(&self) -> Option<AsyncSmtpConnection> {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        idle.retain(|(_, since)| since.elapsed() < IDLE);
        idle.pop().map(|(connection, _)| connection)
    }

    fn keep(&self, connection: AsyncSmtpConnection) {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        if idle.len() < KEPT && !connection.has_broken() {
            idle.push((connection, Instant::now()));
        }
    }

    /// Says goodbye on idle connections: on `all`, or on those that nobody needed for a while.
    pub async fn close_idle(&self, all: bool) {
        let closing: Vec<_> = {
            let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
            let (closing, kept) = idle
                .drain(..)
                .partition(|(_, since)| all || since.elapsed() >= IDLE);
            *idle = kept;
            closing
        };
        for (mut connection, _) in closing {
            // Who does not answer is left.
            let _ = self.within(1, connection.quit()).await;
        }
    }

    /// Sees to it that connections are closed when they have been idle for a while; one task at a
    /// time does.
    pub fn tidy_later(self: &Arc<Self>) {
        if self.tidying.swap(true, Ordering::AcqRel) {
            return;
        }
        let server = Arc::downgrade(self);
        tokio::spawn(async move {
            loop {
                tokio::time::sleep(IDLE).await;
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
                    server.tidying.store(false, Ordering::Release);
                    return;
                }
            }
        });
    }
}

/// Why a conversation did not go on.
enum Broken {
    /// Before the server had anything of the mail.
    BeforeMail(Refusal),
    /// After that.
    Later(Refusal),
}

impl Broken {
    fn into_refusal(self) -> Refusal {
        match self {
            Self::BeforeMail(refusal) | Self::Later(refusal) => refusal,
        }
    }
}

/// Why a step failed.
enum Late {
    Failed(Error),
    TooLate(u64),
}

impl Late {
    fn refusal(self, step: &str) -> Refusal {
        match self {
            Self::Failed(error) => Refusal {
                permanent: error.is_permanent(),
                text: format!("{step}: {}", words(&error)),
            },
            Self::TooLate(seconds) => {
                Refusal::temporary(format!("{step}: no answer within {seconds} s"))
            }
        }
    }
}

impl Refusal {
    fn lasting(self, permanent: bool) -> Self {
        Self { permanent, ..self }
    }
}

/// An error with what is behind it, on one line.
fn words(error: &Error) -> String {
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
