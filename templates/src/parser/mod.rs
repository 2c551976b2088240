//! Turns tokens into nodes. Which tag takes what is in `tags`; a value with its filters is read in
//! `expression`.

mod condition;
pub(crate) mod expression;
mod tags;

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::error::Error;
use crate::filters::Library;
use crate::lexer::{self, Token, Type};
use crate::node::{Block, Blocks, Cycle, Expr, Kind, Node, Nodes};
use crate::options::Options;
use crate::template::Compiled;
use crate::value::pytext;

/// Parses a source. `name`: what it was loaded by.
pub(crate) fn parse(
    name: Option<&str>,
    source: &str,
    options: &Options<'_>,
) -> Result<Compiled, Error> {
    let tokens = lexer::tokens(source, &options.limits)?;
    let mut parser = Parser {
        name,
        tokens,
        at: 0,
        library: Library::default(),
        depth: 0,
        deepest: options.limits.depth,
        line: 1,
        open: Vec::new(),
        blocks: Blocks::new(),
        block_names: HashSet::new(),
        cycles: HashMap::new(),
        last_cycle: None,
        extends: false,
    };
    let nodes = parser.nodes(&[])?;
    Ok(Compiled {
        name: name.map(ToOwned::to_owned),
        nodes,
        blocks: parser.blocks,
        extends: parser.extends,
    })
}

/// A number that no other cycle or ifchanged of the process has.
pub(crate) fn unique() -> u64 {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    NEXT.fetch_add(1, Ordering::Relaxed)
}

struct Parser<'s> {
    /// What the template was loaded by, for relative names.
    name: Option<&'s str>,
    tokens: Vec<Token<'s>>,
    at: usize,
    library: Library,
    depth: usize,
    deepest: usize,
    /// The line of the token being read.
    line: usize,
    /// The tags that are open, and their lines.
    open: Vec<(String, usize)>,
    blocks: Blocks,
    /// The names of all blocks, of open ones too.
    block_names: HashSet<String>,
    cycles: HashMap<String, Arc<Cycle>>,
    last_cycle: Option<Arc<Cycle>>,
    extends: bool,
}

impl<'s> Parser<'s> {
    /// Parses up to one of these tags, which is left to be read; to the end, when none is given.
    fn nodes(&mut self, until: &[&str]) -> Result<Nodes, Error> {
        self.depth += 1;
        if self.depth > self.deepest {
            return Err(Error::limit(
                self.line,
                format!("blocks are nested more than {} deep", self.deepest),
            ));
        }
        let mut nodes = Nodes::new();
        let mut only_text = true;
        while let Some(token) = self.tokens.get(self.at).copied() {
            self.line = token.line;
            self.at += 1;
            let kind = match token.kind {
                Type::Comment => continue,
                Type::Text => Kind::Text(token.contents.to_owned()),
                Type::Variable if token.contents.is_empty() => {
                    return Err(self.fault("there is no variable between {{ and }}"));
                }
                Type::Variable => Kind::Variable(self.expression(token.contents)?),
                Type::Block => {
                    let Some(command) = pytext::words(token.contents).next() else {
                        return Err(self.fault("there is no tag between {% and %}"));
                    };
                    if until.contains(&command) {
                        self.at -= 1;
                        self.depth -= 1;
                        return Ok(nodes);
                    }
                    self.open.push((command.to_owned(), token.line));
                    let kind = self.tag(command, token, until)?;
                    self.open.pop();
                    if matches!(kind, Kind::Extends(_)) && !only_text {
                        return Err(Error::syntax(
                            token.line,
                            "{% extends %} must be the first tag of its template",
                        ));
                    }
                    kind
                }
            };
            only_text &= matches!(kind, Kind::Text(_)) && token.kind == Type::Text;
            nodes.push(Node {
                line: token.line,
                kind,
            });
        }
        self.depth -= 1;
        if until.is_empty() {
            Ok(nodes)
        } else {
            Err(self.unclosed(until))
        }
    }

    /// Parses up to the tag of this name and takes it away.
    fn body(&mut self, end: &str) -> Result<Nodes, Error> {
        let nodes = self.nodes(&[end])?;
        self.at += 1;
        Ok(nodes)
    }

    /// Takes the next token.
    fn next(&mut self) -> Option<Token<'s>> {
        let token = self.tokens.get(self.at).copied()?;
        self.at += 1;
        self.line = token.line;
        Some(token)
    }

    /// Passes over everything up to this tag, and the tag.
    fn skip_past(&mut self, end: &str) -> Result<(), Error> {
        while let Some(token) = self.next() {
            if token.kind == Type::Block && token.contents == end {
                return Ok(());
            }
        }
        Err(self.unclosed(&[end]))
    }

    fn expression(&self, source: &str) -> Result<Expr, Error> {
        expression::expression(source, &self.library).map_err(|message| self.fault(message))
    }

    fn expressions<'w>(
        &self,
        words: impl IntoIterator<Item = &'w String>,
    ) -> Result<Vec<Expr>, Error> {
        words
            .into_iter()
            .map(|word| self.expression(word))
            .collect()
    }

    fn fault(&self, message: impl Into<String>) -> Error {
        Error::syntax(self.line, message)
    }

    fn unclosed(&self, until: &[&str]) -> Error {
        let (command, line) = self.open.last().cloned().unwrap_or_default();
        Error::syntax(
            line,
            format!(
                "{{% {command} %}} is never closed: there is no {}",
                listed(until)
            ),
        )
    }

    /// A tag that is not known here.
    fn unknown(&self, command: &str, until: &[&str]) -> Error {
        let expected = if until.is_empty() {
            String::new()
        } else {
            format!(", and {} should come next", listed(until))
        };
        let hint = crate::filters::library_of(command).map_or_else(String::new, |library| {
            format!("; {{% load {library} %}} brings it")
        });
        self.fault(format!(
            "there is no tag \"{command}\" here{expected}{hint}"
        ))
    }

    fn add_block(&mut self, name: &str, nodes: Nodes) -> Arc<Block> {
        let block = Arc::new(Block {
            name: name.to_owned(),
            nodes,
        });
        self.blocks.insert(name.to_owned(), block.clone());
        block
    }
}

/// `{% a %}, {% b %} or {% c %}`.
fn listed(tags: &[&str]) -> String {
    let tags: Vec<String> = tags.iter().map(|tag| format!("{{% {tag} %}}")).collect();
    match tags.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
        _ => tags.concat(),
    }
}
