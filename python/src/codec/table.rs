//! `codecs.txt`, which tests/generate.py writes: the name of each codec, its aliases, and the
//! characters of its bytes where each byte is one character.

const CODECS: &str = include_str!("codecs.txt");

/// A codec of Python.
pub(super) struct Entry {
    /// The name of its module.
    pub(super) name: &'static str,
    /// Its table for [`characters`]; empty where it has none.
    pub(super) table: &'static str,
}

/// Finds a codec by its normalized name or alias.
pub(super) fn find(name: &str) -> Option<Entry> {
    let alias = name.replace('.', "_");
    let entries = || {
        CODECS.lines().filter_map(|line| {
            let mut words = line.split(' ');
            Some((words.next()?, words.next()?, words.next()?))
        })
    };
    let has = |aliases: &str, name: &str| aliases.split(',').any(|known| known == name);
    // Aliases come first: `iso8859_1` is one of `latin_1` and a module as well.
    let (name, _, table) = entries()
        .find(|(_, aliases, _)| has(aliases, name) || has(aliases, &alias))
        .or_else(|| entries().find(|(known, ..)| *known == name))?;
    let table = if table == "-" { "" } else { table };
    Some(Entry { name, table })
}

/// The characters of the bytes 0 to 255; `None` for undefined bytes.
pub(super) fn characters(table: &str) -> Vec<Option<char>> {
    const UNDEFINED: char = '\u{fffe}';
    let digits = table.as_bytes().chunks(4);
    let units = digits.filter_map(|digits| {
        let digits = std::str::from_utf8(digits).ok()?;
        char::from_u32(u32::from_str_radix(digits, 16).ok()?)
    });
    let units: Vec<_> = units.map(|c| (c != UNDEFINED).then_some(c)).collect();
    let ascii = (0..128_u8).map(|byte| Some(char::from(byte)));
    match units.len() {
        128 => ascii.chain(units).collect(),
        _ => units,
    }
}
