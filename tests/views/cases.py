"""Pages of django-helpdesk, and the mutations that do the same."""
import re
from dataclasses import dataclass, field


@dataclass
class Page:
    """A request of a browser, and the status of its answer."""

    method: str
    path: str
    form: dict = field(default_factory=dict)
    files: list = field(default_factory=list)
    status: int = 302


@dataclass
class Case:
    """`user` is an account of the fixture, empty for a visitor. `differences` are pairs of a pattern of a line of the
    comparison, and the reason why deskql differs there."""

    name: str
    user: str
    pages: list
    document: str
    setup: list = field(default_factory=list)
    differences: list = field(default_factory=list)
    changes_nothing: bool = False

    def __post_init__(self):
        self.differences = [(re.compile(pattern), reason) for pattern, reason in self.differences]


def post(path, status=302, files=(), **form):
    return Page("POST", path, form, list(files), status)


def answer(ticket, comment="", files=(), **form):
    """The form at the end of a ticket's page, as the browser sends it without changes."""
    return post(f"/tickets/{ticket}/update/", files=files, comment=comment, **form)


FIRE = {"title": "Printer on fire", "priority": "1", "queue": "1", "custom_integer": "-7"}

PRIVATE = (r"emails\[\d\]\.(text|html)", "django-helpdesk's template says that the customer was notified, of a private note too")
HOLD = [
    (r"helpdesk_followup\.added\[0\]\.(comment|public)", "an update without a comment is private, as every other one"),
    (r"email_recipients|webhooks", "followers and webhooks are notified of every change"),
]
CLOSE = [
    (r"helpdesk_followup|helpdesk_ticketchange|status", "django-helpdesk writes the follow-up, but does not close the ticket"),
    (r"resolution|comment", "django-helpdesk replaces the resolution by a sentence about the click"),
]

CASES = [
    Case("delete a ticket", "admin", [post("/tickets/7/delete/")],
         'mutation { ticketDelete(input: { id: "7" }) { userErrors { code } } }'),
    Case("answer in public", "agent", [answer(1, "Water helps.", public="1", **FIRE)],
         'mutation { followUpAdd(input: { ticketId: "1", comment: "Water helps.", public: true }) { userErrors { code } } }'),
    Case("answer in private", "agent", [answer(1, "Water helps.", **FIRE)],
         'mutation { followUpAdd(input: { ticketId: "1", comment: "Water helps.", public: false }) { userErrors { code } } }',
         differences=[PRIVATE]),
    Case("answer and resolve", "agent", [answer(1, "Water helped.", public="1", new_status="3", **FIRE)],
         'mutation { followUpAdd(input: { ticketId: "1", comment: "Water helped.", public: true, changes: { statusCode: 3 } }) '
         "{ userErrors { code } } }"),
    Case("answer and change everything", "agent",
         [answer(7, "All new.", public="1", new_status="2", owner="2", title="Bold", priority="5", queue="2")],
         'mutation { followUpAdd(input: { ticketId: "7", comment: "All new.", public: true, changes: { statusCode: 2, '
         'assignedToId: "2", title: "Bold", priorityCode: 5, queueId: "2" } }) { userErrors { code } } }'),
    Case("hold a ticket", "agent", [Page("POST", "/tickets/7/hold/")],
         'mutation { ticketUpdate(input: { id: "7", onHold: true }) { userErrors { code } } }',
         differences=HOLD),
    Case("release a ticket", "agent", [Page("POST", "/tickets/2/unhold/")],
         'mutation { ticketUpdate(input: { id: "2", onHold: false }) { userErrors { code } } }',
         differences=HOLD),
    Case("take a ticket", "agent", [Page("GET", "/tickets/7/?take")],
         'mutation { ticketUpdate(input: { id: "7", assignedToId: "2" }) { userErrors { code } } }',
         differences=[(r"emails\[\d\]\.(text|html)", "django-helpdesk's email does not name the new owner")]),
    Case("close a resolved ticket", "agent", [Page("GET", "/tickets/3/?close")],
         'mutation { ticketUpdate(input: { id: "3", statusCode: 4 }) { userErrors { code } } }',
         differences=CLOSE),
    Case("delete a follow-up", "admin", [post("/tickets/1/followup_delete/41/")],
         'mutation { followUpDelete(input: { id: "41" }) { userErrors { code } } }'),
    Case("delete a file", "agent", [post("/tickets/1/attachment_delete/1/")],
         'mutation { attachmentDelete(input: { id: "1" }) { userErrors { code } } }'),
    Case("edit a follow-up", "admin",
         [post("/tickets/1/followup_edit/41/", title="Called", ticket="1", comment="No answer.", public="on", new_status="1",
               time_spent="00:15:00")],
         'mutation { followUpUpdate(input: { id: "41", title: "Called", comment: "No answer.", public: true }) '
         "{ userErrors { code } } }",
         differences=[(r"columns\.new_status", "the page cannot leave the status of a follow-up empty; deskql does not change it")]),
]
