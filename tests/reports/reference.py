"""Reports of the real django-helpdesk, as JSON.

Fills the database with tickets, opens the pages of the reports with Django's test client, and prints the tables in the contexts of
their templates. ORACLE_DB names the database; see tests/contract/oracle/oracle_site/settings.py.
"""
import datetime
import json
import os
import random
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "contract" / "oracle"))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "oracle_site.settings")

import django  # noqa: E402

django.setup()

from django.contrib.auth import get_user_model  # noqa: E402
from django.db.models import Q  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import setup_test_environment  # noqa: E402
from django.utils import timezone  # noqa: E402
from helpdesk.models import FollowUp, Queue, Ticket  # noqa: E402

REPORTS = ["userpriority", "userqueue", "userstatus", "usermonth", "queuepriority", "queuestatus", "queuemonth",
           "daysuntilticketclosedbymonth"]
TICKETS = 600


def fill():
    """Adds tickets of the last eighteen months, some with recorded times."""
    chance = random.Random(7)
    now = timezone.now()
    queues, users = list(Queue.objects.all()), [None, *get_user_model().objects.filter(is_staff=True)]
    tickets = []
    for number in range(TICKETS):
        # Far from midnight, so that no ticket changes its range of ages while the test runs.
        day = (now - datetime.timedelta(days=chance.choice([chance.randrange(70), chance.randrange(540)]))).date()
        created = datetime.datetime.combine(day, datetime.time(chance.randrange(1, 23), chance.randrange(60)), datetime.timezone.utc)
        created = min(created, now - datetime.timedelta(minutes=30))
        took = datetime.timedelta(seconds=chance.choice([chance.randrange(86_400), chance.randrange(86_400 * 40)]), microseconds=number)
        tickets.append(Ticket(
            title=f"Ticket {number}", queue=chance.choice(queues), assigned_to=chance.choice(users), created=created,
            modified=created + took, status=chance.choice([1, 1, 2, 3, 4, 4, 4, 5]), priority=chance.randrange(1, 6),
            submitter_email=chance.choice([None, "", *(f"person{at}@example.com" for at in range(30))]), description="Text",
            secret_key=f"report-{number}"))
    Ticket.objects.bulk_create(tickets)
    FollowUp.objects.bulk_create([
        FollowUp(ticket=ticket, date=ticket.created + datetime.timedelta(hours=1), title="Comment", comment="Text", public=True,
                 user=chance.choice(users), time_spent=datetime.timedelta(minutes=chance.randrange(1, 500)))
        for ticket in Ticket.objects.filter(title__startswith="Ticket ") if chance.random() < 0.5])


def seconds(duration):
    return duration.total_seconds() if duration else 0


def main():
    setup_test_environment()
    fill()
    client = Client()
    client.force_login(get_user_model().objects.get(username="admin"))
    pages = {}
    for report in REPORTS:
        context = client.get(f"/reports/{report}/").context
        pages[report] = {"columns": [str(heading) for heading in context["headings"][1:]],
                         "rows": {str(row[0]): row[1:] for row in context["data"]}}
    context = client.get("/reports/").context
    stats = context["basic_ticket_stats"]
    addresses = Ticket.objects.values("submitter_email").distinct()
    json.dump({
        "reports": pages,
        "ages": [entry[1] for entry in stats["open_ticket_stats"]],
        "days_to_close": stats["average_nbr_days_until_ticket_closed"],
        "days_to_close_60": stats["average_nbr_days_until_ticket_closed_last_60_days"],
        "queues": {row["name"]: [row["open"], row["resolved"], row["closed"]] for row in context["dash_tickets"]},
        "time_spent": {queue.title: seconds(queue.time_spent) for queue in Queue.objects.all()},
        "dedicated": {queue.title: seconds(queue.dedicated_time) for queue in Queue.objects.all()},
        "tickets": context["number_tickets"],
        # django-helpdesk counts tickets without an address as one customer, and an empty address as another.
        "customers": context["customers"] - addresses.filter(Q(submitter_email=None) | Q(submitter_email="")).count(),
    }, sys.stdout)


if __name__ == "__main__":
    main()
