//! `translate`, `blocktranslate`, and the tags that store a language or time zone in a variable.

use super::super::Parser;
use super::split_whitespace;
use crate::error::Error;
use crate::lexer::{TokenType, split_contents};
use crate::node::{BlockTranslate, LocaleValue, MessagePart, NodeKind, Translate};

impl Parser<'_> {
    pub(super) fn i18n_tag(&mut self, command: &str, contents: &str) -> Result<NodeKind, Error> {
        match command {
            "trans" | "translate" => self.translate(contents),
            "blocktrans" | "blocktranslate" => self.blocktranslate(command, contents),
            "get_language_info" => {
                let (value, name) = self.parse_value_as(contents)?;
                Ok(NodeKind::SetLocaleValue(
                    LocaleValue::LanguageInfo(self.compile_filter(&value)?),
                    name,
                ))
            }
            "get_language_info_list" => {
                let (value, name) = self.parse_value_as(contents)?;
                Ok(NodeKind::SetLocaleValue(
                    LocaleValue::LanguageInfoList(self.compile_filter(&value)?),
                    name,
                ))
            }
            "get_current_language" => self.info_tag(contents, LocaleValue::CurrentLanguage),
            "get_current_language_bidi" => {
                self.info_tag(contents, LocaleValue::CurrentLanguageBidi)
            }
            "get_available_languages" => self.info_tag(contents, LocaleValue::AvailableLanguages),
            "get_current_timezone" => self.info_tag(contents, LocaleValue::CurrentTimezone),
            other => Err(self.invalid_block_tag(other, &[])),
        }
    }

    fn info_tag(&self, contents: &str, info: LocaleValue) -> Result<NodeKind, Error> {
        match split_whitespace(contents).as_slice() {
            [_, word, name] if word == "as" => Ok(NodeKind::SetLocaleValue(info, name.clone())),
            _ => Err(self.syntax_error(format!(
                "{{% {contents} %}} must end with \"as\" and a name"
            ))),
        }
    }

    /// Parses `{% tag for value as name %}`.
    fn parse_value_as(&self, contents: &str) -> Result<(String, String), Error> {
        match split_contents(contents).as_slice() {
            [_, for_word, value, as_word, name] if for_word == "for" && as_word == "as" => {
                Ok((value.clone(), name.clone()))
            }
            [tag, ..] => Err(self.syntax_error(format!(
                "{{% {tag} %}} must have the form {{% {tag} for value as name %}}"
            ))),
            [] => Err(self.syntax_error("empty block tag")),
        }
    }

    fn translate(&self, contents: &str) -> Result<NodeKind, Error> {
        let mut words = split_contents(contents).into_iter();
        let tag = words.next().unwrap_or_default();
        let Some(message) = words.next() else {
            return Err(self.syntax_error(format!("{{% {tag} %}} takes a message")));
        };
        let mut translate = Translate {
            message: self.compile_filter(&message)?,
            noop: false,
            context: None,
            target: None,
        };
        while let Some(option) = words.next() {
            let is_first = match option.as_str() {
                "noop" => !std::mem::replace(&mut translate.noop, true),
                "context" => {
                    let context = words.next().filter(|word| word != "as" && word != "noop");
                    let Some(context) = context else {
                        return Err(self.syntax_error(format!(
                            "expected a context after \"context\" in {{% {tag} %}}"
                        )));
                    };
                    translate
                        .context
                        .replace(self.compile_filter(&context)?)
                        .is_none()
                }
                "as" => {
                    let Some(name) = words.next() else {
                        return Err(self.syntax_error(format!(
                            "expected a name after \"as\" in {{% {tag} %}}"
                        )));
                    };
                    translate.target.replace(name).is_none()
                }
                _ => false,
            };
            if !is_first {
                return Err(self.syntax_error(format!("unexpected \"{option}\" in {{% {tag} %}}")));
            }
        }
        Ok(NodeKind::Translate(Box::new(translate)))
    }

    fn blocktranslate(&mut self, tag: &str, contents: &str) -> Result<NodeKind, Error> {
        let mut words = split_contents(contents).split_off(1);
        let mut block = BlockTranslate {
            tag: tag.to_owned(),
            values: Vec::new(),
            singular: Vec::new(),
            plural: Vec::new(),
            count: None,
            context: None,
            trimmed: false,
            target: None,
        };
        let mut seen_options: Vec<String> = Vec::new();
        while !words.is_empty() {
            let option = words.remove(0);
            if seen_options.contains(&option) {
                return Err(self.syntax_error(format!("duplicate \"{option}\" in {{% {tag} %}}")));
            }
            let missing = |what: &str| {
                self.syntax_error(format!(
                    "expected {what} after \"{option}\" in {{% {tag} %}}"
                ))
            };
            match option.as_str() {
                "with" => {
                    block.values = self.token_kwargs(&mut words, true)?;
                    if block.values.is_empty() {
                        return Err(missing("name=value"));
                    }
                }
                "count" => {
                    let mut kwargs = self.token_kwargs(&mut words, true)?;
                    block.count = kwargs.pop();
                    if block.count.is_none() || !kwargs.is_empty() {
                        return Err(missing("one name=value"));
                    }
                }
                "context" => {
                    if words.is_empty() {
                        return Err(missing("a context"));
                    }
                    block.context = Some(self.compile_filter(&words.remove(0))?);
                }
                "trimmed" => block.trimmed = true,
                "asvar" => {
                    if words.is_empty() {
                        return Err(missing("a name"));
                    }
                    block.target = Some(words.remove(0));
                }
                other => {
                    return Err(
                        self.syntax_error(format!("unexpected \"{other}\" in {{% {tag} %}}"))
                    );
                }
            }
            seen_options.push(option);
        }
        let (singular, mut end) = self.parse_message();
        block.singular = singular;
        if block.count.is_some() {
            if end.as_deref() != Some("plural") {
                return Err(self.syntax_error(format!(
                    "expected {{% plural %}} in {{% {tag} %}}, and no other tags"
                )));
            }
            (block.plural, end) = self.parse_message();
        }
        if end != Some(format!("end{tag}")) {
            return Err(self.syntax_error(format!(
                "expected {{% end{tag} %}}, and no other tags in the message"
            )));
        }
        Ok(NodeKind::BlockTranslate(Box::new(block)))
    }

    /// Parses text and variables up to the next tag; also returns the contents of that tag.
    fn parse_message(&mut self) -> (Vec<MessagePart>, Option<String>) {
        let mut parts = Vec::new();
        while let Some(token) = self.next_token() {
            parts.push(match token.token_type {
                TokenType::Text => MessagePart::Text(token.contents.to_owned()),
                TokenType::Variable => MessagePart::Variable(token.contents.to_owned()),
                TokenType::Block | TokenType::Comment => {
                    return (parts, Some(token.contents.to_owned()));
                }
            });
        }
        (parts, None)
    }
}
