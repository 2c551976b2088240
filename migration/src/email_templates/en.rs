//! The texts of the emails in English.

use super::{Detail, Email, Locale, Paragraph};
use Paragraph::{Always, If, IfElse};

pub(super) const LOCALE: Locale = Locale {
    language: "en",
    greeting: "Hello,",
    details: &[
        Detail {
            label: "Ticket",
            value: "{{ ticket.ticket }} {{ ticket.title }}",
            only_if: None,
        },
        Detail {
            label: "Queue",
            value: "{{ queue.title }}",
            only_if: None,
        },
        Detail {
            label: "Reported by",
            value: "{{ ticket.submitter_email|default:\"unknown\" }}",
            only_if: None,
        },
        Detail {
            label: "Reported on",
            value: "{{ ticket.created|date:\"DATETIME_FORMAT\" }}",
            only_if: None,
        },
        Detail {
            label: "Priority",
            value: "{{ ticket.get_priority_display }}",
            only_if: None,
        },
        Detail {
            label: "Status",
            value: "{{ ticket.get_status }}",
            only_if: None,
        },
        Detail {
            label: "Owner",
            value: "{{ ticket.assigned_to }}",
            only_if: Some("ticket.assigned_to"),
        },
        Detail {
            label: "Link",
            value: "{{ ticket.staff_url }}",
            only_if: None,
        },
    ],
    description: "Description",
    emails: &[
        Email {
            name: "newticket_submitter",
            subject: "(Received)",
            heading: "We received your request",
            body: &[
                Always(
                    "thank you for contacting us. Your request \"{{ ticket.title }}\" has the number {{ ticket.ticket }}. \
                     Please keep this number in the subject of further emails.",
                ),
                Always("You can follow its progress here: {{ ticket.ticket_url }}"),
            ],
            for_staff: false,
        },
        Email {
            name: "newticket_cc",
            subject: "(New)",
            heading: "New ticket",
            body: &[Always(
                "a new ticket was opened in the queue {{ queue.title }}.",
            )],
            for_staff: true,
        },
        Email {
            name: "assigned_owner",
            subject: "(Assigned to you)",
            heading: "A ticket was assigned to you",
            body: &[
                Always("{{ ticket.ticket }} \"{{ ticket.title }}\" was assigned to you."),
                If("comment", "Comment:\n\n{{ comment }}"),
            ],
            for_staff: true,
        },
        Email {
            name: "assigned_cc",
            subject: "(New owner)",
            heading: "A ticket has a new owner",
            body: &[
                IfElse(
                    "ticket.assigned_to",
                    "{{ ticket.ticket }} \"{{ ticket.title }}\" was assigned to {{ ticket.assigned_to }}.",
                    "{{ ticket.ticket }} \"{{ ticket.title }}\" has no owner any more.",
                ),
                If("comment", "Comment:\n\n{{ comment }}"),
            ],
            for_staff: true,
        },
        Email {
            name: "updated_submitter",
            subject: "(Updated)",
            heading: "Your request was updated",
            body: &[
                Always("your request {{ ticket.ticket }} \"{{ ticket.title }}\" was updated."),
                If("comment", "{{ comment }}"),
                Always("To see the whole conversation or to reply, open {{ ticket.ticket_url }}"),
            ],
            for_staff: false,
        },
        Email {
            name: "updated_owner",
            subject: "(Updated)",
            heading: "Your ticket was updated",
            body: &[
                Always("your ticket {{ ticket.ticket }} \"{{ ticket.title }}\" was updated."),
                If("comment", "{{ comment }}"),
                If("private", "The customer was not notified."),
            ],
            for_staff: true,
        },
        Email {
            name: "updated_cc",
            subject: "(Updated)",
            heading: "A ticket you follow was updated",
            body: &[
                Always(
                    "{{ ticket.ticket }} \"{{ ticket.title }}\", which you follow, was updated.",
                ),
                If("comment", "{{ comment }}"),
                If("private", "The customer was not notified."),
            ],
            for_staff: true,
        },
        Email {
            name: "resolved_submitter",
            subject: "(Resolved)",
            heading: "Your request was resolved",
            body: &[
                Always("we have resolved your request {{ ticket.ticket }} \"{{ ticket.title }}\"."),
                If("resolution", "Resolution:\n\n{{ resolution }}"),
                Always(
                    "If something is still missing, please let us know here: {{ ticket.ticket_url }}",
                ),
            ],
            for_staff: false,
        },
        Email {
            name: "resolved_owner",
            subject: "(Resolved)",
            heading: "Your ticket was resolved",
            body: &[
                Always(
                    "your ticket {{ ticket.ticket }} \"{{ ticket.title }}\" was marked as resolved.",
                ),
                If(
                    "ticket.resolution",
                    "Resolution:\n\n{{ ticket.resolution }}",
                ),
            ],
            for_staff: true,
        },
        Email {
            name: "resolved_cc",
            subject: "(Resolved)",
            heading: "A ticket you follow was resolved",
            body: &[
                Always(
                    "{{ ticket.ticket }} \"{{ ticket.title }}\", which you follow, was marked as resolved.",
                ),
                If(
                    "ticket.resolution",
                    "Resolution:\n\n{{ ticket.resolution }}",
                ),
            ],
            for_staff: true,
        },
        Email {
            name: "closed_submitter",
            subject: "(Closed)",
            heading: "Your request was closed",
            body: &[
                Always("your request {{ ticket.ticket }} \"{{ ticket.title }}\" was closed."),
                If(
                    "ticket.resolution",
                    "Resolution:\n\n{{ ticket.resolution }}",
                ),
                Always("You can still view it here: {{ ticket.ticket_url }}"),
            ],
            for_staff: false,
        },
        Email {
            name: "closed_owner",
            subject: "(Closed)",
            heading: "Your ticket was closed",
            body: &[
                Always("your ticket {{ ticket.ticket }} \"{{ ticket.title }}\" was closed."),
                If(
                    "ticket.resolution",
                    "Resolution:\n\n{{ ticket.resolution }}",
                ),
            ],
            for_staff: true,
        },
        Email {
            name: "closed_cc",
            subject: "(Closed)",
            heading: "A ticket you follow was closed",
            body: &[
                Always("{{ ticket.ticket }} \"{{ ticket.title }}\", which you follow, was closed."),
                If(
                    "ticket.resolution",
                    "Resolution:\n\n{{ ticket.resolution }}",
                ),
            ],
            for_staff: true,
        },
        Email {
            name: "escalated_submitter",
            subject: "(Delayed)",
            heading: "Your request is delayed",
            body: &[
                Always(
                    "your request {{ ticket.ticket }} \"{{ ticket.title }}\" has been waiting too long, so we have \
                     raised its priority. We apologize for the delay.",
                ),
                Always("You can see its status here: {{ ticket.ticket_url }}"),
            ],
            for_staff: false,
        },
        Email {
            name: "escalated_owner",
            subject: "(Escalated)",
            heading: "Your ticket is overdue",
            body: &[Always(
                "your ticket {{ ticket.ticket }} \"{{ ticket.title }}\" is overdue. Its priority is now \
                 {{ ticket.get_priority_display }}. Please take a look.",
            )],
            for_staff: true,
        },
        Email {
            name: "escalated_cc",
            subject: "(Escalated)",
            heading: "A ticket is overdue",
            body: &[Always(
                "{{ ticket.ticket }} \"{{ ticket.title }}\" is overdue. Its priority is now \
                 {{ ticket.get_priority_display }}.",
            )],
            for_staff: true,
        },
        Email {
            name: "merged",
            subject: "(Merged)",
            heading: "Your request was merged",
            body: &[
                Always(
                    "your request {{ ticket.ticket }} \"{{ ticket.title }}\" was merged into \
                     {{ ticket.merged_to.ticket }} \"{{ ticket.merged_to.title }}\", which is about the same problem. \
                     All of your messages were kept.",
                ),
                Always(
                    "Please use {{ ticket.merged_to.ticket }} in the subject of further emails.",
                ),
            ],
            for_staff: false,
        },
    ],
};
