"""Runs the real get_email on one message after another, and the real escalate_tickets. Called with Django's interpreter:

    python reference.py --fetch FOLDER MAILBOX RESULT     messages in FOLDER, one after another, through MAILBOX
    python reference.py --escalate RESULT

Writes to RESULT, as JSON, what each message created, and the recipients and templates of email.
"""
import json
import os
import shutil
import sys
from pathlib import Path

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "oracle_site.settings"
django.setup()

from django.core.management import call_command  # noqa: E402
from helpdesk import email as helpdesk_email  # noqa: E402
from helpdesk import models  # noqa: E402

SENT = []
real_send = models.send_templated_mail


def send_templated_mail(template_name, context, recipients, **options):
    SENT.append([template_name, recipients])
    return real_send(template_name, context, recipients, **options)


models.send_templated_mail = send_templated_mail


def fetch(folder, mailbox, result):
    created = {}
    for path in sorted(Path(folder).iterdir()):
        target = Path(mailbox) / path.name
        shutil.copy(path, target)
        SENT.clear()
        before = models.FollowUp.objects.order_by("-id").values_list("id", flat=True).first() or 0
        models.Queue.objects.update(email_box_last_check=None)
        helpdesk_email.process_email(quiet=True)
        after = list(models.FollowUp.objects.filter(id__gt=before).order_by("id").values_list("id", "ticket_id"))
        created[path.name] = {"created": after, "sent": list(SENT), "left": target.exists()}
        target.unlink(missing_ok=True)
    Path(result).write_text(json.dumps(created))


def escalate(result):
    call_command("escalate_tickets")
    Path(result).write_text(json.dumps({"sent": SENT}))


if sys.argv[1] == "--escalate":
    escalate(sys.argv[2])
else:
    fetch(*sys.argv[2:])
