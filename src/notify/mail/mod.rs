//! Sending a mail of the outbox: its template is read, rendered, framed and handed to the mail
//! server. Decides what a failure means for each recipient; when it is tried again is the worker's.

mod address;
mod compose;
mod folder;
mod frame;
mod render;
mod smtp;
mod subject;
mod tls;

use std::sync::Arc;

use async_trait::async_trait;
use entity::Db;

pub use compose::{Content, Rendered};
pub use smtp::Refusal;
pub use tls::Error as SetupError;

use crate::config::{Config, Transport};
use crate::domain::Clock;
use crate::domain::notifications::templates;
use crate::domain::outbox::mail::{self, File, Headers, Mail};
use crate::domain::outbox::{Claimed, Delivery, Kind};
use crate::notify::{Deliver, Failure};
use crate::storage::{self, Storage};
use frame::Frames;
use smtp::{Parcel, Smtp};

/// Sends mails. One for the process: it keeps connections.
#[derive(Debug)]
pub struct Mailer {
    config: Arc<Config>,
    frames: Arc<Frames>,
    way: Way,
}

/// The way out.
#[derive(Debug)]
enum Way {
    Server(Arc<Smtp>),
    Folder(folder::Folder),
    Nowhere,
}

/// Why a mail did not reach all of its recipients.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Undelivered {
    /// Nobody got it.
    All(Refusal),
    /// These recipients, as they stand in the list, did not get it; the others did.
    Some(Vec<(String, Refusal)>),
}

impl From<Refusal> for Undelivered {
    fn from(refusal: Refusal) -> Self {
        Self::All(refusal)
    }
}

impl Mailer {
    /// A mailer for the way out that the settings name. Nothing is connected yet.
    ///
    /// # Errors
    /// A file of the settings that cannot be used.
    pub fn new(config: Arc<Config>) -> Result<Self, SetupError> {
        let mail = &config.mail;
        let way = match mail.transport {
            Transport::Smtp => Way::Server(Arc::new(Smtp::new(mail)?)),
            Transport::File => Way::Folder(folder::Folder::new(&mail.email_file_path)),
            Transport::None => Way::Nowhere,
        };
        let frames = Arc::new(Frames::new(&mail.templates_dir));
        Ok(Self {
            config,
            frames,
            way,
        })
    }

    async fn render(&self, db: &Db, mail: &Mail) -> Result<Rendered, Refusal> {
        let (name, locale) = (&mail.template, &mail.locale);
        let row = templates::find(db, locale, name).await.map_err(|error| {
            tracing::error!(
                error = &error as &dyn std::error::Error,
                "a mail's template cannot be read"
            );
            Refusal::temporary("the database does not answer")
        })?;
        let Some(row) = row else {
            return Err(Refusal::permanent(format!(
                "the template {name:?} is gone, in {locale:?} and without a language"
            )));
        };
        let id = row.id;
        let (config, frames, work) = (
            Arc::clone(&self.config),
            Arc::clone(&self.frames),
            mail.clone(),
        );
        let rendering =
            tokio::task::spawn_blocking(move || render::render(&config, &frames, &row, &work));
        let (rendered, faults) = rendering
            .await
            .map_err(|error| Refusal::permanent(format!("rendering: {error}")))?;
        for fault in &faults {
            tracing::warn!(template = name, locale, id, %fault, "a mail template is broken");
        }
        if rendered.text.is_none() && rendered.html.is_none() {
            let faults: Vec<String> = faults.iter().map(ToString::to_string).collect();
            return Err(Refusal::permanent(format!(
                "the template {name:?} (row {id}) is broken: {}",
                faults.join("; ")
            )));
        }
        Ok(rendered)
    }

    /// The content of files. One that is gone was deleted since: the mail goes without it.
    async fn read(&self, storage: &Storage, files: &[File]) -> Result<Vec<Content>, Refusal> {
        let mut contents = Vec::with_capacity(files.len());
        for File { path, name } in files {
            match storage.read(path).await {
                Ok(bytes) => contents.push(Content {
                    name: name.clone(),
                    bytes,
                }),
                Err(storage::Error::NotFound) => {
                    let path = storage::names::redacted(path);
                    tracing::warn!(path, "a file of a mail is gone; it is sent without");
                }
                Err(error) => {
                    return Err(Refusal::temporary(format!(
                        "a file cannot be read: {error}"
                    )));
                }
            }
        }
        Ok(contents)
    }

    /// Sends what was rendered.
    ///
    /// # Errors
    /// Who did not get it, and why.
    pub async fn send(
        &self,
        headers: &Headers,
        rendered: &Rendered,
        files: Vec<Content>,
    ) -> Result<(), Undelivered> {
        let composed = compose::compose(headers, rendered, files)?;
        let no_address = |part: String| {
            let refusal = Refusal::permanent(format!("{part:?} is no address"));
            (part, refusal)
        };
        let mut refused: Vec<(String, Refusal)> =
            composed.bad.into_iter().map(no_address).collect();
        let Some(parcel) = composed.parcel else {
            return Err(match refused.len() {
                0 => Refusal::permanent("it is to nobody").into(),
                _ => Undelivered::Some(refused),
            });
        };
        match self.hand_over(headers, &parcel).await {
            Ok(rest) => {
                for (address, refusal) in rest {
                    let parts = compose::parts_of(&headers.recipient, &address);
                    refused.extend(parts.map(|part| (part.to_owned(), refusal.clone())));
                }
            }
            // Those without an address are told of together with the others, once these have it.
            Err(refusal) => return Err(refusal.into()),
        }
        if refused.is_empty() {
            Ok(())
        } else {
            Err(Undelivered::Some(refused))
        }
    }

    async fn hand_over(&self, headers: &Headers, parcel: &Parcel) -> smtp::Outcome {
        match &self.way {
            Way::Server(server) => {
                let outcome = server.send(parcel).await;
                server.tidy_later();
                outcome
            }
            Way::Folder(folder) => folder.write(headers, parcel).await.map(|_| Vec::new()),
            Way::Nowhere => Ok(Vec::new()),
        }
    }

    /// Ends the connections that are idle.
    pub async fn close(&self) {
        if let Way::Server(server) = &self.way {
            server.close_idle(true).await;
        }
    }
}

/// Delivers the mails of the outbox.
#[derive(Debug)]
pub struct Sender {
    mailer: Mailer,
    db: Db,
    storage: Storage,
    clock: Clock,
}

impl Sender {
    /// One that reads templates from `db` and files from `storage`.
    ///
    /// # Errors
    /// A file of the settings that cannot be used.
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

    async fn send(&self, mail: &Mail) -> Result<(), Undelivered> {
        let rendered = self.mailer.render(&self.db, mail).await?;
        let files = self.mailer.read(&self.storage, &mail.files).await?;
        self.mailer.send(&mail.headers, &rendered, files).await
    }
}

#[async_trait]
impl Deliver for Sender {
    fn kind(&self) -> Kind {
        Kind::Mail
    }

    async fn deliver(&self, claimed: &Claimed) -> Result<(), Failure> {
        let Delivery::Mail(mail) = &claimed.delivery else {
            return Err(Failure::lasting("it is no mail"));
        };
        let failure = |refusal: &Refusal| match refusal.permanent {
            true => Failure::lasting(refusal.text.as_str()),
            false => Failure::passing(refusal.text.as_str()),
        };
        match self.send(mail).await {
            Ok(()) => Ok(()),
            Err(Undelivered::All(refusal)) => Err(failure(&refusal)),
            Err(Undelivered::Some(refused)) => {
                let Some((_, first)) = refused.first() else {
                    return Ok(());
                };
                let left: Vec<String> = refused.iter().map(|(part, _)| part.clone()).collect();
                if left == [mail.headers.destination()] {
                    return Err(failure(first));
                }
                match mail::divide(&self.db, &self.clock, claimed, mail, &left).await {
                    Ok(()) => Err(failure(first)),
                    Err(error) => {
                        // All of them will get it again: better twice than never.
                        tracing::error!(
                            error = &error as &dyn std::error::Error,
                            "who got a mail cannot be noted"
                        );
                        Err(Failure::passing(first.text.as_str()))
                    }
                }
            }
        }
    }
}
