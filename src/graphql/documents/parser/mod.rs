//! Parses executable documents into the library's syntax tree. The library's own parser neither
//! reads all strings of the specification nor reports what its maps cannot hold: a repeated name of
//! an operation, a fragment or an input field. No existing crate makes this tree.

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

use super::scan::DEEPEST;
use super::{Fault, Result};
use lexer::{Lexer, Token};

/// Longest document in bytes.
const LONGEST: usize = 256 * 1024;

/// A document as it is written.
#[derive(Debug, Default)]
pub(super) struct Parsed {
    /// The operations and their names.
    pub operations: Vec<(Option<Positioned<Name>>, Positioned<OperationDefinition>)>,
    /// The fragments and their names.
    pub fragments: Vec<(Positioned<Name>, Positioned<FragmentDefinition>)>,
    /// Input fields that are given more than once in the same object.
    pub repeated: Vec<Positioned<Name>>,
}

/// Parses a document of at most so many tokens.
///
/// # Errors
/// It is too long, nested too deep, or not GraphQL.
pub(super) fn parse(text: &str, max_tokens: usize) -> Result<Parsed> {
    if text.len() > LONGEST {
        return Err(Fault::too_large(format_args!(
            "the document is longer than {LONGEST} bytes"
        )));
    }
    let mut lexer = Lexer::new(text, max_tokens);
    let (place, token) = lexer.next()?;
    let mut parser = Parser {
        lexer,
        place,
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
    /// The library's document. Of repeated names the last counts; validation reports them.
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
fn syntax(at: Pos, message: impl std::fmt::Display) -> Fault {
    let place = json!({ "line": at.line, "column": at.column });
    Fault::document(
        "GRAPHQL_PARSE_FAILED",
        format_args!("syntax error: {message}"),
    )
    .at(&[place])
}

struct Parser<'a> {
    lexer: Lexer<'a>,
    /// The next token and its place.
    place: Pos,
    token: Token<'a>,
    /// Open brackets.
    depth: usize,
    parsed: Parsed,
}

impl<'a> Parser<'a> {
    fn advance(&mut self) -> Result<Token<'a>> {
        let (place, token) = self.lexer.next()?;
        self.place = place;
        Ok(std::mem::replace(&mut self.token, token))
    }

    fn expected<T>(&self, what: &str) -> Result<T> {
        Err(syntax(
            self.place,
            format_args!("expected {what}, found {}", self.token.describe()),
        ))
    }

    /// Takes a punctuator if it is next.
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
            self.expected(&format!("\"{sign}\""))
        }
    }

    fn name(&mut self) -> Result<Positioned<Name>> {
        let at = self.place;
        let Token::Name(name) = self.token else {
            return self.expected("a name");
        };
        self.advance()?;
        Ok(Positioned::new(Name::new(name), at))
    }

    /// Reads what stands between two brackets, up to the closing one.
    fn list<T>(
        &mut self,
        (open, close): (char, char),
        item: impl Fn(&mut Self) -> Result<T>,
    ) -> Result<Vec<T>> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(Fault::limit(
                "QUERY_TOO_DEEP",
                format_args!("brackets are nested deeper than {DEEPEST}"),
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

    /// The same where at least one item is needed.
    fn some<T>(
        &mut self,
        brackets: (char, char),
        item: impl Fn(&mut Self) -> Result<T>,
    ) -> Result<Vec<T>> {
        let at = self.place;
        let items = self.list(brackets, item)?;
        if items.is_empty() {
            return Err(syntax(
                at,
                format_args!(
                    "there is nothing between \"{}\" and \"{}\"",
                    brackets.0, brackets.1
                ),
            ));
        }
        Ok(items)
    }

    /// The same where all of it may be missing.
    fn optional<T>(
        &mut self,
        brackets: (char, char),
        item: impl Fn(&mut Self) -> Result<T>,
    ) -> Result<Vec<T>> {
        if self.token == Token::Punctuator(brackets.0) {
            self.some(brackets, item)
        } else {
            Ok(Vec::new())
        }
    }

    fn definition(&mut self) -> Result<()> {
        let at = self.place;
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
            _ => return self.expected("an operation or a fragment"),
        };
        self.advance()?;
        let name = if matches!(self.token, Token::Name(_)) {
            Some(self.name()?)
        } else {
            None
        };
        let operation = OperationDefinition {
            ty,
            variable_definitions: self.optional(('(', ')'), Self::variable_definition)?,
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
            return self.expected("the name of a fragment");
        }
        let name = self.name()?;
        if self.token != Token::Name("on") {
            return self.expected("\"on\"");
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

    /// Reads `on` and the name of a type.
    fn type_condition(&mut self) -> Result<Positioned<TypeCondition>> {
        let at = self.place;
        self.advance()?;
        Ok(Positioned::new(TypeCondition { on: self.name()? }, at))
    }

    fn variable_definition(&mut self) -> Result<Positioned<VariableDefinition>> {
        let at = self.place;
        self.expect('$')?;
        let name = self.name()?;
        self.expect(':')?;
        let place = self.place;
        let var_type = Positioned::new(self.type_reference()?, place);
        let mut default_value = None;
        if self.skip('=')? {
            let place = self.place;
            default_value = self
                .value(true)?
                .into_const()
                .map(|value| Positioned::new(value, place));
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
            let at = self.place;
            let mut items = self.list(('[', ']'), Self::type_reference)?;
            match (items.pop(), items.is_empty()) {
                (Some(item), true) => BaseType::List(Box::new(item)),
                _ => return Err(syntax(at, "a list is of one type")),
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
            let at = self.place;
            self.advance()?;
            let (name, arguments) = (self.name()?, self.arguments(constant)?);
            directives.push(Positioned::new(Directive { name, arguments }, at));
        }
        Ok(directives)
    }

    fn arguments(&mut self, constant: bool) -> Result<Vec<(Positioned<Name>, Positioned<Value>)>> {
        self.optional(('(', ')'), |parser| parser.member(constant))
    }

    /// Reads a name, a colon and a value.
    fn member(&mut self, constant: bool) -> Result<(Positioned<Name>, Positioned<Value>)> {
        let name = self.name()?;
        self.expect(':')?;
        let at = self.place;
        Ok((name, Positioned::new(self.value(constant)?, at)))
    }

    fn selection_set(&mut self) -> Result<Positioned<SelectionSet>> {
        let at = self.place;
        let items = self.some(('{', '}'), Self::selection)?;
        Ok(Positioned::new(SelectionSet { items }, at))
    }

    fn selection(&mut self) -> Result<Positioned<Selection>> {
        let at = self.place;
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
            Token::Punctuator(_) | Token::End => return self.expected("a value"),
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
                self.parsed.repeated.push(name);
            }
        }
        Ok(Value::Object(object))
    }
}

/// A whole number. The library's numbers end at 64 bits, and identifiers do not: what is longer is
/// kept as it is written.
fn number(text: &str) -> Value {
    if let Ok(number) = text.parse::<i64>() {
        return Value::Number(number.into());
    }
    match text.parse::<u64>() {
        Ok(number) => Value::Number(number.into()),
        Err(_) => Value::Binary(text.to_owned().into()),
    }
}

/// A number with a fraction or an exponent; infinite ones are kept as they are written.
fn float(text: &str) -> Value {
    let number = text.parse().ok().and_then(Number::from_f64);
    number.map_or_else(|| Value::Binary(text.to_owned().into()), Value::Number)
}

#[cfg(test)]
mod tests;
