//! Conditions, loops and variables: `if`, `for`, `ifchanged`, `cycle`, `firstof`, `regroup`,
//! `widthratio` and `with`.

use std::sync::Arc;

use super::super::condition::parse_condition;
use super::super::{Parser, unique_id};
use super::split_as_variable;
use crate::error::Error;
use crate::lexer::split_contents;
use crate::node::{Condition, Cycle, For, IfChanged, NodeKind, NodeList};

impl Parser<'_> {
    pub(super) fn logic_tag(&mut self, command: &str, contents: &str) -> Result<NodeKind, Error> {
        match command {
            "if" => self.if_tag(contents),
            "for" => self.for_tag(contents),
            "ifchanged" => self.ifchanged(contents),
            "cycle" => self.cycle(contents),
            "resetcycle" => self.resetcycle(contents),
            "firstof" => self.firstof(contents),
            "regroup" => self.regroup(contents),
            "widthratio" => self.widthratio(contents),
            _ => self.with_tag(contents),
        }
    }

    fn condition(&self, contents: &str) -> Result<Condition, Error> {
        parse_condition(&split_contents(contents)[1..], &self.library)
            .map_err(|message| self.syntax_error(message))
    }

    fn if_tag(&mut self, contents: &str) -> Result<NodeKind, Error> {
        let mut branches = vec![(
            Some(self.condition(contents)?),
            self.parse(&["elif", "else", "endif"])?,
        )];
        loop {
            let Some(token) = self.next_token() else {
                return Err(self.unclosed_block_tag(&["endif"]));
            };
            match token.contents {
                "endif" => return Ok(NodeKind::If(branches)),
                "else" => {
                    branches.push((None, self.parse(&["endif"])?));
                    return match self.next_token() {
                        Some(token) if token.contents == "endif" => Ok(NodeKind::If(branches)),
                        Some(token) => Err(self.unexpected_tag(token.contents, &["endif"])),
                        None => Err(self.unclosed_block_tag(&["endif"])),
                    };
                }
                other if other.starts_with("elif") => {
                    let condition = self.condition(other)?;
                    branches.push((Some(condition), self.parse(&["elif", "else", "endif"])?));
                }
                other => return Err(self.unexpected_tag(other, &["elif", "else", "endif"])),
            }
        }
    }

    fn for_tag(&mut self, contents: &str) -> Result<NodeKind, Error> {
        let usage = || {
            self.syntax_error(format!(
                "{{% {contents} %}} must have the form {{% for name in values %}}"
            ))
        };
        let mut words = split_contents(contents);
        if words.len() < 4 {
            return Err(usage());
        }
        let reversed = words.last().is_some_and(|word| word == "reversed");
        if reversed {
            words.pop();
        }
        let Some(sequence) = words.pop() else {
            return Err(usage());
        };
        if words.pop().is_none_or(|word| word != "in") {
            return Err(usage());
        }
        let joined = words.get(1..).unwrap_or_default().join(" ");
        let loop_variables: Vec<String> = joined
            .split(',')
            .map(|name| name.trim_matches(' ').to_owned())
            .collect();
        if let Some(name) = loop_variables
            .iter()
            .find(|name| name.is_empty() || name.contains([' ', '"', '\'', '|']))
        {
            return Err(self.syntax_error(format!(
                "\"{name}\" is not a valid variable in {{% {contents} %}}"
            )));
        }
        let sequence = self.compile_filter(&sequence)?;
        let body = self.parse(&["empty", "endfor"])?;
        let empty = match self.next_token() {
            Some(token) if token.contents == "empty" => self.parse_body("endfor")?,
            _ => NodeList::new(),
        };
        Ok(NodeKind::For(Box::new(For {
            loop_variables,
            sequence,
            reversed,
            body,
            empty,
        })))
    }

    fn ifchanged(&mut self, contents: &str) -> Result<NodeKind, Error> {
        let if_changed = self.parse(&["else", "endifchanged"])?;
        let if_unchanged = match self.next_token() {
            Some(token) if token.contents == "else" => self.parse_body("endifchanged")?,
            _ => NodeList::new(),
        };
        let values = self.compile_filters(&split_contents(contents)[1..])?;
        Ok(NodeKind::IfChanged(Box::new(IfChanged {
            id: unique_id(),
            values,
            if_changed,
            if_unchanged,
        })))
    }

    fn cycle(&mut self, contents: &str) -> Result<NodeKind, Error> {
        let mut words = split_contents(contents);
        match words.len() {
            0 | 1 => return Err(self.syntax_error("{% cycle %} takes at least one value")),
            2 => {
                let cycle = self.cycles.get(&words[1]).cloned();
                let missing = || {
                    self.syntax_error(format!(
                        "there is no {{% cycle … as {} %}} before this tag",
                        words[1]
                    ))
                };
                return cycle.map(NodeKind::Cycle).ok_or_else(missing);
            }
            _ => {}
        }
        let length = words.len();
        let mut silent = false;
        let mut name = None;
        if length > 4 && words[length - 3] == "as" {
            if words[length - 1] != "silent" {
                return Err(self.syntax_error(format!(
                    "unexpected \"{}\" after the name of the cycle; expected \"silent\"",
                    words[length - 1]
                )));
            }
            silent = true;
            words.pop();
        }
        if silent || (length > 4 && words[length - 2] == "as") {
            name = words.pop();
            words.pop();
        }
        let cycle = Arc::new(Cycle {
            id: unique_id(),
            values: self.compile_filters(&words[1..])?,
            name,
            silent,
        });
        if let Some(name) = &cycle.name {
            self.cycles.insert(name.clone(), cycle.clone());
        }
        self.last_cycle = Some(cycle.clone());
        Ok(NodeKind::Cycle(cycle))
    }

    fn resetcycle(&self, contents: &str) -> Result<NodeKind, Error> {
        let cycle = match split_contents(contents).as_slice() {
            [_] => self.last_cycle.clone(),
            [_, name] => self.cycles.get(name).cloned(),
            _ => {
                return Err(self.syntax_error(
                    "{% resetcycle %} takes at most one argument: the name of a cycle",
                ));
            }
        };
        cycle.map(NodeKind::ResetCycle).ok_or_else(|| {
            self.syntax_error(format!(
                "{{% {contents} %}}: there is no such cycle before it"
            ))
        })
    }

    fn firstof(&self, contents: &str) -> Result<NodeKind, Error> {
        // Unlike in other tags, Django does not count the tag's name.
        let (words, target) = split_as_variable(split_contents(contents), 3);
        if words.len() < 2 && target.is_none() {
            return Err(self.syntax_error("{% firstof %} takes at least one value"));
        }
        Ok(NodeKind::FirstOf(
            self.compile_filters(&words[1..])?,
            target,
        ))
    }

    fn regroup(&self, contents: &str) -> Result<NodeKind, Error> {
        match split_contents(contents).as_slice() {
            [_, list, by, key, word, target] if by == "by" && word == "as" => {
                Ok(NodeKind::Regroup {
                    list: self.compile_filter(list)?,
                    by: self.compile_filter(&format!("{target}.{key}"))?,
                    target: target.clone(),
                })
            }
            _ => Err(self.syntax_error(
                "{% regroup %} must have the form {% regroup values by attribute as name %}",
            )),
        }
    }

    fn widthratio(&self, contents: &str) -> Result<NodeKind, Error> {
        let (value, max, width, target) = match split_contents(contents).as_slice() {
            [_, value, max, width] => (value.clone(), max.clone(), width.clone(), None),
            [_, value, max, width, word, target] if word == "as" => (
                value.clone(),
                max.clone(),
                width.clone(),
                Some(target.clone()),
            ),
            _ => {
                return Err(self.syntax_error(
                    "{% widthratio %} takes a value, the maximum value and the maximum width",
                ));
            }
        };
        let parts = [
            self.compile_filter(&value)?,
            self.compile_filter(&max)?,
            self.compile_filter(&width)?,
        ];
        Ok(NodeKind::WidthRatio(Box::new(parts), target))
    }

    fn with_tag(&mut self, contents: &str) -> Result<NodeKind, Error> {
        let mut words = split_contents(contents).split_off(1);
        let kwargs = self.token_kwargs(&mut words, true)?;
        if kwargs.is_empty() {
            return Err(self.syntax_error("{% with %} takes name=value"));
        }
        if let Some(word) = words.first() {
            return Err(self.syntax_error(format!(
                "unexpected \"{word}\" in {{% with %}}; expected name=value"
            )));
        }
        Ok(NodeKind::With(kwargs, self.parse_body("endwith")?))
    }
}
