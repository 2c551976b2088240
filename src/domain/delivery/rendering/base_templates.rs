//! The base template of HTML emails and the footer of plain-text emails, per language. Files in
//! `mail.templates_dir`, laid out like django-helpdesk's templates, take precedence over the
//! built-in ones.

use std::path::{Component, Path, PathBuf};

/// The language used where a language has no template.
const FALLBACK: &str = "en";

/// The built-in texts: language, closing, and a note about the sender.
const SENTENCES: &[(&str, &str, &str)] = &[
    (
        "en",
        "Kind regards,",
        "This message comes from our help desk, because you take part in this ticket.",
    ),
    (
        "de",
        "Freundliche Grüße",
        "Diese Nachricht kommt von unserem Helpdesk, weil Sie an diesem Ticket beteiligt sind.",
    ),
    (
        "fr",
        "Cordialement,",
        "Ce message vient de notre service d'assistance, car ce ticket vous concerne.",
    ),
    (
        "es",
        "Un cordial saludo,",
        "Este mensaje viene de nuestro servicio de asistencia, porque usted participa en este tique.",
    ),
    (
        "it",
        "Cordiali saluti,",
        "Questo messaggio arriva dal nostro servizio di assistenza, perché partecipa a questo ticket.",
    ),
    (
        "pl",
        "Z poważaniem",
        "Ta wiadomość pochodzi z naszego działu pomocy, ponieważ uczestniczy Pan/Pani w tym zgłoszeniu.",
    ),
    (
        "cs",
        "S pozdravem",
        "Tuto zprávu posílá naše technická podpora, protože se vás tento požadavek týká.",
    ),
    (
        "ru",
        "С уважением,",
        "Это сообщение отправила наша служба поддержки, потому что вы участвуете в этом обращении.",
    ),
];

/// Loads base templates and footers.
#[derive(Clone, Debug, Default)]
pub struct BaseTemplates {
    dir: Option<PathBuf>,
}

impl BaseTemplates {
    /// Looks in this folder before the built-in templates; `""`: built-in templates only.
    #[must_use]
    pub fn new(dir: &str) -> Self {
        Self {
            dir: Some(dir).filter(|dir| !dir.is_empty()).map(PathBuf::from),
        }
    }

    fn file(&self, name: &str) -> Option<String> {
        let path = Path::new(name);
        // Templates must not reach files outside of the folder.
        if !path
            .components()
            .all(|part| matches!(part, Component::Normal(_)))
        {
            return None;
        }
        match std::fs::read_to_string(self.dir.as_ref()?.join(path)) {
            Ok(text) => Some(text),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
            Err(error) => {
                tracing::warn!(%error, template = name, "cannot read a file in mail.templates_dir");
                None
            }
        }
    }
}

/// The name of the plain-text footer in this language.
#[must_use]
pub fn footer(locale: &str) -> String {
    format!("helpdesk/{locale}/email_text_footer.txt")
}

/// The name of the HTML base template in this language.
#[must_use]
pub fn base(locale: &str) -> String {
    format!("helpdesk/{locale}/email_html_base.html")
}

impl templates::Loader for BaseTemplates {
    fn load(&self, name: &str) -> Option<String> {
        let Some((locale, file)) = name
            .strip_prefix("helpdesk/")
            .and_then(|rest| rest.split_once('/'))
        else {
            return self.file(name);
        };
        // For "de-at": try "de-at", "de" and "en", each as a file and then built in.
        let general = locale.split(['-', '_']).next().unwrap_or_default();
        [locale, general, FALLBACK].into_iter().find_map(|locale| {
            self.file(&format!("helpdesk/{locale}/{file}"))
                .or_else(|| built_in(locale, file))
        })
    }
}

fn built_in(locale: &str, file: &str) -> Option<String> {
    let (_, regards, note) = SENTENCES
        .iter()
        .find(|(language, ..)| *language == locale)?;
    match file {
        "email_text_footer.txt" => Some(format!(
            "{regards}\n\n{{{{ queue.title|safe }}}}{{% if queue.email_address %}}\n{{{{ queue.email_address|safe }}}}\
             {{% endif %}}\n\n-- \n{note}"
        )),
        "email_html_base.html" => Some(format!(
            "<!DOCTYPE html>\n<html lang=\"{locale}\">\n<head>\n<meta charset=\"utf-8\">\n\
             <title>{{% block title %}}{{% endblock %}}</title>\n</head>\n\
             <body style=\"font-family: sans-serif; line-height: 1.5; color: #1f2328\">\n\
             <div style=\"max-width: 40em; margin: 0 auto; padding: 1em\">\n\
             {{% block content %}}{{% endblock %}}\n\
             <p>{regards}</p>\n\
             <p><strong>{{{{ queue.title }}}}</strong>{{% if queue.email_address %}}<br>\
             <a href=\"mailto:{{{{ queue.email_address }}}}\">{{{{ queue.email_address }}}}</a>{{% endif %}}</p>\n\
             <p style=\"font-size: 0.85em; color: #656d76\">{note}</p>\n\
             </div>\n</body>\n</html>"
        )),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use templates::Loader as _;

    use super::*;

    #[test]
    fn falls_back_to_english() {
        let base_templates = BaseTemplates::default();
        for (locale, regards, _) in SENTENCES {
            assert!(
                base_templates
                    .load(&footer(locale))
                    .unwrap()
                    .starts_with(regards)
            );
            assert!(
                base_templates
                    .load(&base(locale))
                    .unwrap()
                    .contains(&format!("lang=\"{locale}\""))
            );
        }
        assert!(
            base_templates
                .load(&footer("de-at"))
                .unwrap()
                .starts_with("Freundliche")
        );
        assert!(
            base_templates
                .load(&footer("pt_BR"))
                .unwrap()
                .starts_with("Kind")
        );
        assert_eq!(base_templates.load("helpdesk/en/other.html"), None);
    }

    #[test]
    fn prefers_the_folder_and_never_leaves_it() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::create_dir_all(dir.path().join("templates/helpdesk/en")).unwrap();
        std::fs::write(
            dir.path()
                .join("templates/helpdesk/en/email_text_footer.txt"),
            "Ours",
        )
        .unwrap();
        std::fs::write(dir.path().join("templates/signature.txt"), "Sign").unwrap();
        std::fs::write(dir.path().join("secret.txt"), "secret").unwrap();
        let base_templates = BaseTemplates::new(dir.path().join("templates").to_str().unwrap());
        assert_eq!(base_templates.load(&footer("en")).as_deref(), Some("Ours"));
        // A built-in language takes precedence over the folder's English.
        assert!(
            base_templates
                .load(&footer("de"))
                .unwrap()
                .starts_with("Freundliche")
        );
        assert_eq!(base_templates.load(&footer("xx")).as_deref(), Some("Ours"));
        assert_eq!(
            base_templates.load("signature.txt").as_deref(),
            Some("Sign")
        );
        for name in [
            "../secret.txt",
            "helpdesk/../../secret.txt",
            "/etc/hostname",
            "helpdesk/en/../../../secret.txt",
        ] {
            assert_eq!(base_templates.load(name), None, "{name}");
        }
    }
}
