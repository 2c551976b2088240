//! Global IDs: the type and the row number of an object as opaque text. Arguments and input fields
//! that refer to an object accept its global ID or its number.

use async_graphql::{ID, MaybeUndefined};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::domain;
use crate::domain::{Code, Context, Error, FieldError, Result};

/// Longest type name that an error repeats. It comes from the caller, who may have made it up.
const LONGEST_KIND: usize = 40;

/// Declares [`NodeKind`] with the names of its variants.
macro_rules! node_kinds {
    ($($kind:ident),* $(,)?) => {
        /// The types that implement `Node`, named as in the schema.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[expect(missing_docs, reason = "the types of the schema are documented")]
        pub enum NodeKind {
            $($kind),*
        }

        impl NodeKind {
            /// Every kind.
            pub const ALL: &[Self] = &[$(Self::$kind),*];

            /// The name of the type.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$kind => stringify!($kind)),*
                }
            }
        }
    };
}

node_kinds!(
    Ticket,
    FollowUp,
    Attachment,
    Queue,
    User,
    CustomField,
    KbCategory,
    KbItem,
    PresetReply,
    SavedSearch,
    EmailTemplate,
    ChecklistTemplate,
    EscalationExclusion,
    IgnoredSender,
    TicketChange,
    TicketCc,
    TicketDependency,
    Checklist,
    ChecklistTask,
    KbAttachment,
    Group,
    PersonalToken,
);

impl NodeKind {
    /// The kind with this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.name() == name)
    }

    /// Whether objects of this type are entities of Apollo Federation. Parts of other objects are
    /// not.
    #[must_use]
    pub const fn is_entity(self) -> bool {
        match self {
            Self::Ticket
            | Self::FollowUp
            | Self::Attachment
            | Self::Queue
            | Self::User
            | Self::CustomField
            | Self::KbCategory
            | Self::KbItem
            | Self::PresetReply
            | Self::SavedSearch
            | Self::EmailTemplate
            | Self::ChecklistTemplate
            | Self::EscalationExclusion
            | Self::IgnoredSender
            | Self::Group => true,
            Self::TicketChange
            | Self::TicketCc
            | Self::TicketDependency
            | Self::Checklist
            | Self::ChecklistTask
            | Self::KbAttachment
            | Self::PersonalToken => false,
        }
    }

    /// Parses a global ID of this type, or a number, to the row number.
    ///
    /// # Errors
    /// [`Code::WrongId`] for other text and for IDs of other types; [`Code::MaxValue`] and
    /// [`Code::MinValue`] for numbers out of range.
    pub fn parse_id(self, id: &str) -> Result<i32, Code> {
        let digits = id.strip_prefix('-').unwrap_or(id);
        if !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()) {
            let out_of_range = if digits.len() == id.len() {
                Code::MaxValue(i32::MAX.into())
            } else {
                Code::MinValue(i32::MIN.into())
            };
            return id.parse().map_err(|_| out_of_range);
        }
        let given = match split(id) {
            Some((name, number)) if name == self.name() => return Ok(number),
            Some((name, _)) if is_type_name(&name) => Some(name),
            _ => None,
        };
        Err(Code::WrongId {
            wanted: self.name(),
            given,
        })
    }

    /// Parses the ID of the object that a mutation works on, from the input field or argument
    /// `field`.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`] for strangers, whatever the ID; else [`Error::Invalid`]
    /// as [`NodeKind::parse_id`].
    pub fn parse_target(self, context: &Context, field: &str, id: &ID) -> domain::Result<i32> {
        if context.viewer.is_stranger() {
            return Err(Error::Unauthenticated);
        }
        self.parse_id(id).map_err(|code| Error::field(field, code))
    }
}

/// Builds the global ID of a row.
#[must_use]
pub fn encode(kind: NodeKind, number: i32) -> ID {
    ID(URL_SAFE_NO_PAD.encode(format!("{}:{number}", kind.name())))
}

/// The type and the row number of a global ID; `None` if `id` is not one.
#[must_use]
pub fn decode(id: &str) -> Option<(NodeKind, i32)> {
    let (name, number) = split(id)?;
    Some((NodeKind::from_name(&name)?, number))
}

/// As [`decode`], with the name of any type.
fn split(id: &str) -> Option<(String, i32)> {
    let text = String::from_utf8(URL_SAFE_NO_PAD.decode(id).ok()?).ok()?;
    let (name, number) = text.split_once(':')?;
    Some((name.to_owned(), number.parse().ok()?))
}

fn is_type_name(name: &str) -> bool {
    name.len() <= LONGEST_KIND
        && name.starts_with(|letter: char| letter.is_ascii_alphabetic())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// A field of an input object that refers to another object.
#[derive(Clone, Copy, Debug)]
pub struct Reference {
    /// The name of the input field.
    input: &'static str,
    /// The name of the domain's field, which [`FieldError`]s use.
    field: &'static str,
    kind: NodeKind,
}

impl Reference {
    /// The queue of a ticket.
    pub const QUEUE: Self = Self::new("queueId", "queue", NodeKind::Queue);
    /// The owner of a ticket.
    pub const ASSIGNED_TO: Self = Self::new("assignedToId", "assigned_to", NodeKind::User);
    /// The ticket of a follow-up.
    pub const TICKET: Self = Self::new("ticketId", "ticket", NodeKind::Ticket);
    /// The author of a follow-up.
    pub const USER: Self = Self::new("userId", "user", NodeKind::User);
    /// The item of the knowledge base that a ticket is about.
    pub const KB_ITEM: Self = Self::new("kbItemId", "kbitem", NodeKind::KbItem);
    /// The ticket that another waits for.
    pub const DEPENDS_ON: Self = Self::new("dependsOnId", "depends_on", NodeKind::Ticket);
    /// The follow-up of an attachment.
    pub const FOLLOW_UP: Self = Self::new("followUpId", "followup", NodeKind::FollowUp);

    /// The default owner of a queue's tickets.
    pub const DEFAULT_OWNER: Self = Self::new("defaultOwnerId", "default_owner", NodeKind::User);

    /// A group of users.
    pub const GROUP: Self = Self::new("groupId", "group", NodeKind::Group);

    const ALL: [Self; 9] = [
        Self::QUEUE,
        Self::ASSIGNED_TO,
        Self::TICKET,
        Self::USER,
        Self::FOLLOW_UP,
        Self::KB_ITEM,
        Self::DEPENDS_ON,
        Self::DEFAULT_OWNER,
        Self::GROUP,
    ];

    const fn new(input: &'static str, field: &'static str, kind: NodeKind) -> Self {
        Self { input, field, kind }
    }

    /// Parses an ID to the row number. If it is invalid, returns `None` and adds the reason to
    /// `errors`.
    pub fn parse(self, id: &ID, errors: &mut Vec<FieldError>) -> Option<i32> {
        self.kind
            .parse_id(id)
            .map_err(|code| errors.push(FieldError::new(self.field, code)))
            .ok()
    }

    /// As [`Reference::parse`], for a field that may be null or omitted. An invalid ID counts as
    /// omitted.
    pub fn parse_optional(
        self,
        id: MaybeUndefined<ID>,
        errors: &mut Vec<FieldError>,
    ) -> MaybeUndefined<i32> {
        match id {
            MaybeUndefined::Undefined => MaybeUndefined::Undefined,
            MaybeUndefined::Null => MaybeUndefined::Null,
            MaybeUndefined::Value(id) => self
                .parse(&id, errors)
                .map_or(MaybeUndefined::Undefined, MaybeUndefined::Value),
        }
    }

    /// As [`NodeKind::parse_target`], from this field.
    ///
    /// # Errors
    /// As [`NodeKind::parse_target`].
    pub fn parse_target(self, context: &Context, id: &ID) -> domain::Result<i32> {
        self.kind.parse_target(context, self.field, id)
    }

    /// The name of the input field for a field of the domain, if that is a reference.
    #[must_use]
    pub fn input_name(field: &str) -> Option<&'static str> {
        Self::ALL
            .into_iter()
            .find(|reference| reference.field == field)
            .map(|reference| reference.input)
    }

    /// The row number in the value of an input field; `None` if the field is not a reference or the
    /// value is invalid. A global ID and a number of the same object give the same result.
    #[must_use]
    pub fn row_number(input: &str, given: &str) -> Option<i32> {
        let reference = Self::ALL
            .into_iter()
            .find(|reference| reference.input == input)?;
        reference.kind.parse_id(given).ok()
    }
}

#[cfg(test)]
mod tests {
    use async_graphql::ID;
    use base64::Engine as _;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;

    use super::{NodeKind, decode, encode};
    use crate::domain::Code;

    #[test]
    fn global_ids_round_trip() {
        for &kind in NodeKind::ALL {
            assert_eq!(decode(&encode(kind, 44)), Some((kind, 44)));
        }
        assert_eq!(*encode(NodeKind::Ticket, 1), "VGlja2V0OjE");
        assert_eq!(decode("44"), None);
    }

    #[test]
    fn global_ids_and_numbers_are_accepted() {
        let kind = NodeKind::Ticket;
        for number in [0, 7, -7, i32::MAX, i32::MIN] {
            assert_eq!(kind.parse_id(&encode(kind, number)), Ok(number));
            assert_eq!(kind.parse_id(&number.to_string()), Ok(number));
        }
    }

    #[test]
    fn other_ids_are_rejected() {
        let parse = |id: &str| NodeKind::Ticket.parse_id(id);
        let wrong = |given: Option<&str>| {
            Err(Code::WrongId {
                wanted: "Ticket",
                given: given.map(str::to_owned),
            })
        };
        let of = |kind: &str| ID(URL_SAFE_NO_PAD.encode(format!("{kind}:7")));
        assert_eq!(parse(&encode(NodeKind::Queue, 7)), wrong(Some("Queue")));
        assert_eq!(parse(&of("Nothing")), wrong(Some("Nothing")));
        for made_up in ["", "7", "two words", "\u{e9}", &"x".repeat(41)] {
            assert_eq!(parse(&of(made_up)), wrong(None), "{made_up}");
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
            assert_eq!(parse(id), wrong(None), "{id}");
        }
        for id in ["2147483648", "99999999999999999999999", "2147483648000"] {
            assert_eq!(parse(id), Err(Code::MaxValue(2_147_483_647)), "{id}");
        }
        assert_eq!(parse("-2147483649"), Err(Code::MinValue(-2_147_483_648)));
    }
}
