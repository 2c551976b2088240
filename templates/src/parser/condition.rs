//! Reads the condition of `{% if %}` (Django's smartif): operators bind as Python's, a space stands
//! around each.

use crate::filters::Library;
use crate::node::{Condition, Operator};

/// Operators in one condition.
const MOST: usize = 300;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Mark {
    Not,
    Pair(Operator),
}

/// Reads a condition from the words of the tag; the error is a sentence.
pub(crate) fn condition(words: &[String], library: &Library) -> Result<Condition, String> {
    let mut reader = Reader {
        words: joined(words),
        at: 0,
        library,
        operators: 0,
    };
    let condition = reader.expression(0)?;
    match reader.words.get(reader.at) {
        None => Ok(condition),
        Some(word) => Err(format!(
            "\"{word}\" is one too many at the end of the condition"
        )),
    }
}

/// `is not` and `not in` are one word.
fn joined(words: &[String]) -> Vec<String> {
    let mut joined: Vec<String> = Vec::with_capacity(words.len());
    let mut at = 0;
    while at < words.len() {
        let next = words.get(at + 1).map(String::as_str);
        let pair = match (words[at].as_str(), next) {
            ("is", Some("not")) => Some("is not"),
            ("not", Some("in")) => Some("not in"),
            _ => None,
        };
        joined.push(pair.map_or_else(|| words[at].clone(), ToOwned::to_owned));
        at += if pair.is_some() { 2 } else { 1 };
    }
    joined
}

fn mark(word: &str) -> Option<(Mark, u8)> {
    use Operator as O;
    Some(match word {
        "or" => (Mark::Pair(O::Or), 6),
        "and" => (Mark::Pair(O::And), 7),
        "not" => (Mark::Not, 8),
        "in" => (Mark::Pair(O::In), 9),
        "not in" => (Mark::Pair(O::NotIn), 9),
        "is" => (Mark::Pair(O::Is), 10),
        "is not" => (Mark::Pair(O::IsNot), 10),
        "==" => (Mark::Pair(O::Equal), 10),
        "!=" => (Mark::Pair(O::NotEqual), 10),
        ">" => (Mark::Pair(O::Greater), 10),
        ">=" => (Mark::Pair(O::GreaterOrEqual), 10),
        "<" => (Mark::Pair(O::Less), 10),
        "<=" => (Mark::Pair(O::LessOrEqual), 10),
        _ => return None,
    })
}

struct Reader<'l> {
    words: Vec<String>,
    at: usize,
    library: &'l Library,
    operators: usize,
}

impl Reader<'_> {
    fn expression(&mut self, power: u8) -> Result<Condition, String> {
        let Some(word) = self.words.get(self.at).cloned() else {
            return Err("the condition ends where a value should stand".into());
        };
        self.at += 1;
        let mut left = match mark(&word) {
            None => Condition::Value(super::expression::expression(&word, self.library)?),
            Some((Mark::Not, power)) => {
                self.count()?;
                Condition::Not(Box::new(self.expression(power)?))
            }
            Some(_) => {
                return Err(format!(
                    "\"{word}\" stands where a value should stand in the condition"
                ));
            }
        };
        while let Some((found, strength)) = self.words.get(self.at).and_then(|word| mark(word)) {
            if power >= strength {
                break;
            }
            self.count()?;
            self.at += 1;
            let Mark::Pair(operator) = found else {
                return Err("\"not\" stands between two values of the condition".into());
            };
            left = Condition::Pair(
                operator,
                Box::new(left),
                Box::new(self.expression(strength)?),
            );
        }
        Ok(left)
    }

    fn count(&mut self) -> Result<(), String> {
        self.operators += 1;
        if self.operators > MOST {
            Err(format!("a condition may have {MOST} operators at most"))
        } else {
            Ok(())
        }
    }
}
