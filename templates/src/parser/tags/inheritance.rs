//! `block`, `extends` and `include`.

use super::super::Parser;
use super::split_whitespace;
use crate::error::Error;
use crate::lexer::split_contents;
use crate::node::{Include, NodeKind};

impl Parser<'_> {
    pub(super) fn inheritance_tag(
        &mut self,
        command: &str,
        contents: &str,
    ) -> Result<NodeKind, Error> {
        match command {
            "block" => self.block(contents),
            "extends" => self.extends(contents),
            _ => self.include(contents),
        }
    }

    fn block(&mut self, contents: &str) -> Result<NodeKind, Error> {
        let words = split_whitespace(contents);
        let [_, name] = words.as_slice() else {
            return Err(self.syntax_error("{% block %} takes one argument: a name"));
        };
        if !self.block_names.insert(name.clone()) {
            return Err(
                self.syntax_error(format!("there are several blocks with the name \"{name}\""))
            );
        }
        let nodes = self.parse(&["endblock"])?;
        if let Some(end) = self.next_token()
            && end.contents != "endblock"
            && end.contents != format!("endblock {name}")
        {
            return Err(
                self.unexpected_tag(end.contents, &["endblock", &format!("endblock {name}")])
            );
        }
        Ok(NodeKind::Block(self.add_block(name, nodes)))
    }

    fn extends(&mut self, contents: &str) -> Result<NodeKind, Error> {
        let words = split_contents(contents);
        let [_, name] = words.as_slice() else {
            return Err(
                self.syntax_error("{% extends %} takes one argument: the name of a template")
            );
        };
        let parent = self.compile_filter(&self.resolve_relative_name(name, false)?)?;
        let line = self.line;
        // The template consists of blocks only; everything around them is ignored.
        self.parse(&[])?;
        if self.extends {
            return Err(Error::syntax(
                line,
                "{% extends %} may appear only once in a template",
            ));
        }
        self.extends = true;
        Ok(NodeKind::Extends(parent))
    }

    fn include(&mut self, contents: &str) -> Result<NodeKind, Error> {
        let mut words = split_contents(contents);
        if words.len() < 2 {
            return Err(self.syntax_error("{% include %} takes the name of a template"));
        }
        let mut options = words.split_off(2);
        let mut values = None;
        let mut only = false;
        while !options.is_empty() {
            match options.remove(0).as_str() {
                "with" if values.is_none() => {
                    let kwargs = self.token_kwargs(&mut options, false)?;
                    if kwargs.is_empty() {
                        return Err(self
                            .syntax_error("expected name=value after \"with\" in {% include %}"));
                    }
                    values = Some(kwargs);
                }
                "only" if !only => only = true,
                other => {
                    return Err(
                        self.syntax_error(format!("unexpected \"{other}\" in {{% include %}}"))
                    );
                }
            }
        }
        let name = self.compile_filter(&self.resolve_relative_name(&words[1], true)?)?;
        Ok(NodeKind::Include(Box::new(Include {
            name,
            values: values.unwrap_or_default(),
            only,
        })))
    }

    /// Resolves a quoted name that starts with `./` or `../` relative to this template (Django's
    /// `construct_relative_path`).
    fn resolve_relative_name(&self, word: &str, allow_recursion: bool) -> Result<String, Error> {
        let relative = word.trim_matches(['\'', '"']);
        if !relative.starts_with("./") && !relative.starts_with("../") {
            return Ok(word.to_owned());
        }
        let Some(current) = self.name.map(|name| name.trim_start_matches('/')) else {
            return Err(self.syntax_error(format!(
                "the name {word} is relative, but this template has no name"
            )));
        };
        let mut parts: Vec<&str> = current.split('/').collect();
        parts.pop();
        for part in relative.split('/') {
            match part {
                "." | "" => {}
                ".." => {
                    if parts.pop().is_none() {
                        return Err(self.syntax_error(format!(
                            "the name {word} points outside of the template folder"
                        )));
                    }
                }
                part => parts.push(part),
            }
        }
        let name = parts.join("/");
        if !allow_recursion && name == current {
            return Err(self.syntax_error(format!("the name {word} refers to this template")));
        }
        Ok(if relative == word {
            name
        } else {
            format!("\"{name}\"")
        })
    }
}
