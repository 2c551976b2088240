//! Parses executable documents into the library's syntax tree. The library's own parser does not
//! support all string escapes of the specification, and drops duplicate names of operations,
//! fragments and input fields without an error. No other crate produces this tree.

mod lexer;
mod strings;

use std::collections::HashMap;

use async_graphql::parser::types::{
    BaseType, Directive, DocumentOperations, ExecutableDocument, Field, FragmentDefinition,
    FragmentSpread, InlineFragment, OperationDefinition, OperationType, Selection, SelectionSet,
    Type, TypeCondition, VariableDefinition,
};
use async_graphql::{Name, Number, Pos, Positioned};
use async_graphql_value::Value;
use serde_json::json;

use super::scan::MAX_NESTING;
use super::{DocumentError, Result};
use lexer::{Lexer, Token};

/// Maximum length of a document in bytes.
const MAX_LENGTH: usize = 256 * 1024;

/// A document with all its definitions, duplicates included.
#[derive(Debug, Default)]
pub(super) struct Parsed {
    /// The operations and their names.
    pub operations: Vec<(Option<Positioned<Name>>, Positioned<OperationDefinition>)>,
    /// The fragments and their names.
    pub fragments: Vec<(Positioned<Name>, Positioned<FragmentDefinition>)>,
    /// Input fields that occur more than once in the same object.
    pub duplicate_fields: Vec<Positioned<Name>>,
}

/// Parses a document of at most `max_tokens`.
///
/// # Errors
/// It is too long, nested too deeply, or not GraphQL.
pub(super) fn parse(text: &str, max_tokens: usize) -> Result<Parsed> {
    if text.len() > MAX_LENGTH {
        return Err(DocumentError::too_large(format_args!(
            "the document is longer than {MAX_LENGTH} bytes"
        )));
    }
    let mut lexer = Lexer::new(text, max_tokens);
    let (position, token) = lexer.next()?;
    let mut parser = Parser {
        lexer,
        position,
        token,
        depth: 0,
        parsed: Parsed::default(),
    };
    loop {
        parser.definition()?;
        if parser.token == Token::End {
            return Ok(parser.parsed);
        }
    }
}

impl Parsed {
    /// The library's document. Of duplicates it has the last; validation reports them.
    pub(super) fn into_document(self) -> ExecutableDocument {
        let anonymous = |(name, _): &(Option<_>, _)| name.is_none();
        let mut operations = self.operations;
        let operations = match operations.iter().position(anonymous) {
            Some(at) => DocumentOperations::Single(operations.swap_remove(at).1),
            None => DocumentOperations::Multiple(
                operations
                    .into_iter()
                    .filter_map(|(name, operation)| Some((name?.node, operation)))
                    .collect(),
            ),
        };
        let fragments = self
            .fragments
            .into_iter()
            .map(|(name, fragment)| (name.node, fragment));
        ExecutableDocument {
            operations,
            fragments: fragments.collect::<HashMap<_, _>>(),
        }
    }
}

/// A syntax error.
fn syntax(at: Pos, message: impl std::fmt::Display) -> DocumentError {
    let position = json!({ "line": at.line, "column": at.column });
    DocumentError::document(
        "GRAPHQL_PARSE_FAILED",
        format_args!("syntax error: {message}"),
    )
    .at(&[position])
}

struct Parser<'a> {
    lexer: Lexer<'a>,
    /// The next token and its position.
    position: Pos,
    token: Token<'a>,
    /// Open brackets.
    depth: usize,
    parsed: Parsed,
}

impl<'a> Parser<'a> {
    fn advance(&mut self) -> Result<Token<'a>> {
        let (position, token) = self.lexer.next()?;
        self.position = position;
        Ok(std::mem::replace(&mut self.token, token))
    }

    fn fail_expecting<T>(&self, what: &str) -> Result<T> {
        Err(syntax(
            self.position,
            format_args!("expected {what}, found {}", self.token.describe()),
        ))
    }

    /// Consumes a punctuator if it is next.
    fn skip(&mut self, sign: char) -> Result<bool> {
        let found = self.token == Token::Punctuator(sign);
        if found {
            self.advance()?;
        }
        Ok(found)
    }

    fn expect(&mut self, sign: char) -> Result<()> {
        if self.skip(sign)? {
            Ok(())
        } else {
            self.fail_expecting(&format!("\"{sign}\""))
        }
    }

    fn name(&mut self) -> Result<Positioned<Name>> {
        let at = self.position;
        let Token::Name(name) = self.token else {
            return self.fail_expecting("a name");
        };
        self.advance()?;
        Ok(Positioned::new(Name::new(name), at))
    }

    /// Parses items between brackets.
    fn list<T>(
        &mut self,
        (open, close): (char, char),
        item: impl Fn(&mut Self) -> Result<T>,
    ) -> Result<Vec<T>> {
        self.depth += 1;
        if self.depth > MAX_NESTING {
            return Err(DocumentError::limit(
                "QUERY_TOO_DEEP",
                format_args!("brackets are nested deeper than {MAX_NESTING} levels"),
            ));
        }
        self.expect(open)?;
        let mut items = Vec::new();
        while !self.skip(close)? {
            items.push(item(self)?);
        }
        self.depth -= 1;
        Ok(items)
    }

    /// Parses at least one item between brackets.
    fn non_empty_list<T>(
        &mut self,
        brackets: (char, char),
        item: impl Fn(&mut Self) -> Result<T>,
    ) -> Result<Vec<T>> {
        let at = self.position;
        let items = self.list(brackets, item)?;
        if items.is_empty() {
            return Err(syntax(
                at,
                format_args!("nothing between \"{}\" and \"{}\"", brackets.0, brackets.1),
            ));
        }
        Ok(items)
    }

    /// Parses at least one item between brackets, or nothing.
    fn optional_list<T>(
        &mut self,
        brackets: (char, char),
        item: impl Fn(&mut Self) -> Result<T>,
    ) -> Result<Vec<T>> {
        if self.token == Token::Punctuator(brackets.0) {
            self.non_empty_list(brackets, item)
        } else {
            Ok(Vec::new())
        }
    }

    fn definition(&mut self) -> Result<()> {
        let at = self.position;
        let ty = match self.token {
            Token::Punctuator('{') => {
                let operation = OperationDefinition {
                    ty: OperationType::Query,
                    variable_definitions: Vec::new(),
                    directives: Vec::new(),
                    selection_set: self.selection_set()?,
                };
                self.parsed
                    .operations
                    .push((None, Positioned::new(operation, at)));
                return Ok(());
            }
            Token::Name("query") => OperationType::Query,
            Token::Name("mutation") => OperationType::Mutation,
            Token::Name("subscription") => OperationType::Subscription,
            Token::Name("fragment") => return self.fragment(at),
            _ => return self.fail_expecting("an operation or a fragment"),
        };
        self.advance()?;
        let name = if matches!(self.token, Token::Name(_)) {
            Some(self.name()?)
        } else {
            None
        };
        let operation = OperationDefinition {
            ty,
            variable_definitions: self.optional_list(('(', ')'), Self::variable_definition)?,
            directives: self.directives(false)?,
            selection_set: self.selection_set()?,
        };
        self.parsed
            .operations
            .push((name, Positioned::new(operation, at)));
        Ok(())
    }

    fn fragment(&mut self, at: Pos) -> Result<()> {
        self.advance()?;
        if self.token == Token::Name("on") {
            return self.fail_expecting("the name of a fragment");
        }
        let name = self.name()?;
        if self.token != Token::Name("on") {
            return self.fail_expecting("\"on\"");
        }
        let fragment = FragmentDefinition {
            type_condition: self.type_condition()?,
            directives: self.directives(false)?,
            selection_set: self.selection_set()?,
        };
        self.parsed
            .fragments
            .push((name, Positioned::new(fragment, at)));
        Ok(())
    }

    /// Parses `on` and the name of a type.
    fn type_condition(&mut self) -> Result<Positioned<TypeCondition>> {
        let at = self.position;
        self.advance()?;
        Ok(Positioned::new(TypeCondition { on: self.name()? }, at))
    }

    fn variable_definition(&mut self) -> Result<Positioned<VariableDefinition>> {
        let at = self.position;
        self.expect('$')?;
        let name = self.name()?;
        self.expect(':')?;
        let position = self.position;
        let var_type = Positioned::new(self.type_reference()?, position);
        let mut default_value = None;
        if self.skip('=')? {
            let position = self.position;
            default_value = self
                .value(true)?
                .into_const()
                .map(|value| Positioned::new(value, position));
        }
        let directives = self.directives(true)?;
        Ok(Positioned::new(
            VariableDefinition {
                name,
                var_type,
                directives,
                default_value,
            },
            at,
        ))
    }

    fn type_reference(&mut self) -> Result<Type> {
        let base = if self.token == Token::Punctuator('[') {
            let at = self.position;
            let mut items = self.list(('[', ']'), Self::type_reference)?;
            match (items.pop(), items.is_empty()) {
                (Some(item), true) => BaseType::List(Box::new(item)),
                _ => return Err(syntax(at, "a list has one item type")),
            }
        } else {
            BaseType::Named(self.name()?.node)
        };
        Ok(Type {
            base,
            nullable: !self.skip('!')?,
        })
    }

    fn directives(&mut self, constant: bool) -> Result<Vec<Positioned<Directive>>> {
        let mut directives = Vec::new();
        while self.token == Token::Punctuator('@') {
            let at = self.position;
            self.advance()?;
            let (name, arguments) = (self.name()?, self.arguments(constant)?);
            directives.push(Positioned::new(Directive { name, arguments }, at));
        }
        Ok(directives)
    }

    fn arguments(&mut self, constant: bool) -> Result<Vec<(Positioned<Name>, Positioned<Value>)>> {
        self.optional_list(('(', ')'), |parser| parser.member(constant))
    }

    /// Parses a name, a colon and a value.
    fn member(&mut self, constant: bool) -> Result<(Positioned<Name>, Positioned<Value>)> {
        let name = self.name()?;
        self.expect(':')?;
        let at = self.position;
        Ok((name, Positioned::new(self.value(constant)?, at)))
    }

    fn selection_set(&mut self) -> Result<Positioned<SelectionSet>> {
        let at = self.position;
        let items = self.non_empty_list(('{', '}'), Self::selection)?;
        Ok(Positioned::new(SelectionSet { items }, at))
    }

    fn selection(&mut self) -> Result<Positioned<Selection>> {
        let at = self.position;
        if !self.skip('.')? {
            let mut name = self.name()?;
            let mut alias = None;
            if self.skip(':')? {
                alias = Some(std::mem::replace(&mut name, self.name()?));
            }
            let (arguments, directives) = (self.arguments(false)?, self.directives(false)?);
            let selection_set = match self.token {
                Token::Punctuator('{') => self.selection_set()?,
                _ => Positioned::new(SelectionSet::default(), at),
            };
            let field = Field {
                alias,
                name,
                arguments,
                directives,
                selection_set,
            };
            return Ok(Positioned::new(
                Selection::Field(Positioned::new(field, at)),
                at,
            ));
        }
        if matches!(self.token, Token::Name(name) if name != "on") {
            let (fragment_name, directives) = (self.name()?, self.directives(false)?);
            let spread = FragmentSpread {
                fragment_name,
                directives,
            };
            return Ok(Positioned::new(
                Selection::FragmentSpread(Positioned::new(spread, at)),
                at,
            ));
        }
        let type_condition = match self.token {
            Token::Name(_) => Some(self.type_condition()?),
            _ => None,
        };
        let (directives, selection_set) = (self.directives(false)?, self.selection_set()?);
        let inline = InlineFragment {
            type_condition,
            directives,
            selection_set,
        };
        Ok(Positioned::new(
            Selection::InlineFragment(Positioned::new(inline, at)),
            at,
        ))
    }

    fn value(&mut self, constant: bool) -> Result<Value> {
        match &self.token {
            Token::Punctuator('[') => {
                return Ok(Value::List(
                    self.list(('[', ']'), |parser| parser.value(constant))?,
                ));
            }
            Token::Punctuator('{') => return self.object(constant),
            Token::Punctuator('$') if !constant => {
                self.advance()?;
                return Ok(Value::Variable(self.name()?.node));
            }
            Token::Punctuator(_) | Token::End => return self.fail_expecting("a value"),
            _ => {}
        }
        Ok(match self.advance()? {
            Token::Name("true") => Value::Boolean(true),
            Token::Name("false") => Value::Boolean(false),
            Token::Name("null") => Value::Null,
            Token::Name(name) => Value::Enum(Name::new(name)),
            Token::Int(text) => number(text),
            Token::Float(text) => float(text),
            Token::Text(text) => Value::String(text),
            Token::Punctuator(_) | Token::End => Value::Null,
        })
    }

    fn object(&mut self, constant: bool) -> Result<Value> {
        let members = self.list(('{', '}'), |parser| parser.member(constant))?;
        let mut object = async_graphql::indexmap::IndexMap::with_capacity(members.len());
        for (name, value) in members {
            if object.insert(name.node.clone(), value.node).is_some() {
                self.parsed.duplicate_fields.push(name);
            }
        }
        Ok(Value::Object(object))
    }
}

/// An integer. IDs may be longer than the library's 64 bits; those become `Value::Binary` with
/// their digits.
fn number(text: &str) -> Value {
    if let Ok(number) = text.parse::<i64>() {
        return Value::Number(number.into());
    }
    match text.parse::<u64>() {
        Ok(number) => Value::Number(number.into()),
        Err(_) => Value::Binary(text.to_owned().into()),
    }
}

/// A number with a fraction or an exponent. Infinite ones become `Value::Binary` with their text.
fn float(text: &str) -> Value {
    let number = text.parse().ok().and_then(Number::from_f64);
    number.map_or_else(|| Value::Binary(text.to_owned().into()), Value::Number)
}

#[cfg(test)]
mod tests;
