//! The texts of the emails in German.

use super::{Detail, Email, Locale, Paragraph};
use Paragraph::{Always, If, IfElse};

pub(super) const LOCALE: Locale = Locale {
    language: "de",
    greeting: "Guten Tag,",
    details: &[
        Detail {
            label: "Ticket",
            value: "{{ ticket.ticket }} {{ ticket.title }}",
            only_if: None,
        },
        Detail {
            label: "Bereich",
            value: "{{ queue.title }}",
            only_if: None,
        },
        Detail {
            label: "Gemeldet von",
            value: "{{ ticket.submitter_email|default:\"unbekannt\" }}",
            only_if: None,
        },
        Detail {
            label: "Gemeldet am",
            value: "{{ ticket.created|date:\"DATETIME_FORMAT\" }}",
            only_if: None,
        },
        Detail {
            label: "Dringlichkeit",
            value: "{{ ticket.get_priority_display }}",
            only_if: None,
        },
        Detail {
            label: "Stand",
            value: "{{ ticket.get_status }}",
            only_if: None,
        },
        Detail {
            label: "Zuständig",
            value: "{{ ticket.assigned_to }}",
            only_if: Some("ticket.assigned_to"),
        },
        Detail {
            label: "Öffnen",
            value: "{{ ticket.staff_url }}",
            only_if: None,
        },
    ],
    description: "Was gemeldet wurde",
    emails: &[
        Email {
            name: "newticket_submitter",
            subject: "(Eingegangen)",
            heading: "Ihre Anfrage ist bei uns angekommen",
            body: &[
                Always(
                    "danke für Ihre Nachricht. Ihre Anfrage „{{ ticket.title }}“ hat die Nummer {{ ticket.ticket }}. \
                     Bitte lassen Sie diese Nummer im Betreff stehen, wenn Sie uns noch einmal dazu schreiben.",
                ),
                Always("Wie es damit steht, sehen Sie hier: {{ ticket.ticket_url }}"),
            ],
            for_staff: false,
        },
        Email {
            name: "newticket_cc",
            subject: "(Neu)",
            heading: "Ein neues Ticket",
            body: &[Always(
                "im Bereich {{ queue.title }} ist ein neues Ticket eingegangen.",
            )],
            for_staff: true,
        },
        Email {
            name: "assigned_owner",
            subject: "(Für Sie)",
            heading: "Ein Ticket für Sie",
            body: &[
                Always("für {{ ticket.ticket }} „{{ ticket.title }}“ sind ab jetzt Sie zuständig."),
                If("comment", "Dazu wurde geschrieben:\n\n{{ comment }}"),
            ],
            for_staff: true,
        },
        Email {
            name: "assigned_cc",
            subject: "(Neu zugeteilt)",
            heading: "Ein Ticket wurde neu zugeteilt",
            body: &[
                IfElse(
                    "ticket.assigned_to",
                    "um {{ ticket.ticket }} „{{ ticket.title }}“ kümmert sich ab jetzt {{ ticket.assigned_to }}.",
                    "die Zuständigkeit für {{ ticket.ticket }} „{{ ticket.title }}“ hat sich geändert.",
                ),
                If("comment", "Dazu wurde geschrieben:\n\n{{ comment }}"),
            ],
            for_staff: true,
        },
        Email {
            name: "updated_submitter",
            subject: "(Neuigkeit)",
            heading: "Neues zu Ihrer Anfrage",
            body: &[
                Always(
                    "zu Ihrer Anfrage {{ ticket.ticket }} „{{ ticket.title }}“ gibt es etwas Neues.",
                ),
                If("comment", "{{ comment }}"),
                Always(
                    "Den ganzen Verlauf finden Sie hier, und antworten können Sie dort auch: {{ ticket.ticket_url }}",
                ),
            ],
            for_staff: false,
        },
        Email {
            name: "updated_owner",
            subject: "(Neuigkeit)",
            heading: "Neues zu Ihrem Ticket",
            body: &[
                Always(
                    "bei Ihrem Ticket {{ ticket.ticket }} „{{ ticket.title }}“ ist etwas hinzugekommen.",
                ),
                If("comment", "{{ comment }}"),
                If(
                    "private",
                    "Die anfragende Person hat davon nichts erfahren.",
                ),
            ],
            for_staff: true,
        },
        Email {
            name: "updated_cc",
            subject: "(Neuigkeit)",
            heading: "Neues zu einem Ticket, dem Sie folgen",
            body: &[
                Always(
                    "bei {{ ticket.ticket }} „{{ ticket.title }}“, dem Sie folgen, ist etwas hinzugekommen.",
                ),
                If("comment", "{{ comment }}"),
                If(
                    "private",
                    "Die anfragende Person hat davon nichts erfahren.",
                ),
            ],
            for_staff: true,
        },
        Email {
            name: "resolved_submitter",
            subject: "(Beantwortet)",
            heading: "Unsere Antwort auf Ihre Anfrage",
            body: &[
                Always(
                    "Ihre Anfrage {{ ticket.ticket }} „{{ ticket.title }}“ halten wir für erledigt.",
                ),
                If("resolution", "Unsere Antwort:\n\n{{ resolution }}"),
                Always(
                    "Fehlt noch etwas? Dann schreiben Sie uns bitte hier: {{ ticket.ticket_url }}",
                ),
            ],
            for_staff: false,
        },
        Email {
            name: "resolved_owner",
            subject: "(Beantwortet)",
            heading: "Ihr Ticket wurde beantwortet",
            body: &[
                Always(
                    "Ihr Ticket {{ ticket.ticket }} „{{ ticket.title }}“ gilt jetzt als gelöst.",
                ),
                If(
                    "ticket.resolution",
                    "Die Antwort lautete:\n\n{{ ticket.resolution }}",
                ),
            ],
            for_staff: true,
        },
        Email {
            name: "resolved_cc",
            subject: "(Beantwortet)",
            heading: "Ein Ticket, dem Sie folgen, wurde beantwortet",
            body: &[
                Always(
                    "{{ ticket.ticket }} „{{ ticket.title }}“, dem Sie folgen, gilt jetzt als gelöst.",
                ),
                If(
                    "ticket.resolution",
                    "Die Antwort lautete:\n\n{{ ticket.resolution }}",
                ),
            ],
            for_staff: true,
        },
        Email {
            name: "closed_submitter",
            subject: "(Abgeschlossen)",
            heading: "Ihre Anfrage ist abgeschlossen",
            body: &[
                Always("Ihre Anfrage {{ ticket.ticket }} „{{ ticket.title }}“ ist abgeschlossen."),
                If(
                    "ticket.resolution",
                    "Das Ergebnis:\n\n{{ ticket.resolution }}",
                ),
                Always("Nachlesen können Sie sie weiterhin hier: {{ ticket.ticket_url }}"),
            ],
            for_staff: false,
        },
        Email {
            name: "closed_owner",
            subject: "(Abgeschlossen)",
            heading: "Ihr Ticket ist abgeschlossen",
            body: &[
                Always("Ihr Ticket {{ ticket.ticket }} „{{ ticket.title }}“ wurde abgeschlossen."),
                If(
                    "ticket.resolution",
                    "Das Ergebnis:\n\n{{ ticket.resolution }}",
                ),
            ],
            for_staff: true,
        },
        Email {
            name: "closed_cc",
            subject: "(Abgeschlossen)",
            heading: "Ein Ticket, dem Sie folgen, ist abgeschlossen",
            body: &[
                Always(
                    "{{ ticket.ticket }} „{{ ticket.title }}“, dem Sie folgen, wurde abgeschlossen.",
                ),
                If(
                    "ticket.resolution",
                    "Das Ergebnis:\n\n{{ ticket.resolution }}",
                ),
            ],
            for_staff: true,
        },
        Email {
            name: "escalated_submitter",
            subject: "(Verzögert)",
            heading: "Ihre Anfrage dauert länger, als sie sollte",
            body: &[
                Always(
                    "Ihre Anfrage {{ ticket.ticket }} „{{ ticket.title }}“ wartet länger, als wir das möchten. Wir haben \
                     sie deshalb höher eingestuft und bitten um Entschuldigung.",
                ),
                Always("Der Stand der Dinge: {{ ticket.ticket_url }}"),
            ],
            for_staff: false,
        },
        Email {
            name: "escalated_owner",
            subject: "(Überfällig)",
            heading: "Ihr Ticket ist überfällig",
            body: &[Always(
                "Ihr Ticket {{ ticket.ticket }} „{{ ticket.title }}“ wartet schon zu lange; seine Dringlichkeit ist jetzt \
                 {{ ticket.get_priority_display }}. Bitte nehmen Sie sich seiner an.",
            )],
            for_staff: true,
        },
        Email {
            name: "escalated_cc",
            subject: "(Überfällig)",
            heading: "Ein Ticket ist überfällig",
            body: &[Always(
                "{{ ticket.ticket }} „{{ ticket.title }}“ wartet schon zu lange; die Dringlichkeit ist jetzt \
                 {{ ticket.get_priority_display }}.",
            )],
            for_staff: true,
        },
        Email {
            name: "merged",
            subject: "(Zusammengelegt)",
            heading: "Ihre Anfrage wurde mit einer anderen zusammengelegt",
            body: &[
                Always(
                    "bei Ihrer Anfrage {{ ticket.ticket }} „{{ ticket.title }}“ geht es um dasselbe wie bei \
                     {{ ticket.merged_to.ticket }} „{{ ticket.merged_to.title }}“. Wir bearbeiten beide unter \
                     {{ ticket.merged_to.ticket }} weiter; was Sie geschrieben haben, bleibt erhalten.",
                ),
                Always("Bitte nennen Sie ab jetzt {{ ticket.merged_to.ticket }} im Betreff."),
            ],
            for_staff: false,
        },
    ],
};
