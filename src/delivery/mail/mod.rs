//! Sends the emails of the outbox: reads and renders the template, composes the message and hands
//! it to the mail server. Reports failures per recipient; the worker schedules retries.

mod address;
mod compose;
mod folder;
mod smtp;
mod subject;
mod tls;

use std::sync::Arc;

use async_trait::async_trait;
use entity::Db;

pub use compose::AttachedFile;
pub use smtp::SendError;
pub use tls::Error as SetupError;

use crate::config::{Config, Transport};
use crate::delivery::{Deliver, Failure};
use crate::domain::Clock;
use crate::domain::delivery::notifications::templates;
use crate::domain::delivery::outbox::mail::{self, File, Headers, Mail};
use crate::domain::delivery::outbox::notice::Notice;
use crate::domain::delivery::outbox::{ClaimedEntry, Delivery, Kind};
pub use crate::domain::delivery::rendering::RenderedMail;
use crate::domain::delivery::rendering::{self, BaseTemplates};
use crate::storage::{self, Storage};
use smtp::{OutgoingMail, Smtp};

/// Sends emails. The process has one, which keeps connections open.
#[derive(Debug)]
pub struct Mailer {
    config: Arc<Config>,
    base_templates: Arc<BaseTemplates>,
    backend: Backend,
}

/// Where emails go.
#[derive(Debug)]
enum Backend {
    Smtp(Arc<Smtp>),
    Folder(folder::Folder),
    None,
}

/// Why an email did not reach all of its recipients.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MailError {
    /// Nobody received it.
    All(SendError),
    /// These entries of the recipient list did not receive it; the others did.
    Some(Vec<(String, SendError)>),
}

impl From<SendError> for MailError {
    fn from(error: SendError) -> Self {
        Self::All(error)
    }
}

impl Mailer {
    /// Creates a mailer. Does not connect yet.
    ///
    /// # Errors
    /// A TLS file of the settings is invalid.
    pub fn new(config: Arc<Config>) -> Result<Self, SetupError> {
        let mail = &config.mail;
        let backend = match mail.transport {
            Transport::Smtp => Backend::Smtp(Arc::new(Smtp::new(mail)?)),
            Transport::File => Backend::Folder(folder::Folder::new(&mail.email_file_path)),
            Transport::None => Backend::None,
        };
        let base_templates = Arc::new(BaseTemplates::new(&mail.templates_dir));
        Ok(Self {
            config,
            base_templates,
            backend,
        })
    }

    async fn render(&self, db: &Db, mail: &Mail) -> Result<RenderedMail, SendError> {
        let (name, locale) = (&mail.template, &mail.locale);
        let row = templates::find(db, locale, name).await.map_err(|error| {
            tracing::error!(
                error = &error as &dyn std::error::Error,
                "cannot read an email template"
            );
            SendError::temporary("the database is unavailable")
        })?;
        let Some(row) = row else {
            return Err(SendError::permanent(format!(
                "there is no template {name:?} in language {locale:?}, and none without a language"
            )));
        };
        let id = row.id;
        let (config, base_templates, work) = (
            Arc::clone(&self.config),
            Arc::clone(&self.base_templates),
            mail.clone(),
        );
        let rendering = tokio::task::spawn_blocking(move || {
            rendering::render(&config, &base_templates, &row, &work)
        });
        let (rendered, errors) = rendering
            .await
            .map_err(|error| SendError::permanent(format!("rendering failed: {error}")))?;
        for error in &errors {
            tracing::warn!(template = name, locale, id, %error, "an email template is invalid");
        }
        if rendered.text.is_none() && rendered.html.is_none() {
            let errors: Vec<String> = errors.iter().map(ToString::to_string).collect();
            return Err(SendError::permanent(format!(
                "the template {name:?} (row {id}) is invalid: {}",
                errors.join("; ")
            )));
        }
        Ok(rendered)
    }

    /// Reads the attachments. Leaves out files that were deleted in the meantime.
    async fn read(
        &self,
        storage: &Storage,
        files: &[File],
    ) -> Result<Vec<AttachedFile>, SendError> {
        let mut contents = Vec::with_capacity(files.len());
        for File { path, name } in files {
            match storage.read(path).await {
                Ok(bytes) => contents.push(AttachedFile {
                    name: name.clone(),
                    bytes,
                }),
                Err(storage::Error::NotFound) => {
                    let path = storage::names::redacted(path);
                    tracing::warn!(
                        path,
                        "an attachment is missing; sending the email without it"
                    );
                }
                Err(error) => {
                    return Err(SendError::temporary(format!(
                        "cannot read an attachment: {error}"
                    )));
                }
            }
        }
        Ok(contents)
    }

    /// Sends a rendered email.
    ///
    /// # Errors
    /// The recipients that did not receive it, and why.
    pub async fn send(
        &self,
        headers: &Headers,
        rendered: &RenderedMail,
        files: Vec<AttachedFile>,
    ) -> Result<(), MailError> {
        let composed = compose::compose(headers, rendered, files)?;
        let invalid = |part: String| {
            let error = SendError::permanent(format!("{part:?} is not an email address"));
            (part, error)
        };
        let mut refused: Vec<(String, SendError)> =
            composed.invalid.into_iter().map(invalid).collect();
        let Some(mail) = composed.mail else {
            return Err(match refused.len() {
                0 => SendError::permanent("the email has no recipient").into(),
                _ => MailError::Some(refused),
            });
        };
        match self.transmit(headers, &mail).await {
            Ok(rest) => {
                for (address, error) in rest {
                    let parts = compose::parts_of(&headers.recipient, &address);
                    refused.extend(parts.map(|part| (part.to_owned(), error.clone())));
                }
            }
            // Invalid addresses are reported once the valid ones have received the email.
            Err(error) => return Err(error.into()),
        }
        if refused.is_empty() {
            Ok(())
        } else {
            Err(MailError::Some(refused))
        }
    }

    async fn transmit(&self, headers: &Headers, mail: &OutgoingMail) -> smtp::Outcome {
        match &self.backend {
            Backend::Smtp(server) => {
                let outcome = server.send(mail).await;
                server.close_idle_later();
                outcome
            }
            Backend::Folder(folder) => folder.write(headers, mail).await.map(|_| Vec::new()),
            Backend::None => Ok(Vec::new()),
        }
    }

    /// Closes idle connections.
    pub async fn close(&self) {
        if let Backend::Smtp(server) = &self.backend {
            server.close_idle(true).await;
        }
    }
}

/// Delivers the emails of the outbox.
#[derive(Debug)]
pub struct Sender {
    mailer: Mailer,
    db: Db,
    storage: Storage,
    clock: Clock,
}

impl Sender {
    /// Creates a sender that reads templates from `db` and attachments from `storage`.
    ///
    /// # Errors
    /// A TLS file of the settings is invalid.
    pub fn new(
        config: Arc<Config>,
        clock: Clock,
        db: Db,
        storage: Storage,
    ) -> Result<Self, SetupError> {
        Ok(Self {
            mailer: Mailer::new(config)?,
            db,
            storage,
            clock,
        })
    }

    async fn send(&self, mail: &Mail) -> Result<(), MailError> {
        let rendered = self.mailer.render(&self.db, mail).await?;
        let files = self.mailer.read(&self.storage, &mail.files).await?;
        self.mailer.send(&mail.headers, &rendered, files).await
    }

    async fn send_notice(&self, notice: &Notice) -> Result<(), MailError> {
        let rendered = RenderedMail {
            subject: notice.subject.clone(),
            text: Some(notice.text.clone()),
            html: None,
        };
        self.mailer
            .send(&notice.headers, &rendered, Vec::new())
            .await
    }
}

#[async_trait]
impl Deliver for Sender {
    fn kind(&self) -> Kind {
        Kind::Mail
    }

    async fn deliver(&self, claimed: &ClaimedEntry) -> Result<(), Failure> {
        let failure = |error: &SendError| match error.permanent {
            true => Failure::permanent(error.text.as_str()),
            false => Failure::temporary(error.text.as_str()),
        };
        let mail = match &claimed.delivery {
            Delivery::Mail(mail) => mail,
            Delivery::Notice(notice) => {
                return match self.send_notice(notice).await {
                    Ok(()) => Ok(()),
                    Err(MailError::All(error)) => Err(failure(&error)),
                    // It has one recipient.
                    Err(MailError::Some(refused)) => match refused.first() {
                        Some((_, error)) => Err(failure(error)),
                        None => Ok(()),
                    },
                };
            }
            Delivery::Webhook(_) => {
                return Err(Failure::permanent("the entry is not an email"));
            }
        };
        match self.send(mail).await {
            Ok(()) => Ok(()),
            Err(MailError::All(error)) => Err(failure(&error)),
            Err(MailError::Some(refused)) => {
                let Some((_, first)) = refused.first() else {
                    return Ok(());
                };
                let left: Vec<String> = refused.iter().map(|(part, _)| part.clone()).collect();
                if left == [mail.headers.destination()] {
                    return Err(failure(first));
                }
                match mail::split(&self.db, &self.clock, claimed, mail, &left).await {
                    Ok(()) => Err(failure(first)),
                    Err(error) => {
                        // All of them receive it again, which is better than never.
                        tracing::error!(
                            error = &error as &dyn std::error::Error,
                            "cannot record who received an email; everybody receives it again"
                        );
                        Err(Failure::temporary(first.text.as_str()))
                    }
                }
            }
        }
    }
}
