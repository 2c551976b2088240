//! The mails in English. Sentences only; the layout is the parent module's.

use super::{Fact, Letter, Locale, Paragraph};
use Paragraph::{Either, If, Says};

pub(super) const LOCALE: Locale = Locale {
    code: "en",
    greeting: "Hello,",
    facts: &[
        Fact {
            label: "Ticket",
            value: "{{ ticket.ticket }} {{ ticket.title }}",
            only_if: None,
        },
        Fact {
            label: "Queue",
            value: "{{ queue.title }}",
            only_if: None,
        },
        Fact {
            label: "Reported by",
            value: "{{ ticket.submitter_email|default:\"unknown\" }}",
            only_if: None,
        },
        Fact {
            label: "Reported on",
            value: "{{ ticket.created|date:\"DATETIME_FORMAT\" }}",
            only_if: None,
        },
        Fact {
            label: "Priority",
            value: "{{ ticket.get_priority_display }}",
            only_if: None,
        },
        Fact {
            label: "Status",
            value: "{{ ticket.get_status }}",
            only_if: None,
        },
        Fact {
            label: "Owner",
            value: "{{ ticket.assigned_to }}",
            only_if: Some("ticket.assigned_to"),
        },
        Fact {
            label: "Open it",
            value: "{{ ticket.staff_url }}",
            only_if: None,
        },
    ],
    description: "What was reported",
    letters: &[
        Letter {
            name: "newticket_submitter",
            subject: "(Received)",
            heading: "We received your request",
            body: &[
                Says(
                    "thank you for writing to us. Your request \"{{ ticket.title }}\" has the number {{ ticket.ticket }}. \
                     Please leave that number in the subject when you write about it again.",
                ),
                Says("You can see how it is going here: {{ ticket.ticket_url }}"),
            ],
            for_staff: false,
        },
        Letter {
            name: "newticket_cc",
            subject: "(New)",
            heading: "A new ticket",
            body: &[Says(
                "a new ticket has come in to the queue {{ queue.title }}.",
            )],
            for_staff: true,
        },
        Letter {
            name: "assigned_owner",
            subject: "(Given to you)",
            heading: "A ticket for you",
            body: &[
                Says("{{ ticket.ticket }} \"{{ ticket.title }}\" is yours now."),
                If("comment", "The note that came with it:\n\n{{ comment }}"),
            ],
            for_staff: true,
        },
        Letter {
            name: "assigned_cc",
            subject: "(New owner)",
            heading: "A ticket has a new owner",
            body: &[
                Either(
                    "ticket.assigned_to",
                    "{{ ticket.assigned_to }} takes care of {{ ticket.ticket }} \"{{ ticket.title }}\" from now on.",
                    "{{ ticket.ticket }} \"{{ ticket.title }}\" has changed hands.",
                ),
                If("comment", "The note that came with it:\n\n{{ comment }}"),
            ],
            for_staff: true,
        },
        Letter {
            name: "updated_submitter",
            subject: "(Updated)",
            heading: "News about your request",
            body: &[
                Says(
                    "there is news about your request {{ ticket.ticket }} \"{{ ticket.title }}\".",
                ),
                If("comment", "{{ comment }}"),
                Says("To read everything so far or to answer, open {{ ticket.ticket_url }}"),
            ],
            for_staff: false,
        },
        Letter {
            name: "updated_owner",
            subject: "(Updated)",
            heading: "Your ticket was updated",
            body: &[
                Says(
                    "something was added to your ticket {{ ticket.ticket }} \"{{ ticket.title }}\".",
                ),
                If("comment", "{{ comment }}"),
                If("private", "The customer was not told."),
            ],
            for_staff: true,
        },
        Letter {
            name: "updated_cc",
            subject: "(Updated)",
            heading: "A ticket you follow was updated",
            body: &[
                Says(
                    "something was added to {{ ticket.ticket }} \"{{ ticket.title }}\", which you follow.",
                ),
                If("comment", "{{ comment }}"),
                If("private", "The customer was not told."),
            ],
            for_staff: true,
        },
        Letter {
            name: "resolved_submitter",
            subject: "(Answered)",
            heading: "Our answer to your request",
            body: &[
                Says(
                    "we believe that your request {{ ticket.ticket }} \"{{ ticket.title }}\" is settled.",
                ),
                If("resolution", "Our answer:\n\n{{ resolution }}"),
                Says("Is something still missing? Then tell us here: {{ ticket.ticket_url }}"),
            ],
            for_staff: false,
        },
        Letter {
            name: "resolved_owner",
            subject: "(Answered)",
            heading: "Your ticket was answered",
            body: &[
                Says(
                    "your ticket {{ ticket.ticket }} \"{{ ticket.title }}\" was marked as resolved.",
                ),
                If(
                    "ticket.resolution",
                    "The answer given:\n\n{{ ticket.resolution }}",
                ),
            ],
            for_staff: true,
        },
        Letter {
            name: "resolved_cc",
            subject: "(Answered)",
            heading: "A ticket you follow was answered",
            body: &[
                Says(
                    "{{ ticket.ticket }} \"{{ ticket.title }}\", which you follow, was marked as resolved.",
                ),
                If(
                    "ticket.resolution",
                    "The answer given:\n\n{{ ticket.resolution }}",
                ),
            ],
            for_staff: true,
        },
        Letter {
            name: "closed_submitter",
            subject: "(Closed)",
            heading: "Your request is closed",
            body: &[
                Says("your request {{ ticket.ticket }} \"{{ ticket.title }}\" is closed."),
                If(
                    "ticket.resolution",
                    "What came of it:\n\n{{ ticket.resolution }}",
                ),
                Says("You can still look it up: {{ ticket.ticket_url }}"),
            ],
            for_staff: false,
        },
        Letter {
            name: "closed_owner",
            subject: "(Closed)",
            heading: "Your ticket is closed",
            body: &[
                Says("your ticket {{ ticket.ticket }} \"{{ ticket.title }}\" was closed."),
                If(
                    "ticket.resolution",
                    "What came of it:\n\n{{ ticket.resolution }}",
                ),
            ],
            for_staff: true,
        },
        Letter {
            name: "closed_cc",
            subject: "(Closed)",
            heading: "A ticket you follow is closed",
            body: &[
                Says("{{ ticket.ticket }} \"{{ ticket.title }}\", which you follow, was closed."),
                If(
                    "ticket.resolution",
                    "What came of it:\n\n{{ ticket.resolution }}",
                ),
            ],
            for_staff: true,
        },
        Letter {
            name: "escalated_submitter",
            subject: "(Delayed)",
            heading: "Your request takes longer than it should",
            body: &[
                Says(
                    "your request {{ ticket.ticket }} \"{{ ticket.title }}\" has waited longer than we want anybody to \
                     wait, so we have raised its priority. We are sorry for the delay.",
                ),
                Says("Where it stands: {{ ticket.ticket_url }}"),
            ],
            for_staff: false,
        },
        Letter {
            name: "escalated_owner",
            subject: "(Escalated)",
            heading: "Your ticket is overdue",
            body: &[Says(
                "your ticket {{ ticket.ticket }} \"{{ ticket.title }}\" has waited too long; its priority is now \
                 {{ ticket.get_priority_display }}. Please look at it.",
            )],
            for_staff: true,
        },
        Letter {
            name: "escalated_cc",
            subject: "(Escalated)",
            heading: "A ticket is overdue",
            body: &[Says(
                "{{ ticket.ticket }} \"{{ ticket.title }}\" has waited too long; its priority is now \
                 {{ ticket.get_priority_display }}.",
            )],
            for_staff: true,
        },
        Letter {
            name: "merged",
            subject: "(Merged)",
            heading: "Your request was joined with another",
            body: &[
                Says(
                    "your request {{ ticket.ticket }} \"{{ ticket.title }}\" is about the same matter as \
                     {{ ticket.merged_to.ticket }} \"{{ ticket.merged_to.title }}\". We go on with both under \
                     {{ ticket.merged_to.ticket }}; nothing that you wrote is lost.",
                ),
                Says("Please use {{ ticket.merged_to.ticket }} in the subject from now on."),
            ],
            for_staff: false,
        },
    ],
};
