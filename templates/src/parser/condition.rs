//! Parses the condition of `{% if %}` with a Pratt parser (`django/template/smartif.py`). Operators
//! have Python's precedence and must be separated by spaces.

use super::expression::parse_filter_expression;
use crate::filters::Library;
use crate::node::{Condition, Operator};

/// Maximum number of operators in a condition.
const MAX_OPERATORS: usize = 300;

#[derive(Clone, Copy, PartialEq, Eq)]
enum OperatorToken {
    Not,
    Binary(Operator),
}

/// Parses a condition from the words of a tag; the error is a message.
pub(crate) fn parse_condition(words: &[String], library: &Library) -> Result<Condition, String> {
    let mut parser = IfParser {
        words: join_operators(words),
        position: 0,
        library,
        operators: 0,
    };
    let condition = parser.expression(0)?;
    match parser.words.get(parser.position) {
        None => Ok(condition),
        Some(word) => Err(format!("unexpected \"{word}\" at the end of the condition")),
    }
}

/// Joins `is not` and `not in` to one word.
fn join_operators(words: &[String]) -> Vec<String> {
    let mut joined: Vec<String> = Vec::with_capacity(words.len());
    let mut index = 0;
    while index < words.len() {
        let next = words.get(index + 1).map(String::as_str);
        let operator = match (words[index].as_str(), next) {
            ("is", Some("not")) => Some("is not"),
            ("not", Some("in")) => Some("not in"),
            _ => None,
        };
        joined.push(operator.map_or_else(|| words[index].clone(), ToOwned::to_owned));
        index += if operator.is_some() { 2 } else { 1 };
    }
    joined
}

/// The operator and its left binding power.
fn operator_token(word: &str) -> Option<(OperatorToken, u8)> {
    use Operator as O;
    Some(match word {
        "or" => (OperatorToken::Binary(O::Or), 6),
        "and" => (OperatorToken::Binary(O::And), 7),
        "not" => (OperatorToken::Not, 8),
        "in" => (OperatorToken::Binary(O::In), 9),
        "not in" => (OperatorToken::Binary(O::NotIn), 9),
        "is" => (OperatorToken::Binary(O::Is), 10),
        "is not" => (OperatorToken::Binary(O::IsNot), 10),
        "==" => (OperatorToken::Binary(O::Equal), 10),
        "!=" => (OperatorToken::Binary(O::NotEqual), 10),
        ">" => (OperatorToken::Binary(O::Greater), 10),
        ">=" => (OperatorToken::Binary(O::GreaterOrEqual), 10),
        "<" => (OperatorToken::Binary(O::Less), 10),
        "<=" => (OperatorToken::Binary(O::LessOrEqual), 10),
        _ => return None,
    })
}

struct IfParser<'l> {
    words: Vec<String>,
    position: usize,
    library: &'l Library,
    operators: usize,
}

impl IfParser<'_> {
    /// Parses up to an operator that binds no tighter than `rbp`.
    fn expression(&mut self, rbp: u8) -> Result<Condition, String> {
        let Some(word) = self.words.get(self.position).cloned() else {
            return Err("the condition ends where a value is expected".into());
        };
        self.position += 1;
        let mut left = match operator_token(&word) {
            None => Condition::Value(parse_filter_expression(&word, self.library)?),
            Some((OperatorToken::Not, lbp)) => {
                self.count_operator()?;
                Condition::Not(Box::new(self.expression(lbp)?))
            }
            Some(_) => {
                return Err(format!(
                    "unexpected \"{word}\" in the condition; expected a value"
                ));
            }
        };
        while let Some((token, lbp)) = self
            .words
            .get(self.position)
            .and_then(|word| operator_token(word))
        {
            if rbp >= lbp {
                break;
            }
            self.count_operator()?;
            self.position += 1;
            let OperatorToken::Binary(operator) = token else {
                return Err("unexpected \"not\" between two values of the condition".into());
            };
            left = Condition::Binary(operator, Box::new(left), Box::new(self.expression(lbp)?));
        }
        Ok(left)
    }

    fn count_operator(&mut self) -> Result<(), String> {
        self.operators += 1;
        if self.operators > MAX_OPERATORS {
            Err(format!(
                "the condition has more than {MAX_OPERATORS} operators"
            ))
        } else {
            Ok(())
        }
    }
}
