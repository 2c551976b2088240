//! Interprets the rows of `helpdesk_ticketchange`, which store the names of fields and their values
//! as text for people, in the language of the request that wrote them. Django writes them
//! (helpdesk/update_ticket.py, helpdesk/views/staff.py, `hold_ticket`, helpdesk/forms.py,
//! `EditTicketCustomFieldForm`, and the command `escalate_tickets`), and
//! [`record`](super::followups::record).

mod kind;
mod value;

pub use kind::ChangeKind;
pub use value::{ChangeValue, Reader};
