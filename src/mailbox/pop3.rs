//! Mailboxes on POP3 servers (RFC 1939). No maintained crate speaks POP3 with rustls; the few commands
//! are here.

use std::collections::HashMap;
use std::path::PathBuf;

use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};

use super::connect::{
    Connection, allows_plaintext, budget, refused_plaintext, within, within_times,
};
use super::source::{Failure, Item, Source};
use crate::config::Mailboxes;
use crate::domain::mailboxes::accounts::Server;

/// Maximum length of a line, in bytes. RFC 5322 allows 998; some servers send more.
const MAX_LINE: u64 = 1 << 20;
/// How much longer than other commands reading a message may take.
const FETCH_TIMES: u32 = 10;

/// A signed-in connection.
pub(super) struct Pop3 {
    connection: BufReader<Connection>,
    settings: Mailboxes,
}

impl Pop3 {
    /// Connects and signs in.
    pub(super) async fn open(server: &Server, settings: &Mailboxes) -> Result<Self, Failure> {
        let connection = Connection::open(server, settings, budget(settings)).await?;
        let mut pop3 = Self {
            connection: BufReader::new(connection),
            settings: settings.clone(),
        };
        let greeting = pop3.read_status().await?;
        greeting.map_err(|_| Failure("the server sent an error as its greeting".to_owned()))?;
        if !server.tls {
            pop3 = pop3.start_tls(server).await?;
        }
        let rejected = |_| Failure("the server rejected user or password".to_owned());
        for (command, argument) in [
            ("USER", server.user.as_str()),
            ("PASS", server.password.0.as_str()),
        ] {
            if argument.contains(['\r', '\n', '\0']) {
                return Err(Failure("user or password contains a line end".to_owned()));
            }
            let answer = pop3.command(&format!("{command} {argument}")).await?;
            answer.map_err(rejected)?;
        }
        Ok(pop3)
    }

    async fn start_tls(mut self, server: &Server) -> Result<Self, Failure> {
        match self.command("STLS").await? {
            Ok(_) => {
                // Data received before TLS are dropped with the old buffer.
                let connection = self.connection.into_inner();
                let secured = connection.secure(server, &self.settings).await?;
                Ok(Self {
                    connection: BufReader::new(secured),
                    settings: self.settings,
                })
            }
            Err(_) if allows_plaintext(server, &self.settings) => Ok(self),
            Err(_) => Err(refused_plaintext()),
        }
    }

    /// Sends a command and reads the first line of its answer; the inner error is the server's.
    async fn command(&mut self, command: &str) -> Result<Result<String, String>, Failure> {
        let line = format!("{command}\r\n");
        let stream = self.connection.get_mut();
        let sent = within(&self.settings, stream.write_all(line.as_bytes())).await?;
        sent.map_err(|error| Failure::of("cannot send a command", error))?;
        let flushed = within(&self.settings, self.connection.get_mut().flush()).await?;
        flushed.map_err(|error| Failure::of("cannot send a command", error))?;
        self.read_status().await
    }

    async fn read_status(&mut self) -> Result<Result<String, String>, Failure> {
        let line = within(&self.settings, read_line(&mut self.connection)).await??;
        let line = String::from_utf8_lossy(&line).into_owned();
        match line.split_once(' ').unwrap_or((&line, "")) {
            ("+OK", text) => Ok(Ok(text.to_owned())),
            ("-ERR", text) => Ok(Err(text.to_owned())),
            _ => Err(Failure("the server does not speak POP3".to_owned())),
        }
    }

    /// Reads the lines of an answer up to the final dot.
    async fn read_lines(&mut self, limit: usize) -> Result<Vec<u8>, Failure> {
        let read = async {
            let mut content = Vec::new();
            loop {
                let line = read_line(&mut self.connection).await?;
                let line = match line.strip_prefix(b".") {
                    Some([]) => return Ok(content),
                    Some(rest) => rest,
                    None => &line,
                };
                if content.len() + line.len() > limit {
                    return Err(Failure("the server sent more than it announced".to_owned()));
                }
                content.extend_from_slice(line);
                content.extend_from_slice(b"\r\n");
            }
        };
        within_times(&self.settings, FETCH_TIMES, read).await?
    }

    /// The lines of an answer with a number and a text each.
    async fn read_table(&mut self) -> Result<Vec<(u32, String)>, Failure> {
        let content = self.read_lines(64 << 20).await?;
        let text = String::from_utf8_lossy(&content).into_owned();
        let row = |line: &str| {
            let (number, rest) = line.trim().split_once(' ')?;
            Some((number.parse().ok()?, rest.trim().to_owned()))
        };
        Ok(text.lines().filter_map(row).collect())
    }
}

/// Reads a line without its end.
async fn read_line(connection: &mut BufReader<Connection>) -> Result<Vec<u8>, Failure> {
    let mut line = Vec::new();
    let read = connection.take(MAX_LINE).read_until(b'\n', &mut line).await;
    read.map_err(|error| Failure::of("cannot read from the server", error))?;
    if line.pop() != Some(b'\n') {
        return Err(Failure("the server closed the connection".to_owned()));
    }
    if line.last() == Some(&b'\r') {
        line.pop();
    }
    Ok(line)
}

fn refused(step: &str) -> impl Fn(String) -> Failure {
    let step = step.to_owned();
    move |text| Failure::of(&step, text)
}

#[async_trait::async_trait]
impl Source for Pop3 {
    async fn list(&mut self) -> Result<Vec<Item>, Failure> {
        let answer = self.command("LIST").await?;
        answer.map_err(refused("cannot list the messages"))?;
        let sizes = self.read_table().await?;
        // Optional in the protocol.
        let ids: HashMap<u32, String> = match self.command("UIDL").await? {
            Ok(_) => self.read_table().await?.into_iter().collect(),
            Err(_) => HashMap::new(),
        };
        let item = |(number, size): (u32, String)| Item {
            location: ids.get(&number).cloned().unwrap_or_default(),
            size: size.parse().unwrap_or(u64::MAX),
            number,
            path: PathBuf::new(),
        };
        Ok(sizes.into_iter().map(item).collect())
    }

    async fn fetch(&mut self, item: &Item) -> Result<Option<Vec<u8>>, Failure> {
        let answer = self.command(&format!("RETR {}", item.number)).await?;
        answer.map_err(refused("cannot read a message"))?;
        // Servers may count line ends as one byte.
        let limit = self.settings.max_message_size.saturating_mul(2);
        self.read_lines(limit).await.map(Some)
    }

    async fn remove(&mut self, item: &Item) -> Result<(), Failure> {
        let answer = self.command(&format!("DELE {}", item.number)).await?;
        answer.map(drop).map_err(refused("cannot remove a message"))
    }

    async fn mark(&mut self, _item: &Item) -> Result<(), Failure> {
        Ok(())
    }

    async fn close(mut self: Box<Self>) -> Result<(), Failure> {
        let answer = self.command("QUIT").await?;
        answer
            .map(drop)
            .map_err(refused("cannot remove the messages"))
    }
}
