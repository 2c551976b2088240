//! Global ids: the name of a type and a row's number as opaque text. Clients keep them; nobody parses them but us.

use async_graphql::ID;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// The id of a row.
#[must_use]
pub fn encode(kind: &str, number: i32) -> ID {
    ID(URL_SAFE_NO_PAD.encode(format!("{kind}:{number}")))
}

/// The type and the number of an id; `None` for what is none.
#[must_use]
pub fn decode(id: &str) -> Option<(String, i32)> {
    let text = String::from_utf8(URL_SAFE_NO_PAD.decode(id).ok()?).ok()?;
    let (kind, number) = text.split_once(':')?;
    Some((kind.to_owned(), number.parse().ok()?))
}

/// The number in a global id of this type, or a number that stands for itself.
#[must_use]
pub fn number(kind: &str, id: &ID) -> Option<i32> {
    match decode(id) {
        Some((found, number)) => (found == kind).then_some(number),
        None => id.parse().ok(),
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn ids_survive_the_journey() {
        assert_eq!(super::decode(&super::encode("Ticket", 44)), Some(("Ticket".to_owned(), 44)));
        assert_eq!(super::decode("44"), None);
    }
}
