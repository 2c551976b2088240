//! Which form of a message goes with a number: the expressions of gettext's `Plural-Forms`, read
//! once.

/// An expression of the number `n`.
#[derive(Debug)]
enum Term {
    Count,
    Number(i128),
    Pair(Operator, Box<Term>, Box<Term>),
    Choice(Box<Term>, Box<Term>, Box<Term>),
}

#[derive(Clone, Copy, Debug)]
enum Operator {
    Or,
    And,
    Equal,
    NotEqual,
    LessOrEqual,
    GreaterOrEqual,
    Less,
    Greater,
    Remainder,
}

/// The rule of a language.
#[derive(Debug)]
pub(super) struct Plural(Option<Term>);

/// Operators by how weakly they bind.
const LEVELS: [&[(&str, Operator)]; 5] = [
    &[("||", Operator::Or)],
    &[("&&", Operator::And)],
    &[("==", Operator::Equal), ("!=", Operator::NotEqual)],
    &[
        ("<=", Operator::LessOrEqual),
        (">=", Operator::GreaterOrEqual),
        ("<", Operator::Less),
        (">", Operator::Greater),
    ],
    &[("%", Operator::Remainder)],
];

impl Plural {
    /// Reads an expression of C's; one that cannot be read is that of English.
    pub(super) fn new(expression: &str) -> Self {
        let text: String = expression.chars().filter(|c| !c.is_whitespace()).collect();
        let mut rest = text.as_str();
        let term = choice(&mut rest);
        Self(term.filter(|_| rest.is_empty()))
    }

    #[cfg(test)]
    pub(super) fn is_sound(&self) -> bool {
        self.0.is_some()
    }

    /// The place of the form for this number.
    pub(super) fn form(&self, count: i128) -> usize {
        let form = self
            .0
            .as_ref()
            .map_or(i128::from(count != 1), |term| value(term, count));
        usize::try_from(form).unwrap_or(0)
    }
}

fn choice(rest: &mut &str) -> Option<Term> {
    let condition = pair(rest, 0)?;
    if !take(rest, "?") {
        return Some(condition);
    }
    let yes = choice(rest)?;
    if !take(rest, ":") {
        return None;
    }
    Some(Term::Choice(
        Box::new(condition),
        Box::new(yes),
        Box::new(choice(rest)?),
    ))
}

fn pair(rest: &mut &str, level: usize) -> Option<Term> {
    let Some(operators) = LEVELS.get(level) else {
        return atom(rest);
    };
    let mut left = pair(rest, level + 1)?;
    while let Some((_, operator)) = operators.iter().find(|(sign, _)| take(rest, sign)) {
        left = Term::Pair(*operator, Box::new(left), Box::new(pair(rest, level + 1)?));
    }
    Some(left)
}

fn atom(rest: &mut &str) -> Option<Term> {
    if take(rest, "(") {
        let term = choice(rest)?;
        return take(rest, ")").then_some(term);
    }
    if take(rest, "n") {
        return Some(Term::Count);
    }
    let length = rest
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(rest.len());
    let number = rest[..length].parse().ok()?;
    *rest = &rest[length..];
    Some(Term::Number(number))
}

fn take(rest: &mut &str, sign: &str) -> bool {
    match rest.strip_prefix(sign) {
        Some(after) => {
            *rest = after;
            true
        }
        None => false,
    }
}

fn value(term: &Term, count: i128) -> i128 {
    match term {
        Term::Count => count,
        Term::Number(number) => *number,
        Term::Choice(condition, yes, no) => value(
            if value(condition, count) != 0 {
                yes
            } else {
                no
            },
            count,
        ),
        Term::Pair(operator, a, b) => {
            let (a, b) = (value(a, count), value(b, count));
            match operator {
                Operator::Or => i128::from(a != 0 || b != 0),
                Operator::And => i128::from(a != 0 && b != 0),
                Operator::Equal => i128::from(a == b),
                Operator::NotEqual => i128::from(a != b),
                Operator::LessOrEqual => i128::from(a <= b),
                Operator::GreaterOrEqual => i128::from(a >= b),
                Operator::Less => i128::from(a < b),
                Operator::Greater => i128::from(a > b),
                Operator::Remainder => a.checked_rem_euclid(b).unwrap_or(0),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Plural;

    #[test]
    fn forms() {
        let polish =
            Plural::new("(n==1 ? 0 : (n%10>=2 && n%10<=4) && (n%100<12 || n%100>14) ? 1 : 2)");
        assert_eq!(
            [1, 2, 5, 12, 22, 25].map(|n| polish.form(n)),
            [0, 1, 2, 2, 1, 2]
        );
        assert_eq!([0, 1, 2].map(|n| Plural::new("n > 1").form(n)), [0, 0, 1]);
        assert!(!Plural::new("n >").is_sound());
    }
}
