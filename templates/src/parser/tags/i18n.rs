//! Translation: `translate`, `blocktranslate`, and the tags that put a language or a time zone into
//! a variable.

use super::super::Parser;
use super::plain_words;
use crate::error::Error;
use crate::lexer::{Type, words};
use crate::node::{BlockTranslate, Fact, Kind, Piece, Translate};

impl Parser<'_> {
    pub(super) fn i18n_tag(&mut self, command: &str, contents: &str) -> Result<Kind, Error> {
        match command {
            "trans" | "translate" => self.translate(contents),
            "blocktrans" | "blocktranslate" => self.blocktranslate(command, contents),
            "get_language_info" => {
                let (value, name) = self.value_as(contents, "for")?;
                Ok(Kind::Put(
                    Fact::LanguageInfo(self.expression(&value)?),
                    name,
                ))
            }
            "get_language_info_list" => {
                let (value, name) = self.value_as(contents, "for")?;
                Ok(Kind::Put(
                    Fact::LanguageInfos(self.expression(&value)?),
                    name,
                ))
            }
            "get_current_language" => self.put(contents, Fact::Language),
            "get_current_language_bidi" => self.put(contents, Fact::LanguageBidi),
            "get_available_languages" => self.put(contents, Fact::Languages),
            "get_current_timezone" => self.put(contents, Fact::Timezone),
            other => Err(self.unknown(other, &[])),
        }
    }

    fn put(&self, contents: &str, fact: Fact) -> Result<Kind, Error> {
        match plain_words(contents).as_slice() {
            [_, word, name] if word == "as" => Ok(Kind::Put(fact, name.clone())),
            _ => Err(self.fault(format!(
                "{{% {contents} %}} should end with \"as\" and a name"
            ))),
        }
    }

    fn value_as(&self, contents: &str, before: &str) -> Result<(String, String), Error> {
        match words(contents).as_slice() {
            [_, word, value, as_word, name] if word == before && as_word == "as" => {
                Ok((value.clone(), name.clone()))
            }
            [tag, ..] => Err(self.fault(format!(
                "{{% {tag} %}} should read {{% {tag} {before} value as name %}}"
            ))),
            [] => Err(self.fault("there is no tag here")),
        }
    }

    fn translate(&self, contents: &str) -> Result<Kind, Error> {
        let mut words = words(contents).into_iter();
        let tag = words.next().unwrap_or_default();
        let Some(message) = words.next() else {
            return Err(self.fault(format!("{{% {tag} %}} takes a text to translate")));
        };
        let mut translate = Translate {
            message: self.expression(&message)?,
            noop: false,
            context: None,
            target: None,
        };
        while let Some(option) = words.next() {
            let fresh = match option.as_str() {
                "noop" => !std::mem::replace(&mut translate.noop, true),
                "context" => {
                    let context = words.next().filter(|word| word != "as" && word != "noop");
                    let Some(context) = context else {
                        return Err(self.fault(format!(
                            "a context must follow \"context\" in {{% {tag} %}}"
                        )));
                    };
                    translate
                        .context
                        .replace(self.expression(&context)?)
                        .is_none()
                }
                "as" => {
                    let Some(name) = words.next() else {
                        return Err(
                            self.fault(format!("a name must follow \"as\" in {{% {tag} %}}"))
                        );
                    };
                    translate.target.replace(name).is_none()
                }
                _ => false,
            };
            if !fresh {
                return Err(self.fault(format!("\"{option}\" does not fit here in {{% {tag} %}}")));
            }
        }
        Ok(Kind::Translate(Box::new(translate)))
    }

    fn blocktranslate(&mut self, tag: &str, contents: &str) -> Result<Kind, Error> {
        let mut words = words(contents).split_off(1);
        let mut block = BlockTranslate {
            tag: tag.to_owned(),
            values: Vec::new(),
            one: Vec::new(),
            many: Vec::new(),
            count: None,
            context: None,
            trimmed: false,
            target: None,
        };
        let mut seen: Vec<String> = Vec::new();
        while !words.is_empty() {
            let option = words.remove(0);
            if seen.contains(&option) {
                return Err(self.fault(format!("\"{option}\" stands twice in {{% {tag} %}}")));
            }
            let missing = |what: &str| {
                self.fault(format!("{what} must follow \"{option}\" in {{% {tag} %}}"))
            };
            match option.as_str() {
                "with" => {
                    block.values = self.named(&mut words, true)?;
                    if block.values.is_empty() {
                        return Err(missing("name=value"));
                    }
                }
                "count" => {
                    let mut named = self.named(&mut words, true)?;
                    block.count = named.pop();
                    if block.count.is_none() || !named.is_empty() {
                        return Err(missing("one name=value"));
                    }
                }
                "context" => {
                    if words.is_empty() {
                        return Err(missing("a text"));
                    }
                    block.context = Some(self.expression(&words.remove(0))?);
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
                        self.fault(format!("\"{other}\" does not fit here in {{% {tag} %}}"))
                    );
                }
            }
            seen.push(option);
        }
        let (one, mut end) = self.pieces();
        block.one = one;
        if block.count.is_some() {
            if end.as_deref() != Some("plural") {
                return Err(self.fault(format!(
                    "{{% plural %}} must come next in {{% {tag} %}}, without other tags"
                )));
            }
            (block.many, end) = self.pieces();
        }
        if end != Some(format!("end{tag}")) {
            return Err(self.fault(format!(
                "{{% end{tag} %}} must come next, without other tags in the text"
            )));
        }
        Ok(Kind::BlockTranslate(Box::new(block)))
    }

    /// Text and variables up to the next tag, and what stands in that one.
    fn pieces(&mut self) -> (Vec<Piece>, Option<String>) {
        let mut pieces = Vec::new();
        while let Some(token) = self.next() {
            pieces.push(match token.kind {
                Type::Text => Piece::Text(token.contents.to_owned()),
                Type::Variable => Piece::Variable(token.contents.to_owned()),
                Type::Block | Type::Comment => return (pieces, Some(token.contents.to_owned())),
            });
        }
        (pieces, None)
    }
}
