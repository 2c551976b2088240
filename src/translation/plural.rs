//! The `Plural-Forms` header of a catalogue: a C expression that computes the index of the plural
//! form for a count `n`.

/// The maximum nesting of an expression, far deeper than that of any language.
const MAX_DEPTH: usize = 50;

/// The rule that chooses the plural form of a language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct PluralRule(Node);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Node {
    N,
    Number(u64),
    Not(Box<Node>),
    Binary(&'static str, Box<Node>, Box<Node>),
    Conditional(Box<Node>, Box<Node>, Box<Node>),
}

/// Binary operators from the lowest to the highest precedence, as in C.
const LEVELS: [&[&str]; 6] = [
    &["||"],
    &["&&"],
    &["==", "!="],
    &["<=", ">=", "<", ">"],
    &["+", "-"],
    &["*", "/", "%"],
];

impl Default for PluralRule {
    /// `n != 1`, the default of Python's `gettext`.
    fn default() -> Self {
        Self(Node::Binary(
            "!=",
            Box::new(Node::N),
            Box::new(Node::Number(1)),
        ))
    }
}

impl PluralRule {
    /// Parses the value of a header such as `Plural-Forms: nplurals=2; plural=(n != 1);`.
    pub(super) fn parse(header: &str) -> Option<Self> {
        let (_, expression) = header.split_once("plural=")?;
        let mut parser = Parser {
            rest: expression.trim().trim_end_matches(';').trim_end(),
            depth: 0,
        };
        let node = parser.conditional()?;
        parser.rest.trim_start().is_empty().then_some(Self(node))
    }

    /// The index of the form for a count.
    pub(super) fn form(&self, n: u64) -> usize {
        usize::try_from(self.0.value(n)).unwrap_or(usize::MAX)
    }
}

impl Node {
    fn value(&self, n: u64) -> u64 {
        match self {
            Self::N => n,
            Self::Number(number) => *number,
            Self::Not(node) => u64::from(node.value(n) == 0),
            Self::Conditional(condition, yes, no) => {
                if condition.value(n) != 0 {
                    yes.value(n)
                } else {
                    no.value(n)
                }
            }
            Self::Binary(operator, left, right) => {
                let (left, right) = (left.value(n), right.value(n));
                match *operator {
                    "||" => u64::from(left != 0 || right != 0),
                    "&&" => u64::from(left != 0 && right != 0),
                    "==" => u64::from(left == right),
                    "!=" => u64::from(left != right),
                    "<=" => u64::from(left <= right),
                    ">=" => u64::from(left >= right),
                    "<" => u64::from(left < right),
                    ">" => u64::from(left > right),
                    "+" => left.wrapping_add(right),
                    "-" => left.wrapping_sub(right),
                    "*" => left.wrapping_mul(right),
                    "/" => left.checked_div(right).unwrap_or(0),
                    _ => left.checked_rem(right).unwrap_or(0),
                }
            }
        }
    }
}

struct Parser<'a> {
    rest: &'a str,
    depth: usize,
}

impl Parser<'_> {
    fn eat(&mut self, token: &str) -> bool {
        self.rest = self.rest.trim_start();
        match self.rest.strip_prefix(token) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    fn conditional(&mut self) -> Option<Node> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return None;
        }
        let condition = self.binary(0)?;
        let node = if self.eat("?") {
            let yes = self.conditional()?;
            if !self.eat(":") {
                return None;
            }
            Node::Conditional(
                Box::new(condition),
                Box::new(yes),
                Box::new(self.conditional()?),
            )
        } else {
            condition
        };
        self.depth -= 1;
        Some(node)
    }

    fn binary(&mut self, level: usize) -> Option<Node> {
        let Some(operators) = LEVELS.get(level) else {
            return self.unary();
        };
        let mut left = self.binary(level + 1)?;
        while let Some(operator) = operators.iter().find(|operator| self.eat(operator)) {
            left = Node::Binary(operator, Box::new(left), Box::new(self.binary(level + 1)?));
        }
        Some(left)
    }

    fn unary(&mut self) -> Option<Node> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return None;
        }
        let node = if self.eat("!") {
            Node::Not(Box::new(self.unary()?))
        } else if self.eat("(") {
            let node = self.conditional()?;
            if !self.eat(")") {
                return None;
            }
            node
        } else if self.eat("n") {
            Node::N
        } else {
            let digits = self.rest.len()
                - self
                    .rest
                    .trim_start_matches(|c: char| c.is_ascii_digit())
                    .len();
            let (number, rest) = self.rest.split_at(digits);
            self.rest = rest;
            Node::Number(number.parse().ok()?)
        };
        self.depth -= 1;
        Some(node)
    }
}

#[cfg(test)]
mod tests {
    use super::PluralRule;

    #[test]
    fn evaluates_rules_of_languages() {
        for (header, expected) in [
            ("nplurals=1; plural=0;", [0, 0, 0, 0, 0]),
            ("nplurals=2; plural=(n != 1);", [1, 0, 1, 1, 1]),
            ("nplurals=2; plural=n>1", [0, 0, 1, 1, 1]),
            (
                "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);",
                [2, 0, 1, 2, 0],
            ),
            (
                "nplurals=6; plural=n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 && n%100<=99 ? 4 : 5;",
                [0, 1, 2, 3, 4],
            ),
            (
                "nplurals=3; plural=(n==1?0:(((n%100>19)||((n%100==0)&&(n!=0)))?2:1));",
                [1, 0, 1, 1, 2],
            ),
        ] {
            let rule = PluralRule::parse(header).unwrap();
            assert_eq!([0, 1, 2, 5, 21].map(|n| rule.form(n)), expected, "{header}");
        }
    }

    #[test]
    fn rejects_malformed_rules() {
        for header in [
            "",
            "nplurals=2",
            "nplurals=2; plural=",
            "nplurals=2; plural=(n",
            "nplurals=2; plural=n n",
        ] {
            assert_eq!(PluralRule::parse(header), None, "{header}");
        }
        let deep = format!("nplurals=2; plural={}n", "(".repeat(100_000));
        assert_eq!(PluralRule::parse(&deep), None);
        assert_eq!(PluralRule::default().form(1), 0);
        assert_eq!(
            PluralRule::parse("nplurals=2; plural=n%0").unwrap().form(3),
            0
        );
    }

    proptest::proptest! {
        #[test]
        fn never_panics(expression in "[n0-9!?:()<>=&|+*/% -]{0,60}", n in proptest::num::u64::ANY) {
            if let Some(rule) = PluralRule::parse(&format!("nplurals=2; plural={expression};")) {
                rule.form(n);
            }
        }
    }
}
