"""Pages of django-helpdesk, and the mutations that do the same."""
import record_cases
from case import Case, Page, post


def answer(ticket, comment="", files=(), **form):
    """The form at the end of a ticket's page, as the browser sends it without changes."""
    return post(f"/tickets/{ticket}/update/", files=files, comment=comment, **form)


FIRE = {"title": "Printer on fire", "priority": "1", "queue": "1", "custom_integer": "-7"}

PRIVATE = (r"emails\[\d\]\.(text|html)", "django-helpdesk's template says that the customer was notified, of a private note too")
HOLD = [
    (r"helpdesk_followup\.added\[0\]\.(comment|public)", "an update without a comment is private, as every other one"),
    (r"email_recipients|webhooks|emails", "followers and webhooks are notified of every change"),
]
CLOSE = [
    (r"helpdesk_followup|helpdesk_ticketchange|status", "django-helpdesk writes the follow-up, but does not close the ticket"),
    (r"resolution|comment", "django-helpdesk replaces the resolution by a sentence about the click"),
]

KEY = "00000000-0000-4000-8000-000000000003"
VISIT = f"ticket=billing-3&email=payer%40example.org&key={KEY}"
OWN = "ticket=support-1&email=customer%40example.com&key=00000000-0000-4000-8000-000000000001"
RESOLVE = "UPDATE helpdesk_ticket SET status = 3, resolution = 'Done.', assigned_to_id = NULL WHERE id = 1"
MERGED = ("INSERT INTO helpdesk_emailtemplate (template_name, subject, heading, plain_text, html, locale) VALUES "
          "('merged', '(Merged)', 'Merged', 'Into {{ ticket.merged_to }}', '<p>Into {{ ticket.merged_to }}</p>', 'en')")
BULK = [
    (r"helpdesk_ticketchange", "deskql records the changes of bulk updates, too"),
    (r"helpdesk_followup\.added\[\d\]\.comment", "an empty comment is stored as empty text"),
    (r"email_recipients: expected null, got \[\]", "django-helpdesk leaves the recipients unknown where it sends nothing"),
    (r"webhooks", "webhooks are notified of every change"),
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
         [answer(7, "All new.", public="1", new_status="5", owner="2", title="Bold", priority="5", queue="2")],
         'mutation { followUpAdd(input: { ticketId: "7", comment: "All new.", public: true, changes: { statusCode: 5, '
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
    # The form of the public page, with which visitors and customers answer, leads to the page for sign-in in 2.6.1, or answers 403.
    Case("a visitor accepts a resolution", "",
         [Page("GET", f"/view/?{VISIT}&close")],
         'mutation { ticketResolutionAccept(input: { id: "3" }) { userErrors { code } } }', link=VISIT),
    Case("a visitor opens a ticket", "",
         [post("/tickets/submit/", queue="3", title="Broken", body="It broke.", priority="2", submitter_email="visitor@example.net")],
         'mutation { ticketCreate(input: { queueId: "3", title: "Broken", description: "It broke.", priorityCode: 2, '
         'submitterEmail: "visitor@example.net" }) { userErrors { code } } }',
         differences=[(r"emails\[1\]\.(text|html)", "django-helpdesk's email has the number of the priority, and no owner")]),
    Case("a customer accepts a resolution", "customer",
         [Page("GET", f"/view/?{OWN}&close")],
         'mutation { ticketResolutionAccept(input: { id: "1" }) { userErrors { code } } }', setup=[RESOLVE],
         differences=[(r"\.(user_id|user): expected null, got 3", "django-helpdesk names only agents as authors")]),
    Case("a customer votes", "customer", [post("/kb/2/vote/up/")],
         'mutation { kbItemVote(input: { id: "2", vote: UP }) { userErrors { code } } }'),
    Case("a customer changes the vote", "customer", [post("/kb/1/vote/up/"), post("/kb/1/vote/down/")],
         'mutation { kbItemVote(input: { id: "1", vote: DOWN }) { userErrors { code } } }'),
    Case("merge tickets", "admin",
         [post("/tickets/merge?tickets=1&tickets=15&tickets=18", chosen_ticket="1", created="15", due_date="1",
               get_status_display="1", submitter_email="1", assigned_to="18", description="1", resolution="1")],
         'mutation { ticketMerge(input: { ticketId: "1", mergedIds: ["15", "18"], picks: [{ field: CREATED_AT, ticketId: "15" }, '
         '{ field: ASSIGNED_TO, ticketId: "18" }] }) { userErrors { code } } }',
         setup=[MERGED],
         differences=[
             (r"helpdesk_followup\.added|helpdesk_ticketchange", "deskql records a merge on all of its tickets"),
             (r"helpdesk_followup\.changed\[\d\]\.columns\.title", "django-helpdesk replaces all titles by that of the ticket"),
             (r"webhooks", "the follow-ups that record the merge are sent, as every other one"),
             (r"emails", "each follower gets a separate email instead of a hidden copy"),
         ]),
    Case("assign tickets", "admin", [post("/tickets/update/", ticket_id=["15", "16"], action="assign_2")],
         'mutation { ticketsUpdate(input: { ids: ["15", "16"], assignedToId: "2", public: true, notify: false }) { userErrors { code } } }',
         differences=BULK),
    Case("close tickets without email", "admin", [post("/tickets/update/", ticket_id=["15", "16"], action="close")],
         'mutation { ticketsUpdate(input: { ids: ["15", "16"], statusCode: 4, notify: false }) { userErrors { code } } }',
         differences=BULK),
    Case("close tickets with email", "admin", [post("/tickets/update/", ticket_id=["15", "16"], action="close_public")],
         'mutation { ticketsUpdate(input: { ids: ["15", "16"], statusCode: 4, public: true }) { userErrors { code } } }',
         differences=BULK),
    Case("delete tickets", "admin", [post("/tickets/update/", ticket_id=["15", "16"], action="delete")],
         'mutation { ticketsDelete(input: { ids: ["15", "16"] }) { userErrors { code } } }'),
    Case("add a user to the followers", "agent", [post("/tickets/15/cc/add/", user="12", can_view="on")],
         'mutation { ticketCcAdd(input: { ticketId: "15", userId: "12" }) { userErrors { code } } }'),
    Case("add an address to the followers", "agent", [post("/tickets/15/cc/add/", email="boss@example.com")],
         'mutation { ticketCcAdd(input: { ticketId: "15", email: "boss@example.com", canView: false }) { userErrors { code } } }'),
    Case("remove a follower", "agent", [post("/tickets/18/cc/delete/1/")],
         'mutation { ticketCcRemove(input: { id: "1" }) { userErrors { code } } }'),
    Case("follow a ticket", "agent", [Page("GET", "/tickets/15/?subscribe")],
         'mutation { ticketFollow(input: { ticketId: "15" }) { userErrors { code } } }'),
    Case("add a dependency", "agent", [post("/tickets/15/dependency/add/", depends_on="2")],
         'mutation { ticketDependencyAdd(input: { ticketId: "15", dependsOnId: "2" }) { userErrors { code } } }'),
    Case("remove a dependency", "agent", [post("/tickets/13/dependency/delete/1/")],
         'mutation { ticketDependencyRemove(input: { id: "1" }) { userErrors { code } } }'),
]

CASES += record_cases.CASES
