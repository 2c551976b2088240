//! Which followers the remaining ticket gets (helpdesk/models.py,
//! `add_email_to_ticketcc_if_not_in`): the submitters, owners and followers of the merged tickets,
//! unless they are submitter, owner or follower of it.

use entity::{ticket_cc, user};

/// The people of a ticket.
pub(super) struct People<'a> {
    /// The address of the submitter.
    pub(super) submitter: Option<&'a str>,
    /// The owner.
    pub(super) owner: Option<&'a user::Model>,
    /// The followers, with their users.
    pub(super) ccs: Vec<&'a (ticket_cc::Model, Option<user::Model>)>,
}

/// The changes of followers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct CcChanges {
    /// Addresses to add.
    pub(super) added: Vec<String>,
    /// The IDs of followers to move to the remaining ticket.
    pub(super) moved: Vec<i32>,
    /// The addresses of both.
    pub(super) addresses: Vec<String>,
}

/// Determines the changes of followers when tickets are merged into one with the people `into`.
pub(super) fn changes(into: &People<'_>, others: &[People<'_>]) -> CcChanges {
    let owner = |people: &People<'_>| {
        people
            .owner
            .map(|owner| owner.email.clone())
            .filter(|address| !address.is_empty())
    };
    let mut addresses: Vec<String> = into
        .submitter
        .map(str::to_owned)
        .into_iter()
        .chain(owner(into))
        .collect();
    let mut users = Vec::new();
    for (cc, _) in &into.ccs {
        match (cc.user_id, &cc.email) {
            (Some(user), _) => users.push(user),
            (None, Some(email)) => addresses.push(email.clone()),
            (None, None) => {}
        }
    }
    let mut changes = CcChanges::default();
    for other in others {
        let submitter = other.submitter.map(str::to_owned);
        for address in submitter.into_iter().chain(owner(other)) {
            if !address.is_empty() && !addresses.contains(&address) {
                addresses.push(address.clone());
                changes.addresses.push(address.clone());
                changes.added.push(address);
            }
        }
        for (cc, user) in &other.ccs {
            match (cc.user_id, &cc.email) {
                (Some(id), _) if !users.contains(&id) => {
                    users.push(id);
                    let address = user.as_ref().map(|user| user.email.clone());
                    changes.addresses.extend(address);
                    changes.moved.push(cc.id);
                }
                (None, Some(email)) if !addresses.contains(email) => {
                    addresses.push(email.clone());
                    changes.addresses.push(email.clone());
                    changes.moved.push(cc.id);
                }
                _ => {}
            }
        }
    }
    changes
}
