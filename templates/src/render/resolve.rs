//! Evaluates filter expressions and conditions.

use std::cmp::Ordering;
use std::fmt;
use std::sync::Arc;

use super::Renderer;
use crate::error::{RenderError, RenderResult};
use crate::node::{Block, Condition, FilterExpression, Operand, Operator};
use crate::value::lookup::LookupResult;
use crate::value::{Object, Value};

impl Renderer<'_> {
    /// Evaluates an expression; a missing variable is `string_if_invalid`.
    pub(super) fn resolve(&mut self, expression: &FilterExpression) -> RenderResult<Value> {
        self.resolve_expression(expression, false)
    }

    /// Evaluates an expression; a missing variable is `None` (`ignore_failures=True`).
    pub(super) fn resolve_or_none(&mut self, expression: &FilterExpression) -> RenderResult<Value> {
        self.resolve_expression(expression, true)
    }

    fn resolve_expression(
        &mut self,
        expression: &FilterExpression,
        ignore_failures: bool,
    ) -> RenderResult<Value> {
        let value = match self.resolve_operand(&expression.operand) {
            Err(RenderError::VariableDoesNotExist(_)) if ignore_failures => Value::None,
            Err(RenderError::VariableDoesNotExist(name)) => match self.string_if_invalid(&name) {
                invalid if invalid.is_truthy() => return Ok(invalid),
                invalid => invalid,
            },
            other => other?,
        };
        self.apply_filters(value, expression)
    }

    /// Applies the filters of an expression to a value.
    pub(super) fn apply_filters(
        &mut self,
        mut value: Value,
        expression: &FilterExpression,
    ) -> RenderResult<Value> {
        for (filter, argument) in &expression.filters {
            let argument = argument
                .as_ref()
                .map(|argument| self.resolve_operand(argument))
                .transpose()?;
            self.count_steps(1 + step_cost(&value))?;
            value = filter.apply(value, argument, &self.env)?;
            self.count_steps(step_cost(&value))?;
        }
        Ok(value)
    }

    /// The value of a missing variable.
    pub(super) fn string_if_invalid(&self, name: &str) -> Value {
        self.env
            .options
            .string_if_invalid
            .replace("%s", name)
            .into()
    }

    /// Evaluates a constant or variable.
    pub(super) fn resolve_operand(&mut self, operand: &Operand) -> RenderResult<Value> {
        match operand {
            Operand::Constant(value) => Ok(value.clone()),
            Operand::TranslatedConstant(message) => {
                self.translate_value(&Value::safe(message.as_str()), None)
            }
            Operand::Variable(path) => self.resolve_variable(path),
            Operand::TranslatedVariable(path) => {
                let value = self.resolve_variable(path)?;
                self.translate_value(&value, None)
            }
        }
    }

    /// Translates a string. Messages have `%%` instead of `%`.
    pub(super) fn translate_value(
        &self,
        value: &Value,
        context: Option<&str>,
    ) -> RenderResult<Value> {
        let Value::Str(text) = value else {
            return Err(RenderError::attribute_error(format!(
                "cannot translate {}",
                value.type_description()
            )));
        };
        let message = text.as_str().replace('%', "%%");
        let translated = match context {
            Some(context) => self.env.pgettext(context, &message),
            None => self.env.gettext(&message),
        };
        Ok(Value::str(translated, text.is_safe()))
    }

    fn resolve_variable(&mut self, path: &[String]) -> RenderResult<Value> {
        let missing = || RenderError::VariableDoesNotExist(path.join("."));
        let (first, rest) = path.split_first().ok_or_else(missing)?;
        let mut value = self.context.get(first).ok_or_else(missing)?;
        for bit in rest {
            // Methods of a text make new ones.
            self.count_steps(step_cost(&value))?;
            if step_cost(&value) > self.env.max_length() / 512 && value.as_text().is_some() {
                return Err(RenderError::LimitExceeded(format!(
                    "the string is too long for \"{bit}\""
                )));
            }
            if let Some(block) = block_of(&value)
                && bit == "super"
            {
                value = self.block_super(&block)?;
                continue;
            }
            value = match value.lookup(bit) {
                Some(LookupResult::Value(value)) => value,
                Some(LookupResult::Invalid) => self.env.options.string_if_invalid.as_ref().into(),
                None => return Err(missing()),
            };
        }
        Ok(value)
    }

    /// Evaluates a condition. Like in Django, an operator that fails is false.
    pub(super) fn evaluate(&mut self, condition: &Condition) -> RenderResult<Value> {
        let result = match condition {
            Condition::Value(expression) => return self.resolve_or_none(expression),
            Condition::Not(inner) => self
                .evaluate(inner)
                .map(|value| Value::Bool(!value.is_truthy())),
            Condition::Binary(operator, left, right) => {
                self.evaluate_binary(*operator, left, right)
            }
        };
        match result {
            Err(error) if error.is_ignored_by_if() => Ok(Value::Bool(false)),
            other => other,
        }
    }

    fn evaluate_binary(
        &mut self,
        operator: Operator,
        left: &Condition,
        right: &Condition,
    ) -> RenderResult<Value> {
        self.count_steps(1)?;
        let left = self.evaluate(left)?;
        match operator {
            Operator::Or if left.is_truthy() => return Ok(left),
            Operator::Or => return self.evaluate(right),
            Operator::And if !left.is_truthy() => return Ok(left),
            Operator::And => return self.evaluate(right),
            _ => {}
        }
        let right = self.evaluate(right)?;
        self.count_steps(step_cost(&left) + step_cost(&right))?;
        let has_order = |orders: &[Ordering]| {
            Ok(left
                .compare(&right)?
                .is_some_and(|order| orders.contains(&order)))
        };
        let result: RenderResult<bool> = match operator {
            Operator::In => right.contains(&left),
            Operator::NotIn => right.contains(&left).map(|contains| !contains),
            Operator::Is => Ok(left.is_identical(&right)),
            Operator::IsNot => Ok(!left.is_identical(&right)),
            Operator::Equal => Ok(left.equals(&right)),
            Operator::NotEqual => Ok(!left.equals(&right)),
            Operator::Greater => has_order(&[Ordering::Greater]),
            Operator::GreaterOrEqual => has_order(&[Ordering::Greater, Ordering::Equal]),
            Operator::Less => has_order(&[Ordering::Less]),
            _ => has_order(&[Ordering::Less, Ordering::Equal]),
        };
        result.map(Value::Bool)
    }
}

/// Number of steps to process a value.
pub(super) fn step_cost(value: &Value) -> usize {
    match value {
        Value::Str(text) => text.as_str().len() / 32,
        Value::List(items) | Value::Tuple(items) => items.len(),
        Value::Dict(dict) => dict.len(),
        // Comparing it with a float takes a thousand digits.
        Value::Decimal(_) => 20,
        _ => 0,
    }
}

/// The variable `block` in a block.
pub(super) struct BlockVariable {
    pub(super) block: Arc<Block>,
    /// Whether the template extends another, which may have a block of the same name.
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

/// The fields of a [`BlockVariable`].
fn block_of(value: &Value) -> Option<(Arc<Block>, bool)> {
    let Value::Object(object) = value else {
        return None;
    };
    let any: &dyn std::any::Any = object.as_ref();
    any.downcast_ref::<BlockVariable>()
        .map(|variable| (variable.block.clone(), variable.extended))
}
