"""The work of an agent on tickets."""
from .task import Task, read, write

OK = "{ userErrors { field code message } }"


def update(changes, id=7):
    return f'mutation {{ ticketUpdate(input: {{ id: "{id}", {changes} }}) {OK} }}'


def note(ticket=7, **columns):
    """The follow-up that records a change."""
    return {"added": [{"ticket_id": ticket, "user_id": 2, **columns}]}


def change(field, old, new):
    return {"added": [{"field": field, "old_value": old, "new_value": new}]}


TASKS = [
    read(11, "agent", "List tickets page by page", "agent",
         "{ tickets(first: 2, offset: 2, orderBy: [{ field: ID, direction: ASC }]) { totalCount nodes { databaseId } "
         "pageInfo { hasNextPage } } }",
         {"tickets.totalCount": 40, "tickets.nodes.*.databaseId": [3, 4], "tickets.pageInfo.hasNextPage": True}),
    read(12, "agent", "Filter by queue, owner, status and priority", "agent",
         "{ tickets(filter: { queueId: { in: [2, 4] }, assignedToId: { eq: 2 }, statusCode: { in: [1, 3] }, "
         "priorityCode: { lte: 5 } }, orderBy: [{ field: ID, direction: ASC }]) { nodes { databaseId } } }",
         {"tickets.nodes.*.databaseId": [3, 35]}),
    read(14, "agent", "Filter by opening date", "agent",
         '{ tickets(filter: { createdAt: { gte: "2024-01-02T00:00:00Z", lt: "2024-01-04T00:00:00Z" } }, '
         "orderBy: [{ field: ID, direction: ASC }]) { nodes { databaseId } } }", {"tickets.nodes.*.databaseId": [1, 2]}),
    read(16, "agent", "Go to a ticket by its reference", "agent",
         '{ ticketByReference(reference: "support-7") { databaseId } ticket(id: 7) { reference } }',
         {"ticketByReference.databaseId": 7, "ticket.reference": "support-7"}),
    read(17, "agent", "Sort tickets", "agent",
         "{ tickets(first: 3, orderBy: [{ field: PRIORITY, direction: ASC }, { field: ID, direction: DESC }]) "
         "{ nodes { priorityCode } } }", {"tickets.nodes.*.priorityCode": [1, 1, 1]}),
    write(6, "agent", "Take an unassigned ticket", "agent", update('assignedToId: "2"'),
          {"helpdesk_ticket": {"changed": {7: {"assigned_to_id": 2}}}, "helpdesk_followup": note(title="Assigned to agent"),
           "helpdesk_ticketchange": change("Owner", None, "agent")}),
    write(25, "agent", "Take, assign and unassign several tickets", "agent",
          f'mutation {{ ticketsUpdate(input: {{ ids: ["7", "8"], assignedToId: "12", notify: false }}) {{ results {{ ticket '
          f"{{ databaseId }} userErrors {{ code }} }} userErrors {{ code }} }} }}",
          {"helpdesk_ticket": {"changed": {7: {"assigned_to_id": 12}, 8: {"assigned_to_id": 12}}},
           "helpdesk_followup": {"added": [{"ticket_id": 7}, {"ticket_id": 8}]},
           "helpdesk_ticketchange": {"added": [{"field": "Owner"}, {"field": "Owner"}]}},
          {"ticketsUpdate.results.*.ticket.databaseId": [7, 8]}),
    write(26, "agent", "Close several tickets without email", "agent",
          f'mutation {{ ticketsUpdate(input: {{ ids: ["7", "8"], status: CLOSED, notify: false }}) {OK} }}',
          {"helpdesk_ticket": {"changed": {7: {"status": 4}, 8: {"status": 4}}},
           "helpdesk_followup": {"added": [{"new_status": 4, "email_recipients": []}, {"new_status": 4}]},
           "helpdesk_ticketchange": {"added": [{"field": "Status"}, {"field": "Status"}]}}),
    write(28, "agent", "Set the article of several tickets", "agent",
          f'mutation {{ ticketsUpdate(input: {{ ids: ["7", "8"], kbItemId: "1", notify: false }}) {OK} }}',
          {"helpdesk_ticket": {"changed": {7: {"kbitem_id": 1}, 8: {"kbitem_id": 1}}},
           "helpdesk_followup": {"added": [{}, {}]}, "helpdesk_ticketchange": {"added": [{}, {}]}}),
    write(40, "agent", "Put a ticket on hold", "agent", update("onHold: true"),
          {"helpdesk_ticket": {"changed": {7: {"on_hold": 1}}}, "helpdesk_followup": note(title="Ticket placed on hold"),
           "helpdesk_ticketchange": change("On Hold", "False", "True")}),
    write(41, "agent", "Edit the properties of a ticket", "agent",
          update('title: "Bold", description: "New", queueId: "2", priorityCode: 5, submitterEmail: "new@example.com", '
                 'dueAt: "2030-01-02T03:04:05Z"'),
          {"helpdesk_ticket": {"changed": {7: {"title": "Bold", "description": "New", "queue_id": 2, "priority": 5,
                                               "submitter_email": "new@example.com"}}},
           "helpdesk_followup": note(), "helpdesk_ticketchange": {"added": [{}] * 6}}),
    write(42, "agent", "Set the article of a ticket", "agent", update('kbItemId: "1"'),
          {"helpdesk_ticket": {"changed": {7: {"kbitem_id": 1}}}, "helpdesk_followup": note(), "helpdesk_ticketchange": {"added": [{}]}}),
    write(44, "agent", "Answer with time spent", "agent",
          f'mutation {{ followUpAdd(input: {{ ticketId: "7", comment: "Done.", public: true, timeSpent: "PT25M" }}) {OK} }}',
          {"helpdesk_ticket": {"changed": {7: {}}},
           "helpdesk_followup": note(comment="Done.", public=1, time_spent=1500000000, title="Comment")}),
    write(45, "agent", "Answer and change the ticket in one step", "agent",
          f'mutation {{ followUpAdd(input: {{ ticketId: "7", comment: "Done.", public: true, changes: {{ statusCode: 3, '
          f'assignedToId: "2" }} }}) {OK} }}',
          {"helpdesk_ticket": {"changed": {7: {"status": 3, "assigned_to_id": 2, "resolution": "Done."}}},
           "helpdesk_followup": note(new_status=3), "helpdesk_ticketchange": {"added": [{}, {}, {}]}}),
    read(48, "agent", "See who will be notified", "agent",
         '{ ticket(id: "1") { notificationRecipients(public: true) { email } } }', {}),
    read(50, "agent", "Insert a preset reply", "agent",
         '{ presetReplies { nodes { name rendered(ticketId: "7") } } }', {}),
    write(54, "agent", "Close a resolved ticket", "agent", update("statusCode: 4", 3),
          {"helpdesk_ticket": {"changed": {3: {"status": 4}}}, "helpdesk_followup": note(3, new_status=4),
           "helpdesk_ticketchange": change("Status", "Resolved", "Closed")}),
    write(55, "agent", "Edit a follow-up and move it", "admin",
          f'mutation {{ followUpUpdate(input: {{ id: "41", title: "Called", ticketId: "7" }}) {OK} }}',
          {"helpdesk_followup": {"changed": {41: {"title": "Called", "ticket_id": 7}}}, "helpdesk_ticket": {"changed": {7: {}}}}),
    write(56, "agent", "Delete a follow-up", "admin", f'mutation {{ followUpDelete(input: {{ id: "42" }}) {OK} }}',
          {"helpdesk_followup": {"removed": [42]}}),
    write(57, "agent", "Copy a follow-up to another ticket", "agent",
          f'mutation {{ followUpCopy(input: {{ followUpId: "41", ticketId: "7" }}) {OK} }}',
          {"helpdesk_followup": note(public=0), "helpdesk_ticket": {"changed": {7: {}}},
           "helpdesk_followupattachment": {"added": [{"filename": "fire.txt"}, {"filename": "photo.png"}]}}),
    write(62, "agent", "Add a follower", "agent",
          f'mutation {{ ticketCcAdd(input: {{ ticketId: "7", email: "a@example.org" }}) {OK} }}',
          {"helpdesk_ticketcc": {"added": [{"ticket_id": 7, "email": "a@example.org", "user_id": None}]}}),
    write(62, "agent", "Remove a follower", "agent", f'mutation {{ ticketCcRemove(input: {{ id: "2" }}) {OK} }}',
          {"helpdesk_ticketcc": {"removed": [2]}}),
    write(63, "agent", "Follow a ticket", "agent", f'mutation {{ ticketFollow(input: {{ ticketId: "7" }}) {OK} }}',
          {"helpdesk_ticketcc": {"added": [{"ticket_id": 7, "user_id": 2}]}}),
    write(65, "agent", "Add a dependency", "agent",
          f'mutation {{ ticketDependencyAdd(input: {{ ticketId: "7", dependsOnId: "8" }}) {OK} }}',
          {"helpdesk_ticketdependency": {"added": [{"ticket_id": 7, "depends_on_id": 8}]}}),
    write(65, "agent", "Remove a dependency", "agent", f'mutation {{ ticketDependencyRemove(input: {{ id: "1" }}) {OK} }}',
          {"helpdesk_ticketdependency": {"removed": [1]}}),
    write(29, "agent", "Merge tickets", "agent",
          f'mutation {{ ticketMerge(input: {{ ticketId: "1", mergedIds: ["7"] }}) {OK} }}',
          {"helpdesk_ticket": {"changed": {1: {}, 7: {"status": 5, "merged_to_id": 1}}},
           "helpdesk_followup": {"added": [{"ticket_id": 1}, {"ticket_id": 7}], "changed": {7: {"ticket_id": 1}, 49: {"ticket_id": 1}}},
           "helpdesk_ticketchange": {"added": [{"field": "Status"}, {"field": "Merged to", "new_value": "1"}]}}),
    write(27, "agent", "Delete several tickets", "admin",
          f'mutation {{ ticketsDelete(input: {{ ids: ["36", "39"] }}) {OK} }}',
          {"helpdesk_ticket": {"removed": [36, 39]}, "helpdesk_followup": {"removed": [36, 39, 76, 79]}}),
    write(31, "agent", "Kanban: move a card", "agent", update("status: RESOLVED"),
          {"helpdesk_ticket": {"changed": {7: {"status": 3}}}, "helpdesk_followup": note(new_status=3),
           "helpdesk_ticketchange": change("Status", "Open", "Resolved")}),
    write(32, "agent", "Open a ticket for a customer", "agent",
          'mutation { ticketCreate(input: { queueId: "1", title: "Call", description: "She called", submitterEmail: "c@example.org", '
          f'priority: HIGH, assignedToId: "2", dueAt: "2030-01-02T03:04:05Z" }}) {OK} }}',
          {"helpdesk_ticket": {"added": [{"submitter_email": "c@example.org", "priority": 2, "assigned_to_id": 2}]},
           "helpdesk_followup": {"added": [{"user_id": 2}]}, "helpdesk_ticketcustomfieldvalue": {"added": [{}] * 13}}),
    write(33, "agent", "Open a ticket about an article", "agent",
          'mutation { ticketCreate(input: { queueId: "1", title: "Call", description: "She called", submitterEmail: "c@example.org", '
          f'kbItemId: "1" }}) {OK} }}',
          {"helpdesk_ticket": {"added": [{"kbitem_id": 1}]}, "helpdesk_followup": {"added": [{}]},
           "helpdesk_ticketcustomfieldvalue": {"added": [{}] * 13}}),
    write(39, "agent", "Unassign a ticket", "agent", update("assignedToId: null", 2),
          {"helpdesk_ticket": {"changed": {2: {"assigned_to_id": None}}}, "helpdesk_followup": note(2, title="Unassigned"),
           "helpdesk_ticketchange": change("Owner", "agent", "Unassigned")}),
    write(43, "agent", "Delete a ticket", "admin", f'mutation {{ ticketDelete(input: {{ id: "39" }}) {OK} }}',
          {"helpdesk_ticket": {"removed": [39]}, "helpdesk_followup": {"removed": [39, 79]}}),
    write(60, "agent", "Delete a file", "agent", f'mutation {{ attachmentDelete(input: {{ id: "1" }}) {OK} }}',
          {"helpdesk_followupattachment": {"removed": [1]}}),
]
