"""The work of an administrator."""
from .task import read, write

OK = "{ userErrors { field code message } }"
LOGGED = {"django_admin_log": {"added": [{"user_id": 1}]}}


def admin(number, title, name, fields, rows, log=LOGGED):
    return write(number, "admin", title, "admin", f"mutation {{ {name}(input: {{ {fields} }}) {OK} }}", {**rows, **log})


TASKS = [
    read(94, "admin", "Queues and their mailboxes", "admin", "{ queues { nodes { slug mailbox { kind hasPassword } } } }", {}),
    admin(95, "Create a queue with a mailbox", "queueCreate",
          'title: "Returns", slug: "returns", mailboxKind: IMAP, mailboxHost: "mail.example.com", mailboxPassword: "s3cret"',
          {"helpdesk_queue": {"added": [{"slug": "returns", "email_box_type": "imap", "email_box_pass": "s3cret"}]},
           "auth_permission": {"added": [{"codename": "queue_access_returns"}]}}),
    admin(95, "Change a queue", "queueUpdate", 'id: "1", title: "Help"', {"helpdesk_queue": {"changed": {1: {"title": "Help"}}}}),
    admin(96, "Grant a queue to an agent", "queueAccessGrant", 'queueId: "1", userId: "2"',
          {"auth_user_user_permissions": {"added": [{"user_id": 2}]}}),
    read(97, "admin", "Users", "admin", '{ users(filter: { isStaff: { eq: true } }) { nodes { username } } }', {}),
    admin(98, "Create a customer", "userCreate", 'username: "new", password: "correct horse battery"',
          {"auth_user": {"added": [{"username": "new", "is_staff": 0}]}}),
    admin(99, "Create an agent", "userCreate", 'username: "new", password: "correct horse battery", isStaff: true',
          {"auth_user": {"added": [{"username": "new", "is_staff": 1}]}}),
    admin(99, "Deactivate an account", "userDeactivate", 'id: "3"', {"auth_user": {"changed": {3: {"is_active": 0}}}}),
    admin(99, "Delete an account", "userDelete", 'id: "10"', {"auth_user": {"removed": [10]}, "helpdesk_usersettings": {"removed": [10]}}),
    admin(99, "Set a password", "userSetPassword", 'id: "3", password: "correct horse battery"', {"auth_user": {"changed": {3: {}}}}),
    write(100, "admin", "Create an API token", "agent",
          'mutation { personalTokenCreate(input: { name: "script", scope: READ }) { personalToken { name } userErrors { code } } }',
          {}, {"personalTokenCreate.personalToken.name": "script"}),
    read(101, "admin", "Custom fields", "admin", "{ customFields { name dataType } }", {}),
    admin(102, "Create a custom field", "customFieldCreate", 'name: "floor", label: "Floor", dataType: INTEGER',
          {"helpdesk_customfield": {"added": [{"name": "floor", "data_type": "integer"}]}}),
    admin(102, "Delete a custom field", "customFieldDelete", 'id: "13"', {"helpdesk_customfield": {"removed": [13]}, "helpdesk_ticketcustomfieldvalue": {"removed": [13]}}),
    admin(103, "Create a preset reply", "presetReplyCreate", 'name: "Bye", body: "Bye {{ ticket.title }}", queueIds: ["1"]',
          {"helpdesk_presetreply": {"added": [{"name": "Bye"}]}, "helpdesk_presetreply_queues": {"added": [{"queue_id": 1}]}}),
    admin(104, "Create an article", "kbItemCreate", 'categoryId: "1", title: "t", question: "q?", answer: "a"',
          {"helpdesk_kbitem": {"added": [{"title": "t", "category_id": 1}]}}),
    admin(104, "Disable an article", "kbItemUpdate", 'id: "1", enabled: false', {"helpdesk_kbitem": {"changed": {1: {"enabled": 0}}}}),
    admin(105, "Change an email template", "emailTemplateUpdate", 'id: "1", subject: "(New)"',
          {"helpdesk_emailtemplate": {"changed": {1: {"subject": "(New)"}}}}),
    admin(106, "Create an escalation exclusion", "escalationExclusionCreate", 'name: "Holiday", date: "2030-01-01", queueIds: ["1"]',
          {"helpdesk_escalationexclusion": {"added": [{"name": "Holiday"}]}, "helpdesk_escalationexclusion_queues": {"added": [{"queue_id": 1}]}}),
    read(107, "admin", "See the ignore list", "admin", "{ ignoredSenders { nodes { emailAddress queues { slug } } } }", {}),
    admin(108, "Delete an entry of the ignore list", "ignoredSenderDelete", 'id: "1"', {"helpdesk_ignoreemail": {"removed": [1]}, "helpdesk_ignoreemail_queues": {"removed": [1]}}),
    read(109, "admin", "Tickets with time spent", "admin", "{ tickets(first: 1) { nodes { timeSpent } } }", {}),
    read(110, "admin", "Follow-ups by user and date", "admin",
         '{ followUps(filter: { user: { username: { eq: "agent" } } }, first: 1) { nodes { title } } }', {}),
    read(111, "admin", "See what waits to be sent", "admin", "{ outbox { totalCount } }", {}),
    read(112, "admin", "See the settings in force", "admin", "{ settings { name value source } }", {}),
]
