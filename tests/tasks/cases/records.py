"""Checklists, saved searches, settings and the ignore list of an agent."""
from .task import read, write

OK = "{ userErrors { field code message } }"


def mutate(name, fields):
    return f"mutation {{ {name}(input: {{ {fields} }}) {OK} }}"


TASKS = [
    write(23, "agent", "Save a search and share it", "agent", mutate("savedSearchCreate", 'title: "Billing", shared: true, queueIds: ["2"]'),
          {"helpdesk_savedsearch": {"added": [{"title": "Billing", "user_id": 2}]}}),
    write(24, "agent", "Delete a saved search", "agent", mutate("savedSearchDelete", 'id: "1"'), {"helpdesk_savedsearch": {"removed": [1]}}),
    write(51, "agent", "Tick a task of a checklist", "agent", mutate("checklistTaskComplete", 'id: "2"'),
          {"helpdesk_checklisttask": {"changed": {2: {}}}, "helpdesk_ticket": {"changed": {29: {}}}, "helpdesk_followup": {"added": [{"ticket_id": 29, "public": 0}]},
           "helpdesk_ticketchange": {"added": [{"field": "[Before closing] Write it down", "new_value": "Completed"}]}}),
    write(52, "agent", "Add a checklist", "agent", mutate("checklistCreate", 'ticketId: "7", name: "Steps"'),
          {"helpdesk_checklist": {"added": [{"ticket_id": 7, "name": "Steps"}]}}),
    write(52, "agent", "Add a checklist by template", "agent", mutate("checklistCreate", 'ticketId: "7", templateId: "1"'),
          {"helpdesk_checklist": {"added": [{"ticket_id": 7}]}, "helpdesk_checklisttask": {"added": [{"description": "One"}, {}, {}]}}),
    write(52, "agent", "Delete a checklist", "agent", mutate("checklistDelete", 'id: "1"'),
          {"helpdesk_checklist": {"removed": [1]}, "helpdesk_checklisttask": {"removed": [1, 2]}}),
    write(53, "agent", "Maintain checklist templates", "admin", mutate("checklistTemplateCreate", 'name: "New", tasks: ["a", "b"]'),
          {"helpdesk_checklisttemplate": {"added": [{"name": "New"}]}, "django_admin_log": {"added": [{"action_flag": 1}]}}),
    write(66, "agent", "Put the sender of a ticket on the ignore list", "admin", mutate("ignoredSenderCreate", 'ticketId: "1"'),
          {"helpdesk_ignoreemail": {"added": [{"email_address": "customer@example.com"}]}, "django_admin_log": {"added": [{}]}}),
    write(73, "agent", "Change my settings", "agent", mutate("viewerSettingsUpdate", "ticketsPerPage: 50, emailOnTicketChange: false"),
          {"helpdesk_usersettings": {"changed": {2: {"tickets_per_page": 50}}}}),
    read(59, "agent", "Preview an HTML file safely", "agent",
         "{ attachments(filter: { databaseId: { eq: 1 } }) { nodes { htmlPreview { html } } } }", {"attachments.nodes.0.htmlPreview": None}),
]
