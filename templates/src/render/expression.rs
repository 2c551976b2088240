//! Values with their filters, and conditions.

use std::cmp::Ordering;
use std::fmt;
use std::sync::Arc;

use super::Renderer;
use crate::error::{Fault, Outcome};
use crate::node::{Base, Block, Condition, Expr, Operator};
use crate::value::lookup::Found;
use crate::value::{Object, Value};

impl Renderer<'_> {
    /// The value of an expression; a variable without value is what is invalid.
    pub(super) fn value(&mut self, expression: &Expr) -> Outcome<Value> {
        self.resolve(expression, false)
    }

    /// The value of an expression; a variable without value is `None`.
    pub(super) fn value_or_none(&mut self, expression: &Expr) -> Outcome<Value> {
        self.resolve(expression, true)
    }

    fn resolve(&mut self, expression: &Expr, none: bool) -> Outcome<Value> {
        let value = match self.base(&expression.base) {
            Err(Fault::Missing(_)) if none => Value::None,
            Err(Fault::Missing(name)) => match self.invalid(&name) {
                invalid if invalid.truthy() => return Ok(invalid),
                invalid => invalid,
            },
            other => other?,
        };
        self.filtered(value, expression)
    }

    /// A value with the filters of an expression applied.
    pub(super) fn filtered(&mut self, mut value: Value, expression: &Expr) -> Outcome<Value> {
        for (filter, argument) in &expression.filters {
            let argument = argument
                .as_ref()
                .map(|argument| self.base(argument))
                .transpose()?;
            self.spend(1 + weight(&value))?;
            value = filter.apply(value, argument, &self.env)?;
            self.spend(weight(&value))?;
        }
        Ok(value)
    }

    fn invalid(&self, name: &str) -> Value {
        self.env
            .options
            .string_if_invalid
            .replace("%s", name)
            .into()
    }

    /// A value before filters.
    pub(super) fn base(&mut self, base: &Base) -> Outcome<Value> {
        match base {
            Base::Literal(value) => Ok(value.clone()),
            Base::Message(message) => self.translated(&Value::safe(message.as_str()), None),
            Base::Path(path) => self.lookup(path),
            Base::MessageOf(path) => {
                let value = self.lookup(path)?;
                self.translated(&value, None)
            }
        }
    }

    /// A text translated; `%` is doubled in messages.
    pub(super) fn translated(&self, value: &Value, context: Option<&str>) -> Outcome<Value> {
        let Value::Str(text) = value else {
            return Err(Fault::attribute(format!(
                "{} cannot be translated",
                value.kind()
            )));
        };
        let message = text.as_str().replace('%', "%%");
        let translated = match context {
            Some(context) => self.env.pgettext(context, &message),
            None => self.env.gettext(&message),
        };
        Ok(Value::str(translated, text.is_safe()))
    }

    fn lookup(&mut self, path: &[String]) -> Outcome<Value> {
        let missing = || Fault::Missing(path.join("."));
        let (first, rest) = path.split_first().ok_or_else(missing)?;
        let mut value = self.scopes.get(first).ok_or_else(missing)?;
        for bit in rest {
            // Methods of a text make new ones.
            self.spend(weight(&value))?;
            if weight(&value) > self.env.limit() / 512 && value.as_text().is_some() {
                return Err(Fault::Limit(format!(
                    "the text whose \"{bit}\" is wanted is too long"
                )));
            }
            if let Some(block) = block_of(&value)
                && bit == "super"
            {
                value = self.block_super(&block)?;
                continue;
            }
            value = match value.lookup(bit) {
                Some(Found::Value(found)) => found,
                Some(Found::Invalid) => self.env.options.string_if_invalid.as_ref().into(),
                None => return Err(missing()),
            };
        }
        Ok(value)
    }

    /// The value of a condition. What goes wrong in an operator makes it false, as in Django.
    pub(super) fn condition(&mut self, condition: &Condition) -> Outcome<Value> {
        let result = match condition {
            Condition::Value(expression) => return self.value_or_none(expression),
            Condition::Not(inner) => self
                .condition(inner)
                .map(|value| Value::Bool(!value.truthy())),
            Condition::Pair(operator, left, right) => self.pair(*operator, left, right),
        };
        match result {
            Err(fault) if fault.is_exception() => Ok(Value::Bool(false)),
            other => other,
        }
    }

    fn pair(&mut self, operator: Operator, left: &Condition, right: &Condition) -> Outcome<Value> {
        self.spend(1)?;
        let left = self.condition(left)?;
        match operator {
            Operator::Or if left.truthy() => return Ok(left),
            Operator::Or => return self.condition(right),
            Operator::And if !left.truthy() => return Ok(left),
            Operator::And => return self.condition(right),
            _ => {}
        }
        let right = self.condition(right)?;
        self.spend(weight(&left) + weight(&right))?;
        let order = |wanted: &[Ordering]| {
            Ok(left
                .order(&right)?
                .is_some_and(|order| wanted.contains(&order)))
        };
        let result: Outcome<bool> = match operator {
            Operator::In => right.contains(&left),
            Operator::NotIn => right.contains(&left).map(|within| !within),
            Operator::Is => Ok(left.is_same(&right)),
            Operator::IsNot => Ok(!left.is_same(&right)),
            Operator::Equal => Ok(left.equals(&right)),
            Operator::NotEqual => Ok(!left.equals(&right)),
            Operator::Greater => order(&[Ordering::Greater]),
            Operator::GreaterOrEqual => order(&[Ordering::Greater, Ordering::Equal]),
            Operator::Less => order(&[Ordering::Less]),
            _ => order(&[Ordering::Less, Ordering::Equal]),
        };
        result.map(Value::Bool)
    }
}

/// What a value costs to work on, in steps.
pub(super) fn weight(value: &Value) -> usize {
    match value {
        Value::Str(text) => text.as_str().len() / 32,
        Value::List(items) | Value::Tuple(items) => items.len(),
        Value::Dict(dict) => dict.len(),
        // Compared with a float it becomes a thousand digits.
        Value::Decimal(_) => 20,
        _ => 0,
    }
}

/// The variable `block` within a block.
pub(super) struct BlockVariable {
    pub(super) block: Arc<Block>,
    /// Whether templates are extended, so that there may be a block above it.
    pub(super) extended: bool,
}

impl Object for BlockVariable {
    fn get(&self, name: &str) -> Option<Value> {
        (name == "name").then(|| self.block.name.as_str().into())
    }

    fn write(&self, out: &mut dyn fmt::Write) -> fmt::Result {
        write!(out, "<Block Node: {}>", self.block.name)
    }
}

/// The block, and whether templates are extended, of the variable `block`.
fn block_of(value: &Value) -> Option<(Arc<Block>, bool)> {
    let Value::Object(object) = value else {
        return None;
    };
    let any: &dyn std::any::Any = object.as_ref();
    any.downcast_ref::<BlockVariable>()
        .map(|variable| (variable.block.clone(), variable.extended))
}
