//! Finds the words of a search in the texts of its hits, as segments of text: data, not HTML.

use std::ops::Range;

use entity::{kb_item, ticket};

use super::contents::Texts;
use super::parse::Term;
use super::words::words;

/// Maximum number of fragments of a hit.
pub const MAX_FRAGMENTS: usize = 3;
/// Maximum number of characters of a fragment, except for the title's.
pub const MAX_LENGTH: usize = 200;
/// Number of characters before the first match.
const BEFORE: usize = 50;
/// Maximum number of bytes of a text that are searched.
const MAX_BYTES: usize = 100_000;

/// The field in which words match.
#[derive(Clone, Copy, Debug, PartialEq, Eq, async_graphql::Enum)]
#[graphql(name = "SearchField")]
pub enum Field {
    /// Title of the ticket or the item.
    Title,
    /// Description of the ticket.
    Description,
    /// Resolution of the ticket.
    Resolution,
    /// Email address of the submitter.
    SubmitterEmail,
    /// Value of a custom field.
    CustomField,
    /// Email address of a follower.
    Follower,
    /// Name of a file.
    FileName,
    /// Title of a follow-up.
    FollowUpTitle,
    /// Comment of a follow-up.
    Comment,
    /// Question of the item.
    Question,
    /// Answer of the item.
    Answer,
}

/// A part of a fragment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Segment {
    /// The text.
    pub text: String,
    /// Whether it matches.
    pub is_match: bool,
}

/// A fragment of a text in which words match.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fragment {
    /// The field.
    pub field: Field,
    /// The fragment in parts; together they are its text.
    pub segments: Vec<Segment>,
    /// The ID of the follow-up that has the text, or the file.
    pub followup: Option<i32>,
    /// The ID of the file that has the name.
    pub file: Option<i32>,
    /// The label of the custom field.
    pub label: Option<String>,
}

/// A text that may match.
struct Candidate<'a> {
    field: Field,
    text: &'a str,
    followup: Option<i32>,
    file: Option<i32>,
    label: Option<&'a str>,
}

impl<'a> Candidate<'a> {
    fn new(field: Field, text: &'a str) -> Self {
        Self {
            field,
            text,
            followup: None,
            file: None,
            label: None,
        }
    }
}

/// The fragments of a ticket, the most telling first.
#[must_use]
pub fn of_ticket(terms: &[Term], ticket: &ticket::Model, texts: &Texts) -> Vec<Fragment> {
    let mut candidates = vec![Candidate::new(Field::Title, &ticket.title)];
    let columns = [
        (Field::Description, &ticket.description),
        (Field::Resolution, &ticket.resolution),
        (Field::SubmitterEmail, &ticket.submitter_email),
    ];
    for (field, text) in columns {
        candidates.extend(text.as_deref().map(|text| Candidate::new(field, text)));
    }
    for row in texts.values.iter().filter(|row| row.ticket_id == ticket.id) {
        candidates.extend(row.value.as_deref().map(|value| Candidate {
            label: texts.labels.get(&row.field_id).map(String::as_str),
            ..Candidate::new(Field::CustomField, value)
        }));
    }
    let followers = texts.followers.iter();
    candidates.extend(
        followers
            .filter(|(id, _)| *id == ticket.id)
            .map(|(_, address)| Candidate::new(Field::Follower, address)),
    );
    let followups = || {
        texts
            .followups
            .iter()
            .filter(|row| row.ticket_id == ticket.id)
    };
    for row in followups() {
        let files = texts.files.iter().filter(|file| file.followup_id == row.id);
        candidates.extend(files.map(|file| Candidate {
            followup: Some(row.id),
            file: Some(file.id),
            ..Candidate::new(Field::FileName, &file.filename)
        }));
    }
    for row in followups() {
        let both = [
            (Field::Comment, row.comment.as_deref()),
            (Field::FollowUpTitle, row.title.as_deref()),
        ];
        for (field, text) in both {
            candidates.extend(text.map(|text| Candidate {
                followup: Some(row.id),
                ..Candidate::new(field, text)
            }));
        }
    }
    choose(terms, &candidates)
}

/// The fragments of an article.
#[must_use]
pub fn of_article(terms: &[Term], item: &kb_item::Model, texts: &Texts) -> Vec<Fragment> {
    let mut candidates = vec![
        Candidate::new(Field::Title, &item.title),
        Candidate::new(Field::Question, &item.question),
        Candidate::new(Field::Answer, &item.answer),
    ];
    let files = texts.article_files.iter();
    candidates.extend(
        files
            .filter(|file| file.kbitem_id == item.id)
            .map(|file| Candidate::new(Field::FileName, &file.filename)),
    );
    choose(terms, &candidates)
}

/// Chooses candidates so that all terms appear in few fragments.
fn choose(terms: &[Term], candidates: &[Candidate<'_>]) -> Vec<Fragment> {
    let terms: Vec<&Term> = terms.iter().filter(|term| !term.is_negated).collect();
    let mut matching: Vec<(&Candidate<'_>, Vec<Range<usize>>, u64)> = candidates
        .iter()
        .filter_map(|candidate| {
            let (ranges, found) = matches(candidate.text, &terms);
            (found != 0).then_some((candidate, ranges, found))
        })
        .collect();
    let mut fragments = Vec::new();
    let mut seen = 0_u64;
    while fragments.len() < MAX_FRAGMENTS && !matching.is_empty() {
        let new = |found: u64| (found & !seen).count_ones();
        let best = matching.iter().map(|(.., found)| new(*found)).max();
        let best = best.unwrap_or_default();
        // One more fragment than necessary, to show the context.
        if best == 0 && fragments.len() > 1 {
            break;
        }
        let Some(at) = matching.iter().position(|(.., found)| new(*found) == best) else {
            break;
        };
        let (candidate, ranges, found) = matching.remove(at);
        seen |= found;
        let whole = candidate.field == Field::Title;
        fragments.push(Fragment {
            field: candidate.field,
            segments: segments(candidate.text, &ranges, whole),
            followup: candidate.followup,
            file: candidate.file,
            label: candidate.label.map(str::to_owned),
        });
    }
    fragments
}

/// Where terms match in a text, and which of them as bits.
fn matches(text: &str, terms: &[&Term]) -> (Vec<Range<usize>>, u64) {
    let text = &text[..text.floor_char_boundary(MAX_BYTES)];
    let found = words(text);
    let (mut ranges, mut bits) = (Vec::new(), 0_u64);
    for (number, term) in terms.iter().enumerate() {
        for part in found.windows(term.words.len().max(1)) {
            let is_match = part.iter().zip(&term.words).all(|(word, wanted)| {
                if term.is_prefix {
                    word.text.starts_with(wanted.as_str())
                } else {
                    word.text == *wanted
                }
            });
            if let (Some(first), Some(last), true) = (part.first(), part.last(), is_match) {
                bits |= 1 << (number % 64);
                ranges.push(first.at.start..last.at.end);
            }
        }
    }
    ranges.sort_by_key(|range| (range.start, range.end));
    let mut merged: Vec<Range<usize>> = Vec::with_capacity(ranges.len());
    for range in ranges {
        match merged.last_mut() {
            Some(last) if range.start < last.end => last.end = last.end.max(range.end),
            _ => merged.push(range),
        }
    }
    (merged, bits)
}

/// The fragment around the first match, or the whole text.
fn segments(text: &str, ranges: &[Range<usize>], whole: bool) -> Vec<Segment> {
    let first = ranges.first().map_or(0, |range| range.start);
    let (start, end) = if whole {
        (0, text.len())
    } else {
        let start = text[..first]
            .char_indices()
            .rev()
            .nth(BEFORE - 1)
            .map_or(0, |(at, _)| word_start(text, at, first));
        let end = text[start..]
            .char_indices()
            .nth(MAX_LENGTH)
            .map_or(text.len(), |(at, _)| start + at);
        (start, end)
    };
    let mut segments: Vec<Segment> = Vec::new();
    let mut add = |text: &str, is_match: bool| {
        if !text.is_empty() {
            segments.push(Segment {
                text: text.to_owned(),
                is_match,
            });
        }
    };
    let mut at = start;
    for range in ranges {
        let (from, to) = (range.start.clamp(at, end), range.end.clamp(at, end));
        add(&text[at..from], false);
        add(&text[from..to], true);
        at = to;
    }
    add(&text[at..end], false);
    if start > 0 {
        mark(&mut segments, true);
    }
    if end < text.len() {
        mark(&mut segments, false);
    }
    segments
}

/// The start of the first word after `at`, before `limit`.
fn word_start(text: &str, at: usize, limit: usize) -> usize {
    text[at..limit]
        .find(char::is_whitespace)
        .map_or(at, |space| {
            let rest = &text[at + space..limit];
            at + space + rest.len() - rest.trim_start().len()
        })
}

/// Marks where text was left out with an ellipsis.
fn mark(segments: &mut Vec<Segment>, at_start: bool) {
    let ellipsis = Segment {
        text: "…".to_owned(),
        is_match: false,
    };
    let next = if at_start {
        segments.first_mut()
    } else {
        segments.last_mut()
    };
    match next.filter(|next| !next.is_match) {
        Some(next) if at_start => next.text.insert(0, '…'),
        Some(next) => next.text.push('…'),
        None if at_start => segments.insert(0, ellipsis),
        None => segments.push(ellipsis),
    }
}

#[cfg(test)]
mod tests {
    use super::super::parse::parse;
    use super::*;

    fn marked(query: &str, text: &str) -> Option<String> {
        let terms = parse(query).unwrap().terms;
        let fragment = choose(&terms, &[Candidate::new(Field::Comment, text)])
            .into_iter()
            .next()?;
        let show = |segment: &Segment| match segment.is_match {
            true => format!("[{}]", segment.text),
            false => segment.text.clone(),
        };
        Some(fragment.segments.iter().map(show).collect())
    }

    #[test]
    fn matches_are_segments() {
        let found = |query, text| marked(query, text).unwrap_or_default();
        assert_eq!(
            found("cafe jam", "A Café <b>JAM</b>"),
            "A [Café] <b>[JAM]</b>"
        );
        assert_eq!(found("\"a b\"", "a a b b"), "a [a b] b");
        assert_eq!(found("pri*", "print the prize"), "[print] the [prize]");
        assert_eq!(found("本語", "日本語本"), "日[本語]本");
        assert_eq!(found("a \"a b\"", "a b"), "[a b]");
        assert_eq!(marked("x -jam", "jam"), None);
    }

    #[test]
    fn long_texts_are_cut_around_the_first_match() {
        let text = format!("{} needle {}", "before ".repeat(50), "after ".repeat(100));
        let found = marked("needle", &text).unwrap();
        assert!(found.starts_with("…before "), "{found}");
        assert!(found.contains(" [needle] after "), "{found}");
        assert!(found.ends_with('…'), "{found}");
        assert!(found.chars().count() <= MAX_LENGTH + 4);
    }

    #[test]
    fn few_fragments_show_all_terms() {
        let terms = parse("one two three").unwrap().terms;
        let texts = ["one", "one two", "one", "three", "one two three"];
        let candidates: Vec<_> = texts
            .iter()
            .map(|text| Candidate::new(Field::Comment, text))
            .collect();
        let found = choose(&terms, &candidates);
        assert_eq!(
            found[0]
                .segments
                .iter()
                .filter(|part| part.is_match)
                .count(),
            3
        );
        assert_eq!(found.len(), 2);
    }
}
