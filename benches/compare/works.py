"""The list of works: the request of each, the check of its answer, and the goal of its row.

An answer has one form for all sides: the JSON document of the service; for the floor, what benches/floor/*.sql returns is put
into that form.
"""
import base64
import json
from dataclasses import dataclass, field
from typing import Callable

import documents
from desk import PASSWORD, check_graphql_tickets, check_rest_list, check_rest_ticket, expect

AGENT = "Token " + "0be0" * 10
CUSTOMER = "Token " + "cafe0" * 8
BASIC = "Basic " + base64.b64encode(f"agent1:{PASSWORD}".encode()).decode()
FILE = b"".join(b"line %08d of a file of 64 KiB\n" % i for i in range(1 << 12))[:1 << 16]
BOUNDARY = "compare7d1f"
# Where a request has one of these, each request has another number: a ticket's ID, a priority.
ID, PRIORITY = b"1111111111", b"2222222222"
REST = ("deskql", "django", "django-as-shipped")
FLOOR = ("floor", "floor-indexed")


@dataclass
class Work:
    """`check(desk, answer, ticket)` raises desk.Wrong. `goals` are pairs of a side and a factor of its requests per second."""

    name: str
    title: str
    sides: tuple
    check: Callable
    method: str = "GET"
    path: str = ""
    body: bytes = b""
    headers: dict = field(default_factory=dict)
    status: int = 200
    goals: tuple = ()
    most_cpu: float = 0.0  # goal for the service's CPU time, in milliseconds per request; 0: none
    grows: str = ""  # the table that has one more row after each request

    def for_side(self, side, desk):
        """The request that a side receives: path and body."""
        if self.path != "/graphql":
            return self.path.replace("LATE", str(desk.late_page)), self.body
        document = (documents.POSTGRAPHILE if side == "postgraphile" else documents.DESKQL)[self.name]
        variables = b'{"id": ' + ID + b"}" if "$id" in document else b"{}"
        return self.path, b'{"query": ' + json.dumps(document).encode() + b', "variables": ' + variables + b"}"

    def check_answer(self, side, desk, text, ticket):
        """Raises desk.Wrong, or KeyError and the like where the form is another."""
        answer = json.loads(text)
        if self.path == "/graphql" and side not in FLOOR:
            expect("errors", answer.get("errors"), None)
            answer = answer["data"]
            if side == "postgraphile":
                answer = documents.renamed(answer)
        self.check(desk, answer, ticket)

    def from_floor(self, lines):
        """The rows of the floor's statements in the form of the service's answer. A list of tickets is one JSON array, or has a
        row for each; the number of all follows."""
        if self.name == "gql-ticket":
            ticket, *others = lines[0].rsplit("|", 2)
            more = {"description": others[0], "customFieldValues": json.loads(others[1])} if others else {}
            return json.dumps({"ticket": json.loads(ticket) | more})
        if self.name == "gql-count":
            return json.dumps({"tickets": {"totalCount": int(lines[0])}})
        if self.path == "/graphql":
            return json.dumps({"tickets": {"nodes": listed(lines)}})
        if len(lines) > 1:
            return json.dumps({"results": listed(lines[:-1]), "count": int(lines[-1])})
        return lines[0] if lines else "{}"


def listed(lines):
    return json.loads(lines[0]) if lines[0].startswith("[") else [json.loads(line) for line in lines]


def graphql(name, title, check, goals):
    headers = {"Authorization": AGENT, "Content-Type": "application/json", "Accept": "application/json"}
    return Work(name, title, ("deskql", "postgraphile", *FLOOR), check, "POST", "/graphql", headers=headers, goals=goals)


def rest(name, title, path, check, authorization=AGENT, kind=None, sides=REST + FLOOR, **others):
    headers = {"Authorization": authorization, "Accept": "application/json"}
    if kind:
        headers["Content-Type"] = kind
    return Work(name, title, sides, check, path=path, headers=headers, **others)


def gql_ticket(desk, answer, ticket):
    check_graphql_tickets(desk, [answer["ticket"]], [ticket])
    expect("description", answer["ticket"]["description"][:8], "It began")
    values = answer["ticket"]["customFieldValues"]
    expect("custom values", {(v["field"]["name"], v["text"]) for v in values},
           {("load_asset", f"PR-{ticket - 1000}"), ("load_floor", str((ticket - 1000) % 9))})


def gql_page(desk, answer, _):
    check_graphql_tickets(desk, answer["tickets"]["nodes"], desk.page(100))


def gql_filter(desk, answer, _):
    check_graphql_tickets(desk, answer["tickets"]["nodes"], desk.open()[:-26:-1], follow_ups=False)


def own(desk, answer, _):
    expected = desk.own()
    expect("count", answer["count"], len(expected))
    expect("tickets", [ticket["id"] for ticket in answer["results"]], expected[:-26:-1])
    expect("title", answer["results"][0]["title"], desk.title(expected[-1]))
    expect("secret key", len(answer["results"][0]["secret_key"]), 36)


def changed(desk, answer, ticket):
    check_rest_ticket(desk, answer, ticket)
    expect("priority", answer["priority"] in range(1, 6), True)


def with_file(_, answer, ticket):
    if answer:  # the floor returns no row; the table's growth shows that it wrote
        expect("ticket", answer["ticket"], ticket)
        expect("file", [(file["filename"].rsplit("/")[-1], file["size"]) for file in answer["followupattachment_set"]],
               [("scan.txt", len(FILE))])


def new_ticket(_, answer, __):
    if answer:
        expect("title", answer["title"], NEW["title"])
        expect("ID above those of the desk", answer["id"] > 10_000_000, True)


NEW = {"queue": 1001, "title": "A new ticket", "description": "The printer is on fire. " * 20,
       "submitter_email": "person1@example.com", "priority": 3, "custom_load_asset": "PR-0"}


def form():
    parts = [(b'name="ticket"', ID), (b'name="title"', b"Comment"), (b'name="comment"', b"See the file."),
             (b'name="public"', b"true"), (b'name="attachments"; filename="scan.txt"\r\nContent-Type: text/plain', FILE)]
    marks = b"".join(b"--" + BOUNDARY.encode() + b"\r\nContent-Disposition: form-data; " + head + b"\r\n\r\n" + value + b"\r\n"
                     for head, value in parts)
    return marks + b"--" + BOUNDARY.encode() + b"--\r\n"


def rest_works():
    slow = (("django", 8),)
    yield rest("rest-page", "REST page 1", "/api/tickets/", lambda desk, answer, _: check_rest_list(
        desk, answer, desk.page(0), desk.tickets), goals=(("floor", 1.5), *slow))
    yield rest("rest-late", "REST page at 90 %", "/api/tickets/?page=LATE", lambda desk, answer, _: check_rest_list(
        desk, answer, desk.page(desk.offset), desk.tickets), goals=(("floor", 1), *slow))
    yield rest("rest-status", "REST `?status=1,2`", "/api/tickets/?status=1,2", lambda desk, answer, _: check_rest_list(
        desk, answer, desk.open()[:25], len(desk.open())), goals=(("floor", 3),))
    yield rest("rest-own", "REST own tickets", "/api/user_tickets/", own, CUSTOMER, goals=(("floor", 10),))
    yield rest("rest-ticket", "REST one ticket", f"/api/tickets/{ID.decode()}/", check_rest_ticket, goals=(("django", 25),),
               most_cpu=0.35)
    yield rest("rest-basic", "REST one ticket, Basic with 10^6 rounds", f"/api/tickets/{ID.decode()}/", check_rest_ticket, BASIC,
               sides=REST, goals=(("django", 400),))
    yield rest("post-ticket", "POST ticket", "/api/tickets/", new_ticket, kind="application/json", method="POST", status=201,
               body=json.dumps(NEW).encode(), goals=(("django", 40),), grows="helpdesk_ticket")
    yield rest("patch-ticket", "PATCH ticket", f"/api/tickets/{ID.decode()}/", changed, kind="application/json", method="PATCH",
               body=b'{"priority": ' + PRIORITY + b"}", goals=(("django", 15),))
    yield rest("post-file", "POST follow-up with 64 KiB", "/api/followups/", with_file, method="POST", status=201, body=form(),
               kind=f"multipart/form-data; boundary={BOUNDARY}", goals=(("django", 15),), grows="helpdesk_followup")


# Reads first: writes change what lists contain.
WORKS = [
    graphql("gql-ticket", "GraphQL, one ticket with everything", gql_ticket, (("postgraphile", 2.5),)),
    graphql("gql-page", "GraphQL page, 25 tickets, follow-ups, files", gql_page, (("postgraphile", 3), ("floor", 0.7))),
    graphql("gql-filter", "GraphQL filter by status, newest first", gql_filter, (("floor", 10),)),
    graphql("gql-count", "GraphQL totalCount", lambda desk, answer, _: expect(
        "totalCount", int(answer["tickets"]["totalCount"]), desk.tickets), (("floor", 3),)),
    *rest_works(),
]
