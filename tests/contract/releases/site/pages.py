"""Prints the answers of a release of django-helpdesk as JSON: pages.py HOST TICKET… with API paths on standard input.

Runs in the release's environment, without a server. `../interop` compares the result with deskql's answers.
"""
import json
import logging
import os
import sys
from urllib.parse import urlsplit

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "release_site.settings")
import django  # noqa: E402
from django.conf import settings  # noqa: E402

settings.ROOT_URLCONF = "release_site.urls"
django.setup()
logging.disable(logging.CRITICAL)

from django.contrib.auth import get_user_model  # noqa: E402
from django.test import Client  # noqa: E402
from django.urls import reverse  # noqa: E402
from helpdesk.models import Ticket  # noqa: E402
from helpdesk.query import query_to_base64  # noqa: E402
from rest_framework.authtoken.models import Token  # noqa: E402


def answer(client, path, **headers):
    response = client.get(path, follow=True, **headers)
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return [response.status_code, content.decode(errors="replace")]


host, *tickets = sys.argv[1:]
admin = get_user_model().objects.get(username="admin")
token = f"Token {Token.objects.get(user=admin).key}"
paths = sys.stdin.read().split() + [f"/api/tickets/{ticket}/" for ticket in tickets]
out = {"api": {}, "pages": {}}
api = Client(HTTP_HOST=host, raise_request_exception=False)
for path in paths:
    status, text = answer(api, path, HTTP_AUTHORIZATION=token, HTTP_ACCEPT="application/json")
    out["api"][path] = [status, json.loads(text) if status == 200 else text]
client = Client(HTTP_HOST=host, raise_request_exception=False)
client.force_login(admin)
out["pages"]["dashboard"] = answer(client, reverse("helpdesk:dashboard"))
status, text = answer(client, reverse("helpdesk:list"))
# The page of the list loads its rows from another address, with a query. Some releases read only the first digit of `length`.
query = query_to_base64({"filtering": {}, "filtering_null": {}, "sorting": "created", "sortreverse": True, "search_string": "Interop"})
rows = answer(client, reverse("helpdesk:datatables_ticket_list", args=[query]) + "?length=9&start=0")
out["pages"]["list"] = [max(status, rows[0]), rows[1]]
for ticket in tickets:
    out["pages"][f"ticket {ticket}"] = answer(client, reverse("helpdesk:view", args=[ticket]))
    url = urlsplit(Ticket.objects.get(pk=ticket).ticket_url)
    visitor = Client(HTTP_HOST=host, raise_request_exception=False)
    out["pages"][f"public {ticket}"] = answer(visitor, f"{url.path}?{url.query}")
print(json.dumps(out))
