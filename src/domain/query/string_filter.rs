//! Comparators of text.

use sea_orm::DbBackend;
use sea_orm::sea_query::{Expr, ExprTrait, Func, LikeExpr, Value};

use super::comparators::{Comparison, check_text};
use super::operand::{Operand, Terms};
use crate::domain::Result;

/// Compares text by the rules of the database: the usual collations of MariaDB ignore case and
/// accents. Comparators are combined with AND.
#[derive(Clone, Debug, Default, async_graphql::InputObject)]
pub struct StringFilter {
    /// Equal to this text.
    pub eq: Option<String>,
    /// Not equal to this text. Matches rows without a value.
    pub ne: Option<String>,
    /// One of these texts.
    #[graphql(name = "in")]
    pub is_in: Option<Vec<String>>,
    /// None of these texts. Matches rows without a value.
    pub not_in: Option<Vec<String>>,
    /// Contains this text, ignoring case (in SQLite, only of ASCII letters).
    pub contains: Option<String>,
    /// Begins with this text, ignoring case.
    pub starts_with: Option<String>,
    /// Ends with this text, ignoring case.
    pub ends_with: Option<String>,
    /// Whether there is no value. An empty text is a value.
    pub is_null: Option<bool>,
}

impl Comparison for StringFilter {
    fn terms(&self, operand: &Operand) -> Terms {
        let equals = |text: &String| operand.expr.clone().eq(text.as_str());
        let is_in = |given: &Option<Vec<String>>| {
            let texts = given.as_ref()?.iter();
            Some(operand.is_in(texts.map(|text| Value::from(text.as_str())).collect()))
        };
        let contains = |text: &String| like(operand, &format!("%{}%", escape_like(text)));
        let starts_with = |text: &String| like(operand, &format!("{}%", escape_like(text)));
        let ends_with = |text: &String| like(operand, &format!("%{}", escape_like(text)));
        let mut terms = Terms::default();
        terms.require(operand, self.eq.as_ref().map(equals));
        terms.exclude(operand, self.ne.as_ref().map(equals));
        terms.require(operand, is_in(&self.is_in));
        terms.exclude(operand, is_in(&self.not_in));
        terms.require(operand, self.contains.as_ref().map(contains));
        terms.require(operand, self.starts_with.as_ref().map(starts_with));
        terms.require(operand, self.ends_with.as_ref().map(ends_with));
        terms.is_null(operand, self.is_null);
        terms
    }

    fn ignores_case(&self) -> bool {
        [&self.contains, &self.starts_with, &self.ends_with]
            .iter()
            .any(|given| given.is_some())
    }

    fn size(&self) -> usize {
        let lists = [&self.is_in, &self.not_in].into_iter().flatten();
        self.single_texts().count()
            + usize::from(self.is_null.is_some())
            + lists.map(|list| list.len().max(1)).sum::<usize>()
    }

    fn check(&self) -> Result<()> {
        let lists = [&self.is_in, &self.not_in].into_iter().flatten().flatten();
        self.single_texts()
            .chain(lists)
            .try_for_each(|text| check_text(text))
    }
}

impl StringFilter {
    /// The texts of all comparators that take one text.
    fn single_texts(&self) -> impl Iterator<Item = &String> {
        [
            &self.eq,
            &self.ne,
            &self.contains,
            &self.starts_with,
            &self.ends_with,
        ]
        .into_iter()
        .flatten()
    }
}

/// `LIKE`, ignoring case.
fn like(operand: &Operand, pattern: &str) -> Expr {
    let like = |pattern: &str| LikeExpr::new(pattern).escape('\\');
    let lower = pattern.to_lowercase();
    match operand.backend {
        // SQLite's LIKE ignores the case of ASCII letters. SQLite does not know that of others.
        DbBackend::Sqlite => operand.expr.clone().like(like(pattern)),
        // A case-insensitive collation needs no `LOWER`, which would read the text again for each
        // comparison.
        DbBackend::MySql => {
            let expr = || operand.expr.clone();
            let is_case_sensitive =
                Expr::expr(Func::cust("COLLATION").arg(expr())).not_like("%_ci");
            let lowered = is_case_sensitive.and(operand.lowered().like(like(&lower)));
            expr().like(like(&lower)).or(lowered)
        }
        _ => operand.lowered().like(like(&lower)),
    }
}

/// Escapes the wildcards of `LIKE`.
fn escape_like(text: &str) -> String {
    text.replace('\\', "\\\\")
        .replace('%', "\\%")
        .replace('_', "\\_")
}
