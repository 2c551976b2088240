//! Translatable sentences. A message holds the English original, which is the key in the catalogues
//! of DRF, Django and django-helpdesk, and is translated when the response is written.

use std::fmt;

use crate::translation::{Language, substitute};

/// A sentence or several pieces of one. A `&'static str` is translated; a `String` is not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Message(Vec<Piece>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    Text(String),
    /// A key of the catalogues.
    Id {
        id: &'static str,
        plural: Option<(&'static str, u64)>,
        values: Vec<(&'static str, Message)>,
    },
}

impl Message {
    /// A sentence by its English original (`msgid`). Set its values with [`Self::with`].
    pub(crate) fn new(id: &'static str) -> Self {
        Self(vec![Piece::Id {
            id,
            plural: None,
            values: Vec::new(),
        }])
    }

    /// A sentence whose form depends on a count (`ngettext`).
    pub(crate) fn counted(singular: &'static str, plural: &'static str, count: u64) -> Self {
        Self(vec![Piece::Id {
            id: singular,
            plural: Some((plural, count)),
            values: Vec::new(),
        }])
    }

    /// Sets the value of `{name}`, `%(name)s` or `%(name)d` in the last piece. The first value is
    /// also that of a plain `%d`.
    pub(crate) fn with(self, name: &'static str, value: impl ToString) -> Self {
        self.with_message(name, value.to_string().into())
    }

    /// Like [`Self::with`], for a value that is translated itself.
    pub(crate) fn with_message(mut self, name: &'static str, value: Self) -> Self {
        if let Some(Piece::Id { values, .. }) = self.0.last_mut() {
            values.push((name, value));
        }
        self
    }

    pub(crate) fn append(mut self, next: impl Into<Self>) -> Self {
        self.0.extend(next.into().0);
        self
    }

    /// The translated text.
    pub(crate) fn text(&self, language: &Language) -> String {
        self.0.iter().map(|piece| piece.text(language)).collect()
    }
}

impl Piece {
    fn text(&self, language: &Language) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Id { id, plural, values } => {
                let text = match plural {
                    Some((plural, count)) => language.ngettext(id, plural, *count),
                    None => language.gettext(id),
                };
                if values.is_empty() {
                    return text.into_owned();
                }
                let values: Vec<_> = values
                    .iter()
                    .map(|(name, value)| (*name, value.text(language)))
                    .collect();
                let values: Vec<(&str, &str)> = values
                    .iter()
                    .map(|(name, value)| (*name, value.as_str()))
                    .collect();
                substitute(&text, &values)
            }
        }
    }
}

impl fmt::Display for Message {
    /// The English text.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text(&Language::default()))
    }
}

impl From<&'static str> for Message {
    fn from(id: &'static str) -> Self {
        Self::new(id)
    }
}

impl From<String> for Message {
    fn from(text: String) -> Self {
        Self(vec![Piece::Text(text)])
    }
}

#[cfg(test)]
mod tests {
    use super::Message;

    #[test]
    fn words_messages_in_english() {
        let message = Message::new("Invalid pk \"{pk_value}\" - object does not exist.")
            .with("pk_value", "{x}");
        assert_eq!(
            message.to_string(),
            "Invalid pk \"{x}\" - object does not exist."
        );
        let count = |count: u64| {
            Message::counted("%d file", "%d files", count)
                .with("count", count)
                .to_string()
        };
        assert_eq!([count(1), count(2)], ["1 file", "2 files"]);
        assert_eq!(
            Message::from("100%: ").append("{a}".to_owned()).to_string(),
            "100%: {a}"
        );
    }
}
