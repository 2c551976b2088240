//! Renders nodes: here the dispatch and the tags that hold for their block; loops in `logic`,
//! blocks and includes in `inheritance`, translation in `i18n`, values in `expression`.

pub(crate) mod env;
mod expression;
mod i18n;
mod inheritance;
mod logic;
mod scope;

use std::collections::HashMap;

use env::Env;
use scope::{Frame, Scopes};

use crate::context::Context;
use crate::error::{Error, Exc, Fault, Outcome};
use crate::filters::Call;
use crate::filters::quote;
use crate::html::escape;
use crate::node::{Fact, Kind, Node, Nodes, Prefix, Url};
use crate::options::Options;
use crate::template::Template;
use crate::value::Value;
use crate::value::pytext::{is_space, strip};

/// Renders a template.
pub(crate) fn render(
    template: &Template,
    context: &Context,
    options: &Options<'_>,
) -> Result<String, Error> {
    let mut renderer = Renderer {
        env: Env::new(options),
        scopes: Scopes::new(context.variables.clone()),
        frames: vec![Frame::new(0)],
        loaded: HashMap::new(),
        changes: HashMap::new(),
        current: template.clone(),
        line: 1,
        depth: 0,
        steps: 0,
        produced: 0,
        next_id: 0,
    };
    let mut out = String::new();
    match renderer.nodes(&template.compiled.nodes, &mut out) {
        Ok(()) => Ok(out),
        Err(fault) => Err(fault.at(renderer.line, renderer.current.compiled.name.as_deref())),
    }
}

struct Renderer<'o> {
    env: Env<'o>,
    scopes: Scopes,
    frames: Vec<Frame>,
    /// The templates that were loaded.
    loaded: HashMap<String, Template>,
    /// What each `ifchanged` saw last, by its loop.
    changes: HashMap<(u64, u64), logic::Seen>,
    /// The template whose nodes are rendered. After a fault: where it was.
    current: Template,
    /// The line that is rendered. After a fault: where it was.
    line: usize,
    depth: usize,
    steps: usize,
    produced: usize,
    next_id: u64,
}

impl Renderer<'_> {
    /// Counts steps.
    fn spend(&mut self, steps: usize) -> Outcome<()> {
        self.steps = self.steps.saturating_add(steps);
        if self.steps > self.env.options.limits.steps {
            return Err(Fault::Limit(format!(
                "the template takes more than {} steps",
                self.env.options.limits.steps
            )));
        }
        Ok(())
    }

    /// Writes text.
    fn write(&mut self, text: &str, out: &mut String) -> Outcome<()> {
        self.produced = self.produced.saturating_add(text.len());
        if self.produced > self.env.limit() {
            return Err(Fault::Limit(format!(
                "the template makes more than {} bytes",
                self.env.limit()
            )));
        }
        out.push_str(text);
        Ok(())
    }

    /// A number that no other loop or frame of this rendering has.
    fn unique(&mut self) -> u64 {
        self.next_id += 1;
        self.next_id
    }

    fn nodes(&mut self, nodes: &Nodes, out: &mut String) -> Outcome<()> {
        self.depth += 1;
        if self.depth > self.env.options.limits.depth {
            return Err(Fault::Limit(format!(
                "the template goes more than {} blocks deep",
                self.env.options.limits.depth
            )));
        }
        for node in nodes {
            self.line = node.line;
            self.spend(1)?;
            self.node(node, out)?;
        }
        self.depth -= 1;
        Ok(())
    }

    /// Nodes rendered apart.
    fn captured(&mut self, nodes: &Nodes) -> Outcome<String> {
        let mut out = String::new();
        self.nodes(nodes, &mut out)?;
        Ok(out)
    }

    /// Writes what is shown of a value.
    fn show(&mut self, value: Value, out: &mut String) -> Outcome<()> {
        self.spend(expression::weight(&value))?;
        let shown = self.env.shown(value)?;
        match shown.as_text() {
            Some(text) => self.write(text.as_str(), out),
            None => Ok(()),
        }
    }

    /// Puts a text into a variable, or writes it.
    fn put(&mut self, text: Value, target: Option<&String>, out: &mut String) -> Outcome<()> {
        match (target, &text) {
            (Some(name), _) => {
                self.scopes.set(name, text);
                Ok(())
            }
            (None, Value::Str(text)) => self.write(text.as_str(), out),
            (None, _) => Ok(()),
        }
    }

    fn node(&mut self, node: &Node, out: &mut String) -> Outcome<()> {
        match &node.kind {
            Kind::Text(text) => self.write(text, out),
            Kind::Variable(expression) => {
                let value = self.value(expression)?;
                self.show(value, out)
            }
            Kind::Nothing => Ok(()),
            Kind::Csrf => self.csrf(out),
            Kind::Autoescape(on, nodes) => self.within(nodes, out, |env| env.autoescape = *on),
            Kind::Localize(on, nodes) => self.within(nodes, out, |env| env.localize = *on),
            Kind::LocalTime(on, nodes) => self.within(nodes, out, |env| env.localtime = *on),
            Kind::Timezone(zone, nodes) => {
                let zone = match self.value(zone)? {
                    Value::None => self.env.default_zone(),
                    Value::Str(name) => name.as_str().parse().map_err(|_| {
                        Fault::Raise(
                            Exc::Other,
                            format!("there is no time zone \"{}\"", name.as_str()),
                        )
                    })?,
                    other => {
                        return Err(Fault::value_error(format!(
                            "{} is no time zone",
                            other.kind()
                        )));
                    }
                };
                self.within(nodes, out, |env| env.zone = zone)
            }
            Kind::Language(language, nodes) => {
                let language = match self.value(language)? {
                    Value::None => String::new(),
                    value => value.text(self.env.limit())?,
                };
                self.within(nodes, out, |env| env.speak(&language))
            }
            Kind::Spaceless(nodes) => {
                let text = self.captured(nodes)?;
                self.write(&without_spaces(&text), out)
            }
            Kind::Filter(filters, nodes) => {
                let text = self.captured(nodes)?;
                self.scopes.push([("var".into(), Value::safe(text))]);
                let value = self.value(filters)?;
                self.scopes.pop();
                match value {
                    Value::Str(text) => self.write(text.as_str(), out),
                    other => Err(Fault::type_error(format!(
                        "the filters make {}, where a text is wanted",
                        other.kind()
                    ))),
                }
            }
            Kind::With(named, nodes) => {
                let values = self.named(named)?;
                self.scopes.push(values);
                self.nodes(nodes, out)?;
                self.scopes.pop();
                Ok(())
            }
            Kind::Now(format, target) => {
                let now = Value::from(self.env.options.now.with_timezone(&self.env.zone));
                let call = Call {
                    value: now,
                    argument: Some(Value::safe(format.as_str())),
                    env: &self.env,
                };
                let text = crate::filters::date(&call)?;
                self.put(text, target.as_ref(), out)
            }
            Kind::Url(url) => self.url(url, out),
            Kind::Static(path, target) => {
                let path = self.value(path)?.text(self.env.limit())?;
                let quoted = quote(path.replace('\\', "/").trim_start_matches('/'), "/~!*()'");
                let url = format!("{}{quoted}", self.env.options.static_url);
                let url = if self.env.autoescape {
                    Value::safe(escape(&url))
                } else {
                    url.into()
                };
                self.put(url, target.as_ref(), out)
            }
            Kind::Prefix(prefix, target) => {
                let text = match prefix {
                    Prefix::Static => self.env.options.static_url.clone(),
                    Prefix::Media => self.env.options.media_url.clone(),
                };
                self.put(text.as_ref().into(), target.as_ref(), out)
            }
            Kind::Put(fact, name) => {
                let value = self.fact(fact)?;
                self.scopes.set(name, value);
                Ok(())
            }
            Kind::Block(block) => self.block(block, out),
            Kind::Extends(parent) => self.extends(parent, out),
            Kind::Include(include) => self.include(include, out),
            Kind::Translate(translate) => self.translate(translate, out),
            Kind::BlockTranslate(block) => self.block_translate(block, out),
            _ => self.logic_node(node, out),
        }
    }

    /// Nodes with other settings.
    fn within(
        &mut self,
        nodes: &Nodes,
        out: &mut String,
        change: impl FnOnce(&mut Env<'_>),
    ) -> Outcome<()> {
        let before = self.env.clone();
        change(&mut self.env);
        self.nodes(nodes, out)?;
        self.env = before;
        Ok(())
    }

    fn csrf(&mut self, out: &mut String) -> Outcome<()> {
        let Some(token) = self.scopes.get("csrf_token").filter(Value::truthy) else {
            return Ok(());
        };
        let token = self.env.escaped(&token)?.text(self.env.limit())?;
        if token == "NOTPROVIDED" {
            return Ok(());
        }
        self.write(
            &format!("<input type=\"hidden\" name=\"csrfmiddlewaretoken\" value=\"{token}\">"),
            out,
        )
    }

    fn url(&mut self, url: &Url, out: &mut String) -> Outcome<()> {
        let mut args = Vec::new();
        for arg in &url.args {
            args.push(self.value(arg)?);
        }
        let mut named = Vec::new();
        for (name, value) in &url.named {
            named.push((name.clone(), self.value(value)?));
        }
        let view = self.value(&url.view)?.text(self.env.limit())?;
        let found = self
            .env
            .options
            .urls
            .and_then(|urls| urls.reverse(&view, &args, &named));
        let address = match (found, &url.target) {
            (Some(address), _) => address,
            (None, Some(_)) => String::new(),
            (None, None) => {
                return Err(Fault::Raise(
                    Exc::Other,
                    format!("there is no address for \"{view}\" with what it is given"),
                ));
            }
        };
        let escaped = url.target.is_none() && self.env.autoescape;
        let address = if escaped {
            Value::safe(escape(&address))
        } else {
            address.into()
        };
        self.put(address, url.target.as_ref(), out)
    }

    fn fact(&mut self, fact: &Fact) -> Outcome<Value> {
        Ok(match fact {
            Fact::Timezone => self.env.zone.name().into(),
            Fact::Language if self.env.language.is_empty() => Value::None,
            Fact::Language => self.env.language.as_str().into(),
            Fact::LanguageBidi => Value::Bool(self.env.locale.bidi),
            Fact::Languages => self.languages(),
            Fact::LanguageInfo(code) => {
                let code = self.value(code)?;
                self.language_info(&code)?
            }
            Fact::LanguageInfos(codes) => {
                let codes = self.value(codes)?;
                let codes = codes
                    .iterate()
                    .ok_or_else(|| Fault::type_error("a list of languages is wanted"))?;
                let infos: Outcome<Vec<Value>> =
                    codes.iter().map(|code| self.language_info(code)).collect();
                infos?.into()
            }
        })
    }
}

/// Text without the spaces between tags and around all of it.
fn without_spaces(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = strip(text);
    while let Some(at) = rest.find('>') {
        out.push_str(&rest[..=at]);
        rest = &rest[at + 1..];
        let after = rest.trim_start_matches(is_space);
        if after.starts_with('<') {
            rest = after;
        }
    }
    out.push_str(rest);
    out
}
