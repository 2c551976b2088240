//! The classes of a document's words: where a word is, and who may see that. A word is indexed with
//! the letter of its class, so that one document serves all viewers, and a query finds only words
//! that its viewer may see.

use super::words;

/// The class of a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// In the title.
    Title,
    /// In the description, the resolution or the question.
    Body,
    /// In anything else that everybody may see who sees the ticket or the article: public
    /// follow-ups, their file names, the submitter's address, custom values, answers.
    Public,
    /// In what only agents see who work on the ticket: private follow-ups, their file names, and
    /// the addresses of followers.
    Private,
    /// In the values of custom fields for staff.
    StaffOnly,
}

impl Class {
    /// All classes.
    pub const ALL: [Self; 5] = [
        Self::Title,
        Self::Body,
        Self::Public,
        Self::Private,
        Self::StaffOnly,
    ];
    /// The classes that everybody may see who sees the ticket or the article.
    pub const VISIBLE: [Self; 3] = [Self::Title, Self::Body, Self::Public];

    fn letter(self) -> char {
        match self {
            Self::Title => 't',
            Self::Body => 'b',
            Self::Public => 'c',
            Self::Private => 'p',
            Self::StaffOnly => 's',
        }
    }

    /// A word of this class as documents contain it: at least three characters, none of them
    /// special, since MariaDB ignores shorter words and common English ones.
    #[must_use]
    pub fn token(self, word: &str) -> String {
        let mut token = String::from("x");
        token.push(self.letter());
        token.push_str(&words::code(word));
        token
    }
}

/// The token between two texts of a document, so that no phrase matches across both.
pub const GAP: &str = "xxxx";
