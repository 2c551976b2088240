//! Conditions, loops and variables: `if`, `for`, `ifchanged`, `cycle`, `firstof`, `regroup`,
//! `widthratio`, `with`.

use std::sync::Arc;

use super::super::condition::condition;
use super::super::{Parser, unique};
use super::with_target;
use crate::error::Error;
use crate::lexer::words;
use crate::node::{Condition, Cycle, For, IfChanged, Kind, Nodes};

impl Parser<'_> {
    pub(super) fn logic_tag(&mut self, command: &str, contents: &str) -> Result<Kind, Error> {
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
        condition(&words(contents)[1..], &self.library).map_err(|message| self.fault(message))
    }

    fn if_tag(&mut self, contents: &str) -> Result<Kind, Error> {
        let mut branches = vec![(
            Some(self.condition(contents)?),
            self.nodes(&["elif", "else", "endif"])?,
        )];
        loop {
            let Some(token) = self.next() else {
                return Err(self.unclosed(&["endif"]));
            };
            match token.contents {
                "endif" => return Ok(Kind::If(branches)),
                "else" => {
                    branches.push((None, self.nodes(&["endif"])?));
                    return match self.next() {
                        Some(token) if token.contents == "endif" => Ok(Kind::If(branches)),
                        Some(token) => Err(self.expected(token.contents, &["endif"])),
                        None => Err(self.unclosed(&["endif"])),
                    };
                }
                other if other.starts_with("elif") => {
                    let condition = self.condition(other)?;
                    branches.push((Some(condition), self.nodes(&["elif", "else", "endif"])?));
                }
                other => return Err(self.expected(other, &["elif", "else", "endif"])),
            }
        }
    }

    fn for_tag(&mut self, contents: &str) -> Result<Kind, Error> {
        let usage = || {
            self.fault(format!(
                "{{% {contents} %}} should read {{% for name in values %}}"
            ))
        };
        let mut words = words(contents);
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
        let names: Vec<String> = joined
            .split(',')
            .map(|name| name.trim_matches(' ').to_owned())
            .collect();
        if let Some(name) = names
            .iter()
            .find(|name| name.is_empty() || name.contains([' ', '"', '\'', '|']))
        {
            return Err(self.fault(format!(
                "\"{name}\" is no name of a variable in {{% {contents} %}}"
            )));
        }
        let sequence = self.expression(&sequence)?;
        let body = self.nodes(&["empty", "endfor"])?;
        let empty = match self.next() {
            Some(token) if token.contents == "empty" => self.body("endfor")?,
            _ => Nodes::new(),
        };
        Ok(Kind::For(Box::new(For {
            names,
            sequence,
            reversed,
            body,
            empty,
        })))
    }

    fn ifchanged(&mut self, contents: &str) -> Result<Kind, Error> {
        let changed = self.nodes(&["else", "endifchanged"])?;
        let same = match self.next() {
            Some(token) if token.contents == "else" => self.body("endifchanged")?,
            _ => Nodes::new(),
        };
        let values = self.expressions(&words(contents)[1..])?;
        Ok(Kind::IfChanged(Box::new(IfChanged {
            id: unique(),
            values,
            changed,
            same,
        })))
    }

    fn cycle(&mut self, contents: &str) -> Result<Kind, Error> {
        let mut words = words(contents);
        match words.len() {
            0 | 1 => return Err(self.fault("{% cycle %} takes the values to take turns")),
            2 => {
                let cycle = self.cycles.get(&words[1]).cloned();
                let missing = || {
                    self.fault(format!(
                        "no {{% cycle … as {} %}} stands before this tag",
                        words[1]
                    ))
                };
                return cycle.map(Kind::Cycle).ok_or_else(missing);
            }
            _ => {}
        }
        let length = words.len();
        let mut silent = false;
        let mut name = None;
        if length > 4 && words[length - 3] == "as" {
            if words[length - 1] != "silent" {
                return Err(self.fault(format!(
                    "only \"silent\" may follow the name of a cycle, not \"{}\"",
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
            id: unique(),
            values: self.expressions(&words[1..])?,
            name,
            silent,
        });
        if let Some(name) = &cycle.name {
            self.cycles.insert(name.clone(), cycle.clone());
        }
        self.last_cycle = Some(cycle.clone());
        Ok(Kind::Cycle(cycle))
    }

    fn resetcycle(&self, contents: &str) -> Result<Kind, Error> {
        let cycle = match words(contents).as_slice() {
            [_] => self.last_cycle.clone(),
            [_, name] => self.cycles.get(name).cloned(),
            _ => return Err(self.fault("{% resetcycle %} takes the name of one cycle, or nothing")),
        };
        cycle.map(Kind::ResetCycle).ok_or_else(|| {
            self.fault(format!(
                "{{% {contents} %}}: no such cycle stands before it"
            ))
        })
    }

    fn firstof(&self, contents: &str) -> Result<Kind, Error> {
        // The tag's own word is not among those that Django counts.
        let (words, target) = with_target(words(contents), 3);
        if words.len() < 2 && target.is_none() {
            return Err(self.fault("{% firstof %} takes values"));
        }
        Ok(Kind::FirstOf(self.expressions(&words[1..])?, target))
    }

    fn regroup(&self, contents: &str) -> Result<Kind, Error> {
        match words(contents).as_slice() {
            [_, list, by, key, word, target] if by == "by" && word == "as" => Ok(Kind::Regroup {
                list: self.expression(list)?,
                by: self.expression(&format!("{target}.{key}"))?,
                target: target.clone(),
            }),
            _ => {
                Err(self
                    .fault("{% regroup %} should read {% regroup values by attribute as name %}"))
            }
        }
    }

    fn widthratio(&self, contents: &str) -> Result<Kind, Error> {
        let (value, most, width, target) = match words(contents).as_slice() {
            [_, value, most, width] => (value.clone(), most.clone(), width.clone(), None),
            [_, value, most, width, word, target] if word == "as" => (
                value.clone(),
                most.clone(),
                width.clone(),
                Some(target.clone()),
            ),
            _ => {
                return Err(
                    self.fault("{% widthratio %} takes a value, the largest value and a width")
                );
            }
        };
        let parts = [
            self.expression(&value)?,
            self.expression(&most)?,
            self.expression(&width)?,
        ];
        Ok(Kind::WidthRatio(Box::new(parts), target))
    }

    fn with_tag(&mut self, contents: &str) -> Result<Kind, Error> {
        let mut words = words(contents).split_off(1);
        let named = self.named(&mut words, true)?;
        if named.is_empty() {
            return Err(self.fault("{% with %} takes name=value"));
        }
        if let Some(word) = words.first() {
            return Err(self.fault(format!(
                "\"{word}\" in {{% with %}} is not of the form name=value"
            )));
        }
        Ok(Kind::With(named, self.body("endwith")?))
    }
}
