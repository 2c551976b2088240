//! A parsed message.

/// A message, as far as the help desk uses it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct IncomingMessage {
    /// The Message-ID with its angle brackets.
    pub message_id: Option<String>,
    /// The Message-ID that it answers.
    pub in_reply_to: Option<String>,
    /// The Message-IDs of its thread, the newest first.
    pub references: Vec<String>,
    /// The address in From.
    pub sender: Option<String>,
    /// The decoded subject.
    pub subject: Option<String>,
    /// The addresses in To and Cc, in order.
    pub recipients: Vec<String>,
    /// Whether a program sent it: an automatic reply, a bounce or a mailing list.
    pub is_automatic: bool,
    /// Whether its sender marked it as urgent.
    pub is_urgent: bool,
    /// The text without quoted messages and signature.
    pub reply: String,
    /// The whole text.
    pub text: String,
    /// The files.
    pub files: Vec<IncomingFile>,
    /// Names of files that exceeded a limit. The message itself is among the files then.
    pub left_out: Vec<String>,
    /// Identity of the message apart from its queue.
    pub identity: String,
}

/// A file of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IncomingFile {
    /// Its name.
    pub name: String,
    /// Its media type; `None`: that of its name.
    pub media_type: Option<&'static str>,
    /// Its content.
    pub content: Vec<u8>,
}
