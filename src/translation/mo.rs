//! Parses compiled message catalogues, the `.mo` files that `msgfmt` writes (GNU gettext manual, "The
//! Format of GNU MO Files").

use std::collections::HashMap;

use super::plural::PluralRule;

/// The maximum size of a file in bytes. Django's largest catalogue has less than a tenth of it.
pub(super) const MAX_SIZE: u64 = 16 * 1024 * 1024;

/// The messages of one file.
#[derive(Debug, Default)]
pub(super) struct Catalogue {
    /// Translations by their `msgid`.
    pub(super) singular: HashMap<String, String>,
    /// Plural forms by the `msgid` of the singular.
    pub(super) plural: HashMap<String, Vec<String>>,
    /// The rule that chooses a plural form.
    pub(super) rule: PluralRule,
}

/// The file is not a catalogue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a compiled catalogue (.mo) in UTF-8")]
pub(super) struct Malformed;

impl Catalogue {
    /// Parses the content of a file.
    ///
    /// # Errors
    /// [`Malformed`]
    pub(super) fn parse(bytes: &[u8]) -> Result<Self, Malformed> {
        let big_endian = match bytes.get(..4) {
            Some([0xde, 0x12, 0x04, 0x95]) => false,
            Some([0x95, 0x04, 0x12, 0xde]) => true,
            _ => return Err(Malformed),
        };
        let word = |at: usize| -> Result<usize, Malformed> {
            let word = bytes
                .get(at..at.saturating_add(4))
                .and_then(|word| <[u8; 4]>::try_from(word).ok());
            let word = word.ok_or(Malformed)?;
            let number = if big_endian {
                u32::from_be_bytes(word)
            } else {
                u32::from_le_bytes(word)
            };
            usize::try_from(number).map_err(|_| Malformed)
        };
        let text = |table: usize, index: usize| -> Result<&str, Malformed> {
            let at = index
                .checked_mul(8)
                .and_then(|offset| offset.checked_add(table))
                .ok_or(Malformed)?;
            let (length, offset) = (word(at)?, word(at.saturating_add(4))?);
            let text = bytes
                .get(offset..offset.saturating_add(length))
                .ok_or(Malformed)?;
            std::str::from_utf8(text).map_err(|_| Malformed)
        };
        let (count, ids, translations) = (word(8)?, word(12)?, word(16)?);
        let mut out = Self::default();
        for index in 0..count {
            let (id, translation) = (text(ids, index)?, text(translations, index)?);
            if id.is_empty() {
                let header = translation.lines().find_map(|line| {
                    let (name, value) = line.split_once(':')?;
                    name.trim()
                        .eq_ignore_ascii_case("plural-forms")
                        .then_some(value)
                });
                out.rule = header.and_then(PluralRule::parse).unwrap_or_default();
            } else if let Some((singular, _)) = id.split_once('\0') {
                out.plural.insert(
                    singular.to_owned(),
                    translation.split('\0').map(str::to_owned).collect(),
                );
            } else {
                out.singular.insert(id.to_owned(), translation.to_owned());
            }
        }
        Ok(out)
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::{Catalogue, Malformed};

    /// A file with these messages, as `msgfmt` writes it.
    pub(in crate::translation) fn compiled(messages: &[(&str, &str)]) -> Vec<u8> {
        let count = u32::try_from(messages.len()).unwrap();
        let mut tables: Vec<u32> = vec![0x9504_12de, 0, count, 28, 28 + 8 * count, 0, 0];
        let mut texts = Vec::new();
        let start = 28 + 16 * messages.len();
        let sides = messages
            .iter()
            .map(|message| message.0)
            .chain(messages.iter().map(|message| message.1));
        for text in sides {
            tables.push(u32::try_from(text.len()).unwrap());
            tables.push(u32::try_from(start + texts.len()).unwrap());
            texts.extend_from_slice(text.as_bytes());
            texts.push(0);
        }
        let mut out: Vec<u8> = tables.into_iter().flat_map(u32::to_le_bytes).collect();
        out.extend(texts);
        out
    }

    #[test]
    fn parses_messages_and_plurals() {
        let file = compiled(&[
            (
                "",
                "Content-Type: text/plain; charset=UTF-8\nPlural-Forms: nplurals=2; plural=(n > 1);\n",
            ),
            ("Open", "Offen"),
            ("%d file\0%d files", "%d Datei\0%d Dateien"),
        ]);
        let catalogue = Catalogue::parse(&file).unwrap();
        assert_eq!(catalogue.singular["Open"], "Offen");
        assert_eq!(catalogue.plural["%d file"], ["%d Datei", "%d Dateien"]);
        assert_eq!([0, 1, 2].map(|n| catalogue.rule.form(n)), [0, 0, 1]);
    }

    #[test]
    fn rejects_broken_files() {
        let file = compiled(&[("Open", "Offen"), ("Closed", "Geschlossen")]);
        for length in 0..file.len() - 1 {
            let _ = Catalogue::parse(&file[..length]);
        }
        assert_eq!(Catalogue::parse(b"# a .po file").unwrap_err(), Malformed);
        assert_eq!(Catalogue::parse(&file[..40]).unwrap_err(), Malformed);
        let mut endless = file.clone();
        endless[8..12].copy_from_slice(&[255; 4]);
        assert_eq!(Catalogue::parse(&endless).unwrap_err(), Malformed);
    }

    proptest::proptest! {
        #[test]
        fn never_panics(bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..200)) {
            let _ = Catalogue::parse(&[&[0xde, 0x12, 0x04, 0x95], bytes.as_slice()].concat());
        }
    }
}
