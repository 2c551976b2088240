"""The rows that benches/fill.sql and desk/*.sql create, and what answers must contain."""
import base64
import hashlib

FIRST = 1001
PAGE = 25
OWN = 40
PASSWORD = "only-for-measurements"
ROUNDS = 1_000_000


def password_hash():
    """Django's hash of PASSWORD. The salt is as long as Django's, which would hash again otherwise."""
    salt = "comparecomparecompareA"
    digest = hashlib.pbkdf2_hmac("sha256", PASSWORD.encode(), salt.encode(), ROUNDS)
    return f"pbkdf2_sha256${ROUNDS}${salt}${base64.b64encode(digest).decode()}"


class Desk:
    """A desk of `tickets` tickets. Methods that are named after works return the IDs of the answer's tickets."""

    def __init__(self, tickets):
        self.tickets = tickets
        self.first, self.last = FIRST, FIRST + tickets - 1
        self.late_page = tickets * 9 // 10 // PAGE
        self.offset = (self.late_page - 1) * PAGE

    def numbers(self):
        return range(1, self.tickets + 1)

    def page(self, offset):
        return [FIRST + i for i in range(offset, offset + PAGE)]

    def open(self):
        return [1000 + i for i in self.numbers() if i % 20 in (1, 2, 3)]

    def own(self):
        step = self.tickets // OWN
        return [1000 + i for i in self.numbers() if i % step == 7]

    def title(self, ticket):
        return f"The printer on floor {(ticket - 1000) % 9} prints page {ticket - 1000} twice"

    def files(self, ticket):
        """The number of files of a ticket: every twentieth follow-up has one."""
        last = (ticket - 1000) * 3
        return sum(1 for follow_up in (last - 2, last - 1, last) if follow_up % 20 == 0)


class Wrong(Exception):
    """An answer that is not what the desk contains."""


def expect(what, found, expected):
    if found != expected:
        raise Wrong(f"{what}: {str(found)[:200]} instead of {str(expected)[:200]}")


def check_graphql_tickets(desk, tickets, expected, follow_ups=True):
    expect("tickets", [ticket["databaseId"] for ticket in tickets], expected)
    for ticket in tickets:
        expect("title", ticket["title"], desk.title(ticket["databaseId"]))
        expect("queue", ticket["queue"]["title"], f"Load {1 + (ticket['databaseId'] - 1000) % 5}")
        if follow_ups:
            nodes = ticket["followUps"]
            nodes = nodes if isinstance(nodes, list) else nodes["nodes"]
            expect("follow-ups", len(nodes), 3)
            expect("comment", nodes[2]["comment"][:8], "Somebody")
            files = sum(len(node["attachments"]) for node in nodes)
            expect("files", files, desk.files(ticket["databaseId"]))


def check_rest_ticket(desk, ticket, expected):
    expect("ticket", ticket["id"], expected)
    expect("title", ticket["title"], desk.title(expected))
    follow_ups = ticket["followup_set"]
    expect("follow-ups", len(follow_ups), 3)
    files = [file for follow_up in follow_ups for file in follow_up["followupattachment_set"]]
    expect("files", len(files), desk.files(expected))
    asset = ticket["custom"]["custom_load_asset"] if "custom" in ticket else ticket["custom_load_asset"]
    expect("custom value", asset, f"PR-{expected - 1000}")


def check_rest_list(desk, answer, expected, count):
    expect("count", answer["count"], count)
    expect("tickets", len(answer["results"]), len(expected))
    for ticket, number in zip(answer["results"], expected):
        check_rest_ticket(desk, ticket, number)
