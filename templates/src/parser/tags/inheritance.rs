//! `block`, `extends` and `include`.

use super::super::Parser;
use super::plain_words;
use crate::error::Error;
use crate::lexer::words;
use crate::node::{Include, Kind};

impl Parser<'_> {
    pub(super) fn inheritance_tag(&mut self, command: &str, contents: &str) -> Result<Kind, Error> {
        match command {
            "block" => self.block(contents),
            "extends" => self.extends(contents),
            _ => self.include(contents),
        }
    }

    fn block(&mut self, contents: &str) -> Result<Kind, Error> {
        let words = plain_words(contents);
        let [_, name] = words.as_slice() else {
            return Err(self.fault("{% block %} takes one name"));
        };
        if !self.block_names.insert(name.clone()) {
            return Err(self.fault(format!("there are two blocks of the name \"{name}\"")));
        }
        let nodes = self.nodes(&["endblock"])?;
        if let Some(end) = self.next()
            && end.contents != "endblock"
            && end.contents != format!("endblock {name}")
        {
            return Err(self.expected(end.contents, &["endblock", &format!("endblock {name}")]));
        }
        Ok(Kind::Block(self.add_block(name, nodes)))
    }

    fn extends(&mut self, contents: &str) -> Result<Kind, Error> {
        let words = words(contents);
        let [_, name] = words.as_slice() else {
            return Err(self.fault("{% extends %} takes the name of one template"));
        };
        let parent = self.expression(&self.relative(name, false)?)?;
        let line = self.line;
        // Text around the blocks of a template that extends another one is not shown.
        self.nodes(&[])?;
        if self.extends {
            return Err(Error::syntax(
                line,
                "{% extends %} can stand only once in a template",
            ));
        }
        self.extends = true;
        Ok(Kind::Extends(parent))
    }

    fn include(&mut self, contents: &str) -> Result<Kind, Error> {
        let mut words = words(contents);
        if words.len() < 2 {
            return Err(self.fault("{% include %} takes the name of a template"));
        }
        let mut options = words.split_off(2);
        let mut values = None;
        let mut only = false;
        while !options.is_empty() {
            match options.remove(0).as_str() {
                "with" if values.is_none() => {
                    let named = self.named(&mut options, false)?;
                    if named.is_empty() {
                        return Err(self.fault("\"with\" in {% include %} takes name=value"));
                    }
                    values = Some(named);
                }
                "only" if !only => only = true,
                other => {
                    return Err(
                        self.fault(format!("\"{other}\" does not fit here in {{% include %}}"))
                    );
                }
            }
        }
        let name = self.expression(&self.relative(&words[1], true)?)?;
        Ok(Kind::Include(Box::new(Include {
            name,
            values: values.unwrap_or_default(),
            only,
        })))
    }

    /// A name that begins with `./` or `../`, seen from the template that is parsed.
    fn relative(&self, word: &str, itself: bool) -> Result<String, Error> {
        let bare = word.trim_matches(['\'', '"']);
        if !bare.starts_with("./") && !bare.starts_with("../") {
            return Ok(word.to_owned());
        }
        let Some(current) = self.name.map(|name| name.trim_start_matches('/')) else {
            return Err(self.fault(format!("{word} is relative, but this template has no name")));
        };
        let mut parts: Vec<&str> = current.split('/').collect();
        parts.pop();
        for part in bare.split('/') {
            match part {
                "." | "" => {}
                ".." => {
                    if parts.pop().is_none() {
                        return Err(
                            self.fault(format!("{word} leads out of the folder of templates"))
                        );
                    }
                }
                part => parts.push(part),
            }
        }
        let name = parts.join("/");
        if !itself && name == current {
            return Err(self.fault(format!("{word} is the template itself")));
        }
        Ok(if bare == word {
            name
        } else {
            format!("\"{name}\"")
        })
    }
}
