"""Writes tickets with the real program's models, then prints which of them contain which words, as a scan of all rows finds them.
Run by `search.py` in the shell of the real program. SEARCH_TICKETS is the number of tickets."""
import json
import os
import random
import re

from django.contrib.auth import get_user_model
from django.utils import timezone
from helpdesk.models import CustomField, FollowUp, FollowUpAttachment, KBCategory, KBItem, Queue, Ticket, TicketCC, TicketCustomFieldValue

WORDS = ["printer", "Printer", "jam", "paper", "the", "a", "invoice", "Rechnung", "日本語", "日本", "ошибка", "toner", "jo@example.com"]
QUERIES = ["printer", "printer jam", "\"paper jam\"", "the a", "日本", "ошибка -toner", "jo@example.com", "inv*", "toner", "okapi", "gnu",
           "\"quagga zebra\"", "followed@example.net", "note.txt", "staffvalue", "openvalue"]
CUSTOMER = "searcher@example.com"
rng = random.Random(7)
count = int(os.environ.get("SEARCH_TICKETS", "200"))


def text(most):
    return " ".join(rng.choice(WORDS) for _ in range(rng.randint(1, most)))


def write():
    queue = Queue.objects.first()
    other = Queue.objects.create(title="Search", slug="search")
    shown = CustomField.objects.create(name="search_shown", label="Shown", data_type="varchar", max_length=50, staff_only=False)
    hidden = CustomField.objects.create(name="search_hidden", label="Hidden", data_type="varchar", max_length=50, staff_only=True)
    get_user_model().objects.create_user("searcher", CUSTOMER, "searcher")
    tickets = []
    for index in range(count):
        values = dict(title=text(4), description=text(10), queue=queue, submitter_email=rng.choice([CUSTOMER, "else@example.com"]))
        ticket = Ticket(**values)
        if index % 2:
            ticket.save()
        else:
            ticket.created = ticket.modified = timezone.now()
            Ticket.objects.bulk_create([ticket])
            ticket = Ticket.objects.order_by("-id").first()
        tickets.append(ticket)
        for _ in range(rng.randint(0, 3)):
            followup = FollowUp.objects.create(ticket=ticket, title=text(2), comment=text(6), public=rng.random() < 0.5, date=timezone.now())
            if rng.random() < 0.1:
                FollowUpAttachment.objects.create(followup=followup, file="helpdesk/x", filename="note.txt", mime_type="text/plain", size=1)
        if rng.random() < 0.1:
            TicketCC.objects.create(ticket=ticket, email="followed@example.net", can_view=True)
        if rng.random() < 0.1:
            TicketCustomFieldValue.objects.create(ticket=ticket, field=rng.choice([shown, hidden]), value=rng.choice(["staffvalue", "openvalue"]))
    # Later changes.
    one, two, three, four, five, six = (ticket.pk for ticket in tickets[:6])
    Ticket.objects.filter(pk=one).update(title="okapi", queue=other)
    ticket = Ticket.objects.get(pk=two)
    ticket.description = "gnu"
    ticket.save()
    FollowUp.objects.filter(ticket=three).update(ticket=four)  # as the merge does
    Ticket.objects.filter(pk=three).update(merged_to=four, status=5)
    Ticket.objects.get(pk=five).delete()
    FollowUp.objects.filter(pk__in=list(FollowUp.objects.order_by("pk").values_list("pk", flat=True)[::5])).update(public=False)
    FollowUp.objects.create(ticket_id=six, comment="quagga zebra", public=True, date=timezone.now())
    hidden.staff_only, shown.staff_only = False, True
    hidden.save()
    shown.save()
    category = KBCategory.objects.create(name="Search", title="Search", slug="search-articles", description="d", public=True)
    KBItem.objects.create(category=category, title="okapi", question="q", answer="gnu", last_updated=timezone.now())


def words(text):
    """The words of these texts; each character of an Asian script is one."""
    return re.findall(r"[\u3040-\u30ff\u4e00-\u9fff]|[^\W_\u3040-\u30ff\u4e00-\u9fff]+", (text or "").lower())


def contains(found, term):
    prefix = term.endswith("*")
    wanted = words(term)
    for at in range(len(found) - len(wanted) + 1):
        part = found[at:at + len(wanted)]
        if part == wanted or prefix and part[0].startswith(wanted[0]):
            return True
    return False


def scan():
    public, private = {}, {}
    for ticket in Ticket.objects.all():
        public[ticket.pk] = [words(each) for each in (ticket.title, ticket.description, ticket.resolution, ticket.submitter_email)]
        private[ticket.pk] = []
    for row in FollowUp.objects.all():
        side = public if row.public else private
        side[row.ticket_id] += [words(row.title), words(row.comment)]
        side[row.ticket_id] += [words(name) for name in row.followupattachment_set.values_list("filename", flat=True)]
    for row in TicketCC.objects.all():
        private[row.ticket_id].append(words(row.email_address))
    for row in TicketCustomFieldValue.objects.select_related("field"):
        (private if row.field.staff_only else public)[row.ticket_id].append(words(row.value))
    own = set(Ticket.objects.filter(submitter_email=CUSTOMER).values_list("pk", flat=True))
    articles = {-row.pk: [words(each) for each in (row.title, row.question, row.answer)] for row in KBItem.objects.all()}
    expected = {}
    for query in QUERIES:
        terms = [(sign, quoted or plain) for sign, quoted, plain in re.findall(r'(-?)(?:"([^"]*)"|(\S+))', query)]

        def matches(texts):
            return all(any(contains(each, term) for each in texts) != bool(sign) for sign, term in terms)
        everywhere = [pk for pk in public if matches(public[pk] + private[pk])]
        some = [pk for pk in public if pk in own and matches(public[pk])]
        found = [pk for pk, texts in articles.items() if matches(texts)]
        expected[query] = {"admin": sorted(everywhere + found), "searcher": sorted(some + found)}
    return expected


write()
print(json.dumps(scan()))
