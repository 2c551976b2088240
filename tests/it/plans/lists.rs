//! The lists, filters and orders whose plans are checked.

use deskql::domain::access::Scope;
use deskql::domain::filters::{
    AttachmentFilter, CustomFieldFilter, FollowUpFilter, ListFilter, TicketFilter,
};
use deskql::domain::tickets::list::Field;
use sea_orm::{ConnectionTrait, DbBackend};

use super::TICKETS;
use super::cases::{Cases, day, eq, is_in, sorted, text};

/// The lists of an agent who sees all tickets.
pub(super) fn of_agent(cases: &mut Cases) {
    let all = TicketFilter::default;
    let deep = 9 * i32::try_from(TICKETS).unwrap() / 10;
    let is_mysql = cases.context.db.get_database_backend() == DbBackend::MySql;
    cases.tickets("first page", all(), Vec::new(), 0, "");
    cases.tickets("page at 90 %", all(), Vec::new(), deep, "");
    for (name, field, expected) in [
        ("newest", Field::Created, "deskql_ticket_created"),
        ("last changed", Field::Modified, "deskql_ticket_modified"),
    ] {
        cases.tickets(name, all(), sorted(field, true), 0, expected);
        cases.tickets(name, all(), sorted(field, true), 500, expected);
    }
    let urgent = sorted(Field::Priority, false);
    cases.tickets("most urgent", all(), urgent, 0, "deskql_ticket_priority");
    // MariaDB sorts NULL last by an expression, which no index serves.
    if !is_mysql {
        let due = sorted(Field::DueDate, false);
        cases.tickets("first due", all(), due, 0, "deskql_ticket_due_date");
    }
    let open = || TicketFilter {
        status_code: is_in(&[1, 2]),
        ..all()
    };
    cases.tickets("open", open(), Vec::new(), 0, "deskql_ticket_status");
    cases.tickets(
        "open, page 5",
        open(),
        Vec::new(),
        100,
        "deskql_ticket_status",
    );
    let open = || TicketFilter {
        status_code: eq(1),
        ..all()
    };
    for (name, field, expected) in [
        (
            "newest of a status",
            Field::Created,
            "deskql_ticket_status_created",
        ),
        (
            "last changed of a status",
            Field::Modified,
            "deskql_ticket_status_modified",
        ),
    ] {
        cases.tickets(name, open(), sorted(field, true), 0, expected);
    }
    let closed = TicketFilter {
        status_code: eq(4),
        ..all()
    };
    cases.tickets(
        "closed, at 80 %",
        closed,
        sorted(Field::Created, true),
        8 * deep / 9,
        "deskql_ticket",
    );
    let newest = || sorted(Field::Created, true);
    let of_queue = TicketFilter {
        queue_id: eq(1005),
        ..all()
    };
    cases.tickets(
        "of a queue",
        of_queue,
        newest(),
        0,
        "helpdesk_ticket_queue_id|deskql_ticket_queue",
    );
    let of_owner = TicketFilter {
        assigned_to_id: eq(1011),
        status_code: is_in(&[1, 2]),
        ..all()
    };
    cases.tickets(
        "open of an owner",
        of_owner,
        newest(),
        0,
        "deskql_ticket_owner_status",
    );
    let of_person = TicketFilter {
        submitter_email: text("person7@example.com"),
        ..all()
    };
    cases.tickets(
        "of an address",
        of_person,
        newest(),
        0,
        "deskql_ticket_submitter",
    );
    for (name, filter, expected) in [
        (
            "of half a day",
            TicketFilter {
                created_at: day("2025-01-05"),
                ..all()
            },
            "deskql_ticket_created",
        ),
        (
            "changed on half a day",
            TicketFilter {
                updated_at: day("2025-01-05"),
                ..all()
            },
            "deskql_ticket_modified",
        ),
        (
            "due on half a day",
            TicketFilter {
                due_at: day("2025-01-05"),
                ..all()
            },
            "deskql_ticket_due_date",
        ),
        (
            "with a value",
            TicketFilter {
                custom_fields: Some(vec![CustomFieldFilter {
                    name: "load_asset".to_owned(),
                    text: text("PR-77"),
                    ..CustomFieldFilter::default()
                }]),
                ..all()
            },
            "deskql_custom_value",
        ),
        (
            "with a follow-up of half a day",
            TicketFilter {
                follow_ups: Some(ListFilter {
                    some: Some(Box::new(FollowUpFilter {
                        created_at: day("2025-01-05"),
                        ..FollowUpFilter::default()
                    })),
                    none: None,
                    every: None,
                }),
                ..all()
            },
            "deskql_followup_date",
        ),
        (
            "by ID",
            TicketFilter {
                database_id: is_in(&[1007, 1008]),
                ..all()
            },
            "",
        ),
        (
            "merged",
            TicketFilter {
                merged_to_id: eq(1007),
                ..all()
            },
            "",
        ),
    ] {
        cases.tickets(name, filter, Vec::new(), 0, expected);
    }
    let all = FollowUpFilter::default;
    cases.followups("follow-ups", all(), 0, "deskql_followup_date");
    cases.followups(
        "follow-ups at 90 %",
        all(),
        3 * deep,
        "deskql_followup_date",
    );
    for (name, filter, expected) in [
        (
            "follow-ups of a ticket",
            FollowUpFilter {
                ticket_id: eq(1500),
                ..all()
            },
            "helpdesk_followup_ticket_id",
        ),
        (
            "follow-ups of half a day",
            FollowUpFilter {
                created_at: day("2025-01-05"),
                ..all()
            },
            "deskql_followup_date",
        ),
    ] {
        cases.followups(name, filter, 0, expected);
    }
    let all = AttachmentFilter::default;
    cases.attachments("files", all(), 0);
    cases.attachments("files at 90 %", all(), 2_500);
    let of_followup = AttachmentFilter {
        follow_up_id: eq(1500),
        ..all()
    };
    cases.attachments("files of a follow-up", of_followup, 0);
}

/// The lists of a customer.
pub(super) fn of_customer(cases: &mut Cases) {
    let newest = || sorted(Field::Created, true);
    let all = TicketFilter::default;
    let own = "deskql_ticket_submitter";
    let submitter = Some(Scope::Submitter);
    cases.tickets_of(submitter, "own tickets", all(), newest(), 0, own);
    cases.tickets_of(submitter, "own tickets, page 2", all(), newest(), 25, own);
}
