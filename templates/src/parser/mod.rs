//! Compiles tokens to nodes: tags in `tags`, variables with filters in `expression`, and conditions
//! in `condition`.

mod condition;
pub(crate) mod expression;
mod tags;

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::error::Error;
use crate::filters::Library;
use crate::lexer::{Token, TokenType, tokenize};
use crate::node::{Block, Blocks, Cycle, FilterExpression, Node, NodeKind, NodeList};
use crate::options::Options;
use crate::template::Compiled;

/// Parses a source; `name` is the template's name in the loader.
pub(crate) fn parse(
    name: Option<&str>,
    source: &str,
    options: &Options<'_>,
) -> Result<Compiled, Error> {
    let tokens = tokenize(source, &options.limits)?;
    let mut parser = Parser {
        name,
        tokens,
        position: 0,
        library: Library::default(),
        depth: 0,
        max_depth: options.limits.depth,
        line: 1,
        open_tags: Vec::new(),
        blocks: Blocks::new(),
        block_names: HashSet::new(),
        cycles: HashMap::new(),
        last_cycle: None,
        extends: false,
    };
    let nodes = parser.parse(&[])?;
    Ok(Compiled {
        name: name.map(ToOwned::to_owned),
        nodes,
        blocks: parser.blocks,
        extends: parser.extends,
    })
}

/// An ID for a node that is unique in the process.
fn unique_id() -> u64 {
    static NEXT_ID: AtomicU64 = AtomicU64::new(0);
    NEXT_ID.fetch_add(1, Ordering::Relaxed)
}

struct Parser<'s> {
    /// Name of the template, to resolve relative names.
    name: Option<&'s str>,
    tokens: Vec<Token<'s>>,
    position: usize,
    library: Library,
    depth: usize,
    max_depth: usize,
    /// Line of the current token.
    line: usize,
    /// Names and lines of the tags that are not closed yet.
    open_tags: Vec<(String, usize)>,
    blocks: Blocks,
    /// Names of all blocks, including open ones.
    block_names: HashSet<String>,
    cycles: HashMap<String, Arc<Cycle>>,
    last_cycle: Option<Arc<Cycle>>,
    extends: bool,
}

impl<'s> Parser<'s> {
    /// Parses up to one of these tags without consuming it, or to the end if there are none.
    fn parse(&mut self, until: &[&str]) -> Result<NodeList, Error> {
        self.depth += 1;
        if self.depth > self.max_depth {
            return Err(Error::limit(
                self.line,
                format!("blocks are nested more than {} levels deep", self.max_depth),
            ));
        }
        let mut nodes = NodeList::new();
        let mut has_only_text = true;
        while let Some(token) = self.tokens.get(self.position).copied() {
            self.line = token.line;
            self.position += 1;
            let kind = match token.token_type {
                TokenType::Comment => continue,
                TokenType::Text => NodeKind::Text(token.contents.to_owned()),
                TokenType::Variable if token.contents.is_empty() => {
                    return Err(self.syntax_error("empty variable tag"));
                }
                TokenType::Variable => NodeKind::Variable(self.compile_filter(token.contents)?),
                TokenType::Block => {
                    let Some(command) = python::split(token.contents).next() else {
                        return Err(self.syntax_error("empty block tag"));
                    };
                    if until.contains(&command) {
                        self.position -= 1;
                        self.depth -= 1;
                        return Ok(nodes);
                    }
                    self.open_tags.push((command.to_owned(), token.line));
                    let kind = self.compile_tag(command, token, until)?;
                    self.open_tags.pop();
                    if matches!(kind, NodeKind::Extends(_)) && !has_only_text {
                        return Err(Error::syntax(
                            token.line,
                            "{% extends %} must be the first tag in the template",
                        ));
                    }
                    kind
                }
            };
            has_only_text &=
                matches!(kind, NodeKind::Text(_)) && token.token_type == TokenType::Text;
            nodes.push(Node {
                line: token.line,
                kind,
            });
        }
        self.depth -= 1;
        if until.is_empty() {
            Ok(nodes)
        } else {
            Err(self.unclosed_block_tag(until))
        }
    }

    /// Parses up to a tag and consumes it.
    fn parse_body(&mut self, end: &str) -> Result<NodeList, Error> {
        let nodes = self.parse(&[end])?;
        self.position += 1;
        Ok(nodes)
    }

    /// Consumes the next token.
    fn next_token(&mut self) -> Option<Token<'s>> {
        let token = self.tokens.get(self.position).copied()?;
        self.position += 1;
        self.line = token.line;
        Some(token)
    }

    /// Skips everything up to a tag, and the tag.
    fn skip_past(&mut self, end: &str) -> Result<(), Error> {
        while let Some(token) = self.next_token() {
            if token.token_type == TokenType::Block && token.contents == end {
                return Ok(());
            }
        }
        Err(self.unclosed_block_tag(&[end]))
    }

    /// Compiles a variable or constant with filters.
    fn compile_filter(&self, source: &str) -> Result<FilterExpression, Error> {
        expression::parse_filter_expression(source, &self.library)
            .map_err(|message| self.syntax_error(message))
    }

    fn compile_filters<'w>(
        &self,
        words: impl IntoIterator<Item = &'w String>,
    ) -> Result<Vec<FilterExpression>, Error> {
        words
            .into_iter()
            .map(|word| self.compile_filter(word))
            .collect()
    }

    fn syntax_error(&self, message: impl Into<String>) -> Error {
        Error::syntax(self.line, message)
    }

    fn unclosed_block_tag(&self, until: &[&str]) -> Error {
        let (command, line) = self.open_tags.last().cloned().unwrap_or_default();
        Error::syntax(
            line,
            format!(
                "unclosed tag {{% {command} %}}: expected {}",
                format_tags(until)
            ),
        )
    }

    /// The error of an unknown tag.
    fn invalid_block_tag(&self, command: &str, until: &[&str]) -> Error {
        let expected = if until.is_empty() {
            String::new()
        } else {
            format!("; expected {}", format_tags(until))
        };
        let hint = crate::filters::library_with_tag(command).map_or_else(String::new, |library| {
            format!("; load it with {{% load {library} %}}")
        });
        self.syntax_error(format!("unknown tag \"{command}\"{expected}{hint}"))
    }

    fn add_block(&mut self, name: &str, nodes: NodeList) -> Arc<Block> {
        let block = Arc::new(Block {
            name: name.to_owned(),
            nodes,
        });
        self.blocks.insert(name.to_owned(), block.clone());
        block
    }
}

/// `{% a %}, {% b %} or {% c %}`.
fn format_tags(tags: &[&str]) -> String {
    let tags: Vec<String> = tags.iter().map(|tag| format!("{{% {tag} %}}")).collect();
    match tags.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
        _ => tags.concat(),
    }
}
