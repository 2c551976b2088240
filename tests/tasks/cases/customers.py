"""Signing in, and what customers and visitors do."""
from .task import Task, read, write

OK = "{ userErrors { field code message } }"

# A new ticket has a row for each custom field that its author sees.
VALUES = {"helpdesk_ticketcustomfieldvalue": {"added": [{}] * 12}}

TASKS = [
    write(1, "agent", "Sign in by name and password", "", f'mutation {{ sessionCreate(input: {{ username: "admin", password: "admin" }}) {OK} }}',
          {"auth_user": {"changed": {1: {}}}}),
    write(2, "agent", "Sign out", "", f"mutation {{ sessionDelete(input: {{}}) {OK} }}", {}),
    write(3, "agent", "Change my password", "admin",
          f'mutation {{ viewerPasswordChange(input: {{ currentPassword: "admin", newPassword: "correct horse battery" }}) {OK} }}',
          {"auth_user": {"changed": {1: {}}}}),
    write(3, "agent", "Reset a forgotten password", "", f'mutation {{ passwordResetRequest(input: {{ email: "customer@example.com" }}) {OK} }}', {}),
    write(75, "customer", "Sign in", "", f'mutation {{ sessionCreate(input: {{ username: "customer", password: "customer-pass" }}) {OK} }}',
          {"auth_user": {"changed": {3: {}}}}),
    write(76, "customer", "Open a ticket with custom fields", "customer",
          'mutation { ticketCreate(input: { queueId: "1", title: "Help", description: "Please", customFields: [{ name: "varchar", '
          f'value: {{ text: "v" }} }}] }}) {OK} }}',
          {"helpdesk_ticket": {"added": [{"title": "Help", "submitter_email": "customer@example.com"}]},
           "helpdesk_followup": {"added": [{}]}, "helpdesk_ticketcustomfieldvalue": {"added": [{"value": "v"}, *[{}] * 11]}}),
    write(77, "customer", "Open a ticket about an article", "customer",
          f'mutation {{ ticketCreate(input: {{ queueId: "1", title: "Help", description: "Please", kbItemId: "1" }}) {OK} }}',
          {"helpdesk_ticket": {"added": [{"kbitem_id": 1}]}, "helpdesk_followup": {"added": [{}]}, **VALUES}),
    read(78, "customer", "My tickets without closed ones", "customer",
         "{ tickets(scope: SUBMITTER, filter: { isOpen: { eq: true } }) { totalCount } }", {}),
    read(79, "customer", "Read a ticket and its public history", "customer", "{ ticket(id: 1) { title followUps { nodes { public } } } }",
         {"ticket.title": "Printer on fire"}),
    write(80, "customer", "Answer", "customer", f'mutation {{ followUpAdd(input: {{ ticketId: "1", comment: "Thanks", public: true }}) {OK} }}',
          {"helpdesk_ticket": {"changed": {1: {}}}, "helpdesk_followup": {"added": [{"comment": "Thanks", "user_id": 3}]}}),
    write(81, "customer", "Accept the resolution and close", "customer",
          f'mutation {{ ticketResolutionAccept(input: {{ id: "1" }}) {OK} }}',
          {"helpdesk_ticket": {"changed": {1: {"status": 4}}}, "helpdesk_followup": {"added": [{"ticket_id": 1}]},
           "helpdesk_ticketchange": {"added": [{"field": "Status"}, {"field": "Resolution"}]}},
          setup=["UPDATE helpdesk_ticket SET status = 3 WHERE id = 1"]),
    write(82, "customer", "Reopen with the answer", "customer",
          f'mutation {{ followUpAdd(input: {{ ticketId: "1", comment: "Again", public: true, changes: {{ statusCode: 2 }} }}) {OK} }}',
          {"helpdesk_ticket": {"changed": {1: {"status": 2}}}, "helpdesk_followup": {"added": [{"ticket_id": 1}]},
           "helpdesk_ticketchange": {"added": [{"field": "Status"}]}},
          setup=["UPDATE helpdesk_ticket SET status = 3 WHERE id = 1"]),
    read(83, "customer", "Tickets that I follow", "customer", "{ viewer { followedTickets { totalCount } } }", {}),
    read(85, "customer", "Read the knowledge base", "customer", "{ kbCategories { nodes { title } } kbItems { totalCount } }", {}),
    write(86, "customer", "Vote on an article", "customer", f'mutation {{ kbItemVote(input: {{ id: "1", vote: UP }}) {OK} }}',
          {"helpdesk_kbitem": {"changed": {1: {"recommendations": 2, "votes": 2}}}, "helpdesk_kbitem_voted_by": {"added": [{"user_id": 3}]}}),
    write(88, "visitor", "Open a ticket without an account", "",
          'mutation { ticketCreate(input: { queueId: "1", title: "Help", description: "Please", submitterEmail: "v@example.org" }) '
          f"{OK} }}", {"helpdesk_ticket": {"added": [{"submitter_email": "v@example.org"}]}, "helpdesk_followup": {"added": [{}]}, **VALUES}),
    Task(89, "visitor", "Open the link in an email", "LINK", ['{ ticket(id: 7) { reference followUps { totalCount } } }'],
         {"ticket.reference": "support-7"}),
    Task(90, "visitor", "Answer by the link", "LINK",
         [f'mutation {{ followUpAdd(input: {{ ticketId: "7", comment: "By link", public: true }}) {OK} }}'], {},
         {"helpdesk_ticket": {"changed": {7: {}}}, "helpdesk_followup": {"added": [{"comment": "By link", "user_id": None}]}}),
    read(91, "visitor", "Read the public knowledge base", "", "{ kbItems { totalCount } }", {"kbItems.totalCount": 2}),
    read(92, "visitor", "Data of the form", "",
         "{ queues(scope: CREATE) { nodes { slug } } customFields { name } ticketPriorities { code } attachmentRules { maxSize } }",
         {"queues.nodes.*.slug": ["support", "web-site"]}),
]
