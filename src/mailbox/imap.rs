//! Mailboxes on IMAP servers.

use std::collections::BTreeSet;

use async_imap::{Authenticator, Client, Session};
use futures_util::{StreamExt as _, TryStreamExt as _};

use super::connect::{
    Connection, allows_plaintext, budget, refused_plaintext, within, within_times,
};
use super::source::{Failure, Item, Source};
use super::token;
use crate::config::Mailboxes;
use crate::domain::mailboxes::accounts::{Protocol, Server};

/// Number of messages whose sizes one command requests.
const BATCH: usize = 200;
/// How much longer than other commands reading a message may take.
const FETCH_TIMES: u32 = 10;

/// A session with a selected folder.
pub(super) struct Imap {
    session: Session<Connection>,
    settings: Mailboxes,
    validity: u32,
}

/// Sends a token (XOAUTH2).
struct Token {
    user: String,
    token: String,
    is_sent: bool,
}

impl Authenticator for Token {
    type Response = String;

    fn process(&mut self, _challenge: &[u8]) -> String {
        // After a failure, the server sends an error that an empty response acknowledges.
        if std::mem::replace(&mut self.is_sent, true) {
            return String::new();
        }
        format!(
            "user={}\u{1}auth=Bearer {}\u{1}\u{1}",
            self.user, self.token
        )
    }
}

impl Imap {
    /// Connects, signs in and selects the folder.
    pub(super) async fn open(
        server: &Server,
        queue: &str,
        settings: &Mailboxes,
    ) -> Result<Self, Failure> {
        let connection = Connection::open(server, settings, budget(settings)).await?;
        let mut client = Client::new(connection);
        let greeting = within(settings, client.read_response()).await?;
        match greeting {
            Ok(Some(_)) => {}
            Ok(None) => return Err(Failure("the server closed the connection".to_owned())),
            Err(error) => return Err(Failure::of("the server sent no greeting", error)),
        }
        if !server.tls {
            client = start_tls(client, server, settings).await?;
        }
        let mut session = sign_in(client, server, queue, settings).await?;
        let selected = within(settings, session.select(&server.folder)).await?;
        let selected = selected.map_err(|error| Failure::of("cannot open the folder", error))?;
        Ok(Self {
            session,
            settings: settings.clone(),
            validity: selected.uid_validity.unwrap_or_default(),
        })
    }

    /// Adds a flag to a message.
    async fn add_flag(&mut self, item: &Item, flag: &str) -> Result<(), Failure> {
        let store = async {
            let query = format!("+FLAGS.SILENT ({flag})");
            let updates = self
                .session
                .uid_store(item.number.to_string(), query)
                .await?;
            updates.try_for_each(|_| async { Ok(()) }).await
        };
        let stored = within(&self.settings, store).await?;
        stored.map_err(|error| Failure::of("cannot mark a message", error))
    }
}

/// Starts TLS after the greeting. Without it, continues only if the password may be sent.
async fn start_tls(
    mut client: Client<Connection>,
    server: &Server,
    settings: &Mailboxes,
) -> Result<Client<Connection>, Failure> {
    let answer = within(settings, client.run_command_and_check_ok("STARTTLS", None)).await?;
    match answer {
        Ok(()) => {
            // Data received before TLS are dropped with the old client.
            let connection = client.into_inner().secure(server, settings).await?;
            Ok(Client::new(connection))
        }
        Err(async_imap::error::Error::No(_) | async_imap::error::Error::Bad(_))
            if allows_plaintext(server, settings) =>
        {
            Ok(client)
        }
        Err(async_imap::error::Error::No(_) | async_imap::error::Error::Bad(_)) => {
            Err(refused_plaintext())
        }
        Err(error) => Err(Failure::of("STARTTLS failed", error)),
    }
}

async fn sign_in(
    client: Client<Connection>,
    server: &Server,
    queue: &str,
    settings: &Mailboxes,
) -> Result<Session<Connection>, Failure> {
    let signed_in = match server.protocol {
        Protocol::ImapWithToken => {
            let token = Token {
                user: server.user.clone(),
                token: token::read(settings, &server.user, queue).await?,
                is_sent: false,
            };
            within(settings, client.authenticate("XOAUTH2", token)).await?
        }
        Protocol::Imap | Protocol::Pop3 => {
            within(settings, client.login(&server.user, &server.password.0)).await?
        }
    };
    signed_in.map_err(|(error, _)| match error {
        // The server's text may repeat what was sent.
        async_imap::error::Error::No(_) | async_imap::error::Error::Bad(_) => {
            Failure("the server rejected user or password".to_owned())
        }
        error => Failure::of("cannot sign in", error),
    })
}

#[async_trait::async_trait]
impl Source for Imap {
    async fn list(&mut self) -> Result<Vec<Item>, Failure> {
        let failure = |error| Failure::of("cannot list the messages", error);
        let found = within(&self.settings, self.session.uid_search("NOT DELETED")).await?;
        let uids: BTreeSet<u32> = found.map_err(failure)?.into_iter().collect();
        let uids: Vec<u32> = uids.into_iter().collect();
        let mut items = Vec::with_capacity(uids.len());
        for batch in uids.chunks(BATCH) {
            let set: Vec<String> = batch.iter().map(ToString::to_string).collect();
            let sizes = async {
                let query = "(UID RFC822.SIZE)";
                let answers = self.session.uid_fetch(set.join(","), query).await?;
                answers.try_collect::<Vec<_>>().await
            };
            let sizes = within(&self.settings, sizes).await?.map_err(failure)?;
            items.extend(sizes.iter().filter_map(|answer| {
                let number = answer.uid.filter(|uid| batch.contains(uid))?;
                Some(Item {
                    location: format!("{}:{number}", self.validity),
                    size: answer.size?.into(),
                    number,
                    path: std::path::PathBuf::new(),
                })
            }));
        }
        items.sort_by_key(|item| item.number);
        Ok(items)
    }

    async fn fetch(&mut self, item: &Item) -> Result<Option<Vec<u8>>, Failure> {
        let fetch = async {
            let set = item.number.to_string();
            let mut answers = self.session.uid_fetch(set, "(UID BODY.PEEK[])").await?;
            let mut content = None;
            while let Some(answer) = answers.next().await {
                let answer = answer?;
                if answer.uid == Some(item.number)
                    && let Some(body) = answer.body()
                {
                    content = Some(body.to_vec());
                }
            }
            Ok::<_, async_imap::error::Error>(content)
        };
        let fetched = within_times(&self.settings, FETCH_TIMES, fetch).await?;
        fetched.map_err(|error| Failure::of("cannot read a message", error))
    }

    async fn remove(&mut self, item: &Item) -> Result<(), Failure> {
        self.add_flag(item, "\\Deleted").await
    }

    async fn mark(&mut self, item: &Item) -> Result<(), Failure> {
        self.add_flag(item, "\\Flagged").await
    }

    async fn close(mut self: Box<Self>) -> Result<(), Failure> {
        let expunge = async {
            let expunged = self.session.expunge().await?;
            expunged.try_for_each(|_| async { Ok(()) }).await
        };
        let expunged = within(&self.settings, expunge).await?;
        expunged.map_err(|error| Failure::of("cannot remove the messages", error))?;
        // Nothing depends on the answer.
        let _ = within(&self.settings, self.session.logout()).await;
        Ok(())
    }
}
