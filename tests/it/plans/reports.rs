//! Reports of few tickets use the indexes of lists. Reports of all tickets read all of them.

use deskql::domain::access::Scope;
use deskql::domain::filters::TicketFilter;
use deskql::domain::reports::{Report, TicketDimension};

use super::cases::{Cases, day};

/// Reports of the tickets of half a day, and of the tickets that a customer submitted.
pub(super) async fn of_few_tickets(cases: &mut Cases) {
    let is_agent = cases.context.viewer.is_staff();
    let few = || {
        if is_agent {
            Report {
                filter: Some(TicketFilter {
                    created_at: day("2025-01-05"),
                    ..TicketFilter::default()
                }),
                ..Report::default()
            }
        } else {
            Report {
                scope: Some(Scope::Submitter),
                ..Report::default()
            }
        }
    };
    let expected = if is_agent {
        "deskql_ticket_created|deskql_ticket_owner_status"
    } else {
        "deskql_ticket_submitter"
    };
    for (name, dimensions) in [
        (
            "report by queue and status",
            [TicketDimension::Queue, TicketDimension::Status],
        ),
        (
            "report by owner and month",
            [TicketDimension::AssignedTo, TicketDimension::CreatedMonth],
        ),
        (
            "report by month of closing",
            [TicketDimension::ClosedMonth, TicketDimension::Queue],
        ),
    ] {
        cases.report(name, few(), &dimensions, expected).await;
    }
}
