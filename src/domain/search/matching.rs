//! The conditions of terms in the language of each database's text index, and the table of
//! documents that match, with their scores.

use sea_orm::DbBackend;
use sea_orm::sea_query::{Alias, Expr, ExprTrait, Func, Query, SelectStatement, UnionType};

use super::class::Class;
use super::index::DOCUMENTS;
use super::parse::Term;

/// Name of the derived table of matching documents.
pub(super) const HIT: &str = "deskql_hit";
/// Its column with the ID of the document.
pub(super) const DOCUMENT: &str = "document_id";
/// Its column with the score.
pub(super) const SCORE: &str = "score";
/// Its column that is 1 if all words together match.
pub(super) const WHOLE: &str = "whole";
/// Its column that is 1 if those of public parts match.
pub(super) const PUBLIC: &str = "public";

/// The score of a term in the title.
pub const TITLE_SCORE: i64 = 8;
/// The score of a term in the description, which a term in the title can have besides.
pub const BODY_SCORE: i64 = 4;
/// The score of the ticket whose reference the text is.
pub const REFERENCE_SCORE: i64 = 1_000_000;

/// The classes whose words each side of a search finds.
#[derive(Clone, Debug, Default)]
pub(super) struct Sides {
    /// Where the viewer may see everything; empty: nowhere.
    pub(super) whole: Vec<Class>,
    /// Where the viewer may see public parts; empty: the other side has all.
    pub(super) public: Vec<Class>,
}

/// The condition that a document contains all of `terms`, or one of them, in these classes.
fn expression(backend: DbBackend, classes: &[Class], terms: &[&Term], all: bool) -> String {
    let one = |term: &Term, class: Class| {
        let tokens: Vec<String> = term.words.iter().map(|word| class.token(word)).collect();
        let star = term.is_prefix;
        match backend {
            DbBackend::Postgres => {
                let mut text = tokens
                    .iter()
                    .map(|token| format!("'{token}'"))
                    .collect::<Vec<_>>()
                    .join("<->");
                if star {
                    text += ":*";
                }
                format!("({text})")
            }
            DbBackend::Sqlite => {
                let star = if star { " *" } else { "" };
                format!("\"{}\"{star}", tokens.join(" "))
            }
            _ => match (&tokens[..], star) {
                ([token], true) => format!("{token}*"),
                ([token], false) => token.clone(),
                _ => format!("\"{}\"", tokens.join(" ")),
            },
        }
    };
    let (either, both) = match backend {
        DbBackend::Postgres => ("|", "&"),
        DbBackend::Sqlite => (" OR ", " AND "),
        _ => (" ", " "),
    };
    let required = if backend == DbBackend::MySql && all {
        "+"
    } else {
        ""
    };
    let group = |term: &&Term| {
        let alternatives: Vec<String> = classes.iter().map(|class| one(term, *class)).collect();
        format!("{required}({})", alternatives.join(either))
    };
    let groups: Vec<String> = terms.iter().map(group).collect();
    groups.join(if all { both } else { either })
}

/// Selects the IDs of the documents that match an expression.
fn select(backend: DbBackend, expression: String) -> SelectStatement {
    let mut select = Query::select();
    match backend {
        DbBackend::Postgres => select.column(DOCUMENT).and_where(Expr::cust_with_values(
            "body @@ CAST($1 AS tsquery)",
            [expression],
        )),
        DbBackend::Sqlite => {
            select
                .expr_as(Expr::cust("rowid"), DOCUMENT)
                .and_where(Expr::cust_with_values(
                    "deskql_search_document MATCH ?",
                    [expression],
                ))
        }
        _ => select.column(DOCUMENT).and_where(Expr::cust_with_values(
            "MATCH (body) AGAINST (? IN BOOLEAN MODE)",
            [expression],
        )),
    };
    select.from(DOCUMENTS).take()
}

/// Adds the columns of the derived table to a select of IDs.
pub(super) fn with_columns(
    mut select: SelectStatement,
    score: i64,
    [whole, public]: [u8; 2],
) -> SelectStatement {
    select
        .expr_as(Expr::cust(score.to_string()), SCORE)
        .expr_as(Expr::cust(whole.to_string()), WHOLE)
        .expr_as(Expr::cust(public.to_string()), PUBLIC)
        .take()
}

/// The documents that contain one of these terms.
pub(super) fn containing(
    backend: DbBackend,
    classes: &[Class],
    terms: &[&Term],
) -> SelectStatement {
    select(backend, expression(backend, classes, terms, false))
}

/// The table of documents that match the positive terms, of which there is at least one, with the
/// columns of this file. `others` are further parts with the same columns. A document is selected by
/// a side if its column is 1: excluded ones have 2.
pub(super) fn table(
    backend: DbBackend,
    terms: &[Term],
    sides: &Sides,
    others: Vec<SelectStatement>,
) -> SelectStatement {
    let (negative, positive): (Vec<&Term>, Vec<&Term>) =
        terms.iter().partition(|term| term.is_negated);
    let mut parts = Vec::new();
    for (classes, one, two) in [
        (&sides.whole, [1, 0], [2, 0]),
        (&sides.public, [0, 1], [0, 2]),
    ] {
        if classes.is_empty() {
            continue;
        }
        let matching = select(backend, expression(backend, classes, &positive, true));
        parts.push(with_columns(matching, 0, one));
        if !negative.is_empty() {
            parts.push(with_columns(
                containing(backend, classes, &negative),
                0,
                two,
            ));
        }
    }
    for term in &positive {
        for (class, score) in [(Class::Title, TITLE_SCORE), (Class::Body, BODY_SCORE)] {
            let matching = containing(backend, &[class], &[*term]);
            parts.push(with_columns(matching, score, [0, 0]));
        }
    }
    parts.extend(others);
    let mut parts = parts.into_iter();
    let mut union = parts.next().unwrap_or_default();
    for part in parts {
        union.union(UnionType::All, part);
    }
    let name = "deskql_part";
    let most = |column: &'static str| {
        Expr::expr(Func::max(Expr::col((Alias::new(name), Alias::new(column)))))
    };
    let score = Expr::expr(Func::sum(Expr::col((Alias::new(name), Alias::new(SCORE)))));
    let score = match backend {
        DbBackend::MySql => score.cast_as("SIGNED"),
        DbBackend::Postgres => score.cast_as("bigint"),
        _ => score,
    };
    Query::select()
        .column((Alias::new(name), Alias::new(DOCUMENT)))
        .expr_as(score, SCORE)
        .expr_as(most(WHOLE), WHOLE)
        .expr_as(most(PUBLIC), PUBLIC)
        .from_subquery(union, name)
        .group_by_col((Alias::new(name), Alias::new(DOCUMENT)))
        .and_having(most(WHOLE).eq(1).or(most(PUBLIC).eq(1)))
        .take()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expressions_are_in_the_language_of_the_database() {
        let term = |words: &[&str], is_prefix| Term {
            words: words.iter().map(|&word| word.to_owned()).collect(),
            is_prefix,
            is_negated: false,
        };
        let terms = [term(&["print"], true), term(&["paper", "jam"], false)];
        let terms: Vec<&Term> = terms.iter().collect();
        let text = |backend| expression(backend, &[Class::Title, Class::Body], &terms, true);
        assert_eq!(
            text(DbBackend::Postgres),
            "(('xtprint':*)|('xbprint':*))&(('xtpaper'<->'xtjam')|('xbpaper'<->'xbjam'))"
        );
        assert_eq!(
            text(DbBackend::Sqlite),
            "(\"xtprint\" * OR \"xbprint\" *) AND (\"xtpaper xtjam\" OR \"xbpaper xbjam\")"
        );
        assert_eq!(
            text(DbBackend::MySql),
            "+(xtprint* xbprint*) +(\"xtpaper xtjam\" \"xbpaper xbjam\")"
        );
    }
}
