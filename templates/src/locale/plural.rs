//! Selects the plural form of a message with the expression of gettext's `Plural-Forms`.

/// An expression of the variable `n`.
#[derive(Debug)]
enum Expression {
    Variable,
    Constant(i128),
    Binary(Operator, Box<Expression>, Box<Expression>),
    /// Condition, value if it is not zero, value if it is.
    Conditional(Box<Expression>, Box<Expression>, Box<Expression>),
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

/// The plural rule of a language.
#[derive(Debug)]
pub(super) struct PluralRule(Option<Expression>);

/// Operators by precedence, the lowest first.
const PRECEDENCE: [&[(&str, Operator)]; 5] = [
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

impl PluralRule {
    /// Parses a C expression; if it is invalid, English rules apply.
    pub(super) fn new(expression: &str) -> Self {
        let text: String = expression.chars().filter(|c| !c.is_whitespace()).collect();
        let mut rest = text.as_str();
        let expression = parse_conditional(&mut rest);
        Self(expression.filter(|_| rest.is_empty()))
    }

    #[cfg(test)]
    pub(super) fn is_valid(&self) -> bool {
        self.0.is_some()
    }

    /// Index of the form for a number.
    pub(super) fn form(&self, number: i128) -> usize {
        let form = self
            .0
            .as_ref()
            .map_or(i128::from(number != 1), |expression| {
                evaluate(expression, number)
            });
        usize::try_from(form).unwrap_or(0)
    }
}

fn parse_conditional(rest: &mut &str) -> Option<Expression> {
    let condition = parse_binary(rest, 0)?;
    if !take(rest, "?") {
        return Some(condition);
    }
    let yes = parse_conditional(rest)?;
    if !take(rest, ":") {
        return None;
    }
    Some(Expression::Conditional(
        Box::new(condition),
        Box::new(yes),
        Box::new(parse_conditional(rest)?),
    ))
}

fn parse_binary(rest: &mut &str, level: usize) -> Option<Expression> {
    let Some(operators) = PRECEDENCE.get(level) else {
        return parse_primary(rest);
    };
    let mut left = parse_binary(rest, level + 1)?;
    while let Some((_, operator)) = operators.iter().find(|(symbol, _)| take(rest, symbol)) {
        left = Expression::Binary(
            *operator,
            Box::new(left),
            Box::new(parse_binary(rest, level + 1)?),
        );
    }
    Some(left)
}

fn parse_primary(rest: &mut &str) -> Option<Expression> {
    if take(rest, "(") {
        let expression = parse_conditional(rest)?;
        return take(rest, ")").then_some(expression);
    }
    if take(rest, "n") {
        return Some(Expression::Variable);
    }
    let length = rest
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(rest.len());
    let number = rest[..length].parse().ok()?;
    *rest = &rest[length..];
    Some(Expression::Constant(number))
}

/// Removes a prefix if the text has it.
fn take(rest: &mut &str, prefix: &str) -> bool {
    match rest.strip_prefix(prefix) {
        Some(after) => {
            *rest = after;
            true
        }
        None => false,
    }
}

fn evaluate(expression: &Expression, number: i128) -> i128 {
    match expression {
        Expression::Variable => number,
        Expression::Constant(constant) => *constant,
        Expression::Conditional(condition, yes, no) => {
            let branch = if evaluate(condition, number) != 0 {
                yes
            } else {
                no
            };
            evaluate(branch, number)
        }
        Expression::Binary(operator, a, b) => {
            let (a, b) = (evaluate(a, number), evaluate(b, number));
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
    use super::PluralRule;

    #[test]
    fn evaluates_plural_expressions() {
        let polish =
            PluralRule::new("(n==1 ? 0 : (n%10>=2 && n%10<=4) && (n%100<12 || n%100>14) ? 1 : 2)");
        assert_eq!(
            [1, 2, 5, 12, 22, 25].map(|n| polish.form(n)),
            [0, 1, 2, 2, 1, 2]
        );
        assert_eq!(
            [0, 1, 2].map(|n| PluralRule::new("n > 1").form(n)),
            [0, 0, 1]
        );
        assert!(!PluralRule::new("n >").is_valid());
    }
}
