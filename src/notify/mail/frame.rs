//! The frame of HTML mails and the footer of texts, by language: files of the settings' folder,
//! laid out as django-helpdesk's templates are, else built-in ones. Finds templates; renders
//! nothing.

use std::path::{Component, Path, PathBuf};

/// The language that others fall back to.
const FALLBACK: &str = "en";

/// The built-in sentences: language, greeting at the end, who sends this and why.
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

/// Where frames come from.
#[derive(Clone, Debug, Default)]
pub struct Frames {
    dir: Option<PathBuf>,
}

impl Frames {
    /// Files of this folder go before the built-in ones; empty: there are none.
    #[must_use]
    pub fn new(dir: &str) -> Self {
        Self {
            dir: Some(dir).filter(|dir| !dir.is_empty()).map(PathBuf::from),
        }
    }

    fn file(&self, name: &str) -> Option<String> {
        let path = Path::new(name);
        // A template may name only what is in the folder.
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
                tracing::warn!(%error, template = name, "a file of mail.templates_dir cannot be read");
                None
            }
        }
    }
}

/// The name of the footer of texts in this language.
#[must_use]
pub fn footer(locale: &str) -> String {
    format!("helpdesk/{locale}/email_text_footer.txt")
}

/// The name of the frame of HTML mails in this language.
#[must_use]
pub fn base(locale: &str) -> String {
    format!("helpdesk/{locale}/email_html_base.html")
}

impl templates::Loader for Frames {
    fn load(&self, name: &str) -> Option<String> {
        let Some((locale, file)) = name
            .strip_prefix("helpdesk/")
            .and_then(|rest| rest.split_once('/'))
        else {
            return self.file(name);
        };
        // "de-at", "de", "en": each as a file, then built in.
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
    fn every_language_has_both_and_others_have_english() {
        let frames = Frames::default();
        for (locale, regards, _) in SENTENCES {
            assert!(frames.load(&footer(locale)).unwrap().starts_with(regards));
            assert!(
                frames
                    .load(&base(locale))
                    .unwrap()
                    .contains(&format!("lang=\"{locale}\""))
            );
        }
        assert!(
            frames
                .load(&footer("de-at"))
                .unwrap()
                .starts_with("Freundliche")
        );
        assert!(frames.load(&footer("pt_BR")).unwrap().starts_with("Kind"));
        assert_eq!(frames.load("helpdesk/en/other.html"), None);
    }

    #[test]
    fn a_folder_goes_first_and_is_not_left() {
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
        let frames = Frames::new(dir.path().join("templates").to_str().unwrap());
        assert_eq!(frames.load(&footer("en")).as_deref(), Some("Ours"));
        // A language that is built in goes before the folder's English.
        assert!(
            frames
                .load(&footer("de"))
                .unwrap()
                .starts_with("Freundliche")
        );
        assert_eq!(frames.load(&footer("xx")).as_deref(), Some("Ours"));
        assert_eq!(frames.load("signature.txt").as_deref(), Some("Sign"));
        for name in [
            "../secret.txt",
            "helpdesk/../../secret.txt",
            "/etc/hostname",
            "helpdesk/en/../../../secret.txt",
        ] {
            assert_eq!(frames.load(name), None, "{name}");
        }
    }
}
