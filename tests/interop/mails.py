"""Runs inside the real program: writes every mail that there is a template for, and looks at it."""
import re

from django.core import mail
from django.db import transaction
from django.test.utils import override_settings
from helpdesk.lib import safe_template_context
from helpdesk.models import EmailTemplate, Queue, Ticket
from helpdesk.templated_email import send_templated_mail

with transaction.atomic(), override_settings(EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend"):
    mail.outbox = []
    rows = list(EmailTemplate.objects.order_by("id"))
    assert len(rows) >= 34, len(rows)
    for row in rows:
        queue, _ = Queue.objects.get_or_create(slug=f"q{row.locale}", defaults={"title": "Desk", "locale": row.locale})
        target = Ticket.objects.create(queue=queue, title="The other one", submitter_email="b@example.com")
        ticket = Ticket.objects.create(queue=queue, title="It's <broken>", submitter_email="a@example.com",
                                       description="First\nsecond & third", resolution="Off & on", merged_to=target)
        context = safe_template_context(ticket)
        context.update(comment="A 'note'\r\nof two lines", resolution="Off & on")
        sent = len(mail.outbox)
        send_templated_mail(row.template_name, context, ["c@example.com"], sender="d@example.com")
        assert len(mail.outbox) == sent + 1, f"{row.template_name} ({row.locale}) was not sent"
        message = mail.outbox[-1]
        text, html = message.body, message.alternatives[0][0]
        where = f"{row.template_name} ({row.locale}):\n{text}\n{html}"
        for part in (text, html):
            assert not re.search(r"\{[{%]|[}%]\}|\bNone\b", part), where
            assert ticket.ticket in part, where
        assert "It's <broken>" in text and "&amp;" not in text, where
        assert "<broken>" not in html and "&lt;broken&gt;" in html, where
        assert html.count("<p") == html.count("</p>"), where
    transaction.set_rollback(True)
