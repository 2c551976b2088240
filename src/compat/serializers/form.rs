//! The order in which the ticket form reports errors (helpdesk/forms.py, `TicketForm`).

use crate::compat::message::Message;

/// The form's fields in order; custom fields follow.
const ORDER: [&str; 8] = [
    "queue",
    "title",
    "body",
    "priority",
    "due_date",
    "attachment",
    "submitter_email",
    "assigned_to",
];

/// Sorts errors into the form's order; custom fields keep theirs.
pub(crate) fn sort(errors: &mut [(String, Vec<Message>)]) {
    errors.sort_by_key(|(name, _)| {
        ORDER
            .iter()
            .position(|known| known == name)
            .unwrap_or(ORDER.len())
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sorts_errors_into_the_order_of_the_form() {
        let error = |name: &str| (name.to_owned(), vec![]);
        let mut errors = ["custom_b", "custom_a", "attachment", "body"].map(error);
        sort(&mut errors);
        assert_eq!(
            errors.map(|(name, _)| name),
            ["body", "attachment", "custom_b", "custom_a"]
        );
    }
}
