//! The language of search texts. [`parse`] splits a text into terms and operators, without knowing
//! what operators mean ([`super::operators`]).
//!
//! ```text
//! text     = { item }
//! item     = ["-"] ( operator | phrase | word ["*"] )
//! operator = name ":" ( phrase | characters )      for a known name
//! phrase   = '"' characters '"'
//! ```
//!
//! A `word:` with an unknown name is text, because people search for `Re: invoice` and URLs. All
//! items must match, or must not match after `-`.

use super::words::words;

/// Maximum number of characters of a search text.
pub const MAX_LENGTH: usize = 500;
/// Maximum number of terms and of operators, each.
pub const MAX_ITEMS: usize = 12;
/// Maximum number of words of all terms.
pub const MAX_WORDS: usize = 48;
/// Minimum number of characters before `*`.
pub const MIN_PREFIX: usize = 2;

/// The names of operators.
pub const OPERATORS: [&str; 9] = [
    "assignee", "created", "due", "from", "is", "priority", "queue", "status", "updated",
];

/// One or several consecutive words that a document must contain, or must not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// The words, as [`words`] finds them; at least one.
    pub words: Vec<String>,
    /// Whether the last word is only the beginning of one.
    pub is_prefix: bool,
    /// Whether documents with the term do not match.
    pub is_negated: bool,
}

/// An operator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Operator {
    /// One of [`OPERATORS`].
    pub name: &'static str,
    /// Its value without quotation marks; never empty.
    pub value: String,
    /// Whether tickets with the value do not match.
    pub is_negated: bool,
    /// The position of the value in the text, in characters from 1.
    pub position: usize,
}

/// A ticket that the text names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    /// The slug of its queue, if the text has one.
    pub queue: Option<String>,
    /// Its ID.
    pub ticket: i32,
}

/// A parsed search text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parsed {
    /// The terms.
    pub terms: Vec<Term>,
    /// The operators.
    pub operators: Vec<Operator>,
    /// The ticket that the text names, if its only term is a reference such as `support-12` or
    /// `#12`.
    pub reference: Option<Reference>,
}

/// Why a text cannot be parsed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyntaxError {
    /// Where, in characters from 1.
    pub position: usize,
    /// A description of the expected text, for a sentence that begins with "expected".
    pub expected: String,
}

impl SyntaxError {
    pub(super) fn new(position: usize, expected: impl Into<String>) -> Self {
        Self {
            position,
            expected: expected.into(),
        }
    }
}

/// Parses a text.
///
/// # Errors
/// The text is too long, has too many items, or an item is incomplete.
pub fn parse(text: &str) -> Result<Parsed, SyntaxError> {
    let characters: Vec<char> = text.chars().take(MAX_LENGTH + 1).collect();
    if characters.len() > MAX_LENGTH {
        let expected = format!("at most {MAX_LENGTH} characters");
        return Err(SyntaxError::new(MAX_LENGTH + 1, expected));
    }
    let mut parser = Parser {
        characters: &characters,
        at: 0,
    };
    let mut parsed = Parsed::default();
    let (mut only, mut word_count) = (None, 0);
    while parser.skip_spaces() {
        let position = parser.at + 1;
        let item = parser.item()?;
        match item {
            Item::Operator(operator) => parsed.operators.push(operator),
            Item::Term { text, term } => {
                word_count += term.words.len();
                only = Some(text);
                // Punctuation between words.
                if !term.words.is_empty() {
                    parsed.terms.push(term);
                }
            }
        }
        if parsed.terms.len() > MAX_ITEMS || word_count > MAX_WORDS {
            let expected = format!("at most {MAX_ITEMS} terms with {MAX_WORDS} words");
            return Err(SyntaxError::new(position, expected));
        }
        if parsed.operators.len() > MAX_ITEMS {
            let expected = format!("at most {MAX_ITEMS} operators");
            return Err(SyntaxError::new(position, expected));
        }
    }
    if let ([term], Some(text)) = (&parsed.terms[..], only)
        && !term.is_negated
    {
        parsed.reference = reference(&text);
    }
    Ok(parsed)
}

enum Item {
    Operator(Operator),
    Term { text: String, term: Term },
}

struct Parser<'a> {
    characters: &'a [char],
    at: usize,
}

impl Parser<'_> {
    fn peek(&self) -> Option<char> {
        self.characters.get(self.at).copied()
    }

    /// Skips spaces. Returns whether the text goes on.
    fn skip_spaces(&mut self) -> bool {
        while self.peek().is_some_and(char::is_whitespace) {
            self.at += 1;
        }
        self.peek().is_some()
    }

    fn item(&mut self) -> Result<Item, SyntaxError> {
        let is_negated = self.peek() == Some('-')
            && self
                .characters
                .get(self.at + 1)
                .is_some_and(|next| !next.is_whitespace());
        if is_negated {
            self.at += 1;
        }
        if let Some(name) = self.operator_name() {
            let position = self.at + 1;
            let value = match self.peek() {
                Some('"') => self.phrase()?,
                _ => self.characters_until_space(),
            };
            if value.trim().is_empty() {
                return Err(SyntaxError::new(position, format!("a value of {name}:")));
            }
            return Ok(Item::Operator(Operator {
                name,
                value: value.trim().to_owned(),
                is_negated,
                position,
            }));
        }
        let position = self.at + 1;
        let (text, is_quoted) = match self.peek() {
            Some('"') => (self.phrase()?, true),
            _ => (self.characters_until_space(), false),
        };
        let words: Vec<String> = words(&text).into_iter().map(|word| word.text).collect();
        // `jo.do*` is a phrase, whose last word must be complete.
        let is_prefix = !is_quoted && text.ends_with('*') && words.len() == 1;
        let term = Term {
            words,
            is_prefix,
            is_negated,
        };
        let last = term.words.last();
        if is_prefix && last.is_some_and(|word| word.chars().count() < MIN_PREFIX) {
            let expected = format!("at least {MIN_PREFIX} letters before *");
            return Err(SyntaxError::new(position, expected));
        }
        Ok(Item::Term { text, term })
    }

    /// The name of a known operator and its colon, which are then consumed.
    fn operator_name(&mut self) -> Option<&'static str> {
        let rest = &self.characters[self.at..];
        let length = rest.iter().position(|character| *character == ':')?;
        let name: String = rest.iter().take(length.min(10)).collect();
        let name = name.to_ascii_lowercase();
        let found = OPERATORS.into_iter().find(|known| *known == name)?;
        self.at += length + 1;
        Some(found)
    }

    fn characters_until_space(&mut self) -> String {
        let start = self.at;
        while self
            .peek()
            .is_some_and(|character| !character.is_whitespace())
        {
            self.at += 1;
        }
        self.characters[start..self.at].iter().collect()
    }

    /// The characters between two quotation marks.
    fn phrase(&mut self) -> Result<String, SyntaxError> {
        let start = self.at + 1;
        let rest = self.characters.get(start..).unwrap_or_default();
        let Some(length) = rest.iter().position(|character| *character == '"') else {
            let end = self.characters.len() + 1;
            return Err(SyntaxError::new(end, "a closing quotation mark"));
        };
        self.at = start + length + 1;
        Ok(rest[..length].iter().collect())
    }
}

/// The ticket that a text names: `support-12`, `#12`, or the reference in square brackets as in the
/// subjects of email.
fn reference(text: &str) -> Option<Reference> {
    let text = text.trim_matches(['[', ']']);
    let number = |digits: &str| {
        let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
        is_number.then(|| digits.parse::<i32>().ok()).flatten()
    };
    if let Some(digits) = text.strip_prefix('#') {
        return Some(Reference {
            queue: None,
            ticket: number(digits)?,
        });
    }
    let (slug, digits) = text.rsplit_once('-')?;
    let is_slug = !slug.is_empty()
        && slug
            .chars()
            .all(|character| character.is_alphanumeric() || matches!(character, '-' | '_'));
    is_slug
        .then(|| number(digits))
        .flatten()
        .map(|ticket| Reference {
            queue: Some(slug.to_lowercase()),
            ticket,
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn term(words: &[&str]) -> Term {
        Term {
            words: words.iter().map(|&word| word.to_owned()).collect(),
            is_prefix: false,
            is_negated: false,
        }
    }

    fn terms(text: &str) -> Vec<Term> {
        parse(text).unwrap().terms
    }

    #[test]
    fn words_phrases_and_prefixes() {
        assert_eq!(
            terms("  Printer  jam "),
            [term(&["printer"]), term(&["jam"])]
        );
        assert_eq!(terms("\"paper  jam\""), [term(&["paper", "jam"])]);
        assert_eq!(terms("jo@example.com"), [term(&["jo", "example", "com"])]);
        assert_eq!(terms("日本"), [term(&["日", "本"])]);
        let prefix = Term {
            is_prefix: true,
            ..term(&["print"])
        };
        assert_eq!(terms("print*"), [prefix]);
        let negated = Term {
            is_negated: true,
            ..term(&["paper", "jam"])
        };
        assert_eq!(terms("-\"paper jam\""), [negated]);
        assert_eq!(terms(" - … *"), []);
        assert_eq!(terms("foo\"bar"), [term(&["foo", "bar"])]);
    }

    #[test]
    fn operators_have_values() {
        let parsed = parse("-QUEUE:it-support created:>2024-01-01 assignee:\"Ann Lee\"").unwrap();
        let found: Vec<_> = parsed
            .operators
            .iter()
            .map(|operator| (operator.name, operator.value.as_str(), operator.is_negated))
            .collect();
        assert_eq!(
            found,
            [
                ("queue", "it-support", true),
                ("created", ">2024-01-01", false),
                ("assignee", "Ann Lee", false)
            ]
        );
        assert_eq!(parsed.operators[0].position, 8);
    }

    #[test]
    fn unknown_names_are_text() {
        assert_eq!(
            terms("re: https://a.b"),
            [term(&["re"]), term(&["https", "a", "b"])]
        );
    }

    #[test]
    fn references_name_a_ticket() {
        let found = |text| parse(text).unwrap().reference;
        let wanted = |queue: Option<&str>| {
            Some(Reference {
                queue: queue.map(str::to_owned),
                ticket: 12,
            })
        };
        assert_eq!(found("Support-12"), wanted(Some("support")));
        assert_eq!(found("[it-support-12]"), wanted(Some("it-support")));
        assert_eq!(found("is:open #12"), wanted(None));
        for other in [
            "12",
            "#12 printer",
            "-#12",
            "support-",
            "support-99999999999",
            "#",
        ] {
            assert_eq!(found(other), None, "{other}");
        }
    }

    #[test]
    fn errors_say_where_and_what() {
        let error = |text: &str| {
            let error = parse(text).unwrap_err();
            (error.position, error.expected)
        };
        assert_eq!(error("a \"b c"), (7, "a closing quotation mark".to_owned()));
        assert_eq!(error("a queue: b"), (9, "a value of queue:".to_owned()));
        assert_eq!(error("x a*"), (3, "at least 2 letters before *".to_owned()));
        assert_eq!(error(&"a".repeat(501)).0, 501);
        assert_eq!(error(&"a ".repeat(13)).0, 25);
        assert_eq!(error(&"語".repeat(49)).0, 1);
    }
}
