//! Global ids: the name of a type and a row's number as opaque text. Clients keep them; nobody
//! parses them but us. What names an object in an argument takes the number as well.

use async_graphql::{ID, MaybeUndefined};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::domain;
use crate::domain::{Code, Context, Error, FieldError, Result};

/// Longest name of a type that is repeated to the caller, who may have made it up.
const LONGEST_KIND: usize = 40;

/// The members of inputs that name another object: as the graph calls them, as the domain does, and
/// the type of what they name.
const MEMBERS: [(&str, &str, &str); 6] = [
    ("queueId", "queue", "Queue"),
    ("assignedToId", "assigned_to", "User"),
    ("mergedToId", "merged_to", "Ticket"),
    ("ticketId", "ticket", "Ticket"),
    ("userId", "user", "User"),
    ("followUpId", "followup", "FollowUp"),
];

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

/// The number in a global id of this type, or the number that stands for itself.
///
/// # Errors
/// [`Code::WrongId`] for what is neither, [`Code::MaxValue`] and [`Code::MinValue`] for numbers
/// that no row has room for.
pub fn read(kind: &'static str, id: &str) -> Result<i32, Code> {
    let digits = id.strip_prefix('-').unwrap_or(id);
    if !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()) {
        let out_of_range = if digits.len() == id.len() {
            Code::MaxValue(i32::MAX.into())
        } else {
            Code::MinValue(i32::MIN.into())
        };
        return id.parse().map_err(|_| out_of_range);
    }
    match decode(id) {
        Some((found, number)) if found == kind => Ok(number),
        found => {
            let named = |found: &String| {
                found.len() <= LONGEST_KIND
                    && found.starts_with(|letter: char| letter.is_ascii_alphabetic())
                    && found.bytes().all(|byte| byte.is_ascii_alphanumeric())
            };
            Err(Code::WrongId {
                wanted: kind,
                given: found.map(|(found, _)| found).filter(named),
            })
        }
    }
}

/// The number of the object that a mutation is about, from the argument or the member `field` of
/// its input.
///
/// # Errors
/// [`Error::Unauthenticated`] where nobody signed in: they are told that first. [`Error::Invalid`]
/// for what [`read`] refuses.
pub fn named(context: &Context, kind: &'static str, field: &str, id: &ID) -> domain::Result<i32> {
    if !context.viewer.is_authenticated() {
        return Err(Error::Unauthenticated);
    }
    read(kind, id).map_err(|code| Error::field(field, code))
}

/// The number of the object that a member of an input names; `None` where its id is refused, and
/// the reason then stands in `faults`. The `field` is called as the domain calls it.
pub fn referred(field: &'static str, id: &ID, faults: &mut Vec<FieldError>) -> Option<i32> {
    let (.., kind) = MEMBERS.into_iter().find(|(_, known, _)| *known == field)?;
    read(kind, id)
        .map_err(|code| faults.push(FieldError::new(field, code)))
        .ok()
}

/// As [`referred`], of a member that may be left out or null. One whose id is refused counts as
/// left out.
pub fn perhaps(
    field: &'static str,
    id: MaybeUndefined<ID>,
    faults: &mut Vec<FieldError>,
) -> MaybeUndefined<i32> {
    match id {
        MaybeUndefined::Undefined => MaybeUndefined::Undefined,
        MaybeUndefined::Null => MaybeUndefined::Null,
        MaybeUndefined::Value(id) => {
            referred(field, &id, faults).map_or(MaybeUndefined::Undefined, MaybeUndefined::Value)
        }
    }
}

/// The member that the graph has for a field of the domain, if it takes an id.
#[must_use]
pub fn member(field: &str) -> Option<&'static str> {
    MEMBERS
        .into_iter()
        .find(|(_, known, _)| *known == field)
        .map(|(member, ..)| member)
}

/// The number in what a member of an input was given, if the member takes an id: so one object,
/// named in two ways, is told to be one.
#[must_use]
pub fn number(member: &str, given: &str) -> Option<i32> {
    let (.., kind) = MEMBERS.into_iter().find(|(known, ..)| *known == member)?;
    read(kind, given).ok()
}

#[cfg(test)]
mod tests {
    use super::{decode, encode, read};
    use crate::domain::Code;

    #[test]
    fn ids_survive_the_journey() {
        assert_eq!(
            decode(&encode("Ticket", 44)),
            Some(("Ticket".to_owned(), 44))
        );
        assert_eq!(decode("44"), None);
    }

    #[test]
    fn global_ids_and_numbers_are_read() {
        for number in [0, 7, -7, i32::MAX, i32::MIN] {
            assert_eq!(read("Ticket", &encode("Ticket", number)), Ok(number));
            assert_eq!(read("Ticket", &number.to_string()), Ok(number));
        }
    }

    #[test]
    fn what_is_none_is_told() {
        let wrong = |given: Option<&str>| {
            Err(Code::WrongId {
                wanted: "Ticket",
                given: given.map(str::to_owned),
            })
        };
        assert_eq!(read("Ticket", &encode("Queue", 7)), wrong(Some("Queue")));
        for made_up in ["", "7", "two words", "\u{e9}", &"x".repeat(41)] {
            assert_eq!(
                read("Ticket", &encode(made_up, 7)),
                wrong(None),
                "{made_up}"
            );
        }
        for id in [
            "",
            "-",
            "x",
            "+7",
            " 7",
            "7.0",
            "7e3",
            "--7",
            "VGlja2V0",
            "VGlja2V0Ojd",
            "VGlja2V0Ojc=",
            "\u{0}",
        ] {
            assert_eq!(read("Ticket", id), wrong(None), "{id}");
        }
        for id in ["2147483648", "99999999999999999999999", "2147483648000"] {
            assert_eq!(
                read("Ticket", id),
                Err(Code::MaxValue(2_147_483_647)),
                "{id}"
            );
        }
        assert_eq!(
            read("Ticket", "-2147483649"),
            Err(Code::MinValue(-2_147_483_648))
        );
    }
}
