//! Tags that change settings for their block or write a single value.

use python::html::escape;
use python::urllib::quote;
use python::{is_space, strip};

use super::Renderer;
use crate::env::Env;
use crate::error::{Exception, RenderError, RenderResult};
use crate::filters::{FilterCall, date};
use crate::formats::conditional_escape;
use crate::node::{FilterExpression, LocaleValue, NodeList, Url};
use crate::value::Value;

impl Renderer<'_> {
    /// Renders nodes with changed settings.
    pub(super) fn render_with_env(
        &mut self,
        nodes: &NodeList,
        out: &mut String,
        change: impl FnOnce(&mut Env<'_>),
    ) -> RenderResult<()> {
        let previous = self.env.clone();
        change(&mut self.env);
        self.render_nodes(nodes, out)?;
        self.env = previous;
        Ok(())
    }

    pub(super) fn timezone(
        &mut self,
        zone: &FilterExpression,
        nodes: &NodeList,
        out: &mut String,
    ) -> RenderResult<()> {
        let zone = match self.resolve(zone)? {
            Value::None => self.env.default_time_zone(),
            Value::Str(name) => name.as_str().parse().map_err(|_| {
                RenderError::Exception(
                    Exception::Other,
                    format!("unknown time zone \"{}\"", name.as_str()),
                )
            })?,
            other => {
                return Err(RenderError::value_error(format!(
                    "{} is not a time zone",
                    other.type_description()
                )));
            }
        };
        self.render_with_env(nodes, out, |env| env.time_zone = zone)
    }

    pub(super) fn language(
        &mut self,
        language: &FilterExpression,
        nodes: &NodeList,
        out: &mut String,
    ) -> RenderResult<()> {
        let language = match self.resolve(language)? {
            Value::None => String::new(),
            value => value.to_text(self.env.max_length())?,
        };
        self.render_with_env(nodes, out, |env| env.activate_language(&language))
    }

    pub(super) fn spaceless(&mut self, nodes: &NodeList, out: &mut String) -> RenderResult<()> {
        let html = self.render_to_string(nodes)?;
        self.write(&strip_spaces_between_tags(&html), out)
    }

    pub(super) fn filter(
        &mut self,
        filters: &FilterExpression,
        nodes: &NodeList,
        out: &mut String,
    ) -> RenderResult<()> {
        let text = self.render_to_string(nodes)?;
        self.context.push([("var".into(), Value::safe(text))]);
        let value = self.resolve(filters)?;
        self.context.pop();
        match value {
            Value::Str(text) => self.write(text.as_str(), out),
            other => Err(RenderError::type_error(format!(
                "the filters return {} instead of a string",
                other.type_description()
            ))),
        }
    }

    pub(super) fn with(
        &mut self,
        kwargs: &[(String, FilterExpression)],
        nodes: &NodeList,
        out: &mut String,
    ) -> RenderResult<()> {
        let values = self.resolve_kwargs(kwargs)?;
        self.context.push(values);
        self.render_nodes(nodes, out)?;
        self.context.pop();
        Ok(())
    }

    pub(super) fn now(
        &mut self,
        format: &str,
        target: Option<&String>,
        out: &mut String,
    ) -> RenderResult<()> {
        let now = self.env.options.now.with_timezone(&self.env.time_zone);
        let call = FilterCall {
            value: now.into(),
            argument: Some(Value::safe(format)),
            env: &self.env,
        };
        let text = date(&call)?;
        self.store_or_write(text, target, out)
    }

    pub(super) fn csrf_token(&mut self, out: &mut String) -> RenderResult<()> {
        let Some(token) = self.context.get("csrf_token").filter(Value::is_truthy) else {
            return Ok(());
        };
        let token = conditional_escape(&token, &self.env)?.to_text(self.env.max_length())?;
        if token == "NOTPROVIDED" {
            return Ok(());
        }
        let input =
            format!("<input type=\"hidden\" name=\"csrfmiddlewaretoken\" value=\"{token}\">");
        self.write(&input, out)
    }

    pub(super) fn static_url(
        &mut self,
        path: &FilterExpression,
        target: Option<&String>,
        out: &mut String,
    ) -> RenderResult<()> {
        let path = self.resolve(path)?.to_text(self.env.max_length())?;
        let path = quote(path.replace('\\', "/").trim_start_matches('/'), "/~!*()'");
        let url = format!("{}{path}", self.env.options.static_url);
        let url = if self.env.autoescape {
            Value::safe(escape(&url))
        } else {
            url.into()
        };
        self.store_or_write(url, target, out)
    }

    pub(super) fn url(&mut self, url: &Url, out: &mut String) -> RenderResult<()> {
        let mut args = Vec::new();
        for arg in &url.args {
            args.push(self.resolve(arg)?);
        }
        let mut kwargs = Vec::new();
        for (name, value) in &url.kwargs {
            kwargs.push((name.clone(), self.resolve(value)?));
        }
        let view = self.resolve(&url.view)?.to_text(self.env.max_length())?;
        let urls = self.env.options.urls;
        let reversed = urls.and_then(|urls| urls.reverse(&view, &args, &kwargs));
        let address = match (reversed, &url.target) {
            (Some(address), _) => address,
            (None, Some(_)) => String::new(),
            (None, None) => {
                return Err(RenderError::Exception(
                    Exception::Other,
                    format!("there is no URL for the view \"{view}\" with these arguments"),
                ));
            }
        };
        let address = if url.target.is_none() && self.env.autoescape {
            Value::safe(escape(&address))
        } else {
            address.into()
        };
        self.store_or_write(address, url.target.as_ref(), out)
    }

    pub(super) fn info(&mut self, info: &LocaleValue) -> RenderResult<Value> {
        Ok(match info {
            LocaleValue::CurrentTimezone => self.env.time_zone.name().into(),
            LocaleValue::CurrentLanguage if self.env.language.is_empty() => Value::None,
            LocaleValue::CurrentLanguage => self.env.language.as_str().into(),
            LocaleValue::CurrentLanguageBidi => Value::Bool(self.env.locale.bidi),
            LocaleValue::AvailableLanguages => self.languages(),
            LocaleValue::LanguageInfo(code) => {
                let code = self.resolve(code)?;
                self.language_info(&code)?
            }
            LocaleValue::LanguageInfoList(codes) => {
                let codes = self.resolve(codes)?;
                let codes = codes
                    .iterate()
                    .ok_or_else(|| RenderError::type_error("expected a list of language codes"))?;
                let infos: RenderResult<Vec<Value>> =
                    codes.iter().map(|code| self.language_info(code)).collect();
                infos?.into()
            }
        })
    }
}

/// Removes whitespace between tags and around the text (`strip_spaces_between_tags`).
fn strip_spaces_between_tags(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut rest = strip(html);
    while let Some(end) = rest.find('>') {
        out.push_str(&rest[..=end]);
        rest = &rest[end + 1..];
        let after = rest.trim_start_matches(is_space);
        if after.starts_with('<') {
            rest = after;
        }
    }
    out.push_str(rest);
    out
}
